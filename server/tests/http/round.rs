//! Lists come in as they go out: the whole by a backup, on whichever engine, and vendors by their own files. No cell of
//! any list is ever a formula.

use crate::client::Client;
use crate::house::House;
use crate::lists::{administrator, read};
use crate::systems::{imported, upload};
use app::lists::List;
use domain::people::Role;
use server::archive::{self, Archive};
use std::collections::{BTreeMap, BTreeSet};
use store::testing::{Fresh, unopened};

const MIRIAM: &str = "miriam.castell@harrowfinch.example";

type Table = (Vec<String>, Vec<Vec<String>>);

/// A list as CSV, byte by byte, and as a workbook, cell by cell.
async fn kept(client: &mut Client, list: List) -> (String, Table) {
    let csv = client.get(&format!("/lists/{}.csv", list.key())).await.is(200).body;
    let book = client.get(&format!("/lists/{}.xlsx", list.key())).await.is(200);
    (csv, read(&book.bytes, "a.xlsx"))
}

async fn all(house: &House) -> BTreeMap<&'static str, (String, Table)> {
    let mut manager = house.looking_as(MIRIAM).await;
    let mut administrator = house.looking_as(&administrator(house).await).await;
    let mut lists = BTreeMap::new();
    for list in List::ALL.iter().copied() {
        let client = if list == List::People { &mut administrator } else { &mut manager };
        lists.insert(list.key(), kept(client, list).await);
    }
    lists
}

/// The same rows in a fresh database of each engine, at the same moment.
async fn restored(from: &Fresh) -> Vec<Fresh> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("whole.zip");
    archive::write(&from.store, &from.files(), &file).await.unwrap_or_else(|error| panic!("{error}"));
    let mut every = Vec::new();
    for place in unopened().await {
        let archive = Archive::open(&file).unwrap_or_else(|error| panic!("{error}"));
        let store = archive::restore(archive, &place.address, &store::Files::of(&place.data)).await;
        store.unwrap_or_else(|error| panic!("to {}: {error}", place.engine)).close().await;
        let fresh = place.open().await;
        fresh.world.set(domain::instant::Instant(from.store.now().0));
        every.push(fresh);
    }
    every
}

#[tokio::test]
async fn every_list_is_the_same_after_a_restore_into_an_empty_database_of_either_engine() {
    let story = House::story().await;
    let before = all(&story).await;
    assert_eq!(before.len(), List::ALL.len());
    for fresh in restored(&story.fresh).await {
        let way = format!("sqlite to {}", fresh.engine);
        let house = House::over(fresh).await;
        let after = all(&house).await;
        differ(&before, &after, &way);
        // And on from there, into both again.
        if house.fresh.engine != "sqlite" {
            for again in restored(&house.fresh).await {
                let way = format!("{way} to {}", again.engine);
                differ(&before, &all(&House::over(again).await).await, &way);
            }
        }
    }
}

fn differ(
    before: &BTreeMap<&'static str, (String, Table)>,
    after: &BTreeMap<&'static str, (String, Table)>,
    way: &str,
) {
    let mut apart = Vec::new();
    for (key, (csv, book)) in before {
        let (csv_after, book_after) = &after[key];
        if csv != csv_after {
            let lines = csv.lines().zip(csv_after.lines()).find(|(a, b)| a != b);
            apart.push(format!("{key}.csv: {lines:?}"));
        }
        if book != book_after {
            apart.push(format!("{key}.xlsx"));
        }
    }
    assert!(apart.is_empty(), "{way}: {}", apart.join("\n"));
}

/// Texts that people type are made formulas where they lie, row by row by another letter: every text column in which some
/// row holds several words, and what is no JSON.
async fn with_formulas(fresh: &Fresh) -> BTreeSet<String> {
    let triggers = fresh.texts("SELECT name FROM sqlite_master WHERE type = 'trigger'").await;
    for row in triggers {
        fresh.sql(format!("DROP TRIGGER \"{}\"", row[0]).leak()).await.unwrap();
    }
    let columns = "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' \
                   AND c.type = 'TEXT' AND c.pk = 0 AND m.name NOT LIKE 'search%' AND m.name NOT LIKE 'sqlite%' \
                   AND m.name NOT IN ('organisation', 'migration', 'event', 'event_words', 'fact') \
                   AND c.name NOT IN ('owner_role', 'role', 'rights')";
    let mut changed = BTreeSet::new();
    for row in fresh.texts(columns).await {
        let (table, column) = (&row[0], &row[1]);
        let words = format!("\"{column}\" LIKE '% %' AND \"{column}\" NOT LIKE '{{%' AND \"{column}\" NOT LIKE '[%'");
        if fresh.texts(format!("SELECT 'x' FROM \"{table}\" WHERE {words} LIMIT 1")).await.is_empty() {
            continue;
        }
        let letter = "substr('=+-@' || char(9) || char(13), 1 + rowid % 6, 1)";
        let sql = format!("UPDATE \"{table}\" SET \"{column}\" = {letter} || \"{column}\" WHERE {words}");
        if fresh.sql(sql.leak()).await.is_ok() {
            changed.insert(format!("{table}.{column}"));
        }
    }
    fresh.sql("UPDATE attestation SET terms = json_set(terms, '$.issuer', '=1+1')").await.unwrap();
    changed
}

#[tokio::test]
async fn a_formula_that_somebody_typed_is_text_in_every_list() {
    const LETTERS: &str = "=+-@\t\r";
    let house = House::story().await;
    let changed = with_formulas(&house.fresh).await;
    assert!(changed.len() > 20, "{changed:?}");
    let mut manager = house.looking_as(MIRIAM).await;
    let mut administrator = house.looking_as(&administrator(&house).await).await;
    let (mut without, mut seen) = (Vec::new(), BTreeSet::new());
    for list in List::ALL.iter().copied() {
        let (key, client) = (list.key(), if list == List::People { &mut administrator } else { &mut manager });
        let csv = client.get(&format!("/lists/{key}.csv")).await.is(200).body;
        let mut carried = false;
        for cell in cells(&csv) {
            let mut letters = cell.chars();
            let (first, second) = (letters.next(), letters.next());
            assert!(!first.is_some_and(|first| LETTERS.contains(first)), "{key}: {cell:?}");
            if let Some(letter) = second.filter(|second| first == Some('\'') && LETTERS.contains(*second)) {
                carried = true;
                seen.insert(letter);
            }
        }
        if !carried {
            without.push(key);
        }
        let book = client.get(&format!("/lists/{key}.xlsx")).await.is(200).bytes;
        assert!(!sheet_of(&book).contains("<f>"), "{key} holds a formula");
    }
    assert!(without.is_empty(), "no formula came as far as these lists: {without:?}");
    assert_eq!(seen.len(), LETTERS.len(), "each letter was tried: {seen:?}");
}

/// The cells of our own CSV as they stand in the file, apostrophes and all.
fn cells(text: &str) -> Vec<String> {
    let mut cells = Vec::new();
    let mut letters = text.trim_start_matches('\u{feff}').chars().peekable();
    while letters.next_if_eq(&'"').is_some() {
        let mut cell = String::new();
        while let Some(letter) = letters.next() {
            if letter == '"' && letters.next_if_eq(&'"').is_none() {
                break;
            }
            cell.push(letter);
        }
        cells.push(cell);
        while letters.next_if(|letter| matches!(letter, ',' | '\r' | '\n')).is_some() {}
    }
    assert_eq!(letters.next(), None, "all of it was read");
    cells
}

fn sheet_of(book: &[u8]) -> String {
    use std::io::Read as _;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
    let mut text = String::new();
    archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The columns of a table that both exports have to have alike, by head.
fn only(table: &Table, heads: &[&str]) -> Vec<Vec<String>> {
    let at =
        |head: &&str| table.0.iter().position(|one| one == head).unwrap_or_else(|| panic!("{head}: {:?}", table.0));
    let places: Vec<_> = heads.iter().map(at).collect();
    table.1.iter().map(|row| places.iter().map(|place| row[*place].clone()).collect()).collect()
}

async fn csv_of(client: &mut Client, list: &str) -> (String, Table) {
    let body = client.get(&format!("/lists/{list}.csv")).await.is(200).body;
    let table = read(body.as_bytes(), "a.csv");
    (body, table)
}

const VENDOR: &[&str] = &[
    "Vendor",
    "Service",
    "Tier",
    "Owner",
    "Where it works",
    "Our data",
    "Trains on our data",
    "Keeps our data",
    "Contract",
];

const DOCUMENT: &[&str] = &[
    "Vendor",
    "Kind",
    "Title",
    "Issued by",
    "First day of its period",
    "Last day of its period",
    "Day it counts from",
    "Printed end",
    "Surveillance audits passed",
    "Day of signature",
    "The letter names",
    "Period end of the named report",
    "First day it speaks for",
    "Last day it speaks for",
    "In scope",
    "Categories",
    "Opinion",
    "Edition",
    "Services of others that it leaves out",
    "First day of a Type II period that has begun",
    "Days on which we read it again",
    "Version it describes",
    "Exceptions",
    "Controls that it expects of us",
    "Received on",
];

#[tokio::test]
async fn vendors_and_what_hangs_on_them_come_back_from_their_files_as_they_were() {
    let (story, empty) = (House::story().await, House::founded().await);
    let mut manager = story.looking_as(MIRIAM).await;
    for person in story.site.store.people().await.unwrap() {
        let name = person.name.unwrap_or_default();
        if name != "Miriam Castell" {
            empty.add(&name, &[Role::Engineer], false).await;
        }
    }
    let mut other = empty.signed_in(Role::ComplianceManager).await;
    let systems = manager.get("/lists/systems.csv").await.is(200).body;
    let columns = upload(&mut other, "systems.csv", systems.as_bytes()).await.is(303);
    imported(&mut other, &columns.header("location").replace("columns", "check"), &[]).await;

    for (list, heads) in [
        ("vendors", VENDOR),
        ("dependencies", &["System", "Vendor"][..]),
        ("subprocessors", &["Vendor", "Sub-processor", "What it passes on"][..]),
        ("attestations", DOCUMENT),
    ] {
        let (file, mut before) = csv_of(&mut manager, list).await;
        if let Some(stands) = before.0.iter().position(|head| head == "Stands") {
            before.1.retain(|row| !["Taken back", "Rejected"].contains(&row[stands].as_str()));
        }
        let form = [("list", list), ("pasted", file.as_str())];
        let look = other.post("/vendors/import", &form).await.is(200).says("would come in");
        assert!(csv_of(&mut other, list).await.1.1.is_empty(), "{list}: a look writes nothing: {}", look.text());
        let taken = [("list", list), ("pasted", file.as_str()), ("take", "yes")];
        other.post("/vendors/import", &taken).await.goes_to(&format!("/vendors/import?list={list}&said=taken"));
        let (_, after) = csv_of(&mut other, list).await;
        assert_eq!(only(&after, heads), only(&before, heads), "{list}");
        let again = other.post("/vendors/import", &taken).await.is(409);
        again.says("is here already. Nothing was written.");
    }
    // Documents came in as entered: nobody of them was reviewed, and one entry names them all.
    let (_, documents) = csv_of(&mut other, "attestations").await;
    assert!(only(&documents, &["Stands"]).iter().all(|row| row[0] == "Waits for review"));
    let (_, trail) = csv_of(&mut other, "trail").await;
    let verbs: Vec<_> =
        only(&trail, &["Verb"]).into_iter().flatten().filter(|verb| verb.ends_with("imported")).collect();
    let wanted = [
        "attestations-imported",
        "subprocessors-imported",
        "dependencies-imported",
        "vendors-imported",
        "systems-imported",
    ];
    assert_eq!(verbs, wanted);
    let borne = empty.site.store.check_rows().await.unwrap();
    assert!(borne.faults.is_empty(), "{:?}", borne.faults);
}
