//! The log as a list to keep.

use super::list::{KEYS, takes};
use super::parts::{owner, severity_words, source_words};
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::sheet::{Sheet, joined, text};
use crate::ui::query::Query;
use domain::deficiencies::Of;
use domain::words::CriterionId;
use store::{DeficienciesWanted, DeficiencyRow, Names};

pub(crate) async fn sheet(asking: &Asking, fields: &Fields) -> Result<Sheet> {
    let zone = &asking.visitor.organisation.zone;
    let rows = asking.store().deficiencies(&DeficienciesWanted::default(), zone).await?;
    let query = Query::of("/deficiencies", KEYS.map(|key| (key, fields.text(key))));
    let (names, today) = (asking.names().await?, asking.today);
    let rows = rows.into_iter().rev().filter(|row| takes(&query, row, today));
    Sheet::of(
        rows,
        &[
            ("Number", &|row| row.code()),
            ("Title", &|row| row.title.clone()),
            ("What was found", &|row| row.what.clone()),
            ("Source", &|row| source_words(row).0),
            ("Reference", &|row| row.source.id.clone()),
            ("Of", &|row| row.of_name().to_owned()),
            ("Of (id)", &|row| match row.of {
                Of::Organisation => String::new(),
                Of::System(id) => id.to_string(),
                Of::Vendor(id) => id.to_string(),
            }),
            ("Control", &|row| text(row.control.as_ref())),
            ("Requirement", &|row| text(row.requirement.as_ref())),
            ("Criteria", &|row| row.criteria.iter().map(CriterionId::key).collect::<Vec<_>>().join(", ")),
            ("Found on", &|row| row.found_on.to_string()),
            ("Occurred on", &|row| row.occurred_on.to_string()),
            ("Opened by", &|row| names.of(row.opened_by).to_owned()),
            ("Opened at", &|row| asking.cell(row.at)),
            ("Owner", &|row| owner(row, &names)),
            ("State", &|row| row.stage().label().to_owned()),
            ("Overdue since", &|row| text(row.overdue_since(today))),
            ("Severity", &severity_words),
            ("Effect", &|row| text(said(row).map(|said| said.effect.label()))),
            ("Cause", &|row| text(said(row).map(|said| said.cause.as_str()))),
            ("Extent", &|row| text(said(row).map(|said| said.extent.as_str()))),
            ("Compensating control", &|row| {
                text(said(row).and_then(|said| said.compensating.as_ref()).map(|one| &one.control))
            }),
            ("Corrective tasks", &|row| tasks(row, &names)),
            ("Retest", &|row| retest(row, &names)),
            ("Id", &|row| row.id.to_string()),
        ],
    )
}

fn said(row: &DeficiencyRow) -> Option<&domain::deficiencies::Assessment> {
    row.now.assessment.as_ref().map(|(said, ..)| said)
}

fn tasks(row: &DeficiencyRow, names: &Names) -> String {
    joined(row.tasks.iter().map(|task| {
        format!("{} ({}, due {}, {})", task.title, names.of(task.assignee), task.due_on, task.stage.label())
    }))
}

fn retest(row: &DeficiencyRow, names: &Names) -> String {
    let retest = row.now.retest.as_ref().map(|(retest, by, _)| {
        let how = if retest.passed { "passed" } else { "failed" };
        format!("{} {how}, by {}: {}", retest.on, names.of(*by), retest.shown)
    });
    retest.unwrap_or_default()
}
