//! `plumbline backup` and `plumbline restore`

use super::check::{self, Checked};
use super::{Failure, Place, Said};
use crate::archive::{self, Archive};
use serde_json::json;
use std::path::PathBuf;

/// Write everything into one archive, also while plumbline serves
///
/// The archive holds people's names, addresses and password hashes: keep it where nobody else reads it. It fits both
/// engines: what was backed up from SQLite can be restored into PostgreSQL, and the other way round.
#[derive(Debug, clap::Args)]
pub struct Backup {
    /// The archive, which must not be there yet
    file: PathBuf,
}

/// Put an archive into an empty data folder and database
#[derive(Debug, clap::Args)]
pub struct Restore {
    file: PathBuf,
}

impl Backup {
    pub(super) async fn run(self, place: &Place) -> Result<Said, Failure> {
        let store = place.open_to_read().await?;
        let manifest = archive::write(&store, &place.files(), &self.file).await?;
        let rows: i64 = manifest.tables.iter().map(|table| table.rows).sum();
        let (entries, files, file) = (manifest.trail.seq, manifest.files.len(), self.file.display());
        Ok(Said {
            text: format!("{file} holds {entries} entries of the trail, {rows} rows and {files} files of evidence."),
            json: json!({ "file": file.to_string(), "entries": entries, "leaf": manifest.trail.leaf, "rows": rows,
                "files": files }),
        })
    }
}

impl Restore {
    pub(super) async fn run(self, place: &Place) -> Result<Said, Failure> {
        let archive = Archive::open(&self.file)?;
        let files = place.files();
        if !files.all().await?.is_empty() {
            let folder = place.data.display();
            return Err(Failure(format!(
                "There are files of evidence in {folder} already. Restore into an empty folder."
            )));
        }
        let trail = archive.manifest.trail.clone();
        let new = place.sqlite_path().filter(|path| !path.exists());
        let store = match archive::restore(archive, &place.database(), &files).await {
            Ok(store) => store,
            Err(failure) => {
                undo(new);
                return Err(failure);
            }
        };
        if store.is_derived_by_other_rules().await? {
            store.derive_anew().await?;
        }
        let Checked { faults, .. } = check::look(&store, &files).await?;
        if let Some(fault) = faults.first() {
            return Err(Failure(format!("It was restored, but does not hold: {fault}")));
        }
        Ok(Said {
            text: format!("Restored and checked: {} entries of the trail.", trail.seq),
            json: json!({ "entries": trail.seq, "leaf": trail.leaf, "restored": true }),
        })
    }
}

/// A database that a failed restoring made goes again; the files that it wrote are gone already.
fn undo(new: Option<PathBuf>) {
    for ending in new.iter().flat_map(|_| ["", "-wal", "-shm", ".lock"]) {
        let mut name = new.clone().unwrap_or_default().into_os_string();
        name.push(ending);
        let _ = std::fs::remove_file(PathBuf::from(name));
    }
}
