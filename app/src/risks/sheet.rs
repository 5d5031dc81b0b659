//! The register of risks and the assessments behind it, as lists to keep.

use super::register::Asked;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::sheet::{MOST, Sheet, joined, text};
use domain::incoming::lowered;
use domain::risks::{Assessed, Judged, State, Treatment, TreatmentDraft};
use store::{AssessmentRow, Names, RegisterRow};

pub(crate) async fn risks(asking: &Asking, fields: &Fields) -> Result<Sheet> {
    let names = asking.names().await?;
    let zone = &asking.visitor.organisation.zone;
    let register = asking.store().risk_register(asking.visitor.seq, asking.today, zone).await?;
    let asked = Asked::of(fields, &asking.store().risk_scale().await?);
    let rows = register.rows.iter().filter(|row| asked.takes(row) && asked.in_cell(row));
    Sheet::of(
        rows,
        &[
            ("Risk", &|row| row.entry.risk.to_string()),
            ("Title", &|row| row.title.clone()),
            ("Kind", &|row| row.entry.category.label().to_owned()),
            ("What may go wrong", &|row| text(row.own.as_ref().map(|own| own.description.as_str()))),
            ("Controls that answer it", &|row| joined(row.own.iter().flat_map(|own| &own.controls))),
            ("Of", &|row| row.of().to_owned()),
            ("Of (id)", &|row| match row.entry.of {
                Assessed::Organisation => String::new(),
                Assessed::System(id) => id.to_string(),
            }),
            ("Likelihood before controls", &|row| row.entry.inherent.rating.likelihood.0.to_string()),
            ("Impact before controls", &|row| row.entry.inherent.rating.impact.0.to_string()),
            ("Before controls", &|row| weighed(&row.entry.inherent)),
            ("Likelihood after", &|row| row.entry.residual.rating.likelihood.0.to_string()),
            ("Impact after", &|row| row.entry.residual.rating.impact.0.to_string()),
            ("After", &|row| weighed(&row.entry.residual)),
            ("Version of the scale", &|row| row.entry.residual.scale.to_string()),
            ("Controls that act", &|row| joined(&row.rated.acting)),
            ("Why it is rated so", &|row| row.rated.note.clone()),
            ("What is done", &|row| text(row.treatment.map(|(kind, _)| kind))),
            ("How that stands", &|row| text(row.treatment.map(|(_, standing)| standing))),
            ("Why that is done", &|row| done(row).reason),
            ("Who bears it", &|row| done(row).to),
            ("Borne until", &|row| done(row).until),
            ("Likelihood aimed at", &|row| done(row).target_likelihood),
            ("Impact aimed at", &|row| done(row).target_impact),
            ("Tasks that lower it", &|row| tasks(row, &names)),
            ("Owner", &|row| names.of(row.entry.owner).to_owned()),
            ("Concluded on", &|row| row.entry.on.to_string()),
            ("Assessment id", &|row| row.assessment.to_string()),
        ],
    )
}

/// What is done about it, as it would be typed.
fn done(row: &RegisterRow) -> TreatmentDraft {
    row.rated.treatment.as_ref().map(TreatmentDraft::of).unwrap_or_default()
}

fn tasks(row: &RegisterRow, names: &Names) -> String {
    match &row.rated.treatment {
        Some(Treatment::Mitigate { tasks, .. }) => lowered(tasks, |id| names.of(id)),
        Some(Treatment::Avoid { .. } | Treatment::Transfer { .. } | Treatment::Accept(_)) | None => String::new(),
    }
}

/// “High 12”.
fn weighed(judged: &Judged) -> String {
    format!("{} {}", judged.band.label(), judged.rating.product())
}

pub(crate) async fn assessments(asking: &Asking, _: &Fields) -> Result<Sheet> {
    let names = asking.names().await?;
    Sheet::of(
        asking.store().assessments_after(None, None, MOST + 1).await?,
        &[
            ("Id", &|row| row.id.to_string()),
            ("Of", &|row| row.of().to_owned()),
            ("Of (id)", &|row| match row.assessment.of {
                Assessed::Organisation => String::new(),
                Assessed::System(id) => id.to_string(),
            }),
            ("State", &|row| state(row).to_owned()),
            ("Opened by", &|row| names.of(row.assessment.author).to_owned()),
            ("Opened at", &|row| asking.cell(row.assessment.opened)),
            ("Submitted by", &|row| match &row.assessment.state {
                State::Draft { .. } => String::new(),
                State::Submitted(submitted) => names.of(submitted.by).to_owned(),
                State::Concluded(concluded) => names.of(concluded.submitted_by).to_owned(),
            }),
            ("Concluded by", &|row| text(row.concluded().map(|concluded| names.of(concluded.by)))),
            ("Concluded on", &|row| text(row.concluded().map(|concluded| concluded.on))),
            ("Next one by", &|row| text(row.concluded().map(|concluded| concluded.review_on))),
            ("Version of the scale", &|row| text(row.concluded().map(|concluded| concluded.scale))),
        ],
    )
}

const fn state(row: &AssessmentRow) -> &'static str {
    match row.assessment.state {
        State::Draft { .. } => "Draft",
        State::Submitted(_) => "Waits for conclusion",
        State::Concluded(_) => "Concluded",
    }
}
