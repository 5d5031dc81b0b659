//! The browser one signs in with: a key of its own in a cookie. Failures of strangers are counted apart from those in a
//! browser that its owner signed in with before, so that guessing at an address locks nobody out of it.

use crate::sessions::{Key, key};
use crate::site::Site;
use axum::http::{HeaderMap, header};
use tower_sessions::cookie::time::Duration;
use tower_sessions::cookie::{Cookie, SameSite};
use tower_sessions::session::Id;

const YEAR: Duration = Duration::days(365);

/// With the prefix, a browser takes the cookie from this very host only, and only by TLS.
const fn name(secure: bool) -> &'static str {
    if secure { "__Host-plumbline-device" } else { "plumbline-device" }
}

/// The hash of the key that a browser brings.
pub(crate) fn brought(site: &Site, headers: &HeaderMap) -> Option<Key> {
    let said = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut cookies = said.flat_map(Cookie::split_parse).flatten();
    let cookie = cookies.find(|cookie| cookie.name() == name(site.is_secure()))?;
    Some(key(cookie.value().parse::<Id>().ok()?))
}

/// A new key for a browser, and its hash.
pub(crate) fn given(site: &Site) -> (Key, String) {
    let id = Id::default();
    let cookie = Cookie::build((name(site.is_secure()), id.to_string()))
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(site.is_secure())
        .path("/")
        .max_age(YEAR);
    (key(id), cookie.to_string())
}
