//! Vendors by a list, findings one by one, and registers on a day that has passed.

use crate::house::House;
use crate::program::{fails, plumbline, says};
use domain::people::Role;
use store::testing::{Firm, sqlite_in};

const MIRIAM: &str = "miriam.castell@harrowfinch.example";

#[tokio::test]
async fn every_line_is_seen_before_anything_is_saved() {
    let house = House::founded().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let bad = "Supplier,Criticality\nQuill,High\n,Low\nOnyx,huge\n";
    let page = manager.post("/vendors/import", &[("list", "vendors"), ("pasted", bad)]).await.is(200);
    let page = page.says("Two things keep the list out.").says("Line 3, column “Supplier”: no name.");
    page.says("Line 4, column “Criticality”: “huge” is not known. It can be high, medium or low.");
    assert!(house.site.store.vendors().await.unwrap().is_empty());

    let good = "Supplier,Criticality,Notes on it,Owner\n'=Quill,High,x,Engineer\nOnyx,,y,Somebody Else\n";
    let form = [("list", "vendors"), ("pasted", good)];
    let page = manager.post("/vendors/import", &form).await.is(200).says("Two vendors would come in.");
    let page = page.says("Comes in").says("owner “Somebody Else” is nobody here; left without an owner");
    assert_eq!(
        page.attr("[name=kept_name]", "value").as_deref(),
        Some("pasted.csv"),
        "the file is kept for the next step"
    );
    let kept = page.attr("[name=kept]", "value").unwrap();
    assert!(house.site.store.vendors().await.unwrap().is_empty(), "a look writes nothing");
    // Another column is chosen, and then all of it is taken.
    let take = [
        ("list", "vendors"),
        ("kept", kept.as_str()),
        ("kept_name", "pasted.csv"),
        ("column-contract", "Notes on it"),
        ("take", "yes"),
    ];
    manager.post("/vendors/import", &take).await.goes_to("/vendors/import?list=vendors&said=taken");
    manager
        .get("/vendors/import?list=vendors&said=taken")
        .await
        .is(200)
        .says("One entry in the trail names every line");
    let all = house.site.store.vendors().await.unwrap();
    assert_eq!(all.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["=Quill", "Onyx"]);
    assert_eq!((all[0].contract.as_str(), all[0].owner.is_some()), ("x", true));

    let other = "Vendor,Service\nOnyx,Audio\n=Quill,\nNew one,\n";
    let form = [("list", "vendors"), ("pasted", other)];
    let page = manager.post("/vendors/import", &form).await.is(200);
    page.says("One vendor would come in; one says otherwise of what is here; one is here already.")
        .says("Says otherwise: Service");
    let take = [("list", "vendors"), ("pasted", other), ("take", "yes")];
    manager.post("/vendors/import", &take).await.is(303);
    let onyx = |all: Vec<store::VendorRow>| all.into_iter().find(|row| row.name == "Onyx").unwrap();
    assert_eq!(onyx(house.site.store.vendors().await.unwrap()).service, "", "changed only when that is asked for");
    let change = [("list", "vendors"), ("pasted", other), ("take", "yes"), ("change", "yes")];
    manager.post("/vendors/import", &change).await.is(303);
    assert_eq!(onyx(house.site.store.vendors().await.unwrap()).service, "Audio");

    let nothing = manager.post("/vendors/import", &[("list", "vendors")]).await.is(422);
    assert!(nothing.fault("file").contains("Choose a file"));
    house.signed_in(Role::Engineer).await.get("/vendors/import").await.is(403);
    manager.get("/vendors").await.says("Import a list");
}

#[tokio::test]
async fn the_command_line_takes_lists_in() {
    let data = tempfile::tempdir().unwrap();
    let firm = Firm::begin(sqlite_in(data.path()).await).await;
    firm.system("Triage", None).await;
    drop(firm);
    let file = |name: &str, text: &str| {
        let path = data.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let run = |args: &[&str], path: &std::path::Path| {
        let output = says(plumbline(data.path()).arg("import").args(args).arg(path), "");
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned(), output)
    };
    let vendors = file("vendors.csv", "Vendor,Tier\nQuill,High\nOnyx,\n");
    let (good, said, _) = run(&["vendors", "--dry-run"], &vendors);
    assert!(good && said.starts_with("vendors: 2 would come in"), "{said}");
    let (good, said, _) = run(&["vendors"], &vendors);
    assert!(good && said.starts_with("vendors: 2 came in, 0 changed"), "{said}");
    let (good, said, _) = run(&["vendors"], &vendors);
    assert!(good && said.contains("Nothing in it is new."), "{said}");
    let bad = file("bad.csv", "Vendor,Tier\nPost,huge\n");
    let (good, said, _) = run(&["vendors"], &bad);
    assert!(!good && said.contains("Refused. Line 2, column “Tier”: “huge” is not known."), "{said}");
    let pairs = file("pairs.csv", "Application,Depends on\nTriage,Quill\n");
    assert!(run(&["dependencies"], &pairs).0);
    let passes = file("passes.csv", "From;To\nQuill;Onyx\n");
    let (good, said, _) = run(&["subprocessors", "--map", "From=vendor", "--map", "To=sub"], &passes);
    assert!(good && said.starts_with("sub-processors: 1 came in"), "{said}");
    let documents = file(
        "documents.csv",
        "Vendor,Kind,Signed by,Day of signature,Received on\nQuill,DPA,Q,2026-01-02,2026-01-03\n",
    );
    let (_, _, output) = run(&["attestations"], &documents);
    assert!(fails(&output).contains("--by EMAIL"));
    let (good, said, _) = run(&["attestations", "--by", "miriam@example.com"], &documents);
    assert!(good && said.starts_with("attestations: 1 came in"), "{said}");
    let check = says(plumbline(data.path()).arg("check"), "");
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
}

#[tokio::test]
async fn findings_are_narrowed_and_the_file_with_them() {
    let house = House::story().await;
    let mut manager = house.looking_as(MIRIAM).await;
    let all = manager.get("/findings").await.is(200);
    assert_eq!(all.select("main tbody tr").len(), 50, "a page of them");
    let next = all.attr("nav.pager a[rel=next]", "href").unwrap();
    let second = manager.get(&next).await.is(200);
    assert_ne!(all.select("main tbody tr"), second.select("main tbody tr"));
    let store = &house.site.store;
    let vendor = store.vendors().await.unwrap().into_iter().find(|row| row.systems > 0).unwrap();
    let owner = house.person(MIRIAM).await;
    let programme = store.spine().await.unwrap().programmes[0].id;
    for (query, column, wanted) in [
        ("?state=gap".to_owned(), "Reads", Some("Gap".to_owned())),
        (format!("?subject={}", vendor.id), "Name", Some(vendor.name.clone())),
        ("?subject=organisation".to_owned(), "Subject", Some("Organisation".to_owned())),
        ("?criterion=CC7.2".to_owned(), "", None),
        ("?control=AIG-AC-07".to_owned(), "", None),
        (format!("?owner={owner}"), "", None),
        (format!("?programme={programme}&state=met"), "Reads", Some("Met".to_owned())),
        ("?at=2026-03-31".to_owned(), "As of", Some("2026-03-31".to_owned())),
    ] {
        let page = manager.get(&format!("/findings{query}")).await.is(200);
        let href = page.attr("p.keep a[href^='/lists/findings.csv']", "href").unwrap();
        assert_eq!(href, format!("/lists/findings.csv{query}"));
        let (heads, rows) = crate::lists::read(manager.get(&href).await.is(200).body.as_bytes(), "a.csv");
        assert!(!rows.is_empty(), "{query}");
        if let Some(wanted) = wanted {
            let at = heads.iter().position(|head| head == column).unwrap();
            assert!(rows.iter().all(|row| row[at] == wanted), "{query}");
        }
    }
    for nothing in
        ["?subject=019f0000-0000-7000-8000-000000000000", "?criterion=XX9.9", "?control=none", "?programme=x"]
    {
        manager.get(&format!("/findings{nothing}")).await.is(200).says("No finding is like that.");
    }
    manager.get("/findings?q=zzz").await.says("No finding is like that.");
}

#[tokio::test]
async fn a_page_never_shows_today_under_the_name_of_another_day() {
    let house = House::story().await;
    let mut manager = house.looking_as(MIRIAM).await;
    let was = manager.get("/vendors?at=2025-12-31").await.is(200).says("As of 31 Dec 2025");
    let now = manager.get("/vendors").await.is(200).does_not_say("As of");
    assert!(was.select("main tbody tr").len() <= now.select("main tbody tr").len());
    assert_ne!(was.select("main tbody tr"), now.select("main tbody tr"));
    let was = manager.get("/policies?at=2025-12-31").await.is(200).says("As of the end of 31 Dec 2025");
    assert_ne!(was.select("main tbody tr"), manager.get("/policies").await.is(200).select("main tbody tr"));
    for page in ["/risks", "/deficiencies", "/incidents", "/evidence", "/systems", "/tasks", "/exceptions"] {
        let said = manager.get(&format!("{page}?at=2026-03-31")).await.is(200);
        let said = said.says("This page shows 21 Nov 2026, not 31 Mar 2026.");
        assert_eq!(said.attr("main .notice a", "href").as_deref(), Some("/trail?until=2026-03-31"), "{page}");
        manager.get(page).await.does_not_say("This page shows");
        manager.get(&format!("{page}?at=2026-11-21")).await.does_not_say("This page shows");
    }
    let trail = manager.get("/trail?until=2026-03-31").await.is(200);
    assert!(trail.attr("p.keep a", "href").unwrap().contains("until=2026-03-31"));
    let first = trail.select("main tbody tr")[0].clone();
    assert!(first.contains(" Mar"), "{first}");
    manager.get("/lists/risks.csv?at=2026-03-31").await.is(409);
    manager.get("/lists/risks.csv?at=2026-11-21").await.is(200);
    let (_, then) =
        crate::lists::read(manager.get("/lists/vendors.csv?at=2025-12-31").await.is(200).body.as_bytes(), "a");
    let (_, today) = crate::lists::read(manager.get("/lists/vendors.csv").await.is(200).body.as_bytes(), "a");
    assert_ne!(then, today);
}
