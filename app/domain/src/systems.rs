//! Systems: what the inventory says of each, and how they move through life.

use crate::accounts::line;
use crate::ids::PersonId;
use crate::refusal::{Faults, Refusal};
use crate::words::{Criticality, Stage, TraitSet};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A system as typed into the form or read from a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SystemDraft {
    pub external_id: String,
    pub name: String,
    /// Agency, subsidiary or business unit.
    pub unit: String,
    pub department: String,
    pub stage: Stage,
    pub criticality: Criticality,
    pub owner: Option<PersonId>,
    pub deputy: Option<PersonId>,
    /// Traits answered yes and answered no; the rest are unanswered.
    pub yes: TraitSet,
    pub no: TraitSet,
    /// The remaining fields, by their key; empty ones are left out.
    pub details: BTreeMap<String, String>,
}

const NAME_MAX: usize = 300;
const LINE_MAX: usize = 300;
const TEXT_MAX: usize = 20_000;

impl SystemDraft {
    /// A draft of which only the name is known.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            external_id: String::new(),
            name: name.into(),
            unit: String::new(),
            department: String::new(),
            stage: Stage::Idea,
            criticality: Criticality::Medium,
            owner: None,
            deputy: None,
            yes: TraitSet::default(),
            no: TraitSet::default(),
            details: BTreeMap::new(),
        }
    }

    /// The same, tidied.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `name`, `external_id`, `unit`, `department`, `traits`, `deputy` or a field of `details`.
    pub fn check(mut self) -> Result<Self, Refusal> {
        let mut faults = Faults::default();
        self.name = faults.take(line("name", &self.name, NAME_MAX, "Name the system.")).unwrap_or_default();
        let lines =
            [("external_id", &mut self.external_id), ("unit", &mut self.unit), ("department", &mut self.department)];
        for (field, text) in lines {
            if !text.trim().is_empty() {
                *text = faults.take(line(field, text, LINE_MAX, "")).unwrap_or_default();
            }
        }
        if !self.yes.is_apart_from(self.no) {
            faults.add("traits", "A trait is answered both yes and no.");
        }
        if self.deputy.is_some() && self.deputy == self.owner {
            faults.add("deputy", "The deputy is somebody other than the owner.");
        }
        for (key, text) in &mut self.details {
            *text = text.trim().to_owned();
            let length = text.chars().count();
            if length > TEXT_MAX {
                faults.add(key.clone(), format!("At most {TEXT_MAX} characters; this has {length}."));
            }
        }
        self.details.retain(|_, text| !text.is_empty());
        faults.none()?;
        Ok(self)
    }
}

/// Whether a system may go from one stage to another. A retired system stays; what comes back is a new one. A step back
/// is allowed (a system is pulled from production into validation), a leap forward over validation is not.
#[must_use]
pub fn may_move(from: Stage, to: Stage) -> bool {
    match from {
        Stage::Idea => matches!(to, Stage::Development | Stage::Retired),
        Stage::Development => matches!(to, Stage::Idea | Stage::Validation | Stage::Retired),
        Stage::Validation => matches!(to, Stage::Development | Stage::Production | Stage::Retired),
        Stage::Production => matches!(to, Stage::Validation | Stage::Development | Stage::Retired),
        Stage::Retired => false,
    }
}

/// Where a system may go from here.
pub fn next_stages(from: Stage) -> impl Iterator<Item = Stage> {
    Stage::ALL.iter().copied().filter(move |to| may_move(from, *to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    #[test]
    fn the_legal_moves_are_as_reviewed() {
        let mut table = String::new();
        for from in Stage::ALL {
            let to: Vec<_> = next_stages(*from).map(Stage::key).collect();
            let _ = writeln!(table, "{:<12} -> {}", from.key(), to.join(", "));
        }
        insta::assert_snapshot!(table, @r"
        idea         -> development, retired
        development  -> idea, validation, retired
        validation   -> development, production, retired
        production   -> development, validation, retired
        retired      -> 
        ");
    }
}
