//! Scripts, styles and fonts: built by `cargo xtask build`, carried inside a release, read from disk in debug. A file
//! that the manifest names never changes under its name.

use app::address::The;
use app::error::Result;
use app::shell::Assets;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use domain::refusal::Refusal;
use rust_embed::RustEmbed;
use std::collections::BTreeMap;

#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Built;

/// The addresses of the built files. In a clone that was not built there are none, and pages are plain.
#[must_use]
pub fn names() -> Assets {
    let manifest = manifest();
    let address = |name: &str| manifest.get(name).map(|path| format!("/{path}"));
    let fonts = manifest.values().filter(|path| path.ends_with(".woff2")).map(|path| format!("/{path}"));
    Assets {
        css: address("plumbline.css").unwrap_or_else(|| "/style/not-built.css".to_owned()),
        icon: "/favicon.svg".to_owned(),
        fonts: fonts.collect(),
        js: address("client.js"),
        wasm: address("client_bg.wasm"),
    }
}

fn manifest() -> BTreeMap<String, String> {
    Built::get("manifest.json").and_then(|file| serde_json::from_slice(&file.data).ok()).unwrap_or_default()
}

pub async fn script(The(file): The<String>, headers: HeaderMap) -> Result<Response> {
    kept(&format!("pkg/{file}"), &headers)
}

pub async fn style(The(file): The<String>, headers: HeaderMap) -> Result<Response> {
    kept(&format!("style/{file}"), &headers)
}

pub async fn font(The(file): The<String>, headers: HeaderMap) -> Result<Response> {
    kept(&format!("fonts/{file}"), &headers)
}

/// Its name holds its content: it may be kept for ever.
fn kept(path: &str, headers: &HeaderMap) -> Result<Response> {
    let forever = path.rsplit_once('.').is_some_and(|(stem, _)| stem.contains('-'));
    file(path, headers, if forever { "public, max-age=31536000, immutable" } else { "public, max-age=3600" })
}

/// The icon is there in every build.
pub async fn icon() -> Response {
    const ICON: &str = include_str!("../../public/favicon.svg");
    let headers = [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")];
    (headers, ICON).into_response()
}

fn file(path: &str, headers: &HeaderMap, keep: &'static str) -> Result<Response> {
    let missing = || Refusal::missing("file");
    let kind = HeaderValue::from_static(kind(path).ok_or_else(missing)?);
    let packed = ["br", "gzip"].into_iter().filter(|way| accepts(headers, way)).find_map(|way| {
        let ending = if way == "gzip" { "gz" } else { way };
        Some((Some(way), Built::get(&format!("{path}.{ending}"))?))
    });
    let (way, file) = packed.or_else(|| Some((None, Built::get(path)?))).ok_or_else(missing)?;
    let mut response = file.data.into_owned().into_response();
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, kind);
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(way) = way {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(way));
    }
    Ok(response)
}

fn accepts(headers: &HeaderMap, way: &str) -> bool {
    let accepted = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|list| list.split(',')).any(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        name.trim() == way && !["q=0", "q=0.0"].contains(&weight.trim())
    })
}

/// `None`: not for browsers, such as the manifest.
fn kind(path: &str) -> Option<&'static str> {
    match path.rsplit_once('.')?.1 {
        "js" => Some("text/javascript; charset=utf-8"),
        "wasm" => Some("application/wasm"),
        "css" => Some("text/css; charset=utf-8"),
        "woff2" => Some("font/woff2"),
        "svg" => Some("image/svg+xml"),
        "txt" => Some("text/plain; charset=utf-8"),
        _ => None,
    }
}
