//! Slots of the calendar: what filled each, and when.

use super::{ACCESS, Act, LOGS, OVERSIGHT, SCANS, Scene, WALK, YEAR, d, o1, p, timings};
use domain::ids::EvidenceId;
use domain::instant::Zone as _;
use domain::operating::Timing::{InGrace, Late, Missed, NotYetDue, OnTime, Overdue};
use domain::operating::{Calendar, State};
use store::{OperatedWindow, PairOperated};

#[tokio::test]
async fn o1_a_quarterly_control_is_on_time_late_and_missed_and_the_past_reads_as_it_did() {
    for scene in Scene::asked("2025-10-01", &["AIG-GV-01"]).await {
        o1(&scene).await;
        scene.turn("2027-02-20");
        let over = scene.reading(OVERSIGHT, YEAR(), "2027-01-31").await;
        assert_eq!(timings(&over), [OnTime, OnTime, Late, Missed], "{}", scene.firm.f.engine);
        assert_eq!((over.state, over.exceptions.len()), (Some(State::Exception), 2));
        let then = scene.reading(OVERSIGHT, YEAR(), "2026-11-15").await;
        assert_eq!(timings(&then), [OnTime, OnTime, Late, NotYetDue]);
        assert_eq!(then.slots.due(d("2026-11-15")), 3);
        // Of what was accepted later nothing was known.
        let before = scene.reading(OVERSIGHT, YEAR(), "2026-07-09").await;
        assert_eq!(timings(&before), [OnTime, InGrace, NotYetDue, NotYetDue]);
        let first = &over.slots.expected[0];
        let one = scene.one(OVERSIGHT, YEAR(), "2027-01-31").await;
        assert_eq!(first.parts, [one.taken[0].evidence], "what filled it is told");
    }
}

#[tokio::test]
async fn o2_an_act_belongs_to_the_slot_of_the_day_it_speaks_for() {
    for scene in Scene::asked("2025-10-01", &["AIG-GV-01"]).await {
        scene.act(OVERSIGHT, 0, &Act::on("meeting-minutes", "2026-04-09", "2026-04-10")).await;
        scene.act(OVERSIGHT, 0, &Act::on("meeting-minutes", "2026-06-25", "2026-06-26")).await;
        scene.turn("2026-08-01");
        let read = scene.reading(OVERSIGHT, YEAR(), "2026-07-31").await;
        assert_eq!(timings(&read)[..2], [Missed, OnTime]);
        assert_eq!(read.slots.extra(), 1);
    }
    for scene in Scene::asked("2025-10-01", &["AIG-GV-01"]).await {
        let of_march =
            Act { speaks: ("2026-03-31", "2026-03-31"), ..Act::on("meeting-minutes", "2026-04-09", "2026-04-10") };
        scene.act(OVERSIGHT, 0, &of_march).await;
        let read = scene.reading(OVERSIGHT, YEAR(), "2026-04-12").await;
        assert_eq!(timings(&read)[0], OnTime, "in grace");
    }
}

#[tokio::test]
async fn o3_a_window_that_cuts_slots_is_read_by_the_calendar_it_is_counted_from() {
    let window = p("2026-02-15", "2026-08-14");
    for scene in Scene::asked("2025-10-01", &["AIG-GV-01"]).await {
        scene.act(OVERSIGHT, 0, &Act::on("meeting-minutes", "2026-01-20", "2026-01-21")).await;
        scene.turn("2026-09-30");
        let at = scene.zone.end_of(d("2026-09-29"));
        let own = scene.window(window, at);
        let slots = |pairs: &[PairOperated]| {
            pairs[0].reading.slots.expected.iter().map(|it| (it.slot, it.timing)).collect::<Vec<_>>()
        };
        let read = scene.pairs(OVERSIGHT, &own).await;
        assert_eq!(slots(&read), [(p("2026-02-15", "2026-05-14"), Missed), (p("2026-05-15", "2026-08-14"), Missed)]);
        let january = OperatedWindow { calendar: Calendar::anchored(d("2026-01-01")).unwrap(), ..own };
        let read = scene.pairs(OVERSIGHT, &january).await;
        assert_eq!(slots(&read), [(p("2026-01-01", "2026-03-31"), Missed), (p("2026-04-01", "2026-06-30"), Missed)]);
    }
}

#[tokio::test]
async fn o4_once_a_year_is_once_in_a_window_and_tells_when_it_was_last_done() {
    let half = p("2026-01-01", "2026-06-30");
    for scene in Scene::asked("2025-10-01", &["AIG-MO-05"]).await {
        scene.act(WALK, 0, &Act::on("walkthrough", "2025-11-12", "2025-11-13")).await;
        scene.turn("2026-08-02");
        let read = scene.reading(WALK, half, "2026-05-01").await;
        assert_eq!((timings(&read), read.slots.last_before), (vec![NotYetDue], Some(d("2025-11-12"))));
        assert_eq!(timings(&scene.reading(WALK, half, "2026-08-01").await), [Missed]);
        // O4b: the calendar follows the window.
        let next = p("2026-07-01", "2027-06-30");
        scene.act(WALK, 0, &Act::on("walkthrough", "2027-03-10", "2027-03-11")).await;
        scene.turn("2027-08-01");
        assert_eq!(timings(&scene.reading(WALK, next, "2027-07-31").await), [OnTime]);
    }
}

#[tokio::test]
async fn o11_every_day_is_a_slot() {
    let january = p("2026-01-01", "2026-01-31");
    for scene in Scene::all("2025-12-01", &["AIG-LG-02"]).await {
        let (_, no) = scene.firm.system("Claims triage", None).await;
        for day in 1..=30 {
            let day = format!("2026-01-{day:02}");
            scene.act(LOGS, no, &Act::on("control-test-result", &day, &day)).await;
        }
        scene.turn("2026-02-03");
        for (at, last) in [("2026-01-31", NotYetDue), ("2026-02-01", InGrace), ("2026-02-02", Missed)] {
            let read = scene.reading(LOGS, january, at).await;
            assert_eq!((timings(&read).len(), read.slots.count(OnTime), timings(&read)[30]), (31, 30, last), "{at}");
        }
    }
}

#[tokio::test]
async fn o12_weeks_are_iso_weeks() {
    for scene in Scene::asked("2025-10-01", &["AIG-SE-05"]).await {
        scene.turn("2027-03-01");
        for (until, expected) in [("2026-12-31", 52), ("2026-06-30", 26), ("2026-03-31", 13)] {
            let read = scene.reading(SCANS, p("2026-01-01", until), "2027-02-28").await;
            assert_eq!(timings(&read).len(), expected, "{until}");
        }
    }
}

#[tokio::test]
async fn o13_paper_that_a_machine_stamped_can_be_found_later_and_a_typed_day_cannot() {
    for (stamp, timing, filed) in [("minutes server, signed", OnTime, Some(37)), ("", Overdue, None)] {
        for scene in Scene::asked("2025-10-01", &["AIG-GV-01"]).await {
            let late = Act { stamp, ..Act::on("meeting-minutes", "2026-03-28", "2026-05-22") };
            let id = scene.act(OVERSIGHT, 0, &late).await;
            scene.turn("2026-06-02");
            let read = scene.reading(OVERSIGHT, YEAR(), "2026-06-01").await;
            let first = &read.slots.expected[0];
            assert_eq!((first.timing, first.filled.and_then(|it| it.filed_late)), (timing, filed));
            let unfit: &[EvidenceId] = if filed.is_none() { &[id] } else { &[] };
            assert_eq!(first.unfit, unfit);
            let then = scene.reading(OVERSIGHT, YEAR(), "2026-04-30").await;
            assert_eq!(timings(&then)[0], Overdue, "the page of then stays what it was");
        }
    }
}

#[tokio::test]
async fn of_two_things_to_be_shown_one_does_not_fill_a_slot() {
    for scene in Scene::all("2025-10-01", &["AIG-AC-03"]).await {
        let (_, no) = scene.firm.system("Claims triage", None).await;
        scene.act(ACCESS, no, &Act::on("access-review", "2026-03-20", "2026-03-21")).await;
        scene.act(ACCESS, no, &Act::on("access-review", "2026-06-20", "2026-06-21")).await;
        let listing =
            Act { speaks: ("2026-06-30", "2026-06-30"), ..Act::on("access-listing", "2026-07-20", "2026-07-21") };
        scene.act(ACCESS, no, &listing).await;
        scene.turn("2026-08-01");
        let read = scene.reading(ACCESS, YEAR(), "2026-07-31").await;
        assert_eq!(timings(&read)[..2], [Missed, Late], "the last of its parts tells");
        assert!(!read.slots.expected[0].lacks.is_empty() && read.slots.expected[1].lacks.is_empty());
        assert_eq!(read.slots.expected[1].parts.len(), 2);
    }
}
