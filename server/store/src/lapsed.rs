//! The documents that lapsed behind stale findings. A pair is looked at anew only where its requirement has other stale
//! findings than before, or something happened about it.

use crate::Store;
use crate::error::{Error, Result};
use crate::reading::{Reading, head};
use crate::spine::list;
use crate::sql::{Row, Tx, args};
use domain::finding::{Finding, Reason};
use domain::ids::EvidenceId;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Accepted evidence by whose end a finding became stale, with a requirement that reads stale by it, on how many subjects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lapsed {
    pub evidence: EvidenceId,
    pub title: String,
    pub requirement: i64,
    pub subjects: u32,
}

/// What the stale findings of a requirement are told by: how many, the sum of the seconds since when, and the last entry
/// that names the requirement.
type Signature = (i64, i64, i64);

/// By programme and requirement.
pub(crate) type Kept = Arc<Mutex<BTreeMap<(usize, i64), (Signature, Vec<Lapsed>)>>>;

impl Store {
    /// The documents that lapsed behind the stale findings of a reading: of several for one pair, the last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lapsed(&self, reading: &Reading) -> Result<Arc<Vec<Lapsed>>> {
        let is_stale = reading.tallies.iter().any(|tally| tally.finding == Finding::Gap(Reason::Stale));
        let read = async {
            match &reading.lapsed {
                Some(lapsed) => Ok(lapsed.clone()),
                None if is_stale => self.read_lapsed(reading).await,
                None => Ok(Vec::new()),
            }
        };
        reading.beside.lapsed.or_read((), read).await
    }

    async fn read_lapsed(&self, reading: &Reading) -> Result<Vec<Lapsed>> {
        let generation = self.generation();
        let mut tx = self.db.reading().await?;
        let signatures = signatures(&mut tx, reading).await?;
        let mut all = self.kept_lapsed(reading, &signatures);
        let missing: Vec<_> = signatures.keys().copied().filter(|requirement| !all.contains_key(requirement)).collect();
        if !missing.is_empty() {
            let mut read: BTreeMap<i64, Vec<Lapsed>> = missing.iter().map(|no| (*no, Vec::new())).collect();
            for one in lapsed_of(&mut tx, reading, &missing).await? {
                read.entry(one.requirement).or_default().push(one);
            }
            // Entries that came since the reading was made belong to the next one.
            if reading.is_of(head(&mut tx).await?.0) && self.generation() == generation {
                let kept = read.iter().filter_map(|(no, lapsed)| {
                    Some(((reading.programme, *no), (*signatures.get(no)?, lapsed.clone())))
                });
                self.lapsed.lock().unwrap_or_else(PoisonError::into_inner).extend(kept);
            }
            all.extend(read);
        }
        Ok(all.into_values().flatten().collect())
    }

    /// A reading of the past has other entries after it.
    fn kept_lapsed(&self, reading: &Reading, signatures: &BTreeMap<i64, Signature>) -> BTreeMap<i64, Vec<Lapsed>> {
        if reading.is_settled() {
            return BTreeMap::new();
        }
        let kept = self.lapsed.lock().unwrap_or_else(PoisonError::into_inner);
        let same = signatures.iter().filter_map(|(no, signature)| {
            let (as_of, lapsed) = kept.get(&(reading.programme, *no))?;
            (as_of == signature).then(|| (*no, lapsed.clone()))
        });
        same.collect()
    }
}

async fn signatures(tx: &mut Tx, reading: &Reading) -> Result<BTreeMap<i64, Signature>> {
    let sql = "SELECT t.requirement, t.subjects, t.since, coalesce((SELECT max(e.seq) FROM event_thing e \
               WHERE e.thing_kind = 'requirement' AND e.thing = r.id), 0) FROM \
               (SELECT requirement, CAST(sum(subjects) AS BIGINT) AS subjects, \
               CAST(sum(subjects * (from_at / 1000000)) AS BIGINT) AS since FROM tally \
               WHERE state = 2 AND detail = $3 AND from_at <= $1 AND until_at > $1 AND programmes & $2 <> 0 \
               GROUP BY requirement) t JOIN requirement r ON r.no = t.requirement";
    let rows = tx.all(sql, args![reading.at, reading.bit(), Reason::Stale as i64]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?)))).collect()
}

async fn lapsed_of(tx: &mut Tx, reading: &Reading, requirements: &[i64]) -> Result<Vec<Lapsed>> {
    let sql = format!(
        "SELECT e.id, e.title, x.requirement, count(*) FROM (SELECT f.requirement, (SELECT o.evidence FROM offer o \
         WHERE o.subject = f.subject AND o.requirement = f.requirement AND o.ruling = 'supports' AND o.ruled_at <= $1 \
         AND o.lapses_at <= f.from_at AND (o.ended_at IS NULL OR o.ended_at >= o.lapses_at) \
         AND (o.withdrawn_at IS NULL OR o.withdrawn_at > $1) \
         ORDER BY o.lapses_at DESC, o.evidence DESC LIMIT 1) AS evidence FROM finding f \
         WHERE f.requirement IN ({}) AND f.state = 2 AND f.detail = $3 AND f.from_at <= $1 AND f.until_at > $1 \
         AND f.programmes & $2 <> 0) x JOIN evidence e ON e.id = x.evidence \
         GROUP BY e.id, e.title, x.requirement ORDER BY x.requirement, e.title",
        list(requirements.iter())
    );
    let rows = tx.all(sql, args![reading.at, reading.bit(), Reason::Stale as i64]).await?;
    rows.iter().map(lapsed).collect()
}

fn lapsed(row: &Row) -> Result<Lapsed> {
    let subjects = u32::try_from(row.get::<i64>(3)?).map_err(|_| Error::Unreadable("count"))?;
    Ok(Lapsed { evidence: row.get(0)?, title: row.get(1)?, requirement: row.get(2)?, subjects })
}
