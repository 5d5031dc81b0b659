//! What went wrong with a form, and the page that says so: sentences at its fields, or one above it.

use crate::error::{Error, Result};
use crate::form::{Fields, Wrong};
use crate::page::Page;
use crate::ui::notice::{Notice, Tone};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use domain::refusal::Refusal;
use leptos::prelude::*;

/// What went wrong with a form: sentences at its fields, or one above it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mishap {
    pub(crate) wrong: Wrong,
    pub(crate) conflict: Option<String>,
}

impl Mishap {
    /// # Errors
    /// What no form can show.
    pub(crate) fn of(error: impl Into<Error>) -> Result<Self> {
        let error = error.into();
        if let Error::Refused(Refusal::Conflict(rule)) = error {
            return Ok(Self { conflict: Some(rule.into_owned()), ..Self::default() });
        }
        Ok(Self { wrong: error.faults()?.into(), conflict: None })
    }

    /// The page with the status that it calls for.
    pub(crate) fn answer(&self, page: Page) -> Response {
        if self.conflict.is_some() {
            page.status(StatusCode::CONFLICT).into_response()
        } else {
            page.refused().into_response()
        }
    }

    /// What came before this form, and that nothing typed is lost.
    pub(crate) fn notice(&self) -> Option<AnyView> {
        let rule = self.conflict.clone()?;
        // Some rules say themselves what became of the typing.
        let kept = (!rule.ends_with("below.")).then_some(" What you typed is still below.");
        Some(view! { <Notice tone=Tone::NotDone word="Not done"><p>{rule}{kept}</p></Notice> }.into_any())
    }
}

/// What an answer to a form says at the head of its page, by its word.
pub(crate) fn told(fields: &Fields, table: &'static [(&'static str, &'static str, &'static str)]) -> Option<AnyView> {
    let key = fields.text("said");
    let (_, word, sentence) = table.iter().find(|(name, ..)| *name == key)?;
    Some(view! { <Notice tone=Tone::Done word=*word><p>{*sentence}</p></Notice> }.into_any())
}
