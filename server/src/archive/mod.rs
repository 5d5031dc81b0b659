//! A backup: one ZIP with every table as lines of JSON, every file of evidence, and a manifest with their digests and
//! the head of the trail. It goes into an empty database of either engine.

mod read;
mod write;

pub use read::{Archive, restore};
pub use write::write;

use crate::cli::Failure;
use serde::{Deserialize, Serialize};
use std::io::Read;
use store::Head;

/// What an archive says of itself; the last part that is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the program that made it.
    pub plumbline: String,
    /// Of this layout.
    pub format: u32,
    /// The schema.
    pub migrations: Vec<String>,
    pub trail: Head,
    pub tables: Vec<TablePart>,
    pub files: Vec<FilePart>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TablePart {
    pub name: String,
    pub columns: Vec<String>,
    pub rows: i64,
    pub sha256: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePart {
    pub sha256: String,
    pub size: u64,
}

const FORMAT: u32 = 1;
const MANIFEST: &str = "manifest.json";

impl TablePart {
    fn place(&self) -> String {
        format!("tables/{}.jsonl", self.name)
    }
}

impl FilePart {
    fn place(&self) -> String {
        format!("files/{}", self.sha256)
    }
}

impl From<zip::result::ZipError> for Failure {
    fn from(error: zip::result::ZipError) -> Self {
        Self(format!("The archive is damaged or cut short: {error}."))
    }
}

/// Reads to the end, a piece at a time.
fn each_piece(mut from: impl Read, mut take: impl FnMut(&[u8])) -> std::io::Result<()> {
    let mut piece = vec![0; 256 * 1024];
    loop {
        match from.read(&mut piece)? {
            0 => return Ok(()),
            n => take(piece.get(..n).unwrap_or_default()),
        }
    }
}
