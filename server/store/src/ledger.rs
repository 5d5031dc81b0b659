//! What a command wrote, row by row, as its entry says it: by digests. Whatever rows a command inserts, changes or
//! deletes, its entry vouches for them as they then are, whichever verb it was, so that `plumbline check` can hold every
//! row of these tables against the trail.

use crate::archive::{Table, tables};
use crate::error::Result;
use crate::sql::{Row, Tx};
use domain::instant::Instant;
use domain::trail::{Hash, hex};
use serde_json::{Map, Value as Json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Tables of which no entry says what their rows hold, with the reason.
pub const NOT_HELD: [(&str, &str); 24] = [
    ("event", "the trail itself, which its own hashes hold"),
    ("event_thing", "the trail itself"),
    ("event_words", "words of the trail, which hashes in its entries hold"),
    ("trail_head", "the trail itself"),
    ("spine_head", "derived from facts"),
    ("derivation", "derived from facts"),
    ("finding", "derived from facts"),
    ("face", "derived from facts"),
    ("tally", "derived from facts"),
    ("search_entry", "derived from facts"),
    ("search_made", "derived from facts"),
    ("subject", "numbers of systems and vendors, held against those"),
    ("person_words", "names and addresses of people, which can be erased"),
    ("credential", "passwords, which are nobody's business"),
    ("migration", "what the program says of its own schema"),
    ("session", "comes and goes"),
    ("throttle", "comes and goes"),
    ("device", "comes and goes"),
    ("token_use", "comes with looking"),
    ("token_answer", "comes and goes"),
    ("job", "comes and goes"),
    ("notice", "comes and goes"),
    ("notice_choice", "how somebody wants to be told"),
    ("calendar", "addresses of calendars, which their owners make and end"),
];

/// Columns of which no entry says what they hold: names of people who have no account here.
pub const NO_NAMES: [(&str, &str); 4] = [
    ("questionnaire_link", "handed_to"),
    ("access_line", "account"),
    ("access_line", "name"),
    ("training_record", "called"),
];

/// Tables whose keys are words, which have no place in an entry: their rows are named by digests.
const WORDS_AS_KEYS: [&str; 4] = ["vendor_name", "role_table", "policy_audience", "training_audience"];

/// A table of many small rows: all rows that an entry wrote are told by one digest. What is written into a row later is a
/// part of its own.
struct Many {
    table: &'static str,
    /// How the entry that began a row is found.
    begun: &'static str,
    later: &'static [Later],
}

/// What is written into a row later: the column that names the entry, and those that it writes.
struct Later {
    stamp: &'static str,
    columns: &'static [&'static str],
    /// It may be written again, so that each row is told by itself.
    again: bool,
}

const MANY: [Many; 7] = [
    Many {
        table: "fact",
        begun: "t.from_seq",
        later: &[Later { stamp: "ended_seq", columns: &["ended_at"], again: false }],
    },
    Many {
        table: "exclusion",
        begun: "t.from_seq",
        later: &[Later { stamp: "ended_seq", columns: &["ended_at"], again: false }],
    },
    Many {
        table: "offer",
        begun: "(SELECT v.from_seq FROM evidence v WHERE v.id = t.evidence)",
        later: &[
            Later {
                stamp: "ruled_seq",
                columns: &["ruling", "ruled_at", "ruled_by", "marked", "reason", "lapses_at"],
                again: false,
            },
            Later { stamp: "withdrawn_seq", columns: &["withdrawn_at"], again: false },
            Later { stamp: "ended_seq", columns: &["ended_at", "ended_as"], again: true },
        ],
    },
    Many { table: "access_line", begun: "(SELECT v.from_seq FROM access_review v WHERE v.id = t.review)", later: &[] },
    Many {
        table: "training_record",
        begun: "t.from_seq",
        later: &[Later { stamp: "matched_seq", columns: &["matched", "matched_by", "matched_at"], again: false }],
    },
    Many { table: "system_change", begun: "t.seq", later: &[] },
    Many { table: "vendor_change", begun: "t.seq", later: &[] },
];

/// How entries tell a part of the rows of a table.
#[derive(Debug)]
pub(crate) enum Told {
    /// Each row by itself, as it was left last.
    Each,
    /// All rows that an entry began, by one digest.
    Begun,
    /// All rows into which an entry wrote this part, by one digest; it is named in this column.
    At(usize),
}

/// A part of the rows of a table, and the columns that it says.
#[derive(Debug)]
pub(crate) struct Part {
    pub name: String,
    pub told: Told,
    columns: Vec<usize>,
    /// Those of them that are its own: a part without any of them is not written yet.
    own: Vec<usize>,
}

/// A table whose rows are held against the trail.
#[derive(Debug)]
pub(crate) struct Held {
    pub table: Table,
    pub parts: Vec<Part>,
    /// How the entry that began a row is found, where it is not told by itself.
    pub begun: Option<&'static str>,
    key: Vec<usize>,
}

/// All tables that are held, by name.
pub(crate) type Shapes = BTreeMap<String, Held>;

pub(crate) async fn shapes(tx: &mut Tx) -> Result<Shapes> {
    let all = tables(tx).await?.into_iter();
    let held = all.filter(|table| !NOT_HELD.iter().any(|(name, _)| *name == table.name));
    Ok(held.map(|table| (table.name.clone(), Held::of(table))).collect())
}

impl Held {
    fn of(table: Table) -> Self {
        let names: Vec<_> = table.names().into_iter().map(str::to_owned).collect();
        let place = |name: &str| names.iter().position(|one| one == name);
        let key = table.key();
        let left_out = |i: &usize| NO_NAMES.iter().any(|(of, name)| *of == table.name && place(name) == Some(*i));
        let mut rest: Vec<_> = (0..names.len()).filter(|i| !left_out(i)).collect();
        let mut parts = Vec::new();
        let many = MANY.iter().find(|many| many.table == table.name);
        for later in many.map_or(&[][..], |many| many.later) {
            let mut own: Vec<_> = later.columns.iter().filter_map(|name| place(name)).collect();
            let stamp = place(later.stamp);
            own.extend(stamp);
            rest.retain(|i| !own.contains(i));
            let told = stamp.filter(|_| !later.again).map_or(Told::Each, Told::At);
            let columns = key.iter().chain(&own).copied().collect();
            parts.push(Part { name: format!("{}.{}", table.name, later.stamp), told, columns, own });
        }
        let told = if many.is_some() { Told::Begun } else { Told::Each };
        parts.push(Part { name: table.name.clone(), told, columns: rest.clone(), own: rest });
        Self { begun: many.map(|many| many.begun), table, parts, key }
    }

    /// What a row is called in entries: its key, or the digest of a key that holds words.
    pub(crate) fn name(&self, cells: &[Json]) -> String {
        let words: Vec<_> = self.key.iter().filter_map(|i| cells.get(*i)).map(plain).collect();
        let key = words.join("@");
        if key.is_ascii() && !WORDS_AS_KEYS.contains(&self.table.name.as_str()) {
            return key;
        }
        hex(&Sha256::digest(Json::from(words).to_string().as_bytes()))
    }
}

fn plain(cell: &Json) -> String {
    cell.as_str().map_or_else(|| cell.to_string(), str::to_owned)
}

impl Part {
    /// The digest of this part of a row; `None` when it is not written yet. Columns that hold nothing are not in it, so
    /// that one that a later schema adds changes no digest.
    pub(crate) fn digest(&self, table: &Table, cells: &[Json]) -> Option<Hash> {
        let there = |i: &&usize| cells.get(**i).is_some_and(|cell| !cell.is_null());
        let never = Json::from(Instant::NEVER.0);
        self.own.iter().filter(there).find(|i| cells.get(**i) != Some(&never))?;
        let names = table.names();
        let said = self.columns.iter().filter(there);
        let said = said.filter_map(|i| Some(((*names.get(*i)?).to_owned(), cells.get(*i)?.clone())));
        let said: BTreeMap<String, Json> = said.collect();
        let line = format!("{} {}", self.name, Json::Object(said.into_iter().collect()));
        Some(Sha256::digest(line.as_bytes()).into())
    }
}

/// The digest of rows that are told together, in whichever order they are read.
pub(crate) fn together(mut rows: Vec<Hash>) -> String {
    rows.sort_unstable();
    hex(&rows.iter().fold(Sha256::new(), |hash, row| hash.chain_update(row)).finalize())
}

/// What a statement does to rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Insert,
    Update,
    Delete,
}

/// What a command under way has written so far.
#[derive(Debug)]
pub(crate) struct Ledger {
    shapes: Arc<Shapes>,
    seq: i64,
    /// By part and row; `None` of what is gone.
    each: BTreeMap<String, Option<Hash>>,
    /// By part, by row.
    many: BTreeMap<String, BTreeMap<String, Hash>>,
}

/// The table that a statement writes, if it is held.
fn written_by<'a>(shapes: &'a Shapes, sql: &str) -> Option<(&'a Held, Deed)> {
    let sql = sql.trim_start();
    let starts = |words: &str, deed| sql.strip_prefix(words).map(|rest| (rest, deed));
    let (rest, deed) = starts("INSERT INTO ", Deed::Insert)
        .or_else(|| starts("UPDATE ", Deed::Update))
        .or_else(|| starts("DELETE FROM ", Deed::Delete))?;
    let name = rest.split(|c: char| c.is_whitespace() || c == '(').next()?;
    Some((shapes.get(name)?, deed))
}

impl Ledger {
    pub(crate) fn new(shapes: Arc<Shapes>, seq: i64) -> Self {
        Self { shapes, seq, each: BTreeMap::new(), many: BTreeMap::new() }
    }

    /// The statement with what it has to give back, if it writes rows that are held.
    pub(crate) fn asks(&self, sql: &str) -> Option<String> {
        let (held, _) = written_by(&self.shapes, sql)?;
        Some(format!("{sql} RETURNING {}", held.table.names().join(", ")))
    }

    /// Rows as a statement left them, or as they were when it deleted them.
    pub(crate) fn hear(&mut self, sql: &str, rows: &[Row]) -> Result<()> {
        let shapes = Arc::clone(&self.shapes);
        let Some((held, deed)) = written_by(&shapes, sql) else { return Ok(()) };
        for row in rows {
            let cells = held.table.cells(row)?;
            for part in &held.parts {
                self.take(held, part, deed, &cells);
            }
        }
        Ok(())
    }

    fn take(&mut self, held: &Held, part: &Part, deed: Deed, cells: &[Json]) {
        let (row, digest) = (held.name(cells), part.digest(&held.table, cells).filter(|_| deed != Deed::Delete));
        if matches!(part.told, Told::Each) {
            let name = format!("{}/{row}", part.name);
            if digest.is_some() || deed != Deed::Insert {
                self.each.insert(name, digest);
            }
            return;
        }
        let many = self.many.entry(part.name.clone()).or_default();
        let is_of_this = match part.told {
            Told::Each | Told::Begun => deed == Deed::Insert || many.contains_key(&row),
            Told::At(stamp) => cells.get(stamp).and_then(Json::as_i64) == Some(self.seq),
        };
        match digest.filter(|_| is_of_this) {
            Some(digest) => many.insert(row, digest),
            None => many.remove(&row),
        };
    }

    /// What the entry says of all of it.
    pub(crate) fn told(&mut self) -> Map<String, Json> {
        let each = std::mem::take(&mut self.each).into_iter();
        let each = each.map(|(name, digest)| (name, digest.map_or(Json::Null, |digest| hex(&digest).into())));
        let many = std::mem::take(&mut self.many).into_iter().filter(|(_, rows)| !rows.is_empty());
        let many = many.map(|(name, rows)| (name, together(rows.into_values().collect()).into()));
        each.chain(many).collect()
    }
}
