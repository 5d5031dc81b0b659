//! What ends soon by itself: evidence that lapses, exclusions that run out, and the findings that turn with them.

use crate::Store;
use crate::error::Result;
use crate::spine::ProgrammeNow;
use crate::sql::{Row, args};
use domain::ids::{EvidenceId, ProposalId};
use domain::instant::Instant;

/// One thing that ends, with the findings that end at that instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    pub what: Ends,
    /// The title of the evidence, the reason of the exclusion.
    pub title: String,
    /// The midnight after its last day.
    pub at: Instant,
    pub findings: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    Evidence(EvidenceId),
    Exclusion(ProposalId),
}

impl Store {
    /// What ends after `now` and not after `until`, the first first. Evidence that newer evidence outlives ends nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn endings(&self, programme: &ProgrammeNow, now: Instant, until: Instant) -> Result<Vec<Ending>> {
        let sql = "SELECT e.id, e.title, o.lapses_at, count(*), 'evidence' FROM offer o \
                   JOIN finding f ON f.subject = o.subject AND f.requirement = o.requirement AND f.until_at = o.lapses_at \
                   JOIN evidence e ON e.id = o.evidence \
                   WHERE f.until_at > $1 AND f.until_at <= $2 AND f.state >= 4 AND f.state <> 5 \
                   AND o.ruling = 'supports' AND o.withdrawn_at IS NULL AND f.from_at <= $1 AND f.programmes & $3 <> 0 GROUP BY e.id, e.title, o.lapses_at \
                   UNION ALL SELECT x.proposal, p.reason, x.until_at, count(*), 'exclusion' FROM exclusion x \
                   JOIN finding f ON f.subject = x.subject AND f.requirement = x.requirement AND f.until_at = x.until_at \
                   JOIN proposal p ON p.id = x.proposal \
                   WHERE f.until_at > $1 AND f.until_at <= $2 AND f.state >= 4 AND f.state = 5 \
                   AND x.ended_at IS NULL AND f.from_at <= $1 AND f.programmes & $3 <> 0 GROUP BY x.proposal, p.reason, x.until_at \
                   ORDER BY 3, 2";
        let rows = self.db.all(sql, args![now, until, 1_i64 << programme.no]).await?;
        rows.iter().map(ending).collect()
    }
}

fn ending(row: &Row) -> Result<Ending> {
    let evidence = row.get::<String>(4)? == "evidence";
    let what = if evidence { Ends::Evidence(row.get(0)?) } else { Ends::Exclusion(row.get(0)?) };
    let findings = u64::try_from(row.get::<i64>(3)?).unwrap_or_default();
    Ok(Ending { what, title: row.get(1)?, at: row.get(2)?, findings })
}
