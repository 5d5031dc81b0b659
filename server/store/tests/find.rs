//! The search over all that people named, on both engines.
#![cfg(test)]

use domain::attestations::AttestationDraft;
use domain::find::Sought;
use domain::incidents::{Harm, ReportDraft};
use domain::people::Role;
use domain::systems::SystemDraft;
use domain::trail::ThingKind;
use domain::words::Criticality;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use store::testing::{Fresh, fresh};

async fn named(f: &Fresh, typed: &str, people: bool) -> Vec<(ThingKind, String)> {
    let before = f.store.statements();
    let found = f.store.find(&Sought::of(typed), people).await.unwrap();
    assert!(f.store.statements() - before <= 1, "one statement on {}", f.engine);
    found.into_iter().map(|one| (one.kind, one.name)).collect()
}

async fn names(f: &Fresh, typed: &str) -> Vec<String> {
    named(f, typed, true).await.into_iter().map(|(_, name)| name).collect()
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
            ("Café Ölmühle", "Ärztlicher Dienst", "HF-3"),
        ] {
            let draft = SystemDraft { unit: unit.into(), external_id: code.into(), ..SystemDraft::named(name) };
            f.store.add_system(&manager, draft).await.unwrap();
        }
        f.store.add_vendor(&manager, "Northlight", "Claims chat", Criticality::High, None).await.unwrap();

        // What begins so comes first, then by name.
        let claims = ["Claims triage", "100 % claims_check", "Fraud screen", "Northlight"];
        assert_eq!(names(&f, "CLAIMS").await, claims);
        assert_eq!(names(&f, "clai").await, claims);
        assert_eq!(names(&f, "hf-2").await, ["Fraud screen", "100 % claims_check"]);
        assert_eq!(names(&f, "HF20").await, ["100 % claims_check"]);
        assert_eq!(names(&f, "triage claims").await, ["Claims triage"]);
        for accents in ["cafe", "CAFÉ", "cafe\u{301}", "olmuhle", "Ölmü", "arztlicher"] {
            assert_eq!(names(&f, accents).await, ["Café Ölmühle"], "{accents} on {}", f.engine);
        }
        // What is a sign in SQL or to a search is none here.
        for signs in ["%", "\\ ' \" $1 zz", "*", "\"", "()", " "] {
            assert_eq!(names(&f, signs).await, [""; 0], "{signs}");
        }
        assert_eq!(names(&f, "claims AND triage OR").await, [""; 0], "a word is a word");
        assert_eq!(names(&f, "fraud*").await, ["Fraud screen"]);
        assert_eq!(named(&f, "halvorsen", true).await, [(ThingKind::Person, "Ines Halvorsen".to_owned())]);
        assert_eq!(named(&f, "halvorsen", false).await, []);
    }
}

#[tokio::test]
async fn what_is_changed_erased_or_repeated_is_found_as_it_is_now() {
    for f in fresh().await {
        let manager = f.founded().await;
        let administrator = f.person("Otto Lind", Role::Administrator, false).await;
        let system = f.store.add_system(&manager, SystemDraft::named("Letters")).await.unwrap();
        let row = f.store.system(system).await.unwrap();
        let details = [("purpose".to_owned(), "Writes to policyholders".to_owned())].into();
        let draft = SystemDraft { details, ..SystemDraft::named("Post room") };
        f.store.change_system(&manager, system, draft, row.version).await.unwrap();
        assert_eq!(names(&f, "letters").await, [""; 0]);
        assert_eq!(names(&f, "policyholders").await, ["Post room"]);

        let vendor = f.store.add_vendor(&manager, "Northlight", "", Criticality::High, None).await.unwrap();
        let today = f.store.now();
        let today = domain::instant::Zone::day(&domain::instant::Utc, today).to_string();
        let report = AttestationDraft {
            kind: "SOC2-T2".into(),
            issuer: "Auditor LLP".into(),
            period_from: "2025-01-01".into(),
            period_until: "2025-12-31".into(),
            categories: vec!["Security".into()],
            opinion: "unqualified".into(),
            received_on: today,
            ..AttestationDraft::default()
        };
        f.store.enter_attestation(&manager, vendor, &report, None).await.unwrap();
        let row = f.store.vendor(vendor).await.unwrap();
        let draft = domain::vendors::VendorDraft { name: "Southlight".into(), ..row.draft() };
        f.store.change_vendor(&manager, vendor, draft, row.version).await.unwrap();
        assert_eq!(names(&f, "northlight").await, [""; 0]);
        let kinds: Vec<_> = named(&f, "southlight", true).await.into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, [ThingKind::Attestation, ThingKind::Vendor], "its report is told by its name");

        let report = ReportDraft {
            title: "Letters to the wrong people".into(),
            what: "A broker called about Zürich.".into(),
            systems: vec![system],
            harms: vec![Harm::Leak],
            began: String::new(),
            detected: "2026-01-02 10:00".into(),
        };
        if f.store.report_incident(&manager, &report).await.is_ok() {
            assert_eq!(names(&f, "zurich broker").await, ["Letters to the wrong people"]);
            assert_eq!(names(&f, "inc-001").await, ["Letters to the wrong people"]);
        }

        let gone = f.person("Nadia Frost", Role::Engineer, false).await;
        assert_eq!(names(&f, "frost").await, ["Nadia Frost"]);
        f.store.deactivate(&administrator, gone.person).await.unwrap();
        f.store.erase(&administrator, gone.person).await.unwrap();
        assert_eq!(names(&f, "frost").await, [""; 0], "an erased name is nowhere");
        assert_eq!(f.store.check_search().await.unwrap(), [""; 0]);
    }
}

#[tokio::test]
async fn nothing_that_is_typed_is_syntax() {
    for f in fresh().await {
        let manager = f.founded().await;
        f.store.add_system(&manager, SystemDraft::named("Claims triage")).await.unwrap();
        let hostile = [
            "\"",
            "'",
            "''",
            "NEAR(a b)",
            "a NOT b",
            "words:claims",
            "^claims",
            "{a b}: c",
            "a:*",
            "a & b",
            "!a",
            "<->",
            "a <2> b",
            "\\",
            "\\'",
            "';DROP TABLE event;--",
            "\0",
            "\u{feff}",
            "\u{200b}",
            "﷽",
            "ﷺ",
            "İ",
            "ẞ",
            "🜁 🜂",
            "a\u{0}b",
            "-",
            "--",
            "/*",
            "%_",
            "$1",
            "{}",
            "[]",
            "(",
            ")",
            "+claims -triage",
            "claims*",
            "\"claims",
        ];
        let mut runner = TestRunner::deterministic();
        let anything = proptest::string::string_regex("(?s).{0,80}").unwrap();
        let random = (0..300).map(|_| anything.new_tree(&mut runner).unwrap().current()).collect::<Vec<_>>();
        for typed in hostile.iter().map(|typed| (*typed).to_owned()).chain(random) {
            let found = f.store.find(&Sought::of(&typed), true).await;
            assert!(found.is_ok(), "{typed:?} on {}: {found:?}", f.engine);
        }
    }
}
