//! The plan of an audit: what is tested, over which days, and by whom.

use crate::accounts::line;
use crate::applies::{Applies, Fit};
use crate::asked::CriterionSet;
use crate::codes::ControlId;
use crate::days::Period;
use crate::ids::{PersonId, SystemId};
use crate::refusal::{Faults, Refusal};
use crate::words::{CriterionId, Stage, StageSet, TraitSet};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A plan as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanDraft {
    pub title: String,
    pub criteria: Vec<CriterionId>,
    /// May be empty: the organisation's own controls alone.
    pub systems: Vec<SystemId>,
    pub from: Option<Date>,
    pub until: Option<Date>,
    /// The day by which the report is due.
    pub due: Option<Date>,
    pub auditors: Vec<PersonId>,
}

/// A plan of an audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub title: String,
    pub criteria: CriterionSet,
    pub systems: BTreeSet<SystemId>,
    /// The days that are audited.
    pub period: Period,
    /// The day by which the report is due.
    pub due: Date,
    pub auditors: BTreeSet<PersonId>,
}

/// One step: a control, tested as its procedure says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub control: ControlId,
    /// The criteria of the plan that it answers.
    pub criteria: CriterionSet,
    /// How it is tested.
    pub procedure: String,
}

/// Who owns what is tested: owners and deputies alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owners {
    pub controls: BTreeMap<ControlId, BTreeSet<PersonId>>,
    pub systems: BTreeMap<SystemId, BTreeSet<PersonId>>,
}

const TITLE_MAX: usize = 160;

impl PlanDraft {
    /// The plan, tidied.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `title`, `criteria`, `from`, `until`, `due` or `auditors`.
    pub fn check(&self) -> Result<Plan, Refusal> {
        let mut faults = Faults::default();
        let title = faults.take(line("title", &self.title, TITLE_MAX, "Give the audit a title."));
        if self.criteria.is_empty() {
            faults.add("criteria", "Choose at least one criterion.");
        }
        if self.auditors.is_empty() {
            faults.add("auditors", "Choose who audits.");
        }
        if self.from.is_none() {
            faults.add("from", "Give the first day that is audited.");
        }
        if self.until.is_none() {
            faults.add("until", "Give the last day that is audited.");
        }
        if self.due.is_none() {
            faults.add("due", "Give the day by which the report is due.");
        }
        let period = self.from.zip(self.until).map(|(from, until)| Period::new(from, until));
        if let Some(Err(ends)) = period {
            faults.add("until", format!("{} is before the first day, {}.", ends.until, ends.from));
        }
        if let (Some(due), Some(until)) = (self.due, self.until)
            && due < until
        {
            faults.add("due", format!("The audited days end later, on {until}."));
        }
        faults.none()?;
        let due = self.due.ok_or_else(|| Refusal::at("due", "Give the day."))?;
        let period = period.and_then(Result::ok).ok_or_else(|| Refusal::at("until", "Give the days."))?;
        Ok(Plan {
            title: title.unwrap_or_default(),
            criteria: self.criteria.iter().copied().collect(),
            systems: self.systems.iter().copied().collect(),
            period,
            due,
            auditors: self.auditors.iter().copied().collect(),
        })
    }
}

/// The steps of a plan: of the adopted controls, each with its test procedure and all criteria that it answers, those that
/// answer a criterion of the plan, once, in the order of the controls. They keep the criteria of the plan alone.
pub fn steps(criteria: CriterionSet, adopted: impl IntoIterator<Item = Step>) -> Vec<Step> {
    let narrowed = adopted.into_iter().map(|step| {
        let own = step.criteria.iter().filter(|criterion| criteria.contains(*criterion)).collect();
        Step { criteria: own, ..step }
    });
    let by: BTreeMap<_, _> =
        narrowed.filter(|step| !step.criteria.is_empty()).map(|step| (step.control.clone(), step)).collect();
    by.into_values().collect()
}

/// A system as a plan sees it: what it answered yes and no, and its stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Audited {
    pub yes: TraitSet,
    pub no: TraitSet,
    pub stage: Option<Stage>,
}

/// Whether a control is tested in an audit of these systems: those of the organisation always, others when one of the
/// systems has the traits and stage for it, or did not say.
#[must_use]
pub fn concerns(applies: &Applies, stages: StageSet, systems: &[Audited]) -> bool {
    let fits = |one: &Audited| {
        applies.fits(one.yes, one.no) != Fit::No && one.stage.is_none_or(|stage| stages.contains(stage))
    };
    applies.is_of_the_organisation() || systems.iter().any(fits)
}

impl Owners {
    /// Whether a person owns that control, or a system on which the plan tests it.
    #[must_use]
    pub fn owns(&self, person: PersonId, control: &ControlId, plan: &Plan) -> bool {
        let own = |owners: Option<&BTreeSet<PersonId>>| owners.is_some_and(|owners| owners.contains(&person));
        own(self.controls.get(control)) || plan.systems.iter().any(|system| own(self.systems.get(system)))
    }
}

impl Plan {
    /// The steps that none of its auditors may test, since each owns what is tested: other auditors are needed first.
    pub fn untestable<'a>(&'a self, steps: &'a [Step], owners: &'a Owners) -> impl Iterator<Item = &'a Step> {
        let all_own = |step: &&Step| self.auditors.iter().all(|who| owners.owns(*who, &step.control, self));
        steps.iter().filter(all_own)
    }
}
