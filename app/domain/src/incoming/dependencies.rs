//! Which system depends on which vendor, as a list: one row a pair.

use super::here::Here;
use super::plan::{Coming, Fate, Plan};
use crate::columns::{Columns, Named};
use crate::import::RawRow;
use crate::words::word;
use std::collections::BTreeMap;

word! {
    /// What a column of the list of dependencies holds.
    pub enum DependencyColumn {
        SystemId = "system-id", "System id",
        System = "system", "System",
        VendorId = "vendor-id", "Vendor id",
        Vendor = "vendor", "Vendor",
    }
}

impl Named for DependencyColumn {
    fn label(self) -> &'static str {
        Self::label(self)
    }

    fn also(self) -> &'static [&'static str] {
        match self {
            Self::SystemId => &["identifier", "external id", "inventory id", "asset id"],
            Self::System => &["system name", "ai system", "application", "use case"],
            Self::VendorId => &["supplier id"],
            Self::Vendor => &["vendor name", "supplier", "supplier name", "depends on", "provider"],
        }
    }
}

use DependencyColumn as C;

pub(super) const NEEDED: &[C] = &[C::System, C::Vendor];

/// What each row would do. Nothing is taken off: what a system no longer depends on takes two people.
pub(super) fn plan(columns: &Columns<C>, rows: &[RawRow], here: &Here) -> Plan {
    let index = here.index();
    let mut plan = Plan::default();
    let mut lines = BTreeMap::new();
    for row in rows {
        let (id, called) = (columns.cell(C::SystemId, row), columns.cell(C::System, row).unwrap_or_default());
        let system = index.system(id.as_deref(), &called).map_err(|reason| columns.fault(row, C::System, reason));
        let vendor = index.named(columns, row, C::VendorId, C::Vendor);
        let (system, vendor) = match (system, vendor) {
            (Ok(system), Ok(vendor)) => (system, vendor),
            (system, vendor) => {
                plan.faults.extend([system.err(), vendor.err()].into_iter().flatten());
                continue;
            }
        };
        let name = format!("{called}, {}", columns.cell(C::Vendor, row).unwrap_or_default());
        let fate = if here.dependencies.contains(&(system, vendor)) {
            Fate::Same
        } else if lines.insert((system, vendor), row.row).is_some() {
            Fate::Left("It is on an earlier line already.".into())
        } else {
            Fate::New(Coming::Dependency(system, vendor))
        };
        plan.line(row, name, fate);
    }
    plan
}
