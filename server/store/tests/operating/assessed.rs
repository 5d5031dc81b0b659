//! Exceptions that two people assessed, by the occurrence that a deficiency names.

use super::{Act, OVERSIGHT, Scene, YEAR, d, o1};
use domain::deficiencies::DeficiencyDraft;
use domain::evidence::Ruling;
use domain::operating::{About, CriterionState, Effect, State, criterion};

#[tokio::test]
async fn o17_exceptions_that_two_people_assessed_leave_the_criterion_met_with_exceptions() {
    for scene in Scene::asked("2025-10-01", &["AIG-GV-01"]).await {
        o1(&scene).await;
        scene.turn("2027-02-01");
        let late = scene.follow("TSK-GV-01-2@0#2026-09-30", "2026-09-30").await;
        let missed = scene.follow("TSK-GV-01-2@0#2026-12-31", "2026-12-31").await;
        scene.turn("2027-02-03");
        scene.assess(late, "still-met").await;
        scene.assess(missed, "still-met").await;
        let at_risk = scene.one(OVERSIGHT, YEAR(), "2027-02-03").await;
        assert_eq!(criterion([&at_risk.reading], []), Some(CriterionState::AtRisk), "one person is not two");
        assert_eq!(at_risk.noted.len(), 2);
        scene.turn("2027-02-05");
        let store = scene.firm.store();
        store.agree_deficiency(&scene.third, late).await.unwrap();
        scene.turn("2027-02-08");
        store.agree_deficiency(&scene.third, missed).await.unwrap();
        scene.turn("2027-02-16");
        let read = scene.reading(OVERSIGHT, YEAR(), "2027-02-15").await;
        assert_eq!(read.state, Some(State::Exception), "nothing turns them back to on time");
        let said: Vec<_> = read.exceptions.iter().map(|it| (it.about.clone(), it.assessed)).collect();
        let about = |day: &str| About::Occurrence { due: d(day) };
        let still = Some(Effect::StillMet);
        assert_eq!(said, [(about("2026-09-30"), still), (about("2026-12-31"), still)]);
        assert_eq!(criterion([&read], []), Some(CriterionState::MetWithExceptions));
        // Between the two agreements one was assessed, and the page of then stays so.
        let then = scene.reading(OVERSIGHT, YEAR(), "2027-02-06").await;
        assert_eq!(criterion([&then], []), Some(CriterionState::AtRisk));
        assert_eq!(then.exceptions.iter().filter(|it| it.assessed.is_some()).count(), 1);
        // Assessed anew it counts as before until a second agrees; then it says what they said.
        scene.assess(missed, "not-met").await;
        store.agree_deficiency(&scene.third, missed).await.unwrap();
        let read = scene.reading(OVERSIGHT, YEAR(), "2027-02-16").await;
        assert_eq!(criterion([&read], []), Some(CriterionState::NotMet));
    }
}

#[tokio::test]
async fn a_deficiency_of_evidence_that_shows_failure_assesses_the_occurrence_it_speaks_for() {
    for scene in Scene::asked("2025-10-01", &["AIG-GV-01"]).await {
        let act = Act::on("meeting-minutes", "2026-03-28", "2026-03-30");
        let adverse = scene.ruled(OVERSIGHT, 0, &act, Ruling::Adverse).await;
        scene.turn("2026-04-02");
        let before = scene.reading(OVERSIGHT, YEAR(), "2026-04-01").await;
        assert!(before.slots.expected[0].with_exception && before.exceptions[0].assessed.is_none());
        let draft = DeficiencyDraft {
            source: "evidence".into(),
            reference: adverse.to_string(),
            title: "The minutes show no decision".into(),
            what: "They met and decided nothing.".into(),
            control: "AIG-GV-01".into(),
            found_on: "2026-04-02".into(),
            occurred_on: "2026-03-28".into(),
            owner: scene.firm.manager.person.to_string(),
            ..DeficiencyDraft::default()
        };
        let id = scene.firm.store().open_deficiency(&scene.firm.manager, &draft).await.unwrap();
        scene.assess(id, "still-met").await;
        scene.firm.store().agree_deficiency(&scene.third, id).await.unwrap();
        let after = scene.reading(OVERSIGHT, YEAR(), "2026-04-02").await;
        assert_eq!(after.exceptions[0].assessed, Some(Effect::StillMet));
    }
}

#[tokio::test]
async fn what_names_no_occurrence_is_refused() {
    for scene in Scene::asked("2026-01-01", &["AIG-GV-01"]).await {
        scene.turn("2026-05-01");
        for reference in ["TSK-GV-01-2", "TSK-GV-01-2@0#soon", "TSK-GV-01-2@99#2026-03-31", "TSK-AC-07-1@0#2026-03-31"]
        {
            let draft = DeficiencyDraft {
                source: "finding".into(),
                reference: reference.into(),
                title: "Not done as due".into(),
                what: "Nobody met.".into(),
                control: "AIG-GV-01".into(),
                requirement: OVERSIGHT.into(),
                found_on: "2026-05-01".into(),
                owner: scene.firm.manager.person.to_string(),
                ..DeficiencyDraft::default()
            };
            let refused = scene.firm.store().open_deficiency(&scene.firm.manager, &draft).await;
            assert!(refused.is_err(), "{reference}");
        }
    }
}
