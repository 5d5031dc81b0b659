//! The schema: numbered files in `migrations/`, one text for both engines.
//!
//! `{id} {no} {count} {entry} {instant} {date} {flag} {bytes} {text}` stand for each engine's type, `{strict}` for SQLite's
//! STRICT; a block between `--only sqlite` (or `postgres`) and `--end` is for that engine alone. An unknown word or an
//! unclosed block is an error. What was applied is kept with a hash of the rendered text; an edited file is refused.

use crate::error::{Error, Result};
use crate::sql::{Db, args};
use domain::instant::Instant;
use domain::trail::hex;
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../migrations");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

/// A migration as one engine reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    pub name: String,
    pub sql: String,
}

/// Every migration in order, rendered.
///
/// # Errors
/// [`Error::Unusable`] for a word or block that is not known: a fault of the program, found by a test.
pub fn migrations(dialect: Dialect) -> Result<Vec<Migration>> {
    let mut files: Vec<_> = FILES.files().filter(|f| f.path().extension().is_some_and(|e| e == "sql")).collect();
    files.sort_by_key(|file| file.path());
    files
        .into_iter()
        .map(|file| {
            let name = file.path().file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let text = file.contents_utf8().unwrap_or_default();
            let sql = render(text, dialect).map_err(|fault| Error::Unusable(format!("migration {name}: {fault}")))?;
            Ok(Migration { name, sql })
        })
        .collect()
}

const SEQ_SQLITE: &str = "INTEGER REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED";
const SEQ_POSTGRES: &str = "BIGINT REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED";

fn words(dialect: Dialect) -> [(&'static str, &'static str); 11] {
    let pick = |sqlite, postgres| if dialect == Dialect::Sqlite { sqlite } else { postgres };
    [
        ("{id}", pick("TEXT", "UUID")),
        ("{no}", pick("INTEGER", "BIGINT")),
        ("{count}", pick("INTEGER", "BIGINT")),
        // A reference to the entry that the same transaction writes last. `{seq}` is the word of the first migrations:
        // number 0043 takes its constraint from SQLite, where it made every entry read whole tables.
        ("{entry}", pick("INTEGER", SEQ_POSTGRES)),
        ("{seq}", pick(SEQ_SQLITE, SEQ_POSTGRES)),
        ("{instant}", pick("INTEGER", "BIGINT")),
        ("{date}", "TEXT"),
        ("{flag}", pick("INTEGER", "BOOLEAN")),
        ("{bytes}", pick("BLOB", "BYTEA")),
        ("{text}", "TEXT"),
        ("{strict}", pick(" STRICT", "")),
    ]
}

fn render(text: &str, dialect: Dialect) -> std::result::Result<String, String> {
    let mut only: Option<Dialect> = None;
    let mut sql = String::with_capacity(text.len());
    for line in text.lines() {
        match line.trim() {
            "--only sqlite" if only.is_none() => only = Some(Dialect::Sqlite),
            "--only postgres" if only.is_none() => only = Some(Dialect::Postgres),
            "--end" if only.is_some() => only = None,
            other if other.starts_with("--only") || other == "--end" => return Err(format!("stray {other:?}")),
            _ if only.is_none_or(|engine| engine == dialect) => {
                sql.push_str(line);
                sql.push('\n');
            }
            _ => {}
        }
    }
    if only.is_some() {
        return Err("a block is not closed".to_owned());
    }
    let sql = words(dialect).into_iter().fold(sql, |sql, (word, meaning)| sql.replace(word, meaning));
    match sql.split_once('{') {
        Some((_, rest)) => Err(format!("unknown word {{{}", rest.split_inclusive('}').next().unwrap_or_default())),
        None => Ok(sql),
    }
}

/// The migrations that a database was made by; `None`: it has no schema yet.
pub(crate) async fn applied(db: &Db) -> Result<Option<Vec<String>>> {
    let mut tx = db.reading().await?;
    let there = if tx.is_postgres() {
        "SELECT 1 FROM pg_class WHERE oid = to_regclass('migration')"
    } else {
        "SELECT 1 FROM sqlite_master WHERE name = 'migration'"
    };
    if tx.first(there, vec![]).await?.is_none() {
        return Ok(None);
    }
    let rows = tx.all("SELECT name FROM migration ORDER BY name", vec![]).await?;
    rows.iter().map(|row| row.get(0)).collect::<Result<_>>().map(Some)
}

/// # Errors
/// [`Error::Unusable`] when a newer program made one of them.
pub(crate) fn no_newer(applied: &[String]) -> Result<()> {
    let known = migrations(Dialect::Sqlite)?;
    match applied.iter().find(|name| known.iter().all(|migration| migration.name != **name)) {
        None => Ok(()),
        Some(newer) => Err(Error::Unusable(format!(
            "A newer Plumbline made this database ({newer}). Use that one: going back would lose what it knows."
        ))),
    }
}

/// Applies what is missing, each file in a transaction of its own; of all files, or of as many as are named.
pub(crate) async fn migrate(db: &Db, dialect: Dialect, now: Instant, named: Option<&[String]>) -> Result<usize> {
    no_newer(&applied(db).await?.unwrap_or_default())?;
    let mut tx = db.writing().await?;
    tx.script("CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, hash TEXT NOT NULL, at BIGINT NOT NULL)")
        .await?;
    tx.commit().await?;
    let mut count = 0;
    let wanted = |migration: &Migration| named.is_none_or(|named| named.contains(&migration.name));
    for migration in migrations(dialect)?.into_iter().filter(wanted) {
        let hash = hex(&Sha256::digest(migration.sql.as_bytes()));
        let mut tx = db.writing().await?;
        if tx.is_postgres() {
            tx.script("LOCK TABLE migration IN EXCLUSIVE MODE").await?;
        }
        let known = tx.first("SELECT hash FROM migration WHERE name = $1", args![migration.name.as_str()]).await?;
        match known.map(|row| row.get::<String>(0)).transpose()? {
            Some(old) if old == hash => {}
            Some(_) => {
                return Err(Error::Unusable(format!(
                    "The database was made by another version of migration {}; this program cannot go on from it.",
                    migration.name
                )));
            }
            None => {
                tx.script(&migration.sql).await?;
                let values = args![migration.name.as_str(), hash, now];
                tx.run("INSERT INTO migration (name, hash, at) VALUES ($1, $2, $3)", values).await?;
                tx.commit().await?;
                count += 1;
            }
        }
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_engine_gets_its_own_types_and_blocks() {
        let text = "CREATE TABLE a (id {id}, ok {flag}){strict};\n--only postgres\nSELECT 1;\n--end\n";
        assert_eq!(render(text, Dialect::Sqlite).unwrap(), "CREATE TABLE a (id TEXT, ok INTEGER) STRICT;\n");
        assert_eq!(render(text, Dialect::Postgres).unwrap(), "CREATE TABLE a (id UUID, ok BOOLEAN);\nSELECT 1;\n");
    }

    #[test]
    fn an_unknown_word_or_an_open_block_is_an_error() {
        assert!(render("CREATE TABLE a (id {uuid})", Dialect::Sqlite).unwrap_err().contains("{uuid}"));
        assert!(render("--only sqlite\n", Dialect::Sqlite).is_err());
        assert!(render("--end\n", Dialect::Sqlite).is_err());
    }

    #[test]
    fn every_shipped_migration_renders_for_both_engines() {
        let sqlite = migrations(Dialect::Sqlite).unwrap();
        let postgres = migrations(Dialect::Postgres).unwrap();
        assert!(!sqlite.is_empty());
        assert_eq!(sqlite.len(), postgres.len());
    }
}
