//! Policies: the register, one policy, its draft, its versions, those whom it binds, its exceptions.

pub mod audience;
pub mod compare;
pub mod drop;
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

use crate::mishap::Mishap;
use crate::ui::mark::State;
use domain::people::{Actor, Relation};
use domain::policies::PolicyState;
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
