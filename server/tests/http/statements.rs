//! How many statements each page asks of the database, at the first look after a fact and at the next: bounded, and
//! seen in review.

use crate::house::House;
use axum::http::Method;
use domain::people::Role;
use server::router::site_map;
use std::fmt::Write as _;

#[tokio::test]
async fn the_statements_of_every_page_are_as_reviewed() {
    let house = House::founded().await;
    let mut founder = house.signed_in_as("founder@example.com").await;
    let spare = house.add("Spare", &[Role::Engineer], false).await.to_string();
    let mut table = String::new();
    for route in site_map().filter(|route| route.method == Method::GET) {
        let path = crate::guard::with_library(route.path).replace("{person}", &spare).replace(['{', '}'], "");
        let mut asked = [0; 2];
        for look in &mut asked {
            let before = house.site.store.statements();
            founder.get(&path).await;
            *look = house.site.store.statements() - before;
        }
        let [first, again] = asked;
        // The first look of all reads what waits and the tasks too.
        let bounded = again <= 8 || OVER.contains(&route.path);
        assert!(first <= 20 && bounded, "{path} asks {first} statements, then {again}");
        let _ = writeln!(table, "{:<40} {first:>2} {again:>2}", route.path);
    }
    insta::assert_snapshot!(table);
}

/// What gathers many small lists where there is much to show, and what tries a waiting change out and leaves it undone.
const OVER: &[&str] = &[
    "/waiting",
    "/decisions/{proposal}",
    "/tasks/{requirement}",
    "/policies/{policy}",
    "/policies/{policy}/on/{day}",
    "/policies/{policy}/audience",
    "/risks/assessments/{assessment}",
    "/risks/assessments/{assessment}/own",
    "/risks/assessments/{assessment}/risks/{risk}",
    "/systems/{system}",
    "/vendors",
    "/vendors/{vendor}",
    "/attestations/{attestation}",
    "/questionnaires/{questionnaire}",
];

#[tokio::test]
async fn the_statements_of_every_page_of_the_story_are_as_reviewed() {
    let house = House::story().await;
    let mut miriam = house.looking_as("miriam.castell@harrowfinch.example").await;
    let (mut table, mut over) = (String::new(), Vec::new());
    for route in site_map().filter(|route| route.method == Method::GET) {
        let path = crate::example::with_story(&house, route.path).await.replace(['{', '}'], "");
        let mut asked = [0; 2];
        for look in &mut asked {
            let before = house.site.store.statements();
            miriam.get(&path).await;
            *look = house.site.store.statements() - before;
        }
        let [first, again] = asked;
        assert!(first <= 40, "{path} asks {first} statements");
        if again > 8 {
            over.push(route.path);
        }
        let _ = writeln!(table, "{:<40} {first:>2} {again:>2}", route.path);
    }
    insta::assert_snapshot!(table);
    assert_eq!(over, OVER, "what asks for more than eight is known by name");
}
