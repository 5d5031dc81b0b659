//! Versions of a policy: who approves them, and from when they bind.

use super::register::{acknowledged, to_read};
use super::{TODAY, approved, fields, finding, said, started, submitted, whole};
use domain::finding::{Finding, Reason};
use domain::instant::{Utc, Zone as _};
use domain::people::{Actor, Role};
use domain::policies::{PolicyState, PolicyText, Said};
use domain::refusal::Refusal;
use jiff::ToSpan as _;
use jiff::civil::date;
use store::testing::firms;
use store::{Document, WaitingVersion};

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
        let waiting = WaitingVersion { no, takes: 1, people: vec![reviewer.person] };
        assert_eq!((line.state, line.waiting), (PolicyState::Waiting, Some(waiting)));
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
