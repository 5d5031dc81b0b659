//! How a rule says no: to the field it concerns, or to the person, or because something else came first.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// One sentence at one field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The field's name in the form, the API and the command line alike.
    pub field: Cow<'static, str>,
    /// What is wrong and what would help, as a sentence for people.
    pub message: String,
}

impl Fault {
    pub fn new(field: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// A rule's no. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Refusal {
    /// What was typed cannot stand (HTTP 422).
    #[error("{}", .0.first().map_or("The answers need another look.", |f| f.message.as_str()))]
    Invalid(Vec<Fault>),
    /// This person may not do this (HTTP 403); the sentence says who may.
    #[error("{0}")]
    Forbidden(Cow<'static, str>),
    /// The thing is not there, or not for this person (HTTP 404).
    #[error("There is no such {0}.")]
    Missing(Cow<'static, str>),
    /// Something else came first (HTTP 409); the sentence says what.
    #[error("{0}")]
    Conflict(Cow<'static, str>),
}

impl Refusal {
    pub fn at(field: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![Fault::new(field, message)])
    }

    pub fn forbidden(sentence: impl Into<Cow<'static, str>>) -> Self {
        Self::Forbidden(sentence.into())
    }

    pub fn conflict(sentence: impl Into<Cow<'static, str>>) -> Self {
        Self::Conflict(sentence.into())
    }

    pub fn missing(what: impl Into<Cow<'static, str>>) -> Self {
        Self::Missing(what.into())
    }
}

/// Gathers faults, so that a form hears all of them at once.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    pub fn add(&mut self, field: impl Into<Cow<'static, str>>, message: impl Into<String>) {
        self.0.push(Fault::new(field, message));
    }

    /// Takes the value out of a check, or keeps its fault.
    pub fn take<T>(&mut self, checked: Result<T, Fault>) -> Option<T> {
        checked.map_err(|fault| self.0.push(fault)).ok()
    }

    /// # Errors
    /// [`Refusal::Invalid`] when anything was added.
    pub fn none(self) -> Result<(), Refusal> {
        if self.0.is_empty() { Ok(()) } else { Err(Refusal::Invalid(self.0)) }
    }
}
