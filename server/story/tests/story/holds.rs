//! That the story holds together: derived rows equal the facts, hindsight equals the present of then, both engines agree.

use domain::finding::Finding;
use domain::instant::{Instant, Zone as _};
use jiff::ToSpan as _;
use std::collections::BTreeMap;
use store::Store;
use store::testing::{Fresh, fresh};

#[tokio::test]
async fn derived_rows_are_what_the_facts_say_at_every_instant() {
    let fresh = story::testing::story().await;
    let differs = fresh.store.check_derived(1).await.unwrap();
    assert!(differs.is_empty(), "{} differ, first {:?}", differs.len(), differs.first());
    assert_eq!(fresh.store.check_tally().await.unwrap(), 0);
    assert!(fresh.store.check_faces().await.unwrap().is_empty());
    assert!(fresh.store.verify_trail().await.unwrap().faults.is_empty());
    assert_eq!(fresh.store.check_records().await.unwrap(), []);
    assert_eq!(fresh.store.check_guards().await.unwrap(), Vec::<String>::new());
    assert_eq!(fresh.store.integrity().await.unwrap(), "ok");
}

#[tokio::test]
async fn what_other_rules_derived_is_derived_anew_as_it_would_have_been() {
    let f = story::testing::story().await;
    let derived = f.derived().await;
    assert!(!f.store.is_derived_by_other_rules().await.unwrap());
    for sql in [
        "UPDATE finding SET state = 4, detail = 0 WHERE state = 2",
        "DELETE FROM face WHERE subject <> 0",
        "DELETE FROM tally",
        "UPDATE derivation SET rules = 0",
    ] {
        f.sql(sql).await.unwrap();
    }
    assert!(f.store.is_derived_by_other_rules().await.unwrap());
    assert_ne!(f.derived().await, derived);
    assert!(f.store.derive_anew().await.unwrap() > 10);
    assert!(!f.store.is_derived_by_other_rules().await.unwrap() && f.store.deriving().is_none());
    assert!(f.derived().await == derived, "findings and cells as they were told");
    assert_eq!(f.store.check_tally().await.unwrap(), 0);
    assert!(f.store.check_faces().await.unwrap().is_empty());
}

#[tokio::test]
async fn it_is_told_once_only() {
    let fresh = story::testing::story().await;
    let before = fresh.store.verify_trail().await.unwrap().entries;
    let again = story::load(&fresh.store, &fresh.files(), fresh.store.now(), |_| {}).await;
    assert!(again.unwrap_err().to_string().contains("an organisation in this database already"));
    assert_eq!(fresh.store.verify_trail().await.unwrap().entries, before);
}

/// What is found on each subject by name, at an instant; and how the criteria stand.
async fn reading(store: &Store, at: Instant) -> (BTreeMap<(String, String), Finding>, Vec<String>) {
    let numbers: Vec<i64> = (0..30).collect();
    let names = store.subject_names(&[], &[], &numbers).await.unwrap().numbers;
    let mut found = BTreeMap::new();
    for (no, name) in names {
        for one in store.findings_of(no, at).await.unwrap() {
            found.insert((name.clone(), one.requirement.to_string()), one.finding);
        }
    }
    let mut criteria = Vec::new();
    for programme in &store.spine().await.unwrap().programmes {
        let reading = store.reading(programme, at).await.unwrap();
        criteria.push(format!("{} {:?} {:?}", programme.name, reading.readiness, reading.faces));
    }
    (found, criteria)
}

#[tokio::test]
async fn both_engines_tell_the_same() {
    let mut told = Vec::new();
    for fresh in fresh().await {
        let Fresh { store, .. } = &fresh;
        story::load(store, &fresh.files(), store.now(), |_| {}).await.unwrap();
        let zone = store.organisation().await.unwrap().unwrap().zone;
        let today = zone.day(store.now());
        let mut months = Vec::new();
        for back in 0..14 {
            let at = if back == 0 { store.now() } else { zone.end_of(today.saturating_sub(back.months())) };
            months.push(reading(store, at).await);
        }
        assert!(months[0].0.len() > 400, "{}", months[0].0.len());
        told.push((fresh.engine, months));
    }
    let (_, first) = &told[0];
    for (engine, months) in &told[1..] {
        for (back, (one, other)) in first.iter().zip(months).enumerate() {
            assert_eq!(one.0, other.0, "findings {back} months ago on {engine}");
            assert_eq!(one.1, other.1, "criteria {back} months ago on {engine}");
        }
    }
}
