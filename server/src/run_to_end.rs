//! What was begun is ended: a request that may write runs in a task of its own, so that a visitor who leaves cannot
//! cancel it half way. (A cancelled `begin` on PostgreSQL even leaves its connection inside an open transaction.)

use app::error::Error;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tokio_util::task::TaskTracker;
use tracing::Instrument as _;

/// The layer. Stopping the program waits for the tracker.
pub async fn run_to_end(State(tracker): State<TaskTracker>, request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let whole = async move { next.run(request).await }.instrument(tracing::Span::current());
    tracker.spawn(whole).await.unwrap_or_else(|error| Error::fault(error).into_response())
}
