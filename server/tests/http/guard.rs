//! Every line of the site map, tried by nobody and by everybody.

use crate::client::Client;
use crate::house::House;
use app::routes::{Needs, Route};
use app::sessions::key;
use axum::body::Body;
use axum::http::{Method, header};
use domain::ids::PersonId;
use domain::people::Role;
use server::router::site_map;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use tower_sessions::session::Id;

/// A session without the 20 ms of a sign-in.
pub async fn quickly(house: &House, person: PersonId) -> Client {
    let id = Id::default();
    assert!(house.site.store.create_session(&key(id), "{\"in\":true}").await.unwrap());
    house.site.store.own_session(&key(id), person, "127.0.0.1", "test").await.unwrap();
    let mut client = house.visitor();
    client.cookies.insert("plumbline".into(), id.to_string());
    client
}

/// The id of nothing.
const NOTHING: &str = "00000000-0000-0000-0000-000000000000";

/// The address of a line with something in every place: a person made for this one try, a key of nothing.
async fn address(house: &House, route: &Route, n: usize) -> String {
    let mut path =
        route.path.replace("{key}", "none").replace("{session}", &"0".repeat(64)).replace("{file}", "none.css");
    path = with_library(&path);
    if path.contains("{person}") {
        path = path.replace("{person}", &house.add(&format!("Spare {n}"), &[Role::Engineer], false).await.to_string());
    }
    assert!(!path.contains('{'), "say here what stands in {path}");
    path
}

/// What the library has from birth, and ids of nothing.
pub fn with_library(path: &str) -> String {
    let things = [
        "{programme}",
        "{proposal}",
        "{evidence}",
        "{system}",
        "{vendor}",
        "{task}",
        "{mapping}",
        "{policy}",
        "{exception}",
        "{assessment}",
        "{attestation}",
        "{absence}",
        "{job}",
        "{token}",
        "{deficiency}",
        "{incident}",
        "{audit}",
        "{questionnaire}",
        "{set}",
        "{attachment}",
        "{link}",
        "{review}",
        "{course}",
        "{training}",
    ];
    let path = things.iter().fold(path.to_owned(), |path, thing| path.replace(thing, NOTHING));
    let path = path.replace("{list}", "systems.csv");
    let path = path.replace("{criterion}", "CC7.2").replace("{control}", "AIG-GV-01").replace("{risk}", "RISK-01");
    let path = path.replace("{requirement}", "TSK-AC-07-1").replace("{trait}", "agentic").replace("{subject}", "0");
    let path = path.replace("{version}", "1").replace("{note}", "1").replace("{day}", "2026-03-14");
    path.replace("{entry}", "1").replace("{upload}", &"0".repeat(32))
}

/// The status for a request without a body, and for one with a body that no form has.
async fn tries(client: &mut Client, method: &Method, path: &str) -> [u16; 2] {
    let empty = client.request(method.clone(), path).header(header::ACCEPT, "application/json").body(Body::empty());
    let garbage = client
        .request(method.clone(), path)
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=none")
        .body(Body::from("\u{0}garbage"));
    let mut fresh = client.clone();
    let garbage = fresh.send(garbage.unwrap()).await.status.as_u16();
    [client.clone().send(empty.unwrap()).await.status.as_u16(), garbage]
}

#[tokio::test]
async fn the_table_of_routes_and_roles_is_as_reviewed() {
    let (empty, house) = (House::empty().await, House::founded().await);
    house.add("Reviewer", &[Role::Executive], true).await;
    let names = Role::ALL.iter().map(|role| role.key()).chain(["reviewer"]);
    let heads: Vec<_> = ["empty", "nobody"].into_iter().chain(names.clone()).collect();
    let mut table = format!("{:<43} {}\n", "", heads.join(" "));
    for (line, route) in site_map().enumerate() {
        let _ = write!(table, "{:<43}", format!("{:<4} {}", route.method.as_str(), route.path));
        for (column, head) in heads.iter().enumerate() {
            let house = if *head == "empty" { &empty } else { &house };
            // What earlier tries did to the throttle is forgotten.
            house.fresh.world.forward(3600);
            let path = if *head == "empty" {
                route.path.replace("{person}", "none")
            } else {
                address(house, &route, line * 10 + column).await
            };
            let path = path.replace(['{', '}'], "");
            let mut client = match *head {
                "empty" | "nobody" => house.visitor(),
                name => quickly(house, house.person(&format!("{name}@example.com")).await).await,
            };
            if *head == "empty" && path == BEGINS {
                let _ = write!(table, " {LATER:<width$}", width = head.len());
                continue;
            }
            let [status, with_garbage] = tries(&mut client, &route.method, &path).await;
            if matches!(status, 401 | 403) || (*head == "empty" && status == 303) {
                assert_eq!(with_garbage, status, "{path} as {head}: refused before anything is decoded");
            }
            assert!(status < 500 && with_garbage < 500, "{path} as {head}: {status}, {with_garbage}");
            let _ = write!(table, " {status:<width$}", width = head.len());
        }
        table.truncate(table.trim_end().len());
        table.push('\n');
    }
    // What begins a story changes what all the others answer, so it is tried last.
    let [status, with_garbage] = tries(&mut empty.visitor(), &Method::POST, BEGINS).await;
    assert_eq!([status, with_garbage], [303; 2]);
    insta::assert_snapshot!(table.replace(LATER, &status.to_string()));
}

const BEGINS: &str = "/first-run/example";
const LATER: &str = "???";

#[test]
fn every_line_of_the_site_map_is_there_once() {
    let lines: Vec<_> = site_map().map(|route| (route.method.to_string(), route.path)).collect();
    let once: BTreeSet<_> = lines.iter().cloned().collect();
    assert_eq!(once.len(), lines.len());
    for (method, path) in &lines {
        assert!(path.starts_with('/') && (path.len() == 1 || !path.ends_with('/')), "{method} {path}");
        assert!(["GET", "POST"].contains(&method.as_str()), "{method} {path}: forms know no more");
    }
}

#[tokio::test]
async fn what_is_in_no_line_is_not_there() {
    let house = House::founded().await;
    let mut administrator = house.signed_in(Role::Administrator).await;
    for path in ["/nothing", "/people/", "/api/v1/nothing", "/api/anything"] {
        administrator.get(path).await.is(404);
        house.visitor().get(path).await.is(404);
        house.visitor().post(path, &[]).await.is(404);
    }
    for route in site_map() {
        let path = route.path.replace(['{', '}'], "");
        for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
            let request = house.visitor().request(method.clone(), &path).body(Body::empty()).unwrap();
            assert_eq!(house.visitor().send(request).await.status, 404, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn for_a_page_nobody_is_sent_to_the_door_and_for_a_machine_refused() {
    let house = House::founded().await;
    let mut nobody = house.visitor();
    nobody.get("/people").await.goes_to("/sign-in?next=/people");
    nobody.post("/people/invite", &[]).await.goes_to("/sign-in");
    let mut machine = house.visitor().with("accept", "application/json");
    let refused = machine.get("/people").await.is(401);
    assert_eq!(refused.header("content-type"), "application/json");
    let mut engineer = house.signed_in(Role::Engineer).await.with("accept", "application/json");
    assert!(engineer.get("/people").await.is(403).body.contains("\"error\":\"Not allowed\""));
}

/// What a look may change: that one was seen.
const SEEN: &[(&str, &str)] = &[("session", "seen_at"), ("session", "expires_at")];

#[tokio::test]
async fn looking_changes_nothing() {
    let house = House::founded().await;
    let mut clients = vec![("nobody", house.visitor())];
    for role in Role::ALL {
        let person = house.person(&format!("{}@example.com", role.key())).await;
        clients.push((role.key(), quickly(&house, person).await));
    }
    let spare = house.add("Spare", &[Role::Engineer], false).await.to_string();
    // So that every session is due for its note of being seen.
    house.fresh.world.forward(600);
    let before = house.fresh.digest(SEEN).await;
    for (name, client) in &mut clients {
        // A link that opens nothing is counted in the throttle, so that nobody tries many.
        for route in site_map().filter(|route| route.method == Method::GET && route.needs != Needs::Link) {
            let path = with_library(route.path).replace("{person}", &spare).replace(['{', '}'], "");
            let answer = client.get(&path).await;
            assert!(answer.status.as_u16() < 500, "{path} as {name}: {}", answer.body);
            assert_eq!(house.fresh.digest(SEEN).await, before, "{path} as {name} changed something");
        }
    }
}

#[test]
fn what_may_write_needs_somebody_or_stands_at_the_door() {
    for route in site_map().filter(|route| route.method != Method::GET) {
        let door = ["/first-run", "/first-run/example", "/example/look-as", "/sign-in", "/sign-out", "/join/{key}"]
            .contains(&route.path);
        let open = door || route.needs == Needs::Link;
        assert_eq!(matches!(route.needs, Needs::Person | Needs::May(_)), !open, "{}", route.path);
        assert_eq!(route.path.starts_with("/answers/"), route.needs == Needs::Link, "{}", route.path);
    }
}
