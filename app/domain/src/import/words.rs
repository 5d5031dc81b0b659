//! The words that an import turns answers into and that the vocabulary does not have.

use crate::words::word;

word! {
    /// Who made the system.
    pub enum Origin {
        BuiltInHouse = "built-in-house", "Built in-house",
        Bought = "bought", "Bought",
        OpenSource = "open-source", "Open source",
        Mixed = "mixed", "Mixed",
    }
}

word! {
    /// The organisation's role towards the system. Source: EU AI Act, article 3.
    pub enum ActRole {
        Provider = "provider", "Provider",
        Deployer = "deployer", "Deployer",
        Importer = "importer", "Importer",
        Distributor = "distributor", "Distributor",
    }
}

word! {
    /// The system's tier of risk. Source: EU AI Act, articles 5, 6 and 50.
    pub enum ActTier {
        Prohibited = "prohibited", "Prohibited",
        HighRisk = "high-risk", "High risk",
        Limited = "limited", "Transparency only",
        Minimal = "minimal", "Minimal risk",
    }
}
