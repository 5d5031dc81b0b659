//! The whole history of an organisation, and the reading of any day from it, with what was known by any other.
//!
//! Pages read findings that were derived as things happened. This is the same rule applied to all facts at once: what
//! derived rows are held equal to, and what answers when `known` is not `at`.

use crate::applies::{Alternatives, Applies, Fit};
use crate::asked::{Ask, Asked, CriterionSet, Profile, ProgrammeSet};
use crate::finding::{Exclusion, Finding, Offer, Pair, Standing, finding};
use crate::instant::Instant;
use crate::proof::Proof;
use crate::spans::{Span, spans};
use crate::timeline::Timeline;
use crate::words::{Stage, StageSet, SubjectKind, TraitSet};
use std::collections::{BTreeMap, BTreeSet};

/// A programme through time.
#[derive(Clone, Debug, Default)]
pub struct ProgrammeFacts {
    /// Criteria that count; nothing before it was opened.
    pub in_scope: Timeline<CriterionSet>,
}

/// A control through time.
#[derive(Clone, Debug)]
pub struct ControlFacts {
    /// `None`: its terms cannot be read.
    pub applies: Option<Applies>,
    pub stages: StageSet,
    pub adopted: Timeline<bool>,
    pub criteria: Timeline<CriterionSet>,
    pub standing: Timeline<Standing>,
}

/// A requirement of a control.
#[derive(Clone, Debug)]
pub struct RequirementFacts {
    pub control: i64,
    pub subject: SubjectKind,
    pub narrow: Option<Alternatives>,
    /// `None`: what would prove it cannot be read.
    pub proof: Option<Proof>,
}

/// A system through time.
#[derive(Clone, Debug, Default)]
pub struct SystemFacts {
    pub yes: Timeline<TraitSet>,
    pub no: Timeline<TraitSet>,
    /// Nothing where it is unanswered.
    pub stage: Timeline<Stage>,
    pub programmes: Timeline<ProgrammeSet>,
    /// The vendors it depends on, by number.
    pub vendors: Timeline<BTreeSet<i64>>,
}

/// Everything, by number: subject 0 is the organisation.
#[derive(Clone, Debug, Default)]
pub struct History {
    pub programmes: BTreeMap<usize, ProgrammeFacts>,
    pub controls: BTreeMap<i64, ControlFacts>,
    pub requirements: BTreeMap<i64, RequirementFacts>,
    pub systems: BTreeMap<i64, SystemFacts>,
    pub vendors: BTreeSet<i64>,
    /// By subject and requirement.
    pub offers: BTreeMap<(i64, i64), Vec<Offer>>,
    pub exclusions: BTreeMap<(i64, i64), Vec<Exclusion>>,
}

impl SystemFacts {
    fn profile(&self, at: Instant) -> Profile {
        Profile {
            yes: self.yes.at(at).copied().unwrap_or_default(),
            no: self.no.at(at).copied().unwrap_or_default(),
            stage: self.stage.at(at).copied(),
            programmes: self.programmes.at(at).copied().unwrap_or_default(),
        }
    }

    fn uses(&self, vendor: i64, at: Instant) -> bool {
        self.vendors.at(at).is_some_and(|vendors| vendors.contains(&vendor))
    }

    fn changes(&self) -> impl Iterator<Item = Instant> {
        let answers = self.yes.changes().chain(self.no.changes());
        answers.chain(self.stage.changes()).chain(self.programmes.changes()).chain(self.vendors.changes())
    }
}

impl History {
    /// Every subject that there is.
    pub fn subjects(&self) -> impl Iterator<Item = i64> {
        std::iter::once(0).chain(self.systems.keys().copied()).chain(self.vendors.iter().copied())
    }

    fn kind(&self, subject: i64) -> SubjectKind {
        if subject == 0 {
            SubjectKind::Organisation
        } else if self.vendors.contains(&subject) {
            SubjectKind::Vendor
        } else {
            SubjectKind::System
        }
    }

    /// The systems on whose account a subject is asked.
    fn on_account_of(&self, subject: i64, at: Instant) -> Vec<Profile> {
        let systems = self.systems.iter().filter(|(no, system)| match self.kind(subject) {
            SubjectKind::Organisation => true,
            SubjectKind::System => **no == subject,
            SubjectKind::Vendor => system.uses(subject, at),
        });
        systems.map(|(_, system)| system.profile(at)).filter(|profile| !profile.programmes.is_empty()).collect()
    }

    /// Whether a requirement is asked of systems with these profiles at `at`.
    fn asked(&self, requirement: &RequirementFacts, profiles: &[Profile], at: Instant) -> Asked {
        let Some(control) = self.controls.get(&requirement.control) else { return Asked::NO };
        let criteria = control.criteria.at(at).copied().unwrap_or_default();
        let adopted = control.adopted.at(at).copied().unwrap_or_default();
        let asking = self.programmes.iter().filter(|(_, programme)| {
            adopted && programme.in_scope.at(at).is_some_and(|in_scope| in_scope.meets(criteria))
        });
        let programmes = asking.fold(ProgrammeSet::default(), |set, (no, _)| set.union(ProgrammeSet::only(*no)));
        let Some(applies) = control.applies.clone() else {
            let everyone = profiles.iter().fold(ProgrammeSet::default(), |set, p| set.union(p.programmes));
            return if everyone.is_empty() { Asked::NO } else { Asked { fit: Fit::Yes, programmes: everyone } };
        };
        Ask { applies, narrow: requirement.narrow.clone(), stages: control.stages, programmes }.of_any(profiles)
    }

    fn pair<'a>(&'a self, subject: i64, no: i64, requirement: &'a RequirementFacts) -> Pair<'a> {
        let readable = self.controls.get(&requirement.control).is_some_and(|control| control.applies.is_some());
        Pair {
            proof: requirement.proof.as_ref().filter(|_| readable),
            offers: self.offers.get(&(subject, no)).map_or(&[], Vec::as_slice),
            exclusions: self.exclusions.get(&(subject, no)).map_or(&[], Vec::as_slice),
        }
    }

    /// What is asked of a subject at `at`, as far as was known by `known`: by requirement, with who asks.
    #[must_use]
    pub fn findings(&self, subject: i64, at: Instant, known: Instant) -> BTreeMap<i64, (Finding, ProgrammeSet)> {
        let profiles = self.on_account_of(subject, at);
        let mut findings = BTreeMap::new();
        for (no, requirement) in self.of_kind(self.kind(subject)) {
            let asked = self.asked(requirement, &profiles, at);
            let control = self.controls.get(&requirement.control);
            let standing = control.and_then(|control| control.standing.at(at)).copied().unwrap_or(Standing::WHOLE);
            let found = finding(&self.pair(subject, no, requirement), asked, standing, at, known);
            if found != Finding::NotAsked {
                findings.insert(no, (found, asked.programmes));
            }
        }
        findings
    }

    fn of_kind(&self, kind: SubjectKind) -> impl Iterator<Item = (i64, &RequirementFacts)> {
        self.requirements.iter().filter(move |(_, requirement)| requirement.subject == kind).map(|(no, r)| (*no, r))
    }

    /// The findings of a subject through all time, as they were shown (known = at); pairs that were never asked are
    /// left out.
    #[must_use]
    pub fn spans(&self, subject: i64) -> BTreeMap<i64, Vec<Span>> {
        let instants = self.instants();
        let accounts: Vec<_> = instants.iter().map(|at| (*at, self.on_account_of(subject, *at))).collect();
        let mut all = BTreeMap::new();
        for (no, requirement) in self.of_kind(self.kind(subject)) {
            let asked = accounts.iter().map(|(at, profiles)| (*at, self.asked(requirement, profiles, *at)));
            let asked: Timeline<Asked> = asked.collect();
            let whole = Timeline::default();
            let standing = self.controls.get(&requirement.control).map_or(&whole, |control| &control.standing);
            let mut spans = spans(&self.pair(subject, no, requirement), &asked, standing, Instant::BEGINNING);
            spans.retain(|span| span.finding != Finding::NotAsked);
            if !spans.is_empty() {
                all.insert(no, spans);
            }
        }
        all
    }

    /// Every instant at which who is asked what can change.
    fn instants(&self) -> BTreeSet<Instant> {
        let programmes = self.programmes.values().flat_map(|programme| programme.in_scope.changes());
        let controls = self.controls.values().flat_map(|c| c.adopted.changes().chain(c.criteria.changes()));
        programmes.chain(controls).chain(self.systems.values().flat_map(SystemFacts::changes)).collect()
    }
}
