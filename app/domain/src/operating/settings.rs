//! What the organisation sets of its control calendar: from which day months are counted, and how many days after its slot
//! an act is still on time.
//!
//! A setting counts from its day on. A window that began before keeps the calendar that it began with, and a slot that was
//! due before keeps the days of grace that it had: nothing that was late is on time because somebody set more days.

use super::calendar::{Calendar, Grace};
use crate::days::{Period, typed};
use crate::instant::{Instant, Zone};
use crate::refusal::{Faults, Refusal};
use crate::timeline::Timeline;
use crate::words::Cadence;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CalendarSettings {
    /// None: counted from the first day of the first Type II window.
    pub anchor: Option<Calendar>,
    pub grace: Grace,
}

/// The same as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDraft {
    /// Empty: counted from the first day of the first Type II window.
    pub anchor: String,
    pub grace: BTreeMap<Cadence, String>,
}

/// The cadences that the calendar knows, the quickest first.
pub fn by_calendar() -> impl Iterator<Item = Cadence> {
    Cadence::ALL.iter().copied().filter(|cadence| cadence.days().is_some())
}

/// The field of a cadence.
#[must_use]
pub fn grace_field(cadence: Cadence) -> String {
    format!("grace-{}", cadence.key())
}

/// The most days of grace: about half a slot, so that no act is on time for a slot and nearer to the next one, and ninety
/// at most; of what is done every day three, over a weekend.
const fn most(cadence: Cadence) -> u16 {
    match cadence {
        Cadence::PerEvent | Cadence::Continuous => 0,
        Cadence::Daily | Cadence::Weekly => 3,
        Cadence::Monthly => 15,
        Cadence::Quarterly => 45,
        Cadence::SemiAnnual | Cadence::Annual => 90,
    }
}

impl From<CalendarSettings> for CalendarDraft {
    fn from(settings: CalendarSettings) -> Self {
        let anchor = settings.anchor.map(|calendar| calendar.anchor().to_string()).unwrap_or_default();
        let grace = by_calendar().map(|cadence| (cadence, settings.grace.of(cadence).to_string()));
        Self { anchor, grace: grace.collect() }
    }
}

impl CalendarDraft {
    /// # Errors
    /// [`Refusal::Invalid`] at `anchor` for what is no day, or one that not every month has; at a cadence whose days are no
    /// number, or too many.
    pub fn check(&self) -> Result<CalendarSettings, Refusal> {
        let mut faults = Faults::default();
        let mut anchor = None;
        if !self.anchor.trim().is_empty() {
            match typed(&self.anchor).map(Calendar::anchored) {
                Ok(Ok(calendar)) => anchor = Some(calendar),
                Ok(Err(late)) => faults.add("anchor", late.to_string()),
                Err(no_day) => faults.add("anchor", no_day.to_string()),
            }
        }
        let mut grace = Grace::default();
        for cadence in by_calendar() {
            let most = most(cadence);
            let text = self.grace.get(&cadence).map(String::as_str).unwrap_or_default();
            match text.trim().parse::<u16>() {
                Ok(days) if days <= most => grace.set(cadence, days),
                Ok(_) | Err(_) => faults.add(grace_field(cadence), format!("A whole number of days from 0 to {most}.")),
            }
        }
        faults.none()?;
        Ok(CalendarSettings { anchor, grace })
    }
}

/// The calendar of a window: what was set when it began, as far as was known; else the one that it has by itself.
#[must_use]
pub fn calendar_of(
    set: &Timeline<CalendarSettings>,
    window: Period,
    own: Calendar,
    known: Instant,
    zone: &impl Zone,
) -> Calendar {
    let began = zone.end_of(window.from()).min(known);
    set.at(began).and_then(|set| set.anchor).unwrap_or(own)
}

/// The days of grace through time.
#[must_use]
pub fn graces(set: &Timeline<CalendarSettings>) -> Timeline<Grace> {
    set.changes().zip(set.values()).map(|(from, set)| (from, set.grace)).collect()
}
