//! The 61 Trust Services Criteria and their five categories.
//!
//! Source: AICPA TSP section 100 (2017, points of focus revised 2022). Identifiers only; every
//! text is ours.

use serde::{Deserialize, Serialize};

use super::{Set, word};

word! {
    /// A category of the Trust Services Criteria.
    pub enum Category {
        /// The 33 common criteria, always in scope.
        Security = "Security", "Security",
        /// A1, three criteria.
        Availability = "Availability", "Availability",
        /// PI1, five criteria; the one that speaks of model quality.
        ProcessingIntegrity = "Processing Integrity", "Processing Integrity",
        /// C1, two criteria.
        Confidentiality = "Confidentiality", "Confidentiality",
        /// P1 to P8, eighteen criteria.
        Privacy = "Privacy", "Privacy",
    }
}

/// The categories that a programme has in scope. Security is always one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "Set<Category>", into = "Set<Category>")]
pub struct Categories(Set<Category>);

impl Categories {
    /// Security alone: the least a programme has.
    pub fn security() -> Self {
        Set::EMPTY.into()
    }

    /// All five.
    pub fn all() -> Self {
        Set::all().into()
    }

    /// With the category in scope.
    #[must_use]
    pub fn with(self, category: Category) -> Self {
        self.0.with(category).into()
    }

    /// Without the category; Security stays.
    #[must_use]
    pub fn without(self, category: Category) -> Self {
        self.0.without(category).into()
    }

    /// Whether the category is in scope.
    pub fn contains(self, category: Category) -> bool {
        self.0.contains(category)
    }

    /// The categories in scope, Security first.
    pub fn iter(self) -> impl Iterator<Item = Category> {
        self.0.iter()
    }

    /// The criteria in scope, in the order of the standard: 33 to 61.
    pub fn criteria(self) -> impl Iterator<Item = CriterionId> {
        CriterionId::ALL.iter().copied().filter(move |id| self.contains(id.category()))
    }

    /// As a set like any other.
    pub fn set(self) -> Set<Category> {
        self.0
    }
}

impl From<Set<Category>> for Categories {
    fn from(some: Set<Category>) -> Self {
        Self(some.with(Category::Security))
    }
}

impl From<Categories> for Set<Category> {
    fn from(categories: Categories) -> Self {
        categories.0
    }
}

impl Default for Categories {
    fn default() -> Self {
        Self::security()
    }
}

impl FromIterator<Category> for Categories {
    fn from_iter<I: IntoIterator<Item = Category>>(some: I) -> Self {
        some.into_iter().collect::<Set<_>>().into()
    }
}

impl CriterionId {
    /// Its place among the 61, from 0 (CC1.1) to 60 (P8.1).
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The criterion in that place; none from 61 on.
    pub fn at(index: usize) -> Option<Self> {
        Self::ALL.get(index).copied()
    }

    /// The category it belongs to.
    pub fn category(self) -> Category {
        if self <= Self::CC9_2 {
            Category::Security
        } else if self <= Self::A1_3 {
            Category::Availability
        } else if self <= Self::C1_2 {
            Category::Confidentiality
        } else if self <= Self::PI1_5 {
            Category::ProcessingIntegrity
        } else {
            Category::Privacy
        }
    }

    /// The series it stands in: `CC7`, `A1`, `P6`.
    pub fn series(self) -> &'static str {
        self.key().split_once('.').map_or(self.key(), |(series, _)| series)
    }

    /// Whether it is one of the 33 common criteria, which every programme has in scope.
    pub fn is_common(self) -> bool {
        self.category() == Category::Security
    }
}

word! {
    /// One of the 61 Trust Services Criteria, in the order of the standard.
    pub enum CriterionId {
        /// Integrity and ethical conduct.
        CC1_1 = "CC1.1", "CC1.1",
        /// Independent board oversight.
        CC1_2 = "CC1.2", "CC1.2",
        /// Structures, reporting lines and authority.
        CC1_3 = "CC1.3", "CC1.3",
        /// Competent people.
        CC1_4 = "CC1.4", "CC1.4",
        /// Accountability for control duties.
        CC1_5 = "CC1.5", "CC1.5",
        /// Reliable information for control.
        CC2_1 = "CC2.1", "CC2.1",
        /// Internal communication.
        CC2_2 = "CC2.2", "CC2.2",
        /// External communication.
        CC2_3 = "CC2.3", "CC2.3",
        /// Clear objectives and tolerances.
        CC3_1 = "CC3.1", "CC3.1",
        /// Risk identification and analysis.
        CC3_2 = "CC3.2", "CC3.2",
        /// Fraud potential.
        CC3_3 = "CC3.3", "CC3.3",
        /// Significant change.
        CC3_4 = "CC3.4", "CC3.4",
        /// Ongoing and separate evaluations.
        CC4_1 = "CC4.1", "CC4.1",
        /// Deficiencies reported and corrected.
        CC4_2 = "CC4.2", "CC4.2",
        /// Controls chosen to reduce risk.
        CC5_1 = "CC5.1", "CC5.1",
        /// General controls over technology.
        CC5_2 = "CC5.2", "CC5.2",
        /// Policies put into practice.
        CC5_3 = "CC5.3", "CC5.3",
        /// Logical access architecture.
        CC6_1 = "CC6.1", "CC6.1",
        /// User registration and removal.
        CC6_2 = "CC6.2", "CC6.2",
        /// Least privilege and duty segregation.
        CC6_3 = "CC6.3", "CC6.3",
        /// Physical access.
        CC6_4 = "CC6.4", "CC6.4",
        /// Safe disposal of assets.
        CC6_5 = "CC6.5", "CC6.5",
        /// Protection against outside threats.
        CC6_6 = "CC6.6", "CC6.6",
        /// Protected transmission and movement.
        CC6_7 = "CC6.7", "CC6.7",
        /// Unauthorised or malicious software.
        CC6_8 = "CC6.8", "CC6.8",
        /// Vulnerability and configuration monitoring.
        CC7_1 = "CC7.1", "CC7.1",
        /// Anomaly monitoring.
        CC7_2 = "CC7.2", "CC7.2",
        /// Security event evaluation.
        CC7_3 = "CC7.3", "CC7.3",
        /// Incident response.
        CC7_4 = "CC7.4", "CC7.4",
        /// Recovery from incidents.
        CC7_5 = "CC7.5", "CC7.5",
        /// Controlled change.
        CC8_1 = "CC8.1", "CC8.1",
        /// Business disruption mitigation.
        CC9_1 = "CC9.1", "CC9.1",
        /// Vendor and partner risk.
        CC9_2 = "CC9.2", "CC9.2",
        /// Capacity management.
        A1_1 = "A1.1", "A1.1",
        /// Environmental protection, backup and recovery infrastructure.
        A1_2 = "A1.2", "A1.2",
        /// Recovery testing.
        A1_3 = "A1.3", "A1.3",
        /// Identify and protect confidential information.
        C1_1 = "C1.1", "C1.1",
        /// Dispose of confidential information.
        C1_2 = "C1.2", "C1.2",
        /// Processing specifications.
        PI1_1 = "PI1.1", "PI1.1",
        /// Input controls.
        PI1_2 = "PI1.2", "PI1.2",
        /// Processing controls.
        PI1_3 = "PI1.3", "PI1.3",
        /// Output controls.
        PI1_4 = "PI1.4", "PI1.4",
        /// Storage of inputs, work and outputs.
        PI1_5 = "PI1.5", "PI1.5",
        /// Privacy notice.
        P1_1 = "P1.1", "P1.1",
        /// Choice and consent.
        P2_1 = "P2.1", "P2.1",
        /// Collection in line with objectives.
        P3_1 = "P3.1", "P3.1",
        /// Explicit consent before collection.
        P3_2 = "P3.2", "P3.2",
        /// Purpose-limited use.
        P4_1 = "P4.1", "P4.1",
        /// Retention.
        P4_2 = "P4.2", "P4.2",
        /// Secure disposal.
        P4_3 = "P4.3", "P4.3",
        /// Access by the individual.
        P5_1 = "P5.1", "P5.1",
        /// Correction.
        P5_2 = "P5.2", "P5.2",
        /// Disclosure with consent.
        P6_1 = "P6.1", "P6.1",
        /// Record of authorised disclosures.
        P6_2 = "P6.2", "P6.2",
        /// Record of unauthorised disclosures.
        P6_3 = "P6.3", "P6.3",
        /// Vendor privacy commitments.
        P6_4 = "P6.4", "P6.4",
        /// Vendor breach notice.
        P6_5 = "P6.5", "P6.5",
        /// Breach notification.
        P6_6 = "P6.6", "P6.6",
        /// Accounting of data and disclosures.
        P6_7 = "P6.7", "P6.7",
        /// Accurate and relevant personal information.
        P7_1 = "P7.1", "P7.1",
        /// Complaints and privacy compliance.
        P8_1 = "P8.1", "P8.1",
    }
}
