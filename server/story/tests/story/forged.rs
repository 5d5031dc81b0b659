//! Whoever rewrites the database behind the program's back is found: every column of every table that is held, every row
//! that is added and every row that is gone.

use std::collections::BTreeMap;
use store::testing::Fresh;
use store::{NO_NAMES, NOT_HELD};

/// Tables that the story has no rows of: those are tried where their own tests fill them.
const EMPTY: [&str; 12] = [
    "absence",
    "attestation_note",
    "mapping",
    "mention_aside",
    "own_risk",
    "risk_limit",
    "risk_scale",
    "setting",
    "token",
    "training_closing",
    "vendor_change",
    "vendor_name",
];

struct Column {
    name: String,
    kind: String,
}

async fn held(f: &Fresh) -> BTreeMap<String, Vec<Column>> {
    let sql = "SELECT m.name, c.name, c.type FROM sqlite_master m JOIN pragma_table_info(m.name) c \
               WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'search_words%' ORDER BY m.name, c.cid";
    let mut tables: BTreeMap<String, Vec<Column>> = BTreeMap::new();
    for row in f.texts(sql).await {
        let [table, name, kind] = row.try_into().unwrap();
        if !NOT_HELD.iter().any(|(not_held, _)| *not_held == table) {
            tables.entry(table).or_default().push(Column { name, kind });
        }
    }
    tables
}

async fn run(f: &Fresh, sql: String) {
    let said = sql.clone();
    f.sql(sql.leak()).await.unwrap_or_else(|error| panic!("{said}: {error}"));
}

/// As somebody with the file in hand: no guards, no references, no checks.
async fn in_hand() -> Fresh {
    let f = story::testing::story().await;
    for row in f.texts("SELECT name FROM sqlite_master WHERE type = 'trigger'").await {
        run(&f, format!("DROP TRIGGER {}", row[0])).await;
    }
    run(&f, "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON".to_owned()).await;
    f
}

/// Another value of the same kind.
fn other(Column { name, kind }: &Column) -> String {
    match kind.as_str() {
        "INTEGER" => format!("(coalesce({name}, 0) - 1000003)"),
        "BLOB" => format!("CAST(coalesce({name}, x'') || x'00' AS BLOB)"),
        _ => format!(
            "(CASE WHEN length({name}) = 36 THEN substr({name}, 1, 35) || \
             CASE substr({name}, 36) WHEN '0' THEN '1' ELSE '0' END \
             WHEN {name} LIKE '____-__-__' THEN date({name}, '+1 day') ELSE coalesce({name}, '') || 'x' END)"
        ),
    }
}

/// What is said of each table.
async fn said(f: &Fresh) -> Vec<String> {
    f.store.check_records().await.unwrap().into_iter().map(|fault| fault.what).collect()
}

fn names(faults: &[String], table: &str) -> bool {
    let ends = [format!(" of {table}"), format!(" of {table} "), format!(" of {table}.")];
    faults.iter().any(|fault| fault.ends_with(&ends[0]) || fault.contains(&ends[1]) || fault.contains(&ends[2]))
}

#[tokio::test]
async fn no_column_of_any_table_is_rewritten_unseen() {
    let f = in_hand().await;
    let tables = held(&f).await;
    let (mut empty, mut unseen) = (Vec::new(), Vec::new());
    let most = tables.values().map(Vec::len).max().unwrap();
    assert!(tables.len() > 50 && said(&f).await.is_empty());
    for round in 0..most {
        let (mut forged, mut back) = (Vec::new(), Vec::new());
        for (table, columns) in &tables {
            let Some(column) = columns.get(round) else { continue };
            let name = &column.name;
            if NO_NAMES.contains(&(table.as_str(), name.as_str())) {
                continue;
            }
            let sql = format!("SELECT CAST(rowid AS TEXT), quote({name}) FROM {table} ORDER BY rowid DESC LIMIT 1");
            let Some(row) = f.texts(sql).await.into_iter().next() else {
                empty.extend((round == 0).then(|| table.clone()));
                continue;
            };
            // A row whose key is its number moves with it.
            let keyed = f.texts(format!("SELECT CAST(rowid AS TEXT) FROM {table} WHERE rowid = {}", row[0])).await;
            assert_eq!(keyed.len(), 1);
            let count = f.texts(format!("SELECT quote({}) FROM {table} WHERE rowid = {}", other(column), row[0]));
            let became = count.await.remove(0).remove(0);
            run(&f, format!("UPDATE {table} SET {name} = {} WHERE rowid = {}", other(column), row[0])).await;
            let moved = f.texts(format!("SELECT CAST(rowid AS TEXT) FROM {table} WHERE rowid = {}", row[0])).await;
            let place = if moved.is_empty() { became } else { row[0].clone() };
            back.push(format!("UPDATE {table} SET {name} = {} WHERE rowid = {place}", row[1]));
            forged.push((table, name));
        }
        let faults = said(&f).await;
        unseen.extend(forged.into_iter().filter(|(table, _)| !names(&faults, table)));
        for sql in back {
            run(&f, sql).await;
        }
    }
    assert!(said(&f).await.is_empty(), "everything was put back");
    assert!(unseen.is_empty(), "{unseen:?}");
    assert_eq!(empty, EMPTY);
}

#[tokio::test]
async fn no_row_is_added_or_taken_away_unseen() {
    let f = in_hand().await;
    let mut tables = Vec::new();
    for (table, columns) in held(&f).await {
        if !f.texts(format!("SELECT CAST(rowid AS TEXT) FROM {table} LIMIT 1")).await.is_empty() {
            tables.push((table, columns));
        }
    }
    for (table, columns) in &tables {
        let names: Vec<_> = columns.iter().map(|column| column.name.as_str()).collect();
        // It names the entries of the row that it copies.
        let values = columns.iter().map(|column| match column.name.as_str() {
            "seq" => column.name.clone(),
            name if name.ends_with("_seq") => column.name.clone(),
            _ => other(column),
        });
        let values = values.collect::<Vec<_>>().join(", ");
        let names = names.join(", ");
        run(&f, format!("INSERT INTO {table} ({names}) SELECT {values} FROM {table} ORDER BY rowid DESC LIMIT 1"))
            .await;
    }
    let faults = said(&f).await;
    let unseen: Vec<_> = tables.iter().filter(|(table, _)| !names(&faults, table)).map(|(table, _)| table).collect();
    assert!(unseen.is_empty(), "added: {unseen:?}");

    let f = in_hand().await;
    for (table, _) in &tables {
        run(&f, format!("DELETE FROM {table} WHERE rowid = (SELECT max(rowid) FROM {table})")).await;
    }
    let faults = said(&f).await;
    let unseen: Vec<_> = tables.iter().filter(|(table, _)| !names(&faults, table)).map(|(table, _)| table).collect();
    assert!(unseen.is_empty(), "taken away: {unseen:?}");
}

#[tokio::test]
async fn what_an_auditor_forged_is_found() {
    let forgeries = [
        (
            "acknowledgement",
            "INSERT INTO acknowledgement (policy, person, no, from_at, from_seq) SELECT a.policy, p.id, a.no, a.from_at, \
             a.from_seq FROM acknowledgement a, person p WHERE NOT EXISTS (SELECT 1 FROM acknowledgement b \
             WHERE b.policy = a.policy AND b.person = p.id) LIMIT 1",
        ),
        ("programme", "UPDATE programme SET window_from = date(window_from, '+90 days') WHERE window_from IS NOT NULL"),
        ("task_hand", "UPDATE task_hand SET due_on = '2027-06-30'"),
        ("own_task", "UPDATE own_task SET done_by = NULL, done_at = NULL WHERE done_at IS NOT NULL"),
        ("requirement", "UPDATE requirement SET fresh_days = fresh_days + 500 WHERE no = 1"),
        ("control", "UPDATE control SET approved = 1 - approved WHERE no = 1"),
        ("policy_audience", "DELETE FROM policy_audience"),
        ("vendor", "UPDATE vendor SET tier = 'low'"),
        ("policy", "UPDATE policy SET owner = (SELECT max(id) FROM person WHERE id <> policy.owner)"),
        ("organisation", "UPDATE organisation SET zone = 'Pacific/Auckland'"),
        ("dependency", "DELETE FROM dependency"),
        ("subject", "UPDATE subject SET kind = CASE kind WHEN 'vendor' THEN 'system' ELSE 'vendor' END WHERE no = 1"),
        ("fact", "UPDATE fact SET ended_at = from_at + 1 WHERE ended_seq IS NULL AND what = 'owner'"),
    ];
    let f = in_hand().await;
    for (_, sql) in forgeries {
        f.sql(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
    let faults = said(&f).await;
    for (table, sql) in forgeries {
        assert!(names(&faults, table), "{sql}");
    }
}

#[tokio::test]
async fn what_older_entries_wrote_is_told_and_not_taken_for_held() {
    let f = in_hand().await;
    let whole = f.store.check_rows().await.unwrap();
    assert_eq!((whole.since, whole.older.len()), (Some(1), 0));
    assert!(whole.held > 2_000, "{}", whole.held);
    run(
        &f,
        "UPDATE event SET body = CAST(replace(body, '\"written\":', '\"wrote\":') AS BLOB) WHERE seq <= 40".to_owned(),
    )
    .await;
    let older = f.store.check_rows().await.unwrap();
    assert!(older.since > Some(40) && older.held < whole.held, "{:?}", older.since);
    assert!(older.older.contains_key("organisation") && older.older.contains_key("fact"), "{:?}", older.older);
    assert_eq!(older.faults, []);
}
