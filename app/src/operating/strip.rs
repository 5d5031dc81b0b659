//! The strip: one stroke for each occurrence that was expected, in the order of time; days of what runs all the time.

use super::words::counts;
use domain::days::Period;
use domain::operating::{Operating, Timing};
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What a stroke says. The order is that of drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stroke {
    OnTime,
    /// Done on time, and with exception.
    Excepted,
    Late,
    Missed,
    Overdue,
    InGrace,
    NotYetDue,
    Interrupted,
}

impl Stroke {
    const fn of(timing: Timing, with_exception: bool) -> Self {
        match timing {
            Timing::OnTime if with_exception => Self::Excepted,
            Timing::OnTime => Self::OnTime,
            Timing::Late => Self::Late,
            Timing::Missed => Self::Missed,
            Timing::Overdue => Self::Overdue,
            Timing::InGrace => Self::InGrace,
            Timing::NotYetDue => Self::NotYetDue,
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::OnTime => "w-met",
            Self::Excepted | Self::Late | Self::Missed | Self::Overdue => "w-gap",
            Self::InGrace | Self::NotYetDue => "w-due",
            Self::Interrupted => "w-excluded",
        }
    }

    /// On a ground at 23, `w` half its width: upright is done, leaning is late, crossed was never done.
    fn path(self, x: f32, w: f32) -> String {
        match self {
            Self::OnTime => format!("M{x} 1V23"),
            Self::Excepted => format!("M{x} 1V23M{} 12H{}", x - w, x + w),
            Self::Late => format!("M{} 23L{} 1", x - w, x + w),
            Self::Missed => format!("M{0} 6L{1} 18M{1} 6L{0} 18", x - w, x + w),
            Self::Overdue => format!("M{} 23L{} 12", x - w, x + w),
            Self::InGrace => format!("M{x} 13V23"),
            Self::NotYetDue => format!("M{x} 19V23"),
            Self::Interrupted => format!("M{} 12H{}", x - w, x + w),
        }
    }
}

/// More than so many stand closer together.
const MANY: usize = 60;
/// As wide as the bar of a window.
const BAR: f32 = 360.0;

#[expect(clippy::cast_precision_loss, reason = "strokes and days of a window stay far below 2²⁴")]
const fn small(n: usize) -> f32 {
    n as f32
}

/// The occurrences of a reading as strokes, or its days as a bar.
pub(super) fn strip(name: &str, reading: &Operating, window: Period) -> AnyView {
    let label = format!("{name}: {}", counts(reading));
    let strokes = strokes(reading);
    if strokes.is_empty() {
        return reading.covered.is_some().then(|| bar(label, reading, window)).into_any();
    }
    let (step, half) = if strokes.len() > MANY { (4.0, 1.4) } else { (12.0, 3.6) };
    let mut paths: BTreeMap<Stroke, String> = BTreeMap::new();
    for (no, (_, stroke)) in strokes.iter().enumerate() {
        let x = small(no) * step + step / 2.0;
        _ = write!(paths.entry(*stroke).or_default(), "{}", stroke.path(x, half));
    }
    let width = small(strokes.len()) * step;
    let paths = paths.into_iter().map(|(stroke, path)| view! { <path class=stroke.class() d=path></path> });
    let paths = paths.collect_view();
    let class = if strokes.len() > MANY { "wall strip fine" } else { "wall strip" };
    view! {
        <svg class=class role="img" aria-label=label viewBox=format!("0 0 {width} 24") width=width.to_string() height="24">{paths}</svg>
    }
    .into_any()
}

fn strokes(reading: &Operating) -> Vec<(Date, Stroke)> {
    let expected = reading.slots.expected.iter().map(|it| (it.due(), Stroke::of(it.timing, it.with_exception)));
    let interrupted = reading.slots.interrupted.iter().map(|it| (it.slot.until(), Stroke::Interrupted));
    let rows = reading.events.iter().flat_map(|events| &events.rows);
    let rows = rows.map(|row| (row.happened_on, Stroke::of(row.timing, row.with_exception)));
    let mut all: Vec<_> = expected.chain(interrupted).chain(rows).collect();
    all.sort_unstable();
    all
}

/// The days of the window, covered ones above and the others below.
fn bar(label: String, reading: &Operating, window: Period) -> AnyView {
    let length = small(usize::try_from(window.days()).unwrap_or(1).max(1));
    let at = |day: Date| {
        let after = crate::ui::dates::days_between(window.from(), day).max(0);
        (small(usize::try_from(after).unwrap_or_default()) / length * BAR).round()
    };
    let line = |days: &Period, y: u8| {
        format!("M{} {y}H{}", at(days.from()), at(days.until()) + (BAR / length).max(1.0).round())
    };
    let covered = reading.covered.iter().flat_map(|it| it.covered.spans()).map(|days| line(days, 8));
    let bare = reading.covered.iter().flat_map(|it| &it.uncovered).map(|it| line(&it.days, 18));
    let ahead = reading
        .covered
        .iter()
        .flat_map(|it| it.not_shown.spans().iter().chain(it.not_yet.spans()))
        .map(|days| line(days, 22));
    let all = [("w-met", covered.collect::<String>()), ("w-gap", bare.collect()), ("w-due", ahead.collect())];
    let paths = all.into_iter().filter(|(_, path)| !path.is_empty());
    let paths = paths.map(|(class, path)| view! { <path class=class d=path></path> }).collect_view();
    view! {
        <svg class="wall strip" role="img" aria-label=label viewBox=format!("0 0 {BAR} 24") width=BAR.to_string() height="24">{paths}</svg>
    }
    .into_any()
}
