//! What the rule says about one requirement on one subject, at an instant, as far as was known by another.

use crate::applies::Fit;
use crate::asked::Asked;
use crate::codes::KindId;
use crate::ids::EvidenceId;
use crate::instant::Instant;
use crate::proof::{Proof, Sought};
use crate::words::{QuestionSet, word};

word! {
    /// Why a finding is a gap. The list is closed; the first that applies is told.
    pub enum Reason {
        ShowsFailure = "shows-failure", "Proof shows failure",
        EndedByEvent = "ended-by-event", "Ended by an event",
        Stale = "stale", "Stale",
        Withdrawn = "withdrawn", "Withdrawn",
        Rejected = "rejected", "Rejected",
        Waiting = "waiting", "Waiting for review",
        NeverProven = "never-proven", "Never proven",
        NoOwner = "no-owner", "No owner",
        NotApproved = "not-approved", "Statement not approved",
        NotLinked = "not-linked", "No risk or criterion linked",
        NoKeyControl = "no-key-control", "No key control",
        NotConcluded = "not-concluded", "Not concluded",
        NothingLeft = "nothing-left", "Nothing left",
    }
}

/// What holds of a control itself, whatever its evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// An active person owns it.
    pub owned: bool,
    /// A second person approved its statement.
    pub approved: bool,
    /// It answers at least one criterion and one risk.
    pub linked: bool,
}

impl Standing {
    pub const WHOLE: Self = Self { owned: true, approved: true, linked: true };

    /// What is missing, first things first.
    #[must_use]
    pub const fn lacks(self) -> Option<Reason> {
        match self {
            Self { owned: false, .. } => Some(Reason::NoOwner),
            Self { approved: false, .. } => Some(Reason::NotApproved),
            Self { linked: false, .. } => Some(Reason::NotLinked),
            Self { owned: true, approved: true, linked: true } => None,
        }
    }
}

/// Evidence submitted for this pair of requirement and subject, with what became of it there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub evidence: EvidenceId,
    pub kind: KindId,
    /// Of a nil return: the kind of which its population has no rows. Those of old name none.
    pub in_place_of: Option<KindId>,
    /// The midnight that begins the first day it speaks for.
    pub speaks_from: Instant,
    /// The midnight that begins the last day it speaks for.
    pub speaks_until: Instant,
    pub submitted: Instant,
    pub decision: Option<Decision>,
    /// Ended early by an event or superseded, on this subject.
    pub ended: Option<Instant>,
    /// Withdrawn: once known, for every day.
    pub withdrawn: Option<Instant>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    pub at: Instant,
    pub verdict: Verdict,
}

/// What the second person decided for this pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It proves, until `lapses` (the midnight after its last fresh day, fixed at acceptance).
    Supports { lapses: Instant },
    /// It shows failure.
    Adverse,
    /// It is no proof.
    Rejected,
}

/// "Does not apply", agreed by two, from an instant until a midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exclusion {
    pub from: Instant,
    pub until: Instant,
    /// Ended before its time.
    pub ended: Option<Instant>,
}

/// What the rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    NotAsked,
    Excluded,
    /// It could not be computed: never shown as anything else.
    Failed,
    Gap(Reason),
    /// It is not known whether it is asked: these questions are unanswered.
    Unknown(QuestionSet),
    Met,
}

word! {
    /// How a finding reads, whatever the reason.
    pub enum Reads {
        Failed = "failed", "Failed",
        Gap = "gap", "Gap",
        Unknown = "unknown", "Unknown",
        Met = "met", "Met",
        Excluded = "excluded", "Excluded",
    }
}

impl Finding {
    /// Its word; none for what is not asked.
    #[must_use]
    pub const fn reads(self) -> Option<Reads> {
        match self {
            Self::NotAsked => None,
            Self::Excluded => Some(Reads::Excluded),
            Self::Failed => Some(Reads::Failed),
            Self::Gap(_) => Some(Reads::Gap),
            Self::Unknown(_) => Some(Reads::Unknown),
            Self::Met => Some(Reads::Met),
        }
    }
}

/// What a finding is about, and everything that was ever offered for it.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// `None`: what would prove it cannot be read.
    pub proof: Option<&'a Proof>,
    pub offers: &'a [Offer],
    pub exclusions: &'a [Exclusion],
}

/// The state at `at`, using what had been accepted by `known`, which is not before `at`.
///
/// Source: SOC 2 practice as in the design notes of this product: a subject is met when every term of the proof is
/// carried by accepted supporting evidence that speaks for a day not after `at`, has not lapsed, ended or been
/// withdrawn, and no adverse evidence stands against it; and when the control itself is owned, approved and linked.
#[must_use]
pub fn finding(pair: &Pair<'_>, asked: Asked, standing: Standing, at: Instant, known: Instant) -> Finding {
    if asked.fit == Fit::No {
        return Finding::NotAsked;
    }
    if pair.exclusions.iter().any(|exclusion| exclusion.holds(at)) {
        return Finding::Excluded;
    }
    let Some(proof) = pair.proof else { return Finding::Failed };
    if let Fit::Unknown(open) = asked.fit {
        return Finding::Unknown(open);
    }
    let seen = Seen { offers: pair.offers, at, known };
    if seen.shows_failure() {
        return Finding::Gap(Reason::ShowsFailure);
    }
    if !proof.satisfied(|sought| seen.stands(sought, proof)) {
        return Finding::Gap(seen.why_not(proof));
    }
    standing.lacks().map_or(Finding::Met, Finding::Gap)
}

impl Offer {
    /// Whether it is what a proof asks for there. A nil return meets the term whose population it names; one without a
    /// name meets the only nil term that there is, and none of two.
    #[must_use]
    pub fn is(&self, sought: Sought<'_>, proof: &Proof) -> bool {
        match sought {
            Sought::Kind(kind) => self.kind == *kind,
            Sought::NilOf(kind) => {
                self.kind == KindId::NIL_RETURN && self.in_place_of.as_ref().or(proof.sole_nil()) == Some(kind)
            }
        }
    }
}

impl Exclusion {
    fn holds(&self, at: Instant) -> bool {
        self.from <= at && at < self.until && self.ended.is_none_or(|ended| at < ended)
    }
}

/// The offers of a pair as they look at `at` with what was known by `known`.
struct Seen<'a> {
    offers: &'a [Offer],
    at: Instant,
    known: Instant,
}

impl Seen<'_> {
    /// A withdrawal, once known, holds for every day.
    fn withdrawn(&self, offer: &Offer) -> bool {
        offer.withdrawn.is_some_and(|at| at <= self.known)
    }

    fn decided(&self, offer: &Offer) -> Option<Verdict> {
        offer.decision.filter(|decision| decision.at <= self.known).map(|decision| decision.verdict)
    }

    /// Accepted as supporting, for a day not after `at`, whether or not it is still fresh.
    fn supports(&self, offer: &Offer) -> Option<Instant> {
        match self.decided(offer)? {
            Verdict::Supports { lapses } if offer.speaks_from <= self.at && !self.withdrawn(offer) => Some(lapses),
            Verdict::Supports { .. } | Verdict::Adverse | Verdict::Rejected => None,
        }
    }

    fn stands(&self, sought: Sought<'_>, proof: &Proof) -> bool {
        self.offers.iter().filter(|offer| offer.is(sought, proof)).any(|offer| self.holds(offer))
    }

    fn holds(&self, offer: &Offer) -> bool {
        self.supports(offer).is_some_and(|lapses| self.at < lapses) && offer.ended.is_none_or(|ended| self.at < ended)
    }

    /// Adverse evidence stands until supporting evidence of its kind, speaking for a later day, is accepted.
    fn shows_failure(&self) -> bool {
        self.offers.iter().any(|offer| {
            self.decided(offer) == Some(Verdict::Adverse)
                && offer.speaks_from <= self.at
                && !self.withdrawn(offer)
                && !self.offers.iter().any(|other| {
                    other.kind == offer.kind
                        && other.in_place_of == offer.in_place_of
                        && other.speaks_until > offer.speaks_until
                        && self.supports(other).is_some()
                })
        })
    }

    /// Why what is missing is missing: it waits when all of it was sent; else the latest thing that happened to evidence
    /// of a kind that is still to be sent.
    fn why_not(&self, proof: &Proof) -> Reason {
        let missing = proof.missing(|sought| self.stands(sought, proof) || self.waits(sought, proof));
        if missing.is_empty() {
            return Reason::Waiting;
        }
        let wanted = |offer: &Offer| missing.iter().flat_map(|term| term.seeks()).any(|sought| offer.is(sought, proof));
        let what_happened = self.offers.iter().filter(|offer| wanted(offer)).filter_map(|offer| self.fate(offer));
        what_happened
            .filter(|(_, reason)| *reason != Reason::Waiting)
            .max_by_key(|(at, reason)| (*at, std::cmp::Reverse(*reason)))
            .map_or(Reason::NeverProven, |(_, reason)| reason)
    }

    fn waits(&self, sought: Sought<'_>, proof: &Proof) -> bool {
        let mut sent = self.offers.iter().filter(|offer| offer.is(sought, proof));
        sent.any(|offer| self.fate(offer).is_some_and(|(_, reason)| reason == Reason::Waiting))
    }

    /// What became of an offer that does not stand, and when.
    fn fate(&self, offer: &Offer) -> Option<(Instant, Reason)> {
        if offer.submitted > self.known || self.holds(offer) {
            return None;
        }
        if let Some(at) = offer.withdrawn.filter(|at| *at <= self.known) {
            return Some((at, Reason::Withdrawn));
        }
        let Some(decision) = offer.decision.filter(|decision| decision.at <= self.known) else {
            return Some((Instant::NEVER, Reason::Waiting));
        };
        match decision.verdict {
            Verdict::Rejected => Some((decision.at, Reason::Rejected)),
            Verdict::Adverse => None,
            // Speaks only for days to come: as if it were not there yet.
            Verdict::Supports { .. } if offer.speaks_from > self.at => None,
            Verdict::Supports { lapses } => Some(match offer.ended.filter(|ended| *ended <= self.at) {
                Some(ended) if ended < lapses => (ended, Reason::EndedByEvent),
                Some(_) | None => (lapses, Reason::Stale),
            }),
        }
    }
}

/// Until when an offer proves, if it does at `at` with what is known then: what a tally of proofs shows.
#[must_use]
pub fn stands_until(offer: &Offer, at: Instant) -> Option<Instant> {
    let seen = Seen { offers: std::slice::from_ref(offer), at, known: at };
    let lapses = seen.supports(offer).filter(|_| seen.holds(offer))?;
    Some(offer.ended.map_or(lapses, |ended| ended.min(lapses)))
}

#[cfg(test)]
mod tests;
