//! Policies from draft to proof, on both engines.
#![cfg(test)]

use domain::catalogue::catalogue;
use domain::finding::{Finding, Reason};
use domain::ids::PolicyId;
use domain::instant::{Utc, Zone as _};
use domain::notices::What;
use domain::people::{Actor, Role};
use domain::policies::{
    AudienceDraft, ExceptionDraft, ExceptionOutcome, PolicyFrame, PolicyState, PolicyText, Said, skeleton,
};
use domain::refusal::Refusal;
use domain::trail::ThingKind;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use std::collections::BTreeSet;
use store::testing::{Firm, firms, pair};
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

async fn to_read(store: &store::Store, actor: &Actor) -> usize {
    let seq = store.trail(i64::MAX, 1).await.unwrap()[0].seq;
    store.waiting(seq).await.unwrap().policies.to_read(actor, TODAY).len()
}

#[tokio::test]
async fn an_approved_version_proves_exactly_what_its_template_names() {
    for firm in firms(&["AIG-GV-02", "AIG-GV-05"]).await {
        firm.system("Scorer", None).await;
        let executive = firm.f.person("Ruth Adeyemi", Role::Executive, false).await;
        assert_eq!(finding(&firm, "TSK-GV-02-1").await, Some(Finding::Gap(Reason::NeverProven)));
        let id = started(&firm, "POL-02").await;
        let no = submitted(&firm, id, "POL-02", &executive, TODAY).await;
        assert_eq!(
            finding(&firm, "TSK-GV-02-1").await,
            Some(Finding::Gap(Reason::NeverProven)),
            "a draft proves nothing"
        );
        firm.store().approve_policy(&executive, id, no).await.unwrap();
        assert_eq!(finding(&firm, "TSK-GV-02-1").await, Some(Finding::Met));
        assert_eq!(finding(&firm, "TSK-GV-05-1").await, Some(Finding::Gap(Reason::NeverProven)), "four are missing");
        for template in ["POL-04", "POL-05", "POL-06"] {
            approved(&firm, template, &executive).await;
        }
        assert_eq!(finding(&firm, "TSK-GV-05-1").await, Some(Finding::Gap(Reason::NeverProven)), "one is missing");
        let last = approved(&firm, "POL-07", &executive).await;
        assert_eq!(finding(&firm, "TSK-GV-05-1").await, Some(Finding::Met));
        firm.store().retire_policy(&firm.manager, last, "Merged.").await.unwrap();
        assert_eq!(finding(&firm, "TSK-GV-05-1").await, Some(Finding::Gap(Reason::EndedByEvent)));
        assert_eq!(finding(&firm, "TSK-GV-02-1").await, Some(Finding::Met));
        assert_eq!(firm.store().check_records().await.unwrap(), []);
        assert!(firm.store().check_derived(1).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_policy_past_its_review_day_is_a_gap_until_it_was_reviewed() {
    for firm in firms(&["AIG-GV-02"]).await {
        firm.system("Scorer", None).await;
        let executive = firm.f.person("Ruth Adeyemi", Role::Executive, false).await;
        let id = approved(&firm, "POL-02", &executive).await;
        firm.f.world.forward(364 * 86_400);
        assert_eq!(finding(&firm, "TSK-GV-02-1").await, Some(Finding::Met));
        firm.f.world.forward(2 * 86_400);
        assert_eq!(finding(&firm, "TSK-GV-02-1").await, Some(Finding::Gap(Reason::Stale)));
        let today = date(2027, 11, 22);
        let line = firm.store().policies(today, &Utc).await.unwrap().remove(0);
        assert_eq!(
            (line.state, line.in_force.map(|span| span.review_on)),
            (PolicyState::ReviewOverdue, Some(date(2027, 11, 21)))
        );
        let weaknesses = async || {
            let spine = firm.store().spine().await.unwrap();
            let at = firm.store().present().await.unwrap().max(store::World::now(&*firm.f.world));
            let reading = firm.store().reading(&spine.programmes[0], at).await.unwrap();
            let weak = reading.readiness.criteria.iter().filter(|one| one.weaknesses > 0);
            weak.map(|one| one.id.key()).collect::<Vec<_>>()
        };
        let late = weaknesses().await;
        // CC5.3, and CC1.5 for its part, through a supporting control that has gaps of its own.
        assert_eq!(late, ["CC1.1", "CC1.5", "CC2.2", "CC5.3", "CC6.7"]);
        let again = Said { approvers: vec![executive.person], quorum: 1, in_force_from: today, brackets_stay: false };
        let no = firm.store().confirm_policy(&firm.manager, id, &again).await.unwrap();
        firm.store().approve_policy(&executive, id, no).await.unwrap();
        assert_eq!(finding(&firm, "TSK-GV-02-1").await, Some(Finding::Met));
        assert_eq!(weaknesses().await, ["CC1.5", "CC5.3"]);
        let (one, two) =
            (firm.store().policy_text(id, 1).await.unwrap(), firm.store().policy_text(id, 2).await.unwrap());
        assert_eq!(one, two);
    }
}

#[tokio::test]
async fn a_version_that_binds_from_a_day_to_come_proves_from_that_day_on() {
    for firm in firms(&["AIG-GV-02"]).await {
        firm.system("Scorer", None).await;
        let executive = firm.f.person("Ruth Adeyemi", Role::Executive, false).await;
        let id = started(&firm, "POL-02").await;
        let from = TODAY.saturating_add(10.days());
        let no = submitted(&firm, id, "POL-02", &executive, from).await;
        firm.store().approve_policy(&executive, id, no).await.unwrap();
        assert_eq!(finding(&firm, "TSK-GV-02-1").await, Some(Finding::Gap(Reason::NeverProven)));
        firm.f.world.set(Utc.midnight(from));
        assert_eq!(finding(&firm, "TSK-GV-02-1").await, Some(Finding::Met));
    }
}

#[tokio::test]
async fn its_authors_never_approve_it_and_those_named_decide_once() {
    for firm in firms(&[]).await {
        let (store, manager, reviewer) = (firm.store(), firm.manager, firm.reviewer);
        let executive = firm.f.person("Ruth Adeyemi", Role::Executive, false).await;
        let engineer = firm.f.person("Omar Said", Role::Engineer, false).await;
        let id = started(&firm, "POL-15").await;
        let of = |approvers: &[Actor], quorum| Said {
            approvers: approvers.iter().map(|actor| actor.person).collect(),
            quorum,
            in_force_from: TODAY,
            brackets_stay: false,
        };
        let open = said(store.submit_policy(&manager, id, &of(&[reviewer], 1), 1).await);
        assert_eq!(
            fields(&open),
            ["text", "brackets"],
            "sections without a word, and places that the template leaves open"
        );
        store.write_policy(&manager, id, &whole("POL-15"), Document::Kept, 1).await.unwrap();
        assert_eq!(fields(&said(store.submit_policy(&manager, id, &of(&[manager], 1), 2).await)), ["approvers"]);
        assert_eq!(fields(&said(store.submit_policy(&manager, id, &of(&[engineer], 1), 2).await)), ["approvers"]);
        assert!(matches!(said(store.submit_policy(&manager, id, &of(&[reviewer], 1), 1).await), Refusal::Conflict(_)));
        let no = store.submit_policy(&manager, id, &of(&[reviewer, executive], 2), 2).await.unwrap();
        assert!(matches!(said(store.submit_policy(&manager, id, &of(&[reviewer], 1), 0).await), Refusal::Conflict(_)));
        assert!(matches!(said(store.approve_policy(&engineer, id, no).await), Refusal::Forbidden(_)));
        store.approve_policy(&executive, id, no).await.unwrap();
        assert!(matches!(said(store.approve_policy(&executive, id, no).await), Refusal::Conflict(_)));
        let line = store.policies(TODAY, &Utc).await.unwrap().remove(0);
        assert_eq!((line.state, line.waiting), (PolicyState::Waiting, Some((no, vec![reviewer.person]))));
        store.reject_policy(&reviewer, id, no, "Who tests?").await.unwrap();
        assert!(matches!(said(store.approve_policy(&reviewer, id, no).await), Refusal::Conflict(_)));
        let end = store.policy_versions(id).await.unwrap().remove(0).end.unwrap();
        assert_eq!((end.by, end.answer.as_str()), (reviewer.person, "Who tests?"));
        let bare = PolicyText::default();
        let again = store.start_policy(
            &manager,
            Some("POL-15".parse().unwrap()),
            store.policy(id).await.unwrap().frame,
            &bare,
            Document::Kept,
        );
        assert_eq!(fields(&said(again.await)), ["template"]);
    }
}

#[tokio::test]
async fn two_who_write_at_once_lose_nothing() {
    for firm in firms(&[]).await {
        let store = firm.store();
        let id = started(&firm, "POL-15").await;
        let text = |text: &str| PolicyText { text: text.into(), ..PolicyText::default() };
        store.write_policy(&firm.manager, id, &text("Mine."), Document::Kept, 1).await.unwrap();
        let late = store.write_policy(&firm.manager, id, &text("Yours."), Document::Kept, 1).await;
        assert!(matches!(said(late), Refusal::Conflict(_)));
        assert_eq!(store.policy_draft(id).await.unwrap().unwrap().text.text, "Mine.");
    }
}

#[tokio::test]
async fn a_complete_register_of_acknowledgements_is_proof_and_an_incomplete_one_is_not() {
    for firm in firms(&["AIG-GV-02"]).await {
        firm.system("Scorer", None).await;
        let (store, manager, reviewer) = (firm.store(), firm.manager, firm.reviewer);
        let executive = firm.f.person("Ruth Adeyemi", Role::Executive, false).await;
        let id = approved(&firm, "POL-02", &executive).await;
        let row = store.policy(id).await.unwrap();
        assert!(matches!(said(store.acknowledge_policy(&manager, id, 1).await), Refusal::Forbidden(_)));
        let draft =
            AudienceDraft { roles: vec![Role::Engineer], people: vec![manager.person], ..AudienceDraft::default() };
        store.set_audience(&manager, id, &draft, row.version).await.unwrap();
        let row = store.policy(id).await.unwrap();
        let now = store.policy_audience(&row, TODAY, &Utc).await.unwrap();
        assert_eq!(now.register.len(), 2, "the reviewer is an engineer");
        assert_eq!(to_read(store, &manager).await, 1);
        assert!(matches!(said(store.close_acknowledgements(&reviewer, id).await), Refusal::Conflict(_)));
        assert!(matches!(said(store.acknowledge_policy(&manager, id, 2).await), Refusal::Conflict(_)));
        store.acknowledge_policy(&manager, id, 1).await.unwrap();
        assert!(matches!(said(store.acknowledge_policy(&manager, id, 1).await), Refusal::Conflict(_)));
        store.acknowledge_policy(&reviewer, id, 1).await.unwrap();
        assert_eq!(to_read(store, &manager).await, 0);
        let third = firm.f.person("Ito Brandt", Role::ComplianceManager, true).await;
        let version = store.policy(id).await.unwrap().version;
        store.set_audience(&third, id, &draft, version).await.unwrap();
        assert!(said(store.close_acknowledgements(&third, id).await).to_string().starts_with("You said whom it binds"));
        assert_eq!(store.close_acknowledgements(&reviewer, id).await.unwrap(), 1);
        // The other half of that proof, a listing of the people there are, is not in this register.
        assert_eq!(finding(&firm, "TSK-GV-02-2").await, Some(Finding::Gap(Reason::NeverProven)));
        let pairs = [pair("TSK-GV-02-2", 0)];
        let listing = firm.submit("population-listing", TODAY, &pairs).await;
        firm.rule(listing, &pairs, domain::evidence::Ruling::Supports).await;
        assert_eq!(finding(&firm, "TSK-GV-02-2").await, Some(Finding::Met));
        assert_eq!(store.check_records().await.unwrap(), []);
    }
}

#[tokio::test]
async fn an_exception_is_approved_by_a_third_and_proof_until_its_last_day() {
    for firm in firms(&["AIG-GV-05"]).await {
        firm.system("Scorer", None).await;
        let (store, manager, reviewer) = (firm.store(), firm.manager, firm.reviewer);
        let executive = firm.f.person("Ruth Adeyemi", Role::Executive, true).await;
        let id = started(&firm, "POL-04").await;
        let draft = ExceptionDraft {
            what: "Bias test before each release".into(),
            reason: "No labelled data.".into(),
            measure: "A person reads every decision.".into(),
            owner: Some(reviewer.person),
            until: Some(TODAY.saturating_add(30.days())),
        };
        let exception = store.ask_exception(&manager, id, &draft).await.unwrap();
        assert!(matches!(said(store.approve_exception(&manager, exception, "").await), Refusal::Forbidden(_)));
        assert!(matches!(said(store.approve_exception(&reviewer, exception, "").await), Refusal::Forbidden(_)));
        store.approve_exception(&executive, exception, "For the pilot only.").await.unwrap();
        assert!(matches!(said(store.refuse_exception(&executive, exception, "No.").await), Refusal::Conflict(_)));
        assert_eq!(finding(&firm, "TSK-GV-05-3").await, Some(Finding::Met));
        assert!(store.exception(exception).await.unwrap().holds(TODAY));
        store.end_exception(&reviewer, exception, "It is tested now.").await.unwrap();
        assert_eq!(finding(&firm, "TSK-GV-05-3").await, Some(Finding::Gap(Reason::EndedByEvent)));
        assert!(matches!(said(store.end_exception(&manager, exception, "Again.").await), Refusal::Conflict(_)));
        assert_eq!(store.check_records().await.unwrap(), []);
    }
}

#[tokio::test]
async fn what_was_adopted_after_the_approval_is_proven_when_another_says_so() {
    for firm in firms(&[]).await {
        firm.system("Scorer", None).await;
        let executive = firm.f.person("Ruth Adeyemi", Role::Executive, false).await;
        let id = approved(&firm, "POL-02", &executive).await;
        firm.adopt(&["AIG-GV-02"]).await;
        let row = firm.store().policy(id).await.unwrap();
        assert_eq!(firm.store().unproven_by_policy(&row).await.unwrap(), ["TSK-GV-02-1".parse().unwrap()]);
        assert_eq!(finding(&firm, "TSK-GV-02-1").await, Some(Finding::Gap(Reason::NeverProven)));
        let waits = async || {
            let now = firm.store().present().await.unwrap();
            let all = firm.store().matters(now, &Utc).await.unwrap().into_iter();
            let all = all.filter(|one| one.what == What::Prove && one.thing == format!("/policies/{id}#proof"));
            all.map(|one| one.to).collect::<BTreeSet<_>>()
        };
        let expected = BTreeSet::from([executive.person, firm.reviewer.person]);
        assert_eq!(waits().await, expected, "whoever may say so, and not its author");
        assert!(matches!(said(firm.store().prove_policy(&firm.manager, id).await), Refusal::Forbidden(_)));
        assert_eq!(firm.store().prove_policy(&executive, id).await.unwrap(), 2);
        assert_eq!(finding(&firm, "TSK-GV-02-1").await, Some(Finding::Met));
        assert!(firm.store().unproven_by_policy(&row).await.unwrap().is_empty());
        assert!(waits().await.is_empty());
        assert!(matches!(said(firm.store().prove_policy(&executive, id).await), Refusal::Conflict(_)));
    }
}

/// Everybody whom a policy binds is these people; a complete register is closed by the reviewer.
async fn acknowledged(firm: &Firm, id: PolicyId, no: i64, people: &[Actor]) -> store::Result<usize> {
    let store = firm.store();
    let people_of = people.iter().map(|actor| actor.person).collect();
    let draft = AudienceDraft { people: people_of, ..AudienceDraft::default() };
    let version = store.policy(id).await?.version;
    store.set_audience(&firm.manager, id, &draft, version).await?;
    for actor in people {
        store.acknowledge_policy(actor, id, no).await?;
    }
    store.close_acknowledgements(&firm.reviewer, id).await
}

#[tokio::test]
async fn a_policy_that_is_retired_takes_the_proof_of_its_register_with_it() {
    for firm in firms(&["AIG-GV-02"]).await {
        firm.system("Scorer", None).await;
        let executive = firm.f.person("Ruth Adeyemi", Role::Executive, false).await;
        let id = approved(&firm, "POL-02", &executive).await;
        assert_eq!(acknowledged(&firm, id, 1, &[firm.manager]).await.unwrap(), 1);
        let pairs = [pair("TSK-GV-02-2", 0)];
        let listing = firm.submit("population-listing", TODAY, &pairs).await;
        firm.rule(listing, &pairs, domain::evidence::Ruling::Supports).await;
        assert_eq!(finding(&firm, "TSK-GV-02-2").await, Some(Finding::Met));
        firm.store().retire_policy(&firm.manager, id, "Merged.").await.unwrap();
        assert_eq!(finding(&firm, "TSK-GV-02-2").await, Some(Finding::Gap(Reason::EndedByEvent)));
        assert_eq!(firm.store().check_records().await.unwrap(), []);
        assert!(firm.store().check_derived(1).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn exceptions_end_with_their_policy_those_that_wait_and_those_that_hold() {
    for firm in firms(&["AIG-GV-05"]).await {
        firm.system("Scorer", None).await;
        let (store, manager) = (firm.store(), firm.manager);
        let executive = firm.f.person("Ruth Adeyemi", Role::Executive, true).await;
        let id = started(&firm, "POL-04").await;
        let draft = ExceptionDraft {
            what: "Bias test before each release".into(),
            reason: "No labelled data.".into(),
            measure: "A person reads every decision.".into(),
            owner: Some(firm.reviewer.person),
            until: Some(TODAY.saturating_add(30.days())),
        };
        let holds = store.ask_exception(&manager, id, &draft).await.unwrap();
        store.approve_exception(&executive, holds, "").await.unwrap();
        let waits = store.ask_exception(&manager, id, &draft).await.unwrap();
        let refused = store.ask_exception(&manager, id, &draft).await.unwrap();
        store.refuse_exception(&executive, refused, "Not this one.").await.unwrap();
        assert_eq!(finding(&firm, "TSK-GV-05-3").await, Some(Finding::Met));
        store.retire_policy(&manager, id, "Merged.").await.unwrap();
        assert_eq!(finding(&firm, "TSK-GV-05-3").await, Some(Finding::Gap(Reason::EndedByEvent)));
        assert!(matches!(said(store.approve_exception(&executive, waits, "").await), Refusal::Conflict(_)));
        let outcome = async |id| store.exception(id).await.unwrap().decided.map(|(outcome, ..)| outcome);
        assert_eq!(outcome(waits).await, Some(ExceptionOutcome::Withdrawn));
        assert_eq!(outcome(refused).await, Some(ExceptionOutcome::Refused));
        assert_eq!(store.exception(holds).await.unwrap().ended.map(|(_, why)| why).as_deref(), Some("Merged."));
        for (exception, entries) in [(holds, 3), (waits, 2), (refused, 2)] {
            let history = store.history(ThingKind::Exception, &exception.to_string(), i64::MAX, 50).await.unwrap();
            assert_eq!(history.len(), entries, "asked, decided, ended with its policy");
        }
        assert_eq!(store.check_records().await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_version_approved_for_a_later_day_never_displaces_one_that_was_approved_after_it() {
    for firm in firms(&["AIG-GV-02"]).await {
        firm.system("Scorer", None).await;
        let store = firm.store();
        let executive = firm.f.person("Ruth Adeyemi", Role::Executive, false).await;
        let id = approved(&firm, "POL-02", &executive).await;
        let ahead = submitted(&firm, id, "POL-02", &executive, TODAY.saturating_add(10.days())).await;
        store.approve_policy(&executive, id, ahead).await.unwrap();
        let last = submitted(&firm, id, "POL-02", &executive, TODAY).await;
        store.approve_policy(&executive, id, last).await.unwrap();
        assert_eq!(firm.f.texts("SELECT DISTINCT ended_as, kind FROM offer WHERE ended_as IS NOT NULL").await.len(), 2);
        assert!(acknowledged(&firm, id, last, &[firm.manager]).await.is_ok());
        firm.f.world.set(Utc.midnight(TODAY.saturating_add(11.days())));
        let today = TODAY.saturating_add(11.days());
        let line = store.policies(today, &Utc).await.unwrap().remove(0);
        assert_eq!(line.in_force.map(|span| span.no), Some(last));
        assert_eq!(to_read(store, &firm.manager).await, 0, "nothing is asked again");
        assert!(matches!(said(store.acknowledge_policy(&firm.manager, id, ahead).await), Refusal::Conflict(_)));
        assert_eq!(finding(&firm, "TSK-GV-02-1").await, Some(Finding::Met));
        firm.f.world.set(Utc.midnight(date(2027, 11, 25)));
        assert_eq!(
            finding(&firm, "TSK-GV-02-1").await,
            Some(Finding::Gap(Reason::Stale)),
            "past the review of the last"
        );
        assert_eq!(store.check_records().await.unwrap(), []);
        assert!(store.check_derived(1).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn whoever_wrote_a_text_does_not_approve_it_when_somebody_else_confirms_it() {
    for firm in firms(&[]).await {
        let store = firm.store();
        let executive = firm.f.person("Ruth Adeyemi", Role::Executive, false).await;
        let writer = firm.f.person("Vera Lindqvist", Role::ComplianceManager, true).await;
        let id = started(&firm, "POL-15").await;
        store.write_policy(&writer, id, &whole("POL-15"), Document::Kept, 1).await.unwrap();
        let to =
            |by: &Actor| Said { approvers: vec![by.person], quorum: 1, in_force_from: TODAY, brackets_stay: false };
        let no = store.submit_policy(&writer, id, &to(&executive), 2).await.unwrap();
        store.approve_policy(&executive, id, no).await.unwrap();
        assert_eq!(fields(&said(store.confirm_policy(&firm.manager, id, &to(&writer)).await)), ["approvers"]);
        let no = store.confirm_policy(&firm.manager, id, &to(&executive)).await.unwrap();
        store.approve_policy(&executive, id, no).await.unwrap();
        let authors = store.policy_authors(id, TODAY).await.unwrap();
        assert!(authors.contains(&writer.person) && authors.contains(&firm.manager.person));
        // Once more, by a third: nobody of those before is forgotten.
        let third = firm.f.person("Omar Said", Role::ComplianceManager, false).await;
        assert_eq!(fields(&said(store.confirm_policy(&third, id, &to(&writer)).await)), ["approvers"]);
    }
}

#[tokio::test]
async fn two_who_say_at_once_whom_it_binds_lose_nothing() {
    for firm in firms(&[]).await {
        let store = firm.store();
        let id = started(&firm, "POL-15").await;
        let seen = store.policy(id).await.unwrap().version;
        let of = |role| AudienceDraft { roles: vec![role], ..AudienceDraft::default() };
        store.set_audience(&firm.manager, id, &of(Role::Engineer), seen).await.unwrap();
        let late = store.set_audience(&firm.manager, id, &of(Role::Executive), seen).await;
        assert!(matches!(said(late), Refusal::Conflict(_)));
        let row = store.policy(id).await.unwrap();
        let now = store.policy_audience(&row, TODAY, &Utc).await.unwrap().audience;
        assert_eq!(now.roles.into_iter().collect::<Vec<_>>(), [Role::Engineer]);
    }
}

#[tokio::test]
async fn handing_a_policy_over_makes_nobody_the_second_person_of_its_register() {
    for firm in firms(&["AIG-GV-02"]).await {
        firm.system("Scorer", None).await;
        let store = firm.store();
        let executive = firm.f.person("Ruth Adeyemi", Role::Executive, false).await;
        let id = approved(&firm, "POL-02", &executive).await;
        for (owner, by) in [(firm.reviewer, firm.manager), (executive, firm.manager)] {
            let row = store.policy(id).await.unwrap();
            let frame = PolicyFrame { owner: Some(owner.person), ..row.frame };
            store.change_policy(&by, id, frame, row.version).await.unwrap();
        }
        let refusal = said(acknowledged(&firm, id, 1, &[executive]).await);
        assert!(matches!(&refusal, Refusal::Forbidden(rule) if rule.contains("owned this policy")), "{refusal}");
        // Of the next version, whoever owned only the one before may.
        let no = submitted(&firm, id, "POL-02", &executive, TODAY).await;
        let other = firm.f.person("Sanjay Rao", Role::Executive, false).await;
        store.withdraw_policy(&firm.manager, id, no, "Named the wrong one.").await.unwrap();
        let no = submitted(&firm, id, "POL-02", &other, TODAY).await;
        store.approve_policy(&other, id, no).await.unwrap();
        assert_eq!(store.close_acknowledgements(&firm.reviewer, id).await.unwrap(), 1);
    }
}
