//! What outlives a conclusion: acceptances that wait, claims that nothing bears, and what the next assessment takes over.

use super::{
    CONTROLS, TODAY, conclude, concluded, fields, rate_the_rest, rated, read, risk, said, scorer, submit, whole,
};
use domain::ids::{AssessmentId, SystemId};
use domain::instant::Utc;
use domain::people::{Actor, Role};
use domain::refusal::Refusal;
use domain::risks::{Answer, Assessed, RatedDraft, ScaleDraft, TreatmentDraft, TreatmentStanding};
use domain::trail::Verb;
use domain::words::Trait;
use jiff::ToSpan as _;
use store::testing::{Firm, firms};

const ASKED: [&str; 2] = ["RISK-01", "RISK-03"];

fn until_spring(kind: &str) -> TreatmentDraft {
    TreatmentDraft {
        kind: kind.into(),
        reason: "Replaced in spring.".into(),
        until: TODAY.saturating_add(90.days()).to_string(),
        ..TreatmentDraft::default()
    }
}

/// Two moderate risks, within the appetite, of which acceptance is asked for: nothing keeps the conclusion waiting.
async fn asked(firm: &Firm) -> (AssessmentId, SystemId) {
    let (system, _) = scorer(firm, &[Trait::TrainedInHouse]).await;
    let id = firm.store().open_assessment(&firm.manager, Assessed::System(system)).await.unwrap();
    let moderate = rated(&firm.manager, ["4", "4"], ["2", "4"], &["AIG-PR-02"]);
    for one in ASKED.map(risk) {
        firm.store().rate_risk(&firm.manager, id, &one, &moderate, 0).await.unwrap();
        firm.store().treat_risk(&firm.manager, id, &one, &until_spring("accept"), 1).await.unwrap();
    }
    rate_the_rest(firm, id, &firm.manager).await;
    submit(firm, id, &firm.manager).await.unwrap();
    (id, system)
}

/// The risks that wait for somebody to accept them.
async fn told(firm: &Firm, actor: &Actor) -> Vec<String> {
    let store = firm.store();
    let seq = store.trail(i64::MAX, 1).await.unwrap()[0].seq;
    let (waiting, now) = (store.waiting(seq).await.unwrap(), store.present().await.unwrap());
    waiting.risks.to_accept(actor, TODAY, now).map(|one| one.risk.to_string()).collect()
}

/// The risks of which the acceptance came to nothing, to whoever owns them.
async fn open_again(firm: &Firm, actor: &Actor) -> Vec<String> {
    let waiting = firm.store().waiting(firm.store().head_seq().await.unwrap()).await.unwrap();
    waiting.risks.to_treat(actor.person, TODAY).map(|one| one.risk.to_string()).collect()
}

async fn standing(firm: &Firm, id: &str) -> Option<TreatmentStanding> {
    let rows = firm.store().rated_risks(TODAY, &Utc).await.unwrap();
    rows.into_iter().find(|row| row.entry.risk.as_str() == id).and_then(|row| row.treatment).map(|(_, how)| how)
}

#[tokio::test]
async fn an_acceptance_that_waits_outlives_the_conclusion_and_is_given_or_refused_after_it() {
    for firm in firms(&CONTROLS).await {
        let store = firm.store();
        let concluding = firm.f.person("Ruth Adeyemi", Role::Executive, true).await;
        let other = firm.f.person("Olu Bello", Role::Executive, false).await;
        let (id, _) = asked(&firm).await;
        assert_eq!(told(&firm, &other).await, ASKED);
        conclude(&firm, id, &concluding).await.unwrap();
        assert_eq!(told(&firm, &other).await, ASKED, "they still wait");
        assert_eq!(told(&firm, &concluding).await, ASKED, "who concluded is not left out");
        assert_eq!(told(&firm, &firm.manager).await, Vec::<String>::new(), "who asked is");
        let [first, second] = ASKED.map(risk);
        assert!(matches!(said(store.accept_risk(&firm.manager, id, &first, 2).await), Refusal::Forbidden(_)));
        let early = store.treat_risk(&firm.manager, id, &second, &until_spring("avoid"), 2).await;
        assert!(matches!(said(early), Refusal::Conflict(_)), "it waits");

        store.accept_risk(&concluding, id, &first, 2).await.unwrap();
        assert_eq!(told(&firm, &other).await, [ASKED[1]]);
        assert_eq!(standing(&firm, ASKED[0]).await, Some(TreatmentStanding::Accepted));
        let proofs = firm.f.texts("SELECT kind, ended_as FROM offer WHERE subject = 0").await;
        assert_eq!(proofs.len(), 1, "what was accepted proves: {proofs:?}");
        let again = store.treat_risk(&firm.manager, id, &first, &until_spring("avoid"), 3).await;
        assert!(matches!(said(again), Refusal::Conflict(_)), "what was concluded stays");

        assert_eq!(fields(&said(store.refuse_risk(&other, id, &second, " ", 2).await)), ["reason"]);
        assert!(matches!(said(store.refuse_risk(&firm.manager, id, &second, "No.", 2).await), Refusal::Forbidden(_)));
        store.refuse_risk(&other, id, &second, "Too much hangs on it.", 2).await.unwrap();
        assert_eq!(store.trail(i64::MAX, 1).await.unwrap()[0].verb, Verb::RiskRefused.key());
        assert_eq!(told(&firm, &concluding).await, Vec::<String>::new());
        assert_eq!(standing(&firm, ASKED[1]).await, Some(TreatmentStanding::Refused));
        assert_eq!(open_again(&firm, &firm.manager).await, [ASKED[1]], "its owner decides otherwise");
        assert_eq!(open_again(&firm, &other).await, Vec::<String>::new());
        assert!(matches!(said(store.accept_risk(&concluding, id, &second, 3).await), Refusal::Conflict(_)));
        store.treat_risk(&firm.manager, id, &second, &until_spring("accept"), 3).await.unwrap();
        assert_eq!(told(&firm, &other).await, [ASKED[1]], "asked anew");
        assert_eq!(open_again(&firm, &firm.manager).await, Vec::<String>::new());
        store.refuse_risk(&other, id, &second, "Still too much.", 4).await.unwrap();
        store.treat_risk(&firm.manager, id, &second, &until_spring("avoid"), 5).await.unwrap();
        assert_eq!(standing(&firm, ASKED[1]).await, Some(TreatmentStanding::Decided));
        whole(&firm).await;
    }
}

#[tokio::test]
async fn what_waits_in_an_assessment_ends_with_the_next_conclusion() {
    for firm in firms(&CONTROLS).await {
        let executive = firm.f.person("Ruth Adeyemi", Role::Executive, false).await;
        let (id, system) = asked(&firm).await;
        conclude(&firm, id, &firm.reviewer).await.unwrap();
        assert_eq!(told(&firm, &executive).await, ASKED);
        concluded(&firm, Assessed::System(system)).await;
        assert_eq!(told(&firm, &executive).await, Vec::<String>::new());
        assert!(!read(&firm, id).await.row.last);
        let late = firm.store().accept_risk(&executive, id, &risk(ASKED[0]), 2).await;
        assert!(matches!(said(late), Refusal::Conflict(_)));
        whole(&firm).await;
    }
}

#[tokio::test]
async fn the_register_names_the_controls_that_do_not_bear_a_rating() {
    for firm in firms(&CONTROLS).await {
        let (id, _) = asked(&firm).await;
        conclude(&firm, id, &firm.reviewer).await.unwrap();
        let rows = firm.store().rated_risks(TODAY, &Utc).await.unwrap();
        let resting: Vec<_> = rows.iter().filter(|row| !row.unmet.is_empty()).collect();
        assert_eq!(resting.iter().map(|row| row.entry.risk.as_str()).collect::<Vec<_>>(), ASKED);
        assert!(
            resting.iter().all(|row| row.unmet.iter().map(ToString::to_string).eq(["AIG-PR-02"])),
            "it is never proven"
        );
        assert!(rows.len() > resting.len(), "the others claim nothing");
    }
}

#[tokio::test]
async fn the_next_assessment_takes_over_what_the_last_one_said_by_the_same_scale() {
    for firm in firms(&CONTROLS).await {
        let (store, manager) = (firm.store(), firm.manager);
        let second = firm.f.person("Nadia Ferreira", Role::ComplianceManager, false).await;
        let (id, system) = asked(&firm).await;
        conclude(&firm, id, &firm.reviewer).await.unwrap();
        let next = store.open_assessment(&manager, Assessed::System(system)).await.unwrap();
        let before = read(&firm, next).await;
        let all: Vec<_> = before.risks.iter().map(|one| (one.risk.clone(), one.no)).collect();
        assert_eq!(fields(&said(store.take_ratings_over(&second, next, &[]).await)), ["risk"]);
        let head = store.head_seq().await.unwrap();
        assert_eq!(store.take_ratings_over(&second, next, &all).await.unwrap(), all.len());
        assert_eq!(store.head_seq().await.unwrap(), head + 1, "one command, one entry");
        let after = read(&firm, next).await;
        for one in &after.risks {
            let (Answer::Rated(now), Some(Answer::Rated(last))) = (&one.answer, &one.before) else { panic!("{one:?}") };
            assert_eq!((now.inherent, now.residual, &now.acting), (last.inherent, last.residual, &last.acting));
            assert_eq!((now.by, now.owner), (second.person, last.owner), "the rating is that of its new author");
            assert_eq!(now.treatment, None, "what is done about it is decided anew");
        }
        let draft = ScaleDraft { appetite: "low".into(), ..ScaleDraft::from(&store.risk_scale().await.unwrap()) };
        store.set_risk_scale(&manager, &draft, 1).await.unwrap();
        let all: Vec<_> = after.risks.iter().map(|one| (one.risk.clone(), one.no)).collect();
        let refused = said(store.take_ratings_over(&manager, next, &all).await);
        assert_eq!(fields(&refused), ["risk"], "the scale is another one");
        let alike = RatedDraft { note: "Nothing changed.".into(), ..super::low(&manager) };
        store.rate_risks(&manager, next, &all, &alike).await.unwrap();
        whole(&firm).await;
    }
}
