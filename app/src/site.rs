//! What all requests share: the store, the names of the built files, the public address.

use crate::example::{Cast, Telling};
use crate::passwords::Passwords;
use crate::shell::Assets;
use crate::systems::import::under_way::UnderWay;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::{Files, Result, Store};

#[derive(Clone)]
pub struct Site {
    pub store: Store,
    /// Where files of evidence lie.
    pub files: Files,
    pub passwords: Passwords,
    pub assets: Assets,
    /// Where browsers find us: `https://plumbline.example.com`, without a slash at the end.
    pub url: Arc<str>,
    /// The time zone that the first run proposes.
    pub zone: Arc<str>,
    /// The data folder.
    pub data: Arc<Path>,
    /// The example company, while it is being told into this database.
    pub telling: Telling,
    /// The people of an example, as whom one may look.
    pub(crate) cast: Cast,
    /// Imports under way.
    pub under_way: UnderWay,
    founded: Arc<AtomicBool>,
    example: Arc<AtomicBool>,
}

impl Site {
    #[must_use]
    pub fn new(store: Store, assets: Assets, url: &str, zone: &str, files: Files) -> Self {
        let passwords = Passwords::new(store.clone());
        let url = url.trim_end_matches('/').into();
        Self {
            store,
            files,
            passwords,
            assets,
            url,
            zone: zone.into(),
            data: Path::new("data").into(),
            telling: Telling::default(),
            cast: Cast::default(),
            under_way: UnderWay::default(),
            founded: Arc::default(),
            example: Arc::default(),
        }
    }

    /// The same with another data folder.
    #[must_use]
    pub fn keeping(self, data: &Path) -> Self {
        Self { data: data.into(), ..self }
    }

    /// Whether browsers come by TLS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.url.starts_with("https://")
    }

    /// Whether browsers say by themselves from which site a form comes: over TLS, and on this machine.
    #[must_use]
    pub fn tells_origin_by_itself(&self) -> bool {
        let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
        self.is_secure() || local.iter().any(|host| self.url.starts_with(host))
    }

    /// Whether there is an organisation. Once there is, there always is: asked of the database only before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_founded(&self) -> Result<bool> {
        if !self.founded.load(Ordering::Relaxed) && !self.store.is_new().await? {
            let example = self.store.organisation().await?.is_some_and(|organisation| organisation.example);
            self.example.store(example, Ordering::Relaxed);
            self.founded.store(true, Ordering::Relaxed);
        }
        Ok(self.founded.load(Ordering::Relaxed))
    }

    /// Whether the database is an example, from birth and for ever; `false` while nobody is here yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_example(&self) -> Result<bool> {
        Ok(self.is_founded().await? && self.is_marked())
    }

    /// The same without asking the database: known from the first request on.
    #[must_use]
    pub fn is_marked(&self) -> bool {
        self.example.load(Ordering::Relaxed)
    }
}
