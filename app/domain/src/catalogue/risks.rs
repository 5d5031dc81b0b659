//! The risks of AI that the library proposes, and the public catalogues they were read from.

use super::Tables;
use super::shelf::entry;
use super::tsv::{Fault, Row, Source};
use crate::codes::{ControlId, NistId, NotACode, RiskId, SourceId};
use crate::words::Step;

pub(super) const SOURCE: Source = Source {
    file: "risks.tsv",
    columns: &[
        "id",
        "title",
        "category",
        "description",
        "typical_likelihood",
        "typical_impact",
        "step",
        "linked_controls",
        "sources",
    ],
    text: include_str!("../../catalogue/risks.tsv"),
};

pub(super) const THREATS: Source = Source {
    file: "sources.tsv",
    columns: &["id", "framework", "version", "name"],
    text: include_str!("../../catalogue/sources.tsv"),
};

/// A risk to start a register with. Likelihood and impact are starting values for the organisation to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Risk {
    /// `RISK-07`.
    pub id: RiskId,
    /// Its short name.
    pub title: &'static str,
    /// Its sort, in a word: `security`, `fairness`.
    pub category: &'static str,
    /// What may go wrong.
    pub description: &'static str,
    /// 1 to 5.
    pub likelihood: u16,
    /// 1 to 5.
    pub impact: u16,
    /// The step of the mission it belongs to most, if one.
    pub step: Option<Step>,
    /// The controls that answer it; two or more.
    pub controls: Vec<ControlId>,
    /// Where it is described in public; at least one.
    pub read_in: Vec<ReadIn>,
}

entry!(Risk, RiskId);

/// Where a risk is described.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReadIn {
    /// A subcategory of the NIST AI RMF.
    Nist(NistId),
    /// An entry of a catalogue of threats.
    Threat(SourceId),
}

impl TryFrom<&'static str> for ReadIn {
    type Error = NotACode;

    fn try_from(text: &'static str) -> Result<Self, Self::Error> {
        NistId::new(text).map(Self::Nist).or_else(|_| SourceId::new(text).map(Self::Threat))
    }
}

pub(super) fn read(tables: &Tables) -> Result<Vec<Risk>, Fault> {
    tables.risks.each(|row| Risk::read(row, tables))
}

impl Risk {
    fn read(row: &Row, tables: &Tables) -> Result<Self, Fault> {
        Ok(Self {
            id: row.id()?,
            title: row.text("title")?,
            category: row.text("category")?,
            description: row.text("description")?,
            likelihood: row.number("typical_likelihood", 1, 5)?,
            impact: row.number("typical_impact", 1, 5)?,
            step: row.word_or_none("step")?,
            controls: row.codes("linked_controls", &[&tables.controls])?,
            read_in: row.codes("sources", &[&tables.threats, &tables.nist])?,
        })
    }
}

/// An entry of a public catalogue of AI threats: MITRE ATLAS, OWASP, NIST AI 600-1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Threat {
    /// `AML.T0048`, `LLM01:2025`; `GAI-2.6` is section 2.6 of NIST AI 600-1.
    pub id: SourceId,
    /// The catalogue.
    pub framework: &'static str,
    /// The catalogue's version that was read.
    pub version: &'static str,
    /// The entry's name.
    pub name: &'static str,
}

entry!(Threat, SourceId);

pub(super) fn read_threats(tables: &Tables) -> Result<Vec<Threat>, Fault> {
    tables.threats.each(|row| {
        Ok(Threat {
            id: row.id()?,
            framework: row.text("framework")?,
            version: row.text("version")?,
            name: row.text("name")?,
        })
    })
}
