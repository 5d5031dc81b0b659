//! Access reviews and training on their pages: a listing that is looked at before it is taken in, lines decided together,
//! what is refused, and who sees whose training.

use crate::client::{Answer, Client};
use crate::guard::quickly;
use crate::house::House;
use axum::body::Body;
use axum::http::Method;
use domain::people::Role;
use domain::systems::SystemDraft;
use domain::words::Stage;

/// A form with a file, as a browser sends it.
async fn sent(client: &mut Client, path: &str, fields: &[(&str, &str)], file: Option<&str>) -> Answer {
    let mut body = String::new();
    for (name, value) in fields {
        body += &format!("--none\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    let (name, text) = file.map_or(("", ""), |text| ("listing.csv", text));
    body += &format!(
        "--none\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n{text}\r\n--none--\r\n"
    );
    let request = client.request(Method::POST, path).header("content-type", "multipart/form-data; boundary=none");
    let request = request.body(Body::from(body)).unwrap();
    client.send(request).await
}

const TODAY: &str = "2026-11-21";

#[tokio::test]
async fn a_listing_is_looked_at_taken_in_decided_together_and_accepted() {
    let house = House::founded().await;
    let founder = house.actor("founder@example.com").await;
    let owner = house.add("Ada Lind", &[Role::Engineer], false).await;
    let second = house.add("Jo Park", &[Role::Engineer], false).await;
    let third = house.add("Ruth Adeyemi", &[Role::Executive], true).await;
    let system = SystemDraft { stage: Some(Stage::Production), owner: Some(owner), ..SystemDraft::named("Letters") };
    let system = house.site.store.add_system(&founder, system).await.unwrap();
    let mut ada = quickly(&house, owner).await;
    ada.get("/access-reviews").await.is(200).says("Nobody has reviewed yet who has access to what.");
    ada.get("/access-reviews/new").await.is(200).says("Who has access to what?");
    ada.get("/access-reviews").await.is(200).says("Begin with a listing");
    let mut executive = house.signed_in(Role::Executive).await;
    executive.get("/access-reviews").await.is(200).does_not_say("Begin with a listing");
    let (of, owner_id, second_id) = (format!("system/{system}"), owner.to_string(), second.to_string());
    let mut fields = vec![
        ("name", "Letters of the year"),
        ("reviewed", "training-data"),
        ("of", of.as_str()),
        ("owner", owner_id.as_str()),
        ("second", second_id.as_str()),
        ("listed_on", TODAY),
        ("due_on", "2026-12-05"),
        ("months", "3"),
    ];
    let nothing = sent(&mut ada, "/access-reviews/new", &fields, None).await.is(422);
    assert_eq!(nothing.fault("file"), "Error: Choose a file, or paste the rows.");
    assert_eq!(nothing.attr("#name", "value").as_deref(), Some("Letters of the year"));
    let bad = sent(&mut ada, "/access-reviews/new", &fields, Some("User,Role\n,read\njo,")).await.is(200);
    bad.says("Line 2: no account. Give its name.").says("Line 3: no right.").does_not_say("Take it in and begin");

    let listing = "Login,Dataset,Permissions,Typ\nAda Lind,letters,write,user\nJo Park,letters,read,user\n=cmd,letters,read,user\nsvc-1,letters,read,service";
    let seen = sent(&mut ada, "/access-reviews/new", &fields, Some(listing)).await.is(200);
    let seen = seen.says("Four lines from four rows").says("0 of services and agents").says("Take it in and begin");
    assert_eq!(seen.attr("[name=column-kind] option[selected]", "value").unwrap_or_default(), "", "no such header");
    let kept = seen.attr("[name=kept]", "value").unwrap();
    assert_eq!(seen.attr("[name=column-account] option[selected]", "value").as_deref(), Some("Login"));
    fields.extend([("kept", kept.as_str()), ("kept_name", "listing.csv"), ("column-kind", "Typ")]);
    let seen = sent(&mut ada, "/access-reviews/new", &fields, None).await.is(200);
    seen.says("1 of services and agents");
    fields.push(("take", "yes"));
    let path = sent(&mut ada, "/access-reviews/new", &fields, None).await.is(303).header("location").to_owned();
    let path = path.split('?').next().unwrap().to_owned();
    let page = ada.get(&path).await.is(200);
    let page = page.says("4 of 4 lines are not decided").says("This is your own access.");
    assert_eq!(page.select("select[name^=access-]").len(), 3, "three lines are not her own");

    // =cmd 0, Ada 1, Jo 2, svc-1 3.
    let decide = format!("{path}/decide");
    let some = [("line", "0"), ("access-0", "revoke"), ("line", "2"), ("access-2", "keep"), ("reason-2", "Their work")];
    let refused = ada.post(&decide, &some).await.is(422);
    assert!(refused.body.contains("Say why. One reason may serve many lines."));
    assert_eq!(refused.attr("#reason-2", "value").as_deref(), Some("Their work"), "what was typed is there");
    let all = [
        ("line", "0"),
        ("access-0", "revoke"),
        ("line", "2"),
        ("line", "3"),
        ("rest", "keep"),
        ("why", "As the role table says"),
    ];
    ada.post(&decide, &all).await.is(303);
    ada.post(&decide, &[("line", "1"), ("access-1", "keep"), ("reason-1", "mine")]).await.is(403);
    ada.get(&path).await.is(200).says("1 of 4 lines is not decided");
    ada.post(&format!("{path}/close"), &[]).await.is(409).says("1 of 4 lines are not decided");
    let mut jo = quickly(&house, second).await;
    jo.post(&decide, &[("line", "1"), ("access-1", "keep"), ("reason-1", "Writes the letters")]).await.is(303);
    ada.get(&path).await.is(200).says("Close the review");
    let refused = ada.post(&format!("{path}/close"), &[]).await.is(422);
    assert_eq!(refused.fault("assignee"), "Error: Choose who carries it out.");
    ada.post(&format!("{path}/close"), &[("assignee", &second_id)]).await.goes_to(&format!("{path}?said=closed"));
    ada.get(&path).await.is(200).says("Revoke access of =cmd to letters").says("No later listing yet");
    ada.post(&format!("{path}/accept"), &[]).await.is(403);
    let mut ruth = quickly(&house, third).await;
    ruth.get(&path).await.is(200).says("Accept the review");
    ruth.post(&format!("{path}/accept"), &[]).await.goes_to(&format!("{path}?said=accepted"));
    ruth.get("/access-reviews?state=accepted").await.is(200).says("Letters of the year").says("1 of 1 shown");
    let file = ruth.get(&format!("{path}/file")).await.is(200);
    assert_eq!(file.body, listing, "the file as it came");
    let again = ada.get(&format!("/access-reviews/new?again={}", path.rsplit('/').next().unwrap())).await.is(200);
    assert_eq!(again.attr("#name", "value").as_deref(), Some("Letters of the year"));
    let mut auditor = house.signed_in(Role::Auditor).await;
    auditor.get(&path).await.is(200).does_not_say("Bring the next listing");
    auditor.get("/access-reviews/new").await.is(403);
}

#[tokio::test]
async fn five_hundred_lines_are_decided_a_page_at_a_time() {
    let house = House::founded().await;
    let founder = house.actor("founder@example.com").await;
    let mut manager = quickly(&house, founder.person).await;
    let mut listing = String::from("User,Role\n");
    for no in 0..500 {
        listing += &format!("user-{no:03},read\n");
    }
    let owner = founder.person.to_string();
    let fields = [
        ("name", "Registry"),
        ("reviewed", "registry"),
        ("of", "organisation"),
        ("owner", owner.as_str()),
        ("listed_on", TODAY),
        ("due_on", "2026-12-05"),
        ("pasted", listing.as_str()),
        ("take", "yes"),
    ];
    let path = sent(&mut manager, "/access-reviews/new", &fields, None).await.is(303).header("location").to_owned();
    let path = path.split('?').next().unwrap().to_owned();
    let page = manager.get(&format!("{path}?page=10")).await.is(200).says("Page 10 of 10").says("user-499");
    assert_eq!(page.select("select[name^=access-]").len(), 50);
    for page in 0..10 {
        let lines: Vec<_> = (page * 50..page * 50 + 50).map(|line: usize| line.to_string()).collect();
        let mut fields: Vec<_> = lines.iter().map(|line| ("line", line.as_str())).collect();
        fields.extend([("rest", "keep"), ("why", "On the list of the team"), ("show", "open")]);
        manager.post(&format!("{path}/decide"), &fields).await.goes_to(&format!("{path}?show=open&said=decided#lines"));
    }
    manager.get(&path).await.is(200).says("All 500 lines are decided").says("Every access is kept.");
    manager.post(&format!("{path}/close"), &[]).await.is(303);
}

#[tokio::test]
async fn records_of_training_come_in_are_matched_and_closed_and_each_sees_their_own() {
    let house = House::founded().await;
    let founder = house.actor("founder@example.com").await;
    let ada = house.add("Ada Lind", &[Role::Engineer], false).await;
    let jo = house.add("Jo Park", &[Role::Engineer], false).await;
    let ruth = house.add("Ruth Adeyemi", &[Role::Executive], true).await;
    let mut manager = quickly(&house, founder.person).await;
    manager.get("/training").await.is(200).says("No course is asked of anybody yet.");
    let (owner, first, second) = (founder.person.to_string(), ada.to_string(), jo.to_string());
    let mut fields = vec![("title", "=AI literacy"), ("months", "12"), ("teaches", "roles"), ("owner", owner.as_str())];
    let blank = manager.post("/training/new", &fields).await.is(422);
    assert_eq!(blank.fault("required_by"), "Error: Say what asks for it: a law, a policy, a control.");
    assert_eq!(blank.attr("#title", "value").as_deref(), Some("=AI literacy"));
    fields.extend([("required_by", "EU AI Act, Art. 4"), ("people", first.as_str()), ("people", second.as_str())]);
    let path = manager.post("/training/new", &fields).await.is(303).header("location").to_owned();
    let path = path.split('?').next().unwrap().to_owned();
    manager.get(&path).await.is(200).says("None of the two who need it has it: 2 never taken.");

    let table = "Learner,Course,Completed on,Result\nAda Lind,=AI literacy,2026-11-02,passed\nJ. P.,=AI literacy,2026-11-03,passed\nJo Park,=AI literacy,,in progress";
    let seen = sent(&mut manager, "/training/records", &[], Some(table)).await.is(200);
    let seen = seen.says("1 of people we know, 1 of nobody we can tell, 1 not finished");
    let kept = seen.attr("[name=kept]", "value").unwrap();
    let bad = "Learner,Course,Completed on\nAda Lind,,2026-11-02";
    sent(&mut manager, "/training/records", &[], Some(bad)).await.is(200).says("Line 2: no course. Give its title.");
    let take = [("kept", kept.as_str()), ("kept_name", "listing.csv"), ("take", "yes")];
    sent(&mut manager, "/training/records", &take, None).await.goes_to("/training?said=taken");
    sent(&mut manager, "/training/records", &take, None).await.is(409).says("is here already");
    manager.get("/training").await.is(200).says("one person lacks one").says("One record of nobody known");

    let page = manager.get("/training/aside").await.is(200).says("J. P.").does_not_say("Ada Lind completed");
    let key = page.attr("[name=record]", "value").unwrap();
    manager.post("/training/aside", &[("record", &key)]).await.is(422);
    let field = format!("person-{key}");
    manager.post("/training/aside", &[("record", &key), (&field, &second)]).await.goes_to("/training/aside?said=said");
    manager.get(&path).await.is(200).says("Both who need it have it");

    let csv = manager.get(&format!("{path}/register.csv")).await.is(200);
    assert!(csv.body.contains("'=AI literacy") && csv.body.contains("2026-11-03"), "{}", csv.body);
    manager.post(&format!("{path}/close"), &[]).await.is(403);
    let mut executive = quickly(&house, ruth).await;
    executive.get(&path).await.is(200).says("Close the register as proof");
    executive.post(&format!("{path}/close"), &[]).await.goes_to(&format!("{path}?said=closed"));

    let mut engineer = quickly(&house, ada).await;
    engineer.get("/training").await.is(200).says("You have every course that is asked of you.").does_not_say("Jo Park");
    engineer.get(&path).await.is(200).says("You have it until 2 Nov 2027").does_not_say("Jo Park");
    engineer.get(&format!("{path}/register.csv")).await.is(403);
    engineer.get(&format!("/training/people/{second}")).await.is(403);
    engineer.get(&format!("/training/people/{first}")).await.is(200).says("Ada Lind has every course");
    let mut auditor = house.signed_in(Role::Auditor).await;
    auditor.get(&path).await.is(200).says("Jo Park").does_not_say("Retire the course");
    auditor.get(&format!("/training/people/{second}")).await.is(200).says("Matched by hand");
    auditor.get("/training/records").await.is(403);
}
