//! Risk assessments from proposal to proof, on both engines.
#![cfg(test)]

use domain::attestations::{AnswerDraft, AttestationDraft, LaterDraft, ReviewDraft, checklist};
use domain::catalogue::catalogue;
use domain::codes::RiskId;
use domain::finding::{Finding, Reason};
use domain::ids::{AssessmentId, SystemId};
use domain::instant::{Utc, Zone as _};
use domain::own_tasks::OwnStage;
use domain::people::{Actor, Role};
use domain::refusal::Refusal;
use domain::risks::{
    ActionDraft, Answer, Assessed, Authority, Band, Because, Gate, Lacking, OwnRiskDraft, Pressing, RatedDraft,
    ReassessmentTrigger, ScaleDraft, State, ThresholdDraft, Treatment, TreatmentDraft, TreatmentStanding, compare,
};
use domain::systems::SystemDraft;
use domain::words::{Criticality, Stage, Trait, TraitSet};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use store::testing::{Firm, firms, honest};
use store::{AssessmentRead, Error, OwnTasksWanted};

const TODAY: Date = date(2026, 11, 21);
const CONTROLS: [&str; 4] = ["AIG-RA-02", "AIG-GV-07", "AIG-RA-07", "AIG-PR-02"];

fn said<T: std::fmt::Debug>(outcome: store::Result<T>) -> Refusal {
    let error = outcome.unwrap_err();
    let Error::Refused(refusal) = error else { panic!("{error}") };
    refusal
}

fn fields(refusal: &Refusal) -> Vec<&str> {
    let Refusal::Invalid(faults) = refusal else { panic!("{refusal}") };
    faults.iter().map(|fault| fault.field.as_ref()).collect()
}

fn risk(text: &str) -> RiskId {
    text.parse().unwrap()
}

/// A system with every trait answered, in scope; its number.
async fn scorer(firm: &Firm, yes: &[Trait]) -> (SystemId, i64) {
    let yes: TraitSet = yes.iter().copied().collect();
    let draft = SystemDraft {
        stage: Some(Stage::Production),
        owner: Some(firm.manager.person),
        yes,
        no: TraitSet::all().minus(yes),
        ..SystemDraft::named("Scorer")
    };
    let id = firm.store().add_system(&firm.manager, draft).await.unwrap();
    firm.store().widen_scope(&firm.manager, firm.programme, &[id]).await.unwrap();
    (id, firm.store().system(id).await.unwrap().no)
}

async fn read(firm: &Firm, id: AssessmentId) -> AssessmentRead {
    let now = store::World::now(&*firm.f.world).max(firm.store().present().await.unwrap());
    firm.store().assessment(id, now, &Utc).await.unwrap()
}

fn rated(by: &Actor, inherent: [&str; 2], residual: [&str; 2], acting: &[&str]) -> RatedDraft {
    RatedDraft {
        likelihood: inherent[0].into(),
        impact: inherent[1].into(),
        residual_likelihood: residual[0].into(),
        residual_impact: residual[1].into(),
        acting: acting.iter().map(ToString::to_string).collect(),
        note: String::new(),
        owner: Some(by.person),
    }
}

fn low(by: &Actor) -> RatedDraft {
    rated(by, ["2", "2"], ["2", "2"], &[])
}

/// Rates everything that is open as low.
async fn rate_the_rest(firm: &Firm, id: AssessmentId, by: &Actor) {
    for one in read(firm, id).await.risks {
        if one.answer == Answer::Open {
            firm.store().rate_risk(by, id, &one.risk, &low(by), one.no).await.unwrap();
        }
    }
}

async fn submit(firm: &Firm, id: AssessmentId, by: &Actor) -> store::Result<()> {
    let seen = read(firm, id).await.version;
    firm.store().submit_assessment(by, id, seen).await
}

async fn conclude(firm: &Firm, id: AssessmentId, by: &Actor) -> store::Result<usize> {
    let seen = read(firm, id).await.version;
    firm.store().conclude_assessment(by, id, seen).await
}

/// Opened, rated low in everything, submitted and concluded.
async fn concluded(firm: &Firm, of: Assessed) -> AssessmentId {
    let id = firm.store().open_assessment(&firm.manager, of).await.unwrap();
    rate_the_rest(firm, id, &firm.manager).await;
    submit(firm, id, &firm.manager).await.unwrap();
    conclude(firm, id, &firm.reviewer).await.unwrap();
    id
}

async fn finding(firm: &Firm, subject: i64, requirement: &str) -> Option<Finding> {
    let now = store::World::now(&*firm.f.world).max(firm.store().present().await.unwrap());
    let found = firm.store().findings_of(subject, now).await.unwrap();
    found.into_iter().find(|found| found.requirement.as_str() == requirement).map(|found| found.finding)
}

async fn whole(firm: &Firm) {
    assert_eq!(firm.store().check_records().await.unwrap(), []);
    assert!(firm.store().check_derived(1).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_risks_that_fit_are_proposed_and_a_concluded_assessment_is_proof() {
    for firm in firms(&CONTROLS).await {
        let (system, no) = scorer(&firm, &[Trait::Predictive, Trait::TrainedInHouse]).await;
        let id = firm.store().open_assessment(&firm.manager, Assessed::System(system)).await.unwrap();
        let first = read(&firm, id).await;
        assert!((5..50).contains(&first.risks.len()), "{}", first.risks.len());
        assert!(first.risks.iter().all(|one| one.fits && !one.why.is_empty() && one.answer == Answer::Open));
        assert!(first.questions.is_empty());
        assert_eq!(finding(&firm, no, "TSK-RA-02-2").await, Some(Finding::Gap(Reason::NeverProven)));

        let refused = said(submit(&firm, id, &firm.manager).await);
        assert_eq!(fields(&refused), [Lacking::Answer.key()]);
        rate_the_rest(&firm, id, &firm.manager).await;
        submit(&firm, id, &firm.manager).await.unwrap();
        assert!(matches!(said(conclude(&firm, id, &firm.manager).await), Refusal::Forbidden(_)), "its author");
        assert_eq!(finding(&firm, no, "TSK-RA-02-2").await, Some(Finding::Gap(Reason::NeverProven)));
        assert_eq!(conclude(&firm, id, &firm.reviewer).await.unwrap(), 4);
        assert_eq!(finding(&firm, no, "TSK-RA-02-2").await, Some(Finding::Met));
        // Each of these asks for a second thing that no register knows.
        assert_eq!(finding(&firm, no, "TSK-GV-07-2").await, Some(Finding::Gap(Reason::NeverProven)));
        assert_eq!(finding(&firm, no, "TSK-RA-02-3").await, Some(Finding::Gap(Reason::NeverProven)));
        assert!(matches!(said(conclude(&firm, id, &firm.reviewer).await), Refusal::Conflict(_)));
        let done = read(&firm, id).await;
        assert_eq!(done.row.concluded().map(|said| said.review_on), Some(date(2027, 11, 21)));
        assert_eq!(done.risks.len(), first.risks.len());

        firm.f.world.forward(366 * 86_400);
        assert_eq!(finding(&firm, no, "TSK-RA-02-2").await, Some(Finding::Gap(Reason::Stale)));
        whole(&firm).await;
    }
}

#[tokio::test]
async fn one_assessment_at_a_time_and_a_new_one_supersedes() {
    for firm in firms(&CONTROLS).await {
        let (system, no) = scorer(&firm, &[Trait::TrainedInHouse]).await;
        let of = Assessed::System(system);
        let first = concluded(&firm, of).await;
        firm.f.world.forward(40 * 86_400);
        let second = firm.store().open_assessment(&firm.manager, of).await.unwrap();
        assert!(matches!(said(firm.store().open_assessment(&firm.manager, of).await), Refusal::Conflict(_)));
        assert_eq!(finding(&firm, no, "TSK-RA-02-2").await, Some(Finding::Met), "until the new one is concluded");
        let drift = rated(&firm.manager, ["4", "3"], ["4", "3"], &[]);
        let aside = "People without need cannot reach it.";
        firm.store().set_risk_aside(&firm.manager, second, &risk("RISK-03"), aside, 0).await.unwrap();
        firm.store().rate_risk(&firm.manager, second, &risk("RISK-01"), &drift, 0).await.unwrap();
        let moved = TreatmentDraft { kind: "avoid".into(), reason: "No release.".into(), ..TreatmentDraft::default() };
        firm.store().treat_risk(&firm.manager, second, &risk("RISK-01"), &moved, 1).await.unwrap();
        firm.store().agree_set_aside(&firm.reviewer, second, &risk("RISK-03"), 1).await.unwrap();
        rate_the_rest(&firm, second, &firm.manager).await;
        let now = read(&firm, second).await;
        assert_eq!(now.previous.as_ref().map(|row| row.id), Some(first));
        let moved = compare(&now.said_before(), &now.said());
        let worse: Vec<_> = moved.risks.iter().filter(|one| one.change.key() == "worse").map(|one| &one.risk).collect();
        assert_eq!(worse, [&risk("RISK-01")]);
        submit(&firm, second, &firm.manager).await.unwrap();
        assert_eq!(conclude(&firm, second, &firm.reviewer).await.unwrap(), 3, "access to training data was not rated");
        assert_eq!(finding(&firm, no, "TSK-RA-02-2").await, Some(Finding::Met));
        let register = firm.store().risk_register(TODAY, &Utc).await.unwrap().rows;
        assert!(register.iter().all(|row| row.assessment == second));
        assert_eq!(register[0].entry.risk, risk("RISK-01"));
        assert_eq!(register[0].entry.residual.band, Band::High);
        whole(&firm).await;
    }
}

#[tokio::test]
async fn nobody_who_took_part_concludes_even_if_another_said_otherwise_since() {
    for firm in firms(&CONTROLS).await {
        let second = firm.f.person("Nadia Ferreira", Role::ComplianceManager, true).await;
        let (system, _) = scorer(&firm, &[]).await;
        let id = firm.store().open_assessment(&firm.manager, Assessed::System(system)).await.unwrap();
        let one = read(&firm, id).await.risks.remove(0);
        firm.store().rate_risk(&second, id, &one.risk, &low(&second), 0).await.unwrap();
        firm.store().rate_risk(&firm.manager, id, &one.risk, &low(&firm.manager), 1).await.unwrap();
        rate_the_rest(&firm, id, &firm.manager).await;
        submit(&firm, id, &firm.manager).await.unwrap();
        assert!(matches!(said(conclude(&firm, id, &second).await), Refusal::Forbidden(_)));
        let seen = read(&firm, id).await.version;
        assert!(matches!(
            said(firm.store().rate_risk(&firm.manager, id, &one.risk, &low(&second), 2).await),
            Refusal::Conflict(_)
        ));
        let back = firm.store().send_assessment_back(&firm.reviewer, id, "", seen).await;
        assert_eq!(fields(&said(back)), ["reason"]);
        firm.store().send_assessment_back(&firm.reviewer, id, "Who answers?", seen).await.unwrap();
        let State::Draft { sent_back: Some(back) } = read(&firm, id).await.row.assessment.state else { panic!() };
        assert_eq!((back.by, back.reason.as_str()), (firm.reviewer.person, "Who answers?"));
        submit(&firm, id, &second).await.unwrap();
        let seen = seen - 1;
        let stale = firm.store().conclude_assessment(&firm.reviewer, id, seen).await;
        assert!(matches!(said(stale), Refusal::Conflict(_)));
        conclude(&firm, id, &firm.reviewer).await.unwrap();
        whole(&firm).await;
    }
}

#[tokio::test]
async fn two_who_rate_at_once_lose_nothing() {
    for firm in firms(&CONTROLS).await {
        let (system, _) = scorer(&firm, &[]).await;
        let id = firm.store().open_assessment(&firm.manager, Assessed::System(system)).await.unwrap();
        let one = read(&firm, id).await.risks.remove(0);
        firm.store().rate_risk(&firm.manager, id, &one.risk, &low(&firm.manager), one.no).await.unwrap();
        let late = rated(&firm.manager, ["5", "5"], ["5", "5"], &[]);
        let refused = said(firm.store().rate_risk(&firm.manager, id, &one.risk, &late, one.no).await);
        assert!(matches!(refused, Refusal::Conflict(_)));
        let Answer::Rated(kept) = read(&firm, id).await.risks.remove(0).answer else { panic!() };
        assert_eq!(kept.inherent.rating.product(), 4);
        let strange = rated(&firm.manager, ["9", "2"], ["2", "2"], &["AIG-VN-03"]);
        let refused = said(firm.store().rate_risk(&firm.manager, id, &one.risk, &strange, 1).await);
        assert_eq!(fields(&refused), ["likelihood", "acting"]);
    }
}

#[tokio::test]
async fn what_matters_is_not_set_aside_by_one() {
    for firm in firms(&CONTROLS).await {
        let (system, _) = scorer(&firm, &[Trait::TrainedInHouse]).await;
        let id = firm.store().open_assessment(&firm.manager, Assessed::System(system)).await.unwrap();
        let drift = risk("RISK-01");
        firm.store().set_risk_aside(&firm.manager, id, &drift, "It never changes.", 0).await.unwrap();
        rate_the_rest(&firm, id, &firm.manager).await;
        submit(&firm, id, &firm.manager).await.unwrap();
        assert_eq!(fields(&said(conclude(&firm, id, &firm.reviewer).await)), [Lacking::SecondPerson.key()]);
        assert!(read(&firm, id).await.missing(Gate::Submission).is_empty());
        assert!(matches!(
            said(firm.store().agree_set_aside(&firm.manager, id, &drift, 1).await),
            Refusal::Forbidden(_)
        ));
        firm.store().agree_set_aside(&firm.reviewer, id, &drift, 1).await.unwrap();
        conclude(&firm, id, &firm.reviewer).await.unwrap();
        whole(&firm).await;
    }
}

/// A high risk of which acceptance is asked for until a day.
async fn asked(firm: &Firm, until: Date) -> (AssessmentId, SystemId) {
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
            let rows = firm.store().risk_register(today, &Utc).await.unwrap().rows;
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
        assert_eq!(fields(&said(store.add_own_risk(&manager, id, &OwnRiskDraft::default()).await)).len(), 4);
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
        assert!(store.risk_register(TODAY, &Utc).await.unwrap().rows.iter().any(|row| row.entry.risk == own));
        whole(&firm).await;
    }
}

#[tokio::test]
async fn what_happens_to_a_system_asks_for_its_next_assessment() {
    for firm in firms(&CONTROLS).await {
        let (system, _) = scorer(&firm, &[]).await;
        let due = async |today| {
            let all = firm.store().risks_of_all(today, &Utc).await.unwrap();
            all.into_iter().find(|one| one.system.is_some()).unwrap().due
        };
        assert_eq!(due(TODAY).await.reasons[0].0, Because::Never);
        concluded(&firm, Assessed::System(system)).await;
        assert_eq!(due(TODAY).await.pressing, Pressing::Later);
        firm.f.world.forward(86_400);
        firm.store().answer_trait(&firm.manager, system, Trait::Agentic, Some(true), "It acts now.").await.unwrap();
        let asked = due(TODAY.saturating_add(1.days())).await;
        assert_eq!((asked.pressing, asked.by), (Pressing::Now, TODAY.saturating_add(31.days())));
        assert_eq!(due(TODAY.saturating_add(40.days())).await.pressing, Pressing::Overdue);
        let id = firm.store().open_assessment(&firm.manager, Assessed::System(system)).await.unwrap();
        let later = read(&firm, id).await;
        assert!(later.risks.iter().any(|one| one.before.is_none()), "an agent brings risks of its own");
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

#[tokio::test]
async fn a_finding_in_the_report_of_a_vendor_asks_for_the_assessment_of_what_depends_on_it() {
    for firm in firms(&CONTROLS).await {
        let store = firm.store();
        let (system, _) = scorer(&firm, &[]).await;
        let vendor = store.add_vendor(&firm.manager, "Parley Labs", "models", Criticality::High, None).await.unwrap();
        let other = store.add_vendor(&firm.manager, "Cloudmoor", "hosting", Criticality::High, None).await.unwrap();
        store.depend(&firm.manager, system, vendor).await.unwrap();
        let findings = async || {
            let all = store.risks_of_all(TODAY, &Utc).await.unwrap();
            let due = all.into_iter().find(|one| one.system.is_some()).unwrap().due;
            let is = |because: &Because| {
                matches!(because, Because::Triggered { trigger: ReassessmentTrigger::ReportFinding, .. })
            };
            due.reasons.iter().filter(|(because, _)| is(because)).count()
        };
        let entered = std::cell::Cell::new(0);
        let accepted = async |of, opinion: &str, point: &str, judged: &str| {
            entered.set(entered.get() + 1);
            let draft = AttestationDraft {
                kind: "SOC2-T2".into(),
                issuer: format!("Auditors no. {}", entered.get()),
                period_from: "2025-10-01".into(),
                period_until: "2026-09-30".into(),
                scope: "yes".into(),
                categories: vec!["Security".into()],
                opinion: opinion.into(),
                received_on: "2026-11-20".into(),
                ..AttestationDraft::default()
            };
            let id = store.enter_attestation(&firm.manager, of, &draft, None).await.unwrap();
            let kind = catalogue().attestations.get(&"SOC2-T2".parse().unwrap()).unwrap();
            let answer = AnswerDraft { answer: point.into(), note: "Two of forty were late.".into() };
            let answers = checklist(kind).map(|_| answer.clone()).collect();
            let review = match point {
                "fine" => honest(store, id, judged).await,
                _ => ReviewDraft { answers, judged: judged.into(), ..ReviewDraft::default() },
            };
            store.accept_attestation(&firm.reviewer, id, &review).await.unwrap();
            id
        };
        accepted(vendor, "qualified", "fine", "").await;
        concluded(&firm, Assessed::System(system)).await;
        assert_eq!(findings().await, 0, "the assessment came after it");
        let clean = accepted(vendor, "unqualified", "fine", "").await;
        accepted(vendor, "qualified", "fine", "harmless").await;
        accepted(other, "adverse", "fine", "").await;
        assert_eq!(findings().await, 0, "clean, harmless, or of a vendor on which nothing depends");
        let qualified = accepted(vendor, "qualified", "fine", "").await;
        assert_eq!(findings().await, 1);
        accepted(vendor, "unqualified", "wanting", "").await;
        assert_eq!(findings().await, 2, "an exception that the second person found to matter");
        let out = LaterDraft { what: "out-of-scope".into(), day: String::new(), words: "Its annex of today.".into() };
        store.note_attestation(&firm.manager, clean, &out).await.unwrap();
        assert_eq!(findings().await, 3, "what came to light later");
        store.take_attestation_back(&firm.manager, qualified, "Of another vendor.").await.unwrap();
        assert_eq!(findings().await, 2);
        let next = concluded(&firm, Assessed::System(system)).await;
        assert_eq!(findings().await, 0, "{next} looked at them");
        let rows = store.rated_risks(TODAY, &Utc).await.unwrap();
        assert!(rows.iter().all(|row| row.assessment == next), "only the last conclusion is read");
        assert_eq!(rows, store.risk_register(TODAY, &Utc).await.unwrap().rows);
    }
}

fn picked(read: &AssessmentRead, these: &[&str]) -> Vec<store::Picked> {
    let one = |id: &&str| read.risks.iter().find(|one| one.risk.as_str() == *id).map(|one| (one.risk.clone(), one.no));
    these.iter().filter_map(one).collect()
}

#[tokio::test]
async fn a_conclusion_proves_what_is_adopted_afterwards_once_somebody_who_took_no_part_says_so() {
    for firm in firms(&["AIG-PR-02"]).await {
        let (system, no) = scorer(&firm, &[Trait::Predictive, Trait::TrainedInHouse]).await;
        let id = concluded(&firm, Assessed::System(system)).await;
        let nothing = said(firm.store().prove_assessment(&firm.reviewer, id).await);
        assert!(matches!(&nothing, Refusal::Conflict(rule) if rule.contains("Nothing waits")), "{nothing}");

        firm.f.world.forward(40 * 86_400);
        firm.adopt(&["AIG-RA-02"]).await;
        assert_eq!(finding(&firm, no, "TSK-RA-02-2").await, Some(Finding::Gap(Reason::NeverProven)));
        let (now, seq) = (firm.store().present().await.unwrap(), i64::MAX);
        let waits = |actor: Actor| {
            let store = firm.store().clone();
            async move { store.waiting(seq).await.unwrap().risks.to_prove(&actor, Utc.day(now)).count() }
        };
        assert_eq!((waits(firm.reviewer).await, waits(firm.manager).await), (1, 0), "never whoever took part");
        let own = said(firm.store().prove_assessment(&firm.manager, id).await);
        assert!(matches!(own, Refusal::Forbidden(_)), "{own}");

        assert_eq!(firm.store().prove_assessment(&firm.reviewer, id).await.unwrap(), 3, "each kind that is asked for");
        assert_eq!(finding(&firm, no, "TSK-RA-02-2").await, Some(Finding::Met));
        let listing = finding(&firm, no, "TSK-RA-02-3").await;
        assert_eq!(listing, Some(Finding::Gap(Reason::NeverProven)), "a listing of access is asked for beside it");
        assert_eq!(waits(firm.reviewer).await, 0);
        let read = read(&firm, id).await;
        let proof = firm.store().assessment_proof(&firm.reviewer, &read, &Utc).await.unwrap();
        let piece = firm.store().evidence(proof.evidence[0].0).await.unwrap();
        assert_eq!(
            (piece.speaks_until, piece.performed_on),
            (TODAY, Some(TODAY)),
            "the day of the conclusion, not of the click"
        );
        assert!(matches!(said(firm.store().prove_assessment(&firm.reviewer, id).await), Refusal::Conflict(_)));

        firm.adopt(&["AIG-GV-07"]).await;
        firm.store().answer_trait(&firm.manager, system, Trait::Agentic, Some(true), "It acts now.").await.unwrap();
        let late = said(firm.store().prove_assessment(&firm.reviewer, id).await);
        assert!(matches!(&late, Refusal::Conflict(rule) if rule.contains("new assessment")), "{late}");
        whole(&firm).await;
    }
}

#[tokio::test]
async fn many_are_answered_by_one_entry_but_what_takes_two_is_named_and_left() {
    for firm in firms(&CONTROLS).await {
        let (system, _) = scorer(&firm, &[Trait::Predictive, Trait::TrainedInHouse]).await;
        let id = firm.store().open_assessment(&firm.manager, Assessed::System(system)).await.unwrap();
        let before = read(&firm, id).await;
        let own: Vec<_> = before.risks.iter().map(store::RiskInHand::is_its_own).collect();
        assert!(own.is_sorted_by_key(|own| !own) && own.contains(&true) && own.contains(&false), "its own come first");
        let free: Vec<_> = before.risks.iter().map(|one| one.risk.as_str()).collect();
        let free: Vec<_> = free.into_iter().filter(|id| !domain::risks::BY_TWO.contains(id)).collect();
        let (three, two) = (&free[..3], &free[3..5]);

        let with_two = [three, &["RISK-01", "RISK-03"]].concat();
        let refused =
            said(firm.store().set_risks_aside(&firm.manager, id, &picked(&before, &with_two), "Not here.").await);
        assert_eq!(fields(&refused), ["risk"]);
        assert!(refused.to_string().contains("RISK-01, RISK-03"), "{refused}");
        assert_eq!(fields(&said(firm.store().set_risks_aside(&firm.manager, id, &[], " ").await)), ["risk", "reason"]);
        let head = firm.store().head_seq().await.unwrap();
        let done = firm.store().set_risks_aside(&firm.manager, id, &picked(&before, three), "Not here.").await.unwrap();
        assert_eq!((done, firm.store().head_seq().await.unwrap()), (3, head + 1), "one command, one entry");
        let stale =
            said(firm.store().rate_risks(&firm.manager, id, &picked(&before, three), &low(&firm.manager)).await);
        assert!(matches!(stale, Refusal::Conflict(_)), "{stale}");
        let none = said(firm.store().rate_risks(&firm.manager, id, &[], &low(&firm.manager)).await);
        assert_eq!(fields(&none), ["risk"]);
        let stranger =
            said(firm.store().rate_risks(&firm.reviewer, id, &picked(&before, two), &low(&firm.reviewer)).await);
        assert!(matches!(stranger, Refusal::Forbidden(_)), "{stranger}");
        firm.store().rate_risks(&firm.manager, id, &picked(&before, two), &low(&firm.manager)).await.unwrap();
        let after = read(&firm, id).await;
        let answered: Vec<_> =
            after.risks.iter().filter(|one| one.answer != Answer::Open).map(|one| one.risk.as_str()).collect();
        let mut wanted = [three, two].concat();
        wanted.sort_by_key(|id| after.risks.iter().position(|one| one.risk.as_str() == *id));
        assert_eq!(answered, wanted);
        rate_the_rest(&firm, id, &firm.manager).await;
        submit(&firm, id, &firm.manager).await.unwrap();
        conclude(&firm, id, &firm.reviewer).await.unwrap();
        whole(&firm).await;
    }
}

#[tokio::test]
async fn what_one_person_set_aside_waits_for_whoever_may_agree() {
    for firm in firms(&CONTROLS).await {
        let (system, _) = scorer(&firm, &[Trait::TrainedInHouse]).await;
        let id = firm.store().open_assessment(&firm.manager, Assessed::System(system)).await.unwrap();
        let one = risk("RISK-03");
        firm.store().set_risk_aside(&firm.manager, id, &one, "Nobody else gets there.", 0).await.unwrap();
        let now = firm.store().present().await.unwrap();
        let waiting = firm.store().waiting(i64::MAX).await.unwrap();
        let of = |actor: &Actor| waiting.risks.to_agree(actor, now).map(|one| one.risk.clone()).collect::<Vec<_>>();
        assert_eq!((of(&firm.reviewer), of(&firm.manager)), (vec![one.clone()], vec![]));
        firm.store().agree_set_aside(&firm.reviewer, id, &one, 1).await.unwrap();
        assert_eq!(firm.store().waiting(i64::MAX).await.unwrap().risks.asides, []);
        whole(&firm).await;
    }
}
