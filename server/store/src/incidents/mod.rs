//! Incidents with AI systems: reported by anybody, led, told of in time, reviewed by somebody else.

mod read;
mod verbs;

pub use read::{IncidentRow, IncidentsWanted};

use crate::error::{Error, Result};
use crate::sql::args;
use crate::writing::Writing;
use domain::incidents::Happened;
use domain::people::{Actor, Relation};
use domain::trail::{Event, ThingKind};

/// How somebody stands to an incident: they reported or lead it, or one of its systems is theirs.
fn relation(row: &IncidentRow, actor: &Actor) -> Relation {
    if row.is_of(actor.person) { Relation::Owner } else { Relation::Stranger }
}

/// An event about an incident and its systems.
fn about(event: Event, row: &IncidentRow) -> Event {
    let event = event.about(ThingKind::Incident, row.id);
    row.systems.iter().fold(event, |event, (system, ..)| event.about(ThingKind::System, system))
}

impl Writing {
    /// Writes what was said of an incident.
    async fn enter(&mut self, row: &IncidentRow, what: &Happened, by: &Actor) -> Result<()> {
        let body = serde_json::to_string(what).map_err(|_| Error::Unreadable("entry"))?;
        let no = row.entries.last().map_or(0, |entry| entry.no) + 1;
        let sql = "INSERT INTO incident_entry (incident, no, kind, body, by, from_at, from_seq) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let values = args![row.id, no, what.key(), body.as_str(), by.person, self.now(), self.seq()];
        self.tx.run(sql, values).await?;
        self.vouch(format!("incident-entry/{}@{no}", row.id), &body);
        Ok(())
    }
}
