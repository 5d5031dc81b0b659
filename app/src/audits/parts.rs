//! Parts that several pages of audits share.

use crate::asking::Asking;
use crate::error::Result;
use crate::ui::dates;
use crate::ui::mark::{Mark, State, Voice};
use domain::audits::{AuditStage, Outcome, Report, Tested};
use domain::codes::ControlId;
use domain::words::CriterionId;
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::BTreeMap;
use store::AuditRow;

/// The titles of the controls in use and of those that were.
pub(super) async fn titles(asking: &Asking) -> Result<BTreeMap<ControlId, String>> {
    let spine = asking.spine().await?;
    Ok(spine.controls.iter().map(|one| (one.id.clone(), one.title.clone())).collect())
}

/// Since when its report is late.
pub(super) fn late_since(row: &AuditRow, today: Date) -> Option<Date> {
    (row.ended.is_none() && row.plan.due < today).then_some(row.plan.due)
}

pub(super) fn stage_mark(row: &AuditRow, today: Date) -> AnyView {
    let late = late_since(row, today);
    let state = match row.stage() {
        AuditStage::Concluded => State::Met,
        AuditStage::CalledOff => State::Excluded,
        AuditStage::UnderWay | AuditStage::Tested if late.is_some() => State::Gap,
        AuditStage::UnderWay | AuditStage::Tested => State::Due,
    };
    let late = late.map(|day| format!(", due since {}", dates::short(day, today))).unwrap_or_default();
    let word = format!("{}{late}", row.stage().label());
    view! { <Mark state voice=Voice::Calm word wrap=true/> }.into_any()
}

pub(super) const fn state_of(outcome: Option<Outcome>) -> State {
    match outcome {
        Some(Outcome::Supports) => State::Met,
        Some(Outcome::Adverse) => State::Gap,
        Some(Outcome::NotTested) => State::Unknown,
        None => State::Due,
    }
}

pub(super) fn outcome_mark(outcome: Option<Outcome>) -> AnyView {
    let word = outcome.map_or("No result yet", Outcome::label);
    view! { <Mark state=state_of(outcome) voice=Voice::Calm word/> }.into_any()
}

/// “5 of 40 tested, 2 deviated”.
pub(super) fn sampled(tested: &Tested) -> String {
    if tested.outcome == Outcome::NotTested {
        let some = tested.population.filter(|all| *all > 0);
        return some.map_or_else(String::new, |all| format!("None of {all} tested"));
    }
    let of = tested.population.map(|all| format!(" of {all}")).unwrap_or_default();
    let deviated = match tested.deviations {
        0 => "none deviated".to_owned(),
        n => format!("{n} deviated"),
    };
    format!("{}{of} tested, {deviated}", tested.sample)
}

/// How many steps have which result, each number with the rows behind it; what none has is not said.
pub(super) fn counts(row: &AuditRow, report: &Report) -> AnyView {
    let base = format!("/audits/{}", row.id);
    let (all, open) = (row.steps.len(), report.open.len());
    let part = |n: usize, key: &str, one: &str, many: &str| {
        let words = dates::counted(n, one, many);
        let href = format!("{base}?outcome={key}#steps");
        (n > 0).then(|| view! { <a href=href>{words}</a> }.into_any())
    };
    let parts = [
        part(report.supports, Outcome::Supports.key(), "supports the control", "support their controls"),
        part(report.adverse, Outcome::Adverse.key(), "shows failure", "show failure"),
        part(report.not_tested, Outcome::NotTested.key(), "was not tested", "were not tested"),
    ];
    let said = parts.into_iter().flatten().enumerate().map(|(n, part)| {
        let before = if n == 0 { ": " } else { ", " };
        view! { {before}{part} }
    });
    let said = said.collect_view();
    let tested = all - open.min(all);
    let has = if tested == 1 { "has" } else { "have" };
    let of = format!("{} of {} {has} a result", dates::how_many(tested), dates::counted(all, "step", "steps"));
    let open = (open > 0).then(|| {
        let words = dates::capital(&dates::counted(open, "step waits", "steps wait"));
        view! { " "<a href=format!("{base}?outcome=open#steps")>{words}</a>" for an auditor." }
    });
    view! { {of}{said}"."{open} }.into_any()
}

/// “CC7.2 has”, “CC7.2, CC7.3 and CC8.1 have”.
fn have(criteria: &[CriterionId]) -> String {
    match criteria {
        [] => String::new(),
        [one] => format!("{} has", one.key()),
        [first @ .., last] => {
            let first: Vec<_> = first.iter().map(|one| one.key()).collect();
            format!("{} and {} have", first.join(", "), last.key())
        }
    }
}

/// What the conclusion of an audit proves, or would prove: “nothing, since CC7.2 has no tested step”.
pub(super) fn proves(report: &Report) -> String {
    if !report.untested.is_empty() {
        return format!("nothing, since {} no tested step", have(&report.untested));
    }
    let once = if report.is_complete() { "" } else { "; once every step has a result" };
    format!("that controls are audited, since each criterion of the plan has a tested step{once}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(open: &[&str], untested: &[&str]) -> Report {
        Report {
            open: open.iter().map(|id| id.parse().unwrap()).collect(),
            supports: 1,
            adverse: 0,
            not_tested: 0,
            criteria: Vec::new(),
            failed: Vec::new(),
            untested: untested.iter().map(|key| key.parse().unwrap()).collect(),
        }
    }

    #[test]
    fn it_is_said_what_a_conclusion_proves_and_why_it_proves_nothing() {
        let table = [
            (report(&[], &["CC7.2"]), "nothing, since CC7.2 has no tested step"),
            (report(&[], &["CC7.2", "CC7.3", "CC8.1"]), "nothing, since CC7.2, CC7.3 and CC8.1 have no tested step"),
            (report(&[], &[]), "that controls are audited, since each criterion of the plan has a tested step"),
        ];
        for (report, wanted) in table {
            assert_eq!(proves(&report), wanted);
        }
        assert!(proves(&report(&["AIG-AC-03"], &[])).ends_with("; once every step has a result"));
    }
}
