//! What every answer tells the browser: what may run, who may frame, what is kept.

use app::asking::Nonce;
use app::page::Uncompressed;
use app::site::Site;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use domain::trail::hex;
use tower_http::compression::predicate::{DefaultPredicate, Predicate};

const FIXED: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // `no-referrer` would break forms without JavaScript: browsers then send `Origin: null`.
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Gives the request a nonce, and the answer its headers. What no handler called cacheable is kept nowhere.
pub async fn headers(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let mut chance = [0; 16];
    site.store.random(&mut chance);
    let nonce = hex(&chance);
    request.extensions_mut().insert(Nonce::from_value(nonce.clone()));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        // The pages of a link tell nobody where they are.
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(&policy(&nonce)) {
        // A file of somebody's brings a narrower one.
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    if site.is_secure() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; \
         img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// An address whose percent signs spell no text reaches nobody.
pub async fn readable(request: Request, next: Next) -> Response {
    if is_text(request.uri().path()) { next.run(request).await } else { StatusCode::BAD_REQUEST.into_response() }
}

fn is_text(path: &str) -> bool {
    let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
    let mut bytes = path.bytes();
    let mut text = Vec::with_capacity(path.len());
    while let Some(byte) = bytes.next() {
        let byte = match (byte == b'%').then(|| (digit(bytes.next()), digit(bytes.next()))) {
            None => Some(byte),
            Some((Some(high), Some(low))) => u8::try_from(high << 4 | low).ok(),
            Some(_) => None,
        };
        let Some(byte) = byte else { return false };
        text.push(byte);
    }
    std::str::from_utf8(&text).is_ok_and(|text| !text.contains('\0'))
}

/// An answer that another site asked for is not compressed: the length of a compressed page speaks of what stands in
/// it (BREACH), and only then could somebody else choose a part of it and see the length.
pub async fn unheard(request: Request, next: Next) -> Response {
    let foreign = asked_by_another_site(request.headers());
    let mut response = next.run(request).await;
    if foreign {
        response.extensions_mut().insert(Uncompressed);
    }
    response
}

fn asked_by_another_site(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site" || site == "same-site")
}

/// What is worth compressing, and may be.
#[derive(Clone, Copy, Debug, Default)]
pub struct Compressible;

impl Predicate for Compressible {
    fn should_compress<B: axum::body::HttpBody>(&self, response: &axum::http::Response<B>) -> bool {
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        response.extensions().get::<Uncompressed>().is_none()
            && !PACKED.contains(&kind)
            && DefaultPredicate::new().should_compress(response)
    }
}

/// Compressed in themselves, or somebody's file that is handed out as it is.
const PACKED: [&str; 3] = ["font/woff2", "application/zip", "application/octet-stream"];

#[cfg(test)]
mod tests {
    use super::{Compressible, is_text};
    use axum::body::Body;
    use axum::http::{Response, header};
    use tower_http::compression::predicate::Predicate as _;

    #[test]
    fn what_is_packed_in_itself_is_not_packed_again() {
        let of = |kind: &str| {
            let response = Response::builder().header(header::CONTENT_TYPE, kind).body(Body::from("x".repeat(9_000)));
            Compressible.should_compress(&response.unwrap())
        };
        for kind in ["font/woff2", "application/octet-stream", "application/zip", "image/png"] {
            assert!(!of(kind), "{kind}");
        }
        for kind in ["text/html; charset=utf-8", "text/css; charset=utf-8", "application/json", "application/wasm"] {
            assert!(of(kind), "{kind}");
        }
    }

    #[test]
    fn an_address_spells_text() {
        assert!(is_text("/people/a%20b/%C3%A9"));
        for path in ["/%ff", "/%", "/%4", "/%zz", "/a%00b", "/%C3"] {
            assert!(!is_text(path), "{path}");
        }
    }
}
