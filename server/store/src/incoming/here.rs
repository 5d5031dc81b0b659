//! What is here already, as a list that comes in is held against it.

use crate::Store;
use crate::error::Result;
use crate::incoming::ComingList;
use crate::own_tasks::drafts_in;
use crate::people::{PersonRow, people_in};
use crate::risks;
use crate::spine::Spine;
use crate::sql::{Tx, args};
use crate::vendors::{VENDOR, vendor};
use domain::ids::{SystemId, VendorId};
use domain::incoming::{Here, Incoming, KnownPerson, KnownSystem, KnownVendor, Plan};
use domain::instant::{Instant, Zone};
use domain::people::Actor;
use domain::roll::{Known, Roll};

impl Store {
    /// What a list would do if somebody brought it now: nothing is written. `by` is `None` for whoever looks at the command
    /// line without saying who they are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn look_at_list(&self, by: Option<&Actor>, list: &ComingList, zone: &impl Zone) -> Result<Plan> {
        let spine = self.spine().await?;
        let mut tx = self.db.reading().await?;
        let here = here(&mut tx, &spine, by, list, (self.now(), zone)).await?;
        Ok(list.heads.plan(&list.rows, &here))
    }
}

/// What that list is held against.
pub(super) async fn here(
    tx: &mut Tx,
    spine: &Spine,
    by: Option<&Actor>,
    list: &ComingList,
    (now, zone): (Instant, &impl Zone),
) -> Result<Here> {
    let mut here = Here::empty(zone.day(now));
    let running = spine.controls.iter().filter(|control| !control.retired).map(|control| control.id.clone());
    match list.heads.list() {
        Incoming::Vendors => {
            vendors(tx, &mut here).await?;
            here.roll = roll(tx).await?;
        }
        Incoming::Dependencies => {
            vendors(tx, &mut here).await?;
            depends(tx, &mut here).await?;
        }
        Incoming::Subprocessors => {
            vendors(tx, &mut here).await?;
            passes(tx, &mut here).await?;
        }
        Incoming::People => here.people = people_in(tx).await?.into_iter().filter_map(known).collect(),
        Incoming::OwnTasks => {
            here.roll = roll(tx).await?;
            here.controls = running.collect();
            here.own_tasks = drafts_in(tx).await?;
            systems(tx, &mut here).await?;
        }
        Incoming::Risks => {
            here.roll = roll(tx).await?;
            here.controls = running.collect();
            systems(tx, &mut here).await?;
            for of in list.heads.assessed(&list.rows, &here) {
                let known = risks::known(tx, spine, of, by, now, zone).await?;
                here.assessments.insert(of, known);
            }
        }
        Incoming::Attestations => {
            vendors(tx, &mut here).await?;
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

async fn vendors(tx: &mut Tx, here: &mut Here) -> Result<()> {
    for row in tx.all(format!("{VENDOR} ORDER BY v.no"), vec![]).await? {
        let row = vendor(&row)?;
        here.vendors.push(KnownVendor { id: row.id, draft: row.draft() });
    }
    Ok(())
}

/// Whoever was erased has no address by which a list could mean them.
fn known(row: PersonRow) -> Option<KnownPerson> {
    let PersonRow { id, name, email, department, rights, active, .. } = row;
    let (name, department) = (name.unwrap_or_default(), department.unwrap_or_default());
    Some(KnownPerson { id, name, email: email?, department, rights, active })
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

async fn systems(tx: &mut Tx, here: &mut Here) -> Result<()> {
    for row in tx.all("SELECT id, name, external_id FROM system ORDER BY no", vec![]).await? {
        here.systems.push(KnownSystem { id: row.get(0)?, name: row.get(1)?, external_id: row.get(2)? });
    }
    Ok(())
}

async fn depends(tx: &mut Tx, here: &mut Here) -> Result<()> {
    systems(tx, here).await?;
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
