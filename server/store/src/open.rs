//! Opening a database: SQLite by default, PostgreSQL when one machine is not enough.

use crate::error::{Error, Result};
use crate::migrate::{Dialect, applied, migrate, no_newer};
use crate::sql::Db;
use crate::{Store, World};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Executor as _, Row as _};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

/// Earlier versions can corrupt a database when the write-ahead log is reset.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

impl Store {
    /// Opens `address` (`sqlite://path` or `postgres://…`) and brings its schema up to date.
    ///
    /// # Errors
    /// [`Error::Unusable`] when another program holds the file, the engine is too old, a newer program made the
    /// database, or the address is of neither kind; [`Error::Database`] when the database does not answer.
    pub async fn open(address: &str, world: Arc<dyn World>) -> Result<Self> {
        Self::open_with(address, world, None).await
    }

    /// The same with a schema of these migrations alone: what an archive of an older program goes into.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_at(address: &str, world: Arc<dyn World>, migrations: &[String]) -> Result<Self> {
        Self::open_with(address, world, Some(migrations)).await
    }

    async fn open_with(address: &str, world: Arc<dyn World>, migrations: Option<&[String]>) -> Result<Self> {
        let (db, dialect, lock) = match kind(address)? {
            Address::Sqlite(path) => {
                let (db, lock) = sqlite(path).await?;
                (db, Dialect::Sqlite, Some(Arc::new(lock)))
            }
            Address::Postgres => (postgres(address, &[]).await?, Dialect::Postgres, None),
        };
        migrate(&db, dialect, world.now(), migrations).await?;
        let store = Self::of(db, world, lock);
        // A schema of an older program has no search yet.
        if migrations.is_none() {
            store.make_search().await?;
        }
        Ok(store)
    }

    /// Opens it to look only: beside the program that serves it, and without changing anything.
    ///
    /// # Errors
    /// [`Error::Unusable`] when there is none, or its schema is of an older or a newer program.
    pub async fn open_to_read(address: &str, world: Arc<dyn World>) -> Result<Self> {
        let db = match kind(address)? {
            Address::Sqlite(path) => sqlite_to_read(path).await?,
            Address::Postgres => postgres(address, &[("default_transaction_read_only", "on")]).await?,
        };
        let applied = applied(&db).await?.unwrap_or_default();
        if applied.is_empty() {
            return Err(Error::Unusable("There is no Plumbline in this database yet.".to_owned()));
        }
        no_newer(&applied)?;
        if applied.len() < crate::migration_names()?.len() {
            let sentence =
                "An older Plumbline made this database. Start plumbline serve once: it brings it up to date.";
            return Err(Error::Unusable(sentence.to_owned()));
        }
        Ok(Self::of(db, world, None))
    }

    fn of(db: Db, world: Arc<dyn World>, lock: Option<Arc<File>>) -> Self {
        let (kept, names, readings, faces, lapsed, board, waiting, waits, weights, past, deriving) = Default::default();
        let (mentions, postures, unmatched, rated) = Default::default();
        Self {
            db,
            world,
            kept,
            names,
            readings,
            faces,
            lapsed,
            board,
            waiting,
            waits,
            weights,
            mentions,
            postures,
            unmatched,
            rated,
            past,
            deriving,
            tells: false,
            by: None,
            _lock: lock,
        }
    }
}

enum Address<'a> {
    Sqlite(&'a Path),
    Postgres,
}

fn kind(address: &str) -> Result<Address<'_>> {
    if let Some(path) = address.strip_prefix("sqlite://") {
        Ok(Address::Sqlite(Path::new(path)))
    } else if address.starts_with("postgres://") || address.starts_with("postgresql://") {
        Ok(Address::Postgres)
    } else {
        Err(Error::Unusable("The database address begins with sqlite:// or postgres://.".to_owned()))
    }
}

/// Readers beside a writer: SQLite's write-ahead log lets them see one state each and hold nobody up.
async fn sqlite_to_read(path: &Path) -> Result<Db> {
    if !path.is_file() {
        return Err(Error::Unusable(format!("There is no database at {}.", path.display())));
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(Duration::from_secs(10))
        .pragma("trusted_schema", "OFF")
        .pragma("query_only", "ON");
    let readers = pool(4).connect_with(options).await?;
    Ok(Db::sqlite(readers.clone(), readers))
}

async fn sqlite(path: &Path) -> Result<(Db, File)> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let lock = alone(path)?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .pragma("trusted_schema", "OFF");
    let writer = pool(1).connect_with(options.clone()).await?;
    let version: String = writer.fetch_one("SELECT sqlite_version()").await?.try_get(0)?;
    if parts(&version) < OLDEST_SQLITE {
        return Err(Error::Unusable(format!("This program was built with SQLite {version}, which is too old.")));
    }
    let readers = pool(4).connect_with(options.pragma("query_only", "ON")).await?;
    Ok((Db::sqlite(writer, readers), lock))
}

/// Connections to a file do not break while nobody uses them: none is asked before it is used again.
fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire(false)
}

/// Two programs on one SQLite file would each think themselves the only writer.
fn alone(path: &Path) -> Result<File> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let lock = File::options().create(true).truncate(false).write(true).open(PathBuf::from(name))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(Error::Unusable(format!(
            "Another program has {} open. Stop it first: a SQLite database belongs to one program at a time.",
            path.display()
        ))),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

fn parts(version: &str) -> (u32, u32, u32) {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next())
}

async fn postgres(address: &str, more: &[(&str, &str)]) -> Result<Db> {
    let options = PgConnectOptions::from_str(address)?
        .options([
            ("statement_timeout", "60s"),
            ("lock_timeout", "20s"),
            ("idle_in_transaction_session_timeout", "60s"),
            // Our statements are short: compiling one takes longer than it runs, in each connection anew.
            ("jit", "off"),
        ])
        .options(more.iter().copied());
    let pool = PgPoolOptions::new()
        .max_connections(12)
        .acquire_timeout(Duration::from_secs(10))
        // A cancelled `begin` can hand its connection back inside an open transaction.
        .after_release(|connection, _| Box::pin(async move { connection.execute("ROLLBACK").await.map(|_| true) }))
        .connect_with(options)
        .await?;
    Ok(Db::postgres(pool))
}
