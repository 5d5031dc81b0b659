//! Access reviews: listings as systems wrote them, decided line by line, closed with tasks, accepted by a second person.

mod accept;
mod borne;
mod decide;
mod open;
mod read;

pub(crate) use borne::borne_rows;
pub use open::Listing;
pub(crate) use open::refused;
pub use read::{AccessRead, AccessReviewRow, AccessReviewsWanted, Listed, RemovalRow};

use crate::error::Result;
use crate::sql::Tx;
use domain::deficiencies::Of;
use domain::people::{Actor, Relation};
use domain::roll::{Known, Roll};
use domain::trail::{Event, ThingKind};

/// How somebody stands to a review: its owner, or who decides beside them.
fn relation(row: &AccessReviewRow, actor: &Actor) -> Relation {
    let own = row.owner == actor.person || row.second == Some(actor.person);
    if own { Relation::Owner } else { Relation::Stranger }
}

fn about(event: Event, row: &AccessReviewRow) -> Event {
    let event = event.about(ThingKind::AccessReview, row.id);
    match row.of {
        Of::Organisation => event,
        Of::System(id) => event.about(ThingKind::System, id),
        Of::Vendor(id) => event.about(ThingKind::Vendor, id),
    }
}

/// All parts of a row as one text; no part can be read as two.
pub(crate) fn text(parts: &[&str]) -> String {
    serde_json::to_string(parts).unwrap_or_default()
}

/// Everybody whom a listing may mean, those who left too: their access is what is looked for.
pub(crate) async fn roll(tx: &mut Tx) -> Result<Roll> {
    let sql = "SELECT person, name, email FROM person_words WHERE name IS NOT NULL";
    let mut known = Vec::new();
    for row in tx.all(sql, vec![]).await? {
        let email = row.get::<Option<String>>(2)?.unwrap_or_default();
        known.push(Known { person: row.get(0)?, name: row.get(1)?, email });
    }
    Ok(Roll::of(&known))
}
