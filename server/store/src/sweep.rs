//! Uploads that nothing came of: a form that was refused and never sent again, a program that was killed half way.

use crate::Store;
use crate::error::{Error, Result};
use crate::files::{Files, NAMED_FILES, is_left_over};
use crate::sql::args;
use std::io;
use std::path::Path;
use tokio::fs;

impl Store {
    /// Takes away files that no evidence names and that are older than a day, and what was left half arrived. How many.
    ///
    /// # Errors
    /// When the database or the disk fails.
    pub async fn sweep_files(&self, files: &Files) -> Result<usize> {
        let mut swept = 0;
        for sha256 in files.all().await? {
            let path = files.place(&sha256);
            if is_left_over(&fs::metadata(&path).await?, self.now())? && !self.is_named(&sha256).await? {
                swept += usize::from(removed(&path).await?);
            }
        }
        files.sweep_marks(self.now()).await?;
        Ok(swept + files.sweep(self.now()).await?)
    }

    async fn is_named(&self, sha256: &str) -> Result<bool> {
        let hash = hex::decode(sha256).map_err(|_| Error::Unreadable("sha256"))?;
        let sql = format!("SELECT 1 FROM ({NAMED_FILES}) f WHERE sha256 = $1");
        let row = self.db.first(sql, args![hash]).await?;
        Ok(row.is_some())
    }
}

/// Whether it was there to be taken away.
async fn removed(path: &Path) -> Result<bool> {
    match fs::remove_file(path).await {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        done => Ok(done.map(|()| true)?),
    }
}
