//! What people do with an incident: report it, classify it, write its timeline, tell, explain, correct, review.

use super::{IncidentRow, about, relation};
use crate::CorrectionDraft;
use crate::Store;
use crate::deficiencies::pairs_of;
use crate::error::{Error, Result};
use crate::produced::{Step, record};
use crate::sql::args;
use crate::writing::{Writing, allow};
use domain::catalogue::RegisterStep;
use domain::ids::{IncidentId, OwnTaskId};
use domain::incidents::{
    CauseDraft, ClassifyDraft, Happened, NewIncident, NoticeDraft, PersonalData, ReportDraft, ReviewDraft, explain,
    not_told, noted, review, told,
};
use domain::instant::{Instant, Zone as _};
use domain::own_tasks::About;
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};
use domain::words::{CriterionId, Trigger};

impl Store {
    /// Anybody but a guest reports an incident. Evidence of kinds that end with an incident ends for its systems, after
    /// their grace; their risks are to be assessed anew.
    ///
    /// # Errors
    /// As [`ReportDraft::check`]; [`Refusal::Missing`]; [`Refusal::Forbidden`].
    pub async fn report_incident(&self, actor: &Actor, draft: &ReportDraft) -> Result<IncidentId> {
        let mut w = self.write_as(actor, Verb::IncidentReported).await?;
        let zone = w.zone().await?;
        let new = draft.check(w.now(), &zone)?;
        let mut subjects = Vec::new();
        for system in &new.systems {
            let subject = w.system_no(*system).await;
            if let Err(Error::Refused(Refusal::Missing(_))) = subject {
                return Err(Refusal::at("systems", "Choose systems of the inventory.").into());
            }
            subjects.push(subject?);
        }
        let id = w.insert_incident(&new, &subjects, actor).await?;
        for subject in subjects {
            w.end_evidence_on(Trigger::Incident, None, Some(subject)).await?;
        }
        let row = w.incident(id).await?;
        let event = Event::new(Verb::IncidentReported, actor.person)
            .with("harms", new.harms.iter().map(|harm| harm.key()).collect::<Vec<_>>())
            .with("detected_at", new.detected.0)
            .with("began_at", new.began.map(|at| at.0))
            .words("title", new.title)
            .words("what", new.what);
        w.commit(about(event, &row)).await?;
        Ok(id)
    }

    /// Whoever leads it says how grave it is and whom it touches; the last word counts, and whoever says otherwise
    /// what was said before says why.
    ///
    /// # Errors
    /// As [`ClassifyDraft::check`]; [`Refusal::Conflict`] once it is closed; [`Refusal::Forbidden`].
    pub async fn classify_incident(&self, actor: &Actor, id: IncidentId, draft: &ClassifyDraft) -> Result<()> {
        let (mut w, row) = self.on_incident(actor, id, Verb::IncidentClassified).await?;
        row.stands_open()?;
        let zone = w.zone().await?;
        let before = row.now.classification.as_ref().map(|(said, _)| said);
        let said = draft.check(before, &row.times, w.now(), &zone)?;
        if row.now.lead() != Some(said.lead) {
            w.active("lead", said.lead).await?;
        }
        let event = Event::new(Verb::IncidentClassified, actor.person)
            .about(ThingKind::Person, said.lead)
            .with("severity", said.severity.key())
            .with("personal_data", said.personal_data.key())
            .with("contained_at", said.contained.map(|at| at.0))
            .with("resolved_at", said.resolved.map(|at| at.0));
        let event = match &said.reason {
            None => event,
            Some(reason) => event.words("reason", reason.as_str()),
        };
        w.enter(&row, &Happened::Classified(said), actor).await?;
        w.commit(about(event, &row)).await?;
        Ok(())
    }

    /// An entry of the timeline.
    ///
    /// # Errors
    /// As [`noted`]; [`Refusal::Conflict`] once it is closed; [`Refusal::Forbidden`].
    pub async fn note_incident(&self, actor: &Actor, id: IncidentId, at: &str, words: &str) -> Result<()> {
        let (mut w, row) = self.on_incident(actor, id, Verb::IncidentNoted).await?;
        row.stands_open()?;
        let zone = w.zone().await?;
        let (at, words) = noted(at, words, w.now(), &zone)?;
        w.enter(&row, &Happened::Noted { at, words: words.clone() }, actor).await?;
        let event = Event::new(Verb::IncidentNoted, actor.person).with("at", at.0).words("words", words);
        w.commit(about(event, &row)).await?;
        Ok(())
    }

    /// Somebody was told, by a duty or otherwise.
    ///
    /// # Errors
    /// As [`told`]; [`Refusal::Forbidden`].
    pub async fn tell_of_incident(&self, actor: &Actor, id: IncidentId, draft: &NoticeDraft) -> Result<()> {
        let (mut w, row) = self.on_incident(actor, id, Verb::IncidentTold).await?;
        let zone = w.zone().await?;
        let notice = told(&row.now, &row.times, draft, w.now(), &zone)?;
        let event = Event::new(Verb::IncidentTold, actor.person)
            .with("duty", notice.duty.as_ref().map(ToString::to_string))
            .with("at", notice.at.0)
            .words("whom", notice.whom.as_str())
            .words("proof", notice.proof.as_str());
        w.enter(&row, &Happened::Told(notice), actor).await?;
        w.commit(about(event, &row)).await?;
        Ok(())
    }

    /// Nobody is told by a duty, and why.
    ///
    /// # Errors
    /// As [`not_told`]; [`Refusal::Forbidden`].
    pub async fn tell_nobody_of_incident(&self, actor: &Actor, id: IncidentId, duty: &str, why: &str) -> Result<()> {
        let (mut w, row) = self.on_incident(actor, id, Verb::IncidentNotTold).await?;
        let zone = w.zone().await?;
        let (duty, reason) = not_told(&row.duties(w.now(), &zone), &row.now, duty, why)?;
        let event = Event::new(Verb::IncidentNotTold, actor.person)
            .with("duty", duty.as_str())
            .words("reason", reason.as_str());
        w.enter(&row, &Happened::NotTold { duty, reason }, actor).await?;
        w.commit(about(event, &row)).await?;
        Ok(())
    }

    /// Why it could happen.
    ///
    /// # Errors
    /// As [`explain`]; [`Refusal::Forbidden`].
    pub async fn explain_incident(&self, actor: &Actor, id: IncidentId, draft: &CauseDraft) -> Result<()> {
        let (mut w, row) = self.on_incident(actor, id, Verb::IncidentExplained).await?;
        let cause = explain(&row.now, draft)?;
        let event = Event::new(Verb::IncidentExplained, actor.person)
            .with("kinds", cause.kinds.iter().map(|kind| kind.key()).collect::<Vec<_>>())
            .words("cause", cause.words.as_str());
        w.enter(&row, &Happened::Explained(cause), actor).await?;
        w.commit(about(event, &row)).await?;
        Ok(())
    }

    /// Hands out a task after it.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `title`, `assignee` or `due_on`; [`Refusal::Conflict`] once it is closed;
    /// [`Refusal::Forbidden`].
    pub async fn correct_incident(&self, actor: &Actor, id: IncidentId, draft: &CorrectionDraft) -> Result<OwnTaskId> {
        let (mut w, row) = self.on_incident(actor, id, Verb::IncidentCorrected).await?;
        row.stands_open()?;
        let today = w.zone().await?.day(w.now());
        let of = row.systems.first().map_or(About::Criterion(CriterionId::CC7_5), |(id, ..)| About::System(*id));
        let steps = format!("Asked for after {}: {}", row.code(), row.title);
        let task = draft.task(of, steps)?.check(today)?;
        w.active("assignee", task.assignee).await?;
        let task_id = w.insert_own_task(&task, actor).await?;
        w.enter(&row, &Happened::Corrected { task: task_id }, actor).await?;
        let event = Event::new(Verb::IncidentCorrected, actor.person)
            .about(ThingKind::OwnTask, task_id)
            .about(ThingKind::Person, task.assignee)
            .with("due_on", task.due_on.to_string())
            .words("title", task.title);
        w.commit(about(event, &row)).await?;
        Ok(task_id)
    }

    /// Somebody who did not lead it holds the review: it is closed, and its record is proof. How many pairs that proves.
    ///
    /// # Errors
    /// As [`review`]; [`Refusal::Missing`].
    pub async fn review_incident(&self, actor: &Actor, id: IncidentId, draft: &ReviewDraft) -> Result<usize> {
        let (mut w, row) = self.on_incident(actor, id, Verb::IncidentReviewed).await?;
        let zone = w.zone().await?;
        let held = review(&row.now, &row.duties(w.now(), &zone), actor, draft)?;
        let lead = row.now.lead().ok_or(Error::Unreadable("lead"))?;
        let people = row.now.classification.as_ref().is_some_and(|(said, _)| said.personal_data == PersonalData::Yes);
        let speaks = (zone.day(row.times.detected), zone.day(w.now()));
        let mut steps = vec![RegisterStep::IncidentReviewed];
        steps.extend(people.then_some(RegisterStep::BreachRegistered));
        let mut proven = 0;
        for step in steps {
            let step = Step {
                record: record(ThingKind::Incident, id),
                title: format!("{}: {}", row.code(), row.title),
                author: lead,
                speaks,
                own_end: None,
                pairs: pairs_of(step),
                step,
            };
            proven += w.produce(actor, &step).await?;
        }
        w.tx.run("UPDATE incident SET closed = $2 WHERE id = $1", args![id, true]).await?;
        let confirmed = held.confirmed.iter().map(ToString::to_string).collect::<Vec<_>>();
        let event = Event::new(Verb::IncidentReviewed, actor.person)
            .with("nobody_told", confirmed)
            .words("lessons", held.lessons.as_str())
            .words("prevents", held.prevents.as_str());
        w.enter(&row, &Happened::Reviewed(held), actor).await?;
        w.commit(about(event, &row)).await?;
        Ok(proven)
    }

    async fn on_incident(&self, actor: &Actor, id: IncidentId, verb: Verb) -> Result<(Writing, IncidentRow)> {
        let mut w = self.write(Some(actor)).await?;
        let row = w.incident(id).await?;
        allow(actor, verb, relation(&row, actor))?;
        Ok((w, row))
    }
}

impl IncidentRow {
    /// # Errors
    /// [`Refusal::Conflict`] once it is closed.
    fn stands_open(&self) -> Result<()> {
        if self.is_open() {
            return Ok(());
        }
        Err(Refusal::conflict("It was reviewed and closed. Nothing was changed.").into())
    }
}

impl Writing {
    async fn insert_incident(&mut self, new: &NewIncident, subjects: &[i64], by: &Actor) -> Result<IncidentId> {
        let row = self.tx.first("SELECT max(no) FROM incident", vec![]).await?;
        let no = row.ok_or(Error::Unreadable("number"))?.get::<Option<i64>>(0)?.unwrap_or_default() + 1;
        let id = IncidentId(self.new_id());
        let harms = new.harms.iter().map(|harm| harm.key()).collect::<Vec<_>>().join(",");
        let text = |at: Option<Instant>| at.map(|at| at.0.to_string()).unwrap_or_default();
        let said =
            [harms.clone(), text(new.began), text(Some(new.detected)), new.title.clone(), new.what.clone()].join(" ");
        self.vouch(format!("incident/{id}"), &said);
        let sql = "INSERT INTO incident (id, no, title, what, harms, began_at, detected_at, closed, by, from_at, from_seq) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        let (title, what) = (new.title.as_str(), new.what.as_str());
        let values =
            args![id, no, title, what, harms, new.began, new.detected, false, by.person, self.now(), self.seq()];
        self.tx.run(sql, values).await?;
        let rows = subjects.iter().map(|subject| args![id, *subject, self.now(), self.seq()]).collect();
        self.tx.insert_many("INSERT INTO incident_system (incident, subject, from_at, from_seq)", rows).await?;
        Ok(id)
    }
}
