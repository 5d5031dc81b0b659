//! Who is told of an incident, by which law, and by when.

use super::Tables;
use super::shelf::entry;
use super::tsv::{Fault, Row, Source};
use crate::codes::DutyId;
use crate::incidents::{Circumstance, Clock, Jurisdiction, Limit};

pub(super) const SOURCE: Source = Source {
    file: "notification_limits.tsv",
    columns: &["id", "jurisdiction", "law", "told", "when", "needs", "limit", "from", "source"],
    text: include_str!("../../catalogue/notification_limits.tsv"),
};

/// A duty to tell somebody of an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    pub id: DutyId,
    pub jurisdiction: Jurisdiction,
    /// “GDPR, art. 33(1)”.
    pub law: &'static str,
    /// Who is told.
    pub told: &'static str,
    /// When it applies, in words.
    pub when: &'static str,
    /// What has to hold of the incident, all of it.
    pub needs: Vec<Circumstance>,
    pub limit: Limit,
    /// From when it runs.
    pub from: Clock,
    pub source: &'static str,
}

entry!(Duty, DutyId);

pub(super) fn read(tables: &Tables) -> Result<Vec<Duty>, Fault> {
    tables.limits.each(Duty::read)
}

impl Duty {
    fn read(row: &Row) -> Result<Self, Fault> {
        Ok(Self {
            id: row.id()?,
            jurisdiction: row.word("jurisdiction")?,
            law: row.text("law")?,
            told: row.text("told")?,
            when: row.text("when")?,
            needs: row.words("needs")?,
            limit: row.word("limit")?,
            from: row.word("from")?,
            source: row.text("source")?,
        })
    }
}
