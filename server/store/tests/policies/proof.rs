//! What an approved version proves, and until when.

use super::{TODAY, approved, finding, said, started, submitted};
use domain::finding::{Finding, Reason};
use domain::instant::Utc;
use domain::notices::What;
use domain::people::Role;
use domain::policies::{PolicyState, Said};
use domain::refusal::Refusal;
use jiff::civil::date;
use std::collections::BTreeSet;
use store::testing::firms;

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
