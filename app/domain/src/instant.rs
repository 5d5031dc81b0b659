//! Instants: microseconds since 1970, UTC. The clock that reads them stands at the edge.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// A point in time, in microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub i64);

impl Instant {
    /// Before everything.
    pub const BEGINNING: Self = Self(i64::MIN);
    /// After everything: an open end.
    pub const NEVER: Self = Self(i64::MAX);

    /// The next instant that can be told apart.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The instant before it: the last one of what ends here.
    #[must_use]
    pub const fn previous(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    /// `seconds` later; saturates at the ends of time.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }
}

/// Where days begin: the organisation's midnight.
///
/// The domain knows no time zones; whoever does lends this.
pub trait Zone {
    /// The instant at which `day` begins.
    fn midnight(&self, day: Date) -> Instant;
    /// The day on which `at` falls.
    fn day(&self, at: Instant) -> Date;

    /// The instant at which clocks there show `local`. Whoever knows when clocks change says it exactly; this counts
    /// from midnight.
    fn at(&self, local: DateTime) -> Instant {
        let (hour, minute, second) = (local.hour(), local.minute(), local.second());
        let seconds = i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second);
        self.midnight(local.date()).plus_seconds(seconds)
    }

    /// The last instant of `day`: what "as of that day" means.
    fn end_of(&self, day: Date) -> Instant {
        match day.tomorrow() {
            Ok(next) => self.midnight(next).previous(),
            Err(_) => Instant::NEVER,
        }
    }

    /// The last day of what ends at `until`.
    fn last_day(&self, until: Instant) -> Date {
        self.day(until.previous())
    }
}

/// Days that begin at midnight UTC.
#[derive(Clone, Copy, Debug, Default)]
pub struct Utc;

const DAY: i64 = 86_400_000_000;

impl Zone for Utc {
    fn midnight(&self, day: Date) -> Instant {
        Instant(days_since_1970(day).saturating_mul(DAY))
    }

    fn day(&self, at: Instant) -> Date {
        let days = i32::try_from(at.0.div_euclid(DAY)).unwrap_or(if at.0 < 0 { i32::MIN } else { i32::MAX });
        jiff::civil::date(1970, 1, 1).saturating_add(jiff::Span::new().days(days.clamp(-4_000_000, 4_000_000)))
    }
}

fn days_since_1970(day: Date) -> i64 {
    day.since(jiff::civil::date(1970, 1, 1)).map_or(i64::MAX, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_begins_at_its_midnight_and_ends_before_the_next() {
        let day = date(2026, 3, 31);
        assert_eq!(Utc.midnight(day), Instant(1_774_915_200_000_000));
        assert_eq!(Utc.day(Utc.midnight(day)), day);
        assert_eq!(Utc.day(Utc.end_of(day)), day);
        assert_eq!(Utc.end_of(day).next(), Utc.midnight(date(2026, 4, 1)));
    }
}
