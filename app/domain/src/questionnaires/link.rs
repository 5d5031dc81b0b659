//! Sending a questionnaire, and handing some of its questions on: by when, and until when the link opens.

use super::ask::{Ask, Key};
use crate::accounts::line;
use crate::days;
use crate::refusal::{Faults, Refusal};
use jiff::ToSpan as _;
use jiff::civil::Date;

/// Days for which a link opens beyond the day on which the questionnaire is due, unless said otherwise.
pub const LINK_DAYS: i64 = 30;
const DUE_DAYS_MAX: i64 = 366;
const LINK_DAYS_MAX: i64 = 366;
const NOTE_MAX: usize = 2_000;
const NAME_MAX: usize = 120;

/// What is said when a questionnaire is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SendDraft {
    pub due_on: String,
    /// The last day on which the link opens; empty: [`LINK_DAYS`] after it is due.
    pub expires_on: String,
    /// What the vendor reads above the questions; may be empty.
    pub note: String,
}

/// A questionnaire that can be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub due_on: Date,
    pub expires_on: Date,
    pub note: String,
}

impl SendDraft {
    /// # Errors
    /// [`Refusal::Invalid`] at `due_on`, `expires_on` or `note`.
    pub fn check(&self, today: Date) -> Result<Sent, Refusal> {
        let mut faults = Faults::default();
        let due_on = days::typed(&self.due_on).map_err(|error| faults.add("due_on", error.to_string())).ok();
        if let Some(day) = due_on
            && (day < today || day > today.saturating_add(DUE_DAYS_MAX.days()))
        {
            faults.add("due_on", "A questionnaire is due today or within a year.");
        }
        let expires_on = due_on.and_then(|due_on| expiry(&self.expires_on, due_on, today, &mut faults));
        let note = self.note.trim().replace("\r\n", "\n");
        let length = note.chars().count();
        if length > NOTE_MAX {
            faults.add("note", format!("At most {NOTE_MAX} characters; this has {length}."));
        }
        faults.none()?;
        let due_on = due_on.unwrap_or(today);
        Ok(Sent { due_on, expires_on: expires_on.unwrap_or(due_on), note })
    }
}

/// The last day on which a link opens: as typed, or [`LINK_DAYS`] after the later of today and the day it is due. Never
/// before today, before it is due, or later than a year after that.
pub fn expiry(typed: &str, due_on: Date, today: Date, faults: &mut Faults) -> Option<Date> {
    let from = due_on.max(today);
    if typed.trim().is_empty() {
        return Some(from.saturating_add(LINK_DAYS.days()));
    }
    let day = days::typed(typed).map_err(|error| faults.add("expires_on", error.to_string())).ok()?;
    if day < from || day > from.saturating_add(LINK_DAYS_MAX.days()) {
        faults.add(
            "expires_on",
            "The link opens at least until the questionnaire is due, and for a year after that at most.",
        );
        return None;
    }
    Some(day)
}

/// Some questions as a vendor hands them to a colleague.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandOnDraft {
    /// Who answers them: a name, for the list of links.
    pub to: String,
    pub keys: Vec<String>,
}

/// Questions that a link of its own opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedOn {
    pub to: String,
    pub keys: Vec<Key>,
}

impl HandOnDraft {
    /// # Errors
    /// [`Refusal::Invalid`] at `to`, or at `keys` when none is named, or one that is not asked.
    pub fn check(&self, asks: &[Ask]) -> Result<HandedOn, Refusal> {
        let mut faults = Faults::default();
        let to = faults.take(line("to", &self.to, NAME_MAX, "Say who answers them."));
        let named = |ask: &&Ask| self.keys.iter().any(|key| key == ask.key.as_str());
        let keys: Vec<_> = asks.iter().filter(named).map(|ask| ask.key.clone()).collect();
        if keys.is_empty() || self.keys.iter().any(|key| keys.iter().all(|known| known.as_str() != key)) {
            faults.add("keys", "Tick the questions that they answer.");
        }
        faults.none()?;
        Ok(HandedOn { to: to.unwrap_or_default(), keys })
    }
}
