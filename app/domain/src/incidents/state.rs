//! Where an incident stands: read from what was said of it, entry by entry.

use super::classify::Classification;
use super::review::{Cause, Notice, Review};
use super::words::IncidentStage;
use crate::codes::DutyId;
use crate::ids::{OwnTaskId, PersonId};
use crate::instant::Instant;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What somebody said or did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum Happened {
    Classified(Classification),
    /// An entry of the timeline, and the moment it speaks of.
    Noted {
        at: Instant,
        words: String,
    },
    Told(Notice),
    NotTold {
        duty: DutyId,
        reason: String,
    },
    Explained(Cause),
    Corrected {
        task: OwnTaskId,
    },
    Reviewed(Review),
}

impl Happened {
    /// The word under which it is kept.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Classified(_) => "classified",
            Self::Noted { .. } => "noted",
            Self::Told(_) => "told",
            Self::NotTold { .. } => "not-told",
            Self::Explained(_) => "explained",
            Self::Corrected { .. } => "corrected",
            Self::Reviewed(_) => "reviewed",
        }
    }
}

/// It, with who and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub no: i64,
    pub what: Happened,
    pub by: PersonId,
    pub at: Instant,
}

/// A classification, with who said it and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classified {
    pub said: Classification,
    pub by: PersonId,
    pub at: Instant,
}

/// A notice, with who recorded it and when: the moment in it is typed, this one is stamped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedNotice {
    pub notice: Notice,
    pub by: PersonId,
    pub at: Instant,
}

/// Nobody is told by a duty, and why: with who decided that and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    pub duty: DutyId,
    pub reason: String,
    pub by: PersonId,
    pub at: Instant,
}

/// What holds of an incident.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Incident {
    /// The last, and since when.
    pub classification: Option<(Classification, Instant)>,
    /// All of them, in their order.
    pub classifications: Vec<Classified>,
    /// Everybody who was ever named as its lead, and who said what it is, why it came or why nobody is told.
    pub led: BTreeSet<PersonId>,
    pub notices: Vec<RecordedNotice>,
    pub decisions: Vec<Decided>,
    pub cause: Option<(Cause, PersonId)>,
    pub tasks: Vec<OwnTaskId>,
    pub review: Option<(Review, PersonId, Instant)>,
}

/// What holds after these entries, in their order.
#[must_use]
pub fn incident(entries: &[Entry]) -> Incident {
    entries.iter().fold(Incident::default(), |mut now, entry| {
        let (by, at) = (entry.by, entry.at);
        match &entry.what {
            Happened::Classified(said) => {
                now.led.extend([said.lead, by]);
                now.classification = Some((said.clone(), at));
                now.classifications.push(Classified { said: said.clone(), by, at });
            }
            Happened::Noted { .. } => {}
            Happened::Told(notice) => now.notices.push(RecordedNotice { notice: notice.clone(), by, at }),
            Happened::NotTold { duty, reason } => {
                now.led.insert(by);
                now.decisions.push(Decided { duty: duty.clone(), reason: reason.clone(), by, at });
            }
            Happened::Explained(cause) => {
                now.led.insert(by);
                now.cause = Some((cause.clone(), by));
            }
            Happened::Corrected { task } => now.tasks.push(*task),
            Happened::Reviewed(review) => now.review = Some((review.clone(), entry.by, entry.at)),
        }
        now
    })
}

impl Incident {
    #[must_use]
    pub fn stage(&self) -> IncidentStage {
        match (&self.review, &self.classification) {
            (Some(_), _) => IncidentStage::Closed,
            (None, None) => IncidentStage::Reported,
            (None, Some((said, _))) if said.resolved.is_some() => IncidentStage::Resolved,
            (None, Some(_)) => IncidentStage::UnderWay,
        }
    }

    /// When somebody was first told by this duty.
    #[must_use]
    pub fn told_by(&self, duty: &DutyId) -> Option<Instant> {
        let told = self.notices.iter().filter(|told| told.notice.duty.as_ref() == Some(duty));
        told.map(|told| told.notice.at).min()
    }

    /// Why nobody is told by this duty, as it was decided last.
    #[must_use]
    pub fn not_told(&self, duty: &DutyId) -> Option<&Decided> {
        self.decisions.iter().rev().find(|one| &one.duty == duty)
    }

    #[must_use]
    pub fn lead(&self) -> Option<PersonId> {
        self.classification.as_ref().map(|(said, _)| said.lead)
    }
}
