//! Parts that several pages of audits share.

use crate::asking::Asking;
use crate::error::Result;
use crate::ui::dates;
use crate::ui::mark::{Mark, State, Voice};
use domain::audits::{AuditStage, Outcome, Report, Tested};
use domain::codes::ControlId;
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

/// How many steps have which result, each number with the rows behind it.
pub(super) fn counts(row: &AuditRow, report: &Report) -> AnyView {
    let base = format!("/audits/{}", row.id);
    let (all, open) = (row.steps.len(), report.open.len());
    let part = |n: usize, key: &str, one: &str, many: &str| {
        let n_words = if n == 0 { "none".to_owned() } else { dates::count(n) };
        let words = format!("{n_words} {}", if n <= 1 { one } else { many });
        match n {
            0 => view! { {words} }.into_any(),
            _ => view! { <a href=format!("{base}?outcome={key}#steps")>{words}</a> }.into_any(),
        }
    };
    let tested = dates::how_many(all - open.min(all));
    let of = format!(" of {} have a result: ", dates::counted(all, "step", "steps"));
    let supports = part(report.supports, Outcome::Supports.key(), "supports the control", "support their controls");
    let adverse = part(report.adverse, Outcome::Adverse.key(), "shows failure", "show failure");
    let not = part(report.not_tested, Outcome::NotTested.key(), "was not tested", "were not tested");
    let open = (open > 0).then(|| {
        let open = part(open, "open", "step waits", "steps wait");
        view! { " "{open}" for an auditor." }
    });
    view! { {tested}{of}{supports}", "{adverse}", "{not}"."{open} }.into_any()
}
