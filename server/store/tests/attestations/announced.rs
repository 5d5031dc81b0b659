//! What of vendors announces itself to somebody.

use super::{Scene, t2};
use domain::attestations::{AttestationDraft, Next};
use domain::ids::ReportId;
use domain::instant::Utc;
use domain::notices::What;
use domain::people::Actor;
use jiff::civil::{Date, date};

/// What of a kind is announced to somebody now: where, and by when.
async fn announced(scene: &Scene, to: &Actor, what: What) -> Vec<(String, Option<Date>)> {
    let store = scene.firm.store();
    let now = store.present().await.unwrap();
    let all = store.matters(now, &Utc).await.unwrap().into_iter();
    all.filter(|one| one.what == what && one.to == to.person).map(|one| (one.thing, one.by)).collect()
}

#[tokio::test]
async fn every_document_that_ends_announces_itself_until_the_next_one_is_entered() {
    for scene in Scene::of_2026(&["AIG-VN-03"]).await {
        let (store, manager) = (scene.firm.store(), scene.firm.manager);
        scene.on(date(2026, 11, 21)).await;
        let (report, _) = scene.accepted(&t2("2025-10-01", "2026-09-30", "2026-11-20")).await;
        let insurance = AttestationDraft {
            kind: "INSURANCE".into(),
            issuer: "Broker".into(),
            day: "2026-09-01".into(),
            expires_on: "2027-09-10".into(),
            received_on: "2026-11-20".into(),
            ..AttestationDraft::default()
        };
        let (insured, _) = scene.accepted(&insurance).await;
        assert_eq!(announced(&scene, &manager, What::Vendor).await, [], "both are far off");
        // Days of our window are uncovered, so asking for a letter is what comes next; both announce themselves all the
        // same.
        scene.on(date(2027, 8, 20)).await;
        let place = |id: ReportId, by| (format!("/attestations/{id}"), Some(by));
        let both = [place(report, date(2027, 9, 30)), place(insured, date(2027, 9, 10))];
        assert!(matches!(scene.cover(date(2027, 8, 20)).await.next, Next::AskLetter { days: 92 }));
        assert_eq!(announced(&scene, &manager, What::Vendor).await, both);
        let next = scene.enter(&t2("2026-10-01", "2027-07-31", "2027-08-20")).await;
        assert_eq!(announced(&scene, &manager, What::Vendor).await, both[1..], "it is there, whoever accepts it");
        store.reject_attestation(&scene.firm.reviewer, next, "Of another service.").await.unwrap();
        assert_eq!(announced(&scene, &manager, What::Vendor).await, both);
    }
}

#[tokio::test]
async fn what_could_prove_something_adopted_later_waits_for_whoever_may_say_so() {
    for scene in Scene::all(&["AIG-VN-04"]).await {
        let (store, manager, reviewer) = (scene.firm.store(), scene.firm.manager, scene.firm.reviewer);
        let (report, _) = scene.accepted(&t2("2025-10-01", "2026-09-30", "2026-11-20")).await;
        scene.accepted(&AttestationDraft { scope: "no".into(), ..t2("2024-10-01", "2025-09-30", "2026-11-20") }).await;
        for person in [&manager, &reviewer, &scene.third] {
            assert_eq!(announced(&scene, person, What::Prove).await, [], "nothing of it is asked yet");
        }
        scene.firm.adopt(&["AIG-VN-03"]).await;
        let place = [(format!("/attestations/{report}#proves"), None)];
        for person in [&reviewer, &scene.third] {
            assert_eq!(announced(&scene, person, What::Prove).await, place);
        }
        assert_eq!(announced(&scene, &manager, What::Prove).await, [], "who entered it does not say so");
        let late = store.late_proofs(None, store.present().await.unwrap(), &Utc).await.unwrap();
        assert_eq!((late.len(), late[0].of.as_str()), (1, "Parley Labs"));
        assert_eq!(late[0].requirements, ["TSK-VN-03-1".parse().unwrap()]);
        store.prove_attestation(&scene.third, report).await.unwrap();
        assert_eq!(announced(&scene, &reviewer, What::Prove).await, []);
        scene.on(date(2027, 10, 1)).await;
        assert_eq!(announced(&scene, &reviewer, What::Prove).await, [], "what is over proves nothing more");
        scene.sound().await;
    }
}
