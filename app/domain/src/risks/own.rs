//! Risks of our own making: what the library does not propose.

use super::category::RiskCategory;
use crate::accounts::line;
use crate::change::words;
use crate::codes::{ControlId, RiskId};
use crate::refusal::{Faults, Refusal};
use serde::{Deserialize, Serialize};

/// A risk as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnRiskDraft {
    pub title: String,
    /// The key of a [`RiskCategory`].
    pub category: String,
    pub description: String,
    /// The controls that answer it; none where nothing does yet.
    pub controls: Vec<String>,
}

/// A risk that the organisation wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnRisk {
    /// `OWN-01`.
    pub id: RiskId,
    pub title: String,
    pub category: RiskCategory,
    /// What may go wrong, by what, and whom it hits.
    pub description: String,
    /// Those that answer it; none where nothing does yet.
    pub controls: Vec<ControlId>,
}

const TITLE_MAX: usize = 120;

impl OwnRiskDraft {
    /// The risk under `id`. `known` are the controls there are.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `title`, `category`, `description` or `controls`.
    pub fn check(&self, id: RiskId, known: &[ControlId]) -> Result<OwnRisk, Refusal> {
        let mut faults = Faults::default();
        let title = faults.take(line("title", &self.title, TITLE_MAX, "Say in a few words what may go wrong."));
        let category = self.category.parse::<RiskCategory>();
        if category.is_err() {
            faults.add("category", "Choose its sort.");
        }
        let description = description(&self.description).map_err(|told| faults.add("description", told));
        let mut controls: Vec<_> = self.controls.iter().filter_map(|text| text.parse::<ControlId>().ok()).collect();
        let read = controls.len() == self.controls.len();
        if !read || controls.iter().any(|control| !known.contains(control)) {
            faults.add("controls", "Choose controls that answer it from those there are.");
        }
        controls.sort();
        controls.dedup();
        faults.none()?;
        match (title, category, description) {
            (Some(title), Ok(category), Ok(description)) => Ok(OwnRisk { id, title, category, description, controls }),
            (_, _, _) => Err(Refusal::at("title", "The risk needs another look.")),
        }
    }
}

fn description(text: &str) -> Result<String, String> {
    let text = words("description", text).map_err(|refusal| refusal.to_string())?;
    if text.is_empty() { Err("Describe what may go wrong, by what, and whom it hits.".to_owned()) } else { Ok(text) }
}
