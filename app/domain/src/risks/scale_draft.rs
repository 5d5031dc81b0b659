//! A scale as typed.

use super::level::{Grid, Level, Rating};
use super::scale::{Authority, Band, Bands, Label, Ladder, Months, Scale};
use crate::accounts::line;
use crate::refusal::{Faults, Refusal};
use crate::words::Criticality;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A step as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelDraft {
    pub name: String,
    pub meaning: String,
}

/// Bands as typed, in either of two ways.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum BandsDraft {
    /// The least likelihood × impact of each band above low.
    ByProduct { moderate: String, high: String, severe: String },
    /// The key of a band for each cell.
    ByCell { cells: Box<Grid<String>> },
}

/// A scale as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScaleDraft {
    pub likelihood: [LabelDraft; 5],
    pub impact: [LabelDraft; 5],
    pub bands: BandsDraft,
    /// The key of a band.
    pub appetite: String,
    /// Keys of authorities, for low, moderate, high and severe.
    pub accepts: [String; 4],
    /// Months, for high, medium and low criticality.
    pub months: [String; 3],
}

const NAME_MAX: usize = 40;
const MEANING_MAX: usize = 300;
/// Months between two assessments at most.
const MONTHS_MAX: u8 = 24;

impl ScaleDraft {
    /// The scale of that version.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `likelihood-1` to `impact-5` (and the same with `-meaning`), `moderate-from`,
    /// `high-from`, `severe-from` or `band-LIKELIHOOD-IMPACT`, `appetite`, `accepts-BAND`, `months-CRITICALITY`.
    pub fn check(&self, version: u32) -> Result<Scale, Refusal> {
        let mut faults = Faults::default();
        let likelihood = labels("likelihood", &self.likelihood, &mut faults);
        let impact = labels("impact", &self.impact, &mut faults);
        let bands = self.bands.check(&mut faults);
        let appetite = appetite(&self.appetite, &mut faults);
        let accepts = ladder(&self.accepts, &mut faults);
        let months = months(&self.months, &mut faults);
        faults.none()?;
        match (bands, appetite, accepts, months) {
            (Some(bands), Some(appetite), Some(accepts), Some(months)) => {
                Ok(Scale { version, likelihood, impact, bands, appetite, accepts, months })
            }
            (_, _, _, _) => Err(Refusal::at("bands", "The scale needs another look.")),
        }
    }
}

impl From<&Scale> for ScaleDraft {
    /// The scale in its form, cell by cell.
    fn from(scale: &Scale) -> Self {
        let typed =
            |labels: &[Label; 5]| labels.clone().map(|label| LabelDraft { name: label.name, meaning: label.meaning });
        let Ladder { low, moderate, high, severe } = scale.accepts;
        let months = [scale.months.high, scale.months.medium, scale.months.low];
        Self {
            likelihood: typed(&scale.likelihood),
            impact: typed(&scale.impact),
            bands: BandsDraft::ByCell { cells: Box::new(Grid::of(|rating| scale.bands.of(rating).key().to_owned())) },
            appetite: scale.appetite.key().to_owned(),
            accepts: [low, moderate, high, severe].map(|authority| authority.key().to_owned()),
            months: months.map(|months| months.to_string()),
        }
    }
}

fn labels(axis: &'static str, typed: &[LabelDraft; 5], faults: &mut Faults) -> [Label; 5] {
    let mut names = Vec::new();
    Level::ALL.map(|level| {
        let draft = level.pick(typed);
        let field = format!("{axis}-{level}");
        let name = line(axis, &draft.name, NAME_MAX, "Name this step.").unwrap_or_else(|fault| {
            faults.add(field.clone(), fault.message);
            String::new()
        });
        let folded = name.to_lowercase();
        if !name.is_empty() && names.contains(&folded) {
            faults.add(field.clone(), "Another step has this name.");
        }
        names.push(folded);
        let meaning = draft.meaning.trim().to_owned();
        if meaning.chars().count() > MEANING_MAX {
            faults.add(format!("{field}-meaning"), format!("At most {MEANING_MAX} characters."));
        }
        Label { name, meaning }
    })
}

impl BandsDraft {
    fn check(&self, faults: &mut Faults) -> Option<Bands> {
        match self {
            Self::ByProduct { moderate, high, severe } => by_product([moderate, high, severe], faults),
            Self::ByCell { cells } => by_cell(cells, faults),
        }
    }
}

fn by_product(typed: [&String; 3], faults: &mut Faults) -> Option<Bands> {
    const FIELDS: [&str; 3] = ["moderate-from", "high-from", "severe-from"];
    let mut least = 1;
    let mut starts = [None; 3];
    for ((field, text), start) in FIELDS.into_iter().zip(typed).zip(&mut starts) {
        match text.trim().parse::<u8>() {
            Ok(number) if !(2..=25).contains(&number) => {
                faults.add(field, "A product of likelihood and impact from 2 to 25.")
            }
            Ok(number) if number <= least => {
                faults.add(field, format!("Each band begins above the one before: above {least}."))
            }
            Ok(number) => {
                least = number;
                *start = Some(number);
            }
            Err(_) => faults.add(field, "A whole number from 2 to 25."),
        }
    }
    let [Some(moderate), Some(high), Some(severe)] = starts else { return None };
    Some(Bands::by_product(moderate, high, severe))
}

fn by_cell(cells: &Grid<String>, faults: &mut Faults) -> Option<Bands> {
    let field = |at: Rating| format!("band-{}-{}", at.likelihood.0, at.impact.0);
    let mut whole = true;
    let grid = Grid::of(|at| {
        cells.at(at).parse::<Band>().unwrap_or_else(|_| {
            whole = false;
            faults.add(field(at), "Choose a band.");
            Band::Low
        })
    });
    if !whole {
        return None;
    }
    Bands::try_from(grid).map_err(|falls| faults.add(field(falls.at), falls.to_string())).ok()
}

fn appetite(typed: &str, faults: &mut Faults) -> Option<Band> {
    match typed.parse() {
        Ok(Band::Severe) => {
            faults.add("appetite", "Where severe risks are tolerated, none is ever treated. Choose a lower band.");
            None
        }
        Ok(band) => Some(band),
        Err(_) => {
            faults.add("appetite", "Choose the highest band that is tolerated.");
            None
        }
    }
}

fn ladder(typed: &[String; 4], faults: &mut Faults) -> Option<Ladder> {
    let mut least = Authority::Owner;
    let [low, moderate, high, severe] = typed;
    let mut rung = |band: Band, text: &str| match Authority::from_str(text) {
        Ok(authority) if authority < least => {
            let sentence = format!("A lower band asks for more: {}. A higher one never asks for less.", least.label());
            faults.add(format!("accepts-{}", band.key()), sentence);
            None
        }
        Ok(authority) => {
            least = authority;
            Some(authority)
        }
        Err(_) => {
            faults.add(format!("accepts-{}", band.key()), "Choose who may accept such a risk.");
            None
        }
    };
    let rungs =
        (rung(Band::Low, low), rung(Band::Moderate, moderate), rung(Band::High, high), rung(Band::Severe, severe));
    let (Some(low), Some(moderate), Some(high), Some(severe)) = rungs else { return None };
    Some(Ladder { low, moderate, high, severe })
}

fn months(typed: &[String; 3], faults: &mut Faults) -> Option<Months> {
    let mut least = 1;
    let [high, medium, low] = typed;
    let mut level = |criticality: Criticality, text: &str| {
        let field = format!("months-{}", criticality.key());
        match text.trim().parse::<u8>() {
            Ok(months) if months == 0 || months > MONTHS_MAX => {
                faults.add(field, format!("From 1 to {MONTHS_MAX} months."));
                None
            }
            Ok(months) if months < least => {
                faults.add(field, "Where less hangs on a system, one does not look more often.");
                None
            }
            Ok(months) => {
                least = months;
                Some(months)
            }
            Err(_) => {
                faults.add(field, format!("A whole number from 1 to {MONTHS_MAX}."));
                None
            }
        }
    };
    let all = (level(Criticality::High, high), level(Criticality::Medium, medium), level(Criticality::Low, low));
    let (Some(high), Some(medium), Some(low)) = all else { return None };
    Some(Months { high, medium, low })
}
