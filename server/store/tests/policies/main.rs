//! Policies from draft to proof, on both engines.
#![cfg(test)]

mod proof;
mod register;
mod versions;

use domain::catalogue::catalogue;
use domain::finding::Finding;
use domain::ids::PolicyId;
use domain::people::Actor;
use domain::policies::{PolicyFrame, PolicyText, Said, skeleton};
use domain::refusal::Refusal;
use jiff::civil::{Date, date};
use store::testing::Firm;
use store::{Document, Error};

fn said<T: std::fmt::Debug>(outcome: store::Result<T>) -> Refusal {
    let error = outcome.unwrap_err();
    let Error::Refused(refusal) = error else { panic!("{error}") };
    refusal
}

fn fields(refusal: &Refusal) -> Vec<&str> {
    let Refusal::Invalid(faults) = refusal else { panic!("{refusal}") };
    faults.iter().map(|fault| fault.field.as_ref()).collect()
}

const TODAY: Date = date(2026, 11, 21);

/// Every section of a template with a sentence under it.
fn whole(template: &str) -> PolicyText {
    let template = catalogue().policies.get(&template.parse().unwrap()).unwrap();
    let text = template.sections.iter().map(|section| format!("## {section}\n\nWe do it.\n\n")).collect();
    PolicyText { text, note: "First.".into(), reask: false }
}

async fn started(firm: &Firm, template: &str) -> PolicyId {
    let template = template.parse().unwrap();
    let row = catalogue().policies.get(&template).unwrap();
    let frame = PolicyFrame { owner: Some(firm.manager.person), ..PolicyFrame::of(row) };
    let text = PolicyText { text: skeleton(row), ..PolicyText::default() };
    firm.store().start_policy(&firm.manager, Some(template), frame, &text, Document::Kept).await.unwrap()
}

async fn submitted(firm: &Firm, id: PolicyId, template: &str, by: &Actor, from: Date) -> i64 {
    let version = firm.store().policy_draft(id).await.unwrap().map_or(0, |draft| draft.version);
    firm.store().write_policy(&firm.manager, id, &whole(template), Document::Kept, version).await.unwrap();
    let said = Said { approvers: vec![by.person], quorum: 1, in_force_from: from, brackets_stay: false };
    firm.store().submit_policy(&firm.manager, id, &said, version + 1).await.unwrap()
}

async fn approved(firm: &Firm, template: &str, by: &Actor) -> PolicyId {
    let id = started(firm, template).await;
    let no = submitted(firm, id, template, by, TODAY).await;
    firm.store().approve_policy(by, id, no).await.unwrap();
    id
}

async fn finding(firm: &Firm, requirement: &str) -> Option<Finding> {
    let spine = firm.store().spine().await.unwrap();
    let no = spine.requirement_by_id(&requirement.parse().unwrap()).unwrap().no;
    let now = firm.store().present().await.unwrap().max(store::World::now(&*firm.f.world));
    firm.store()
        .findings_of(0, now)
        .await
        .unwrap()
        .into_iter()
        .find(|found| found.requirement_no == no)
        .map(|f| f.finding)
}
