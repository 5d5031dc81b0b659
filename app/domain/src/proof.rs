//! What must be shown for a requirement: an expression over kinds of evidence.
//!
//! `a,b` all of them · `a|b` either, binding tighter · `(a,b)` one alternative made of several ·
//! `nil(x)` x, or a nil return: a complete population of no rows of it. No nesting; no kind twice.

use std::fmt;
use std::str::FromStr;

use crate::codes::{KindId, NotACode};
use crate::words::serde_as_text;

/// What proves a requirement: every term. Never empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Proof(Vec<Term>);

/// One thing to be shown, in any of its forms. Never empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Term(Vec<Form>);

/// One form in which a term may be shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Form {
    /// Evidence of the kind.
    Kind(KindId),
    /// Evidence of every one of these; two or more.
    Together(Vec<KindId>),
    /// Evidence of the kind, or a nil return over its population.
    OrNil(KindId),
}

/// How a kind appears in a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// On its own.
    Alone,
    /// As one of several that count together.
    Together,
    /// On its own, with a nil return in its place where nothing occurred.
    OrNil,
}

/// One thing of which a proof asks whether it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sought<'a> {
    /// Evidence of the kind.
    Kind(&'a KindId),
    /// A nil return over the population of the kind.
    NilOf(&'a KindId),
}

impl Proof {
    /// The terms, in the order they were written.
    pub fn terms(&self) -> &[Term] {
        &self.0
    }

    /// Each kind that is named, with how it appears; none twice.
    pub fn kinds(&self) -> impl Iterator<Item = (&KindId, How)> {
        self.0.iter().flat_map(Term::kinds)
    }

    /// Whether a kind, or a nil return in place of one, is asked for.
    pub fn asks(&self, kind: &KindId) -> bool {
        self.0.iter().any(|term| term.asks(kind))
    }

    /// The kinds in place of which a nil return counts.
    pub fn nils(&self) -> impl Iterator<Item = &KindId> {
        self.kinds().filter(|(_, how)| *how == How::OrNil).map(|(kind, _)| kind)
    }

    /// The kind in place of which a nil return without a name counts: the only one there is.
    pub fn sole_nil(&self) -> Option<&KindId> {
        let mut nils = self.nils();
        nils.next().filter(|_| nils.next().is_none())
    }

    /// Whether every term is shown. `stands` says what stands; one nil return stands for one `nil(…)`.
    pub fn satisfied(&self, stands: impl Fn(Sought<'_>) -> bool) -> bool {
        self.0.iter().all(|term| term.satisfied(&stands))
    }

    /// The terms not yet shown: of `terms().len()` proofs so many are missing.
    pub fn missing(&self, stands: impl Fn(Sought<'_>) -> bool) -> Vec<&Term> {
        self.0.iter().filter(|term| !term.satisfied(&stands)).collect()
    }
}

impl Term {
    /// The forms, any of which will do, in the order they were written.
    pub fn forms(&self) -> &[Form] {
        &self.0
    }

    /// Each kind that is named, with how it appears.
    pub fn kinds(&self) -> impl Iterator<Item = (&KindId, How)> {
        self.0.iter().flat_map(|form| form.kinds().iter().map(|kind| (kind, form.how())))
    }

    /// Whether a kind, or a nil return in place of one, is one of its forms or part of one.
    pub fn asks(&self, kind: &KindId) -> bool {
        self.kinds().any(|(named, how)| named == kind || (how == How::OrNil && *kind == KindId::NIL_RETURN))
    }

    /// Everything that is, or is part of, one of its forms.
    pub fn seeks(&self) -> impl Iterator<Item = Sought<'_>> {
        let nils = self.kinds().filter(|(_, how)| *how == How::OrNil).map(|(kind, _)| Sought::NilOf(kind));
        self.kinds().map(|(kind, _)| Sought::Kind(kind)).chain(nils)
    }

    /// Whether it is shown in one of its forms.
    pub fn satisfied(&self, stands: impl Fn(Sought<'_>) -> bool) -> bool {
        self.0.iter().any(|form| form.satisfied(&stands))
    }
}

impl Form {
    /// The kinds it is made of.
    pub fn kinds(&self) -> &[KindId] {
        match self {
            Self::Kind(kind) | Self::OrNil(kind) => std::slice::from_ref(kind),
            Self::Together(kinds) => kinds,
        }
    }

    /// How its kinds appear.
    pub fn how(&self) -> How {
        match self {
            Self::Kind(_) => How::Alone,
            Self::Together(_) => How::Together,
            Self::OrNil(_) => How::OrNil,
        }
    }

    /// Whether it is shown.
    pub fn satisfied(&self, stands: impl Fn(Sought<'_>) -> bool) -> bool {
        match self {
            Self::Kind(kind) => stands(Sought::Kind(kind)),
            Self::Together(kinds) => kinds.iter().all(|kind| stands(Sought::Kind(kind))),
            Self::OrNil(kind) => stands(Sought::Kind(kind)) || stands(Sought::NilOf(kind)),
        }
    }
}

/// Why a text is no proof.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoProof {
    /// A word has not the shape of a kind; brackets that do not match come here too.
    #[error(transparent)]
    Kind(#[from] NotACode),
    /// Brackets around a single kind.
    #[error("({0}) is one kind: leave the brackets out")]
    Single(String),
    /// A kind stands twice.
    #[error("{0} stands there twice")]
    Twice(KindId),
    /// A nil return stands by itself, without what it is in place of.
    #[error("a nil return is asked for as nil(kind)")]
    BareNil,
}

impl FromStr for Proof {
    type Err = NoProof;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let terms = outside_brackets(text).map(str::parse).collect::<Result<_, _>>()?;
        let proof = Self(terms);
        let mut seen = Vec::new();
        for (kind, _) in proof.kinds() {
            if *kind == KindId::NIL_RETURN {
                return Err(NoProof::BareNil);
            }
            if seen.contains(&kind) {
                return Err(NoProof::Twice(kind.clone()));
            }
            seen.push(kind);
        }
        Ok(proof)
    }
}

/// The parts between commas that stand outside brackets.
fn outside_brackets(text: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    text.split(move |letter| {
        match letter {
            '(' => inside = true,
            ')' => inside = false,
            _ => {}
        }
        letter == ',' && !inside
    })
}

impl FromStr for Term {
    type Err = NoProof;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.split('|').map(str::parse).collect::<Result<_, _>>()?))
    }
}

impl FromStr for Form {
    type Err = NoProof;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(kind) = between(text, "nil(") {
            return Ok(Self::OrNil(kind.parse()?));
        }
        let Some(list) = between(text, "(") else {
            return Ok(Self::Kind(text.parse()?));
        };
        let kinds: Vec<KindId> = list.split(',').map(str::parse).collect::<Result<_, _>>()?;
        if kinds.len() < 2 {
            return Err(NoProof::Single(list.to_owned()));
        }
        Ok(Self::Together(kinds))
    }
}

fn between<'a>(text: &'a str, open: &str) -> Option<&'a str> {
    text.strip_prefix(open)?.strip_suffix(')')
}

impl fmt::Display for Proof {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&joined(&self.0, ","))
    }
}

impl fmt::Display for Term {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&joined(&self.0, "|"))
    }
}

impl fmt::Display for Form {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kind(kind) => kind.fmt(out),
            Self::Together(kinds) => write!(out, "({})", joined(kinds, ",")),
            Self::OrNil(kind) => write!(out, "nil({kind})"),
        }
    }
}

fn joined(parts: &[impl fmt::Display], between: &str) -> String {
    parts.iter().map(ToString::to_string).collect::<Vec<_>>().join(between)
}

serde_as_text!(Proof);

#[cfg(test)]
mod tests;
