//! What is here already, as a list that comes in is held against it.

use crate::Store;
use crate::error::Result;
use crate::incoming::ComingList;
use crate::sql::{Tx, args};
use crate::vendors::{VENDOR, vendor};
use domain::ids::{SystemId, VendorId};
use domain::incoming::{Here, Incoming, KnownSystem, KnownVendor, Plan};
use domain::roll::{Known, Roll};
use jiff::civil::Date;

impl Store {
    /// What a list would do if it came in on a day: nothing is written.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn look_at_list(&self, list: &ComingList, today: Date) -> Result<Plan> {
        let mut tx = self.db.reading().await?;
        let here = here(&mut tx, list.heads.list(), today).await?;
        Ok(list.heads.plan(&list.rows, &here))
    }
}

/// What that list is held against.
pub(super) async fn here(tx: &mut Tx, list: Incoming, today: Date) -> Result<Here> {
    let mut here = Here::empty(today);
    for row in tx.all(format!("{VENDOR} ORDER BY v.no"), vec![]).await? {
        let row = vendor(&row)?;
        here.vendors.push(KnownVendor { id: row.id, draft: row.draft() });
    }
    match list {
        Incoming::Vendors => here.roll = roll(tx).await?,
        Incoming::Dependencies => depends(tx, &mut here).await?,
        Incoming::Subprocessors => passes(tx, &mut here).await?,
        Incoming::Attestations => {
            for row in crate::attestations::all_of(tx).await? {
                // What was rejected or taken back may be entered once more.
                let stands = row.review.as_ref().is_none_or(|review| review.accepted) && row.taken_back.is_none();
                if stands {
                    here.documents.entry(row.vendor).or_default().push((row.kind, row.terms));
                }
            }
        }
    }
    Ok(here)
}

/// The people who are active: whoever owns something is.
async fn roll(tx: &mut Tx) -> Result<Roll> {
    let sql = "SELECT p.id, w.name, w.email FROM person p JOIN person_words w ON w.person = p.id \
               WHERE p.active AND w.name IS NOT NULL";
    let mut people = Vec::new();
    for row in tx.all(sql, vec![]).await? {
        let email = row.get::<Option<String>>(2)?.unwrap_or_default();
        people.push(Known { person: row.get(0)?, name: row.get(1)?, email });
    }
    Ok(Roll::of(&people))
}

async fn depends(tx: &mut Tx, here: &mut Here) -> Result<()> {
    for row in tx.all("SELECT id, name, external_id FROM system ORDER BY no", vec![]).await? {
        here.systems.push(KnownSystem { id: row.get(0)?, name: row.get(1)?, external_id: row.get(2)? });
    }
    let sql = "SELECT y.id, v.id FROM dependency d JOIN system y ON y.no = d.system JOIN vendor v ON v.no = d.vendor";
    for row in tx.all(sql, vec![]).await? {
        here.dependencies.insert((row.get::<SystemId>(0)?, row.get::<VendorId>(1)?));
    }
    Ok(())
}

async fn passes(tx: &mut Tx, here: &mut Here) -> Result<()> {
    let sql = "SELECT v.id, s.id, p.what FROM subprocessor p JOIN vendor v ON v.no = p.vendor \
               JOIN vendor s ON s.no = p.sub WHERE p.ended_at IS NULL";
    for row in tx.all(sql, args![]).await? {
        here.passes.insert((row.get::<VendorId>(0)?, row.get::<VendorId>(1)?), row.get(2)?);
    }
    Ok(())
}
