//! Days of the story, counted back from the day it is told, and the hours at which people work.

use domain::instant::{Instant, Zone as _};
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use store::NamedZone;

/// The days of the firm.
#[derive(Clone)]
pub(crate) struct Calendar {
    pub today: Date,
    pub zone: NamedZone,
}

impl Calendar {
    /// The day so many days ago.
    pub fn day(&self, ago: i64) -> Date {
        self.today.saturating_sub(ago.days())
    }

    /// How long ago a day was.
    pub fn ago(&self, day: Date) -> i64 {
        self.today.since(day).map_or(0, |span| i64::from(span.get_days()))
    }

    pub fn day_of(&self, at: Instant) -> Date {
        self.zone.day(at)
    }

    /// A minute of the working day so many days ago; at a weekend the Monday after, or the Friday before.
    pub fn moment(&self, ago: i64, minute: i64) -> Instant {
        let ago = match (self.day(ago).weekday(), ago) {
            (Weekday::Saturday, 3..) => ago - 2,
            (Weekday::Sunday, 3..) => ago - 1,
            (Weekday::Saturday, _) => ago + 1,
            (Weekday::Sunday, _) => ago + 2,
            _ => ago,
        };
        self.zone.midnight(self.day(ago)).plus_seconds(minute * 60)
    }

    /// The last day of the month before the one that held the day so many days ago.
    pub fn month_end(&self, ago: i64) -> Date {
        self.day(ago).first_of_month().saturating_sub(1.days())
    }

    /// The first day of the month, so many months before this one.
    pub fn first_of_month(&self, months_back: i64) -> Date {
        self.today.first_of_month().saturating_sub(months_back.months())
    }
}

/// A minute between twenty to nine and a quarter past five, another one each time.
pub(crate) const fn working_minute(turn: i64) -> i64 {
    8 * 60 + 40 + (turn * 37) % 515
}
