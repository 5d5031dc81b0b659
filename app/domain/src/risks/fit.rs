//! Which of the risks a system, or the organisation, is asked to rate: those that a control answers which applies there.
//!
//! The stage of life does not enter: drift is foreseen before release, while its controls are owed after it.

use super::category::RiskCategory;
use crate::applies::{Applies, Fit};
use crate::codes::{ControlId, RiskId};
use crate::words::{QuestionSet, Trait, TraitSet};
use std::fmt;

/// Why a control applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Every system owes it.
    EverySystem,
    /// The organisation runs it once.
    Organisation,
    /// These traits, answered yes. Never empty.
    Traits(TraitSet),
}

/// As it is kept with what is said of a risk: `every-system`, `organisation`, `traits generative, agentic`.
impl fmt::Display for Why {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EverySystem => out.write_str(EVERY_SYSTEM),
            Self::Organisation => out.write_str(ORGANISATION),
            Self::Traits(traits) => write!(out, "{TRAITS}{}", traits.join(", ")),
        }
    }
}

impl Why {
    /// Of the words that its display gives.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        match text {
            EVERY_SYSTEM => Some(Self::EverySystem),
            ORGANISATION => Some(Self::Organisation),
            traits => {
                let traits = traits.strip_prefix(TRAITS)?.split(", ").map(str::parse::<Trait>);
                traits.collect::<Result<TraitSet, _>>().ok().filter(|traits| !traits.is_empty()).map(Self::Traits)
            }
        }
    }
}

const EVERY_SYSTEM: &str = "every-system";
const ORGANISATION: &str = "organisation";
const TRAITS: &str = "traits ";

/// A control as it stands to what is assessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applying {
    pub control: ControlId,
    pub fit: Fit,
    /// Told where `fit` is yes.
    pub why: Option<Why>,
}

/// How controls stand to one system. Controls that the organisation runs once are the organisation's own and do not
/// apply to a system: what only they answer is a risk of the organisation.
pub fn of_system<'a>(
    controls: impl IntoIterator<Item = (&'a ControlId, &'a Applies)>,
    yes: TraitSet,
    no: TraitSet,
) -> Vec<Applying> {
    let applying = |(control, applies): (&ControlId, &Applies)| {
        let (fit, why) = match applies {
            Applies::Organisation | Applies::OrganisationIf(_) => (Fit::No, None),
            Applies::All => (Fit::Yes, Some(Why::EverySystem)),
            Applies::Traits(alternatives) => {
                let fit = alternatives.fits(yes, no);
                let held = alternatives.sets().iter().filter(|set| set.is_within(yes));
                let traits = held.fold(TraitSet::EMPTY, |all, set| all.union(*set));
                (fit, (fit == Fit::Yes).then_some(Why::Traits(traits)))
            }
        };
        Applying { control: control.clone(), fit, why }
    };
    controls.into_iter().map(applying).collect()
}

/// How controls stand to the organisation, on account of all its systems: the traits of each, answered yes and no.
pub fn of_organisation<'a>(
    controls: impl IntoIterator<Item = (&'a ControlId, &'a Applies)>,
    systems: &[(TraitSet, TraitSet)],
) -> Vec<Applying> {
    let applying = |(control, applies): (&ControlId, &Applies)| {
        let (fit, why) = match applies {
            Applies::All | Applies::Traits(_) => (Fit::No, None),
            Applies::Organisation => (Fit::Yes, Some(Why::Organisation)),
            Applies::OrganisationIf(needed) => {
                let fits = systems.iter().map(|(yes, no)| applies.fits(*yes, *no));
                let fit = fits.fold(Fit::No, |so_far, fit| so_far.or(&fit));
                (fit, (fit == Fit::Yes).then_some(Why::Traits((*needed).into())))
            }
        };
        Applying { control: control.clone(), fit, why }
    };
    controls.into_iter().map(applying).collect()
}

/// Whether a risk is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fits {
    /// These of its controls apply. Never empty.
    Yes(Vec<(ControlId, Why)>),
    /// It hangs on these questions, none of them answered. Never empty.
    Unknown(QuestionSet),
    No,
}

/// Whether a risk answered by the `linked` controls is one to rate, given how controls stand: it is when one of them
/// applies.
#[must_use]
pub fn fits(linked: &[ControlId], controls: &[Applying]) -> Fits {
    let answering: Vec<_> = controls.iter().filter(|applying| linked.contains(&applying.control)).collect();
    let reasons: Vec<_> =
        answering.iter().filter_map(|applying| applying.why.map(|why| (applying.control.clone(), why))).collect();
    match answering.iter().fold(Fit::No, |so_far, applying| so_far.or(&applying.fit)) {
        Fit::Yes => Fits::Yes(reasons),
        Fit::Unknown(questions) => Fits::Unknown(questions),
        Fit::No => Fits::No,
    }
}

/// Whether a risk fits on account of what the thing itself is: not only through controls that everything of its sort owes.
/// A risk that fits through no control is one that people named, or named before.
#[must_use]
pub fn is_its_own(why: &[(ControlId, Why)]) -> bool {
    let of_its_traits = |(_, why): &(ControlId, Why)| match why {
        Why::Traits(_) => true,
        Why::EverySystem | Why::Organisation => false,
    };
    why.is_empty() || why.iter().any(of_its_traits)
}

/// Whether a risk that fits is far from what is assessed all the same: agents do what it fears, and this answered that it
/// is none. A control that answers it applies by another trait.
#[must_use]
pub fn is_far(category: RiskCategory, no: TraitSet) -> bool {
    category == RiskCategory::Agents && no.contains(Trait::Agentic)
}

/// The risks to rate, with what is still open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposed {
    /// Each with the controls that apply, and why.
    pub risks: Vec<(RiskId, Vec<(ControlId, Why)>)>,
    /// Risks that hang on questions.
    pub unknown: Vec<RiskId>,
    /// Those questions.
    pub questions: QuestionSet,
}

/// Of risks with the controls that answer them, those to rate; in the order given.
pub fn propose<'a>(risks: impl IntoIterator<Item = (&'a RiskId, &'a [ControlId])>, controls: &[Applying]) -> Proposed {
    let mut proposed = Proposed::default();
    for (risk, linked) in risks {
        match fits(linked, controls) {
            Fits::Yes(reasons) => proposed.risks.push((risk.clone(), reasons)),
            Fits::Unknown(questions) => {
                proposed.unknown.push(risk.clone());
                proposed.questions = proposed.questions.union(questions);
            }
            Fits::No => {}
        }
    }
    proposed
}
