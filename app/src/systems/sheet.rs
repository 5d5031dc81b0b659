//! The view as a table for a spreadsheet: the same rows, every field, under headers that an import reads again.

use super::list::Asked;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::sheet::{MOST, Sheet};
use domain::import::SystemField;
use store::{Names, SystemRow};

pub(crate) async fn sheet(asking: &Asking, fields: &Fields) -> Result<Sheet> {
    let spine = asking.spine().await?;
    let asked = Asked::of(fields, &spine);
    let rows = asking.store().matching_systems(&asked.filter, asked.order, asked.descending, MOST + 1).await?;
    let names = asking.names().await?;
    let cells = SystemField::ALL.iter().map(|field| (field.label(), |row: &SystemRow| cell(row, *field, &names)));
    let cells: Vec<_> = cells.collect();
    let columns: Vec<_> = cells.iter().map(|(head, cell)| (*head, cell as &dyn Fn(&SystemRow) -> String)).collect();
    Sheet::of(rows, &columns)
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
