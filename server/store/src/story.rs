//! The story clock: an example tells of months that have passed, each command at the instant of the story.
//!
//! It exists only while an empty database becomes an example. A store that tells writes nothing into any other
//! database, the clock goes forward only, and never past the present; afterwards real time continues.

use crate::error::Result;
use crate::{Store, World};
use domain::instant::Instant;
use domain::refusal::Refusal;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// The hand that the teller moves.
#[derive(Clone)]
pub struct StoryClock(Arc<Told>);

struct Told {
    at: AtomicI64,
    world: Arc<dyn World>,
}

impl StoryClock {
    /// Moves to an instant: never back, and never past the present.
    pub fn turn(&self, to: Instant) {
        self.0.at.fetch_max(to.min(self.0.world.now()).0, Ordering::SeqCst);
    }

    /// The instant of the story.
    #[must_use]
    pub fn now(&self) -> Instant {
        Instant(self.0.at.load(Ordering::SeqCst))
    }
}

impl World for Told {
    fn now(&self) -> Instant {
        Instant(self.at.load(Ordering::SeqCst))
    }

    fn random(&self, bytes: &mut [u8]) {
        self.world.random(bytes);
    }
}

impl Store {
    /// This store with a story clock that stands at `from`: what it writes, it writes into an example or not at all.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] when the database has an organisation, whether an example or not.
    pub async fn telling(&self, from: Instant) -> Result<(Self, StoryClock)> {
        if self.organisation().await?.is_some() || !self.is_new().await? {
            return Err(Refusal::conflict(
                "There is an organisation in this database already. An example is told into an empty one.",
            )
            .into());
        }
        let at = AtomicI64::new(from.min(self.world.now()).0);
        let told = Arc::new(Told { at, world: Arc::clone(&self.world) });
        let store = Self { world: Arc::clone(&told) as Arc<dyn World>, tells: true, ..self.clone() };
        Ok((store, StoryClock(told)))
    }

    /// A store that tells a story writes only into an example: into the database of one, or as it founds one.
    pub(crate) fn may_write(&self, example: Option<bool>) -> Result<()> {
        if self.tells && example != Some(true) {
            return Err(Refusal::forbidden("Only in an example may a story clock write the past.").into());
        }
        Ok(())
    }
}
