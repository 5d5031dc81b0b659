//! The scale by which risks are judged, risks of our own and the limits that would show them.

use super::{CONTROLS, TODAY, conclude, concluded, fields, rate_the_rest, read, risk, said, scorer, submit, whole};
use domain::instant::Utc;
use domain::refusal::Refusal;
use domain::risks::{Assessed, Band, OwnRiskDraft, ScaleDraft, ThresholdDraft};
use store::testing::firms;

#[tokio::test]
async fn the_scale_has_versions_and_never_rewrites_what_was_judged() {
    for firm in firms(&CONTROLS).await {
        let (system, _) = scorer(&firm, &[]).await;
        let id = concluded(&firm, Assessed::System(system)).await;
        let store = firm.store();
        let now = store.risk_scale().await.unwrap();
        let draft = ScaleDraft::from(&now);
        assert!(matches!(said(store.set_risk_scale(&firm.manager, &draft, 1).await), Refusal::Conflict(_)), "the same");
        let stricter = ScaleDraft { appetite: "low".into(), ..draft.clone() };
        assert!(matches!(said(store.set_risk_scale(&firm.reviewer, &stricter, 1).await), Refusal::Forbidden(_)));
        assert_eq!(store.set_risk_scale(&firm.manager, &stricter, 1).await.unwrap(), 2);
        assert!(matches!(said(store.set_risk_scale(&firm.manager, &draft, 1).await), Refusal::Conflict(_)), "stale");
        let none = ScaleDraft { appetite: String::new(), ..draft };
        assert_eq!(fields(&said(store.set_risk_scale(&firm.manager, &none, 2).await)), ["appetite"]);
        let kept = read(&firm, id).await;
        assert_eq!((kept.scale.version, kept.scale.appetite), (1, Band::Moderate));
        let next = store.open_assessment(&firm.manager, Assessed::System(system)).await.unwrap();
        assert_eq!(read(&firm, next).await.scale.version, 2);
        whole(&firm).await;
    }
}

#[tokio::test]
async fn own_risks_and_limits_belong_to_what_is_assessed() {
    for firm in firms(&CONTROLS).await {
        let (store, manager) = (firm.store(), firm.manager);
        let id = store.open_assessment(&manager, Assessed::Organisation).await.unwrap();
        assert!(!read(&firm, id).await.risks.is_empty());
        let draft = OwnRiskDraft {
            title: "Nobody retires old models".into(),
            category: "governance".into(),
            description: "Models stay up without an owner.".into(),
            controls: vec!["AIG-RA-02".into()],
        };
        assert_eq!(fields(&said(store.add_own_risk(&manager, id, &OwnRiskDraft::default()).await)).len(), 3);
        let own = store.add_own_risk(&manager, id, &draft).await.unwrap();
        assert_eq!(own, risk("OWN-01"));
        assert!(read(&firm, id).await.risk(&own).unwrap().own.is_some());
        let limit = ThresholdDraft { measure: "psi".into(), comparison: "above".into(), value: "0.2".into() };
        let limit = store.set_risk_limit(&manager, id, &own, &limit).await.unwrap();
        assert_eq!(read(&firm, id).await.limits.len(), 1);
        rate_the_rest(&firm, id, &manager).await;
        store.end_risk_limit(&manager, id, limit).await.unwrap();
        assert!(read(&firm, id).await.limits.is_empty());
        submit(&firm, id, &manager).await.unwrap();
        assert_eq!(conclude(&firm, id, &firm.reviewer).await.unwrap(), 0, "it is of no system");
        assert!(store.rated_risks(TODAY, &Utc).await.unwrap().iter().any(|row| row.entry.risk == own));
        whole(&firm).await;
    }
}
