//! The review queue: what waits for a second person, and the pairs of one piece by requirement.

use super::read::{PAIR, pair};
use super::{Error, EvidenceRow, Instant, NamedPair, Result, args, fresh_at};
use crate::evidence::{PAIRS_A_PAGE, PairRow};
use crate::sql::{Row, Value};
use crate::{Spine, Store};
use domain::catalogue::catalogue;
use domain::codes::{KindId, RequirementId};
use domain::evidence::stale_from;
use domain::ids::{EvidenceId, PersonId};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Evidence that waits for review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queued {
    pub id: EvidenceId,
    pub title: String,
    pub kind: KindId,
    pub submitted_by: PersonId,
    pub performed_by: PersonId,
    pub since: Instant,
    /// Pairs that wait, and of how many requirements they are.
    pub pairs: i64,
    pub requirements: i64,
}

/// Evidence that brought a file which other evidence brought too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SameFile {
    pub id: EvidenceId,
    pub title: String,
    pub submitted_by: PersonId,
    pub at: Instant,
}

/// Which of it a queue shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueWanted {
    /// Neither submitted nor performed by this person: theirs to decide, if they review.
    pub for_person: Option<PersonId>,
    pub submitted_by: Option<PersonId>,
    /// With a waiting pair of this control, by number.
    pub control: Option<i64>,
}

impl Store {
    /// What waits for review, oldest first: a page of it, and how much there is of what is wanted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn review_queue(&self, wanted: &QueueWanted, page: i64, a_page: i64) -> Result<(Vec<Queued>, i64)> {
        let mut values: Vec<Value> = Vec::new();
        let mut tests = vec!["1 = 1".to_owned()];
        if let Some(person) = wanted.for_person {
            values.push(person.into());
            let n = values.len();
            tests.push(format!("e.submitted_by <> ${n} AND e.performed_by <> ${n}"));
        }
        if let Some(person) = wanted.submitted_by {
            values.push(person.into());
            tests.push(format!("e.submitted_by = ${}", values.len()));
        }
        if let Some(control) = wanted.control {
            values.push(control.into());
            tests.push(format!(
                "EXISTS (SELECT 1 FROM offer c JOIN requirement r ON r.no = c.requirement WHERE c.evidence = e.id \
                 AND c.ruling IS NULL AND c.withdrawn_at IS NULL AND r.control = ${})",
                values.len()
            ));
        }
        values.extend(args![a_page, page * a_page]);
        let (limit, offset) = (values.len() - 1, values.len());
        let sql = format!(
            "SELECT e.id, e.title, e.kind, e.submitted_by, e.performed_by, q.since, q.pairs, q.requirements, \
             count(*) OVER () FROM (SELECT evidence, min(submitted_at) AS since, count(*) AS pairs, \
             count(DISTINCT requirement) AS requirements FROM offer \
             WHERE ruling IS NULL AND withdrawn_at IS NULL GROUP BY evidence) q \
             JOIN evidence e ON e.id = q.evidence WHERE {} ORDER BY q.since, e.id LIMIT ${limit} OFFSET ${offset}",
            tests.join(" AND ")
        );
        let rows = self.db.all(sql, values).await?;
        let all = rows.first().map_or(Ok(0), |row| row.get(8))?;
        Ok((rows.iter().map(queued).collect::<Result<_>>()?, all))
    }

    /// How many pairs of an evidence wait, by requirement in the order of the library; and a page of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn review_pairs(&self, id: EvidenceId, page: i64) -> Result<(Vec<(RequirementId, i64)>, Vec<PairRow>)> {
        let mut tx = self.db.reading().await?;
        let sql = "SELECT r.id, count(*) FROM offer o JOIN requirement r ON r.no = o.requirement \
                   WHERE o.evidence = $1 AND o.ruling IS NULL AND o.withdrawn_at IS NULL GROUP BY r.no, r.id ORDER BY r.no";
        let groups = tx.all(sql, args![id]).await?;
        let groups = groups.iter().map(|row| {
            let requirement = row.get::<String>(0)?.parse().map_err(|_| Error::Unreadable("requirement id"))?;
            Ok((requirement, row.get(1)?))
        });
        let groups = groups.collect::<Result<_>>()?;
        let sql = format!(
            "{PAIR} AND o.ruling IS NULL AND o.withdrawn_at IS NULL ORDER BY r.no, o.subject LIMIT $2 OFFSET $3"
        );
        let rows = tx.all(sql, args![id, PAIRS_A_PAGE, page * PAIRS_A_PAGE]).await?;
        Ok((groups, rows.iter().map(pair).collect::<Result<_>>()?))
    }

    /// The pairs of an evidence that wait for a decision, all of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn waiting_pairs(&self, id: EvidenceId) -> Result<Vec<NamedPair>> {
        let sql = format!("{PAIR} AND o.ruling IS NULL AND o.withdrawn_at IS NULL ORDER BY r.no, o.subject");
        let rows = self.db.all(sql, args![id]).await?;
        rows.iter().map(|row| pair(row).map(|row| row.pair)).collect()
    }

    /// Of each requirement for which an evidence waits: the first day on which it would be stale if it were accepted,
    /// the earliest of its subjects. Where it would not age there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stale_if_accepted(
        &self,
        evidence: &EvidenceRow,
        spine: &Spine,
    ) -> Result<BTreeMap<RequirementId, Date>> {
        let kind = catalogue().kinds.get(&evidence.kind).ok_or(Error::Unreadable("kind"))?;
        let sql = "SELECT DISTINCT o.requirement, c.by_criticality, f.value FROM offer o \
                   JOIN requirement r ON r.no = o.requirement JOIN control c ON c.no = r.control \
                   LEFT JOIN fact f ON f.about = 'subject' AND f.no = o.subject AND f.what = 'criticality' \
                   AND f.ended_at = $2 WHERE o.evidence = $1 AND o.ruling IS NULL AND o.withdrawn_at IS NULL";
        let rows = self.db.all(sql, args![evidence.id, Instant::NEVER]).await?;
        let mut all: BTreeMap<RequirementId, Date> = BTreeMap::new();
        for row in &rows {
            let requirement = spine.requirement(row.get(0)?).ok_or(Error::Unreadable("requirement"))?;
            let fresh = fresh_at(requirement, row.get(1)?, row.get(2)?)?;
            if let Some(day) = stale_from(fresh, kind, evidence.speaks_until, evidence.own_end) {
                let first = all.entry(requirement.id.clone()).or_insert(day);
                *first = day.min(*first);
            }
        }
        Ok(all)
    }

    /// Other evidence with the very same file, the newest first, at most so many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn same_file(&self, evidence: &EvidenceRow, most: i64) -> Result<Vec<SameFile>> {
        let Some(sha256) = evidence.file.as_ref().and_then(|file| hex::decode(&file.sha256).ok()) else {
            return Ok(Vec::new());
        };
        let sql = "SELECT id, title, submitted_by, from_at FROM evidence WHERE sha256 = $1 AND id <> $2 \
                   ORDER BY from_at DESC LIMIT $3";
        let rows = self.db.all(sql, args![sha256, evidence.id, most]).await?;
        let same = |row: &Row| {
            Ok(SameFile { id: row.get(0)?, title: row.get(1)?, submitted_by: row.get(2)?, at: row.get(3)? })
        };
        rows.iter().map(same).collect()
    }

    /// What was decided on pairs of an evidence, the latest first, at most so many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn decided_pairs(&self, id: EvidenceId, most: i64) -> Result<Vec<PairRow>> {
        let sql = format!(
            "{PAIR} AND (o.ruling IS NOT NULL OR o.withdrawn_at IS NOT NULL) \
             ORDER BY coalesce(o.withdrawn_at, o.ruled_at) DESC, r.no, o.subject LIMIT $2"
        );
        let rows = self.db.all(sql, args![id, most]).await?;
        rows.iter().map(pair).collect()
    }
}

fn queued(row: &Row) -> Result<Queued> {
    Ok(Queued {
        id: row.get(0)?,
        title: row.get(1)?,
        kind: row.get::<String>(2)?.parse().map_err(|_| Error::Unreadable("kind"))?,
        submitted_by: row.get(3)?,
        performed_by: row.get(4)?,
        since: row.get(5)?,
        pairs: row.get(6)?,
        requirements: row.get(7)?,
    })
}
