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
async fn a_dependency_says_since_when_and_asks_whether_the_system_is_third_party() {
    let house = House::founded().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let vendor = manager.post("/vendors/new", &[("name", "Parley Labs")]).await.header("location").to_owned();
    let vendor = vendor.strip_prefix("/vendors/").unwrap().to_owned();
    let system = manager.post("/systems/new", &[("name", "Letters")]).await.is(303).header("location").to_owned();
    let to = format!("{system}/vendors");
    let said = |since| [("vendor", vendor.as_str()), ("since", since)];
    let refused = manager.post(&to, &said("2200-01-01")).await.is(422);
    assert!(refused.fault("since").contains("has not come yet"));
    assert_eq!(refused.attr("[name=since]", "value").as_deref(), Some("2200-01-01"), "what was typed stays");
    assert_eq!(refused.attr("[name=vendor] [selected]", "value"), Some(vendor.clone()));
    manager.post(&to, &said("2020-02-03")).await.is(303);
    let page = manager.get(&system).await.is(200).says("3 Feb 2020").says("Third-party is not answered");
    assert_eq!(page.attr("#vendors .notice a", "href"), Some(format!("{system}/traits/third-party")));
    manager.post(&format!("{system}/traits/third-party"), &[("answer", "yes"), ("reason", "Bought")]).await.is(303);
    manager.get(&system).await.is(200).does_not_say("Third-party is not answered");
    assert!(manager.post(&to, &said("")).await.is(422).fault("since").contains("Give an earlier day"));
    assert!(manager.post(&to, &said("2020-02-04")).await.is(422).fault("since").contains("An earlier day"));
    manager.post(&to, &said("2019-02-03")).await.is(303);
    manager.get(&system).await.is(200).says("3 Feb 2019");
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
    let ways = page.select("tbody tr:first-child details a");
    assert_eq!(ways, ["A", "B"], "the number leads to the systems that carry the name");
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

#[tokio::test]
async fn the_register_comes_in_pages_that_together_are_all_of_it() {
    let house = House::founded().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let add = async |manager: &mut crate::client::Client, n: usize| {
        let tier = if n.is_multiple_of(3) { "high" } else { "low" };
        manager.post("/vendors/new", &[("name", &format!("Vendor {n:02}")), ("tier", tier)]).await.is(303);
    };
    let statements = async |manager: &mut crate::client::Client, path: &str| {
        manager.get(path).await.is(200);
        let before = house.site.store.statements();
        manager.get(path).await.is(200);
        house.site.store.statements() - before
    };
    for n in 0..3 {
        add(&mut manager, n).await;
    }
    let of_few = statements(&mut manager, "/vendors").await;
    for n in 3..60 {
        add(&mut manager, n).await;
    }
    assert_eq!(statements(&mut manager, "/vendors").await, of_few, "as many statements for sixty as for three");
    assert_eq!(statements(&mut manager, "/vendors?tier=low&sort=-name&page=2").await, of_few);

    let names = |page: &crate::client::Answer| page.select("main tbody th > a");
    let first = manager.get("/vendors").await.is(200).says("Page 1 of 2").says("what needs somebody first");
    let second = manager.get("/vendors?page=2").await.is(200).says("Page 2 of 2");
    assert_eq!((names(&first).len(), names(&second).len()), (50, 10));
    let mut all = [names(&first), names(&second)].concat();
    all.sort();
    assert_eq!(all, (0..60).map(|n| format!("Vendor {n:02}")).collect::<Vec<_>>());
    assert_eq!(names(&manager.get("/vendors?page=9").await.is(200)), names(&second), "past the last it is the last");
    let by_name = manager.get("/vendors?sort=-name").await;
    assert_eq!(names(&by_name)[..2], ["Vendor 59", "Vendor 58"]);
    assert_eq!(by_name.attr("main [rel=next]", "href").as_deref(), Some("/vendors?sort=-name&page=2"));

    manager.get("/vendors?q=vendor+1").await.says("10 of 60 shown").does_not_say("Page 1");
    manager.get("/vendors?tier=high&used=no").await.says("20 of 60 shown").says("60 vendors are in the register");
    let none = manager.get("/vendors?cover=open").await.says("No vendor is like that").says("0 of 60 shown");
    assert_eq!(none.attr("main .empty-line a", "href").as_deref(), Some("/vendors"));
    let sheet = manager.get("/lists/vendors.csv?tier=high&sort=-name").await.is(200).body;
    assert_eq!(sheet.lines().count(), 21, "the list follows the filter");
    assert!(sheet.lines().nth(1).unwrap().contains("Vendor 57"), "and the order");
}

#[tokio::test]
async fn a_day_that_has_passed_is_filtered_and_keeps_its_day() {
    let house = House::story().await;
    let mut miriam = house.looking_as("miriam.castell@harrowfinch.example").await;
    let day = "2026-06-30";
    let past = miriam.get(&format!("/vendors?at={day}")).await.is(200);
    let names = |page: &crate::client::Answer| page.select("main tbody th > a");
    let one = names(&past).first().unwrap().clone();
    let query = one.to_lowercase().replace(' ', "+");
    let found = miriam.get(&format!("/vendors?at={day}&q={query}&next=nothing")).await.is(200);
    assert_eq!(names(&found), [one]);
    assert!(found.attr("main [name=next]", "name").is_none(), "what to do next is a matter of today");
    assert_eq!(found.attr("main form[role=search] [name=at]", "value").as_deref(), Some(day));
    let none = miriam.get(&format!("/vendors?at={day}&q=no+such+vendor")).await.is(200);
    let back = none.attr("main .empty-line a", "href").unwrap();
    assert_eq!(back, format!("/vendors?at={day}"));
    assert_eq!(names(&miriam.get(&back).await), names(&past));
}

#[tokio::test]
async fn the_number_of_the_sentence_leads_to_its_rows() {
    let house = House::story().await;
    let mut miriam = house.looking_as("miriam.castell@harrowfinch.example").await;
    let said = miriam.get("/vendors").await.is(200).select("h1 a[href='/vendors?cover=open']").concat();
    let rows = miriam.get("/vendors?cover=open").await.is(200).select("main tbody tr").len();
    assert_eq!((said.as_str(), rows), ("All six vendors", 6));
}
