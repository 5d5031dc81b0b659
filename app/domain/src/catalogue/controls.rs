//! The controls that the library proposes. One counts only once an organisation has adopted it.

use std::fmt;
use std::str::FromStr;

use super::Tables;
use super::shelf::entry;
use super::tsv::{Fault, Row, Source};
use crate::applies::Applies;
use crate::codes::{ControlId, EuId, IsoId, KindId, NistId};
use crate::words::{Cadence, ControlType, CriterionId, Criticality, DataRole, NotAWord, StageSet, Step};

pub(super) const SOURCE: Source = Source {
    file: "controls.tsv",
    columns: &[
        "id",
        "title",
        "statement",
        "owner_role",
        "type",
        "cadence",
        "cadence_by_criticality",
        "criteria_ids",
        "key_for",
        "nist_ai_rmf_ids",
        "iso42001_ids",
        "eu_ai_act_articles",
        "evidence_expected",
        "test_procedure",
        "step",
        "applies_to",
        "stages",
    ],
    text: include_str!("../../catalogue/controls.tsv"),
};

/// A control of the starter library. Links to other frameworks are our judgement: they support, never equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// `AIG-GV-01`.
    pub id: ControlId,
    /// Its short name.
    pub title: &'static str,
    /// What is done, by whom, how often; the organisation makes it its own.
    pub statement: &'static str,
    /// Who usually owns it.
    pub owner_role: DataRole,
    /// When it acts on what may go wrong.
    pub control_type: ControlType,
    /// How often it operates.
    pub cadence: Cadence,
    /// Where criticality or tier changes that; for operate rows asked of a system or vendor.
    pub by_criticality: Option<ByCriticality>,
    /// The criteria it serves; at least one.
    pub criteria: Vec<CriterionId>,
    /// Those of them for which it is key: the Core set.
    pub key_for: Vec<CriterionId>,
    /// NIST AI RMF subcategories it supports; at least one.
    pub nist: Vec<NistId>,
    /// Annex A controls and clauses of ISO/IEC 42001 it supports; at least one.
    pub iso: Vec<IsoId>,
    /// Provisions of the EU AI Act it supports, if any.
    pub eu: Vec<EuId>,
    /// The kinds of evidence that its requirements ask for.
    pub evidence_expected: Vec<KindId>,
    /// How an auditor would test it.
    pub test_procedure: &'static str,
    /// The step of the mission it serves most, if one.
    pub step: Option<Step>,
    /// Whose it is: the organisation's, or that of systems with certain traits.
    pub applies: Applies,
    /// The stages of life in which a system owes it.
    pub stages: StageSet,
}

entry!(Control, ControlId);

pub(super) fn read(tables: &Tables) -> Result<Vec<Control>, Fault> {
    tables.controls.each(|row| Control::read(row, tables))
}

impl Control {
    fn read(row: &Row, tables: &Tables) -> Result<Self, Fault> {
        Ok(Self {
            id: row.id()?,
            title: row.text("title")?,
            statement: row.text("statement")?,
            owner_role: row.word("owner_role")?,
            control_type: row.word("type")?,
            cadence: row.word("cadence")?,
            by_criticality: row.word_or_none("cadence_by_criticality")?,
            criteria: row.words("criteria_ids")?,
            key_for: row.words_or_none("key_for")?,
            nist: row.codes("nist_ai_rmf_ids", &[&tables.nist])?,
            iso: row.codes("iso42001_ids", &[&tables.iso_annex, &tables.iso_clauses])?,
            eu: row.codes_or_none("eu_ai_act_articles", &[&tables.eu])?,
            evidence_expected: row.codes("evidence_expected", &[&tables.kinds])?,
            test_procedure: row.text("test_procedure")?,
            step: row.word_or_none("step")?,
            applies: row.word("applies_to")?,
            stages: row.words("stages")?.into_iter().collect(),
        })
    }

    /// Whether it answers at least one criterion by itself.
    #[must_use]
    pub fn is_key(&self) -> bool {
        !self.key_for.is_empty()
    }

    /// How often it operates for a system of that criticality or a vendor of that tier; `None` where no
    /// occurrence is expected.
    #[must_use]
    pub fn cadence_for(&self, criticality: Criticality) -> Option<Cadence> {
        self.by_criticality.map_or(Some(self.cadence), |by| by.of(criticality))
    }
}

/// A cadence for each criticality: `high:annual,medium:annual,low:none`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByCriticality {
    /// Where much hangs on it; the cadence of the control itself.
    pub high: Option<Cadence>,
    /// Where something does.
    pub medium: Option<Cadence>,
    /// Where little does.
    pub low: Option<Cadence>,
}

impl ByCriticality {
    /// The cadence there; `None` where no occurrence is expected.
    #[must_use]
    pub fn of(self, criticality: Criticality) -> Option<Cadence> {
        match criticality {
            Criticality::High => self.high,
            Criticality::Medium => self.medium,
            Criticality::Low => self.low,
        }
    }
}

impl FromStr for ByCriticality {
    type Err = NotAWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let no = || NotAWord::new("list high:…,medium:…,low:…", text);
        let levels = text.strip_prefix("high:").ok_or_else(no)?;
        let (high, levels) = levels.split_once(",medium:").ok_or_else(no)?;
        let (medium, low) = levels.split_once(",low:").ok_or_else(no)?;
        Ok(Self { high: or_none(high)?, medium: or_none(medium)?, low: or_none(low)? })
    }
}

fn or_none(word: &str) -> Result<Option<Cadence>, NotAWord> {
    if word == "none" { Ok(None) } else { word.parse().map(Some) }
}

impl fmt::Display for ByCriticality {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [high, medium, low] = [self.high, self.medium, self.low].map(|some| some.map_or("none", Cadence::key));
        write!(out, "high:{high},medium:{medium},low:{low}")
    }
}
