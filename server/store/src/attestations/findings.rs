//! What in vendors' reports asks for the risks of the systems that depend on them to be looked at anew.

use super::AttestationRow;
use super::read::attestations_in;
use crate::error::Result;
use crate::sql::Tx;
use domain::attestations::{Later, is_finding};
use domain::instant::Instant;

impl AttestationRow {
    /// When something in it asked for the risks of those who depend on its vendor to be looked at anew: its acceptance,
    /// and what came to light later.
    fn findings(&self) -> Vec<Instant> {
        let Some(review) = self.review.as_ref().filter(|_| self.counts()) else { return Vec::new() };
        let held = || self.notes.iter().filter_map(|note| Some((note.holds_since()?, note.what)));
        let terms = self.terms.with(review.judged.map(Later::Judged).into_iter().chain(held().map(|(_, what)| what)));
        let accepted = is_finding(terms.opinion, terms.judged, &review.items).then_some(review.at);
        let later = held().filter(|(_, what)| what.is_finding()).map(|(at, _)| at);
        accepted.into_iter().chain(later).collect()
    }
}

/// Findings in the reports of these vendors (by number): whose it is, and when it was accepted or came to light.
pub(crate) async fn report_findings(tx: &mut Tx, vendors: &[i64]) -> Result<Vec<(i64, Instant)>> {
    if vendors.is_empty() {
        return Ok(Vec::new());
    }
    let reports = attestations_in(tx, Some(vendors)).await?;
    let findings = |report: &AttestationRow| {
        let vendor = report.vendor_no;
        report.findings().into_iter().map(move |at| (vendor, at))
    };
    Ok(reports.iter().flat_map(findings).collect())
}
