//! The story clock: only in an example, only forward, and never past the present.
#![cfg(test)]

use domain::instant::Instant;
use domain::people::{Rights, Role};
use domain::refusal::Refusal;
use domain::systems::SystemDraft;
use domain::words::Criticality;
use store::Error;
use store::testing::{Fresh, fresh, new_person};

const YEAR: i64 = 365 * 24 * 60 * 60;

fn founder() -> store::NewPerson {
    new_person("Miriam Castell", "miriam@example.com", Rights::default())
}

fn a_year_before(fresh: &Fresh) -> Instant {
    fresh.store.now().plus_seconds(-YEAR)
}

#[tokio::test]
async fn it_tells_of_the_past_in_an_example_and_real_time_continues() {
    for fresh in fresh().await {
        let then = a_year_before(&fresh);
        let (told, clock) = fresh.store.telling(then).await.unwrap();
        let id = told.found("Harrow & Finch", "Europe/London", true, founder()).await.unwrap();
        assert_eq!(told.person(id).await.unwrap().since, then, "{}", fresh.engine);
        let rights = Rights::of(&[Role::Administrator, Role::ComplianceManager], true);
        let actor = domain::people::Actor { person: id, rights, invited: None };
        // Never back: what is next is later, whatever the teller asks for.
        clock.turn(then.plus_seconds(-YEAR));
        told.add_vendor(&actor, "Northgate Cloud", "", Criticality::High, None).await.unwrap();
        clock.turn(then.plus_seconds(60));
        told.add_vendor(&actor, "Parley Labs", "", Criticality::High, None).await.unwrap();
        clock.turn(fresh.store.now().plus_seconds(YEAR));
        assert_eq!(clock.now(), fresh.store.now(), "never past the present");
        fresh.store.add_system(&actor, SystemDraft::named("Claims triage")).await.unwrap();
        let instants: Vec<_> =
            fresh.store.trail(i64::MAX, 10).await.unwrap().iter().rev().map(|entry| entry.at).collect();
        assert_eq!(instants, [then, then.next(), then.plus_seconds(60), fresh.store.now()], "{}", fresh.engine);
        assert!(fresh.store.verify_trail().await.unwrap().faults.is_empty());
    }
}

#[tokio::test]
async fn it_is_refused_where_an_organisation_is() {
    for fresh in fresh().await {
        let then = a_year_before(&fresh);
        fresh.store.found("Harrow & Finch", "Europe/London", false, founder()).await.unwrap();
        let refused = fresh.store.telling(then).await.err();
        assert!(matches!(refused, Some(Error::Refused(Refusal::Conflict(_)))), "{}", fresh.engine);
    }
    for fresh in fresh().await {
        fresh.store.found("Harrow & Finch", "Europe/London", true, founder()).await.unwrap();
        let refused = fresh.store.telling(a_year_before(&fresh)).await.err();
        assert!(matches!(refused, Some(Error::Refused(Refusal::Conflict(_)))), "an example is told once");
    }
}

#[tokio::test]
async fn what_tells_writes_into_nothing_but_an_example() {
    for fresh in fresh().await {
        let (told, _clock) = fresh.store.telling(a_year_before(&fresh)).await.unwrap();
        let forbidden = |error: Option<Error>| matches!(error, Some(Error::Refused(Refusal::Forbidden(_))));
        assert!(forbidden(told.found("Real Ltd", "Europe/London", false, founder()).await.err()), "{}", fresh.engine);
        assert!(forbidden(told.add_person(None, founder()).await.err()), "{}", fresh.engine);
        // Somebody founds a real organisation while the teller still holds its clock.
        let id = fresh.store.found("Real Ltd", "Europe/London", false, founder()).await.unwrap();
        let rights = Rights::of(&[Role::Administrator, Role::ComplianceManager], true);
        let actor = domain::people::Actor { person: id, rights, invited: None };
        let vendor = told.add_vendor(&actor, "Northgate Cloud", "", Criticality::High, None).await;
        assert!(forbidden(vendor.err()), "{}", fresh.engine);
        assert_eq!(fresh.store.trail(i64::MAX, 10).await.unwrap().len(), 1);
    }
}
