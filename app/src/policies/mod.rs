//! Policies: the register, one policy, its draft, its versions, those whom it binds, its exceptions.

pub mod audience;
pub mod compare;
pub mod edit;
pub mod exceptions;
mod list;
pub mod new;
pub mod one;
mod parts;
pub mod submit;
pub mod versions;
pub mod write;

pub use list::show as list;

use crate::error::{Error, Result};
use crate::page::Page;
use crate::ui::mark::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use domain::people::{Actor, Relation};
use domain::policies::PolicyState;
use domain::refusal::Refusal;
use store::PolicyRow;

/// How somebody stands to a policy.
fn relation(policy: &PolicyRow, actor: &Actor) -> Relation {
    if policy.frame.owner == Some(actor.person) { Relation::Owner } else { Relation::Stranger }
}

/// The mark of a state.
const fn mark(state: PolicyState) -> State {
    match state {
        PolicyState::ReviewOverdue => State::Gap,
        PolicyState::Waiting | PolicyState::Drafted | PolicyState::ToCome => State::Due,
        PolicyState::InForce => State::Met,
        PolicyState::Retired => State::Excluded,
    }
}

/// What went wrong with a form: sentences at its fields, or one above it.
#[derive(Clone, Debug, Default)]
struct Mishap {
    wrong: crate::form::Wrong,
    conflict: Option<String>,
}

impl Mishap {
    /// # Errors
    /// What no form can show.
    fn of(error: impl Into<Error>) -> Result<Self> {
        let error = error.into();
        if let Error::Refused(Refusal::Conflict(rule)) = error {
            return Ok(Self { conflict: Some(rule.into_owned()), ..Self::default() });
        }
        Ok(Self { wrong: error.faults()?.into(), conflict: None })
    }

    /// The page with the status that it calls for.
    fn answer(&self, page: Page) -> Response {
        if self.conflict.is_some() {
            page.status(StatusCode::CONFLICT).into_response()
        } else {
            page.refused().into_response()
        }
    }
}
