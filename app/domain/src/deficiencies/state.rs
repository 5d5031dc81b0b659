//! Where a deficiency stands: read from what was said of it, step by step, and from its corrective tasks.

use super::assess::Assessment;
use super::retest::Retest;
use super::words::{ASSESS_DAYS, DeficiencyStage};
use crate::ids::{OwnTaskId, PersonId};
use crate::instant::Instant;
use crate::own_tasks::OwnStage;
use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What somebody said or did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum Step {
    Assessed(Assessment),
    /// A second person agrees with the last assessment.
    Agreed,
    Disagreed {
        reason: String,
    },
    /// Somebody else answers for it.
    Given {
        owner: PersonId,
    },
    /// A corrective task was handed out.
    Corrected {
        task: OwnTaskId,
    },
    Retested(Retest),
    Closed {
        note: String,
    },
}

impl Step {
    /// The word under which it is kept.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Assessed(_) => "assessed",
            Self::Agreed => "agreed",
            Self::Disagreed { .. } => "disagreed",
            Self::Given { .. } => "given",
            Self::Corrected { .. } => "corrected",
            Self::Retested(_) => "retested",
            Self::Closed { .. } => "closed",
        }
    }
}

/// A step with who made it and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    pub no: i64,
    pub step: Step,
    pub by: PersonId,
    pub at: Instant,
}

/// A corrective task, as far as the rules of a deficiency go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectiveTask {
    pub id: OwnTaskId,
    pub title: String,
    pub assignee: PersonId,
    pub due_on: Date,
    pub stage: OwnStage,
    /// The day on which it was signed off or dropped.
    pub ended_on: Option<Date>,
    /// Who said that it is done.
    pub done_by: Option<PersonId>,
}

/// How all corrective tasks stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskState {
    /// None was handed out, or every one was dropped.
    Missing,
    Open,
    /// All are over and one at least is signed off; the day of the last.
    Done(Date),
}

impl TaskState {
    #[must_use]
    pub fn of(tasks: &[CorrectiveTask]) -> Self {
        if tasks.iter().any(|task| matches!(task.stage, OwnStage::Open | OwnStage::Done)) {
            return Self::Open;
        }
        let signed = tasks.iter().filter(|task| task.stage == OwnStage::Signed);
        signed.filter_map(|task| task.ended_on).max().map_or(Self::Missing, Self::Done)
    }
}

/// What holds of a deficiency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub owner: PersonId,
    /// Everybody who ever answered for it.
    pub owners: BTreeSet<PersonId>,
    /// Everybody who ever retested it.
    pub retesters: BTreeSet<PersonId>,
    /// The last assessment, who made it and when.
    pub assessment: Option<(Assessment, PersonId, Instant)>,
    /// Who agreed to it, and when.
    pub agreed: Option<(PersonId, Instant)>,
    /// The last assessment that two agreed on, and when: it holds until two agree on another.
    pub held: Option<(Assessment, Instant)>,
    /// Who last disagreed, and why, where nobody assessed it anew since.
    pub disagreed: Option<(PersonId, String)>,
    pub tasks: Vec<OwnTaskId>,
    /// The last retest since the last corrective task was handed out.
    pub retest: Option<(Retest, PersonId, Instant)>,
    /// Who closed it, when, and what they said; none while it is open.
    pub closed: Option<(PersonId, Instant, String)>,
    /// It was closed once, and a retest failed since.
    pub reopened: Option<Instant>,
}

/// What holds after these steps, in their order.
#[must_use]
pub fn standing(first_owner: PersonId, steps: &[Made]) -> Standing {
    let begin = Standing {
        owner: first_owner,
        owners: BTreeSet::from([first_owner]),
        retesters: BTreeSet::new(),
        assessment: None,
        agreed: None,
        held: None,
        disagreed: None,
        tasks: Vec::new(),
        retest: None,
        closed: None,
        reopened: None,
    };
    steps.iter().fold(begin, |now, made| now.after(made))
}

impl Standing {
    fn after(mut self, made: &Made) -> Self {
        let Made { step, by, at, .. } = made;
        match step {
            Step::Assessed(assessment) => {
                self.assessment = Some((assessment.clone(), *by, *at));
                (self.agreed, self.disagreed) = (None, None);
            }
            Step::Agreed => {
                (self.agreed, self.disagreed) = (Some((*by, *at)), None);
                self.held = self.assessment.as_ref().map(|(assessment, ..)| (assessment.clone(), *at));
            }
            Step::Disagreed { reason } => self.disagreed = Some((*by, reason.clone())),
            Step::Given { owner } => {
                self.owner = *owner;
                self.owners.insert(*owner);
            }
            Step::Corrected { task } => {
                self.tasks.push(*task);
                self.retest = None;
            }
            Step::Retested(retest) => {
                if !retest.passed && self.closed.take().is_some() {
                    self.reopened = Some(*at);
                }
                self.retesters.insert(*by);
                self.retest = Some((retest.clone(), *by, *at));
            }
            Step::Closed { note } => (self.closed, self.reopened) = (Some((*by, *at, note.clone())), None),
        }
        self
    }

    /// Two people agreed on what it means; while somebody assesses it anew, what they agreed on holds.
    #[must_use]
    pub const fn assessed_by_two(&self) -> bool {
        self.held.is_some()
    }

    #[must_use]
    pub fn passed(&self) -> bool {
        self.retest.as_ref().is_some_and(|(retest, ..)| retest.passed)
    }

    /// Where it stands, by what is to be done next.
    #[must_use]
    pub fn stage(&self, tasks: &[CorrectiveTask]) -> DeficiencyStage {
        if self.closed.is_some() {
            return DeficiencyStage::Closed;
        }
        match (&self.assessment, self.agreed, TaskState::of(tasks)) {
            (None, ..) => DeficiencyStage::Open,
            (Some(_), None, _) => DeficiencyStage::Assessed,
            (Some(_), Some(_), TaskState::Missing | TaskState::Open) => DeficiencyStage::Correcting,
            (Some(_), Some(_), TaskState::Done(_)) if !self.passed() => DeficiencyStage::Retesting,
            (Some(_), Some(_), TaskState::Done(_)) => DeficiencyStage::Closing,
        }
    }

    /// The day since which something about it is late: a corrective task that is past its day, or no assessment that two
    /// agreed on within [`ASSESS_DAYS`] of the day it was found.
    #[must_use]
    pub fn overdue_since(&self, found_on: Date, tasks: &[CorrectiveTask], today: Date) -> Option<Date> {
        if self.closed.is_some() {
            return None;
        }
        let open = tasks.iter().filter(|task| matches!(task.stage, OwnStage::Open | OwnStage::Done));
        let judged_by = found_on.saturating_add(Span::new().days(ASSESS_DAYS));
        let unjudged = self.agreed.is_none().then_some(judged_by);
        let days = open.map(|task| task.due_on).chain(unjudged).filter(|day| *day < today);
        days.min().map(|day| day.saturating_add(Span::new().days(1)))
    }
}
