//! The example company: Harrow & Finch, 41 people who handle claims, and their seven AI systems in a SOC 2 programme.
//!
//! One true story of fourteen months, told into an empty database through the store's own verbs by a story clock: people
//! come and go, controls are adopted and proven, decided on and renewed, and some things go wrong. Its days are counted
//! back from the day it is told; in everything but ids it is the same each time. Plan and cast are tables
//! (`practice`, `cast`, `inventory`), what is out of the ordinary stands in `chapters`.

mod attestations;
mod audits;
mod calendar;
mod cast;
mod chapters;
mod inventory;
mod mishaps;
mod operating;
mod papers;
mod policies;
mod practice;
mod questionnaires;
mod reviews;
mod risks;
mod teller;
#[cfg(feature = "testing")]
pub mod testing;
mod work;

use calendar::Calendar;
use domain::ids::PersonId;
use domain::instant::{Instant, Zone as _};
use store::{Error, Files, NamedZone, Result, Store};
use teller::Teller;

pub use cast::Who;
pub use chapters::Told;

/// What the firm is called.
pub const ORGANISATION: &str = "Harrow & Finch";

/// Where its days begin.
pub const ZONE: &str = "Europe/London";

/// A story of which the beginning is told: the firm is founded, and its founder is here.
pub struct Begun {
    teller: Teller,
    /// The compliance manager, as whom a visitor looks first.
    pub founder: PersonId,
}

/// Founds the example company. The rest is told by [`Begun::tell`].
///
/// # Errors
/// [`domain::refusal::Refusal::Conflict`] when the database has an organisation.
pub async fn begin(store: &Store, files: &Files, now: Instant) -> Result<Begun> {
    let zone = NamedZone::find(ZONE).ok_or(Error::Unreadable("time zone"))?;
    let calendar = Calendar { today: zone.day(now), zone };
    let (told, clock) = store.telling(calendar.moment(chapters::BEGINS, 9 * 60)).await?;
    let mut teller = Teller::new(told, clock, files.clone(), calendar);
    teller.founds(Who::Miriam, ORGANISATION).await?;
    let founder = teller.actor(Who::Miriam)?.person;
    Ok(Begun { teller, founder })
}

impl Begun {
    /// Tells the whole story, up to `now`. `progress` hears of each chapter.
    ///
    /// # Errors
    /// When the database or the disk fails.
    pub async fn tell(mut self, now: Instant, progress: impl Fn(Told) + Send) -> Result<()> {
        chapters::tell(&mut self.teller, now, progress).await
    }
}

/// Founds the example company and tells its whole story.
///
/// # Errors
/// As [`begin`] and [`Begun::tell`].
pub async fn load(store: &Store, files: &Files, now: Instant, progress: impl Fn(Told) + Send) -> Result<()> {
    begin(store, files, now).await?.tell(now, progress).await
}
