//! A told story at once: told once for each build of a test program, and copied for each test.
#![expect(clippy::expect_used, reason = "a test that cannot be set up is a failed test")]

use crate::load;
use domain::instant::Instant;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::testing::{Fresh, StillWorld, Unopened};
use store::{Files, Store};

/// The story in a SQLite database of its own, read at noon of 21 November 2026.
///
/// # Panics
/// When it cannot be told or copied.
pub async fn story() -> Fresh {
    let told = told().await;
    let place = Unopened::copy_of(&told.join("plumbline.db"));
    copy(&told.join("files"), &place.data.join("files")).expect("a copy of the files");
    place.open().await
}

/// The folder where it lies told: one for each build of the program that asks, whatever runs beside it.
async fn told() -> PathBuf {
    let program = std::env::current_exe().expect("a program");
    let built = fs::metadata(&program).expect("a program").modified().expect("a time");
    let built = built.duration_since(std::time::UNIX_EPOCH).expect("a time").as_nanos();
    let name = program.file_name().expect("a name").to_string_lossy().into_owned();
    let folder = program.parent().expect("a folder").join("told");
    fs::create_dir_all(&folder).expect("a folder");
    let lock = File::create(folder.join(format!("{name}.lock"))).expect("a lock");
    // Tests of one program tell it one after another; the second finds it told.
    lock.lock().expect("a lock");
    let place = folder.join(format!("{name}-{built}"));
    if !place.join("whole").exists() {
        for old in fs::read_dir(&folder).expect("a folder").flatten() {
            let old = old.path();
            if old.is_dir() && old.file_name().is_some_and(|dir| dir.to_string_lossy().starts_with(&format!("{name}-")))
            {
                let _ = fs::remove_dir_all(old);
            }
        }
        tell_into(&place).await;
        fs::write(place.join("whole"), "").expect("a mark");
    }
    place
}

/// In memory where there is a place in memory: a test's story need not outlive a power cut.
async fn tell_into(place: &Path) {
    let memory = Path::new("/dev/shm");
    let quick =
        tempfile::Builder::new().tempdir_in(if memory.is_dir() { memory } else { place.parent().expect("a folder") });
    let quick = quick.expect("a folder");
    tell(quick.path()).await;
    copy(quick.path(), place).expect("a copy");
}

async fn tell(place: &Path) {
    let world = StillWorld::new();
    let address = format!("sqlite://{}", place.join("plumbline.db").display());
    let store = Store::open(&address, world.clone()).await.expect("a database");
    let now: Instant = store.now();
    load(&store, &Files::of(place), now, |_| {}).await.expect("the story is told");
    store.close().await;
    drop((store, Arc::clone(&world)));
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            // Files of evidence never change: a link is a copy.
            fs::hard_link(entry.path(), &to).or_else(|_| fs::copy(entry.path(), &to).map(drop))?;
        }
    }
    Ok(())
}
