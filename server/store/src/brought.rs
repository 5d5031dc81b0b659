//! Who may name a file by its hash: whoever brought it here, and everybody once something names it that everybody reads.
//! The trail tells hashes of files that not everybody may open: a hash alone opens nothing.

use crate::Store;
use crate::error::{Error, Result};
use crate::evidence::StoredFile;
use crate::files::Files;
use crate::sql::args;
use domain::ids::PersonId;
use domain::refusal::Refusal;

/// The hashes of files that everybody who is signed in may open. Listings of access, training records and what vendors
/// handed over are not among them.
const OPEN: &str = "SELECT sha256 FROM evidence WHERE sha256 IS NOT NULL \
    UNION ALL SELECT sha256 FROM policy_draft WHERE sha256 IS NOT NULL \
    UNION ALL SELECT sha256 FROM policy_version WHERE sha256 IS NOT NULL \
    UNION ALL SELECT sha256 FROM attestation WHERE sha256 IS NOT NULL";

impl Store {
    /// A file that this person may name by its hash, in hexadecimal; the name is what people call it.
    ///
    /// # Errors
    /// [`Refusal::Missing`] when there is none for them, whether or not it lies here.
    pub async fn brought(&self, files: &Files, by: PersonId, sha256: &str, name: &str) -> Result<StoredFile> {
        let file = files.find(sha256, name).await?;
        if files.was_brought_by(sha256, by).await? || self.is_open(&file).await? {
            return Ok(file);
        }
        Err(Error::from(Refusal::missing("file")))
    }

    async fn is_open(&self, file: &StoredFile) -> Result<bool> {
        let sql = format!("SELECT 1 FROM ({OPEN}) f WHERE sha256 = $1");
        let row = self.db.first(sql, args![file.sha256.to_vec()]).await?;
        Ok(row.is_some())
    }
}
