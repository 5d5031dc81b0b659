//! States in words and marks.

use crate::ui::dates;
use crate::ui::mark::{Mark, State as Stance, Voice};
use domain::operating::{CriterionState, Effect, Occurrence, Operating, State, Timing};
use leptos::prelude::*;

pub(super) const fn stance(state: State) -> Stance {
    match state {
        State::Failed => Stance::Failed,
        State::Exception | State::Overdue => Stance::Gap,
        State::Unknown => Stance::Unknown,
        State::NoOccurrence => Stance::Excluded,
        State::Collecting => Stance::Due,
        State::Operating => Stance::Met,
    }
}

pub(super) fn mark(state: Option<State>) -> AnyView {
    match state {
        Some(state) => view! { <Mark state=stance(state) word=state.label()/> }.into_any(),
        None => "Nothing asked".into_any(),
    }
}

pub(super) fn criterion_mark(state: Option<CriterionState>) -> AnyView {
    let Some(state) = state else { return "Nothing recurs".into_any() };
    let stance = match state {
        CriterionState::Failed => Stance::Failed,
        CriterionState::NotMet | CriterionState::AtRisk => Stance::Gap,
        CriterionState::Unknown => Stance::Unknown,
        CriterionState::NotTested => Stance::Excluded,
        CriterionState::Collecting => Stance::Due,
        CriterionState::MetWithExceptions | CriterionState::Met => Stance::Met,
    };
    view! { <Mark state=stance word=state.label()/> }.into_any()
}

/// What each word of a criterion means, the weakest first.
pub(super) fn meanings() -> AnyView {
    let all = CriterionState::ALL.iter().map(|state| {
        let means = match state {
            CriterionState::Failed => "Its reading could not be worked out; the server’s log says why.",
            CriterionState::NotMet => "Two people assessed an exception, or a deficiency of the log, and concluded that the criterion was not met.",
            CriterionState::AtRisk => {
                "Something is overdue, or was late, missed, failed or logged as a deficiency, and two people have not assessed it."
            }
            CriterionState::Unknown => {
                "It cannot be told yet: a listing of events is not complete, or a trait is unanswered."
            }
            CriterionState::NotTested => "Nothing happened on which its key controls would have had to act. A deficiency shows no operation.",
            CriterionState::Collecting => "Nothing is overdue, every exception was assessed, and something is still ahead.",
            CriterionState::MetWithExceptions => {
                "Every exception was assessed by two people, and the criterion was still met."
            }
            CriterionState::Met => "All that was due was done on time, and the window is over.",
        };
        view! { <dt>{criterion_mark(Some(*state))}</dt><dd>{means}</dd> }
    });
    let all = all.collect_view();
    view! { <details><summary>"What the words mean"</summary><dl class="meanings">{all}</dl></details> }.into_any()
}

/// “On time”, “On time, with exception”, “On time, filed 37 days late”, “Missed”.
pub(super) fn timing_words(it: &Occurrence) -> String {
    let filed = it.filled.and_then(|filled| filled.filed_late);
    let filed = filed.map(|days| format!(", filed {} late", counted_days(days))).unwrap_or_default();
    let with = if it.with_exception { ", with exception" } else { "" };
    format!("{}{with}{filed}", it.timing.label())
}

pub(super) const fn timing_stance(timing: Timing, with_exception: bool) -> Stance {
    match timing {
        Timing::Missed | Timing::Late | Timing::Overdue => Stance::Gap,
        Timing::InGrace | Timing::NotYetDue => Stance::Due,
        Timing::OnTime if with_exception => Stance::Gap,
        Timing::OnTime => Stance::Met,
    }
}

pub(super) fn counted_days(days: i64) -> String {
    dates::counted(usize::try_from(days).unwrap_or_default(), "day", "days")
}

/// “4 expected: 2 on time, 1 late, 1 missed”; of what is judged by its days, “29 days not covered”.
pub(super) fn counts(reading: &Operating) -> String {
    let mut said = Vec::new();
    let rows = reading.events.iter().flat_map(|events| &events.rows);
    let timings: Vec<_> = reading.slots.expected.iter().map(|it| it.timing).chain(rows.map(|row| row.timing)).collect();
    if !timings.is_empty() {
        let each = Timing::ALL.iter().rev().filter_map(|timing| {
            let n = timings.iter().filter(|one| *one == timing).count();
            (n > 0).then(|| format!("{} {}", dates::figure(n), timing.label().to_lowercase()))
        });
        said.push(format!("{} expected: {}", dates::figure(timings.len()), each.collect::<Vec<_>>().join(", ")));
    }
    if !reading.slots.interrupted.is_empty() {
        said.push(format!("{} interrupted", dates::figure(reading.slots.interrupted.len())));
    }
    if let Some(events) = &reading.events {
        match (events.open.count(), events.rows.len()) {
            (0, 0) => said.push("a complete population of none".to_owned()),
            (0, _) => {}
            (open, _) => said.push(format!("{} without a complete listing", counted_days(open))),
        }
    }
    if let Some(covered) = &reading.covered {
        said.push(format!("{} covered", counted_days(covered.covered.count())));
        if !covered.not_shown.is_empty() {
            said.push(format!("{} not shown yet", counted_days(covered.not_shown.count())));
        }
        if covered.uncovered_days() > 0 {
            said.push(format!("{} not covered", counted_days(covered.uncovered_days())));
        }
    }
    if said.is_empty() { "Nothing was expected".to_owned() } else { dates::capital(&said.join("; ")) }
}

/// Days whose record is not due yet.
pub(super) const NOT_SHOWN: &str = "Not shown yet";

/// “Two exceptions, one assessed by two”.
pub(super) fn exceptions(reading: &Operating) -> Option<String> {
    let all = reading.exceptions.len();
    let assessed = reading.exceptions.iter().filter(|one| one.assessed.is_some()).count();
    (all > 0).then(|| {
        let said = dates::counted(all, "exception", "exceptions");
        match assessed {
            0 => format!("{said}, none assessed by two"),
            n if n == all && all == 1 => format!("{said}, assessed by two"),
            n if n == all => format!("{said}, all assessed by two"),
            n => format!("{said}, {} assessed by two", dates::count(n)),
        }
    })
}

pub(super) fn effect_mark(effect: Effect) -> AnyView {
    let stance = match effect {
        Effect::NotMet => Stance::Gap,
        Effect::StillMet => Stance::Met,
    };
    view! { <Mark state=stance voice=Voice::Calm word=effect.label()/> }.into_any()
}

/// Of how many pairs each state is read: “3 operating, 1 with exceptions”, the weakest first.
pub(super) fn pairs(counts: &std::collections::BTreeMap<State, usize>) -> String {
    let said = counts.iter().map(|(state, n)| format!("{} {}", dates::figure(*n), state.label().to_lowercase()));
    said.collect::<Vec<_>>().join(", ")
}
