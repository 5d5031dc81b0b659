//! Tasks as lists to keep: those that findings ask for, and those of our own.

use super::{Asked, Whose, row};
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::sheet::{Sheet, joined, text};
use domain::own_tasks::About;
use domain::tasks::{Wanted, lines};

/// Whose tasks a file holds when its address does not say: the list may show one's own first, a file holds everybody's.
fn asked(fields: &Fields) -> Asked {
    Asked::of(fields, false)
}

pub(crate) async fn tasks(asking: &Asking, fields: &Fields) -> Result<Sheet> {
    let (board, spine, names) = (asking.board().await?, asking.spine().await?, asking.names().await?);
    let (me, today, asked) = (asking.actor().person, asking.today, asked(fields));
    let wanted: Wanted = asked.wanted(&spine, me);
    let found = lines(&board.shares, &wanted, today);
    let found = found.into_iter().filter_map(|line| {
        let people = joined(line.people.iter().map(|id| names.of(*id)));
        Some((row(line, &spine, &names, me)?, people))
    });
    Sheet::of(
        found,
        &[
            ("Task", &|(row, _)| row.id.to_string()),
            ("Title", &|(row, _)| row.title.clone()),
            ("Criterion", &|(row, _)| row.criterion.key().to_owned()),
            ("Of", &|(row, _)| row.kind.label().to_owned()),
            ("Open", &|(row, _)| row.line.open.to_string()),
            ("Renew", &|(row, _)| row.line.renew.to_string()),
            ("Waiting for review", &|(row, _)| row.line.waiting.to_string()),
            ("Closed", &|(row, _)| row.line.closed.to_string()),
            ("Late", &|(row, _)| row.line.late.to_string()),
            ("Due", &|(row, _)| row.line.due.to_string()),
            ("Since", &|(row, _)| asking.cell(row.line.since)),
            ("Given to", &|(_, people)| people.clone()),
            ("Given to nobody", &|(row, _)| row.line.unassigned.to_string()),
        ],
    )
}

pub(crate) async fn own(asking: &Asking, fields: &Fields) -> Result<Sheet> {
    let names = asking.names().await?;
    let asked = asked(fields);
    let signs = if asked.whose == Whose::Mine { super::own::to_sign(asking).await? } else { Vec::new() };
    let rows = super::listed::asked(asking, &asked, &*asking.spine().await?, true, signs).await?;
    Sheet::of(
        rows,
        &[
            ("Id", &|row| row.id.to_string()),
            ("Task", &|row| row.title.clone()),
            ("Steps", &|row| row.steps.clone()),
            ("About", &|row| row.about.kind().to_owned()),
            ("About (id)", &|row| match &row.about {
                About::System(id) => id.to_string(),
                About::Control(id) => id.to_string(),
                About::Criterion(id) => id.key().to_owned(),
            }),
            ("System", &|row| text(row.name.as_deref())),
            ("Vendor", &|row| text(row.vendor.as_ref().map(|(_, name)| name.as_str()))),
            ("State", &|row| row.held.stage.label().to_owned()),
            ("Given to", &|row| names.of(row.held.assignee).to_owned()),
            ("Opened by", &|row| names.of(row.held.opened_by).to_owned()),
            ("Opened at", &|row| asking.cell(row.at)),
            ("Due", &|row| row.due_on.to_string()),
            ("Done by", &|row| text(row.held.done_by.map(|id| names.of(id)))),
            ("What was done", &|row| text(row.done.as_ref().map(|(what, _)| what.as_str()))),
            ("Done at", &|row| text(row.done.as_ref().map(|(_, at)| asking.cell(*at)))),
            ("Ended by", &|row| text(row.ended.as_ref().map(|(by, ..)| names.of(*by)))),
            ("Ended at", &|row| text(row.ended.as_ref().map(|(_, at, _)| asking.cell(*at)))),
            ("Why it was dropped", &|row| text(row.ended.as_ref().map(|(.., why)| why.as_str()))),
        ],
    )
}
