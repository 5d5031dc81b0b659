//! How many statements each page asks of the database: bounded, and seen in review.

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
        let before = house.site.store.statements();
        founder.get(&path).await;
        let asked = house.site.store.statements() - before;
        assert!(asked <= 8, "{path} asks {asked} statements");
        let _ = writeln!(table, "{:<32} {asked}", route.path);
    }
    insta::assert_snapshot!(table);
}
