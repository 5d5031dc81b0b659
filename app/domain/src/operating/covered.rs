//! Controls that run all the time: the days that something covers, and those that nothing does.

use super::calendar::later;
use super::events::past;
use super::facts::{Act, Facts, Question};
use super::force::Days;
use crate::days::Period;
use crate::instant::Zone;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;

/// The days in force of a control that runs all the time: each in exactly one of four.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Covered {
    pub covered: Days,
    /// In order.
    pub uncovered: Vec<Uncovered>,
    /// Passed since the last record of a period, whose successor is not due yet: neither covered nor an exception.
    pub not_shown: Days,
    /// Not over: today and what is ahead.
    pub not_yet: Days,
}

/// Days in a row that have passed and that nothing covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Uncovered {
    pub days: Period,
    /// Adverse evidence says that it failed then; else nothing says anything.
    pub failing: bool,
}

impl Covered {
    /// How many days have passed and are not covered.
    #[must_use]
    pub fn uncovered_days(&self) -> i64 {
        self.uncovered.iter().map(|it| it.days.days()).sum()
    }
}

/// The days `force` of the window by what covers them.
///
/// A state shown on day x covers [x, x + freshness], a record of a period its own days, both cut on the day an event
/// ends them. Days after the last record wait for the next one as long as that is not late; a hole between two records
/// waits for nothing. Adverse evidence covers nothing and takes its days away, from its first until evidence that speaks for a
/// later day.
pub(super) fn covered(facts: &Facts<'_>, force: &Days, question: &Question<'_, impl Zone>) -> Covered {
    let today = question.today();
    let counts = |act: &&Act| act.counts(question) && act.speaks.from() <= today;
    let (adverse, supports): (Vec<_>, Vec<_>) = facts.acts.iter().filter(counts).partition(|act| act.adverse);
    let failing: Days = adverse.iter().filter_map(|act| fails(act, &supports)).collect();
    let passed = past(force, question);
    // Every part has to be there: a day is covered when each is.
    let covered = facts.parts.each().fold(passed.clone(), |covered, part| {
        let shown = supports.iter().filter(|act| act.shows.meets(part));
        covered.and(&shown.filter_map(|act| covers(act, question.zone)).collect())
    });
    let covered = covered.without(&failing);
    let known = facts.parts.each().fold(passed.clone(), |known, part| {
        let shown = || supports.iter().filter(|act| act.shows.meets(part));
        let latest = shown().map(|act| act.speaks.until()).max();
        let last = shown().filter(|act| Some(act.speaks.until()) == latest);
        let not_shown = last.filter_map(|act| waits(act, today, question.zone));
        known.and(&shown().filter_map(|act| covers(act, question.zone)).chain(not_shown).collect())
    });
    let not_shown = known.without(&covered).without(&failing);
    let bare = passed.without(&covered).without(&not_shown);
    let of =
        |days: Days, failing| days.spans().iter().map(|days| Uncovered { days: *days, failing }).collect::<Vec<_>>();
    let mut uncovered = of(bare.and(&failing), true);
    uncovered.extend(of(bare.without(&failing), false));
    uncovered.sort_unstable_by_key(|it| it.days);
    Covered { covered, uncovered, not_shown, not_yet: force.without(&passed) }
}

impl Covered {
    /// The same, with spans that nothing covers cut where what somebody said of them begins and ends: further days are an
    /// exception of their own.
    pub(super) fn cut_by(mut self, said: impl Iterator<Item = Period>) -> Self {
        let ends: BTreeSet<Date> =
            said.flat_map(|days| [Some(days.from()), days.until().tomorrow().ok()]).flatten().collect();
        let cut = |it: Uncovered| {
            let begins = ends.iter().copied().filter(|day| *day > it.days.from() && it.days.contains(*day));
            let begins: Vec<_> = std::iter::once(it.days.from()).chain(begins).collect();
            let ends = begins.iter().skip(1).filter_map(|day| day.yesterday().ok()).chain([it.days.until()]);
            let parts = begins.iter().zip(ends).filter_map(|(from, until)| Period::new(*from, until).ok());
            parts.map(|days| Uncovered { days, ..it }).collect::<Vec<_>>()
        };
        self.uncovered = self.uncovered.into_iter().flat_map(cut).collect();
        self
    }
}

/// The days that supporting evidence covers.
fn covers(act: &Act, zone: &impl Zone) -> Option<Period> {
    let last = later(act.speaks.until(), i64::from(act.fresh_days));
    Period::new(act.speaks.from(), cut(act, last, zone)).ok()
}

/// `last`, or the day before an event ended it.
fn cut(act: &Act, last: Date, zone: &impl Zone) -> Date {
    act.ended.and_then(|ended| zone.day(ended).yesterday().ok()).map_or(last, |cut| cut.min(last))
}

/// The days after a record on which its successor is not late yet.
fn waits(act: &Act, today: Date, zone: &impl Zone) -> Option<Period> {
    let last = later(act.speaks.until(), i64::from(act.record_days));
    let first = act.speaks.until().tomorrow().ok()?;
    Period::new(first, cut(act, last, zone)).ok().filter(|_| today <= last)
}

/// The days that adverse evidence takes away.
fn fails(adverse: &Act, supports: &[&Act]) -> Option<Period> {
    let after = adverse.speaks.until();
    let later = supports.iter().filter(|act| act.speaks.until() > after);
    let ends = later.filter_map(|act| act.speaks.from().yesterday().ok().map(|day| day.max(after))).min();
    Period::new(adverse.speaks.from(), ends.unwrap_or(Date::MAX)).ok()
}
