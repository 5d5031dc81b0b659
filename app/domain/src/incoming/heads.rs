//! Which column of a list holds what.

use super::plan::Plan;
use super::{AttestationColumn, DependencyColumn, Here, Incoming, OwnTaskColumn, PassingColumn, PersonColumn};
use super::{RiskColumn, VendorColumn};
use super::{attestations, dependencies, own_tasks, passing, people, risks, vendors};
use crate::columns::{Columns, Named};
use crate::import::{RawRow, Remark, excerpt};
use crate::risks::Assessed;
use std::collections::BTreeSet;

/// The columns of a list, by what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heads {
    Vendors(Columns<VendorColumn>),
    Dependencies(Columns<DependencyColumn>),
    Subprocessors(Columns<PassingColumn>),
    Attestations(Columns<AttestationColumn>),
    People(Columns<PersonColumn>),
    OwnTasks(Columns<OwnTaskColumn>),
    Risks(Columns<RiskColumn>),
}

/// The same done with the columns of whichever list it is.
#[macro_export]
macro_rules! whichever {
    ($heads:expr, $columns:ident => $does:expr) => {
        match $heads {
            $crate::incoming::Heads::Vendors($columns) => $does,
            $crate::incoming::Heads::Dependencies($columns) => $does,
            $crate::incoming::Heads::Subprocessors($columns) => $does,
            $crate::incoming::Heads::Attestations($columns) => $does,
            $crate::incoming::Heads::People($columns) => $does,
            $crate::incoming::Heads::OwnTasks($columns) => $does,
            $crate::incoming::Heads::Risks($columns) => $does,
        }
    };
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
            Incoming::People => Self::People(Columns::find(headers)),
            Incoming::OwnTasks => Self::OwnTasks(Columns::find(headers)),
            Incoming::Risks => Self::Risks(Columns::find(headers)),
        }
    }

    /// The headers of columns of the file that are not read, shortened where they are long.
    #[must_use]
    pub fn unread(&self) -> Vec<String> {
        whichever!(self, columns => columns.unread().map(excerpt).collect())
    }

    /// Which list it is.
    #[must_use]
    pub const fn list(&self) -> Incoming {
        match self {
            Self::Vendors(_) => Incoming::Vendors,
            Self::Dependencies(_) => Incoming::Dependencies,
            Self::Subprocessors(_) => Incoming::Subprocessors,
            Self::Attestations(_) => Incoming::Attestations,
            Self::People(_) => Incoming::People,
            Self::OwnTasks(_) => Incoming::OwnTasks,
            Self::Risks(_) => Incoming::Risks,
        }
    }

    /// What the rows are risks of, as far as `here` knows systems: whose assessments it has to know.
    #[must_use]
    pub fn assessed(&self, rows: &[RawRow], here: &Here) -> BTreeSet<Assessed> {
        match self {
            Self::Risks(columns) => risks::subjects(columns, rows, here),
            Self::Vendors(_)
            | Self::Dependencies(_)
            | Self::Subprocessors(_)
            | Self::Attestations(_)
            | Self::People(_)
            | Self::OwnTasks(_) => BTreeSet::new(),
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
            Self::People(columns) => lacking(columns, people::NEEDED),
            Self::OwnTasks(columns) => lacking(columns, own_tasks::NEEDED),
            Self::Risks(columns) => lacking(columns, risks::NEEDED),
        };
        if let Some(refused) = refused.or_else(|| Plan::too_long(rows)) {
            return refused;
        }
        match self {
            Self::Vendors(columns) => vendors::plan(columns, rows, here),
            Self::Dependencies(columns) => dependencies::plan(columns, rows, here),
            Self::Subprocessors(columns) => passing::plan(columns, rows, here),
            Self::Attestations(columns) => attestations::plan(columns, rows, here),
            Self::People(columns) => people::plan(columns, rows, here),
            Self::OwnTasks(columns) => own_tasks::plan(columns, rows, here),
            Self::Risks(columns) => risks::plan(columns, rows, here),
        }
    }
}

/// A plan that says which column without which no row can be read is not there.
fn lacking<F: Named>(columns: &Columns<F>, needed: &[F]) -> Option<Plan> {
    let missing: Vec<Remark> = columns.missing(needed);
    (!missing.is_empty()).then(|| Plan::refused(missing))
}
