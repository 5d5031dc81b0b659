//! The world: the clock and chance of the machine. Nothing further in asks for either.

use domain::instant::Instant;
use rand::TryRng as _;
use rand::rngs::SysRng;
use std::time::{SystemTime, UNIX_EPOCH};
use store::World;

/// The machine's own.
#[derive(Clone, Copy, Debug, Default)]
pub struct Machine;

impl World for Machine {
    #[expect(clippy::disallowed_methods, reason = "this is the edge where the clock is read")]
    fn now(&self) -> Instant {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Instant(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }

    /// Without randomness there are no keys, and no going on.
    fn random(&self, bytes: &mut [u8]) {
        if let Err(error) = SysRng.try_fill_bytes(bytes) {
            tracing::error!("the system gives no randomness: {error}");
            std::process::abort();
        }
    }
}

/// The machine's time zone, which the first run proposes and nothing else uses.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "a proposal to the first administrator, who decides")]
pub fn proposed_zone() -> String {
    let zone = jiff::tz::TimeZone::system();
    zone.iana_name().filter(|name| store::NamedZone::find(name).is_some()).unwrap_or("UTC").to_owned()
}
