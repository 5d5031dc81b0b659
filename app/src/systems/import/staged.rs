//! Files on their way in: uploaded, looked at, not yet part of anything. Each lies in the data folder beside a note of
//! whose it is and how its columns are read; what nobody finished within a day goes.

use crate::asking::Asking;
use crate::error::{Error, Result};
use axum::extract::multipart::Field;
use domain::ids::PersonId;
use domain::import::Mapping;
use domain::instant::Instant;
use domain::refusal::Refusal;
use domain::trail::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::path::PathBuf;
use std::time::{Duration, UNIX_EPOCH};
use tokio::fs;
use tokio::io::AsyncWriteExt as _;

/// The most bytes of a file.
pub const MOST: usize = 64 * 1024 * 1024;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The note beside a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Staged {
    pub id: String,
    pub person: PersonId,
    /// As the browser called it.
    pub name: String,
    pub size: u64,
    /// Of what it holds: SHA-256.
    pub digest: String,
    pub mapping: Mapping,
    /// How many systems it brought, once it came in: the file is gone then, the note stays for a day.
    #[serde(default)]
    pub imported: Option<usize>,
}

fn folder(asking: &Asking) -> PathBuf {
    asking.site.data.join("uploads")
}

impl Staged {
    /// Takes a file in, piece by piece.
    ///
    /// # Errors
    /// When it is longer than [`MOST`], or the disk does not take it.
    pub async fn take(asking: &Asking, mut field: Field<'_>) -> Result<Self> {
        let folder = folder(asking);
        fs::create_dir_all(&folder).await.map_err(Error::fault)?;
        sweep(&folder, asking.now).await;
        let mut key = [0; 16];
        asking.store().random(&mut key);
        let name: String = field.file_name().unwrap_or("table").chars().take(200).collect();
        let (person, id) = (asking.actor().person, hex(&key));
        let mut staged =
            Self { id, person, name, size: 0, digest: String::new(), mapping: Mapping::default(), imported: None };
        let written = staged.write(&folder, &mut field).await;
        if written.is_err() {
            staged.leave(asking).await;
        }
        written.map(|()| staged)
    }

    async fn write(&mut self, folder: &std::path::Path, field: &mut Field<'_>) -> Result<()> {
        let mut file = fs::File::create(folder.join(format!("{}.table", self.id))).await.map_err(Error::fault)?;
        let mut hash = Sha256::new();
        while let Some(piece) = field.chunk().await.map_err(|error| Error::Unreadable(error.status()))? {
            self.size += piece.len() as u64;
            if self.size > MOST as u64 {
                return Err(Refusal::at(
                    "file",
                    "The file has more than 64 MB. Save it as CSV, or import it in parts.",
                )
                .into());
            }
            hash.update(&piece);
            file.write_all(&piece).await.map_err(Error::fault)?;
        }
        self.digest = hex(&hash.finalize());
        file.flush().await.map_err(Error::fault)
    }

    /// The upload of this id that is still to come in, if it is this person's.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn of(asking: &Asking, id: &str) -> Result<Self> {
        let staged = Self::noted(asking, id).await?;
        let gone = || Refusal::missing("file any more: it was imported").into();
        staged.imported.is_none().then_some(staged).ok_or_else(gone)
    }

    /// The same whether it came in already or not.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn noted(asking: &Asking, id: &str) -> Result<Self> {
        let missing =
            || Refusal::missing("file any more: it was imported, or stopped, or lay here for more than a day");
        let plain = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        plain.then_some(()).ok_or_else(missing)?;
        let note = fs::read(folder(asking).join(format!("{id}.json"))).await.map_err(|_| missing())?;
        let staged: Self = serde_json::from_slice(&note).map_err(|_| missing())?;
        (staged.person == asking.actor().person).then_some(staged).ok_or_else(|| missing().into())
    }

    /// Writes the note.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub async fn keep(&self, asking: &Asking) -> Result<()> {
        let note = serde_json::to_vec(self).map_err(Error::fault)?;
        fs::write(folder(asking).join(format!("{}.json", self.id)), note).await.map_err(Error::fault)
    }

    #[must_use]
    pub fn path(&self, asking: &Asking) -> PathBuf {
        folder(asking).join(format!("{}.table", self.id))
    }

    /// Takes the file away and notes how many systems it brought.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub async fn came_in(self, asking: &Asking, systems: usize) -> Result<()> {
        let _ = fs::remove_file(self.path(asking)).await;
        Self { imported: Some(systems), ..self }.keep(asking).await
    }

    /// Takes file and note away.
    pub async fn leave(&self, asking: &Asking) {
        for end in ["table", "json"] {
            let _ = fs::remove_file(folder(asking).join(format!("{}.{end}", self.id))).await;
        }
    }
}

/// What lies there for more than a day goes.
async fn sweep(folder: &std::path::Path, now: Instant) {
    let yesterday = u64::try_from(now.0).map(Duration::from_micros).unwrap_or_default().saturating_sub(DAY);
    let Ok(mut entries) = fs::read_dir(folder).await else { return };
    while let Ok(Some(entry)) = entries.next_entry().await {
        let written = entry.metadata().await.ok().and_then(|it| it.modified().ok());
        let written = written.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        if written.is_some_and(|written| written < yesterday) {
            let _ = fs::remove_file(entry.path()).await;
        }
    }
}
