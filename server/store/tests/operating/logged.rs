//! Deficiencies that weaken the criteria they name, beside what recurs.

use super::{Act, OVERSIGHT, Scene, YEAR, d, o1};
use domain::deficiencies::DeficiencyDraft;
use domain::instant::Zone as _;
use domain::operating::{CriterionState, Timing};
use domain::systems::SystemDraft;
use domain::words::{CriterionId, Stage};
use store::CriterionOperated;

impl Scene {
    /// How a criterion operated in 2026, at the end of a day as far as was known then.
    async fn criterion(&self, id: CriterionId, at: &str) -> CriterionOperated {
        let (store, at) = (self.firm.store(), self.zone.end_of(d(at)));
        let spine = store.spine().await.unwrap();
        let reading = store.reading(&spine.programmes[0], at).await.unwrap();
        store.criteria_operated(&reading, &self.window(YEAR(), at)).await.unwrap()[&id].clone()
    }
}

#[tokio::test]
async fn what_two_agreed_on_weakens_the_criterion_also_when_the_paper_is_found_later() {
    for scene in Scene::asked("2025-10-01", &["AIG-GV-01"]).await {
        o1(&scene).await;
        scene.turn("2027-02-01");
        let missed = scene.follow("TSK-GV-01-2@0#2026-12-31", "2026-12-31").await;
        scene.assess(missed, "not-met").await;
        scene.firm.store().agree_deficiency(&scene.third, missed).await.unwrap();
        let before = scene.criterion(CriterionId::CC1_2, "2027-02-02").await;
        assert_eq!((before.state, before.exceptions, before.logged.len()), (Some(CriterionState::NotMet), 2, 0));
        let found = Act { stamp: "minutes server, signed", ..Act::on("meeting-minutes", "2026-12-20", "2027-02-10") };
        scene.act(OVERSIGHT, 0, &found).await;
        scene.turn("2027-02-12");
        let read = scene.reading(OVERSIGHT, YEAR(), "2027-02-11").await;
        assert_eq!(read.slots.expected[3].timing, Timing::OnTime);
        let after = scene.criterion(CriterionId::CC1_2, "2027-02-11").await;
        assert_eq!((after.state, after.exceptions, after.logged.len()), (Some(CriterionState::NotMet), 2, 1));
        assert_eq!(after.logged[0].deficiency, missed);
    }
}

#[tokio::test]
async fn a_system_that_came_into_scope_later_moves_no_reading_of_before() {
    for scene in Scene::asked("2025-10-01", &["AIG-GV-01"]).await {
        let (store, manager) = (scene.firm.store(), &scene.firm.manager);
        scene.turn("2026-02-01");
        let draft = SystemDraft { stage: Some(Stage::Production), ..SystemDraft::named("Letters") };
        let system = store.add_system(manager, draft).await.unwrap();
        let draft = DeficiencyDraft {
            source: "person".into(),
            title: "A log has a hole".into(),
            what: "Two hours are missing.".into(),
            criterion: "CC1.2".into(),
            of: format!("system/{system}"),
            found_on: "2026-02-01".into(),
            occurred_on: "2026-01-30".into(),
            owner: manager.person.to_string(),
            ..DeficiencyDraft::default()
        };
        store.open_deficiency(manager, &draft).await.unwrap();
        scene.turn("2026-06-01");
        store.widen_scope(manager, scene.firm.programme, &[system]).await.unwrap();
        scene.firm.adopt(&["AIG-AC-07"]).await;
        scene.turn("2026-07-01");
        assert_eq!(scene.criterion(CriterionId::CC1_2, "2026-03-01").await.logged, []);
        assert_eq!(scene.criterion(CriterionId::CC1_2, "2026-06-30").await.logged.len(), 1);
    }
}
