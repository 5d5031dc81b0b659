//! What assessed exceptions mean for a criterion over a window: rules, section 2. A closed one stays an exception of its
//! window: nothing turns it back to “on time”.

use super::state::Standing;
use super::words::Effect;
use crate::days::Period;
use crate::words::word;
use jiff::civil::Date;

word! {
    /// What exceptions leave of a criterion in a window, the weakest first.
    pub enum CriterionReading {
        /// Two people agreed that an exception leaves it unmet.
        NotMet = "not-met", "Not met",
        /// An exception is not assessed by two yet.
        AtRisk = "at-risk", "At risk",
        /// Every exception was assessed by two, and the criterion is still met.
        MetWithExceptions = "met-with-exceptions", "Met with exceptions",
    }
}

/// An exception as the reading over a window takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The day of the occurrence that deviated.
    pub occurred_on: Date,
    /// What two people agreed it means; none: not yet.
    pub effect: Option<Effect>,
}

impl Exception {
    #[must_use]
    pub fn of(occurred_on: Date, now: &Standing) -> Self {
        Self { occurred_on, effect: now.held.as_ref().map(|(assessment, _)| assessment.effect) }
    }

    #[must_use]
    pub const fn reading(self) -> CriterionReading {
        match self.effect {
            None => CriterionReading::AtRisk,
            Some(Effect::NotMet) => CriterionReading::NotMet,
            Some(Effect::StillMet) => CriterionReading::MetWithExceptions,
        }
    }
}

/// Those that fall into a window, both days included.
pub fn in_window(all: &[Exception], window: Period) -> impl Iterator<Item = Exception> {
    all.iter().copied().filter(move |one| window.from() <= one.occurred_on && one.occurred_on <= window.until())
}

/// The weakest that exceptions leave; `None` when there are none, and they say nothing.
#[must_use]
pub fn reading(exceptions: impl IntoIterator<Item = Exception>) -> Option<CriterionReading> {
    exceptions.into_iter().map(Exception::reading).min()
}

/// What the log knows of a criterion: how many exceptions, by what two people agreed of them. It knows nothing of the
/// criterion's other evidence, so none of it says that the criterion is met: how that stands is `readiness`, weakest first
/// (rules, section 2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    pub not_met: usize,
    /// Not assessed by two yet.
    pub open: usize,
    pub still_met: usize,
}

#[must_use]
pub fn known(exceptions: impl IntoIterator<Item = Exception>) -> Known {
    exceptions.into_iter().fold(Known::default(), |mut known, one| {
        match one.reading() {
            CriterionReading::NotMet => known.not_met += 1,
            CriterionReading::AtRisk => known.open += 1,
            CriterionReading::MetWithExceptions => known.still_met += 1,
        }
        known
    })
}
