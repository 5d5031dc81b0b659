//! The view as a table for a spreadsheet: the same rows, every field, under headers that an import reads again.

use super::list::Asked;
use crate::asking::Asking;
use crate::error::Result;
use crate::form;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::csv::line;
use domain::import::SystemField;
use domain::refusal::Refusal;
use store::{Names, SystemRow};

/// The most rows of a download.
const MOST: usize = 50_000;

pub async fn send(asking: Asking, form::Query(fields): form::Query) -> Result<Response> {
    let store = asking.store();
    let spine = asking.spine().await?;
    let asked = Asked::of(&fields, &spine);
    let rows = store.matching_systems(&asked.filter, asked.order, asked.descending, MOST + 1).await?;
    if rows.len() > MOST {
        let sentence =
            format!("The view has more than {MOST} systems. Narrow it by a filter, then download it in parts.");
        return Err(Refusal::at("q", sentence).into());
    }
    let names = asking.names().await?;
    // The mark tells spreadsheets that it is UTF-8.
    let mut table = String::from("\u{feff}");
    line(&mut table, SystemField::ALL.iter().map(|field| field.label()));
    for row in &rows {
        let cells: Vec<_> = SystemField::ALL.iter().map(|field| cell(row, *field, &names)).collect();
        line(&mut table, cells.iter().map(String::as_str));
    }
    let name = format!("attachment; filename=\"systems-{}.csv\"", asking.today);
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)], table)
        .into_response())
}

fn cell(row: &SystemRow, field: SystemField, names: &Names) -> String {
    let said = || row.details.get(field.key()).cloned().unwrap_or_default();
    let person = |id: Option<domain::ids::PersonId>| id.map_or_else(said, |id| names.of(id).to_owned());
    match field {
        SystemField::Name => row.name.clone(),
        SystemField::ExternalId => row.external_id.clone().unwrap_or_default(),
        SystemField::Unit => row.unit.clone(),
        SystemField::Department => row.department.clone(),
        SystemField::Stage => row.stage.map(|stage| stage.label().to_owned()).unwrap_or_default(),
        SystemField::Criticality => row.criticality.label().to_owned(),
        SystemField::Owner => person(row.owner),
        SystemField::Deputy => person(row.deputy),
        SystemField::Trait(which) => {
            let answer = super::answer_of(row, which);
            answer.map(|yes| if yes { "Yes" } else { "No" }.to_owned()).unwrap_or_default()
        }
        SystemField::Purpose
        | SystemField::Outputs
        | SystemField::Origin
        | SystemField::Vendors
        | SystemField::Models
        | SystemField::Data
        | SystemField::DataClasses
        | SystemField::Affected
        | SystemField::CustomerFacing
        | SystemField::Autonomy
        | SystemField::Oversight
        | SystemField::Jurisdictions
        | SystemField::ActRole
        | SystemField::ActTier
        | SystemField::Initiated
        | SystemField::Implemented
        | SystemField::Retired
        | SystemField::Links
        | SystemField::Notes => said(),
    }
}
