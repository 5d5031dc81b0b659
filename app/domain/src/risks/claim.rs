//! What a rating claims, beside what the findings of the controls it names say at this moment.

use super::answer::Rated;
use crate::codes::ControlId;
use crate::finding::Finding;
use crate::words::word;

word! {
    /// Whether the findings bear a residual that is claimed to be lower.
    pub enum Support {
        /// Nothing is claimed of controls: the residual is the inherent rating, or a finished mitigation lowered it.
        NotClaimed = "not-claimed", "Nothing claimed",
        /// Every control that it names is met.
        Borne = "borne", "Borne by its controls",
        /// Some are met, others not.
        Partly = "partly", "Borne in part",
        /// None is met, and not all of them are in a gap.
        Unknown = "unknown", "Not known",
        /// Every control that it names is in a gap.
        Contradicted = "contradicted", "Contradicted",
    }
}

/// A claim with the findings of the controls that it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim<'a> {
    pub rated: &'a Rated,
    /// The finding of each control on what is assessed, its weakest requirement. What is missing here is unknown.
    pub findings: &'a [(ControlId, Finding)],
}

impl<'a> Claim<'a> {
    fn found(&self, control: &ControlId) -> Option<Finding> {
        self.findings.iter().find(|(id, _)| id == control).map(|(_, finding)| *finding)
    }

    /// The controls on which a lower residual rests and that are not met today, each with its finding where there is one.
    /// None where nothing is claimed of controls.
    #[must_use]
    pub fn unmet(&self) -> Vec<(&'a ControlId, Option<Finding>)> {
        if !self.rated.rests_on_controls() {
            return Vec::new();
        }
        let acting = self.rated.acting.iter().map(|control| (control, self.found(control)));
        acting.filter(|(_, found)| *found != Some(Finding::Met)).collect()
    }
}

impl Rated {
    /// Whether the residual is claimed to be lower on account of controls.
    #[must_use]
    pub fn rests_on_controls(&self) -> bool {
        self.residual.rating != self.inherent.rating && !self.acting.is_empty()
    }
}

/// How many of the controls that a claim names stand how, and what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beside {
    pub named: usize,
    pub met: usize,
    /// In a gap.
    pub gap: usize,
    pub support: Support,
}

/// What the findings say of a claim. A finding that failed, is unknown, excluded or not asked neither bears nor
/// contradicts.
#[must_use]
pub fn beside(claim: &Claim<'_>) -> Beside {
    let acting = &claim.rated.acting;
    let found = |control: &ControlId| claim.found(control);
    let count = |wanted: fn(Finding) -> bool| acting.iter().filter_map(found).filter(|one| wanted(*one)).count();
    let (met, gap) = (count(|one| one == Finding::Met), count(|one| matches!(one, Finding::Gap(_))));
    let named = acting.len();
    let support = if !claim.rated.rests_on_controls() {
        Support::NotClaimed
    } else if gap == named {
        Support::Contradicted
    } else if met == named {
        Support::Borne
    } else if met > 0 {
        Support::Partly
    } else {
        Support::Unknown
    };
    Beside { named, met, gap, support }
}
