//! Documents of vendors from entry to review: who enters, who accepts, what is kept of it.

use super::{Scene, fields, fine, note, said, t2};
use domain::attestations::{AttestationDraft, ReviewDraft};
use domain::people::Role;
use domain::refusal::Refusal;
use domain::vendors::VendorDraft;
use domain::words::Criticality;

#[tokio::test]
async fn whoever_entered_it_never_accepts_it_and_it_is_reviewed_once() {
    for scene in Scene::all(&[]).await {
        let (store, manager, reviewer) = (scene.firm.store(), scene.firm.manager, scene.firm.reviewer);
        let draft = t2("2025-10-01", "2026-09-30", "2026-11-20");
        let engineer = scene.firm.f.person("Omar Said", Role::Engineer, false).await;
        let mine = store.enter_attestation(&reviewer, scene.vendor, &draft, None).await.unwrap();
        assert!(matches!(
            said(store.accept_attestation(&reviewer, mine, &fine("SOC2-T2")).await),
            Refusal::Forbidden(_)
        ));
        assert!(matches!(said(store.reject_attestation(&reviewer, mine, "No.").await), Refusal::Forbidden(_)));
        assert!(matches!(
            said(store.accept_attestation(&engineer, mine, &fine("SOC2-T2")).await),
            Refusal::Forbidden(_)
        ));
        let twice = store.enter_attestation(&manager, scene.vendor, &draft, None).await;
        assert!(matches!(said(twice), Refusal::Conflict(_)), "a form that was sent twice");
        let bare = ReviewDraft::default();
        let refused = said(store.accept_attestation(&scene.third, mine, &bare).await);
        assert_eq!(fields(&refused).len(), 7, "every point is answered");
        assert_eq!(fields(&said(store.reject_attestation(&scene.third, mine, " ").await)), ["reason"]);
        store.reject_attestation(&scene.third, mine, "Another service.").await.unwrap();
        assert!(matches!(
            said(store.accept_attestation(&scene.third, mine, &fine("SOC2-T2")).await),
            Refusal::Conflict(_)
        ));
        let (id, _) = scene.accepted(&draft).await;
        assert!(matches!(
            said(store.accept_attestation(&scene.third, id, &fine("SOC2-T2")).await),
            Refusal::Conflict(_)
        ));
        assert!(matches!(said(store.reject_attestation(&scene.third, id, "No.").await), Refusal::Conflict(_)));
        let auditor = scene.firm.f.person("Ida Auditor", Role::Auditor, true).await;
        assert!(matches!(
            said(store.enter_attestation(&auditor, scene.vendor, &draft, None).await),
            Refusal::Forbidden(_)
        ));
        let wrong = AttestationDraft { period_until: "soon".into(), opinion: String::new(), ..draft };
        let refused = said(store.enter_attestation(&manager, scene.vendor, &wrong, None).await);
        assert_eq!(fields(&refused), ["period_until", "opinion"]);
        scene.sound().await;
    }
}

#[tokio::test]
async fn sub_processors_go_to_any_depth_and_are_ended_never_deleted() {
    for scene in Scene::all(&[]).await {
        let (store, manager) = (scene.firm.store(), scene.firm.manager);
        let mut chain = vec![scene.vendor];
        for name in ["Host", "Cables"] {
            let next = store.add_vendor(&manager, name, "", Criticality::Low, None).await.unwrap();
            store.name_subprocessor(&manager, *chain.last().unwrap(), next, "Prompts").await.unwrap();
            chain.push(next);
        }
        let all = store.subprocessors().await.unwrap();
        assert_eq!(all.iter().map(|it| (it.0, it.1)).collect::<Vec<_>>(), [(chain[1], chain[2]), (chain[0], chain[1])]);
        assert_eq!(fields(&said(store.name_subprocessor(&manager, chain[0], chain[0], "").await)), ["sub"]);
        assert!(matches!(said(store.name_subprocessor(&manager, chain[0], chain[1], "").await), Refusal::Conflict(_)));
        store.drop_subprocessor(&manager, chain[0], chain[1]).await.unwrap();
        assert!(matches!(said(store.drop_subprocessor(&manager, chain[0], chain[1]).await), Refusal::Conflict(_)));
        store.name_subprocessor(&manager, chain[0], chain[1], "Again").await.unwrap();
        assert_eq!(store.subprocessors().await.unwrap().len(), 2);
        assert!(scene.firm.f.sql("DELETE FROM subprocessor").await.is_err());
        assert!(scene.firm.f.sql("UPDATE subprocessor SET what = 'x'").await.is_err());
        scene.sound().await;
    }
}

#[tokio::test]
async fn what_the_register_says_beside_is_kept_with_its_history() {
    for scene in Scene::all(&[]).await {
        let (store, manager) = (scene.firm.store(), scene.firm.manager);
        let row = store.vendor(scene.vendor).await.unwrap();
        let draft = VendorDraft {
            regions: "Ireland".into(),
            data: "Prompts and answers".into(),
            trains: Some(false),
            keeps: None,
            contract: "Notice of 90 days".into(),
            ..row.draft()
        };
        store.change_vendor(&manager, scene.vendor, draft.clone(), row.version).await.unwrap();
        assert_eq!(store.vendor(scene.vendor).await.unwrap().draft(), draft);
        let told = store.vendor_history(scene.vendor).await.unwrap();
        let fields: Vec<_> = told[0].changes.iter().map(|(field, ..)| field.as_str()).collect();
        assert_eq!(fields, ["contract", "data", "regions", "trains"]);
    }
}

#[tokio::test]
async fn rows_are_never_rewritten_and_a_rewritten_one_is_found() {
    for scene in Scene::all(&["AIG-VN-03"]).await {
        let (id, _) = scene.accepted(&t2("2025-10-01", "2026-09-30", "2026-11-20")).await;
        scene.firm.store().note_attestation(&scene.firm.manager, id, &note("withdrawn", "2026-11-20")).await.unwrap();
        let f = &scene.firm.f;
        for sql in [
            "DELETE FROM attestation",
            "DELETE FROM attestation_note",
            "UPDATE attestation SET terms = '{}'",
            "UPDATE attestation SET outcome = 'rejected'",
            "UPDATE attestation_note SET words = 'x'",
        ] {
            assert!(f.sql(sql).await.is_err(), "{}: {sql}", f.engine);
        }
        if f.engine == "sqlite" {
            for (behind, what) in [
                ("UPDATE attestation SET received_on = '2026-11-19'", "attestation/"),
                ("UPDATE attestation SET judged = 'harmless'", "attestation-review/"),
                ("UPDATE attestation_note SET words = 'x'", "attestation-note/"),
            ] {
                f.sql("DROP TRIGGER IF EXISTS attestation_never_changes").await.unwrap();
                f.sql("DROP TRIGGER IF EXISTS attestation_note_never_changes").await.unwrap();
                f.sql(behind).await.unwrap();
                let faults = scene.firm.store().check_records().await.unwrap();
                assert!(faults.iter().any(|fault| fault.what.contains(what)), "{behind}: {faults:?}");
            }
        }
    }
}
