//! Whom a row names, by an address or by a name that only one of us has.

use crate::columns::{Columns, Named};
use crate::ids::PersonId;
use crate::import::{RawRow, Remark, excerpt};
use crate::roll::{Meant, Roll};

/// The person whom a row names in two columns; none where both are empty.
///
/// # Errors
/// A remark at the column, where it is nobody or could be several.
pub(super) fn named<F: Named>(
    columns: &Columns<F>,
    row: &RawRow,
    roll: &Roll,
    email: F,
    name: F,
) -> Result<Option<PersonId>, Remark> {
    let (by_email, by_name) = (columns.cell(email, row), columns.cell(name, row));
    let said: Vec<_> = [by_email.as_deref(), by_name.as_deref()].into_iter().flatten().collect();
    let Some(first) = said.first() else { return Ok(None) };
    let column = if by_email.is_some() { email } else { name };
    match roll.find(said.iter().copied()) {
        Meant::One(person) => Ok(Some(person)),
        Meant::Several => {
            let reason = format!("“{}” can be several people here. Give an e-mail address.", excerpt(first));
            Err(columns.fault(row, column, reason))
        }
        Meant::Nobody => {
            let reason = format!("“{}” is nobody who is active here. Invite them first.", excerpt(first));
            Err(columns.fault(row, column, reason))
        }
    }
}
