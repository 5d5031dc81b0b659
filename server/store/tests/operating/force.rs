//! When a control was in force: what is not, is not asked for.

use super::events::o1_first_half;
use super::{ACCESS, Act, OVERSIGHT, Scene, YEAR, d, timings};
use domain::change::Change;
use domain::operating::Timing::{Missed, OnTime};
use domain::rhythm::RhythmDraft;
use store::testing::pair;

/// Access is reviewed monthly from the first day on.
async fn monthly(scene: &Scene) {
    let store = scene.firm.store();
    let id = "AIG-AC-03".parse().unwrap();
    let now = store.rhythm(&id).await.unwrap();
    let draft = RhythmDraft { cadence: "monthly".into(), ..RhythmDraft::of(&now.rhythm, &now.beats) };
    store.set_rhythm(&scene.firm.manager, &id, &draft, "We look each month.").await.unwrap();
}

#[tokio::test]
async fn o5_a_slot_counts_when_half_of_it_was_in_force() {
    for (enters, expected) in [("2026-09-18", 3), ("2026-09-15", 4)] {
        for scene in Scene::all("2025-10-01", &["AIG-AC-03"]).await {
            monthly(&scene).await;
            scene.turn(enters);
            scene.firm.system("Claims triage", None).await;
            scene.turn("2027-03-01");
            let read = scene.reading(ACCESS, YEAR(), "2027-02-28").await;
            assert_eq!(timings(&read).len(), expected, "{enters}");
        }
    }
}

#[tokio::test]
async fn o6b_a_new_statement_labels_and_does_not_cut() {
    for scene in Scene::asked("2025-10-01", &["AIG-GV-01"]).await {
        o1_first_half(&scene).await;
        scene.turn("2026-08-20");
        let (store, id) = (scene.firm.store(), "AIG-GV-01".parse().unwrap());
        let text = "The committee meets each quarter and minutes what it decides about AI.";
        let proposal = store.reword(&scene.firm.manager, &id, text, false, "Plainer.").await.unwrap();
        store.agree(&scene.firm.reviewer, proposal, "").await.unwrap();
        scene.act(OVERSIGHT, 0, &Act::on("meeting-minutes", "2026-09-10", "2026-09-11")).await;
        scene.turn("2027-02-01");
        let read = scene.reading(OVERSIGHT, YEAR(), "2027-01-31").await;
        let versions: Vec<_> = read.slots.expected.iter().map(|it| it.version).collect();
        assert_eq!(versions, [Some(1), Some(1), Some(2), Some(2)]);
        assert!(read.slots.interrupted.is_empty());
    }
}

#[tokio::test]
async fn o15_what_was_missed_before_a_system_left_stays_in_the_reading() {
    for scene in Scene::all("2025-10-01", &["AIG-AC-03"]).await {
        monthly(&scene).await;
        let (id, no) = scene.firm.system("Claims triage", None).await;
        for (day, after) in [("2026-04-20", "2026-04-21"), ("2026-06-20", "2026-06-21")] {
            scene.act(ACCESS, no, &Act::on("access-review", day, after)).await;
            scene.act(ACCESS, no, &Act::on("access-listing", day, after)).await;
        }
        scene.turn("2026-08-10");
        let programme = scene.firm.programme;
        scene.firm.decide(&Change::Narrow { programme, systems: vec![id] }).await;
        scene.turn("2027-02-01");
        let read = scene.reading(ACCESS, YEAR(), "2027-01-31").await;
        assert_eq!(timings(&read), [Missed, Missed, Missed, OnTime, Missed, OnTime, Missed]);
        assert!(read.slots.interrupted.is_empty(), "less than half of August was in force");
    }
}

#[tokio::test]
async fn what_an_exclusion_leaves_out_is_not_in_force_and_what_is_withdrawn_fills_nothing() {
    for scene in Scene::asked("2025-10-01", &["AIG-GV-01"]).await {
        o1_first_half(&scene).await;
        scene.turn("2026-07-02");
        let until = d("2026-09-30");
        let change = Change::Exclude { pairs: vec![pair(OVERSIGHT, 0)], until };
        scene.firm.decide(&change).await;
        scene.turn("2027-02-01");
        let read = scene.reading(OVERSIGHT, YEAR(), "2027-01-31").await;
        assert_eq!(timings(&read), [OnTime, OnTime, Missed], "the third quarter was excluded");
        let first = read.slots.expected[0].filled.unwrap().evidence;
        scene.firm.store().withdraw(&scene.firm.manager, first, "It was another firm's.").await.unwrap();
        let read = scene.reading(OVERSIGHT, YEAR(), "2027-02-01").await;
        assert_eq!(timings(&read), [Missed, OnTime, Missed]);
        let then = scene.reading(OVERSIGHT, YEAR(), "2027-01-31").await;
        assert_eq!(timings(&then), [OnTime, OnTime, Missed], "what was known then stays");
    }
}
