//! What an accepted document proves, and until when.

use super::cover::vendors_cell;
use super::{Scene, TODAY, contract, fields, fine, letter, note, said, t2};
use domain::attestations::{AttestationDraft, CarveOutDraft};
use domain::cells::Cell;
use domain::evidence::{EvidenceDraft, Ruling};
use domain::finding::{Finding, Reason};
use domain::instant::Utc;
use domain::people::Role;
use domain::refusal::Refusal;
use domain::vendors::VendorDraft;
use domain::words::Criticality;
use jiff::civil::{Date, date};
use store::testing::{honest, pair, statement};

#[tokio::test]
async fn an_accepted_report_proves_until_its_last_valid_day() {
    for scene in Scene::all(&["AIG-VN-03"]).await {
        let never = Some(Finding::Gap(Reason::NeverProven));
        let (store, manager, reviewer) = (scene.firm.store(), scene.firm.manager, scene.firm.reviewer);
        assert_eq!(scene.finding("TSK-VN-03-1").await, never);
        let id = scene.enter(&t2("2025-10-01", "2026-09-30", "2026-11-20")).await;
        assert_eq!(scene.finding("TSK-VN-03-1").await, never, "what waits proves nothing");
        assert_eq!(store.accept_attestation(&reviewer, id, &fine("SOC2-T2")).await.unwrap(), 1);
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Met));
        assert_eq!(scene.finding("TSK-VN-03-2").await, never, "the review form is another proof");
        let row = store.attestation(id).await.unwrap();
        let review = row.review.clone().unwrap();
        assert_eq!((review.accepted, review.by, review.items.len()), (true, reviewer.person, 7));
        assert_eq!((row.entered_by, row.accepted_on(&Utc)), (manager.person, Some(TODAY)));
        scene.on(date(2027, 9, 30)).await;
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Met), "its last valid day");
        scene.on(date(2027, 10, 1)).await;
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Gap(Reason::Stale)));
        scene.sound().await;
    }
}

#[tokio::test]
async fn what_proves_nothing_yields_no_evidence_and_a_settled_question_does() {
    for scene in Scene::all(&["AIG-VN-03"]).await {
        let (store, manager, reviewer) = (scene.firm.store(), scene.firm.manager, scene.firm.reviewer);
        let draft = t2("2025-10-01", "2026-09-30", "2026-11-20");
        for (n, wrong) in [
            AttestationDraft { scope: "no".into(), ..draft.clone() },
            AttestationDraft { opinion: "adverse".into(), ..draft.clone() },
            AttestationDraft { opinion: "disclaimer".into(), ..draft.clone() },
            AttestationDraft { kind: "SOC3".into(), ..draft.clone() },
            AttestationDraft { categories: vec!["Privacy".into()], ..draft.clone() },
        ]
        .into_iter()
        .enumerate()
        {
            assert_eq!(scene.accepted(&wrong).await.1, 0, "case {n}");
        }
        let (id, proven) = scene.accepted(&AttestationDraft { scope: String::new(), ..draft }).await;
        assert_eq!((proven, scene.finding("TSK-VN-03-1").await), (0, Some(Finding::Gap(Reason::NeverProven))));
        let (engineer, yes) = (scene.firm.f.person("Omar Said", Role::Engineer, false).await, note("in-scope", ""));
        assert!(matches!(said(store.note_attestation(&engineer, id, &yes).await), Refusal::Forbidden(_)));
        assert_eq!(fields(&said(store.note_attestation(&manager, id, &note("harmless", "")).await)), ["what"]);
        let no = store.note_attestation(&manager, id, &yes).await.unwrap();
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Gap(Reason::NeverProven)), "it waits");
        assert!(matches!(said(store.note_attestation(&manager, id, &yes).await), Refusal::Conflict(_)));
        assert!(matches!(said(store.agree_note(&manager, id, no).await), Refusal::Forbidden(_)));
        assert_eq!(store.agree_note(&reviewer, id, no).await.unwrap(), 1);
        assert!(matches!(said(store.refuse_note(&scene.third, id, no, "No.").await), Refusal::Conflict(_)));
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Met));
        let no = store.note_attestation(&manager, id, &note("out-of-scope", "")).await.unwrap();
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Gap(Reason::EndedByEvent)), "it holds at once");
        assert!(matches!(said(store.agree_note(&reviewer, id, no).await), Refusal::Conflict(_)));
        let again = store.note_attestation(&manager, id, &yes).await.unwrap();
        store.refuse_note(&reviewer, id, again, "Their list does not name it.").await.unwrap();
        assert_eq!(store.attestation(id).await.unwrap().terms_now().scope, Some(false));
        scene.sound().await;
    }
}

#[tokio::test]
async fn a_withdrawal_or_a_record_taken_back_ends_what_it_proved() {
    for scene in Scene::all(&["AIG-VN-03"]).await {
        let (store, manager) = (scene.firm.store(), scene.firm.manager);
        let draft = t2("2025-10-01", "2026-09-30", "2026-11-20");
        let (id, _) = scene.accepted(&draft).await;
        store.note_attestation(&manager, id, &note("withdrawn", "2026-11-20")).await.unwrap();
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Gap(Reason::EndedByEvent)));
        let newer = AttestationDraft { issuer: "Another LLP".into(), ..draft };
        let (id, proven) = scene.accepted(&newer).await;
        assert_eq!((proven, scene.finding("TSK-VN-03-1").await), (1, Some(Finding::Met)));
        let engineer = scene.firm.f.person("Omar Said", Role::Engineer, false).await;
        assert!(matches!(said(store.take_attestation_back(&engineer, id, "x").await), Refusal::Forbidden(_)));
        assert_eq!(fields(&said(store.take_attestation_back(&manager, id, "").await)), ["reason"]);
        store.take_attestation_back(&manager, id, "Of another vendor.").await.unwrap();
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Gap(Reason::EndedByEvent)));
        assert!(matches!(said(store.take_attestation_back(&manager, id, "Again.").await), Refusal::Conflict(_)));
        assert!(matches!(
            said(store.note_attestation(&manager, id, &note("withdrawn", "2026-11-20")).await),
            Refusal::Conflict(_)
        ));
        scene.sound().await;
    }
}

#[tokio::test]
async fn a_certificate_proves_to_its_next_audit_and_longer_once_that_is_agreed() {
    for scene in Scene::all(&["AIG-VN-03"]).await {
        let (store, manager, reviewer) = (scene.firm.store(), scene.firm.manager, scene.firm.reviewer);
        let certificate = AttestationDraft {
            kind: "ISO27001".into(),
            issuer: "A body".into(),
            day: "2025-05-10".into(),
            edition: "2022".into(),
            scope: "yes".into(),
            surveillances: "2026-04-20".into(),
            received_on: "2026-11-01".into(),
            ..AttestationDraft::default()
        };
        let (id, proven) = scene.accepted(&certificate).await;
        assert_eq!(proven, 1);
        scene.on(date(2027, 4, 20)).await;
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Met));
        scene.on(date(2027, 4, 21)).await;
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Gap(Reason::Stale)));
        let no = store.note_attestation(&manager, id, &note("surveyed", "2027-04-15")).await.unwrap();
        assert_eq!(store.agree_note(&reviewer, id, no).await.unwrap(), 1);
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Met));
        scene.on(date(2028, 5, 10)).await;
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Met));
        scene.on(date(2028, 5, 11)).await;
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Gap(Reason::Stale)));
        scene.sound().await;
    }
}

#[tokio::test]
async fn a_suspension_on_a_day_ends_at_once_and_a_higher_tier_asks_for_more() {
    for scene in Scene::all(&["AIG-VN-03"]).await {
        let (store, manager) = (scene.firm.store(), scene.firm.manager);
        let row = store.vendor(scene.vendor).await.unwrap();
        let low = VendorDraft { tier: Criticality::Low, ..row.draft() };
        store.change_vendor(&manager, scene.vendor, low, row.version).await.unwrap();
        let soc3 = AttestationDraft { kind: "SOC3".into(), ..t2("2025-10-01", "2026-09-30", "2026-11-20") };
        assert_eq!(scene.accepted(&soc3).await.1, 1);
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Met));
        let row = store.vendor(scene.vendor).await.unwrap();
        let high = VendorDraft { tier: Criticality::High, ..row.draft() };
        store.change_vendor(&manager, scene.vendor, high, row.version).await.unwrap();
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Gap(Reason::EndedByEvent)));
        scene.sound().await;
    }
}

#[tokio::test]
async fn agreements_and_letters_prove_what_the_steps_name_and_what_is_adopted_later_too() {
    for scene in Scene::all(&["AIG-VN-04"]).await {
        let (store, manager, reviewer) = (scene.firm.store(), scene.firm.manager, scene.firm.reviewer);
        let (dpa, proven) = scene.accepted(&contract("DPA", "2023-03-01")).await;
        assert_eq!(proven, 2, "both requirements of the control that asks for contracts");
        assert!(matches!(said(store.prove_attestation(&reviewer, dpa).await), Refusal::Conflict(_)));
        scene.firm.adopt(&["AIG-PV-09"]).await;
        assert!(matches!(said(store.prove_attestation(&manager, dpa).await), Refusal::Forbidden(_)));
        assert_eq!(store.prove_attestation(&scene.third, dpa).await.unwrap(), 1);
        assert_eq!(scene.accepted(&contract("NO-TRAINING", "2023-03-01")).await.1, 2, "no data-processing terms");
        scene.firm.adopt(&["AIG-VN-03"]).await;
        let (_, proven) = scene.accepted(&letter("2026-09-30", "2026-11-30", "2026-11-20")).await;
        assert_eq!(proven, 0, "its report is not here");
        let (_, proven) = scene.accepted(&t2("2025-10-01", "2026-09-30", "2026-11-20")).await;
        assert_eq!(proven, 2, "the report, and the letter that names it");
        scene.sound().await;
    }
}

#[tokio::test]
async fn a_report_past_the_register_says_its_end_and_lapses_there() {
    for scene in Scene::of_2026(&["AIG-VN-03"]).await {
        let store = scene.firm.store();
        scene.on(date(2026, 11, 21)).await;
        let no = store.vendor(scene.vendor).await.unwrap().no;
        let pairs = [pair("TSK-VN-03-1", no)];
        let upload = async |own_end: Option<Date>| {
            let draft = EvidenceDraft { own_end, ..statement("attestation", date(2026, 11, 20)) };
            store.submit(&scene.firm.manager, draft, None, &pairs).await
        };
        assert_eq!(fields(&said(upload(None).await)), ["own_end"]);
        assert_eq!(fields(&said(upload(Some(date(2027, 12, 22))).await)), ["own_end"], "more than 396 days");
        let id = upload(Some(date(2027, 6, 30))).await.unwrap();
        scene.firm.rule(id, &pairs, Ruling::Supports).await;
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Met));
        scene.on(date(2027, 7, 1)).await;
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Gap(Reason::Stale)));
        scene.sound().await;
    }
}

#[tokio::test]
async fn a_report_proves_with_the_reports_of_a_host_that_must_be_covered() {
    let never = Some(Finding::Gap(Reason::NeverProven));
    for scene in Scene::of_2026(&["AIG-VN-03"]).await {
        let (store, manager, reviewer) = (scene.firm.store(), scene.firm.manager, scene.firm.reviewer);
        scene.on(date(2026, 12, 31)).await;
        let host = store.add_vendor(&manager, "Northgate Cloud", "hosting", Criticality::High, None).await.unwrap();
        let carved =
            CarveOutDraft { host: "Northgate Cloud".into(), vendor: host.to_string(), must_be_covered: "yes".into() };
        let whole = AttestationDraft { carve_outs: vec![carved], ..t2("2026-01-01", "2026-12-31", "2026-12-31") };
        assert_eq!(scene.accepted(&whole).await.1, 0, "the host has nothing");
        assert_eq!(scene.finding("TSK-VN-03-1").await, never);
        let report = t2("2025-10-01", "2026-09-30", "2026-12-30");
        let of_host = store.enter_attestation(&manager, host, &report, None).await.unwrap();
        let review = honest(store, of_host, "").await;
        assert_eq!(
            store.accept_attestation(&reviewer, of_host, &review).await.unwrap(),
            2,
            "its own, and what it hosts"
        );
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Met));
        scene.sound().await;
        // It lapses with the report of its host, and goes on with the next one.
        scene.on(date(2027, 10, 1)).await;
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Gap(Reason::Stale)));
        let next = t2("2026-10-01", "2027-09-30", "2027-10-01");
        let next = store.enter_attestation(&manager, host, &next, None).await.unwrap();
        let review = honest(store, next, "").await;
        assert_eq!(store.accept_attestation(&reviewer, next, &review).await.unwrap(), 2);
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Met), "to its own end");
        let withdrawn = note("withdrawn", "2027-10-01");
        store.note_attestation(&manager, next, &withdrawn).await.unwrap();
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Gap(Reason::EndedByEvent)));
        assert_ne!(vendors_cell(&scene).await, Cell::Met, "and the system that depends on it reads that");
        assert!(store.check_faces().await.unwrap().is_empty(), "{}", scene.firm.f.engine);
        scene.sound().await;
    }
}
