//! The router, built of the site map alone, and the layers around it. `.route(` stands here and nowhere else.

use crate::hosts::{self, Hosts};
use crate::meters::Meters;
use crate::run_to_end::run_to_end;
use crate::{api, assets, health, observe, patience, security, sessions};
use app::error::{Error, tell};
use app::guard::{guard, nothing_here};
use app::routes::{FEATURES, Needs::Nothing, Needs::Person, Route};
use app::site::Site;
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use std::time::Duration;
use tokio_util::task::TaskTracker;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;

/// What the server itself answers: health, assets, and the reference of its API.
const EDGE: &[Route] = app::routes! {
    GET "/healthz"        needs Nothing => health::alive;
    GET "/readyz"         needs Nothing => health::ready;
    GET "/pkg/{file}"     needs Nothing => assets::script;
    GET "/style/{file}"   needs Nothing => assets::style;
    GET "/fonts/{file}"   needs Nothing => assets::font;
    GET "/favicon.svg"    needs Nothing => assets::icon;
    GET "/settings/api"   needs Person  => api::reference::show;
};

/// More than any route takes.
const MOST: usize = 256 * 1024 * 1024;

/// Everything that is served, line by line.
pub fn site_map() -> impl Iterator<Item = Route> {
    [EDGE].into_iter().chain(FEATURES.iter().copied()).flatten().cloned()
}

/// The product over HTTP. `tracker` holds what must come to an end before the program does.
pub fn build(site: &Site, meters: &Meters, tracker: &TaskTracker, longest: Duration) -> Router {
    build_with(site_map(), site, meters, tracker, longest)
}

/// The same for any site map.
pub fn build_with(
    routes: impl Iterator<Item = Route>,
    site: &Site,
    meters: &Meters,
    tracker: &TaskTracker,
    longest: Duration,
) -> Router {
    let router = routes.fold(Router::new(), |router, route| {
        // Around the one method: its own limit, then the guard, then the handler.
        let handler = (route.handler)()
            .route_layer(from_fn_with_state((site.clone(), route.clone()), guard))
            .route_layer(RequestBodyLimitLayer::new(route.limit));
        router.route(route.path, handler)
    });
    let router = router.fallback(nothing_here).method_not_allowed_fallback(nothing_here);
    // From the inside out; a request meets the last one first.
    let pages = router
        .with_state(site.clone())
        // A panic ends its request and nothing else.
        .layer(CatchPanicLayer::custom(panicked))
        // Who the browser says it is; the guard asks who that is.
        .layer(sessions::layer(&site.store, site.is_secure()))
        .layer(from_fn_with_state(site.clone(), sessions::secured))
        // What may write comes to an end, though the visitor leaves.
        .layer(from_fn_with_state(tracker.clone(), run_to_end))
        // Other sites' forms are refused before anything decides.
        .layer(CsrfLayer::new());
    // A token is in no cookie, so no other site can send it: nothing here is guarded against forms.
    let api = api::router(site)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(tracker.clone(), run_to_end));
    pages
        .merge(api)
        // Nobody waits for ever; what runs to its end does so behind this.
        .layer(from_fn_with_state(longest, patience::patience))
        // No body is larger than the largest that any route takes.
        .layer(RequestBodyLimitLayer::new(MOST))
        .layer(axum::extract::DefaultBodyLimit::disable())
        // An address that spells no text, or a host that is not ours, reaches nobody.
        .layer(from_fn(security::readable))
        .layer(from_fn_with_state(Hosts::of(&site.url), hosts::ours))
        // Refusals of all that stands further in become pages in our words.
        .layer(from_fn_with_state(site.clone(), tell))
        .layer(from_fn(security::unheard))
        .layer(CompressionLayer::new().compress_when(security::Compressible))
        .layer(from_fn_with_state(site.clone(), security::headers))
        .layer(from_fn_with_state((site.clone(), meters.clone()), observe::observe))
}

fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let words = panic.downcast_ref::<String>().map(String::as_str);
    let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no words");
    Error::fault(format!("a request panicked: {words}")).into_response()
}
