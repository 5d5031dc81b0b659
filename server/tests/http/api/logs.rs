//! Deficiencies and incidents by the API: what a token may say of them, and what stays with people.

use super::Machine;
use crate::house::House;
use domain::people::Role;
use serde_json::{Value, json};

const NOTHING: &str = "00000000-0000-0000-0000-000000000000";

fn today(house: &House) -> String {
    domain::instant::Zone::day(&domain::instant::Utc, house.site.store.now()).to_string()
}

#[tokio::test]
async fn a_deficiency_is_opened_assessed_given_and_corrected_and_people_agree() {
    let house = House::founded().await;
    house.add("Ines Halvorsen", &[Role::Executive], true).await;
    let mut manager = Machine::of(&house, "compliance-manager@example.com").await;
    let owner = house.person("compliance-manager@example.com").await.to_string();
    let (engineer, day) = (house.person("engineer@example.com").await.to_string(), today(&house));
    let new = json!({
        "source": "person", "title": "A log has a hole", "what": "Two hours are missing.", "criterion": "CC7.2",
        "found_on": day, "owner": owner,
    });
    let made = manager.post("/deficiencies", new.clone()).await.is(201);
    let path = format!("/deficiencies/{}", made.json()["id"].as_str().unwrap());
    assert_eq!(made.header("location"), format!("/api/v1{path}"));
    let made = made.json();
    assert_eq!((&made["code"], &made["state"]), (&json!("DEF-001"), &json!("open")));
    assert_eq!((&made["of"]["kind"], &made["criteria"]), (&json!("organisation"), &json!(["CC7.2"])));
    for (change, field) in [
        (json!({ "found_on": "2999-01-01" }), "found_on"),
        (json!({ "title": " " }), "title"),
        (json!({ "of": NOTHING }), "of"),
        (json!({ "owner": NOTHING }), "owner"),
        (json!({ "source": "audit" }), "reference"),
        (json!({ "state": "closed" }), "state"),
    ] {
        let mut wrong = new.clone();
        wrong.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        assert_eq!(manager.post("/deficiencies", wrong).await.is(422).fields(), [field], "{change}");
    }
    let said = json!({
        "cause": "A disk was full.", "extent": "Two hours.", "severity": "deficiency", "effect": "still-met",
        "effect_why": "A second log.",
    });
    let mut grave = said.clone();
    grave["severity"] = json!("material-weakness");
    assert_eq!(manager.post(&format!("{path}/assess"), grave).await.is(422).fields(), ["effect"]);
    let assessed = manager.post(&format!("{path}/assess"), said).await.is(200).json();
    assert_eq!((&assessed["state"], &assessed["assessment"]["agreed_by"]), (&json!("assessed"), &Value::Null));
    // What two agree on and who closes it is no matter of tokens.
    for none in ["agree", "disagree", "close"] {
        manager.post(&format!("{path}/{none}"), json!({})).await.is(404);
    }
    let task = json!({ "title": "Watch the disk", "assignee": NOTHING, "due_on": day });
    assert_eq!(manager.post(&format!("{path}/correct"), task).await.is(422).fields(), ["assignee"]);
    let task = json!({ "title": "Watch the disk", "assignee": engineer, "due_on": day });
    let corrected = manager.post(&format!("{path}/correct"), task).await.is(200).json();
    assert_eq!(corrected["corrections"][0]["assignee"]["name"], "Engineer");
    let retest = json!({ "on": day, "passed": true, "shown": "No hole in a week." });
    manager.post(&format!("{path}/retest"), retest).await.is(409);
    let given = manager.post(&format!("{path}/give"), json!({ "owner": engineer })).await.is(200).json();
    assert_eq!(given["owner"]["id"], json!(engineer));
    assert_eq!(manager.get(&path).await.is(200).json(), given);
    for (query, many) in [("open=true", 1), ("open=false", 0), ("state=assessed", 1), ("criterion=CC6.1", 0)] {
        let page = manager.get(&format!("/deficiencies?{query}")).await.is(200).json();
        assert_eq!(page["data"].as_array().unwrap().len(), many, "{query}");
    }
    let mut reads = Machine::opening(&house, "compliance-manager@example.com", &["deficiencies:read"]).await;
    reads.get(&path).await.is(200);
    reads.post("/deficiencies", new).await.is(403);
    reads.get("/incidents").await.is(403);
}

#[tokio::test]
async fn an_incident_is_reported_classified_and_followed_and_people_review_it() {
    let house = House::founded().await;
    let firm = house.firm().await;
    let (system, _) = firm.system("Letters", None).await;
    let mut engineer = Machine::of(&house, "engineer@example.com").await;
    let mut manager = Machine::of(&house, "compliance-manager@example.com").await;
    let now = jiff::Timestamp::from_microsecond(house.site.store.now().0).unwrap();
    let noticed = (now - jiff::SignedDuration::from_mins(90)).to_string();
    let new = json!({
        "title": "Letters went to the wrong people", "what": "A customer called.", "systems": [system.to_string()],
        "harms": ["data-leak"], "detected": noticed,
    });
    let made = engineer.post("/incidents", new.clone()).await.is(201).json();
    assert_eq!((&made["code"], &made["state"]), (&json!("INC-001"), &json!("reported")));
    let told: jiff::Timestamp = made["detected"].as_str().unwrap().parse().unwrap();
    assert_eq!(told, noticed.parse().unwrap(), "a moment is kept as it was said");
    let path = format!("/incidents/{}", made["id"].as_str().unwrap());
    for (change, field) in [
        (json!({ "detected": "2999-01-01T00:00:00Z" }), "detected"),
        (json!({ "systems": [] }), "systems"),
        (json!({ "harms": [] }), "harms"),
        (json!({ "harms": ["boredom"] }), "harms[0]"),
        (json!({ "detected": "soon" }), "detected"),
    ] {
        let mut wrong = new.clone();
        wrong.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        assert_eq!(engineer.post("/incidents", wrong).await.is(422).fields(), [field], "{change}");
    }
    let lead = house.person("compliance-manager@example.com").await.to_string();
    let said = json!({ "severity": "major", "lead": lead, "personal_data": "yes", "jurisdictions": ["eu"] });
    let classified = manager.post(&format!("{path}/classify"), said).await.is(200).json();
    assert_eq!(classified["state"], "under-way");
    let duty = classified["duties"].as_array().unwrap().iter().find(|one| one["state"] == "running").unwrap().clone();
    assert!(duty["due"].is_string(), "{duty}");
    let note = json!({ "at": now.to_string(), "words": "The letters were called back." });
    manager.post(&format!("{path}/note"), note).await.is(200);
    let notice = json!({ "duty": duty["id"], "whom": "The authority", "at": now.to_string(), "proof": "Receipt 17" });
    let told = manager.post(&format!("{path}/tell"), notice).await.is(200).json();
    let state = |whole: &Value| {
        let duties = whole["duties"].as_array().unwrap().clone();
        duties.into_iter().find(|one| one["id"] == duty["id"]).unwrap()["state"].clone()
    };
    assert_eq!(state(&told), "told");
    let nobody = json!({ "duty": "no-such-duty", "reason": "It does not apply." });
    assert_eq!(manager.post(&format!("{path}/tell-nobody"), nobody).await.is(422).fields(), ["duty"]);
    let cause = json!({ "kinds": ["data"], "cause": "An address was old." });
    let whole = manager.post(&format!("{path}/explain"), cause).await.is(200).json();
    assert_eq!((&whole["cause_kinds"], &whole["cause"]), (&json!(["data"]), &json!("An address was old.")));
    let steps: Vec<_> = whole["timeline"].as_array().unwrap().iter().map(|one| one["step"].clone()).collect();
    assert_eq!(steps, ["classified", "noted", "told", "explained"]);
    manager.post(&format!("{path}/review"), json!({})).await.is(404);
    let page = manager.get(&format!("/incidents?open=true&system={system}&harm=data-leak")).await.is(200).json();
    assert_eq!(page["data"], json!([whole]));
    let mut auditor = Machine::of(&house, "auditor@example.com").await;
    auditor.get(&path).await.is(200);
    auditor.post("/incidents", new).await.is(403);
}
