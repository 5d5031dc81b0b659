//! Where a table's bytes come from. They are opened anew for each reading.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where a table's bytes come from.
#[derive(Clone, Debug)]
pub enum Source {
    Bytes(Arc<[u8]>),
    Path(PathBuf),
}

/// Bytes that can be read from any place.
pub trait Input: Read + Seek {}
impl<T: Read + Seek> Input for T {}

impl Source {
    pub(crate) fn open(&self) -> io::Result<Box<dyn Input>> {
        Ok(match self {
            Self::Bytes(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
            Self::Path(path) => Box::new(File::open(path)?),
        })
    }

    /// At most so many bytes from the beginning.
    pub(crate) fn head(&self, most: u64) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        self.open()?.take(most).read_to_end(&mut head)?;
        Ok(head)
    }
}

impl From<Vec<u8>> for Source {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes.into())
    }
}

impl From<&[u8]> for Source {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.into())
    }
}

impl From<PathBuf> for Source {
    fn from(path: PathBuf) -> Self {
        Self::Path(path)
    }
}

impl From<&Path> for Source {
    fn from(path: &Path) -> Self {
        Self::Path(path.to_owned())
    }
}
