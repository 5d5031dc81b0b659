//! What a cover is asked for, and the settings that decide what is accepted.

use super::Attestation;
use crate::catalogue::{AttestationKind, catalogue};
use crate::codes::AttestationId;
use crate::days::Period;
use crate::ids::VendorId;
use crate::words::{AttestationClass, Category, Criticality};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is asked: which days, of what, for whom, as far as was known.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// Our own window.
    pub window: Period,
    /// The days on which a system in scope depended on the vendor, in any order; days outside the window do not count.
    pub used: &'a [Period],
    /// The category that the vendor's reports must answer.
    pub category: Category,
    /// How much hangs on the vendor; high is tier one.
    pub tier: Criticality,
    /// Only what was received and accepted by the end of this day counts.
    pub known: Date,
}

/// The documents of the vendors that host others.
pub type Hosts<'a> = BTreeMap<VendorId, &'a [Attestation]>;

/// The kinds whose days count, by tier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Accepts(pub BTreeMap<Criticality, BTreeSet<AttestationId>>);

/// What an organisation decides about attestations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Days after which a late surveillance audit makes a certificate void; until then it is unknown whether it stands.
    pub surveillance_tolerance_days: u16,
    pub accepts: Accepts,
}

impl Default for Settings {
    fn default() -> Self {
        Self { surveillance_tolerance_days: 90, accepts: Accepts::default() }
    }
}

impl Default for Accepts {
    /// Reports over a period for every tier, a SOC 3 below tier one only, certificates for none.
    fn default() -> Self {
        let tiers = Criticality::ALL.iter().map(|tier| {
            let accepted = catalogue().attestations.iter().filter(|kind| {
                let enough = *tier != Criticality::High || kind.id.as_str() != SOC_3;
                kind.class == AttestationClass::PeriodReport && enough
            });
            (*tier, accepted.map(|kind| kind.id.clone()).collect())
        });
        Self(tiers.collect())
    }
}

/// The public summary, of which the SOC 2 behind it tells more.
pub(super) const SOC_3: &str = "SOC3";

impl Accepts {
    /// Whether days that a document of that kind covers count for vendors of that tier.
    #[must_use]
    pub fn takes(&self, tier: Criticality, kind: &AttestationKind) -> bool {
        self.0.get(&tier).is_some_and(|kinds| kinds.contains(&kind.id))
    }

    /// The same, and documents of that kind count for vendors of that tier.
    #[must_use]
    pub fn with(mut self, tier: Criticality, kind: AttestationId) -> Self {
        self.0.entry(tier).or_default().insert(kind);
        self
    }
}
