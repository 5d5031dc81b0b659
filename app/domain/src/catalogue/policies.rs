//! The templates of policies: what each must say, and what an approved version proves.

use super::Tables;
use super::shelf::entry;
use super::tsv::{Fault, Row, Source};
use crate::codes::{ControlId, RequirementId, TemplateId};
use crate::words::{Cadence, CriterionId, DataRole, Step};

pub(super) const SOURCE: Source = Source {
    file: "policies.tsv",
    columns: &[
        "id",
        "title",
        "step",
        "purpose",
        "required_sections",
        "criteria_ids",
        "control_ids",
        "owner_role",
        "review_cadence",
        "proves",
    ],
    text: include_str!("../../catalogue/policies.tsv"),
};

/// A template for a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyTemplate {
    /// `POL-03`.
    pub id: TemplateId,
    /// Its title.
    pub title: &'static str,
    /// The step of the mission it serves most.
    pub step: Step,
    /// What it is for.
    pub purpose: &'static str,
    /// The headings it must have; six or more.
    pub sections: Vec<&'static str>,
    /// The criteria it serves, each through one of its controls.
    pub criteria: Vec<CriterionId>,
    /// The controls that stand under it.
    pub controls: Vec<ControlId>,
    /// Who usually owns it.
    pub owner_role: DataRole,
    /// How often it is reviewed: yearly or twice a year.
    pub review: Cadence,
    /// The requirements whose policy document and approval an approved version supplies. Where several templates
    /// name one requirement, all of them are needed.
    pub proves: Vec<RequirementId>,
}

entry!(PolicyTemplate, TemplateId);

pub(super) fn read(tables: &Tables) -> Result<Vec<PolicyTemplate>, Fault> {
    tables.policies.each(|row| PolicyTemplate::read(row, tables))
}

impl PolicyTemplate {
    fn read(row: &Row, tables: &Tables) -> Result<Self, Fault> {
        Ok(Self {
            id: row.id()?,
            title: row.text("title")?,
            step: row.word("step")?,
            purpose: row.text("purpose")?,
            sections: row.texts("required_sections")?,
            criteria: row.words("criteria_ids")?,
            controls: row.codes("control_ids", &[&tables.controls])?,
            owner_role: row.word("owner_role")?,
            review: row.word("review_cadence")?,
            proves: row.codes_or_none("proves", &[&tables.requirements])?,
        })
    }
}
