//! What is said of an AI system: its traits, where it stands in its life, how much hangs on it.

use super::{Set, word};

word! {
    /// A trait of an AI system. Each is answered yes or no, or not yet; which controls apply
    /// follows from the answers.
    pub enum Trait {
        /// Scores, ranks, classifies or forecasts.
        Predictive = "predictive", "Predictive",
        /// Writes text, code, images or sound.
        Generative = "generative", "Generative",
        /// Acts through tools without a person between each step.
        Agentic = "agentic", "Agentic",
        /// Runs on a model or service of a vendor.
        ThirdParty = "third-party", "Third-party",
        /// Trained or fine-tuned by the organisation itself.
        TrainedInHouse = "trained-in-house", "Trained in-house",
        /// Sees data about people.
        PersonalData = "personal-data", "Personal data",
        /// Decides, or helps to decide, what matters much to a person.
        HighImpact = "high-impact", "High impact",
    }
}

/// Some of the traits.
pub type TraitSet = Set<Trait>;

word! {
    /// Where a system stands in its life.
    pub enum Stage {
        /// Thought of, nothing built.
        Idea = "idea", "Idea",
        /// Being built.
        Development = "development", "Development",
        /// Built, being tested for release.
        Validation = "validation", "Validation",
        /// In use.
        Production = "production", "Production",
        /// Taken out of use; what it leaves behind is still owed.
        Retired = "retired", "Retired",
    }
}

/// Some of the stages.
pub type StageSet = Set<Stage>;

word! {
    /// How much hangs on a system; for a vendor its tier (one is high, two medium, three low).
    pub enum Criticality {
        /// Failure harms people, the organisation or its promises at once.
        High = "high", "High",
        /// Failure hurts and can be borne for a while.
        Medium = "medium", "Medium",
        /// Failure is a nuisance.
        Low = "low", "Low",
    }
}
