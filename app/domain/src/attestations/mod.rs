//! What vendors hand over to show that somebody looked, and what it is worth: on which days it stands, and how much of
//! our own window it covers.
//!
//! Two readings, never mixed: the *standing* of one document on a day, and the *cover* of a window by all of a vendor's
//! documents. Both are functions of the facts that a second person had accepted by the end of a day.

mod against;
mod certificates;
mod certified;
mod cover;
mod desk;
mod draft;
mod ends;
mod field;
mod finding;
mod follows;
mod kinds;
mod later;
mod marks;
mod next;
mod posture;
mod proves;
mod question;
mod reading;
mod reports;
mod review;
mod settings;
mod standing;
mod terms;
mod why;

pub use against::against;
pub use cover::{Cover, CoverState, DayClass, Span, Tally, cover, worst};
pub use draft::{AttestationDraft, CarveOutDraft, Entered};
pub use ends::{Asks, Ends, ends};
pub use field::{Field, checklist, fields};
pub use finding::is_finding;
pub use follows::{FollowDraft, Follows, Found, Outcome, Part, Point, lines, opinion_matters, points};
pub use later::{Came, LaterDraft, agree, laters};
pub use next::{Next, Seen, next};
pub use posture::{CoverShown, ToDo, need};
pub use proves::{Nothing, Proof, hangs_on_others, hosted_by, proves};
pub use question::{Accepts, Hosts, Question, Settings};
pub use review::{AnswerDraft, Answered, Entry, Item, ReviewDraft, Reviewed, accept, backed};
pub use settings::{SettingsDraft, countable, settings_at, taken_since, tier_field};
pub use standing::{AsOf, Reread, Standing, Term, standing};
pub use terms::{CarveOut, Judged, Later, Names, Note, Opinion, Terms};
pub use why::{Reason, Why};

use crate::catalogue::{AttestationKind, catalogue};
use crate::codes::AttestationId;
use jiff::civil::Date;
use std::borrow::Cow;

/// One document of a vendor, with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attestation {
    /// Its number, by which reasons name it.
    pub no: i64,
    /// What it is: a kind of the library.
    pub kind: AttestationId,
    /// What it says, as entered.
    pub terms: Terms,
    /// The day we had it.
    pub received_on: Date,
    /// The day a second person accepted it; none: it waits since the day it was received.
    pub accepted_on: Option<Date>,
    /// Whether it can be looked at: it is kept here, or who accepted it said where they read it.
    pub backed: bool,
    /// What came to light afterwards, in the order in which it was recorded.
    pub notes: Vec<Note>,
}

/// Why a document does not count by the end of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unready {
    /// Not received, or taken back.
    Unseen,
    /// Received, and not accepted by a second person.
    Waiting,
}

impl Attestation {
    /// The kind of the library.
    #[must_use]
    pub fn kind(&self) -> Option<&'static AttestationKind> {
        catalogue().attestations.get(&self.kind)
    }

    /// What it says, with what came to light by the end of the day `known`. Only what was received and accepted by then
    /// counts; a record that was taken back counts for no day.
    fn by(&self, known: Date) -> Result<Cow<'_, Terms>, Unready> {
        let told = || self.notes.iter().filter(|note| note.known_on <= known).map(|note| note.what);
        if self.received_on > known || told().any(|what| what == Later::TakenBack) {
            return Err(Unready::Unseen);
        }
        if self.accepted_on.is_none_or(|day| day > known) {
            return Err(Unready::Waiting);
        }
        let mut terms = Cow::Borrowed(&self.terms);
        told().for_each(|what| terms.to_mut().tell(what));
        Ok(terms)
    }
}

/// A day as sentences name it.
fn said(day: Date) -> String {
    day.strftime("%-d %b %Y").to_string()
}

#[cfg(test)]
mod tests;
