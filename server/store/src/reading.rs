//! What pages show of a programme at an instant: each criterion, and how many findings of each requirement are in
//! which state. Read once, and kept until the trail grows or a finding lapses.

use crate::error::Result;
use crate::faces::Faces;
use crate::lapsed::Lapsed;
use crate::operating::CriterionOperated;
use crate::policies::spells;
use crate::readiness::frame_at;
use crate::rows::{Open, Piece};
use crate::shelf::Shelf;
use crate::spine::{ProgrammeNow, finding_of};
use crate::sql::{Tx, args};
use crate::{Error, Store};
use domain::days::Period;
use domain::finding::Finding;
use domain::instant::Instant;
use domain::policies::overdue_changes;
use domain::readiness::{Frame, Readiness, readiness};
use domain::words::CriterionId;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many findings of one requirement read the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    pub requirement: i64,
    pub finding: Finding,
    pub subjects: u32,
    /// The earliest of them: since when it reads so, and since when it is asked.
    pub since: Instant,
    pub asked_at: Instant,
}

impl Tally {
    /// A gap, or what could not be computed: somebody has something to do.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.finding, Finding::Gap(_) | Finding::Failed)
    }
}

/// What pages worked out beside a reading.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    pub lapsed: Shelf<(), Vec<Lapsed>>,
    /// By subjects: how many requirements are open, by subject and control.
    pub by_control: Shelf<Vec<i64>, BTreeMap<(i64, i64), u32>>,
    /// By requirements, and how many of each.
    pub open: Shelf<(Vec<i64>, i64), Vec<Open>>,
    /// By requirements, and how many.
    pub pieces: Shelf<(Vec<i64>, usize), (Vec<Piece>, usize)>,
    /// By window, day and first day of the calendar: how every criterion operated.
    pub operated: Shelf<(Period, Date, Date), BTreeMap<CriterionId, CriterionOperated>>,
}

/// A programme as it was shown at an instant.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The programme's number.
    pub programme: usize,
    pub at: Instant,
    pub frame: Frame,
    pub readiness: Readiness,
    pub faces: Faces,
    /// By requirement.
    pub tallies: Vec<Tally>,
    /// The systems in scope, by number, whether or not anything is asked of them.
    pub systems: Vec<i64>,
    /// Findings that decisions of two bettered up to then.
    pub bettered: i64,
    /// With what was known by a later instant; `None`: as it was shown.
    pub known: Option<Instant>,
    /// The documents behind stale findings, where they were computed with the reading.
    pub lapsed: Option<Vec<Lapsed>>,
    /// The trail's last entry when it was read, and until when it reads so if nothing more happens.
    seq: i64,
    pub(crate) beside: Arc<Beside>,
    /// Whether its instant was past when it was read: nothing can still happen by then.
    settled: bool,
    until: Instant,
}

/// Readings that were asked for, by programme and instant. Those of the past never change.
pub(crate) type KeptReadings = Arc<Mutex<Vec<(usize, Arc<Reading>)>>>;

const KEPT: usize = 16;

impl Store {
    /// The design reading of a programme as it was shown at `at` (known = at), with what stands behind it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reading(&self, programme: &ProgrammeNow, at: Instant) -> Result<Arc<Reading>> {
        let generation = self.generation();
        let mut tx = self.db.reading().await?;
        let head = head(&mut tx).await?;
        if let Some(kept) = self.kept_reading(programme.no, at, head) {
            return Ok(kept);
        }
        let reading = Arc::new(self.read(&mut tx, programme, at, head).await?);
        self.keep_reading(programme.no, &reading, generation);
        Ok(reading)
    }

    pub(crate) async fn read(
        &self,
        tx: &mut Tx,
        programme: &ProgrammeNow,
        at: Instant,
        head: (i64, Instant),
    ) -> Result<Reading> {
        let no = i64::try_from(programme.no).unwrap_or_default();
        let faces = self.faces_in(tx, no, at, head.1).await?;
        let spine = self.spine_in(tx).await?;
        let frame = frame_at(tx, &spine, programme, at).await?;
        let (tallies, lapse) = tallies(tx, programme.no, at).await?;
        let concluded = programme.concluded.values().filter(|until| **until > at).min();
        let readiness = readiness(&frame, faces.values());
        let bettered = self.bettered_in(tx, programme, at).await?;
        let overdue = overdue_changes(&spells(tx).await?, at);
        let until = lapse.min(concluded.copied().unwrap_or(Instant::NEVER)).min(overdue);
        let systems = scope(tx, no, at).await?;
        let (known, lapsed, seq, settled) = (None, None, head.0, at < head.1);
        let (programme, beside) = (programme.no, Arc::default());
        Ok(Reading {
            programme,
            at,
            frame,
            readiness,
            faces,
            tallies,
            systems,
            bettered,
            known,
            lapsed,
            seq,
            beside,
            settled,
            until,
        })
    }

    fn kept_reading(&self, programme: usize, at: Instant, (seq, head): (i64, Instant)) -> Option<Arc<Reading>> {
        let kept = self.readings.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |reading: &Reading| {
            let goes_on = reading.seq == seq && head <= reading.at && reading.at <= at && at < reading.until;
            reading.known.is_none() && (goes_on || (reading.at == at && reading.settled))
        };
        kept.iter().find(|(no, reading)| *no == programme && same(reading)).map(|(_, reading)| Arc::clone(reading))
    }

    /// With what is known: nothing more is known until the trail grows.
    pub(crate) fn kept_known(
        &self,
        programme: usize,
        at: Instant,
        known: Instant,
        (seq, head): (i64, Instant),
    ) -> Option<Arc<Reading>> {
        let kept = self.readings.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |reading: &Reading| {
            let by = reading.known.filter(|_| reading.at == at && reading.seq == seq);
            by.is_some_and(|by| by == known || (by >= head && known >= head))
        };
        kept.iter().find(|(no, reading)| *no == programme && same(reading)).map(|(_, reading)| Arc::clone(reading))
    }

    pub(crate) fn keep_reading(&self, programme: usize, reading: &Arc<Reading>, generation: usize) {
        let mut kept = self.readings.lock().unwrap_or_else(PoisonError::into_inner);
        if self.generation() != generation {
            return;
        }
        kept.insert(0, (programme, Arc::clone(reading)));
        kept.truncate(KEPT);
    }
}

/// The trail's last entry.
pub(crate) async fn head(tx: &mut Tx) -> Result<(i64, Instant)> {
    let head = tx.first("SELECT seq, at FROM trail_head WHERE one = 1", vec![]).await?;
    let head = head.map(|row| Ok::<_, Error>((row.get(0)?, row.get(1)?))).transpose()?;
    Ok(head.unwrap_or((0, Instant::BEGINNING)))
}

/// Findings of a programme counted by requirement and state; and the first instant at which one of them ends.
async fn tallies(tx: &mut Tx, programme: usize, at: Instant) -> Result<(Vec<Tally>, Instant)> {
    let sql = "SELECT requirement, state, detail, CAST(sum(subjects) AS BIGINT), min(from_at), min(asked_at), \
               min(until_at) FROM tally WHERE until_at > $1 AND from_at <= $1 AND programmes & $2 <> 0 \
               GROUP BY requirement, state, detail ORDER BY requirement, state, detail";
    let mut tallies = Vec::new();
    let mut until = Instant::NEVER;
    for row in tx.all(sql, args![at, 1_i64 << programme]).await? {
        until = until.min(row.get(6)?);
        tallies.push(Tally {
            requirement: row.get(0)?,
            finding: finding_of(row.get(1)?, row.get(2)?),
            subjects: u32::try_from(row.get::<i64>(3)?).unwrap_or(u32::MAX),
            since: row.get(4)?,
            asked_at: row.get(5)?,
        });
    }
    Ok((tallies, until))
}

/// The systems in scope of a programme at an instant.
async fn scope(tx: &mut Tx, programme: i64, at: Instant) -> Result<Vec<i64>> {
    let sql = "SELECT no FROM fact WHERE about = 'subject' AND what = 'scope' AND key = $1 \
               AND from_at <= $2 AND ended_at > $2 ORDER BY no";
    tx.all(sql, args![programme.to_string(), at]).await?.iter().map(|row| row.get(0)).collect()
}

impl Reading {
    /// Whether nothing can happen any more by its instant.
    pub(crate) const fn is_settled(&self) -> bool {
        self.settled
    }

    /// Whether it is the present as of an entry of the trail.
    pub(crate) const fn is_of(&self, seq: i64) -> bool {
        !self.settled && self.seq == seq
    }

    /// The programme in a set of programmes.
    pub(crate) const fn bit(&self) -> i64 {
        1 << self.programme
    }

    /// By requirement: how many findings are open.
    #[must_use]
    pub fn open(&self) -> BTreeMap<i64, u32> {
        let mut open = BTreeMap::new();
        for tally in self.tallies.iter().filter(|tally| tally.is_open()) {
            *open.entry(tally.requirement).or_default() += tally.subjects;
        }
        open
    }
}
