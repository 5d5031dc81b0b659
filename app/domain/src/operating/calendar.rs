//! The control calendar: the slots in which a control is expected to operate once each.

use super::cuts::months;
use crate::days::Period;
use crate::words::Cadence;
use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// From which day months are counted. Slots of a month and its multiples begin on the anchor's day, which every month
/// has: 1 to 28. Weeks are ISO weeks and days are days, whatever the anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Date", into = "Date")]
pub struct Calendar {
    anchor: Date,
}

/// An anchor on a day that not every month has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Not every month has a day {0}. Count from a day from 1 to 28.")]
pub struct AnchorTooLate(pub i8);

/// The last day that every month has.
const LAST: i8 = 28;

impl Calendar {
    /// Counted from that day.
    ///
    /// # Errors
    /// [`AnchorTooLate`] for the 29th, 30th and 31st.
    pub fn anchored(anchor: Date) -> Result<Self, AnchorTooLate> {
        if anchor.day() > LAST { Err(AnchorTooLate(anchor.day())) } else { Ok(Self { anchor }) }
    }

    /// The default: counted from the first day of the first Type II window, from the 28th if that is later.
    #[must_use]
    pub fn of_window(window: Period) -> Self {
        let first = window.from();
        let over = (first.day() - LAST).max(0);
        Self { anchor: first.saturating_sub(Span::new().days(over)) }
    }

    /// The day that months are counted from.
    #[must_use]
    pub const fn anchor(self) -> Date {
        self.anchor
    }

    /// The slot that holds a day. None where nothing is expected by the calendar, and at the ends of time.
    ///
    /// Formula: with the anchor a, n months a slot and m whole months from a to the day (rounded down), the slot is
    /// [a + n⌊m/n⌋ months, a + n(⌊m/n⌋ + 1) months − 1 day].
    #[must_use]
    pub fn slot(self, cadence: Cadence, day: Date) -> Option<Period> {
        let months = match cadence {
            Cadence::PerEvent | Cadence::Continuous => return None,
            Cadence::Daily => return Some(Period::of_day(day)),
            Cadence::Weekly => return week(day),
            Cadence::Monthly | Cadence::Quarterly | Cadence::SemiAnnual | Cadence::Annual => months(cadence)?,
        };
        let gone = month(day) - month(self.anchor) - i32::from(day.day() < self.anchor.day());
        let first = gone.div_euclid(months) * months;
        let until = self.after(first + months)?.yesterday().ok()?;
        Period::new(self.after(first)?, until).ok()
    }

    /// The slot after one of its own.
    #[must_use]
    pub fn next(self, cadence: Cadence, slot: Period) -> Option<Period> {
        self.slot(cadence, slot.until().tomorrow().ok()?)
    }

    /// Every slot that shares a day with `over`, in order: without a gap, none sharing a day with another.
    pub fn slots(self, cadence: Cadence, over: Period) -> impl Iterator<Item = Period> {
        let first = self.slot(cadence, over.from());
        let all = std::iter::successors(first, move |slot| self.next(cadence, *slot));
        all.take_while(move |slot| slot.from() <= over.until())
    }

    /// The day of the anchor, so many months after it.
    fn after(self, months: i32) -> Option<Date> {
        let month = month(self.anchor).checked_add(months)?;
        let year = i16::try_from(month.div_euclid(12)).ok()?;
        Date::new(year, i8::try_from(month.rem_euclid(12) + 1).ok()?, self.anchor.day()).ok()
    }
}

/// How many days `to` lies after `from`; negative when before.
pub(super) fn days(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}

/// `day`, so many days later; at the end of time it stays there.
pub(super) fn later(day: Date, by: i64) -> Date {
    day.checked_add(Span::new().days(by)).unwrap_or(Date::MAX)
}

/// Months since the year 0.
fn month(day: Date) -> i32 {
    i32::from(day.year()) * 12 + i32::from(day.month()) - 1
}

/// Monday to Sunday (ISO 8601).
fn week(day: Date) -> Option<Period> {
    let monday = day.checked_sub(Span::new().days(day.weekday().to_monday_zero_offset())).ok()?;
    Period::new(monday, monday.checked_add(Span::new().days(6)).ok()?).ok()
}

/// How many days after its slot an act is still on time. An organisation's setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Grace {
    pub daily: u16,
    pub weekly: u16,
    pub monthly: u16,
    pub quarterly: u16,
    pub semi_annual: u16,
    pub annual: u16,
}

impl Default for Grace {
    /// Daily 1, weekly 3, monthly 10, quarterly 15, twice a year and yearly 30: see [`Cadence::grace_days`].
    fn default() -> Self {
        let days = |cadence: Cadence| cadence.grace_days().unwrap_or(0);
        Self {
            daily: days(Cadence::Daily),
            weekly: days(Cadence::Weekly),
            monthly: days(Cadence::Monthly),
            quarterly: days(Cadence::Quarterly),
            semi_annual: days(Cadence::SemiAnnual),
            annual: days(Cadence::Annual),
        }
    }
}

impl Grace {
    /// In days; 0 where nothing is expected by the calendar.
    #[must_use]
    pub const fn of(self, cadence: Cadence) -> u16 {
        match cadence {
            Cadence::PerEvent | Cadence::Continuous => 0,
            Cadence::Daily => self.daily,
            Cadence::Weekly => self.weekly,
            Cadence::Monthly => self.monthly,
            Cadence::Quarterly => self.quarterly,
            Cadence::SemiAnnual => self.semi_annual,
            Cadence::Annual => self.annual,
        }
    }

    /// So many days for a cadence; nothing changes where nothing is expected by the calendar.
    pub const fn set(&mut self, cadence: Cadence, days: u16) {
        match cadence {
            Cadence::PerEvent | Cadence::Continuous => {}
            Cadence::Daily => self.daily = days,
            Cadence::Weekly => self.weekly = days,
            Cadence::Monthly => self.monthly = days,
            Cadence::Quarterly => self.quarterly = days,
            Cadence::SemiAnnual => self.semi_annual = days,
            Cadence::Annual => self.annual = days,
        }
    }
}

impl TryFrom<Date> for Calendar {
    type Error = AnchorTooLate;

    fn try_from(anchor: Date) -> Result<Self, Self::Error> {
        Self::anchored(anchor)
    }
}

impl From<Calendar> for Date {
    fn from(calendar: Calendar) -> Self {
        calendar.anchor
    }
}
