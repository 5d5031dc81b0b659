//! What was expected by the control calendar while one cadence held, and what was done.

use super::calendar::later;
use super::facts::{Facts, Question};
use super::force::Days;
use super::occurrence::{Deed, Limits, Occurrence, Timing};
use super::parts::Parts;
use crate::days::Period;
use crate::ids::EvidenceId;
use crate::instant::Zone;
use crate::words::Cadence;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// What was expected by the calendar in a window.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Slots {
    /// In order of their due days.
    pub expected: Vec<Occurrence>,
    /// Neither pass nor fail, and never hidden.
    pub interrupted: Vec<Interrupted>,
    /// What speaks for days in force and for no slot of those.
    pub beside: Vec<EvidenceId>,
    /// The latest day before the window on which it was done.
    pub last_before: Option<Date>,
}

/// A slot of which at least half was in force, and which was cut short by a new cadence, an exclusion or an exit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Interrupted {
    pub slot: Period,
    pub cadence: Cadence,
    /// How many of its days were in force.
    pub days: i64,
    /// What was done in it.
    pub acts: Vec<EvidenceId>,
}

impl Slots {
    /// How many of the expected stand like that.
    #[must_use]
    pub fn count(&self, timing: Timing) -> usize {
        self.expected.iter().filter(|it| it.timing == timing).count()
    }

    /// How many of the expected have passed their due day.
    #[must_use]
    pub fn due(&self, today: Date) -> usize {
        self.expected.iter().filter(|it| it.due() < today).count()
    }

    /// How many acts more than expected.
    #[must_use]
    pub fn extra(&self) -> usize {
        self.expected.iter().map(|it| it.extra.len()).sum()
    }

    pub(super) fn join(&mut self, more: Self) {
        let Self { expected, interrupted, beside, last_before } = more;
        self.expected.extend(expected);
        self.interrupted.extend(interrupted);
        self.beside.extend(beside);
        self.last_before = self.last_before.max(last_before);
    }
}

/// What was done, by the day it speaks for: the last one of those in force, or none. `lasting` are all days in force,
/// beyond the window too, so that one act belongs to one slot whichever window is read.
pub(super) fn deeds(facts: &Facts<'_>, lasting: &Days, question: &Question<'_, impl Zone>) -> Vec<Deed> {
    let (zone, today) = (question.zone, question.today());
    let mut deeds = Vec::new();
    for act in facts.acts.iter().filter(|act| act.counts(question)) {
        let deed = |day, performed_on, adverse| Deed {
            day,
            performed_on,
            accepted_on: act.accepted_on(zone),
            stamped: act.stamped,
            adverse,
            evidence: act.evidence,
            shows: act.shows,
        };
        if act.listed.is_empty() {
            let day = lasting.last_within(act.speaks);
            deeds.extend(day.map(|day| deed(day, act.performed(zone), act.adverse)));
        }
        let listed = act.listed.iter().filter(|it| lasting.contains(it.on));
        deeds.extend(listed.map(|it| deed(it.on, it.performed_on, it.adverse || act.adverse)));
    }
    deeds.retain(|deed| deed.performed_on <= today);
    deeds.sort_unstable();
    deeds
}

/// The slots of one cadence over the days `force` of the window on which it held.
///
/// Expected: due on a day in force, and at least half of its days in force (2·in force ≥ days). If none is, and all of
/// the window was in force: exactly one, the window itself.
pub(super) fn slots(
    cadence: Cadence,
    force: &Days,
    (deeds, parts): (&[Deed], Parts),
    question: &Question<'_, impl Zone>,
) -> Slots {
    let mut by_slot: BTreeMap<Date, Vec<Deed>> = BTreeMap::new();
    for deed in deeds.iter().filter(|deed| force.contains(deed.day)) {
        if let Some(slot) = question.calendar.slot(cadence, deed.day) {
            by_slot.entry(slot.from()).or_default().push(*deed);
        }
    }
    let mut read = Slots::default();
    let Some(hull) = force.hull() else { return read };
    for slot in question.calendar.slots(cadence, hull) {
        let days = force.within(slot).count();
        if 2 * days < slot.days() {
            continue;
        }
        if force.contains(slot.until()) {
            let done = by_slot.remove(&slot.from()).unwrap_or_default();
            read.expected.push(Occurrence::read(
                slot,
                cadence,
                limits(cadence, slot, question),
                (&done, parts),
                question.today(),
            ));
        } else if !force.contains(slot.until().min(question.window.until())) {
            let done = by_slot.remove(&slot.from()).unwrap_or_default();
            let acts = done.iter().map(|deed| deed.evidence).collect();
            read.interrupted.push(Interrupted { slot, cadence, days, acts });
        }
    }
    if read.expected.is_empty() && force.spans() == [question.window] {
        let done: Vec<_> = std::mem::take(&mut by_slot).into_values().flatten().collect();
        let limits = limits(cadence, question.window, question);
        read.expected.push(Occurrence::read(question.window, cadence, limits, (&done, parts), question.today()));
    }
    read.beside = by_slot.into_values().flatten().map(|deed| deed.evidence).collect();
    read
}

/// The last days for doing what is due at the end of `slot`; the window itself as a slot has no next one before its end.
fn limits(cadence: Cadence, slot: Period, question: &Question<'_, impl Zone>) -> Limits {
    // The days that were set when it was due: who sets more later makes nothing that was late be on time.
    let due = question.zone.end_of(slot.until()).min(question.known);
    let grace = i64::from(question.grace.at(due).copied().unwrap_or_default().of(cadence));
    let on_time = later(slot.until(), grace);
    let end = later(question.window.until(), grace);
    let own = question.calendar.slot(cadence, slot.from()) == Some(slot);
    let next = question.calendar.next(cadence, slot).filter(|_| own).map_or(end, |next| next.until());
    Limits { on_time, late: next.min(end).max(on_time) }
}
