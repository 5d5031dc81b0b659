//! SQLite's one writer, shared. Commands that come at once take turns within one transaction, each under a savepoint, and
//! one commit makes them last: it costs as much for many as for one. Nobody hears that something was done before that
//! commit, and a turn that is given up takes only itself back.

use crate::error::Error;
use sqlx::pool::PoolConnection;
use sqlx::{Sqlite, SqliteConnection, SqlitePool};
use std::io;
use std::mem::take;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};
use tokio::time::{Instant, timeout};

/// One commit is shared by at most so many, or by those of so long a time: the first of them waits for it.
const MOST: usize = 16;
const LONGEST: Duration = Duration::from_millis(10);
/// How long a command waits for its turn at most.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Clone, Debug)]
pub(crate) struct Writer(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    pool: SqlitePool,
    batch: Arc<Mutex<Batch>>,
    longest: Duration,
    /// How many wait for their turn.
    waiting: AtomicUsize,
    commits: AtomicU64,
    lost: Arc<AtomicU64>,
}

/// The transaction that is open, if one is.
#[derive(Debug, Default)]
struct Batch {
    on: Option<PoolConnection<Sqlite>>,
    since: Option<Instant>,
    /// Those who did their part and wait for the commit.
    done: Vec<oneshot::Sender<Result<(), sqlx::Error>>>,
    /// A savepoint is set: every turn but the first has one.
    saved: bool,
    /// The last turn was given up: what it wrote since its savepoint has to go.
    undo: bool,
}

type Held = OwnedMutexGuard<Batch>;

/// The turn of one command. Dropped without [`Turn::commit`], it leaves nothing behind.
#[derive(Debug)]
pub(crate) struct Turn {
    writer: Writer,
    batch: Option<Held>,
}

/// Somebody who waits is counted, however the waiting ends.
struct Waits<'a>(&'a AtomicUsize);

impl<'a> Waits<'a> {
    fn new(waiting: &'a AtomicUsize) -> Self {
        waiting.fetch_add(1, Ordering::SeqCst);
        Self(waiting)
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Writer {
    /// `lost` counts the transactions that were lost after commands had done their part.
    pub(crate) fn new(pool: SqlitePool, lost: Arc<AtomicU64>) -> Self {
        Self::with(pool, lost, LONGEST)
    }

    fn with(pool: SqlitePool, lost: Arc<AtomicU64>, longest: Duration) -> Self {
        let (batch, waiting, commits) = Default::default();
        Self(Arc::new(Shared { pool, batch, longest, waiting, commits, lost }))
    }

    /// The connection behind it, for what is done beside commands.
    #[cfg(feature = "testing")]
    pub(crate) fn pool(&self) -> &SqlitePool {
        &self.0.pool
    }

    /// The next turn.
    pub(crate) async fn turn(&self) -> Result<Turn, Error> {
        self.turn_within(PATIENCE).await?.ok_or_else(|| Error::Database(sqlx::Error::PoolTimedOut))
    }

    /// The next turn, if it comes in time.
    pub(crate) async fn turn_within(&self, patience: Duration) -> Result<Option<Turn>, Error> {
        let waits = Waits::new(&self.0.waiting);
        let Ok(batch) = timeout(patience, Arc::clone(&self.0.batch).lock_owned()).await else { return Ok(None) };
        drop(waits);
        self.enter(batch).await.map(Some)
    }

    /// The turn, if nobody has it.
    pub(crate) async fn turn_at_once(&self) -> Result<Option<Turn>, Error> {
        match Arc::clone(&self.0.batch).try_lock_owned() {
            Ok(batch) => self.enter(batch).await.map(Some),
            Err(_) => Ok(None),
        }
    }

    /// In a task of its own: whoever gives up waiting for this leaves a turn behind, never half a transaction.
    async fn enter(&self, batch: Held) -> Result<Turn, Error> {
        let next = tokio::spawn(self.clone().next(batch));
        Ok(next.await.map_err(|_| sqlx::Error::WorkerCrashed)??)
    }

    async fn next(self, mut batch: Held) -> Result<Turn, sqlx::Error> {
        if batch.on.is_some()
            && let Err(error) = batch.save().await
        {
            self.lose(&mut batch, error).await;
        }
        if batch.on.is_none() {
            let mut on = self.0.pool.acquire().await?;
            if let Err(error) = run(&mut on, "BEGIN IMMEDIATE").await {
                close(on).await;
                return Err(error);
            }
            *batch = Batch { on: Some(on), since: Some(now()), ..Batch::default() };
        }
        Ok(Turn { writer: self, batch: Some(batch) })
    }

    /// Makes what was done last, and tells those who wait for it.
    async fn close(self, mut batch: Held) {
        match batch.end().await {
            Ok(()) => {
                self.0.commits.fetch_add(1, Ordering::SeqCst);
                for done in take(&mut *batch).done {
                    // Who no longer listens was done nevertheless.
                    let _ = done.send(Ok(()));
                }
            }
            Err(error) => self.lose(&mut batch, error).await,
        }
    }

    /// Closes what is open once those who wait now had their turn.
    async fn close_after_them(self) {
        let batch = Arc::clone(&self.0.batch).lock_owned().await;
        if batch.on.is_some() {
            self.close(batch).await;
        }
    }

    /// The transaction broke: nobody who did their part in it did anything. A connection is not used after that.
    async fn lose(&self, batch: &mut Batch, error: sqlx::Error) {
        let lost = take(batch);
        if let Some(on) = lost.on {
            close(on).await;
        }
        self.0.lost.fetch_add(1, Ordering::SeqCst);
        let text = error.to_string();
        let mut first = Some(error);
        for done in lost.done {
            let error = first.take().unwrap_or_else(|| sqlx::Error::Io(io::Error::other(text.clone())));
            // Who no longer listens was told nothing either.
            let _ = done.send(Err(error));
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a stopwatch: how long one waits for a commit is no fact")]
fn now() -> Instant {
    Instant::now()
}

async fn run(on: &mut SqliteConnection, sql: &'static str) -> Result<(), sqlx::Error> {
    sqlx::query(sql).execute(on).await.map(|_| ())
}

/// What is open on it goes with it.
async fn close(on: PoolConnection<Sqlite>) {
    if let Err(error) = on.close().await {
        tracing::warn!(%error, "a connection of the writer did not close well");
    }
}

impl Batch {
    fn is_full(&self, longest: Duration) -> bool {
        self.done.len() >= MOST || self.since.is_some_and(|since| since.elapsed() >= longest)
    }

    /// Sets the savepoint of the next turn.
    async fn save(&mut self) -> Result<(), sqlx::Error> {
        let Some(on) = &mut self.on else { return Err(sqlx::Error::WorkerCrashed) };
        if take(&mut self.undo) {
            // The savepoint stays, and is the next turn's.
            return run(on, "ROLLBACK TO turn").await;
        }
        let next = if self.saved { "RELEASE turn; SAVEPOINT turn" } else { "SAVEPOINT turn" };
        self.saved = true;
        run(on, next).await
    }

    /// Commits what was done, without what the last turn wrote if it was given up.
    async fn end(&mut self) -> Result<(), sqlx::Error> {
        let Some(on) = &mut self.on else { return Err(sqlx::Error::WorkerCrashed) };
        if take(&mut self.undo) {
            run(on, "ROLLBACK TO turn").await?;
        }
        run(on, "COMMIT").await
    }

    /// Takes all of it back: nobody did their part.
    async fn abandon(&mut self) {
        let Some(mut on) = take(self).on else { return };
        if let Err(error) = run(&mut on, "ROLLBACK").await {
            tracing::warn!(%error, "a command that was given up did not go back well");
            close(on).await;
        }
    }
}

impl Turn {
    pub(crate) fn connection(&mut self) -> Result<&mut SqliteConnection, Error> {
        let on = self.batch.as_mut().and_then(|batch| batch.on.as_mut());
        on.map(|on| &mut **on).ok_or_else(|| Error::Database(sqlx::Error::WorkerCrashed))
    }

    /// Ends the turn, and returns when what it did will last.
    pub(crate) async fn commit(mut self) -> Result<(), Error> {
        let Some(mut batch) = self.batch.take() else { return Err(Error::Database(sqlx::Error::WorkerCrashed)) };
        let (done, heard) = oneshot::channel();
        batch.done.push(done);
        let writer = self.writer.clone();
        if batch.is_full(writer.0.longest) || writer.0.waiting.load(Ordering::SeqCst) == 0 {
            // A task of its own: also when the one who asked went away, the others hear how it ended.
            tokio::spawn(writer.close(batch));
        } else {
            if batch.done.len() == 1 {
                tokio::spawn(writer.close_after_them());
            }
            drop(batch);
        }
        heard.await.map_err(|_| sqlx::Error::WorkerCrashed)??;
        Ok(())
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(mut batch) = self.batch.take() else { return };
        if !batch.done.is_empty() {
            // Somebody handed over and so left a task that closes; or the next turn comes before it.
            batch.undo = true;
        } else if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move { batch.abandon().await });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
    use tempfile::TempDir;
    use tokio::task::{JoinHandle, yield_now};

    const FOREVER: Duration = Duration::from_secs(1_000_000);

    /// A writer of a table of numbers, and of one whose rows need one of those.
    async fn numbers() -> (Writer, TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        let options = SqliteConnectOptions::new().filename(folder.path().join("n.db")).create_if_missing(true);
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.expect("a database");
        let sql = "CREATE TABLE n (n INTEGER PRIMARY KEY); \
                   CREATE TABLE needs (n INTEGER REFERENCES n (n) DEFERRABLE INITIALLY DEFERRED)";
        sqlx::raw_sql(sql).execute(&pool).await.expect("tables");
        (Writer::with(pool, Arc::default(), FOREVER), folder)
    }

    fn commits(writer: &Writer) -> u64 {
        writer.0.commits.load(Ordering::SeqCst)
    }

    async fn write(turn: &mut Turn, sql: &'static str, n: i64) {
        let connection = turn.connection().expect("a connection");
        sqlx::query(sql).bind(n).execute(connection).await.expect("a row");
    }

    async fn put(turn: &mut Turn, n: i64) {
        write(turn, "INSERT INTO n VALUES (?)", n).await;
    }

    async fn all(writer: &Writer) -> Vec<i64> {
        sqlx::query_scalar("SELECT n FROM n ORDER BY n").fetch_all(&writer.0.pool).await.expect("rows")
    }

    /// Somebody who waits for their turn, writes the number, and commits where that is said.
    async fn waits(writer: &Writer, n: i64, commits: bool) -> JoinHandle<Result<(), Error>> {
        let (before, own) = (writer.0.waiting.load(Ordering::SeqCst), writer.clone());
        let task = tokio::spawn(async move {
            let mut turn = own.turn().await?;
            put(&mut turn, n).await;
            if commits { turn.commit().await } else { Ok(()) }
        });
        while writer.0.waiting.load(Ordering::SeqCst) == before {
            yield_now().await;
        }
        task
    }

    async fn first(writer: &Writer) -> Turn {
        let mut turn = writer.turn().await.expect("a turn");
        put(&mut turn, 0).await;
        turn
    }

    #[tokio::test]
    async fn those_who_come_at_once_share_a_commit() {
        let (writer, _folder) = numbers().await;
        let turn = first(&writer).await;
        let mut others = Vec::new();
        for n in 1..=9 {
            others.push(waits(&writer, n, true).await);
        }
        turn.commit().await.expect("done");
        for other in others {
            other.await.expect("a task").expect("done");
        }
        assert_eq!(all(&writer).await, (0..=9).collect::<Vec<_>>());
        assert_eq!(commits(&writer), 1);
    }

    #[tokio::test]
    async fn so_many_share_a_commit_and_no_more() {
        let (writer, _folder) = numbers().await;
        let turn = first(&writer).await;
        let mut others = Vec::new();
        for n in 1..40 {
            others.push(waits(&writer, n, true).await);
        }
        turn.commit().await.expect("done");
        for other in others {
            other.await.expect("a task").expect("done");
        }
        assert_eq!(all(&writer).await.len(), 40);
        assert!(commits(&writer) >= 3, "{}", commits(&writer));
    }

    #[tokio::test]
    async fn one_who_comes_alone_waits_for_nobody() {
        let (writer, _folder) = numbers().await;
        first(&writer).await.commit().await.expect("done");
        drop(writer.turn().await.expect("a turn"));
        assert_eq!((all(&writer).await, commits(&writer)), (vec![0], 1));
    }

    #[tokio::test]
    async fn a_turn_that_is_given_up_takes_only_itself_back() {
        let (writer, _folder) = numbers().await;
        let turn = first(&writer).await;
        let others = [
            waits(&writer, 1, true).await,
            waits(&writer, 2, false).await,
            waits(&writer, 3, true).await,
            waits(&writer, 4, false).await,
        ];
        turn.commit().await.expect("done");
        for other in others {
            other.await.expect("a task").expect("done");
        }
        assert_eq!((all(&writer).await, commits(&writer)), (vec![0, 1, 3], 1));
    }

    #[tokio::test]
    async fn the_first_of_all_leaves_nothing_when_it_is_given_up() {
        let (writer, _folder) = numbers().await;
        let turn = first(&writer).await;
        let other = waits(&writer, 1, true).await;
        drop(turn);
        other.await.expect("a task").expect("done");
        assert_eq!(all(&writer).await, [1]);
    }

    #[tokio::test]
    async fn somebody_who_goes_away_while_waiting_holds_nobody_up() {
        let (writer, _folder) = numbers().await;
        let turn = first(&writer).await;
        let other = waits(&writer, 1, true).await;
        other.abort();
        turn.commit().await.expect("done");
        assert_eq!((all(&writer).await, commits(&writer)), (vec![0], 1));
    }

    #[tokio::test]
    async fn a_commit_that_the_database_refuses_is_nobodys() {
        let (writer, _folder) = numbers().await;
        let mut turn = first(&writer).await;
        write(&mut turn, "INSERT INTO needs VALUES (?)", 7).await;
        let other = waits(&writer, 1, true).await;
        assert!(turn.commit().await.is_err());
        assert!(other.await.expect("a task").is_err());
        assert_eq!((all(&writer).await, writer.0.lost.load(Ordering::SeqCst)), (vec![], 1));
        first(&writer).await.commit().await.expect("done");
        assert_eq!(all(&writer).await, [0]);
    }

    #[tokio::test]
    async fn a_transaction_that_breaks_is_nobodys() {
        let (writer, _folder) = numbers().await;
        let turn = first(&writer).await;
        let own = writer.clone();
        let breaks = tokio::spawn(async move {
            let mut turn = own.turn().await.expect("a turn");
            // What a full disk does to it.
            sqlx::query("ROLLBACK").execute(turn.connection().expect("one")).await.expect("rolled back");
        });
        while writer.0.waiting.load(Ordering::SeqCst) == 0 {
            yield_now().await;
        }
        let next = waits(&writer, 2, true).await;
        assert!(turn.commit().await.is_err());
        breaks.await.expect("a task");
        next.await.expect("a task").expect("done in a transaction of its own");
        assert_eq!((all(&writer).await, writer.0.lost.load(Ordering::SeqCst)), (vec![2], 1));
    }
}
