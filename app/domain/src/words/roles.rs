//! The roles that the starter library hands work to.

use super::word;

word! {
    /// Who owns a control or does a task, as the starter library names them. A role of the data
    /// is a hint for assigning work, not a right in the product.
    pub enum DataRole {
        /// Runs the programme.
        ComplianceManager = "Compliance manager", "Compliance manager",
        /// Answers for AI before the board.
        ExecutiveSponsor = "Executive sponsor", "Executive sponsor",
        /// Answers for one AI system.
        SystemOwner = "AI system owner", "AI system owner",
        /// Builds and releases models.
        MlEngineer = "ML engineer", "ML engineer",
        /// Runs what models run on.
        PlatformEngineer = "Platform engineer", "Platform engineer",
        /// Leads security.
        SecurityLead = "Security lead", "Security lead",
        /// Answers for datasets.
        DataSteward = "Data steward", "Data steward",
        /// Leads data protection.
        PrivacyLead = "Privacy lead", "Privacy lead",
        /// Keeps the register of vendors.
        VendorManager = "Vendor manager", "Vendor manager",
        /// Audits inside the house, apart from those who run it.
        InternalAuditor = "Internal auditor", "Internal auditor",
        /// Leads hiring, training and conduct.
        PeopleLead = "People lead", "People lead",
        /// Reads contracts and law.
        LegalCounsel = "Legal counsel", "Legal counsel",
        /// Leads customer support.
        SupportLead = "Support lead", "Support lead",
    }
}
