//! Evidence as a whole list, for a file to keep: every piece, and everything it was submitted for.

use super::read::{EVIDENCE, EvidenceRow, EvidenceWanted, PAIR, PairRow, condition, evidence, pair};
use crate::Store;
use crate::error::Result;
use domain::ids::EvidenceId;

impl Store {
    /// The evidence that is wanted, newest first, at most so much; each piece whole.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn evidence_whole(&self, wanted: &EvidenceWanted, most: usize) -> Result<Vec<EvidenceRow>> {
        let (tests, values) = condition(wanted);
        let sql = format!("{EVIDENCE} WHERE {tests} ORDER BY e.id DESC LIMIT {most}");
        self.db.all(sql, values).await?.iter().map(evidence).collect()
    }

    /// What the evidence that is wanted was submitted for and what became of it there, piece by piece; at most so many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pairs_whole(&self, wanted: &EvidenceWanted, most: usize) -> Result<Vec<(EvidenceId, PairRow)>> {
        let (tests, values) = condition(wanted);
        let sql = PAIR.replacen(" FROM offer o", ", o.evidence FROM offer o", 1);
        let sql = sql.replacen("WHERE o.evidence = $1", "JOIN evidence e ON e.id = o.evidence", 1);
        let sql = format!("{sql} WHERE {tests} ORDER BY o.evidence DESC, r.no, o.subject LIMIT {most}");
        let rows = self.db.all(sql, values).await?;
        rows.iter().map(|row| Ok((row.get(15)?, pair(row)?))).collect()
    }
}
