//! Everything that is kept, table by table, so that it can be put into an empty database of either engine.
//!
//! A row is one line of JSON: an array in the order of the columns' names. Ids are text, bytes are hexadecimal, flags
//! are 0 or 1, so that the same rows are the same bytes whichever engine they come from.

use crate::error::{Error, Result};
use crate::files::NAMED_FILES;
use crate::search::make_anew;
use crate::sql::{Row, Tx, Value, args};
use crate::{Dialect, Store, migrations};
use domain::ids::PersonId;
use domain::trail::hex as spelt;
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

/// What comes and goes by itself, and what the schema says of itself.
const LEFT_OUT: [&str; 7] =
    ["migration", "session", "throttle", "device", "token_answer", "search_entry", "search_made"];

/// Tables that have rows from the beginning.
const BEGUN: [&str; 4] = ["trail_head", "spine_head", "subject", "derivation"];

/// Rows that are read or written at once.
const BATCH: i64 = 5_000;

/// A table of this database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    columns: Vec<Column>,
    order: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Column {
    name: String,
    kind: Kind,
    /// Its place in the primary key.
    key: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Int,
    Text,
    Id,
    Bytes,
    Flag,
}

/// The last entry of the trail.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Head {
    pub seq: i64,
    pub at: i64,
    /// RFC 6962 leaf hash, in hexadecimal.
    pub leaf: String,
}

/// One state of the database, however long it is looked at.
pub struct Dump {
    tx: Tx,
}

/// An empty database that is being filled. Dropped before [`Restoring::done`], it stays empty.
pub struct Restoring {
    tx: Tx,
}

impl Store {
    /// # Errors
    /// When the database fails.
    pub async fn dump(&self) -> Result<Dump> {
        Ok(Dump { tx: self.db.reading().await? })
    }

    /// # Errors
    /// [`Error::Unusable`] when something is kept here already.
    pub async fn restore(&self) -> Result<Restoring> {
        let mut tx = self.db.writing().await?;
        if tx.is_postgres() {
            tx.script("LOCK TABLE trail_head IN EXCLUSIVE MODE").await?;
        } else {
            tx.script("PRAGMA defer_foreign_keys = ON").await?;
        }
        if tx.first("SELECT 1 FROM trail_head WHERE seq > 0", vec![]).await?.is_some() {
            return Err(Error::Unusable("The database is not empty. Restore into an empty one.".to_owned()));
        }
        Ok(Restoring { tx })
    }
}

/// Where rows name entries of the trail, as table and column.
pub(crate) async fn columns_of_entries(tx: &mut Tx) -> Result<Vec<(String, String)>> {
    let names = |table: &Table| {
        let columns = table.columns.iter().map(|column| column.name.clone());
        let columns = columns.filter(|name| name == "seq" || name.ends_with("_seq"));
        columns.map(|column| (table.name.clone(), column)).collect::<Vec<_>>()
    };
    let all = tables(tx).await?;
    // The trail itself, and what begins before there is one.
    let of_facts = all.iter().filter(|table| !table.name.starts_with("event") && !BEGUN.contains(&table.name.as_str()));
    Ok(of_facts.flat_map(names).collect())
}

impl Dump {
    /// Every table that is kept, those that others refer to first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tables(&mut self) -> Result<Vec<Table>> {
        tables(&mut self.tx).await
    }

    /// Rows from number `from` on, each a line; none at the end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lines(&mut self, table: &Table, from: i64) -> Result<Vec<String>> {
        lines(&mut self.tx, table, from).await
    }

    /// The migrations that made this schema.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn migrations(&mut self) -> Result<Vec<String>> {
        let rows = self.tx.all("SELECT name FROM migration ORDER BY name", vec![]).await?;
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// `None`: nobody has done anything yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn head(&mut self) -> Result<Option<Head>> {
        head(&mut self.tx).await
    }

    /// The files that evidence names: their hash, in hexadecimal, and their size.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn files(&mut self) -> Result<Vec<(String, i64)>> {
        let sql = format!("SELECT DISTINCT sha256, size FROM ({NAMED_FILES}) f ORDER BY sha256");
        let rows = self.tx.all(sql, vec![]).await?;
        rows.iter().map(|row| Ok((spelt(&row.get::<Vec<u8>>(0)?), row.get(1)?))).collect()
    }
}

async fn head(tx: &mut Tx) -> Result<Option<Head>> {
    let row = tx.first("SELECT seq, at, leaf FROM event ORDER BY seq DESC LIMIT 1", vec![]).await?;
    let head = |row: Row| Ok(Head { seq: row.get(0)?, at: row.get(1)?, leaf: spelt(&row.get::<Vec<u8>>(2)?) });
    row.map(head).transpose()
}

impl Restoring {
    /// The last entry of the trail, as far as it was put in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn head(&mut self) -> Result<Option<Head>> {
        head(&mut self.tx).await
    }

    /// The tables of this empty database, those that others refer to first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tables(&mut self) -> Result<Vec<Table>> {
        tables(&mut self.tx).await
    }

    /// Puts rows in.
    ///
    /// # Errors
    /// [`Error::Unreadable`] for a line that is no row of the table; when the database refuses it.
    pub async fn put(&mut self, table: &Table, lines: &[&str]) -> Result<()> {
        let rows = lines.iter().map(|line| table.row(line)).collect::<Result<Vec<_>>>()?;
        let head = format!("INSERT INTO {} ({})", table.name, table.names().join(", "));
        if !BEGUN.contains(&table.name.as_str()) {
            return self.tx.insert_many(&head, rows).await;
        }
        // What the schema begins with, and the archive goes on from.
        let keys: Vec<_> = table.columns.iter().filter(|column| column.key.is_some()).map(Column::name).collect();
        let sets = table.columns.iter().filter(|column| column.key.is_none());
        let sets: Vec<_> = sets.map(|column| format!("{0} = excluded.{0}", column.name)).collect();
        let places: Vec<_> = (1..=table.columns.len()).map(|n| format!("${n}")).collect();
        let (keys, sets, places) = (keys.join(", "), sets.join(", "), places.join(", "));
        let sql = format!("{head} VALUES ({places}) ON CONFLICT ({keys}) DO UPDATE SET {sets}");
        for row in rows {
            self.tx.run(sql.clone(), row).await?;
        }
        Ok(())
    }

    /// The digest of a table as it now is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn digest(&mut self, table: &Table) -> Result<(i64, String)> {
        let (mut hash, mut rows) = (Sha256::new(), 0);
        loop {
            let lines = lines(&mut self.tx, table, rows).await?;
            if lines.is_empty() {
                return Ok((rows, spelt(&hash.finalize())));
            }
            for line in lines {
                hash.update(line.as_bytes());
                hash.update(b"\n");
                rows += 1;
            }
        }
    }

    /// # Errors
    /// When the database refuses the whole.
    pub async fn done(mut self) -> Result<()> {
        let there = "SELECT 1 FROM migration WHERE name = '0140_search'";
        if self.tx.first(there, vec![]).await?.is_some() {
            make_anew(&mut self.tx).await?;
        }
        self.tx.commit().await
    }
}

const COLUMNS_SQLITE: &str = "SELECT p.name, p.type, CASE WHEN p.pk = 0 THEN NULL ELSE p.pk END, m.name FROM sqlite_master m \
    JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' \
    AND m.name NOT LIKE 'search_words%' ORDER BY m.rowid, p.cid";

const COLUMNS_POSTGRES: &str = "SELECT a.attname::text, format_type(a.atttypid, NULL), \
    (SELECT array_position(i.indkey::smallint[], a.attnum)::bigint FROM pg_index i \
     WHERE i.indrelid = a.attrelid AND i.indisprimary), c.relname::text \
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid \
    WHERE n.nspname = current_schema() AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped \
    ORDER BY c.oid, a.attnum";

/// All tables that an archive holds, in the order in which they were made.
pub(crate) async fn tables(tx: &mut Tx) -> Result<Vec<Table>> {
    let postgres = tx.is_postgres();
    let mut tables: Vec<Table> = Vec::new();
    for row in tx.all(if postgres { COLUMNS_POSTGRES } else { COLUMNS_SQLITE }, vec![]).await? {
        let name: String = row.get(3)?;
        if LEFT_OUT.contains(&name.as_str()) {
            continue;
        }
        let column = Column::read(&row)?;
        match tables.last_mut().filter(|last| last.name == name) {
            Some(last) => last.columns.push(column),
            None => tables.push(Table { name, columns: vec![column], order: String::new() }),
        }
    }
    for table in &mut tables {
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
        table.order = order(&table.columns, postgres);
    }
    Ok(tables)
}

/// The same on both engines, and what is referred to within a table before what refers to it: by instant, then by key.
fn order(columns: &[Column], postgres: bool) -> String {
    let mut by: Vec<_> = columns.iter().filter(|column| column.key.is_some()).collect();
    by.sort_by_key(|column| column.key);
    let at = columns.iter().find(|column| column.name == "at").filter(|_| columns.iter().any(Column::is_id));
    let by = at.into_iter().chain(by).map(|column| {
        let plain = if postgres && column.kind == Kind::Text { " COLLATE \"C\"" } else { "" };
        format!("{}{plain}", column.name)
    });
    by.collect::<Vec<_>>().join(", ")
}

async fn lines(tx: &mut Tx, table: &Table, from: i64) -> Result<Vec<String>> {
    let (names, order) = (table.names().join(", "), &table.order);
    let sql = format!("SELECT {names} FROM {} ORDER BY {order} LIMIT $1 OFFSET $2", table.name);
    tx.all(sql, args![BATCH, from]).await?.iter().map(|row| table.line(row)).collect()
}

impl Table {
    /// The names of the columns, in the order of a line.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        self.columns.iter().map(Column::name).collect()
    }

    /// The places of the columns of its primary key, in the order of the key.
    pub(crate) fn key(&self) -> Vec<usize> {
        let mut key: Vec<_> =
            self.columns.iter().enumerate().filter_map(|(i, column)| Some((column.key?, i))).collect();
        key.sort_unstable();
        key.into_iter().map(|(_, i)| i).collect()
    }

    /// The order in which its rows are read.
    pub(crate) fn order(&self) -> &str {
        &self.order
    }

    /// A row, whichever engine it comes from.
    pub(crate) fn cells(&self, row: &Row) -> Result<Vec<Json>> {
        self.columns.iter().enumerate().map(|(i, column)| column.kind.json(row, i)).collect()
    }

    fn line(&self, row: &Row) -> Result<String> {
        Ok(Json::Array(self.cells(row)?).to_string())
    }

    fn row(&self, line: &str) -> Result<Vec<Value>> {
        let cells: Vec<Json> = serde_json::from_str(line).map_err(|_| Error::Unreadable("row of an archive"))?;
        if cells.len() != self.columns.len() {
            return Err(Error::Unreadable("row of an archive"));
        }
        self.columns.iter().zip(cells).map(|(column, cell)| column.kind.value(cell)).collect()
    }
}

impl Column {
    fn read(row: &Row) -> Result<Self> {
        let kind = match row.get::<String>(1)?.as_str() {
            "INTEGER" | "bigint" => Kind::Int,
            "TEXT" | "text" => Kind::Text,
            "uuid" => Kind::Id,
            "BLOB" | "bytea" => Kind::Bytes,
            "boolean" => Kind::Flag,
            _ => return Err(Error::Unreadable("type of a column")),
        };
        Ok(Self { name: row.get(0)?, kind, key: row.get(2)? })
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn is_id(&self) -> bool {
        self.name == "id"
    }
}

impl Kind {
    fn json(self, row: &Row, i: usize) -> Result<Json> {
        Ok(match self {
            Self::Int => row.get::<Option<i64>>(i)?.map_or(Json::Null, Json::from),
            Self::Text => row.get::<Option<String>>(i)?.map_or(Json::Null, Json::from),
            Self::Id => row.get::<Option<PersonId>>(i)?.map_or(Json::Null, |id| Json::from(id.to_string())),
            Self::Bytes => row.get::<Option<Vec<u8>>>(i)?.map_or(Json::Null, |bytes| Json::from(spelt(&bytes))),
            Self::Flag => row.get::<Option<bool>>(i)?.map_or(Json::Null, |flag| Json::from(i64::from(flag))),
        })
    }

    fn value(self, cell: Json) -> Result<Value> {
        let unreadable = || Error::Unreadable("value of an archive");
        let text = match cell {
            Json::Null => None,
            Json::Number(number) => {
                let number = number.as_i64().ok_or_else(unreadable)?;
                return match self {
                    Self::Int => Ok(Value::from(number)),
                    Self::Flag => Ok(Value::from(number != 0)),
                    Self::Text | Self::Id | Self::Bytes => Err(unreadable()),
                };
            }
            Json::String(text) => Some(text),
            Json::Bool(_) | Json::Array(_) | Json::Object(_) => return Err(unreadable()),
        };
        Ok(match (self, text) {
            (Self::Text, text) => Value::from(text),
            (Self::Id, Some(text)) => Value::from(text.parse::<PersonId>().map_err(|_| unreadable())?),
            (Self::Bytes, Some(text)) => Value::from(hex::decode(text).map_err(|_| unreadable())?),
            (Self::Id, None) => Value::from(None::<PersonId>),
            (Self::Bytes, None) => Value::from(None::<Vec<u8>>),
            (Self::Int, None) => Value::from(None::<i64>),
            (Self::Flag, None) => Value::from(None::<bool>),
            (Self::Int | Self::Flag, Some(_)) => return Err(unreadable()),
        })
    }
}

/// The names of the migrations that this program knows, in order.
///
/// # Errors
/// When one of them cannot be rendered: a fault of the program.
pub fn migration_names() -> Result<Vec<String>> {
    Ok(migrations(Dialect::Sqlite)?.into_iter().map(|migration| migration.name).collect())
}
