//! What an organisation sets of its calendar: what is refused, and that the past stays as it was.

use super::*;
use crate::refusal::Refusal;

fn draft() -> CalendarDraft {
    CalendarDraft::from(CalendarSettings::default())
}

fn days(cadence: Cadence, text: &str) -> CalendarDraft {
    let mut draft = draft();
    draft.grace.insert(cadence, text.into());
    draft
}

fn anchor(text: &str) -> CalendarDraft {
    CalendarDraft { anchor: text.into(), ..draft() }
}

#[test]
fn the_defaults_are_a_draft_that_stands() {
    assert_eq!(draft().check(), Ok(CalendarSettings::default()));
    assert_eq!(draft().grace.keys().copied().collect::<Vec<_>>(), by_calendar().collect::<Vec<_>>());
}

#[test]
fn what_cannot_stand_is_refused_at_its_field() {
    for (draft, field, says) in [
        (anchor(""), "", ""),
        (anchor("15 Feb 2026"), "", ""),
        (anchor("2026-01-28"), "", ""),
        (anchor("2026-01-29"), "anchor", "Not every month has a day 29."),
        (anchor("soon"), "anchor", "soon"),
        (days(Cadence::Daily, "3"), "", ""),
        (days(Cadence::Daily, "4"), "grace-daily", "A whole number of days from 0 to 3."),
        (days(Cadence::Quarterly, "0"), "", ""),
        (days(Cadence::Quarterly, "46"), "grace-quarterly", "from 0 to 45"),
        (days(Cadence::Annual, "a month"), "grace-annual", "from 0 to 90"),
        (days(Cadence::SemiAnnual, ""), "grace-semi-annual", "from 0 to 90"),
    ] {
        match draft.check() {
            Ok(_) => assert_eq!(field, "", "{draft:?}"),
            Err(Refusal::Invalid(faults)) => {
                assert_eq!(faults.iter().map(|fault| &*fault.field).collect::<Vec<_>>(), [field], "{faults:?}");
                assert!(faults[0].message.contains(says), "{faults:?}");
            }
            Err(other) => panic!("{other:?}"),
        }
    }
}

#[test]
fn n40_days_of_grace_count_for_what_is_due_from_then_on() {
    let more = Grace { quarterly: 30, ..Grace::default() };
    let less = Grace { quarterly: 5, ..Grace::default() };
    // Q1 28 Mar, Q2 9 Jul, Q3 20 Oct: late by the fifteen days that Q3 had.
    let world = || {
        world(Cadence::Quarterly)
            .done(&["2026-03-28"])
            .act(act("2026-07-09").over("2026-04-01", "2026-06-30"))
            .act(act("2026-10-20").over("2026-07-01", "2026-09-30"))
    };
    let table = [
        ("2026-09-30", more, "set on the day on which Q3 is due", "exception, missed 1, on-time 3"),
        ("2026-10-01", more, "set the day after: late stays late", "exception, missed 1, late 1, on-time 2"),
        ("2026-10-21", more, "set after it was late", "exception, missed 1, late 1, on-time 2"),
        ("2026-07-01", less, "Q2 was due before, and has its fifteen", "exception, missed 1, late 1, on-time 2"),
        ("2026-06-29", less, "Q2 too", "exception, missed 1, late 2, on-time 1"),
    ];
    for (day, grace, rule, says) in table {
        world().grace_then(day, grace).gives("N40", rule, "2027-01-31", says);
    }
    let set = world().grace_then("2026-12-15", more);
    set.gives("N40", "Q4 has thirty days", "2027-01-30", "exception, late 1, in-grace 1, on-time 2");
    // What is read of an earlier day does not see it.
    let before = world().grace_then("2026-10-12", more);
    before.gives("N40", "as it was", "2026-10-11", "collecting, in-grace 1, not-yet-due 1, on-time 2");
}

#[test]
fn n41_a_window_keeps_the_calendar_that_it_began_with() {
    let zone = Place::of(BERLIN);
    let at = |day: &str| Calendar::anchored(d(day)).unwrap();
    let set = |day: &str| CalendarSettings { anchor: Some(at(day)), ..CalendarSettings::default() };
    let line: Timeline<CalendarSettings> = [
        (noon("2026-02-10"), set("2026-02-15")),
        (noon("2026-06-10"), CalendarSettings::default()),
        (noon("2026-09-10"), set("2026-01-05")),
    ]
    .into_iter()
    .collect();
    let own = at("2026-01-01");
    let of = |first: &str, known: &str| {
        calendar_of(&line, p(first, "2027-12-31"), own, zone.end_of(d(known)), &zone).anchor().to_string()
    };
    for (first, known, anchor, rule) in [
        ("2026-02-09", "2027-12-31", "2026-01-01", "began the day before"),
        ("2026-02-10", "2027-12-31", "2026-02-15", "begins on the day"),
        ("2026-06-09", "2027-12-31", "2026-02-15", "keeps it whatever is set later"),
        ("2026-07-01", "2027-12-31", "2026-01-01", "set back to the first window"),
        ("2027-01-01", "2027-12-31", "2026-01-05", "the last word counts"),
        ("2027-01-01", "2026-03-01", "2026-02-15", "as far as was known"),
        ("2027-01-01", "2026-02-09", "2026-01-01", "nothing was known yet"),
    ] {
        assert_eq!(of(first, known), anchor, "N41: {rule}");
    }
    let graces = graces(&line);
    assert_eq!(graces.changes().count(), 1, "the days of grace were the same all along");
}
