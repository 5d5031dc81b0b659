//! The words that an import turns answers into.
//!
//! `Trait`, `Stage` and `Criticality` stand in `crate::words`, too: // replaced by words
//! delete them here at the merge and name `crate::words` in their place. The others stay until the
//! inventory itself says where they live.

use crate::words::word;

// replaced by words
word! {
    /// A trait of an AI system: yes, no, or not yet answered.
    pub enum Trait {
        Predictive = "predictive", "Predictive",
        Generative = "generative", "Generative",
        Agentic = "agentic", "Agentic",
        ThirdParty = "third-party", "Third-party",
        TrainedInHouse = "trained-in-house", "Trained in-house",
        PersonalData = "personal-data", "Personal data",
        HighImpact = "high-impact", "High impact",
    }
}

// replaced by words
word! {
    /// Where a system stands in its life.
    pub enum Stage {
        Idea = "idea", "Idea",
        Development = "development", "Development",
        Validation = "validation", "Validation",
        Production = "production", "Production",
        Retired = "retired", "Retired",
    }
}

// replaced by words
word! {
    /// How much hangs on a system.
    pub enum Criticality {
        High = "high", "High",
        Medium = "medium", "Medium",
        Low = "low", "Low",
    }
}

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
