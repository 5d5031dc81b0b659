//! How many requests a token may make a minute: enough for a program that works, too few for one that runs wild. Each
//! process counts for itself.

use domain::ids::TokenId;
use domain::instant::Instant;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Requests of one token in a minute.
const A_MINUTE: u32 = 6_000;
const MINUTE: i64 = 60_000_000;

#[derive(Clone, Debug, Default)]
pub struct Pace(Arc<Mutex<BTreeMap<TokenId, (i64, u32)>>>);

impl Pace {
    /// Counts a request. `Some`: it is one too many; seconds until the next minute.
    pub fn over(&self, token: TokenId, now: Instant) -> Option<i64> {
        let minute = now.0.div_euclid(MINUTE);
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.retain(|_, (of, _)| *of == minute);
        let (_, count) = counts.entry(token).or_insert((minute, 0));
        *count = count.saturating_add(1);
        (*count > A_MINUTE).then(|| (MINUTE - now.0.rem_euclid(MINUTE)) / 1_000_000 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_token_that_runs_wild_waits_for_the_next_minute_and_others_do_not() {
        let (pace, now) = (Pace::default(), Instant(90_000_000));
        let token = |no| TokenId(Uuid::from_u128(no));
        assert!((0..A_MINUTE).all(|_| pace.over(token(1), now).is_none()));
        assert_eq!(pace.over(token(1), now), Some(31));
        assert_eq!(pace.over(token(2), now), None);
        assert_eq!(pace.over(token(1), Instant(120_000_000)), None);
    }
}
