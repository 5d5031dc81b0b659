//! Lists: pages by cursor that no newcomer moves, filters, one of each thing, and a bounded number of statements.

use super::Machine;
use crate::house::House;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const MIRIAM: &str = "miriam.castell@harrowfinch.example";

/// Every list, with what its rows are told by.
const LISTS: &[&str] = &[
    "/systems",
    "/vendors",
    "/attestations",
    "/policies",
    "/risks",
    "/risks/assessments",
    "/deficiencies",
    "/incidents",
    "/evidence",
    "/tasks",
    "/findings",
    "/readiness",
    "/operating",
];

async fn walk(machine: &mut Machine, path: &str, limit: usize) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    for _ in 0..2_000 {
        let page = machine.get(&format!("{path}?limit={limit}{cursor}")).await.is(200).json();
        let rows = page["data"].as_array().unwrap();
        assert!(rows.len() <= limit, "{path}");
        all.extend(rows.iter().cloned());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
    panic!("{path} never ends")
}

#[tokio::test]
async fn every_list_of_the_story_is_read_whole_in_small_pages_and_large_ones() {
    let house = House::story().await;
    let mut machine = Machine::of(&house, MIRIAM).await;
    for path in LISTS {
        let large = walk(&mut machine, path, 200).await;
        // The story has concluded no assessment yet, so nothing is in its register of risks.
        assert!(!large.is_empty() || *path == "/risks", "{path} is empty");
        let small = walk(&mut machine, path, if large.len() > 100 { 37 } else { 2 }).await;
        assert_eq!(small, large, "{path}");
        let once: BTreeSet<_> = large.iter().map(ToString::to_string).collect();
        assert_eq!(once.len(), large.len(), "{path} says something twice");
    }
    for (path, one, id) in [
        ("/systems", "/systems/", "id"),
        ("/vendors", "/vendors/", "id"),
        ("/attestations", "/attestations/", "id"),
        ("/policies", "/policies/", "id"),
        ("/risks/assessments", "/risks/assessments/", "id"),
        ("/deficiencies", "/deficiencies/", "id"),
        ("/incidents", "/incidents/", "id"),
        ("/evidence", "/evidence/", "id"),
        ("/tasks", "/tasks/", "requirement"),
        ("/readiness", "/readiness/", "id"),
    ] {
        let list = machine.get(&format!("{path}?limit=1")).await.is(200).json();
        let id = list["data"][0][id].as_str().unwrap().to_owned();
        machine.get(&format!("{one}{id}")).await.is(200);
    }
    let finding = machine.get("/findings?limit=200").await.json()["data"][150].clone();
    let subject = finding["subject"]["id"].as_str().unwrap_or("organisation");
    let one = machine.get(&format!("/findings/{}/{subject}", finding["requirement"].as_str().unwrap())).await.is(200);
    assert_eq!(one.json(), finding);
    let evidence = machine.get("/evidence?limit=1").await.json()["data"][0].clone();
    let pairs = walk(&mut machine, &format!("/evidence/{}/pairs", evidence["id"].as_str().unwrap()), 1).await;
    assert_eq!(pairs.len() as i64, evidence["pairs"].as_i64().unwrap());
}

#[tokio::test]
async fn readiness_is_that_of_the_page_on_any_day_and_with_what_is_known() {
    let house = House::story().await;
    let mut machine = Machine::of(&house, MIRIAM).await;
    let programme = machine.get("/readiness").await.json()["data"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/readiness/{programme}");
    let now = machine.get(&path).await.is(200).json();
    let counts = &now["counts"];
    let sum: i64 = ["met", "gap", "unknown", "failed"].iter().map(|word| counts[word].as_i64().unwrap()).sum();
    assert_eq!(sum, counts["in_scope"].as_i64().unwrap());
    assert_eq!(now["criteria"].as_array().unwrap().len() as i64, sum);
    let day = now["programme"]["opened_on"].as_str().unwrap();
    let then = machine.get(&format!("{path}?at={day}")).await.is(200).json();
    assert_ne!(then["counts"], now["counts"]);
    machine.get(&format!("{path}?at={day}&known=now")).await.is(200);
    assert_eq!(machine.get(&format!("{path}?at=2999-01-01")).await.is(422).fields(), ["at"]);
    assert_eq!(machine.get(&format!("{path}?known={day}")).await.is(422).fields(), ["known"]);
}

#[tokio::test]
async fn what_comes_in_meanwhile_moves_no_page() {
    let house = House::founded().await;
    let mut machine = Machine::of(&house, "founder@example.com").await;
    for name in ["C", "A", "B"] {
        machine.post("/systems", json!({ "name": name })).await.is(201);
    }
    let first = machine.get("/systems?limit=2").await.is(200).json();
    machine.post("/systems", json!({ "name": "0" })).await.is(201);
    let next = first["next"].as_str().unwrap();
    let second = machine.get(&format!("/systems?limit=2&cursor={next}")).await.is(200).json();
    let names: Vec<_> = [&first, &second].iter().flat_map(|page| page["data"].as_array().unwrap()).collect();
    let names: Vec<_> = names.iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["C", "A", "B", "0"]);
    assert!(second["next"].is_null());
    let found = machine.get("/systems?search=a").await.json();
    assert_eq!(found["data"].as_array().unwrap().len(), 1);
    for (query, many) in [("criticality=medium", 4), ("criticality=high", 0), ("scope=none", 4), ("stage=idea", 0)] {
        let found = machine.get(&format!("/systems?{query}")).await.is(200).json();
        assert_eq!(found["data"].as_array().unwrap().len(), many, "{query}");
    }
}

#[tokio::test]
async fn a_query_is_read_strictly() {
    let house = House::founded().await;
    let mut machine = Machine::of(&house, "founder@example.com").await;
    for path in LISTS {
        for (query, field) in [
            ("limit=0", "limit"),
            ("limit=201", "limit"),
            ("limit=%2B5", "limit"),
            ("limit=many", "limit"),
            ("cursor=zz", "cursor"),
            ("cursor=", "cursor"),
            ("strange=1", "strange"),
            ("limit=5&limit=6", "limit"),
            ("cursor=%00", "cursor"),
        ] {
            assert_eq!(machine.get(&format!("{path}?{query}")).await.is(422).fields(), [field], "{path}?{query}");
        }
    }
    for query in ["stage=none", "owner=me", "criticality=", "vendor=1", "scope=all"] {
        machine.get(&format!("/systems?{query}")).await.is(422);
    }
}

#[tokio::test]
async fn the_statements_of_every_read_are_as_reviewed() {
    use std::fmt::Write as _;
    let house = House::story().await;
    let mut machine = Machine::of(&house, MIRIAM).await;
    let mut table = String::new();
    for line in server::api::lines().into_iter().filter(|line| !line.writes()) {
        let path = crate::example::with_story(&house, line.path).await.replace("{subject}", "organisation");
        machine.get(&path).await;
        let before = house.site.store.statements();
        machine.get(&path).await;
        let asked = house.site.store.statements() - before;
        assert!(asked <= 20, "{path} asks {asked} statements");
        let _ = writeln!(table, "{:<40} {asked:>2}", line.path);
    }
    insta::assert_snapshot!(table);
}

#[tokio::test]
async fn a_longer_list_asks_no_more() {
    let house = House::story().await;
    let mut machine = Machine::of(&house, MIRIAM).await;
    for path in LISTS {
        let mut asked = Vec::new();
        for limit in [1, 200] {
            let path = format!("{path}?limit={limit}");
            machine.get(&path).await.is(200);
            let before = house.site.store.statements();
            machine.get(&path).await.is(200);
            asked.push(house.site.store.statements() - before);
        }
        assert!(asked[1] <= asked[0] + 1, "{path}: {asked:?}");
    }
}

#[tokio::test]
async fn how_controls_operated_is_that_of_the_page_and_past_days_read_as_they_did() {
    let house = House::story().await;
    let mut machine = Machine::of(&house, MIRIAM).await;
    let criteria = walk(&mut machine, "/operating", 200).await;
    let two = criteria[0]["programme"].as_str().unwrap().to_owned();
    let readiness = machine.get(&format!("/readiness/{two}")).await.is(200).json();
    assert_eq!(criteria.len(), readiness["criteria"].as_array().unwrap().len());
    let exceptions: i64 = criteria.iter().map(|one| one["exceptions"].as_i64().unwrap()).sum();
    assert!(exceptions > 0, "the story has exceptions");
    let scans = walk(&mut machine, "/operating/TSK-SE-05-1", 2).await;
    let slots = scans[0]["slots"].as_array().unwrap();
    assert!(slots.len() > 3 && slots.iter().all(|slot| slot["cadence"] == "weekly"), "{slots:?}");
    assert_eq!(scans[0]["subject"]["kind"], "organisation");
    let day = scans[0]["window_from"].as_str().unwrap();
    let then = machine.get(&format!("/operating/TSK-SE-05-1?at={day}")).await.is(200).json();
    assert_ne!(then["data"][0]["slots"], scans[0]["slots"]);
    for (query, field) in [
        ("?at=2999-01-01", "at"),
        (&format!("?to={}", "2000-01-01"), "to"),
        ("?from=2020-01-01", "to"),
        ("?programme=00000000-0000-0000-0000-000000000000", "programme"),
        ("?cursor=zz", "cursor"),
        ("?criterion=CC1.1", "criterion"),
    ] {
        assert_eq!(machine.get(&format!("/operating{query}")).await.is(422).fields(), [field], "{query}");
    }
    machine.get("/operating/TSK-GV-01-1").await.is(404);
}
