//! Idempotency keys: sent again, done once.

use super::Machine;
use crate::house::House;
use axum::http::Method;
use serde_json::json;

async fn add(machine: &mut Machine, key: &str, name: &str) -> crate::client::Answer {
    machine.send(Method::POST, "/systems", Some(json!({ "name": name })), &[("idempotency-key", key)]).await
}

#[tokio::test]
async fn a_request_that_is_sent_again_is_answered_the_same_and_done_once() {
    for house in House::founded_on_each().await {
        let mut machine = Machine::of(&house, "engineer@example.com").await;
        let first = add(&mut machine, "one", "Scorer").await.is(201);
        let again = add(&mut machine, "one", "Scorer").await.is(201);
        assert_eq!((again.body.as_str(), again.header("idempotent-replayed")), (first.body.as_str(), "true"));
        assert_eq!(again.header("location"), first.header("location"));
        assert_eq!(house.site.store.count_systems().await.unwrap(), 1);
        assert_eq!(add(&mut machine, "one", "Another").await.is(422).fields(), ["idempotency-key"]);
        // A refusal is an answer too.
        let refused = add(&mut machine, "two", " ").await.is(422);
        assert_eq!(add(&mut machine, "two", " ").await.is(422).body, refused.body);
        // The key is the token's own.
        let mut other = Machine::of(&house, "engineer@example.com").await;
        add(&mut other, "one", "Scorer").await.is(201);
        assert_eq!(house.site.store.count_systems().await.unwrap(), 2);
        // After a day it is free again.
        house.fresh.world.forward(86_401);
        let mut machine = Machine::of(&house, "engineer@example.com").await;
        add(&mut machine, "one", "Another").await.is(201);
    }
}

#[tokio::test]
async fn of_several_that_come_at_once_one_is_done() {
    for house in House::founded_on_each().await {
        let machine = Machine::of(&house, "engineer@example.com").await;
        let tries = (0..8).map(|_| {
            let mut machine = machine.clone();
            tokio::spawn(async move { add(&mut machine, "double", "Scorer").await.status.as_u16() })
        });
        let mut answers = Vec::new();
        for one in tries.collect::<Vec<_>>() {
            answers.push(one.await.unwrap());
        }
        assert!(answers.contains(&201) && answers.iter().all(|status| [201, 409].contains(status)), "{answers:?}");
        assert_eq!(house.site.store.count_systems().await.unwrap(), 1, "{}", house.fresh.engine);
    }
}

#[tokio::test]
async fn what_was_done_and_never_answered_is_known_and_what_was_not_may_be_sent_again() {
    let house = House::founded().await;
    let mut machine = Machine::of(&house, "engineer@example.com").await;
    add(&mut machine, "done", "Scorer").await.is(201);
    // The program was killed between the command and its answer.
    house.fresh.sql("UPDATE token_answer SET status = NULL, body = NULL").await.unwrap();
    add(&mut machine, "done", "Scorer").await.is(409);
    house.fresh.world.forward(121);
    let told = add(&mut machine, "done", "Scorer").await.is(409).json()["detail"].as_str().unwrap().to_owned();
    assert!(told.contains("was done"), "{told}");
    // It was killed before.
    house.fresh.sql("UPDATE token_answer SET seq = NULL").await.unwrap();
    add(&mut machine, "done", "Scorer").await.is(201);
    assert_eq!(house.site.store.count_systems().await.unwrap(), 2);
}

#[tokio::test]
async fn a_key_is_a_plain_text_of_some_length() {
    let house = House::founded().await;
    let mut machine = Machine::of(&house, "engineer@example.com").await;
    for key in ["", "with space", &"x".repeat(256)] {
        assert_eq!(add(&mut machine, key, "Scorer").await.is(422).fields(), ["idempotency-key"]);
    }
    assert_eq!(house.site.store.count_systems().await.unwrap(), 0);
}
