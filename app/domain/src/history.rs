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

/// A finding through time as it is shown: with the programmes that ask and since when it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    pub span: Span,
    pub programmes: ProgrammeSet,
    pub asked_at: Instant,
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

    /// The systems that a subject was ever asked on account of.
    fn concerned(&self, subject: i64) -> Vec<&SystemFacts> {
        match self.kind(subject) {
            SubjectKind::Organisation => self.systems.values().collect(),
            SubjectKind::System => self.systems.get(&subject).into_iter().collect(),
            SubjectKind::Vendor => {
                let ever = |system: &&SystemFacts| system.vendors.values().any(|vendors| vendors.contains(&subject));
                self.systems.values().filter(ever).collect()
            }
        }
    }

    /// On account of whom a subject is asked at `at`: systems that are alike are one.
    fn profiles(&self, concerned: &[&SystemFacts], subject: i64, at: Instant) -> Vec<Profile> {
        let is_vendor = self.kind(subject) == SubjectKind::Vendor;
        let asking = concerned.iter().filter(|system| !is_vendor || system.uses(subject, at));
        let profiles = asking.map(|system| system.profile(at)).filter(|profile| !profile.programmes.is_empty());
        profiles.collect::<BTreeSet<_>>().into_iter().collect()
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
        let profiles = self.profiles(&self.concerned(subject), subject, at);
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
    pub fn told(&self, subject: i64) -> BTreeMap<i64, Vec<Told>> {
        let accounts = self.accounts(subject);
        let of_programmes: Vec<_> = self.programmes.values().flat_map(|p| p.in_scope.changes()).collect();
        let mut all = BTreeMap::new();
        for (no, requirement) in self.of_kind(self.kind(subject)) {
            let control = self.controls.get(&requirement.control);
            let of_control = control.into_iter().flat_map(|c| c.adopted.changes().chain(c.criteria.changes()));
            let instants: BTreeSet<_> =
                accounts.changes().chain(of_programmes.iter().copied()).chain(of_control).collect();
            let profiles = |at| accounts.at(at).map_or(&[][..], Vec::as_slice);
            let asked = instants.into_iter().map(|at| (at, self.asked(requirement, profiles(at), at)));
            let asked: Timeline<Asked> = asked.collect();
            let whole = Timeline::default();
            let standing = control.map_or(&whole, |control| &control.standing);
            let spans = spans(&self.pair(subject, no, requirement), &asked, standing, Instant::BEGINNING);
            let told = told(&spans, &asked);
            if !told.is_empty() {
                all.insert(no, told);
            }
        }
        all
    }

    /// The same through time.
    fn accounts(&self, subject: i64) -> Timeline<Vec<Profile>> {
        let concerned = self.concerned(subject);
        let instants: BTreeSet<_> = concerned.iter().flat_map(|system| system.changes()).collect();
        instants.into_iter().map(|at| (at, self.profiles(&concerned, subject, at))).collect()
    }
}

/// Spans of what is asked, cut where others begin to ask it.
fn told(spans: &[Span], asked: &Timeline<Asked>) -> Vec<Told> {
    let mut all: Vec<Told> = Vec::new();
    for span in spans.iter().filter(|span| span.finding != Finding::NotAsked) {
        let within = asked.changes().filter(|at| span.from < *at && *at < span.until);
        let starts: Vec<_> = std::iter::once(span.from).chain(within).collect();
        let ends = starts.iter().skip(1).copied().chain([span.until]);
        for (from, until) in starts.iter().copied().zip(ends) {
            let programmes = asked.at(from).map(|asked| asked.programmes).unwrap_or_default();
            let before = all.last_mut().filter(|last| last.span.until == from);
            let asked_at = before.as_ref().map_or(from, |last| last.asked_at);
            match before {
                Some(last) if last.span.finding == span.finding && last.programmes == programmes => {
                    last.span.until = until;
                }
                Some(_) | None => all.push(Told { span: Span { from, until, ..*span }, programmes, asked_at }),
            }
        }
    }
    all
}
