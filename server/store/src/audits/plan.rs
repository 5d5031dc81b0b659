//! Planning an audit: its steps are the test procedures of the controls in use, as they read on that day.

use super::{AuditRow, about, relation};
use crate::Store;
use crate::error::{Error, Result};
use crate::library::own;
use crate::sql::args;
use crate::writing::{Writing, allow};
use domain::asked::CriterionSet;
use domain::audits::{Audited, Owners, Plan, PlanDraft, Step, concerns, steps};
use domain::catalogue::catalogue;
use domain::codes::ControlId;
use domain::ids::{AuditId, PersonId};
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};
use domain::words::CriterionId;
use std::collections::BTreeSet;

impl Store {
    /// Plans an audit. Its steps come of the controls in use that answer its criteria and concern its systems.
    ///
    /// # Errors
    /// As [`PlanDraft::check`]; [`Refusal::Invalid`] at `criteria` when no control in use answers them, and at `auditors`
    /// when a guest is among them or each owns what one step tests; [`Refusal::Missing`]; [`Refusal::Forbidden`].
    pub async fn plan_audit(&self, actor: &Actor, draft: &PlanDraft) -> Result<AuditId> {
        let mut w = self.write_as(actor, Verb::AuditPlanned).await?;
        let plan = draft.check()?;
        for auditor in &plan.auditors {
            w.may_audit(*auditor).await?;
        }
        let (mut owners, mut audited, mut subjects) = (Owners::default(), Vec::new(), Vec::new());
        for id in &plan.systems {
            let system = w.system(*id).await?;
            owners.systems.insert(*id, [system.owner, system.deputy].into_iter().flatten().collect());
            audited.push(Audited { yes: system.yes, no: system.no_, stage: system.stage });
            subjects.push(system.no);
        }
        let steps = w.steps_of(&plan, &audited, &mut owners).await?;
        if steps.is_empty() {
            return Err(Refusal::at("criteria", "No control in use answers these criteria. Adopt one first.").into());
        }
        nobody_left(&plan, &steps, &owners)?;
        let id = w.insert_audit(&plan, &steps, &subjects, actor).await?;
        let row = w.audit(id).await?;
        let event = Event::new(Verb::AuditPlanned, actor.person)
            .with("criteria", plan.criteria.iter().map(CriterionId::key).collect::<Vec<_>>())
            .with("from", plan.period.from().to_string())
            .with("until", plan.period.until().to_string())
            .with("due", plan.due.to_string())
            .with("steps", steps.len())
            .words("title", plan.title);
        let event = plan.auditors.iter().fold(event, |event, who| event.about(ThingKind::Person, who));
        w.commit(about(event, &row)).await?;
        Ok(id)
    }

    /// Somebody else audits, too.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `auditor`; [`Refusal::Conflict`] when the audit has ended; [`Refusal::Forbidden`].
    pub async fn add_auditor(&self, actor: &Actor, id: AuditId, auditor: Option<PersonId>) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let row = w.audit(id).await?;
        allow(actor, Verb::AuditorAdded, relation(&row, actor))?;
        row.runs()?;
        let auditor = auditor.ok_or_else(|| Refusal::at("auditor", "Choose who audits, too."))?;
        if row.plan.auditors.contains(&auditor) {
            return Err(Refusal::at("auditor", "This person audits here already.").into());
        }
        let may = w.may_audit(auditor).await;
        if let Err(Error::Refused(Refusal::Invalid(_))) = may {
            return Err(Refusal::at("auditor", "Choose somebody who is here and no guest.").into());
        }
        may?;
        w.insert_auditors(id, [auditor]).await?;
        let event = Event::new(Verb::AuditorAdded, actor.person).about(ThingKind::Person, auditor);
        w.commit(about(event, &row)).await?;
        Ok(())
    }
}

/// # Errors
/// [`Refusal::Invalid`] at `auditors` while one of the steps can be tested by none of them.
fn nobody_left(plan: &Plan, steps: &[Step], owners: &Owners) -> Result<()> {
    let mut left = plan.untestable(steps, owners);
    let Some(first) = left.next() else { return Ok(()) };
    let more = match left.count() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let sentence = format!(
        "None of these may test {}{more}: each owns the control or one of the systems. Add somebody else.",
        first.control
    );
    Err(Refusal::at("auditors", sentence).into())
}

impl AuditRow {
    /// # Errors
    /// [`Refusal::Conflict`] when it has ended.
    pub(super) fn runs(&self) -> Result<()> {
        if self.ended.is_none() {
            return Ok(());
        }
        Err(Refusal::conflict("This audit has ended. What is found now belongs to the next.").into())
    }
}

impl Writing {
    /// That a person is here, active and no guest.
    async fn may_audit(&mut self, person: PersonId) -> Result<()> {
        self.active_at("auditors", person).await?;
        let sql = "SELECT 1 FROM person_right WHERE person = $1 AND what = 'auditor' AND ended_at = $2";
        let guest = self.tx.first(sql, args![person, domain::instant::Instant::NEVER]).await?;
        match guest {
            Some(_) => Err(Refusal::at("auditors", "A guest records nothing here. Choose somebody of ours.").into()),
            None => Ok(()),
        }
    }

    /// The steps of a plan, and who owns their controls.
    async fn steps_of(&mut self, plan: &Plan, audited: &[Audited], owners: &mut Owners) -> Result<Vec<Step>> {
        let spine = self.spine().await?;
        let mut adopted = Vec::new();
        for row in self.tx.all("SELECT id, statement, own FROM control WHERE approved AND NOT retired", vec![]).await? {
            let id: ControlId = row.get::<String>(0)?.parse().map_err(|_| Error::Unreadable("control id"))?;
            let Some(control) = spine.control(&id) else { continue };
            let here = control.applies.as_ref().is_some_and(|applies| concerns(applies, control.stages, audited));
            if !here {
                continue;
            }
            owners.controls.insert(id.clone(), control.owner.into_iter().collect());
            let procedure = procedure(&id, row.get(1)?, own(row.get(2)?)?.map(|words| words.test));
            adopted.push(Step { control: id, criteria: control.criteria, procedure });
        }
        Ok(steps(plan.criteria, adopted))
    }

    async fn insert_audit(&mut self, plan: &Plan, steps: &[Step], subjects: &[i64], by: &Actor) -> Result<AuditId> {
        let row = self.tx.first("SELECT max(no) FROM audit", vec![]).await?;
        let no = row.ok_or(Error::Unreadable("number"))?.get::<Option<i64>>(0)?.unwrap_or_default() + 1;
        let id = AuditId(self.new_id());
        let (criteria, from, until) = (keys(plan.criteria), plan.period.from(), plan.period.until());
        self.vouch(format!("audit/{id}"), &format!("{criteria} {from} {until} {} {}", plan.due, plan.title));
        let sql = "INSERT INTO audit (id, no, title, criteria, period_from, period_until, due_on, by, from_at, from_seq) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let (at, seq) = (self.now(), self.seq());
        let values = args![id, no, plan.title.as_str(), criteria, from, until, plan.due, by.person, at, seq];
        self.tx.run(sql, values).await?;
        let rows = subjects.iter().map(|subject| args![id, *subject, at, seq]).collect();
        self.tx.insert_many("INSERT INTO audit_system (audit, subject, from_at, from_seq)", rows).await?;
        self.insert_auditors(id, plan.auditors.iter().copied()).await?;
        let mut rows = Vec::new();
        for step in steps {
            let (control, criteria) = (step.control.as_str(), keys(step.criteria));
            self.vouch(format!("audit-step/{id}@{control}"), &format!("{criteria} {}", step.procedure));
            rows.push(args![id, control, criteria, step.procedure.as_str(), at, seq]);
        }
        let head = "INSERT INTO audit_step (audit, control, criteria, procedure, from_at, from_seq)";
        self.tx.insert_many(head, rows).await?;
        Ok(id)
    }

    async fn insert_auditors(&mut self, id: AuditId, auditors: impl IntoIterator<Item = PersonId>) -> Result<()> {
        let auditors: BTreeSet<_> = auditors.into_iter().collect();
        let rows = auditors.into_iter().map(|who| args![id, who, self.now(), self.seq()]).collect();
        self.tx.insert_many("INSERT INTO audit_auditor (audit, person, from_at, from_seq)", rows).await.map(|_| ())
    }
}

/// How a control is tested: as the library says, as its makers say, or against its statement.
fn procedure(id: &ControlId, statement: String, own: Option<String>) -> String {
    let known = catalogue().controls.get(id).map(|control| control.test_procedure.to_owned());
    let own = own.filter(|test| !test.trim().is_empty());
    known.or(own).unwrap_or_else(|| format!("Test whether it is done as its statement says: {statement}"))
}

/// “CC6.1,CC7.2”.
fn keys(criteria: CriterionSet) -> String {
    criteria.iter().map(CriterionId::key).collect::<Vec<_>>().join(",")
}
