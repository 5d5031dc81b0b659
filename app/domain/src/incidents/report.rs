//! What anybody says who reports an incident, and the entries of its timeline.

use super::words::Harm;
use crate::accounts::line;
use crate::change::said;
use crate::days;
use crate::ids::SystemId;
use crate::instant::{Instant, Zone};
use crate::refusal::{Fault, Faults, Refusal};

const TITLE_MAX: usize = 160;

/// The form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportDraft {
    pub title: String,
    pub what: String,
    pub systems: Vec<SystemId>,
    pub harms: Vec<Harm>,
    /// When it began, where that is known: `2026-11-30 14:05` on the organisation's clocks.
    pub began: String,
    pub detected: String,
}

/// The same, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewIncident {
    pub title: String,
    pub what: String,
    pub systems: Vec<SystemId>,
    pub harms: Vec<Harm>,
    pub began: Option<Instant>,
    pub detected: Instant,
}

/// A moment that has come, on the organisation's clocks.
///
/// # Errors
/// A [`Fault`] at `field`.
pub fn moment(field: &'static str, text: &str, now: Instant, zone: &impl Zone) -> Result<Instant, Fault> {
    let local = days::typed_moment(text).map_err(|no_day| Fault::new(field, no_day.to_string()))?;
    let at = zone.at(local);
    if at > now {
        return Err(Fault::new(field, "This moment has not come yet."));
    }
    Ok(at)
}

/// The same, where nothing may be typed.
pub(super) fn moment_if(
    field: &'static str,
    text: &str,
    now: Instant,
    zone: &impl Zone,
) -> Result<Option<Instant>, Fault> {
    if text.trim().is_empty() { Ok(None) } else { moment(field, text, now, zone).map(Some) }
}

impl ReportDraft {
    /// # Errors
    /// [`Refusal::Invalid`] at `title`, `what`, `systems`, `harms`, `began` or `detected`.
    pub fn check(&self, now: Instant, zone: &impl Zone) -> Result<NewIncident, Refusal> {
        let mut faults = Faults::default();
        let title = faults.take(line("title", &self.title, TITLE_MAX, "Say in a line what happened."));
        let what = faults.take(said("what", &self.what, "Say what happened, and how it was noticed."));
        let mut systems = self.systems.clone();
        systems.sort_unstable();
        systems.dedup();
        if systems.is_empty() {
            faults.add("systems", "Choose the system with which it happened.");
        }
        if self.harms.is_empty() {
            faults.add("harms", "Choose at least one; “Other” will do.");
        }
        let began = faults.take(moment_if("began", &self.began, now, zone)).flatten();
        let detected = faults.take(moment("detected", &self.detected, now, zone));
        if let (Some(began), Some(detected)) = (began, detected)
            && began > detected
        {
            faults.add("began", "It began after it was noticed. Look at the two moments again.");
        }
        faults.none()?;
        let missing = || Refusal::at("title", "Look at the fields again.");
        Ok(NewIncident {
            title: title.ok_or_else(missing)?,
            what: what.ok_or_else(missing)?,
            systems,
            harms: self.harms.clone(),
            began,
            detected: detected.ok_or_else(missing)?,
        })
    }
}

/// An entry of the timeline: when it was, and what.
///
/// # Errors
/// [`Refusal::Invalid`] at `at` or `words`.
pub fn noted(at: &str, text: &str, now: Instant, zone: &impl Zone) -> Result<(Instant, String), Refusal> {
    let mut faults = Faults::default();
    let at = faults.take(moment("at", at, now, zone));
    let text = faults.take(said("words", text, "Say what happened, or what was done."));
    faults.none()?;
    at.zip(text).ok_or_else(|| Refusal::at("at", "Look at the fields again."))
}
