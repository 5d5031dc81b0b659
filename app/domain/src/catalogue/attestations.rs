//! The kinds of attestation that vendors hand over, and how long each speaks.

use super::Tables;
use super::shelf::entry;
use super::tsv::{Fault, Row, Source, Why};
use crate::codes::AttestationId;
use crate::words::{Anchor, AttestationClass, CriterionId};

pub(super) const SOURCE: Source = Source {
    file: "attestations.tsv",
    columns: &[
        "id",
        "title",
        "class",
        "issued_by",
        "shows",
        "validity_anchor",
        "valid_months",
        "review_months",
        "renewal_notice_days",
        "bridge_months",
        "parent",
        "assurance_strength",
        "validity_rule",
        "what_to_check",
        "criteria_ids",
    ],
    text: include_str!("../../catalogue/attestations.tsv"),
};

/// A kind of vendor attestation. Strength is our judgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttestationKind {
    /// `SOC2-T2`.
    pub id: AttestationId,
    /// Its name for people.
    pub title: &'static str,
    /// What sort of thing it is.
    pub class: AttestationClass,
    /// Who issues it.
    pub issued_by: &'static str,
    /// What it shows.
    pub shows: &'static str,
    /// The day from which its validity is counted.
    pub anchor: Anchor,
    /// How long it speaks from there.
    pub validity: Validity,
    /// Days before its last valid day from which it is shown as expiring; 7 to 120.
    pub renewal_notice_days: u16,
    /// Months after its period that a letter may bridge; above 0 for period reports alone.
    pub bridge_months: u16,
    /// The attestation without which it is not valid, day by day.
    pub parent: Option<AttestationId>,
    /// 1 (the vendor's word) to 5 (audited over a period).
    pub strength: u16,
    /// The rule of its validity, in words.
    pub validity_rule: &'static str,
    /// What a reviewer checks.
    pub what_to_check: &'static str,
    /// The criteria it serves; at least one.
    pub criteria: Vec<CriterionId>,
}

/// How long an attestation speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// So many months after its anchor, the last day included; 1 to 36.
    Months(u16),
    /// To its anchor, which is its end.
    ToAnchor,
    /// Without end by age; to be read again every so many months, 1 to 12. A late reading is an overdue review, not
    /// an expired document.
    ReviewEvery(u16),
}

entry!(AttestationKind, AttestationId);

pub(super) fn read(tables: &Tables) -> Result<Vec<AttestationKind>, Fault> {
    tables.attestations.each(|row| AttestationKind::read(row, tables))
}

impl AttestationKind {
    fn read(row: &Row, tables: &Tables) -> Result<Self, Fault> {
        Ok(Self {
            id: row.id()?,
            title: row.text("title")?,
            class: row.word("class")?,
            issued_by: row.text("issued_by")?,
            shows: row.text("shows")?,
            anchor: row.word("validity_anchor")?,
            validity: Validity::read(row)?,
            renewal_notice_days: row.number("renewal_notice_days", 7, 120)?,
            bridge_months: row.number("bridge_months", 0, 3)?,
            parent: row.codes_or_none("parent", &[&tables.attestations])?.into_iter().next(),
            strength: row.number("assurance_strength", 1, 5)?,
            validity_rule: row.text("validity_rule")?,
            what_to_check: row.text("what_to_check")?,
            criteria: row.words("criteria_ids")?,
        })
    }
}

impl Validity {
    /// Exactly one of the two columns says how long.
    fn read(row: &Row) -> Result<Self, Fault> {
        const MONTHS: &str = "valid_months";
        const REVIEW: &str = "review_months";
        let no_end = row.text(MONTHS)? == "none";
        let no_review = row.text(REVIEW)? == "none";
        match (no_end, no_review) {
            (false, true) => Ok(match row.number(MONTHS, 0, 36)? {
                0 => Self::ToAnchor,
                months => Self::Months(months),
            }),
            (true, false) => Ok(Self::ReviewEvery(row.number(REVIEW, 1, 12)?)),
            (true, true) | (false, false) => {
                let why = "exactly one of valid_months and review_months is needed";
                Err(row.fault(REVIEW, Why::Unreadable(why.to_owned())))
            }
        }
    }
}
