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

/// The criterion, by the readings of what its key controls ask of every subject in scope, and by the deficiencies of the
/// window that follow up none of their exceptions: what two people agreed that each means for it; none: nobody yet. None
/// when nothing is asked and no deficiency weakens it.
///
/// One without an occurrence weakens nothing beside others that had one; only where none had any it is not tested. A
/// deficiency that leaves the criterion met shows no operation by itself.
#[must_use]
pub fn criterion<'a>(
    readings: impl IntoIterator<Item = &'a Operating>,
    logged: impl IntoIterator<Item = Option<Effect>>,
) -> Option<CriterionState> {
    let all: Vec<_> = readings.into_iter().filter_map(of).collect();
    let tested = all.iter().copied().filter(|state| *state != CriterionState::NotTested).min();
    let logged = logged.into_iter().map(says).filter(|says| tested.is_some() || *says < CriterionState::NotTested);
    tested.into_iter().chain(logged).min().or_else(|| all.into_iter().min())
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
    reading.exceptions.iter().map(|exception| says(exception.assessed)).chain([rest]).min()
}

/// What an exception makes of it; none: nobody has assessed it.
const fn says(assessed: Option<Effect>) -> CriterionState {
    match assessed {
        Some(Effect::NotMet) => CriterionState::NotMet,
        None => CriterionState::AtRisk,
        Some(Effect::StillMet) => CriterionState::MetWithExceptions,
    }
}
