//! The trail as a list to keep: each entry in words, with its canonical text and the hash that an outsider checks.

use super::{before, filter, things, words};
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::sheet::{MOST, Sheet, joined};
use domain::trail::{Verb, hex};

pub(crate) async fn sheet(asking: &Asking, fields: &Fields) -> Result<Sheet> {
    let most = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
    let entries = asking.store().trail_of(&filter(fields), before(asking, fields).await?, most).await?;
    let names = asking.names().await?;
    Sheet::of(
        entries,
        &[
            ("No.", &|entry| entry.seq.to_string()),
            ("When", &|entry| asking.cell(entry.at)),
            ("Who", &|entry| entry.actor.map_or_else(|| "The program".to_owned(), |id| names.of(id).to_owned())),
            ("What", &|entry| {
                entry
                    .verb
                    .parse::<Verb>()
                    .map_or_else(|_| entry.verb.clone(), |verb| words::sentence(verb, &entry.body))
            }),
            ("Verb", &|entry| entry.verb.clone()),
            ("About", &|entry| joined(things(entry).iter().map(|(kind, id)| format!("{}/{id}", kind.key())))),
            ("Entry", &|entry| entry.body.to_string()),
            ("Leaf hash", &|entry| hex(&entry.leaf)),
        ],
    )
}
