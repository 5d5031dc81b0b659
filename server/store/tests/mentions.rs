//! Vendors that the words of the inventory name: found by the search, chosen for many systems at once, set aside and
//! offered again; on both engines.
#![cfg(test)]

use domain::ids::{SystemId, VendorId};
use domain::people::{Actor, Role};
use domain::refusal::Refusal;
use domain::systems::SystemDraft;
use domain::trail::Verb;
use domain::words::{Criticality, Stage};
use store::Error;
use store::testing::{Fresh, fresh};

async fn system(f: &Fresh, by: &Actor, name: &str, purpose: &str) -> SystemId {
    let details = [("purpose".to_owned(), purpose.to_owned())].into();
    f.store.add_system(by, SystemDraft { details, ..SystemDraft::named(name) }).await.unwrap()
}

async fn vendor(f: &Fresh, by: &Actor, name: &str) -> VendorId {
    f.store.add_vendor(by, name, "", Criticality::Medium, None).await.unwrap()
}

/// The systems that mention a vendor, each with what it says.
async fn mentioning(f: &Fresh, vendor: VendorId) -> Vec<String> {
    let row = f.store.vendor(vendor).await.unwrap();
    let before = f.store.statements();
    let found = f.store.mentions_of(&row).await.unwrap();
    assert!(f.store.statements() - before <= 1, "one statement on {}", f.engine);
    assert!(!found.more);
    let told = found.rows.into_iter().map(|row| {
        let said = row.mentions.iter().map(|one| format!("{}: {}[{}]{}", one.field, one.before, one.name, one.after));
        format!("{} | {}", row.system.name, said.collect::<Vec<_>>().join("; "))
    });
    told.collect()
}

async fn counted(f: &Fresh) -> (usize, Vec<(String, usize)>) {
    let seq = f.store.trail(i64::MAX, 1).await.unwrap()[0].seq;
    let all = f.store.mentions_of_all(seq).await.unwrap();
    let before = f.store.statements();
    f.store.mentions_of_all(seq).await.unwrap();
    assert_eq!(f.store.statements(), before, "nothing is asked while nothing came since");
    (all.systems, all.vendors.iter().map(|(_, name, n)| (name.clone(), *n)).collect())
}

async fn verbs(f: &Fresh) -> Vec<Verb> {
    f.store.trail(i64::MAX, 3).await.unwrap().iter().map(|entry| entry.verb.parse().unwrap()).collect()
}

#[tokio::test]
async fn systems_that_mention_a_vendor_are_offered_until_somebody_says_what_they_mean() {
    for f in fresh().await {
        let manager = f.founded().await;
        let letters = system(&f, &manager, "Letters", "Drafts letters with Microsoft 365.").await;
        let copilot = system(&f, &manager, "MICROSOFT Copilot", "Writes code").await;
        let search = system(&f, &manager, "Search", "Finds things by parley labs’ model").await;
        system(&f, &manager, "Desk", "Microsoftware and Micro soft").await;
        let gone = system(&f, &manager, "Old desk", "Microsoft Bob").await;
        f.store.move_stage(&manager, gone, Stage::Retired, "Nobody uses it").await.unwrap();
        assert_eq!(counted(&f).await, (0, vec![]), "without vendors nothing is mentioned");
        let microsoft = vendor(&f, &manager, "Microsoft Corporation").await;
        let parley = vendor(&f, &manager, "The Parley Labs, Inc.").await;
        let both = [
            "Letters | Purpose: Drafts letters with [Microsoft] 365.",
            "MICROSOFT Copilot | Name: [MICROSOFT] Copilot",
        ];
        assert_eq!(mentioning(&f, microsoft).await, both, "{}", f.engine);
        assert_eq!(mentioning(&f, parley).await, ["Search | Purpose: Finds things by [parley labs]’ model"]);
        let all = vec![("Microsoft Corporation".to_owned(), 2), ("The Parley Labs, Inc.".to_owned(), 1)];
        assert_eq!(counted(&f).await, (3, all));

        assert_eq!(f.store.depend_all(&manager, microsoft, &[letters, search]).await.unwrap(), 2);
        assert_eq!(f.store.depend_all(&manager, microsoft, &[letters]).await.unwrap(), 0, "it does already");
        assert_eq!(verbs(&f).await[0], Verb::DependencyChanged, "what is so already leaves no entry");
        assert_eq!(mentioning(&f, microsoft).await, both[1..]);
        let row = f.store.vendor(microsoft).await.unwrap();
        assert_eq!((row.systems, f.store.dependents(row.no).await.unwrap().len()), (2, 2));

        assert_eq!(f.store.set_mentions_aside(&manager, microsoft, &[copilot]).await.unwrap(), 1);
        assert_eq!(f.store.set_mentions_aside(&manager, microsoft, &[copilot]).await.unwrap(), 0);
        assert_eq!(mentioning(&f, microsoft).await, [""; 0]);
        assert_eq!(counted(&f).await, (1, vec![("The Parley Labs, Inc.".to_owned(), 1)]));
        let aside = f.store.mentions_aside(&row).await.unwrap();
        assert_eq!(aside.iter().map(|one| (one.system.id, one.by)).collect::<Vec<_>>(), [(copilot, manager.person)]);
        let told = f.store.system_history(copilot).await.unwrap();
        assert_eq!(told[0].verb, Verb::MentionSetAside);
        assert!(f.store.check_records().await.unwrap().is_empty());

        assert_eq!(f.store.take_mentions_up(&manager, microsoft, &[copilot, letters]).await.unwrap(), 1);
        assert_eq!(mentioning(&f, microsoft).await, both[1..]);
        assert!(f.store.mentions_aside(&row).await.unwrap().is_empty());
        assert_eq!(verbs(&f).await[0], Verb::MentionTakenUp);
        assert!(f.store.verify_trail().await.unwrap().faults.is_empty());
        assert!(f.store.check_records().await.unwrap().is_empty());
        assert!(f.store.check_search().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn it_is_said_of_all_that_were_chosen_or_of_none() {
    for f in fresh().await {
        let manager = f.founded().await;
        let engineer = f.person("Ines Halvorsen", Role::Engineer, false).await;
        let auditor = f.person("Ruth Adeyemi", Role::Auditor, false).await;
        let own = SystemDraft { owner: Some(engineer.person), ..SystemDraft::named("IBM letters") };
        let own = f.store.add_system(&manager, own).await.unwrap();
        let other = system(&f, &manager, "IBM search", "").await;
        let ibm = vendor(&f, &manager, "IBM").await;
        let seq = f.store.trail(i64::MAX, 1).await.unwrap()[0].seq;
        let forbidden = |error: Error| matches!(error, Error::Refused(Refusal::Forbidden(_)));
        let invalid = |error: Error| matches!(error, Error::Refused(Refusal::Invalid(_)));
        let missing = |error: Error| matches!(error, Error::Refused(Refusal::Missing(_)));
        let nobody = SystemId(uuid::Uuid::from_u128(7));
        for (actor, systems, refused) in [
            (&engineer, vec![own, other], &forbidden as &(dyn Fn(Error) -> bool + Sync)),
            (&auditor, vec![own], &forbidden),
            (&manager, vec![], &invalid),
            (&manager, vec![own, nobody], &missing),
        ] {
            assert!(refused(f.store.depend_all(actor, ibm, &systems).await.unwrap_err()));
            assert!(refused(f.store.set_mentions_aside(actor, ibm, &systems).await.unwrap_err()));
            assert!(refused(f.store.take_mentions_up(actor, ibm, &systems).await.unwrap_err()));
        }
        let stranger = VendorId(nobody.0);
        assert!(missing(f.store.depend_all(&manager, stranger, &[own]).await.unwrap_err()));
        assert!(missing(f.store.set_mentions_aside(&manager, stranger, &[own]).await.unwrap_err()));
        assert_eq!(f.store.trail(i64::MAX, 1).await.unwrap()[0].seq, seq, "nothing was changed");
        assert_eq!(f.store.vendors().await.unwrap()[0].systems, 0);
        assert_eq!(f.store.depend_all(&engineer, ibm, &[own, own]).await.unwrap(), 1, "their own, once");
        assert_eq!(f.store.set_mentions_aside(&manager, ibm, &[other]).await.unwrap(), 1);
    }
}

#[tokio::test]
async fn no_name_of_a_vendor_is_syntax_of_the_search() {
    for f in fresh().await {
        let manager = f.founded().await;
        system(&f, &manager, "Quotes", "It's \"OR\" and (AND) NEAR the % sign; H2O.ai, AT&T, HP and Ölmühle").await;
        let mut found = Vec::new();
        for name in [
            "OR",
            "AND NOT",
            "NEAR(the, 2)",
            "words:\"it\"*",
            "'; DROP TABLE vendor; --",
            "\u{0}null",
            "% _ \\",
            "–",
            "H2O.ai, Inc.",
            "at&t",
            "HP",
            "hp",
            "Olmuhle GmbH",
        ] {
            // What a name cannot be is refused by the register, not by the search.
            let Ok(id) = f.store.add_vendor(&manager, name, "", Criticality::Low, None).await else { continue };
            if !mentioning(&f, id).await.is_empty() {
                found.push(name);
            }
        }
        assert_eq!(found, ["OR", "H2O.ai, Inc.", "at&t", "HP", "Olmuhle GmbH"], "{}", f.engine);
        for n in 0..120 {
            vendor(&f, &manager, &format!("Vendor number {n} Ltd")).await;
        }
        assert_eq!(counted(&f).await.0, 1, "a register of 120 is searched for at once");
    }
}
