//! Exceptions to a policy: asked for, decided by a second person, ended.

use super::owner_relation;
use crate::Store;
use crate::error::{Error, Result};
use crate::produced::{Step, record};
use crate::sql::{Row, args};
use crate::writing::{Writing, allow};
use domain::catalogue::{RegisterStep, catalogue};
use domain::change::{reason, words};
use domain::evidence::NamedPair;
use domain::ids::{ExceptionId, PersonId, PolicyId};
use domain::instant::{Instant, Zone as _};
use domain::people::{Actor, Relation};
use domain::policies::{ExceptionDraft, ExceptionOutcome, PolicyException, decide_exception};
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};
use jiff::civil::Date;

/// An exception to a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExceptionRow {
    pub id: ExceptionId,
    pub policy: PolicyId,
    /// The policy's title.
    pub title: String,
    pub what: String,
    pub reason: String,
    pub measure: String,
    pub owner: PersonId,
    pub until: Date,
    pub asked_by: PersonId,
    pub at: Instant,
    /// What was decided, by whom, when, and the words beside it.
    pub decided: Option<(ExceptionOutcome, PersonId, Instant, String)>,
    /// When it was ended before its last day, and why.
    pub ended: Option<(Instant, String)>,
}

const EXCEPTION: &str = "SELECT x.id, x.policy, p.title, x.what, x.reason, x.measure, x.owner, x.until_on, x.asked_by, \
    x.from_at, x.outcome, x.decided_by, x.decided_at, x.answer, x.ended_at, x.ended_why FROM policy_exception x \
    JOIN policy p ON p.id = x.policy";

fn exception(row: &Row) -> Result<ExceptionRow> {
    let outcome: Option<String> = row.get(10)?;
    let decided = match (outcome, row.get::<Option<PersonId>>(11)?, row.get::<Option<Instant>>(12)?) {
        (Some(outcome), Some(by), Some(at)) => {
            let outcome = outcome.parse().map_err(|_| Error::Unreadable("outcome"))?;
            Some((outcome, by, at, row.get::<Option<String>>(13)?.unwrap_or_default()))
        }
        _ => None,
    };
    Ok(ExceptionRow {
        id: row.get(0)?,
        policy: row.get(1)?,
        title: row.get(2)?,
        what: row.get(3)?,
        reason: row.get(4)?,
        measure: row.get(5)?,
        owner: row.get(6)?,
        until: row.get(7)?,
        asked_by: row.get(8)?,
        at: row.get(9)?,
        decided,
        ended: row.get::<Option<Instant>>(14)?.zip(row.get::<Option<String>>(15)?),
    })
}

impl ExceptionRow {
    /// As the rules see it.
    #[must_use]
    pub const fn held(&self) -> PolicyException {
        let Self { asked_by, owner, until, .. } = self;
        PolicyException { asked_by: *asked_by, owner: *owner, until: *until, decided: self.decided.is_some() }
    }

    /// Whether it was approved and holds on a day.
    #[must_use]
    pub fn holds(&self, today: Date) -> bool {
        let approved = self.decided.as_ref().is_some_and(|(outcome, ..)| *outcome == ExceptionOutcome::Approved);
        approved && self.ended.is_none() && today <= self.until
    }
}

impl Store {
    /// Asks for an exception to a policy.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at the draft's fields; [`Refusal::Conflict`] for a policy that is retired.
    pub async fn ask_exception(&self, actor: &Actor, policy: PolicyId, draft: &ExceptionDraft) -> Result<ExceptionId> {
        let mut w = self.write_as(actor, Verb::ExceptionAsked).await?;
        w.policy(policy).await?.stands()?;
        let today = w.zone().await?.day(w.now());
        let (draft, owner, until) = draft.check(today)?;
        w.active("owner", owner).await?;
        let id = ExceptionId(w.new_id());
        let sql = "INSERT INTO policy_exception (id, policy, what, reason, measure, owner, until_on, asked_by, from_at, from_seq) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let (what, why, measure) = (draft.what.as_str(), draft.reason.as_str(), draft.measure.as_str());
        let values = args![id, policy, what, why, measure, owner, until, actor.person, w.now(), w.seq()];
        w.tx.run(sql, values).await?;
        let event = Event::new(Verb::ExceptionAsked, actor.person)
            .about(ThingKind::Exception, id)
            .about(ThingKind::Policy, policy)
            .about(ThingKind::Person, owner)
            .with("until", until.to_string())
            .words("what", draft.what)
            .words("reason", draft.reason)
            .words("measure", draft.measure);
        w.commit(event).await?;
        Ok(id)
    }

    /// A second person approves an exception: it is on record until its last day.
    ///
    /// # Errors
    /// As [`decide_exception`]; [`Refusal::Conflict`] for a policy that is retired; [`Refusal::Missing`].
    pub async fn approve_exception(&self, actor: &Actor, id: ExceptionId, answer: &str) -> Result<()> {
        let mut w = self.write_as(actor, Verb::ExceptionApproved).await?;
        let row = w.exception(id).await?;
        w.policy(row.policy).await?.stands()?;
        let today = w.zone().await?.day(w.now());
        decide_exception(&row.held(), actor, today)?;
        let answer = words("answer", answer)?;
        w.decide_exception(actor, id, ExceptionOutcome::Approved, &answer).await?;
        let proves = catalogue().proven_by(RegisterStep::PolicyExceptionApproved);
        let step = Step {
            step: RegisterStep::PolicyExceptionApproved,
            record: record(ThingKind::Exception, id),
            title: format!("Exception to {}", row.title),
            author: row.asked_by,
            speaks: (today, today),
            own_end: Some(row.until),
            pairs: proves.iter().map(|id| NamedPair { requirement: id.clone(), subject: 0 }).collect(),
        };
        w.produce(actor, &step).await?;
        let event = about(Event::new(Verb::ExceptionApproved, actor.person), &row).with("until", row.until.to_string());
        w.commit(event.words("answer", answer)).await?;
        Ok(())
    }

    /// A second person refuses an exception.
    ///
    /// # Errors
    /// As [`decide_exception`]; [`Refusal::Invalid`] at `answer`; [`Refusal::Missing`].
    pub async fn refuse_exception(&self, actor: &Actor, id: ExceptionId, answer: &str) -> Result<()> {
        let mut w = self.write_as(actor, Verb::ExceptionRefused).await?;
        let row = w.exception(id).await?;
        decide_exception(&row.held(), actor, row.until)?;
        let answer = words("answer", answer)?;
        if answer.is_empty() {
            return Err(Refusal::at("answer", "Say why, so that whoever asked knows what would help.").into());
        }
        w.decide_exception(actor, id, ExceptionOutcome::Refused, &answer).await?;
        let event = about(Event::new(Verb::ExceptionRefused, actor.person), &row);
        w.commit(event.words("answer", answer)).await?;
        Ok(())
    }

    /// Whoever asked takes it back before it was decided; afterwards it is ended, and what it proved ends with it.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] when it is over; [`Refusal::Invalid`] at `reason`; [`Refusal::Forbidden`].
    pub async fn end_exception(&self, actor: &Actor, id: ExceptionId, why: &str) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let row = w.exception(id).await?;
        let verb = if row.decided.is_some() { Verb::ExceptionEnded } else { Verb::ExceptionWithdrawn };
        let own = row.asked_by == actor.person || row.owner == actor.person;
        let policy = w.policy(row.policy).await?;
        allow(actor, verb, if own { Relation::Owner } else { owner_relation(&policy, actor) })?;
        let why = reason(why)?;
        let today = w.zone().await?.day(w.now());
        if row.decided.is_none() {
            w.decide_exception(actor, id, ExceptionOutcome::Withdrawn, &why).await?;
        } else if row.holds(today) {
            w.stop_exception(id, &why, "exception-ended").await?;
        } else {
            return Err(Refusal::conflict("It is over already. Nothing was changed.").into());
        }
        w.commit(about(Event::new(verb, actor.person), &row).words("reason", why)).await?;
        Ok(())
    }

    /// One exception.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn exception(&self, id: ExceptionId) -> Result<ExceptionRow> {
        let row = self.db.first(format!("{EXCEPTION} WHERE x.id = $1"), args![id]).await?;
        exception(&row.ok_or_else(|| Refusal::missing("exception"))?)
    }

    /// The exceptions to a policy, or to all; those that wait first, then by their last day; at most 500.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn exceptions(&self, policy: Option<PolicyId>) -> Result<Vec<ExceptionRow>> {
        let order = "ORDER BY CASE WHEN x.outcome IS NULL THEN 0 ELSE 1 END, x.until_on DESC, x.id LIMIT 500";
        let mut tx = self.db.reading().await?;
        let rows = match policy {
            Some(id) => tx.all(format!("{EXCEPTION} WHERE x.policy = $1 {order}"), args![id]).await?,
            None => tx.all(format!("{EXCEPTION} {order}"), vec![]).await?,
        };
        rows.iter().map(exception).collect()
    }
}

fn about(event: Event, row: &ExceptionRow) -> Event {
    event.about(ThingKind::Exception, row.id).about(ThingKind::Policy, row.policy)
}

impl Writing {
    async fn exception(&mut self, id: ExceptionId) -> Result<ExceptionRow> {
        let row = self.tx.first(format!("{EXCEPTION} WHERE x.id = $1"), args![id]).await?;
        exception(&row.ok_or_else(|| Refusal::missing("exception"))?)
    }

    /// Ends what is approved, and what it proves.
    async fn stop_exception(&mut self, id: ExceptionId, why: &str, cause: &'static str) -> Result<()> {
        let sql = "UPDATE policy_exception SET ended_at = $2, ended_seq = $3, ended_why = $4 WHERE id = $1";
        self.tx.run(sql, args![id, self.now(), self.seq(), why]).await?;
        self.end_record(&record(ThingKind::Exception, id), cause).await
    }

    /// With its policy the exceptions to it end: those that wait are taken back, those that hold are over. Which they are.
    pub(super) async fn end_exceptions(&mut self, by: &Actor, policy: PolicyId, why: &str) -> Result<Vec<ExceptionId>> {
        let today = self.zone().await?.day(self.now());
        let rows = self.tx.all(format!("{EXCEPTION} WHERE x.policy = $1 ORDER BY x.from_at"), args![policy]).await?;
        let mut ended = Vec::new();
        for row in rows.iter().map(exception) {
            let row = row?;
            if row.decided.is_none() {
                self.decide_exception(by, row.id, ExceptionOutcome::Withdrawn, why).await?;
            } else if row.holds(today) {
                self.stop_exception(row.id, why, "policy-retired").await?;
            } else {
                continue;
            }
            ended.push(row.id);
        }
        Ok(ended)
    }

    async fn decide_exception(
        &mut self,
        by: &Actor,
        id: ExceptionId,
        outcome: ExceptionOutcome,
        answer: &str,
    ) -> Result<()> {
        let sql = "UPDATE policy_exception SET outcome = $2, decided_by = $3, decided_at = $4, decided_seq = $5, answer = $6 \
                   WHERE id = $1";
        let values = args![id, outcome.key(), by.person, self.now(), self.seq(), answer];
        self.tx.run(sql, values).await.map(|_| ())
    }
}
