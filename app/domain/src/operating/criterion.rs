//! How a criterion operated in a window: by its key controls, weakest first.

use super::facts::Effect;
use super::reading::{Operating, State};
use crate::words::word;

word! {
    /// How a criterion operated, weakest first.
    pub enum CriterionState {
        Failed = "failed", "Failed",
        /// Two people assessed an exception and concluded so.
        NotMet = "not-met", "Not met",
        /// An exception that nobody has assessed, or something overdue.
        AtRisk = "at-risk", "At risk",
        Unknown = "unknown", "Unknown",
        /// No key control had anything to do: operation could not be tested.
        NotTested = "not-tested", "Not tested",
        Collecting = "collecting", "Collecting",
        /// Every exception was assessed, and the criterion still met.
        MetWithExceptions = "met-with-exceptions", "Met with exceptions",
        Met = "met", "Met",
    }
}

/// The criterion, by the readings of what its key controls ask of every subject in scope. None when nothing is asked.
///
/// One without an occurrence weakens nothing beside others that had one; only where none had any it is not tested.
#[must_use]
pub fn criterion<'a>(readings: impl IntoIterator<Item = &'a Operating>) -> Option<CriterionState> {
    let all: Vec<_> = readings.into_iter().filter_map(of).collect();
    let tested = all.iter().copied().filter(|state| *state != CriterionState::NotTested).min();
    tested.or_else(|| all.into_iter().min())
}

/// What one reading makes of it.
fn of(reading: &Operating) -> Option<CriterionState> {
    let rest = match reading.rest? {
        State::Failed => CriterionState::Failed,
        State::Exception | State::Overdue => CriterionState::AtRisk,
        State::Unknown => CriterionState::Unknown,
        State::NoOccurrence => CriterionState::NotTested,
        State::Collecting => CriterionState::Collecting,
        State::Operating => CriterionState::Met,
    };
    let exceptions = reading.exceptions.iter().map(|exception| match exception.assessed {
        Some(Effect::NotMet) => CriterionState::NotMet,
        None => CriterionState::AtRisk,
        Some(Effect::StillMet) => CriterionState::MetWithExceptions,
    });
    exceptions.chain([rest]).min()
}
