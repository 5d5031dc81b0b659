//! Idempotency keys: a request that is sent twice is done once. What is kept of an answer comes and goes; that the
//! command was done is known by the entry, which the command itself notes here.

use crate::Store;
use crate::error::{Error, Result};
use crate::sql::{Tx, args};
use domain::ids::TokenId;
use domain::instant::Instant;
use domain::refusal::Refusal;

/// For how long an answer is kept, in seconds.
const KEPT: i64 = 24 * 60 * 60;
/// After so many seconds a request without an answer is no longer under way, whatever became of it: a request has a
/// minute.
const UNDER_WAY: i64 = 120;

/// The place that a request holds under its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reserved {
    pub token: TokenId,
    pub name: String,
    /// Since when: whoever takes the place over holds it from another instant.
    pub at: Instant,
}

/// An answer as it was given first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    pub status: u16,
    /// The headers that are said again, as JSON.
    pub head: String,
    pub body: Vec<u8>,
}

/// What a key leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// Nobody used it: go on.
    First(Reserved),
    /// It was answered: say the same.
    Again(KeptAnswer),
    /// It was used with another request.
    Other,
    /// The same request is under way.
    UnderWay,
    /// It was done, as this entry of the trail, and its answer was never heard.
    Done(i64),
}

impl Store {
    /// Takes the place of a request under its key, if it is free. Of several that come at once one gets it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_once(&self, token: TokenId, name: &str, digest: &[u8]) -> Result<Begun> {
        let mut tx = self.db.writing().await?;
        forget(&mut tx, token, name, self.now().plus_seconds(-KEPT)).await?;
        let begun = begin(&mut tx, Reserved { token, name: name.to_owned(), at: self.now() }, digest).await?;
        // Also where nothing was written: a lock that is only dropped is let go later, and the next would meet it.
        tx.commit().await?;
        Ok(begun)
    }

    /// Keeps the answer of a request under its key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_answer(&self, reserved: &Reserved, answer: &KeptAnswer) -> Result<()> {
        let mut tx = self.db.writing().await?;
        let Reserved { token, name, at } = reserved;
        let sql = "UPDATE token_answer SET status = $4, head = $5, body = $6 \
                   WHERE token = $1 AND name = $2 AND at = $3 AND status IS NULL";
        let values =
            args![*token, name.as_str(), *at, i64::from(answer.status), answer.head.as_str(), answer.body.as_slice()];
        tx.run(sql, values).await?;
        tx.commit().await
    }

    /// Gives the place up: the request was not done, and may be sent again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn give_up(&self, reserved: &Reserved) -> Result<()> {
        let mut tx = self.db.writing().await?;
        let Reserved { token, name, at } = reserved;
        let sql = "DELETE FROM token_answer WHERE token = $1 AND name = $2 AND at = $3 AND seq IS NULL";
        tx.run(sql, args![*token, name.as_str(), *at]).await?;
        tx.commit().await
    }
}

/// Takes away what was kept long enough: under this key at all events, and some of the rest.
async fn forget(tx: &mut Tx, token: TokenId, name: &str, before: Instant) -> Result<()> {
    let sql = "DELETE FROM token_answer WHERE token = $1 AND name = $2 AND at <= $3";
    tx.run(sql, args![token, name, before]).await?;
    let skip = if tx.is_postgres() { " FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "DELETE FROM token_answer WHERE (token, name) IN \
         (SELECT token, name FROM token_answer WHERE at <= $1 ORDER BY at LIMIT 100{skip})"
    );
    tx.run(sql, args![before]).await?;
    Ok(())
}

/// What the key leads to; the place is held when it was free.
async fn begin(tx: &mut Tx, reserved: Reserved, digest: &[u8]) -> Result<Begun> {
    let Reserved { token, ref name, at } = reserved;
    let name = name.as_str();
    let sql = "INSERT INTO token_answer (token, name, digest, at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (token, name) DO NOTHING";
    if tx.run(sql, args![token, name, digest, at]).await? == 1 {
        return Ok(Begun::First(reserved));
    }
    let lock = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    let sql =
        format!("SELECT digest, at, seq, status, head, body FROM token_answer WHERE token = $1 AND name = $2{lock}");
    // Taken away by its age between the two statements: the next try finds it free.
    let Some(row) = tx.first(sql, args![token, name]).await? else { return Ok(Begun::UnderWay) };
    let (since, seq): (Instant, Option<i64>) = (row.get(1)?, row.get(2)?);
    if row.get::<Vec<u8>>(0)? != digest {
        return Ok(Begun::Other);
    }
    if let Some(status) = row.get::<Option<i64>>(3)? {
        let status = u16::try_from(status).map_err(|_| Error::Unreadable("status"))?;
        let body = row.get::<Option<Vec<u8>>>(5)?.unwrap_or_default();
        return Ok(Begun::Again(KeptAnswer { status, head: row.get::<Option<String>>(4)?.unwrap_or_default(), body }));
    }
    if since.plus_seconds(UNDER_WAY) > at {
        return Ok(Begun::UnderWay);
    }
    if let Some(seq) = seq {
        return Ok(Begun::Done(seq));
    }
    // Whoever began it did nothing, and can do nothing any more: their place is another's.
    let sql = "UPDATE token_answer SET at = $3 WHERE token = $1 AND name = $2 AND at = $4";
    let taken = tx.run(sql, args![token, name, at, since]).await?;
    Ok(if taken == 1 { Begun::First(reserved) } else { Begun::UnderWay })
}

impl Reserved {
    /// Notes in the command itself that it was done.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] when another request took the place over.
    pub(crate) async fn done(&self, tx: &mut Tx, seq: i64) -> Result<()> {
        let sql = "UPDATE token_answer SET seq = coalesce(seq, $4) WHERE token = $1 AND name = $2 AND at = $3";
        match tx.run(sql, args![self.token, self.name.as_str(), self.at, seq]).await? {
            1 => Ok(()),
            _ => Err(Refusal::conflict("Another request took the place under this key. Nothing was done.").into()),
        }
    }
}
