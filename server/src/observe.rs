//! One line in the log and one figure for every answer. Addresses stand there as the site map writes them: the keys
//! of invitations and what people search for do not belong into logs.

use crate::meters::Meters;
use app::guard::Answered;
use app::site::Site;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

pub async fn observe(State((site, meters)): State<(Site, Meters)>, request: Request, next: Next) -> Response {
    let (method, begun) = (request.method().clone(), site.store.now());
    let response = next.run(request).await;
    let route = response.extensions().get::<Answered>().map_or("-", |answered| answered.0);
    let micros = site.store.now().0.saturating_sub(begun.0);
    let status = response.status().as_u16();
    meters.answered(&method, route, status, micros);
    tracing::info!(target: "plumbline::answers", %method, route, status, micros);
    response
}
