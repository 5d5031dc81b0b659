//! Programmes and controls, by a compliance manager's hands and a second person's.

use crate::client::{Answer, Client};
use crate::house::House;
use domain::people::Role;
use domain::systems::SystemDraft;
use domain::words::Stage;

pub const WINDOW: [(&str, &str); 6] = [
    ("name", "SOC 2 Type II, 2026"),
    ("kind", "type-2"),
    ("window_from", "2026-07-01"),
    ("window_until", "2026-12-31"),
    ("categories", "Privacy"),
    ("commitments", "Claims are decided within a day."),
];

/// Where an answer sends the browser.
pub fn target(answer: Answer) -> String {
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.body);
    answer.header("location").to_owned()
}

pub async fn open(manager: &mut Client) -> String {
    target(manager.post("/programmes/new", &WINDOW).await)
}

/// Adopts what the page proposes, as it proposes it; the decision that waits.
pub async fn adopt(manager: &mut Client, path: &str) -> String {
    let page = manager.get(path).await.is(200);
    let html = scraper::Html::parse_document(&page.body);
    let of = |css: &str| scraper::Selector::parse(css).unwrap();
    let mut fields = vec![("set".to_owned(), "core".to_owned())];
    for tick in html.select(&of("input[name=controls][checked]")) {
        fields.push(("controls".to_owned(), tick.value().attr("value").unwrap().to_owned()));
    }
    for select in html.select(&of("select[name^=owner-]")) {
        let chosen = select.select(&of("option[selected]")).next().unwrap();
        let name = select.value().attr("name").unwrap();
        fields.push((name.to_owned(), chosen.value().attr("value").unwrap().to_owned()));
    }
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    target(manager.post("/controls/adopt", &fields).await)
}

pub async fn systems(house: &House, names: &[&str], stage: Stage) -> Vec<String> {
    let actor = house.actor("compliance-manager@example.com").await;
    let mut ids = Vec::new();
    for name in names {
        let draft = SystemDraft { stage: Some(stage), ..SystemDraft::named(*name) };
        ids.push(house.site.store.add_system(&actor, draft).await.unwrap().to_string());
    }
    ids
}

#[tokio::test]
async fn a_manager_opens_a_programme_adopts_the_core_and_two_conclude_it() {
    let house = House::founded().await;
    house.add("Reviewer", &[Role::Engineer], true).await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let mut reviewer = house.signed_in_as("reviewer@example.com").await;
    manager.get("/programmes").await.is(200).says("No programme is open").says("Open a programme");
    let programme = open(&mut manager).await;
    manager.get(&programme).await.is(200).says("no system in scope").says("Claims are decided within a day.");
    manager.get("/programmes").await.is(200).says("1 Jul to 31 Dec 2026").says("Security, Privacy");

    let waiting = adopt(&mut manager, "/controls/adopt").await;
    manager.get("/controls?state=waiting").await.is(200).says("Waiting for approval");
    manager.get(&waiting).await.is(200).says("A second person decides").says("You proposed this");
    manager.post(&format!("{waiting}/agree"), &[]).await.is(403).says("A second person decides");
    reviewer.get("/decisions").await.is(200).says("One change waits for a second person").says("Compliance manager");
    reviewer.get(&waiting).await.is(200).says("No findings would be bettered");
    reviewer.post(&format!("{waiting}/agree"), &[("reason", "Read them all.")]).await.goes_to(&waiting);
    reviewer.get(&waiting).await.is(200).says("This was agreed").says("Read them all.");
    manager.post(&format!("{waiting}/agree"), &[]).await.is(409);
    manager.get("/controls?state=adopted&key=no").await.is(200).says("No control matches");

    let ids = systems(&house, &["Claims triage", "Letter writer", "Fraud screen"], Stage::Production).await;
    manager.get(&programme).await.is(200).says("three systems in production or of high impact");
    let scope = format!("{programme}/scope");
    manager
        .get(&format!("{scope}?q=claims"))
        .await
        .is(200)
        .says("One system of this kind")
        .does_not_say("Letter writer");
    let confirm = manager.get(&format!("{scope}/confirm?all=yes&q=r")).await.is(200);
    let confirm = confirm.says("Bring three systems into scope").says("Fraud screen");
    assert_eq!(confirm.select("input[name=system][checked]").len(), 3);
    manager.get(&programme).await.is(200).says("no system in scope");
    manager.post(&scope, &[("system", &ids[0]), ("system", &ids[1])]).await.goes_to(&programme);
    manager.get(&programme).await.is(200).says("two systems in scope").says("one system in production");

    let matrix = format!("{programme}/matrix");
    manager.get(&matrix).await.is(200).says("0 of 51 criteria are concluded");
    let refused = manager.post(&matrix, &[("all", "yes")]).await.is(422);
    assert!(refused.fault("reason").contains("reason"));
    let conclusion = target(manager.post(&matrix, &[("all", "yes"), ("reason", "The workshop of November.")]).await);
    manager.get(&matrix).await.is(200).says("0 of 51 criteria are concluded");
    reviewer.post(&format!("{conclusion}/agree"), &[]).await.goes_to(&conclusion);
    manager.get(&matrix).await.is(200).says("51 of 51 criteria are concluded").says("Until");
    assert!(house.site.store.verify_trail().await.unwrap().faults.is_empty());
}

#[tokio::test]
async fn a_refused_programme_keeps_what_was_typed() {
    let house = House::founded().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let fields = [("name", "SOC 2"), ("kind", "type-2"), ("window_from", "2026-07-01"), ("window_until", "2026-06-30")];
    let page = manager.post("/programmes/new", &fields).await.is(422);
    assert!(page.fault("window_until").contains("is not after the first day"));
    assert_eq!(page.attr("#name", "value").unwrap(), "SOC 2");
    let mut engineer = house.signed_in(Role::Engineer).await;
    engineer.get("/programmes/new").await.is(403);
    engineer.get("/programmes").await.is(200).says("A compliance manager opens one");
}

#[tokio::test]
async fn terms_change_by_one_and_a_category_goes_by_two() {
    let house = House::founded().await;
    house.add("Reviewer", &[Role::Engineer], true).await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let programme = open(&mut manager).await;
    let terms = format!("{programme}/terms");
    let version = manager.get(&terms).await.is(200).attr("[name=version]", "value").unwrap();
    let fields = |version: &'static str| {
        [
            ("version", version),
            ("name", "SOC 2 Type II, 2027"),
            ("window_from", "2027-01-01"),
            ("window_until", "2027-12-31"),
            ("categories", "Availability"),
        ]
    };
    assert_eq!(version, "1");
    manager.post(&terms, &fields("1")).await.goes_to(&programme);
    let page = manager.get(&programme).await.is(200).says("1 Jan to 31 Dec 2027");
    page.says("Security, Availability, Privacy");
    manager.post(&terms, &fields("1")).await.is(409).says("What you typed is still below");

    let drop = format!("{programme}/drop");
    let refused = manager.post(&drop, &[("category", "Privacy")]).await.is(422);
    assert!(!refused.fault("reason").is_empty());
    let waiting = target(manager.post(&drop, &[("category", "Privacy"), ("reason", "No personal data.")]).await);
    manager.get(&programme).await.is(200).says("Security, Availability, Privacy").says("One change waits");
    let mut reviewer = house.signed_in_as("reviewer@example.com").await;
    reviewer.get(&waiting).await.is(200).says("no longer answers Privacy");
    reviewer.post(&format!("{waiting}/agree"), &[]).await.goes_to(&waiting);
    manager.get(&programme).await.is(200).does_not_say("Privacy .").says("Security, Availability");
}

#[tokio::test]
async fn systems_leave_the_scope_by_two() {
    let house = House::founded().await;
    house.add("Reviewer", &[Role::Engineer], true).await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let programme = open(&mut manager).await;
    let ids = systems(&house, &["Claims triage", "Letter writer"], Stage::Production).await;
    manager.post(&format!("{programme}/scope"), &[("system", &ids[0]), ("system", &ids[1])]).await.goes_to(&programme);
    let leave = format!("{programme}/leave");
    manager.get(&leave).await.is(200).says("Two systems are in scope");
    manager.post(&leave, &[("reason", "Sold.")]).await.is(422).says("Choose at least one system");
    let fields = [("system", ids[1].as_str()), ("reason", "Sold.")];
    let waiting = target(manager.post(&leave, &fields).await);
    manager.get(&programme).await.is(200).says("two systems in scope");
    manager.get(&waiting).await.is(200).says("Letter writer leaves the scope of SOC 2 Type II, 2026");
    let mut reviewer = house.signed_in_as("reviewer@example.com").await;
    reviewer.post(&format!("{waiting}/agree"), &[]).await.goes_to(&waiting);
    manager.get(&programme).await.is(200).says("one system in scope");
}

#[tokio::test]
async fn a_control_is_adopted_with_a_statement_of_our_own_within_bounds() {
    let house = House::founded().await;
    house.add("Reviewer", &[Role::Engineer], true).await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let owner = house.person("engineer@example.com").await.to_string();
    manager.get("/controls").await.is(200).says("The library proposes 109 controls");
    manager.get("/controls/AIG-GV-01").await.is(200).says("is proposed by the library").says("ISO/IEC 42001");
    let adopt = "/controls/AIG-GV-01/adopt";
    let long = "x".repeat(4_001);
    for bad in ["  ", &long] {
        let page = manager.post(adopt, &[("owner", &owner), ("statement", bad)]).await.is(422);
        assert!(!page.fault("statement").is_empty());
    }
    let page = manager.post(adopt, &[("statement", "We <b>look</b>.")]).await.is(422);
    assert!(!page.fault("owner").is_empty() && page.body.contains("We &lt;b&gt;look"));
    let waiting = target(manager.post(adopt, &[("owner", &owner), ("statement", "We look monthly.")]).await);
    manager.get("/controls/AIG-GV-01").await.is(200).says("its statement waits").says("We look monthly.");
    let mut reviewer = house.signed_in_as("reviewer@example.com").await;
    reviewer.post(&format!("{waiting}/agree"), &[]).await.goes_to(&waiting);
    manager.post(adopt, &[("owner", &owner), ("statement", "Again.")]).await.is(409);

    let reword = "/controls/AIG-GV-01/reword";
    manager.get(reword).await.is(200).says("A new statement");
    let page = manager.post(reword, &[("statement", "We look weekly."), ("material", "yes")]).await.is(422);
    assert!(!page.fault("reason").is_empty());
    let fields = [("statement", "We look weekly."), ("material", "yes"), ("reason", "The board asked.")];
    let new = target(manager.post(reword, &fields).await);
    manager.post(reword, &fields).await.is(409).says("Another new statement");
    reviewer.get(&new).await.is(200).says("We look monthly.").says("We look weekly.");
    reviewer.post(&format!("{new}/agree"), &[]).await.goes_to(&new);
    manager.get("/controls/AIG-GV-01").await.is(200).says("We look weekly.").says("Two versions");
}

#[tokio::test]
async fn owners_are_proposed_by_the_table_of_roles() {
    let house = House::founded().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let engineer = house.person("engineer@example.com").await.to_string();
    manager.post("/controls/roles", &[("ML engineer", &engineer)]).await.goes_to("/controls/roles?saved=yes");
    manager
        .get("/controls/roles?saved=yes")
        .await
        .is(200)
        .says("Saved")
        .says("is named for one of the library's 13 roles");
    let page = manager.get("/controls/adopt").await.is(200).says("Nobody stands for");
    let html = scraper::Html::parse_document(&page.body);
    let chosen = scraper::Selector::parse("tr:has(select)").unwrap();
    let rows = html.select(&chosen).map(|row| row.text().collect::<String>());
    assert!(rows.count() > 20);
    let mut engineer = house.signed_in(Role::Engineer).await;
    engineer.get("/controls/roles").await.is(200).says("Nobody yet");
    engineer.post("/controls/roles", &[]).await.is(403);
}
