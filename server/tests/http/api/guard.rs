//! Every line of the API, tried by nobody, by a cookie, by every role, and by tokens that open too little.

use super::Machine;
use crate::guard::{quickly, with_library};
use crate::house::House;
use axum::body::Body;
use axum::http::{Method, header};
use domain::people::Role;
use domain::tokens::{Scope, TokenState};
use server::api::{Needs, lines};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The address of a line with ids of nothing in it.
fn address(path: &str) -> String {
    with_library(path).replace("{subject}", "organisation")
}

#[tokio::test]
async fn the_table_of_lines_and_roles_is_as_reviewed() {
    let house = House::founded().await;
    house.add("Reviewer", &[Role::Executive], true).await;
    let names: Vec<_> = Role::ALL.iter().map(|role| role.key()).chain(["reviewer"]).collect();
    let mut machines = Vec::new();
    for name in &names {
        machines.push(Machine::of(&house, &format!("{name}@example.com")).await);
    }
    let mut table = format!("{:<56} nobody {}\n", "", names.join(" "));
    for line in lines() {
        let path = address(line.path);
        let _ = write!(table, "{:<56}", format!("{:<5} {}", line.method.as_str(), line.path));
        let request =
            house.visitor().request(line.method.clone(), &format!("/api/v1{path}")).body(Body::empty()).unwrap();
        let nobody = house.visitor().send(request).await;
        let _ = write!(table, " {:<6}", nobody.status.as_u16());
        for (name, machine) in names.iter().zip(&mut machines) {
            let answer = machine.send(line.method.clone(), &path, None, &[]).await;
            assert!(answer.status.as_u16() < 500, "{path} as {name}: {}", answer.body);
            let _ = write!(table, " {:<width$}", answer.status.as_u16(), width = name.len());
        }
        table.truncate(table.trim_end().len());
        table.push('\n');
    }
    insta::assert_snapshot!(table);
}

#[tokio::test]
async fn without_a_token_nothing_is_said_and_a_cookie_is_none() {
    let house = House::founded().await;
    let founder = house.person("founder@example.com").await;
    for line in lines().into_iter().filter(|line| line.needs != Needs::Nothing) {
        let path = format!("/api/v1{}", address(line.path));
        for mut client in [house.visitor(), quickly(&house, founder).await] {
            let request = client.request(line.method.clone(), &path).body(Body::from("\u{0}garbage")).unwrap();
            let answer = client.send(request).await.is(401);
            assert_eq!(answer.header("content-type"), "application/problem+json");
            assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"plumbline\"");
            assert!(answer.headers.get(header::SET_COOKIE).is_none());
        }
    }
    let wrong = [
        format!("Bearer plb_{}", "0".repeat(64)),
        "Bearer plb_".into(),
        "Bearer \u{e9}".into(),
        "Basic Zm91bmRlcjp4".into(),
        "plb_".into(),
    ];
    for wrong in wrong {
        let client = house.visitor();
        let value = axum::http::HeaderValue::from_bytes(wrong.as_bytes()).unwrap();
        let request =
            client.request(Method::GET, "/api/v1/me").header(header::AUTHORIZATION, value).body(Body::empty());
        house.visitor().send(request.unwrap()).await.is(401);
    }
}

#[tokio::test]
async fn a_token_opens_its_scopes_and_nothing_else() {
    let house = House::founded().await;
    let founder = house.actor("founder@example.com").await;
    for scope in Scope::ALL {
        // Nobody has as many tokens alive as there are scopes.
        for token in house
            .site
            .store
            .tokens(Some(founder.person))
            .await
            .unwrap()
            .iter()
            .filter(|one| one.state == TokenState::Alive)
        {
            house.site.store.revoke_token(&founder, token.id).await.unwrap();
        }
        let mut machine = Machine::opening(&house, "founder@example.com", &[scope.key()]).await;
        for line in lines() {
            let needs = match line.needs {
                Needs::Nothing | Needs::Token => continue,
                Needs::Reads(needs) | Needs::May(needs, _) => needs,
            };
            let answer = machine.send(line.method.clone(), &address(line.path), None, &[]).await;
            let closed = answer.header("www-authenticate").contains("insufficient_scope");
            assert_eq!(closed, needs != *scope, "{} {} with {}", line.method, line.path, scope.key());
            assert_eq!(closed, answer.status == 403, "{} {}: {}", line.method, line.path, answer.body);
        }
    }
}

#[tokio::test]
async fn another_sites_page_with_a_token_is_answered_and_an_address_that_is_none_is_told() {
    let house = House::founded().await;
    let mut machine = Machine::of(&house, "founder@example.com").await;
    let strange = [("origin", "https://elsewhere.example"), ("sec-fetch-site", "cross-site")];
    let body = serde_json::json!({ "name": "Scorer" });
    machine.send(Method::POST, "/systems", Some(body), &strange).await.is(201);
    for path in ["/nothing", "/systems/", "/systems/none"] {
        let answer = machine.get(path).await.is(404);
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
    }
    let answer = machine.send(Method::DELETE, "/systems", None, &[]).await.is(405);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let allowed: BTreeSet<_> = answer.header("allow").split(',').collect();
    assert_eq!(allowed, BTreeSet::from(["GET", "HEAD", "POST"]));
}

#[test]
fn every_line_of_the_table_is_there_once_and_what_writes_needs_a_verb() {
    let all: Vec<_> = lines().iter().map(|line| (line.method.to_string(), line.path)).collect();
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    for line in lines() {
        assert_eq!(line.writes(), matches!(line.needs, Needs::May(..)), "{} {}", line.method, line.path);
        if let Needs::May(scope, verb) = line.needs {
            assert!(scope.verbs().contains(&verb), "{} {}", line.method, line.path);
        }
        assert!(!line.answers.is_empty(), "{} {}", line.method, line.path);
    }
    let opened: BTreeSet<_> = lines()
        .iter()
        .filter_map(|line| match line.needs {
            Needs::Reads(scope) | Needs::May(scope, _) => Some(scope),
            Needs::Nothing | Needs::Token => None,
        })
        .collect();
    assert_eq!(opened.len(), Scope::COUNT, "every scope opens something");
}

#[test]
fn the_document_is_as_reviewed() {
    insta::assert_snapshot!(serde_json::to_string_pretty(server::api::document()).unwrap());
}
