//! Per event against a population, and days covered.

use super::*;

fn listing(from: &str, until: &str, taken: &str, rows: Vec<Row>) -> Listing {
    let evidence = EvidenceId(Uuid::from_u128(9_000 + u128::from(d(taken).day_of_year().unsigned_abs())));
    Listing { evidence, days: p(from, until), taken_on: d(taken), accepted: noon(taken), withdrawn: None, rows }
}

/// Something of a day that had to be approved by that day.
fn row(name: &str, day: &str, done: Option<&str>) -> Row {
    Row { name: name.to_owned(), happened_on: d(day), due_on: d(day), done_on: done.map(d), adverse: false }
}

fn releases(from: usize, count: usize, month: &str, late: Option<usize>) -> Vec<Row> {
    let one = |no: usize| {
        let done = if late == Some(no) { format!("{month}-28") } else { format!("{month}-10") };
        row(&format!("REL-{no}"), &format!("{month}-12"), Some(&done))
    };
    (from..from + count).map(one).collect()
}

fn o8() -> World {
    world(Cadence::PerEvent)
        .listing(listing("2026-01-01", "2026-06-30", "2026-07-02", releases(1, 14, "2026-05", None)))
        .listing(listing("2026-07-01", "2026-12-31", "2026-12-15", releases(15, 9, "2026-11", Some(20))))
}

#[test]
fn o8_a_population_is_complete_for_days_before_it_was_taken() {
    let read = o8().gives("O8", "complete only to 15 Dec", "2027-01-03", "unknown, late 1, on-time 22, open days 16");
    assert_eq!((read.expected(), read.exceptions.len()), (23, 1));
    assert_eq!(criterion([&read], []), Some(CriterionState::AtRisk), "what is known to be late is weaker than unknown");
    let whole = o8().listing(listing("2026-12-16", "2026-12-31", "2027-01-05", vec![]));
    let read = whole.gives("O8", "exception 1 of 23", "2027-01-06", "exception, late 1, on-time 22");
    assert_eq!(read.exceptions[0].about, About::Row { name: "REL-20".into() });
    whole.gives("O8", "not known before it was taken", "2027-01-03", "unknown, late 1, on-time 22, open days 16");
}

#[test]
fn o9_complete_and_empty_is_no_occurrence() {
    let nil = world(Cadence::PerEvent).listing(listing("2026-01-01", "2026-12-31", "2027-01-03", vec![]));
    let read = nil.gives("O9", "complete and empty", "2027-01-10", "no-occurrence");
    assert_eq!(criterion([&read], []), Some(CriterionState::NotTested));
    world(Cadence::PerEvent).gives("O9", "no listing", "2027-01-10", "unknown, open days 365");
}

fn o10() -> World {
    let exports = ["2026-01-10", "2026-04-05", "2026-07-01", "2026-10-20"];
    exports.iter().fold(world(Cadence::Continuous), |world, day| world.act(act(day).fresh(90)))
}

#[test]
fn o10_an_export_covers_its_day_and_its_freshness() {
    let read = o10().gives("O10", "[x, x + 90]", "2027-01-31", "exception, uncovered days 29");
    let spans: Vec<_> = read.covered.unwrap().uncovered.iter().map(|it| it.days).collect();
    assert_eq!(spans, [p("2026-01-01", "2026-01-09"), p("2026-09-30", "2026-10-19")]);
    let before = o10().act(act("2025-11-20").fresh(90));
    before.gives("O10b", "days before the window cover too", "2027-01-31", "exception, uncovered days 20");
}

#[test]
fn n19_to_n21_endings_failures_and_records_of_a_period() {
    let ended = Act { ended: Some(noon("2026-02-10")), ..act("2026-01-01").fresh(90) };
    let world_of = || world(Cadence::Continuous).window("2026-01-01", "2026-03-31");
    let cut = world_of().act(ended.clone()).act(act("2026-02-20").fresh(90));
    let rule = "the day of an ending is uncovered until the next export";
    let read = cut.gives("N19", rule, "2026-04-30", "exception, uncovered days 10");
    assert_eq!(read.covered.unwrap().uncovered[0].days, p("2026-02-10", "2026-02-19"));
    world_of().act(ended).act(act("2026-02-10").fresh(90)).gives(
        "N19",
        "exported anew that day",
        "2026-04-30",
        "operating",
    );

    let failed = world_of().act(act("2026-01-01").fresh(180)).act(act("2026-02-10").no(2).adverse());
    let failed = failed.act(act("2026-02-20").no(3).fresh(90));
    let read = failed.gives("N20", "as S4: until one of a later day", "2026-04-30", "exception, uncovered days 10");
    assert_eq!(read.covered.unwrap().uncovered, [Uncovered { days: p("2026-02-10", "2026-02-19"), failing: true }]);

    let january = act("2026-01-31").over("2026-01-01", "2026-01-31").adverse();
    let overlaps = world_of().act(january).act(act("2026-03-31").over("2026-01-15", "2026-03-31"));
    overlaps.gives("N20", "days that failed stay failed", "2026-04-30", "exception, uncovered days 31");

    let months = [("2026-01-01", "2026-01-31"), ("2026-03-01", "2026-03-31")];
    let records = months.iter().fold(world_of(), |world, (from, until)| world.act(act(until).over(from, until)));
    records.gives("N21", "February has no record", "2026-04-30", "exception, uncovered days 28");
}

#[test]
fn n21b_the_next_record_is_waited_for_until_it_is_late() {
    let month = |from, until| act(until).over(from, until).record(40);
    let january = world(Cadence::Continuous).act(month("2026-01-01", "2026-01-31"));
    let rule = "a record of a period covers its own days";
    for (day, state, waiting, bare) in
        [("2026-02-10", "collecting", 9, 0), ("2026-03-12", "collecting", 39, 0), ("2026-03-13", "exception", 0, 40)]
    {
        let read = january.at(day);
        let covered = read.covered.as_ref().unwrap();
        assert_eq!(
            (covered.covered.count(), covered.not_shown.count(), covered.uncovered_days()),
            (31, waiting, bare),
            "{day}"
        );
        let wanted = if bare == 0 { state.to_owned() } else { format!("{state}, uncovered days {bare}") };
        january.gives("N21b", rule, day, &wanted);
    }
    let march = january.act(month("2026-03-01", "2026-03-31"));
    march.gives("N21b", "a hole between two records waits for nothing", "2026-04-05", "exception, uncovered days 28");
}

#[test]
fn n22_days_ahead_are_not_yet() {
    let read = o10().gives("N22", "today is not over", "2026-03-31", "exception, uncovered days 9");
    let covered = read.covered.unwrap();
    assert_eq!((covered.covered.count(), covered.not_yet.count()), (80, 276));
    let from_start = world(Cadence::Continuous).act(act("2026-01-01").fresh(90));
    from_start.gives("N22", "nothing is missing so far", "2026-03-31", "collecting");
}

#[test]
fn n23_to_n26_rows_that_wait_and_listings_that_differ() {
    let waits = |done| {
        world(Cadence::PerEvent).listing(listing(
            "2026-01-01",
            "2026-06-30",
            "2026-06-30",
            vec![row("R", "2026-06-30", done)],
        ))
    };
    waits(None).gives("N23", "its limit has not passed", "2026-06-30", "collecting, not-yet-due 1");
    let rule = "its limit has passed; the days since are not listed";
    let read = waits(None).gives("N23", rule, "2026-07-02", "unknown, overdue 1, open days 1");
    assert_eq!((read.rest, criterion([&read], [])), (Some(State::Overdue), Some(CriterionState::AtRisk)));

    let again = waits(None).listing(listing(
        "2026-06-01",
        "2026-12-31",
        "2026-12-31",
        vec![row("R", "2026-06-30", Some("2026-06-29"))],
    ));
    let read = again.gives("N24", "the one taken last holds, and is one row", "2027-01-05", "operating, on-time 1");
    assert_eq!(read.expected(), 1);
    let mut back = again;
    back.listings[1].withdrawn = Some(noon("2027-01-06"));
    back.gives("N24", "withdrawn: the first holds again", "2027-01-06", "unknown, missed 1, open days 184");

    let proof = |act: Act| {
        let all = listing("2026-01-01", "2026-12-31", "2026-12-31", vec![row("R", "2026-06-30", None)]);
        world(Cadence::PerEvent).listing(all).act(Act { row: Some("R".into()), ..act })
    };
    proof(act("2026-06-29")).gives("N25", "evidence about the row", "2027-01-05", "operating, on-time 1");
    let late = act("2026-06-29").accepted("2026-12-30");
    proof(late.clone()).gives("N25", "a typed day, filed too late", "2027-01-05", "exception, missed 1");
    proof(late.stamped()).gives("N25", "a stamped one", "2027-01-05", "operating, on-time 1");
    proof(act("2026-08-01")).gives("N25", "done after its limit", "2027-01-05", "exception, late 1");
    proof(act("2026-06-29").adverse()).gives("N25", "done with exception", "2027-01-05", "exception, on-time 1");
    proof(act("2026-06-29")).gives("N26", "no row is known before its listing", "2026-07-31", "unknown, open days 211");
}

#[test]
fn n26_two_rows_of_one_name_are_two_events() {
    let rows = vec![row("R", "2026-03-02", Some("2026-03-02")), row("R", "2026-05-04", None)];
    let world = world(Cadence::PerEvent).listing(listing("2026-01-01", "2026-12-31", "2026-12-31", rows));
    world.gives("N26", "none of them is lost", "2027-01-05", "exception, missed 1, on-time 1");
}

#[test]
fn n27_a_window_may_have_several_cadences() {
    let mixed = world(Cadence::Quarterly).cadence_then("2026-07-01", Some(Cadence::Continuous));
    let mixed = mixed.done(&["2026-03-20", "2026-06-20"]).act(act("2026-07-01").no(5).fresh(184));
    let read = mixed.gives("N27", "two quarters, then every day", "2027-01-31", "operating, on-time 2");
    assert_eq!(read.covered.unwrap().covered.count(), 184);
}
