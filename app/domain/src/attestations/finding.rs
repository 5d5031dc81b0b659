//! What in a vendor's report asks whoever depends on the vendor to look at their risks anew.
//!
//! Source: AIG-RA-06, a finding in a vendor's report.

use super::review::{Answered, Item};
use super::terms::{Judged, Later, Opinion};

/// Whether a report that was accepted holds a finding: its opinion is not unqualified, or the second person found a point
/// not in order, as an exception that matters to us. `judged` is the last word on a qualification: one that does not touch
/// what we use is none.
#[must_use]
pub fn is_finding(opinion: Option<Opinion>, judged: Option<Judged>, items: &[Item]) -> bool {
    let by_opinion = match opinion {
        Some(Opinion::Adverse | Opinion::Disclaimer) => true,
        Some(Opinion::Qualified) => judged != Some(Judged::Harmless),
        Some(Opinion::Unqualified) | None => false,
    };
    by_opinion || items.iter().any(|item| item.answer == Answered::Wanting)
}

impl Later {
    /// Whether it is a finding by itself, from when it holds.
    #[must_use]
    pub const fn is_finding(self) -> bool {
        match self {
            Self::Withdrawn(_) | Self::Suspended(_) | Self::Scope(false) | Self::Judged(Judged::Harmful) => true,
            Self::Surveyed(_)
            | Self::Scope(true)
            | Self::Judged(Judged::Harmless)
            | Self::TypeTwoBegun(_)
            | Self::Reread(_)
            | Self::TakenBack => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opinion_that_is_not_clean_is_a_finding_unless_its_qualification_does_not_touch_us() {
        for (opinion, judged, finding) in [
            (None, None, false),
            (Some(Opinion::Unqualified), None, false),
            (Some(Opinion::Qualified), None, true),
            (Some(Opinion::Qualified), Some(Judged::Harmful), true),
            (Some(Opinion::Qualified), Some(Judged::Harmless), false),
            (Some(Opinion::Adverse), None, true),
            (Some(Opinion::Disclaimer), None, true),
        ] {
            assert_eq!(is_finding(opinion, judged, &[]), finding, "{opinion:?} {judged:?}");
        }
    }

    #[test]
    fn a_point_that_is_not_in_order_is_a_finding_under_a_clean_opinion_too() {
        let point = |answer| Item { point: "Exceptions".into(), answer, note: "Two of forty.".into() };
        for (answer, finding) in [(Answered::Fine, false), (Answered::NotApplicable, false), (Answered::Wanting, true)]
        {
            assert_eq!(is_finding(Some(Opinion::Unqualified), None, &[point(answer)]), finding, "{answer:?}");
        }
    }
}
