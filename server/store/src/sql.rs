//! One text of SQL for two engines: `$1` parameters, our own values in, our own columns out.

use crate::error::Error;
use crate::ledger::{self, Ledger, Shapes};
use domain::ids::{
    AbsenceId, AcceptanceId, AccessReviewId, AssessmentId, AttachmentId, AuditId, CourseId, DeficiencyId, EvidenceId,
    ExceptionId, IncidentId, InvitationId, JobId, LimitId, LinkId, MappingId, NoticeId, OwnTaskId, PersonId, PolicyId,
    ProgrammeId, ProposalId, QuestionSetId, QuestionnaireId, RemarkId, ReportId, SystemId, TokenId, TrainingId,
    UploadId, VendorId,
};
use domain::instant::Instant;
use futures_util::TryStreamExt as _;
use jiff::civil::Date;
use serde_json::{Map, Value as Json};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgRow, Postgres};
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteRow};
use sqlx::{
    AssertSqlSafe, Either, Executor as _, PgConnection, PgPool, Row as _, SqlSafeStr as _, SqlStr, SqliteConnection,
    SqlitePool, Transaction,
};
use std::borrow::Cow;
use std::mem::take;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::time::timeout;
use uuid::Uuid;

#[cfg(feature = "testing")]
pub(crate) mod tape;
mod together;
mod writer;

use writer::{Turn, Writer};

/// What was asked of the database.
#[derive(Debug, Default)]
struct Heard {
    statements: AtomicU64,
    /// How often a transaction was lost after commands had done their part: what they were seen to write is not so.
    lost: Arc<AtomicU64>,
    /// Their texts, once a test wants to see them.
    #[cfg(feature = "testing")]
    texts: std::sync::Mutex<Option<Vec<String>>>,
    /// What a measurement writes down and plays back.
    #[cfg(feature = "testing")]
    tape: tape::Tape,
}

/// The database behind the store: which engine, and how many statements it was asked.
#[derive(Clone, Debug)]
pub(crate) struct Db {
    pub(crate) engine: Engine,
    heard: Arc<Heard>,
    /// The tables that are held against the trail, once a command asked for them.
    shapes: Arc<OnceLock<Arc<Shapes>>>,
}

impl Heard {
    fn note(&self, text: &str) {
        self.statements.fetch_add(1, Ordering::Relaxed);
        #[cfg(feature = "testing")]
        if let Some(texts) = self.texts.lock().unwrap_or_else(std::sync::PoisonError::into_inner).as_mut() {
            texts.push(text.to_owned());
        }
        #[cfg(not(feature = "testing"))]
        let _ = text;
    }
}

#[derive(Clone, Debug)]
pub(crate) enum Engine {
    /// One writer, several readers that cannot write.
    Sqlite {
        writer: Writer,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

impl Db {
    /// From now on the transaction writes down what it writes, as the entry of this number will say it.
    pub(crate) async fn keep_ledger(&self, tx: &mut Tx, seq: i64) -> Result<(), Error> {
        let shapes = match self.shapes.get() {
            Some(shapes) => Arc::clone(shapes),
            None => {
                let shapes = Arc::new(ledger::shapes(tx).await?);
                Arc::clone(self.shapes.get_or_init(|| shapes))
            }
        };
        tx.ledger = Some(Ledger::new(shapes, seq));
        Ok(())
    }

    pub(crate) fn sqlite(writer: SqlitePool, readers: SqlitePool) -> Self {
        let heard = Arc::new(Heard::default());
        let writer = Writer::new(writer, Arc::clone(&heard.lost));
        Self { engine: Engine::Sqlite { writer, readers }, heard, shapes: Arc::default() }
    }

    pub(crate) fn postgres(pool: PgPool) -> Self {
        Self { engine: Engine::Postgres(pool), heard: Arc::default(), shapes: Arc::default() }
    }

    /// Changes when something that was seen before its commit never was.
    pub(crate) fn lost(&self) -> u64 {
        self.heard.lost.load(Ordering::SeqCst)
    }

    /// How many statements were asked since the start; `BEGIN` and `COMMIT` are not counted.
    pub(crate) fn statements(&self) -> u64 {
        self.heard.statements.load(Ordering::Relaxed)
    }

    /// The texts of all statements since this was asked last.
    #[cfg(feature = "testing")]
    pub(crate) fn texts(&self) -> Vec<String> {
        let mut texts = self.heard.texts.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        texts.replace(Vec::new()).unwrap_or_default()
    }

    /// All rows of a single statement, which sees one state of the database without a transaction around it.
    pub(crate) async fn all(&self, sql: impl Into<Text>, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        self.looking().await?.all(sql, values).await
    }

    /// The first row of a single statement, if there is one.
    pub(crate) async fn first(&self, sql: impl Into<Text>, values: Vec<Value>) -> Result<Option<Row>, Error> {
        self.looking().await?.first(sql, values).await
    }

    fn tx(&self, inner: Inner) -> Tx {
        Tx { inner, heard: Arc::clone(&self.heard), ledger: None, queued: Vec::new() }
    }

    /// A connection without a transaction: good for one statement.
    async fn looking(&self) -> Result<Tx, Error> {
        #[cfg(feature = "testing")]
        if self.heard.tape.plays() {
            return Ok(self.tx(Inner::Tape));
        }
        let inner = match &self.engine {
            Engine::Sqlite { readers, .. } => Inner::SqliteLook(readers.acquire().await?),
            Engine::Postgres(pool) => Inner::PostgresLook(pool.acquire().await?),
        };
        Ok(self.tx(inner))
    }

    /// A transaction that reads one state of the database, in several statements.
    pub(crate) async fn reading(&self) -> Result<Tx, Error> {
        #[cfg(feature = "testing")]
        if self.heard.tape.plays() {
            return Ok(self.tx(Inner::Tape));
        }
        let inner = match &self.engine {
            Engine::Sqlite { readers, .. } => Inner::Sqlite(readers.begin().await?),
            Engine::Postgres(pool) => {
                Inner::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        };
        Ok(self.tx(inner))
    }

    /// A transaction that writes facts: on PostgreSQL it begins with the lock of the trail's head, in one round trip, so
    /// that whatever is read from then on is what the command before it left.
    pub(crate) async fn writing_facts(&self) -> Result<Tx, Error> {
        let inner = match &self.engine {
            Engine::Sqlite { .. } => return self.writing().await,
            Engine::Postgres(pool) => Inner::Postgres(pool.begin_with(LOCKED).await?),
        };
        Ok(self.tx(inner))
    }

    /// The same, if the writer is free within a moment.
    pub(crate) async fn writing_soon(&self) -> Result<Option<Tx>, Error> {
        let inner = match &self.engine {
            Engine::Sqlite { writer, .. } => writer.turn_within(MOMENT).await?.map(Inner::Turn),
            Engine::Postgres(pool) => match timeout(MOMENT, pool.begin_with(LOCKED_SOON)).await {
                Ok(Ok(tx)) => Some(Inner::Postgres(tx)),
                Ok(Err(error)) => match Error::from(error) {
                    busy if busy.is_passing() => None,
                    error => return Err(error),
                },
                Err(_) => None,
            },
        };
        Ok(inner.map(|inner| self.tx(inner)))
    }

    /// A transaction that writes, if that waits for nobody: what is lost otherwise is no loss.
    pub(crate) async fn writing_at_once(&self) -> Result<Option<Tx>, Error> {
        let inner = match &self.engine {
            Engine::Sqlite { writer, .. } => writer.turn_at_once().await?.map(Inner::Turn),
            // A connection that was just used comes back a little later.
            Engine::Postgres(pool) => match timeout(BLINK, pool.begin()).await {
                Ok(begun) => Some(Inner::Postgres(begun?)),
                Err(_) => None,
            },
        };
        Ok(inner.map(|inner| self.tx(inner)))
    }

    /// A transaction that writes. On SQLite they take turns.
    pub(crate) async fn writing(&self) -> Result<Tx, Error> {
        let inner = match &self.engine {
            Engine::Sqlite { writer, .. } => Inner::Turn(writer.turn().await?),
            Engine::Postgres(pool) => Inner::Postgres(pool.begin().await?),
        };
        Ok(self.tx(inner))
    }
}

const LOCKED: &str = "BEGIN; SELECT seq FROM trail_head WHERE one = 1 FOR UPDATE";
const LOCKED_SOON: &str =
    "BEGIN; SET LOCAL lock_timeout = '900ms'; SELECT seq FROM trail_head WHERE one = 1 FOR UPDATE";

/// How long somebody who looks waits for the writer at most, and how long somebody who only passes by.
const MOMENT: Duration = Duration::from_secs(1);
const BLINK: Duration = Duration::from_millis(100);

/// A transaction. Dropped without [`Tx::commit`], it leaves nothing behind.
#[derive(Debug)]
pub(crate) struct Tx {
    inner: Inner,
    heard: Arc<Heard>,
    /// What it writes of rows that are held against the trail, where it is a command.
    ledger: Option<Ledger>,
    /// What goes with the next statement that is waited for.
    queued: Vec<Asked>,
}

/// A statement on its way.
#[derive(Debug)]
struct Asked {
    sql: Text,
    values: Vec<Value>,
    /// It writes rows that are held: the statement with what it has to give back.
    gives_back: Option<String>,
}

/// How many statements go together at most, and how many values.
const TOGETHER: usize = 24;
const VALUES_TOGETHER: usize = 400;

#[derive(Debug)]
enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    /// One that writes.
    Turn(Turn),
    Postgres(Transaction<'static, Postgres>),
    SqliteLook(PoolConnection<Sqlite>),
    PostgresLook(PoolConnection<Postgres>),
    /// No database: what was heard before is said again.
    #[cfg(feature = "testing")]
    Tape,
}

/// What writes needs a transaction: this is a fault of ours.
fn looks_only() -> Error {
    Error::Unusable("A statement that writes was begun to look.".to_owned())
}

type Text = Cow<'static, str>;

/// Texts that are built here hold names of columns and `$n` only, never what people typed.
fn sql_str(text: Text) -> SqlStr {
    match text {
        Cow::Borrowed(text) => text.into_sql_str(),
        Cow::Owned(text) => AssertSqlSafe(text).into_sql_str(),
    }
}

async fn sqlite_run(on: &mut SqliteConnection, sql: SqlStr, values: Vec<Value>) -> Result<u64, Error> {
    Ok(values.into_iter().fold(sqlx::query(sql), Value::sqlite).execute(on).await?.rows_affected())
}

async fn sqlite_rows(on: &mut SqliteConnection, sql: SqlStr, values: Vec<Value>) -> Result<Vec<Row>, Error> {
    let query = values.into_iter().fold(sqlx::query(sql), Value::sqlite);
    Ok(query.fetch_all(on).await?.into_iter().map(Row::Sqlite).collect())
}

/// Several statements in one go, each answered by itself. Every statement is handed to a thread of its own there, and to
/// wait for that takes longer than most of them do.
async fn sqlite_together(on: &mut SqliteConnection, asked: &[Asked]) -> Result<Vec<(u64, Vec<Row>)>, Error> {
    let values = asked.iter().flat_map(|one| one.values.iter().cloned());
    let query = values.fold(sqlx::query(AssertSqlSafe(together::text(asked))), Value::sqlite);
    let mut told = on.fetch_many(query);
    let (mut all, mut rows) = (Vec::with_capacity(asked.len()), Vec::new());
    while let Some(one) = told.try_next().await? {
        match one {
            Either::Left(done) => all.push((done.rows_affected(), take(&mut rows))),
            Either::Right(row) => rows.push(Row::Sqlite(row)),
        }
    }
    Ok(all)
}

async fn postgres_rows(on: &mut PgConnection, sql: SqlStr, values: Vec<Value>) -> Result<Vec<Row>, Error> {
    let query = values.into_iter().fold(sqlx::query(sql), Value::postgres);
    Ok(query.fetch_all(on).await?.into_iter().map(Row::Postgres).collect())
}

impl Tx {
    /// As [`Db::lost`].
    pub(crate) fn lost(&self) -> u64 {
        self.heard.lost.load(Ordering::SeqCst)
    }

    /// What the entry of this command says of the rows that it wrote.
    pub(crate) async fn told(&mut self) -> Result<Map<String, Json>, Error> {
        if self.queued.iter().any(|one| one.gives_back.is_some()) {
            self.flush().await?;
        }
        Ok(self.ledger.as_mut().map(Ledger::told).unwrap_or_default())
    }

    pub(crate) const fn is_postgres(&self) -> bool {
        matches!(self.inner, Inner::Postgres(_) | Inner::PostgresLook(_))
    }

    fn asked(&self, sql: Text, values: Vec<Value>) -> Asked {
        self.heard.note(&sql);
        #[cfg(feature = "testing")]
        self.heard.tape.write_down(&sql, &values);
        let gives_back = self.ledger.as_ref().and_then(|ledger| ledger.asks(&sql));
        Asked { sql, values, gives_back }
    }

    /// Writes, and waits for it only with the next statement whose answer is needed, or with the commit. On PostgreSQL, and
    /// where much is written, it is waited for at once.
    pub(crate) async fn put(&mut self, sql: impl Into<Text>, values: Vec<Value>) -> Result<(), Error> {
        let asked = self.asked(sql.into(), values);
        let values: usize = self.queued.iter().map(|one| one.values.len()).sum();
        if self.queued.len() >= TOGETHER || values + asked.values.len() > VALUES_TOGETHER {
            self.flush().await?;
        }
        if !matches!(self.inner, Inner::Turn(_)) || asked.values.len() > VALUES_TOGETHER {
            return self.do_now(asked).await.map(|_| ());
        }
        self.queued.push(asked);
        Ok(())
    }

    /// Runs a statement; the number of rows it touched.
    pub(crate) async fn run(&mut self, sql: impl Into<Text>, values: Vec<Value>) -> Result<u64, Error> {
        let asked = self.asked(sql.into(), values);
        if self.queued.is_empty() {
            return self.do_now(asked).await;
        }
        Ok(self.with_queued(asked).await?.0)
    }

    async fn do_now(&mut self, Asked { sql, values, gives_back }: Asked) -> Result<u64, Error> {
        if let Some(asks) = gives_back {
            let rows = self.fetch(sql_str(asks.into()), values).await?;
            if let Some(ledger) = &mut self.ledger {
                ledger.hear(&sql, &rows)?;
            }
            return Ok(rows.len() as u64);
        }
        let sql = sql_str(sql);
        Ok(match &mut self.inner {
            #[cfg(feature = "testing")]
            Inner::Tape => return Err(Error::Unusable("A tape takes no writing.".to_owned())),
            Inner::SqliteLook(_) | Inner::PostgresLook(_) => return Err(looks_only()),
            Inner::Sqlite(tx) => sqlite_run(tx, sql, values).await?,
            Inner::Turn(turn) => sqlite_run(turn.connection()?, sql, values).await?,
            Inner::Postgres(tx) => {
                values.into_iter().fold(sqlx::query(sql), Value::postgres).execute(&mut **tx).await?.rows_affected()
            }
        })
    }

    /// Does what is queued, and then this; how many rows this touched, and what it gives back.
    async fn with_queued(&mut self, last: Asked) -> Result<(u64, Vec<Row>), Error> {
        self.queued.push(last);
        let all = self.together().await?;
        all.into_iter().next_back().ok_or_else(|| Error::Database(sqlx::Error::WorkerCrashed))
    }

    /// Does what is queued.
    async fn flush(&mut self) -> Result<(), Error> {
        if self.queued.is_empty() { Ok(()) } else { self.together().await.map(|_| ()) }
    }

    async fn together(&mut self) -> Result<Vec<(u64, Vec<Row>)>, Error> {
        let asked = take(&mut self.queued);
        let Inner::Turn(turn) = &mut self.inner else { return Err(looks_only()) };
        let mut all = sqlite_together(turn.connection()?, &asked).await?;
        for (one, (touched, rows)) in asked.iter().zip(&mut all) {
            if let Some(ledger) = self.ledger.as_mut().filter(|_| one.gives_back.is_some()) {
                ledger.hear(&one.sql, rows)?;
                *touched = rows.len() as u64;
            }
        }
        Ok(all)
    }

    /// All rows of a query.
    pub(crate) async fn all(&mut self, sql: impl Into<Text>, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        let sql = sql.into();
        self.heard.note(&sql);
        #[cfg(feature = "testing")]
        if let Some(rows) = self.heard.tape.answer(&sql, &values) {
            return Ok(rows);
        }
        #[cfg(feature = "testing")]
        let asked = self.heard.tape.write_down(&sql, &values);
        let rows = if self.queued.is_empty() {
            self.fetch(sql_str(sql), values).await?
        } else {
            self.with_queued(Asked { sql, values, gives_back: None }).await?.1
        };
        #[cfg(feature = "testing")]
        let rows = self.heard.tape.keep(asked, rows);
        Ok(rows)
    }

    /// The rows of several queries, in one go on SQLite.
    pub(crate) async fn each(&mut self, queries: Vec<(&'static str, Vec<Value>)>) -> Result<Vec<Vec<Row>>, Error> {
        let before = self.queued.len();
        if matches!(self.inner, Inner::Turn(_)) {
            for (sql, values) in queries {
                let asked = self.asked(sql.into(), values);
                self.queued.push(asked);
            }
            return Ok(self.together().await?.into_iter().skip(before).map(|(_, rows)| rows).collect());
        }
        let mut all = Vec::with_capacity(queries.len());
        for (sql, values) in queries {
            all.push(self.all(sql, values).await?);
        }
        Ok(all)
    }

    async fn fetch(&mut self, sql: SqlStr, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        Ok(match &mut self.inner {
            #[cfg(feature = "testing")]
            Inner::Tape => return Err(Error::Unusable("This was not asked while the tape ran.".to_owned())),
            Inner::Sqlite(tx) => sqlite_rows(tx, sql, values).await?,
            Inner::Turn(turn) => sqlite_rows(turn.connection()?, sql, values).await?,
            Inner::Postgres(tx) => postgres_rows(tx, sql, values).await?,
            Inner::SqliteLook(connection) => sqlite_rows(connection, sql, values).await?,
            Inner::PostgresLook(connection) => postgres_rows(connection, sql, values).await?,
        })
    }

    /// The first row of a query, if there is one.
    pub(crate) async fn first(&mut self, sql: impl Into<Text>, values: Vec<Value>) -> Result<Option<Row>, Error> {
        Ok(self.all(sql, values).await?.into_iter().next())
    }

    /// Inserts many rows, a few hundred a statement. `head` is `INSERT INTO t (a, b)`, every row as long as that.
    pub(crate) async fn insert_many(
        &mut self,
        head: &str,
        // Not an iterator: one that borrows would make the futures of the verbs unfit for axum.
        rows: Vec<Vec<Value>>,
    ) -> Result<(), Error> {
        self.insert_or(head, rows, "").await
    }

    /// The same; `more` says what becomes of a row that is there already.
    pub(crate) async fn insert_or(&mut self, head: &str, rows: Vec<Vec<Value>>, more: &str) -> Result<(), Error> {
        const VALUES: usize = 8_000; // SQLite takes 32,766 a statement, PostgreSQL 65,535; larger is no quicker
        let mut rows = rows.into_iter().peekable();
        while let Some(width) = rows.peek().map(Vec::len) {
            let batch: Vec<_> = rows.by_ref().take(VALUES / width.max(1)).collect();
            let sql = format!("{head} VALUES {}{more}", self.places(batch.len(), width));
            self.put(sql, batch.into_iter().flatten().collect()).await?;
        }
        Ok(())
    }

    /// `($1, $2), ($3, $4), …`; on SQLite `(?, ?), …`, because there `$1` is a name, and every name is sought among all
    /// of a statement.
    fn places(&self, rows: usize, width: usize) -> String {
        use std::fmt::Write as _;
        let mut text = String::with_capacity(rows * width * 5);
        for row in 0..rows {
            text.push_str(if row == 0 { "(" } else { ", (" });
            for column in 0..width {
                text.push_str(if column == 0 { "" } else { ", " });
                if self.is_postgres() {
                    let _ = write!(text, "${}", row * width + column + 1);
                } else {
                    text.push('?');
                }
            }
            text.push(')');
        }
        text
    }

    /// Runs several statements that take no parameters (migrations).
    pub(crate) async fn script(&mut self, sql: &str) -> Result<(), Error> {
        self.flush().await?;
        self.heard.note(sql);
        let sql = AssertSqlSafe(sql.to_owned());
        match &mut self.inner {
            #[cfg(feature = "testing")]
            Inner::Tape => return Err(Error::Unusable("A tape takes no writing.".to_owned())),
            Inner::SqliteLook(_) | Inner::PostgresLook(_) => return Err(looks_only()),
            Inner::Sqlite(tx) => sqlx::raw_sql(sql).execute(&mut **tx).await.map(|_| ())?,
            Inner::Turn(turn) => sqlx::raw_sql(sql).execute(turn.connection()?).await.map(|_| ())?,
            Inner::Postgres(tx) => sqlx::raw_sql(sql).execute(&mut **tx).await.map(|_| ())?,
        }
        Ok(())
    }

    pub(crate) async fn commit(mut self) -> Result<(), Error> {
        self.flush().await?;
        match self.inner {
            #[cfg(feature = "testing")]
            Inner::Tape => {}
            Inner::SqliteLook(_) | Inner::PostgresLook(_) => {}
            Inner::Sqlite(tx) => tx.commit().await?,
            Inner::Turn(turn) => turn.commit().await?,
            Inner::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

/// A value on its way into a statement. `None` is NULL of that type.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Id(Option<Uuid>),
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
    Flag(Option<bool>),
}

type SqliteQuery<'q> = Query<'q, Sqlite, SqliteArguments>;
type PostgresQuery<'q> = Query<'q, Postgres, PgArguments>;

impl Value {
    fn sqlite(query: SqliteQuery<'_>, value: Self) -> SqliteQuery<'_> {
        match value {
            Self::Id(id) => query.bind(id.map(|id| id.hyphenated().to_string())),
            Self::Int(n) => query.bind(n),
            Self::Text(text) => query.bind(text),
            Self::Bytes(bytes) => query.bind(bytes),
            Self::Flag(flag) => query.bind(flag),
        }
    }

    fn postgres(query: PostgresQuery<'_>, value: Self) -> PostgresQuery<'_> {
        match value {
            Self::Id(id) => query.bind(id),
            Self::Int(n) => query.bind(n),
            Self::Text(text) => query.bind(text),
            Self::Bytes(bytes) => query.bind(bytes),
            Self::Flag(flag) => query.bind(flag),
        }
    }
}

/// The parameters of a statement, in order: `args![system, now, "yes"]`.
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::sql::Value::from($value)),*] };
}
pub(crate) use args;

/// A row on its way out.
#[derive(Debug)]
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
    #[cfg(feature = "testing")]
    Kept(Arc<Row>),
}

impl Row {
    /// Column `i`, from 0.
    pub(crate) fn get<T: Column>(&self, i: usize) -> Result<T, Error> {
        T::get(self, i)
    }

    /// How many columns it has.
    #[cfg(feature = "testing")]
    pub(crate) fn width(&self) -> usize {
        match self {
            Self::Kept(row) => row.width(),
            Self::Sqlite(row) => row.len(),
            Self::Postgres(row) => row.len(),
        }
    }

    fn raw<T>(&self, i: usize) -> Result<T, Error>
    where
        T: for<'r> sqlx::Decode<'r, Sqlite>
            + sqlx::Type<Sqlite>
            + for<'r> sqlx::Decode<'r, Postgres>
            + sqlx::Type<Postgres>,
    {
        Ok(match self {
            #[cfg(feature = "testing")]
            Self::Kept(row) => return row.raw(i),
            Self::Sqlite(row) => row.try_get(i)?,
            Self::Postgres(row) => row.try_get(i)?,
        })
    }

    fn uuid(&self, i: usize) -> Result<Option<Uuid>, Error> {
        match self {
            #[cfg(feature = "testing")]
            Self::Kept(row) => row.uuid(i),
            Self::Sqlite(row) => {
                let text: Option<String> = row.try_get(i)?;
                text.map(|text| Uuid::parse_str(&text)).transpose().map_err(|_| Error::Unreadable("id"))
            }
            Self::Postgres(row) => Ok(row.try_get(i)?),
        }
    }
}

/// What a column can be read as.
pub(crate) trait Column: Sized {
    fn get(row: &Row, i: usize) -> Result<Self, Error>;
}

macro_rules! plain_columns {
    ($($type:ty => $variant:ident),+) => {$(
        impl Column for $type {
            fn get(row: &Row, i: usize) -> Result<Self, Error> { row.raw(i) }
        }
        impl Column for Option<$type> {
            fn get(row: &Row, i: usize) -> Result<Self, Error> { row.raw(i) }
        }
        impl From<$type> for Value {
            fn from(value: $type) -> Self { Self::$variant(Some(value)) }
        }
        impl From<Option<$type>> for Value {
            fn from(value: Option<$type>) -> Self { Self::$variant(value) }
        }
    )+};
}
plain_columns! { i64 => Int, String => Text, Vec<u8> => Bytes, bool => Flag }

macro_rules! id_columns {
    ($($id:ident),+) => {$(
        impl Column for $id {
            fn get(row: &Row, i: usize) -> Result<Self, Error> {
                row.uuid(i)?.map(Self).ok_or(Error::Unreadable("id"))
            }
        }
        impl Column for Option<$id> {
            fn get(row: &Row, i: usize) -> Result<Self, Error> { Ok(row.uuid(i)?.map($id)) }
        }
        impl From<$id> for Value {
            fn from(id: $id) -> Self { Self::Id(Some(id.0)) }
        }
        impl From<Option<$id>> for Value {
            fn from(id: Option<$id>) -> Self { Self::Id(id.map(|id| id.0)) }
        }
    )+};
}
id_columns! {
    PersonId, InvitationId, SystemId, VendorId, ProgrammeId, EvidenceId, ProposalId, OwnTaskId, MappingId, RemarkId,
    AbsenceId, AcceptanceId, AccessReviewId, AssessmentId, AttachmentId, AuditId, CourseId, DeficiencyId, ExceptionId, IncidentId, JobId, LimitId, LinkId, NoticeId, PolicyId, QuestionSetId, QuestionnaireId, ReportId, TokenId, TrainingId, UploadId
}

impl Column for Instant {
    fn get(row: &Row, i: usize) -> Result<Self, Error> {
        row.raw(i).map(Self)
    }
}

impl Column for Option<Instant> {
    fn get(row: &Row, i: usize) -> Result<Self, Error> {
        Ok(row.raw::<Option<i64>>(i)?.map(Instant))
    }
}

impl Column for Date {
    fn get(row: &Row, i: usize) -> Result<Self, Error> {
        row.raw::<String>(i)?.parse().map_err(|_| Error::Unreadable("date"))
    }
}

impl Column for Option<Date> {
    fn get(row: &Row, i: usize) -> Result<Self, Error> {
        row.raw::<Option<String>>(i)?.map(|text| text.parse().map_err(|_| Error::Unreadable("date"))).transpose()
    }
}

impl From<Instant> for Value {
    fn from(at: Instant) -> Self {
        Self::Int(Some(at.0))
    }
}

impl From<Option<Instant>> for Value {
    fn from(at: Option<Instant>) -> Self {
        Self::Int(at.map(|at| at.0))
    }
}

impl From<Date> for Value {
    fn from(day: Date) -> Self {
        Self::Text(Some(day.to_string()))
    }
}

impl From<Option<Date>> for Value {
    fn from(day: Option<Date>) -> Self {
        Self::Text(day.map(|day| day.to_string()))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        Self::Text(text.map(str::to_owned))
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(Some(bytes.to_vec()))
    }
}
