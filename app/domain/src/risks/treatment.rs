//! What is decided about a risk: mitigate, avoid, transfer or accept (ISO 31000, 6.5).

use super::acceptance::{Acceptance, Accepting};
use super::answer::{Rated, rating};
use super::scale::{Judged, Scale};
use crate::accounts::line;
use crate::change;
use crate::days::typed;
use crate::ids::{OwnTaskId, PersonId};
use crate::instant::Instant;
use crate::people::Actor;
use crate::refusal::{Fault, Faults, Refusal};
use crate::words::word;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

word! {
    /// What can be decided about a risk.
    pub enum TreatmentKind {
        Mitigate = "mitigate", "Mitigate",
        Avoid = "avoid", "Avoid",
        Transfer = "transfer", "Transfer",
        Accept = "accept", "Accept",
    }
}

/// What is decided about a risk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Treatment {
    /// Tasks lower it; the residual is claimed when all are closed.
    Mitigate {
        /// At least one.
        tasks: Vec<Action>,
        /// The residual that is aimed at, below the one of today.
        target: Judged,
    },
    /// What raises it is not done.
    Avoid { reason: String },
    /// Somebody else bears it: an insurer, a vendor by contract.
    Transfer { to: String, reason: String },
    /// It is borne, until a day.
    Accept(Acceptance),
}

/// A task of a mitigation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Action {
    pub title: String,
    pub owner: PersonId,
    pub due_on: Date,
    /// The task that it became, once it was handed out.
    pub task: Option<OwnTaskId>,
    /// The day on which a second person signed it off.
    pub closed_on: Option<Date>,
}

word! {
    /// How a treatment stands on a day.
    pub enum TreatmentStanding {
        /// Tasks are open and none is overdue.
        Planned = "planned", "Planned",
        /// A task is overdue: the plan holds no longer.
        Overdue = "overdue", "Overdue",
        /// All tasks are closed: the residual can be claimed.
        Done = "done", "Done",
        /// Avoided or transferred.
        Decided = "decided", "Decided",
        /// An acceptance waits for somebody with authority.
        Waiting = "waiting", "Waiting for acceptance",
        /// Whoever might accept it refused.
        Refused = "refused", "Acceptance refused",
        /// Accepted, and in force.
        Accepted = "accepted", "Accepted",
        /// The acceptance ran out.
        Lapsed = "lapsed", "Acceptance lapsed",
        /// The residual is rated above what was accepted, or weighs more by another scale.
        Outgrown = "outgrown", "Above what was accepted",
    }
}

impl TreatmentStanding {
    /// Whether a risk above the appetite is answered by it. A mitigation that is done and left the risk above the
    /// appetite answers it no longer.
    #[must_use]
    pub const fn answers(self) -> bool {
        match self {
            Self::Planned | Self::Decided | Self::Accepted => true,
            Self::Overdue | Self::Done | Self::Waiting | Self::Refused | Self::Lapsed | Self::Outgrown => false,
        }
    }
}

impl Treatment {
    #[must_use]
    pub const fn kind(&self) -> TreatmentKind {
        match self {
            Self::Mitigate { .. } => TreatmentKind::Mitigate,
            Self::Avoid { .. } => TreatmentKind::Avoid,
            Self::Transfer { .. } => TreatmentKind::Transfer,
            Self::Accept(_) => TreatmentKind::Accept,
        }
    }

    /// Whether it is a mitigation of which every task is closed; there is at least one.
    #[must_use]
    pub fn is_done(&self) -> bool {
        match self {
            Self::Mitigate { tasks, .. } => !tasks.is_empty() && tasks.iter().all(|task| task.closed_on.is_some()),
            Self::Avoid { .. } | Self::Transfer { .. } | Self::Accept(_) => false,
        }
    }

    /// How it stands on a day, for a risk whose residual is `residual`.
    #[must_use]
    pub fn standing(&self, residual: &Judged, today: Date) -> TreatmentStanding {
        match self {
            Self::Mitigate { .. } if self.is_done() => TreatmentStanding::Done,
            Self::Mitigate { tasks, .. } => {
                let overdue = tasks.iter().any(|task| task.closed_on.is_none() && task.due_on < today);
                if overdue { TreatmentStanding::Overdue } else { TreatmentStanding::Planned }
            }
            Self::Avoid { .. } | Self::Transfer { .. } => TreatmentStanding::Decided,
            Self::Accept(acceptance) => acceptance.standing(residual, today),
        }
    }
}

/// A task of a mitigation as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionDraft {
    pub title: String,
    pub owner: Option<PersonId>,
    pub due_on: String,
}

/// A treatment as typed. Only what its kind asks for is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreatmentDraft {
    /// The key of a [`TreatmentKind`].
    pub kind: String,
    /// Mitigate: its tasks; those of which nothing was typed are passed over.
    pub tasks: Vec<ActionDraft>,
    /// Mitigate: the residual aimed at.
    pub target_likelihood: String,
    pub target_impact: String,
    /// Avoid, transfer and accept.
    pub reason: String,
    /// Transfer.
    pub to: String,
    /// Accept: the last day.
    pub until: String,
}

/// Tasks of one mitigation at most.
const TASKS_MAX: usize = 20;
const TITLE_MAX: usize = 160;

impl TreatmentDraft {
    /// What stands, as it would be typed.
    #[must_use]
    pub fn of(treatment: &Treatment) -> Self {
        let draft = Self { kind: treatment.kind().key().to_owned(), ..Self::default() };
        let action = |action: &Action| ActionDraft {
            title: action.title.clone(),
            owner: Some(action.owner),
            due_on: action.due_on.to_string(),
        };
        match treatment {
            Treatment::Mitigate { tasks, target } => Self {
                tasks: tasks.iter().map(action).collect(),
                target_likelihood: target.rating.likelihood.0.to_string(),
                target_impact: target.rating.impact.0.to_string(),
                ..draft
            },
            Treatment::Avoid { reason } => Self { reason: reason.clone(), ..draft },
            Treatment::Transfer { to, reason } => Self { to: to.clone(), reason: reason.clone(), ..draft },
            Treatment::Accept(asked) => Self { reason: asked.reason.clone(), until: asked.until.to_string(), ..draft },
        }
    }

    /// The treatment of this risk. An acceptance is asked for by it, and given by [`super::accept`].
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `treatment`, `tasks`, `title-N`, `owner-N`, `due_on-N` (counted from 1),
    /// `target_likelihood`, `target_impact`, `reason`, `to` or `until`; [`Refusal::Conflict`] where nobody accepts such a
    /// risk.
    pub fn check(
        &self,
        rated: &Rated,
        scale: &Scale,
        by: &Actor,
        today: Date,
        now: Instant,
    ) -> Result<Treatment, Refusal> {
        let kind: TreatmentKind =
            self.kind.parse().map_err(|_| Refusal::at("treatment", "Choose what is done about this risk."))?;
        match kind {
            TreatmentKind::Mitigate => self.mitigate(rated, scale, today),
            TreatmentKind::Avoid => Ok(Treatment::Avoid { reason: change::reason(&self.reason)? }),
            TreatmentKind::Transfer => self.transfer(),
            TreatmentKind::Accept => {
                let asked = Accepting { residual: &rated.residual, scale, today };
                asked.ask(&self.reason, &self.until, by, now).map(Treatment::Accept)
            }
        }
    }

    fn mitigate(&self, rated: &Rated, scale: &Scale, today: Date) -> Result<Treatment, Refusal> {
        let mut faults = Faults::default();
        let typed: Vec<_> = self.tasks.iter().zip(1..).filter(|(task, _)| **task != ActionDraft::default()).collect();
        let tasks = typed.iter().filter_map(|(task, place)| task.check(*place, today, &mut faults)).collect();
        if typed.is_empty() || typed.len() > TASKS_MAX {
            faults.add("tasks", format!("From one to {TASKS_MAX} tasks lower this risk."));
        }
        let fields = ["target_likelihood", "target_impact"];
        let target = rating(fields, [&self.target_likelihood, &self.target_impact], &mut faults);
        let now = rated.residual.rating;
        if target.is_some_and(|target| !target.is_within(now) || target == now) {
            faults.add("target_likelihood", format!("Aim below the residual of today, {now}."));
        }
        faults.none()?;
        let target = target.map(|target| scale.judge(target));
        target.map(|target| Treatment::Mitigate { tasks, target }).ok_or_else(|| Refusal::at("tasks", "Look again."))
    }

    fn transfer(&self) -> Result<Treatment, Refusal> {
        let mut faults = Faults::default();
        let to = faults.take(line("to", &self.to, TITLE_MAX, "Say who bears it: an insurer, a vendor by contract."));
        let reason = change::reason(&self.reason).map_err(|refusal| Fault::new("reason", refusal.to_string()));
        let reason = faults.take(reason);
        faults.none()?;
        Ok(Treatment::Transfer { to: to.unwrap_or_default(), reason: reason.unwrap_or_default() })
    }
}

impl ActionDraft {
    fn check(&self, place: usize, today: Date, faults: &mut Faults) -> Option<Action> {
        let field = |name: &str| format!("{name}-{place}");
        let title = line("title", &self.title, TITLE_MAX, "Say what is to be done, in an imperative.")
            .map_err(|fault| faults.add(field("title"), fault.message));
        if self.owner.is_none() {
            faults.add(field("owner"), "Say who does it.");
        }
        let due_on = typed(&self.due_on)
            .map_err(|no_day| no_day.to_string())
            .and_then(|day| if day < today { Err(format!("{day} has passed.")) } else { Ok(day) });
        let due_on = due_on.map_err(|told| faults.add(field("due_on"), told));
        Some(Action { title: title.ok()?, owner: self.owner?, due_on: due_on.ok()?, task: None, closed_on: None })
    }
}
