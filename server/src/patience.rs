//! An end to every wait: for an answer, and for a body that arrives. A file over a slow line takes longer than a page,
//! and may, as long as something of it arrives.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::time::Duration;
use tower_http::timeout::TimeoutBody;

/// How many times as long a file may take: at the usual minute, 64 MB over 1 Mbit/s.
const FOR_FILES: u32 = 10;

/// The layer. `longest` is for a page or a form; between two pieces of a body no more than half of it passes.
pub async fn patience(State(longest): State<Duration>, request: Request, next: Next) -> Response {
    let brings_a_file = request.headers().get(header::CONTENT_TYPE).is_some_and(|kind| {
        kind.to_str().is_ok_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("multipart/"))
    });
    let longest = if brings_a_file { longest.saturating_mul(FOR_FILES) } else { longest };
    let between = longest.min(longest / if brings_a_file { FOR_FILES * 2 } else { 2 });
    let request = request.map(|body| Body::new(TimeoutBody::new(between, body)));
    match tokio::time::timeout(longest, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
