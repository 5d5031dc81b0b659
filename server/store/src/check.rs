//! Looking whether everything is as it was left: rows against the trail, what refuses to change them, files against what
//! evidence names.

mod decisions;
mod records;
mod rows;
mod schema;

pub use rows::Borne;

use crate::error::Result;
use crate::files::NAMED_FILES;
use crate::sql::args;
use crate::{Files, Store};
use domain::trail::hex;
use std::collections::BTreeSet;

/// The files of evidence, compared with what evidence says of them. By hash, in hexadecimal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilesFound {
    /// Those that evidence names.
    pub named: usize,
    pub missing: Vec<String>,
    /// There, but with other bytes.
    pub altered: Vec<String>,
    /// There, but nothing names them: an upload whose form was never sent, mostly.
    pub unnamed: Vec<String>,
}

impl Store {
    /// Reads every file of evidence.
    ///
    /// # Errors
    /// When the database or the disk fails; what is wrong is in the answer.
    pub async fn check_files(&self, files: &Files) -> Result<FilesFound> {
        let sql = format!("SELECT DISTINCT sha256 FROM ({NAMED_FILES}) f ORDER BY sha256");
        let rows = self.db.all(sql, args![]).await?;
        let named = rows.iter().map(|row| Ok(hex(&row.get::<Vec<u8>>(0)?))).collect::<Result<BTreeSet<_>>>()?;
        let mut found = FilesFound { named: named.len(), ..FilesFound::default() };
        for sha256 in &named {
            match files.digest(sha256).await? {
                None => found.missing.push(sha256.clone()),
                Some(digest) if digest == *sha256 => {}
                Some(_) => found.altered.push(sha256.clone()),
            }
        }
        found.unnamed = files.all().await?.into_iter().filter(|sha256| !named.contains(sha256)).collect();
        Ok(found)
    }

    /// Programmes whose cells, read from what was derived as things happened, are not those that all facts say.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn check_faces(&self) -> Result<Vec<String>> {
        let (spine, now) = (self.spine().await?, self.present().await?);
        let mut differs = Vec::new();
        for programme in &spine.programmes {
            let (kept, facts) = (self.reading(programme, now).await?, self.reading_known(programme, now, now).await?);
            if kept.faces != facts.faces || kept.tallies != facts.tallies || kept.readiness != facts.readiness {
                differs.push(programme.name.clone());
            }
        }
        Ok(differs)
    }
}
