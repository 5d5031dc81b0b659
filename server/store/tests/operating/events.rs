//! Events of a population, and what runs all the time.

use super::{Act, EVENTS, KEYS, OVERSIGHT, Scene, YEAR, p};
use domain::operating::{CriterionState, State, criterion};

pub(super) async fn o1_first_half(scene: &Scene) {
    scene.act(OVERSIGHT, 0, &Act::on("meeting-minutes", "2026-03-28", "2026-03-29")).await;
    scene.act(OVERSIGHT, 0, &Act::on("meeting-minutes", "2026-06-25", "2026-06-26")).await;
}

#[tokio::test]
async fn o9_events_are_unknown_until_a_population_is_complete_and_none_is_no_occurrence() {
    for scene in Scene::asked("2025-10-01", &["AIG-IR-02"]).await {
        let record = Act::on("incident-record", "2026-05-04", "2026-05-06");
        scene.act(EVENTS, 0, &record).await;
        scene.turn("2027-01-10");
        let read = scene.reading(EVENTS, YEAR(), "2027-01-09").await;
        assert_eq!(read.state, Some(State::Unknown), "a record is no population");
        let nil = Act { speaks: ("2026-01-01", "2026-12-31"), ..Act::on("nil-return", "2027-01-10", "2027-01-10") };
        scene.act(EVENTS, 0, &nil).await;
        let read = scene.reading(EVENTS, YEAR(), "2027-01-10").await;
        assert_eq!(read.state, Some(State::NoOccurrence));
        assert_eq!(criterion([&read], []), Some(CriterionState::NotTested));
    }
}

#[tokio::test]
async fn o10_what_runs_all_the_time_is_judged_by_the_days_it_covers() {
    for scene in Scene::all("2025-10-01", &["AIG-AC-07"]).await {
        let (_, no) = scene.firm.system("Claims triage", None).await;
        for day in ["2026-01-10", "2026-04-05", "2026-07-01", "2026-10-20"] {
            scene.act(KEYS, no, &Act::on("config-export", day, day)).await;
        }
        scene.turn("2027-01-02");
        let read = scene.reading(KEYS, YEAR(), "2027-01-01").await;
        let covered = read.covered.as_ref().unwrap();
        let bare: Vec<_> = covered.uncovered.iter().map(|it| it.days).collect();
        assert_eq!(bare, [p("2026-01-01", "2026-01-09"), p("2026-09-30", "2026-10-19")]);
        assert_eq!((covered.uncovered_days(), read.state), (29, Some(State::Exception)));
    }
    // O10b: the export of November of the year before.
    for scene in Scene::all("2025-10-01", &["AIG-AC-07"]).await {
        let (_, no) = scene.firm.system("Claims triage", None).await;
        for day in ["2025-11-20", "2026-01-10", "2026-04-05", "2026-07-01", "2026-10-20"] {
            scene.act(KEYS, no, &Act::on("config-export", day, day)).await;
        }
        scene.turn("2027-01-02");
        let read = scene.reading(KEYS, YEAR(), "2027-01-01").await;
        assert_eq!(read.covered.unwrap().uncovered_days(), 20);
    }
}
