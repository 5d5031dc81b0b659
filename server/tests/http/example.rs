//! The example company: told at the first run, marked on every page, and open to whoever looks.

use crate::house::House;
use axum::http::Method;
use domain::people::Role;
use server::router::site_map;
use std::collections::BTreeMap;
use std::time::Duration;

const MIRIAM: &str = "miriam.castell@harrowfinch.example";
const RUTH: &str = "ruth.adeyemi@harrowfinch.example";

/// An address of the site map with what the story has in every place.
pub async fn with_story(house: &House, path: &str) -> String {
    let store = &house.site.store;
    let spine = store.spine().await.unwrap();
    let system = store.scope(0, true, &Default::default(), 1, 0).await.unwrap().rows[0].id;
    let evidence = store.review_queue(&store::QueueWanted::default(), 0, 1).await.unwrap().0[0].id;
    let today = jiff::civil::date(2026, 11, 21);
    let policies = store.policies(today, &domain::instant::Utc).await.unwrap();
    let policy = policies.iter().find(|line| line.waiting.is_some()).unwrap().policy.id;
    let assessed = store.risks_of_all(jiff::civil::date(2026, 11, 21), &domain::instant::Utc).await.unwrap();
    let assessment = assessed.into_iter().find_map(|one| one.running).unwrap().id;
    let open = store::DeficienciesWanted { open: true, ..Default::default() };
    let deficiency = store.deficiencies(&open, &domain::instant::Utc).await.unwrap()[0].id;
    let incident = store.incidents(Default::default(), &domain::instant::Utc).await.unwrap()[0].id;
    let audit = store.audits(true).await.unwrap()[0].id;
    let reviews = store.access_reviews(&Default::default()).await.unwrap();
    let training = store.training().await.unwrap();
    let things = BTreeMap::from([
        ("{assessment}", assessment.to_string()),
        ("{programme}", spine.programmes[0].id.to_string()),
        ("{proposal}", store.waiting_proposals().await.unwrap()[0].id.to_string()),
        ("{evidence}", evidence.to_string()),
        ("{system}", system.to_string()),
        ("{vendor}", store.vendors().await.unwrap()[0].id.to_string()),
        ("{person}", house.person(RUTH).await.to_string()),
        ("{requirement}", "TSK-LG-02-2".to_owned()),
        ("{control}", "AIG-CH-01".to_owned()),
        ("{entry}", "100".to_owned()),
        ("{policy}", policy.to_string()),
        ("{exception}", store.exceptions(None).await.unwrap()[0].id.to_string()),
        ("{attestation}", store.waiting(0).await.unwrap().reports[0].id.to_string()),
        ("{deficiency}", deficiency.to_string()),
        ("{incident}", incident.to_string()),
        ("{audit}", audit.to_string()),
        ("{questionnaire}", store.waiting(0).await.unwrap().questionnaires[0].id.to_string()),
        ("{set}", store.question_sets().await.unwrap()[0].id.to_string()),
        ("{review}", reviews[0].id.to_string()),
        ("{course}", training.courses[0].id.to_string()),
        ("{training}", training.tables[0].id.to_string()),
        ("{day}", "2026-06-01".to_owned()),
    ]);
    let path = things.iter().fold(path.to_owned(), |path, (place, thing)| path.replace(place, thing));
    let subject = store.system(system).await.unwrap().no.to_string();
    let path = path.replace("{subject}", &subject);
    crate::guard::with_library(&path)
}

#[tokio::test]
async fn the_first_run_tells_the_example_and_the_visitor_is_in_as_its_compliance_manager() {
    let house = House::empty().await;
    let (mut visitor, mut other) = (house.visitor(), house.visitor());
    visitor.get("/first-run").await.is(200).says("Start with the example company");
    visitor.post("/first-run/example", &[]).await.goes_to("/example/progress");
    // Meanwhile nobody does anything else here.
    visitor.get("/systems").await.goes_to("/example/progress");
    other.post("/first-run/example", &[]).await.goes_to("/example/progress");
    other.post("/first-run", &[("name", "Somebody")]).await.goes_to("/example/progress");
    let page = other.get("/example/progress").await.is(200).says("Fourteen months are being told");
    assert_eq!(page.header("refresh"), "1");
    while visitor.get("/example/progress").await.status == 200 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    visitor.get("/example/progress").await.goes_to("/");
    visitor.get("/account").await.is(200).says("Miriam Castell").says("Compliance manager");
    visitor.get("/").await.is(200).says("Example company").says("39 criteria in scope");
    other.get("/first-run").await.goes_to("/sign-in");
    other.post("/first-run/example", &[]).await.goes_to("/sign-in");
}

#[tokio::test]
async fn outside_an_example_nobody_looks_as_anybody() {
    let house = House::founded().await;
    let founder = house.person("founder@example.com").await.to_string();
    let mut clients = vec![house.visitor(), house.signed_in_as("founder@example.com").await];
    for role in Role::ALL {
        clients.push(house.signed_in(*role).await);
    }
    for client in &mut clients {
        let cookies = client.cookies.clone();
        client.post("/example/look-as", &[("person", &founder)]).await.is(404);
        client.get("/gallery").await.is(404);
        assert_eq!(client.cookies, cookies);
        for path in ["/", "/sign-in", "/account"] {
            let page = client.get(path).await;
            assert!(!page.body.contains("look-as") && page.select(".example").is_empty(), "{path}");
        }
    }
}

#[tokio::test]
async fn in_an_example_one_click_changes_through_whose_eyes_one_looks() {
    let house = House::story().await;
    let entries = house.site.store.verify_trail().await.unwrap().entries;
    let mut visitor = house.visitor();
    let door = visitor.get("/sign-in").await.is(200).says("This is an example");
    assert!(door.select(".as-whom button").contains(&"Miriam Castell".to_owned()));
    let person = house.person(MIRIAM).await.to_string();
    visitor.post("/example/look-as", &[("person", &person)]).await.goes_to("/");
    let page = visitor.get("/account").await.is(200).says("Miriam Castell");
    assert_eq!(page.attr(".example option[selected]", "value"), Some(person));
    let before = visitor.clone();
    let ruth = page.attr(&format!(".example option[value='{}']", house.person(RUTH).await), "value").unwrap();
    visitor.post("/example/look-as", &[("person", &ruth)]).await.goes_to("/");
    visitor.get("/account").await.is(200).says("Ruth Adeyemi");
    assert_ne!(before.cookies, visitor.cookies, "the session has a new id");
    before.clone().get("/account").await.goes_to("/sign-in?next=/account");
    assert_eq!(house.site.store.verify_trail().await.unwrap().entries, entries, "looking as somebody is no fact");
}

#[tokio::test]
async fn who_has_left_or_never_came_is_nobody_to_look_as() {
    let house = House::story().await;
    let mut visitor = house.visitor();
    for email in ["callum.reid@harrowfinch.example", "noor.haddad@harrowfinch.example"] {
        let person = house.person(email).await.to_string();
        visitor.post("/example/look-as", &[("person", &person)]).await.is(404);
    }
    for person in ["", "nobody", "00000000-0000-0000-0000-000000000000"] {
        visitor.post("/example/look-as", &[("person", person)]).await.is(404);
    }
    assert!(visitor.cookies.is_empty());
    visitor.get("/gallery").await.goes_to("/sign-in?next=/gallery");
    let mut miriam = house.looking_as(MIRIAM).await;
    miriam.get("/gallery").await.is(200).says("Every piece of furniture");
}

#[tokio::test]
async fn every_page_of_an_example_says_so() {
    let house = House::story().await;
    let mut miriam = house.looking_as(MIRIAM).await;
    let pages = [
        "/pkg",
        "/style",
        "/fonts",
        "/favicon",
        "/healthz",
        "/readyz",
        "/find.json",
        "/lists/{list}",
        "/policies/{policy}/register.",
        "/policies/{policy}/draft/file",
        "/policies/{policy}/versions/{version}/file",
        "/evidence/{evidence}/file",
        "/attestations/{attestation}/file",
        "/questionnaires/{questionnaire}/answers.xlsx",
        "/questionnaires/{questionnaire}/files/",
        "/access-reviews/{review}/file",
        "/training/records/{training}/file",
        "/training/{course}/register.",
    ];
    let mut seen = 0;
    for route in site_map().filter(|route| route.method == Method::GET) {
        if pages.iter().any(|other| route.path.starts_with(other)) {
            continue;
        }
        let path = with_story(&house, route.path).await.replace(['{', '}'], "");
        let page = miriam.get(&path).await;
        assert!(page.status.as_u16() < 500, "{path}: {}", page.body);
        if page.status.as_u16() != 303 {
            seen += 1;
            assert_eq!(page.select("aside.example b"), ["Example company."], "{path} ({})", page.status);
        }
    }
    assert!(seen > 40, "{seen}");
}
