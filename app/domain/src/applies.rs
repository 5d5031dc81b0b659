//! To which AI systems a control applies: an expression over traits, answered in three values.
//!
//! `all` · `organisation` · `organisation if TRAIT` · traits, where `,` is any of and `+` is all
//! of and binds tighter. A trait not yet answered makes the answer unknown, and its question the
//! next step.

use std::fmt;
use std::str::FromStr;

use crate::words::{NotAWord, QuestionSet, Trait, TraitSet, serde_as_text};

/// Whether something applies to one system, as far as its traits are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fit {
    /// It applies.
    Yes,
    /// It does not.
    No,
    /// The answer hangs on these questions, none of them answered. Never empty.
    Unknown(QuestionSet),
}

impl Fit {
    /// Both must apply: a control and what narrows its requirement.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        match (*self, *other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, fit) | (fit, Self::Yes) => fit,
            (Self::Unknown(some), Self::Unknown(more)) => Self::Unknown(some.union(more)),
        }
    }

    /// One is enough: an organisation's requirement over all its systems.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        match (*self, *other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::No, fit) | (fit, Self::No) => fit,
            (Self::Unknown(some), Self::Unknown(more)) => Self::Unknown(some.union(more)),
        }
    }

    /// Of one conjunction of traits; a trait answered both ways counts as no.
    fn of(wanted: TraitSet, yes: TraitSet, no: TraitSet) -> Self {
        let open = wanted.minus(yes);
        if !wanted.is_apart_from(no) {
            Self::No
        } else if open.is_empty() {
            Self::Yes
        } else {
            Self::Unknown(open.into())
        }
    }
}

/// Any of several sets of traits; of each set all are needed: `third-party+personal-data,agentic`.
/// At least one set, none empty, none twice.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Alternatives(Vec<TraitSet>);

impl Alternatives {
    /// The sets, in the order they were written.
    pub fn sets(&self) -> &[TraitSet] {
        &self.0
    }

    /// Kleene's three values: any set all yes is yes, every set with a no is no.
    pub fn fits(&self, yes: TraitSet, no: TraitSet) -> Fit {
        let fits = self.0.iter().map(|wanted| Fit::of(*wanted, yes, no));
        fits.fold(Fit::No, |so_far, fit| so_far.or(&fit))
    }
}

/// To what a control applies.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Applies {
    /// Run once by the organisation.
    Organisation,
    /// Run once, when at least one system has the trait.
    OrganisationIf(Trait),
    /// Every system.
    All,
    /// Systems with these traits.
    Traits(Alternatives),
}

impl Applies {
    /// Whether it applies to, or on account of, a system with these answers: `yes` and `no` are
    /// apart, every other trait is unanswered. Over several systems, [`Fit::or`].
    pub fn fits(&self, yes: TraitSet, no: TraitSet) -> Fit {
        match self {
            Self::Organisation | Self::All => Fit::Yes,
            Self::OrganisationIf(needed) => Fit::of((*needed).into(), yes, no),
            Self::Traits(alternatives) => alternatives.fits(yes, no),
        }
    }

    /// Whether the organisation runs it once, whatever systems it has or if one has a trait.
    pub fn is_of_the_organisation(&self) -> bool {
        match self {
            Self::Organisation | Self::OrganisationIf(_) => true,
            Self::All | Self::Traits(_) => false,
        }
    }

    /// Whether every organisation with a system runs it, whatever the traits.
    pub fn is_unconditional(&self) -> bool {
        match self {
            Self::Organisation | Self::All => true,
            Self::OrganisationIf(_) | Self::Traits(_) => false,
        }
    }
}

/// Why a text says not to what something applies.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoExpression {
    /// A word is no trait.
    #[error(transparent)]
    Word(#[from] NotAWord),
    /// A trait stands twice in a set, or a set twice in the expression.
    #[error("{0} stands there twice")]
    Twice(String),
}

const ORGANISATION: &str = "organisation";
const ALL: &str = "all";

impl FromStr for Alternatives {
    type Err = NoExpression;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut sets = Vec::new();
        for alternative in text.split(',') {
            let set = set_of(alternative)?;
            if sets.contains(&set) {
                return Err(NoExpression::Twice(alternative.to_owned()));
            }
            sets.push(set);
        }
        Ok(Self(sets))
    }
}

fn set_of(alternative: &str) -> Result<TraitSet, NoExpression> {
    alternative.split('+').try_fold(TraitSet::EMPTY, |set, word| {
        let one: Trait = word.parse()?;
        if set.contains(one) {
            return Err(NoExpression::Twice(word.to_owned()));
        }
        Ok(set.with(one))
    })
}

impl FromStr for Applies {
    type Err = NoExpression;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            ORGANISATION => Ok(Self::Organisation),
            ALL => Ok(Self::All),
            other => match other.strip_prefix("organisation if ") {
                Some(needed) => Ok(Self::OrganisationIf(needed.parse()?)),
                None => Ok(Self::Traits(other.parse()?)),
            },
        }
    }
}

impl fmt::Display for Alternatives {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sets: Vec<_> = self.0.iter().map(|set| set.join("+")).collect();
        out.write_str(&sets.join(","))
    }
}

impl fmt::Display for Applies {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Organisation => out.write_str(ORGANISATION),
            Self::OrganisationIf(needed) => write!(out, "{ORGANISATION} if {}", needed.key()),
            Self::All => out.write_str(ALL),
            Self::Traits(alternatives) => alternatives.fmt(out),
        }
    }
}

serde_as_text!(Alternatives);
serde_as_text!(Applies);

#[cfg(test)]
mod tests;
