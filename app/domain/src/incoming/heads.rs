//! Which column of a list holds what.

use super::plan::Plan;
use super::{AttestationColumn, DependencyColumn, Here, Incoming, PassingColumn, VendorColumn};
use super::{attestations, dependencies, passing, vendors};
use crate::columns::{Columns, Named};
use crate::import::{RawRow, Remark};

/// The columns of a list, by what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heads {
    Vendors(Columns<VendorColumn>),
    Dependencies(Columns<DependencyColumn>),
    Subprocessors(Columns<PassingColumn>),
    Attestations(Columns<AttestationColumn>),
}

impl Heads {
    /// As the headers say.
    #[must_use]
    pub fn find(list: Incoming, headers: &[String]) -> Self {
        match list {
            Incoming::Vendors => Self::Vendors(Columns::find(headers)),
            Incoming::Dependencies => Self::Dependencies(Columns::find(headers)),
            Incoming::Subprocessors => Self::Subprocessors(Columns::find(headers)),
            Incoming::Attestations => Self::Attestations(Columns::find(headers)),
        }
    }

    /// Which list it is.
    #[must_use]
    pub const fn list(&self) -> Incoming {
        match self {
            Self::Vendors(_) => Incoming::Vendors,
            Self::Dependencies(_) => Incoming::Dependencies,
            Self::Subprocessors(_) => Incoming::Subprocessors,
            Self::Attestations(_) => Incoming::Attestations,
        }
    }

    /// What each row would do. It writes nothing; the same rows and register give the same plan.
    #[must_use]
    pub fn plan(&self, rows: &[RawRow], here: &Here) -> Plan {
        let refused = match self {
            Self::Vendors(columns) => lacking(columns, vendors::NEEDED),
            Self::Dependencies(columns) => lacking(columns, dependencies::NEEDED),
            Self::Subprocessors(columns) => lacking(columns, passing::NEEDED),
            Self::Attestations(columns) => lacking(columns, attestations::NEEDED),
        };
        if let Some(refused) = refused.or_else(|| Plan::too_long(rows)) {
            return refused;
        }
        match self {
            Self::Vendors(columns) => vendors::plan(columns, rows, here),
            Self::Dependencies(columns) => dependencies::plan(columns, rows, here),
            Self::Subprocessors(columns) => passing::plan(columns, rows, here),
            Self::Attestations(columns) => attestations::plan(columns, rows, here),
        }
    }
}

/// A plan that says which column without which no row can be read is not there.
fn lacking<F: Named>(columns: &Columns<F>, needed: &[F]) -> Option<Plan> {
    let missing: Vec<Remark> = columns.missing(needed);
    (!missing.is_empty()).then(|| Plan::refused(missing))
}
