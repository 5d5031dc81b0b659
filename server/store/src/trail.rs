//! Reading the trail, and checking it from end to end.

use crate::Store;
use crate::error::Result;
use crate::sql::{Row, Tx, Value, args};
use domain::ids::PersonId;
use domain::instant::Instant;
use domain::refusal::Refusal;
use domain::trail::{Hash, ThingKind, Tree, Verb, hash_of_words, hex, leaf};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// An entry as pages show it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub seq: i64,
    pub at: Instant,
    pub verb: String,
    pub actor: Option<PersonId>,
    /// The canonical entry, parsed.
    pub body: Json,
    pub leaf: Vec<u8>,
}

/// What [`Store::verify_trail`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    pub entries: i64,
    /// Words that were erased; their hashes stand.
    pub erased: i64,
    pub faults: Vec<Fault>,
}

/// Something in the trail that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub seq: i64,
    pub what: String,
}

/// Which entries: all that hold of what is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrailFilter {
    pub verb: Option<Verb>,
    pub actor: Option<PersonId>,
    pub thing: Option<(ThingKind, String)>,
}

/// An entry as an outsider checks it: its canonical bytes, and the words that its hashes speak of.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    pub entry: Entry,
    pub bytes: Vec<u8>,
    pub words: Vec<Said>,
}

/// Words that were typed, with the salt of their hash; `None` once erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub field: String,
    pub salt: Vec<u8>,
    pub words: Option<String>,
}

const BATCH: i64 = 5_000;

/// Of columns `seq, at, verb, actor, body, leaf`.
pub(crate) fn entry(row: &Row) -> Result<Entry> {
    let body: Vec<u8> = row.get(4)?;
    Ok(Entry {
        seq: row.get(0)?,
        at: row.get(1)?,
        verb: row.get(2)?,
        actor: row.get(3)?,
        body: serde_json::from_slice(&body).unwrap_or(Json::Null),
        leaf: row.get(5)?,
    })
}

impl Store {
    /// The number of the last entry by an instant; 0 before the first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn seq_at(&self, at: Instant) -> Result<i64> {
        let sql = "SELECT seq FROM event WHERE at <= $1 ORDER BY at DESC LIMIT 1";
        let row = self.db.first(sql, args![at]).await?;
        row.map_or(Ok(0), |row| row.get(0))
    }

    /// The newest entries before `before`, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn trail(&self, before: i64, limit: i64) -> Result<Vec<Entry>> {
        let sql = "SELECT seq, at, verb, actor, body, leaf FROM event WHERE seq < $1 ORDER BY seq DESC LIMIT $2";
        let rows = self.db.all(sql, args![before, limit]).await?;
        rows.iter().map(entry).collect()
    }

    /// The newest entries that a filter lets through before `before`, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn trail_of(&self, filter: &TrailFilter, before: i64, limit: i64) -> Result<Vec<Entry>> {
        let (mut joins, mut values) = (String::new(), args![before, limit]);
        let mut wanted = "e.seq < $1".to_owned();
        let mut and = |text: &str, value: Value| {
            values.push(value);
            wanted.push_str(&format!(" AND {text} = ${}", values.len()));
        };
        if let Some(verb) = filter.verb {
            and("e.verb", verb.key().into());
        }
        if let Some(actor) = filter.actor {
            and("e.actor", actor.into());
        }
        if let Some((kind, id)) = &filter.thing {
            joins.push_str(" JOIN event_thing t ON t.seq = e.seq");
            and("t.thing_kind", kind.key().into());
            and("t.thing", id.as_str().into());
        }
        let sql = format!(
            "SELECT e.seq, e.at, e.verb, e.actor, e.body, e.leaf FROM event e{joins} WHERE {wanted} \
             ORDER BY e.seq DESC LIMIT $2"
        );
        let rows = self.db.all(sql, values).await?;
        rows.iter().map(entry).collect()
    }

    /// One entry with its bytes and its words.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn entry(&self, seq: i64) -> Result<Kept> {
        let mut tx = self.db.reading().await?;
        let sql = "SELECT seq, at, verb, actor, body, leaf FROM event WHERE seq = $1";
        let row = tx.first(sql, args![seq]).await?.ok_or_else(|| Refusal::missing("entry"))?;
        let sql = "SELECT field, salt, words FROM event_words WHERE seq = $1 ORDER BY field";
        let words = tx.all(sql, args![seq]).await?;
        let words = words.iter().map(|row| Ok(Said { field: row.get(0)?, salt: row.get(1)?, words: row.get(2)? }));
        Ok(Kept { entry: entry(&row)?, bytes: row.get(4)?, words: words.collect::<Result<_>>()? })
    }

    /// The newest entries about one thing before `before`, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn history(&self, kind: ThingKind, id: &str, before: i64, limit: i64) -> Result<Vec<Entry>> {
        let sql = "SELECT e.seq, e.at, e.verb, e.actor, e.body, e.leaf FROM event_thing t JOIN event e ON e.seq = t.seq \
                   WHERE t.thing_kind = $1 AND t.thing = $2 AND t.seq < $3 ORDER BY t.seq DESC LIMIT $4";
        let rows = self.db.all(sql, args![kind.key(), id, before, limit]).await?;
        rows.iter().map(entry).collect()
    }

    /// Checks every entry: numbers without a hole, instants that rise, leaves, things and words that match, a head that
    /// fits.
    ///
    /// # Errors
    /// When the database fails; what does not hold is in the answer.
    pub async fn verify_trail(&self) -> Result<Verified> {
        let mut tx = self.db.reading().await?;
        let mut verified = Verified::default();
        let mut last = (0, Instant(0));
        loop {
            let sql = "SELECT seq, at, verb, actor, body, leaf FROM event WHERE seq > $1 ORDER BY seq LIMIT $2";
            let rows = tx.all(sql, args![last.0, BATCH]).await?;
            let until = rows.last().map_or(Ok(i64::MAX), |row| row.get(0))?;
            let mut beside = Beside::load(&mut tx, last.0, until).await?;
            for row in &rows {
                let seen = entry(row)?;
                verified.entry(&seen, &row.get::<Vec<u8>>(4)?, last);
                verified.things(&seen, &beside.things.remove(&seen.seq).unwrap_or_default());
                verified.words(&seen, &beside.words.remove(&seen.seq).unwrap_or_default());
                last = (seen.seq, seen.at);
            }
            for seq in beside.things.keys().chain(beside.words.keys()) {
                verified.fault(*seq, "there are things or words of it, and no entry");
            }
            if rows.is_empty() {
                break;
            }
        }
        let head = tx.first("SELECT seq, at FROM trail_head", vec![]).await?;
        let head = head.map(|row| Ok::<_, crate::Error>((row.get::<i64>(0)?, row.get::<Instant>(1)?))).transpose()?;
        if head != Some(last) {
            verified.fault(last.0, "the head of the trail names another last entry");
        }
        Ok(verified)
    }

    /// The head of the tree over the first `entries` of the trail; `None` when there are fewer.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tree_head(&self, entries: i64) -> Result<Option<Hash>> {
        let mut tx = self.db.reading().await?;
        let (mut tree, mut last) = (Tree::default(), 0);
        while last < entries {
            let sql = "SELECT seq, leaf FROM event WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3";
            let rows = tx.all(sql, args![last, entries, BATCH]).await?;
            for row in &rows {
                let leaf = row.get::<Vec<u8>>(1)?.try_into().map_err(|_| crate::Error::Unreadable("leaf"))?;
                tree.push(leaf);
                last = row.get(0)?;
            }
            if rows.is_empty() {
                return Ok(None);
            }
        }
        Ok(Some(tree.head()))
    }
}

/// What lies beside some entries: what each is about, as `kind/id`, and what was typed.
struct Beside {
    things: BTreeMap<i64, BTreeSet<String>>,
    words: BTreeMap<i64, Vec<Said>>,
}

impl Beside {
    /// Of the entries after one, up to another.
    async fn load(tx: &mut Tx, after: i64, until: i64) -> Result<Self> {
        let mut beside = Self { things: BTreeMap::new(), words: BTreeMap::new() };
        let sql = "SELECT seq, thing_kind, thing FROM event_thing WHERE seq > $1 AND seq <= $2";
        for row in tx.all(sql, args![after, until]).await? {
            let thing = format!("{}/{}", row.get::<String>(1)?, row.get::<String>(2)?);
            beside.things.entry(row.get(0)?).or_default().insert(thing);
        }
        let sql = "SELECT seq, field, salt, words FROM event_words WHERE seq > $1 AND seq <= $2 ORDER BY seq, field";
        for row in tx.all(sql, args![after, until]).await? {
            let said = Said { field: row.get(1)?, salt: row.get(2)?, words: row.get(3)? };
            beside.words.entry(row.get(0)?).or_default().push(said);
        }
        Ok(beside)
    }
}

impl Verified {
    fn fault(&mut self, seq: i64, what: impl Into<String>) {
        self.faults.push(Fault { seq, what: what.into() });
    }

    fn entry(&mut self, seen: &Entry, bytes: &[u8], last: (i64, Instant)) {
        self.entries += 1;
        if seen.seq != last.0 + 1 {
            self.fault(seen.seq, format!("entry {} is missing", last.0 + 1));
        }
        if seen.at <= last.1 {
            self.fault(seen.seq, "it is not later than the entry before it");
        }
        if leaf(bytes).as_slice() != seen.leaf {
            self.fault(seen.seq, "its leaf hash is not that of its bytes");
        }
        let says = |key: &str| seen.body.get(key).cloned().unwrap_or(Json::Null);
        let actor = seen.actor.map_or(Json::Null, |person| Json::from(person.to_string()));
        let columns = [
            ("seq", Json::from(seen.seq)),
            ("at", Json::from(seen.at.0)),
            ("verb", Json::from(seen.verb.clone())),
            ("actor", actor),
        ];
        for (key, value) in columns {
            if says(key) != value {
                self.fault(seen.seq, format!("its column {key} differs from its bytes"));
            }
        }
    }

    /// By the rows it is found under everything it names, and nothing else.
    fn things(&mut self, seen: &Entry, rows: &BTreeSet<String>) {
        let named = seen.body.get("things").and_then(Json::as_array).into_iter().flatten();
        let named: BTreeSet<String> = named.filter_map(Json::as_str).map(str::to_owned).collect();
        for thing in named.difference(rows) {
            self.fault(seen.seq, format!("it is not found under {thing}, which it names"));
        }
        for thing in rows.difference(&named) {
            self.fault(seen.seq, format!("it is found under {thing}, which it does not name"));
        }
    }

    /// Every hash has its words, erased or as they were typed, and there are no others.
    fn words(&mut self, seen: &Entry, rows: &[Said]) {
        let no_words = serde_json::Map::new();
        let hashes = seen.body.get("words").and_then(Json::as_object).unwrap_or(&no_words);
        for Said { field, salt, words } in rows {
            match (hashes.get(field).and_then(Json::as_str), words) {
                (None, _) => self.fault(seen.seq, format!("it has words in {field} that it does not speak of")),
                (Some(_), None) => self.erased += 1,
                (Some(hash), Some(words)) if hex(&hash_of_words(salt, words)) == hash => {}
                (Some(_), Some(_)) => self.fault(seen.seq, format!("its words in {field} differ from their hash")),
            }
        }
        for field in hashes.keys().filter(|field| rows.iter().all(|said| said.field != **field)) {
            self.fault(seen.seq, format!("its words in {field} are gone, and not erased"));
        }
    }
}
