//! Finding: what answers, in which order, and that nobody is offered what they may not do.

use crate::client::{Answer, Client};
use crate::house::House;
use domain::people::Role;
use domain::systems::SystemDraft;
use serde_json::Value;

async fn house() -> House {
    let house = House::founded().await;
    let founder = house.actor("founder@example.com").await;
    for name in ["Claims triage", "Fraud screen", "Access log reader"] {
        house.site.store.add_system(&founder, SystemDraft::named(name)).await.unwrap();
    }
    house
}

async fn asked(client: &mut Client, typed: &str) -> Value {
    let answer = client.get(&format!("/find.json?q={}", crate::client::encoded(typed))).await.is(200);
    serde_json::from_str(&answer.body).unwrap()
}

fn names(answer: &Value, part: &str) -> Vec<String> {
    let hits = answer[part].as_array().unwrap().iter();
    hits.map(|hit| format!("{} {}", hit["kind"].as_str().unwrap(), hit["name"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn an_identifier_that_is_typed_whole_comes_first() {
    let house = house().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    for (typed, href) in
        [("CC6.1", "/criteria/CC6.1"), ("cc 6.1", "/criteria/CC6.1"), ("aig-ac-07", "/controls/AIG-AC-07")]
    {
        assert_eq!(asked(&mut manager, typed).await["places"][0]["href"], href, "{typed}");
    }
    assert_eq!(names(&asked(&mut manager, "fraud").await, "places")[0], "System Fraud screen");
    assert_eq!(asked(&mut manager, "1").await["places"][0]["href"], "/trail/1");
    let of_the_future = asked(&mut manager, "999999").await;
    assert!(of_the_future["places"].as_array().unwrap().is_empty(), "{of_the_future}");
}

#[tokio::test]
async fn the_page_says_the_same_as_the_palette_hears() {
    let house = house().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let heard = asked(&mut manager, "fraud").await;
    let page = manager.get("/find?q=fraud").await.is(200);
    assert_eq!(page.select(".found a").len(), names(&heard, "acts").len() + names(&heard, "places").len());
    assert_eq!(page.attr(".found a", "href").as_deref(), heard["places"][0]["href"].as_str());
    assert!(page.select(".found mark").iter().all(|mark| mark.eq_ignore_ascii_case("fraud")));
    assert!(!page.select(".found mark").is_empty());
    assert_eq!(page.attr("#find-q", "value").as_deref(), Some("fraud"));
    manager.get("/find?q=%3Cscript%3E&q=2").await.is(200).says("Nothing answers to “<script>”.");
    manager.get("/find").await.is(200).says("Find something, or do something.");
    manager.get("/find?q=claims+nothing").await.says("Nothing answers");
}

/// Every act that a visitor is offered, followed.
async fn follows(client: &mut Client, role: &str) -> Vec<String> {
    let answer = client.get("/find").await.is(200);
    let hrefs = hrefs(&answer, "#do a");
    for href in &hrefs {
        assert_eq!(client.get(href).await.status.as_u16(), 200, "{href} is offered to {role}");
    }
    hrefs
}

fn hrefs(answer: &Answer, css: &str) -> Vec<String> {
    let page = scraper::Html::parse_document(&answer.body);
    let css = scraper::Selector::parse(css).unwrap();
    page.select(&css).filter_map(|link| link.attr("href")).map(str::to_owned).collect()
}

#[tokio::test]
async fn nobody_is_offered_what_they_may_not_do() {
    let house = house().await;
    house.add("Reviewer", &[Role::Executive], true).await;
    let mut offered = Vec::new();
    for role in Role::ALL {
        let mut client = house.signed_in(*role).await;
        offered.push((*role, follows(&mut client, role.key()).await));
    }
    let of = |role| &offered.iter().find(|(one, _)| *one == role).unwrap().1;
    assert_eq!(*of(Role::Auditor), ["/account"], "a guest looks after their own account");
    assert_eq!(*of(Role::Executive), ["/account", "/tasks/import", "/own-tasks/new"]);
    let engineer = ["/systems/new", "/vendors/new", "/account", "/systems/import", "/tasks/import", "/own-tasks/new"];
    assert_eq!(*of(Role::Engineer), engineer);
    let administrator = ["/account", "/people/import", "/tasks/import", "/people/invite", "/own-tasks/new"];
    assert_eq!(*of(Role::Administrator), administrator);
    assert!(of(Role::ComplianceManager).contains(&"/controls/adopt".to_owned()));
    let mut reviewer = house.signed_in_as("reviewer@example.com").await;
    assert!(follows(&mut reviewer, "reviewer").await.contains(&"/evidence/review".to_owned()));
}

#[tokio::test]
async fn people_are_found_by_those_who_may_see_them() {
    let house = house().await;
    let mut administrator = house.signed_in(Role::Administrator).await;
    assert_eq!(names(&asked(&mut administrator, "miriam").await, "places"), ["Person Miriam Castell"]);
    for role in [Role::ComplianceManager, Role::Engineer, Role::Executive, Role::Auditor] {
        let mut client = house.signed_in(role).await;
        assert_eq!(names(&asked(&mut client, "miriam").await, "places"), [""; 0], "{}", role.key());
    }
}

#[tokio::test]
async fn sign_in_wakes_nothing_and_every_page_behind_it_has_its_palette() {
    let house = house().await;
    let door = house.visitor().get("/sign-in").await.is(200);
    assert!(!door.body.contains("leptos-island"), "{}", door.body);
    let mut engineer = house.signed_in(Role::Engineer).await;
    for path in ["/", "/tasks", "/systems", "/find", "/shortcuts"] {
        let page = engineer.get(path).await.is(200);
        assert_eq!(page.attr("a[data-find]", "href").as_deref(), Some("/find"), "{path}");
        assert_eq!(page.select("leptos-island dialog.palette input[role=combobox]").len(), 1, "{path}");
    }
    engineer.get("/shortcuts").await.says("Review queue").says("single keys can be switched off");
}
