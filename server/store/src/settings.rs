//! What the organisation sets of its arithmetic, version by version: which attestations count, and the control calendar.
//! What was set holds from its instant on; nobody rewrites what was shown before.

use crate::Store;
use crate::error::{Error, Result};
use crate::sql::{Tx, args};
use crate::vendors::{VENDOR, VendorRow, vendor};
use crate::writing::Writing;
use domain::attestations::{Settings, SettingsDraft, countable, settings_at};
use domain::codes::AttestationId;
use domain::ids::PersonId;
use domain::instant::Instant;
use domain::operating::{CalendarDraft, CalendarSettings, by_calendar};
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::timeline::Timeline;
use domain::trail::{Event, Verb};
use domain::words::Criticality;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

/// What is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Attestations,
    Calendar,
}

impl What {
    const fn key(self) -> &'static str {
        match self {
            Self::Attestations => "attestations",
            Self::Calendar => "calendar",
        }
    }
}

/// What was set of something, from when.
#[derive(Clone, Debug, PartialEq)]
pub struct Versions<T> {
    /// The last version; 0 while nobody set any.
    pub version: i64,
    pub line: Timeline<T>,
    /// When the last one was set, and by whom.
    pub last: Option<(Instant, PersonId)>,
}

impl<T: PartialEq + Clone + Default> Versions<T> {
    /// What holds.
    #[must_use]
    pub fn now(&self) -> T {
        self.line.values().last().cloned().unwrap_or_default()
    }
}

async fn versions<T: DeserializeOwned + PartialEq>(tx: &mut Tx, what: What) -> Result<Versions<T>> {
    let sql = "SELECT version, body, from_at, by FROM setting WHERE what = $1 ORDER BY version";
    let mut set = Versions { version: 0, line: Timeline::default(), last: None };
    for row in tx.all(sql, args![what.key()]).await? {
        let body = serde_json::from_str(&row.get::<String>(1)?).map_err(|_| Error::Unreadable("setting"))?;
        let at = row.get(2)?;
        set.line.change(at, body);
        (set.version, set.last) = (row.get(0)?, Some((at, row.get(3)?)));
    }
    Ok(set)
}

/// Which attestations counted when.
pub(crate) async fn attestations_set(tx: &mut Tx) -> Result<Versions<Settings>> {
    versions(tx, What::Attestations).await
}

/// Which attestations counted at an instant.
pub(crate) async fn attestations_at(tx: &mut Tx, at: Instant) -> Result<Settings> {
    Ok(settings_at(&attestations_set(tx).await?.line, at))
}

/// The calendar that was set when.
pub(crate) async fn calendar_set(tx: &mut Tx) -> Result<Versions<CalendarSettings>> {
    versions(tx, What::Calendar).await
}

impl Store {
    /// Which attestations count, through time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attestation_settings(&self) -> Result<Versions<Settings>> {
        attestations_set(&mut self.db.reading().await?).await
    }

    /// The control calendar and its days of grace, through time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn calendar_settings(&self) -> Result<Versions<CalendarSettings>> {
        calendar_set(&mut self.db.reading().await?).await
    }

    /// Sets which attestations count from now on; `seen` is the version that the form showed; the new one's. What counts no
    /// more ends what it proved in the same command; what counts newly proves nothing until a second person says so.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at the draft's fields; [`Refusal::Conflict`] when somebody set them meanwhile, or nothing is
    /// different; [`Refusal::Forbidden`].
    pub async fn set_attestation_settings(&self, actor: &Actor, draft: &SettingsDraft, seen: i64) -> Result<i64> {
        let mut w = self.write_as(actor, Verb::AttestationKindsSet).await?;
        let settings = draft.check()?;
        let set = attestations_set(&mut w.tx).await?;
        let version = w.set(actor, What::Attestations, &set, &settings, seen).await?;
        for vendor in having(&mut w.tx, &dropped(&set.now(), &settings)).await? {
            w.end_what_fell_short(&vendor).await?;
        }
        let mut event = Event::new(Verb::AttestationKindsSet, actor.person)
            .with("version", version)
            .with("tolerance", i64::from(settings.surveillance_tolerance_days));
        for tier in Criticality::ALL {
            event = event.with(tier.key(), kinds(&settings, *tier).collect::<Vec<_>>().join(" "));
        }
        w.commit(event).await?;
        Ok(version)
    }

    /// Sets the control calendar and its days of grace from today on; `seen` is the version that the form showed; the new
    /// one's.
    ///
    /// # Errors
    /// As [`Store::set_attestation_settings`].
    pub async fn set_calendar_settings(&self, actor: &Actor, draft: &CalendarDraft, seen: i64) -> Result<i64> {
        let mut w = self.write_as(actor, Verb::ControlCalendarSet).await?;
        let settings = draft.check()?;
        let set = calendar_set(&mut w.tx).await?;
        let version = w.set(actor, What::Calendar, &set, &settings, seen).await?;
        let anchor = settings.anchor.map(|calendar| calendar.anchor().to_string()).unwrap_or_default();
        let mut event =
            Event::new(Verb::ControlCalendarSet, actor.person).with("version", version).with("anchor", anchor);
        for cadence in by_calendar() {
            event = event.with(cadence.key(), i64::from(settings.grace.of(cadence)));
        }
        w.commit(event).await?;
        Ok(version)
    }
}

impl Writing {
    /// Writes the next version of what is set.
    async fn set<T>(&mut self, actor: &Actor, what: What, was: &Versions<T>, next: &T, seen: i64) -> Result<i64>
    where
        T: Serialize + PartialEq + Clone + Default,
    {
        if was.version != seen {
            return Err(Refusal::conflict("Somebody set this anew meanwhile. What you typed is kept below.").into());
        }
        if was.now() == *next {
            return Err(Refusal::conflict("This is what is set already. Nothing was changed.").into());
        }
        let version = was.version + 1;
        let body = serde_json::to_string(next).map_err(|_| Error::Unreadable("setting"))?;
        let sql = "INSERT INTO setting (what, version, body, by, from_at, from_seq) VALUES ($1, $2, $3, $4, $5, $6)";
        let values = args![what.key(), version, body.as_str(), actor.person, self.now(), self.seq()];
        self.tx.run(sql, values).await?;
        self.vouch(format!("setting/{}@{version}", what.key()), &body);
        Ok(version)
    }
}

fn kinds(settings: &Settings, tier: Criticality) -> impl Iterator<Item = &'static str> {
    countable().filter(move |kind| settings.accepts.takes(tier, kind)).map(|kind| kind.id.as_str())
}

/// The kinds that count no more for some tier.
fn dropped(was: &Settings, next: &Settings) -> BTreeSet<&'static AttestationId> {
    let lost = |tier: &Criticality| {
        let tier = *tier;
        countable().filter(move |kind| was.accepts.takes(tier, kind) && !next.accepts.takes(tier, kind))
    };
    Criticality::ALL.iter().flat_map(lost).map(|kind| &kind.id).collect()
}

/// The vendors that have an accepted document of such a kind.
async fn having(tx: &mut Tx, kinds: &BTreeSet<&AttestationId>) -> Result<Vec<VendorRow>> {
    if kinds.is_empty() {
        return Ok(Vec::new());
    }
    let kinds: Vec<_> = kinds.iter().map(|id| format!("'{id}'")).collect();
    let sql = format!(
        "{VENDOR} WHERE v.no IN (SELECT a.vendor FROM attestation a WHERE a.outcome = 'accepted' AND a.ended_at IS NULL \
         AND a.kind IN ({})) ORDER BY v.no",
        kinds.join(", ")
    );
    tx.all(sql, vec![]).await?.iter().map(vendor).collect()
}
