//! What a second person agrees to, and what that betters.

use super::{TODAY, firms, pair};
use domain::change::Change;
use domain::evidence::Ruling;
use domain::instant::Zone as _;
use domain::people::Role;
use domain::words::Trait;
use jiff::civil::date;
use store::Outcome;

#[tokio::test]
async fn s14_a_trait_turned_to_no_waits_for_a_second_person_and_is_listed_as_bettered() {
    for firm in firms(&["AIG-PV-02"]).await {
        let (id, a) = firm.system("A", &[Trait::PersonalData], &[]).await;
        let gaps = firm.found(a, firm.f.store.present().await.unwrap()).await.len();
        assert!(gaps > 0);
        let store = &firm.f.store;
        let outcome =
            store.answer_trait(&firm.manager, id, Trait::PersonalData, Some(false), "No such data.").await.unwrap();
        let Outcome::Proposed(waiting) = outcome else { panic!("{}: it waits", firm.f.engine) };
        assert_eq!(firm.found(a, store.present().await.unwrap()).await.len(), gaps, "gaps stay while it waits");
        store.agree(&firm.reviewer, waiting, "Checked.").await.unwrap();
        assert!(firm.found(a, store.present().await.unwrap()).await.is_empty());
        let bettered = store.bettered_by_decision(store.present().await.unwrap().plus_seconds(1)).await.unwrap();
        assert_eq!(bettered.first().and_then(|p| p.bettered), Some(gaps as i64), "{}", firm.f.engine);
        let yes = store.answer_trait(&firm.manager, id, Trait::PersonalData, Some(true), "").await.unwrap();
        assert_eq!(yes, Outcome::Done, "what asks more needs nobody else");
        assert_eq!(firm.found(a, store.present().await.unwrap()).await.len(), gaps);
    }
}

#[tokio::test]
async fn s16_an_exclusion_takes_two_never_the_owner_and_lapses() {
    for firm in firms(&["AIG-AC-07"]).await {
        let (_, a) = firm.system("A", &[], &[]).await;
        let change = Change::Exclude { pairs: vec![pair("TSK-AC-07-1", a)], until: date(2027, 6, 30) };
        let id = firm.f.store.propose(&firm.manager, &change, "Hosted elsewhere.").await.unwrap();
        assert_eq!(firm.one("TSK-AC-07-1", a).await, "Gap(NeverProven)");
        firm.f.store.agree(&firm.reviewer, id, "").await.unwrap();
        assert_eq!(firm.one("TSK-AC-07-1", a).await, "Excluded");
        let london = store::NamedZone::find("Europe/London").unwrap();
        firm.f.world.set(london.end_of(date(2027, 6, 30)));
        assert_eq!(firm.one("TSK-AC-07-1", a).await, "Excluded", "{}", firm.f.engine);
        firm.f.world.forward(1);
        assert_eq!(firm.one("TSK-AC-07-1", a).await, "Gap(NeverProven)");
    }
}

#[tokio::test]
async fn retiring_takes_two_and_a_deactivated_owner_leaves_a_gap() {
    for firm in firms(&["AIG-AC-07"]).await {
        let (_, a) = firm.system("A", &[], &[]).await;
        let owner = firm.f.person("Priya Raman", Role::Engineer, false).await;
        let control: domain::codes::ControlId = "AIG-AC-07".parse().unwrap();
        let own = Change::Own { control: control.clone(), owner: owner.person };
        let id = firm.f.store.propose(&firm.manager, &own, "Her field.").await.unwrap();
        firm.f.store.agree(&owner, id, "").await.unwrap();
        let evidence = firm.submit("config-export", TODAY, &[("TSK-AC-07-1", a)]).await.unwrap();
        firm.rule(evidence, &[("TSK-AC-07-1", a, Ruling::Supports)]).await.unwrap();
        assert_eq!(firm.one("TSK-AC-07-1", a).await, "Met");
        firm.f.store.deactivate(&firm.manager, owner.person).await.unwrap();
        assert_eq!(firm.one("TSK-AC-07-1", a).await, "Gap(NoOwner)", "{}", firm.f.engine);
        firm.f.store.reactivate(&firm.manager, owner.person).await.unwrap();
        assert_eq!(firm.one("TSK-AC-07-1", a).await, "Gap(NoOwner)", "coming back owns nothing");
        let retire = firm.f.store.propose(&firm.manager, &Change::Retire { control }, "Replaced.").await.unwrap();
        firm.f.store.agree(&firm.reviewer, retire, "").await.unwrap();
        assert!(firm.found(a, firm.f.store.present().await.unwrap()).await.is_empty());
    }
}
