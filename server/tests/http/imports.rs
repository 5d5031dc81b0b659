//! The import of a list: every row looked at, and what was looked at comes in, whole or not at all.

use crate::house::House;
use crate::systems::{imported, settled, upload};
use domain::people::Role;

#[tokio::test]
async fn a_list_is_checked_row_by_row_and_comes_in_whole_or_not_at_all() {
    let house = House::founded().await;
    let mut engineer = house.signed_in(Role::Engineer).await;
    engineer.get("/systems/import").await.is(200).says("1 Choose the file");
    assert!(upload(&mut engineer, "a.csv", b"").await.is(422).fault("file").contains("empty"));
    assert!(upload(&mut engineer, "a.pdf", b"%PDF-1.7 x").await.is(422).fault("file").contains("not a table"));
    let csv = "Thing,Agentic\n=cmd|' /C calc'!A0,yes\n<script>alert(1)</script>,no\n,yes\n";
    let columns = upload(&mut engineer, "mine.csv", csv.as_bytes()).await.is(303).header("location").to_owned();
    engineer.get(&columns).await.is(200).says("mine.csv").says("1 of 2 columns fill");
    let again = engineer.post(&columns, &[("column-0", ""), ("column-1", "agentic")]).await.is(422);
    assert!(again.text().contains("No column gives the name"));
    let check = columns.replace("columns", "check");
    engineer.post(&columns, &[("column-0", "name"), ("column-1", "agentic")]).await.goes_to(&check);
    let page = settled(&mut engineer, &check).await.is(200).says("2 of 3 rows can come in").says("1 is refused");
    assert!(page.attr("[name=leave_out]", "value").is_some());
    let import = columns.replace("columns", "import");
    let shown = page.attr("[name=shown]", "value").unwrap();
    engineer.post(&import, &[]).await.is(409).says("Look at the rows before they come in");
    engineer.post(&import, &[("shown", &shown)]).await.is(422).says("nothing was written");
    assert_eq!(house.site.store.known_systems().await.unwrap().existing.len(), 0);
    house.signed_in(Role::ComplianceManager).await.get(&check).await.is(404);
    let done = imported(&mut engineer, &check, &[("leave_out", "on")]).await;
    done.says("Two systems came in. One row was left out");
    engineer.get(&check).await.is(200).says("This file was imported: 2 systems.");
    engineer.get(&columns).await.is(404).says("it was imported");
    let list = engineer.get("/systems").await.is(200).says("=cmd|' /C calc'!A0").says("<script>alert(1)</script>");
    assert!(!list.body.contains("<script>alert"));
    let stopped = upload(&mut engineer, "mine.csv", csv.as_bytes()).await.header("location").to_owned();
    engineer.post(&stopped.replace("columns", "stop"), &[]).await.goes_to("/systems");
    engineer.get(&stopped).await.is(404);
}

#[tokio::test]
async fn what_comes_in_is_what_was_shown() {
    let house = House::founded().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let csv = "Name,Purpose\nLetters,To write\nScreen,To screen\n";
    let check = upload(&mut manager, "a.csv", csv.as_bytes()).await.header("location").replace("columns", "check");
    let page =
        settled(&mut manager, &check).await.is(200).says("2 of 2 rows can come in").says("No column fills the stage");
    let (shown, import) = (page.attr("[name=shown]", "value").unwrap(), check.replace("check", "import"));
    manager.get(&format!("{check}?rows=created")).await.is(200).says("Letters").says("Becomes a system");
    // Meanwhile a system of that name is added by hand: the row would change it.
    manager.post("/systems/new", &[("name", "Letters")]).await.is(303);
    let late = manager.post(&import, &[("shown", &shown)]).await.is(409).says("The inventory changed since");
    assert_eq!(house.site.store.known_systems().await.unwrap().existing.len(), 1, "nothing came in");
    let anew = late.attr("[name=shown]", "value").unwrap();
    assert_ne!(shown, anew);
    // The columns are matched anew in another window.
    let columns = check.replace("check", "columns");
    manager.post(&columns, &[("column-0", "name"), ("column-1", "notes")]).await.is(303);
    manager.post(&import, &[("shown", &anew)]).await.is(409).says("The columns were matched anew since");
    imported(&mut manager, &check, &[]).await.says("One system came in, and one changed");
    manager.post(&import, &[("shown", &anew)]).await.goes_to(&check);
    manager.get(&check).await.is(200).says("This file was imported: 2 systems.");
}

#[tokio::test]
async fn two_columns_for_one_name_are_refused_and_the_order_of_days_is_asked_and_kept() {
    let house = House::founded().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let csv = "Name,Title,Begun,Owner\nLetters,Écrits,03/04/2025,Nobody Known\nScreen,,05/06/2025,Engineer\n";
    let columns = upload(&mut manager, "a.csv", csv.as_bytes()).await.header("location").to_owned();
    let page = manager.get(&columns).await.is(200).says("Letters Screen").says("03/04/2025 05/06/2025");
    assert_eq!(page.attr("[name=dates]", "name"), Some("dates".to_owned()), "a column holds a day");
    let twice = [("column-0", "name"), ("column-1", "name"), ("column-2", "initiated"), ("column-3", "owner")];
    let refused = manager.post(&columns, &twice).await.is(422);
    assert_eq!(refused.fault("column-1"), "Two columns fill Name: Name, Title. Keep one.");
    assert_eq!(refused.attr("#column-0 option[selected]", "value"), Some("name".to_owned()), "both stay chosen");

    let check = columns.replace("columns", "check");
    let once = [("column-0", "name"), ("column-1", ""), ("column-2", "initiated"), ("column-3", "owner")];
    manager.post(&columns, &once).await.goes_to(&check);
    let page = settled(&mut manager, &check).await.is(200).says("can be read in two ways");
    page.says("Owner “Nobody Known” is nobody here; left without an owner.")
        .says("No column says how critical: all new systems come in as Medium.");
    let said = [&once[..], &[("dates", "day-first"), ("save_as", "Ours")]].concat();
    manager.post(&columns, &said).await.goes_to(&check);
    settled(&mut manager, &check).await.is(200).does_not_say("two ways");
    imported(&mut manager, &check, &[]).await.says("Two systems came in");
    let again = upload(&mut manager, "b.csv", csv.as_bytes()).await.header("location").replace("check", "columns");
    let page = manager.get(&again).await.is(200);
    assert_eq!(page.attr("[name=dates] option[selected]", "value"), Some("day-first".to_owned()));
}

#[tokio::test]
async fn columns_are_kept_under_a_name_offered_again_renamed_and_deleted() {
    let house = House::founded().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    manager.get("/systems/import").await.is(200).says("one ships with the product, none is saved yet");
    let csv = "Thing,Why\nLetters,To write\n";
    let columns = upload(&mut manager, "a.csv", csv.as_bytes()).await.header("location").to_owned();
    let chosen = [("column-0", "name"), ("column-1", "purpose"), ("save_as", "Our list")];
    let taken = [("column-0", "name"), ("column-1", "purpose"), ("save_as", "federal-2024")];
    assert!(manager.post(&columns, &taken).await.is(422).fault("save_as").contains("ships with the product"));
    manager.post(&columns, &chosen).await.is(303);
    manager.get(&columns.replace("columns", "check")).await.says("as saved under “Our list”");
    assert!(manager.post(&columns, &chosen).await.is(422).fault("save_as").contains("is saved already"));

    let again =
        upload(&mut manager, "b.csv", b"Why,Thing,More\nTo read,Readers,x\n").await.header("location").to_owned();
    assert!(again.ends_with("/check"), "its headers are known: {again}");
    manager.get(&again).await.says("as saved under “Our list”");
    let other = again.replace("check", "columns");
    let page = manager.post(&other, &[("use", "yes"), ("mapping", "")]).await.is(200);
    page.says("0 of 3 columns fill");
    manager.post(&other, &[("use", "yes"), ("mapping", "Our list")]).await.is(200).says("2 of 3 columns fill");

    let list = manager.get("/systems/import/mappings").await.is(200).says("One column mapping is saved");
    let one = list.attr("th a[href^='/systems/import/mappings/']", "href").unwrap();
    let page = manager.get(&one).await.is(200).says("reads two columns").says("Purpose");
    let version = page.attr("[name=version]", "value").unwrap();
    let rename = format!("{one}/rename");
    assert!(
        !manager.post(&rename, &[("save_as", " "), ("version", &version)]).await.is(422).fault("save_as").is_empty()
    );
    manager.post(&rename, &[("save_as", "Theirs"), ("version", &version)]).await.goes_to("/systems/import/mappings");
    let late = manager.post(&rename, &[("save_as", "Mine"), ("version", &version)]).await.is(409);
    late.says("it is “Theirs” now").attr("[name=save_as][value=Mine]", "name").unwrap();
    let version = manager.get(&one).await.attr("[name=version]", "value").unwrap();
    manager.post(&format!("{one}/delete"), &[("version", &version)]).await.goes_to("/systems/import/mappings");
    manager.get(&one).await.is(404);
    let matched = upload(&mut manager, "b.csv", b"Why,Thing,More\nTo read,Readers,x\n").await;
    assert!(matched.header("location").ends_with("/columns"));
    house.signed_in(Role::Auditor).await.get("/systems/import/mappings").await.is(403);
}

#[tokio::test]
async fn remarks_come_in_pages_before_and_after_the_import() {
    let house = House::founded().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let mut csv = "Name,Owner\n".to_owned();
    (0..201).for_each(|n| csv += &format!("System {n:03},Nobody {n:03}\n"));
    let columns = upload(&mut manager, "a.csv", csv.as_bytes()).await.header("location").replace("check", "columns");
    let check = columns.replace("columns", "check");
    manager.post(&columns, &[("column-0", "name"), ("column-1", "owner")]).await.goes_to(&check);
    settled(&mut manager, &check).await.is(200).says("“Nobody 000”").does_not_say("“Nobody 200”");
    let last = format!("{check}?rows=remarks&page=2");
    settled(&mut manager, &last).await.is(200).says("“Nobody 200”").says("Page 2 of 2").does_not_say("“Nobody 000”");
    imported(&mut manager, &check, &[]).await.says("201 systems came in").says("came in with a remark");
    let last = last.replace("check", "progress");
    manager.get(&last).await.is(200).says("“Nobody 200”").does_not_say("“Nobody 000”");
}
