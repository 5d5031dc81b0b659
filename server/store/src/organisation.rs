//! The organisation: one database is one.

use crate::Store;
use crate::error::{Error, Result};
use crate::sql::{Row, Tx};
use crate::writing::Writing;
use crate::zone::NamedZone;
use domain::refusal::Refusal;

/// Whose database this is.
#[derive(Clone, Debug)]
pub struct Organisation {
    pub name: String,
    /// Where its days begin.
    pub zone: NamedZone,
    /// An example from birth: its pages say so, and a visitor changes between the story's people.
    pub example: bool,
}

impl Organisation {
    /// From columns `name, zone, example` at `i`.
    pub(crate) fn read(row: &Row, i: usize) -> Result<Self> {
        let zone: String = row.get(i + 1)?;
        let zone = NamedZone::find(&zone).ok_or(Error::Unreadable("time zone"))?;
        Ok(Self { name: row.get(i)?, zone, example: row.get(i + 2)? })
    }
}

impl Store {
    /// The organisation; `None` before the first run.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn organisation(&self) -> Result<Option<Organisation>> {
        let row = self.db.first("SELECT name, zone, example FROM organisation", vec![]).await?;
        row.map(|row| Organisation::read(&row, 0)).transpose()
    }
}

impl Writing {
    /// Where the organisation's days begin.
    pub(crate) async fn zone(&mut self) -> Result<NamedZone> {
        zone_in(&mut self.tx).await
    }
}

/// The same in any transaction.
pub(crate) async fn zone_in(tx: &mut Tx) -> Result<NamedZone> {
    let row = tx.first("SELECT zone FROM organisation", vec![]).await?;
    let name: String = row.ok_or_else(|| Refusal::missing("organisation"))?.get(0)?;
    NamedZone::find(&name).ok_or(Error::Unreadable("time zone"))
}
