//! What comes to light after a document was accepted: noted by one person; what makes it worth more, a second agrees to.

use super::kinds::{has_opinion, has_scope, is_surveyed};
use super::terms::{Judged, Later, Opinion, Terms};
use crate::catalogue::{AttestationKind, Validity};
use crate::days::typed;
use crate::evidence::{Ruling, UnderReview, decide};
use crate::ids::PersonId;
use crate::instant::Instant;
use crate::people::Actor;
use crate::refusal::{Faults, Refusal};
use crate::words::{Anchor, AttestationClass, word};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

word! {
    /// What can come to light, as a form offers it.
    pub enum Came {
        InScope = "in-scope", "The AI service that we use is inside its scope",
        OutOfScope = "out-of-scope", "The AI service that we use is not inside its scope",
        Harmless = "harmless", "Its qualification does not touch what we use",
        Harmful = "harmful", "Its qualification touches what we use",
        Surveyed = "surveyed", "A surveillance audit was passed",
        TypeTwoBegun = "type-two-begun", "A Type II period has begun",
        Reread = "reread", "We read it again",
        Withdrawn = "withdrawn", "Its issuer withdrew it",
        Suspended = "suspended", "Its issuer suspended it",
    }
}

impl Came {
    /// What its day is, where it has one.
    #[must_use]
    pub const fn day(self) -> Option<&'static str> {
        match self {
            Self::InScope | Self::OutOfScope | Self::Harmless | Self::Harmful => None,
            Self::Surveyed => Some("the day of the audit"),
            Self::TypeTwoBegun => Some("the first day of that period"),
            Self::Reread => Some("the day on which it was read"),
            Self::Withdrawn | Self::Suspended => Some("its last valid day"),
        }
    }
}

impl Later {
    /// Whether it can make the document worth more: then a second person agrees before it counts.
    #[must_use]
    pub const fn takes_two(self) -> bool {
        match self {
            Self::Surveyed(_) | Self::TypeTwoBegun(_) | Self::Scope(true) | Self::Judged(Judged::Harmless) => true,
            Self::Withdrawn(_)
            | Self::Suspended(_)
            | Self::Scope(false)
            | Self::Judged(Judged::Harmful)
            | Self::Reread(_)
            | Self::TakenBack => false,
        }
    }

    /// It, as a sentence for people.
    #[must_use]
    pub fn sentence(self) -> String {
        let on = super::said;
        match self {
            Self::Surveyed(day) => format!("A surveillance audit was passed on {}.", on(day)),
            Self::Withdrawn(day) => format!("Its issuer withdrew it; its last valid day was {}.", on(day)),
            Self::Suspended(day) => format!("Its issuer suspended it; its last valid day was {}.", on(day)),
            Self::Scope(true) => format!("{}.", Came::InScope.label()),
            Self::Scope(false) => format!("{}.", Came::OutOfScope.label()),
            Self::Judged(Judged::Harmless) => format!("{}.", Came::Harmless.label()),
            Self::Judged(Judged::Harmful) => format!("{}.", Came::Harmful.label()),
            Self::TypeTwoBegun(day) => format!("A Type II period has begun on {}.", on(day)),
            Self::Reread(day) => format!("We read it again on {}.", on(day)),
            Self::TakenBack => "The record was taken back.".to_owned(),
        }
    }
}

/// What can come to light of a document of that kind which says that.
#[must_use]
pub fn laters(kind: &AttestationKind, terms: &Terms) -> Vec<Came> {
    let applies = |came: &Came| match came {
        Came::InScope => has_scope(kind) && terms.scope != Some(true),
        Came::OutOfScope => has_scope(kind) && terms.scope != Some(false),
        Came::Harmless | Came::Harmful => has_opinion(kind) && terms.opinion == Some(Opinion::Qualified),
        Came::Surveyed => is_surveyed(kind),
        Came::TypeTwoBegun => kind.anchor == Anchor::AsOfDate && terms.type_two_begun.is_none(),
        Came::Reread => matches!(kind.validity, Validity::ReviewEvery(_)),
        Came::Withdrawn => terms.withdrawn_on.is_none(),
        Came::Suspended => kind.class == AttestationClass::Certificate && terms.suspended_on.is_none(),
    };
    Came::ALL.iter().copied().filter(applies).collect()
}

/// A note as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LaterDraft {
    /// A word of [`Came`].
    pub what: String,
    /// Its day, where it has one.
    pub day: String,
    /// Where that is to be seen.
    pub words: String,
}

const WORDS_MAX: usize = 2_000;

impl LaterDraft {
    /// What was typed, read; beside it the words, tidied.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `what`, `day` or `words`.
    pub fn check(&self, offered: &[Came], today: Date) -> Result<(Later, String), Refusal> {
        let mut faults = Faults::default();
        let came = self.what.trim().parse::<Came>().ok().filter(|came| offered.contains(came));
        if came.is_none() {
            faults.add("what", "Choose what came to light.");
        }
        let day = came.and_then(Came::day).and_then(|of| self.day(of, today, &mut faults));
        let words = self.words.trim().to_owned();
        let length = words.chars().count();
        if words.is_empty() {
            faults.add("words", "Say where that is to be seen: a letter, a page, a register.");
        } else if length > WORDS_MAX {
            faults.add("words", format!("At most {WORDS_MAX} characters; this has {length}."));
        }
        faults.none()?;
        let what = came.and_then(|came| what(came, day));
        what.map(|what| (what, words)).ok_or_else(|| Refusal::at("day", "Give the day."))
    }

    fn day(&self, of: &str, today: Date, faults: &mut Faults) -> Option<Date> {
        if self.day.trim().is_empty() {
            faults.add("day", format!("Give {of}."));
            return None;
        }
        match typed(&self.day) {
            Ok(day) if day > today => {
                faults.add("day", format!("{} has not come yet.", super::said(day)));
                None
            }
            Ok(day) => Some(day),
            Err(fault) => {
                faults.add("day", fault.to_string());
                None
            }
        }
    }
}

fn what(came: Came, day: Option<Date>) -> Option<Later> {
    Some(match came {
        Came::InScope => Later::Scope(true),
        Came::OutOfScope => Later::Scope(false),
        Came::Harmless => Later::Judged(Judged::Harmless),
        Came::Harmful => Later::Judged(Judged::Harmful),
        Came::Surveyed => Later::Surveyed(day?),
        Came::TypeTwoBegun => Later::TypeTwoBegun(day?),
        Came::Reread => Later::Reread(day?),
        Came::Withdrawn => Later::Withdrawn(day?),
        Came::Suspended => Later::Suspended(day?),
    })
}

/// Whether `by` may decide on a note that waits for a second person: neither who noted it nor who entered the document.
///
/// # Errors
/// [`Refusal::Forbidden`] for those two and for whoever has no right of review.
pub fn agree(noted_by: PersonId, entered_by: PersonId, by: &Actor, now: Instant) -> Result<(), Refusal> {
    if by.person == entered_by && by.rights.reviews() {
        return Err(Refusal::forbidden("You entered this document. Somebody else decides on it."));
    }
    let under = UnderReview { submitted_by: noted_by, performed_by: entered_by, withdrawn: false };
    decide(&under, by, Ruling::Supports, "", now).map(|_| ())
}
