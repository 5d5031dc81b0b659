//! The organisation's scale: what the steps mean, which cell is in which band, how much is tolerated, who may accept more,
//! and how often one looks again. A scale has a version; what was judged by one keeps the band that it gave.

use super::level::{Grid, Impact, Level, Likelihood, Rating};
use crate::people::{Rights, Role};
use crate::refusal::Refusal;
use crate::words::{Criticality, word};
use serde::{Deserialize, Serialize};

word! {
    /// How much a risk weighs. The order is that of weight.
    pub enum Band {
        Low = "low", "Low",
        Moderate = "moderate", "Moderate",
        High = "high", "High",
        Severe = "severe", "Severe",
    }
}

word! {
    /// The least authority that accepts a risk. The order is that of authority: who accepts more accepts less too.
    pub enum Authority {
        /// Whoever owns the system or the risk.
        Owner = "owner", "Owner",
        ComplianceManager = "compliance-manager", "Compliance manager",
        Executive = "executive", "Executive",
        /// Such a risk is mitigated, avoided or transferred.
        Nobody = "nobody", "Nobody",
    }
}

impl Authority {
    /// The authority that somebody with `rights` has over a risk; none for guests, and for those who neither own the
    /// thing nor hold a role that accepts.
    #[must_use]
    pub const fn of(rights: Rights, owns: bool) -> Option<Self> {
        if rights.is_guest() {
            None
        } else if rights.has(Role::Executive) {
            Some(Self::Executive)
        } else if rights.has(Role::ComplianceManager) {
            Some(Self::ComplianceManager)
        } else if owns {
            Some(Self::Owner)
        } else {
            None
        }
    }
}

/// A step in the organisation's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// `Likely`.
    pub name: String,
    /// What it means, so that two people rate alike; may be empty.
    pub meaning: String,
}

/// The band of each cell. A likelier or worse cell is never in a lower band.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Grid<Band>", into = "Grid<Band>")]
pub struct Bands(Grid<Band>);

/// A table of bands that falls where likelihood or impact rises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{at} is {band}, lower than {below} beside it. A likelier or worse cell is never in a lower band.")]
pub struct Falls {
    /// The cell that is too low.
    pub at: Rating,
    pub band: Band,
    /// The less likely or less bad neighbour in a higher band.
    pub below: Rating,
}

impl Bands {
    /// By likelihood × impact: each of the three bands begins at its product, low holds the rest.
    #[must_use]
    pub fn by_product(moderate: u8, high: u8, severe: u8) -> Self {
        Self(Grid::of(|rating| match rating.product() {
            product if product >= severe => Band::Severe,
            product if product >= high => Band::High,
            product if product >= moderate => Band::Moderate,
            _ => Band::Low,
        }))
    }

    #[must_use]
    pub const fn of(&self, rating: Rating) -> Band {
        *self.0.at(rating)
    }

    #[must_use]
    pub const fn grid(&self) -> &Grid<Band> {
        &self.0
    }
}

impl TryFrom<Grid<Band>> for Bands {
    type Error = Falls;

    fn try_from(grid: Grid<Band>) -> Result<Self, Self::Error> {
        let fall = Rating::all().find_map(|at| {
            let band = *grid.at(at);
            let lesser = lesser_neighbours(at).into_iter().flatten();
            lesser.into_iter().find(|below| band < *grid.at(*below)).map(|below| Falls { at, band, below })
        });
        fall.map_or(Ok(Self(grid)), Err)
    }
}

impl From<Bands> for Grid<Band> {
    fn from(bands: Bands) -> Self {
        bands.0
    }
}

/// One step less likely, and one step less bad.
fn lesser_neighbours(at: Rating) -> [Option<Rating>; 2] {
    let less = |level: Level| Level::try_from(level.number() - 1).ok();
    [
        less(at.likelihood.0).map(|likelihood| Rating { likelihood: Likelihood(likelihood), ..at }),
        less(at.impact.0).map(|impact| Rating { impact: Impact(impact), ..at }),
    ]
}

/// Who may accept a risk of each band, at least. A higher band never asks for less authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ladder {
    pub low: Authority,
    pub moderate: Authority,
    pub high: Authority,
    pub severe: Authority,
}

impl Ladder {
    #[must_use]
    pub const fn of(self, band: Band) -> Authority {
        match band {
            Band::Low => self.low,
            Band::Moderate => self.moderate,
            Band::High => self.high,
            Band::Severe => self.severe,
        }
    }
}

/// Months from one assessment to the next, by how much hangs on the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Months {
    pub high: u8,
    pub medium: u8,
    pub low: u8,
}

impl Months {
    #[must_use]
    pub const fn of(self, criticality: Criticality) -> u8 {
        match criticality {
            Criticality::High => self.high,
            Criticality::Medium => self.medium,
            Criticality::Low => self.low,
        }
    }
}

/// A version of the organisation's scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scale {
    /// From 1.
    pub version: u32,
    /// Of the steps 1 to 5.
    pub likelihood: [Label; 5],
    /// Of the steps 1 to 5.
    pub impact: [Label; 5],
    pub bands: Bands,
    /// The highest band that needs no treatment.
    pub appetite: Band,
    pub accepts: Ladder,
    pub months: Months,
}

/// A rating with the band that it had when it was made, and the version of the scale that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    #[serde(flatten)]
    pub rating: Rating,
    pub band: Band,
    /// [`Scale::version`].
    pub scale: u32,
}

impl Scale {
    /// The rating in the band of this version.
    #[must_use]
    pub const fn judge(&self, rating: Rating) -> Judged {
        Judged { rating, band: self.bands.of(rating), scale: self.version }
    }

    /// Whether a risk of that band has to be treated.
    #[must_use]
    pub fn is_above_appetite(&self, band: Band) -> bool {
        band > self.appetite
    }

    #[must_use]
    pub const fn likelihood_label(&self, likelihood: Likelihood) -> &Label {
        likelihood.0.pick(&self.likelihood)
    }

    #[must_use]
    pub const fn impact_label(&self, impact: Impact) -> &Label {
        impact.0.pick(&self.impact)
    }

    /// With which authority somebody accepts a risk of that band.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] where they have too little; it says who has enough. [`Refusal::Conflict`] where nobody has.
    pub fn authority(&self, band: Band, rights: Rights, owns: bool) -> Result<Authority, Refusal> {
        let needed = self.accepts.of(band);
        let band = band.label().to_lowercase();
        if needed == Authority::Nobody {
            return Err(Refusal::conflict(format!(
                "Nobody accepts a {band} risk here. Mitigate, avoid or transfer it."
            )));
        }
        Authority::of(rights, owns).filter(|has| *has >= needed).ok_or_else(|| {
            let who = match needed {
                Authority::Owner => "its owner, a compliance manager or an executive",
                Authority::ComplianceManager => "a compliance manager or an executive",
                Authority::Executive | Authority::Nobody => "an executive",
            };
            Refusal::forbidden(format!("A {band} risk is accepted by {who}."))
        })
    }
}

impl Default for Scale {
    /// The scale to start with: bands from products of 5, 10 and 20, moderate risks tolerated, high ones accepted by an
    /// executive, severe ones by nobody; systems of high criticality every six months, the others yearly.
    ///
    /// Source: the 5 × 5 matrix in common use; AIG-RA-02 asks for a year at most.
    fn default() -> Self {
        let labels = |five: [(&str, &str); 5]| {
            five.map(|(name, meaning)| Label { name: name.to_owned(), meaning: meaning.to_owned() })
        };
        Self {
            version: 1,
            likelihood: labels([
                ("Rare", "Not heard of at organisations like ours."),
                ("Unlikely", "Heard of elsewhere; once in five years or less here."),
                ("Possible", "About once in two years."),
                ("Likely", "About once a year."),
                ("Almost certain", "Several times a year, or happening now."),
            ]),
            impact: labels([
                ("Negligible", "Noticed inside only; put right the same day."),
                ("Minor", "A few people or customers inconvenienced; put right within days."),
                ("Serious", "A commitment missed, or people treated wrongly in a way that can be undone."),
                ("Major", "A notifiable breach, a contract lost, or harm to people that is hard to undo."),
                ("Critical", "Lasting harm to people, loss of the licence to operate, or the end of the service."),
            ]),
            bands: Bands::by_product(5, 10, 20),
            appetite: Band::Moderate,
            accepts: Ladder {
                low: Authority::Owner,
                moderate: Authority::ComplianceManager,
                high: Authority::Executive,
                severe: Authority::Nobody,
            },
            months: Months { high: 6, medium: 12, low: 12 },
        }
    }
}
