//! To whom vendors pass on what they get, as a list: one row a pair.

use super::here::Here;
use super::plan::{Coming, Fate, Plan};
use crate::change::words;
use crate::columns::{Columns, Named};
use crate::import::RawRow;
use crate::words::word;
use std::collections::BTreeMap;

word! {
    /// What a column of the list of sub-processors holds.
    pub enum PassingColumn {
        VendorId = "vendor-id", "Vendor id",
        Vendor = "vendor", "Vendor",
        SubId = "sub-id", "Sub-processor id",
        Sub = "sub", "Sub-processor",
        What = "what", "What it passes on",
    }
}

impl Named for PassingColumn {
    fn label(self) -> &'static str {
        Self::label(self)
    }

    fn also(self) -> &'static [&'static str] {
        match self {
            Self::VendorId => &["supplier id", "processor id"],
            Self::Vendor => &["vendor name", "supplier", "processor", "provider"],
            Self::SubId => &["subprocessor id"],
            Self::Sub => &["subprocessor", "sub processor name", "subprocessor name", "subcontractor", "fourth party"],
            Self::What => &["what", "purpose", "data", "service", "description"],
        }
    }
}

use PassingColumn as C;

pub(super) const NEEDED: &[C] = &[C::Vendor, C::Sub];

/// What each row would do. What is named already stays as it is said; taking off is done on the vendor's page.
pub(super) fn plan(columns: &Columns<C>, rows: &[RawRow], here: &Here) -> Plan {
    let index = here.index();
    let mut plan = Plan::default();
    let mut lines = BTreeMap::new();
    for row in rows {
        let vendor = index.named(columns, row, C::VendorId, C::Vendor);
        let sub = index.named(columns, row, C::SubId, C::Sub);
        let said = words("what", &columns.text(C::What, row).unwrap_or_default());
        let said = said.map_err(|refusal| columns.fault(row, C::What, refusal.to_string()));
        let (vendor, sub, what) = match (vendor, sub, said) {
            (Ok(vendor), Ok(sub), Ok(what)) => (vendor, sub, what),
            (vendor, sub, said) => {
                plan.faults.extend([vendor.err(), sub.err(), said.err()].into_iter().flatten());
                continue;
            }
        };
        if vendor == sub {
            plan.faults.push(columns.fault(row, C::Sub, "A vendor is no sub-processor of itself."));
            continue;
        }
        let cell = |column| columns.cell(column, row).unwrap_or_default();
        let name = format!("{}, {}", cell(C::Vendor), cell(C::Sub));
        let fate = match here.passes.get(&(vendor, sub)) {
            Some(known) if *known == what || what.is_empty() => Fate::Same,
            Some(_) => Fate::Left("It is named here with other words; its vendor's page changes them.".into()),
            None if lines.insert((vendor, sub), row.row).is_some() => {
                Fate::Left("It is on an earlier line already.".into())
            }
            None => Fate::New(Coming::Subprocessor(vendor, sub, what)),
        };
        plan.line(row, name, fate);
    }
    plan
}
