//! Keeps the rows of the search: by the command that touches a thing, in the same transaction; all of them anew where an
//! older program made them by other rules.

use super::sources::{Key, SOURCES, Source};
use crate::Store;
use crate::error::{Error, Result};
use crate::sql::{Row, Tx, Value, args};
use crate::writing::Writing;
use domain::catalogue::catalogue;
use domain::find::words;
use domain::ids::PersonId;
use domain::risks::OwnRisk;
use domain::trail::{Thing, ThingKind};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// By which rules the rows are made. Whoever changes what is searched raises it.
const RULES: i64 = 2;

/// Different words of one thing that are searched; a policy of 200,000 characters has some thousand.
const WORDS: usize = 20_000;

/// Things that are read at once.
const BATCH: usize = 500;

/// One thing as the search keeps it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    kind: &'static str,
    thing: String,
    row: Option<Uuid>,
    code: String,
    name: String,
    beside: String,
    first: String,
    words: String,
}

impl Entry {
    /// None of what has no name: a person who was erased.
    fn of(source: &Source, row: &Row) -> Result<Option<Self>> {
        let (code, name, text) = said(source.kind, row.get(2)?, row.get(3)?, row.get(5)?)?;
        if name.trim().is_empty() {
            return Ok(None);
        }
        let beside: String = row.get(4)?;
        let first: Vec<_> = words(&name).collect();
        let codes: Vec<_> = words(&code).collect();
        let all = codes.iter().cloned().chain([codes.concat()]).chain(first.iter().cloned());
        let mut seen = BTreeSet::new();
        let all = all.chain(words(&beside)).chain(words(&text)).filter(|word| !word.is_empty());
        let all: Vec<_> = all.filter(|word| seen.insert(word.clone())).take(WORDS).collect();
        let (kind, thing) = (source.kind.key(), row.get(1)?);
        let row = row.get::<Option<PersonId>>(0)?.map(|id| id.0);
        Ok(Some(Self { kind, thing, row, code, name, beside, first: first.join(" "), words: all.join(" ") }))
    }

    fn values(self, no: i64) -> Vec<Value> {
        let Self { kind, thing, row, code, name, beside, first, words } = self;
        args![no, kind, thing, row.map(PersonId), code, name, beside, first, words]
    }
}

/// The identifier, the name and the text, in the words of pages.
fn said(kind: ThingKind, code: String, name: String, text: String) -> Result<(String, String, String)> {
    if kind == ThingKind::Deficiency {
        return Ok((format!("DEF-{code:0>3}"), name, text));
    }
    if kind == ThingKind::Incident {
        return Ok((format!("INC-{code:0>3}"), name, text));
    }
    if kind == ThingKind::Risk {
        let own: OwnRisk = serde_json::from_str(&text).map_err(|_| Error::Unreadable("risk of our own"))?;
        return Ok((code, own.title, own.description));
    }
    if kind == ThingKind::Attestation {
        let known = code.parse().ok().and_then(|id| catalogue().attestations.get(&id));
        let title = known.map_or(code.as_str(), |kind| kind.title).to_owned();
        return Ok((code, format!("{title}, {name}"), text));
    }
    if kind == ThingKind::System {
        let fields: BTreeMap<String, Json> = serde_json::from_str(&text).map_err(|_| Error::Unreadable("details"))?;
        let texts: Vec<_> = fields.values().filter_map(Json::as_str).collect();
        return Ok((code, name, texts.join(" ")));
    }
    Ok((code, name, text))
}

const INTO: &str = "INSERT INTO search_entry (no, kind, thing, row_id, code, name, beside, first, words)";

/// Entries of one kind: of all things, or of those that a test takes.
async fn entries(tx: &mut Tx, source: &Source, test: Option<Test>) -> Result<Vec<Entry>> {
    let Source { columns, from, .. } = source;
    let (test, values) = test.map(|test| (format!(" WHERE {}", test.sql), test.values)).unwrap_or_default();
    let rows = tx.all(format!("SELECT {columns} FROM {from}{test}"), values).await?;
    rows.iter().filter_map(|row| Entry::of(source, row).transpose()).collect()
}

/// All of them, as the facts say.
async fn all(tx: &mut Tx) -> Result<Vec<Entry>> {
    let mut all = Vec::new();
    for source in &SOURCES {
        all.extend(entries(tx, source, None).await?);
    }
    Ok(all)
}

/// Makes all rows anew.
pub(crate) async fn make_anew(tx: &mut Tx) -> Result<()> {
    tx.run("DELETE FROM search_entry", vec![]).await?;
    let rows = all(tx).await?.into_iter().zip(1..).map(|(entry, no)| entry.values(no)).collect();
    tx.insert_many(INTO, rows).await?;
    tx.run("UPDATE search_made SET rules = $1 WHERE one = 1", args![RULES]).await?;
    Ok(())
}

async fn is_made(tx: &mut Tx) -> Result<bool> {
    let row = tx.first("SELECT rules FROM search_made WHERE one = 1", vec![]).await?;
    Ok(row.ok_or(Error::Unreadable("rules of the search"))?.get::<i64>(0)? == RULES)
}

/// Which rows are taken.
struct Test {
    sql: String,
    values: Vec<Value>,
}

/// The test that takes the rows of some things; none where they are no ids.
fn test(key: Key, things: &[&str]) -> Option<Test> {
    let (column, values): (_, Vec<_>) = match key {
        Key::Id(column) => {
            let ids = things.iter().filter_map(|id| id.parse::<Uuid>().ok());
            (column, ids.map(|id| Value::Id(Some(id))).collect())
        }
        Key::Code(column) => (column, things.iter().map(|code| Value::from(*code)).collect()),
    };
    let places: Vec<_> = (1..=values.len()).map(|n| format!("${n}")).collect();
    let sql = format!("{column} IN ({})", places.join(", "));
    (!values.is_empty()).then_some(Test { sql, values })
}

impl Writing {
    /// Writes the rows of the search anew for the things that this command names.
    pub(crate) async fn keep_search(&mut self, things: &[Thing]) -> Result<()> {
        let mut named: BTreeMap<ThingKind, Vec<&str>> = BTreeMap::new();
        for thing in things {
            named.entry(thing.kind).or_default().push(&thing.id);
        }
        let (mut found, mut gone): (BTreeMap<_, Entry>, BTreeSet<(&'static str, String)>) = Default::default();
        for source in &SOURCES {
            for (kind, key) in source.by {
                for some in named.get(kind).map(Vec::as_slice).unwrap_or_default().chunks(BATCH) {
                    let Some(test) = test(*key, some) else { continue };
                    for entry in entries(&mut self.tx, source, Some(test)).await? {
                        found.insert((entry.kind, entry.thing.clone()), entry);
                    }
                }
            }
            // A person whose name was erased is found no more.
            let own = named.get(&source.kind).into_iter().flatten();
            gone.extend(own.map(|thing| (source.kind.key(), (*thing).to_owned())));
        }
        gone.extend(found.keys().cloned());
        self.drop_entries(gone).await?;
        let first = self.seq().saturating_mul(1 << 20);
        let rows = found.into_values().zip(first..).map(|(entry, no)| entry.values(no)).collect();
        self.tx.insert_many(INTO, rows).await
    }

    async fn drop_entries(&mut self, things: BTreeSet<(&'static str, String)>) -> Result<()> {
        let mut by_kind: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for (kind, thing) in things {
            by_kind.entry(kind).or_default().push(thing);
        }
        for (kind, things) in by_kind {
            for some in things.chunks(BATCH) {
                let places: Vec<_> = (0..some.len()).map(|n| format!("${}", n + 2)).collect();
                let sql = format!("DELETE FROM search_entry WHERE kind = $1 AND thing IN ({})", places.join(", "));
                let mut values = args![kind];
                values.extend(some.iter().map(|thing| Value::from(thing.as_str())));
                self.tx.put(sql, values).await?;
            }
        }
        Ok(())
    }
}

impl Store {
    /// Makes the rows of the search, where another program made them by other rules or none did.
    pub(crate) async fn make_search(&self) -> Result<()> {
        if is_made(&mut self.db.reading().await?).await? {
            return Ok(());
        }
        let mut tx = self.db.writing_facts().await?;
        // Another process may have been first.
        if !is_made(&mut tx).await? {
            make_anew(&mut tx).await?;
        }
        tx.commit().await
    }

    /// Rows of the search that are not what the facts say, either way.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn check_search(&self) -> Result<Vec<String>> {
        let mut tx = self.db.reading().await?;
        let told: BTreeSet<Entry> = all(&mut tx).await?.into_iter().collect();
        let sql = "SELECT kind, thing, row_id, code, name, beside, first, words FROM search_entry";
        let mut kept = BTreeSet::new();
        for row in tx.all(sql, vec![]).await? {
            let kind: String = row.get(0)?;
            let source = SOURCES.iter().find(|source| source.kind.key() == kind);
            kept.insert(Entry {
                kind: source.ok_or(Error::Unreadable("kind of a row of the search"))?.kind.key(),
                thing: row.get(1)?,
                row: row.get::<Option<PersonId>>(2)?.map(|id| id.0),
                code: row.get(3)?,
                name: row.get(4)?,
                beside: row.get(5)?,
                first: row.get(6)?,
                words: row.get(7)?,
            });
        }
        Ok(told.symmetric_difference(&kept).map(|one| format!("{}/{}: {}", one.kind, one.thing, one.name)).collect())
    }
}
