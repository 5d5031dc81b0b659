//! The loop that serves: HTTP/1.1, with an end to every wait.
//!
//! hyper's `http1::Builder` and not `axum::serve` or `auto::Builder`: those keep a connection that says nothing open
//! for as long as it likes.

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

/// How long what may take.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// For the head of a request to arrive, and for a quiet connection to speak again.
    pub header: Duration,
    /// For a request from its head to its answer.
    pub request: Duration,
    /// For everything under way to end when the program stops.
    pub stopping: Duration,
    pub connections: usize,
}

impl Default for Pace {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { header: seconds(10), request: seconds(60), stopping: seconds(10), connections: 1_000 }
    }
}

/// Serves until `stop`; then lets what is under way end.
///
/// # Errors
/// Never for one connection; when the listener itself fails.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    tracker: TaskTracker,
    pace: Pace,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let (cap, graceful) = (Arc::new(Semaphore::new(pace.connections)), GracefulShutdown::new());
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = next(&listener, &cap) => accepted,
            () = &mut stop => break,
        };
        let (permit, stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of files, mostly: others will close theirs.
                tracing::warn!("a connection was not accepted: {error}");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let connection = graceful.watch(connection(stream, peer, app.clone(), pace));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!("a connection ended: {error}");
            }
            drop(permit);
        });
    }
    drop(listener);
    tracker.close();
    let ended = timeout(pace.stopping, async { tokio::join!(graceful.shutdown(), tracker.wait()) }).await;
    if ended.is_err() {
        tracing::warn!("stopped before everything under way had ended");
    }
    Ok(())
}

/// The next connection, once there is room for it.
async fn next(
    listener: &TcpListener,
    cap: &Arc<Semaphore>,
) -> io::Result<(OwnedSemaphorePermit, TcpStream, SocketAddr)> {
    let permit = Arc::clone(cap).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    Ok((permit, stream, peer))
}

fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    app: Router,
    pace: Pace,
) -> impl GracefulConnection<Error = hyper::Error> {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        app.clone().oneshot(request)
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(pace.header)
        .serve_connection(TokioIo::new(stream), service)
}

/// Ctrl-C, or what a service manager sends.
///
/// # Errors
/// When the system lends no signals.
pub fn asked_to_stop() -> io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    // SIGXFSZ: a full quota is an error of one write, not the end of the program.
    let mut too_large = signal(SignalKind::from_raw(25))?;
    Ok(async move {
        loop {
            tokio::select! {
                _ = terminate.recv() => break,
                _ = interrupt.recv() => break,
                _ = too_large.recv() => tracing::warn!("a file reached the limit of its size"),
            }
        }
    })
}
