//! The systems that mention a vendor: offered, chosen for many at once, set aside, by whoever may say so of each.

use crate::client::Client;
use crate::house::House;
use domain::people::Role;

/// A vendor and systems, by their addresses.
async fn begun(manager: &mut Client, vendor: &str, systems: &[(&str, &str)]) -> (String, Vec<String>) {
    let path = manager.post("/vendors/new", &[("name", vendor)]).await.is(303).header("location").to_owned();
    let mut ids = Vec::new();
    for (name, purpose) in systems {
        let added = manager.post("/systems/new", &[("name", name), ("purpose", purpose)]).await.is(303);
        ids.push(added.header("location").strip_prefix("/systems/").unwrap().to_owned());
    }
    (path, ids)
}

#[tokio::test]
async fn mentions_are_chosen_for_many_systems_at_once_and_the_list_becomes_empty() {
    let house = House::founded().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let systems = [("Letters", "Microsoft 365 drafts"), ("Microsoft Copilot", ""), ("Search", "not Microsoft’s")];
    let (vendor, ids) = begun(&mut manager, "Microsoft", &systems).await;
    let list = format!("{vendor}/mentions");
    manager.get(&vendor).await.is(200).says("Three systems mention it and do not depend on it.");
    manager.get("/vendors").await.says("Three systems mention a vendor and do not depend on it : Microsoft in 3 .");
    let page = manager.get(&list).await.is(200).says("Three systems mention Microsoft and do not depend on it.");
    assert_eq!(page.select("td.mentions mark"), ["Microsoft"; 3]);
    assert_eq!(page.select("td.mentions .sub"), ["Purpose", "Name", "Purpose"]);

    assert!(manager.post(&list, &[]).await.is(422).text().contains("Choose at least one system."));
    let two = [("system", ids[0].as_str()), ("system", ids[1].as_str())];
    manager.post(&list, &two).await.goes_to(&format!("{list}?said=depend"));
    manager.get(&format!("{list}?said=depend")).await.says("They depend on it from now on").says("One system mentions");
    manager.get(&vendor).await.says("two systems depending on it").says("One system mentions it");
    manager.get(&format!("/systems/{}", ids[0])).await.says("changed what a system depends on");

    let one = [("system", ids[2].as_str())];
    manager.post(&format!("{list}/aside"), &one).await.goes_to(&format!("{list}?said=aside"));
    let aside = manager.get(&list).await.is(200).says("No system mentions Microsoft without depending on it.");
    aside.says("Not this vendor").says("Search").says("Offer them again");
    manager.get("/vendors").await.does_not_say("mention a vendor");
    manager.get(&vendor).await.says("No other system mentions it .");
    manager.post(&format!("{list}/again"), &one).await.goes_to(&format!("{list}?said=again"));
    manager.get(&list).await.says("One system mentions Microsoft").does_not_say("Not this vendor");
    manager.post(&list, &one).await.is(303);
    manager.get(&list).await.is(200).says("No system mentions Microsoft").says("Back to the vendor");
}

#[tokio::test]
async fn whoever_may_not_say_it_of_one_says_it_of_none() {
    let house = House::founded().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let (vendor, ids) = begun(&mut manager, "IBM", &[("IBM letters", ""), ("IBM search", "")]).await;
    let list = format!("{vendor}/mentions");
    let all = [("system", ids[0].as_str()), ("system", ids[1].as_str())];
    for role in [Role::Engineer, Role::Executive, Role::Auditor] {
        let mut looks = house.signed_in(role).await;
        let page = looks.get(&list).await.is(200).says("Two systems mention IBM");
        assert!(page.select("main input[type=checkbox]").is_empty() && page.select("main form button").is_empty());
        for form in ["", "/aside", "/again"] {
            looks.post(&format!("{list}{form}"), &all).await.is(403);
        }
    }
    manager.get(&vendor).await.says("has no system that depends on it").says("Two systems mention it");
    let nowhere = "/vendors/00000000-0000-7000-8000-00000000dead/mentions";
    manager.get(nowhere).await.is(404);
    manager.post(nowhere, &all).await.is(404);
    let strange = [("system", ids[0].as_str()), ("system", "00000000-0000-7000-8000-00000000dead")];
    manager.post(&list, &strange).await.is(404);
    assert!(manager.post(&list, &[("system", "nonsense")]).await.is(422).text().contains("Choose at least one"));
    manager.get(&format!("{list}?page=99999999999&said=nonsense")).await.is(200).says("Two systems mention IBM");
}

#[tokio::test]
async fn what_a_system_says_around_a_name_is_text() {
    let house = House::founded().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let purpose = "<script>alert(1)</script><b>Parley & Sons</b> \" OR '1'='1";
    let (vendor, ids) = begun(&mut manager, "Parley & Sons <Ltd>", &[("<i>Letters</i>", purpose)]).await;
    let list = format!("{vendor}/mentions");
    let page = manager.get(&list).await.is(200).says("<script>alert(1)</script><b> Parley & Sons </b> \" OR '1'='1");
    assert_eq!(page.select("td.mentions mark"), ["Parley & Sons"]);
    assert!(page.select("td.mentions b, td.mentions script, th i").is_empty());
    for hostile in ["\" NOR \"", "NEAR(a b)", "'*", "%"] {
        let (other, _) = begun(&mut manager, hostile, &[]).await;
        manager.get(&format!("{other}/mentions")).await.is(200).says("No system mentions");
    }
    manager.get("/vendors").await.is(200).says("One system mentions a vendor");
    manager.post(&list, &[("system", &ids[0])]).await.is(303);
}
