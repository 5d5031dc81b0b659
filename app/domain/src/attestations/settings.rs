//! What the organisation sets of attestations: which kinds count for vendors of which tier, and how late a surveillance
//! audit may be.

use super::kinds::certifies;
use super::question::{Accepts, Settings};
use crate::catalogue::{AttestationKind, catalogue};
use crate::codes::AttestationId;
use crate::instant::Instant;
use crate::refusal::{Faults, Refusal};
use crate::timeline::Timeline;
use crate::words::{AttestationClass, Criticality};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The settings as typed: by tier the kinds that count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsDraft {
    pub accepts: BTreeMap<Criticality, Vec<String>>,
    pub tolerance: String,
}

/// The most days that anybody waits for a surveillance audit.
const LONGEST: u16 = 180;

/// The field of a tier.
#[must_use]
pub fn tier_field(tier: Criticality) -> String {
    format!("accepts-{}", tier.key())
}

/// The kinds whose days can count at all: reports over a period, and certificates; not those of insurance.
///
/// Source: rules, section 0.3.
pub fn countable() -> impl Iterator<Item = &'static AttestationKind> {
    catalogue().attestations.iter().filter(|kind| kind.class == AttestationClass::PeriodReport || certifies(kind))
}

impl From<&Settings> for SettingsDraft {
    fn from(settings: &Settings) -> Self {
        let of = |tier: Criticality| countable().filter(move |kind| settings.accepts.takes(tier, kind));
        let accepts = Criticality::ALL.iter().map(|tier| (*tier, of(*tier).map(|kind| kind.id.to_string()).collect()));
        Self { accepts: accepts.collect(), tolerance: settings.surveillance_tolerance_days.to_string() }
    }
}

impl SettingsDraft {
    /// # Errors
    /// [`Refusal::Invalid`] at a tier for which nothing counts, or not what counts where more hangs on a vendor, and at
    /// `tolerance`.
    pub fn check(&self) -> Result<Settings, Refusal> {
        let mut faults = Faults::default();
        let mut accepts: BTreeMap<Criticality, BTreeSet<AttestationId>> = BTreeMap::new();
        let mut above = BTreeSet::new();
        // From the tier on which most hangs.
        for tier in Criticality::ALL {
            let (kinds, known) = self.kinds(*tier);
            let lacking = above.difference(&kinds).next().and_then(title);
            if !known {
                faults.add(tier_field(*tier), "Choose among the kinds that stand here.");
            } else if kinds.is_empty() {
                faults.add(tier_field(*tier), "Choose at least one kind: else no vendor of this tier is ever covered.");
            } else if let Some(title) = lacking {
                let sentence = format!("{title} counts where more hangs on a vendor. It counts here too.");
                faults.add(tier_field(*tier), sentence);
            }
            above.clone_from(&kinds);
            accepts.insert(*tier, kinds);
        }
        let days = self.tolerance.trim().parse::<u16>().ok().filter(|days| *days <= LONGEST);
        if days.is_none() {
            faults.add("tolerance", format!("A whole number of days from 0 to {LONGEST}."));
        }
        faults.none()?;
        Ok(Settings { surveillance_tolerance_days: days.unwrap_or_default(), accepts: Accepts(accepts) })
    }

    /// What was chosen for a tier, and whether all of it is what can count.
    fn kinds(&self, tier: Criticality) -> (BTreeSet<AttestationId>, bool) {
        let chosen = self.accepts.get(&tier).map(Vec::as_slice).unwrap_or_default();
        let known = chosen.iter().all(|key| countable().any(|kind| kind.id.as_str() == key));
        let kinds = countable().filter(|kind| chosen.iter().any(|key| kind.id.as_str() == key));
        (kinds.map(|kind| kind.id.clone()).collect(), known)
    }
}

fn title(id: &AttestationId) -> Option<&'static str> {
    countable().find(|kind| kind.id == *id).map(|kind| kind.title)
}

/// What was set, as it held at an instant; before anybody set anything, what the library says.
#[must_use]
pub fn settings_at(set: &Timeline<Settings>, at: Instant) -> Settings {
    set.at(at).cloned().unwrap_or_default()
}

/// Since when, without a break, a kind has counted for a tier at an instant; none where it does not, and the beginning
/// where nobody ever set otherwise.
#[must_use]
pub fn taken_since(
    set: &Timeline<Settings>,
    tier: Criticality,
    kind: &AttestationKind,
    at: Instant,
) -> Option<Instant> {
    let mut since = Settings::default().accepts.takes(tier, kind).then_some(Instant::BEGINNING);
    for (from, settings) in set.changes().zip(set.values()).take_while(|(from, _)| *from <= at) {
        since = if settings.accepts.takes(tier, kind) { since.or(Some(from)) } else { None };
    }
    since
}
