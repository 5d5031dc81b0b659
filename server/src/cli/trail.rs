//! `plumbline trail …`

use super::{Failure, Place, Said};
use serde_json::json;

#[derive(Debug, clap::Subcommand)]
pub enum Trail {
    /// Check every entry: order, hashes, words
    Verify,
}

impl Trail {
    pub(super) async fn run(self, place: &Place) -> Result<Said, Failure> {
        match self {
            Self::Verify => verify(place).await,
        }
    }
}

async fn verify(place: &Place) -> Result<Said, Failure> {
    let verified = place.open_to_read().await?.verify_trail().await?;
    if let Some(fault) = verified.faults.first() {
        let n = verified.faults.len();
        return Err(Failure(format!(
            "The trail does not hold: {n} faults, the first at entry {}: {}",
            fault.seq, fault.what
        )));
    }
    let (entries, erased) = (verified.entries, verified.erased);
    Ok(Said {
        text: format!("The trail holds: {entries} entries, {erased} words erased."),
        json: json!({ "entries": entries, "erased": erased, "faults": [] }),
    })
}
