//! By when: the due days of what blocks, and what no later proof changes. A sum of days that were set, no forecast.

use super::blocks::Block;
use super::history::{Past, opening};
use super::known;
use crate::reading::Asked;
use crate::ui::dates::{self, count, counted};
use crate::ui::say::Lede;
use domain::programme::ReportKind;
use jiff::civil::Date;
use leptos::prelude::*;

pub(super) fn lede(asked: &Asked, past: &Past, blocks: &[Block]) -> AnyView {
    let failed = failed(asked);
    let as_shown = asked.is_past().then(|| view! { {known::words(asked)}" " });
    let by_when = by_when(asked, blocks);
    let fixed = fixed(asked, past);
    let any = failed.is_some() || as_shown.is_some() || by_when.is_some() || fixed.is_some();
    view! {
        {any.then(|| view! { <Lede>{failed}{as_shown}{by_when}{fixed}</Lede> })}
        {reckoned(blocks)}
    }
    .into_any()
}

/// Failure to compute is said before anything else.
fn failed(asked: &Asked) -> Option<AnyView> {
    let failed = asked.reading.readiness.counts.failed;
    let href = format!("{}#failed", asked.link("/criteria").href());
    (failed > 0).then(|| {
        let words = counted(failed as usize, "criterion", "criteria");
        view! { <a href=href>{words}</a>" could not be computed: it reads failed, not zero. " }.into_any()
    })
}

/// “If everything that blocks is done on its due day, the last of it is done on 14 Feb 2027; three of twelve are late.”
fn by_when(asked: &Asked, blocks: &[Block]) -> Option<AnyView> {
    let dues: Vec<Date> = blocks.iter().filter_map(|block| block.due).collect();
    let last = *dues.iter().max()?;
    let late = dues.iter().filter(|due| **due < asked.day).count();
    let n = dues.len();
    let day = asked.today;
    let said = if late == n {
        let things = if n == 1 { "The one thing".to_owned() } else { format!("All {} things", count(n)) };
        let verb = if n == 1 { "blocks and has a due day is late" } else { "block and have a due day are late" };
        let last = dates::short(last, day);
        let last = if n == 1 { format!("it was due on {last}") } else { format!("the last was due on {last}") };
        view! { <a href="#blocks">{things}</a>{format!(" that {verb}; {last}.")} }.into_any()
    } else {
        let against = against(asked, last);
        let late = if late == 0 { String::new() } else { format!("; {} of {} late already", count(late), count(n)) };
        view! { "If what "<a href="#blocks">"blocks"</a>{format!(" is done by its due days, the last is done on {}{against}{late}.", dates::short(last, day))} }.into_any()
    };
    Some(said)
}

/// Beside the day or the window of the report.
fn against(asked: &Asked, last: Date) -> String {
    let (day, what) = match asked.programme.kind {
        ReportKind::Type1 => (asked.programme.on_day, "the day of the report"),
        ReportKind::Type2 => (asked.programme.window_until, "the window ends"),
    };
    let Some(day) = day else { return String::new() };
    let days = dates::days_between(last, day);
    let n = usize::try_from(days.abs()).unwrap_or_default();
    match days {
        0 => format!(", on {}", if what == "the window ends" { "the last day of the window" } else { what }),
        1.. => format!(", {} before {what}", counted(n, "day", "days")),
        ..0 => format!(", {} after {what}", counted(n, "day", "days")),
    }
}

/// Days of a window that have passed stay as they were.
fn fixed(asked: &Asked, past: &Past) -> Option<AnyView> {
    let (from, until) = (asked.programme.window_from?, asked.programme.window_until?);
    if asked.programme.kind != ReportKind::Type2 || from >= asked.day {
        return None;
    }
    let all = dates::days_between(from, until) + 1;
    let gone = dates::days_between(from, asked.day.min(until)) + 1;
    let then = opening(asked).and_then(|day| past.on(day)).map_or_else(
        || ", before the programme was opened here".to_owned(),
        |reading| format!(", when {} of {} stood", reading.counts.met, reading.counts.in_scope()),
    );
    let day = dates::short(from, asked.today);
    Some(
        view! {
            {format!(" The window opened on {day}{then}. {gone} of its {all} days have passed: what was not in place on one of them stays so, whatever is proven later.")}
        }
        .into_any(),
    )
}

/// How the sentence comes about, for who asks.
fn reckoned(blocks: &[Block]) -> Option<AnyView> {
    let dated = blocks.iter().filter(|block| block.due.is_some()).count();
    let undated = blocks.len() - dated;
    let without = match undated {
        0 => String::new(),
        n => format!(
            " {} no due day and stand outside of it.",
            counted(n, "thing that blocks has", "things that block have")
        ),
    };
    (dated > 0).then(|| {
        view! {
            <details class="reckoned">
                <summary>"How this day is reckoned"</summary>
                <p>
                    "Each thing that blocks is due on the day that somebody set, or so many days after it was first asked as its task says; the latest of these days is named. It is a sum of days, not a forecast: nothing is assumed about how fast proof comes or is accepted."{without}
                </p>
            </details>
        }
        .into_any()
    })
}
