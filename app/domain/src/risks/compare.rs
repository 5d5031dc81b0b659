//! An assessment beside the one before it.

use super::answer::{Answer, AssessedRisk};
use super::scale::Judged;
use crate::codes::RiskId;
use crate::words::word;
use std::cmp::Ordering;
use std::collections::BTreeMap;

word! {
    /// How a risk moved. Residuals are compared as rated, by likelihood × impact and then impact: another scale moves bands,
    /// not risks.
    pub enum Movement {
        /// Rated now, not before.
        New = "new", "New",
        /// Higher than before.
        Worse = "worse", "Worse",
        /// Lower than before.
        Better = "better", "Better",
        Same = "same", "Same",
        /// Rated before, not now.
        Gone = "gone", "Gone",
    }
}

/// A risk in two assessments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub risk: RiskId,
    pub change: Movement,
    /// The residual then and now, where it was rated.
    pub before: Option<Judged>,
    pub now: Option<Judged>,
}

/// Every risk that one of the two speaks of, by its code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    pub risks: Vec<Moved>,
}

impl Comparison {
    #[must_use]
    pub fn count(&self, change: Movement) -> usize {
        self.risks.iter().filter(|moved| moved.change == change).count()
    }
}

/// What moved. A risk set aside, open or absent is not rated; one that neither rates is the same.
#[must_use]
pub fn compare(previous: &[AssessedRisk], current: &[AssessedRisk]) -> Comparison {
    let mut residuals: BTreeMap<&RiskId, (Option<Judged>, Option<Judged>)> = BTreeMap::new();
    for risk in previous {
        residuals.entry(&risk.risk).or_default().0 = residual(risk);
    }
    for risk in current {
        residuals.entry(&risk.risk).or_default().1 = residual(risk);
    }
    let moved = |(risk, (before, now)): (&RiskId, (Option<Judged>, Option<Judged>))| {
        let change = match (before, now) {
            (None, None) => Movement::Same,
            (None, Some(_)) => Movement::New,
            (Some(_), None) => Movement::Gone,
            (Some(before), Some(now)) => match now.rating.cmp(&before.rating) {
                Ordering::Greater => Movement::Worse,
                Ordering::Less => Movement::Better,
                Ordering::Equal => Movement::Same,
            },
        };
        Moved { risk: risk.clone(), change, before, now }
    };
    Comparison { risks: residuals.into_iter().map(moved).collect() }
}

const fn residual(risk: &AssessedRisk) -> Option<Judged> {
    match &risk.answer {
        Answer::Rated(rated) => Some(rated.residual),
        Answer::Open | Answer::SetAside(_) => None,
    }
}
