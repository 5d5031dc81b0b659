//! Every list as a file: whole, the same in both forms, only for whoever may see it, and nothing that a spreadsheet
//! reckons.

use crate::client::Client;
use crate::house::House;
use crate::systems::{imported, upload};
use app::lists::List;
use app::routes::Needs;
use axum::http::Method;
use domain::people::Role;
use server::router::site_map;
use store::{AttestationsWanted, EvidenceWanted, FindingsWanted, OwnTasksWanted, TrailFilter};

const MIRIAM: &str = "miriam.castell@harrowfinch.example";
const MANY: usize = 100_000;

/// The heads of a file, and its rows.
pub fn read(bytes: &[u8], name: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut table = tables::read(bytes.to_vec(), name).unwrap_or_else(|fault| panic!("{name}: {fault}"));
    let heads = table.headers().to_vec();
    let rows = table.rows().map(|row| row.unwrap().cells);
    let rows = rows.map(|mut cells| {
        cells.resize(heads.len(), String::new());
        cells
    });
    let rows = rows.collect();
    (heads, rows)
}

async fn csv(client: &mut Client, list: List, query: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let answer = client.get(&format!("/lists/{}.csv{query}", list.key())).await.is(200);
    assert!(answer.header("content-type").starts_with("text/csv"), "{}", list.key());
    let named = format!("attachment; filename=\"{}-", list.key());
    assert!(answer.header("content-disposition").starts_with(&named), "{}", list.key());
    read(answer.body.as_bytes(), "a.csv")
}

/// How many rows the store holds of a list: a list that is new says it here.
async fn held(house: &House, list: List) -> usize {
    let (store, today) = (&house.site.store, jiff::civil::date(2026, 11, 21));
    match list {
        List::Systems => store.known_systems().await.unwrap().existing.len(),
        List::Vendors => store.vendors().await.unwrap().len(),
        List::Dependencies => store.vendors().await.unwrap().iter().map(|vendor| vendor.systems).sum(),
        List::Subprocessors => store.subprocessors().await.unwrap().len(),
        List::Attestations => store.attestations_after(&AttestationsWanted::default(), None, MANY).await.unwrap().len(),
        List::Questionnaires => store.all_questionnaires().await.unwrap().len(),
        List::Answers => store.all_questionnaires().await.unwrap().iter().map(|read| read.row.asks.len()).sum(),
        List::Criteria => 39,
        List::Findings => {
            let now = store.present().await.unwrap();
            let all = store.findings_after(&FindingsWanted::default(), now, None, MANY).await.unwrap();
            all.iter().filter(|row| row.found.finding.reads().is_some()).count()
        }
        List::Occurrences => usize::MAX,
        List::Controls => {
            let own = store.controls().await.unwrap();
            let known = &domain::catalogue::catalogue().controls;
            known.iter().count() + own.iter().filter(|row| known.get(&row.id).is_none()).count()
        }
        List::Tasks => usize::MAX,
        List::OwnTasks => {
            let all = OwnTasksWanted { over: true, ..OwnTasksWanted::default() };
            store.own_tasks(&all, 100_000).await.unwrap().len()
        }
        List::Evidence => {
            usize::try_from(store.evidence_list(&EvidenceWanted::default(), 0, 1).await.unwrap().1).unwrap()
        }
        List::Proven => {
            let (all, _) = store.evidence_list(&EvidenceWanted::default(), 0, 100_000).await.unwrap();
            usize::try_from(all.iter().map(|line| line.pairs).sum::<i64>()).unwrap()
        }
        List::Policies => store.policies(today, &domain::instant::Utc).await.unwrap().len(),
        List::Versions => {
            let mut all = 0;
            for line in store.policies(today, &domain::instant::Utc).await.unwrap() {
                all += store.policy_versions(line.policy.id).await.unwrap().len();
            }
            all
        }
        List::Acknowledgements => {
            let mut all = 0;
            for line in store.policies(today, &domain::instant::Utc).await.unwrap() {
                let now = store.policy_audience(&line.policy, today, &domain::instant::Utc).await.unwrap();
                all += now.register.len();
            }
            all
        }
        List::Exceptions => store.exceptions(None).await.unwrap().len(),
        List::Risks => store.rated_risks(today, &domain::instant::Utc).await.unwrap().len(),
        List::Assessments => store.assessments_after(None, None, MANY).await.unwrap().len(),
        List::Deficiencies => store.deficiencies(&Default::default(), &domain::instant::Utc).await.unwrap().len(),
        List::Incidents => store.incidents(Default::default(), &domain::instant::Utc).await.unwrap().len(),
        List::Timeline => {
            let all = store.incidents(Default::default(), &domain::instant::Utc).await.unwrap();
            all.iter().map(|row| row.entries.len()).sum()
        }
        List::Audits => store.audits(false).await.unwrap().len(),
        List::AuditSteps => store.audits(false).await.unwrap().iter().map(|row| row.steps.len()).sum(),
        List::AccessReviews => store.access_reviews(&Default::default()).await.unwrap().len(),
        List::Courses => store.training().await.unwrap().courses.len(),
        List::TrainingRecords => store.training().await.unwrap().records.len(),
        List::Decisions => {
            let waiting = store.waiting_proposals().await.unwrap().len();
            waiting + usize::try_from(store.decided_proposals(0, 1).await.unwrap().1).unwrap()
        }
        List::People => store.people().await.unwrap().len(),
        List::Trail => store.trail_of(&TrailFilter::default(), i64::MAX, 100_000).await.unwrap().len(),
    }
}

#[tokio::test]
async fn every_list_holds_what_the_store_holds_in_both_forms() {
    let house = House::story().await;
    let mut manager = house.looking_as(MIRIAM).await;
    let mut administrator = house.looking_as(&administrator(&house).await).await;
    for list in List::ALL.iter().copied() {
        let client = if list == List::People { &mut administrator } else { &mut manager };
        // Tasks are those that are open; a file holds everybody's.
        let (heads, rows) = csv(client, list, "").await;
        let held = held(&house, list).await;
        if held < usize::MAX {
            assert_eq!(rows.len(), held, "{}", list.key());
        }
        assert!(!rows.is_empty(), "the story has no {}", list.key());
        let book = client.get(&format!("/lists/{}.xlsx", list.key())).await.is(200);
        let (same, cells) = read(&book.bytes, "a.xlsx");
        assert_eq!(same, heads, "{}", list.key());
        assert_eq!(cells.len(), rows.len(), "{}", list.key());
        for (a, b) in rows.iter().flatten().zip(cells.iter().flatten()) {
            assert_eq!(plain(a), plain(b), "{}", list.key());
        }
    }
}

/// A cell without what keeps spreadsheets from reckoning, and without what a reader trims.
fn plain(cell: &str) -> String {
    cell.chars().filter(|letter| *letter != '\'' && !letter.is_whitespace()).collect()
}

pub async fn administrator(house: &House) -> String {
    let people = house.site.store.people().await.unwrap();
    let one = people.into_iter().find(|row| row.active && row.joined && row.rights.has(Role::Administrator));
    one.unwrap().email.unwrap()
}

/// Pages with a table that is no list of things, each with its reason.
const NO_LISTS: &[(&str, &str)] = &[
    ("/", "parts of other lists, each with a link to it"),
    ("/readiness", "a report; its rows are criteria and findings"),
    ("/waiting", "a reading of what other lists hold"),
    ("/notices", "letters to one person, and no facts"),
    ("/absences", "who is away now; the trail holds each"),
    ("/account", "sessions, which are no facts"),
    ("/settings/tokens", "one's own tokens; the trail holds each"),
    ("/settings/attestations", "one setting, whose versions the trail holds"),
    ("/settings/calendar", "one setting, whose versions the trail holds"),
    ("/settings/jobs", "work of the program, and no facts"),
    ("/shortcuts", "keys"),
    ("/vendors/cover", "a picture of days; attestations hold them"),
    ("/evidence/review", "a queue; the list of evidence has it by its filter"),
    ("/risks/scale", "one scale, whose versions the trail holds"),
    ("/controls/roles", "a form"),
    ("/controls/adopt", "a form"),
    ("/settings/api", "how the API is called"),
    ("/questionnaires/sets/new", "a form"),
    ("/questionnaires/sets", "questions to reuse; answers hold those that were asked"),
    ("/programmes", "a handful, each with a page of its own"),
    ("/systems/import", "files that are being read in"),
    ("/systems/import/mappings", "how files are read in"),
    ("/vendors/names", "a form"),
    ("/vendors/import", "a form"),
    ("/people/import", "a form"),
    ("/tasks/import", "a form"),
    ("/risks/import", "a form"),
    ("/training/records", "tables that came in; the records are a list"),
    ("/training/aside", "a queue; the list of records has it"),
    ("/gallery", "furniture"),
];

#[tokio::test]
async fn every_page_that_is_a_list_says_how_to_keep_it() {
    let house = House::story().await;
    let mut manager = house.looking_as(MIRIAM).await;
    let mut without = Vec::new();
    for route in site_map().filter(|route| route.method == Method::GET && !route.path.contains('{')) {
        if !matches!(route.needs, Needs::Person | Needs::May(_)) {
            continue;
        }
        let page = manager.get(route.path).await;
        if page.status == 200 && !page.select("main table").is_empty() && page.select("p.keep a").is_empty() {
            without.push(route.path);
        }
    }
    without.retain(|path| !NO_LISTS.iter().any(|(one, _)| one == path));
    assert!(without.is_empty(), "{without:?}");
    for list in List::ALL {
        let page = manager.get(list.page()).await;
        if page.status == 200 {
            let link = format!("p.keep a[href^='/lists/{}.csv']", list.key());
            assert!(page.attr(&link, "href").is_some(), "{} on {}", list.key(), list.page());
        }
    }
}

#[tokio::test]
async fn a_list_opens_for_whoever_its_page_opens_for() {
    let house = House::founded().await;
    for role in Role::ALL {
        let mut client = house.signed_in(*role).await;
        for list in List::ALL {
            let (page, file) = (client.get(list.page()).await, client.get(&format!("/lists/{}.csv", list.key())).await);
            assert_eq!(page.status, file.status, "{} for {}", list.key(), role.key());
        }
        for none in ["/lists/nothing.csv", "/lists/systems.pdf", "/lists/systems", "/lists/..%2Fsystems.csv"] {
            client.get(none).await.is(404);
        }
    }
    house.visitor().get("/lists/systems.csv").await.is(303);
}

#[tokio::test]
async fn the_filters_of_the_page_hold_in_its_file() {
    let house = House::story().await;
    let mut manager = house.looking_as(MIRIAM).await;
    for (list, query) in [
        (List::Systems, "?stage=production"),
        (List::Deficiencies, "?state=open"),
        (List::Incidents, "?state=open"),
        (List::Evidence, "?state=waiting"),
        (List::Controls, "?state=adopted"),
        (List::Risks, "?band=high"),
        (List::Trail, "?verb=evidence-decided"),
        (List::Tasks, "?state=closed"),
        (List::Findings, "?state=gap"),
        (List::Findings, "?criterion=CC7.2"),
        (List::Findings, "?subject=organisation"),
        (List::Vendors, "?at=2026-01-31"),
        (List::Policies, "?at=2026-01-31"),
    ] {
        let (all, some) = (csv(&mut manager, list, "").await.1, csv(&mut manager, list, query).await.1);
        assert_ne!(all, some, "{}", list.key());
        let page = manager.get(&format!("{}{query}", list.page())).await.is(200).says("filtered as shown");
        let link = format!("p.keep a[href^='/lists/{}.csv']", list.key());
        let href = page.attr(&link, "href").unwrap();
        assert!(href.contains(query.trim_start_matches('?')), "{href}");
    }
}

#[tokio::test]
async fn no_cell_is_reckoned_and_none_is_cut() {
    let house = House::founded().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let formula = "=HYPERLINK(\"http://example.com\",\"x\")";
    manager.post("/vendors/new", &[("name", formula), ("service", "+1"), ("tier", "high")]).await.is(303);
    let body = manager.get("/lists/vendors.csv").await.is(200).body;
    assert!(body.contains("\"'=HYPERLINK(\"\"http") && body.contains("\"'+1\""), "{body}");
    let book = manager.get("/lists/vendors.xlsx").await.is(200);
    let (heads, rows) = read(&book.bytes, "a.xlsx");
    let at = heads.iter().position(|head| head == "Vendor").unwrap();
    assert_eq!(rows[0][at], formula, "a workbook holds it as text");
    assert!(!String::from_utf8_lossy(&book.bytes).contains("<f>"));
}

#[tokio::test]
async fn systems_come_back_from_their_file_as_they_were() {
    let (story, empty) = (House::story().await, House::founded().await);
    let mut manager = story.looking_as(MIRIAM).await;
    let first = manager.get("/lists/systems.csv?sort=name").await.is(200);
    let mut other = empty.signed_in(Role::ComplianceManager).await;
    let columns = upload(&mut other, "systems.csv", first.body.as_bytes()).await.is(303);
    let check = columns.header("location").replace("columns", "check");
    imported(&mut other, &check, &[]).await;
    let second = other.get("/lists/systems.csv?sort=name").await.is(200);
    assert_eq!(first.body, second.body);
}
