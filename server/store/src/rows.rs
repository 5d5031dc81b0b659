//! The rows behind a reading: names, open requirements by subject, findings of one cell, evidence of one criterion,
//! who has what in hand. Each asks for a fixed number of statements, whatever the size of the data.

use crate::Store;
use crate::error::{Error, Result};
use crate::proposals::ProposalRow;
use crate::readiness::Found;
use crate::reading::Reading;
use crate::spine::{ProgrammeNow, finding_of, list};
use crate::sql::{Row, Tx, args};
use crate::systems::stage;
use domain::codes::RequirementId;
use domain::finding::Finding;
use domain::ids::{EvidenceId, PersonId, SystemId, VendorId};
use domain::instant::Instant;
use domain::words::{Stage, SubjectKind, TraitSet};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Builder;

/// A system or a vendor by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub no: i64,
    pub name: String,
    pub system: Option<SystemId>,
    pub vendor: Option<VendorId>,
}

/// By what systems are grouped, as the inventory says now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouped {
    pub no: i64,
    pub unit: String,
    pub department: String,
    pub stage: Option<Stage>,
    pub yes: TraitSet,
}

/// A finding with its subject: a system's cell reads those of its vendors too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundOn {
    pub subject: i64,
    pub found: Found,
}

/// A subject on which a requirement does not stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    pub requirement: i64,
    pub subject: i64,
    pub finding: Finding,
}

/// Evidence that was rejected, with nothing sent after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentBack {
    pub title: String,
    pub requirement: RequirementId,
    pub reason: String,
    pub by: PersonId,
    pub at: Instant,
}

/// A piece of evidence that speaks for a criterion: for how many pairs, and what became of it there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub id: EvidenceId,
    pub title: String,
    pub kind: String,
    pub pairs: i64,
    pub supports: i64,
    pub adverse: i64,
    pub rejected: i64,
    /// The last of its lapses.
    pub lapses: Option<Instant>,
}

const LIVE: &str = "f.from_at <= $1 AND f.until_at > $1 AND f.programmes & $2 <> 0";

fn count(row: &Row, i: usize) -> Result<u32> {
    Ok(u32::try_from(row.get::<i64>(i)?).unwrap_or(u32::MAX))
}

fn bit(programme: &ProgrammeNow) -> i64 {
    1_i64 << programme.no
}

impl Store {
    /// How many systems the inventory holds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_systems(&self) -> Result<i64> {
        let row = self.db.first("SELECT count(*) FROM system", vec![]).await?;
        row.map_or(Ok(0), |row| row.get(0))
    }

    /// Names of subjects, systems and vendors alike, by number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn subjects_named(&self, subjects: &[i64]) -> Result<BTreeMap<i64, Named>> {
        let list = list(subjects.iter());
        let sql = format!(
            "SELECT no, name, id, 'system' FROM system WHERE no IN ({list}) \
             UNION ALL SELECT no, name, id, 'vendor' FROM vendor WHERE no IN ({list})"
        );
        let rows = self.db.all(sql, vec![]).await?;
        let named = rows.iter().map(|row| {
            let is_system = row.get::<String>(3)? == SubjectKind::System.key();
            let (no, name): (i64, String) = (row.get(0)?, row.get(1)?);
            let system = is_system.then(|| row.get(2)).transpose()?;
            let vendor = (!is_system).then(|| row.get(2)).transpose()?;
            Ok((no, Named { no, name, system, vendor }))
        });
        named.collect()
    }

    /// What the systems of a programme can be grouped by.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn groups_of(&self, systems: &[i64]) -> Result<Vec<Grouped>> {
        let sql = format!("SELECT no, unit, department, stage, yes FROM system WHERE no IN ({})", list(systems.iter()));
        let rows = self.db.all(sql, vec![]).await?;
        let grouped = rows.iter().map(|row| {
            let bits = u32::try_from(row.get::<i64>(4)?).map_err(|_| Error::Unreadable("traits"))?;
            Ok(Grouped {
                no: row.get(0)?,
                unit: row.get(1)?,
                department: row.get(2)?,
                stage: stage(row, 3)?,
                yes: TraitSet::from_bits(bits),
            })
        });
        grouped.collect()
    }

    /// How many requirements are open, by subject and control; a system's vendors count on the system.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_by_control(&self, reading: &Reading, subjects: &[i64]) -> Result<Arc<BTreeMap<(i64, i64), u32>>> {
        let read = async { read_by_control(&mut self.db.reading().await?, reading, subjects).await };
        reading.beside.by_control.or_read(subjects.to_vec(), read).await
    }

    /// What a programme asks of a subject and of the vendors that it depends on, as it was shown at `at`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn findings_on(&self, programme: &ProgrammeNow, subject: i64, at: Instant) -> Result<Vec<FoundOn>> {
        let mut tx = self.db.reading().await?;
        let sql = "SELECT v.no FROM fact d JOIN vendor v ON CAST(v.no AS TEXT) = d.key WHERE d.about = 'subject' \
                   AND d.no = $1 AND d.what = 'vendor' AND d.from_at <= $2 AND d.ended_at > $2";
        let vendors = tx.all(sql, args![subject, at]).await?;
        let vendors = vendors.iter().map(|row| row.get(0)).collect::<Result<Vec<i64>>>()?;
        let subjects: Vec<_> = std::iter::once(subject).chain(vendors).collect();
        let sql = format!(
            "SELECT r.id, f.requirement, f.state, f.detail, f.from_at, f.until_at, f.asked_at, f.subject \
             FROM finding f JOIN requirement r ON r.no = f.requirement \
             WHERE f.subject IN ({}) AND {LIVE} ORDER BY f.requirement, f.subject",
            list(subjects.iter())
        );
        let rows = tx.all(sql, args![at, bit(programme)]).await?;
        rows.iter().map(|row| Ok(FoundOn { subject: row.get(7)?, found: Found::read(row)? })).collect()
    }

    /// The first few subjects on which each requirement does not stand, the worst first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_subjects(&self, reading: &Reading, requirements: &[i64], each: i64) -> Result<Arc<Vec<Open>>> {
        let read = async { read_open(&mut self.db.reading().await?, reading, requirements, each).await };
        reading.beside.open.or_read((requirements.to_vec(), each), read).await
    }

    /// What a person sent and got back, and has sent nothing for since, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sent_back(&self, person: PersonId, limit: i64) -> Result<Vec<SentBack>> {
        let sql = "SELECT e.title, r.id, min(coalesce(o.reason, '')), o.ruled_by, max(o.ruled_at) FROM evidence e \
                   JOIN offer o ON o.evidence = e.id JOIN requirement r ON r.no = o.requirement \
                   WHERE e.submitted_by = $1 AND o.ruling = 'rejected' AND o.withdrawn_at IS NULL AND NOT EXISTS \
                   (SELECT 1 FROM offer p WHERE p.subject = o.subject AND p.requirement = o.requirement \
                   AND p.submitted_at > o.ruled_at) GROUP BY e.id, e.title, r.id, o.ruled_by ORDER BY 5 DESC LIMIT $2";
        let rows = self.db.all(sql, args![person, limit]).await?;
        let sent_back = |row: &Row| {
            let requirement: String = row.get(1)?;
            Ok(SentBack {
                title: row.get(0)?,
                requirement: requirement.parse().map_err(|_| Error::Unreadable("requirement"))?,
                reason: row.get(2)?,
                by: row.get(3)?,
                at: row.get(4)?,
            })
        };
        rows.iter().map(sent_back).collect()
    }

    /// The evidence that was submitted for these requirements by the reading's instant, newest first, and how many
    /// pieces there are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn evidence_for(
        &self,
        reading: &Reading,
        requirements: &[i64],
        limit: usize,
    ) -> Result<Arc<(Vec<Piece>, usize)>> {
        let read = async { read_pieces(&mut self.db.reading().await?, reading.at, requirements, limit).await };
        reading.beside.pieces.or_read((requirements.to_vec(), limit), read).await
    }

    /// What two people decided for a programme, or for all of them, and findings bettered by it, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn decisions_bettering(&self, programme: &ProgrammeNow, at: Instant) -> Result<Vec<ProposalRow>> {
        self.decisions_bettering_in(&mut self.db.reading().await?, programme, at).await
    }

    async fn decisions_bettering_in(
        &self,
        tx: &mut Tx,
        programme: &ProgrammeNow,
        at: Instant,
    ) -> Result<Vec<ProposalRow>> {
        let all = crate::proposals::bettering(tx, at).await?;
        Ok(all.into_iter().filter(|row| row.change.programme().is_none_or(|id| id == programme.id)).collect())
    }

    pub(crate) async fn bettered_in(&self, tx: &mut Tx, programme: &ProgrammeNow, at: Instant) -> Result<i64> {
        let decisions = self.decisions_bettering_in(tx, programme, at).await?;
        Ok(decisions.iter().filter_map(|row| row.bettered).sum())
    }
}

async fn read_by_control(tx: &mut Tx, reading: &Reading, subjects: &[i64]) -> Result<BTreeMap<(i64, i64), u32>> {
    let mut of_vendor: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    let sql = format!(
        "SELECT no, CAST(key AS BIGINT) FROM fact WHERE about = 'subject' AND what = 'vendor' AND no IN ({}) \
         AND from_at <= $1 AND ended_at > $1",
        list(subjects.iter())
    );
    for row in tx.all(sql, args![reading.at]).await? {
        of_vendor.entry(row.get(1)?).or_default().push(row.get(0)?);
    }
    let sql = format!(
        "SELECT f.subject, r.control, count(*) FROM finding f JOIN requirement r ON r.no = f.requirement \
         WHERE f.subject IN ({}) AND f.state IN (1, 2) AND {LIVE} GROUP BY f.subject, r.control",
        list(subjects.iter().chain(of_vendor.keys()))
    );
    let mut open: BTreeMap<(i64, i64), u32> = BTreeMap::new();
    for row in tx.all(sql, args![reading.at, reading.bit()]).await? {
        let (found_on, control): (i64, i64) = (row.get(0)?, row.get(1)?);
        let itself = subjects.contains(&found_on).then_some(found_on);
        for subject in of_vendor.get(&found_on).into_iter().flatten().copied().chain(itself) {
            *open.entry((subject, control)).or_default() += count(&row, 2)?;
        }
    }
    Ok(open)
}

async fn read_open(tx: &mut Tx, reading: &Reading, requirements: &[i64], each: i64) -> Result<Vec<Open>> {
    let sql = format!(
        "SELECT requirement, subject, state, detail FROM (SELECT f.requirement, f.subject, f.state, f.detail, \
         row_number() OVER (PARTITION BY f.requirement ORDER BY f.state, f.subject) AS place FROM finding f \
         WHERE f.requirement IN ({}) AND f.state IN (1, 2, 3) AND {LIVE}) worst \
         WHERE place <= $3 ORDER BY requirement, place",
        list(requirements.iter())
    );
    let rows = tx.all(sql, args![reading.at, reading.bit(), each]).await?;
    let open = rows.iter().map(|row| {
        Ok(Open { requirement: row.get(0)?, subject: row.get(1)?, finding: finding_of(row.get(2)?, row.get(3)?) })
    });
    open.collect()
}

/// Ids of evidence are in the order of time, so that the newest are found without reading all offers.
async fn read_pieces(tx: &mut Tx, at: Instant, requirements: &[i64], limit: usize) -> Result<(Vec<Piece>, usize)> {
    let requirements = list(requirements.iter());
    let millis = u64::try_from(at.0 / 1000).unwrap_or_default();
    let last = EvidenceId(Builder::from_unix_timestamp_millis(millis, &[u8::MAX; 10]).into_uuid());
    let sql = format!(
        "SELECT DISTINCT evidence FROM offer WHERE requirement IN ({requirements}) AND evidence <= $1 \
         ORDER BY evidence DESC"
    );
    let ids = tx.all(sql, args![last]).await?;
    let ids = ids.iter().map(|row| row.get(0)).collect::<Result<Vec<EvidenceId>>>()?;
    let mut values = args![at];
    values.extend(ids.iter().take(limit).map(|id| (*id).into()));
    let places: Vec<_> = (2..=values.len()).map(|place| format!("${place}")).collect();
    if places.is_empty() {
        return Ok((Vec::new(), 0));
    }
    let ruled = |word| format!("sum(CASE WHEN o.ruling = '{word}' AND o.ruled_at <= $1 THEN 1 ELSE 0 END)");
    let sql = format!(
        "SELECT o.evidence, e.title, e.kind, count(*), {}, {}, {}, max(CASE WHEN o.ruled_at <= $1 THEN o.lapses_at END) FROM offer o \
         JOIN evidence e ON e.id = o.evidence WHERE o.evidence IN ({}) AND o.requirement IN ({requirements}) \
         GROUP BY o.evidence, e.title, e.kind ORDER BY o.evidence DESC",
        ruled("supports"),
        ruled("adverse"),
        ruled("rejected"),
        places.join(", ")
    );
    let pieces = tx.all(sql, values).await?;
    Ok((pieces.iter().map(piece).collect::<Result<_>>()?, ids.len()))
}

fn piece(row: &Row) -> Result<Piece> {
    Ok(Piece {
        id: row.get(0)?,
        title: row.get(1)?,
        kind: row.get(2)?,
        pairs: row.get(3)?,
        supports: row.get(4)?,
        adverse: row.get(5)?,
        rejected: row.get(6)?,
        lapses: row.get(7)?,
    })
}
