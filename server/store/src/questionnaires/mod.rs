//! Questionnaires to vendors: sent with questions that never change, answered through a link of which only the hash is
//! kept, closed by a second person.

mod answers;
mod borne;
mod close;
mod link;
mod posture;
mod read;
mod send;
mod sets;

pub use answers::{Saved, Typed};
pub(crate) use borne::borne_rows;
pub use link::Opened;
pub(crate) use posture::waiting;
pub use posture::{Asked, WaitingQuestionnaire};
pub use read::{AnswerRow, AttachmentRow, ClosedRow, LinkRow, QuestionnaireRead, QuestionnaireRow, SubmittedRow};
pub use send::Questions;
pub use sets::SetRow;

use crate::sql::Value;
use domain::ids::{QuestionnaireId, VendorId};
use domain::trail::{Event, ThingKind, Verb};
use serde_json::Map;

/// Something that a vendor did through its link: nobody of us.
fn by_vendor(verb: Verb) -> Event {
    Event { verb, actor: None, things: Vec::new(), body: Map::new(), words: Vec::new() }
}

fn about(event: Event, id: QuestionnaireId, vendor: VendorId) -> Event {
    event.about(ThingKind::Questionnaire, id).about(ThingKind::Vendor, vendor)
}

/// SHA-256 of a link's key: what is kept of it.
fn hash(key: &str) -> Value {
    use sha2::Digest as _;
    Value::from(sha2::Sha256::digest(key.as_bytes()).to_vec())
}
