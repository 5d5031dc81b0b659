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
    /// What must be answered about a system before it is known what is asked of it: each of its traits, and its stage.
    pub enum Question {
        Predictive = "predictive", "Predictive",
        Generative = "generative", "Generative",
        Agentic = "agentic", "Agentic",
        ThirdParty = "third-party", "Third-party",
        TrainedInHouse = "trained-in-house", "Trained in-house",
        PersonalData = "personal-data", "Personal data",
        HighImpact = "high-impact", "High impact",
        Stage = "stage", "Stage",
    }
}

/// Some of the questions.
pub type QuestionSet = Set<Question>;

impl From<TraitSet> for QuestionSet {
    /// The traits come first, in their order.
    fn from(traits: TraitSet) -> Self {
        Self::from_bits(traits.bits())
    }
}

impl From<Trait> for QuestionSet {
    fn from(which: Trait) -> Self {
        TraitSet::from(which).into()
    }
}

impl Question {
    /// The trait that it asks for; none for the stage.
    #[must_use]
    pub fn of_trait(self) -> Option<Trait> {
        Trait::ALL.get(self as usize).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_trait_is_a_question_of_the_same_word_and_the_stage_is_the_last() {
        for which in Trait::ALL {
            let asked: Vec<_> = QuestionSet::from(*which).iter().collect();
            assert_eq!(
                asked.iter().map(|one| (one.key(), one.label())).collect::<Vec<_>>(),
                [(which.key(), which.label())]
            );
            assert_eq!(asked[0].of_trait(), Some(*which));
        }
        assert_eq!(Question::COUNT, Trait::COUNT + 1);
        assert_eq!(Question::Stage.of_trait(), None);
        assert_eq!(QuestionSet::from(TraitSet::all()), QuestionSet::all().without(Question::Stage));
    }
}

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
