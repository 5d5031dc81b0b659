//! The deficiency log: what did not work, and all that was said and done about it.

mod by_rule;
mod comes;
mod log;
mod read;
mod verbs;

pub use log::LogReview;
pub use read::{DeficienciesWanted, DeficiencyRow, SystemToName};
pub use verbs::CorrectionDraft;

pub(crate) use read::tasks_in;
pub(crate) use verbs::pairs_of;

use crate::error::{Error, Result};
use crate::sql::args;
use crate::writing::Writing;
use domain::deficiencies::{Of, Step};
use domain::ids::DeficiencyId;
use domain::people::{Actor, Relation};
use domain::trail::{Event, ThingKind};

/// How somebody stands to a deficiency: it, or its control, is theirs.
fn relation(row: &DeficiencyRow, actor: &Actor) -> Relation {
    if row.is_of(actor.person) { Relation::Owner } else { Relation::Stranger }
}

/// An event about a deficiency and what it is of.
fn about(event: Event, row: &DeficiencyRow) -> Event {
    about_parts(event.about(ThingKind::Deficiency, row.id), row.of, row)
}

fn about_parts(event: Event, of: Of, row: &DeficiencyRow) -> Event {
    let event = match &row.control {
        Some(control) => event.about(ThingKind::Control, control),
        None => event,
    };
    match of {
        Of::Organisation => event,
        Of::System(id) => event.about(ThingKind::System, id),
        Of::Vendor(id) => event.about(ThingKind::Vendor, id),
    }
}

impl Writing {
    /// Writes what was said of a deficiency.
    async fn step(&mut self, row: &DeficiencyRow, step: &Step, by: &Actor) -> Result<()> {
        let body = serde_json::to_string(step).map_err(|_| Error::Unreadable("step"))?;
        let no = row.steps.last().map_or(0, |made| made.no) + 1;
        let sql = "INSERT INTO deficiency_step (deficiency, no, kind, body, by, from_at, from_seq) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let values = args![row.id, no, step.key(), body.as_str(), by.person, self.now(), self.seq()];
        self.tx.run(sql, values).await?;
        self.vouch(format!("deficiency-step/{}@{no}", row.id), &body);
        Ok(())
    }

    async fn mark_closed(&mut self, id: DeficiencyId, closed: bool) -> Result<()> {
        self.tx.run("UPDATE deficiency SET closed = $2 WHERE id = $1", args![id, closed]).await.map(|_| ())
    }
}
