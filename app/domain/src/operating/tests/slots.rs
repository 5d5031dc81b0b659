//! What is expected by the calendar, and what fills it.

use super::*;

fn o1() -> World {
    world(Cadence::Quarterly)
        .done(&["2026-03-28"])
        .act(act("2026-07-09").over("2026-04-01", "2026-06-30"))
        .act(act("2026-10-20").over("2026-07-01", "2026-09-30"))
}

#[test]
fn o1_on_time_late_and_missed_by_the_day_performed() {
    let rule = "late beyond d + g, missed beyond min(d', W end + g)";
    let read = o1().gives("O1", rule, "2027-01-31", "exception, missed 1, late 1, on-time 2");
    assert_eq!((read.expected(), read.exceptions.len()), (4, 2));
    let limits: Vec<_> = read.slots.expected.iter().map(|it| it.limits.on_time.to_string()).collect();
    assert_eq!(limits, ["2026-04-15", "2026-07-15", "2026-10-15", "2027-01-15"]);
    o1().gives("O1", "missed since 16 Jan", "2027-01-15", "exception, late 1, in-grace 1, on-time 2");
    o1().gives("O1", "missed since 16 Jan", "2027-01-16", "exception, missed 1, late 1, on-time 2");
    let read = o1().gives("O1", "not yet due", "2026-11-15", "exception, late 1, not-yet-due 1, on-time 2");
    assert_eq!(read.slots.due(d("2026-11-15")), 3);
}

#[test]
fn o2_an_act_belongs_to_the_slot_of_the_last_day_it_speaks_for() {
    let world = world(Cadence::Quarterly).done(&["2026-04-09", "2026-06-25"]);
    let rule = "the listing was of 9 April";
    world.gives("O2", rule, "2026-07-31", "exception, missed 1, not-yet-due 2, on-time 1, extra 1");
    let of_march =
        super::world(Cadence::Quarterly).act(act("2026-04-09").over("2026-03-31", "2026-03-31")).done(&["2026-06-25"]);
    of_march.gives("O2", "on time in grace", "2026-07-31", "collecting, not-yet-due 2, on-time 2");
}

#[test]
fn o3_slots_that_a_window_cuts_are_expected_from_half_on() {
    let world = world(Cadence::Quarterly).window("2026-02-15", "2026-08-14").done(&["2026-01-20"]);
    let read = world.gives("O3", "45 of 90 days are half; 20 Jan is before W", "2026-09-30", "exception, missed 2");
    let slots: Vec<_> = read.slots.expected.iter().map(|it| it.slot).collect();
    assert_eq!(slots, [p("2026-01-01", "2026-03-31"), p("2026-04-01", "2026-06-30")]);
    assert_eq!(read.slots.last_before, Some(d("2026-01-20")));
    let read = world.anchor("2026-02-15").gives("O3", "anchored on W", "2026-09-30", "exception, missed 2");
    let slots: Vec<_> = read.slots.expected.iter().map(|it| it.slot).collect();
    assert_eq!(slots, [p("2026-02-15", "2026-05-14"), p("2026-05-15", "2026-08-14")]);
}

#[test]
fn o4_where_none_is_expected_through_the_window_one_is_at_its_end() {
    let half = world(Cadence::Annual).window("2026-01-01", "2026-06-30").done(&["2025-11-12"]);
    let read = half.gives("O4", "exactly one, due on the last day of W", "2026-05-01", "collecting, not-yet-due 1");
    let last = read.slots.last_before.unwrap();
    assert_eq!((last, half.window.from().duration_since(last).as_hours() / 24), (d("2025-11-12"), 50));
    assert_eq!(read.slots.expected[0].due(), d("2026-06-30"));
    half.gives("O4", "in grace to 30 Jul", "2026-07-30", "collecting, in-grace 1");
    half.gives("O4", "missed once 30 Jul has passed", "2026-08-01", "exception, missed 1");

    let year = world(Cadence::Annual).window("2026-07-01", "2027-06-30").done(&["2027-03-10"]);
    let own = year.clone().anchor("2026-07-01");
    own.gives("O4b", "the anchor follows the window", "2027-07-31", "operating, on-time 1");
    year.gives("O4b", "counted from 1 Jan it would not", "2027-07-31", "exception, missed 1");
}

#[test]
fn o5_and_o15_a_slot_counts_that_is_half_in_force() {
    for (enters, missed) in [("2026-09-18", 3), ("2026-09-15", 4)] {
        let wanted = format!("exception, missed {missed}");
        world(Cadence::Monthly).enters(enters).gives("O5", "13 and 16 of 30 days", "2027-02-01", &wanted);
    }
    let months = ["2026-01-20", "2026-02-20", "2026-03-20", "2026-04-20", "2026-06-20", "2026-07-20"];
    let retired = world(Cadence::Monthly).done(&months).then("2026-08-10", Fit::No);
    let read =
        retired.gives("O15", "retired 10 Aug; the missed May stays", "2027-02-01", "exception, missed 1, on-time 6");
    assert_eq!(read.exceptions[0].about, About::Occurrence { due: d("2026-05-31") });
}

#[test]
fn o6b_a_new_statement_cuts_nothing_and_labels() {
    let mut world = world(Cadence::Quarterly).done(&["2026-03-10", "2026-06-10", "2026-09-10", "2026-12-10"]);
    world.versions.change(noon("2026-08-20"), 2);
    let read = world.gives("O6b", "labelled by the version it was done by", "2027-01-31", "operating, on-time 4");
    let versions: Vec<_> = read.slots.expected.iter().map(|it| it.version).collect();
    assert_eq!(versions, [Some(1), Some(1), Some(2), Some(2)]);
}

#[test]
fn o11_a_day_is_due_at_its_end_and_in_grace_on_the_next() {
    let all: Vec<_> = (1..=30).map(|day| format!("2026-01-{day:02}")).collect();
    let all: Vec<_> = all.iter().map(String::as_str).collect();
    let world = world(Cadence::Daily).window("2026-01-01", "2026-01-31").done(&all);
    let rule = "failed and handled the same day is done";
    assert_eq!(world.gives("O11", rule, "2026-01-31", "collecting, not-yet-due 1, on-time 30").expected(), 31);
    world.gives("O11", rule, "2026-02-01", "collecting, in-grace 1, on-time 30");
    world.gives("O11", rule, "2026-02-02", "exception, missed 1, on-time 30");
}

#[test]
fn o12_weeks_are_those_of_iso_with_their_sunday_in_the_window() {
    for (until, weeks) in [("2026-12-31", 52), ("2026-06-30", 26), ("2026-03-31", 13)] {
        let world = world(Cadence::Weekly).window("2026-01-01", until);
        let read = world.gives("O12", "at least 4 days inside", "2027-03-01", &format!("exception, missed {weeks}"));
        assert_eq!(read.slots.expected[0].slot, p("2025-12-29", "2026-01-04"));
    }
}

#[test]
fn o13_paper_is_found_by_the_stamp_of_a_machine() {
    let filed = |act: Act| world(Cadence::Quarterly).act(act.accepted("2026-05-22"));
    let stamped = filed(act("2026-03-28").stamped());
    let read = stamped.gives("O13", "filed late, on time", "2026-06-01", "collecting, not-yet-due 3, on-time 1");
    assert_eq!(read.slots.expected[0].filled.unwrap().filed_late, Some(37));
    stamped.gives("O13", "the page of then stays", "2026-04-30", "overdue, overdue 1, not-yet-due 3");
    let typed = filed(act("2026-03-28"));
    let read = typed.gives("O13", "only typed", "2026-06-01", "overdue, overdue 1, not-yet-due 3");
    assert_eq!(read.slots.expected[0].unfit, [typed.acts[0].evidence]);
    typed.gives("O13", "and then missed", "2026-07-01", "exception, missed 1, in-grace 1, not-yet-due 2");
}

#[test]
fn n1_to_n3_a_late_act_is_filed_by_its_limit_too_and_grace_is_a_setting() {
    let late =
        |accepted| world(Cadence::Quarterly).act(act("2026-05-20").over("2026-03-01", "2026-03-31").accepted(accepted));
    let rest = "not-yet-due 2";
    late("2026-06-30").gives(
        "N1",
        "late, accepted by d' = 30 Jun",
        "2026-07-01",
        &format!("exception, late 1, in-grace 1, {rest}"),
    );
    late("2026-07-01").gives(
        "N1",
        "accepted after it, typed",
        "2026-07-01",
        &format!("exception, missed 1, in-grace 1, {rest}"),
    );
    let mut stamped = late("2026-07-20");
    stamped.acts[0].stamped = true;
    let read = stamped.gives(
        "N2",
        "late stays late when found",
        "2026-07-20",
        &format!("exception, late 1, overdue 1, {rest}"),
    );
    assert_eq!(read.slots.expected[0].filled.unwrap().filed_late, Some(20));
    let patient = o1().grace_then("2025-12-01", Grace { quarterly: 30, ..Grace::default() });
    patient.gives("N3", "20 Oct is within 30 days", "2027-01-31", "exception, missed 1, on-time 3");
    patient.gives("N3", "but not before 30 Jan has passed", "2027-01-30", "collecting, in-grace 1, on-time 3");
}

#[test]
fn n4_to_n6_a_new_cadence_cuts_what_it_finds() {
    let quicker = world(Cadence::Quarterly).cadence_then("2026-08-20", Some(Cadence::Monthly));
    let read = quicker.gives(
        "N4",
        "Q1, Q2, Sep to Dec; Q3 has 50 of 92 days",
        "2027-02-01",
        "exception, missed 6, interrupted 1",
    );
    assert_eq!((read.slots.interrupted[0].slot, read.slots.interrupted[0].days), (p("2026-07-01", "2026-09-30"), 50));
    let slower = world(Cadence::Monthly).cadence_then("2026-08-20", Some(Cadence::Quarterly));
    let read = slower.gives(
        "N5",
        "Jan to Jul and Q4; August has 19 of 31",
        "2027-02-01",
        "exception, missed 8, interrupted 1",
    );
    assert_eq!(read.slots.interrupted[0].slot, p("2026-08-01", "2026-08-31"));
    let never = world(Cadence::Quarterly).cadence_then("2026-07-01", None);
    never.gives("N6", "nothing is expected from July on", "2027-02-01", "exception, missed 2");
    world(Cadence::Quarterly).cadence_then("2026-01-01", None).gives(
        "N6",
        "not asked is no state",
        "2027-02-01",
        "not asked",
    );
}

#[test]
fn n7_to_n9_a_pause_interrupts_what_is_due_in_it_and_nothing_else() {
    let paused = world(Cadence::Quarterly).excluded("2026-06-20", "2026-07-20", None);
    let paused = paused.act(act("2026-05-05").no(7));
    let read = paused.gives("N7", "Q2 is due in the pause", "2027-02-01", "exception, missed 3, interrupted 1");
    assert_eq!((read.slots.interrupted[0].days, read.slots.interrupted[0].acts.len()), (80, 1));
    let short = world(Cadence::Quarterly).excluded("2026-05-01", "2026-05-21", None);
    short.gives("N8", "Q2 has 71 of 91 days and its last", "2027-02-01", "exception, missed 4");
    let early = world(Cadence::Quarterly).excluded("2026-06-20", "2026-07-20", Some("2026-06-28"));
    early.gives("N9", "ended before its time", "2027-02-01", "exception, missed 4");
    early.gives("N9", "not known to end on 27 June", "2026-06-27", "overdue, overdue 1, not-yet-due 2, interrupted 1");
}

#[test]
fn n9_what_speaks_for_a_pause_speaks_for_the_days_before_it() {
    // One act reaches from Q2 into a pause that begins with Q3; another speaks for a day of the pause alone.
    let paused = world(Cadence::Quarterly).excluded("2026-07-01", "2026-07-15", None);
    let reaches = paused.clone().act(act("2026-07-09").over("2026-04-01", "2026-07-08"));
    reaches.gives(
        "N9",
        "the last day within J is 30 June",
        "2026-07-20",
        "exception, missed 1, not-yet-due 2, on-time 1",
    );
    let inside = paused.done(&["2026-07-08"]);
    let read = inside.gives("N9", "no day within J", "2026-12-01", "exception, missed 2, overdue 1, not-yet-due 1");
    assert!(read.slots.beside.is_empty());
}

#[test]
fn n10_to_n12_adverse_twice_and_withdrawn() {
    let adverse = world(Cadence::Quarterly).act(act("2026-03-20").adverse());
    let rest = "not-yet-due 3, on-time 1, with exception 1";
    adverse.gives("N10", "performed with exception", "2026-04-30", &format!("exception, {rest}"));
    let both = adverse.act(act("2026-03-25").no(2));
    both.gives("N11", "a better one hides no exception", "2026-04-30", &format!("exception, {rest}, extra 1"));
    let mut forged = world(Cadence::Quarterly).done(&["2026-03-28"]);
    forged.acts[0].withdrawn = Some(noon("2026-05-01"));
    forged.gives("N12", "known to be forged", "2026-05-01", "overdue, overdue 1, not-yet-due 3");
    forged.gives("N12", "the page of then stays", "2026-04-30", "collecting, not-yet-due 3, on-time 1");
}

#[test]
fn n13_an_extract_fills_the_slot_of_each_occurrence_that_it_lists() {
    let on = |day: &str, performed: &str, adverse| Dated { on: d(day), performed_on: d(performed), adverse };
    let listed = vec![
        on("2026-03-02", "2026-03-02", false),
        on("2026-03-03", "2026-03-04", false),
        on("2026-03-04", "2026-03-06", false),
        on("2026-03-05", "2026-03-05", true),
        on("2026-03-05", "2026-03-05", false),
    ];
    let extract = Act { listed, ..act("2026-03-31").over("2026-03-01", "2026-03-31").stamped() };
    let mut world = world(Cadence::Daily).window("2026-03-02", "2026-03-06").act(extract);
    let wanted = "exception, missed 2, on-time 3, with exception 1, extra 1";
    world.gives("N13", "stamped: found on 1 April; the 4th done two days later is missed", "2026-04-01", wanted);
    world.gives("N13", "nothing was known the day before", "2026-03-31", "exception, missed 5");
    world.acts[0].stamped = false;
    world.gives("N13", "typed days of weeks ago fill nothing", "2026-04-01", "exception, missed 5, with exception 1");
}

#[test]
fn n14_to_n16_questions_hindsight_and_years_that_iso_divides() {
    let open = world(Cadence::Quarterly).then("2026-11-01", unanswered());
    let read = open.done(&["2026-03-01", "2026-06-01", "2026-09-01"]).gives(
        "N14",
        "a trait was taken back",
        "2027-02-01",
        "unknown, on-time 3",
    );
    assert_eq!(read.unanswered.count(), 61);

    let found = world(Cadence::Quarterly).act(act("2026-03-28").stamped().accepted("2026-05-22"));
    let (at, known) = (found.zone.end_of(d("2026-04-30")), found.zone.end_of(d("2026-06-01")));
    assert_eq!(told(&found.read(at, known)), "collecting, not-yet-due 3, on-time 1", "N15: hindsight for an auditor");
    let ahead = world(Cadence::Quarterly).done(&["2026-03-28"]);
    let (at, known) = (ahead.zone.end_of(d("2026-03-27")), ahead.zone.end_of(d("2026-06-01")));
    assert_eq!(told(&ahead.read(at, known)), "collecting, not-yet-due 4", "N15: not done yet on that day");

    // The week of 28 December has its Sunday in 2027 and only three of its days: expected in neither year.
    let weeks = world(Cadence::Weekly).window("2027-01-01", "2027-12-31").done(&["2027-01-01"]);
    let read = weeks.at("2028-02-01");
    assert_eq!((read.expected(), read.slots.beside.len()), (51, 1), "N16");
    assert_eq!(read.slots.expected[0].slot, p("2027-01-04", "2027-01-10"), "N16");
}

#[test]
fn n17_and_n18_no_day_and_too_few_days() {
    let none = Act { performed_on: None, ..act("2026-03-28").accepted("2026-04-20") };
    let world_of = |act| world(Cadence::Quarterly).act(act);
    let rule = "what shows no day was performed by the day it was accepted";
    world_of(none).gives("N17", rule, "2026-04-30", "exception, late 1, not-yet-due 3");
    let last_days = world(Cadence::Quarterly).enters("2026-12-20");
    last_days.gives("N18", "12 of 92 days: nothing was to be done", "2027-02-01", "no-occurrence");
    let gone = world(Cadence::Quarterly).then("2026-01-01", Fit::No);
    gone.gives("N18", "never in force", "2027-02-01", "not asked");
    let mut untold = world(Cadence::Quarterly);
    untold.cadence = Timeline::since(noon("2026-02-01"), Some(Cadence::Quarterly));
    untold.gives("N18", "days without a cadence cannot be computed", "2026-03-01", "failed, not-yet-due 4");
}
