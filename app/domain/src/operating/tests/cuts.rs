//! Slots that a window cuts: which, what becomes of them, and which window or calendar would cut none.

use super::random::CALENDAR;
use super::*;
use crate::words::Cadence as C;
use jiff::{Span, ToSpan};
use proptest::prelude::*;
use proptest::sample::subsequence;

const MONTHS: [C; 4] = [C::Monthly, C::Quarterly, C::SemiAnnual, C::Annual];

fn from(anchor: &str) -> Calendar {
    Calendar::anchored(d(anchor)).unwrap()
}

/// “quarterly 2026-01-01 45 here, 2026-07-01 45 next”.
fn words(cut: &Cut) -> String {
    let each = cut.slots().map(|CutSlot { slot, inside, fate }| {
        let fate = match fate {
            Fate::Here => "here",
            Fate::Next => "next",
            Fate::Neither => "neither",
        };
        format!("{} {inside} {fate}", slot.from())
    });
    let alone = if cut.alone { ", one at the end" } else { "" };
    format!("{} {}{alone}", cut.cadence.key(), each.collect::<Vec<_>>().join(", "))
}

#[test]
fn n33_what_a_window_cuts_and_what_becomes_of_it() {
    let o3 = p("2026-02-15", "2026-08-14");
    for (rule, anchor, cadence, window, says) in [
        (
            "half of the first, and less than half of the last",
            "2026-01-01",
            C::Quarterly,
            o3,
            "quarterly 2026-01-01 45 here, 2026-07-01 45 next",
        ),
        ("14 of 28 days are half", "2026-01-01", C::Monthly, o3, "monthly 2026-02-01 14 here, 2026-08-01 14 next"),
        (
            "29 February: 14 of 29 days are less",
            "2028-01-01",
            C::Monthly,
            p("2028-02-16", "2028-05-31"),
            "monthly 2028-02-01 14 neither",
        ),
        (
            "more than half lies in it, and the last day after it",
            "2026-01-01",
            C::Quarterly,
            p("2026-01-01", "2026-11-30"),
            "quarterly 2026-10-01 61 neither",
        ),
        (
            "half lies in it and half after it",
            "2026-01-01",
            C::SemiAnnual,
            p("2026-01-01", "2026-09-30"),
            "semi-annual 2026-07-01 92 next",
        ),
        (
            "less than half lies in it",
            "2026-01-01",
            C::Quarterly,
            p("2026-03-01", "2026-12-31"),
            "quarterly 2026-01-01 31 neither",
        ),
        (
            "no slot is expected, so the window is",
            "2026-01-01",
            C::Quarterly,
            p("2026-02-20", "2026-05-25"),
            "quarterly 2026-01-01 40 neither, 2026-04-01 55 neither, one at the end",
        ),
        (
            "the window lies within a slot (O4)",
            "2026-01-01",
            C::Annual,
            p("2026-02-01", "2026-06-30"),
            "annual 2026-01-01 150 next, one at the end",
        ),
        (
            "the month of an anchor on the 28th ends on the 27th",
            "2026-02-28",
            C::Monthly,
            p("2026-02-28", "2026-05-31"),
            "monthly 2026-05-28 4 next",
        ),
        (
            "the 31st is no anchor",
            "2026-01-28",
            C::Monthly,
            p("2026-01-31", "2026-04-27"),
            "monthly 2026-01-28 28 here",
        ),
        (
            "an ISO week: three of its days",
            "2026-01-01",
            C::Weekly,
            p("2026-01-02", "2026-06-28"),
            "weekly 2025-12-29 3 neither",
        ),
        (
            "an ISO week: four of its days (O12)",
            "2026-01-01",
            C::Weekly,
            p("2026-01-01", "2026-12-31"),
            "weekly 2025-12-29 4 here, 2026-12-28 4 neither",
        ),
    ] {
        let cut = from(anchor).cut(cadence, window).map(|cut| words(&cut));
        assert_eq!(cut.as_deref(), Some(says), "N33: {rule}");
    }
    for (anchor, cadence, window) in [
        ("2026-01-01", C::Quarterly, p("2026-01-01", "2026-12-31")),
        ("2026-02-15", C::Quarterly, o3),
        ("2028-02-28", C::Annual, p("2028-02-28", "2029-02-27")),
        ("2026-01-01", C::Daily, p("2026-01-05", "2026-02-03")),
        ("2026-01-01", C::Weekly, p("2026-01-05", "2026-02-01")),
        ("2026-01-01", C::PerEvent, p("2026-01-05", "2026-02-03")),
        ("2026-01-01", C::Continuous, p("2026-01-05", "2026-02-03")),
    ] {
        assert_eq!(from(anchor).cut(cadence, window), None, "N33: {cadence} from {anchor}");
    }
}

#[test]
fn n35_a_window_that_cuts_slots_is_offered_another_or_another_calendar() {
    for (rule, anchor, in_use, window, offered, counted) in [
        (
            "moved, and as long as before",
            "2026-01-01",
            &MONTHS[..],
            p("2026-02-15", "2026-08-14"),
            Some(p("2026-01-01", "2026-06-30")),
            Some("2026-02-15"),
        ),
        (
            "a day too much",
            "2026-01-01",
            &MONTHS,
            p("2026-01-01", "2027-01-01"),
            Some(p("2026-01-01", "2026-12-31")),
            None,
        ),
        (
            "a month too little",
            "2026-01-01",
            &MONTHS,
            p("2026-01-01", "2026-11-30"),
            Some(p("2026-01-01", "2026-12-31")),
            None,
        ),
        (
            "of two as near the longer one",
            "2026-01-01",
            &MONTHS,
            p("2026-01-01", "2026-09-30"),
            Some(p("2026-01-01", "2026-12-31")),
            None,
        ),
        (
            "quarters alone need no half-years",
            "2026-01-01",
            &MONTHS[..2],
            p("2026-01-01", "2026-10-15"),
            Some(p("2026-01-01", "2026-09-30")),
            None,
        ),
        (
            "months alone",
            "2026-01-15",
            &MONTHS[..1],
            p("2026-01-01", "2026-03-31"),
            Some(p("2026-01-15", "2026-04-14")),
            Some("2026-01-01"),
        ),
        (
            "a whole year is moved to the year",
            "2026-01-01",
            &MONTHS,
            p("2026-02-15", "2027-02-14"),
            Some(p("2026-01-01", "2026-12-31")),
            Some("2026-02-15"),
        ),
        (
            "a year that is cut is not held",
            "2026-04-01",
            &MONTHS,
            p("2026-10-01", "2027-06-30"),
            Some(p("2026-10-01", "2027-03-31")),
            None,
        ),
        (
            "the 31st begins no slot",
            "2026-03-28",
            &MONTHS,
            p("2026-03-31", "2026-09-30"),
            Some(p("2026-03-28", "2026-09-27")),
            None,
        ),
        (
            "a leap day ends February",
            "2028-01-01",
            &MONTHS[..1],
            p("2028-02-01", "2028-03-01"),
            Some(p("2028-02-01", "2028-02-29")),
            None,
        ),
        (
            "begun on a leap day",
            "2028-01-01",
            &MONTHS[..1],
            p("2028-02-29", "2028-05-31"),
            Some(p("2028-03-01", "2028-05-31")),
            None,
        ),
    ] {
        let cuts = from(anchor).cuts(in_use, window).unwrap_or_else(|| panic!("N35: {rule}"));
        assert_eq!((cuts.window, cuts.calendar), (offered, counted.map(from)), "N35: {rule}");
    }
    for (rule, in_use, window) in [
        ("whole slots", &MONTHS[..], p("2026-01-01", "2026-06-30")),
        ("a slot longer than the window is no reason to move it (O4)", &MONTHS, p("2026-07-01", "2026-12-31")),
        ("weeks and days are none", &CALENDAR[..2], p("2026-01-01", "2026-12-31")),
        ("nothing recurs", &[], p("2026-02-15", "2026-08-14")),
        ("what runs per event has no slots", &[C::PerEvent, C::Continuous], p("2026-02-15", "2026-08-14")),
        ("shorter than the shortest", &MONTHS, p("2026-02-10", "2026-02-20")),
    ] {
        assert_eq!(from("2026-01-01").cuts(in_use, window), None, "N35: {rule}");
    }
}

prop_compose! {
    fn any_calendar()(anchor in 0..2_000_i64) -> Calendar {
        let day = d("2024-01-01").saturating_add(Span::new().days(anchor));
        Calendar::anchored(day.with().day(day.day().min(28)).build().unwrap()).unwrap()
    }
}

prop_compose! {
    /// From a day to more than three years, about a leap year.
    fn any_window()(from in 0..1_500_i64, length in 0..1_200_i64) -> Period {
        let from = d("2023-06-01").saturating_add(Span::new().days(from));
        Period::new(from, from.saturating_add(Span::new().days(length))).unwrap()
    }
}

prop_compose! {
    /// The same, of whole months, give or take a day: ends lie next to ends of slots more often.
    fn near_months()(from in 0..1_500_i64, months in 1..37_i32, give in -1..2_i64) -> Period {
        let from = d("2023-06-01").saturating_add(Span::new().days(from));
        let until = from.saturating_add(months.months()).saturating_add((give - 1).days());
        Period::new(from, until).unwrap()
    }
}

fn windows() -> impl Strategy<Value = Period> {
    prop_oneof![any_window(), near_months()]
}

fn in_use() -> impl Strategy<Value = Vec<Cadence>> {
    subsequence(CALENDAR.to_vec(), 0..=CALENDAR.len())
}

fn by_month(cadence: &Cadence) -> bool {
    MONTHS.contains(cadence)
}

/// The window with nothing done in it.
fn nothing_done(cadence: Cadence, calendar: Calendar, window: Period) -> Vec<Period> {
    let read = World { calendar, window, ..world(cadence) }.on(window.until());
    read.slots.expected.iter().map(|it| it.slot).collect()
}

proptest! {
    #[test]
    fn what_is_offered_cuts_no_slot_that_it_could_hold(calendar in any_calendar(), in_use in in_use(), window in windows()) {
        let Some(cuts) = calendar.cuts(&in_use, window) else { return Ok(()) };
        let offered = cuts.window;
        prop_assert!(offered.is_some(), "{:?}", cuts);
        for (calendar, window) in offered.map(|moved| (calendar, moved)).into_iter().chain(cuts.calendar.map(|it| (it, window))) {
            prop_assert_eq!(calendar.cuts(&in_use, window), None);
            for cadence in in_use.iter().copied().filter(by_month).filter(|cadence| holds(window, *cadence)) {
                prop_assert_eq!(calendar.slot(cadence, window.from()).unwrap().from(), window.from());
                prop_assert_eq!(calendar.slot(cadence, window.until()).unwrap().until(), window.until());
            }
        }
        // Where nobody set another calendar it is counted from the first window, and so from the one that was offered.
        if let Some(moved) = offered {
            prop_assert_eq!(Calendar::of_window(moved).cuts(&in_use, moved), None);
        }
    }

    #[test]
    fn only_a_window_that_begins_or_ends_within_a_slot_that_it_could_hold_is_warned_of(
        calendar in any_calendar(), in_use in in_use(), window in windows(),
    ) {
        let mut within = in_use.iter().copied().filter(by_month).filter(|cadence| holds(window, *cadence)).filter(|cadence| {
            let begins = calendar.slot(*cadence, window.from()).unwrap().from() == window.from();
            let ends = calendar.slot(*cadence, window.until()).unwrap().until() == window.until();
            !(begins && ends)
        });
        prop_assert_eq!(calendar.cuts(&in_use, window).is_some(), within.next().is_some());
    }

    #[test]
    fn what_becomes_of_a_cut_slot_is_what_is_read_of_it(calendar in any_calendar(), at in 1..6_usize, window in windows()) {
        let cadence = CALENDAR[at];
        let Some(cut) = calendar.cut(cadence, window) else { return Ok(()) };
        let here = nothing_done(cadence, calendar, window);
        let after = window.until().tomorrow().unwrap();
        let next = Period::new(after, after.saturating_add(Span::new().days(800))).unwrap();
        let next = nothing_done(cadence, calendar, next);
        prop_assert_eq!(cut.alone, here == [window]);
        for CutSlot { slot, inside, fate } in cut.slots() {
            prop_assert!(inside > 0 && inside < slot.days());
            prop_assert_eq!(fate == Fate::Here, here.contains(&slot));
            prop_assert_eq!(fate == Fate::Next, next.contains(&slot));
        }
    }

    #[test]
    fn of_slots_longer_than_the_window_exactly_one_occurrence_is_expected(
        calendar in any_calendar(), at in 2..6_usize, window in windows(),
    ) {
        if !holds(window, CALENDAR[at]) {
            prop_assert_eq!(nothing_done(CALENDAR[at], calendar, window).len(), 1);
        }
    }
}
