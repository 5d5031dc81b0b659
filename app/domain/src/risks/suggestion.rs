//! Limits to start with, for each sort of risk.

use super::category::RiskCategory;
use super::decimal::Decimal;
use super::measure::{KnownMeasure, Measure};
use super::threshold::{Side, Threshold};
use crate::codes::RiskId;

/// A threshold to start with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub category: RiskCategory,
    pub measure: KnownMeasure,
    pub comparison: Side,
    pub value: Decimal,
    /// Where the value comes from.
    pub source: &'static str,
}

/// Starting values, at least one for each category. An organisation sets its own from its baseline.
pub const SUGGESTIONS: &[Suggestion] = {
    use KnownMeasure as M;
    use RiskCategory as C;
    use Side::{Above, Below};
    const OURS: &str = "A value to start with; no standard sets one.";
    const fn row(
        category: RiskCategory,
        measure: KnownMeasure,
        comparison: Side,
        millionths: i64,
        source: &'static str,
    ) -> Suggestion {
        Suggestion { category, measure, comparison, value: Decimal::of_millionths(millionths), source }
    }
    &[
        row(
            C::Performance,
            M::Psi,
            Above,
            200_000,
            "Rule of thumb of credit scoring: above 0.2 a population has shifted.",
        ),
        row(C::Performance, M::Accuracy, Below, 850_000, OURS),
        row(C::Fairness, M::SelectionRatio, Below, 800_000, "Four-fifths rule, 29 CFR 1607.4(D)."),
        row(C::Security, M::AttackSuccess, Above, 10_000, OURS),
        row(C::Integrity, M::RejectedInput, Above, 10_000, OURS),
        row(C::Integrity, M::Unsupported, Above, 50_000, OURS),
        row(C::Confidentiality, M::Leaks, Above, 0, "None is tolerated."),
        row(C::Privacy, M::RequestDays, Above, 30_000_000, "One month, GDPR article 12(3)."),
        row(C::Availability, M::Availability, Below, 995_000, OURS),
        row(C::Resilience, M::ContainmentHours, Above, 24_000_000, OURS),
        row(C::Safety, M::Harmful, Above, 1_000, OURS),
        row(C::Agents, M::Unpermitted, Above, 0, "None is tolerated."),
        row(
            C::Human,
            M::Override,
            Below,
            10_000,
            "People who never decide otherwise may not be looking (automation bias).",
        ),
        row(C::ThirdParty, M::UncoveredDays, Above, 0, "A day without assurance is shown as such."),
        row(C::SupplyChain, M::Unscanned, Above, 0, "AIG-SE-04 asks for all."),
        row(C::Accountability, M::Logged, Below, 999_000, OURS),
        row(C::Transparency, M::Undisclosed, Above, 0, "EU AI Act, article 50."),
        row(C::Governance, M::Unregistered, Above, 0, "AIG-IN-01 asks for all."),
        row(C::Legal, M::Untiered, Above, 0, "AIG-RA-08 asks for all."),
        row(C::Fraud, M::EvaluationGap, Above, 20_000, OURS),
        row(C::Environment, M::Energy, Above, 5_000_000, OURS),
    ]
};

/// What is suggested for a category.
pub fn suggested(category: RiskCategory) -> impl Iterator<Item = &'static Suggestion> {
    SUGGESTIONS.iter().filter(move |suggestion| suggestion.category == category)
}

impl Suggestion {
    /// As the threshold of a risk.
    #[must_use]
    pub const fn of(&self, risk: RiskId) -> Threshold {
        Threshold { risk, measure: Measure::Known(self.measure), comparison: self.comparison, value: self.value }
    }
}
