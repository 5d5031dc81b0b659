//! Whether a requirement is asked of a subject: by the programmes it is in, its stage, and what its traits answer.

use crate::applies::{Alternatives, Applies, Fit};
use crate::words::{Categories, CriterionId, Question, Stage, StageSet, TraitSet};
use serde::{Deserialize, Serialize};

/// Some of the 61 criteria, one bit each, CC1.1 lowest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CriterionSet(pub u64);

impl CriterionSet {
    #[must_use]
    pub fn with(self, criterion: CriterionId) -> Self {
        Self(self.0 | 1 << criterion.index())
    }

    #[must_use]
    pub fn without(self, criterion: CriterionId) -> Self {
        Self(self.0 & !(1 << criterion.index()))
    }

    #[must_use]
    pub fn contains(self, criterion: CriterionId) -> bool {
        self.0 >> criterion.index() & 1 == 1
    }

    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub fn iter(self) -> impl Iterator<Item = CriterionId> {
        CriterionId::ALL.iter().copied().filter(move |criterion| self.contains(*criterion))
    }

    #[must_use]
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<CriterionId> for CriterionSet {
    fn from_iter<I: IntoIterator<Item = CriterionId>>(criteria: I) -> Self {
        criteria.into_iter().fold(Self::default(), Self::with)
    }
}

impl From<Categories> for CriterionSet {
    fn from(categories: Categories) -> Self {
        categories.criteria().collect()
    }
}

/// Some programmes, one bit each by their number from 0 to 62.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProgrammeSet(pub u64);

/// How many programmes an organisation can have: the width of [`ProgrammeSet`] in a signed column.
pub const PROGRAMMES_MAX: usize = 63;

impl ProgrammeSet {
    #[must_use]
    pub const fn only(no: usize) -> Self {
        Self(1 << no)
    }

    #[must_use]
    pub const fn contains(self, no: usize) -> bool {
        self.0 >> no & 1 == 1
    }

    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// What decides which requirements a system owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Profile {
    /// Traits answered yes.
    pub yes: TraitSet,
    /// Traits answered no; apart from `yes`. The rest are unanswered.
    pub no: TraitSet,
    /// `None`: unanswered.
    pub stage: Option<Stage>,
    /// The programmes that have the system in scope.
    pub programmes: ProgrammeSet,
}

/// To whom a requirement is put: its control's terms and its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    pub applies: Applies,
    /// Traits that a system must have beyond what the control applies to.
    pub narrow: Option<Alternatives>,
    /// The stages in which a system owes it.
    pub stages: StageSet,
    /// Programmes in force that have a criterion of its control in scope.
    pub programmes: ProgrammeSet,
}

/// Whether a requirement is asked of a subject, and by which programmes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    pub fit: Fit,
    pub programmes: ProgrammeSet,
}

impl Asked {
    pub const NO: Self = Self { fit: Fit::No, programmes: ProgrammeSet(0) };

    fn or(self, other: Self) -> Self {
        Self { fit: self.fit.or(&other.fit), programmes: self.programmes.union(other.programmes) }
    }
}

impl Ask {
    /// Asked on account of one system.
    #[must_use]
    pub fn of(&self, profile: &Profile) -> Asked {
        let programmes = self.programmes.intersection(profile.programmes);
        if programmes.is_empty() {
            return Asked::NO;
        }
        let fit = self.in_stage(profile.stage).and(&self.applies.fits(profile.yes, profile.no));
        let fit = self.narrow.as_ref().map_or(fit, |narrow| fit.and(&narrow.fits(profile.yes, profile.no)));
        if fit == Fit::No { Asked::NO } else { Asked { fit, programmes } }
    }

    /// An unanswered stage leaves it open, unless it is owed in every stage.
    fn in_stage(&self, stage: Option<Stage>) -> Fit {
        let owed = stage.map_or(StageSet::all(), StageSet::from);
        if owed.is_within(self.stages) {
            Fit::Yes
        } else if owed.is_apart_from(self.stages) {
            Fit::No
        } else {
            Fit::Unknown(Question::Stage.into())
        }
    }

    /// Asked once on account of several systems: all of them for the organisation, those that depend on it for a
    /// vendor, the one itself for a system.
    #[must_use]
    pub fn of_any<'a>(&self, profiles: impl IntoIterator<Item = &'a Profile>) -> Asked {
        profiles.into_iter().fold(Asked::NO, |asked, profile| asked.or(self.of(profile)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Trait;

    fn profile(yes: &[Trait], no: &[Trait]) -> Profile {
        let set = |traits: &[Trait]| traits.iter().copied().collect();
        Profile { yes: set(yes), no: set(no), stage: Some(Stage::Production), programmes: ProgrammeSet::only(0) }
    }

    fn ask(applies: &str, narrow: Option<&str>) -> Ask {
        Ask {
            applies: applies.parse().unwrap(),
            narrow: narrow.map(|text| text.parse().unwrap()),
            stages: StageSet::from(Stage::Production),
            programmes: ProgrammeSet(0b11),
        }
    }

    #[test]
    fn a_system_in_no_programme_is_asked_nothing() {
        let out = Profile { programmes: ProgrammeSet::default(), ..profile(&[], &[]) };
        assert_eq!(ask("all", None).of(&out), Asked::NO);
    }

    #[test]
    fn a_system_in_another_stage_is_asked_nothing() {
        let idea = Profile { stage: Some(Stage::Idea), ..profile(&[], &[]) };
        assert_eq!(ask("all", None).of(&idea), Asked::NO);
    }

    #[test]
    fn an_unanswered_trait_makes_it_unknown_and_names_the_question() {
        let asked = ask("generative", Some("high-impact")).of(&profile(&[Trait::Generative], &[]));
        assert_eq!(asked.fit, Fit::Unknown(Trait::HighImpact.into()));
        assert_eq!(ask("generative", None).of(&profile(&[], &[Trait::Generative])).fit, Fit::No);
    }

    #[test]
    fn an_unanswered_stage_makes_it_unknown_and_is_the_question() {
        let open = Profile { stage: None, ..profile(&[Trait::Generative], &[]) };
        assert_eq!(ask("all", None).of(&open).fit, Fit::Unknown(Question::Stage.into()));
        let both = ask("generative", Some("high-impact")).of(&open).fit;
        assert_eq!(both, Fit::Unknown([Question::HighImpact, Question::Stage].into_iter().collect()));
        assert_eq!(ask("agentic", None).of(&Profile { no: Trait::Agentic.into(), ..open }), Asked::NO);
        let always = Ask { stages: StageSet::all(), ..ask("all", None) };
        assert_eq!(always.of(&open).fit, Fit::Yes, "it is owed whatever the answer");
        let never = Ask { stages: StageSet::EMPTY, ..ask("all", None) };
        assert_eq!(never.of(&open), Asked::NO);
    }

    #[test]
    fn an_answered_stage_says_one_of_the_things_that_the_open_one_left_possible() {
        for stages in (0..1 << Stage::COUNT).map(StageSet::from_bits) {
            let ask = Ask { stages, ..ask("predictive", None) };
            let open = ask.of(&Profile { stage: None, ..profile(&[Trait::Predictive], &[]) }).fit;
            let answers: Vec<_> = Stage::ALL
                .iter()
                .map(|stage| ask.of(&Profile { stage: Some(*stage), ..profile(&[Trait::Predictive], &[]) }).fit)
                .collect();
            match open {
                Fit::Yes | Fit::No => assert!(answers.iter().all(|fit| *fit == open), "{stages:?}"),
                Fit::Unknown(_) => assert!(answers.contains(&Fit::Yes) && answers.contains(&Fit::No), "{stages:?}"),
            }
        }
    }

    #[test]
    fn the_organisation_is_asked_while_one_system_fits() {
        let no = profile(&[], &[Trait::PersonalData]);
        let open = profile(&[], &[]);
        let yes = profile(&[Trait::PersonalData], &[]);
        let ask = ask("organisation if personal-data", None);
        assert_eq!(ask.of_any([&no]).fit, Fit::No);
        assert!(matches!(ask.of_any([&no, &open]).fit, Fit::Unknown(_)));
        assert_eq!(ask.of_any([&no, &open, &yes]).fit, Fit::Yes);
    }

    #[test]
    fn only_programmes_that_ask_are_named() {
        let both = Profile { programmes: ProgrammeSet(0b110), ..profile(&[], &[]) };
        assert_eq!(ask("all", None).of(&both).programmes, ProgrammeSet(0b10));
    }
}
