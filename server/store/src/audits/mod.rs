//! Internal audits: planned, tested step by step by people who own nothing of it, concluded by somebody who tested nothing.

mod looked;
mod plan;
mod read;
mod verbs;

pub use looked::Offered;
pub use read::{AuditRow, Ended, Logged};

use domain::people::{Actor, Relation};
use domain::trail::{Event, ThingKind};

/// How somebody stands to an audit: they planned it, or audit in it.
fn relation(row: &AuditRow, actor: &Actor) -> Relation {
    if row.by == actor.person || row.plan.auditors.contains(&actor.person) {
        Relation::Owner
    } else {
        Relation::Stranger
    }
}

/// An event about an audit and its systems.
fn about(event: Event, row: &AuditRow) -> Event {
    let event = event.about(ThingKind::Audit, row.id);
    row.systems.iter().fold(event, |event, (system, ..)| event.about(ThingKind::System, system))
}
