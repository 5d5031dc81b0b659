//! The report of an audit: every step with its result, and who may conclude it.

use super::plan::{Owners, Plan, Step};
use super::results::{Outcome, Tested};
use crate::codes::ControlId;
use crate::people::Actor;
use crate::refusal::Refusal;
use crate::words::{Cadence, CriterionId, word};
use jiff::Span;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The control that asks for audits: AI controls are examined at least yearly by people who did not build or run them.
pub const AUDITED_BY: &str = "AIG-MO-02";

word! {
    /// Where an audit stands.
    pub enum AuditStage {
        UnderWay = "under-way", "Under way",
        Tested = "tested", "Waits to be concluded",
        Concluded = "concluded", "Concluded",
        CalledOff = "called-off", "Called off",
    }
}

word! {
    /// How an audit ended.
    pub enum AuditEnd {
        Concluded = "concluded", "Concluded",
        CalledOff = "called-off", "Called off",
    }
}

impl AuditStage {
    /// Of a plan with so many steps without a result, ended or not.
    #[must_use]
    pub const fn of(open: usize, end: Option<AuditEnd>) -> Self {
        match (end, open) {
            (Some(AuditEnd::Concluded), _) => Self::Concluded,
            (Some(AuditEnd::CalledOff), _) => Self::CalledOff,
            (None, 0) => Self::Tested,
            (None, _) => Self::UnderWay,
        }
    }
}

/// The day by which the next audit is to be concluded: the cadence of the control after the last one. None for a cadence
/// without days.
#[must_use]
pub fn next_due(last: Date, cadence: Cadence) -> Option<Date> {
    Some(last.saturating_add(Span::new().days(i64::from(cadence.days()?))))
}

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
    /// The criteria of the plan of which nobody tested a step: those with steps that were set aside, and those without any.
    pub untested: Vec<CriterionId>,
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
    let tested = |criterion: CriterionId| {
        let mut own = steps.iter().filter(|step| step.criteria.contains(criterion)).filter_map(outcome);
        own.any(|outcome| outcome != Outcome::NotTested)
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
        untested: plan.criteria.iter().filter(|criterion| !tested(*criterion)).collect(),
    }
}

impl Report {
    /// Whether every step has a result, and there is one.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.open.is_empty() && self.supports + self.adverse + self.not_tested > 0
    }

    /// Whether it shows, once it is concluded, that controls are audited: every step has a result, and of each criterion of
    /// the plan one step at least was tested. An audit that left a criterion out did not examine it.
    #[must_use]
    pub const fn proves(&self) -> bool {
        self.is_complete() && self.untested.is_empty()
    }

    /// Steps that somebody tested.
    #[must_use]
    pub const fn tested(&self) -> usize {
        self.supports + self.adverse
    }

    /// Those of the failures that are not in the deficiency log.
    #[must_use]
    pub fn not_logged(&self, logged: &BTreeSet<ControlId>) -> Vec<ControlId> {
        self.failed.iter().filter(|control| !logged.contains(*control)).cloned().collect()
    }
}

/// Of each step the result that counts: the last that was recorded.
#[must_use]
pub fn results(recorded: &BTreeMap<ControlId, Vec<Tested>>) -> BTreeMap<ControlId, Tested> {
    recorded.iter().filter_map(|(control, all)| Some((control.clone(), all.last()?.clone()))).collect()
}

/// Whether a person may conclude the report: somebody with the right of review who recorded none of its results, not even
/// one that was replaced, and owns nothing that was tested. What failed is in the deficiency log first (CC4.2), so `logged` names the controls of which
/// that is so; and a report in which nothing was tested shows nothing.
///
/// # Errors
/// [`Refusal::Conflict`] while steps have no result, with how many, nothing was tested or a failure is not logged;
/// [`Refusal::Forbidden`] for everybody else.
pub fn conclude(
    plan: &Plan,
    steps: &[Step],
    recorded: &BTreeMap<ControlId, Vec<Tested>>,
    owners: &Owners,
    logged: &BTreeSet<ControlId>,
    by: &Actor,
) -> Result<Report, Refusal> {
    by.must_review()?;
    if recorded.values().flatten().any(|tested| tested.by == by.person) {
        return Err(Refusal::forbidden("You tested in this audit. Somebody else concludes it."));
    }
    if steps.iter().any(|step| owners.owns(by.person, &step.control, plan)) {
        return Err(Refusal::forbidden("You own something that was tested. Somebody else concludes it."));
    }
    let report = report(plan, steps, &results(recorded));
    if !report.is_complete() {
        let (open, of) = (report.open.len(), steps.len());
        return Err(Refusal::conflict(format!("{open} of {of} steps have no result. A report has one for each.")));
    }
    if report.tested() == 0 {
        return Err(Refusal::conflict("Nothing was tested: such a report shows nothing. Call the audit off instead."));
    }
    if let [first, more @ ..] = report.not_logged(logged).as_slice() {
        let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
        let sentence = format!("{first}{more} failed and is not in the deficiency log. Open a deficiency first.");
        return Err(Refusal::conflict(sentence));
    }
    Ok(report)
}
