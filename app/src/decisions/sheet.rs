//! Changes by two as a list to keep: what waits, and what was decided.

use super::words::Telling;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::sheet::{MOST, Sheet, text};

pub(crate) async fn sheet(asking: &Asking, _: &Fields) -> Result<Sheet> {
    let store = asking.store();
    let mut rows = store.waiting_proposals().await?;
    rows.extend(store.decided_proposals(0, i64::try_from(MOST + 1).unwrap_or(i64::MAX)).await?.0);
    let (telling, names) = (Telling::of(asking, &rows).await?, asking.names().await?);
    Sheet::of(
        rows,
        &[
            ("Id", &|row| row.id.to_string()),
            ("Change", &|row| telling.headline(&row.change)),
            ("Why", &|row| row.reason.clone()),
            ("Proposed by", &|row| names.of(row.asked_by).to_owned()),
            ("Proposed at", &|row| asking.cell(row.at)),
            ("Entry of the trail", &|row| row.seq.to_string()),
            ("Outcome", &|row| row.outcome.clone().unwrap_or_else(|| "waits".to_owned())),
            ("Decided by", &|row| text(row.decided_by.map(|id| names.of(id)))),
            ("Decided at", &|row| text(row.decided_at.map(|at| asking.cell(at)))),
            ("Words of the decision", &|row| text(row.answer.as_deref())),
            ("Findings bettered", &|row| text(row.bettered)),
        ],
    )
}
