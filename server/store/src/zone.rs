//! The organisation's midnight, from the time-zone database that the program carries.

use domain::instant::{Instant, Zone};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

/// A zone of the IANA database.
#[derive(Clone, Debug)]
pub struct NamedZone(TimeZone);

impl NamedZone {
    /// `None` when the database has no zone of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    /// What clocks there show at an instant.
    #[must_use]
    pub fn local(&self, at: Instant) -> DateTime {
        Timestamp::from_microsecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(self.0.clone()).datetime()
    }

    /// Every name there is, for lists to choose from.
    #[must_use]
    pub fn names() -> Vec<String> {
        jiff::tz::db().available().map(|name| name.to_string()).collect()
    }

    #[must_use]
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }
}

impl Zone for NamedZone {
    fn midnight(&self, day: Date) -> Instant {
        let start = day.to_zoned(self.0.clone()).map(|zoned| zoned.timestamp());
        start.map_or(Instant::NEVER, |stamp| Instant(stamp.as_microsecond()))
    }

    fn at(&self, local: DateTime) -> Instant {
        let stamp = local.to_zoned(self.0.clone()).map(|zoned| zoned.timestamp());
        stamp.map_or(Instant::NEVER, |stamp| Instant(stamp.as_microsecond()))
    }

    fn day(&self, at: Instant) -> Date {
        let stamp = Timestamp::from_microsecond(at.0).unwrap_or(if at.0 < 0 { Timestamp::MIN } else { Timestamp::MAX });
        // The very ends of time have no date everywhere; a day inside has one.
        let inside = if at.0 < 0 { stamp.saturating_add(48.hours()) } else { stamp.saturating_sub(48.hours()) };
        let exact = || stamp.to_zoned(self.0.clone()).date();
        if Timestamp::from_microsecond(at.0).is_ok() {
            exact()
        } else {
            inside.map_or(Date::MIN, |s| s.to_zoned(self.0.clone()).date())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_is_as_long_as_the_zone_says() {
        let berlin = NamedZone::find("Europe/Berlin").unwrap();
        let hours = |day: Date| (berlin.midnight(day.tomorrow().unwrap()).0 - berlin.midnight(day).0) / 3_600_000_000;
        assert_eq!(hours(date(2026, 3, 28)), 24);
        assert_eq!(hours(date(2026, 3, 29)), 23);
        assert_eq!(hours(date(2026, 10, 25)), 25);
        assert_eq!(berlin.day(berlin.end_of(date(2026, 10, 25))), date(2026, 10, 25));
    }
}
