//! The measures that would show a risk becoming real, with the limit at which somebody looks.

use super::decimal::Decimal;
use super::measure::Measure;
use crate::codes::RiskId;
use crate::refusal::{Fault, Faults, Refusal};
use crate::words::word;
use serde::{Deserialize, Serialize};

word! {
    /// On which side of its limit a measure is a breach. The limit itself is none.
    pub enum Side {
        Above = "above", "Above",
        Below = "below", "Below",
    }
}

/// A limit beyond which a risk may be becoming real.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Threshold {
    pub risk: RiskId,
    pub measure: Measure,
    pub comparison: Side,
    pub value: Decimal,
}

impl Threshold {
    /// Whether what was measured is beyond the limit; at the limit it is not.
    #[must_use]
    pub fn is_breached_by(&self, measured: Decimal) -> bool {
        match self.comparison {
            Side::Above => measured > self.value,
            Side::Below => measured < self.value,
        }
    }
}

/// A threshold as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThresholdDraft {
    pub measure: String,
    pub comparison: String,
    pub value: String,
}

/// Thresholds that one assessment names at most.
pub const THRESHOLDS_MAX: usize = 100;

impl ThresholdDraft {
    /// The threshold of this risk beside those that the assessment has.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `measure`, `comparison` or `value`.
    pub fn check(&self, risk: RiskId, others: &[Threshold]) -> Result<Threshold, Refusal> {
        let mut faults = Faults::default();
        let measure = faults.take(Measure::read(&self.measure));
        let comparison = self.comparison.parse::<Side>();
        if comparison.is_err() {
            faults.add("comparison", "Choose whether it is a breach above or below the limit.");
        }
        let value = self.value.parse::<Decimal>().map_err(|told| Fault::new("value", told.to_string()));
        let value = faults.take(value);
        if let (Some(Measure::Known(known)), Some(value)) = (&measure, value)
            && let Err(told) = known.takes(value)
        {
            faults.add("value", told);
        }
        let is_double = |other: &&Threshold| {
            other.risk == risk && Some(&other.measure) == measure.as_ref() && Ok(other.comparison) == comparison
        };
        if others.iter().any(|other| is_double(&other)) {
            faults.add("measure", "This measure has a limit on that side already. Change that one.");
        }
        if others.len() >= THRESHOLDS_MAX {
            faults.add("measure", format!("At most {THRESHOLDS_MAX} limits in one assessment."));
        }
        faults.none()?;
        match (measure, comparison, value) {
            (Some(measure), Ok(comparison), Some(value)) => Ok(Threshold { risk, measure, comparison, value }),
            (_, _, _) => Err(Refusal::at("measure", "The limit needs another look.")),
        }
    }
}
