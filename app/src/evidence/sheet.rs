//! Evidence as lists to keep: every piece whole, and everything it was submitted for with what became of it.

use super::{kind_title, wanted};
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::sheet::{MOST, Sheet, text, yes_no};

pub(crate) async fn evidence(asking: &Asking, fields: &Fields) -> Result<Sheet> {
    let names = asking.names().await?;
    let rows = asking.store().evidence_whole(&wanted(asking, fields).await?, MOST + 1).await?;
    Sheet::of(
        rows,
        &[
            ("Id", &|row| row.id.to_string()),
            ("Evidence", &|row| row.title.clone()),
            ("Kind", &|row| row.kind.to_string()),
            ("Kind in words", &|row| kind_title(&row.kind)),
            ("Form", &|row| row.form.label().to_owned()),
            ("File", &|row| text(row.file.as_ref().map(|file| file.name.as_str()))),
            ("Type", &|row| text(row.file.as_ref().map(|file| file.media.as_str()))),
            ("Bytes", &|row| text(row.file.as_ref().map(|file| file.size))),
            ("SHA-256", &|row| text(row.file.as_ref().map(|file| file.sha256.as_str()))),
            ("Link", &|row| text(row.link.as_deref())),
            ("Statement", &|row| text(row.statement.as_deref())),
            ("Speaks from", &|row| row.speaks_from.to_string()),
            ("Speaks until", &|row| row.speaks_until.to_string()),
            ("Performed on", &|row| text(row.performed_on)),
            ("Stamp", &|row| text(row.stamp.as_deref())),
            ("Its own end", &|row| text(row.own_end)),
            ("Sent by", &|row| names.of(row.submitted_by).to_owned()),
            ("Performed by", &|row| names.of(row.performed_by).to_owned()),
            ("Sent at", &|row| asking.cell(row.at)),
        ],
    )
}

pub(crate) async fn pairs(asking: &Asking, fields: &Fields) -> Result<Sheet> {
    let names = asking.names().await?;
    let rows = asking.store().pairs_whole(&wanted(asking, fields).await?, MOST + 1).await?;
    Sheet::of(
        rows,
        &[
            ("Evidence id", &|(id, _)| id.to_string()),
            ("Requirement", &|(_, row)| row.pair.requirement.to_string()),
            ("What it asks", &|(_, row)| row.steps.title.to_string()),
            ("Subject", &|(_, row)| {
                if row.name.is_empty() { "The organisation".to_owned() } else { row.name.clone() }
            }),
            ("In place of", &|(_, row)| text(row.in_place_of.as_ref())),
            ("Decided", &|(_, row)| text(row.ruling)),
            ("Decided by", &|(_, row)| text(row.ruled_by.map(|id| names.of(id)))),
            ("Decided at", &|(_, row)| text(row.ruled_at.map(|at| asking.cell(at)))),
            ("Reviewer invited by the sender", &|(_, row)| yes_no(Some(row.marked))),
            ("Why", &|(_, row)| text(row.reason.as_deref())),
            ("Lapses", &|(_, row)| text(row.lapses_at.map(|at| asking.cell(at)))),
            ("Ended", &|(_, row)| text(row.ended_at.map(|at| asking.cell(at)))),
            ("Withdrawn", &|(_, row)| text(row.withdrawn_at.map(|at| asking.cell(at)))),
        ],
    )
}
