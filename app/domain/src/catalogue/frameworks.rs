//! The frameworks beside SOC 2 that controls are mapped to: NIST AI RMF, ISO/IEC 42001, the EU AI Act.
//!
//! Identifiers are theirs, every wording is ours.

use super::Tables;
use super::shelf::entry;
use super::tsv::{Fault, Row, Source, Table};
use crate::codes::{EuId, IsoId, NistId};
use crate::words::word;

pub(super) const NIST: Source = Source {
    file: "nist_ai_rmf.tsv",
    columns: &["id", "function", "category", "paraphrase"],
    text: include_str!("../../catalogue/nist_ai_rmf.tsv"),
};

pub(super) const ISO_ANNEX: Source = Source {
    file: "iso42001.tsv",
    columns: &["id", "group", "title", "summary"],
    text: include_str!("../../catalogue/iso42001.tsv"),
};

pub(super) const ISO_CLAUSES: Source = Source {
    file: "iso42001_clauses.tsv",
    columns: &["id", "group", "title", "summary"],
    text: include_str!("../../catalogue/iso42001_clauses.tsv"),
};

pub(super) const EU: Source = Source {
    file: "eu_ai_act.tsv",
    columns: &["id", "kind", "title", "applies_to", "tier", "summary", "applies_from"],
    text: include_str!("../../catalogue/eu_ai_act.tsv"),
};

/// A subcategory of NIST AI 100-1 (AI RMF 1.0).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NistSubcategory {
    /// `GOVERN 1.1`.
    pub id: NistId,
    /// `GOVERN`, `MAP`, `MEASURE` or `MANAGE`.
    pub function: &'static str,
    /// `GOVERN 1`.
    pub category: &'static str,
    /// What it asks, paraphrased.
    pub paraphrase: &'static str,
}

entry!(NistSubcategory, NistId);

pub(super) fn read_nist(tables: &Tables) -> Result<Vec<NistSubcategory>, Fault> {
    tables.nist.each(|row| {
        Ok(NistSubcategory {
            id: row.id()?,
            function: row.text("function")?,
            category: row.text("category")?,
            paraphrase: row.text("paraphrase")?,
        })
    })
}

/// A control of Annex A, or a clause, of ISO/IEC 42001:2023.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IsoEntry {
    /// `A.6.2.4`, `Cl.8.2`.
    pub id: IsoId,
    /// The heading it stands under.
    pub group: &'static str,
    /// Its short name in our words.
    pub title: &'static str,
    /// What it asks, paraphrased.
    pub summary: &'static str,
}

entry!(IsoEntry, IsoId);

pub(super) fn read_iso(table: &Table) -> Result<Vec<IsoEntry>, Fault> {
    table.each(|row| {
        Ok(IsoEntry {
            id: row.id()?,
            group: row.text("group")?,
            title: row.text("title")?,
            summary: row.text("summary")?,
        })
    })
}

word! {
    /// What an entry of the EU AI Act's table is.
    pub enum EuKind {
        /// A tier of duties.
        Tier = "tier", "Tier",
        /// An article.
        Article = "article", "Article",
        /// A high-risk area of Annex III.
        AnnexArea = "annex-area", "Area of Annex III",
    }
}

word! {
    /// The regulatory tier of an AI system or model under the EU AI Act.
    pub enum EuTier {
        /// Banned uses (Art. 5).
        Prohibited = "prohibited", "Prohibited",
        /// The full set of duties (Art. 8 to 27).
        High = "high", "High risk",
        /// People must be told (Art. 50).
        Limited = "limited", "Transparency only",
        /// No duties of its own.
        Minimal = "minimal", "Minimal",
        /// A general-purpose model (Art. 53).
        Gpai = "gpai", "General-purpose model",
        /// One with systemic risk (Art. 55).
        GpaiSystemic = "gpai-systemic", "General-purpose model with systemic risk",
        /// Whatever the tier.
        All = "all", "Every tier",
    }
}

/// A provision of Regulation (EU) 2024/1689 as amended in 2026.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EuProvision {
    /// `Art.9`, `TIER-HIGH`, `Annex.III.4`.
    pub id: EuId,
    /// What it is.
    pub kind: EuKind,
    /// Its short name.
    pub title: &'static str,
    /// Whom it binds, in words: `provider, deployer`.
    pub binds: &'static str,
    /// The tier it belongs to.
    pub tier: EuTier,
    /// What it says, paraphrased.
    pub summary: &'static str,
    /// From when it applies, in words: dates moved in 2026 and may move again.
    pub applies_from: &'static str,
}

entry!(EuProvision, EuId);

pub(super) fn read_eu(tables: &Tables) -> Result<Vec<EuProvision>, Fault> {
    tables.eu.each(EuProvision::read)
}

impl EuProvision {
    fn read(row: &Row) -> Result<Self, Fault> {
        Ok(Self {
            id: row.id()?,
            kind: row.word("kind")?,
            title: row.text("title")?,
            binds: row.text("applies_to")?,
            tier: row.word("tier")?,
            summary: row.text("summary")?,
            applies_from: row.text("applies_from")?,
        })
    }
}
