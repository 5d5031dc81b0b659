//! Internal audits on their pages: from the plan to the report, what is refused, and what other pages say of them.

use crate::guard::quickly;
use crate::house::House;
use domain::people::Role;

const MIRIAM: &str = "miriam.castell@harrowfinch.example";
const SANJAY: &str = "sanjay.mehta@harrowfinch.example";
const INES: &str = "ines.halvorsen@harrowfinch.example";

#[tokio::test]
async fn a_plan_is_refused_with_what_was_typed_and_a_sentence_at_each_field() {
    let house = House::founded().await;
    let founder = house.actor("founder@example.com").await;
    let mut manager = quickly(&house, founder.person).await;
    manager.get("/audits").await.is(200).says("No internal audit was planned yet.");
    manager.get("/audits/new").await.is(200).says("What is audited, and by whom?");
    let owner = founder.person.to_string();
    let blank = manager.post("/audits/new", &[("title", "Typed text"), ("from", "soon"), ("criteria", "CC6.1")]).await;
    let blank = blank.is(422);
    assert_eq!(blank.attr("#title", "value").as_deref(), Some("Typed text"));
    assert_eq!(blank.attr("#from", "value").as_deref(), Some("soon"));
    assert!(!blank.fault("from").is_empty());
    let fields = [
        ("title", "Access"),
        ("from", "2026-01-01"),
        ("until", "2026-06-30"),
        ("due", "2026-07-31"),
        ("criteria", "CC6.1"),
        ("auditors", owner.as_str()),
    ];
    let nothing = manager.post("/audits/new", &fields).await.is(422);
    assert_eq!(nothing.fault("criteria"), "Error: No control in use answers these criteria. Adopt one first.");
    let mut auditor = house.signed_in(Role::Auditor).await;
    auditor.get("/audits/new").await.is(403);
    auditor.get("/audits").await.is(200).does_not_say("Plan an audit");
}

#[tokio::test]
async fn a_step_is_tested_followed_in_the_log_and_the_report_says_the_same_numbers() {
    let house = House::story().await;
    let store = &house.site.store;
    let row = store.audits(true).await.unwrap().remove(0);
    let base = format!("/audits/{}", row.id);
    let mut sanjay = house.looking_as(SANJAY).await;
    sanjay.get("/audits").await.is(200).says("One internal audit").says("found one failure in three tested steps");
    let page = sanjay.get(&base).await.is(200).says("Change and access of the two scores").says("Your steps");
    let open = row.report().open;
    assert_eq!(page.select("#steps tbody tr").len(), row.steps.len(), "each step stands once");
    let left = sanjay.get(&format!("{base}?outcome=open")).await.is(200);
    assert_eq!(left.select("#steps tbody tr").len(), open.len());
    let control = open[0].to_string();
    let step = format!("{base}/steps/{control}");
    sanjay.get(&step).await.is(200).says("How it is tested").says("Record the result");
    let fields = [("outcome", "supports"), ("sample", "5"), ("note", "Seen in the log.")];
    let refused = sanjay.post(&step, &fields).await.is(422);
    assert!(refused.fault("elsewhere").starts_with("Error: Name what was looked at"), "the field is there");
    let fields = [&fields[..], &[("elsewhere", "Tickets 14 to 18")][..]].concat();
    sanjay.post(&step, &fields).await.is(303);
    sanjay.get(&step).await.is(200).says("Looked at elsewhere").says("Tickets 14 to 18");
    let fields = [("outcome", "adverse"), ("sample", "5"), ("deviations", ""), ("note", "Seen in the log.")];
    let refused = sanjay.post(&step, &fields).await.is(422).says("Seen in the log.");
    assert_eq!(refused.fault("deviations"), "Error: Say how many of the sample deviated.");
    let fields = [("outcome", "adverse"), ("sample", "5"), ("deviations", "2"), ("note", "Seen in the log.")];
    sanjay.post(&step, &fields).await.goes_to(&step);
    sanjay.get(&step).await.is(200).says("5 tested, 2 deviated").says("Correct the result");

    let mut miriam = house.looking_as(MIRIAM).await;
    miriam.get(&step).await.is(200).says("You are no auditor of this plan").does_not_say("Record the result");
    miriam.post(&step, &fields).await.is(403);
    miriam.get(&base).await.is(200).says("Not in the deficiency log");
    let from = format!("/deficiencies/new?from=audit/{}@{control}", row.id);
    let new = miriam.get(&from).await.is(200).says("2 of 5 tested deviated. Seen in the log.");
    let reference = new.attr("input[name=reference]", "value").expect("where it comes from");
    let owner = house.person(MIRIAM).await.to_string();
    let today = new.attr("#found_on", "value").unwrap();
    let last = row.plan.period.until().to_string();
    assert_eq!(new.attr("#occurred_on", "value"), Some(last), "the last audited day, not the day of typing");
    let fields = [
        ("source", "audit"),
        ("reference", reference.as_str()),
        ("title", "It failed"),
        ("what", "Two of five."),
        ("control", control.as_str()),
        ("found_on", today.as_str()),
        ("owner", owner.as_str()),
    ];
    let opened = miriam.post("/deficiencies/new", &fields).await.is(303).header("location").to_owned();
    let deficiency = miriam.get(&opened).await.is(200);
    assert!(deficiency.body.contains(&step), "it leads back to its step");
    deficiency.says("the day that stands for it in the audited days");
    miriam.get(&base).await.is(200).does_not_say("Not in the deficiency log");
    sanjay.get(&step).await.is(200).says("follows it.");
    let task = miriam.get("/tasks/TSK-MO-03-3").await.is(200).says("exceptions wait for an assessment by two people");
    assert!(task.body.contains("/deficiencies?severity=none#rows"), "the number leads to its rows");

    miriam.get(&base).await.is(200).says("What the conclusion proves");
    let report = miriam.get(&format!("{base}/report")).await.is(200).says("A draft: nobody has concluded it.");
    assert_eq!(report.select("#every section").len(), row.steps.len());
    let says = |page: &crate::client::Answer| page.select("h1").join("");
    assert_eq!(says(&report), says(&miriam.get(&base).await.is(200)), "the same numbers");
    miriam.get(&format!("{base}/report?print=sheet")).await.is(200).says("What failed");
    let mut ines = house.looking_as(INES).await;
    ines.post(&format!("{base}/conclude"), &[]).await.is(403);
    sanjay.post(&format!("{base}/call-off"), &[("reason", "")]).await.is(422);
    sanjay.post(&format!("{base}/call-off"), &[("reason", "Another firm does it.")]).await.goes_to(&base);
    sanjay.get(&base).await.is(200).says("called it off").says("Another firm does it.");
    let concluded = store.audits(false).await.unwrap().into_iter().last().unwrap();
    let first = miriam.get(&format!("/audits/{}/report", concluded.id)).await.is(200);
    first.says("who recorded none of its results").says("It proves that controls are audited").says("(closed)");
}
