//! What follows for us of a vendor's document, on both engines: findings become deficiencies, expectations become tasks.
#![cfg(test)]

use domain::attestations::{
    AnswerDraft, AttestationDraft, FollowDraft, LaterDraft, Outcome, Part, Point, ReviewDraft, checklist,
};
use domain::catalogue::catalogue;
use domain::deficiencies::{DeficiencyStage, Of};
use domain::ids::{ReportId, VendorId};
use domain::instant::Utc;
use domain::notices::What;
use domain::people::{Actor, Role};
use domain::refusal::Refusal;
use domain::words::{CriterionId, Criticality};
use jiff::civil::date;
use store::testing::{Firm, firms, honest};
use store::{DeficienciesWanted, DeficiencyRow, Error, OwnTasksWanted};

const FIRST: Point = Point { part: Part::Exception, no: 1 };
const SECOND: Point = Point { part: Part::Exception, no: 2 };
const EXPECTED: Point = Point { part: Part::UserControl, no: 1 };

fn said<T: std::fmt::Debug>(outcome: store::Result<T>) -> Refusal {
    let error = outcome.unwrap_err();
    let Error::Refused(refusal) = error else { panic!("{error}") };
    refusal
}

fn report(opinion: &str) -> AttestationDraft {
    AttestationDraft {
        kind: "SOC2-T2".into(),
        issuer: "Hale & Ross LLP".into(),
        period_from: "2025-10-01".into(),
        period_until: "2026-09-30".into(),
        scope: "yes".into(),
        categories: vec!["Security".into()],
        opinion: opinion.into(),
        exceptions: "Two of 40 leavers kept a badge.\nOne change had no review.".into(),
        user_controls: "Customers end the access of leavers within a day.".into(),
        received_on: "2026-11-20".into(),
        ..AttestationDraft::default()
    }
}

fn review(found: &[(&str, &str)]) -> ReviewDraft {
    let kind = catalogue().attestations.get(&"SOC2-T2".parse().unwrap()).unwrap();
    let said = |(answer, note): &(&str, &str)| AnswerDraft { answer: (*answer).into(), note: (*note).into() };
    ReviewDraft {
        answers: checklist(kind).map(|_| said(&("fine", "Read on the vendor’s own page."))).collect(),
        found: found.iter().map(said).collect(),
        ..ReviewDraft::default()
    }
}

fn decision(outcome: &str) -> FollowDraft {
    FollowDraft { outcome: outcome.into(), ..FollowDraft::default() }
}

struct Scene {
    firm: Firm,
    vendor: VendorId,
    owner: Actor,
}

impl Scene {
    async fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for firm in firms(&["AIG-VN-03"]).await {
            let owner = firm.f.person("Olu Adeyemi", Role::Engineer, false).await;
            let vendor =
                firm.store().add_vendor(&firm.manager, "Parley Labs", "models", Criticality::High, Some(owner.person));
            let vendor = vendor.await.unwrap();
            all.push(Self { firm, vendor, owner });
        }
        all
    }

    async fn accepted(&self, opinion: &str, found: &[(&str, &str)]) -> ReportId {
        let (store, firm) = (self.firm.store(), &self.firm);
        let id = store.enter_attestation(&firm.manager, self.vendor, &report(opinion), None).await.unwrap();
        let review = ReviewDraft { found: review(found).found, ..honest(store, id, "").await };
        store.accept_attestation(&firm.reviewer, id, &review).await.unwrap();
        id
    }

    async fn log(&self) -> Vec<DeficiencyRow> {
        self.firm.store().deficiencies(&DeficienciesWanted::default(), &Utc).await.unwrap()
    }

    async fn waits(&self) -> bool {
        let store = self.firm.store();
        let all = store.matters(store.present().await.unwrap(), &Utc).await.unwrap();
        all.iter().any(|one| one.what == What::FollowReport && one.to == self.firm.reviewer.person)
    }

    async fn sound(&self) {
        assert_eq!(self.firm.store().check_records().await.unwrap(), []);
    }
}

#[tokio::test]
async fn what_touches_us_opens_a_deficiency_with_a_task_at_acceptance() {
    for scene in Scene::all().await {
        let id = scene.accepted("unqualified", &[("matters", ""), ("aside", "We do not use that part.")]).await;
        let log = scene.log().await;
        let [one] = log.as_slice() else { panic!("{log:?}") };
        assert_eq!(one.what, "Two of 40 leavers kept a badge.");
        assert_eq!(one.occurred_on, date(2026, 9, 30), "the last day of the report, not the day of the decision");
        assert_eq!((one.of, one.now.owner), (Of::Vendor(scene.vendor), scene.owner.person));
        assert!(one.criteria.contains(CriterionId::CC9_2));
        assert_eq!(one.source.id, format!("{id}#1"));
        assert_eq!((one.stage(), one.tasks.len()), (DeficiencyStage::Open, 1));
        assert_eq!((one.tasks[0].assignee, one.tasks[0].due_on), (scene.owner.person, date(2026, 12, 21)));
        let store = scene.firm.store();
        let row = store.attestation(id).await.unwrap();
        let found = store.found_in_attestation(&row).await.unwrap();
        assert_eq!((found.len(), found[0].line, found[0].id, found[0].closed), (1, Some(1), one.id, false));
        let points = store.attestation_points(id).await.unwrap();
        let outcomes: Vec<_> = points.iter().map(|one| (one.point, one.outcome)).collect();
        assert_eq!(outcomes, [(FIRST, Outcome::Matters), (SECOND, Outcome::Aside)]);
        assert!(scene.waits().await, "what it expects of us is still to be decided");
        scene.sound().await;
    }
}

#[tokio::test]
async fn an_opinion_that_is_not_unqualified_opens_one_and_never_two() {
    for scene in Scene::all().await {
        let id = scene.accepted("qualified", &[]).await;
        let log = scene.log().await;
        assert_eq!((log.len(), log[0].title.as_str()), (1, "Qualified opinion on Parley Labs"));
        assert_eq!(log[0].source.id, id.to_string());
        let harmful =
            LaterDraft { what: "harmful".into(), day: String::new(), words: "Section 4 of the report.".into() };
        scene.firm.store().note_attestation(&scene.firm.manager, id, &harmful).await.unwrap();
        assert_eq!(scene.log().await.len(), 1, "the same stands open");
        scene.sound().await;
    }
}

#[tokio::test]
async fn a_qualification_that_touches_nothing_opens_one_when_that_turns_out_wrong() {
    for scene in Scene::all().await {
        let (store, manager) = (scene.firm.store(), scene.firm.manager);
        let id = store.enter_attestation(&manager, scene.vendor, &report("qualified"), None).await.unwrap();
        let harmless = ReviewDraft { judged: "harmless".into(), ..review(&[]) };
        store.accept_attestation(&scene.firm.reviewer, id, &harmless).await.unwrap();
        assert!(scene.log().await.is_empty());
        let harmful = LaterDraft { what: "harmful".into(), day: String::new(), words: "We began to use it.".into() };
        store.note_attestation(&manager, id, &harmful).await.unwrap();
        assert_eq!(scene.log().await.len(), 1);
        scene.sound().await;
    }
}

#[tokio::test]
async fn what_is_expected_of_us_becomes_a_task_about_our_control() {
    for scene in Scene::all().await {
        let (store, reviewer) = (scene.firm.store(), scene.firm.reviewer);
        let id = scene.accepted("unqualified", &[]).await;
        let mapped = FollowDraft {
            control: "AIG-VN-03".into(),
            assignee: Some(scene.owner.person),
            due_on: "2026-12-15".into(),
            ..decision("mapped")
        };
        let missing = FollowDraft { control: "AIG-VN-01".into(), ..mapped.clone() };
        let refused = said(store.follow_attestation(&reviewer, id, EXPECTED, &missing).await);
        assert_eq!(refused.to_string(), "Choose a control that is adopted.");
        let late = FollowDraft { due_on: "2026-11-01".into(), ..mapped.clone() };
        assert!(matches!(said(store.follow_attestation(&reviewer, id, EXPECTED, &late).await), Refusal::Invalid(_)));
        store.follow_attestation(&reviewer, id, EXPECTED, &mapped).await.unwrap();
        let point = store.attestation_points(id).await.unwrap().remove(0);
        let task = point.task.unwrap();
        assert_eq!((point.outcome, point.control.unwrap().as_str()), (Outcome::Mapped, "AIG-VN-03"));
        assert_eq!(store.attestation_of_task(task).await.unwrap(), Some(id));
        let wanted = OwnTasksWanted { assignee: Some(scene.owner.person), ..OwnTasksWanted::default() };
        let tasks = store.own_tasks(&wanted, 10).await.unwrap();
        assert_eq!((tasks.len(), tasks[0].title.as_str()), (1, "Customers end the access of leavers within a day."));
        assert_eq!(tasks[0].vendor.as_ref().unwrap().0, scene.vendor);
        let again = said(store.follow_attestation(&reviewer, id, EXPECTED, &decision("aside")).await);
        assert_eq!(again.to_string(), "It was decided meanwhile. Nothing was changed.");
        scene.sound().await;
    }
}

#[tokio::test]
async fn only_a_second_person_decides_and_only_of_what_counts() {
    for scene in Scene::all().await {
        let (store, manager, reviewer) = (scene.firm.store(), scene.firm.manager, scene.firm.reviewer);
        let id = store.enter_attestation(&manager, scene.vendor, &report("unqualified"), None).await.unwrap();
        let matters = decision("matters");
        assert!(matches!(said(store.follow_attestation(&reviewer, id, FIRST, &matters).await), Refusal::Conflict(_)));
        store.accept_attestation(&reviewer, id, &review(&[])).await.unwrap();
        for stranger in [manager, scene.owner] {
            let refused = said(store.follow_attestation(&stranger, id, FIRST, &matters).await);
            assert!(matches!(refused, Refusal::Forbidden(_)), "{refused}");
        }
        let beyond = Point { part: Part::Exception, no: 3 };
        assert!(matches!(said(store.follow_attestation(&reviewer, id, beyond, &matters).await), Refusal::Missing(_)));
        assert!(scene.waits().await);
        store.follow_attestation(&reviewer, id, FIRST, &matters).await.unwrap();
        let aside = FollowDraft { reason: "Not our region.".into(), ..decision("aside") };
        store.follow_attestation(&reviewer, id, SECOND, &aside).await.unwrap();
        store.follow_attestation(&reviewer, id, EXPECTED, &aside).await.unwrap();
        assert!(!scene.waits().await, "all is decided");
        assert_eq!(scene.log().await.len(), 1);
        for sql in ["DELETE FROM attestation_point", "UPDATE attestation_point SET reason = 'x'"] {
            assert!(scene.firm.f.sql(sql).await.is_err(), "{sql}");
        }
        scene.sound().await;
    }
}
