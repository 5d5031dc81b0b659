//! What has to be shown each time a control operates: some requirements ask for several things at once.

use crate::codes::KindId;
use crate::proof::{Form, Proof, Term};
use serde::Serialize;

/// Some of the things that have to be shown, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Parts(pub u32);

/// More are not told apart; the library asks for three at most.
const MOST: usize = 32;

impl Parts {
    /// One thing, and nothing else.
    pub const ONE: Self = Self(1);

    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each by itself.
    pub fn each(self) -> impl Iterator<Item = Self> {
        (0..u32::BITS).map(|bit| Self(1 << bit)).filter(move |one| self.meets(*one))
    }

    /// Whether they share one.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// All that a proof asks to be shown every time.
    #[must_use]
    pub fn of(proof: &Proof) -> Self {
        let all = clauses(proof).len();
        Self(u32::MAX.checked_shr(u32::BITS - u32::try_from(all).unwrap_or(u32::BITS)).unwrap_or(0))
    }

    /// What evidence of a kind shows of it.
    #[must_use]
    pub fn shown_by(proof: &Proof, kind: &KindId) -> Self {
        let bits = clauses(proof).into_iter().enumerate().filter(|(_, clause)| clause.contains(&kind));
        Self(bits.fold(0, |bits, (no, _)| bits | 1 << no))
    }

    /// The kinds of which one shows each of these, in the order of the proof.
    #[must_use]
    pub fn kinds(self, proof: &Proof) -> Vec<Vec<KindId>> {
        let all = clauses(proof).into_iter().enumerate().filter(|(no, _)| self.0 >> no & 1 == 1);
        all.map(|(_, clause)| clause.into_iter().cloned().collect()).collect()
    }
}

/// For each thing to be shown the kinds of which any does: `(a,b)|c` are two, a or c and b or c.
///
/// What a nil return can stand in for is asked where something occurred, not every time: it counts only where nothing else
/// is asked.
fn clauses(proof: &Proof) -> Vec<Vec<&KindId>> {
    let nil = |term: &Term| term.forms().iter().any(|form| matches!(form, Form::OrNil(_)));
    let every: Vec<_> = proof.terms().iter().filter(|term| !nil(term)).collect();
    let asked = if every.is_empty() { proof.terms().iter().collect() } else { every };
    let mut all: Vec<Vec<&KindId>> = asked.into_iter().flat_map(product).collect();
    all.truncate(MOST);
    all
}

/// One kind of each form, in every way.
fn product(term: &Term) -> Vec<Vec<&KindId>> {
    term.forms().iter().fold(vec![Vec::new()], |ways, form| {
        let mut longer = Vec::new();
        for way in &ways {
            longer.extend(form.kinds().iter().map(|kind| way.iter().copied().chain([kind]).collect::<Vec<_>>()));
        }
        longer
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(proof: &str) -> Vec<String> {
        let proof: Proof = proof.parse().unwrap();
        let named = |kinds: Vec<KindId>| kinds.iter().map(ToString::to_string).collect::<Vec<_>>().join("|");
        Parts::of(&proof).kinds(&proof).into_iter().map(named).collect()
    }

    #[test]
    fn every_thing_that_is_asked_each_time_is_a_part() {
        let table = [
            ("access-review", vec!["access-review"]),
            ("access-review,access-listing", vec!["access-review", "access-listing"]),
            ("scan-report|pentest-report", vec!["scan-report|pentest-report"]),
            ("control-test-result,nil(alert-record)", vec!["control-test-result"]),
            ("nil(incident-record),nil(customer-notice)", vec!["incident-record", "customer-notice"]),
            (
                "inventory-export,(attestation,vendor-assessment)|access-review",
                vec!["inventory-export", "attestation|access-review", "vendor-assessment|access-review"],
            ),
        ];
        for (proof, parts) in table {
            assert_eq!(of(proof), parts, "{proof}");
        }
    }

    #[test]
    fn what_shows_nothing_that_is_asked_each_time_shows_no_part() {
        let proof: Proof = "control-test-result,nil(alert-record)".parse().unwrap();
        let shown = |kind: &str| Parts::shown_by(&proof, &kind.parse().unwrap());
        assert_eq!((shown("control-test-result"), shown("alert-record")), (Parts::ONE, Parts::default()));
        assert!(Parts::ONE.meets(Parts(3)) && !Parts::default().meets(Parts(3)));
    }
}
