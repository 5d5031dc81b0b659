//! What a reader finds in the story, counted from the store.

use domain::change::Change;
use domain::evidence::{Form, Ruling};
use domain::finding::{Finding, Reason};
use domain::people::Role;
use domain::programme::ReportKind;
use domain::words::{Stage, Trait};
use std::collections::{BTreeMap, BTreeSet};
use store::testing::{Fresh, StillWorld};
use store::{EvidenceWanted, Files, Store, SystemRow};

/// Every finding of now, with its requirement and subject.
async fn findings(fresh: &Fresh) -> Vec<(String, i64, Finding)> {
    let mut all = Vec::new();
    for subject in 0..30 {
        for found in fresh.store.findings_of(subject, fresh.store.now()).await.unwrap() {
            all.push((found.requirement.to_string(), subject, found.finding));
        }
    }
    all
}

async fn systems(fresh: &Fresh) -> Vec<SystemRow> {
    let store = &fresh.store;
    let mut all = Vec::new();
    for inside in [true, false] {
        for row in store.scope(0, inside, &Default::default(), 100, 0).await.unwrap().rows {
            all.push(store.system(row.id).await.unwrap());
        }
    }
    all
}

#[tokio::test]
async fn the_story_has_people_in_every_role() {
    let fresh = story::testing::story().await;
    let people = fresh.store.people().await.unwrap();
    for role in Role::ALL {
        let holds = people.iter().any(|row| row.active && row.joined && row.rights.has(*role));
        assert!(holds, "nobody is {}", role.label());
    }
    let engineers = people.iter().filter(|row| row.active && row.rights.has(Role::Engineer)).count();
    let reviewers = people.iter().filter(|row| row.active && row.rights.reviews()).count();
    assert!(engineers >= 2 && reviewers >= 3);
    assert_eq!(people.iter().filter(|row| !row.active).count(), 1, "somebody left");
    assert_eq!(people.iter().filter(|row| row.invitation.is_some()).count(), 1, "somebody is expected");
    assert!(fresh.store.organisation().await.unwrap().unwrap().example);
}

#[tokio::test]
async fn the_story_has_systems_of_different_kinds() {
    let fresh = story::testing::story().await;
    let all = systems(&fresh).await;
    let in_scope = all.iter().filter(|row| row.programmes & 1 == 1);
    assert_eq!((all.len(), in_scope.clone().count()), (10, 7));
    for which in Trait::ALL {
        assert!(in_scope.clone().any(|row| row.yes.contains(*which)), "none is {}", which.label());
    }
    let open = in_scope.clone().filter(|row| row.yes.union(row.no_).len() < 7).count();
    assert!((2..5).contains(&open), "a few have questions open: {open}");
    assert!(all.iter().any(|row| row.stage == Some(Stage::Retired)));
    assert!(!fresh.store.left_out(10).await.unwrap().rows.is_empty(), "one in use is in no programme");
    assert_eq!(fresh.store.vendors().await.unwrap().len(), 6);
}

#[tokio::test]
async fn the_story_has_every_state_and_the_reasons_that_evidence_gives() {
    let fresh = story::testing::story().await;
    let mut states: BTreeMap<String, usize> = BTreeMap::new();
    for (_, _, finding) in findings(&fresh).await {
        let state = match finding {
            Finding::Gap(reason) => reason.label().to_owned(),
            Finding::Unknown(_) => "Unknown".to_owned(),
            Finding::Met => "Met".to_owned(),
            Finding::Excluded => "Excluded".to_owned(),
            Finding::NotAsked | Finding::Failed => "neither asked nor computed".to_owned(),
        };
        *states.entry(state).or_default() += 1;
    }
    let told = [
        Reason::NeverProven,
        Reason::Waiting,
        Reason::Stale,
        Reason::Rejected,
        Reason::Withdrawn,
        Reason::ShowsFailure,
        Reason::EndedByEvent,
    ];
    for state in told.iter().map(|reason| reason.label()).chain(["Met", "Unknown", "Excluded"]) {
        assert!(states.contains_key(state), "nothing is {state}: {states:?}");
    }
    assert!(!states.contains_key("neither asked nor computed"), "{states:?}");
}

#[tokio::test]
async fn one_lapsed_document_stands_behind_several_gaps() {
    let fresh = story::testing::story().await;
    let spine = fresh.store.spine().await.unwrap();
    let reading = fresh.store.reading(&spine.programmes[0], fresh.store.now()).await.unwrap();
    let lapsed = fresh.store.lapsed(&reading).await.unwrap();
    let playbook = lapsed.iter().filter(|one| one.title.contains("playbook")).count();
    assert!(playbook >= 3, "{lapsed:?}");
}

#[tokio::test]
async fn what_failed_was_repaired_and_what_was_adopted_is_ours() {
    let fresh = story::testing::story().await;
    let (pieces, count) = fresh.store.evidence_list(&EvidenceWanted::default(), 0, 2_000).await.unwrap();
    assert_eq!(pieces.len() as i64, count);
    let repaired = pieces.iter().find(|piece| piece.title == "Rollback exercise, Claims triage").unwrap();
    assert_eq!(repaired.adverse, 2);
    let stands = findings(&fresh).await.into_iter().filter(|(requirement, _, _)| requirement == "TSK-IR-03-1");
    assert!(stands.map(|(_, _, finding)| finding).all(|finding| finding == Finding::Met));
    let mut forms = BTreeSet::new();
    for piece in &pieces {
        let row = fresh.store.evidence(piece.id).await.unwrap();
        forms.insert(row.form);
        if let Some(file) = row.file {
            let read = fresh.files().digest(&file.sha256).await.unwrap();
            assert_eq!(read.as_deref(), Some(file.sha256.as_str()), "{}", row.title);
        }
    }
    assert_eq!(forms, BTreeSet::from([Form::File, Form::Link, Form::Statement, Form::Record]));
    let controls = fresh.store.controls().await.unwrap();
    assert!(controls.iter().all(|control| control.approved && control.owner.is_some()));
    let reworded = controls.iter().find(|control| control.id.as_str() == "AIG-CH-01").unwrap();
    assert_eq!(reworded.version, 2);
    assert!(fresh.store.wordings(reworded.no).await.unwrap()[0].material);
}

#[tokio::test]
async fn two_reports_are_prepared_and_a_criterion_does_not_apply() {
    let fresh = story::testing::story().await;
    let spine = fresh.store.spine().await.unwrap();
    let kinds: Vec<_> = spine.programmes.iter().map(|programme| programme.kind).collect();
    assert_eq!(kinds, [ReportKind::Type2, ReportKind::Type1]);
    assert_eq!(spine.programmes[0].categories.criteria().count(), 40);
    assert_eq!(spine.programmes[0].not_applicable.len(), 1);
    assert!(!fresh.store.roles().await.unwrap().is_empty());
}

#[tokio::test]
async fn decisions_wait_and_one_of_the_last_thirty_days_bettered() {
    let fresh = story::testing::story().await;
    let (store, now) = (&fresh.store, fresh.store.now());
    let waiting = store.waiting_proposals().await.unwrap();
    assert!(waiting.len() >= 4, "{waiting:?}");
    let month = 30 * 24 * 60 * 60;
    let spine = store.spine().await.unwrap();
    let bettered = store.decisions_bettering(&spine.programmes[0], now).await.unwrap();
    assert!(bettered.iter().any(|one| one.decided_at.unwrap() > now.plus_seconds(-month)), "{bettered:?}");
    let ends = bettered
        .iter()
        .filter_map(|one| if let Change::Exclude { until, .. } = &one.change { Some(*until) } else { None });
    let lapse = jiff::civil::date(2026, 12, 21);
    assert!(ends.clone().any(|until| until < lapse), "an exclusion lapses within thirty days");
}

#[tokio::test]
async fn tasks_are_given_late_and_talked_about() {
    let fresh = story::testing::story().await;
    let (store, now) = (&fresh.store, fresh.store.now());
    let zone = store.organisation().await.unwrap().unwrap().zone;
    let task = store.task(&"TSK-LG-02-2".parse().unwrap(), None, 0, now, &zone).await.unwrap();
    assert!(task.talk.len() >= 2);
    let today = domain::instant::Zone::day(&zone, now);
    assert!(task.subjects.iter().any(|subject| subject.hands.given.is_some() && subject.due < today));
    let (waiting, _) = store.review_queue(&store::QueueWanted::default(), 0, 50).await.unwrap();
    assert!(waiting.len() >= 2, "{waiting:?}");
    assert_eq!(
        store
            .evidence_list(
                &EvidenceWanted { state: Some(store::EvidenceState::Ruled(Ruling::Adverse)), ..Default::default() },
                0,
                9
            )
            .await
            .unwrap()
            .1,
        2
    );
}

#[tokio::test]
async fn it_is_told_after_a_weekend_and_within_a_week() {
    // The story of the other tests is told on a Saturday.
    for ahead in [2, 5] {
        let folder = tempfile::tempdir().unwrap();
        let world = StillWorld::new();
        world.forward(ahead * 86_400);
        let address = format!("sqlite://{}", folder.path().join("plumbline.db").display());
        let store = Store::open(&address, world.clone()).await.unwrap();
        let now = store.now();
        let told = story::load(&store, &Files::of(folder.path()), now, |_| {}).await;
        assert!(told.is_ok(), "{ahead} days after the 21st: {told:?}");
        assert_eq!(store.check_records().await.unwrap(), []);
        store.close().await;
    }
}
