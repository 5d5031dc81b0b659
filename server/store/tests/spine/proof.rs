//! Evidence on the pairs that it names: decided one by one, and lapsing by itself.

use super::{TODAY, firms, pair, refusal};
use domain::evidence::{EvidenceDraft, Form, Ruling};
use domain::people::Role;
use domain::refusal::Refusal;
use domain::words::Trait;
use jiff::civil::date;
use store::PairRuling;

#[tokio::test]
async fn s1_one_export_meets_the_requirement_it_names_and_no_other() {
    for firm in firms(&["AIG-AC-07", "AIG-AC-01"]).await {
        let (_, scorer) = firm.system("Scorer", &[], &[]).await;
        let before = firm.found(scorer, firm.f.store.present().await.unwrap()).await;
        assert!(before.len() > 2 && before.iter().all(|text| text.ends_with("Gap(NeverProven)")), "{before:?}");
        let id = firm.submit("config-export", TODAY, &[("TSK-AC-07-1", scorer)]).await.unwrap();
        assert_eq!(firm.one("TSK-AC-07-1", scorer).await, "Gap(Waiting)", "{}", firm.f.engine);
        firm.rule(id, &[("TSK-AC-07-1", scorer, Ruling::Supports)]).await.unwrap();
        let after = firm.found(scorer, firm.f.store.present().await.unwrap()).await;
        let met: Vec<_> = after.iter().filter(|text| text.ends_with("Met")).collect();
        assert_eq!(met, ["TSK-AC-07-1 Met"], "{}", firm.f.engine);
    }
}

#[tokio::test]
async fn s2_a_system_that_arrives_later_is_never_proven() {
    for firm in firms(&["AIG-AC-07"]).await {
        let (_, a) = firm.system("A", &[], &[]).await;
        let id = firm.submit("config-export", TODAY, &[("TSK-AC-07-1", a)]).await.unwrap();
        firm.rule(id, &[("TSK-AC-07-1", a, Ruling::Supports)]).await.unwrap();
        let (_, c) = firm.system("C", &[], &[]).await;
        assert_eq!(firm.one("TSK-AC-07-1", a).await, "Met");
        assert_eq!(firm.one("TSK-AC-07-1", c).await, "Gap(NeverProven)", "{}", firm.f.engine);
    }
}

#[tokio::test]
async fn s3_one_file_is_decided_pair_by_pair() {
    for firm in firms(&["AIG-AC-07"]).await {
        let (_, a) = firm.system("A", &[], &[]).await;
        let (_, b) = firm.system("B", &[], &[]).await;
        let id = firm.submit("config-export", TODAY, &[("TSK-AC-07-1", a), ("TSK-AC-07-1", b)]).await.unwrap();
        firm.rule(id, &[("TSK-AC-07-1", a, Ruling::Supports), ("TSK-AC-07-1", b, Ruling::Rejected)]).await.unwrap();
        assert_eq!(firm.one("TSK-AC-07-1", a).await, "Met");
        assert_eq!(firm.one("TSK-AC-07-1", b).await, "Gap(Rejected)");
        let again = firm.rule(id, &[("TSK-AC-07-1", b, Ruling::Supports)]).await;
        assert!(matches!(refusal(again), Refusal::Conflict(_)), "{}", firm.f.engine);
    }
}

#[tokio::test]
async fn s5_the_submitter_does_not_decide_and_a_guest_writes_nothing() {
    for firm in firms(&["AIG-AC-07"]).await {
        let (_, a) = firm.system("A", &[], &[]).await;
        let id = firm.submit("config-export", TODAY, &[("TSK-AC-07-1", a)]).await.unwrap();
        let rulings = [PairRuling { pair: pair("TSK-AC-07-1", a), ruling: Ruling::Supports, reason: String::new() }];
        assert!(matches!(refusal(firm.f.store.rule(&firm.manager, id, &rulings, None).await), Refusal::Forbidden(_)));
        let auditor = firm.f.person("Nora Lindqvist", Role::Auditor, true).await;
        assert!(matches!(refusal(firm.f.store.rule(&auditor, id, &rulings, None).await), Refusal::Forbidden(_)));
        let other = firm.f.store.rule(&firm.reviewer, id, &rulings, Some("another file")).await;
        assert!(matches!(refusal(other), Refusal::Conflict(_)), "{}: on the content they saw", firm.f.engine);
    }
}

#[tokio::test]
async fn s8_proof_lapses_by_itself_and_the_past_stays_as_it_was_shown() {
    for firm in firms(&["AIG-AC-07"]).await {
        let (_, a) = firm.system("A", &[], &[]).await;
        let before = firm.f.store.present().await.unwrap();
        firm.f.world.forward(60);
        let id = firm.submit("config-export", TODAY, &[("TSK-AC-07-1", a)]).await.unwrap();
        firm.rule(id, &[("TSK-AC-07-1", a, Ruling::Supports)]).await.unwrap();
        let accepted = firm.f.store.present().await.unwrap();
        let shown = firm.found(a, accepted.plus_seconds(1)).await;
        firm.f.world.forward(500 * 86_400);
        assert_eq!(firm.one("TSK-AC-07-1", a).await, "Gap(Stale)", "{}: nobody wrote at midnight", firm.f.engine);
        assert_eq!(firm.found(a, accepted.plus_seconds(1)).await, shown);
        assert!(firm.found(a, before).await.iter().all(|text| text.ends_with("NeverProven)")));
    }
}

#[tokio::test]
async fn one_nil_return_does_not_meet_two_populations() {
    for firm in firms(&["AIG-IR-06"]).await {
        let (_, no) = firm.system("Fraud screen", Trait::ALL, &[]).await;
        let store = &firm.f.store;
        let now = store.present().await.unwrap();
        let subject = if firm.found(0, now).await.iter().any(|text| text.starts_with("TSK-IR-06-3")) { 0 } else { no };
        let nil = |kind: Option<&str>| {
            let draft = EvidenceDraft {
                title: "None in 2026".into(),
                kind: "nil-return".parse().unwrap(),
                form: Form::Statement,
                link: String::new(),
                statement: "The register, 0 rows.".into(),
                speaks_from: date(2026, 1, 1),
                speaks_until: TODAY,
                performed_on: None,
                stamp: String::new(),
                performed_by: None,
                own_end: None,
            };
            let kind = kind.map(|kind| kind.parse().unwrap());
            let pairs = [pair("TSK-IR-06-3", subject)];
            async move { store.submit_in_place_of(&firm.manager, draft, kind, None, &pairs).await }
        };
        assert!(matches!(refusal(nil(None).await), Refusal::Invalid(_)));
        assert!(matches!(refusal(nil(Some("change-record")).await), Refusal::Invalid(_)));
        for (kind, state) in [("incident-record", "Gap(NeverProven)"), ("customer-notice", "Met")] {
            let id = nil(Some(kind)).await.unwrap();
            firm.rule(id, &[("TSK-IR-06-3", subject, Ruling::Supports)]).await.unwrap();
            assert_eq!(firm.one("TSK-IR-06-3", subject).await, state, "{} after {kind}", firm.f.engine);
        }
        assert!(store.check_derived(1).await.unwrap().is_empty());
    }
}
