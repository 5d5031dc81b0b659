//! How many findings a command would better, were it committed: read as [`Writing::refresh`] reads them, and nothing of
//! it written.

use super::edits::is_bettered;
use super::refresh::{AT_ONCE, Touched};
use super::stored::{Told, list};
use crate::error::Result;
use crate::writing::Writing;
use domain::instant::Instant;
use std::collections::{BTreeMap, BTreeSet};

/// How many findings would be better, and until when that is so if nothing more happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Weighed {
    pub bettered: u64,
    pub until: Instant,
}

impl Writing {
    /// Reads what was touched and compares it with what is told of it.
    pub(crate) async fn weigh(&mut self) -> Result<Weighed> {
        let touched = std::mem::take(&mut self.touched);
        let mut weighed = Weighed { bettered: 0, until: Instant::NEVER };
        if touched == Touched::default() {
            return Ok(weighed);
        }
        let spine = self.spine().await?;
        let subjects: Vec<i64> = if touched.all {
            let rows = self.tx.all("SELECT no FROM subject ORDER BY no", vec![]).await?;
            rows.iter().map(|row| row.get(0)).collect::<Result<_>>()?
        } else {
            touched.subjects.into_iter().collect()
        };
        for chunk in subjects.chunks(AT_ONCE) {
            let loaded = self.load_subjects(chunk).await?;
            let stored = self.load_told(&list(chunk.iter()), self.now()).await?;
            let nothing = BTreeMap::new();
            for (no, subject) in &loaded {
                let told = stored.get(no);
                let coming = subject.outlook(&spine, told, self.now());
                weighed.take(told.unwrap_or(&nothing), &coming, self.now());
            }
        }
        Ok(weighed)
    }
}

impl Weighed {
    fn take(&mut self, stored: &BTreeMap<i64, Vec<Told>>, coming: &BTreeMap<i64, Vec<Told>>, now: Instant) {
        let requirements: BTreeSet<_> = stored.keys().chain(coming.keys()).collect();
        for requirement in requirements {
            let (old, new) = (of(stored, *requirement), of(coming, *requirement));
            self.bettered += u64::from(is_bettered(old, new, now));
            let turns = old.iter().chain(new).flat_map(|told| [told.span.from, told.span.until]);
            self.until = turns.filter(|at| *at > now).fold(self.until, Instant::min);
        }
    }
}

fn of(told: &BTreeMap<i64, Vec<Told>>, requirement: i64) -> &[Told] {
    told.get(&requirement).map_or(&[][..], Vec::as_slice)
}
