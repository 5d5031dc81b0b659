//! People as a list to keep, for administrators.

use super::Standing;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::sheet::{Sheet, joined, text, yes_no};
use domain::people::Role;

pub(crate) async fn sheet(asking: &Asking, _: &Fields) -> Result<Sheet> {
    let people = asking.store().people().await?;
    let names = asking.names().await?;
    Sheet::of(
        people,
        &[
            ("Id", &|row| row.id.to_string()),
            ("Name", &|row| text(row.name.as_deref())),
            ("E-mail", &|row| text(row.email.as_deref())),
            ("Department", &|row| text(row.department.as_deref())),
            ("Roles", &|row| joined(row.rights.roles().map(Role::label))),
            ("May review", &|row| yes_no(Some(row.rights.reviews()))),
            ("Standing", &|row| Standing::of(row, asking).words(asking.today)),
            ("Active", &|row| yes_no(Some(row.active))),
            ("Invited by", &|row| text(row.invited_by.map(|id| names.of(id)))),
            ("Since", &|row| asking.cell(row.since)),
        ],
    )
}
