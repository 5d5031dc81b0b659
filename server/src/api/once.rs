//! Idempotency keys: a POST that is sent again under its key gets the first answer again, for a day, and is not done
//! twice. Of several that come at once, one is done.

use super::caller::Caller;
use super::fail::Fail;
use super::guard::Asks;
use app::error::Error;
use app::problem::dressed;
use app::site::Site;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use domain::refusal::Refusal;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use store::{Begun, KeptAnswer, Reserved, Store};

/// The header that names a request.
pub const KEY: &str = "idempotency-key";
/// On an answer that was given before.
const AGAIN: HeaderName = HeaderName::from_static("idempotent-replayed");
/// The headers of an answer that are said again.
const HEAD: [HeaderName; 2] = [header::CONTENT_TYPE, header::LOCATION];
const LONGEST: usize = 255;

pub async fn once(State(site): State<Site>, request: Request, next: Next) -> Response {
    let once = request.extensions().get::<Asks>().is_some_and(|asks| asks.once);
    if !once || !request.headers().contains_key(KEY) {
        return next.run(request).await;
    }
    hold(&site, request, next).await.unwrap_or_else(|fail| fail.into_response())
}

async fn hold(site: &Site, request: Request, next: Next) -> Result<Response, Fail> {
    let name = name(request.headers())?;
    let (mut parts, body) = request.into_parts();
    let whole = Bytes::from_request(Request::new(body), &()).await;
    let body = whole.map_err(|no| Error::Unreadable(no.into_response().status()))?;
    let caller = parts.extensions.get::<Caller>().cloned();
    let caller = caller.ok_or_else(|| Error::fault("a key came where nobody asks"))?;
    let digest = digest(&parts, &body);
    let reserved = match site.store.begin_once(caller.bearer.token, &name, &digest).await? {
        Begun::First(reserved) => reserved,
        Begun::Again(answer) => return Ok(again(answer)),
        Begun::Other => {
            let sentence = "This key was used with another request. A new request brings a new key.";
            return Err(Refusal::at(KEY, sentence).into());
        }
        Begun::UnderWay => {
            return Err(Refusal::conflict("The request with this key is under way. Ask again in a moment.").into());
        }
        Begun::Done(seq) => {
            let sentence =
                format!("The request with this key was done: it is entry {seq} of the trail. Its answer is lost.");
            return Err(Refusal::conflict(sentence).into());
        }
    };
    let store = site.store.by_token(&caller.bearer, Some(reserved.clone()));
    parts.extensions.insert(Caller { store, ..caller });
    let answer = dressed(site, next.run(Request::from_parts(parts, Body::from(body))).await);
    keep(&site.store, &reserved, answer).await
}

fn name(headers: &HeaderMap) -> Result<String, Refusal> {
    let mut all = headers.get_all(KEY).iter();
    let name = all.next().and_then(|name| name.to_str().ok()).unwrap_or_default();
    let plain = name.bytes().all(|byte| byte.is_ascii_graphic());
    if name.is_empty() || name.len() > LONGEST || !plain || all.next().is_some() {
        return Err(Refusal::at(KEY, format!("Give one key of at most {LONGEST} letters, digits and signs.")));
    }
    Ok(name.to_owned())
}

/// What makes two requests the same: where they go, and every byte they bring.
fn digest(parts: &axum::http::request::Parts, body: &[u8]) -> Vec<u8> {
    let path = parts.uri.path_and_query().map_or("", |path| path.as_str());
    let kind = parts.headers.get(header::CONTENT_TYPE).map_or(&[][..], HeaderValue::as_bytes);
    let mut hash = Sha256::new();
    for part in [parts.method.as_str().as_bytes(), path.as_bytes(), kind, body] {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().to_vec()
}

/// Keeps the answer, unless it is a fault of ours: then the same may be sent again.
async fn keep(store: &Store, reserved: &Reserved, answer: Response) -> Result<Response, Fail> {
    if answer.status().is_server_error() {
        store.give_up(reserved).await?;
        return Ok(answer);
    }
    let (parts, body) = answer.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.map_err(Error::fault)?;
    let head: BTreeMap<&str, &str> =
        HEAD.iter().filter_map(|name| Some((name.as_str(), parts.headers.get(name)?.to_str().ok()?))).collect();
    let head = serde_json::to_string(&head).map_err(Error::fault)?;
    store.keep_answer(reserved, &KeptAnswer { status: parts.status.as_u16(), head, body: body.to_vec() }).await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn again(answer: KeptAnswer) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let head: BTreeMap<String, String> = serde_json::from_str(&answer.head).unwrap_or_default();
    for (name, value) in head {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response.headers_mut().insert(AGAIN, HeaderValue::from_static("true"));
    response
}
