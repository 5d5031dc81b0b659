//! Access reviews from the listing to the proof, and what the next listing shows, on both engines.
#![cfg(test)]

use domain::access_reviews::{Access, AccessField, DecisionDraft, Movement, ReviewDraft, ReviewStage, compare};
use domain::columns::Columns;
use domain::finding::{Finding, Reason};
use domain::ids::{AccessReviewId, SystemId};
use domain::import::RawRow;
use domain::instant::{Utc, Zone as _};
use domain::notices::What;
use domain::people::{Actor, Role};
use domain::refusal::Refusal;
use jiff::civil::Date;
use store::testing::{Firm, firms};
use store::{AccessReviewsWanted, Error, Listing, StoredFile};

fn said<T: std::fmt::Debug>(outcome: store::Result<T>) -> Refusal {
    let error = outcome.unwrap_err();
    let Error::Refused(refusal) = error else { panic!("{error}") };
    refusal
}

fn listing(text: &str) -> Listing {
    let mut lines = text.lines().map(|line| line.split(',').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>());
    let columns: Columns<AccessField> = Columns::find(&lines.next().unwrap());
    let rows = lines.zip(2..).map(|(cells, row)| RawRow { row, cells }).collect();
    let file = StoredFile { sha256: [7; 32], size: 9, media: "text/csv".into(), name: "listing.csv".into() };
    Listing { columns, rows, file }
}

const FIRST: &str = "User,Dataset,Role,Type
tomas.ortega@example.com,claims,admin,user
owner.lind@example.com,claims,write,user
svc-train,claims,read,service account
ghost,claims,read,user";

struct Scene {
    firm: Firm,
    owner: Actor,
    tomas: Actor,
    accepts: Actor,
    system: SystemId,
    no: i64,
}

impl Scene {
    async fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for firm in firms(&["AIG-AC-03"]).await {
            let owner = firm.f.person("Owner Lind", Role::Engineer, false).await;
            let tomas = firm.f.person("Tomas Ortega", Role::Engineer, true).await;
            let accepts = firm.f.person("Ruth Adeyemi", Role::Executive, true).await;
            let (system, no) = firm.system("Scorer", Some(owner.person)).await;
            all.push(Self { firm, owner, tomas, accepts, system, no });
        }
        all
    }

    fn today(&self) -> Date {
        Utc.day(store::World::now(&*self.firm.f.world))
    }

    fn draft(&self) -> ReviewDraft {
        ReviewDraft {
            name: "Claims data lake".into(),
            reviewed: "training-data".into(),
            of: format!("system/{}", self.system),
            owner: Some(self.owner.person),
            second: Some(self.tomas.person),
            due_on: self.today().to_string(),
            listed_on: self.today().to_string(),
            months: "3".into(),
        }
    }

    async fn open(&self) -> AccessReviewId {
        self.firm.store().open_access_review(&self.owner, &self.draft(), None, &listing(FIRST)).await.unwrap()
    }

    async fn decide(&self, id: AccessReviewId, by: &Actor, said: &[(usize, Access)]) -> store::Result<usize> {
        let one = |(at, access): &(usize, Access)| {
            (*at, DecisionDraft { access: Some(*access), reason: "As the role asks.".into() })
        };
        self.firm.store().decide_access(by, id, &said.iter().map(one).collect()).await
    }

    async fn finding(&self) -> Option<Finding> {
        let store = self.firm.store();
        let found = store.findings_of(self.no, store.present().await.unwrap()).await.unwrap();
        let spine = store.spine().await.unwrap();
        let is = |no| spine.requirement(no).is_some_and(|one| one.id.as_str() == "TSK-AC-03-1");
        found.into_iter().find(|one| is(one.requirement_no)).map(|one| one.finding)
    }
}

#[tokio::test]
async fn a_listing_is_decided_closed_with_tasks_and_accepted_by_somebody_outside_it() {
    for scene in Scene::all().await {
        let store = scene.firm.store();
        let id = scene.open().await;
        let read = store.access_review(id, &Utc).await.unwrap();
        let accounts: Vec<_> = read.now.lines.iter().map(|line| line.account.as_str()).collect();
        assert_eq!(accounts, ["ghost", "owner.lind@example.com", "svc-train", "tomas.ortega@example.com"]);
        assert_eq!((read.now.row.code().as_str(), read.now.row.stage()), ("ACC-001", ReviewStage::Deciding));

        let own = scene.decide(id, &scene.owner, &[(1, Access::Keep)]).await;
        assert!(matches!(said(own), Refusal::Forbidden(_)), "one's own access");
        let strange = scene.decide(id, &scene.firm.manager, &[(0, Access::Keep)]).await;
        assert!(matches!(said(strange), Refusal::Forbidden(_)), "neither owner nor second");
        let close = store.close_access_review(&scene.owner, id, Some(scene.tomas.person)).await;
        assert_eq!(said(close).to_string(), "4 of 4 lines are not decided. A review closes when all are.");
        assert_eq!(
            scene
                .decide(id, &scene.owner, &[(0, Access::Revoke), (2, Access::Keep), (3, Access::Change)])
                .await
                .unwrap(),
            3
        );
        assert_eq!(scene.decide(id, &scene.owner, &[(0, Access::Revoke), (2, Access::Change)]).await.unwrap(), 1);
        assert_eq!(scene.decide(id, &scene.owner, &[(2, Access::Keep)]).await.unwrap(), 1);
        assert!(matches!(said(scene.decide(id, &scene.owner, &[(2, Access::Keep)]).await), Refusal::Invalid(_)));
        scene.decide(id, &scene.tomas, &[(1, Access::Keep)]).await.unwrap();
        assert!(matches!(said(store.accept_access_review(&scene.accepts, id).await), Refusal::Conflict(_)), "open");
        assert!(matches!(said(store.close_access_review(&scene.owner, id, None).await), Refusal::Invalid(_)));
        assert_eq!(store.close_access_review(&scene.owner, id, Some(scene.firm.manager.person)).await.unwrap(), 2);
        let read = store.access_review(id, &Utc).await.unwrap();
        let tasks: Vec<_> = read.removals.iter().map(|one| (one.line, one.task.title.as_str())).collect();
        assert_eq!(
            tasks,
            [(0, "Revoke access of ghost to claims"), (3, "Change access of tomas.ortega@example.com to claims")]
        );
        assert!(matches!(said(scene.decide(id, &scene.tomas, &[(1, Access::Revoke)]).await), Refusal::Conflict(_)));

        assert_eq!(scene.finding().await, Some(Finding::Gap(Reason::NeverProven)));
        for insider in [&scene.owner, &scene.tomas] {
            assert!(matches!(said(store.accept_access_review(insider, id).await), Refusal::Forbidden(_)));
        }
        assert_eq!(store.accept_access_review(&scene.accepts, id).await.unwrap(), 2, "a listing and a review");
        assert_eq!(scene.finding().await, Some(Finding::Met));
        assert!(matches!(said(store.accept_access_review(&scene.accepts, id).await), Refusal::Conflict(_)));
        assert_eq!(store.check_records().await.unwrap(), vec![]);
        assert_eq!(store.check_derived(1).await.unwrap().len(), 0);
        assert_eq!(store.check_guards().await.unwrap(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn the_next_listing_of_the_same_thing_shows_what_moved_and_what_still_stands() {
    for scene in Scene::all().await {
        let store = scene.firm.store();
        let first = scene.open().await;
        let again = store.open_access_review(&scene.owner, &scene.draft(), Some(first), &listing(FIRST)).await;
        assert!(matches!(said(again), Refusal::Conflict(_)), "one of the same thing at a time");
        scene
            .decide(first, &scene.owner, &[(0, Access::Revoke), (2, Access::Revoke), (3, Access::Keep)])
            .await
            .unwrap();
        scene.decide(first, &scene.tomas, &[(1, Access::Keep)]).await.unwrap();
        store.close_access_review(&scene.owner, first, Some(scene.tomas.person)).await.unwrap();
        let next = "User,Dataset,Role\nghost,claims,read\nnew,claims,read\ntomas.ortega@example.com,claims,admin;read";
        let second = store.open_access_review(&scene.owner, &scene.draft(), Some(first), &listing(next)).await.unwrap();
        let read = store.access_review(second, &Utc).await.unwrap();
        let before = read.before.as_ref().unwrap();
        assert_eq!(before.row.id, first);
        let changes = compare(&before.lines, &read.now.lines);
        assert_eq!((&changes.now[0], &changes.now[1]), (&Movement::Same, &Movement::New));
        assert!(matches!(changes.now[2], Movement::Changed { .. }));
        assert_eq!(changes.gone.len(), 2);
        let left: Vec<_> = read.left_before().into_iter().map(|one| one.line.account).collect();
        assert_eq!(left, ["ghost"]);
        let read = store.access_review(first, &Utc).await.unwrap();
        assert_eq!(read.left_later().unwrap().len(), 1);

        store.drop_access_review(&scene.owner, second, "The wrong lake.").await.unwrap();
        assert_eq!(store.access_review(first, &Utc).await.unwrap().later, None);
        assert!(matches!(said(scene.decide(second, &scene.owner, &[(0, Access::Keep)]).await), Refusal::Conflict(_)));
        let all = store.access_reviews(&AccessReviewsWanted { subject: Some(scene.no) }).await.unwrap();
        let stages: Vec<_> = all.iter().map(|row| row.stage()).collect();
        assert_eq!(stages, [ReviewStage::Dropped, ReviewStage::Closed]);
        assert_eq!(store.check_records().await.unwrap(), vec![]);
    }
}

#[tokio::test]
async fn a_listing_that_cannot_be_read_comes_in_not_at_all() {
    for scene in Scene::all().await {
        let store = scene.firm.store();
        let open = async |text: &str, draft: ReviewDraft| {
            let Refusal::Invalid(faults) =
                said(store.open_access_review(&scene.owner, &draft, None, &listing(text)).await)
            else {
                panic!()
            };
            faults.into_iter().map(|fault| format!("{}: {}", fault.field, fault.message)).collect::<Vec<_>>()
        };
        let bad = open("User,Role\n,read\njo,", scene.draft()).await;
        assert_eq!(
            bad,
            [
                "listing: Line 2: no account. Give its name.",
                "listing: Line 3: no right. Write what the account may do."
            ]
        );
        let alone = open(FIRST, ReviewDraft { second: None, ..scene.draft() }).await;
        assert_eq!(alone, ["second: The owner has access here. Name somebody else, who decides on that."]);
        let old = open(FIRST, ReviewDraft { listed_on: "2026-09-01".into(), ..scene.draft() }).await;
        assert!(old[0].starts_with("listed_on: A listing of 2026-09-01 no longer shows"), "{old:?}");
        assert!(store.access_reviews(&AccessReviewsWanted::default()).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn the_watch_tells_who_decides_who_accepts_and_when_it_is_due_again() {
    for scene in Scene::all().await {
        let store = scene.firm.store();
        let what = async |days: i64| {
            let now = store.present().await.unwrap().plus_seconds(days * 86_400);
            let all = store.matters(now, &Utc).await.unwrap();
            let ours = [What::DecideAccess, What::AcceptAccess, What::ReviewAccess];
            let mut all: Vec<_> = all
                .into_iter()
                .filter(|matter| ours.contains(&matter.what))
                .map(|matter| (matter.what, matter.to))
                .collect();
            all.sort();
            all
        };
        let id = scene.open().await;
        let mut both = vec![(What::DecideAccess, scene.owner.person), (What::DecideAccess, scene.tomas.person)];
        both.sort();
        assert_eq!(what(0).await, both);
        scene.decide(id, &scene.owner, &[(0, Access::Keep), (2, Access::Keep), (3, Access::Keep)]).await.unwrap();
        scene.decide(id, &scene.tomas, &[(1, Access::Keep)]).await.unwrap();
        store.close_access_review(&scene.owner, id, None).await.unwrap();
        let waits = what(0).await;
        assert!(waits.contains(&(What::AcceptAccess, scene.accepts.person)), "{waits:?}");
        assert!(waits.iter().all(|(_, to)| *to != scene.tomas.person), "{waits:?}");
        store.accept_access_review(&scene.accepts, id).await.unwrap();
        assert_eq!(what(0).await, []);
        assert_eq!(what(61).await, [], "31 days before");
        assert_eq!(what(62).await, [(What::ReviewAccess, scene.owner.person)], "30 days before 21 February");
    }
}
