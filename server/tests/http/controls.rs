//! Controls through the pages: those of our own, how often they run, and tasks that people write.

use crate::house::House;
use crate::programmes::{open, target};
use domain::people::Role;

const OWN: [(&str, &str); 13] = [
    ("title", "Red team before each release"),
    ("statement", "Two engineers <b>attack</b> each release for a day."),
    ("control_type", "detective"),
    ("role", "Security lead"),
    ("cadence", "quarterly"),
    ("applies", "all"),
    ("stages", "production"),
    ("risks", "RISK-01"),
    ("title-1", "Attack the release"),
    ("why-1", "What is never attacked is only believed to hold."),
    ("steps-1", "Pick two people"),
    ("subject-1", "organisation"),
    ("nature-1", "operate"),
];

#[tokio::test]
async fn a_control_of_our_own_is_added_through_the_page_with_a_sentence_where_it_cannot_be_read() {
    let house = House::founded().await;
    house.add("Reviewer", &[Role::Engineer], true).await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    open(&mut manager).await;
    let owner = house.person("engineer@example.com").await.to_string();
    manager.get("/controls").await.is(200).says("Add one of our own");
    manager.get("/controls/new").await.is(200).says("Requirement 1").does_not_say("Requirement 2");
    let with = |more: &[(&'static str, &'static str)]| {
        let own = OWN.iter().chain(more).map(|(name, value)| (*name, (*value).to_owned()));
        own.chain([("owner", owner.clone())]).collect::<Vec<(&str, String)>>()
    };
    let typed = with(&[("key_for", "CC99"), ("kind-1-1", "contract"), ("or-1-1", "contract")]);
    let fields: Vec<_> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let page = manager.post("/controls/new", &fields).await.is(422);
    assert!(page.fault("key_for").contains("CC6.1, CC7.2"), "{}", page.fault("key_for"));
    assert!(page.fault("kinds-1").contains("One kind is chosen twice"), "{}", page.fault("kinds-1"));
    assert_eq!(page.attr("[name=kind-1-1] option[selected]", "value"), Some("contract".to_owned()));
    let typed = with(&[("key_for", "CC7.1"), ("applies", "traits"), ("kind-1-1", "contract")]);
    let fields: Vec<_> =
        typed.iter().filter(|(_, value)| value != "all").map(|(name, value)| (*name, value.as_str())).collect();
    let page = manager.post("/controls/new", &fields).await.is(422);
    assert_eq!(page.fault("applies"), "Error: Tick at least one trait.");
    assert_eq!(page.attr("[name=key_for][value='CC7.1']", "checked"), Some(String::new()));
    assert!(page.body.contains("&lt;b&gt;attack"), "what was typed is kept");
    let typed = with(&[("key_for", "CC7.1"), ("kind-1-1", "exercise-record"), ("more", "yes")]);
    let fields: Vec<_> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    manager.post("/controls/new", &fields).await.is(200).says("Requirement 2");
    let typed = with(&[("key_for", "CC7.1"), ("kind-1-1", "exercise-record"), ("title-2", "")]);
    let fields: Vec<_> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let waiting = target(manager.post("/controls/new", &fields).await);
    let one = "/controls/OWN-CC-01";
    let page = manager.get(one).await.is(200).says("is of our own making").says("Attack the release");
    page.says("107 days, by the cadence");
    manager.get("/controls?state=own").await.is(200).says("OWN-CC-01").does_not_say("AIG-GV-01");
    let mut reviewer = house.signed_in_as("reviewer@example.com").await;
    reviewer.get(&waiting).await.is(200).says("Of our own making").says("proven by exercise-record");
    reviewer.post(&format!("{waiting}/agree"), &[]).await.goes_to(&waiting);
    manager.get(one).await.is(200).says("is adopted").says("Decisions about it").says("Agreed.");
    let mut engineer = house.signed_in(Role::Engineer).await;
    engineer.get("/controls/new").await.is(403);
}

#[tokio::test]
async fn more_is_asked_at_once_and_less_by_two() {
    let house = House::founded().await;
    house.add("Reviewer", &[Role::Engineer], true).await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    open(&mut manager).await;
    let owner = house.person("engineer@example.com").await.to_string();
    let adopt = "/controls/AIG-GV-01/adopt";
    manager.get(adopt).await.is(200).says("How often").says("fresh for days");
    let with = |days| {
        [("owner", owner.as_str()), ("statement", "We look."), ("cadence", "monthly"), ("days-TSK-GV-01-2", days)]
    };
    let page = manager.post(adopt, &with("soon")).await.is(422);
    assert!(page.fault("days-TSK-GV-01-2").contains("An example: 90"));
    let waiting = target(manager.post(adopt, &with("")).await);
    let mut reviewer = house.signed_in_as("reviewer@example.com").await;
    let page = reviewer.get(&waiting).await.is(200).says("Edited from the library");
    page.says("Runs monthly instead of quarterly");
    reviewer.post(&format!("{waiting}/agree"), &[]).await.goes_to(&waiting);

    let rhythm = "/controls/AIG-GV-01/rhythm";
    manager.get(rhythm).await.is(200).says("How often AIG-GV-01");
    assert!(!manager.post(rhythm, &[("cadence", "weekly")]).await.is(422).fault("reason").is_empty());
    let tighter = [("cadence", "weekly"), ("reason", "Things move fast.")];
    manager.post(rhythm, &tighter).await.goes_to("/controls/AIG-GV-01#rhythm");
    manager.get("/controls/AIG-GV-01").await.is(200).says("10 days, by the cadence");
    let looser = [("cadence", "annual"), ("reason", "Once a year will do.")];
    let proposal = target(manager.post(rhythm, &looser).await);
    assert!(!manager.post(rhythm, &tighter).await.is(422).fault("cadence").is_empty());
    let rarer = [("cadence", "monthly"), ("reason", "Half of it.")];
    manager.post(rhythm, &rarer).await.is(409).says("waits for a second person");
    reviewer.get(&proposal).await.is(200).says("Runs yearly instead of weekly");
    reviewer.post(&format!("{proposal}/refuse"), &[("reason", "Too seldom.")]).await.goes_to(&proposal);
    manager.get("/controls/AIG-GV-01").await.is(200).says("Refused: it stands as before.");
}

#[tokio::test]
async fn a_task_is_written_finished_with_a_note_and_signed_off_by_another() {
    let house = House::founded().await;
    house.add("Reviewer", &[Role::Engineer], true).await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let mut engineer = house.signed_in(Role::Engineer).await;
    let mut reviewer = house.signed_in_as("reviewer@example.com").await;
    open(&mut manager).await;
    let who = house.person("engineer@example.com").await.to_string();
    manager.get("/tasks").await.is(200).says("Of our own making").says("Write a task");
    manager.get("/own-tasks/new?about=criterion/CC7.2").await.is(200).says("It proves nothing");
    let page = manager.post("/own-tasks/new", &[("title", "Ask the vendor")]).await.is(422);
    assert!(!page.fault("about").is_empty() && !page.fault("due_on").is_empty());
    let fields = [
        ("title", "Ask the vendor for its report"),
        ("about", "criterion/CC7.2"),
        ("assignee", who.as_str()),
        ("due_on", "2027-01-15"),
        ("steps", "Write"),
    ];
    let task = target(manager.post("/own-tasks/new", &fields).await);
    engineer.get("/tasks?who=mine").await.is(200).says("Ask the vendor for its report");
    manager.get("/criteria/CC7.2").await.is(200).says("Ask the vendor for its report");
    assert!(!engineer.post(&format!("{task}/done"), &[]).await.is(422).fault("note").is_empty());
    manager.post(&format!("{task}/done"), &[("note", "I did.")]).await.is(403);
    engineer.post(&format!("{task}/done"), &[("note", "They sent it.")]).await.goes_to(&task);
    engineer.get(&task).await.is(200).says("waits for a second person").says("They sent it.");
    let waits = reviewer.get("/waiting").await.is(200).says("Tasks to sign off: 1");
    assert_eq!(waits.select(&format!("#mine a[href='{task}']")), ["Task to sign off: Ask the vendor for its report"]);
    assert_eq!(waits.select(".rail .dest a[href='/tasks']"), ["Tasks 1 yours"]);
    reviewer.get("/tasks").await.is(200).says("Ask the vendor for its report");
    for other in [&mut manager, &mut engineer] {
        other.get("/waiting").await.is(200).does_not_say("Tasks to sign off");
    }
    reviewer.post(&format!("{task}/sign"), &[]).await.goes_to(&task);
    reviewer.get("/waiting").await.is(200).does_not_say("Tasks to sign off");
    reviewer.get(&task).await.is(200).says("is done and signed off");
    engineer.post(&format!("{task}/done"), &[("note", "Again.")]).await.is(409);
    manager.get("/tasks?who=all").await.is(200).does_not_say("Ask the vendor for its report");
    house.signed_in(Role::Auditor).await.get(&task).await.is(200);
}
