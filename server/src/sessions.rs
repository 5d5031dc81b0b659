//! tower-sessions on our store. The store holds the clock and the lifetimes; what stands here is only the shape.
//!
//! `save` never brings a session back that has ended: it updates, and that nothing was there to update is no error.

use app::sessions::key;
use app::site::Site;
use async_trait::async_trait;
use axum::extract::{Request, State};
use axum::http::header::{self, Entry, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use store::Store;
use time::{Duration, OffsetDateTime};
use tower_sessions::cookie::SameSite;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, SessionManagerLayer, SessionStore};

/// The cookie lives as long as a session can at most; the store ends it earlier when it is not used.
const COOKIE: Duration = Duration::days(7);

#[derive(Clone)]
pub struct Sessions(Store);

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sessions")
    }
}

/// The layer. Anonymous requests leave no row and get no cookie.
pub fn layer(store: &Store, secure: bool) -> SessionManagerLayer<Sessions> {
    SessionManagerLayer::new(Sessions(store.clone()))
        .with_name(cookie_name(secure))
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_secure(secure)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(COOKIE))
}

/// With the prefix, a browser takes the cookie from this very host only, and only by TLS.
#[must_use]
pub const fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-plumbline" } else { "plumbline" }
}

/// Around the layer: a browser takes what clears a cookie with the prefix only when it says `Secure` as the cookie did,
/// and tower-sessions says it of a cookie that is set, not of one that is cleared.
pub async fn secured(State(site): State<Site>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if !site.is_secure() {
        return response;
    }
    if let Entry::Occupied(mut cookies) = response.headers_mut().entry(header::SET_COOKIE) {
        cookies.iter_mut().for_each(secure);
    }
    response
}

fn secure(cookie: &mut HeaderValue) {
    let said = cookie.to_str().unwrap_or_default();
    if !said.split("; ").any(|part| part == "Secure") {
        *cookie = HeaderValue::try_from(format!("{said}; Secure")).unwrap_or_else(|_| cookie.clone());
    }
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let data = encode(record)?;
        while !self.0.create_session(&key(record.id), &data).await.map_err(backend)? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.0.save_session(&key(record.id), &encode(record)?).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let data = self.0.load_session(&key(*id)).await.map_err(backend)?;
        data.map(|data| {
            let data = serde_json::from_str(&data).map_err(|error| Error::Decode(error.to_string()))?;
            Ok(Record { id: *id, data, expiry_date: OffsetDateTime::UNIX_EPOCH + Duration::days(365_000) })
        })
        .transpose()
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.0.end_session(&key(*id)).await.map_err(backend)
    }
}

fn encode(record: &Record) -> Result<String> {
    serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))
}

fn backend(error: store::Error) -> Error {
    Error::Backend(error.to_string())
}
