//! REST under `/api/v1`: the verbs and the reads of the pages, for programs. A handler asks who is asking, calls one
//! verb of the store or its reads, and answers; the table in `table.rs` is the site map, and the document that describes
//! it is made of the same lines.

mod attestations;
mod caller;
mod corrections;
mod cursor;
mod deficiencies;
pub mod document;
mod evidence;
mod fail;
mod files;
mod findings;
mod guard;
mod incidents;
mod me;
mod once;
mod operating;
mod pace;
mod policies;
mod readiness;
pub mod reference;
mod risks;
mod sent;
mod subjects;
mod systems;
mod table;
mod tasks;
mod vendors;
mod words;

pub use document::document;
pub use table::{Line, Needs, lines};

use app::error::{Error, Result};
use app::problem::dressed;
use app::site::Site;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use tower_http::limit::RequestBodyLimitLayer;

/// Everything under `/api/v1`, without sessions: a cookie opens nothing here.
pub fn router(site: &Site) -> Router {
    let pace = pace::Pace::default();
    let router = lines().into_iter().fold(Router::new(), |router, line| {
        let handler = (line.handler)()
            .route_layer(from_fn_with_state(site.clone(), once::once))
            .route_layer(from_fn_with_state((site.clone(), pace.clone(), guard::Asks::of(&line)), guard::guard))
            .route_layer(from_fn_with_state(site.clone(), told))
            .route_layer(RequestBodyLimitLayer::new(line.limit));
        router.route(&format!("{BASE}{}", line.path), handler)
    });
    router.method_not_allowed_fallback(no_method).with_state(site.clone())
}

/// Where the API begins.
pub const BASE: &str = "/api/v1";

/// Puts refusals into words before an answer is kept under its key.
async fn told(State(site): State<Site>, request: Request, next: Next) -> Response {
    dressed(&site, next.run(request).await)
}

async fn no_method() -> Result<()> {
    Err(Error::Unreadable(StatusCode::METHOD_NOT_ALLOWED))
}
