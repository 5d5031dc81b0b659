//! Random facts by the day, made instants in some zone: the reading against an oracle that walks the days one by one, and
//! what holds always.

use super::*;
use crate::words::Word;
use jiff::{Span, ToSpan};
use proptest::prelude::*;
use proptest::sample::select;

const PLACES: [&str; 5] = [BERLIN, NEW_YORK, LORD_HOWE, SANTIAGO, "UTC0"];
const CALENDAR: [Cadence; 6] =
    [Cadence::Daily, Cadence::Weekly, Cadence::Monthly, Cadence::Quarterly, Cadence::SemiAnnual, Cadence::Annual];

/// Days are counted from 1 June 2025; windows lie about the year 2026.
fn day(offset: i64) -> Date {
    d("2025-06-01").saturating_add(Span::new().days(offset))
}

const REACH: i64 = 800;

/// A day and an hour before ten in the evening, which every day of every zone has.
type Moment = (i64, i64);

/// An act with when it was accepted, withdrawn and ended.
type Offered = (Act, Moment, Option<Moment>, Option<Moment>);

/// Facts by the day, before a zone makes them instants.
#[derive(Clone, Debug)]
struct Plan {
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
    fn at(&self, place: &str) -> World {
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
    fn on(&self, day: Date) -> Operating {
        let end = self.zone.end_of(day);
        self.read(end, end)
    }

    fn days(&self) -> impl Iterator<Item = Date> + use<> {
        let until = self.window.until();
        self.window.from().series(1.day()).take_while(move |day| *day <= until)
    }

    /// Whether a day was in force, looked at by itself.
    fn in_force(&self, day: Date, known: Instant) -> bool {
        let end = self.zone.end_of(day);
        let excluded = self.exclusions.iter().any(|it| {
            let ended = it.ended.filter(|ended| *ended <= known);
            it.from <= known && it.from <= end && end < it.until && ended.is_none_or(|ended| end < ended)
        });
        self.asked.at(end.min(known)) == Some(&Fit::Yes) && !excluded
    }

    fn cadence_on(&self, day: Date, known: Instant) -> Option<Cadence> {
        self.cadence.at(self.zone.end_of(day).min(known)).copied().flatten()
    }

    /// The due days of what is expected, of a cadence, by counting days.
    fn expected(&self, cadence: Cadence, known: Instant) -> Vec<Date> {
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

fn any_moment() -> impl Strategy<Value = Moment> {
    (0..REACH, 0..22_i64)
}

fn any_fit() -> impl Strategy<Value = Fit> {
    prop_oneof![5 => Just(Fit::Yes), 2 => Just(Fit::No), 1 => Just(unanswered())]
}

fn any_cadence() -> impl Strategy<Value = Option<Cadence>> {
    prop_oneof![
        12 => select(CALENDAR.to_vec()).prop_map(Some),
        2 => Just(Some(Cadence::PerEvent)),
        2 => Just(Some(Cadence::Continuous)),
        1 => Just(None),
    ]
}

/// A first value from before everything, and changes.
fn any_line<T: Clone + std::fmt::Debug>(value: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<(Moment, T)>> {
    proptest::collection::vec((any_moment(), value), 1..4).prop_map(|mut line| {
        line[0].0 = (-200, 0);
        line
    })
}

/// What was known of a line by then, and then another one.
fn gone_on<T: PartialEq + Copy>(line: &Timeline<T>, more: &Timeline<T>, now: Instant) -> Timeline<T> {
    let known = line.changes().zip(line.values().copied()).filter(|(at, _)| *at <= now);
    let added = more.changes().zip(more.values().copied()).map(|(at, value)| (at.max(now.next()), value));
    known.chain(added).collect()
}

fn any_dated() -> impl Strategy<Value = Vec<Dated>> {
    let one = (0..REACH, 0..5_i64, proptest::bool::weighted(0.1)).prop_map(|(on, after, adverse)| Dated {
        on: day(on),
        performed_on: day(on + after),
        adverse,
    });
    prop_oneof![4 => Just(vec![]), 1 => proptest::collection::vec(one, 1..6)]
}

prop_compose! {
    fn any_act(adverse: f64)(
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
            fresh_days,
            row: row.map(str::to_owned),
        };
        (act, accepted, withdrawn, ended)
    }
}

prop_compose! {
    fn any_row()(
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
    fn any_listing()(
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

fn any_assessed() -> impl Strategy<Value = (About, Effect, Moment)> {
    let about = prop_oneof![
        (0..REACH).prop_map(|due| About::Occurrence { due: day(due) }),
        select(vec!["a", "b"]).prop_map(|name| About::Row { name: name.to_owned() }),
        (0..REACH, 0..90_i64)
            .prop_map(|(from, days)| About::Days { days: Period::new(day(from), day(from + days)).unwrap() }),
    ];
    (about, select(Effect::EVERY.to_vec()), any_moment())
}

prop_compose! {
    fn any_plan()(
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

fn any_world() -> impl Strategy<Value = World> {
    (any_plan(), select(PLACES.to_vec())).prop_map(|(plan, place)| plan.at(place))
}

/// The same facts, each list the other way round.
fn reversed(world: &World) -> World {
    let mut world = world.clone();
    world.acts.reverse();
    world.listings.reverse();
    world.listings.iter_mut().for_each(|it| it.rows.reverse());
    world.acts.iter_mut().for_each(|it| it.listed.reverse());
    world.exclusions.reverse();
    world.assessed.reverse();
    world
}

proptest! {
    #[test]
    fn slots_partition_time_from_any_anchor(anchor in 0..20_000_i64, at in 0..80_000_i64) {
        let anchor = d("1990-01-01").saturating_add(Span::new().days(anchor));
        prop_assume!(anchor.day() <= 28);
        let calendar = Calendar::anchored(anchor).unwrap();
        let day = d("1900-01-01").saturating_add(Span::new().days(at));
        for (cadence, days) in CALENDAR.into_iter().zip([1..=1, 7..=7, 28..=31, 89..=92, 181..=184, 365..=366]) {
            let slot = calendar.slot(cadence, day).unwrap();
            prop_assert!(slot.contains(day) && days.contains(&slot.days()), "{} {:?}", cadence, slot);
            prop_assert_eq!(calendar.slot(cadence, slot.from()), Some(slot));
            prop_assert_eq!(calendar.slot(cadence, slot.until()), Some(slot));
            let next = calendar.next(cadence, slot).unwrap();
            prop_assert_eq!(next.from(), slot.until().tomorrow().unwrap());
            prop_assert_eq!(calendar.slot(cadence, slot.from().yesterday().unwrap()).unwrap().until(), slot.from().yesterday().unwrap());
        }
    }

    #[test]
    fn a_window_that_was_moved_cuts_nothing(from in 0..900_i64, length in 0..800_i64, anchor in 0..28_i64, at in 0..6_usize) {
        let calendar = Calendar::anchored(d("2026-01-01").saturating_add(Span::new().days(anchor))).unwrap();
        let window = Period::new(day(from), day(from + length)).unwrap();
        if let Some(cut) = calendar.cut(CALENDAR[at], window) {
            prop_assert!(cut.first.is_some() || cut.last.is_some());
            if let Some(window) = cut.window {
                prop_assert_eq!(calendar.cut(CALENDAR[at], window), None);
            }
            if let Some(calendar) = cut.calendar {
                prop_assert_eq!(calendar.cut(CALENDAR[at], window), None);
            }
        }
    }

    #[test]
    fn what_is_expected_is_what_one_counts_day_by_day(world in any_world(), at in 100..REACH) {
        let read = world.on(day(at));
        let known = world.zone.end_of(day(at));
        let mut due: Vec<_> = CALENDAR.iter().flat_map(|cadence| world.expected(*cadence, known)).collect();
        due.sort_unstable();
        prop_assert_eq!(read.slots.expected.iter().map(Occurrence::due).collect::<Vec<_>>(), due);
        let force = world.days().filter(|day| world.in_force(*day, known)).collect::<Vec<_>>();
        prop_assert_eq!(read.force.count(), i64::try_from(force.len()).unwrap());
        prop_assert!(force.iter().all(|day| read.force.contains(*day)));
    }

    #[test]
    fn nothing_is_missed_in_time_that_is_not_in_force(world in any_world(), at in 100..REACH) {
        let read = world.on(day(at));
        for it in &read.slots.expected {
            prop_assert!(read.force.contains(it.due()));
            prop_assert!(2 * read.force.within(it.slot).count() >= it.slot.days());
        }
        for it in &read.slots.interrupted {
            prop_assert!(2 * it.days >= it.slot.days());
            prop_assert!(!read.slots.expected.iter().any(|expected| expected.slot == it.slot && expected.cadence == it.cadence));
        }
        for row in read.events.iter().flat_map(|events| &events.rows) {
            prop_assert!(read.force.contains(row.happened_on));
        }
    }

    #[test]
    fn timing_is_what_the_days_say(world in any_world(), at in 100..REACH) {
        let today = day(at);
        for it in world.on(today).slots.expected {
            let by = it.filled.map(|filled| filled.performed_on);
            let right = match it.timing {
                Timing::OnTime => by.is_some_and(|p| p <= it.limits.on_time),
                Timing::Late => by.is_some_and(|p| it.limits.on_time < p && p <= it.limits.late),
                Timing::NotYetDue => by.is_none() && today <= it.due(),
                Timing::InGrace => by.is_none() && it.due() < today && today <= it.limits.on_time,
                Timing::Overdue => by.is_none() && it.limits.on_time < today && today <= it.limits.late,
                Timing::Missed => by.is_none() && it.limits.late < today,
            };
            prop_assert!(right, "{:?}", it);
            prop_assert!(by.is_none_or(|p| p <= today));
            prop_assert!(it.due() <= it.limits.on_time && it.limits.on_time <= it.limits.late);
        }
    }

    #[test]
    fn one_act_fills_one_occurrence(world in any_world(), at in 100..REACH) {
        let read = world.on(day(at));
        let mut filled: Vec<_> = read.slots.expected.iter().filter_map(|it| it.filled).map(|it| it.evidence).collect();
        filled.retain(|id| world.acts.iter().any(|act| act.evidence == *id && act.listed.is_empty()));
        let all = filled.len();
        filled.sort_unstable();
        filled.dedup();
        prop_assert_eq!(filled.len(), all);
    }

    #[test]
    fn an_act_is_of_one_window_only(world in any_world(), at in 100..REACH, cut in 20..200_i64) {
        // Two windows that meet never both take the same act.
        let mut second = world.clone();
        let next = world.window.until().tomorrow().unwrap();
        second.window = Period::new(next, next.saturating_add(Span::new().days(cut))).unwrap();
        let used = |world: &World| {
            let read = world.on(day(at));
            read.slots.expected.into_iter().filter_map(|it| it.filled).map(|it| it.evidence).collect::<Vec<_>>()
        };
        let (first, second) = (used(&world), used(&second));
        let both = first.iter().filter(|id| second.contains(id));
        let twice = both.filter(|id| world.acts.iter().any(|act| act.evidence == **id && act.listed.is_empty()));
        prop_assert_eq!(twice.count(), 0);
    }

    #[test]
    fn what_was_missed_stays_so_unless_stamped_paper_is_found(world in any_world(), at in 100..REACH, later in 1..300_i64) {
        let (before, after) = (world.on(day(at)), world.on(day(at + later)));
        for it in before.slots.expected.iter().filter(|it| it.timing == Timing::Missed) {
            let now = after.slots.expected.iter().find(|now| now.slot == it.slot && now.cadence == it.cadence).unwrap();
            let found = now.filled.and_then(|filled| world.acts.iter().find(|act| act.evidence == filled.evidence));
            let found = found.is_some_and(|act| act.stamped && act.accepted > world.zone.end_of(day(at)));
            prop_assert!(now.timing == Timing::Missed || found, "{:?}", now);
        }
        for row in before.events.iter().flat_map(|events| &events.rows).filter(|row| row.timing == Timing::Missed) {
            let now = after.events.iter().flat_map(|events| &events.rows).find(|now| now.name == row.name && now.happened_on == row.happened_on);
            // A listing that is taken later, or taken back, may tell the row anew.
            prop_assert!(now.is_none_or(|now| now.timing == Timing::Missed || now.filled.is_some() || now.due_on != row.due_on
                || world.listings.iter().any(|it| it.withdrawn.is_some())));
        }
    }

    #[test]
    fn another_supporting_act_never_worsens_anything(world in any_world(), more in any_act(0.0), at in 100..REACH) {
        let before = world.on(day(at));
        let mut after = world.clone();
        let (act, (offset, hour), _, ended) = more;
        prop_assume!(act.listed.iter().all(|it| !it.adverse));
        let instant = |offset, hour: i64| world.zone.midnight(day(offset)).plus_seconds(hour * 3_600);
        let ended = ended.map(|(offset, hour)| instant(offset, hour));
        after.acts.push(Act { evidence: EvidenceId(Uuid::from_u128(77)), accepted: instant(offset, hour), ended, ..act });
        let after = after.on(day(at));
        prop_assert_eq!(before.slots.expected.len(), after.slots.expected.len());
        for (old, new) in before.slots.expected.iter().zip(&after.slots.expected) {
            prop_assert!(new.timing.is_done() || !old.timing.is_done());
            prop_assert!(old.timing.is_done() || new.timing == old.timing || new.timing.is_done());
            prop_assert!(!old.timing.is_done() || new.timing >= old.timing);
            prop_assert_eq!(old.with_exception, new.with_exception);
        }
        if let (Some(old), Some(new)) = (&before.covered, &after.covered) {
            prop_assert!(old.covered.without(&new.covered).is_empty());
        }
        // What was overdue and is done late is an exception now; nothing else becomes one.
        let was = |due: &Date| before.slots.expected.iter().find(|it| it.due() == *due).map(|it| it.timing);
        for about in after.exceptions.iter().map(|it| &it.about).filter(|about| !before.exceptions.iter().any(|it| it.about == **about)) {
            prop_assert!(match about {
                About::Occurrence { due } => was(due) == Some(Timing::Overdue),
                About::Row { name } => before.events.iter().flat_map(|it| &it.rows).any(|it| it.name == *name && it.timing == Timing::Overdue),
                About::Days { .. } => true,
            });
        }
    }

    #[test]
    fn a_page_of_a_day_stays_what_it_was(
        plan in any_plan(), more in any_plan(), place in select(PLACES.to_vec()), at in 100..REACH,
    ) {
        let world = plan.at(place);
        let before = world.on(day(at));
        let (now, mut after, more) = (world.zone.end_of(day(at)), world.clone(), more.at(place));
        after.acts.extend(more.acts.into_iter().map(|act| Act { accepted: act.accepted.max(now.next()), ..act }));
        after.listings.extend(more.listings.into_iter().map(|it| Listing { accepted: it.accepted.max(now.next()), ..it }));
        let late = |it: Exclusion| Exclusion { from: it.from.max(now.next()), until: it.until.max(now.next().next()), ended: None };
        after.exclusions.extend(more.exclusions.into_iter().map(late));
        after.assessed.extend(more.assessed.into_iter().map(|it| Assessed { at: it.at.max(now.next()), ..it }));
        after.asked = gone_on(&world.asked, &more.asked, now);
        after.cadence = gone_on(&world.cadence, &more.cadence, now);
        for act in &mut after.acts {
            act.withdrawn = act.withdrawn.filter(|at| *at <= now).or(Some(now.next()));
            act.ended = act.ended.filter(|at| *at <= now).or(Some(now.next()));
        }
        for it in &mut after.exclusions {
            it.ended = it.ended.filter(|at| *at <= now).or(Some(it.from.max(now).next()));
        }
        after.listings.iter_mut().for_each(|it| it.withdrawn = it.withdrawn.filter(|at| *at <= now).or(Some(now.next())));
        prop_assert_eq!(after.on(day(at)), before);
    }

    #[test]
    fn each_day_is_covered_or_uncovered_or_not_yet(world in any_world(), at in 100..REACH) {
        let (read, known) = (world.on(day(at)), world.zone.end_of(day(at)));
        let days = world.days().filter(|day| world.in_force(*day, known) && world.cadence_on(*day, known) == Some(Cadence::Continuous));
        let days: Vec<_> = days.collect();
        prop_assert_eq!(read.covered.is_some(), !days.is_empty());
        let Some(covered) = read.covered else { return Ok(()) };
        prop_assert_eq!(covered.covered.count() + covered.uncovered_days() + covered.not_yet.count(), i64::try_from(days.len()).unwrap());
        for day in days {
            let bare = covered.uncovered.iter().filter(|it| it.days.contains(day)).count();
            prop_assert_eq!(usize::from(covered.covered.contains(day)) + bare + usize::from(covered.not_yet.contains(day)), 1);
        }
        let not_yet = covered.not_yet.spans().first();
        prop_assert!(not_yet.is_none_or(|span| span.from() >= day(at)));
    }

    #[test]
    fn the_order_of_facts_does_not_matter(world in any_world(), at in 100..REACH) {
        let (one, other) = (world.on(day(at)), reversed(&world).on(day(at)));
        prop_assert_eq!(one, other);
    }

    #[test]
    fn days_are_days_wherever_clocks_change(plan in any_plan(), at in 100..REACH) {
        let utc = plan.at("UTC0").on(day(at));
        for place in [BERLIN, NEW_YORK, LORD_HOWE, SANTIAGO] {
            prop_assert_eq!(&plan.at(place).on(day(at)), &utc, "{}", place);
        }
    }

    #[test]
    fn the_state_says_what_was_read(world in any_world(), at in 100..REACH) {
        let read = world.on(day(at));
        let complete = read.events.as_ref().is_none_or(Events::is_complete);
        prop_assert_eq!(read.state.is_none(), read.rest.is_none());
        prop_assert!((read.state <= read.rest || !complete) && read.rest != Some(State::Exception));
        prop_assert!(read.state != Some(State::Exception) || !read.exceptions.is_empty());
        prop_assert!(read.exceptions.is_empty() || !complete || read.state <= Some(State::Exception));
        prop_assert!(read.state != Some(State::Operating) || (day(at) > world.window.until() && read.exceptions.is_empty()));
        let unfinished = read.slots.count(Timing::NotYetDue) + read.slots.count(Timing::InGrace);
        prop_assert!(unfinished == 0 || read.state <= Some(State::Collecting));
        let (told, assessed) = (criterion([&read]), read.exceptions.iter().all(|it| it.assessed == Some(Effect::StillMet)));
        prop_assert_eq!(told.is_none(), read.rest.is_none());
        prop_assert!(read.exceptions.is_empty() || told != Some(CriterionState::Met));
        prop_assert!(assessed || told <= Some(CriterionState::AtRisk));
    }
}

#[test]
fn ten_years_of_days_are_read_at_once() {
    let mut world = world(Cadence::Daily).window("2020-01-01", "2029-12-31");
    let days = world.days();
    let acts = days.enumerate().map(|(no, day)| act(&day.to_string()).no(u128::try_from(no).unwrap()));
    world.acts = acts.collect();
    assert_eq!(world.at("2030-02-01").slots.count(Timing::OnTime), 3_653);
}
