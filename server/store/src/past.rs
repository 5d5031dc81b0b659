//! How a programme stood at many instants at once: what charts and the dates of changes are drawn from. The past never
//! changes, so what was read of it is kept.

use crate::Store;
use crate::error::{Error, Result};
use crate::faces::{Faces, faces};
use crate::readiness::frame_facts;
use crate::spine::ProgrammeNow;
use crate::sql::{Tx, Value};
use domain::cells::Face;
use domain::instant::Instant;
use domain::readiness::{Readiness, readiness};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
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
    /// The design reading of a programme at each of these instants (known = at), as of entry `seq` of the trail. Four
    /// statements read whatever is not kept, however many instants that are; of a few instants one each, and three.
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
    let mut told = told_faces(tx, no, instants).await?.into_iter().peekable();
    let (mut faces, mut read) = (Faces::new(), BTreeMap::new());
    for at in instants {
        while let Some((subject, _, cells)) = told.next_if(|(_, from, _)| from <= at) {
            if cells.is_empty() {
                faces.remove(&subject);
            } else {
                faces.insert(subject, Face::from_bytes(&cells));
            }
        }
        read.insert(*at, Arc::new(readiness(&facts.at(*at)?, faces.values())));
    }
    Ok(read)
}

/// Of each subject the last face between one instant and the next, in the order of time.
async fn told_faces(tx: &mut Tx, programme: i64, instants: &[Instant]) -> Result<Vec<(i64, Instant, Vec<u8>)>> {
    let mut between = "CASE".to_owned();
    let mut values: Vec<Value> = vec![programme.into()];
    for (place, at) in instants.iter().enumerate() {
        values.push((*at).into());
        let _ = write!(between, " WHEN from_at <= ${} THEN {place}", values.len());
    }
    let sql = format!(
        "SELECT f.subject, f.from_at, f.cells FROM face f JOIN (SELECT subject, max(from_at) AS from_at FROM \
         (SELECT subject, from_at, {between} END AS place FROM face WHERE programme = $1 AND from_at <= ${}) p \
         GROUP BY subject, place) l ON l.subject = f.subject AND l.from_at = f.from_at \
         WHERE f.programme = $1 ORDER BY f.from_at",
        values.len()
    );
    let rows = tx.all(sql, values).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}
