//! What people wrote is shown as text, wherever they wrote it: every text of every table of the story, a name, a reason, a
//! file's name, what the trail says of it, becomes an attack, and every page that anybody is led to is read as a browser does.

use crate::client::Answer;
use crate::crawl::Walk;
use crate::house::House;
use scraper::{Html, Selector};
use serde_json::Value;
use store::testing::Fresh;

const MIRIAM: &str = "miriam.castell@harrowfinch.example";

/// Stands behind what people wrote.
const ATTACK: &str =
    " \"'><script>alert(1)</script><img src=x onerror=alert(2)></title></textarea><b>[a](javascript:alert(3))";

/// Texts with spaces that are words of the program and nobody typed.
const OURS: [(&str, &str); 7] = [
    ("control", "owner_role"),
    ("fact", "key"),
    ("fact", "value"),
    ("job", "key"),
    ("notice", "key"),
    ("requirement", "role"),
    ("role_table", "role"),
];

async fn run(f: &Fresh, sql: String) {
    let said = sql.clone();
    f.sql(sql.leak()).await.unwrap_or_else(|error| panic!("{said}: {error}"));
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Somebody wrote it when it has words.
fn is_written(text: &str) -> bool {
    text.contains(' ')
}

/// The same JSON, each text in it that somebody wrote with the attack behind it.
fn attacked(value: &mut Value) {
    match value {
        Value::String(text) if is_written(text) => text.push_str(ATTACK),
        Value::Array(all) => all.iter_mut().for_each(attacked),
        Value::Object(all) => {
            all.iter_mut().filter(|(key, _)| *key != "categories").for_each(|(_, value)| attacked(value));
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Puts the attack behind everything that people wrote; in how many columns.
async fn attack(f: &Fresh) -> usize {
    for row in f.texts("SELECT name FROM sqlite_master WHERE type = 'trigger'").await {
        run(f, format!("DROP TRIGGER {}", row[0])).await;
    }
    run(f, "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON".to_owned()).await;
    let columns = "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' \
                   AND m.sql NOT LIKE '%WITHOUT ROWID%' AND c.type = 'TEXT' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'search_words%'";
    let mut columns_hit = 0;
    for row in f.texts(columns).await {
        let [table, column] = row.try_into().unwrap();
        if OURS.contains(&(table.as_str(), column.as_str())) {
            continue;
        }
        let written = format!("SELECT CAST(rowid AS TEXT), {column} FROM {table} WHERE {column} LIKE '% %'");
        let rows = f.texts(written).await;
        columns_hit += usize::from(!rows.is_empty());
        let mut all = Vec::new();
        for row in rows {
            let hostile = match serde_json::from_str::<Value>(&row[1]) {
                Ok(mut value @ (Value::Object(_) | Value::Array(_))) => {
                    attacked(&mut value);
                    value.to_string()
                }
                _ => format!("{}{ATTACK}", row[1]),
            };
            all.push(format!("UPDATE {table} SET {column} = {} WHERE rowid = {}", quoted(&hostile), row[0]));
        }
        if !all.is_empty() {
            run(f, all.join("; ")).await;
        }
    }
    columns_hit
}

/// What a browser would make of a page that no page of ours is.
fn look(answer: &Answer) -> Option<String> {
    if !answer.header("content-type").starts_with("text/html") {
        return None;
    }
    let page = Html::parse_document(&answer.body);
    let all = Selector::parse("*").unwrap();
    page.select(&all).find_map(|one| {
        let (name, mut attributes) = (one.value().name(), one.value().attrs());
        let foreign = match name {
            "script" => one.text().any(|text| text.contains("alert(")),
            "img" | "iframe" | "object" | "embed" | "base" => true,
            _ => false,
        };
        let runs = attributes.find(|(key, value)| {
            let goes = value.trim_start().to_lowercase();
            key.starts_with("on") || (matches!(*key, "href" | "src" | "action") && goes.starts_with("javascript:"))
        });
        (foreign || runs.is_some()).then(|| format!("<{name}> with {runs:?}"))
    })
}

#[tokio::test]
async fn what_people_wrote_is_text_on_every_page_that_anybody_is_led_to() {
    let house = House::story().await;
    let columns = attack(&house.fresh).await;
    assert!(columns > 50, "{columns}");
    let client = house.looking_as(MIRIAM).await;
    let rights = house.actor(MIRIAM).await.rights;
    let mut walk = Walk::new(client.clone(), "compliance-manager", rights, look);
    walk.most = 3;
    walk.go().await;
    assert_eq!(walk.faults, [""; 0]);
    assert!(walk.lines.len() > 100, "{}", walk.lines.len());
    // The attack stands on the pages as it was written.
    let mut manager = client;
    for path in ["/policies", "/risks", "/vendors", "/deficiencies", "/incidents", "/trail", "/systems", "/audits"] {
        manager.get(path).await.is(200).says("<script>alert(1)</script>");
    }
}
