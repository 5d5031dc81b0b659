//! How a vendor stands in a few words, as a list of many shows it, and which of them asks for somebody first.

use super::cover::{Cover, CoverState};
use super::next::Next;
use crate::words::{Criticality, word};
use std::cmp::Reverse;

word! {
    /// What a cover reads like in a list, weakest first.
    pub enum CoverShown {
        /// Days that have passed are not covered.
        Uncovered = "uncovered", "Days not covered",
        /// Nothing is missing but a letter of management.
        LetterMissing = "letter", "Letter missing",
        Unknown = "unknown", "Unknown",
        /// Nothing is missing so far; days are still ahead.
        SoFar = "so-far", "Covered so far",
        Covered = "covered", "Covered",
        NotAsked = "not-asked", "No day is asked for",
    }
}

impl CoverShown {
    /// Of the weakest cover of a vendor; of none no day is asked for.
    #[must_use]
    pub fn of(cover: Option<&Cover>) -> Self {
        let wants_letters = cover.is_some_and(|cover| cover.days.bridgeable == cover.unproven());
        match cover.and_then(Cover::state) {
            Some(CoverState::Gap) if wants_letters => Self::LetterMissing,
            Some(CoverState::Gap) => Self::Uncovered,
            Some(CoverState::Unknown) => Self::Unknown,
            Some(CoverState::NotYet) => Self::SoFar,
            Some(CoverState::Covered) => Self::Covered,
            None => Self::NotAsked,
        }
    }

    /// Whether days of our window are left without proof, a missing letter counted.
    #[must_use]
    pub const fn leaves_days(self) -> bool {
        matches!(self, Self::Uncovered | Self::LetterMissing)
    }

    /// Whether any day is asked for.
    #[must_use]
    pub const fn is_asked(self) -> bool {
        !matches!(self, Self::NotAsked)
    }
}

word! {
    /// The kinds of things there are to do about a vendor.
    pub enum ToDo {
        Review = "review", "Review a document",
        Answer = "answer", "Answer a question",
        AskReport = "report", "Ask for a report",
        AskLetter = "letter", "Ask for a bridge letter",
        AskNext = "next", "Ask for the next document",
        Reread = "reread", "Read an agreement again",
        Nothing = "nothing", "Nothing to do",
    }
}

impl Next {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> ToDo {
        match self {
            Self::Review { .. } => ToDo::Review,
            Self::Answer { .. } => ToDo::Answer,
            Self::AskReport { .. } => ToDo::AskReport,
            Self::AskLetter { .. } => ToDo::AskLetter,
            Self::AskNext { .. } => ToDo::AskNext,
            Self::Reread { .. } => ToDo::Reread,
            Self::Nothing => ToDo::Nothing,
        }
    }
}

/// How much a vendor asks for somebody: the least comes first. Those about whom something is to be done, the weakest cover
/// first, of those alike the one with most days missing, then the one on which most hangs.
#[must_use]
pub fn need(
    next: &Next,
    cover: CoverShown,
    uncovered: i64,
    tier: Criticality,
) -> (bool, CoverShown, Reverse<i64>, Criticality) {
    (*next == Next::Nothing, cover, Reverse(uncovered), tier)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attestations::Tally;

    fn cover(days: Tally) -> Cover {
        Cover { days, ..Cover::default() }
    }

    #[test]
    fn a_cover_that_wants_nothing_but_letters_says_so() {
        let of = |days| CoverShown::of(Some(&cover(days)));
        assert_eq!(of(Tally { audited: 1, bridgeable: 2, ..Tally::default() }), CoverShown::LetterMissing);
        assert_eq!(of(Tally { uncovered: 1, bridgeable: 2, ..Tally::default() }), CoverShown::Uncovered);
        assert_eq!(of(Tally { audited: 1, unknown: 2, ..Tally::default() }), CoverShown::Unknown);
        assert_eq!(of(Tally { audited: 1, not_yet: 2, ..Tally::default() }), CoverShown::SoFar);
        assert_eq!(of(Tally { audited: 1, ..Tally::default() }), CoverShown::Covered);
        assert_eq!((of(Tally::default()), CoverShown::of(None)), (CoverShown::NotAsked, CoverShown::NotAsked));
    }

    #[test]
    fn what_is_to_be_done_comes_before_what_is_not_and_the_weakest_first() {
        let report = Next::AskReport { days: 3 };
        let mut all = [
            need(&Next::Nothing, CoverShown::SoFar, 0, Criticality::High),
            need(&Next::AskLetter { days: 9 }, CoverShown::LetterMissing, 9, Criticality::High),
            need(&report, CoverShown::Uncovered, 3, Criticality::Low),
            need(&report, CoverShown::Uncovered, 3, Criticality::High),
            need(&report, CoverShown::Uncovered, 80, Criticality::Low),
        ];
        let [nothing, letter, low, high, most] = all;
        all.sort_unstable();
        assert_eq!(all, [most, high, low, letter, nothing]);
    }
}
