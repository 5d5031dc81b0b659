//! People, by an administrator's hands.

use crate::house::{House, PASSWORD};
use domain::people::{Rights, Role};

#[tokio::test]
async fn an_invited_person_joins_by_a_link_that_works_once() {
    let house = House::founded().await;
    let mut administrator = house.signed_in(Role::Administrator).await;
    let fields = [("name", "Tomás Ortega"), ("email", "tomas@example.com"), ("rights", "engineer"), ("review", "on")];
    let page = administrator.post("/people/invite", &fields).await.is(200).says("shown this once");
    let link = page.attr("#link", "value").unwrap();
    assert_eq!(page.select("#link"), [link.as_str()], "the link stands there whole");
    page.says("tomas@example.com").says("Engineer, may review");
    let path = link.strip_prefix("http://127.0.0.1:3000").unwrap().to_owned();
    administrator.get("/people").await.is(200).says("Tomás Ortega").says("Invited until 28 Nov");

    let mut tomas = house.visitor();
    tomas.get(&path).await.is(200).says("Tomás Ortega, choose a password");
    let short = tomas.post(&path, &[("password", "short"), ("again", "short")]).await.is(422);
    assert_ne!(short.fault("password"), "");
    tomas.post(&path, &[("password", PASSWORD), ("again", PASSWORD)]).await.goes_to("/");
    tomas.get("/account").await.is(200).says("Engineer, may review");
    tomas.get(&path).await.is(404).says("does not open anything");
    tomas.post(&path, &[("password", PASSWORD), ("again", PASSWORD)]).await.is(404);
    house.signed_in_as("tomas@example.com").await;
}

#[tokio::test]
async fn a_refused_invitation_keeps_what_was_typed() {
    let house = House::founded().await;
    let mut administrator = house.signed_in(Role::Administrator).await;
    let fields = [("name", "Second \"Eve\""), ("email", "Engineer@example.com"), ("rights", "executive")];
    let page = administrator.post("/people/invite", &fields).await.is(422);
    assert!(page.fault("email").contains("has this address already"));
    assert_eq!(page.attr("#name", "value").unwrap(), "Second \"Eve\"");
    assert_eq!(page.attr("input[value=executive]", "checked"), Some(String::new()));
    let here = house.person("engineer@example.com").await;
    assert_eq!(page.attr(".notice a", "href"), Some(format!("/people/{here}")));
    let nothing = administrator.post("/people/invite", &[]).await.is(422);
    assert!(
        !nothing.fault("name").is_empty() && !nothing.fault("email").is_empty() && !nothing.fault("rights").is_empty()
    );
}

#[tokio::test]
async fn what_was_ticked_stays_ticked_and_an_auditor_who_reviews_is_refused_at_the_field() {
    let house = House::founded().await;
    let mut administrator = house.signed_in(Role::Administrator).await;
    let fields = [("name", "Guest"), ("email", "guest@example.com"), ("rights", "auditor"), ("review", "on")];
    let page = administrator.post("/people/invite", &fields).await.is(422);
    assert!(page.fault("review").contains("cannot review"));
    assert_eq!(page.attr("#review", "checked"), Some(String::new()));
    assert_eq!(page.attr("input[value=auditor]", "checked"), Some(String::new()));
    let first = administrator.get("/people/invite").await.is(200);
    assert_eq!(first.attr("#review", "checked"), None);
}

#[tokio::test]
async fn an_invitation_is_renewed_and_revoked() {
    let house = House::founded().await;
    let mut administrator = house.signed_in(Role::Administrator).await;
    let fields = [("name", "Bo"), ("email", "bo@example.com"), ("rights", "engineer")];
    let link =
        |page: &crate::client::Answer| page.attr("#link", "value").unwrap().split_off("http://127.0.0.1:3000".len());
    let first = link(&administrator.post("/people/invite", &fields).await.is(200));
    let bo = house.person("bo@example.com").await;
    let second = link(&administrator.post(&format!("/people/{bo}/invitation"), &[]).await.is(200));
    let mut visitor = house.visitor();
    visitor.get(&first).await.is(404);
    visitor.get(&second).await.is(200);
    administrator.post(&format!("/people/{bo}/invitation/revoke"), &[]).await.goes_to(&format!("/people/{bo}"));
    visitor.get(&second).await.is(404);
    administrator.get(&format!("/people/{bo}")).await.is(200).says("has not joined");
    administrator.post(&format!("/people/{bo}/invitation/revoke"), &[]).await.is(404);
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_a_link_and_every_session_of_before_ends() {
    let house = House::founded().await;
    let mut administrator = house.signed_in(Role::Administrator).await;
    let mut engineer = house.signed_in(Role::Engineer).await;
    let id = house.person("engineer@example.com").await;
    let page = administrator.post(&format!("/people/{id}/invitation"), &[]).await.is(200);
    let path = page.attr("#link", "value").unwrap().split_off("http://127.0.0.1:3000".len());
    engineer.get("/account").await.is(200);
    let new = [("password", "another upright one"), ("again", "another upright one")];
    house.visitor().post(&path, &new).await.goes_to("/");
    engineer.get("/account").await.goes_to("/sign-in?next=/account");
    engineer.post("/sign-in", &[("email", "engineer@example.com"), ("password", PASSWORD)]).await.is(422);
    administrator.post(&format!("/people/{id}/deactivate"), &[]).await.is(303);
    administrator.post(&format!("/people/{id}/invitation"), &[]).await.is(409).says("Reactivate them first");
}

#[tokio::test]
async fn roles_count_from_the_next_request_on() {
    let house = House::founded().await;
    let mut administrator = house.signed_in(Role::Administrator).await;
    let mut engineer = house.signed_in(Role::Engineer).await;
    engineer.get("/people").await.is(403).says("An administrator can change your role");
    let path = format!("/people/{}", house.person("engineer@example.com").await);
    let version = administrator.get(&path).await.attr("[name=version]", "value").unwrap();
    let fields = [("version", version.as_str()), ("rights", "engineer"), ("rights", "administrator")];
    administrator.post(&format!("{path}/rights"), &fields).await.goes_to(&path);
    engineer.get("/people").await.is(200);
}

#[tokio::test]
async fn a_stale_form_gets_both_states_and_overwrites_nothing() {
    let house = House::founded().await;
    let (mut one, mut other) =
        (house.signed_in(Role::Administrator).await, house.signed_in_as("founder@example.com").await);
    let id = house.person("engineer@example.com").await;
    let path = format!("/people/{id}");
    let version = one.get(&path).await.attr("[name=version]", "value").unwrap();
    let review = [("version", version.as_str()), ("rights", "engineer"), ("review", "on")];
    one.post(&format!("{path}/rights"), &review).await.goes_to(&path);
    let late = [("version", version.as_str()), ("rights", "executive")];
    let page = other.post(&format!("{path}/rights"), &late).await.is(409).says("Not saved");
    let page = page.says("Now: Engineer, may review . You chose: Executive");
    assert_eq!(page.attr("input[value=executive]", "checked"), Some(String::new()));
    let now = house.site.store.person(id).await.unwrap();
    assert_eq!(now.rights, Rights::of(&[Role::Engineer], true));
    let version = page.attr("[name=version]", "value").unwrap();
    let late = [("version", version.as_str()), ("rights", "executive")];
    other.post(&format!("{path}/rights"), &late).await.goes_to(&path);
}

#[tokio::test]
async fn who_is_deactivated_is_out_at_once_and_may_come_back() {
    let house = House::founded().await;
    let mut administrator = house.signed_in(Role::Administrator).await;
    let mut engineer = house.signed_in(Role::Engineer).await;
    let path = format!("/people/{}", house.person("engineer@example.com").await);
    administrator.get(&format!("{path}/deactivate")).await.is(200).says("Deactivate Engineer?");
    administrator.post(&format!("{path}/deactivate"), &[]).await.goes_to(&path);
    engineer.get("/account").await.goes_to("/sign-in?next=/account");
    let sign_in = [("email", "engineer@example.com"), ("password", PASSWORD)];
    engineer.post("/sign-in", &sign_in).await.is(422);
    administrator.post(&format!("{path}/reactivate"), &[]).await.goes_to(&path);
    engineer.post("/sign-in", &sign_in).await.goes_to("/");
}

#[tokio::test]
async fn erasing_takes_the_name_from_every_page_and_leaves_the_trail_whole() {
    let house = House::founded().await;
    let mut administrator = house.signed_in(Role::Administrator).await;
    let path = format!("/people/{}", house.add("Jonas Weber", &[Role::Engineer], true).await);
    administrator.post(&format!("{path}/erase"), &[]).await.is(409).says("Deactivate the person first");
    administrator.post(&format!("{path}/deactivate"), &[]).await.goes_to(&path);
    administrator.get(&format!("{path}/erase")).await.is(200).says("cannot be undone");
    administrator.post(&format!("{path}/erase"), &[]).await.goes_to(&path);
    administrator.get(&path).await.is(200).says("were erased").does_not_say("Jonas");
    administrator.get("/people").await.is(200).says("Erased person").does_not_say("Jonas");
    assert!(house.site.store.verify_trail().await.unwrap().faults.is_empty());
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let house = House::founded().await;
    let mut founder = house.signed_in_as("founder@example.com").await;
    let administrator = format!("/people/{}", house.person("administrator@example.com").await);
    founder.post(&format!("{administrator}/deactivate"), &[]).await.goes_to(&administrator);
    let oneself = format!("/people/{}", house.person("founder@example.com").await);
    let version = founder.get(&oneself).await.attr("[name=version]", "value").unwrap();
    let fields = [("version", version.as_str()), ("rights", "engineer")];
    founder.post(&format!("{oneself}/rights"), &fields).await.is(409).says("Nobody else could administer");
    founder.post(&format!("{oneself}/deactivate"), &[]).await.is(409).says("cannot deactivate yourself");
    founder.get("/people").await.is(200);
}

#[tokio::test]
async fn who_is_not_there_is_not_found() {
    let house = House::founded().await;
    let mut administrator = house.signed_in(Role::Administrator).await;
    administrator.get("/people/00000000-0000-0000-0000-000000000000").await.is(404).says("no such person");
    administrator.get("/people/not-an-id").await.is(404).says("no such person");
}
