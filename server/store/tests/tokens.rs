//! Tokens: a way to ask, never more than its person and its scopes allow; ended once, in the trail.
#![cfg(test)]

use domain::ids::TokenId;
use domain::people::{Actor, Role};
use domain::refusal::Refusal;
use domain::systems::SystemDraft;
use domain::tokens::{TokenDraft, TokenState};
use store::testing::{Fresh, fresh};
use store::{Begun, Error, KeptAnswer, Result};

fn refused<T: std::fmt::Debug>(result: Result<T>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("a refusal was expected, not {other:?}"),
    }
}

async fn make(f: &Fresh, actor: &Actor, scopes: &[&str]) -> (TokenId, String) {
    let until = f.store.now().plus_seconds(3 * 86_400);
    let until = domain::instant::Zone::day(&domain::instant::Utc, until).to_string();
    let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
    f.store.make_token(actor, &TokenDraft { name: "Nightly".into(), scopes, until }).await.unwrap()
}

#[tokio::test]
async fn a_command_by_a_token_is_held_to_its_scopes_by_the_writer() {
    for f in fresh().await {
        let admin = f.founded().await;
        let (id, secret) = make(&f, &admin, &["systems:write", "systems:read"]).await;
        let bearer = f.store.bearer(&secret).await.unwrap().unwrap();
        assert_eq!((bearer.token, bearer.visitor.actor), (id, admin));
        let store = f.store.by_token(&bearer, None);
        store.add_system(&admin, SystemDraft::named("Scorer")).await.unwrap();
        let no = refused(store.add_vendor(&admin, "Parley Labs", "", domain::words::Criticality::High, None).await);
        assert!(matches!(no, Refusal::Forbidden(_)), "{}", f.engine);
        assert_eq!(f.store.vendors().await.unwrap().len(), 0);
        let entry = f.store.trail(i64::MAX, 1).await.unwrap().remove(0);
        assert_eq!(entry.body["body"]["token"], id.to_string());
        f.store.revoke_token(&admin, id).await.unwrap();
        // The guard looked before; the writer looks again.
        assert!(matches!(refused(store.add_system(&admin, SystemDraft::named("B")).await), Refusal::Forbidden(_)));
        assert!(f.store.bearer(&secret).await.unwrap().is_none());
        assert!(f.store.verify_trail().await.unwrap().faults.is_empty());
        assert!(f.store.check_records().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_token_ends_once_and_with_its_person() {
    for f in fresh().await {
        let admin = f.founded().await;
        let ada = f.person("Ada", Role::Engineer, false).await;
        let bo = f.person("Bo", Role::Auditor, false).await;
        let (id, _) = make(&f, &ada, &["systems:read"]).await;
        let (guests, secret) = make(&f, &bo, &["findings:read"]).await;
        assert!(f.store.bearer(&secret).await.unwrap().is_some(), "a guest reads by token too");
        assert!(matches!(refused(f.store.revoke_token(&bo, id).await), Refusal::Forbidden(_)));
        f.store.revoke_token(&ada, id).await.unwrap();
        assert!(matches!(refused(f.store.revoke_token(&admin, id).await), Refusal::Conflict(_)));
        f.store.deactivate(&admin, bo.person).await.unwrap();
        f.store.reactivate(&admin, bo.person).await.unwrap();
        assert!(f.store.bearer(&secret).await.unwrap().is_none(), "{}: it is not revived", f.engine);
        let rows = f.store.tokens(None).await.unwrap();
        assert!(rows.iter().all(|row| matches!(row.state, TokenState::Ended(_))), "{rows:?}");
        assert!(rows.iter().any(|row| row.id == guests));
        assert!(f.sql("DELETE FROM token").await.is_err());
        assert!(f.sql("UPDATE token SET scopes = 'systems:write'").await.is_err());
        assert!(f.store.check_records().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn nobody_has_more_tokens_than_they_can_know() {
    for f in fresh().await {
        let admin = f.founded().await;
        for _ in 0..domain::tokens::TOKENS_MAX {
            make(&f, &admin, &["systems:read"]).await;
        }
        let draft =
            TokenDraft { name: "One more".into(), scopes: vec!["systems:read".into()], until: "2026-11-30".into() };
        let until = f.store.now().plus_seconds(86_400);
        let until = domain::instant::Zone::day(&domain::instant::Utc, until).to_string();
        let draft = TokenDraft { until, ..draft };
        assert!(matches!(refused(f.store.make_token(&admin, &draft).await), Refusal::Conflict(_)));
        f.world.forward(5 * 86_400);
        make(&f, &admin, &["systems:read"]).await;
    }
}

#[tokio::test]
async fn a_place_under_a_key_is_taken_once_and_given_back() {
    for f in fresh().await {
        let admin = f.founded().await;
        let (id, secret) = make(&f, &admin, &["systems:write"]).await;
        let bearer = f.store.bearer(&secret).await.unwrap().unwrap();
        let begin = |digest: &'static [u8]| f.store.begin_once(id, "key", digest);
        let Begun::First(first) = begin(b"one").await.unwrap() else { panic!("{}", f.engine) };
        assert_eq!(begin(b"one").await.unwrap(), Begun::UnderWay);
        assert_eq!(begin(b"two").await.unwrap(), Begun::Other);
        f.world.forward(121);
        let Begun::First(second) = begin(b"one").await.unwrap() else { panic!("{}", f.engine) };
        // Whoever began first and was only slow does nothing any more.
        let slow = f.store.by_token(&bearer, Some(first.clone()));
        assert!(matches!(refused(slow.add_system(&admin, SystemDraft::named("A")).await), Refusal::Conflict(_)));
        let quick = f.store.by_token(&bearer, Some(second.clone()));
        quick.add_system(&admin, SystemDraft::named("A")).await.unwrap();
        f.store.give_up(&second).await.unwrap();
        assert_eq!(begin(b"one").await.unwrap(), Begun::UnderWay, "what was done is not given up");
        let answer = KeptAnswer { status: 201, head: "{}".into(), body: b"{}".to_vec() };
        f.store.keep_answer(&first, &KeptAnswer { status: 500, ..answer.clone() }).await.unwrap();
        f.store.keep_answer(&second, &answer).await.unwrap();
        assert_eq!(begin(b"one").await.unwrap(), Begun::Again(answer));
        f.world.forward(86_401);
        assert!(matches!(begin(b"two").await.unwrap(), Begun::First(_)), "{}: after a day it is free", f.engine);
    }
}
