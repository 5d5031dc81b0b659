//! Risks that somebody with authority accepts: records with who, when and until when.

use super::{AssessmentRead, Deed, RiskInHand, about_risk, relation_to, unchanged};
use crate::Store;
use crate::error::Result;
use crate::produced::{Step, record};
use crate::sql::args;
use crate::writing::{Writing, allow};
use domain::catalogue::{RegisterStep, catalogue};
use domain::codes::{RequirementId, RiskId};
use domain::evidence::NamedPair;
use domain::ids::{AcceptanceId, AssessmentId};
use domain::people::{Actor, Relation};
use domain::refusal::Refusal;
use domain::risks::{Acceptance, Acceptor, Answer, Rated, Treatment, accept, refuse, still_decides};
use domain::trail::{Event, ThingKind, Verb};

impl Store {
    /// Somebody with authority over its band accepts a risk until the day that was asked for: after the conclusion too.
    ///
    /// # Errors
    /// As [`accept`]; [`Refusal::Conflict`] when nothing is asked for, or something else was said of it meanwhile.
    pub async fn accept_risk(&self, actor: &Actor, id: AssessmentId, risk: &RiskId, seen: i64) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let read = w.assessment(id).await?;
        let Asked { one, rated, asked, owns } = asked_in(&read, actor, risk, seen)?;
        let acceptor = Acceptor { actor, owns, authors: &read.took_part };
        let given = accept(asked, rated, &read.scale, &acceptor, read.today, w.now())?;
        let record_id = AcceptanceId(w.new_id());
        let sql = "INSERT INTO risk_acceptance (id, assessment, risk, until_on, by, from_at, from_seq) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        w.tx.run(sql, args![record_id, id, risk.as_str(), given.until, actor.person, w.now(), w.seq()]).await?;
        w.vouch(format!("risk-acceptance/{record_id}"), &format!("{id}@{risk} {}", given.until));
        let step = Step {
            step: RegisterStep::RiskAccepted,
            record: record(ThingKind::Acceptance, record_id),
            title: format!("{risk}, {}: accepted until {}", read.row.of(), given.until),
            author: given.asked_by,
            speaks: (read.today, read.today),
            own_end: Some(given.until),
            pairs: proven_by(RegisterStep::RiskAccepted, 0, |_| true),
        };
        w.produce(actor, &step).await?;
        let event = about_risk(Event::new(Verb::RiskAccepted, actor.person), &read, risk)
            .about(ThingKind::Acceptance, record_id)
            .with("until", given.until.to_string())
            .with("with", given.accepted.map(|accepted| accepted.with.key()));
        let event = super::assess::rating(event, rated);
        let rated = Rated { treatment: Some(Treatment::Accept(given)), ..rated.clone() };
        w.say(&read, one, Deed::Accepted, Answer::Rated(rated), actor).await?;
        w.commit(event).await?;
        Ok(())
    }

    /// Whoever might accept a risk refuses, with a reason: what is done about it is open again.
    ///
    /// # Errors
    /// As [`refuse`]; [`Refusal::Conflict`] when nothing is asked for, or something else was said of it meanwhile.
    pub async fn refuse_risk(
        &self,
        actor: &Actor,
        id: AssessmentId,
        risk: &RiskId,
        reason: &str,
        seen: i64,
    ) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let read = w.assessment(id).await?;
        let Asked { one, rated, asked, owns } = asked_in(&read, actor, risk, seen)?;
        let acceptor = Acceptor { actor, owns, authors: &read.took_part };
        let refused = refuse(asked, rated, &read.scale, reason, &acceptor, read.today, w.now())?;
        let why = refused.refused.as_ref().map(|one| one.reason.clone()).unwrap_or_default();
        let event = about_risk(Event::new(Verb::RiskRefused, actor.person), &read, risk);
        let event = super::assess::rating(event, rated).words("reason", why);
        let rated = Rated { treatment: Some(Treatment::Accept(refused)), ..rated.clone() };
        w.say(&read, one, Deed::Accepted, Answer::Rated(rated), actor).await?;
        w.commit(event).await?;
        Ok(())
    }
}

/// A risk of which somebody asks that it is accepted.
struct Asked<'a> {
    one: &'a RiskInHand,
    rated: &'a Rated,
    asked: &'a Acceptance,
    /// Whether whoever decides owns the system or the risk.
    owns: bool,
}

/// What somebody would decide on, as the form showed it.
fn asked_in<'a>(read: &'a AssessmentRead, actor: &Actor, risk: &RiskId, seen: i64) -> Result<Asked<'a>> {
    let one = read.risk(risk)?;
    let relation = relation_to(read, one, actor);
    allow(actor, Verb::RiskAccepted, relation)?;
    still_decides(&read.row.assessment.state, read.row.last)?;
    unchanged(one, seen)?;
    match &one.answer {
        Answer::Rated(rated @ Rated { treatment: Some(Treatment::Accept(asked)), .. }) => {
            Ok(Asked { one, rated, asked, owns: relation == Relation::Owner })
        }
        Answer::Open | Answer::Rated(_) | Answer::SetAside(_) => {
            Err(Refusal::conflict("Nobody asks for this risk to be accepted.").into())
        }
    }
}

/// The requirements that a step names, on one subject.
pub(super) fn proven_by(step: RegisterStep, subject: i64, counts: impl Fn(&RequirementId) -> bool) -> Vec<NamedPair> {
    let these = catalogue().proven_by(step).iter().filter(|id| counts(id));
    these.map(|id| NamedPair { requirement: id.clone(), subject }).collect()
}

impl Writing {
    /// Ends acceptances of an assessment, of one risk or of all, and what they prove.
    pub(super) async fn end_acceptances(
        &mut self,
        id: AssessmentId,
        risk: Option<&RiskId>,
        cause: &'static str,
    ) -> Result<()> {
        let sql =
            "SELECT id FROM risk_acceptance WHERE assessment = $1 AND ended_at IS NULL AND (risk = $2 OR $2 = '')";
        let rows = self.tx.all(sql, args![id, risk.map_or("", RiskId::as_str)]).await?;
        for row in rows {
            let acceptance: AcceptanceId = row.get(0)?;
            let sql = "UPDATE risk_acceptance SET ended_at = $2, ended_seq = $3, ended_as = $4 WHERE id = $1";
            self.tx.run(sql, args![acceptance, self.now(), self.seq(), cause]).await?;
            self.end_record(&record(ThingKind::Acceptance, acceptance), cause).await?;
        }
        Ok(())
    }
}
