//! What an auditor can look at: evidence that was accepted for a control and was in force on one of the audited days.

use super::AuditRow;
use crate::Store;
use crate::error::Result;
use crate::spine::Spine;
use crate::sql::{Row, Tx, args};
use domain::codes::ControlId;
use domain::evidence::Ruling;
use domain::ids::EvidenceId;
use domain::instant::Zone;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A piece of evidence that an auditor may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    pub id: EvidenceId,
    pub title: String,
    pub speaks_from: Date,
    pub speaks_until: Date,
    /// Whether it was accepted as showing failure, for one pair at least.
    pub adverse: bool,
}

/// Pieces that a form offers at most.
const MOST: usize = 200;

/// Of a control: for the organisation, the systems of the audit and vendors.
pub(super) async fn offered_in(
    tx: &mut Tx,
    spine: &Spine,
    row: &AuditRow,
    control: &ControlId,
    zone: &impl Zone,
) -> Result<Vec<Offered>> {
    let of = |place: usize| spine.controls.get(place).is_some_and(|one| one.id == *control);
    let asked = spine.requirements.iter().filter(|one| of(one.control)).map(|one| one.no.to_string());
    let asked = asked.collect::<Vec<_>>().join(", ");
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let systems: String = row.systems.iter().map(|(.., no)| format!(", {no}")).collect();
    let sql = format!(
        "SELECT e.id, e.title, e.speaks_from, e.speaks_until, count(CASE WHEN o.ruling = 'adverse' THEN 1 END) \
         FROM offer o JOIN evidence e ON e.id = o.evidence WHERE o.requirement IN ({asked}) \
         AND (o.subject IN (0{systems}) OR o.subject IN (SELECT no FROM subject WHERE kind = 'vendor')) \
         AND o.ruling IN ('{}', '{}') AND o.withdrawn_at IS NULL AND e.speaks_from <= $1 AND (o.lapses_at IS NULL OR o.lapses_at > $2) \
         GROUP BY e.id, e.title, e.speaks_from, e.speaks_until ORDER BY e.speaks_until DESC, e.title, e.id LIMIT {MOST}",
        Ruling::Supports.key(),
        Ruling::Adverse.key(),
    );
    let period = row.plan.period;
    let rows = tx.all(sql, args![period.until(), zone.midnight(period.from())]).await?;
    let offered = |row: &Row| {
        let (id, title, speaks_from, speaks_until) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        Ok(Offered { id, title, speaks_from, speaks_until, adverse: row.get::<i64>(4)? > 0 })
    };
    rows.iter().map(offered).collect()
}

impl Store {
    /// What can be looked at in a step, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn offered_to_audit(
        &self,
        row: &AuditRow,
        control: &ControlId,
        zone: &impl Zone,
    ) -> Result<Vec<Offered>> {
        let spine = self.spine().await?;
        offered_in(&mut self.db.reading().await?, &spine, row, control, zone).await
    }

    /// The titles of pieces of evidence: one statement, none for none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn evidence_titles(&self, ids: &BTreeSet<EvidenceId>) -> Result<Vec<(EvidenceId, String)>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<_> = ids.iter().map(|id| format!("'{id}'")).collect();
        let sql = format!("SELECT id, title FROM evidence WHERE id IN ({}) ORDER BY title, id", ids.join(", "));
        let rows = self.db.all(sql, vec![]).await?;
        rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
    }
}
