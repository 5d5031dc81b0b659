//! The cases of the operating reading in tables, more of them worked out by hand, and properties over random ones.

mod calendar;
mod criterion;
mod cuts;
mod events_and_days;
mod properties;
mod random;
mod settings;
mod slots;
mod zones;

use super::*;
use crate::applies::Fit;
use crate::days::Period;
use crate::finding::Exclusion;
use crate::ids::EvidenceId;
use crate::instant::{Instant, Zone};
use crate::timeline::Timeline;
use crate::words::{Cadence, Trait};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use uuid::Uuid;

fn d(text: &str) -> Date {
    text.parse().unwrap()
}

fn p(from: &str, until: &str) -> Period {
    Period::new(d(from), d(until)).unwrap()
}

/// A place with its own midnight, by a rule of its clocks (POSIX).
#[derive(Clone, Debug)]
struct Place(TimeZone);

const BERLIN: &str = "CET-1CEST,M3.5.0,M10.5.0/3";
const NEW_YORK: &str = "EST5EDT,M3.2.0,M11.1.0";
/// Half an hour of summer time.
const LORD_HOWE: &str = "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0";
/// Clocks change at midnight: the first hour of a day in September is not there.
const SANTIAGO: &str = "<-04>4<-03>,M9.1.6/24,M4.1.6/24";

impl Place {
    fn of(rule: &str) -> Self {
        Self(TimeZone::posix(rule).unwrap())
    }
}

impl Zone for Place {
    fn midnight(&self, day: Date) -> Instant {
        day.to_zoned(self.0.clone()).map_or(Instant::NEVER, |start| Instant(start.timestamp().as_microsecond()))
    }

    fn day(&self, at: Instant) -> Date {
        let stamp = Timestamp::from_microsecond(at.0).unwrap_or(if at.0 < 0 { Timestamp::MIN } else { Timestamp::MAX });
        stamp.to_zoned(self.0.clone()).date()
    }
}

/// One requirement on one subject with its facts, and the window.
#[derive(Clone, Debug)]
struct World {
    zone: Place,
    window: Period,
    calendar: Calendar,
    grace: Timeline<Grace>,
    asked: Timeline<Fit>,
    exclusions: Vec<Exclusion>,
    cadence: Timeline<Option<Cadence>>,
    versions: Timeline<i64>,
    acts: Vec<Act>,
    parts: Parts,
    listings: Vec<Listing>,
    assessed: Vec<Assessed>,
}

/// Asked for ever, in the year 2026, counted from 1 January.
fn world(cadence: Cadence) -> World {
    World {
        zone: Place::of(BERLIN),
        window: p("2026-01-01", "2026-12-31"),
        calendar: Calendar::anchored(d("2026-01-01")).unwrap(),
        grace: Timeline::default(),
        asked: Timeline::since(Instant::BEGINNING, Fit::Yes),
        exclusions: vec![],
        cadence: Timeline::since(Instant::BEGINNING, Some(cadence)),
        versions: Timeline::since(Instant::BEGINNING, 1),
        acts: vec![],
        parts: Parts::ONE,
        listings: vec![],
        assessed: vec![],
    }
}

/// Performed on that day and speaking for it, accepted the day after.
fn act(day: &str) -> Act {
    let accepted = Place::of(BERLIN).midnight(d(day).tomorrow().unwrap()).plus_seconds(9 * 3_600);
    Act {
        evidence: EvidenceId(Uuid::from_u128(u128::from(d(day).day_of_year().unsigned_abs()))),
        speaks: Period::of_day(d(day)),
        performed_on: Some(d(day)),
        stamped: false,
        accepted,
        adverse: false,
        withdrawn: None,
        ended: None,
        listed: vec![],
        fresh_days: 0,
        record_days: 0,
        row: None,
        shows: Parts::ONE,
    }
}

impl Act {
    fn no(self, no: u128) -> Self {
        Self { evidence: EvidenceId(Uuid::from_u128(no)), ..self }
    }

    fn over(self, from: &str, until: &str) -> Self {
        Self { speaks: p(from, until), ..self }
    }

    fn accepted(self, day: &str) -> Self {
        Self { accepted: noon(day), ..self }
    }

    fn stamped(self) -> Self {
        Self { stamped: true, ..self }
    }

    fn adverse(self) -> Self {
        Self { adverse: true, ..self }
    }

    fn fresh(self, fresh_days: u16) -> Self {
        Self { fresh_days, ..self }
    }

    fn record(self, record_days: u16) -> Self {
        Self { record_days, ..self }
    }
}

fn noon(day: &str) -> Instant {
    Place::of(BERLIN).midnight(d(day)).plus_seconds(12 * 3_600)
}

impl World {
    fn window(self, from: &str, until: &str) -> Self {
        Self { window: p(from, until), ..self }
    }

    fn anchor(self, day: &str) -> Self {
        Self { calendar: Calendar::anchored(d(day)).unwrap(), ..self }
    }

    /// Asked from the noon of a day on.
    fn enters(self, day: &str) -> Self {
        Self { asked: Timeline::since(noon(day), Fit::Yes), ..self }
    }

    fn then(mut self, day: &str, fit: Fit) -> Self {
        self.asked.change(noon(day), fit);
        self
    }

    fn cadence_then(mut self, day: &str, cadence: Option<Cadence>) -> Self {
        self.cadence.change(noon(day), cadence);
        self
    }

    fn act(mut self, act: Act) -> Self {
        self.acts.push(act);
        self
    }

    /// Other days of grace from the noon of a day on.
    fn grace_then(mut self, day: &str, grace: Grace) -> Self {
        self.grace.change(noon(day), grace);
        self
    }

    fn done(self, days: &[&str]) -> Self {
        days.iter().fold(self, |world, day| world.act(act(day)))
    }

    fn excluded(mut self, from: &str, until: &str, ended: Option<&str>) -> Self {
        let until = self.zone.midnight(d(until));
        self.exclusions.push(Exclusion { from: noon(from), until, ended: ended.map(noon) });
        self
    }

    fn listing(mut self, listing: Listing) -> Self {
        self.listings.push(listing);
        self
    }

    fn assessed(mut self, about: About, effect: Effect, day: &str) -> Self {
        self.assessed.push(Assessed { about, effect, at: noon(day) });
        self
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            asked: &self.asked,
            exclusions: &self.exclusions,
            cadence: &self.cadence,
            versions: &self.versions,
            acts: &self.acts,
            parts: self.parts,
            listings: &self.listings,
            assessed: &self.assessed,
            followed: &[],
        }
    }

    /// As of an instant, with what was known by another.
    fn read(&self, at: Instant, known: Instant) -> Operating {
        let Self { window, calendar, ref grace, ref zone, .. } = *self;
        operating(&self.facts(), &Question { window, calendar, grace, at, known, zone })
    }

    /// As of the end of a day, with what was known by then.
    fn at(&self, day: &str) -> Operating {
        let end = self.zone.end_of(d(day));
        self.read(end, end)
    }

    /// Reads it as of the end of a day and compares what is told.
    fn gives(&self, case: &str, rule: &str, day: &str, wanted: &str) -> Operating {
        let read = self.at(day);
        assert_eq!(told(&read), wanted, "{case} as of {day}: {rule}");
        read
    }
}

/// The state, and what was expected by timing, those that are none left out.
fn told(read: &Operating) -> String {
    let mut parts = vec![read.state.map_or("not asked", State::key).to_owned()];
    let rows = |timing| read.events.as_ref().map_or(0, |events| events.count(timing));
    let timings = Timing::ALL.iter().map(|timing| (timing, read.slots.count(*timing) + rows(*timing)));
    parts.extend(timings.filter(|(_, n)| *n > 0).map(|(timing, n)| format!("{} {n}", timing.key())));
    let more = [
        ("with exception", read.slots.expected.iter().filter(|it| it.with_exception).count()),
        ("extra", read.slots.extra()),
        ("interrupted", read.slots.interrupted.len()),
        ("open days", days(read.events.as_ref().map_or(0, |events| events.open.count()))),
        ("uncovered days", days(read.covered.as_ref().map_or(0, Covered::uncovered_days))),
    ];
    parts.extend(more.into_iter().filter(|(_, n)| *n > 0).map(|(what, n)| format!("{what} {n}")));
    parts.join(", ")
}

fn days(count: i64) -> usize {
    usize::try_from(count).unwrap()
}

fn unanswered() -> Fit {
    Fit::Unknown([Trait::PersonalData].into_iter().collect::<crate::words::TraitSet>().into())
}
