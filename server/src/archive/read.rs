//! Reading an archive: all of it is checked before anything is written, and what was written before it is kept.

use super::{FORMAT, FilePart, MANIFEST, Manifest, TablePart, each_piece};
use crate::cli::Failure;
use crate::world::Machine;
use domain::trail::hex;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::sync::Arc;
use store::{Files, Restoring, Store, Table, migration_names};
use zip::ZipArchive;

/// An archive that is whole: every part is there, with its digest.
pub struct Archive {
    zip: ZipArchive<BufReader<File>>,
    pub manifest: Manifest,
}

const LINES: usize = 5_000;

impl Archive {
    /// Opens it and reads every part.
    ///
    /// # Errors
    /// When it is no archive of ours, cut short, damaged, or made by a newer program.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let file = File::open(path).map_err(|error| Failure(format!("Cannot read {}: {error}.", path.display())))?;
        let mut zip = ZipArchive::new(BufReader::new(file))?;
        let manifest =
            zip.by_name(MANIFEST).map_err(|_| Failure::new("This is no backup of Plumbline: it has no manifest."))?;
        let manifest: Manifest = serde_json::from_reader(manifest)
            .map_err(|error| Failure(format!("The manifest of the archive cannot be read: {error}.")))?;
        let known = migration_names()?;
        let newer = manifest.migrations.iter().find(|name| !known.contains(name));
        if manifest.format > FORMAT || newer.is_some() {
            let by = &manifest.plumbline;
            return Err(Failure(format!("A newer Plumbline ({by}) made this archive. Restore it with that one.")));
        }
        let mut archive = Self { zip, manifest };
        archive.verify()?;
        Ok(archive)
    }

    fn verify(&mut self) -> Result<(), Failure> {
        let manifest = self.manifest.clone();
        let tables = manifest.tables.iter().map(|part| (part.place(), &part.sha256));
        let parts: Vec<_> = tables.chain(manifest.files.iter().map(|part| (part.place(), &part.sha256))).collect();
        for (place, sha256) in &parts {
            let part = self.zip.by_name(place).map_err(|_| Failure(format!("The archive lacks {place}.")))?;
            let mut hash = Sha256::new();
            let read = each_piece(part, |piece| hash.update(piece));
            if read.is_err() || hex(&hash.finalize()) != **sha256 {
                return Err(Failure(format!("{place} in the archive is not what the manifest says: it is damaged.")));
            }
        }
        let named: BTreeSet<_> = parts.into_iter().map(|(place, _)| place).chain([MANIFEST.to_owned()]).collect();
        for name in self.zip.file_names() {
            let name = name?;
            if !named.contains(name.as_ref()) {
                return Err(Failure(format!("The archive holds {name}, which its manifest does not name.")));
            }
        }
        Ok(())
    }

    async fn file(&mut self, part: &FilePart, files: &Files) -> Result<(), Failure> {
        let mut incoming = files.incoming().await?;
        let mut pieces = BufReader::with_capacity(256 * 1024, self.zip.by_name(&part.place())?);
        loop {
            let piece = pieces.fill_buf()?;
            let read = piece.len();
            if read == 0 {
                break;
            }
            incoming.write(piece).await?;
            pieces.consume(read);
        }
        let kept = incoming.finish("file").await?;
        if hex(&kept.sha256) == part.sha256 {
            Ok(())
        } else {
            Err(Failure(format!("{} was written otherwise.", part.place())))
        }
    }

    async fn table(&mut self, part: &TablePart, table: &Table, into: &mut Restoring) -> Result<(), Failure> {
        if table.names() != part.columns {
            return Err(Failure(format!("The table {} of this database has other columns.", part.name)));
        }
        let mut rows = BufReader::new(self.zip.by_name(&part.place())?).lines();
        loop {
            let lines = rows.by_ref().take(LINES).collect::<Result<Vec<_>, _>>()?;
            if lines.is_empty() {
                break;
            }
            into.put(table, &lines.iter().map(String::as_str).collect::<Vec<_>>()).await?;
        }
        if into.digest(table).await? == (part.rows, part.sha256.clone()) {
            return Ok(());
        }
        Err(Failure(format!("The table {} reads otherwise than it was written.", part.name)))
    }
}

/// Puts an archive into an empty database and an empty folder of files, and checks the whole.
///
/// # Errors
/// When either is not empty, or what was restored does not hold; then nothing of it is kept in either.
pub async fn restore(archive: Archive, address: &str, files: &Files) -> Result<Store, Failure> {
    let mut written = Vec::new();
    let restored = restore_into(archive, address, files, &mut written).await;
    if restored.is_err() {
        for sha256 in &written {
            files.take_back(sha256).await;
        }
    }
    restored
}

async fn restore_into(
    mut archive: Archive,
    address: &str,
    files: &Files,
    written: &mut Vec<String>,
) -> Result<Store, Failure> {
    let world = Arc::new(Machine);
    let manifest = archive.manifest.clone();
    let store = Store::open_at(address, world.clone(), &manifest.migrations).await?;
    drop(store.restore().await?);
    for part in &manifest.files {
        if files.digest(&part.sha256).await?.is_none() {
            written.push(part.sha256.clone());
        }
        archive.file(part, files).await?;
    }
    let mut into = store.restore().await?;
    let tables = into.tables().await?;
    let strange = manifest.tables.iter().find(|part| tables.iter().all(|table| table.name != part.name));
    if let Some(part) = strange {
        return Err(Failure(format!("This database has no table {}.", part.name)));
    }
    for table in &tables {
        let part = manifest.tables.iter().find(|part| part.name == table.name);
        let part = part.ok_or_else(|| Failure(format!("The archive has no table {}.", table.name)))?;
        archive.table(part, table, &mut into).await?;
    }
    if into.head().await? != Some(manifest.trail) {
        return Err(Failure::new("The trail in the archive does not end as its manifest says."));
    }
    into.done().await?;
    drop(store);
    Ok(Store::open(address, world).await?)
}
