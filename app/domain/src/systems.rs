//! Systems: what the inventory says of each, and how they move through life.

use crate::accounts::line;
use crate::days::typed;
use crate::ids::PersonId;
use crate::import::{BETWEEN, MOST_IN_LIST, MOST_IN_NAME, MOST_IN_TEXT, Shape, SystemField, choices};
use crate::refusal::{Faults, Refusal};
use crate::words::{Criticality, Stage, Trait, TraitSet};
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
    /// `None`: unanswered.
    pub stage: Option<Stage>,
    pub criticality: Criticality,
    pub owner: Option<PersonId>,
    pub deputy: Option<PersonId>,
    /// Traits answered yes and answered no; the rest are unanswered.
    pub yes: TraitSet,
    pub no: TraitSet,
    /// The remaining fields, by their key; empty ones are left out.
    pub details: BTreeMap<String, String>,
}

const LINE_MAX: usize = 300;

impl SystemDraft {
    /// A draft of which only the name is known.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            external_id: String::new(),
            name: name.into(),
            unit: String::new(),
            department: String::new(),
            stage: None,
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
        self.name = faults.take(line("name", &self.name, MOST_IN_NAME, "Name the system.")).unwrap_or_default();
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
            match detail(key, text) {
                Ok(tidy) => *text = tidy,
                Err(sentence) => faults.add(key.clone(), sentence),
            }
        }
        self.details.retain(|_, text| !text.is_empty());
        faults.none()?;
        Ok(self)
    }
}

/// A field of `details`, tidied by its shape.
fn detail(key: &str, text: &str) -> Result<String, String> {
    let text = text.trim();
    let length = text.chars().count();
    if length > MOST_IN_TEXT {
        return Err(format!("At most {MOST_IN_TEXT} characters; this has {length}."));
    }
    if text.is_empty() {
        return Ok(String::new());
    }
    let Ok(field) = key.parse::<SystemField>() else { return Err("There is no such field.".to_owned()) };
    match field.shape() {
        Shape::Line(_) | Shape::Text => Ok(text.to_owned()),
        Shape::List => listed(text.split([';', '\n']), BETWEEN),
        Shape::Links => match text.split_whitespace().find(|link| !is_web(link)) {
            Some(strange) => Err(format!("“{strange}” is no web address. Begin each with https:// or http://.")),
            None => listed(text.split_whitespace(), "\n"),
        },
        Shape::Word | Shape::YesNo => {
            let known = choices(field).into_iter().any(|(word, _)| word == text);
            if known { Ok(text.to_owned()) } else { Err("Choose one of the list.".to_owned()) }
        }
        Shape::Day => typed(text).map(|day| day.to_string()).map_err(|no_day| no_day.to_string()),
    }
}

fn is_web(link: &str) -> bool {
    let start = link.chars().take(8).collect::<String>().to_ascii_lowercase();
    start.starts_with("http://") || start.starts_with("https://")
}

fn listed<'a>(things: impl Iterator<Item = &'a str>, between: &str) -> Result<String, String> {
    let things: Vec<_> = things.map(str::trim).filter(|thing| !thing.is_empty()).collect();
    if things.len() > MOST_IN_LIST {
        return Err(format!("At most {MOST_IN_LIST}; these are {}.", things.len()));
    }
    Ok(things.join(between))
}

/// What is asked about a system to answer a trait.
#[must_use]
pub const fn question(which: Trait) -> &'static str {
    match which {
        Trait::Predictive => "Does it score, rank, classify or forecast?",
        Trait::Generative => "Does it write text, code, images or sound?",
        Trait::Agentic => "Does it act through tools without a person between the steps?",
        Trait::ThirdParty => "Does it run on a model or service of a vendor?",
        Trait::TrainedInHouse => "Do you train or fine-tune its model yourselves?",
        Trait::PersonalData => "Does it see data about people?",
        Trait::HighImpact => "Does it decide, or help to decide, what matters much to a person?",
    }
}

/// The stage in words; “Not answered” where nobody said.
#[must_use]
pub const fn stage_word(stage: Option<Stage>) -> &'static str {
    match stage {
        Some(stage) => stage.label(),
        None => "Not answered",
    }
}

/// Whether a system may go from one stage to another. A retired system stays; what comes back is a new one. A step back
/// is allowed (a system is pulled from production into validation), a leap forward over validation is not. An unanswered
/// stage may be answered with any.
#[must_use]
pub fn may_move(from: Option<Stage>, to: Stage) -> bool {
    let Some(from) = from else { return true };
    match from {
        Stage::Idea => matches!(to, Stage::Development | Stage::Retired),
        Stage::Development => matches!(to, Stage::Idea | Stage::Validation | Stage::Retired),
        Stage::Validation => matches!(to, Stage::Development | Stage::Production | Stage::Retired),
        Stage::Production => matches!(to, Stage::Validation | Stage::Development | Stage::Retired),
        Stage::Retired => false,
    }
}

/// Where a system may go from here.
pub fn next_stages(from: Option<Stage>) -> impl Iterator<Item = Stage> {
    Stage::ALL.iter().copied().filter(move |to| may_move(from, *to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    #[test]
    fn details_are_held_to_their_shape() {
        let with = |key: &str, text: &str| {
            let mut draft = SystemDraft::named("Fraud screen");
            draft.details.insert(key.into(), text.into());
            draft.check().map(|draft| draft.details.get(key).cloned().unwrap_or_default())
        };
        assert_eq!(with("models", " a ;;b\nc "), Ok("a; b; c".into()));
        assert_eq!(
            with("links", "https://a.example  http://b.example"),
            Ok("https://a.example\nhttp://b.example".into())
        );
        assert_eq!(with("initiated", " "), Ok(String::new()));
        for (key, text) in [
            ("links", "javascript:alert(1)"),
            ("initiated", "soon"),
            ("act-tier", "dire"),
            ("customer-facing", "maybe"),
            ("weather", "fine"),
        ] {
            assert!(with(key, text).is_err(), "{key}");
        }
        assert!(SystemDraft::named("x".repeat(500)).check().is_ok());
        assert!(SystemDraft::named("x".repeat(501)).check().is_err());
    }

    #[test]
    fn the_legal_moves_are_as_reviewed() {
        let mut table = String::new();
        for from in Stage::ALL {
            let to: Vec<_> = next_stages(Some(*from)).map(Stage::key).collect();
            let _ = writeln!(table, "{:<12} -> {}", from.key(), to.join(", "));
        }
        insta::assert_snapshot!(table, @r"
        idea         -> development, retired
        development  -> idea, validation, retired
        validation   -> development, production, retired
        production   -> development, validation, retired
        retired      -> 
        ");
        assert!(Stage::ALL.iter().all(|to| may_move(None, *to)), "a first answer can be any");
    }
}
