//! An answer: as typed, and as it is kept once it is one.

use super::ask::{AnswerKind, Ask};
use crate::days;
use crate::refusal::Fault;
use crate::risks::Decimal;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Said {
    Yes,
    No,
    Partly,
    Choice(String),
    Text(String),
    Number(Decimal),
    Day(Date),
    /// The reason stands in the comment.
    NotApplicable,
}

/// An answer with the comment beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// None: only a comment so far.
    pub said: Option<Said>,
    pub comment: String,
}

/// An answer as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerDraft {
    /// `yes`, `no`, `partly`, a choice, a text, a number or a day, as the question is answered.
    pub said: String,
    /// “Does not apply” was ticked.
    pub not_applicable: bool,
    pub comment: String,
}

/// Characters of an answer, and of the comment beside it.
pub(super) const TEXT_MAX: usize = 4_000;

impl Said {
    /// As a form holds it and a cell shows it.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Yes => "yes".to_owned(),
            Self::No => "no".to_owned(),
            Self::Partly => "partly".to_owned(),
            Self::Choice(text) | Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Day(day) => day.to_string(),
            Self::NotApplicable => "does not apply".to_owned(),
        }
    }
}

impl Answer {
    /// As a form holds it.
    #[must_use]
    pub fn draft(&self) -> AnswerDraft {
        let not_applicable = self.said == Some(Said::NotApplicable);
        let said = self.said.as_ref().filter(|_| !not_applicable).map(Said::text);
        AnswerDraft { said: said.unwrap_or_default(), not_applicable, comment: self.comment.clone() }
    }
}

impl AnswerDraft {
    /// The answer; `None` when nothing was said at all.
    ///
    /// # Errors
    /// A [`Fault`] at `said-KEY` or `comment-KEY`: what the question does not take, or no reason why it does not apply.
    pub fn check(&self, ask: &Ask) -> Result<Option<Answer>, Fault> {
        let (said, comment) = (self.said.trim(), self.comment.trim().replace("\r\n", "\n"));
        let at = |field: &str, message: String| Fault::new(format!("{field}-{}", ask.key), message);
        for (field, text) in [("said", said), ("comment", comment.as_str())] {
            let length = text.chars().count();
            if length > TEXT_MAX {
                return Err(at(field, format!("At most {TEXT_MAX} characters; this has {length}.")));
            }
            if text.chars().any(|letter| letter.is_control() && letter != '\n' && letter != '\t') {
                return Err(at(field, "This is plain text; it holds a control character.".to_owned()));
            }
        }
        if self.not_applicable {
            if comment.is_empty() {
                return Err(at("comment", "Say why it does not apply.".to_owned()));
            }
            if !said.is_empty() {
                return Err(at("said", "Either answer it, or say that it does not apply.".to_owned()));
            }
            return Ok(Some(Answer { said: Some(Said::NotApplicable), comment }));
        }
        if said.is_empty() {
            return Ok((!comment.is_empty()).then_some(Answer { said: None, comment }));
        }
        let said = value(ask, said).map_err(|message| at("said", message))?;
        Ok(Some(Answer { said: Some(said), comment }))
    }
}

fn value(ask: &Ask, text: &str) -> Result<Said, String> {
    let word = text.to_lowercase();
    match (ask.kind, word.as_str()) {
        (AnswerKind::YesNo | AnswerKind::YesNoPartly, "yes") => Ok(Said::Yes),
        (AnswerKind::YesNo | AnswerKind::YesNoPartly, "no") => Ok(Said::No),
        (AnswerKind::YesNoPartly, "partly") => Ok(Said::Partly),
        (AnswerKind::YesNo, _) => Err("Answer yes or no.".to_owned()),
        (AnswerKind::YesNoPartly, _) => Err("Answer yes, no or partly.".to_owned()),
        (AnswerKind::Choice, _) => {
            let chosen = ask.choices.iter().find(|choice| choice.as_str() == text);
            let chosen = chosen.or_else(|| ask.choices.iter().find(|choice| choice.to_lowercase() == word));
            chosen
                .map(|choice| Said::Choice(choice.clone()))
                .ok_or_else(|| format!("Choose one of: {}.", ask.choices.join("; ")))
        }
        (AnswerKind::Number, _) => {
            text.parse().map(Said::Number).map_err(|error: crate::risks::NoDecimal| error.to_string())
        }
        (AnswerKind::Day, _) => days::typed(text).map(Said::Day).map_err(|error| error.to_string()),
        (AnswerKind::Text | AnswerKind::Document, _) => Ok(Said::Text(text.replace("\r\n", "\n"))),
    }
}
