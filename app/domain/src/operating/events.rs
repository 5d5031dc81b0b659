//! Controls that run per event: each row of a population, and whether the population is complete.

use super::facts::{Act, Facts, Listing, Question, Row};
use super::force::Days;
use super::occurrence::{Deed, Filled, Limits, Timing};
use super::parts::Parts;
use crate::instant::Zone;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// What happened on the days in force, and what the control did about each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Events {
    /// By day, then by name.
    pub rows: Vec<Event>,
    /// Days in force that have passed and that no listing covers: until there are none, the rows are not all.
    pub open: Days,
}

/// One row of the population.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    pub name: String,
    pub happened_on: Date,
    /// The last day in time, by the control's own limit.
    pub due_on: Date,
    pub timing: Timing,
    pub with_exception: bool,
    /// What shows that it was done: the listing itself, or evidence about the row.
    pub filled: Option<Filled>,
}

impl Event {
    /// Late, missed, or done with exception.
    #[must_use]
    pub const fn is_exception(&self) -> bool {
        self.with_exception || matches!(self.timing, Timing::Late | Timing::Missed)
    }
}

impl Events {
    /// Whether listings cover every day in force that has passed.
    ///
    /// Source: AT-C 205 and 320, information produced by the entity: a population is complete before it is tested. A
    /// listing is complete for the days it claims that are not after the day it was taken.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.open.is_empty()
    }

    /// How many of its rows stand like that.
    #[must_use]
    pub fn count(&self, timing: Timing) -> usize {
        self.rows.iter().filter(|it| it.timing == timing).count()
    }
}

/// The rows of all listings over the days `force` of the window. Of a row that several list the one taken last holds.
pub(super) fn events(facts: &Facts<'_>, force: &Days, question: &Question<'_, impl Zone>) -> Events {
    let mut listings: Vec<_> = facts.listings.iter().filter(|it| it.counts(question)).collect();
    listings.sort_unstable_by_key(|it| (it.taken_on, it.accepted, it.evidence));
    // A later listing tells all rows of a name anew; two rows of one name in the same listing are two events.
    let mut rows: BTreeMap<&str, Vec<(&Row, &Listing)>> = BTreeMap::new();
    for listing in &listings {
        for row in &listing.rows {
            let told = rows.entry(&row.name).or_default();
            told.retain(|(_, by)| by.evidence == listing.evidence);
            told.push((row, *listing));
        }
    }
    let mut about: BTreeMap<&str, Vec<&Act>> = BTreeMap::new();
    for act in facts.acts.iter().filter(|act| act.counts(question)) {
        if let Some(row) = &act.row {
            about.entry(row).or_default().push(act);
        }
    }
    let inside = rows.values().flatten().filter(|(row, _)| force.contains(row.happened_on));
    let mut read: Vec<_> = inside
        .map(|(row, listing)| {
            let acts = about.get(row.name.as_str()).map_or(&[][..], Vec::as_slice);
            event(row, listing, acts, question)
        })
        .collect();
    let order = |it: &Event| (it.happened_on, it.due_on, it.timing, it.with_exception, it.filled);
    read.sort_by(|a, b| (a.happened_on, &a.name).cmp(&(b.happened_on, &b.name)).then(order(a).cmp(&order(b))));
    let listed: Days = listings.iter().filter_map(|it| it.complete()).collect();
    let passed = past(force, question);
    Events { rows: read, open: passed.without(&listed) }
}

/// Those days that are over.
pub(super) fn past(force: &Days, question: &Question<'_, impl Zone>) -> Days {
    let last = question.today().yesterday().ok();
    let over = last.and_then(|last| crate::days::Period::new(question.window.from().min(last), last).ok());
    over.map_or_else(Days::default, |over| force.within(over))
}

fn event(row: &Row, listing: &Listing, acts: &[&Act], question: &Question<'_, impl Zone>) -> Event {
    let (zone, today) = (question.zone, question.today());
    let limits = Limits { on_time: row.due_on, late: row.due_on.max(question.window.until()) };
    // The source itself says when it was done: a machine's stamp.
    let own = row.done_on.map(|performed_on| Deed {
        day: row.happened_on,
        performed_on,
        accepted_on: zone.day(listing.accepted),
        stamped: true,
        adverse: row.adverse,
        evidence: listing.evidence,
        shows: Parts::ONE,
    });
    let others = acts.iter().map(|act| Deed {
        day: row.happened_on,
        performed_on: act.performed(zone),
        accepted_on: act.accepted_on(zone),
        stamped: act.stamped,
        adverse: act.adverse,
        evidence: act.evidence,
        shows: act.shows,
    });
    let deeds: Vec<_> = own.into_iter().chain(others).filter(|deed| deed.performed_on <= today).collect();
    let best = deeds.iter().filter_map(|deed| limits.fill(deed));
    let best = best.min_by_key(|(timing, filled)| {
        (std::cmp::Reverse(*timing), filled.filed_late, filled.performed_on, filled.evidence)
    });
    Event {
        name: row.name.clone(),
        happened_on: row.happened_on,
        due_on: row.due_on,
        timing: best.map_or_else(|| limits.open(row.due_on, today), |(timing, _)| timing),
        with_exception: deeds.iter().any(|deed| deed.adverse),
        filled: best.map(|(_, filled)| filled),
    }
}
