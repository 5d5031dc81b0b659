//! The organisation: one database is one.

use crate::Store;
use crate::error::{Error, Result};
use crate::sql::Row;
use crate::zone::NamedZone;

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
        let row = self.db.reading().await?.first("SELECT name, zone, example FROM organisation", vec![]).await?;
        row.map(|row| Organisation::read(&row, 0)).transpose()
    }
}
