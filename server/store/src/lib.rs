//! The store: the only crate that speaks SQL. It loads, lets the domain decide, and writes what was decided with its
//! entry in the trail.

mod error;
mod migrate;
mod open;
mod organisation;
mod people;
mod sessions;
mod sql;
mod trail;
mod writing;
mod zone;

#[cfg(feature = "testing")]
pub mod testing;

pub use error::{Error, Result};
pub use migrate::{Dialect, Migration, migrations};
pub use organisation::Organisation;
pub use people::{Invited, NewPerson, PersonRow, SignIn};
pub use sessions::{SessionRow, Throttled, Visitor};
pub use trail::{Entry, Fault, Verified};
pub use writing::Writing;
pub use zone::NamedZone;

use domain::instant::Instant;
use std::sync::Arc;

/// What enters at the edge: the time, and chance.
pub trait World: Send + Sync + 'static {
    fn now(&self) -> Instant;
    /// Fills the bytes with cryptographic randomness.
    fn random(&self, bytes: &mut [u8]);
}

/// An open database: one organisation.
#[derive(Clone)]
pub struct Store {
    db: sql::Db,
    world: Arc<dyn World>,
    /// Keeps other programs off the same SQLite file for as long as the store lives.
    _lock: Option<Arc<std::fs::File>>,
}

impl Store {
    /// How many statements were asked since the start: pages are held to a bounded number.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.db.statements()
    }

    /// The time of the edge.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.world.now()
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<()> {
        self.db.reading().await?.first("SELECT 1", vec![]).await.map(|_| ())
    }
}
