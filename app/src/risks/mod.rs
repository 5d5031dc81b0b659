//! Risks: the register with its heat map, the scale, assessments, and what is said of each risk.

mod acceptances;
mod answers;
pub mod assessment;
pub mod assessments;
pub mod catalogued;
mod headline;
mod heat;
mod limits;
pub mod many;
mod moved;
pub mod own;
mod parts;
mod proves;
mod rate;
mod register;
pub mod said;
pub mod scale;
pub(crate) mod sheet;
mod treat;
mod view;

pub use register::show as list;

use crate::asking::Asking;
use domain::people::{Relation, may};
use domain::risks::Answer;
use domain::trail::Verb;
use store::{AssessmentRead, RiskInHand};

/// Whether somebody may do something to an assessment: as whoever owns its system, or by their role.
fn may_to(asking: &Asking, read: &AssessmentRead, verb: Verb) -> bool {
    let actor = asking.actor();
    let owns = read.owners.contains(&actor.person);
    may(actor.rights, verb, if owns { Relation::Owner } else { Relation::Stranger })
}

/// The same of one risk of it, for whoever answers for it too.
fn may_to_risk(asking: &Asking, read: &AssessmentRead, risk: &RiskInHand, verb: Verb) -> bool {
    let actor = asking.actor();
    let answers = match &risk.answer {
        Answer::Rated(rated) => rated.owner == actor.person,
        Answer::Open | Answer::SetAside(_) => false,
    };
    may_to(asking, read, verb) || (answers && may(actor.rights, verb, Relation::Owner))
}
