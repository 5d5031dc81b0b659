//! Sessions and the throttle of sign-in: they come and go, and are no facts.

use crate::Store;
use crate::error::{Error, Result};
use crate::organisation::Organisation;
use crate::people::rights_of;
use crate::sql::{Tx, Value, args};
use domain::ids::{PersonId, QuestionnaireId};
use domain::instant::Instant;
use domain::people::Actor;

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// SHA-256 of the session's id: names it without being it.
    pub key: Vec<u8>,
    pub address: Option<String>,
    pub agent: Option<String>,
    pub created_at: Instant,
    pub seen_at: Instant,
}

/// Too many failures; until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throttled {
    pub until: Instant,
}

/// Who stands at the door, and whose door it is.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub actor: Actor,
    pub name: String,
    pub organisation: Organisation,
    /// The present as pages read it: never before the last entry of the trail, whatever the clock does.
    pub present: Instant,
    /// The last entry of the trail.
    pub seq: i64,
    /// Its instant.
    pub head: Instant,
    /// What this person was told and has not read, as far as it is open.
    pub unread: u64,
}

const VISITOR: &str = "SELECT p.id, p.invited_by, p.at, s.seen_at, s.created_at, \
    (SELECT string_agg(r.what, ',') FROM person_right r WHERE r.person = p.id AND r.ended_at = $2), \
    w.name, o.name, o.zone, o.example, h.at, h.seq, \
    (SELECT count(*) FROM notice n WHERE n.person = p.id AND n.ended_at IS NULL AND n.read_at IS NULL) \
    FROM session s JOIN person p ON p.id = s.person LEFT JOIN person_words w ON w.person = p.id \
    CROSS JOIN organisation o CROSS JOIN trail_head h WHERE s.key = $1 AND s.expires_at > $3 AND p.active";

/// A session lives so long without being used …
const IDLE: i64 = 12 * 60 * 60;
/// … and so long in all.
const ABSOLUTE: i64 = 7 * 24 * 60 * 60;
/// `seen_at` is written at most so often.
const SEEN: i64 = 5 * 60;
/// Failures before the door closes for a while.
const FREE_FAILURES: i64 = 5;
/// From one address, whoever it guesses at: a house behind one address signs in at nine o'clock.
const FREE_FROM_ADDRESS: i64 = 30;
const FORGET: i64 = 15 * 60;
const LONGEST_WAIT: i64 = 15 * 60;
/// Seconds for which a device is known after the last sign-in.
const DEVICE: i64 = 366 * 86_400;

impl Store {
    /// A new session. `false` when the key exists already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn create_session(&self, key: &[u8], data: &str) -> Result<bool> {
        let mut tx = self.db.writing().await?;
        let now = self.now();
        tx.run("DELETE FROM session WHERE expires_at <= $1", args![now]).await?;
        let sql = "INSERT INTO session (key, data, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $3, $4) \
                   ON CONFLICT (key) DO NOTHING";
        let made = tx.run(sql, args![key, data, now, now.plus_seconds(IDLE)]).await?;
        tx.commit().await?;
        Ok(made == 1)
    }

    /// Keeps a session's data. A session that ended meanwhile stays ended: this never inserts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save_session(&self, key: &[u8], data: &str) -> Result<()> {
        let mut tx = self.db.writing().await?;
        tx.run("UPDATE session SET data = $2 WHERE key = $1", args![key, data]).await?;
        tx.commit().await
    }

    /// The data of a living session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load_session(&self, key: &[u8]) -> Result<Option<String>> {
        let sql = "SELECT data FROM session WHERE key = $1 AND expires_at > $2";
        let row = self.db.first(sql, args![key, self.now()]).await?;
        row.map(|row| row.get(0)).transpose()
    }

    /// # Errors
    /// When the database fails.
    pub async fn end_session(&self, key: &[u8]) -> Result<()> {
        let mut tx = self.db.writing().await?;
        tx.run("DELETE FROM session WHERE key = $1", args![key]).await?;
        tx.commit().await
    }

    /// Gives a session to the person who signed in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_session(&self, key: &[u8], person: PersonId, address: &str, agent: &str) -> Result<()> {
        let mut tx = self.db.writing().await?;
        let agent: String = agent.chars().take(200).collect();
        let sql = "UPDATE session SET person = $2, address = $3, agent = $4 WHERE key = $1";
        tx.run(sql, args![key, person, address, agent]).await?;
        tx.commit().await
    }

    /// Who asks by this session, with the rights of now, in one statement; and at most every five minutes a note that
    /// the session is in use, if the writer is free. `None` when it has ended or its person was deactivated.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn visitor(&self, key: &[u8]) -> Result<Option<Visitor>> {
        let now = self.now();
        let row = self.db.first(VISITOR, args![key, Instant::NEVER, now]).await?;
        let Some(row) = row else { return Ok(None) };
        let rights: Option<String> = row.get(5)?;
        let invited_by: Option<PersonId> = row.get(1)?;
        let since: Instant = row.get(2)?;
        if row.get::<Instant>(3)?.plus_seconds(SEEN) <= now {
            self.see_session(key, now, row.get(4)?).await;
        }
        Ok(Some(Visitor {
            actor: Actor {
                person: row.get(0)?,
                rights: rights_of(rights.as_deref().unwrap_or_default()),
                invited: invited_by.map(|by| (by, since)),
            },
            name: row.get::<Option<String>>(6)?.unwrap_or_default(),
            organisation: Organisation::read(&row, 7)?,
            present: now.max(row.get(10)?),
            seq: row.get(11)?,
            head: row.get(10)?,
            unread: u64::try_from(row.get::<i64>(12)?).unwrap_or_default(),
        }))
    }

    /// Whoever reads neither waits for a writer nor fails by one: the next request notes it.
    async fn see_session(&self, key: &[u8], now: Instant, created: Instant) {
        let expires = now.plus_seconds(IDLE).min(created.plus_seconds(ABSOLUTE));
        if let Err(error) = self.note_session(args![key, now, expires]).await {
            tracing::warn!("that a session is in use was not noted: {error}");
        }
    }

    async fn note_session(&self, values: Vec<Value>) -> Result<()> {
        let Some(mut tx) = self.db.writing_at_once().await? else { return Ok(()) };
        let skip = if tx.is_postgres() { " FOR UPDATE SKIP LOCKED" } else { "" };
        let sql = format!(
            "UPDATE session SET seen_at = $2, expires_at = $3 WHERE key IN (SELECT key FROM session WHERE key = $1{skip})"
        );
        tx.run(sql, values).await?;
        tx.commit().await
    }

    /// The sessions of a person, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions(&self, person: PersonId) -> Result<Vec<SessionRow>> {
        let sql = "SELECT key, address, agent, created_at, seen_at FROM session \
                   WHERE person = $1 AND expires_at > $2 ORDER BY seen_at DESC, created_at DESC";
        let rows = self.db.all(sql, args![person, self.now()]).await?;
        rows.iter()
            .map(|row| {
                Ok(SessionRow {
                    key: row.get(0)?,
                    address: row.get(1)?,
                    agent: row.get(2)?,
                    created_at: row.get(3)?,
                    seen_at: row.get(4)?,
                })
            })
            .collect()
    }

    /// Ends one of a person's own sessions; somebody else's is not touched.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_session(&self, actor: &Actor, key: &[u8]) -> Result<()> {
        let mut tx = self.db.writing().await?;
        tx.run("DELETE FROM session WHERE key = $1 AND person = $2", args![key, actor.person]).await?;
        tx.commit().await
    }

    /// Counts an attempt to sign in to an account from an address as failed, before it is tried: guesses that come at
    /// once do not slip through together. `Some`: one of the two must wait, and nothing was counted. From the sixth
    /// failure of an account on the wait doubles: 2 s, 4 s, … up to a quarter of an hour.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_in_attempted(&self, [account, address]: [&str; 2]) -> Result<Option<Throttled>> {
        let now = self.now();
        let mut tx = self.db.writing().await?;
        // Rows that others hold are left to others: nobody waits here for somebody who waits for this.
        let skip = if tx.is_postgres() { " FOR UPDATE SKIP LOCKED" } else { "" };
        let past = format!("SELECT what FROM throttle WHERE since <= $1 AND until <= $2{skip}");
        let sql = format!("DELETE FROM throttle WHERE what IN ({past})");
        tx.run(sql, args![now.plus_seconds(-FORGET), now]).await?;
        for (what, free) in [(account, FREE_FAILURES), (address, FREE_FROM_ADDRESS)] {
            // The row is locked from here on, so that attempts are counted one after the other.
            let sql = "INSERT INTO throttle (what, failures, since, until) VALUES ($1, 1, $2, $2) \
                       ON CONFLICT (what) DO UPDATE SET failures = throttle.failures + 1 \
                       RETURNING failures, until";
            let row = tx.first(sql, args![what, now]).await?.ok_or(Error::Unreadable("throttle"))?;
            let (failures, until): (i64, Instant) = (row.get(0)?, row.get(1)?);
            if until > now {
                return Ok(Some(Throttled { until }));
            }
            hold_off(&mut tx, what, failures - free, now).await?;
        }
        tx.commit().await?;
        Ok(None)
    }

    /// Whether somebody signed in before as the owner of this address with this device, known by the hash of its key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn knows_device(&self, device: &[u8], email: &str) -> Result<bool> {
        let sql = "SELECT 1 FROM device d JOIN person_words w ON w.person = d.person WHERE d.key = $1 AND w.email = $2";
        Ok(self.db.first(sql, args![device, email]).await?.is_some())
    }

    /// Knows a device from now on, until nobody signs in with it for a year.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn know_device(&self, device: &[u8], person: PersonId) -> Result<()> {
        let (mut tx, now) = (self.db.writing().await?, self.now());
        tx.run("DELETE FROM device WHERE at < $1", args![now.plus_seconds(-DEVICE)]).await?;
        let sql = "INSERT INTO device (key, person, at) VALUES ($1, $2, $3) \
                   ON CONFLICT (key) DO UPDATE SET person = excluded.person, at = excluded.at";
        tx.run(sql, args![device, person, now]).await?;
        let sql = "DELETE FROM device WHERE person = $1 AND key NOT IN \
                   (SELECT key FROM device WHERE person = $1 ORDER BY at DESC LIMIT 10)";
        tx.run(sql, args![person]).await?;
        tx.commit().await
    }

    /// Takes back one attempt that turned out to be none: it was not tried.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_in_not_tried(&self, whats: [&str; 2]) -> Result<()> {
        let mut tx = self.db.writing().await?;
        for what in whats {
            take_back(&mut tx, what, self.now()).await?;
        }
        tx.commit().await
    }

    /// Forgets the failures of an account after a good sign-in; its address keeps those of others.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_in_succeeded(&self, [account, address]: [&str; 2]) -> Result<()> {
        let mut tx = self.db.writing().await?;
        tx.run("DELETE FROM throttle WHERE what = $1", args![account]).await?;
        take_back(&mut tx, address, self.now()).await?;
        tx.commit().await
    }
}

/// Links that open nothing, from one address, before it has to wait.
const FREE_MISSES: i64 = 20;
/// Writings through the links of one questionnaire, within a quarter of an hour, before they have to wait.
const FREE_WRITINGS: i64 = 300;
/// Files that come through them meanwhile.
const FREE_FILES: i64 = 30;

impl Store {
    /// Whether an address has to wait before it tries another link.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn link_waits(&self, address: &str) -> Result<Option<Throttled>> {
        let (what, now) = (missed(address), self.now());
        let sql = "SELECT until FROM throttle WHERE what = $1 AND until > $2";
        let row = self.db.first(sql, args![what, now]).await?;
        row.map(|row| Ok(Throttled { until: row.get(0)? })).transpose()
    }

    /// Counts a link of an address that opens nothing. From the twenty-first on the wait doubles, up to a quarter of an
    /// hour; `Some`: it waits already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn link_missed(&self, address: &str) -> Result<Option<Throttled>> {
        self.counted(&missed(address), FREE_MISSES).await
    }

    /// Counts a writing through a link of a questionnaire, however many links it has; `Some`: it has to wait.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn link_wrote(&self, of: QuestionnaireId) -> Result<Option<Throttled>> {
        self.counted(&format!("writing by links of {of}"), FREE_WRITINGS).await
    }

    /// Counts a file that comes through one, taken in or not; `Some`: it has to wait.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn link_sent_file(&self, of: QuestionnaireId) -> Result<Option<Throttled>> {
        self.counted(&format!("files by links of {of}"), FREE_FILES).await
    }

    async fn counted(&self, what: &str, free: i64) -> Result<Option<Throttled>> {
        let now = self.now();
        let mut tx = self.db.writing().await?;
        // What is long past counts no more. The row is locked from here on.
        let sql = "INSERT INTO throttle (what, failures, since, until) VALUES ($1, 1, $2, $2) \
                   ON CONFLICT (what) DO UPDATE SET failures = CASE WHEN throttle.since <= $3 AND throttle.until <= $2 \
                   THEN 1 ELSE throttle.failures + 1 END RETURNING failures, until";
        let row = tx.first(sql, args![what, now, now.plus_seconds(-FORGET)]).await?;
        let row = row.ok_or(Error::Unreadable("throttle"))?;
        let (failures, until): (i64, Instant) = (row.get(0)?, row.get(1)?);
        if until > now {
            return Ok(Some(Throttled { until }));
        }
        hold_off(&mut tx, what, failures - free, now).await?;
        tx.commit().await?;
        Ok(None)
    }
}

fn missed(address: &str) -> String {
    format!("links from {address}")
}

/// Makes whoever failed so many times more than is free wait: 2 s, 4 s, … up to the longest.
async fn hold_off(tx: &mut Tx, what: &str, over: i64, now: Instant) -> Result<()> {
    let over = u32::try_from(over).unwrap_or(0).min(20);
    let until = if over > 0 { now.plus_seconds((1_i64 << over).min(LONGEST_WAIT)) } else { now };
    let sql = "UPDATE throttle SET since = $2, until = $3 WHERE what = $1";
    tx.run(sql, args![what, now, until]).await.map(|_| ())
}

async fn take_back(tx: &mut Tx, what: &str, now: Instant) -> Result<()> {
    let sql = "UPDATE throttle SET failures = failures - 1, until = $2 WHERE what = $1 AND failures > 0";
    tx.run(sql, args![what, now]).await.map(|_| ())
}
