//! Training: courses and who needs them, tables of records as they came in, and whose each record is.

mod borne;
mod courses;
mod read;
mod tables;

pub(crate) use borne::borne_rows;
pub use read::{ClosingRow, CourseRow, RecordRow, TableRow, Training};
pub use tables::TrainingTable;

use domain::people::{Actor, Relation};
use domain::trail::{Event, ThingKind};

fn relation(row: &CourseRow, actor: &Actor) -> Relation {
    if row.owner == actor.person { Relation::Owner } else { Relation::Stranger }
}

fn about(event: Event, row: &CourseRow) -> Event {
    let event = event.about(ThingKind::Course, row.id);
    match &row.system {
        Some((id, _)) => event.about(ThingKind::System, id),
        None => event,
    }
}
