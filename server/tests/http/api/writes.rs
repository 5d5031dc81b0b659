//! What a program does: the same verbs, the same refusals, at the fields of what it sent.

use super::Machine;
use crate::house::House;
use axum::body::Body;
use axum::http::{Method, header};
use domain::people::Role;
use serde_json::{Value, json};

#[tokio::test]
async fn a_system_is_added_changed_and_answered() {
    let house = House::founded().await;
    let mut manager = Machine::of(&house, "compliance-manager@example.com").await;
    let engineer = house.person("engineer@example.com").await.to_string();
    let new = json!({ "name": " Claims scorer ", "stage": "development", "owner": engineer, "traits": { "predictive": true } });
    let made = manager.post("/systems", new).await.is(201);
    let system = made.json();
    assert_eq!(made.header("location"), format!("/api/v1/systems/{}", system["id"].as_str().unwrap()));
    assert_eq!((&system["name"], &system["owner"]["name"]), (&json!("Claims scorer"), &json!("Engineer")));
    assert_eq!((&system["traits"]["predictive"], &system["traits"]["agentic"]), (&json!(true), &Value::Null));
    let path = format!("/systems/{}", system["id"].as_str().unwrap());

    let changed = manager.patch(&path, json!({ "seen": 1, "unit": "Claims", "owner": null })).await.is(200).json();
    assert_eq!((&changed["unit"], &changed["owner"], &changed["version"]), (&json!("Claims"), &Value::Null, &json!(2)));
    assert_eq!(changed["name"], "Claims scorer", "what is left away stays");
    let stale = manager.patch(&path, json!({ "seen": 1, "unit": "Other" })).await.is(409).json();
    assert_eq!((&stale["seen"], &stale["version"], &stale["status"]), (&json!(1), &json!(2), &json!(409)));

    let answered = manager.put(&format!("{path}/traits/agentic"), json!({ "answer": false })).await.is(200).json();
    assert_eq!(answered["traits"]["agentic"], false);
    manager.put(&format!("{path}/traits/none"), json!({ "answer": false })).await.is(404);
    manager.put(&format!("{path}/stage"), json!({ "stage": "validation" })).await.is(200);
    manager.put(&format!("{path}/stage"), json!({ "stage": "idea" })).await.is(409);
    let vendor = manager.post("/vendors", json!({ "name": "Parley Labs" })).await.is(201).json();
    let vendor = vendor["id"].as_str().unwrap();
    manager.put(&format!("{path}/vendors/{vendor}"), json!({})).await.is(204);
    assert_eq!(manager.get(&format!("/vendors/{vendor}")).await.is(200).json()["systems"], 1);
    let vendor = format!("/vendors/{vendor}");
    let changed = manager.patch(&vendor, json!({ "seen": 1, "trains": false, "tier": "high" })).await.is(200).json();
    assert_eq!((&changed["trains"], &changed["tier"]), (&json!(false), &json!("high")));
    manager.patch(&vendor, json!({ "seen": 7, "name": "Other" })).await.is(409);
    assert_eq!(manager.post("/vendors", json!({ "name": "Parley Labs" })).await.is(422).fields(), ["name"]);
}

#[tokio::test]
async fn what_does_not_fit_is_refused_at_its_field() {
    let house = House::founded().await;
    let mut machine = Machine::of(&house, "compliance-manager@example.com").await;
    for (body, field) in [
        (json!({}), "name"),
        (json!({ "name": 1 }), "name"),
        (json!({ "name": "  " }), "name"),
        (json!({ "name": "x", "strange": 1 }), "strange"),
        (json!({ "name": "x", "stage": "soon" }), "stage"),
        (json!({ "name": "x", "owner": "me" }), "owner"),
        (json!({ "name": "x\u{0}" }), "name"),
        (json!({ "name": "x", "traits": { "agentic": "yes" } }), "traits.agentic"),
        (json!({ "name": "x", "traits": { "weather": true } }), "traits.weather"),
        (json!({ "name": "x", "details": { "weather": "fine" } }), "weather"),
        (json!({ "name": "x".repeat(501) }), "name"),
    ] {
        assert_eq!(machine.post("/systems", body.clone()).await.is(422).fields(), [field], "{body}");
    }
    for body in [json!([]), json!("x"), json!(null)] {
        machine.post("/systems", body).await.is(422);
    }
    assert_eq!(house.site.store.count_systems().await.unwrap(), 0);
}

/// A request as it comes over the wire.
async fn raw(house: &House, token: &str, kind: Option<&str>, body: &[u8]) -> u16 {
    let client = house.visitor();
    let request =
        client.request(Method::POST, "/api/v1/systems").header(header::AUTHORIZATION, format!("Bearer {token}"));
    let request = kind.iter().fold(request, |request, kind| request.header(header::CONTENT_TYPE, *kind));
    let request = request.body(Body::from(body.to_vec())).unwrap();
    let answer = house.visitor().send(request).await;
    assert_eq!(answer.header("content-type"), "application/problem+json", "{}", answer.body);
    answer.status.as_u16()
}

#[tokio::test]
async fn what_is_hostile_is_refused_in_words() {
    let house = House::founded().await;
    let token = Machine::of(&house, "compliance-manager@example.com").await.token;
    let kind = Some("application/json");
    assert_eq!(raw(&house, &token, None, b"{}").await, 415);
    assert_eq!(raw(&house, &token, Some("text/plain"), b"{}").await, 415);
    assert_eq!(raw(&house, &token, Some("application/x-www-form-urlencoded"), b"name=x").await, 415);
    for garbage in [&b""[..], b"{", b"\xff\xfe", b"{\"name\": \"\\ud800\"}", b"{\"name\": 1e999}"] {
        assert_eq!(raw(&house, &token, kind, garbage).await, 400, "{garbage:?}");
    }
    assert_eq!(raw(&house, &token, kind, "[".repeat(60_000).as_bytes()).await, 400);
    assert_eq!(raw(&house, &token, kind, format!("{{\"name\": \"{}\"}}", "x".repeat(70_000)).as_bytes()).await, 413);
    let twice = b"{\"name\": \"a\", \"name\": \"b\"}";
    assert!([201, 422].contains(&raw_status(&house, &token, twice).await));
}

async fn raw_status(house: &House, token: &str, body: &[u8]) -> u16 {
    let client = house.visitor();
    let request =
        client.request(Method::POST, "/api/v1/systems").header(header::AUTHORIZATION, format!("Bearer {token}"));
    let request = request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_vec())).unwrap();
    house.visitor().send(request).await.status.as_u16()
}

#[tokio::test]
async fn evidence_goes_from_a_file_to_a_decision_of_somebody_else() {
    let house = House::founded().await;
    let firm = house.firm().await;
    firm.adopt(&["AIG-AC-07"]).await;
    let (system, _) = firm.system("Scorer", None).await;
    let mut sender = Machine::of(&house, "founder@example.com").await;
    let mut reviewer = Machine::of(&house, "ines-halvorsen@example.com").await;

    let client = house.visitor();
    let bearer = format!("Bearer {}", sender.token);
    let request = client.request(Method::POST, "/api/v1/files?name=export.json").header(header::AUTHORIZATION, bearer);
    let request =
        request.header(header::CONTENT_TYPE, "application/octet-stream").body(Body::from("{\"lock\": true}")).unwrap();
    let file = house.visitor().send(request).await.is(201).json();
    let day = domain::instant::Zone::day(&domain::instant::Utc, house.site.store.now()).to_string();
    let proves = json!([{ "requirement": "TSK-AC-07-1", "subject": system.to_string() }]);
    let new = json!({
        "title": "Settings of the registry", "kind": "config-export", "speaks_from": day, "speaks_until": day,
        "file": { "sha256": file["sha256"], "name": "export.json" }, "proves": proves,
    });
    let made = sender.post("/evidence", new.clone()).await.is(201).json();
    assert_eq!((&made["form"], &made["waiting"]), (&json!("file"), &json!(1)));
    let path = format!("/evidence/{}", made["id"].as_str().unwrap());

    let ruling = json!({ "rulings": [{ "requirement": "TSK-AC-07-1", "subject": system.to_string(), "ruling": "supports" }], "seen": file["sha256"] });
    sender.post(&format!("{path}/decide"), ruling.clone()).await.is(403);
    let mut other = ruling.clone();
    other["seen"] = json!("0".repeat(64));
    reviewer.post(&format!("{path}/decide"), other).await.is(409);
    let decided = reviewer.post(&format!("{path}/decide"), ruling.clone()).await.is(200).json();
    assert_eq!(decided["waiting"], 0);
    reviewer.post(&format!("{path}/decide"), ruling).await.is(409);
    let pairs = sender.get(&format!("{path}/pairs")).await.is(200).json();
    assert_eq!(
        (&pairs["data"][0]["ruling"], &pairs["data"][0]["subject"]["name"]),
        (&json!("supports"), &json!("Scorer"))
    );
    let finding = sender.get(&format!("/findings/TSK-AC-07-1/{system}")).await.is(200).json();
    assert_eq!(finding["state"], "met");
    sender.post(&format!("{path}/withdraw"), json!({ "reason": "of another system" })).await.is(200);

    for (change, field) in [
        (json!({ "file": null }), "file"),
        (json!({ "file": { "sha256": "0".repeat(64), "name": "x" } }), "file"),
        (json!({ "link": "https://example.com" }), "file"),
        (json!({ "proves": [] }), "pairs"),
        (
            json!({ "proves": [{ "requirement": "TSK-AC-07-1", "subject": "00000000-0000-0000-0000-000000000000" }] }),
            "proves",
        ),
        (json!({ "speaks_until": "2999-01-01" }), "speaks_until"),
    ] {
        let mut new = new.clone();
        new.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        assert_eq!(sender.post("/evidence", new).await.is(422).fields(), [field], "{change}");
    }
}

#[tokio::test]
async fn a_task_is_given_dated_and_remarked_on() {
    let house = House::founded().await;
    let firm = house.firm().await;
    firm.adopt(&["AIG-AC-07"]).await;
    let (system, _) = firm.system("Scorer", None).await;
    let mut machine = Machine::of(&house, "founder@example.com").await;
    let engineer = house.person("engineer@example.com").await.to_string();
    let (path, subject) = ("/tasks/TSK-AC-07-1", system.to_string());
    let seen = |seen: i64| json!([{ "subject": subject, "seen": seen }]);
    machine.post(&format!("{path}/give"), json!({ "subjects": seen(0), "assignee": engineer })).await.is(204);
    machine.post(&format!("{path}/give"), json!({ "subjects": seen(0), "assignee": null })).await.is(409);
    machine.post(&format!("{path}/due"), json!({ "subjects": seen(1), "on": "2027-01-31" })).await.is(204);
    machine.post(&format!("{path}/discuss"), json!({ "words": "Ask the registry team." })).await.is(204);
    let task = machine.get(&format!("{path}?subject={subject}")).await.is(200).json();
    let one = &task["subjects"][0];
    assert_eq!(
        (&one["assignee"]["name"], &one["due"], &one["version"]),
        (&json!("Engineer"), &json!("2027-01-31"), &json!(2))
    );
    assert_eq!(
        machine.post(&format!("{path}/give"), json!({ "subjects": [], "assignee": null })).await.is(422).fields(),
        ["subjects"]
    );
    let mut executive = Machine::of(&house, "executive@example.com").await;
    executive.post(&format!("{path}/give"), json!({ "subjects": seen(2), "assignee": null })).await.is(403);
}

#[tokio::test]
async fn a_policy_is_drafted_and_submitted_and_an_attestation_entered() {
    let house = House::founded().await;
    house.add("Ines Halvorsen", &[Role::Executive], true).await;
    let mut manager = Machine::of(&house, "compliance-manager@example.com").await;
    let owner = house.person("compliance-manager@example.com").await.to_string();
    let new = json!({ "title": "Use of models", "owner": owner, "review": "annual", "criteria": ["CC1.1"], "text": "# Use\n\nWith care." });
    let made = manager.post("/policies", new).await.is(201).json();
    let path = format!("/policies/{}", made["id"].as_str().unwrap());
    assert_eq!(made["draft"]["version"], 1);
    let draft = json!({ "seen": 1, "text": "# Use\n\nWith much care.", "note": "More care." });
    manager.put(&format!("{path}/draft"), draft.clone()).await.is(200);
    let stale = manager.put(&format!("{path}/draft"), draft).await.is(409).json();
    assert_eq!((&stale["seen"], &stale["version"]), (&json!(1), &json!(2)));
    let approver = house.person("ines-halvorsen@example.com").await.to_string();
    let day = domain::instant::Zone::day(&domain::instant::Utc, house.site.store.now()).to_string();
    let submit = json!({ "seen": 2, "approvers": [approver], "quorum": 1, "in_force_from": day });
    let whole = manager.post(&format!("{path}/submit"), submit).await.is(200).json();
    assert_eq!((&whole["state"], &whole["waiting"], &whole["draft"]), (&json!("waiting"), &json!(1), &Value::Null));
    let text = manager.get(&format!("{path}/versions/1")).await.is(200).json();
    assert_eq!(text["text"], "# Use\n\nWith much care.");

    let vendor = manager.post("/vendors", json!({ "name": "Parley Labs" })).await.is(201).json();
    let path = format!("/vendors/{}/attestations", vendor["id"].as_str().unwrap());
    let report = json!({
        "kind": "SOC2-T2", "received_on": day, "issuer": "Auditor LLP", "period_from": "2025-01-01",
        "period_until": "2025-12-31", "categories": ["Security"], "opinion": "unqualified", "scope": true,
    });
    let made = manager.post(&path, report.clone()).await;
    assert_eq!(made.status.as_u16(), 201, "{}", made.body);
    assert_eq!(made.json()["state"], "waiting");
    let mut broken = report;
    broken["opinion"] = Value::Null;
    assert_eq!(manager.post(&path, broken).await.is(422).fields(), ["opinion"]);
    let risk = manager.post("/risks/assessments", json!({ "of": "organisation" })).await.is(201).json();
    assert_eq!(risk["state"], "draft");
    manager.post("/risks/assessments", json!({ "of": "organisation" })).await.is(409);
}
