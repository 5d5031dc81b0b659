//! The closed words of the deficiency log.

use crate::words::word;

/// Days from the opening to an assessment that a second person agreed to. Ours: a month's review of the log (AIG-MO-03)
/// finds nothing older that nobody judged.
pub const ASSESS_DAYS: i64 = 30;

word! {
    /// What a deficiency was opened by.
    pub enum SourceKind {
        /// Evidence that a second person accepted as showing failure.
        Evidence = "evidence", "Evidence that shows failure",
        /// What was asked of a subject and is not there: an occurrence that was missed, a proof that lapsed.
        Finding = "finding", "Missed or failed occurrence",
        Audit = "audit", "Internal audit",
        /// An exception in a vendor's report, or a qualified opinion.
        Attestation = "attestation", "Vendor’s report",
        Incident = "incident", "Incident",
        Person = "person", "Somebody’s notice",
    }
}

word! {
    /// How grave it is, the least first. Source: AU-C 265.07 (deficiency, significant deficiency, material weakness), by
    /// analogy: that ladder is of audits of financial statements, and SOC 2 has none of its own. An exception is what
    /// auditors note of a single test before they judge it.
    pub enum Severity {
        Exception = "exception", "Exception",
        Deficiency = "deficiency", "Deficiency",
        Significant = "significant-deficiency", "Significant deficiency",
        Material = "material-weakness", "Material weakness",
    }
}

impl Severity {
    /// Where the words come from, for whoever chooses one.
    pub const SOURCE: &'static str = "The ladder is that of AU-C 265, by analogy: SOC 2 has none of its own, and a SOC 2 report \
        names exceptions, not severities.";

    /// What the word means.
    #[must_use]
    pub const fn means(self) -> &'static str {
        match self {
            Self::Exception => "One occurrence deviated; the control works as designed otherwise.",
            Self::Deficiency => "The control, by design or in operation, does not prevent or find errors in time.",
            Self::Significant => "Less grave than a material weakness, but those who govern have to know of it.",
            Self::Material => "It is reasonably possible that a commitment is missed and nobody notices in time.",
        }
    }
}

word! {
    /// What it means for the criterion, the worse first.
    pub enum Effect {
        NotMet = "not-met", "Criterion not met",
        StillMet = "still-met", "Criterion still met",
    }
}

word! {
    /// Where a deficiency stands, by what is to be done next.
    pub enum DeficiencyStage {
        Open = "open", "To be assessed",
        Assessed = "assessed", "Waits for agreement",
        Correcting = "correcting", "To be corrected",
        Retesting = "retesting", "To be retested",
        Closing = "closing", "Waits to be closed",
        Closed = "closed", "Closed",
    }
}
