//! The register of vendors as it was at an instant that has passed: folded back from what was changed since.

use crate::Store;
use crate::error::{Error, Result};
use crate::sql::{Tx, args};
use crate::vendors::{VENDOR, VendorRow, vendor};
use domain::ids::VendorId;
use domain::instant::Instant;
use std::collections::BTreeMap;

impl Store {
    /// The vendors that were in the register at an instant, by name, each as it read then, with how many systems depended
    /// on it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn vendors_at(&self, at: Instant) -> Result<Vec<VendorRow>> {
        vendors_at(&mut self.db.reading().await?, at).await
    }
}

pub(crate) async fn vendors_at(tx: &mut Tx, at: Instant) -> Result<Vec<VendorRow>> {
    let rows = tx.all(format!("{VENDOR} WHERE v.at <= $1"), args![at]).await?;
    let mut all = rows.iter().map(|row| vendor(row).map(|row| (row.id, row))).collect::<Result<BTreeMap<_, _>>>()?;
    // The newest first: what is folded back last is what it was at that instant.
    let sql = "SELECT c.vendor, c.field, c.was FROM vendor_change c JOIN event e ON e.seq = c.seq WHERE e.at > $1 \
               ORDER BY c.seq DESC";
    for row in tx.all(sql, args![at]).await? {
        if let Some(vendor) = all.get_mut(&row.get::<VendorId>(0)?) {
            back(vendor, &row.get::<String>(1)?, row.get(2)?)?;
        }
    }
    let sql = "SELECT f.key, count(*) FROM fact f WHERE f.about = 'subject' AND f.what = 'vendor' AND f.from_at <= $1 \
               AND f.ended_at > $1 GROUP BY f.key";
    let mut systems = BTreeMap::new();
    for row in tx.all(sql, args![at]).await? {
        let no: i64 = row.get::<String>(0)?.parse().map_err(|_| Error::Unreadable("vendor"))?;
        systems.insert(no, usize::try_from(row.get::<i64>(1)?).map_err(|_| Error::Unreadable("count"))?);
    }
    let mut all: Vec<_> = all.into_values().collect();
    for vendor in &mut all {
        vendor.systems = systems.get(&vendor.no).copied().unwrap_or_default();
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(all)
}

/// One field as it was before a change.
fn back(vendor: &mut VendorRow, field: &str, was: String) -> Result<()> {
    let answer = |text: &str| match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    match field {
        "name" => vendor.name = was,
        "service" => vendor.service = was,
        "tier" => vendor.tier = was.parse().map_err(|_| Error::Unreadable("tier"))?,
        "owner" => vendor.owner = was.parse().ok(),
        "regions" => vendor.regions = was,
        "data" => vendor.data = was,
        "trains" => vendor.trains = answer(&was),
        "keeps" => vendor.keeps = answer(&was),
        "contract" => vendor.contract = was,
        _ => return Err(Error::Unreadable("field of a vendor")),
    }
    Ok(())
}
