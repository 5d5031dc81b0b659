//! The organisation's scale, version by version.

use crate::Store;
use crate::error::{Error, Result};
use crate::sql::{Tx, args};
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::risks::{Scale, ScaleDraft};
use domain::trail::{Event, Verb};

/// The last version; until somebody sets one, the library's is the first.
pub(super) async fn scale_in(tx: &mut Tx) -> Result<Scale> {
    let row = tx.first("SELECT body FROM risk_scale ORDER BY version DESC LIMIT 1", vec![]).await?;
    row.map_or_else(|| Ok(Scale::default()), |row| read(&row.get::<String>(0)?))
}

/// That version.
pub(super) async fn scale_of(tx: &mut Tx, version: u32) -> Result<Scale> {
    let first = Scale::default();
    if version == first.version {
        return Ok(first);
    }
    let row = tx.first("SELECT body FROM risk_scale WHERE version = $1", args![i64::from(version)]).await?;
    read(&row.ok_or_else(|| Refusal::missing("version of the scale"))?.get::<String>(0)?)
}

fn read(body: &str) -> Result<Scale> {
    serde_json::from_str(body).map_err(|_| Error::Unreadable("scale of risks"))
}

impl Store {
    /// Sets the scale by which risks are rated from now on. What was judged keeps its band. `seen` is the version that
    /// the form showed; the new one's.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at the draft's fields; [`Refusal::Conflict`] when somebody set another meanwhile, or nothing
    /// is different; [`Refusal::Forbidden`].
    pub async fn set_risk_scale(&self, actor: &Actor, draft: &ScaleDraft, seen: u32) -> Result<u32> {
        let mut w = self.write_as(actor, Verb::RiskScaleSet).await?;
        let now = scale_in(&mut w.tx).await?;
        let scale = draft.check(now.version + 1)?;
        if now.version != seen {
            return Err(Refusal::conflict("Somebody set another scale meanwhile. What you typed is kept below.").into());
        }
        if (Scale { version: now.version, ..scale.clone() }) == now {
            return Err(Refusal::conflict("This is the scale in use. Nothing was changed.").into());
        }
        let body = serde_json::to_string(&scale).map_err(|_| Error::Unreadable("scale of risks"))?;
        let sql = "INSERT INTO risk_scale (version, body, by, from_at, from_seq) VALUES ($1, $2, $3, $4, $5)";
        let values = args![i64::from(scale.version), body.as_str(), actor.person, w.now(), w.seq()];
        w.tx.run(sql, values).await?;
        w.vouch(format!("risk-scale/{}", scale.version), &body);
        let event = Event::new(Verb::RiskScaleSet, actor.person)
            .with("version", i64::from(scale.version))
            .with("appetite", scale.appetite.key());
        w.commit(event).await?;
        Ok(scale.version)
    }

    /// The scale by which risks are rated now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn risk_scale(&self) -> Result<Scale> {
        scale_in(&mut self.db.reading().await?).await
    }
}
