//! What every row of a list would do, before anything is written.

use super::risks::ComingRisk;
use crate::accounts::PersonDraft;
use crate::attestations::Entered;
use crate::ids::{SystemId, VendorId};
use crate::import::{RawRow, Remark, excerpt};
use crate::own_tasks::OwnTaskDraft;
use crate::vendors::VendorDraft;
use std::borrow::Cow;

/// The most rows of a list that comes in at once.
pub const MOST_ROWS: usize = 5_000;

/// What a row brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coming {
    /// A vendor: one of the register, where it has an id.
    Vendor(Option<VendorId>, VendorDraft),
    Dependency(SystemId, VendorId),
    /// A vendor passes on to another, and what.
    Subprocessor(VendorId, VendorId, String),
    Attestation(VendorId, Box<Entered>),
    /// Somebody who is not here yet.
    Person(PersonDraft),
    OwnTask(OwnTaskDraft),
    Risk(Box<ComingRisk>),
}

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It comes in.
    New(Coming),
    /// It is here, and the row says otherwise in these columns: changed only when that is asked for.
    Other(Coming, Vec<&'static str>),
    /// It is here, and the row says nothing else.
    Same,
    /// It is left out, with the reason.
    Left(Cow<'static, str>),
}

/// One row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// As a spreadsheet numbers it.
    pub row: u64,
    /// What it is about, for people.
    pub name: String,
    pub fate: Fate,
}

/// What an import would do. Every row is a line or has a fault.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub lines: Vec<Line>,
    /// What keeps the list out: a sentence for each bad line, at its column.
    pub faults: Vec<Remark>,
    /// What to look at afterwards.
    pub remarks: Vec<Remark>,
}

impl Plan {
    /// One of a list that cannot be read at all.
    pub(super) fn refused(faults: Vec<Remark>) -> Self {
        Self { faults, ..Self::default() }
    }

    /// One of a list with too many rows; none where there are not.
    pub(super) fn too_long(rows: &[RawRow]) -> Option<Self> {
        (rows.len() > MOST_ROWS).then(|| {
            let reason = format!("The list has {} rows; {MOST_ROWS} is the most. Bring it in parts.", rows.len());
            Self::refused(vec![Remark { row: None, column: None, reason, name: String::new() }])
        })
    }

    pub(super) fn line(&mut self, row: &RawRow, name: impl AsRef<str>, fate: Fate) {
        self.lines.push(Line { row: row.row, name: excerpt(name.as_ref()), fate });
    }

    /// Rows that come in.
    #[must_use]
    pub fn created(&self) -> usize {
        self.lines.iter().filter(|line| matches!(line.fate, Fate::New(_))).count()
    }

    /// Rows that say otherwise of what is here.
    #[must_use]
    pub fn others(&self) -> usize {
        self.lines.iter().filter(|line| matches!(line.fate, Fate::Other(..))).count()
    }

    /// Rows that say what is here already.
    #[must_use]
    pub fn same(&self) -> usize {
        self.lines.iter().filter(|line| line.fate == Fate::Same).count()
    }

    /// Rows that are left out.
    #[must_use]
    pub fn left(&self) -> usize {
        self.lines.iter().filter(|line| matches!(line.fate, Fate::Left(_))).count()
    }

    /// Whether there is something to write; `changes`: also what says otherwise of what is here.
    #[must_use]
    pub fn writes(&self, changes: bool) -> bool {
        self.faults.is_empty() && (self.created() > 0 || (changes && self.others() > 0))
    }

    /// What is written, with its row.
    pub fn writing(self, changes: bool) -> impl Iterator<Item = (u64, Coming)> {
        self.lines.into_iter().filter_map(move |line| match line.fate {
            Fate::New(coming) => Some((line.row, coming)),
            Fate::Other(coming, _) if changes => Some((line.row, coming)),
            Fate::Other(..) | Fate::Same | Fate::Left(_) => None,
        })
    }
}
