//! What people do with a deficiency: open it, assess it, agree, correct, retest, close.

use super::read::deficiencies_in;
use super::{DeficiencyRow, about, about_parts, relation};
use crate::Store;
use crate::error::{Error, Result};
use crate::produced::{Step as Produced, record};
use crate::sql::args;
use crate::writing::{Writing, allow};
use domain::catalogue::{RegisterStep, catalogue};
use domain::codes::ControlId;
use domain::deficiencies::{
    AssessmentDraft, DeficiencyDraft, NewDeficiency, Of, Retest, RetestDraft, Step, agree, all_assessed, close,
    disagree, may_retest, retest,
};
use domain::evidence::NamedPair;
use domain::ids::{DeficiencyId, EvidenceId, OwnTaskId, PersonId};
use domain::instant::Zone as _;
use domain::own_tasks::{About, OwnTaskDraft};
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};
use domain::words::CriterionId;
use jiff::civil::Date;

/// A corrective task as typed.
#[derive(Clone, Debug)]
pub struct CorrectionDraft {
    pub title: String,
    pub assignee: Option<PersonId>,
    pub due_on: Option<Date>,
}

impl CorrectionDraft {
    /// # Errors
    /// [`Refusal::Invalid`] at `assignee` or `due_on`.
    pub(crate) fn task(&self, about: About, steps: String) -> Result<OwnTaskDraft, Refusal> {
        let assignee = self.assignee.ok_or_else(|| Refusal::at("assignee", "Choose who does it."))?;
        let due_on = self.due_on.ok_or_else(|| Refusal::at("due_on", "Give the day by which it is done."))?;
        Ok(OwnTaskDraft { title: self.title.clone(), steps, about, assignee, due_on })
    }
}

/// What a register's step proves of the organisation.
pub(crate) fn pairs_of(step: RegisterStep) -> Vec<NamedPair> {
    let these = catalogue().proven_by(step).iter();
    these.map(|id| NamedPair { requirement: id.clone(), subject: 0 }).collect()
}

impl Store {
    /// Opens a deficiency.
    ///
    /// # Errors
    /// As [`DeficiencyDraft::check`]; [`Refusal::Conflict`] while another one by the same source stands open;
    /// [`Refusal::Missing`]; [`Refusal::Forbidden`].
    pub async fn open_deficiency(&self, actor: &Actor, draft: &DeficiencyDraft) -> Result<DeficiencyId> {
        let mut w = self.write(Some(actor)).await?;
        let today = w.zone().await?.day(w.now());
        let new = draft.check_within(w.period_of(draft).await?, today)?;
        let (subject, owns) = w.subject_of(&new, actor).await?;
        allow(actor, Verb::DeficiencyOpened, owns)?;
        w.active("owner", new.owner).await?;
        w.names_occurrence(&new, subject).await?;
        w.none_open_by(&new.source).await?;
        let id = w.insert_deficiency(&new, subject, actor).await?;
        let row = w.deficiency(id).await?;
        let event = Event::new(Verb::DeficiencyOpened, actor.person)
            .about(ThingKind::Deficiency, id)
            .about(ThingKind::Person, new.owner)
            .with("source", new.source.kind.key())
            .with("found_on", new.found_on.to_string())
            .with("occurred_on", new.occurred_on.to_string())
            .words("title", new.title)
            .words("what", new.what);
        w.commit(about_parts(event, row.of, &row)).await?;
        Ok(id)
    }

    /// One person judges what it means; the last judgement counts.
    ///
    /// # Errors
    /// As [`AssessmentDraft::check`]; [`Refusal::Conflict`] once it is closed; [`Refusal::Forbidden`].
    pub async fn assess_deficiency(&self, actor: &Actor, id: DeficiencyId, draft: &AssessmentDraft) -> Result<()> {
        let (mut w, row) = self.on_deficiency(actor, id, Verb::DeficiencyAssessed).await?;
        row.stands_open()?;
        let spine = w.spine().await?;
        let ours = spine.controls.iter().filter(|control| !control.retired).map(|control| control.id.clone());
        let said = draft.check(row.control.as_ref(), &ours.collect::<Vec<ControlId>>())?;
        let event = Event::new(Verb::DeficiencyAssessed, actor.person)
            .with("severity", said.severity.key())
            .with("effect", said.effect.key())
            .with("compensating", said.compensating.as_ref().map(|one| one.control.to_string()));
        w.step(&row, &Step::Assessed(said), actor).await?;
        w.commit(about(event, &row)).await?;
        Ok(())
    }

    /// A second person agrees to the assessment: the exception is assessed. Where it was the last that waited for two, that
    /// is proof that exceptions are assessed. How many pairs it proves.
    ///
    /// # Errors
    /// As [`agree`]; [`Refusal::Missing`].
    pub async fn agree_deficiency(&self, actor: &Actor, id: DeficiencyId) -> Result<usize> {
        let (mut w, row) = self.on_deficiency(actor, id, Verb::DeficiencyAgreed).await?;
        agree(&row.now, actor)?;
        let (said, assessor, _) = row.now.assessment.as_ref().ok_or(Error::Unreadable("assessment"))?;
        let proven = w.proves_assessed(actor, &row, *assessor).await?;
        w.step(&row, &Step::Agreed, actor).await?;
        let event = Event::new(Verb::DeficiencyAgreed, actor.person)
            .with("severity", said.severity.key())
            .with("effect", said.effect.key());
        w.commit(about(event, &row)).await?;
        Ok(proven)
    }

    /// The second person sees it otherwise; it is assessed anew.
    ///
    /// # Errors
    /// As [`disagree`]; [`Refusal::Missing`].
    pub async fn disagree_deficiency(&self, actor: &Actor, id: DeficiencyId, reason: &str) -> Result<()> {
        let (mut w, row) = self.on_deficiency(actor, id, Verb::DeficiencyDisagreed).await?;
        let reason = disagree(&row.now, actor, reason)?;
        w.step(&row, &Step::Disagreed { reason: reason.clone() }, actor).await?;
        w.commit(about(Event::new(Verb::DeficiencyDisagreed, actor.person), &row).words("reason", reason)).await?;
        Ok(())
    }

    /// Somebody else answers for it from now on.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `owner`; [`Refusal::Conflict`] once it is closed; [`Refusal::Forbidden`].
    pub async fn give_deficiency(&self, actor: &Actor, id: DeficiencyId, owner: Option<PersonId>) -> Result<()> {
        let (mut w, row) = self.on_deficiency(actor, id, Verb::DeficiencyGiven).await?;
        row.stands_open()?;
        let owner = owner.ok_or_else(|| Refusal::at("owner", "Choose who answers for it."))?;
        if owner == row.now.owner {
            return Err(Refusal::at("owner", "This is who answers for it already.").into());
        }
        w.active("owner", owner).await?;
        w.step(&row, &Step::Given { owner }, actor).await?;
        let event = Event::new(Verb::DeficiencyGiven, actor.person).about(ThingKind::Person, owner);
        w.commit(about(event, &row)).await?;
        Ok(())
    }

    /// Hands out a corrective task. What was retested before says nothing any more.
    ///
    /// # Errors
    /// As [`OwnTaskDraft::check`], with `assignee`; [`Refusal::Conflict`] once it is closed; [`Refusal::Forbidden`].
    pub async fn correct_deficiency(
        &self,
        actor: &Actor,
        id: DeficiencyId,
        draft: &CorrectionDraft,
    ) -> Result<OwnTaskId> {
        let (mut w, row) = self.on_deficiency(actor, id, Verb::DeficiencyCorrected).await?;
        row.stands_open()?;
        let today = w.zone().await?.day(w.now());
        let steps = format!("Corrects {}: {}", row.code(), row.title);
        let task = draft.task(task_about(&row), steps)?.check(today)?;
        w.active("assignee", task.assignee).await?;
        let task_id = w.insert_own_task(&task, actor).await?;
        w.step(&row, &Step::Corrected { task: task_id }, actor).await?;
        let event = Event::new(Verb::DeficiencyCorrected, actor.person)
            .about(ThingKind::OwnTask, task_id)
            .about(ThingKind::Person, task.assignee)
            .with("due_on", task.due_on.to_string())
            .words("title", task.title);
        w.commit(about(event, &row)).await?;
        Ok(task_id)
    }

    /// Somebody looked again whether it works. A retest that fails opens what was closed.
    ///
    /// # Errors
    /// As [`may_retest`] and [`retest`]; [`Refusal::Invalid`] at `evidence` when it is not here; [`Refusal::Conflict`] when it would open it
    /// while another one by the same source stands open; [`Refusal::Forbidden`].
    pub async fn retest_deficiency(&self, actor: &Actor, id: DeficiencyId, draft: &RetestDraft) -> Result<()> {
        let (mut w, row) = self.on_deficiency(actor, id, Verb::DeficiencyRetested).await?;
        let today = w.zone().await?.day(w.now());
        may_retest(&row.tasks, actor)?;
        let seen = retest(&row.now, row.task_state(), draft, today)?;
        if let Some(evidence) = seen.evidence {
            w.has_evidence(evidence).await?;
        }
        let Retest { on, passed, evidence, .. } = &seen;
        let mut event =
            Event::new(Verb::DeficiencyRetested, actor.person).with("on", on.to_string()).with("passed", *passed);
        if let Some(evidence) = evidence {
            event = event.about(ThingKind::Evidence, evidence);
        }
        let reopens = !passed && row.now.closed.is_some();
        if reopens {
            w.none_open_by(&row.source).await?;
        }
        w.step(&row, &Step::Retested(seen.clone()), actor).await?;
        if reopens {
            w.mark_closed(id, false).await?;
        }
        w.commit(about(event.with("reopens", reopens).words("shown", seen.shown), &row)).await?;
        Ok(())
    }

    /// A second person closes it.
    ///
    /// # Errors
    /// As [`close`]; [`Refusal::Missing`].
    pub async fn close_deficiency(&self, actor: &Actor, id: DeficiencyId, note: &str) -> Result<()> {
        let (mut w, row) = self.on_deficiency(actor, id, Verb::DeficiencyClosed).await?;
        let note = close(&row.now, row.task_state(), actor, note)?;
        w.step(&row, &Step::Closed { note: note.clone() }, actor).await?;
        w.mark_closed(id, true).await?;
        w.commit(about(Event::new(Verb::DeficiencyClosed, actor.person), &row).words("note", note)).await?;
        Ok(())
    }

    async fn on_deficiency(&self, actor: &Actor, id: DeficiencyId, verb: Verb) -> Result<(Writing, DeficiencyRow)> {
        let mut w = self.write(Some(actor)).await?;
        let row = w.deficiency(id).await?;
        allow(actor, verb, relation(&row, actor))?;
        Ok((w, row))
    }
}

/// What its corrective tasks are about.
fn task_about(row: &DeficiencyRow) -> About {
    match (&row.control, row.of) {
        (Some(control), _) => About::Control(control.clone()),
        (None, Of::System(id)) => About::System(id),
        (None, Of::Organisation | Of::Vendor(_)) => {
            About::Criterion(row.criteria.iter().next().unwrap_or(CriterionId::CC4_2))
        }
    }
}

impl DeficiencyRow {
    /// # Errors
    /// [`Refusal::Conflict`] once it is closed.
    fn stands_open(&self) -> Result<()> {
        if self.is_open() {
            return Ok(());
        }
        Err(Refusal::conflict("It was closed. A retest that fails opens it again.").into())
    }
}

impl Writing {
    /// How many pairs the agreement on a deficiency proves: none while another one that stands open waits for two.
    async fn proves_assessed(&mut self, by: &Actor, row: &DeficiencyRow, assessor: PersonId) -> Result<usize> {
        let zone = self.zone().await?;
        let others = deficiencies_in(&mut self.tx, "NOT d.closed AND d.id <> $1", args![row.id], &zone).await?;
        if !all_assessed(others.iter().map(|other| &other.now)) {
            return Ok(0);
        }
        let step = Produced {
            step: RegisterStep::ExceptionAssessed,
            record: record(ThingKind::Deficiency, row.id),
            title: format!("{}, assessed by two: {}", row.code(), row.title),
            author: assessor,
            speaks: (row.occurred_on, row.occurred_on),
            own_end: None,
            pairs: pairs_of(RegisterStep::ExceptionAssessed),
        };
        self.produce(by, &step).await
    }

    /// While nobody has assessed it, not every exception is: what proved that they are ends.
    pub(super) async fn insert_deficiency(
        &mut self,
        new: &NewDeficiency,
        subject: i64,
        by: &Actor,
    ) -> Result<DeficiencyId> {
        let spine = self.spine().await?;
        let of_control = new.control.as_ref().and_then(|id| spine.control(id)).map(|one| one.criteria);
        let criteria = new.criteria(of_control.unwrap_or_default());
        let criteria = criteria.iter().map(CriterionId::key).collect::<Vec<_>>().join(",");
        let row = self.tx.first("SELECT max(no) FROM deficiency", vec![]).await?;
        let no = row.ok_or(Error::Unreadable("number"))?.get::<Option<i64>>(0)?.unwrap_or_default() + 1;
        let id = DeficiencyId(self.new_id());
        let (control, requirement) =
            (new.control.as_ref().map(ToString::to_string), new.requirement.as_ref().map(ToString::to_string));
        let said = [
            new.source.to_string(),
            control.clone().unwrap_or_default(),
            requirement.clone().unwrap_or_default(),
            criteria.clone(),
            subject.to_string(),
            new.found_on.to_string(),
            new.occurred_on.to_string(),
            new.owner.to_string(),
            new.title.clone(),
            new.what.clone(),
        ];
        self.vouch(format!("deficiency/{id}"), &said.join(" "));
        let sql = "INSERT INTO deficiency (id, no, source_kind, source, control, requirement, criteria, subject, found_on, \
                   occurred_on, owner, title, what, closed, by, from_at, from_seq) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
        let values = args![
            id,
            no,
            new.source.kind.key(),
            new.source.id.as_str(),
            control,
            requirement,
            criteria,
            subject,
            new.found_on,
            new.occurred_on,
            new.owner,
            new.title.as_str(),
            new.what.as_str(),
            false,
            by.person,
            self.now(),
            self.seq(),
        ];
        self.tx.run(sql, values).await?;
        self.end_records_of(ThingKind::Deficiency, "exception-found").await?;
        Ok(id)
    }

    async fn has_evidence(&mut self, id: EvidenceId) -> Result<()> {
        match self.tx.first("SELECT 1 FROM evidence WHERE id = $1", args![id]).await? {
            Some(_) => Ok(()),
            None => Err(Refusal::at("evidence", "There is no such piece of evidence here.").into()),
        }
    }
}
