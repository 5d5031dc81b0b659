//! Risks that are accepted until a day, or mitigated by tasks.

use super::{
    CONTROLS, TODAY, conclude, fields, finding, rate_the_rest, rated, read, risk, said, scorer, submit, whole,
};
use domain::finding::{Finding, Reason};
use domain::ids::{AssessmentId, SystemId};
use domain::instant::Utc;
use domain::own_tasks::OwnStage;
use domain::people::{Actor, Role};
use domain::refusal::Refusal;
use domain::risks::{
    ActionDraft, Answer, Assessed, Authority, Because, Gate, Lacking, Pressing, ReassessmentTrigger, ScaleDraft,
    Treatment, TreatmentDraft, TreatmentStanding,
};
use domain::systems::SystemDraft;
use domain::words::Trait;
use jiff::ToSpan as _;
use jiff::civil::Date;
use store::OwnTasksWanted;
use store::testing::{Firm, firms};

/// A high risk of which acceptance is asked for until a day.
pub(super) async fn asked(firm: &Firm, until: Date) -> (AssessmentId, SystemId) {
    let (system, _) = scorer(firm, &[Trait::TrainedInHouse]).await;
    let id = firm.store().open_assessment(&firm.manager, Assessed::System(system)).await.unwrap();
    let high = rated(&firm.manager, ["4", "4"], ["4", "3"], &["AIG-PR-02"]);
    firm.store().rate_risk(&firm.manager, id, &risk("RISK-01"), &high, 0).await.unwrap();
    let accept = TreatmentDraft {
        kind: "accept".into(),
        reason: "Replaced in spring.".into(),
        until: until.to_string(),
        ..TreatmentDraft::default()
    };
    firm.store().treat_risk(&firm.manager, id, &risk("RISK-01"), &accept, 1).await.unwrap();
    rate_the_rest(firm, id, &firm.manager).await;
    (id, system)
}

#[tokio::test]
async fn a_risk_is_accepted_with_authority_until_its_day_and_then_asks_again() {
    for firm in firms(&CONTROLS).await {
        let executive = firm.f.person("Ruth Adeyemi", Role::Executive, false).await;
        let engineer = firm.f.person("Omar Said", Role::Engineer, false).await;
        let until = TODAY.saturating_add(90.days());
        let (id, system) = asked(&firm, until).await;
        let drift = risk("RISK-01");
        submit(&firm, id, &firm.manager).await.unwrap();
        assert_eq!(fields(&said(conclude(&firm, id, &firm.reviewer).await)), [Lacking::Acceptance.key()]);
        for nobody in [&firm.manager, &firm.reviewer, &engineer] {
            let refused = said(firm.store().accept_risk(nobody, id, &drift, 2).await);
            assert!(matches!(refused, Refusal::Forbidden(_)), "{refused}");
        }
        assert_eq!(finding(&firm, 0, "TSK-RA-07-2").await, Some(Finding::Gap(Reason::NeverProven)));
        firm.store().accept_risk(&executive, id, &drift, 2).await.unwrap();
        assert!(matches!(said(firm.store().accept_risk(&executive, id, &drift, 3).await), Refusal::Conflict(_)));
        let one = read(&firm, id).await.risk(&drift).unwrap().clone();
        let Answer::Rated(rated) = &one.answer else { panic!() };
        let Some(Treatment::Accept(given)) = &rated.treatment else { panic!() };
        assert_eq!(
            given.accepted.map(|accepted| (accepted.by, accepted.with)),
            Some((executive.person, Authority::Executive))
        );
        let kinds = firm.f.texts("SELECT kind, ended_as FROM offer WHERE subject = 0").await;
        assert_eq!(kinds.len(), 1, "{kinds:?}");
        conclude(&firm, id, &firm.reviewer).await.unwrap();

        let due = async |today| {
            let all = firm.store().risks_of_all(today, &Utc).await.unwrap();
            all.into_iter().find(|one| one.system.as_ref().is_some_and(|(id, _)| *id == system)).unwrap().due
        };
        assert_eq!(due(until).await.pressing, Pressing::Later);
        let after = due(until.saturating_add(1.days())).await;
        assert_eq!(after.pressing, Pressing::Now);
        assert!(after.reasons.iter().any(|(because, _)| matches!(
            because,
            Because::Triggered { trigger: ReassessmentTrigger::AcceptanceLapsed, .. }
        )));
        let standing = async |today| {
            let rows = firm.store().rated_risks(today, &Utc).await.unwrap();
            rows.into_iter().find(|row| row.entry.risk == drift).unwrap().treatment.unwrap().1
        };
        assert_eq!(standing(until).await, TreatmentStanding::Accepted);
        assert_eq!(standing(until.saturating_add(1.days())).await, TreatmentStanding::Lapsed);
        whole(&firm).await;
    }
}

#[tokio::test]
async fn what_is_said_otherwise_ends_the_acceptance_and_what_it_proved() {
    for firm in firms(&CONTROLS).await {
        let executive = firm.f.person("Ruth Adeyemi", Role::Executive, false).await;
        let (id, _) = asked(&firm, TODAY.saturating_add(90.days())).await;
        let drift = risk("RISK-01");
        firm.store().accept_risk(&executive, id, &drift, 2).await.unwrap();
        let worse = rated(&firm.manager, ["5", "5"], ["4", "4"], &["AIG-PR-02"]);
        firm.store().rate_risk(&firm.manager, id, &drift, &worse, 3).await.unwrap();
        let ended = firm.f.texts("SELECT ended_as FROM risk_acceptance UNION ALL SELECT ended_as FROM offer").await;
        assert_eq!(ended, vec![vec!["said-otherwise".to_owned()]; 2]);
        let lacks = read(&firm, id).await.missing(Gate::Submission);
        assert_eq!(lacks.iter().map(|lack| lack.what).collect::<Vec<_>>(), [Lacking::Treatment]);
        whole(&firm).await;
    }
}

#[tokio::test]
async fn a_mitigation_hands_out_tasks_and_claims_its_residual_once_they_are_signed_off() {
    for firm in firms(&CONTROLS).await {
        let (system, _) = scorer(&firm, &[Trait::TrainedInHouse]).await;
        let (store, manager) = (firm.store(), firm.manager);
        let drift = risk("RISK-01");
        let id = store.open_assessment(&manager, Assessed::System(system)).await.unwrap();
        let high = rated(&manager, ["4", "4"], ["4", "4"], &[]);
        let mitigate = |title: &str| TreatmentDraft {
            kind: "mitigate".into(),
            tasks: vec![ActionDraft {
                title: title.into(),
                owner: Some(manager.person),
                due_on: TODAY.saturating_add(20.days()).to_string(),
            }],
            target_likelihood: "2".into(),
            target_impact: "3".into(),
            ..TreatmentDraft::default()
        };
        assert!(matches!(
            said(store.treat_risk(&manager, id, &drift, &mitigate("Alert"), 0).await),
            Refusal::Conflict(_)
        ));
        store.rate_risk(&manager, id, &drift, &high, 0).await.unwrap();
        store.treat_risk(&manager, id, &drift, &mitigate("Alert on drift"), 1).await.unwrap();
        store.treat_risk(&manager, id, &drift, &mitigate("Alert on drift weekly"), 2).await.unwrap();
        let wanted = OwnTasksWanted { over: true, ..OwnTasksWanted::default() };
        let tasks = store.own_tasks(&wanted, 10).await.unwrap();
        let stages: Vec<_> = tasks.iter().map(|task| (task.title.as_str(), task.held.stage)).collect();
        assert!(stages.contains(&("Alert on drift", OwnStage::Dropped)), "{stages:?}");
        assert!(stages.contains(&("Alert on drift weekly", OwnStage::Open)), "{stages:?}");
        rate_the_rest(&firm, id, &manager).await;
        submit(&firm, id, &manager).await.unwrap();
        conclude(&firm, id, &firm.reviewer).await.unwrap();

        let task = tasks.iter().find(|task| task.held.stage == OwnStage::Open).unwrap().id;
        store.finish_own_task(&manager, task, "It alerts.").await.unwrap();
        store.sign_own_task(&firm.reviewer, task).await.unwrap();
        let again = store.open_assessment(&manager, Assessed::System(system)).await.unwrap();
        let lower = rated(&manager, ["4", "4"], ["2", "3"], &[]);
        store.rate_risk(&manager, again, &drift, &lower, 0).await.unwrap();
        let other = read(&firm, again).await.risks.into_iter().find(|one| one.risk != drift).unwrap();
        let refused = said(store.rate_risk(&manager, again, &other.risk, &lower, 0).await);
        assert_eq!(fields(&refused), ["acting"], "nothing lowered that one");
        whole(&firm).await;
    }
}

#[tokio::test]
async fn whoever_may_accept_a_risk_is_told_deputies_too_and_by_the_scale_of_its_assessment() {
    for firm in firms(&CONTROLS).await {
        let store = firm.store();
        let deputy = firm.f.person("Omar Said", Role::Engineer, false).await;
        let first = ScaleDraft::from(&store.risk_scale().await.unwrap());
        let by_owners =
            ScaleDraft { accepts: ["owner", "owner", "owner", "nobody"].map(str::to_owned), ..first.clone() };
        store.set_risk_scale(&firm.manager, &by_owners, 1).await.unwrap();
        let (id, system) = asked(&firm, TODAY.saturating_add(90.days())).await;
        let told = async |actor: &Actor| {
            let seq = store.trail(i64::MAX, 1).await.unwrap()[0].seq;
            let waiting = store.waiting(seq).await.unwrap();
            waiting.risks.to_accept(actor, TODAY, store.present().await.unwrap()).count()
        };
        assert_eq!(told(&deputy).await, 0, "nothing of it is theirs");
        let row = store.system(system).await.unwrap();
        let draft = SystemDraft { deputy: Some(deputy.person), ..row.draft() };
        store.change_system(&firm.manager, system, draft, row.version).await.unwrap();
        assert_eq!((told(&deputy).await, told(&firm.manager).await), (1, 0), "the manager asked for it");
        submit(&firm, id, &firm.manager).await.unwrap();
        store.set_risk_scale(&firm.manager, &first, 2).await.unwrap();
        assert_eq!(told(&deputy).await, 1, "submitted under the scale before");
        store.accept_risk(&deputy, id, &risk("RISK-01"), 2).await.unwrap();
        assert_eq!(told(&deputy).await, 0);
        whole(&firm).await;
    }
}
