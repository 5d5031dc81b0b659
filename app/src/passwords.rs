//! Passwords: argon2id at 19 MiB and two passes (OWASP's minimum), two at a time, with a short queue before them.
//!
//! One hash takes some 20 ms of a core and 19 MiB; without a limit, sign-in would be the cheapest way to bring the
//! program down.

use crate::error::{Error, Result};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use std::sync::{Arc, LazyLock};
use store::Store;
use tokio::sync::Semaphore;

/// At once: as many as there are cores on a small machine.
const AT_ONCE: usize = 2;
/// With those who wait: half a second of waiting at most.
const IN_ALL: usize = 24;

#[derive(Clone)]
pub struct Passwords {
    store: Store,
    turns: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

/// What an unknown name is verified against, so that it takes as long as a known one.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash("", b"nobody has this.").unwrap_or_default());

impl Passwords {
    pub(crate) fn new(store: Store) -> Self {
        Self { store, turns: Arc::new(Semaphore::new(AT_ONCE)), places: Arc::new(Semaphore::new(IN_ALL)) }
    }

    /// The hash to keep of a password.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait already.
    pub async fn hash(&self, password: &str) -> Result<String> {
        let mut salt = [0; 16];
        self.store.random(&mut salt);
        let password = password.to_owned();
        self.in_turn(move || hash(&password, &salt)).await?.ok_or_else(|| Error::fault("argon2 refused the password"))
    }

    /// Whether this is the password behind the hash. Without a hash the answer is no, and takes as long.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait already.
    pub async fn verify(&self, password: &str, hash: Option<String>) -> Result<bool> {
        let password = password.to_owned();
        self.in_turn(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| NOBODY.clone());
            let fits = PasswordHash::new(&hash)
                .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
            known && fits
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| Error::Busy)?;
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(Error::fault)?;
        // The permits go along: a visitor who leaves does not make room before the core is free.
        let work = move || {
            let done = work();
            drop((place, turn));
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(Error::fault)
    }
}

fn hash(password: &str, salt: &[u8]) -> Option<String> {
    let hash: PasswordHash = Argon2::default().hash_password_with_salt(password.as_bytes(), salt).ok()?;
    Some(hash.to_string())
}
