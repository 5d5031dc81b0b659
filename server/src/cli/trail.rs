//! `plumbline trail …`

use super::{Failure, Place, Said};
use domain::trail::hex;
use serde_json::json;
use std::str::FromStr;

#[derive(Debug, clap::Subcommand)]
pub enum Trail {
    /// Check every entry: order, hashes, things and words; and print the head of the tree over all of them
    Verify {
        /// A head that was printed before and kept elsewhere, as ENTRIES:HEAD: whether it is still the same
        #[arg(long)]
        kept: Option<Kept>,
    },
}

/// `949:9f86d0…`: the head of the tree over so many entries.
#[derive(Clone, Debug)]
pub struct Kept {
    entries: i64,
    head: String,
}

impl FromStr for Kept {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let words = "it is a number of entries, a colon and 64 hexadecimal digits";
        let (entries, head) = text.split_once(':').ok_or(words)?;
        let entries = entries.parse().map_err(|_| words)?;
        let whole = head.len() == 64 && head.bytes().all(|digit| digit.is_ascii_hexdigit());
        if whole { Ok(Self { entries, head: head.to_ascii_lowercase() }) } else { Err(words) }
    }
}

impl Trail {
    pub(super) async fn run(self, place: &Place) -> Result<Said, Failure> {
        match self {
            Self::Verify { kept } => verify(place, kept).await,
        }
    }
}

async fn verify(place: &Place, kept: Option<Kept>) -> Result<Said, Failure> {
    let store = place.open_to_read().await?;
    let verified = store.verify_trail().await?;
    if let Some(fault) = verified.faults.first() {
        let faults = if verified.faults.len() == 1 {
            "one fault".to_owned()
        } else {
            format!("{} faults, the first", verified.faults.len())
        };
        return Err(Failure(format!("The trail does not hold: {faults} at entry {}: {}", fault.seq, fault.what)));
    }
    if let Some(kept) = kept {
        let now = store.tree_head(kept.entries).await?.map(|head| hex(&head));
        if now.as_deref() != Some(&kept.head) {
            let entries = kept.entries;
            return Err(Failure(match now {
                None => format!("The trail does not hold: it had {entries} entries, and has fewer now."),
                Some(_) => {
                    format!("The trail does not hold: the tree over its first {entries} entries has another head.")
                }
            }));
        }
    }
    let (entries, erased) = (verified.entries, verified.erased);
    let head = store.tree_head(entries).await?.map(|head| hex(&head));
    let shown = head.as_ref().map(|head| format!(" Tree head {entries}:{head}")).unwrap_or_default();
    Ok(Said {
        text: format!("The trail holds. Entries: {entries}, words erased: {erased}.{shown}"),
        json: json!({ "entries": entries, "erased": erased, "faults": [], "head": head }),
    })
}
