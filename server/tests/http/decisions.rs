//! Decisions and the trail: who may decide what, and what stays of it.

use crate::house::House;
use crate::programmes::{adopt, open, target};
use domain::people::Role;

#[tokio::test]
async fn who_may_not_agree_sees_why_and_refusing_takes_a_reason() {
    let house = House::founded().await;
    house.add("Reviewer", &[Role::Engineer], true).await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    open(&mut manager).await;
    let waiting = adopt(&mut manager, "/controls/adopt").await;
    let mut engineer = house.signed_in(Role::Engineer).await;
    engineer.get(&waiting).await.is(200).says("You have no right of review");
    engineer.post(&format!("{waiting}/agree"), &[]).await.is(403);
    let mut auditor = house.signed_in(Role::Auditor).await;
    auditor.get(&waiting).await.is(200).does_not_say("Agree to the change");
    auditor.post(&format!("{waiting}/agree"), &[]).await.is(403);
    auditor.get(&format!("{waiting}?weigh=yes")).await.is(200).says("Worked out for those who propose and decide");
    let mut reviewer = house.signed_in_as("reviewer@example.com").await;
    let page = reviewer.post(&format!("{waiting}/refuse"), &[]).await.is(422);
    assert!(!page.fault("reason").is_empty());
    let fields = [("reason", "Statement of GV-01 names nobody.")];
    reviewer.post(&format!("{waiting}/refuse"), &fields).await.goes_to(&waiting);
    manager.get(&waiting).await.is(200).says("This was refused").says("names nobody");
    reviewer.post(&format!("{waiting}/agree"), &[]).await.is(409);
}

#[tokio::test]
async fn ones_own_proposal_can_be_withdrawn_and_a_criterion_takes_an_executive() {
    let house = House::founded().await;
    house.add("Reviewer", &[Role::Engineer], true).await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let programme = open(&mut manager).await;
    let aside = format!("{programme}/set-aside");
    manager.get(&aside).await.is(200).says("No executive here may review.");
    house.add("Chief", &[Role::Executive], true).await;
    manager.get(&aside).await.is(200).does_not_say("may review");
    let refused = manager.post(&aside, &[("reason", "All in the cloud.")]).await.is(422);
    assert!(!refused.fault("criterion").is_empty());
    let fields = [("criterion", "CC6.4"), ("reason", "All in the cloud.")];
    let first = target(manager.post(&aside, &fields).await);
    manager.post(&format!("{first}/withdraw"), &[]).await.goes_to(&first);
    manager.get(&first).await.is(200).says("This was withdrawn");
    let second = target(manager.post(&aside, &fields).await);
    let mut reviewer = house.signed_in_as("reviewer@example.com").await;
    reviewer.post(&format!("{second}/agree"), &[]).await.is(403).says("executive");
    let mut chief = house.signed_in_as("chief@example.com").await;
    chief.post(&format!("{second}/agree"), &[]).await.goes_to(&second);
    manager.get(&programme).await.is(200).says("CC6.4");
}

#[tokio::test]
async fn the_trail_shows_each_entry_with_its_proof() {
    let house = House::founded().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let programme = open(&mut manager).await;
    manager.get("/trail").await.is(200).says("opened a programme").says("SOC 2 Type II, 2026");
    let opened = manager.get("/trail?verb=programme-opened").await.is(200);
    assert_eq!(opened.select("td[data-th=What]"), ["opened a programme"]);
    let thing = programme.replace("/programmes/", "/trail?thing=programme/");
    let page = manager.get(&thing).await.is(200).says("opened a programme");
    let entry = page.attr("tbody th a", "href").unwrap();
    let page = manager.get(&entry).await.is(200).says("it is the same").says("\"verb\":\"programme-opened\"");
    page.says("Claims are decided within a day.");
    manager.get("/trail?before=3").await.is(200).says("Newest");
    manager.get("/trail/99999").await.is(404);
    house.signed_in(Role::Auditor).await.get("/trail").await.is(200);
}
