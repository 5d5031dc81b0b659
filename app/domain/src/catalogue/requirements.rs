//! What the library asks for each control, and the task that leads there.

use super::shelf::entry;
use super::tsv::{Fault, Row, Source};
use super::{Control, Tables};
use crate::applies::{Alternatives, Fit};
use crate::codes::{ControlId, RequirementId};
use crate::proof::Proof;
use crate::words::{CriterionId, DataRole, Effort, FreshRule, Nature, Priority, SubjectKind, TraitSet};

pub(super) const SOURCE: Source = Source {
    file: "tasks.tsv",
    columns: &[
        "id",
        "control_id",
        "criterion_id",
        "subject",
        "nature",
        "narrow",
        "title",
        "why",
        "steps",
        "evidence_to_attach",
        "evidence_kinds",
        "fresh_days",
        "fresh_rule",
        "role",
        "effort",
        "default_priority",
        "due_days",
        "depends_on",
    ],
    text: include_str!("../../catalogue/tasks.tsv"),
};

/// A requirement of the starter library with the template of its task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// `TSK-GV-01-2`: the second one of control `AIG-GV-01`.
    pub id: RequirementId,
    /// Whose requirement it is.
    pub control: ControlId,
    /// The criterion of that control under which it was written and is shown first; it counts for all of them.
    pub criterion: CriterionId,
    /// What it is asked of.
    pub subject: SubjectKind,
    /// Whether it proves that the control is in place, or that it runs.
    pub nature: Nature,
    /// Traits that a system must have beyond what its control applies to.
    pub narrow: Option<Alternatives>,
    /// What to do, in an imperative.
    pub title: &'static str,
    /// Why it is asked.
    pub why: &'static str,
    /// Three to six steps that lead there.
    pub steps: Vec<&'static str>,
    /// What to attach, in words.
    pub attach: &'static str,
    /// What proves it.
    pub proof: Proof,
    /// How long its evidence stays fresh, in days; the fallback where documents state no day of their own, 0
    /// exactly where it does not age.
    pub fresh_days: u16,
    /// What that number means.
    pub fresh_rule: FreshRule,
    /// Who usually does it.
    pub role: DataRole,
    /// How much work it is.
    pub effort: Effort,
    /// What comes first.
    pub priority: Priority,
    /// Days from the later of the programme's start and the day it was first asked; 7 to 365.
    pub due_days: u16,
    /// What should be proven before.
    pub after: Vec<RequirementId>,
}

entry!(Requirement, RequirementId);

pub(super) fn read(tables: &Tables) -> Result<Vec<Requirement>, Fault> {
    tables.requirements.each(|row| Requirement::read(row, tables))
}

impl Requirement {
    fn read(row: &Row, tables: &Tables) -> Result<Self, Fault> {
        Ok(Self {
            id: row.id()?,
            control: row.code("control_id", &tables.controls)?,
            criterion: row.word("criterion_id")?,
            subject: row.word("subject")?,
            nature: row.word("nature")?,
            narrow: row.word_or_none("narrow")?,
            title: row.text("title")?,
            why: row.text("why")?,
            steps: row.texts("steps")?,
            attach: row.text("evidence_to_attach")?,
            proof: proof(row, tables)?,
            fresh_days: row.number("fresh_days", 0, 396)?,
            fresh_rule: row.word("fresh_rule")?,
            role: row.word("role")?,
            effort: row.word("effort")?,
            priority: row.word("default_priority")?,
            due_days: row.number("due_days", 7, 365)?,
            after: row.codes_or_none("depends_on", &[&tables.requirements])?,
        })
    }

    /// Whether it applies to, or on account of, a system with these answers: as its control, and narrowed.
    #[must_use]
    pub fn fits(&self, control: &Control, yes: TraitSet, no: TraitSet) -> Fit {
        let wide = control.applies.fits(yes, no);
        self.narrow.as_ref().map_or(wide, |narrow| wide.and(&narrow.fits(yes, no)))
    }
}

fn proof(row: &Row, tables: &Tables) -> Result<Proof, Fault> {
    const COLUMN: &str = "evidence_kinds";
    let proof: Proof = row.word(COLUMN)?;
    for (kind, _) in proof.kinds() {
        row.must_resolve(COLUMN, kind.as_str(), &tables.kinds)?;
    }
    Ok(proof)
}
