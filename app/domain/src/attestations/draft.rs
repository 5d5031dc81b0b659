//! An attestation as typed into its form, and what becomes of it once it is sound.

use super::desk::Desk;
use super::field::{Field, fields};
use super::terms::Terms;
use crate::catalogue::catalogue;
use crate::codes::AttestationId;
use crate::refusal::{Faults, Refusal};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A service of another vendor that a report leaves out, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CarveOutDraft {
    /// As the report names it; a row without a name is left out.
    pub host: String,
    /// The id of the vendor of our register; may be empty.
    pub vendor: String,
    /// `yes`, `no` or empty: whether its own reports must cover our days.
    pub must_be_covered: String,
}

/// An attestation as typed. Fields that its kind does not show are kept, and not read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AttestationDraft {
    /// The id of a kind of the library.
    pub kind: String,
    pub issuer: String,
    pub period_from: String,
    pub period_until: String,
    pub day: String,
    pub names: String,
    pub named_end: String,
    pub starts_on: String,
    pub through: String,
    pub signed_on: String,
    pub version: String,
    pub edition: String,
    pub expires_on: String,
    /// One day a line.
    pub surveillances: String,
    pub type_two_begun: String,
    /// `yes`, `no` or empty: unanswered.
    pub scope: String,
    pub categories: Vec<String>,
    pub opinion: String,
    pub exceptions: String,
    pub user_controls: String,
    pub carve_outs: Vec<CarveOutDraft>,
    /// One day a line.
    pub rereads: String,
    pub received_on: String,
}

/// A sound attestation: what the register keeps of the draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    pub kind: AttestationId,
    pub received_on: Date,
    pub terms: Terms,
}

impl AttestationDraft {
    /// What was typed, read; the draft stays as it is.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `kind`, or with a sentence at each [`Field`] of the kind that cannot stand.
    pub fn check(&self, today: Date) -> Result<Entered, Refusal> {
        let kind = self.kind.trim().parse::<AttestationId>().ok().and_then(|id| catalogue().attestations.get(&id));
        let Some(kind) = kind else { return Err(Refusal::at("kind", "Choose what it is.")) };
        let mut desk = Desk { draft: self, kind, shown: fields(kind), today, faults: Faults::default() };
        let terms = desk.terms();
        let received_on = desk.past(Field::ReceivedOn, &self.received_on);
        desk.order(&terms, received_on);
        desk.faults.none()?;
        Ok(Entered { kind: kind.id.clone(), received_on: received_on.unwrap_or(today), terms })
    }
}
