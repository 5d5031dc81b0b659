//! The schema: as reviewed, the same on both engines, and with an index for every list that grows.
#![cfg(test)]

use domain::change::Change;
use domain::evidence::Ruling;
use domain::instant::Utc;
use domain::trail::{ThingKind, Verb};
use domain::words::Stage;
use jiff::civil::date;
use std::collections::BTreeSet;
use store::testing::{Firm, firms, fresh, pair};
use store::{EvidenceState, EvidenceWanted, QueueWanted, TrailFilter};

const SQLITE: &str = "SELECT m.name || '.' || c.name || CASE WHEN c.\"notnull\" = 1 OR c.pk > 0 THEN '' ELSE '?' END, c.type \
    FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' \
    AND m.name NOT LIKE 'search_words%' \
    AND m.name <> 'migration'";

const POSTGRES: &str = "SELECT table_name || '.' || column_name || CASE is_nullable WHEN 'NO' THEN '' ELSE '?' END, \
    data_type::text FROM information_schema.columns WHERE table_schema = current_schema() AND table_name <> 'migration'";

const INDEXES_SQLITE: &str = "SELECT name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite_%'";

const INDEXES_POSTGRES: &str = "SELECT indexname::text FROM pg_indexes WHERE schemaname = current_schema() \
    AND indexname <> 'search_words' AND indexname NOT IN (SELECT conname FROM pg_constraint)";

/// What a type is called here: SQLite has one word for several of PostgreSQL's.
fn kind(kind: &str) -> &str {
    match kind {
        "bigint" | "boolean" => "INTEGER",
        "text" | "uuid" => "TEXT",
        "bytea" => "BLOB",
        same => same,
    }
}

#[tokio::test]
async fn both_engines_have_the_same_tables_columns_and_indexes() {
    let mut all = Vec::new();
    for f in fresh().await {
        let sqlite = f.engine == "sqlite";
        let rows = f.texts(if sqlite { SQLITE } else { POSTGRES }).await;
        let columns: BTreeSet<_> = rows.iter().map(|row| format!("{} {}", row[0], kind(&row[1]))).collect();
        let indexes = f.texts(if sqlite { INDEXES_SQLITE } else { INDEXES_POSTGRES }).await;
        let indexes: BTreeSet<_> = indexes.into_iter().map(|mut row| row.remove(0)).collect();
        assert!(columns.len() > 150 && indexes.len() > 10, "{}", f.engine);
        all.push((columns, indexes));
    }
    for pair in all.windows(2) {
        let apart: Vec<_> = pair[0].0.symmetric_difference(&pair[1].0).collect();
        assert!(apart.is_empty(), "on one engine only: {apart:?}");
        assert_eq!(pair[0].1, pair[1].1);
    }
}

/// Tables that grow with what people do.
const GROWING: [&str; 9] =
    ["event", "event_thing", "event_words", "evidence", "offer", "finding", "face", "tally", "task_talk"];

#[tokio::test]
async fn lists_that_grow_are_read_by_an_index() {
    for firm in firms(&["AIG-AC-07"]).await.into_iter().filter(|firm| firm.f.engine == "sqlite") {
        let (store, reviewer) = (firm.store(), firm.reviewer.person);
        let (_, no) = firm.system("Scorer", None).await;
        let pairs = [pair("TSK-AC-07-1", no)];
        let id = firm.submit("config-export", date(2026, 11, 21), &pairs).await;
        firm.rule(id, &pairs, Ruling::Supports).await;
        firm.submit("config-export", date(2026, 11, 21), &pairs).await;
        let now = store.present().await.unwrap();
        let _ = firm.f.asked();

        let thing = Some((ThingKind::Evidence, id.to_string()));
        let filters = [
            TrailFilter::default(),
            TrailFilter { verb: Some(Verb::EvidenceDecided), ..TrailFilter::default() },
            TrailFilter { actor: Some(reviewer), ..TrailFilter::default() },
            TrailFilter { thing: thing.clone(), ..TrailFilter::default() },
            TrailFilter { verb: Some(Verb::EvidenceDecided), actor: Some(reviewer), thing },
        ];
        for filter in filters {
            store.trail_of(&filter, i64::MAX, 50).await.unwrap();
        }
        store.trail(i64::MAX, 50).await.unwrap();
        store.history(ThingKind::Evidence, &id.to_string(), i64::MAX, 20).await.unwrap();
        store.entry(3).await.unwrap();
        store.evidence_list(&EvidenceWanted::default(), 0, 50).await.unwrap();
        for state in [EvidenceState::Waiting, EvidenceState::Withdrawn, EvidenceState::Ruled(Ruling::Supports)] {
            store
                .evidence_list(&EvidenceWanted { state: Some(state), ..EvidenceWanted::default() }, 0, 50)
                .await
                .unwrap();
        }
        store.evidence_pairs(id, 0).await.unwrap();
        store.review_queue(&QueueWanted::default(), 0, 20).await.unwrap();
        store.board(now, &Utc).await.unwrap();
        store.task(&"TSK-AC-07-1".parse().unwrap(), None, 0, now, &Utc).await.unwrap();

        let asked = firm.f.asked();
        assert!(asked.len() > 20, "{asked:?}");
        let read: Vec<_> =
            asked.into_iter().filter(|sql| sql.trim_start().starts_with("SELECT") || sql.starts_with("WITH")).collect();
        none_scans(&firm, &read).await;
    }
}

async fn none_scans(firm: &Firm, statements: &[String]) {
    let mut found = Vec::new();
    for sql in statements {
        for step in firm.f.scans(sql, &GROWING).await {
            if !ALLOWED.iter().any(|(part, _)| sql.contains(part)) {
                found.push(format!("{step}: {sql}"));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[tokio::test]
async fn commands_find_their_rows_by_an_index() {
    for firm in firms(&["AIG-AC-07"]).await.into_iter().filter(|firm| firm.f.engine == "sqlite") {
        let (store, manager) = (firm.store(), &firm.manager);
        let (system, no) = firm.system("Scorer", None).await;
        let (pairs, control) = ([pair("TSK-AC-07-1", no)], "AIG-AC-07".parse().unwrap());
        let _ = firm.f.asked();

        let kept = firm.submit("config-export", date(2026, 11, 21), &pairs).await;
        firm.rule(kept, &pairs, Ruling::Supports).await;
        let wrong = firm.submit("config-export", date(2026, 11, 21), &pairs).await;
        firm.rule(wrong, &pairs, Ruling::Rejected).await;
        store.withdraw(manager, wrong, "of another system").await.unwrap();
        firm.decide(&Change::Exclude { pairs: pairs.to_vec(), until: date(2026, 12, 31) }).await;
        let reworded = store.reword(manager, &control, "We look every week.", true, "clearer").await.unwrap();
        store.agree(&firm.reviewer, reworded, "").await.unwrap();
        firm.decide(&Change::Own { control, owner: firm.reviewer.person }).await;
        firm.decide(&Change::Move { system, stage: Stage::Retired }).await;
        firm.decide(&Change::Narrow { programme: firm.programme, systems: vec![system] }).await;
        store.widen_scope(manager, firm.programme, &[system]).await.unwrap();

        let asked = firm.f.asked();
        assert!(asked.len() > 60, "{}", asked.len());
        none_scans(&firm, &asked).await;
    }
}

/// Statements that read all of a table on purpose, by a part of their text, each with its reason.
const ALLOWED: &[(&str, &str)] = &[
    ("SELECT count(*) FROM evidence e", "the list says how many there are, counted over an index"),
    (
        "SELECT requirement, state, detail, programmes",
        "tasks are a reading of all findings, kept until the trail grows",
    ),
    (") e LEFT JOIN offer o", "what is read whole is the page itself, which an index of the inner query made"),
];
