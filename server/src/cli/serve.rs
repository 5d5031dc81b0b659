//! `plumbline serve`

use super::{Failure, Place, Said, say};
use crate::jobs::{Post, Watch};
use crate::meters::Meters;
use crate::serve::{Pace, asked_to_stop, serve};
use crate::{assets, router, world};
use app::site::Site;
use axum::Router;
use axum::routing::get_service;
use serde_json::json;
use std::net::SocketAddr;
use store::{Files, Store};
use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;
use tracing_subscriber::EnvFilter;

#[derive(Debug, clap::Args)]
pub struct Serve {
    /// Where to listen
    #[arg(long, env = "PLUMBLINE_LISTEN", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// The address that browsers use, for example https://plumbline.example.com [default: http:// and where it listens]
    #[arg(long, env = "PLUMBLINE_URL")]
    url: Option<String>,
    /// Where to listen for Prometheus; without it there are no figures
    #[arg(long, env = "PLUMBLINE_METRICS_LISTEN")]
    metrics_listen: Option<SocketAddr>,
    /// The mail server: smtps://USER:PASSWORD@HOST:465 or smtp://HOST:587; without it letters are files in the data folder
    #[arg(long, env = "PLUMBLINE_MAIL", hide_env_values = true)]
    mail: Option<String>,
    /// Who letters are from
    #[arg(long, env = "PLUMBLINE_MAIL_FROM", default_value = "Plumbline <plumbline@localhost>")]
    mail_from: String,
}

impl Serve {
    pub(super) async fn run(self, place: &Place, json: bool) -> Result<Said, Failure> {
        log(json);
        let stop = asked_to_stop()?;
        let store = place.open().await?;
        let listener = bound(self.listen).await?;
        let url = public(self.url, listener.local_addr()?)?;
        let post = Post::new(self.mail.as_deref(), &self.mail_from, &place.data)
            .map_err(|error| Failure(error.to_string()))?;
        tokio::spawn(swept(store.clone(), place.files()));
        tokio::spawn(derived(store.clone()));
        let watch = Watch::new(store.clone(), post, &url);
        let (ended, ends) = tokio::sync::oneshot::channel::<()>();
        let watching = tokio::spawn(watch.run(async move { _ = ends.await }));
        let zone = world::proposed_zone();
        let site = Site::new(store, assets::names(), &url, &zone, place.files()).keeping(&place.data);
        let (meters, tracker, pace) = (Meters::default(), TaskTracker::new(), Pace::default());
        let app = router::build(&site, &meters, &tracker, pace.request);
        if let Some(listen) = self.metrics_listen {
            tokio::spawn(figures(bound(listen).await?, meters, site));
        }
        if json {
            say(&json!({ "serves": url }));
        } else {
            say(&format!("Plumbline serves on {url}"));
        }
        let served = serve(listener, app, tracker, pace, stop).await;
        // A job under way ends with its process; its lease runs out, and whoever comes next does it.
        _ = ended.send(());
        _ = tokio::time::timeout(pace.stopping, watching).await;
        served?;
        Ok(Said { text: "Plumbline has stopped.".to_owned(), json: json!({ "stopped": true }) })
    }
}

/// Figures have a listener of their own: what is open to Prometheus is not open to the world.
async fn figures(listener: TcpListener, meters: Meters, site: Site) {
    let answer = tower::service_fn(move |_: axum::extract::Request| {
        let answer = meters.text(&site);
        async move { Ok::<_, std::convert::Infallible>(answer) }
    });
    let app = Router::new().fallback_service(get_service(answer));
    let _ = serve(listener, app, TaskTracker::new(), Pace::default(), std::future::pending()).await;
}

async fn bound(listen: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(listen).await.map_err(|error| Failure(format!("Cannot listen on {listen}: {error}.")))
}

fn public(url: Option<String>, listen: SocketAddr) -> Result<String, Failure> {
    let url = url.unwrap_or_else(|| format!("http://{listen}"));
    let host =
        url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).map(|host| host.trim_end_matches('/'));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', ' ']) => {
            Ok(url.trim_end_matches('/').to_owned())
        }
        _ => Err(Failure(format!("The public address {url} is not of the form https://plumbline.example.com."))),
    }
}

/// To the standard error, so that the standard output is what was asked for. `RUST_LOG` chooses what.
fn log(json: bool) {
    let usual = if json { "warn" } else { "warn,plumbline=info,server=info,app=info" };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false).try_init();
}

/// What no evidence names goes while the first pages are served already.
async fn swept(store: Store, files: Files) {
    match store.sweep_files(&files).await {
        Ok(0) => {}
        Ok(swept) => tracing::info!("{swept} uploads were taken away: older than a day, and named by no evidence"),
        Err(error) => tracing::warn!("old uploads could not be taken away: {error}"),
    }
}

/// After an upgrade whose rules are others: pages say so while it lasts.
async fn derived(store: Store) {
    let anew =
        async { if store.is_derived_by_other_rules().await? { store.derive_anew().await.map(Some) } else { Ok(None) } };
    match anew.await {
        Ok(None) => {}
        Ok(Some(subjects)) => tracing::info!("the readings of {subjects} subjects were worked out anew"),
        Err(error) => tracing::error!("readings could not be worked out anew; the next start tries again: {error}"),
    }
}
