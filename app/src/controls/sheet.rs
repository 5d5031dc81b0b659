//! Controls as a list to keep: those of ours, and what the library proposes.

use super::{Wanted, lines};
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::sheet::{Sheet, joined, text};
use domain::words::CriterionId;

pub(crate) async fn sheet(asking: &Asking, fields: &Fields) -> Result<Sheet> {
    let (rows, names) = (asking.store().controls().await?, asking.names().await?);
    let wanted = Wanted::of(fields);
    Sheet::of(
        lines(rows).into_iter().filter(|line| wanted.takes(line)),
        &[
            ("Control", &|line| line.card.id.to_string()),
            ("Title", &|line| line.card.title.clone()),
            ("Statement", &|line| line.card.statement.clone()),
            ("State", &|line| line.standing.label().to_owned()),
            ("Made by", &|line| if line.card.template.is_some() { "The library" } else { "Us" }.to_owned()),
            ("Owner", &|line| text(line.row.as_ref().and_then(|row| row.owner).map(|id| names.of(id)))),
            ("Role that usually owns it", &|line| line.card.role.label().to_owned()),
            ("Type", &|line| line.card.control_type.label().to_owned()),
            ("How often", &|line| line.card.cadence.clone()),
            ("Applies to", &|line| line.card.applies.clone()),
            ("Criteria", &|line| joined(line.card.criteria.iter().map(|id| CriterionId::key(*id)))),
            ("Key for", &|line| joined(line.card.key_for.iter().map(|id| CriterionId::key(*id)))),
            ("Step", &|line| text(line.card.step)),
            ("How it is tested", &|line| line.card.test.clone()),
            ("Risks", &|line| joined(line.card.risks.iter().map(|risk| &risk.id))),
            ("Since", &|line| text(line.row.as_ref().map(|row| asking.cell(row.at)))),
        ],
    )
}
