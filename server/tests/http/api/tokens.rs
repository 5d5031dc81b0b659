//! Tokens: made by a person for themself, shown once, ended for good; never more than their person may.

use super::Machine;
use crate::house::House;
use domain::people::{Rights, Role};
use serde_json::json;
use store::kept_of;

const PAGE: &str = "/settings/tokens";

#[tokio::test]
async fn a_token_is_shown_once_and_only_its_hash_is_kept() {
    let house = House::founded().await;
    let mut engineer = house.signed_in(Role::Engineer).await;
    engineer.get(PAGE).await.is(200).says("No program asks here in your name.");
    let page = engineer.post(PAGE, &[("name", ""), ("until", "soon")]).await.is(422);
    for field in ["name", "scopes", "until"] {
        assert!(!page.fault(field).is_empty(), "{field}");
    }
    let today = domain::instant::Zone::day(&domain::instant::Utc, house.site.store.now()).to_string();
    let form = [("name", "Nightly inventory"), ("scopes", "systems:read"), ("until", today.as_str())];
    let page = engineer.post(PAGE, &form).await.is(200).says("Copy it now");
    let token = page.attr("#token", "value").unwrap();
    assert!(domain::tokens::is_token(&token));
    engineer.get(PAGE).await.is(200).says("One program may ask here").says("Nightly inventory").does_not_say(&token);
    let rows = house.fresh.texts("SELECT name, scopes, lower(hex(key)) FROM token").await;
    assert_eq!(rows, [["Nightly inventory", "systems:read", &kept_of(&token)]]);
    let entries = house.fresh.texts("SELECT CAST(body AS TEXT) FROM event").await;
    assert!(entries.iter().flatten().all(|body| !body.contains(&token[4..]) && !body.contains(&kept_of(&token))));
}

#[tokio::test]
async fn what_came_by_a_token_is_in_the_trail_as_that() {
    let house = House::founded().await;
    let mut machine = Machine::of(&house, "engineer@example.com").await;
    machine.post("/systems", json!({ "name": "Scorer" })).await.is(201);
    let entry = house.site.store.trail(i64::MAX, 1).await.unwrap().remove(0);
    assert_eq!(entry.verb, "system-added");
    assert_eq!(entry.actor, Some(house.person("engineer@example.com").await));
    assert!(entry.body["body"]["token"].is_string());
    assert!(entry.body["things"].to_string().contains("token/"));
    let mut founder = house.signed_in_as("founder@example.com").await;
    founder.get("/trail").await.is(200).says("added a system, by a token of the API");
    assert!(house.site.store.verify_trail().await.unwrap().faults.is_empty());
}

#[tokio::test]
async fn it_ends_with_its_day_with_its_person_and_when_somebody_ends_it() {
    let house = House::founded().await;
    let mut machine = Machine::of(&house, "engineer@example.com").await;
    machine.get("/me").await.is(200);
    house.fresh.world.forward(2 * 86_400);
    assert!(machine.get("/me").await.is(401).header("www-authenticate").contains("invalid_token"));

    let mut machine = Machine::of(&house, "engineer@example.com").await;
    let rows = house.site.store.tokens(Some(house.person("engineer@example.com").await)).await.unwrap();
    let path = format!("{PAGE}/{}/end", rows[0].id);
    house.signed_in(Role::Executive).await.post(&path, &[]).await.is(403);
    machine.get("/me").await.is(200);
    house.signed_in(Role::Administrator).await.post(&path, &[]).await.goes_to(PAGE);
    machine.get("/me").await.is(401);
    house.signed_in(Role::Engineer).await.post(&path, &[]).await.is(409);

    let mut machine = Machine::of(&house, "engineer@example.com").await;
    let (founder, engineer) = (house.actor("founder@example.com").await, house.person("engineer@example.com").await);
    house.site.store.deactivate(&founder, engineer).await.unwrap();
    machine.get("/me").await.is(401);
    house.site.store.reactivate(&founder, engineer).await.unwrap();
    machine.get("/me").await.is(401);
    assert!(house.site.store.check_records().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_token_may_what_its_person_may_at_this_instant() {
    let house = House::founded().await;
    let mut machine = Machine::of(&house, "engineer@example.com").await;
    machine.post("/systems", json!({ "name": "Scorer" })).await.is(201);
    let founder = house.actor("founder@example.com").await;
    let row = house.site.store.person(house.person("engineer@example.com").await).await.unwrap();
    let rights = Rights::of(&[Role::Auditor], false);
    house.site.store.change_rights(&founder, row.id, rights, row.version).await.unwrap();
    machine.post("/systems", json!({ "name": "Another" })).await.is(403);
    machine.get("/systems").await.is(200);
    assert_eq!(machine.get("/me").await.is(200).json()["roles"], json!(["auditor"]));
}

#[tokio::test]
async fn administrators_see_all_others_their_own() {
    let house = House::founded().await;
    Machine::of(&house, "engineer@example.com").await;
    house.signed_in(Role::Administrator).await.get(PAGE).await.is(200).says("Tokens of others").says("Engineer");
    house.signed_in(Role::Executive).await.get(PAGE).await.is(200).does_not_say("Tokens of others");
    house.signed_in(Role::Engineer).await.get("/settings/api").await.is(200).says("/api/v1/systems");
}

#[tokio::test]
async fn its_last_day_of_use_is_noted_once_a_day() {
    let house = House::founded().await;
    let mut machine = Machine::of(&house, "engineer@example.com").await;
    let engineer = house.person("engineer@example.com").await;
    assert_eq!(house.site.store.tokens(Some(engineer)).await.unwrap()[0].used_on, None);
    // Whoever reads does not wait for the writer: where it is busy, a later request notes it.
    let mut noted = false;
    for _ in 0..20 {
        machine.get("/me").await.is(200);
        noted |= house.site.store.tokens(Some(engineer)).await.unwrap()[0].used_on.is_some();
    }
    assert!(noted);
    let before = house.fresh.digest(&[]).await;
    machine.get("/systems").await.is(200);
    assert_eq!(house.fresh.digest(&[]).await, before, "looking changes nothing more");
}
