//! How a programme stood at many instants at once: what charts and the dates of changes are drawn from. The past never
//! changes, so what was read of it is kept.

use crate::Store;
use crate::error::{Error, Result};
use crate::faces::{faces, put};
use crate::readiness::frame_facts;
use crate::spine::ProgrammeNow;
use crate::sql::{Tx, args};
use domain::instant::Instant;
use domain::readiness::{Readiness, readiness};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// A reading, and the entry of the trail as of which it holds; `None` once it can no longer change.
type Entry = (Option<i64>, Arc<Readiness>);

/// By programme and instant.
pub(crate) type Kept = Arc<Mutex<BTreeMap<(usize, Instant), Entry>>>;

/// So few instants are read one by one, each by a seek for every subject; more in one pass over all that was told.
const ONE_BY_ONE: usize = 6;

/// Some three years of days and months of one programme: about four megabytes.
const KEPT: usize = 1_500;

impl Store {
    /// The design reading of a programme at each of these instants (known = at), as of entry `seq` of the trail. Three
    /// statements read whatever is not kept, however many instants that are; of a few instants one each, and two.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn past(
        &self,
        programme: &ProgrammeNow,
        instants: &BTreeSet<Instant>,
        seq: i64,
    ) -> Result<BTreeMap<Instant, Arc<Readiness>>> {
        let mut known = self.kept_past(programme.no, instants, seq);
        let missing: Vec<_> = instants.iter().copied().filter(|at| !known.contains_key(at)).collect();
        if missing.is_empty() {
            return Ok(known);
        }
        let generation = self.generation();
        let mut tx = self.db.reading().await?;
        let head = tx.first("SELECT seq, at FROM trail_head WHERE one = 1", vec![]).await?;
        let head = head.map(|row| Ok::<_, Error>((row.get(0)?, row.get(1)?))).transpose()?;
        let head: (i64, Instant) = head.unwrap_or((0, Instant::BEGINNING));
        let read = read(&mut tx, programme, &missing).await?;
        self.keep_past(programme.no, &read, head, generation);
        known.extend(read);
        Ok(known)
    }

    fn kept_past(&self, programme: usize, instants: &BTreeSet<Instant>, seq: i64) -> BTreeMap<Instant, Arc<Readiness>> {
        let kept = self.past.lock().unwrap_or_else(PoisonError::into_inner);
        let of = |at: &Instant| kept.get(&(programme, *at)).filter(|(as_of, _)| as_of.is_none_or(|as_of| as_of == seq));
        instants.iter().filter_map(|at| Some((*at, Arc::clone(&of(at)?.1)))).collect()
    }

    fn keep_past(
        &self,
        programme: usize,
        read: &BTreeMap<Instant, Arc<Readiness>>,
        (seq, head): (i64, Instant),
        generation: usize,
    ) {
        let mut kept = self.past.lock().unwrap_or_else(PoisonError::into_inner);
        if self.generation() != generation {
            return;
        }
        if kept.len() + read.len() > KEPT {
            kept.clear();
        }
        let entries = read.iter().map(|(at, one)| ((programme, *at), ((*at >= head).then_some(seq), Arc::clone(one))));
        kept.extend(entries);
    }
}

/// `instants` in order.
async fn read(
    tx: &mut Tx,
    programme: &ProgrammeNow,
    instants: &[Instant],
) -> Result<BTreeMap<Instant, Arc<Readiness>>> {
    let no = i64::try_from(programme.no).unwrap_or_default();
    let (Some(first), Some(last)) = (instants.first(), instants.last()) else { return Ok(BTreeMap::new()) };
    let facts = frame_facts(tx, no, *first, *last).await?;
    if instants.len() <= ONE_BY_ONE {
        let mut read = BTreeMap::new();
        for at in instants {
            read.insert(*at, Arc::new(readiness(&facts.at(*at)?, faces(tx, no, *at).await?.values())));
        }
        return Ok(read);
    }
    let (mut faces, mut read) = (faces(tx, no, *first).await?, BTreeMap::new());
    let sql = "SELECT subject, from_at, cells FROM face WHERE programme = $1 AND from_at > $2 AND from_at <= $3 \
               ORDER BY from_at";
    let rows = tx.all(sql, args![no, *first, *last]).await?;
    let told = rows.iter().map(|row| Ok((row.get(1)?, row.get(0)?, row.get(2)?)));
    let mut told = told.collect::<Result<Vec<(Instant, i64, Vec<u8>)>>>()?.into_iter().peekable();
    for at in instants {
        while let Some((_, subject, cells)) = told.next_if(|(from, ..)| from <= at) {
            put(&mut faces, subject, &cells);
        }
        read.insert(*at, Arc::new(readiness(&facts.at(*at)?, faces.values())));
    }
    Ok(read)
}
