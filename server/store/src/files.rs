//! Files of evidence: content-addressed, under the data folder, as `files/aa/bb/<sha256>`.
//!
//! A file lies there, safe from a power cut, before the command that names it commits: an orphan is harmless, a missing
//! file is not. Nothing that evidence names is ever deleted; see `sweep`.

use crate::error::{Error, Result};
use crate::evidence::StoredFile;
use domain::accounts::turns_writing;
use domain::ids::PersonId;
use domain::instant::Instant;
use domain::refusal::Refusal;
use domain::trail::hex;
use sha2::{Digest, Sha256};
use std::ffi::OsStr;
use std::fs::Metadata;
use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;
use tokio::fs::{self, File, OpenOptions};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// Bytes that a file of evidence may have: 50 MB.
pub const FILE_MAX: usize = 50 * 1024 * 1024;

/// Hash and size of every file that something names.
pub(crate) const NAMED_FILES: &str = "SELECT sha256, size FROM evidence WHERE sha256 IS NOT NULL \
    UNION ALL SELECT sha256, size FROM policy_draft WHERE sha256 IS NOT NULL \
    UNION ALL SELECT sha256, size FROM policy_version WHERE sha256 IS NOT NULL \
    UNION ALL SELECT sha256, size FROM attestation WHERE sha256 IS NOT NULL \
    UNION ALL SELECT sha256, size FROM questionnaire_file WHERE ended_at IS NULL \
    UNION ALL SELECT sha256, size FROM access_review UNION ALL SELECT sha256, size FROM training_table";

/// What is looked at to say what a file is.
const HEAD: usize = 8 * 1024;

const NAME_MAX: usize = 200;

/// How the names of files begin that have not arrived yet.
const INCOMING: &str = "incoming-";

/// After so many seconds nobody sends the rest any more.
const LEFT_OVER: i64 = 24 * 60 * 60;

/// The folder of files.
#[derive(Clone, Debug)]
pub struct Files(Arc<PathBuf>);

/// Whether nobody has written to it for a day: as long as somebody may take to send the rest, or a refused form again.
pub(crate) fn is_left_over(file: &Metadata, now: Instant) -> io::Result<bool> {
    let changed = file.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    let changed = Instant(i64::try_from(changed.as_micros()).unwrap_or(i64::MAX));
    Ok(changed.plus_seconds(LEFT_OVER) < now)
}

/// A file on its way in. Dropped before [`Incoming::finish`], it leaves nothing behind.
#[derive(Debug)]
pub struct Incoming {
    files: Files,
    file: File,
    /// Where it lies until it is put in its place.
    path: Option<PathBuf>,
    hash: Sha256,
    head: Vec<u8>,
    size: usize,
}

impl Files {
    /// Those of a data folder.
    #[must_use]
    pub fn of(data: &Path) -> Self {
        Self(Arc::new(data.join("files")))
    }

    /// A file that begins to arrive.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub async fn incoming(&self) -> Result<Incoming> {
        fs::create_dir_all(self.0.as_path()).await?;
        let (path, file) = self.unnamed().await?;
        let (hash, head) = (Sha256::new(), Vec::new());
        Ok(Incoming { files: self.clone(), file, path: Some(path), hash, head, size: 0 })
    }

    /// A new file under a name that nothing here has, whichever program wrote it.
    async fn unnamed(&self) -> io::Result<(PathBuf, File)> {
        loop {
            let path = self.0.join(format!("{INCOMING}{:016x}", RandomState::new().hash_one(())));
            match OpenOptions::new().write(true).create_new(true).open(&path).await {
                Ok(file) => return Ok((path, file)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Keeps who brought a file, for the day in which a command may name it: a mark beside the file.
    ///
    /// # Errors
    /// When the disk fails.
    pub async fn brought_by(&self, file: &StoredFile, by: PersonId) -> Result<()> {
        let mark = self.mark(&hex(&file.sha256), by);
        // A byte, so that bringing it again begins its day anew.
        fs::write(&mark, b"\n").await?;
        File::open(&mark).await?.sync_all().await?;
        if let Some(folder) = mark.parent() {
            File::open(folder).await?.sync_all().await?;
        }
        Ok(())
    }

    /// Whether this person brought the file with this hash within the last day or so.
    ///
    /// # Errors
    /// When the disk fails.
    pub(crate) async fn was_brought_by(&self, sha256: &str, by: PersonId) -> Result<bool> {
        Ok(hash_of(sha256).is_some() && fs::try_exists(self.mark(sha256, by)).await?)
    }

    fn mark(&self, sha256: &str, by: PersonId) -> PathBuf {
        self.place(sha256).with_extension(by.to_string())
    }

    /// Removes marks of who brought a file that are older than a day.
    ///
    /// # Errors
    /// When the disk fails.
    pub(crate) async fn sweep_marks(&self, now: Instant) -> Result<()> {
        for path in self.walk().await? {
            let is_mark =
                path.extension().is_some() && path.file_stem().and_then(OsStr::to_str).and_then(hash_of).is_some();
            if is_mark && is_left_over(&fs::metadata(&path).await?, now)? {
                fs::remove_file(&path).await?;
            }
        }
        Ok(())
    }

    /// Removes what began to arrive more than a day ago, and never did; how many that were.
    ///
    /// # Errors
    /// When the disk fails.
    pub(crate) async fn sweep(&self, now: Instant) -> Result<usize> {
        let mut entries = match fs::read_dir(self.0.as_path()).await {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(error.into()),
        };
        let mut swept = 0;
        while let Some(entry) = entries.next_entry().await? {
            if !entry.file_name().to_string_lossy().starts_with(INCOMING) {
                continue;
            }
            if is_left_over(&entry.metadata().await?, now)? {
                fs::remove_file(entry.path()).await?;
                swept += 1;
            }
        }
        Ok(swept)
    }

    /// A file by its hash, in hexadecimal; the name is what people call it.
    ///
    /// # Errors
    /// [`Refusal::Missing`] when there is none.
    pub(crate) async fn find(&self, sha256: &str, name: &str) -> Result<StoredFile> {
        let hash = hash_of(sha256).ok_or_else(|| Refusal::missing("file"))?;
        let mut file = self.open(sha256).await?;
        let size = file.metadata().await?.len();
        let mut head = Vec::with_capacity(HEAD);
        (&mut file).take(HEAD as u64).read_to_end(&mut head).await?;
        let size = i64::try_from(size).map_err(|_| Error::Unreadable("size"))?;
        Ok(StoredFile { sha256: hash, size, media: media(&head).to_owned(), name: tidy(name) })
    }

    /// Opens a file for reading.
    ///
    /// # Errors
    /// [`Refusal::Missing`] when there is none.
    pub async fn open(&self, sha256: &str) -> Result<File> {
        hash_of(sha256).ok_or_else(|| Refusal::missing("file"))?;
        match File::open(self.place(sha256)).await {
            Ok(file) => Ok(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Refusal::missing("file").into()),
            Err(error) => Err(error.into()),
        }
    }

    /// The hash of the bytes that lie under a hash, both in hexadecimal; `None` when nothing lies there.
    ///
    /// # Errors
    /// When the disk fails.
    pub async fn digest(&self, sha256: &str) -> Result<Option<String>> {
        let mut file = match self.open(sha256).await {
            Ok(file) => file,
            Err(Error::Refused(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let (mut hash, mut part) = (Sha256::new(), vec![0; 256 * 1024]);
        loop {
            let read = file.read(&mut part).await?;
            if read == 0 {
                return Ok(Some(hex(&hash.finalize())));
            }
            hash.update(part.get(..read).unwrap_or_default());
        }
    }

    /// The hashes of all files that lie here; none where there is no folder yet.
    ///
    /// # Errors
    /// When the disk fails.
    pub async fn all(&self) -> Result<Vec<String>> {
        let names = self.walk().await?.into_iter().filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()));
        let mut all: Vec<_> = names.filter(|name| hash_of(name).is_some()).collect();
        all.sort_unstable();
        Ok(all)
    }

    /// Every file in the folder and those within; none where there is no folder yet.
    async fn walk(&self) -> Result<Vec<PathBuf>> {
        let (mut all, mut folders) = (Vec::new(), vec![self.0.as_path().to_owned()]);
        while let Some(folder) = folders.pop() {
            let mut entries = match fs::read_dir(&folder).await {
                Ok(entries) => entries,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error.into()),
            };
            while let Some(entry) = entries.next_entry().await? {
                let within = entry.file_type().await?.is_dir();
                if within { &mut folders } else { &mut all }.push(entry.path());
            }
        }
        Ok(all)
    }

    /// Takes back what a failed restoring put here, with the folders that are empty by that.
    pub async fn take_back(&self, sha256: &str) {
        let place = self.place(sha256);
        if fs::remove_file(&place).await.is_ok() {
            for folder in place.ancestors().skip(1).take(3) {
                // One that holds something else stays.
                let _ = fs::remove_dir(folder).await;
            }
        }
    }

    pub(crate) fn place(&self, sha256: &str) -> PathBuf {
        let part = |from: usize| sha256.get(from..from + 2).unwrap_or_default();
        self.0.join(part(0)).join(part(2)).join(sha256)
    }
}

impl Incoming {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `file` when it becomes too large; when the disk fails.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.size = self.size.saturating_add(bytes.len());
        if self.size > FILE_MAX {
            return Err(Refusal::at("file", "A file has at most 50 MB.").into());
        }
        let room = HEAD.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(bytes.get(..room).unwrap_or_default());
        self.hash.update(bytes);
        self.file.write_all(bytes).await?;
        Ok(())
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.size == 0
    }

    /// Puts it where its hash says, safe from a power cut. `name` is what people call it.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `file` when it is empty; when the disk fails.
    pub async fn finish(mut self, name: &str) -> Result<StoredFile> {
        if self.is_empty() {
            return Err(Refusal::at("file", "The file is empty.").into());
        }
        self.file.flush().await?;
        self.file.sync_all().await?;
        let sha256: [u8; 32] = std::mem::take(&mut self.hash).finalize().into();
        let place = self.files.place(&hex(&sha256));
        let folder = place.parent().unwrap_or(&self.files.0).to_owned();
        fs::create_dir_all(&folder).await?;
        if let Some(path) = &self.path {
            fs::rename(path, &place).await?;
        }
        // It is in its place: nothing is left to remove, whoever uses that name next.
        self.path = None;
        // The file's own folder, and those in which that was made.
        for folder in folder.ancestors().take(3) {
            File::open(folder).await?.sync_all().await?;
        }
        let size = i64::try_from(self.size).map_err(|_| Error::Unreadable("size"))?;
        Ok(StoredFile { sha256, size, media: media(&self.head).to_owned(), name: tidy(name) })
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            let _ = std::fs::remove_file(path);
        }
    }
}

fn hash_of(sha256: &str) -> Option<[u8; 32]> {
    let lower = sha256.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    hex::decode(sha256).ok().filter(|_| lower)?.try_into().ok()
}

/// What the bytes are, by looking at them; never what the browser claimed.
fn media(head: &[u8]) -> &'static str {
    let text = std::str::from_utf8(head).map_or_else(|error| error.error_len().is_none(), |_| true);
    match infer::get(head) {
        Some(kind) => kind.mime_type(),
        None if text && !head.contains(&0) => "text/plain",
        None => "application/octet-stream",
    }
}

/// The last part of a path, on one line.
fn tidy(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown = |letter: &char| !letter.is_control() && !turns_writing(*letter);
    let plain: String = last.chars().filter(shown).take(NAME_MAX).collect();
    let plain = plain.trim();
    if plain.is_empty() { "file".to_owned() } else { plain.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn put(files: &Files, bytes: &[u8], name: &str) -> Result<StoredFile> {
        let mut incoming = files.incoming().await?;
        for part in bytes.chunks(1000) {
            incoming.write(part).await?;
        }
        incoming.finish(name).await
    }

    #[tokio::test]
    async fn a_file_lies_under_its_hash_and_is_what_its_bytes_are() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::of(folder.path());
        let file = put(&files, b"%PDF-1.7 etc", "C:\\x\\..\\report.exe\n").await.unwrap();
        assert_eq!((file.media.as_str(), file.name.as_str(), file.size), ("application/pdf", "report.exe", 12));
        assert_eq!(put(&files, b"%PDF-1.7 etc", "report.exe").await.unwrap(), file);
        let sha = hex(&file.sha256);
        assert!(folder.path().join("files").join(&sha[..2]).join(&sha[2..4]).join(&sha).is_file());
        assert_eq!(files.find(&sha, "report.exe").await.unwrap(), file);
        assert_eq!(put(&files, b"x", "..\\..\\inv\u{202e}gpj.exe").await.unwrap().name, "invgpj.exe");
        assert_eq!(put(&files, b"x", "../../../etc/passwd").await.unwrap().name, "passwd");
        let text = put(&files, "plain é".as_bytes(), "").await.unwrap();
        assert_eq!((text.media.as_str(), text.name.as_str()), ("text/plain", "file"));
    }

    #[tokio::test]
    async fn who_brought_a_file_is_kept_for_a_day() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::of(folder.path());
        let file = put(&files, b"listing", "listing.csv").await.unwrap();
        let sha = hex(&file.sha256);
        let [one, two] = [1, 2].map(|no| PersonId(uuid::Uuid::from_u128(no)));
        files.brought_by(&file, one).await.unwrap();
        files.brought_by(&file, one).await.unwrap();
        assert!(files.was_brought_by(&sha, one).await.unwrap());
        assert!(!files.was_brought_by(&sha, two).await.unwrap());
        assert!(!files.was_brought_by("../../x", one).await.unwrap());
        assert_eq!(files.all().await.unwrap(), [sha.as_str()], "a mark is no file");
        let now = std::fs::metadata(files.mark(&sha, one)).unwrap().modified().unwrap();
        let now = now.duration_since(UNIX_EPOCH).unwrap();
        let now = Instant(i64::try_from(now.as_micros()).unwrap());
        files.sweep_marks(now).await.unwrap();
        assert!(files.was_brought_by(&sha, one).await.unwrap());
        files.sweep_marks(now.plus_seconds(LEFT_OVER + 60)).await.unwrap();
        assert!(!files.was_brought_by(&sha, one).await.unwrap());
        assert_eq!(files.all().await.unwrap(), [sha]);
    }

    #[tokio::test]
    async fn what_is_empty_or_too_large_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::of(folder.path());
        assert!(put(&files, b"", "empty").await.is_err());
        let mut large = files.incoming().await.unwrap();
        let bytes = vec![0; FILE_MAX];
        large.write(&bytes).await.unwrap();
        assert!(large.write(b"x").await.is_err());
        drop(large);
        assert_eq!(std::fs::read_dir(folder.path().join("files")).unwrap().count(), 0);
        for name in ["../../etc/passwd", "", "AB", &"F".repeat(64), &"0".repeat(64)] {
            assert!(files.open(name).await.is_err());
        }
    }

    #[tokio::test]
    async fn what_never_arrived_is_swept_after_a_day_and_what_lies_in_its_place_stays() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::of(folder.path());
        let (one, two) = (files.incoming().await.unwrap(), files.incoming().await.unwrap());
        let place = |incoming: &Incoming| incoming.path.clone().unwrap();
        assert_ne!(place(&one), place(&two));
        assert!(!place(&one).to_string_lossy().contains(&std::process::id().to_string()));
        let name = place(&one);
        let mut one = one;
        one.write(b"arrived").await.unwrap();
        let arrived = one.finish("arrived").await.unwrap();
        std::fs::write(&name, "another").unwrap();
        assert!(name.exists() && files.open(&hex(&arrived.sha256)).await.is_ok());
        std::mem::forget(two);
        let written = std::fs::metadata(&name).unwrap().modified().unwrap().duration_since(UNIX_EPOCH).unwrap();
        let written = Instant(i64::try_from(written.as_micros()).unwrap());
        assert_eq!(files.sweep(written).await.unwrap(), 0);
        assert_eq!(files.sweep(written.plus_seconds(LEFT_OVER + 60)).await.unwrap(), 2);
        assert_eq!(files.all().await.unwrap(), [hex(&arrived.sha256)]);
    }
}
