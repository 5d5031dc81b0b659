//! The inventory, by the hands of those who keep it.

use crate::client::{Answer, Client};
use crate::house::House;
use axum::body::Body;
use axum::http::{Method, header};
use domain::people::Role;
use domain::programme::{ProgrammeDraft, ReportKind};
use domain::words::Categories;

pub async fn upload(client: &mut Client, name: &str, bytes: &[u8]) -> Answer {
    let mut body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--b--\r\n");
    let request = client.request(Method::POST, "/systems/import");
    let request = request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=b").body(Body::from(body));
    client.send(request.unwrap()).await
}

/// The page once it no longer asks again by itself.
pub async fn settled(client: &mut Client, path: &str) -> Answer {
    for _ in 0..600 {
        let page = client.get(path).await;
        if page.headers.get("refresh").is_none() {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("{path} never ended");
}

/// Looks at the rows and imports what the page showed.
pub async fn imported(client: &mut Client, check: &str, more: &[(&str, &str)]) -> Answer {
    let shown = settled(client, check).await.is(200).attr("[name=shown]", "value").unwrap();
    let fields: Vec<_> = [("shown", shown.as_str())].into_iter().chain(more.iter().copied()).collect();
    let way = client.post(&check.replace("/check", "/import"), &fields).await.is(303).header("location").to_owned();
    settled(client, &way).await.is(200)
}

pub fn federal() -> Vec<u8> {
    use std::io::Read as _;
    let packed = include_bytes!("../../tables/tests/data/federal-2024.csv.gz").as_slice();
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(packed).read_to_end(&mut bytes).unwrap();
    bytes
}

async fn added(client: &mut Client, name: &str) -> String {
    let answer = client.post("/systems/new", &[("name", name), ("stage", "production")]).await.is(303);
    answer.header("location").to_owned()
}

#[tokio::test]
async fn an_empty_inventory_teaches_and_a_system_is_added_by_hand() {
    let house = House::founded().await;
    house
        .signed_in(Role::Auditor)
        .await
        .get("/systems")
        .await
        .is(200)
        .says("nothing to measure yet")
        .does_not_say("Import a list");
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    manager.get("/systems").await.is(200).says("No AI system is in the inventory").says("Import a list");
    let form = manager.get("/systems/new").await.is(200).says("Name (required)").does_not_say("(optional)");
    let parts = form.does_not_say("Several columns").select("fieldset.part > legend");
    assert_eq!(parts, ["What it is", "Who and where", "What it does and with what", "Dates and links"]);
    let refused = manager.post("/systems/new", &[("purpose", "To screen"), ("links", "javascript:1")]).await.is(422);
    assert!(refused.fault("name").contains("Name the system") && refused.fault("links").contains("web address"));
    assert!(refused.body.contains("To screen"));
    let fields = [("name", "Fraud <b>screen</b>"), ("agentic", "yes"), ("generative", "no"), ("models", "a;b")];
    let path = manager.post("/systems/new", &fields).await.is(303).header("location").to_owned();
    let page = manager.get(&path).await.is(200).says("Fraud <b>screen</b>").says("is in no programme").says("a; b");
    assert!(page.select("b").iter().all(|text| text != "screen"));
    manager.get("/systems").await.is(200).says("One system is in the inventory").says("Not measured");
    manager.get("/systems?trait=agentic%3Ayes&stage=unanswered").await.is(200).says("1 of 1 shown").says("Fraud");
    manager.get("/systems?trait=agentic%3Ano").await.is(200).says("0 of 1 shown").says("No system is like that");
}

#[tokio::test]
async fn a_late_edit_loses_nothing() {
    let house = House::founded().await;
    let mut one = house.signed_in(Role::ComplianceManager).await;
    let path = added(&mut one, "Letters").await;
    let mut other = house.signed_in(Role::ComplianceManager).await;
    let version = one.get(&format!("{path}/edit")).await.is(200).attr("[name=version]", "value").unwrap();
    let edit = format!("{path}/edit");
    one.post(&edit, &[("version", &version), ("name", "Letters A"), ("purpose", "one")]).await.goes_to(&path);
    let late = [("version", version.as_str()), ("name", "Letters B"), ("purpose", "two")];
    let page = other.post(&edit, &late).await.is(409).says("Name is now: Letters A . You typed: Letters B");
    assert_eq!(page.attr("#name", "value").unwrap(), "Letters B");
    let version = page.attr("[name=version]", "value").unwrap();
    other.post(&edit, &[("version", &version), ("name", "Letters B"), ("purpose", "two")]).await.goes_to(&path);
    other.get(&path).await.is(200).says("Letters B").says("Letters A , now Letters B");
    other.get(&path).await.says("Production");
    house.signed_in(Role::Engineer).await.post(&edit, &late).await.is(403);
}

#[tokio::test]
async fn traits_stages_and_vendors_change_and_what_betters_waits() {
    let house = House::founded().await;
    house.add("Reviewer", &[Role::Executive], true).await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let path = added(&mut manager, "Letters").await;
    let agentic = format!("{path}/traits/agentic");
    manager.get(&agentic).await.is(200).says("Does it act through tools");
    assert!(manager.post(&agentic, &[]).await.is(422).fault("answer").contains("Choose"));
    manager.post(&agentic, &[("answer", "yes"), ("reason", "It books")]).await.goes_to(&path);
    manager.get(&path).await.says("It books").says("nothing , now Yes");
    manager.post(&format!("{path}/stage"), &[("stage", "idea")]).await.is(409).says("does not go from");
    manager.post(&format!("{path}/stage"), &[("stage", "validation")]).await.goes_to(&path);
    manager.get(&path).await.says("Validation");

    let vendor = manager.post("/vendors/new", &[("name", "Parley Labs"), ("tier", "high")]).await.is(303);
    let vendor = vendor.header("location").to_owned();
    let id = vendor.strip_prefix("/vendors/").unwrap();
    assert!(manager.post("/vendors/new", &[("name", "Parley Labs")]).await.is(422).fault("name").contains("already"));
    manager.post(&format!("{path}/vendors"), &[("vendor", id)]).await.is(303);
    manager.get(&vendor).await.is(200).says("one system depending on it").says("Letters");
    manager.get("/vendors").await.is(200).says("One vendor is in the register");
    let release = format!("{path}/vendors/{id}/release");
    manager.get(&release).await.is(200).says("would no longer depend on Parley Labs");
    assert!(!manager.post(&release, &[]).await.is(422).fault("reason").is_empty());
    manager.post(&release, &[("reason", "Not used any more")]).await.goes_to(&path);
    manager.get(&path).await.says("Waits for a second person").says("no longer depends on Parley Labs");
}

#[tokio::test]
async fn the_federal_inventory_is_recognised_and_listed_in_few_statements() {
    let house = House::founded().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let check = upload(&mut manager, "federal.csv", &federal()).await.is(303).header("location").to_owned();
    assert!(check.ends_with("/check"), "its columns are known: {check}");
    imported(&mut manager, &check, &[]).await.says("2,130 systems came in");
    let again = upload(&mut manager, "federal.csv", &federal()).await.header("location").to_owned();
    let look = settled(&mut manager, &again).await.is(200).says("there is nothing to save");
    assert!(look.body.contains("rows=unchanged#rows"), "every number leads to its rows");

    let store = &house.site.store;
    let draft = ProgrammeDraft {
        name: "SOC 2".into(),
        kind: ReportKind::Type1,
        on_day: Some(jiff::civil::date(2026, 12, 31)),
        window_from: None,
        window_until: None,
        categories: Categories::security(),
        reasons: String::new(),
        commitments: String::new(),
    };
    let row = store.person(house.person("compliance-manager@example.com").await).await.unwrap();
    let actor = domain::people::Actor { person: row.id, rights: row.rights, invited: None };
    let programme = store.open_programme(&actor, draft).await.unwrap();
    let now = store.present().await.unwrap();
    let page = store.list_systems(&store::SystemFilter::default(), store::SystemOrder::Name, false, 1, now).await;
    let systems: Vec<_> = page.unwrap().lines.iter().take(25).map(|line| line.system.id).collect();
    store.widen_scope(&actor, programme, &systems).await.unwrap();
    for path in ["/systems".to_owned(), format!("/systems/{}", systems[0]), "/systems?q=chat&sort=-unit&page=2".into()]
    {
        manager.get(&path).await.is(200);
        let before = store.statements();
        manager.get(&path).await.is(200);
        let asked = store.statements() - before;
        assert!(asked <= 14, "{path}: {asked} statements");
        println!("{path}: {asked} statements");
    }
    manager.get("/systems?in=any").await.says("25 of 2,130 shown");
    manager.get(&format!("/systems?in={programme}&page=1")).await.says("25 of 2,130 shown");
    manager.get("/systems").await.says("Page 1 of 43");
}
