//! `plumbline example …`

use super::{Failure, Place, Said};
use serde_json::json;
use std::io::{IsTerminal as _, Write as _};

#[derive(Debug, clap::Subcommand)]
pub enum Example {
    /// Fill an empty database with the example company: people, systems, and fourteen months of history
    ///
    /// The database is an example from then on: every page says so, and whoever reaches it may look as any person of
    /// the story. Nothing real belongs into it. A database that has an organisation is left as it is.
    Load,
}

impl Example {
    pub(super) async fn run(self, place: &Place) -> Result<Said, Failure> {
        match self {
            Self::Load => load(place).await,
        }
    }
}

async fn load(place: &Place) -> Result<Said, Failure> {
    let store = place.open().await?;
    let now = store.now();
    story::load(&store, &place.files(), now, tell).await?;
    let (people, systems) = (store.people().await?.len(), store.count_systems().await?);
    let entries = store.verify_trail().await?.entries;
    let organisation = story::ORGANISATION;
    Ok(Said {
        text: format!(
            "{organisation} is here: {people} people, {systems} systems, {entries} entries in the trail.\n\
             Start it with: plumbline serve. Nobody needs a password: the page for signing in offers the people of the story."
        ),
        json: json!({ "organisation": organisation, "people": people, "systems": systems, "entries": entries }),
    })
}

/// To whoever waits at a terminal: which chapter is told.
fn tell(told: story::Told) {
    let mut out = std::io::stderr();
    if out.is_terminal() && told.done < told.of {
        let _ = writeln!(out, "{} of {}: {} …", told.done + 1, told.of, told.chapter);
    }
}
