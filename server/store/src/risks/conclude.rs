//! From draft to conclusion: submitted, sent back, concluded by somebody who took no part.

use super::proof::provable;
use super::{AssessmentRead, about, drafted, relation};
use crate::Store;
use crate::error::{Error, Result};
use crate::produced::record;
use crate::sql::args;
use crate::writing::{Writing, allow};
use domain::ids::AssessmentId;
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::risks::{Gate, Lack, State, conclude, missing, send_back, submit};
use domain::trail::{Event, ThingKind, Verb};
use jiff::civil::Date;

/// # Errors
/// [`Refusal::Conflict`] when something happened to it that the form did not show.
fn unchanged(read: &AssessmentRead, seen: i64) -> Result<()> {
    if read.version == seen {
        return Ok(());
    }
    Err(Refusal::conflict("Something in this assessment changed meanwhile. Read it again, then decide.").into())
}

/// # Errors
/// [`Refusal::Forbidden`] for whoever did, though somebody else may have said otherwise since.
fn took_no_part(read: &AssessmentRead, actor: &Actor) -> Result<()> {
    if read.took_part.contains(&actor.person) {
        let sentence = "You took part in this assessment. Somebody who did not concludes it.";
        return Err(Refusal::forbidden(sentence).into());
    }
    Ok(())
}

impl AssessmentRead {
    /// What it lacks at a step.
    #[must_use]
    pub fn missing(&self, gate: Gate) -> Vec<Lack> {
        missing(&self.contents(&self.said(), &self.proposed()), gate)
    }
}

/// A turn of an assessment.
struct Turn<'a> {
    kind: &'static str,
    scale: u32,
    reason: &'a str,
    on: Option<Date>,
    review_on: Option<Date>,
}

impl Store {
    /// Submits an assessment to whoever concludes it. `seen` is the version that the page showed.
    ///
    /// # Errors
    /// As [`submit`]; [`Refusal::Conflict`] when it changed meanwhile; [`Refusal::Forbidden`].
    pub async fn submit_assessment(&self, actor: &Actor, id: AssessmentId, seen: i64) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let read = w.assessment(id).await?;
        allow(actor, Verb::AssessmentSubmitted, relation(&read, actor))?;
        drafted(&read.row.assessment.state)?;
        unchanged(&read, seen)?;
        let (said, proposed) = (read.said(), read.proposed());
        submit(&read.row.assessment, &read.contents(&said, &proposed), actor, w.now())?;
        let scale = read.scale.version;
        let turn = Turn { kind: "submitted", scale, reason: "", on: None, review_on: None };
        w.turn(&read, &turn, actor).await?;
        let event = Event::new(Verb::AssessmentSubmitted, actor.person).with("scale", i64::from(scale));
        w.commit(about(event, &read).with("risks", said.len())).await?;
        Ok(())
    }

    /// Somebody who took no part sends it back with a reason: it is a draft again.
    ///
    /// # Errors
    /// As [`send_back`]; [`Refusal::Conflict`] when it changed meanwhile.
    pub async fn send_assessment_back(&self, actor: &Actor, id: AssessmentId, reason: &str, seen: i64) -> Result<()> {
        let mut w = self.write_as(actor, Verb::AssessmentSentBack).await?;
        let read = w.assessment(id).await?;
        took_no_part(&read, actor)?;
        let draft = send_back(&read.row.assessment, &read.said(), reason, actor, w.now())?;
        unchanged(&read, seen)?;
        let State::Draft { sent_back: Some(sent_back) } = draft.state else {
            return Err(Error::Unreadable("turn of an assessment"));
        };
        let (scale, reason) = (read.scale.version, sent_back.reason.as_str());
        let turn = Turn { kind: "sent-back", scale, reason, on: None, review_on: None };
        w.turn(&read, &turn, actor).await?;
        let event = about(Event::new(Verb::AssessmentSentBack, actor.person), &read);
        w.commit(event.words("reason", sent_back.reason)).await?;
        Ok(())
    }

    /// Somebody who took no part concludes it. It supersedes the one before, and proves what the library names; how many
    /// pairs.
    ///
    /// # Errors
    /// As [`conclude`]; [`Refusal::Conflict`] when it changed meanwhile.
    pub async fn conclude_assessment(&self, actor: &Actor, id: AssessmentId, seen: i64) -> Result<usize> {
        let mut w = self.write_as(actor, Verb::AssessmentConcluded).await?;
        let read = w.assessment(id).await?;
        took_no_part(&read, actor)?;
        let (said, proposed) = (read.said(), read.proposed());
        let contents = read.contents(&said, &proposed);
        let done = conclude(&read.row.assessment, &contents, read.criticality, actor, w.now())?;
        unchanged(&read, seen)?;
        let State::Concluded(concluded) = done.state else {
            return Err(Error::Unreadable("turn of an assessment"));
        };
        let (on, review_on) = (concluded.on, concluded.review_on);
        let turn =
            Turn { kind: "concluded", scale: concluded.scale, reason: "", on: Some(on), review_on: Some(review_on) };
        w.turn(&read, &turn, actor).await?;
        let sql = "UPDATE risk_assessment SET concluded_at = $2, concluded_seq = $3 WHERE id = $1";
        w.tx.run(sql, args![id, w.now(), w.seq()]).await?;
        if let Some(previous) = &read.previous {
            w.end_acceptances(previous.id, None, "superseded").await?;
            w.end_record(&record(ThingKind::Assessment, previous.id), "superseded").await?;
        }
        let rated = |id: &str| said.iter().any(|one| one.risk.as_str() == id && one.rated().is_some());
        let proven = w.prove_conclusion(actor, &read.row, &concluded, &provable(read.row.subject, rated)).await?;
        let event = Event::new(Verb::AssessmentConcluded, actor.person)
            .with("scale", i64::from(concluded.scale))
            .with("on", on.to_string())
            .with("review_on", review_on.to_string())
            .with("rated", said.iter().filter(|one| one.rated().is_some()).count())
            .with("risks", said.iter().map(|one| one.risk.as_str()).collect::<Vec<_>>());
        w.commit(about(event, &read)).await?;
        Ok(proven)
    }
}

impl Writing {
    async fn turn(&mut self, read: &AssessmentRead, turn: &Turn<'_>, by: &Actor) -> Result<()> {
        let (id, no) = (read.row.id, read.row.turns + 1);
        let Turn { kind, scale, reason, on, review_on } = *turn;
        let sql = "INSERT INTO risk_turn (assessment, no, kind, by, scale, reason, on_day, review_on, from_at, from_seq) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let (at, seq) = (self.now(), self.seq());
        let values = args![id, no, kind, by.person, i64::from(scale), reason, on, review_on, at, seq];
        self.tx.run(sql, values).await?;
        let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
        let text = format!("{kind} {scale} {} {} {reason}", day(on), day(review_on));
        self.vouch(format!("risk-turn/{id}@{no}"), &text);
        Ok(())
    }
}
