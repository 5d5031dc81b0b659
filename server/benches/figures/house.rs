//! A whole Plumbline in this process on a seeded database: its clock stands, so that a page can be asked for twice.

use crate::Result;
use crate::browser::Browser;
use crate::seed::{EXECUTIVE, PASSWORD};
use app::site::Site;
use server::meters::Meters;
use server::{assets, router, serve};
use std::net::SocketAddr;
use std::path::Path;
use store::{Files, Store};
use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;

pub struct House {
    pub store: Store,
    pub address: SocketAddr,
    pub cookie: String,
}

impl House {
    /// Serves on a port of its own for as long as the process lives.
    pub async fn open(store: &Store, data: &Path) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let site = Site::new(store.clone(), assets::names(), &format!("http://{address}"), "UTC", Files::of(data));
        let (tracker, pace) = (TaskTracker::new(), serve::Pace::default());
        let app = router::build(&site.keeping(data), &Meters::default(), &tracker, pace.request);
        tokio::spawn(serve::serve(listener, app, tracker, pace, std::future::pending()));
        let browser = Browser::sign_in(address, EXECUTIVE, PASSWORD).await?;
        Ok(Self { store: store.clone(), address, cookie: browser.cookie().to_owned() })
    }

    pub async fn browser(&self) -> Result<Browser> {
        Browser::open(self.address, &self.cookie).await
    }
}
