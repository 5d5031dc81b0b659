//! Many systems at once, and the list as a table.

use crate::house::House;
use crate::programmes::systems;
use domain::people::Role;
use domain::words::Stage;

#[tokio::test]
async fn the_chosen_ones_are_shown_before_anything_is_done() {
    let house = House::founded().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let ids = systems(&house, &["Letters", "Screen", "Triage"], Stage::Production).await;
    manager
        .get("/systems")
        .await
        .is(200)
        .says("Three are in production or of high impact and in none")
        .says("Continue with all 3");
    let ask = manager.get(&format!("/systems/bulk?do=answer&system={}&system={}", ids[0], ids[1])).await.is(200);
    ask.says("Which answer holds for 2 systems?").says("None of them is in a programme").does_not_say("Triage");
    manager.get("/systems/bulk?do=retire").await.is(422).says("No system is chosen");
    let all = manager.get("/systems/bulk?do=own&all=yes&q=r").await.is(200);
    all.says("Letters").says("Screen").says("Triage");
    let fields = [("do", "answer"), ("system", ids[0].as_str()), ("system", ids[1].as_str())];
    let refused = manager.post("/systems/bulk", &fields).await.is(422);
    assert!(refused.says("Letters").fault("which").contains("Choose a trait"));
    let fields = [&fields[..], &[("which", "agentic"), ("answer", "yes")]].concat();
    manager.post("/systems/bulk", &fields).await.is(200).says("Two systems are answered yes: Agentic.");
    manager.get("/systems?trait=agentic%3Ayes").await.says("2 of 3 shown");
    manager.post("/systems/bulk", &fields).await.is(200).says("they were so already");
    let person = house.person("compliance-manager@example.com").await.to_string();
    let own = [("do", "own"), ("system", ids[2].as_str()), ("owner", person.as_str())];
    manager.post("/systems/bulk", &own).await.is(200).says("One system has Compliance manager as owner.");
    manager.get(&format!("/systems?owner={person}&sort=owner")).await.says("1 of 3 shown").says("Triage");
    manager.get(&format!("/systems/{}", ids[2])).await.says("Owner : nothing , now");
    let filtered = format!("/systems/bulk?do=retire&q=Tri&system={}", ids[2]);
    let ask = manager.get(&filtered).await.is(200).says("Retire 1 system?").says("does not come back");
    assert_eq!(ask.attr("a.btn.plain", "href"), Some("/systems?q=Tri".to_owned()), "the view is kept");
    assert!(ask.select("button.danger").contains(&"Retire 1 system".to_owned()));
    let retire = [("do", "retire"), ("system", ids[2].as_str()), ("view", "q=Tri")];
    let refused = manager.post("/systems/bulk", &retire).await.is(422);
    assert!(refused.fault("reason").contains("Say why"));
    assert_eq!(refused.attr("a.btn.plain", "href"), Some("/systems?q=Tri".to_owned()));
    let retire = [&retire[..], &[("reason", "Nobody uses it")]].concat();
    manager.post("/systems/bulk", &retire).await.is(200).says("One system is retired.");
    manager.get("/systems?stage=retired").await.says("1 of 3 shown");
    manager.get("/systems?in=missing").await.says("2 of 3 shown");

    let mut engineer = house.signed_in(Role::Engineer).await;
    let own = [("do", "answer"), ("system", ids[0].as_str()), ("which", "agentic"), ("answer", "no")];
    engineer.post("/systems/bulk", &own).await.is(409).says("not yours to change, Letters for one");
    house.signed_in(Role::Auditor).await.get("/systems").await.is(200).does_not_say("With the chosen ones");
    let auditor = house.person("auditor@example.com").await.to_string();
    for form in ["/systems/new", "/systems", "/vendors/new", &filtered.replace("retire", "own")] {
        let page = manager.get(form).await.is(200);
        assert_eq!(
            page.attr(&format!("option[value='{auditor}']"), "value"),
            None,
            "who may not write owns nothing: {form}"
        );
    }
}

#[tokio::test]
async fn the_view_is_a_table_that_no_spreadsheet_computes() {
    let house = House::founded().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    manager.post("/systems/new", &[("name", "=cmd|' /C calc'!A0"), ("purpose", "To \"write\", fast")]).await.is(303);
    manager.post("/systems/new", &[("name", "Screen"), ("stage", "production"), ("agentic", "no")]).await.is(303);
    let table = manager.get("/lists/systems.csv").await.is(200);
    assert!(table.header("content-type").starts_with("text/csv"));
    assert!(table.header("content-disposition").starts_with("attachment; filename=\"systems-"));
    let lines: Vec<_> = table.body.lines().collect();
    assert!(lines[0].contains("Name") && lines[0].contains("Stage") && lines[0].contains("Agentic"));
    assert_eq!(lines.len(), 3);
    assert!(table.body.contains("\"'=cmd|' /C calc'!A0\"") && table.body.contains("\"To \"\"write\"\", fast\""));
    let one = manager.get("/lists/systems.csv?stage=production&sort=-name").await.is(200);
    assert_eq!(one.body.lines().count(), 2);
    house.visitor().get("/lists/systems.csv").await.is(303);
}

#[tokio::test]
async fn a_day_is_taken_as_people_type_it_and_what_is_none_is_told() {
    let house = House::founded().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let path = manager.post("/systems/new", &[("name", "Letters"), ("initiated", "30 Nov 2026")]).await.is(303);
    let path = path.header("location").to_owned();
    manager.get(&path).await.says("30 Nov 2026");
    let refused = manager.post("/systems/new", &[("name", "B"), ("initiated", "11/30/2026")]).await.is(422);
    assert!(refused.fault("initiated").contains("“11/30/2026” is no day. Write it as 2026-11-30 or 30 Nov 2026."));
    assert_eq!(refused.attr("[name=initiated]", "value").as_deref(), Some("11/30/2026"), "nothing typed is lost");
    let terms = [("name", "SOC 2"), ("kind", "type-1"), ("on_day", "soon")];
    assert!(manager.post("/programmes/new", &terms).await.is(422).fault("on_day").contains("“soon” is no day"));
    let both = [("name", "SOC 2"), ("kind", "type-2"), ("window_from", "2027-01-01"), ("window_until", "2027-06-30")];
    let both = [&both[..], &[("on_day", "31 December 2026")]].concat();
    assert!(manager.post("/programmes/new", &both).await.is(422).fault("on_day").contains("leave Day empty"));
    let other = [("name", "SOC 2"), ("kind", "type-1"), ("on_day", "2026-12-31"), ("window_from", "2027-01-01")];
    assert!(manager.post("/programmes/new", &other).await.is(422).fault("window_from").contains("leave First day"));
    for far in ["-9999-01-01", "9999-12-31", "1 Jan 1969"] {
        let terms = [("name", "SOC 2"), ("kind", "type-1"), ("on_day", far)];
        let refused = manager.post("/programmes/new", &terms).await.is(422);
        assert!(refused.fault("on_day").contains("is too far away. Give a day from 1970 to 2200."), "{far}");
        let refused = manager.post("/own-tasks/new", &[("title", "Look"), ("due_on", far)]).await.is(422);
        assert!(refused.fault("due_on").contains("is too far away"), "{far}");
    }
    let terms = [("name", "SOC 2"), ("kind", "type-1"), ("on_day", "31 December 2026")];
    manager.post("/programmes/new", &terms).await.is(303);
}

#[tokio::test]
async fn a_search_of_any_length_is_cut_and_a_filter_named_often_counts_once() {
    let house = House::founded().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    systems(&house, &["Letters"], Stage::Production).await;
    let programme = crate::programmes::open(&mut manager).await;
    let (scope, leave) = (format!("{programme}/scope"), format!("{programme}/leave"));
    for long in ["x".repeat(60_000), "%25".repeat(20_000)] {
        for list in ["/systems", "/lists/systems.csv", "/systems/bulk", &scope, &leave, "/find"] {
            let status = manager.get(&format!("{list}?do=own&all=yes&q={long}")).await.status;
            assert!(!status.is_server_error(), "{list}");
        }
    }
    let often = "&kind=policy".repeat(5_000);
    let many: String = (0..3_500).map(|n| format!("&kind=policy-{n}")).collect();
    for path in ["/evidence", "/tasks", "/readiness", "/decisions", "/evidence/review"] {
        let plain = manager.get(path).await.is(200).body.len();
        for query in [&often, &many] {
            let answer = manager.get(&format!("{path}?x=1{query}")).await.is(200);
            assert!(answer.body.len() < plain * 2 + 100_000, "{path}: {} bytes", answer.body.len());
        }
    }
}
