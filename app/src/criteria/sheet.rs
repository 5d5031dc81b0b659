//! Readiness as lists to keep: the criteria in scope, and the findings behind them.

use super::Chosen;
use super::findings::{Wanted, why};
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::reading::asked;
use crate::sheet::{MOST, Sheet, text};
use domain::readiness::CriterionReading;

pub(crate) async fn criteria(asking: &Asking, fields: &Fields) -> Result<Sheet> {
    let asked = asked(asking, fields, "/criteria", super::KEYS).await?;
    let rows: Vec<CriterionReading> = match &asked {
        Some(asked) if asked.is_open() => Chosen::of(fields).criteria(asked),
        Some(_) | None => Vec::new(),
    };
    let (programme, day) = match &asked {
        Some(asked) => (asked.programme.name.clone(), asked.day),
        None => (String::new(), asking.today),
    };
    Sheet::of(
        rows,
        &[
            ("Programme", &|_| programme.clone()),
            ("As of", &|_| day.to_string()),
            ("Criterion", &|one| one.id.key().to_owned()),
            ("Title", &|one| text(domain::catalogue::catalogue().criteria.get(&one.id).map(|known| known.title))),
            ("Category", &|one| one.id.category().label().to_owned()),
            ("Reads", &|one| one.state.label().to_owned()),
            ("Why", &|one| text(one.reason)),
            ("Weaknesses", &|one| one.weaknesses.to_string()),
            ("Cells met", &|one| one.cells.met.to_string()),
            ("Cells with a gap", &|one| one.cells.gap.to_string()),
            ("Cells unknown", &|one| one.cells.unknown.to_string()),
            ("Cells failed", &|one| one.cells.failed.to_string()),
            ("Cells excluded", &|one| one.cells.excluded.to_string()),
            ("Cells empty", &|one| one.cells.empty.to_string()),
        ],
    )
}

pub(crate) async fn findings(asking: &Asking, fields: &Fields) -> Result<Sheet> {
    let spine = asking.spine().await?;
    let mut wanted = Wanted::of(fields, &spine, asking.today);
    wanted.found(asking).await?;
    let Wanted { day, filter, .. } = wanted;
    let at = crate::reading::instant(asking, day);
    let rows = asking.store().findings_after(&filter, at, None, MOST + 1).await?;
    let rows = rows.into_iter().filter(|row| row.found.finding.reads().is_some());
    Sheet::of(
        rows,
        &[
            ("As of", &|_| day.to_string()),
            ("Requirement", &|row| row.found.requirement.to_string()),
            ("Title", &|row| {
                let requirement = spine.requirement(row.found.requirement_no);
                text(requirement.map(|requirement| requirement.steps.title.as_ref()))
            }),
            ("Subject", &|row| row.subject.kind.label().to_owned()),
            ("Name", &|row| row.subject.name.clone()),
            ("Subject id", &|row| text(row.subject.id)),
            ("Reads", &|row| text(row.found.finding.reads())),
            ("Why", &|row| why(row.found.finding)),
            ("Since", &|row| asking.cell(row.found.since)),
            ("Until", &|row| asking.cell(row.found.until)),
        ],
    )
}
