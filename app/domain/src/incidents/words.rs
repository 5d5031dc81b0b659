//! The closed words of incidents.

use crate::words::word;

word! {
    /// How grave it is, the least first. A scale of our own, by what happened to people and promises.
    pub enum IncidentSeverity {
        Minor = "minor", "Minor",
        Moderate = "moderate", "Moderate",
        Major = "major", "Major",
        Critical = "critical", "Critical",
    }
}

impl IncidentSeverity {
    #[must_use]
    pub const fn means(self) -> &'static str {
        match self {
            Self::Minor => "Noticed before it touched anybody outside.",
            Self::Moderate => "A few people were touched; all of it could be put right.",
            Self::Major => "Many people or a promise to customers were touched, or data went where they must not.",
            Self::Critical => "Somebody was harmed, or it goes on and cannot be stopped yet.",
        }
    }
}

word! {
    /// What sort of harm it is.
    pub enum Harm {
        Drift = "drift", "Drift",
        Bias = "biased-decisions", "Biased decisions",
        Leak = "data-leak", "Data leak",
        Unsafe = "unsafe-output", "Unsafe output",
        Unavailable = "unavailable", "Unavailable",
        Security = "security", "Security",
        Other = "other", "Other",
    }
}

word! {
    /// Whether data of people are concerned.
    pub enum PersonalData {
        Yes = "yes", "Yes",
        No = "no", "No",
        Unknown = "unknown", "Not known yet",
    }
}

word! {
    /// Where its duties to notify come from.
    pub enum Jurisdiction {
        Eu = "eu", "European Union",
        Us = "us", "United States",
    }
}

word! {
    /// What has to hold for a duty to notify.
    pub enum Circumstance {
        /// Answered beside, in three values.
        PersonalData = "personal-data", "Personal data were breached",
        HighRisk = "high-risk", "It is likely to put these people at high risk",
        SeriousIncident = "serious-incident", "Serious incident with a high-risk AI system",
        Widespread = "widespread", "Widespread infringement, or critical infrastructure disrupted",
        Death = "death", "A person died",
        SignificantService = "significant-service", "Significant incident of an essential or important entity",
        HealthInformation = "health-information", "Unsecured protected health information",
        FiveHundred = "five-hundred", "500 people or more",
        Material = "material", "Found material by a company that the SEC oversees",
    }
}

word! {
    /// Where the root cause lies. Source: TSK-IR-04-1.
    pub enum CauseKind {
        Data = "data", "Data",
        Model = "model", "Model",
        Prompt = "prompt", "Prompt",
        Tool = "tool", "Tool",
        Vendor = "vendor", "Vendor",
        Oversight = "oversight", "Oversight by people",
        Infrastructure = "infrastructure", "Infrastructure",
    }
}

word! {
    /// Where an incident stands.
    pub enum IncidentStage {
        Reported = "reported", "To be classified",
        UnderWay = "under-way", "Under way",
        Resolved = "resolved", "Waits for its review",
        Closed = "closed", "Reviewed and closed",
    }
}
