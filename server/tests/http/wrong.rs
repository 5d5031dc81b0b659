//! What went wrong, on its pages: a deficiency and an incident from the form to the end, what is refused, and what other
//! pages say of them.

use crate::guard::quickly;
use crate::house::House;
use domain::people::Role;
use domain::systems::SystemDraft;
use domain::words::Stage;

#[tokio::test]
async fn a_deficiency_is_opened_judged_by_two_and_shown_where_it_touches() {
    let house = House::founded().await;
    let founder = house.actor("founder@example.com").await;
    let ruth = house.add("Ruth Adeyemi", &[Role::Executive], true).await;
    let (mut manager, mut executive) = (quickly(&house, founder.person).await, quickly(&house, ruth).await);
    manager.get("/deficiencies").await.is(200).says("Nothing is in the deficiency log yet.");
    manager.get("/deficiencies/new?from=person/").await.is(200).says("What did not work?");
    let owner = founder.person.to_string();
    let blank =
        manager.post("/deficiencies/new", &[("source", "person"), ("what", "Typed text"), ("owner", &owner)]).await;
    let blank = blank.is(422).says("Typed text");
    assert_eq!(blank.fault("title"), "Error: Say in a line what did not work.");
    let fields = [
        ("source", "audit"),
        ("reference", "Spring, test 4"),
        ("title", "A log has a hole"),
        ("what", "Two hours are missing."),
        ("criterion", "CC7.2"),
        ("found_on", "2026-01-05"),
        ("owner", owner.as_str()),
    ];
    let opened = manager.post("/deficiencies/new", &fields).await.is(303);
    let path = opened.header("location").to_owned();
    manager.get(&path).await.is(200).says("A log has a hole").says("DEF-001").says("SOC 2 has none of its own");
    manager.post("/deficiencies/new", &fields).await.is(409).says("DEF-001 stands open by the same source");
    manager
        .get("/deficiencies")
        .await
        .is(200)
        .says("One deficiency is open")
        .says("CC7.2")
        .says("One exception waits for an assessment by two people")
        .says("Nobody has reviewed the log yet. Once a month");

    let said = [
        ("cause", "A disk was full."),
        ("extent", "Two hours."),
        ("severity", "material-weakness"),
        ("effect", "still-met"),
        ("effect_why", "A second log."),
    ];
    let refused = manager.post(&format!("{path}/assess"), &said).await.is(422);
    assert_eq!(refused.fault("effect"), "Error: With a material weakness the criterion is not met.");
    let said: Vec<_> =
        said.into_iter().map(|(key, text)| (key, if key == "severity" { "deficiency" } else { text })).collect();
    manager.post(&format!("{path}/assess"), &said).await.goes_to(&path);
    manager.get(&path).await.is(200).says("You assessed this. A second person agrees.");
    executive.get(&path).await.is(200).says("Do you agree?");
    executive.post(&format!("{path}/agree"), &[]).await.goes_to(&path);
    manager.get(&path).await.is(200).says("no corrective task is handed out");
    let page = manager.get("/deficiencies").await.is(200);
    page.says("One exception, assessed: criterion still met, agreed by two").does_not_say("Met with exceptions");
    manager.get("/deficiencies?print=sheet").await.is(200).says("A log has a hole");
    let table = manager.get("/lists/deficiencies.csv").await.is(200);
    assert!(table.body.contains("DEF-001") && table.body.contains("A disk was full."), "{}", table.body);
    let mut auditor = house.signed_in(Role::Auditor).await;
    auditor.get(&path).await.is(200).does_not_say("Assess it anew");
    auditor.post(&format!("{path}/agree"), &[]).await.is(403);
}

#[tokio::test]
async fn an_incident_is_reported_by_anybody_and_says_until_when_somebody_is_told() {
    let house = House::founded().await;
    let founder = house.actor("founder@example.com").await;
    let system =
        SystemDraft { stage: Some(Stage::Production), owner: Some(founder.person), ..SystemDraft::named("Letters") };
    let system = house.site.store.add_system(&founder, system).await.unwrap().to_string();
    let mut engineer = house.signed_in(Role::Engineer).await;
    let mut manager = quickly(&house, founder.person).await;
    manager.get("/incidents").await.is(200).says("No incident with an AI system was reported.");
    let noticed = manager.get(&format!("/incidents/new?systems={system}")).await.is(200);
    let now = noticed.attr("#detected", "value").expect("the moment is filled in");
    let blank = engineer.post("/incidents/new", &[("title", "Wrong letters")]).await.is(422);
    assert_eq!(blank.attr("#title", "value").as_deref(), Some("Wrong letters"));
    assert_eq!(blank.fault("systems"), "Error: Choose the system with which it happened.");
    let looked = [("title", "Wrong letters"), ("find", "etter"), ("look", "1")];
    let found = engineer.post("/incidents/new", &looked).await.is(200).says("Those that hold “etter”");
    assert_eq!(found.attr("[name=systems]", "value").as_deref(), Some(system.as_str()), "every system can be found");
    assert_eq!(found.attr("#title", "value").as_deref(), Some("Wrong letters"), "and nothing typed is lost");
    let none = [("find", "no such words"), ("look", "1")];
    engineer.post("/incidents/new", &none).await.is(200).says("No other system holds these words.");
    let fields = [
        ("title", "Letters went to the wrong people"),
        ("what", "A customer called."),
        ("systems", system.as_str()),
        ("harms", "data-leak"),
        ("detected", now.as_str()),
    ];
    let path = engineer.post("/incidents/new", &fields).await.is(303).header("location").to_owned();
    let lead = founder.person.to_string();
    let classified =
        [("severity", "major"), ("lead", lead.as_str()), ("personal_data", "yes"), ("jurisdictions", "eu")];
    manager.post(&format!("{path}/classify"), &classified).await.goes_to(&path);
    manager.get(&path).await.is(200).says("GDPR, art. 33(1)").says("72 hours");
    manager.get("/incidents").await.is(200).says("A limit to notify runs until");
    manager.get(&format!("/systems/{system}")).await.is(200).says("Letters went to the wrong people");
    let mut anew = classified.to_vec();
    anew[2] = ("personal_data", "no");
    let refused = manager.post(&format!("{path}/classify"), &anew).await.is(422);
    assert!(refused.fault("why").starts_with("Error: Say why it is classified anew"), "{}", refused.fault("why"));
    anew.push(("why", "Nobody’s name was in them."));
    manager.post(&format!("{path}/classify"), &anew).await.goes_to(&path);
    manager
        .get(&path)
        .await
        .is(200)
        .says("GDPR, art. 33(1)")
        .says("No longer applies since")
        .says("Nobody’s name was in them.")
        .says("The review has to confirm it.")
        // The timeline keeps both words.
        .says("Personal data: yes.")
        .says("Personal data: no.");
    let over = manager.get(&path).await.is(200).attr("#resolves-resolved", "value").expect("the moment is filled in");
    let said = [
        ("severity", "major"),
        ("lead", lead.as_str()),
        ("personal_data", "no"),
        ("jurisdictions", "eu"),
        ("contained", over.as_str()),
        ("resolved", over.as_str()),
    ];
    manager.post(&format!("{path}/classify"), &said).await.goes_to(&path);
    let resolved = manager.get(&path).await.is(200).says("It is resolved.");
    assert_eq!(resolved.attr("#resolves-resolved", "value"), None, "it is said already, and no reason was asked for");
    let mut auditor = house.signed_in(Role::Auditor).await;
    auditor.get("/incidents/new").await.is(403);
    auditor.get(&path).await.is(200);
}

#[tokio::test]
async fn several_limits_that_ran_out_are_counted_and_what_is_filed_late_says_so() {
    let house = House::founded().await;
    let founder = house.actor("founder@example.com").await;
    let system =
        SystemDraft { stage: Some(Stage::Production), owner: Some(founder.person), ..SystemDraft::named("Letters") };
    let system = house.site.store.add_system(&founder, system).await.unwrap().to_string();
    let mut manager = quickly(&house, founder.person).await;
    let fields = [
        ("title", "Letters went to the wrong people"),
        ("what", "A customer called."),
        ("systems", system.as_str()),
        ("harms", "data-leak"),
        ("detected", "2026-01-05 08:00"),
    ];
    let path = manager.post("/incidents/new", &fields).await.is(303).header("location").to_owned();
    let lead = founder.person.to_string();
    let mut said = vec![
        ("severity", "major"),
        ("lead", lead.as_str()),
        ("jurisdictions", "eu"),
        ("personal_data", "yes"),
        ("circumstances", "significant-service"),
    ];
    manager.post(&format!("{path}/classify"), &said).await.goes_to(&path);
    manager
        .get("/incidents")
        .await
        .is(200)
        .says("Three duties to notify are overdue, the first since")
        .says("3 overdue, the first since");
    let notice = [("duty", "GDPR-33"), ("whom", "The authority"), ("at", "2026-01-06 09:30"), ("proof", "Receipt 7")];
    manager.post(&format!("{path}/tell"), &notice).await.goes_to(&path);
    manager.get(&path).await.is(200).says("; recorded").says(", after the limit").does_not_say("Told in time");
    said.truncate(3);
    said.extend([("personal_data", "no"), ("why", "Nobody’s name was in them.")]);
    manager.post(&format!("{path}/classify"), &said).await.goes_to(&path);
    manager
        .get("/incidents")
        .await
        .is(200)
        .says("Nobody is told by two duties that had run out.")
        .says("Two were overdue, and nobody is told");
    manager.get("/incidents?state=overdue").await.is(200).says("Letters went to the wrong people");
    manager.get(&path).await.is(200).says("It was overdue then, since");
}
