//! Deficiencies from the day they are found until a second person closes them, on both engines.
#![cfg(test)]

use domain::deficiencies::{AssessmentDraft, CriterionReading, DeficiencyDraft, DeficiencyStage, RetestDraft, reading};
use domain::evidence::Ruling;
use domain::finding::{Finding, Reason};
use domain::ids::DeficiencyId;
use domain::instant::{Utc, Zone as _};
use domain::people::{Actor, Role};
use domain::refusal::Refusal;
use domain::words::CriterionId;
use jiff::civil::{Date, date};
use store::testing::{Firm, firms, pair};
use store::{CorrectionDraft, DeficienciesWanted, DeficiencyRow, Error};

fn said<T: std::fmt::Debug>(outcome: store::Result<T>) -> Refusal {
    let error = outcome.unwrap_err();
    let Error::Refused(refusal) = error else { panic!("{error}") };
    refusal
}

struct Scene {
    firm: Firm,
    third: Actor,
    fourth: Actor,
}

impl Scene {
    async fn all(controls: &[&str]) -> Vec<Self> {
        let mut all = Vec::new();
        for firm in firms(controls).await {
            let third = firm.f.person("Ruth Adeyemi", Role::Executive, true).await;
            let fourth = firm.f.person("Tomas Ortega", Role::Engineer, true).await;
            all.push(Self { firm, third, fourth });
        }
        all
    }

    async fn today(&self) -> Date {
        Utc.day(self.firm.store().present().await.unwrap().max(store::World::now(&*self.firm.f.world)))
    }

    async fn draft(&self, source: &str, reference: &str) -> DeficiencyDraft {
        DeficiencyDraft {
            source: source.into(),
            reference: reference.into(),
            title: "A rollback took too long".into(),
            what: "3 hours 50 minutes; we promise 30.".into(),
            control: "AIG-AC-07".into(),
            found_on: self.today().await.to_string(),
            owner: self.firm.manager.person.to_string(),
            ..DeficiencyDraft::default()
        }
    }

    async fn one(&self, id: DeficiencyId) -> DeficiencyRow {
        self.firm.store().deficiency(id, &Utc).await.unwrap()
    }

    async fn task(&self, id: DeficiencyId) -> domain::ids::OwnTaskId {
        let due_on = Some(self.today().await);
        let draft =
            CorrectionDraft { title: "Keep the last release warm".into(), assignee: Some(self.fourth.person), due_on };
        self.firm.store().correct_deficiency(&self.firm.manager, id, &draft).await.unwrap()
    }

    async fn done(&self, task: domain::ids::OwnTaskId) {
        let store = self.firm.store();
        store.finish_own_task(&self.fourth, task, "It is warm.").await.unwrap();
        store.sign_own_task(&self.third, task).await.unwrap();
    }
}

fn assessment(severity: &str, effect: &str) -> AssessmentDraft {
    AssessmentDraft {
        cause: "The images were thrown away.".into(),
        extent: "One system, since March.".into(),
        severity: severity.into(),
        effect: effect.into(),
        effect_why: "Nothing wrong was paid.".into(),
        ..AssessmentDraft::default()
    }
}

fn retest(on: Date, result: &str) -> RetestDraft {
    RetestDraft {
        on: on.to_string(),
        result: result.into(),
        shown: "Rolled back in 12 minutes.".into(),
        evidence: String::new(),
    }
}

#[tokio::test]
async fn from_the_notice_to_the_closure_by_people_who_differ_at_each_step() {
    for scene in Scene::all(&["AIG-AC-07"]).await {
        let (store, manager, reviewer) = (scene.firm.store(), &scene.firm.manager, &scene.firm.reviewer);
        let id = store.open_deficiency(manager, &scene.draft("audit", "Audit of spring, test 4").await).await.unwrap();
        let row = scene.one(id).await;
        assert_eq!((row.code().as_str(), row.stage()), ("DEF-001", DeficiencyStage::Open));
        assert!(row.criteria.contains(CriterionId::CC6_1), "{:?}", row.criteria);
        assert!(matches!(said(store.agree_deficiency(reviewer, id).await), Refusal::Conflict(_)));
        assert!(matches!(said(store.close_deficiency(reviewer, id, "").await), Refusal::Conflict(_)));

        store.assess_deficiency(manager, id, &assessment("deficiency", "still-met")).await.unwrap();
        assert!(matches!(said(store.agree_deficiency(manager, id).await), Refusal::Forbidden(_)), "assessed it");
        store.disagree_deficiency(&scene.third, id, "More than one system.").await.unwrap();
        assert!(matches!(said(store.agree_deficiency(reviewer, id).await), Refusal::Conflict(_)));
        store.assess_deficiency(manager, id, &assessment("significant-deficiency", "still-met")).await.unwrap();
        store.agree_deficiency(&scene.third, id).await.unwrap();
        assert_eq!(scene.one(id).await.stage(), DeficiencyStage::Correcting);

        let today = scene.today().await;
        let task = scene.task(id).await;
        assert!(matches!(
            said(store.retest_deficiency(reviewer, id, &retest(today, "passed")).await),
            Refusal::Conflict(_)
        ));
        scene.done(task).await;
        let own = said(store.retest_deficiency(&scene.fourth, id, &retest(today, "passed")).await);
        assert!(matches!(own, Refusal::Forbidden(_)), "corrected it");
        store.retest_deficiency(reviewer, id, &retest(today, "passed")).await.unwrap();
        assert_eq!(scene.one(id).await.stage(), DeficiencyStage::Closing);
        assert!(matches!(said(store.close_deficiency(manager, id, "").await), Refusal::Forbidden(_)), "owns it");
        assert!(matches!(said(store.close_deficiency(reviewer, id, "").await), Refusal::Forbidden(_)), "retested it");
        store.close_deficiency(&scene.third, id, "Seen in the log of the exercise.").await.unwrap();
        assert_eq!(scene.one(id).await.stage(), DeficiencyStage::Closed);

        store.retest_deficiency(reviewer, id, &retest(today, "failed")).await.unwrap();
        let row = scene.one(id).await;
        assert_eq!(row.stage(), DeficiencyStage::Retesting);
        assert!(row.now.reopened.is_some());
        let open = DeficienciesWanted { open: true, ..DeficienciesWanted::default() };
        assert_eq!(store.deficiencies(&open, &Utc).await.unwrap().len(), 1);
        assert_eq!(store.check_records().await.unwrap(), vec![]);
    }
}

#[tokio::test]
async fn a_retest_that_fails_opens_nothing_again_while_another_stands_open_by_the_same_source() {
    for scene in Scene::all(&["AIG-AC-07"]).await {
        let (store, manager, reviewer) = (scene.firm.store(), &scene.firm.manager, &scene.firm.reviewer);
        let draft = scene.draft("finding", "TSK-AC-07-1@4").await;
        let id = store.open_deficiency(manager, &draft).await.unwrap();
        store.assess_deficiency(manager, id, &assessment("deficiency", "still-met")).await.unwrap();
        store.agree_deficiency(reviewer, id).await.unwrap();
        let task = scene.task(id).await;
        scene.done(task).await;
        let today = scene.today().await;
        store.retest_deficiency(manager, id, &retest(today, "passed")).await.unwrap();
        store.close_deficiency(&scene.third, id, "").await.unwrap();
        let other = store.open_deficiency(manager, &draft).await.unwrap();
        let refusal = said(store.retest_deficiency(manager, id, &retest(today, "failed")).await);
        assert!(matches!(&refusal, Refusal::Conflict(rule) if rule.contains("DEF-002")), "{refusal}");
        assert!(!scene.one(id).await.is_open() && scene.one(other).await.is_open());
    }
}

#[tokio::test]
async fn one_source_opens_one_deficiency_at_a_time() {
    for scene in Scene::all(&["AIG-AC-07"]).await {
        let (store, manager) = (scene.firm.store(), &scene.firm.manager);
        let draft = scene.draft("finding", "TSK-AC-07-1@4").await;
        store.open_deficiency(manager, &draft).await.unwrap();
        let Refusal::Conflict(sentence) = said(store.open_deficiency(manager, &draft).await) else { panic!() };
        assert!(sentence.contains("DEF-001"), "{sentence}");
        for _ in 0..2 {
            store.open_deficiency(manager, &scene.draft("person", "").await).await.unwrap();
        }
    }
}

#[tokio::test]
async fn an_exception_that_two_people_assessed_is_proof_and_stays_an_exception() {
    for scene in Scene::all(&["AIG-AC-07", "AIG-MO-03"]).await {
        let (store, manager) = (scene.firm.store(), &scene.firm.manager);
        scene.firm.system("Scorer", None).await;
        let now = async || {
            let at = store.present().await.unwrap();
            let found = store.findings_of(0, at).await.unwrap();
            let spine = store.spine().await.unwrap();
            let is = |id: &str| {
                let found =
                    found.iter().find(|one| spine.requirement(one.requirement_no).is_some_and(|r| r.id.as_str() == id));
                found.map(|one| one.finding)
            };
            (is("TSK-MO-03-3"), is("TSK-MO-03-1"))
        };
        assert_eq!(now().await.0, Some(Finding::Gap(Reason::NeverProven)));
        let id = store.open_deficiency(manager, &scene.draft("person", "").await).await.unwrap();
        assert_eq!(reading([scene.one(id).await.exception()]), Some(CriterionReading::AtRisk));
        store.assess_deficiency(manager, id, &assessment("exception", "still-met")).await.unwrap();
        assert_eq!(now().await.0, Some(Finding::Gap(Reason::NeverProven)));
        assert_eq!(store.agree_deficiency(&scene.third, id).await.unwrap(), 1);
        assert_eq!(now().await.0, Some(Finding::Met));
        assert_eq!(reading([scene.one(id).await.exception()]), Some(CriterionReading::MetWithExceptions));

        // The log is read by somebody who neither wrote in it last nor answers for what stands open in it.
        assert!(matches!(said(store.review_deficiency_log(manager).await), Refusal::Forbidden(_)));
        assert!(matches!(said(store.review_deficiency_log(&scene.third).await), Refusal::Forbidden(_)));
        assert_eq!(store.review_deficiency_log(&scene.fourth).await.unwrap(), 2);
        assert_eq!(now().await.1, Some(Finding::Met));
        assert_eq!(store.last_log_review().await.unwrap().map(|review| review.by), Some(scene.fourth.person));
        assert_eq!(store.check_records().await.unwrap(), vec![]);
        assert_eq!(store.check_derived(1).await.unwrap().len(), 0);
    }
}

#[tokio::test]
async fn exceptions_are_assessed_only_while_none_waits_for_two_people() {
    for scene in Scene::all(&["AIG-AC-07", "AIG-MO-03"]).await {
        let (store, manager) = (scene.firm.store(), &scene.firm.manager);
        scene.firm.system("Scorer", None).await;
        let now = async || {
            let found = store.findings_of(0, store.present().await.unwrap()).await.unwrap();
            let spine = store.spine().await.unwrap();
            let is = |no| spine.requirement(no).is_some_and(|one| one.id.as_str() == "TSK-MO-03-3");
            found.into_iter().find(|one| is(one.requirement_no)).map(|one| one.finding)
        };
        let first = store.open_deficiency(manager, &scene.draft("person", "").await).await.unwrap();
        let second = store.open_deficiency(manager, &scene.draft("person", "").await).await.unwrap();
        for id in [first, second] {
            store.assess_deficiency(manager, id, &assessment("exception", "still-met")).await.unwrap();
        }
        assert_eq!(store.agree_deficiency(&scene.third, first).await.unwrap(), 0, "the second waits");
        assert_eq!(now().await, Some(Finding::Gap(Reason::NeverProven)));
        assert_eq!(store.agree_deficiency(&scene.third, second).await.unwrap(), 1);
        assert_eq!(now().await, Some(Finding::Met));

        let third = store.open_deficiency(manager, &scene.draft("person", "").await).await.unwrap();
        assert!(matches!(now().await, Some(Finding::Gap(_))), "what is found later opens the task again");
        store.assess_deficiency(manager, third, &assessment("exception", "still-met")).await.unwrap();
        assert_eq!(store.agree_deficiency(&scene.third, third).await.unwrap(), 1);
        assert_eq!(now().await, Some(Finding::Met));
        assert_eq!(store.check_records().await.unwrap(), vec![]);
        assert!(store.check_rows().await.unwrap().faults.is_empty());
        assert_eq!(store.check_derived(1).await.unwrap().len(), 0);
    }
}

#[tokio::test]
async fn it_is_opened_by_those_who_own_something_of_it_and_by_managers() {
    for scene in Scene::all(&["AIG-AC-07"]).await {
        let (store, fourth) = (scene.firm.store(), &scene.fourth);
        let (system, no) = scene.firm.system("Scorer", Some(fourth.person)).await;
        let pairs = [pair("TSK-AC-07-1", no)];
        let evidence = scene.firm.submit("config-export", scene.today().await, &pairs).await;
        scene.firm.rule(evidence, &pairs, Ruling::Adverse).await;
        let strange = scene.draft("evidence", &evidence.to_string()).await;
        assert!(matches!(said(store.open_deficiency(fourth, &strange).await), Refusal::Forbidden(_)));
        let own = DeficiencyDraft { of: format!("system/{system}"), ..strange };
        let id = store.open_deficiency(fourth, &own).await.unwrap();
        let row = scene.one(id).await;
        assert_eq!((row.of_name(), row.subject), ("Scorer", no));
        let of = DeficienciesWanted { open: true, subject: Some(no), ..DeficienciesWanted::default() };
        assert_eq!(store.deficiencies(&of, &Utc).await.unwrap().len(), 1);
        assert_eq!(row.overdue_since(date(2099, 1, 1)).map(|day| day > row.found_on), Some(true));
    }
}
