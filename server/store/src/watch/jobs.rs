//! Jobs: what is to be done in the background, by one process at a time, again when it fails, and seen when it never works.

use crate::Store;
use crate::error::{Error, Result};
use crate::sql::{Row, Tx, args};
use crate::writing::{allow, id_at};
use domain::ids::{JobId, PersonId};
use domain::instant::Instant;
use domain::notices::{JobKind, JobState};
use domain::people::{Actor, Relation};
use domain::refusal::Refusal;
use domain::trail::Verb;
use jiff::civil::Date;

/// A job in the hands of this process until its lease ends: whose attempt is the last, has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    pub id: JobId,
    pub kind: JobKind,
    pub key: String,
    /// How often it was begun, this time included.
    pub attempts: i64,
}

/// A job as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRow {
    pub id: JobId,
    pub kind: JobKind,
    pub key: String,
    pub state: JobState,
    pub due: Instant,
    pub attempts: i64,
    /// What went wrong last; empty when nothing did.
    pub error: String,
    pub made: Instant,
    pub ended: Option<Instant>,
}

/// Attempts before a job is given up: with the waits between them more than half a day.
const ATTEMPTS: i64 = 12;
/// The same of letters: a mail server may be down for four days.
const LETTER_ATTEMPTS: i64 = 28;
/// Seconds before the second attempt; each later one waits twice as long, six hours at most.
const FIRST_WAIT: i64 = 30;
const LONGEST_WAIT: i64 = 6 * 3_600;
/// Seconds for which a job belongs to whoever took it.
const LEASE: i64 = 300;
/// Seconds for which done jobs are kept.
const KEPT: i64 = 30 * 86_400;

const fn attempts(kind: JobKind) -> i64 {
    match kind {
        JobKind::Watch => ATTEMPTS,
        JobKind::Letter | JobKind::Summary => LETTER_ATTEMPTS,
    }
}

/// Seconds until the next attempt; none when there is none.
const fn wait(kind: JobKind, attempted: i64) -> Option<i64> {
    if attempted >= attempts(kind) {
        return None;
    }
    let doubled = if attempted > 20 { LONGEST_WAIT } else { FIRST_WAIT << (attempted - 1) };
    Some(if doubled < LONGEST_WAIT { doubled } else { LONGEST_WAIT })
}

const JOB: &str = "SELECT id, kind, key, state, due_at, attempts, error, made_at, ended_at FROM job";

impl Store {
    /// Queues a job; the same is queued once, ever. Whether it is new.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn queue_job(&self, kind: JobKind, key: &str, due: Instant) -> Result<bool> {
        let mut tx = self.db.writing().await?;
        let new = tx.run(QUEUE, self.queued(kind, key, due)).await? == 1;
        tx.commit().await?;
        Ok(new)
    }

    pub(super) fn queued(&self, kind: JobKind, key: &str, due: Instant) -> Vec<crate::sql::Value> {
        args![JobId(id_at(self.world.as_ref(), self.now())), kind.key(), key, JobState::Waiting.key(), due, self.now()]
    }

    /// Takes the job that is due the longest, for five minutes; `None` when there is none that nobody has. Two processes
    /// never take the same.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lease_job(&self) -> Result<Option<Job>> {
        let now = self.now();
        let sql = "UPDATE job SET leased_until = $1, attempts = attempts + 1 WHERE id = (SELECT id FROM job \
                   WHERE state = 'waiting' AND due_at <= $2 AND (leased_until IS NULL OR leased_until <= $2) \
                   ORDER BY due_at, id LIMIT 1) AND state = 'waiting' AND (leased_until IS NULL OR leased_until <= $2) \
                   RETURNING id, kind, key, attempts";
        loop {
            let mut tx = self.db.writing().await?;
            let row = tx.first(sql, args![now.plus_seconds(LEASE), now]).await?;
            tx.commit().await?;
            let Some(row) = row else { return Ok(None) };
            let kind = row.get::<String>(1)?.parse().map_err(|_| Error::Unreadable("job"))?;
            let job = Job { id: row.get(0)?, kind, key: row.get(2)?, attempts: row.get(3)? };
            if job.attempts <= attempts(kind) {
                return Ok(Some(job));
            }
            // Nobody said that it failed: whoever tried died of it, each time.
            self.fail_job(&job, "The program ended while it was at this.").await?;
        }
    }

    /// Ends a job that was done. `false` when it had become somebody else's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish_job(&self, job: &Job) -> Result<bool> {
        let sql = "UPDATE job SET state = 'done', ended_at = $3, leased_until = NULL, error = '' \
                   WHERE id = $1 AND attempts = $2 AND state = 'waiting'";
        let mut tx = self.db.writing().await?;
        let mine = tx.run(sql, args![job.id, job.attempts, self.now()]).await? == 1;
        tx.commit().await?;
        Ok(mine)
    }

    /// Puts a job back that failed, to be tried again later and later; after the last attempt it is dead, and stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn fail_job(&self, job: &Job, error: &str) -> Result<()> {
        let now = self.now();
        let error: String = error.chars().take(500).collect();
        let (state, due, ended) = match wait(job.kind, job.attempts) {
            Some(seconds) => (JobState::Waiting, now.plus_seconds(seconds), None),
            None => (JobState::Dead, now, Some(now)),
        };
        let sql = "UPDATE job SET state = $3, due_at = $4, ended_at = $5, error = $6, leased_until = NULL \
                   WHERE id = $1 AND attempts = $2 AND state = 'waiting'";
        let mut tx = self.db.writing().await?;
        let mine = tx.run(sql, args![job.id, job.attempts, state.key(), due, ended, error]).await? == 1;
        if let (true, JobState::Dead, JobKind::Letter) = (mine, state, job.kind) {
            give_back(&mut tx, &job.key).await?;
        }
        tx.commit().await
    }

    /// Jobs of one state or of all, the latest first; at most a hundred.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn jobs(&self, state: Option<JobState>) -> Result<Vec<JobRow>> {
        let mut tx = self.db.reading().await?;
        let rows = match state {
            Some(state) => {
                let sql = format!("{JOB} WHERE state = $1 ORDER BY ended_at DESC, due_at, id LIMIT 100");
                tx.all(sql, args![state.key()]).await?
            }
            None => tx.all(format!("{JOB} ORDER BY made_at DESC, id LIMIT 100"), vec![]).await?,
        };
        rows.iter().map(job).collect()
    }

    /// How many jobs there are in each state.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job_counts(&self) -> Result<Vec<(JobState, u64)>> {
        let rows = self.db.all("SELECT state, count(*) FROM job GROUP BY state", vec![]).await?;
        let count = |row: &Row| {
            let state = row.get::<String>(0)?.parse().map_err(|_| Error::Unreadable("job"))?;
            Ok((state, u64::try_from(row.get::<i64>(1)?).unwrap_or_default()))
        };
        rows.iter().map(count).collect()
    }

    /// Has a dead job tried again, from the beginning.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for whoever does not administer; [`Refusal::Conflict`] when it is not dead.
    pub async fn revive_job(&self, actor: &Actor, id: JobId) -> Result<()> {
        allow(actor, Verb::SettingsChanged, Relation::Stranger)?;
        let sql = "UPDATE job SET state = 'waiting', due_at = $2, attempts = 0, ended_at = NULL WHERE id = $1 AND state = 'dead'";
        let mut tx = self.db.writing().await?;
        if tx.run(sql, args![id, self.now()]).await? == 0 {
            return Err(Refusal::conflict("This job has not failed for good. Nothing was done.").into());
        }
        tx.commit().await
    }

    /// Takes away what was done long ago. How many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep_jobs(&self) -> Result<u64> {
        let mut tx = self.db.writing().await?;
        let sql = "DELETE FROM job WHERE state = 'done' AND ended_at < $1";
        let swept = tx.run(sql, args![self.now().plus_seconds(-KEPT)]).await?;
        tx.commit().await?;
        Ok(swept)
    }
}

/// What a letter would have told is told by a later one.
async fn give_back(tx: &mut Tx, letter: &str) -> Result<()> {
    let parts = letter.split_once(' ').and_then(|(person, on)| Some((person.parse().ok()?, on.parse().ok()?)));
    // Whose it was cannot be read: it told nothing.
    let Some((person, on)) = parts else { return Ok(()) };
    let (person, on): (PersonId, Date) = (person, on);
    let sql = "UPDATE notice SET letter_on = NULL WHERE person = $1 AND letter_on = $2";
    tx.run(sql, args![person, on]).await?;
    Ok(())
}

pub(super) const QUEUE: &str = "INSERT INTO job (id, kind, key, state, due_at, attempts, error, made_at) \
    VALUES ($1, $2, $3, $4, $5, 0, '', $6) ON CONFLICT (kind, key) DO NOTHING";

fn job(row: &Row) -> Result<JobRow> {
    Ok(JobRow {
        id: row.get(0)?,
        kind: row.get::<String>(1)?.parse().map_err(|_| Error::Unreadable("job"))?,
        key: row.get(2)?,
        state: row.get::<String>(3)?.parse().map_err(|_| Error::Unreadable("job"))?,
        due: row.get(4)?,
        attempts: row.get(5)?,
        error: row.get(6)?,
        made: row.get(7)?,
        ended: row.get(8)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_that_fails_is_tried_again_later_and_later_for_half_a_day_and_a_letter_for_four() {
        let waits = |kind| (1..=100).map_while(move |attempted| wait(kind, attempted));
        let watch: Vec<_> = waits(JobKind::Watch).collect();
        assert_eq!(watch, [30, 60, 120, 240, 480, 960, 1_920, 3_840, 7_680, 15_360, 21_600]);
        assert_eq!(watch.iter().sum::<i64>() / 3_600, 14);
        assert_eq!(waits(JobKind::Letter).sum::<i64>() / 86_400, 4);
    }
}
