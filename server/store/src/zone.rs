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
    use domain::asked::CriterionSet;
    use domain::ids::PolicyId;
    use domain::policies::{VersionSpan, VersionSpell, overdue, weak};
    use domain::words::Cadence;
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

    /// Zones whose clocks change in the night, at midnight itself, by half an hour, or never.
    const ZONES: [&str; 8] = [
        "Europe/London",
        "America/New_York",
        "America/Santiago",
        "Africa/Cairo",
        "Asia/Beirut",
        "Australia/Lord_Howe",
        "Pacific/Chatham",
        "UTC",
    ];

    #[test]
    fn a_review_is_late_from_the_midnight_after_its_day_in_every_zone_on_every_day_of_the_year() {
        let first = date(2023, 12, 1);
        for zone in ZONES.map(|name| NamedZone::find(name).expect(name)) {
            for from in first.series(1.day()).take(4 * 366) {
                for cadence in [Cadence::Annual, Cadence::SemiAnnual, Cadence::Quarterly] {
                    let span = VersionSpan::new(1, from, from, cadence);
                    let late = zone.end_of(span.review_on).next();
                    let tomorrow = span.review_on.tomorrow().unwrap();
                    assert_eq!(late, zone.midnight(tomorrow), "{} {from}", zone.name());
                    assert_eq!((zone.day(late.previous()), zone.day(late)), (span.review_on, tomorrow));
                    let spell = VersionSpell {
                        policy: PolicyId(uuid::Uuid::nil()),
                        no: 1,
                        approved: zone.midnight(from),
                        binds: zone.midnight(from),
                        overdue: late,
                        retired: None,
                        criteria: CriterionSet(1),
                    };
                    let is_late = |at: Instant| !overdue(&[spell], at).is_empty();
                    assert_eq!((is_late(late.previous()), is_late(late)), (false, true), "{} {from}", zone.name());
                    assert_eq!(weak(&[span], None, span.review_on), is_late(late.previous()));
                    assert_eq!(weak(&[span], None, tomorrow), is_late(late));
                }
            }
        }
    }
}
