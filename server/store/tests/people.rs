//! People come, change and go; the trail keeps them without their names.
#![cfg(test)]

use domain::accounts::PersonDraft;
use domain::people::{Rights, Role};
use domain::refusal::Refusal;
use store::testing::{fresh, new_person};
use store::{Error, Result};

fn draft(name: &str, email: &str, role: Role) -> PersonDraft {
    let rights = Rights::of(&[role], false);
    PersonDraft { name: name.into(), email: email.into(), department: String::new(), rights }
}

fn refused<T: std::fmt::Debug>(result: Result<T>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("a refusal was expected, not {other:?}"),
    }
}

#[tokio::test]
async fn the_first_run_happens_once() {
    for f in fresh().await {
        assert!(f.store.is_new().await.unwrap(), "{}", f.engine);
        let first = f.founded().await;
        assert!(first.rights.has(Role::Administrator) && first.rights.reviews());
        assert!(!f.store.is_new().await.unwrap());
        let again = f.store.found("Other", "UTC", false, new_person("Eve", "eve@example.com", Rights::default())).await;
        assert!(matches!(refused(again), Refusal::Conflict(_)), "{}", f.engine);
    }
}

#[tokio::test]
async fn an_invitation_is_good_once_and_for_seven_days() {
    for f in fresh().await {
        let admin = f.founded().await;
        let (person, key) = f.store.invite(&admin, draft("Ada", "ada@example.com", Role::Engineer)).await.unwrap();
        assert_eq!(f.store.invitation(&key).await.unwrap().unwrap().person, person);
        assert!(f.store.invitation("guess").await.unwrap().is_none());
        let again = f.store.invite_again(&admin, person).await.unwrap();
        assert!(f.store.invitation(&key).await.unwrap().is_none(), "{}: the old link ended", f.engine);
        f.store.join(&again, "hash").await.unwrap();
        assert!(matches!(refused(f.store.join(&again, "hash").await), Refusal::Missing(_)));
        assert_eq!(f.store.sign_in("ada@example.com").await.unwrap().unwrap().argon2, "hash");

        let (_, late) = f.store.invite(&admin, draft("Bo", "bo@example.com", Role::Auditor)).await.unwrap();
        f.world.forward(7 * 24 * 3600 + 1);
        assert!(matches!(refused(f.store.join(&late, "hash").await), Refusal::Missing(_)), "{}", f.engine);
    }
}

#[tokio::test]
async fn one_address_belongs_to_one_person() {
    for f in fresh().await {
        let admin = f.founded().await;
        let twice = f.store.invite(&admin, draft("Other", "MIRIAM@example.com", Role::Engineer)).await;
        let Refusal::Invalid(faults) = refused(twice) else { panic!("{}", f.engine) };
        assert_eq!(faults[0].field, "email");
        assert!(f.store.verify_trail().await.unwrap().faults.is_empty());
    }
}

#[tokio::test]
async fn only_administrators_change_rights_and_one_always_remains() {
    for f in fresh().await {
        let admin = f.founded().await;
        let engineer = f.person("Tomas Ortega", Role::Engineer, false).await;
        let version = f.store.person(engineer.person).await.unwrap().version;
        let more = Rights::of(&[Role::Administrator], true);
        let by_self = f.store.change_rights(&engineer, engineer.person, more, version).await;
        assert!(matches!(refused(by_self), Refusal::Forbidden(_)));
        let none = f.store.change_rights(&admin, admin.person, Rights::of(&[Role::Engineer], true), 1).await;
        assert!(matches!(refused(none), Refusal::Conflict(_)), "{}", f.engine);
        f.store.change_rights(&admin, engineer.person, more, version).await.unwrap();
        assert_eq!(f.store.person(engineer.person).await.unwrap().rights, more);
        let stale = f.store.change_rights(&admin, engineer.person, engineer.rights, version).await;
        assert!(matches!(refused(stale), Refusal::Conflict(_)), "{}", f.engine);
        f.store.change_rights(&admin, admin.person, Rights::of(&[Role::Engineer], true), 1).await.unwrap();
    }
}

#[tokio::test]
async fn who_is_deactivated_is_out_at_once_and_erasing_keeps_the_trail_whole() {
    for f in fresh().await {
        let admin = f.founded().await;
        let gone = f.person("Jonas Weber", Role::Engineer, true).await;
        f.store.create_session(b"key", "{}").await.unwrap();
        f.store.own_session(b"key", gone.person, "127.0.0.1", "test").await.unwrap();
        assert_eq!(f.store.visitor(b"key").await.unwrap().unwrap().name, "Jonas Weber");
        f.store.deactivate(&admin, gone.person).await.unwrap();
        assert!(f.store.visitor(b"key").await.unwrap().is_none());
        assert!(f.store.sign_in("jonas.weber@example.com").await.unwrap().is_none());
        f.store.erase(&admin, gone.person).await.unwrap();
        let row = f.store.person(gone.person).await.unwrap();
        assert_eq!((row.name, row.email), (None, None));
        let verified = f.store.verify_trail().await.unwrap();
        assert!(verified.faults.is_empty(), "{}: {:?}", f.engine, verified.faults);
        assert_eq!(verified.erased, 2);
        let entries = f.store.trail(i64::MAX, 100).await.unwrap();
        assert!(!format!("{entries:?}").contains("Jonas"));
    }
}

#[tokio::test]
async fn a_session_that_ended_does_not_come_back_to_life() {
    for f in fresh().await {
        f.founded().await;
        f.store.create_session(b"one", "{}").await.unwrap();
        f.store.end_session(b"one").await.unwrap();
        f.store.save_session(b"one", "{}").await.unwrap();
        assert!(f.store.load_session(b"one").await.unwrap().is_none(), "{}", f.engine);
        assert!(f.store.create_session(b"two", "{}").await.unwrap());
        assert!(!f.store.create_session(b"two", "{}").await.unwrap());
        f.world.forward(13 * 3600);
        assert!(f.store.load_session(b"two").await.unwrap().is_none());
    }
}

#[tokio::test]
async fn failures_close_the_door_for_longer_and_longer() {
    for f in fresh().await {
        let whats = ["account ada", "address 10.0.0.1"];
        let attempt = async |whats: [&str; 2]| f.store.sign_in_attempted(whats).await.unwrap();
        // The sixth is the first that makes the next one wait.
        for _ in 0..6 {
            assert!(attempt(whats).await.is_none());
        }
        let first = attempt(whats).await.unwrap().until;
        assert_eq!(attempt(whats).await.unwrap().until, first, "{}: who only asks waits no longer for it", f.engine);
        f.world.forward(3);
        assert!(attempt(whats).await.is_none());
        let second = attempt(whats).await.unwrap().until;
        assert!(second.0 - first.0 > 4_000_000, "{}", f.engine);
        assert!(attempt(["account bo", "address 10.0.0.1"]).await.is_none(), "others of that address may come in");
        for n in 0..30 {
            attempt([&format!("account {n}"), "address 10.0.0.1"]).await;
        }
        assert!(
            attempt(["account eve", "address 10.0.0.1"]).await.is_some(),
            "{}: one address, many guesses",
            f.engine
        );
        assert!(attempt(["account eve", "address 10.0.0.2"]).await.is_none());
        f.world.forward(3600);
        assert!(attempt(whats).await.is_none());
        f.store.sign_in_succeeded(whats).await.unwrap();
        for _ in 0..6 {
            assert!(attempt(whats).await.is_none(), "{}: a good sign-in forgives", f.engine);
        }
    }
}

#[tokio::test]
async fn attempts_at_once_are_counted_one_after_the_other() {
    for f in fresh().await {
        let tries: Vec<_> = (0..64)
            .map(|_| {
                let store = f.store.clone();
                tokio::spawn(async move { store.sign_in_attempted(["account ada", "address 10.0.0.1"]).await.unwrap() })
            })
            .collect();
        let mut free = 0;
        for one in tries {
            free += usize::from(one.await.unwrap().is_none());
        }
        assert_eq!(free, 6, "{}", f.engine);
    }
}

#[tokio::test]
async fn whoever_lost_a_right_since_the_guard_looked_does_nothing() {
    for f in fresh().await {
        let admin = f.founded().await;
        let engineer = f.person("Ada Lund", Role::Engineer, true).await;
        let named = domain::systems::SystemDraft::named;
        f.store.add_system(&engineer, named("Before")).await.unwrap();
        let version = f.store.person(engineer.person).await.unwrap().version;
        f.store.change_rights(&admin, engineer.person, Rights::of(&[Role::Executive], true), version).await.unwrap();
        let late = refused(f.store.add_system(&engineer, named("After")).await);
        assert!(matches!(late, Refusal::Forbidden(_)), "{}: {late:?}", f.engine);
        // What was given meanwhile takes nothing away.
        let chief = domain::people::Actor { rights: Rights::of(&[Role::Executive], false), ..engineer };
        f.store.change_password(&chief, "!", b"").await.unwrap();
        f.store.deactivate(&admin, engineer.person).await.unwrap();
        assert!(matches!(refused(f.store.change_password(&chief, "!", b"").await), Refusal::Forbidden(_)));
    }
}

#[tokio::test]
async fn whoever_reads_neither_waits_for_the_writer_nor_fails_by_it() {
    for f in fresh().await {
        let admin = f.founded().await;
        f.store.create_session(b"key", "{}").await.unwrap();
        f.store.own_session(b"key", admin.person, "::1", "").await.unwrap();
        let seen = async || f.store.sessions(admin.person).await.unwrap()[0].seen_at;
        let first = seen().await;
        f.world.forward(6 * 60);
        let writing = f.store.import_systems(Some(&admin), i64::MAX).await.unwrap();
        let visit = tokio::time::timeout(std::time::Duration::from_secs(2), f.store.visitor(b"key")).await;
        assert!(visit.expect("it did not wait").unwrap().is_some(), "{}", f.engine);
        drop(writing);
        for _ in 0..100 {
            f.store.visitor(b"key").await.unwrap();
            if seen().await > first {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        assert!(seen().await > first, "{}: it is noted once the writer is free", f.engine);
    }
}
