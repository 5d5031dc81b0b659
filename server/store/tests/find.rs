//! The search over all that people named, on both engines.
#![cfg(test)]

use domain::find::Sought;
use domain::people::Role;
use domain::systems::SystemDraft;
use domain::trail::ThingKind;
use domain::words::Criticality;
use store::testing::{Fresh, fresh};

async fn named(f: &Fresh, typed: &str, people: bool) -> Vec<(ThingKind, String)> {
    let before = f.store.statements();
    let found = f.store.find(&Sought::of(typed), people).await.unwrap();
    assert!(f.store.statements() - before <= 1, "one statement on {}", f.engine);
    found.into_iter().map(|one| (one.kind, one.name)).collect()
}

#[tokio::test]
async fn what_people_named_is_found_in_one_statement() {
    for f in fresh().await {
        let manager = f.founded().await;
        f.person("Ines Halvorsen", Role::Engineer, true).await;
        for (name, unit, code) in [
            ("Claims triage", "Claims", "HF-1"),
            ("Fraud screen", "Claims", "HF-2"),
            ("100 % claims_check", "", "HF-20"),
        ] {
            let draft = SystemDraft { unit: unit.into(), external_id: code.into(), ..SystemDraft::named(name) };
            f.store.add_system(&manager, draft).await.unwrap();
        }
        f.store.add_vendor(&manager, "Northlight", "Claims chat", Criticality::High, None).await.unwrap();

        let names = |found: Vec<(ThingKind, String)>| found.into_iter().map(|(_, name)| name).collect::<Vec<_>>();
        assert_eq!(
            names(named(&f, "CLAIMS", true).await),
            ["Claims triage", "100 % claims_check", "Fraud screen", "Northlight"]
        );
        assert_eq!(names(named(&f, "hf-2", true).await), ["Fraud screen", "100 % claims_check"]);
        assert_eq!(names(named(&f, "triage claims", true).await), ["Claims triage"]);
        // What is a wild card in SQL is a letter here.
        assert_eq!(names(named(&f, "%", true).await), ["100 % claims_check"]);
        assert_eq!(names(named(&f, "s_c", true).await), ["100 % claims_check"]);
        assert_eq!(names(named(&f, "\\ ' \" $1", true).await), [""; 0]);
        assert_eq!(named(&f, "halvorsen", true).await, [(ThingKind::Person, "Ines Halvorsen".to_owned())]);
        assert_eq!(named(&f, "halvorsen", false).await, []);
        assert_eq!(named(&f, " ", true).await, []);
    }
}
