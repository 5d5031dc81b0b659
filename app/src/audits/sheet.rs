//! Audits and their steps as lists to keep.

use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::sheet::{Sheet, joined, text};
use domain::audits::{Step, Tested};
use domain::words::CriterionId;
use store::AuditRow;

pub(crate) async fn audits(asking: &Asking, _: &Fields) -> Result<Sheet> {
    let (rows, names) = (asking.store().audits(false).await?, asking.names().await?);
    Sheet::of(
        rows.into_iter().rev(),
        &[
            ("Number", &|row: &AuditRow| row.code()),
            ("Title", &|row| row.plan.title.clone()),
            ("Criteria", &|row| joined(row.plan.criteria.iter().map(|one| one.key().to_owned()))),
            ("Systems", &|row| joined(row.systems.iter().map(|(_, name, _)| name.clone()))),
            ("Audited from", &|row| row.plan.period.from().to_string()),
            ("Audited until", &|row| row.plan.period.until().to_string()),
            ("Report due on", &|row| row.plan.due.to_string()),
            ("Auditors", &|row| joined(row.plan.auditors.iter().map(|one| names.of(*one).to_owned()))),
            ("Steps", &|row| row.steps.len().to_string()),
            ("State", &|row| row.stage().label().to_owned()),
            ("Planned by", &|row| names.of(row.by).to_owned()),
            ("Planned at", &|row| asking.cell(row.at)),
            ("Ended by", &|row| text(row.ended.as_ref().map(|end| names.of(end.by)))),
            ("Ended at", &|row| text(row.ended.as_ref().map(|end| asking.cell(end.at)))),
            ("Id", &|row| row.id.to_string()),
        ],
    )
}

/// A step of an audit, with its last result.
type OfStep = (String, Step, Option<Tested>);

pub(crate) async fn steps(asking: &Asking, _: &Fields) -> Result<Sheet> {
    let (rows, names) = (asking.store().audits(false).await?, asking.names().await?);
    let steps = rows.into_iter().rev().flat_map(|row| {
        let (code, mut recorded) = (row.code(), row.recorded);
        let step = move |step: Step| {
            let last = recorded.remove(&step.control).and_then(|mut all| all.pop());
            (code.clone(), step, last)
        };
        row.steps.into_iter().map(step)
    });
    Sheet::of(
        steps,
        &[
            ("Audit", &|(code, ..): &OfStep| code.clone()),
            ("Control", &|(_, step, _)| step.control.to_string()),
            ("Criteria", &|(_, step, _)| joined(step.criteria.iter().map(CriterionId::key).map(str::to_owned))),
            ("Test procedure", &|(_, step, _)| step.procedure.clone()),
            ("Result", &|(.., last)| text(last.as_ref().map(|last| last.outcome.label()))),
            ("Population", &|(.., last)| text(last.as_ref().and_then(|last| last.population))),
            ("Sample", &|(.., last)| text(last.as_ref().map(|last| last.sample))),
            ("Deviations", &|(.., last)| text(last.as_ref().map(|last| last.deviations))),
            ("Note", &|(.., last)| text(last.as_ref().map(|last| last.note.as_str()))),
            ("Evidence (ids)", &|(.., last)| {
                joined(last.iter().flat_map(|last| &last.evidence).map(ToString::to_string))
            }),
            ("Looked at elsewhere", &|(.., last)| text(last.as_ref().map(|last| last.elsewhere.as_str()))),
            ("Recorded by", &|(.., last)| text(last.as_ref().map(|last| names.of(last.by)))),
            ("Recorded at", &|(.., last)| text(last.as_ref().map(|last| asking.cell(last.at)))),
        ],
    )
}
