//! What is measured to see a risk coming.

use super::decimal::Decimal;
use crate::accounts::line;
use crate::refusal::{Fault, Refusal};
use crate::words::{serde_as_text, word};
use std::fmt;
use std::str::FromStr;

word! {
    /// The measures that the library knows.
    pub enum KnownMeasure {
        /// Population stability index of the score against its baseline; 0 or more.
        Psi = "population-stability-index", "Drift of the score (PSI)",
        /// Share of right predictions.
        Accuracy = "accuracy", "Accuracy",
        /// Lowest selection rate of a group divided by the highest.
        SelectionRatio = "selection-rate-ratio", "Ratio of selection rates",
        /// Share of attacks that succeed in a test of injection and evasion.
        AttackSuccess = "attack-success-rate", "Attacks that succeed",
        /// Share of records that fail the checks of schema and range.
        RejectedInput = "rejected-input-rate", "Input that fails its checks",
        /// Share of sampled answers without support in an approved source.
        Unsupported = "unsupported-answer-rate", "Answers without support",
        /// Outputs found to disclose what is confidential, in a day.
        Leaks = "confidential-outputs", "Outputs with confidential data a day",
        /// Days taken to answer a person's request.
        RequestDays = "request-days", "Days to answer a person's request",
        /// Share of time in which the service answers.
        Availability = "availability", "Availability",
        /// Hours from awareness to containment.
        ContainmentHours = "containment-hours", "Hours to contain an incident",
        /// Share of sampled outputs judged harmful.
        Harmful = "harmful-output-rate", "Harmful outputs",
        /// Actions of an agent outside what it is permitted, in a day.
        Unpermitted = "unpermitted-actions", "Actions outside permission a day",
        /// Share of reviewed proposals in which the person decided otherwise.
        Override = "override-rate", "Human overrides",
        /// Days of the window without assurance by a vendor's report.
        UncoveredDays = "uncovered-vendor-days", "Vendor days without cover",
        /// Components in use that were not scanned.
        Unscanned = "unscanned-components", "Components not scanned",
        /// Share of decisions whose record can be rebuilt.
        Logged = "decision-log-coverage", "Decisions on record",
        /// Share of sessions in which the use of AI was not disclosed.
        Undisclosed = "undisclosed-session-rate", "Sessions without disclosure",
        /// AI services in use that the inventory does not have.
        Unregistered = "unregistered-services", "AI services not in the inventory",
        /// Systems without a regulatory tier.
        Untiered = "untiered-systems", "Systems without a regulatory tier",
        /// Reported minus independently measured quality.
        EvaluationGap = "evaluation-gap", "Reported minus independent evaluation",
        /// Kilowatt-hours for a thousand requests.
        Energy = "energy-per-thousand-requests", "kWh per thousand requests",
    }
}

impl KnownMeasure {
    /// Whether it is a share or a ratio, from 0 to 1.
    #[must_use]
    pub const fn is_share(self) -> bool {
        match self {
            Self::Accuracy
            | Self::SelectionRatio
            | Self::AttackSuccess
            | Self::RejectedInput
            | Self::Unsupported
            | Self::Availability
            | Self::Harmful
            | Self::Override
            | Self::Logged
            | Self::Undisclosed => true,
            Self::Psi
            | Self::Leaks
            | Self::RequestDays
            | Self::ContainmentHours
            | Self::Unpermitted
            | Self::UncoveredDays
            | Self::Unscanned
            | Self::Unregistered
            | Self::Untiered
            | Self::EvaluationGap
            | Self::Energy => false,
        }
    }

    /// Whether such a value can be.
    ///
    /// # Errors
    /// What its values are, as a sentence.
    pub fn takes(self, value: Decimal) -> Result<(), String> {
        let share = Decimal::of_millionths(0)..=Decimal::of_millionths(1_000_000);
        if self.is_share() && !share.contains(&value) {
            return Err(format!("{} lies between 0 and 1: write 0.85 for 85 %.", self.label()));
        }
        if value < Decimal::of_millionths(0) {
            return Err(format!("{} is never below 0.", self.label()));
        }
        Ok(())
    }
}

/// What is measured: a measure of the library, or one in the organisation's own words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    Known(KnownMeasure),
    Own(String),
}

const MEASURE_MAX: usize = 80;

impl Measure {
    /// What people read.
    #[must_use]
    pub fn label(&self) -> &str {
        match self {
            Self::Known(known) => known.label(),
            Self::Own(own) => own,
        }
    }

    /// By its key or its label, in any case; what the library does not know is one's own.
    ///
    /// # Errors
    /// A [`Fault`] at `measure`.
    pub fn read(text: &str) -> Result<Self, Fault> {
        let text = line("measure", text, MEASURE_MAX, "Say what is measured.")?;
        let is_it =
            |known: &&KnownMeasure| [known.key(), known.label()].iter().any(|word| word.eq_ignore_ascii_case(&text));
        let known = KnownMeasure::ALL.iter().find(is_it);
        Ok(known.map_or_else(|| Self::Own(text.clone()), |known| Self::Known(*known)))
    }
}

impl FromStr for Measure {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        Self::read(text).map_err(|fault| Refusal::Invalid(vec![fault]))
    }
}

/// As it is kept: the key of a known one, the words of one's own.
impl fmt::Display for Measure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(known) => out.pad(known.key()),
            Self::Own(own) => out.pad(own),
        }
    }
}

serde_as_text!(Measure);
