//! The people of the story.

use Who::{
    Ada, Beatriz, Callum, Edmund, Grace, Helen, Ines, Jonas, Lena, Miriam, Owen, Priya, Ruth, Sanjay, Thomas, Tomas,
};
use domain::people::Role::{self, Administrator, Auditor, ComplianceManager, Engineer, Executive};

/// Somebody of Harrow & Finch, or a guest of theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// Runs the programme; founded the organisation here.
    Miriam,
    /// The chief operating officer, who answers for AI before the board.
    Ruth,
    /// Administers accounts.
    Owen,
    /// Leads security, and reviews.
    Ines,
    /// Platform engineer.
    Tomas,
    /// Ran the data platform, and left.
    Callum,
    /// Machine-learning engineer.
    Jonas,
    /// Leads data science.
    Priya,
    /// Leads data protection.
    Lena,
    /// Leads settlements and the customer channels.
    Ada,
    Beatriz,
    Edmund,
    /// Audits inside the house, and reviews.
    Sanjay,
    Grace,
    /// The chief executive.
    Thomas,
    /// The auditor, a guest.
    Helen,
}

/// A person as the cast list has them.
pub(crate) struct Member {
    pub who: Who,
    pub name: &'static str,
    pub email: &'static str,
    pub department: &'static str,
    pub role: Role,
    pub review: bool,
}

const fn member(
    who: Who,
    name: &'static str,
    email: &'static str,
    department: &'static str,
    role: Role,
    review: bool,
) -> Member {
    Member { who, name, email, department, role, review }
}

#[rustfmt::skip]
pub(crate) const CAST: &[Member] = &[
    member(Miriam,  "Miriam Castell",  "miriam.castell@harrowfinch.example",  "Risk and compliance", ComplianceManager, true),
    member(Ruth,    "Ruth Adeyemi",    "ruth.adeyemi@harrowfinch.example",    "Operations",          Executive,         true),
    member(Owen,    "Owen Price",      "owen.price@harrowfinch.example",      "Technology",          Administrator,     false),
    member(Ines,    "Ines Halvorsen",  "ines.halvorsen@harrowfinch.example",  "Security",            Engineer,          true),
    member(Tomas,   "Tomás Ortega",    "tomas.ortega@harrowfinch.example",    "Platform",            Engineer,          false),
    member(Callum,  "Callum Reid",     "callum.reid@harrowfinch.example",     "Platform",            Engineer,          false),
    member(Jonas,   "Jonas Weber",     "jonas.weber@harrowfinch.example",     "Data science",        Engineer,          false),
    member(Priya,   "Priya Raman",     "priya.raman@harrowfinch.example",     "Data science",        Engineer,          false),
    member(Lena,    "Lena Fischer",    "lena.fischer@harrowfinch.example",    "Data protection",     Engineer,          false),
    member(Ada,     "Ada Okafor",      "ada.okafor@harrowfinch.example",      "Settlements",         Engineer,          false),
    member(Beatriz, "Beatriz Lima",    "beatriz.lima@harrowfinch.example",    "People",              Engineer,          false),
    member(Edmund,  "Edmund Clarke",   "edmund.clarke@harrowfinch.example",   "Legal",               Engineer,          false),
    member(Sanjay,  "Sanjay Mehta",    "sanjay.mehta@harrowfinch.example",    "Internal audit",      Engineer,          true),
    member(Grace,   "Grace Mulligan",  "grace.mulligan@harrowfinch.example",  "Customer support",    Engineer,          false),
    member(Thomas,  "Thomas Finch",    "thomas.finch@harrowfinch.example",    "Board",               Executive,         false),
    member(Helen,   "Helen Strand",    "helen.strand@caldermoss.example",     "Calder & Moss LLP",   Auditor,           false),
];

/// Invited in the last days, and not here yet.
pub(crate) const EXPECTED: (&str, &str, &str) = ("Noor Haddad", "noor.haddad@harrowfinch.example", "Platform");
