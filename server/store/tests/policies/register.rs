//! Whom a policy binds, who acknowledged it, and who is excepted.

use super::{TODAY, approved, finding, said, started, submitted};
use domain::codes::TemplateId;
use domain::finding::{Finding, Reason};
use domain::ids::{PersonId, PolicyId};
use domain::instant::Utc;
use domain::notices::{Matter, What};
use domain::people::{Actor, Role};
use domain::policies::{AudienceDraft, ExceptionDraft, ExceptionOutcome, PolicyFrame};
use domain::refusal::Refusal;
use domain::trail::ThingKind;
use jiff::ToSpan as _;
use std::collections::BTreeSet;
use store::testing::{Firm, firms, pair};

pub(super) async fn to_read(store: &store::Store, actor: &Actor) -> usize {
    let seq = store.trail(i64::MAX, 1).await.unwrap()[0].seq;
    store.waiting(seq).await.unwrap().policies.to_read(actor, TODAY).len()
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

/// Whom something of policies waits for, and where, as their first pages say it.
async fn waits(firm: &Firm, what: What) -> Vec<(PersonId, String)> {
    let store = firm.store();
    let (seq, now) = (store.trail(i64::MAX, 1).await.unwrap()[0].seq, store.present().await.unwrap());
    let waits = store.waits(seq, now, &Utc).await.unwrap();
    let announced = store.matters(now, &Utc).await.unwrap();
    let these = |matters: &[Matter]| {
        let these = matters.iter().filter(|one| one.what == what).map(|one| (one.to, one.thing.clone()));
        these.collect::<BTreeSet<_>>()
    };
    assert_eq!(these(&waits.matters), these(&announced), "what is counted is announced");
    these(&waits.matters).into_iter().collect()
}

#[tokio::test]
async fn a_complete_register_waits_for_whoever_may_close_it_until_they_did() {
    for firm in firms(&["AIG-GV-02"]).await {
        let (store, manager, reviewer) = (firm.store(), firm.manager, firm.reviewer);
        let executive = firm.f.person("Ruth Adeyemi", Role::Executive, false).await;
        let id = approved(&firm, "POL-02", &executive).await;
        let draft = AudienceDraft { people: vec![manager.person, reviewer.person], ..AudienceDraft::default() };
        store.set_audience(&manager, id, &draft, store.policy(id).await.unwrap().version).await.unwrap();
        assert_eq!(waits(&firm, What::ReadPolicy).await.len(), 2);
        store.acknowledge_policy(&manager, id, 1).await.unwrap();
        assert_eq!(waits(&firm, What::CloseRegister).await, [], "one is missing");
        store.acknowledge_policy(&reviewer, id, 1).await.unwrap();
        let register = format!("/policies/{id}/register");
        assert_eq!(waits(&firm, What::CloseRegister).await, [(reviewer.person, register)], "the manager owns it");
        store.close_acknowledgements(&reviewer, id).await.unwrap();
        assert_eq!(waits(&firm, What::CloseRegister).await, []);
    }
}

#[tokio::test]
async fn a_register_that_would_prove_nothing_waits_for_nobody() {
    for firm in firms(&["AIG-GV-05"]).await {
        let (store, manager) = (firm.store(), firm.manager);
        let executive = firm.f.person("Ruth Adeyemi", Role::Executive, false).await;
        for template in ["POL-02", "POL-04"] {
            let id = approved(&firm, template, &executive).await;
            let draft = AudienceDraft { people: vec![manager.person], ..AudienceDraft::default() };
            store.set_audience(&manager, id, &draft, store.policy(id).await.unwrap().version).await.unwrap();
            store.acknowledge_policy(&manager, id, 1).await.unwrap();
        }
        assert_eq!(waits(&firm, What::CloseRegister).await, []);
    }
}

#[tokio::test]
async fn a_rejected_version_waits_for_its_author_until_the_next_is_submitted_and_for_four_weeks_at_most() {
    for firm in firms(&[]).await {
        let (store, manager) = (firm.store(), firm.manager);
        let executive = firm.f.person("Ruth Adeyemi", Role::Executive, false).await;
        let id = started(&firm, "POL-04").await;
        submitted(&firm, id, "POL-04", &executive, TODAY).await;
        assert_eq!(waits(&firm, What::PolicyBack).await, []);
        store.reject_policy(&executive, id, 1, "Who tests it?").await.unwrap();
        assert_eq!(waits(&firm, What::PolicyBack).await, [(manager.person, format!("/policies/{id}/versions/1"))]);
        let now = store.present().await.unwrap();
        let later = store.matters(now.plus_seconds(29 * 86_400), &Utc).await.unwrap();
        assert!(later.iter().all(|one| one.what != What::PolicyBack), "it is history");
        submitted(&firm, id, "POL-04", &executive, TODAY).await;
        assert_eq!(waits(&firm, What::PolicyBack).await, []);
    }
}

#[tokio::test]
async fn it_is_known_which_of_the_policies_that_prove_together_are_approved() {
    for firm in firms(&[]).await {
        let executive = firm.f.person("Ruth Adeyemi", Role::Executive, false).await;
        approved(&firm, "POL-02", &executive).await;
        started(&firm, "POL-05").await;
        let retired = approved(&firm, "POL-07", &executive).await;
        firm.store().retire_policy(&firm.manager, retired, "Another says it.").await.unwrap();
        let these: BTreeSet<TemplateId> = ["POL-02", "POL-04", "POL-05", "POL-07"].map(|id| id.parse().unwrap()).into();
        let approved = firm.store().approved_templates(&these).await.unwrap();
        assert_eq!(approved.iter().map(ToString::to_string).collect::<Vec<_>>(), ["POL-02"]);
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

/// Everybody whom a policy binds is these people; a complete register is closed by the reviewer.
pub(super) async fn acknowledged(firm: &Firm, id: PolicyId, no: i64, people: &[Actor]) -> store::Result<usize> {
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
