//! What holds of every reading, over random facts.

use super::random::*;
use super::*;
use jiff::Span;
use proptest::prelude::*;
use proptest::sample::select;

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
            let right = match about {
                About::Occurrence { due } => was(due) == Some(Timing::Overdue),
                About::Row { name } => before.events.iter().flat_map(|it| &it.rows).any(|it| it.name == *name && it.timing == Timing::Overdue),
                About::Days { .. } => true,
            };
            prop_assert!(right, "{:?}", about);
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
    fn each_day_is_covered_or_awaited_or_uncovered_or_not_yet(world in any_world(), at in 100..REACH) {
        let (read, known) = (world.on(day(at)), world.zone.end_of(day(at)));
        let days = world.days().filter(|day| world.in_force(*day, known) && world.cadence_on(*day, known) == Some(Cadence::Continuous));
        let days: Vec<_> = days.collect();
        prop_assert_eq!(read.covered.is_some(), !days.is_empty());
        let Some(covered) = read.covered else { return Ok(()) };
        let all = covered.covered.count() + covered.not_shown.count() + covered.uncovered_days() + covered.not_yet.count();
        prop_assert_eq!(all, i64::try_from(days.len()).unwrap());
        for day in days {
            let bare = covered.uncovered.iter().filter(|it| it.days.contains(day)).count();
            let held = [&covered.covered, &covered.not_shown, &covered.not_yet].into_iter().filter(|days| days.contains(day));
            prop_assert_eq!(held.count() + bare, 1);
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
        let (told, assessed) = (criterion([&read], []), read.exceptions.iter().all(|it| it.assessed == Some(Effect::StillMet)));
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
