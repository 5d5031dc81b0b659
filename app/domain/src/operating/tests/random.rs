//! Random facts by the day, made instants in some zone, and an oracle that walks the days one by one.

use super::*;
use crate::words::Word;
use jiff::{Span, ToSpan};
use proptest::prelude::*;
use proptest::sample::select;

pub(super) const PLACES: [&str; 5] = [BERLIN, NEW_YORK, LORD_HOWE, SANTIAGO, "UTC0"];
pub(super) const CALENDAR: [Cadence; 6] =
    [Cadence::Daily, Cadence::Weekly, Cadence::Monthly, Cadence::Quarterly, Cadence::SemiAnnual, Cadence::Annual];

/// Days are counted from 1 June 2025; windows lie about the year 2026.
pub(super) fn day(offset: i64) -> Date {
    d("2025-06-01").saturating_add(Span::new().days(offset))
}

pub(super) const REACH: i64 = 800;

/// A day and an hour before ten in the evening, which every day of every zone has.
pub(super) type Moment = (i64, i64);

/// An act with when it was accepted, withdrawn and ended.
pub(super) type Offered = (Act, Moment, Option<Moment>, Option<Moment>);

/// Facts by the day, before a zone makes them instants.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    window: Period,
    anchor: Date,
    asked: Vec<(Moment, Fit)>,
    exclusions: Vec<(Moment, i64, Option<Moment>)>,
    cadence: Vec<(Moment, Option<Cadence>)>,
    acts: Vec<Offered>,
    listings: Vec<(Listing, Moment, Option<Moment>)>,
    assessed: Vec<(About, Effect, Moment)>,
}

impl Plan {
    pub fn at(&self, place: &str) -> World {
        let zone = Place::of(place);
        let instant = |(offset, hour): &Moment| zone.midnight(day(*offset)).plus_seconds(hour * 3_600);
        let mut world = world(Cadence::Monthly);
        world.window = self.window;
        world.calendar = Calendar::anchored(self.anchor).unwrap();
        world.asked = self.asked.iter().map(|(at, fit)| (instant(at), *fit)).collect();
        world.cadence = self.cadence.iter().map(|(at, cadence)| (instant(at), *cadence)).collect();
        let exclusion = |(from, days, ended): &(Moment, i64, Option<Moment>)| Exclusion {
            from: instant(from),
            until: zone.midnight(day(from.0 + days)),
            ended: ended.as_ref().map(instant).filter(|ended| *ended > instant(from)),
        };
        world.exclusions = self.exclusions.iter().map(exclusion).collect();
        let act = |(no, (act, accepted, withdrawn, ended)): (usize, &Offered)| Act {
            evidence: EvidenceId(Uuid::from_u128(u128::try_from(no).unwrap() + 1)),
            accepted: instant(accepted),
            withdrawn: withdrawn.as_ref().map(instant),
            ended: ended.as_ref().map(instant),
            ..act.clone()
        };
        world.acts = self.acts.iter().enumerate().map(act).collect();
        let listing = |(no, (listing, accepted, withdrawn)): (usize, &(Listing, Moment, Option<Moment>))| Listing {
            evidence: EvidenceId(Uuid::from_u128(u128::try_from(no).unwrap() + 1_000)),
            accepted: instant(accepted),
            withdrawn: withdrawn.as_ref().map(instant),
            ..listing.clone()
        };
        world.listings = self.listings.iter().enumerate().map(listing).collect();
        let assessed = |(about, effect, at): &(About, Effect, Moment)| Assessed {
            about: about.clone(),
            effect: *effect,
            at: instant(at),
        };
        world.assessed = self.assessed.iter().map(assessed).collect();
        world.zone = zone;
        world
    }
}

impl World {
    /// As of the end of a day.
    pub fn on(&self, day: Date) -> Operating {
        let end = self.zone.end_of(day);
        self.read(end, end)
    }

    pub fn days(&self) -> impl Iterator<Item = Date> + use<> {
        let until = self.window.until();
        self.window.from().series(1.day()).take_while(move |day| *day <= until)
    }

    /// Whether a day was in force, looked at by itself.
    pub fn in_force(&self, day: Date, known: Instant) -> bool {
        let end = self.zone.end_of(day);
        let excluded = self.exclusions.iter().any(|it| {
            let ended = it.ended.filter(|ended| *ended <= known);
            it.from <= known && it.from <= end && end < it.until && ended.is_none_or(|ended| end < ended)
        });
        self.asked.at(end.min(known)) == Some(&Fit::Yes) && !excluded
    }

    pub fn cadence_on(&self, day: Date, known: Instant) -> Option<Cadence> {
        self.cadence.at(self.zone.end_of(day).min(known)).copied().flatten()
    }

    /// The due days of what is expected, of a cadence, by counting days.
    pub fn expected(&self, cadence: Cadence, known: Instant) -> Vec<Date> {
        let lies = |day: Date| {
            self.window.contains(day) && self.in_force(day, known) && self.cadence_on(day, known) == Some(cadence)
        };
        let mut due = Vec::new();
        for last in self.days().filter(|day| lies(*day)) {
            let Some(slot) = self.calendar.slot(cadence, last).filter(|slot| slot.until() == last) else { continue };
            let inside = slot.from().series(1.day()).take_while(|day| *day <= last).filter(|day| lies(*day)).count();
            if 2 * i64::try_from(inside).unwrap() >= slot.days() {
                due.push(last);
            }
        }
        if due.is_empty() && self.days().all(lies) {
            due.push(self.window.until());
        }
        due
    }
}

pub(super) fn any_moment() -> impl Strategy<Value = Moment> {
    (0..REACH, 0..22_i64)
}

pub(super) fn any_fit() -> impl Strategy<Value = Fit> {
    prop_oneof![5 => Just(Fit::Yes), 2 => Just(Fit::No), 1 => Just(unanswered())]
}

pub(super) fn any_cadence() -> impl Strategy<Value = Option<Cadence>> {
    prop_oneof![
        12 => select(CALENDAR.to_vec()).prop_map(Some),
        2 => Just(Some(Cadence::PerEvent)),
        2 => Just(Some(Cadence::Continuous)),
        1 => Just(None),
    ]
}

/// A first value from before everything, and changes.
pub(super) fn any_line<T: Clone + std::fmt::Debug>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Vec<(Moment, T)>> {
    proptest::collection::vec((any_moment(), value), 1..4).prop_map(|mut line| {
        line[0].0 = (-200, 0);
        line
    })
}

/// What was known of a line by then, and then another one.
pub(super) fn gone_on<T: PartialEq + Copy>(line: &Timeline<T>, more: &Timeline<T>, now: Instant) -> Timeline<T> {
    let known = line.changes().zip(line.values().copied()).filter(|(at, _)| *at <= now);
    let added = more.changes().zip(more.values().copied()).map(|(at, value)| (at.max(now.next()), value));
    known.chain(added).collect()
}

pub(super) fn any_dated() -> impl Strategy<Value = Vec<Dated>> {
    let one = (0..REACH, 0..5_i64, proptest::bool::weighted(0.1)).prop_map(|(on, after, adverse)| Dated {
        on: day(on),
        performed_on: day(on + after),
        adverse,
    });
    prop_oneof![4 => Just(vec![]), 1 => proptest::collection::vec(one, 1..6)]
}

prop_compose! {
    pub(super) fn any_act(adverse: f64)(
        last in 0..REACH,
        length in prop_oneof![Just(0_i64), 0..100_i64],
        performed in prop_oneof![3 => (0..25_i64).prop_map(Some), 1 => (0..150_i64).prop_map(Some), 1 => Just(None)],
        filed in prop_oneof![3 => 0..10_i64, 1 => 0..120_i64],
        hour in 0..22_i64,
        stamped: bool,
        adverse in proptest::bool::weighted(adverse),
        withdrawn in proptest::option::weighted(0.1, any_moment()),
        ended in proptest::option::weighted(0.2, any_moment()),
        listed in any_dated(),
        fresh_days in select(vec![0_u16, 35, 90]),
        row in proptest::option::weighted(0.3, select(vec!["a", "b", "c"])),
    ) -> Offered {
        let accepted = (last + performed.unwrap_or(0) + filed, hour);
        let act = Act {
            evidence: EvidenceId(Uuid::nil()),
            speaks: Period::new(day(last - length), day(last)).unwrap(),
            performed_on: performed.map(|after| day(last + after)),
            stamped,
            accepted: Instant::NEVER,
            adverse,
            withdrawn: None,
            ended: None,
            listed,
            fresh_days: if length > 0 { 0 } else { fresh_days },
            record_days: if length > 0 { fresh_days } else { 0 },
            row: row.map(str::to_owned),
            shows: Parts::ONE,
        };
        (act, accepted, withdrawn, ended)
    }
}

prop_compose! {
    pub(super) fn any_row()(
        name in select(vec!["a", "b", "c", "d", "e"]),
        on in 0..REACH,
        limit in 0..30_i64,
        done in proptest::option::weighted(0.8, 0..50_i64),
        adverse in proptest::bool::weighted(0.1),
    ) -> Row {
        let (happened_on, due_on) = (day(on), day(on + limit));
        Row { name: name.to_owned(), happened_on, due_on, done_on: done.map(|after| day(on + after)), adverse }
    }
}

prop_compose! {
    pub(super) fn any_listing()(
        from in 0..REACH,
        length in 0..400_i64,
        taken in 0..420_i64,
        filed in 0..10_i64,
        hour in 0..22_i64,
        withdrawn in proptest::option::weighted(0.1, any_moment()),
        rows in proptest::collection::vec(any_row(), 0..5),
    ) -> (Listing, Moment, Option<Moment>) {
        let taken_on = day(from + taken);
        // What happened or was done after it was taken it cannot list.
        let mut rows: Vec<_> = rows.into_iter().filter(|row| row.happened_on <= taken_on).collect();
        rows.iter_mut().for_each(|row| row.done_on = row.done_on.filter(|done| *done <= taken_on));
        let days = Period::new(day(from), day(from + length)).unwrap();
        let listing =
            Listing { evidence: EvidenceId(Uuid::nil()), days, taken_on, accepted: Instant::NEVER, withdrawn: None, rows };
        (listing, (from + taken + filed, hour), withdrawn)
    }
}

pub(super) fn any_assessed() -> impl Strategy<Value = (About, Effect, Moment)> {
    let about = prop_oneof![
        (0..REACH).prop_map(|due| About::Occurrence { due: day(due) }),
        select(vec!["a", "b"]).prop_map(|name| About::Row { name: name.to_owned() }),
        (0..REACH, 0..90_i64)
            .prop_map(|(from, days)| About::Days { days: Period::new(day(from), day(from + days)).unwrap() }),
    ];
    (about, select(Effect::EVERY.to_vec()), any_moment())
}

prop_compose! {
    pub(super) fn any_plan()(
        from in 150..260_i64,
        length in prop_oneof![Just(364_i64), 20..420_i64],
        anchor in 0..28_i64,
        months in 0..12_i32,
        asked in prop_oneof![1 => Just(vec![((-200, 0), Fit::Yes)]), 1 => any_line(any_fit())],
        exclusions in proptest::collection::vec(
            (any_moment(), 1..120_i64, proptest::option::weighted(0.4, any_moment())), 0..3),
        cadence in any_line(any_cadence()),
        acts in proptest::collection::vec(any_act(0.1), 0..14),
        listings in proptest::collection::vec(any_listing(), 0..4),
        assessed in proptest::collection::vec(any_assessed(), 0..3),
    ) -> Plan {
        let anchor = crate::days::add_months(d("2026-01-01"), months).saturating_add(Span::new().days(anchor));
        let window = Period::new(day(from), day(from + length)).unwrap();
        Plan { window, anchor, asked, exclusions, cadence, acts, listings, assessed }
    }
}

pub(super) fn any_world() -> impl Strategy<Value = World> {
    (any_plan(), select(PLACES.to_vec())).prop_map(|(plan, place)| plan.at(place))
}
