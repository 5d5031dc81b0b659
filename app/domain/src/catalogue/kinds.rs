//! The kinds of evidence: what each shows, how long it speaks, what a reviewer looks at.

use super::Tables;
use super::shelf::entry;
use super::tsv::{Fault, Row, Source};
use crate::codes::KindId;
use crate::words::{Assurance, EndsOn, KindClass, Until};

pub(super) const SOURCE: Source = Source {
    file: "evidence_kinds.tsv",
    columns: &["id", "title", "class", "shows", "assurance", "freshness_days", "until", "ends_on", "auditor_check"],
    text: include_str!("../../catalogue/evidence_kinds.tsv"),
};

/// A kind of evidence. It says which form of proof fits, never what a given piece proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// `access-review`.
    pub id: KindId,
    /// Its name for people.
    pub title: &'static str,
    /// What sort of thing it is.
    pub class: KindClass,
    /// What it shows.
    pub shows: &'static str,
    /// Which reading it supports.
    pub assurance: Assurance,
    /// How long it stays fresh after what it speaks for, in days; 0 where it does not age, or ends by a day of its
    /// own. A default: freshness belongs to the requirement.
    pub freshness_days: u16,
    /// Until when it is current.
    pub until: Until,
    /// What ends it early.
    pub ends_on: Vec<EndsOn>,
    /// What a reviewer checks before accepting it.
    pub reviewer_checks: &'static str,
}

entry!(Kind, KindId);

pub(super) fn read(tables: &Tables) -> Result<Vec<Kind>, Fault> {
    tables.kinds.each(Kind::read)
}

impl Kind {
    fn read(row: &Row) -> Result<Self, Fault> {
        Ok(Self {
            id: row.id()?,
            title: row.text("title")?,
            class: row.word("class")?,
            shows: row.text("shows")?,
            assurance: row.word("assurance")?,
            freshness_days: row.number("freshness_days", 0, 366)?,
            until: row.word("until")?,
            ends_on: row.words_or_none("ends_on")?,
            reviewer_checks: row.text("auditor_check")?,
        })
    }
}
