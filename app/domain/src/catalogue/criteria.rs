//! The 61 criteria as the library words them: our own summaries, and what each means for AI.

use super::Tables;
use super::shelf::entry;
use super::tsv::{Fault, Row, Source, Why};
use crate::words::{Category, CriterionId, Step};

pub(super) const SOURCE: Source = Source {
    file: "tsc.tsv",
    columns: &["id", "category", "set", "group", "short_title", "summary", "ai_focus", "step"],
    text: include_str!("../../catalogue/tsc.tsv"),
};

/// A criterion in our words. The criteria themselves are the AICPA's and not reproduced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    /// Which of the 61.
    pub id: CriterionId,
    /// The series it stands in, with its title: `CC7 System operations`.
    pub group: &'static str,
    /// At most eight words.
    pub title: &'static str,
    /// What it expects, paraphrased.
    pub summary: &'static str,
    /// How we read it where AI is in scope; interpretation, no criterion names AI.
    pub ai_focus: &'static str,
    /// The step of the mission it serves most, if one.
    pub step: Option<Step>,
}

entry!(Criterion, CriterionId);

/// All 61, in the order of the standard, each in the category and set of its letters.
pub(super) fn read(tables: &Tables) -> Result<Vec<Criterion>, Fault> {
    let rows = tables.criteria.each(Criterion::read)?;
    if rows.iter().map(|row| row.id).eq(CriterionId::ALL.iter().copied()) {
        return Ok(rows);
    }
    let why = Why::Unreadable("not the 61 criteria in the order of the standard".to_owned());
    Err(Fault { file: SOURCE.file, line: 1, column: "id", why })
}

impl Criterion {
    fn read(row: &Row) -> Result<Self, Fault> {
        let id: CriterionId = row.word("id")?;
        let category: Category = row.word("category")?;
        let set = if id.is_common() { "common" } else { category.key() };
        for (column, agrees) in [
            ("category", category == id.category()),
            ("set", row.text("set")? == set),
            ("group", row.text("group")?.split(' ').next() == Some(id.series())),
        ] {
            if !agrees {
                return Err(row.fault(column, Why::Unreadable(format!("not that of {id}"))));
            }
        }
        Ok(Self {
            id,
            group: row.text("group")?,
            title: row.text("short_title")?,
            summary: row.text("summary")?,
            ai_focus: row.text("ai_focus")?,
            step: row.word_or_none("step")?,
        })
    }
}
