//! Incidents as lists to keep: one row an incident, and one row for everything that was said of one.

use super::list::{CONTROLS, takes};
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::sheet::{Sheet, joined, text};
use crate::ui::query::Query;
use domain::incidents::{CauseKind, Circumstance, DutyState, Entry, Happened, Jurisdiction};
use store::{IncidentRow, IncidentsWanted};

async fn rows(asking: &Asking, fields: &Fields) -> Result<Vec<IncidentRow>> {
    let zone = &asking.visitor.organisation.zone;
    let rows = asking.store().incidents(IncidentsWanted::default(), zone).await?;
    let query = Query::of("/incidents", CONTROLS.map(|key| (key, fields.text(key))));
    Ok(rows.into_iter().rev().filter(|row| takes(&query, row, asking.now, zone)).collect())
}

pub(crate) async fn incidents(asking: &Asking, fields: &Fields) -> Result<Sheet> {
    let (names, zone) = (asking.names().await?, &asking.visitor.organisation.zone);
    let limits = |row: &IncidentRow| {
        joined(row.duties(asking.now, zone).into_iter().map(|one| {
            let stands = match one.state {
                DutyState::NotBegun => "has not begun".to_owned(),
                DutyState::Running(None) => "runs, without undue delay".to_owned(),
                DutyState::Running(Some(due)) => format!("runs until {}", asking.cell(due)),
                DutyState::Overdue(due) => format!("overdue since {}", asking.cell(due)),
                DutyState::Told { at, late, recorded, recorded_late } => {
                    let late = if late { ", late" } else { "" };
                    let entered = if recorded_late { ", entered late" } else { ", entered" };
                    format!("told {}{late}{entered} {}", asking.cell(at), asking.cell(recorded))
                }
                DutyState::NotTold(why) => format!("nobody is told: {why}"),
            };
            format!("{}: {stands}", one.duty.id)
        }))
    };
    Sheet::of(
        rows(asking, fields).await?,
        &[
            ("Number", &|row| row.code()),
            ("Title", &|row| row.title.clone()),
            ("What happened", &|row| row.what.clone()),
            ("Harm", &|row| joined(row.harms.iter().map(|harm| harm.label()))),
            ("Systems", &|row| joined(row.systems.iter().map(|(_, name, _)| name.as_str()))),
            ("Systems (ids)", &|row| joined(row.systems.iter().map(|(id, ..)| id))),
            ("Began", &|row| text(row.times.began.map(|at| asking.cell(at)))),
            ("Noticed", &|row| asking.cell(row.times.detected)),
            ("Reported by", &|row| names.of(row.reported_by).to_owned()),
            ("Reported at", &|row| asking.cell(row.at)),
            ("State", &|row| row.stage().label().to_owned()),
            ("Severity", &|row| text(said(row).map(|said| said.severity))),
            ("Led by", &|row| text(row.now.lead().map(|lead| names.of(lead)))),
            ("Personal data", &|row| text(said(row).map(|said| said.personal_data))),
            ("Jurisdictions", &|row| {
                joined(said(row).iter().flat_map(|said| &said.jurisdictions).map(|it| Jurisdiction::label(*it)))
            }),
            ("Circumstances", &|row| {
                joined(said(row).iter().flat_map(|said| &said.circumstances).map(|it| Circumstance::label(*it)))
            }),
            ("Contained", &|row| text(said(row).and_then(|said| said.contained).map(|at| asking.cell(at)))),
            ("Resolved", &|row| text(said(row).and_then(|said| said.resolved).map(|at| asking.cell(at)))),
            ("Limits to notify", &limits),
            ("Root cause", &|row| {
                joined(row.now.cause.iter().flat_map(|(cause, _)| &cause.kinds).map(|it| CauseKind::label(*it)))
            }),
            ("Why it happened", &|row| text(row.now.cause.as_ref().map(|(cause, _)| cause.words.as_str()))),
            ("Corrective tasks", &|row| {
                joined(row.tasks.iter().map(|task| format!("{} ({})", task.title, task.stage.label())))
            }),
            ("Lessons", &|row| text(row.now.review.as_ref().map(|(review, ..)| review.lessons.as_str()))),
            ("What keeps it from happening again", &|row| {
                text(row.now.review.as_ref().map(|(review, ..)| review.prevents.as_str()))
            }),
            ("Reviewed by", &|row| text(row.now.review.as_ref().map(|(_, by, _)| names.of(*by)))),
            ("Reviewed at", &|row| text(row.now.review.as_ref().map(|(.., at)| asking.cell(*at)))),
            ("Id", &|row| row.id.to_string()),
        ],
    )
}

fn said(row: &IncidentRow) -> Option<&domain::incidents::Classification> {
    row.now.classification.as_ref().map(|(said, _)| said)
}

pub(crate) async fn timeline(asking: &Asking, fields: &Fields) -> Result<Sheet> {
    let names = asking.names().await?;
    let rows = rows(asking, fields).await?;
    let lines = rows.iter().flat_map(|row| row.entries.iter().map(move |entry| (row, entry)));
    Sheet::of(
        lines,
        &[
            ("Incident", &|(row, _): &(&IncidentRow, &Entry)| row.code()),
            ("No.", &|(_, entry)| entry.no.to_string()),
            ("When it was said", &|(_, entry)| asking.cell(entry.at)),
            ("By", &|(_, entry)| names.of(entry.by).to_owned()),
            ("What", &|(_, entry)| entry.what.key().to_owned()),
            ("When it was", &|(_, entry)| match &entry.what {
                Happened::Noted { at, .. } => asking.cell(*at),
                Happened::Told(notice) => asking.cell(notice.at),
                Happened::Classified(_)
                | Happened::NotTold { .. }
                | Happened::Explained(_)
                | Happened::Corrected { .. }
                | Happened::Reviewed(_) => asking.cell(entry.at),
            }),
            ("Words", &|(_, entry)| words(&entry.what)),
            ("Incident id", &|(row, _)| row.id.to_string()),
        ],
    )
}

fn words(what: &Happened) -> String {
    match what {
        Happened::Classified(said) => said.severity.label().to_owned(),
        Happened::Noted { words, .. } => words.clone(),
        Happened::Told(notice) => format!("{} {}: {}", text(notice.duty.as_ref()), notice.whom, notice.proof),
        Happened::NotTold { duty, reason } => format!("{duty}: {reason}"),
        Happened::Explained(cause) => cause.words.clone(),
        Happened::Corrected { task } => task.to_string(),
        Happened::Reviewed(review) => review.lessons.clone(),
    }
}
