//! What tests need: a clock they move, fresh databases on both engines, one person in each role, the smallest firm.
#![expect(clippy::expect_used, reason = "a test that cannot be set up is a failed test")]

mod firm;
mod reports;

pub use firm::{Firm, firms, pair, statement};
pub use reports::honest;

use crate::migrate::{Dialect, migrations};
use crate::sql::{Db, Engine};
use crate::{NewPerson, Store, World};
use domain::accounts::PersonDraft;
use domain::ids::PersonId;
use domain::instant::Instant;
use domain::people::{Actor, Rights, Role};
use domain::trail::hex;
use sha2::{Digest as _, Sha256};
use sqlx::{Connection as _, Executor as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// A world whose clock stands until it is moved, and whose chance is a sequence.
#[derive(Debug)]
pub struct StillWorld {
    now: AtomicI64,
    drawn: AtomicU64,
}

impl StillWorld {
    /// Noon of 21 November 2026, UTC.
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::new(Self { now: AtomicI64::new(1_795_262_400_000_000), drawn: AtomicU64::new(1) })
    }

    pub fn forward(&self, seconds: i64) {
        self.now.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    pub fn set(&self, at: Instant) {
        self.now.store(at.0, Ordering::SeqCst);
    }
}

impl World for StillWorld {
    fn now(&self) -> Instant {
        Instant(self.now.load(Ordering::SeqCst))
    }

    fn random(&self, bytes: &mut [u8]) {
        let mut state = self.drawn.fetch_add(1, Ordering::SeqCst);
        for byte in bytes {
            // splitmix64: enough for names that only have to differ
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            *byte = (mixed >> 56) as u8;
        }
    }
}

/// A fresh database of one engine.
#[derive(Clone)]
pub struct Fresh {
    pub engine: &'static str,
    pub store: Store,
    pub world: Arc<StillWorld>,
    /// Where it is, as a command is told.
    pub address: String,
    /// Its data folder.
    pub data: PathBuf,
    _gone_after: Option<Arc<tempfile::TempDir>>,
}

/// Fresh databases: SQLite always, PostgreSQL when `PLUMBLINE_TEST_POSTGRES` names a server.
///
/// # Panics
/// When a database cannot be made, or under `CI=true` without PostgreSQL: a skip there is a failure.
pub async fn fresh() -> Vec<Fresh> {
    let mut all = vec![sqlite().await];
    if let Some(server) = server() {
        all.push(postgres(&server).await);
    }
    all
}

/// A fresh SQLite database.
///
/// # Panics
/// When it cannot be made.
pub async fn sqlite() -> Fresh {
    let place = Unopened::sqlite();
    place.open().await
}

/// A fresh database of a PostgreSQL server.
///
/// # Panics
/// When it cannot be made.
pub async fn postgres(server: &str) -> Fresh {
    Unopened::postgres(server, &migrated(server).await).await.open().await
}

/// The name of a database of that server from which others begin: made once for each schema, whatever runs beside it.
async fn migrated(server: &str) -> String {
    let all = migrations(Dialect::Postgres).expect("a schema");
    let text: String = all.into_iter().flat_map(|one| [one.name, one.sql]).collect();
    let hash = hex(&Sha256::digest(text));
    let name = format!("plumbline_schema_{}", hash.get(..16).expect("a hash"));
    let mut one = sqlx::PgConnection::connect(server).await.expect("a PostgreSQL server");
    run(&mut one, "SELECT pg_advisory_lock(3000)").await;
    let there = sqlx::query("SELECT 1 FROM pg_database WHERE datname = $1").bind(&name).fetch_optional(&mut one);
    if there.await.expect("a list of databases").is_none() {
        let raw = format!("{name}_raw");
        run(&mut one, &format!("DROP DATABASE IF EXISTS {raw}")).await;
        run(&mut one, &format!("CREATE DATABASE {raw}")).await;
        let store = Store::open(&address(server, &raw), StillWorld::new()).await.expect("a database");
        store.close().await;
        run(&mut one, &format!("ALTER DATABASE {raw} RENAME TO {name}")).await;
    }
    one.close().await.expect("an end");
    name
}

async fn run(one: &mut sqlx::PgConnection, sql: &str) {
    one.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))).await.expect("a statement of PostgreSQL");
}

/// The address of another database of that server.
fn address(server: &str, name: &str) -> String {
    let (base, _) = server.rsplit_once('/').expect("an address with a database");
    format!("{base}/{name}")
}

/// The PostgreSQL server of the tests.
fn server() -> Option<String> {
    let server = std::env::var("PLUMBLINE_TEST_POSTGRES").ok();
    let strict = std::env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(
        server.is_some() || !strict,
        "under CI=true the store is tested on PostgreSQL too: set PLUMBLINE_TEST_POSTGRES"
    );
    server
}

/// A folder that is gone afterwards; in memory where there is a place in memory, because what a test wrote need not outlive
/// a power cut.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder")
}

/// A SQLite database in a data folder that stays, as the program would open it.
///
/// # Panics
/// When it cannot be opened.
pub async fn sqlite_in(data: &Path) -> Fresh {
    let address = format!("sqlite://{}", data.join("plumbline.db").display());
    Unopened { engine: "sqlite", address, data: data.to_owned(), gone_after: None }.open().await
}

/// A place for a database that nobody has opened yet.
pub struct Unopened {
    pub engine: &'static str,
    pub address: String,
    pub data: PathBuf,
    gone_after: Option<Arc<tempfile::TempDir>>,
}

impl Store {
    /// Closes the database, so that its file can be copied: nothing is left beside it.
    pub async fn close(&self) {
        match &self.db.engine {
            Engine::Sqlite { writer, readers } => {
                readers.close().await;
                writer.pool().close().await;
            }
            Engine::Postgres(pool) => pool.close().await,
        }
    }
}

/// One on every engine, as [`fresh`] chooses them.
///
/// # Panics
/// As [`fresh`].
pub async fn unopened() -> Vec<Unopened> {
    let mut all = vec![Unopened::sqlite()];
    if let Some(server) = server() {
        all.push(Unopened::postgres(&server, "template1").await);
    }
    all
}

impl Unopened {
    fn sqlite() -> Self {
        let folder = folder();
        let data = folder.path().to_owned();
        let address = format!("sqlite://{}", data.join("plumbline.db").display());
        Self { engine: "sqlite", address, data, gone_after: Some(Arc::new(folder)) }
    }

    /// One that begins as a copy of `template`.
    async fn postgres(server: &str, template: &str) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let name = format!("plumbline_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
        let mut one = sqlx::PgConnection::connect(server).await.expect("a PostgreSQL server");
        run(&mut one, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        one.close().await.expect("an end");
        let folder = folder();
        let data = folder.path().to_owned();
        Self { engine: "postgres", address: address(server, &name), data, gone_after: Some(Arc::new(folder)) }
    }

    /// Opens it with a clock of its own.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub async fn open(self) -> Fresh {
        let world = StillWorld::new();
        let store = Store::open(&self.address, world.clone()).await.expect("a database");
        let Self { engine, address, data, gone_after } = self;
        Fresh { engine, store, world, address, data, _gone_after: gone_after }
    }
}

impl Fresh {
    /// A SQLite database that begins as a copy of another, which nobody has open.
    ///
    /// # Panics
    /// When it cannot be copied or opened.
    pub async fn copy_of(database: &Path) -> Self {
        let place = Unopened::sqlite();
        std::fs::copy(database, place.data.join("plumbline.db")).expect("a copy");
        place.open().await
    }

    /// The same database as a second program would open it.
    ///
    /// # Errors
    /// On SQLite: it belongs to one program at a time.
    pub async fn again(&self) -> crate::Result<Store> {
        Store::open(&self.address, self.world.clone()).await
    }

    /// The files of its data folder.
    #[must_use]
    pub fn files(&self) -> crate::Files {
        crate::Files::of(&self.data)
    }

    /// Founds the organisation and adds one person.
    ///
    /// # Panics
    /// When the store refuses.
    pub async fn founded(&self) -> Actor {
        let person = new_person("Miriam Castell", "miriam@example.com", Rights::default());
        let id = self.store.found("Harrow & Finch", "Europe/London", false, person).await.expect("founded");
        self.actor(id).await
    }

    /// Adds somebody of one role.
    ///
    /// # Panics
    /// When the store refuses.
    pub async fn person(&self, name: &str, role: Role, review: bool) -> Actor {
        let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
        let person = new_person(name, &email, Rights::of(&[role], review));
        let id = self.store.add_person(None, person).await.expect("added");
        self.actor(id).await
    }

    async fn actor(&self, id: PersonId) -> Actor {
        let row = self.store.person(id).await.expect("a person");
        Actor { person: id, rights: row.rights, invited: row.invited_by.map(|by| (by, row.since)) }
    }

    /// Everything that a SQLite database holds, but for the named `(table, column)`s: what changed nothing leaves it as
    /// it was.
    ///
    /// # Panics
    /// When the database cannot be read.
    pub async fn digest(&self, leaving_out: &[(&str, &str)]) -> String {
        use crate::sql::args;
        let mut tx = self.store.db.reading().await.expect("a transaction");
        let tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
        let mut all = String::new();
        for table in tx.all(tables, vec![]).await.expect("tables") {
            let table: String = table.get(0).expect("a name");
            let columns = "SELECT name FROM pragma_table_info($1) ORDER BY cid";
            let columns = tx.all(columns, args![table.as_str()]).await.expect("columns");
            let columns = columns.iter().map(|row| row.get::<String>(0).expect("a name"));
            let columns = columns.filter(|name| !leaving_out.contains(&(table.as_str(), name.as_str())));
            let row = columns.map(|name| format!("quote({name})")).collect::<Vec<_>>().join("||','||");
            let rows = format!("SELECT {row} FROM \"{table}\" ORDER BY 1");
            let rows = tx.all(rows, vec![]).await.expect("rows");
            let rows: Vec<String> = rows.iter().map(|row| row.get(0).expect("text")).collect();
            all.push_str(&format!("{table}\n{}\n", rows.join("\n")));
        }
        all
    }

    /// The texts of all statements since this was asked last, each once.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        let mut texts = self.store.db.texts();
        texts.sort();
        texts.dedup();
        texts
    }

    /// How SQLite would go about a statement, step by step.
    ///
    /// # Panics
    /// When it refuses.
    pub async fn plan(&self, sql: &str) -> Vec<String> {
        let mut tx = self.store.db.reading().await.expect("a transaction");
        let steps = tx.all(format!("EXPLAIN QUERY PLAN {sql}"), vec![]).await.expect("a plan");
        steps.iter().map(|row| row.get(3).expect("text")).collect()
    }

    /// The steps of a statement that read all of one of the tables, each with the name that the statement gives it.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn scans(&self, sql: &str, tables: &[&str]) -> Vec<String> {
        let called = |name: &str| {
            tables.iter().any(|table| {
                name == *table
                    || [" FROM ", " JOIN ", "(", ", "]
                        .iter()
                        .any(|before| sql.contains(&format!("{before}{table} {name} ")))
            })
        };
        let whole = |step: &str| {
            let mut words = step.split(' ');
            // An index that is read in the order of the list ends with the page.
            let whole = words.next() == Some("SCAN") && !(step.contains(" USING ") && sql.contains(" LIMIT "));
            whole && words.next().is_some_and(called)
        };
        self.plan(sql).await.into_iter().filter(|step| whole(step)).collect()
    }

    /// The rows of a query of the test's own, all of whose columns are text. NULL is nothing.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn texts(&self, sql: impl Into<std::borrow::Cow<'static, str>>) -> Vec<Vec<String>> {
        let mut tx = self.store.db.reading().await.expect("a transaction");
        let rows = tx.all(sql, vec![]).await.expect("rows");
        let text = |row: &crate::sql::Row, i| row.get::<Option<String>>(i).expect("text").unwrap_or_default();
        rows.iter().map(|row| (0..row.width()).map(|i| text(row, i)).collect()).collect()
    }

    /// Findings and cells as they are stored, row by row.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn derived(&self) -> [Vec<Vec<String>>; 2] {
        let hex = if self.engine == "sqlite" { "hex(cells)" } else { "upper(encode(cells, 'hex'))" };
        let faces = format!(
            "SELECT CAST(programme AS TEXT), CAST(subject AS TEXT), CAST(from_at AS TEXT), {hex} FROM face \
             ORDER BY programme, subject, from_at"
        );
        let findings = "SELECT CAST(subject AS TEXT), CAST(requirement AS TEXT), CAST(from_at AS TEXT), \
                        CAST(until_at AS TEXT), CAST(state AS TEXT), CAST(detail AS TEXT), CAST(programmes AS TEXT), \
                        CAST(asked_at AS TEXT) FROM finding ORDER BY subject, requirement, from_at";
        [self.texts(findings).await, self.texts(faces).await]
    }

    /// Runs SQL of the test's own, to break something on purpose.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn sql(&self, sql: &'static str) -> crate::Result<()> {
        let db: &Db = &self.store.db;
        match &db.engine {
            Engine::Sqlite { writer, .. } => writer.pool().execute(sqlx::raw_sql(sql)).await.map(|_| ())?,
            Engine::Postgres(pool) => pool.execute(sqlx::raw_sql(sql)).await.map(|_| ())?,
        }
        Ok(())
    }
}

/// A person whose password hash no password meets.
#[must_use]
pub fn new_person(name: &str, email: &str, rights: Rights) -> NewPerson {
    let draft = PersonDraft { name: name.to_owned(), email: email.to_owned(), department: String::new(), rights };
    NewPerson { draft, argon2: "!".to_owned() }
}

/// A command as the statements that it asked of the database.
#[derive(Clone, Debug)]
pub struct Bare(Vec<crate::sql::tape::Asked>);

impl Store {
    /// From now on what the database answers is kept, and said again after [`Store::without_database`].
    pub fn listen(&self) {
        self.db.listen();
    }

    /// Reads are answered from what was kept, and not by the database.
    pub fn without_database(&self) {
        self.db.play();
    }

    /// Reads are answered by the database again.
    pub fn with_database(&self) {
        self.db.stop();
    }

    /// From now on statements are written down, until [`Store::written_down`].
    pub fn write_down(&self) {
        self.db.write_down();
    }

    /// The statements since [`Store::write_down`].
    #[must_use]
    pub fn written_down(&self) -> Bare {
        Bare(self.db.stop())
    }

    /// Runs the next of the commands as bare statements, in one transaction. `false` when none is left.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn bare(&self, next: impl Fn() -> Option<Bare>) -> crate::Result<bool> {
        let mut tx = self.db.writing().await?;
        if tx.is_postgres() {
            // The order of commits is that of the statements, as it was when they were written down.
            tx.first("SELECT seq FROM trail_head WHERE one = 1 FOR UPDATE", vec![]).await?;
        }
        let Some(Bare(statements)) = next() else { return Ok(false) };
        for statement in statements {
            tx.again(statement).await?;
        }
        tx.commit().await?;
        Ok(true)
    }
}
