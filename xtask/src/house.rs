//! Where things lie in the repository.

use std::path::{Path, PathBuf};

/// The repository's root, made absolute when this crate was compiled.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

pub fn at(path: &str) -> PathBuf {
    root().join(path)
}

/// Is this a run that must not leave anything out?
pub fn strict() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true")
}
