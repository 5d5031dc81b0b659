//! The register as a whole: how many risks stand in each cell and band, for whom, and how that moved.

use super::assessment::Assessed;
use super::category::RiskCategory;
use super::level::Grid;
use super::scale::{Band, Judged, Scale};
use crate::codes::RiskId;
use crate::ids::PersonId;
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A rated risk of a concluded assessment, with what the register is read by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterEntry {
    pub risk: RiskId,
    pub of: Assessed,
    pub category: RiskCategory,
    pub owner: PersonId,
    pub inherent: Judged,
    pub residual: Judged,
    /// The day on which its assessment was concluded.
    pub on: Date,
}

/// How many risks stand in each cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heat {
    pub inherent: Grid<u32>,
    pub residual: Grid<u32>,
}

/// The matrix before and after controls.
pub fn heat<'a>(ratings: impl IntoIterator<Item = &'a RegisterEntry>) -> Heat {
    let mut heat = Heat::default();
    for rating in ratings {
        *heat.inherent.at_mut(rating.inherent.rating) += 1;
        *heat.residual.at_mut(rating.residual.rating) += 1;
    }
    heat
}

/// How many residuals are in each band, as they were judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub low: u32,
    pub moderate: u32,
    pub high: u32,
    pub severe: u32,
}

impl Tally {
    #[must_use]
    pub const fn of(&self, band: Band) -> u32 {
        match band {
            Band::Low => self.low,
            Band::Moderate => self.moderate,
            Band::High => self.high,
            Band::Severe => self.severe,
        }
    }

    #[must_use]
    pub const fn total(&self) -> u32 {
        self.low + self.moderate + self.high + self.severe
    }

    /// Those above the appetite of this scale.
    #[must_use]
    pub fn above(&self, scale: &Scale) -> u32 {
        Band::ALL.iter().filter(|band| scale.is_above_appetite(**band)).map(|band| self.of(*band)).sum()
    }

    const fn and(self, other: Self) -> Self {
        Self {
            low: self.low + other.low,
            moderate: self.moderate + other.moderate,
            high: self.high + other.high,
            severe: self.severe + other.severe,
        }
    }

    const fn add(&mut self, band: Band) {
        let count = match band {
            Band::Low => &mut self.low,
            Band::Moderate => &mut self.moderate,
            Band::High => &mut self.high,
            Band::Severe => &mut self.severe,
        };
        *count += 1;
    }
}

fn by<'a, K: Ord>(
    ratings: impl IntoIterator<Item = &'a RegisterEntry>,
    key: impl Fn(&'a RegisterEntry) -> K,
) -> BTreeMap<K, Tally> {
    let mut tallies: BTreeMap<K, Tally> = BTreeMap::new();
    for rating in ratings {
        tallies.entry(key(rating)).or_default().add(rating.residual.band);
    }
    tallies
}

#[must_use]
pub fn by_category<'a>(ratings: impl IntoIterator<Item = &'a RegisterEntry>) -> BTreeMap<RiskCategory, Tally> {
    by(ratings, |rating| rating.category)
}

#[must_use]
pub fn by_owner<'a>(ratings: impl IntoIterator<Item = &'a RegisterEntry>) -> BTreeMap<PersonId, Tally> {
    by(ratings, |rating| rating.owner)
}

/// By what was assessed: the organisation and each system.
#[must_use]
pub fn by_subject<'a>(ratings: impl IntoIterator<Item = &'a RegisterEntry>) -> BTreeMap<Assessed, Tally> {
    by(ratings, |rating| rating.of)
}

/// The register as it stood at the end of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrendPoint {
    pub on: Date,
    pub residual: Tally,
    /// How many things had been assessed by then.
    pub assessed: usize,
}

/// The ends of the five months before this one, and today: the days of the trend.
#[must_use]
pub fn month_ends(today: Date) -> Vec<Date> {
    let first = today.first_of_month();
    let before = (0..5).rev().map(|back: i32| first.saturating_sub(back.months()).saturating_sub(1.days()));
    before.chain([today]).collect()
}

/// The register on each of these days: of each thing assessed, the ratings of the last conclusion by then. `history` holds
/// the ratings of all conclusions there ever were, of one thing at most one a day.
#[must_use]
pub fn trend<'a>(history: impl IntoIterator<Item = &'a RegisterEntry>, days: &[Date]) -> Vec<TrendPoint> {
    let mut concluded: BTreeMap<Assessed, BTreeMap<Date, Tally>> = BTreeMap::new();
    for rating in history {
        concluded.entry(rating.of).or_default().entry(rating.on).or_default().add(rating.residual.band);
    }
    let point = |on: &Date| {
        let latest: Vec<_> = concluded.values().filter_map(|of| of.range(..=*on).next_back()).collect();
        let residual = latest.iter().fold(Tally::default(), |all, (_, one)| all.and(**one));
        TrendPoint { on: *on, residual, assessed: latest.len() }
    };
    days.iter().map(point).collect()
}
