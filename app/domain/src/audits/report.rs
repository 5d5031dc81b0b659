//! The report of an audit: every step with its result, and who may conclude it.

use super::plan::{Owners, Plan, Step};
use super::results::{Outcome, Tested};
use crate::codes::ControlId;
use crate::people::Actor;
use crate::refusal::Refusal;
use crate::words::CriterionId;
use std::collections::BTreeMap;

/// What an audit found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Steps without a result, in the order of the plan.
    pub open: Vec<ControlId>,
    /// How many steps have each outcome.
    pub supports: usize,
    pub adverse: usize,
    pub not_tested: usize,
    /// For each criterion of the plan the weakest outcome of its steps; none where none has a result.
    pub criteria: Vec<(CriterionId, Option<Outcome>)>,
    /// The controls that failed: each opens a deficiency.
    pub failed: Vec<ControlId>,
}

/// The report of a plan with its steps and results, by control. Results of controls that are no steps do not count.
#[must_use]
pub fn report(plan: &Plan, steps: &[Step], results: &BTreeMap<ControlId, Tested>) -> Report {
    let outcome = |step: &Step| results.get(&step.control).map(|tested| tested.outcome);
    let count = |wanted| steps.iter().filter(|step| outcome(step) == Some(wanted)).count();
    let of = |criterion: CriterionId| {
        let own = steps.iter().filter(|step| step.criteria.contains(criterion));
        (criterion, own.filter_map(outcome).min())
    };
    let with = |wanted: Option<Outcome>| {
        let own = steps.iter().filter(|step| outcome(step) == wanted);
        own.map(|step| step.control.clone()).collect()
    };
    Report {
        open: with(None),
        supports: count(Outcome::Supports),
        adverse: count(Outcome::Adverse),
        not_tested: count(Outcome::NotTested),
        criteria: plan.criteria.iter().map(of).collect(),
        failed: with(Some(Outcome::Adverse)),
    }
}

impl Report {
    /// Whether every step has a result, and there is one.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.open.is_empty() && self.supports + self.adverse + self.not_tested > 0
    }
}

/// Whether a person may conclude the report: somebody with the right of review who recorded none of its results and owns
/// nothing that was tested.
///
/// # Errors
/// [`Refusal::Conflict`] while steps have no result, with how many; [`Refusal::Forbidden`] for everybody else.
pub fn conclude(
    plan: &Plan,
    steps: &[Step],
    results: &BTreeMap<ControlId, Tested>,
    owners: &Owners,
    by: &Actor,
) -> Result<Report, Refusal> {
    by.must_review()?;
    if results.values().any(|tested| tested.by == by.person) {
        return Err(Refusal::forbidden("You tested in this audit. Somebody else concludes it."));
    }
    if steps.iter().any(|step| owners.owns(by.person, &step.control, plan)) {
        return Err(Refusal::forbidden("You own something that was tested. Somebody else concludes it."));
    }
    let report = report(plan, steps, results);
    if !report.is_complete() {
        let (open, of) = (report.open.len(), steps.len());
        return Err(Refusal::conflict(format!("{open} of {of} steps have no result. A report has one for each.")));
    }
    Ok(report)
}
