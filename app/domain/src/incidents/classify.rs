//! How grave it is, whom it touches, when it was contained and resolved: said by whoever leads it, and said again as more
//! is known. The last word counts.

use super::report::moment_if;
use super::words::{Circumstance, IncidentSeverity, Jurisdiction, PersonalData};
use crate::change::said;
use crate::ids::PersonId;
use crate::instant::{Instant, Zone};
use crate::refusal::{Faults, Refusal};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What was said of it last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classification {
    pub severity: IncidentSeverity,
    pub lead: PersonId,
    pub personal_data: PersonalData,
    pub jurisdictions: Vec<Jurisdiction>,
    pub circumstances: Vec<Circumstance>,
    pub contained: Option<Instant>,
    pub resolved: Option<Instant>,
    /// When it was found to be material.
    pub material_at: Option<Instant>,
    /// Why it is said otherwise; the first says what is known, and needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The moments that its report says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    pub began: Option<Instant>,
    pub detected: Instant,
}

/// The form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClassifyDraft {
    pub severity: String,
    pub lead: Option<PersonId>,
    pub personal_data: String,
    pub jurisdictions: Vec<Jurisdiction>,
    pub circumstances: Vec<Circumstance>,
    pub contained: String,
    pub resolved: String,
    pub material_at: String,
    /// Why it is said otherwise.
    pub why: String,
}

impl Classification {
    /// Whether it says otherwise what was said before: how grave it is, what it concerns, or when something was. That it is
    /// contained or resolved meanwhile, and who leads it now, says nothing otherwise.
    #[must_use]
    pub fn departs_from(&self, before: &Self) -> bool {
        let minute = |at: Option<Instant>| at.map(|at| at.0.div_euclid(MINUTE));
        let moved = |before: Option<Instant>, now: Option<Instant>| before.is_some() && minute(before) != minute(now);
        let law = |said: &Self| said.jurisdictions.iter().copied().collect::<BTreeSet<_>>();
        let holds = |said: &Self| said.circumstances.iter().copied().collect::<BTreeSet<_>>();
        self.severity != before.severity
            || self.personal_data != before.personal_data
            || law(self) != law(before)
            || holds(self) != holds(before)
            || minute(self.material_at) != minute(before.material_at)
            || moved(before.contained, self.contained)
            || moved(before.resolved, self.resolved)
    }
}

/// Moments are typed to the minute.
const MINUTE: i64 = 60_000_000;

impl ClassifyDraft {
    /// `before` is the last classification: whoever says otherwise says why.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `severity`, `lead`, `personal_data`, `contained`, `resolved`, `material_at` or `why`.
    pub fn check(
        &self,
        before: Option<&Classification>,
        times: &Times,
        now: Instant,
        zone: &impl Zone,
    ) -> Result<Classification, Refusal> {
        let mut faults = Faults::default();
        let severity: Option<IncidentSeverity> = self.severity.trim().parse().ok();
        if severity.is_none() {
            faults.add("severity", "Choose how grave it is.");
        }
        if self.lead.is_none() {
            faults.add("lead", "Choose who leads it.");
        }
        let personal_data: Option<PersonalData> = self.personal_data.trim().parse().ok();
        if personal_data.is_none() {
            faults.add("personal_data", "Answer whether personal data are concerned; “not known yet” is an answer.");
        }
        let contained = faults.take(moment_if("contained", &self.contained, now, zone)).flatten();
        let resolved = faults.take(moment_if("resolved", &self.resolved, now, zone)).flatten();
        let material_at = faults.take(moment_if("material_at", &self.material_at, now, zone)).flatten();
        if contained.is_some_and(|at| at < times.detected) {
            faults.add("contained", "It was contained before it was noticed. Look at the moments again.");
        }
        if resolved.is_some_and(|at| at < contained.unwrap_or(times.detected)) {
            faults.add("resolved", "It was resolved before it was contained. Look at the moments again.");
        }
        if resolved.is_some() && contained.is_none() && faults_free(&self.contained) {
            faults.add("contained", "What is resolved was contained. Say when.");
        }
        if material_at.is_some_and(|at| at < times.detected) {
            faults.add("material_at", "It was judged before it was noticed. Look at the moments again.");
        }
        let reason =
            before.filter(|_| !self.why.trim().is_empty()).and_then(|_| faults.take(said("why", &self.why, AGAIN)));
        faults.none()?;
        let missing = || Refusal::at("severity", "Look at the fields again.");
        let anew = Classification {
            severity: severity.ok_or_else(missing)?,
            lead: self.lead.ok_or_else(missing)?,
            personal_data: personal_data.ok_or_else(missing)?,
            jurisdictions: self.jurisdictions.clone(),
            circumstances: self.circumstances.clone(),
            contained,
            resolved,
            material_at,
            reason,
        };
        if anew.reason.is_none() && before.is_some_and(|before| anew.departs_from(before)) {
            return Err(Refusal::at("why", AGAIN));
        }
        Ok(anew)
    }
}

const AGAIN: &str = "Say why it is classified anew: what is known now that was not known before.";

/// Nothing was typed, so no other sentence stands at the field.
fn faults_free(text: &str) -> bool {
    text.trim().is_empty()
}
