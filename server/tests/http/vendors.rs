//! The register of vendors, and what the names of the inventory mean.

use crate::house::House;
use crate::systems::{imported, upload};
use domain::people::Role;

#[tokio::test]
async fn a_vendor_is_changed_with_its_history_and_a_late_save_loses_nothing() {
    let house = House::founded().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let path = manager.post("/vendors/new", &[("name", "Parley Labs"), ("tier", "low")]).await.is(303);
    let path = path.header("location").to_owned();
    let edit = format!("{path}/edit");
    let version = manager.get(&edit).await.is(200).attr("[name=version]", "value").unwrap();
    let first = [("version", version.as_str()), ("name", "Parley Labs"), ("service", "A model"), ("tier", "high")];
    manager.post(&edit, &first).await.goes_to(&path);
    manager.get(&path).await.is(200).says("A model").says("Tier : Low , now High").says("changed a vendor");
    let second = [("version", version.as_str()), ("name", "Parley"), ("service", "A chat"), ("tier", "high")];
    let late = manager.post(&edit, &second).await.is(409);
    let late =
        late.says("Service is now: A model . You typed: A chat").says("Name is now: Parley Labs . You typed: Parley");
    assert_eq!(late.attr("[name=service]", "value").as_deref(), Some("A chat"), "what was typed is in the form");
    manager.get(&path).await.says("A model").does_not_say("A chat");
    let fresh = late.attr("[name=version]", "value").unwrap();
    let again = [("version", fresh.as_str()), ("name", ""), ("service", "A chat"), ("tier", "high")];
    assert!(manager.post(&edit, &again).await.is(422).fault("name").contains("Name the vendor"));
    house.signed_in(Role::Engineer).await.post(&edit, &first).await.is(403);
}

#[tokio::test]
async fn a_dependency_on_nothing_is_told_at_its_field() {
    let house = House::founded().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    manager.post("/vendors/new", &[("name", "Parley Labs")]).await.is(303);
    let system = manager.post("/systems/new", &[("name", "Letters")]).await.is(303).header("location").to_owned();
    let refused = manager.post(&format!("{system}/vendors"), &[("vendor", "")]).await.is(422);
    assert!(refused.says("Letters").fault("vendor").contains("Choose a vendor"));
}

#[tokio::test]
async fn names_of_the_inventory_are_suggested_and_confirmed_by_a_person() {
    let house = House::founded().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let parley = manager.post("/vendors/new", &[("name", "Parley Labs, Inc.")]).await.header("location").to_owned();
    let id = parley.strip_prefix("/vendors/").unwrap().to_owned();
    let csv = "Name,Vendor\nA,Parley Labs\nB,parley labs; Northwind Ltd\nC,in-house team\nD,\n";
    let columns = upload(&mut manager, "a.csv", csv.as_bytes()).await.header("location").to_owned();
    imported(&mut manager, &columns.replace("columns", "check"), &[]).await.says("Four systems came in");
    manager.get("/vendors").await.is(200).says("three names");
    let page =
        manager.get("/vendors/names").await.is(200).says("Also: parley labs").says("A new vendor: Northwind Ltd");
    assert_eq!(page.attr("[name=means-0] option[selected]", "value").as_ref(), Some(&id), "the same but for its kind");
    let keys: Vec<_> = (0..3).map(|n| page.attr(&format!("[name=key-{n}]"), "value").unwrap()).collect();
    assert_eq!(keys, ["parley labs", "in house team", "northwind"]);
    assert!(manager.post("/vendors/names", &[]).await.is(422).text().contains("Say of at least one name"));
    let said = [
        ("key-0", "parley labs"),
        ("means-0", id.as_str()),
        ("key-1", "in house team"),
        ("means-1", "none"),
        ("key-2", "northwind"),
        ("name-2", "Northwind Ltd"),
        ("means-2", "new"),
    ];
    manager.post("/vendors/names", &said).await.goes_to("/vendors/names");
    manager.get("/vendors/names").await.says("No name of the inventory waits");
    manager.get(&parley).await.says("two systems depending on it");
    manager.get(&format!("/systems?vendor={id}")).await.says("2 of 4 shown");
    manager.get("/systems?vendor=nonsense").await.says("0 of 4 shown");
    manager.get("/vendors").await.says("Northwind Ltd").does_not_say("names that nobody");
    house.signed_in(Role::Engineer).await.get("/vendors/names").await.is(403);
}
