//! Writing an archive beside the program that serves: of one state of the database, whatever is written meanwhile.

use super::{FORMAT, FilePart, MANIFEST, Manifest, TablePart};
use crate::cli::Failure;
use domain::trail::hex;
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{BufWriter, Seek, Write};
use std::path::Path;
use store::{Dump, Files, Store, Table};
use tempfile::NamedTempFile;
use tokio::io::AsyncReadExt as _;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Writes `to`, which nobody else can read and which is not there yet: under another name first, and safe from a power
/// cut before it gets its own.
///
/// # Errors
/// When there is nothing to keep, a file of evidence is not there, or the disk fails.
pub async fn write(store: &Store, files: &Files, to: &Path) -> Result<Manifest, Failure> {
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let there = || Failure(format!("{} is there already. A backup overwrites nothing.", to.display()));
    if to.exists() {
        return Err(there());
    }
    let temporary = NamedTempFile::new_in(folder);
    let temporary = temporary.map_err(|error| Failure(format!("Cannot write into {}: {error}.", folder.display())))?;
    let mut zip = ZipWriter::new(BufWriter::new(temporary.as_file()));
    let manifest = fill(&mut zip, store, files).await?;
    zip.finish()?.flush()?;
    temporary.as_file().sync_all()?;
    temporary.persist_noclobber(to).map_err(|error| {
        if error.error.kind() == std::io::ErrorKind::AlreadyExists { there() } else { error.error.into() }
    })?;
    File::open(folder)?.sync_all()?;
    Ok(manifest)
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().large_file(true).unix_permissions(0o600)
}

async fn fill<W: Write + Seek>(zip: &mut ZipWriter<W>, store: &Store, files: &Files) -> Result<Manifest, Failure> {
    let mut dump = store.dump().await?;
    let head = dump.head().await?;
    let trail = head.ok_or_else(|| Failure::new("Nobody is here yet: there is nothing to back up."))?;
    let mut tables = Vec::new();
    for table in dump.tables().await? {
        tables.push(lines(zip, &mut dump, &table).await?);
    }
    let (migrations, named) = (dump.migrations().await?, dump.files().await?);
    drop(dump);
    let mut parts = Vec::new();
    for (sha256, _) in named {
        parts.push(copy(zip, files, sha256).await?);
    }
    let plumbline = env!("CARGO_PKG_VERSION").to_owned();
    let manifest = Manifest { plumbline, format: FORMAT, migrations, trail, tables, files: parts };
    zip.start_file(MANIFEST, options())?;
    zip.write_all(&serde_json::to_vec_pretty(&manifest).map_err(|error| Failure(error.to_string()))?)?;
    Ok(manifest)
}

async fn lines<W: Write + Seek>(zip: &mut ZipWriter<W>, dump: &mut Dump, table: &Table) -> Result<TablePart, Failure> {
    let columns = table.names().into_iter().map(str::to_owned).collect();
    let mut part = TablePart { name: table.name.clone(), columns, rows: 0, sha256: String::new() };
    zip.start_file(part.place(), options())?;
    let mut hash = Sha256::new();
    loop {
        let lines = dump.lines(table, part.rows).await?;
        if lines.is_empty() {
            part.sha256 = hex(&hash.finalize());
            return Ok(part);
        }
        for mut line in lines {
            line.push('\n');
            hash.update(line.as_bytes());
            zip.write_all(line.as_bytes())?;
            part.rows += 1;
        }
    }
}

async fn copy<W: Write + Seek>(zip: &mut ZipWriter<W>, files: &Files, sha256: String) -> Result<FilePart, Failure> {
    let lost = |how: &str| Failure(format!("The file {sha256} of evidence is {how}. See plumbline check."));
    let mut file = match files.open(&sha256).await {
        Err(store::Error::Refused(_)) => return Err(lost("not there")),
        opened => opened?,
    };
    let mut part = FilePart { sha256: sha256.clone(), size: 0 };
    zip.start_file(part.place(), options())?;
    let (mut hash, mut piece) = (Sha256::new(), vec![0; 256 * 1024]);
    loop {
        let read = file.read(&mut piece).await?;
        let bytes = piece.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            break;
        }
        hash.update(bytes);
        zip.write_all(bytes)?;
        part.size += bytes.len() as u64;
    }
    if hex(&hash.finalize()) == part.sha256 { Ok(part) } else { Err(lost("not what it was")) }
}
