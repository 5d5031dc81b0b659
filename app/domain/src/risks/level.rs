//! The five steps of likelihood and of impact, and what is held or counted over their 25 cells.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// A step of a scale, from 1, the least, to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Level {
    One = 1,
    Two,
    Three,
    Four,
    Five,
}

/// What is no step of a scale of five.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}Choose 1 to 5.", strange(.0))]
pub struct NoLevel(String);

fn strange(typed: &str) -> String {
    if typed.is_empty() { String::new() } else { format!("“{typed}” is no step of the scale. ") }
}

impl Level {
    pub const ALL: [Self; 5] = [Self::One, Self::Two, Self::Three, Self::Four, Self::Five];

    /// 1 to 5.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The step of that number, or the end of the scale that is nearer to it.
    #[must_use]
    pub const fn nearest(number: u16) -> Self {
        match number {
            0 | 1 => Self::One,
            2 => Self::Two,
            3 => Self::Three,
            4 => Self::Four,
            _ => Self::Five,
        }
    }

    /// What stands at this step in a list of five.
    pub(super) const fn pick<T>(self, five: &[T; 5]) -> &T {
        let [one, two, three, four, last] = five;
        match self {
            Self::One => one,
            Self::Two => two,
            Self::Three => three,
            Self::Four => four,
            Self::Five => last,
        }
    }

    const fn pick_mut<T>(self, five: &mut [T; 5]) -> &mut T {
        let [one, two, three, four, last] = five;
        match self {
            Self::One => one,
            Self::Two => two,
            Self::Three => three,
            Self::Four => four,
            Self::Five => last,
        }
    }
}

impl TryFrom<u8> for Level {
    type Error = NoLevel;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        let found = Self::ALL.into_iter().find(|level| level.number() == number);
        found.ok_or_else(|| NoLevel(number.to_string()))
    }
}

impl From<Level> for u8 {
    fn from(level: Level) -> Self {
        level.number()
    }
}

impl FromStr for Level {
    type Err = NoLevel;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let found = Self::ALL.into_iter().find(|level| level.to_string() == text);
        found.ok_or_else(|| NoLevel(text.chars().take(20).collect()))
    }
}

impl fmt::Display for Level {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number().fmt(out)
    }
}

/// How likely it is that a risk becomes real before the next assessment; 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Likelihood(pub Level);

/// How bad it would be; 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Impact(pub Level);

/// Where a risk stands on the matrix.
///
/// Ratings are ordered by likelihood × impact, and where that is the same, by impact: of two risks of equal product the
/// rarer and worse one comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rating {
    pub likelihood: Likelihood,
    pub impact: Impact,
}

impl Rating {
    #[must_use]
    pub const fn new(likelihood: Level, impact: Level) -> Self {
        Self { likelihood: Likelihood(likelihood), impact: Impact(impact) }
    }

    /// Likelihood × impact, 1 to 25.
    #[must_use]
    pub const fn product(self) -> u8 {
        self.likelihood.0.number() * self.impact.0.number()
    }

    /// Neither likelier nor worse.
    #[must_use]
    pub fn is_within(self, other: Self) -> bool {
        self.likelihood <= other.likelihood && self.impact <= other.impact
    }

    /// All 25, by likelihood and then by impact.
    pub fn all() -> impl Iterator<Item = Self> {
        Level::ALL
            .into_iter()
            .flat_map(|likelihood| Level::ALL.into_iter().map(move |impact| Self::new(likelihood, impact)))
    }
}

impl Ord for Rating {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.product(), self.impact).cmp(&(other.product(), other.impact))
    }
}

impl PartialOrd for Rating {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// `4 × 5`, likelihood first.
impl fmt::Display for Rating {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} × {}", self.likelihood.0, self.impact.0)
    }
}

/// One thing for each cell of the matrix: five rows by likelihood, the least first, each of five by impact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Grid<T>([[T; 5]; 5]);

impl<T> Grid<T> {
    /// Of what `cell` says of each rating.
    pub fn of(mut cell: impl FnMut(Rating) -> T) -> Self {
        Self(Level::ALL.map(|likelihood| Level::ALL.map(|impact| cell(Rating::new(likelihood, impact)))))
    }

    pub const fn at(&self, rating: Rating) -> &T {
        rating.impact.0.pick(rating.likelihood.0.pick(&self.0))
    }

    pub const fn at_mut(&mut self, rating: Rating) -> &mut T {
        rating.impact.0.pick_mut(rating.likelihood.0.pick_mut(&mut self.0))
    }

    /// Every cell, by likelihood and then by impact.
    pub fn cells(&self) -> impl Iterator<Item = (Rating, &T)> {
        Rating::all().zip(self.0.iter().flatten())
    }

    /// The five of one likelihood, by impact.
    pub const fn row(&self, likelihood: Likelihood) -> &[T; 5] {
        likelihood.0.pick(&self.0)
    }
}
