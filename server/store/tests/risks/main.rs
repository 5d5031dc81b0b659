//! Risk assessments from proposal to proof, on both engines.
#![cfg(test)]

mod after;
mod due;
mod proof;
mod scale;
mod treated;
mod two;

use domain::codes::RiskId;
use domain::finding::Finding;
use domain::ids::{AssessmentId, SystemId};
use domain::instant::Utc;
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::risks::{Answer, Assessed, RatedDraft};
use domain::systems::SystemDraft;
use domain::words::{Stage, Trait, TraitSet};
use jiff::civil::{Date, date};
use store::testing::Firm;
use store::{AssessmentRead, Error};

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
