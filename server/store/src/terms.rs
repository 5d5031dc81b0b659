//! The terms of a programme as they were written down: what its form holds.

use crate::Store;
use crate::error::{Error, Result};
use crate::sql::{Row, args};
use crate::writing::Writing;
use domain::ids::ProgrammeId;
use domain::programme::ProgrammeDraft;
use domain::refusal::Refusal;
use domain::words::{Categories, Set};

/// A programme's terms with the version that a form of them carries.
#[derive(Clone, Debug)]
pub struct Terms {
    pub no: i64,
    pub version: i64,
    pub draft: ProgrammeDraft,
}

const TERMS: &str = "SELECT no, version, name, kind, on_day, window_from, window_until, categories, reasons, commitments \
    FROM programme WHERE id = $1";

fn terms(row: &Row) -> Result<Terms> {
    let bits = u32::try_from(row.get::<i64>(7)?).map_err(|_| Error::Unreadable("categories"))?;
    let draft = ProgrammeDraft {
        name: row.get(2)?,
        kind: row.get::<String>(3)?.parse().map_err(|_| Error::Unreadable("kind of report"))?,
        on_day: row.get(4)?,
        window_from: row.get(5)?,
        window_until: row.get(6)?,
        categories: Categories::from(Set::from_bits(bits)),
        reasons: row.get(8)?,
        commitments: row.get(9)?,
    };
    Ok(Terms { no: row.get(0)?, version: row.get(1)?, draft })
}

impl Store {
    /// The terms of a programme.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn terms(&self, id: ProgrammeId) -> Result<Terms> {
        let row = self.db.first(TERMS, args![id]).await?;
        terms(&row.ok_or_else(|| Refusal::missing("programme"))?)
    }
}

impl Writing {
    pub(crate) async fn terms(&mut self, id: ProgrammeId) -> Result<Terms> {
        let row = self.tx.first(TERMS, args![id]).await?;
        terms(&row.ok_or_else(|| Refusal::missing("programme"))?)
    }
}
