//! Lists that come in: looked at first, then written whole with one entry in the trail, or not at all.

mod here;
mod write;

use crate::people::NewLink;
use domain::import::RawRow;
use domain::incoming::{Heads, Incoming};
use domain::trail::Verb;

/// A list as it lies in its file, with which column holds what.
#[derive(Clone, Debug)]
pub struct ComingList {
    pub heads: Heads,
    pub rows: Vec<RawRow>,
    /// The name of the file.
    pub file: String,
}

/// What an import wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CameIn {
    pub created: usize,
    pub changed: usize,
    /// Of the people who were invited: told this once.
    pub links: Vec<NewLink>,
}

/// What taking a list in is in the trail and in the permission table.
const fn verb(list: Incoming) -> Verb {
    match list {
        Incoming::Vendors => Verb::VendorsImported,
        Incoming::Dependencies => Verb::DependenciesImported,
        Incoming::Subprocessors => Verb::SubprocessorsImported,
        Incoming::Attestations => Verb::AttestationsImported,
        Incoming::People => Verb::PeopleImported,
        Incoming::OwnTasks => Verb::OwnTasksImported,
        Incoming::Risks => Verb::RisksImported,
    }
}
