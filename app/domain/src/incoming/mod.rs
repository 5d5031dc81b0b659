//! Lists that come in from a table: vendors, who depends on whom, to whom vendors pass on, their documents, people,
//! tasks of our own, and risks.
//! What goes out by `/lists/…` comes in again by the same headers.
//!
//! [`Heads`] say which column holds what, [`Heads::plan`] what every row would do, and nothing is written before a person
//! has seen that. A list comes in whole or not at all. What was decided (reviews, approvals, the trail) never comes in by
//! a list: it would forge who decided; a backup that is restored is the door for that.

mod attestations;
mod dependencies;
mod heads;
mod here;
mod own_tasks;
mod passing;
mod people;
mod plan;
mod risks;
mod vendors;
mod who;

pub use attestations::{AttestationColumn, carved_out};
pub use dependencies::DependencyColumn;
pub use heads::Heads;
pub use here::{Here, KnownPerson, KnownSystem, KnownVendor};
pub use own_tasks::OwnTaskColumn;
pub use passing::PassingColumn;
pub use people::PersonColumn;
pub use plan::{Coming, Fate, Line, MOST_ROWS, Plan};
pub use risks::{ComingRisk, KnownAssessment, KnownRisk, RiskColumn, Standing, WhichRisk, lowered};
pub use vendors::VendorColumn;

use crate::words::word;

word! {
    /// A list that comes in.
    pub enum Incoming {
        Vendors = "vendors", "Vendors",
        Dependencies = "dependencies", "Which system depends on which vendor",
        Subprocessors = "subprocessors", "Sub-processors",
        Attestations = "attestations", "Attestations",
        People = "people", "People",
        OwnTasks = "own-tasks", "Tasks of our own",
        Risks = "risks", "Risks",
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
            Self::People => ("person", "people"),
            Self::OwnTasks => ("task", "tasks"),
            Self::Risks => ("risk", "risks"),
        }
    }

    /// Why somebody has to take it in, and nobody at the command line can; none where that is not so.
    #[must_use]
    pub const fn by_somebody(self) -> Option<&'static str> {
        match self {
            Self::Vendors | Self::Dependencies | Self::Subprocessors => None,
            Self::Attestations => Some("Documents are entered by somebody, whom a second person follows."),
            Self::People => Some("People are invited by somebody."),
            Self::OwnTasks => Some("Tasks are opened by somebody."),
            Self::Risks => Some("Risks are rated by somebody, and concluded by somebody else."),
        }
    }
}

#[cfg(test)]
mod tests;
