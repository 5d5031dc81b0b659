//! What a result was made from, as one number: an unchanged client is not built again.

use crate::house;
use anyhow::Result;
use sha2::{Digest, Sha256};
use std::path::Path;
use walkdir::{DirEntry, WalkDir};

/// What the browser's half is made from: its sources, its dependencies, and the way it is made.
const CLIENT: [&str; 7] = [
    "app",
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    "end2end/package-lock.json",
    "xtask/src/client.rs",
    "xtask/src/wasm.rs",
];

/// The fingerprint of the client's inputs: names and contents, so that a fresh checkout counts as unchanged.
pub fn of_client() -> Result<String> {
    let mut digest = Sha256::new();
    for place in CLIENT {
        for entry in WalkDir::new(house::at(place)).sort_by_file_name().into_iter().filter_entry(counts) {
            let entry = entry?;
            if entry.file_type().is_file() {
                let content = std::fs::read(entry.path())?;
                digest.update(entry.path().strip_prefix(house::root())?.as_os_str().as_encoded_bytes());
                digest.update(content.len().to_le_bytes());
                digest.update(content);
            }
        }
    }
    Ok(hex::encode(digest.finalize()))
}

/// Tests and their golden files reach no browser.
fn counts(entry: &DirEntry) -> bool {
    let golden =
        Path::new(entry.file_name()).extension().is_some_and(|extension| extension == "snap" || extension == "md");
    !golden && entry.file_name() != "tests"
}
