//! Lists of vendors that come in from a table: the register, who depends on whom, to whom vendors pass on, and their
//! documents. What goes out by `/lists/…` comes in again by the same headers.
//!
//! [`Heads`] say which column holds what, [`Heads::plan`] what every row would do, and nothing is written before a person
//! has seen that. A list comes in whole or not at all. What was decided (reviews, approvals, the trail) never comes in by
//! a list: it would forge who decided; a backup that is restored is the door for that.

mod attestations;
mod dependencies;
mod heads;
mod here;
mod passing;
mod plan;
mod vendors;

pub use attestations::{AttestationColumn, carved_out};
pub use dependencies::DependencyColumn;
pub use heads::Heads;
pub use here::{Here, KnownSystem, KnownVendor};
pub use passing::PassingColumn;
pub use plan::{Coming, Fate, Line, MOST_ROWS, Plan};
pub use vendors::VendorColumn;

use crate::words::word;

word! {
    /// A list that comes in.
    pub enum Incoming {
        Vendors = "vendors", "Vendors",
        Dependencies = "dependencies", "Which system depends on which vendor",
        Subprocessors = "subprocessors", "Sub-processors",
        Attestations = "attestations", "Attestations",
    }
}

impl Incoming {
    /// One of its rows, and several, within a sentence.
    #[must_use]
    pub const fn nouns(self) -> (&'static str, &'static str) {
        match self {
            Self::Vendors => ("vendor", "vendors"),
            Self::Dependencies => ("dependency", "dependencies"),
            Self::Subprocessors => ("sub-processor", "sub-processors"),
            Self::Attestations => ("attestation", "attestations"),
        }
    }
}

#[cfg(test)]
mod tests;
