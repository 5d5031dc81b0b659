//! The guard before every line of the API: decides 401, 403 and 429 by the table, before anything of a body is read.

use super::caller::Caller;
use super::fail::{Fail, Result};
use super::pace::Pace;
use super::table::{Line, Needs};
use app::error::Error;
use app::guard::Answered;
use app::problem::Beside;
use app::site::Site;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use domain::people::{Relation, may};
use domain::refusal::Refusal;
use domain::tokens::{Scope, is_token};

/// What the guard has to know of a line.
#[derive(Clone, Copy, Debug)]
pub struct Asks {
    needs: Needs,
    /// As logs and figures call it.
    path: &'static str,
    /// Whether an Idempotency-Key means something here.
    pub once: bool,
}

impl Asks {
    pub const fn of(line: &Line) -> Self {
        Self { needs: line.needs, path: line.path, once: line.once }
    }
}

pub async fn guard(State((site, pace, asks)): State<(Site, Pace, Asks)>, mut request: Request, next: Next) -> Response {
    let mut response = match admit(&site, &pace, asks, request.headers()).await {
        Ok(caller) => {
            if let Some(caller) = caller {
                request.extensions_mut().insert(caller);
            }
            request.extensions_mut().insert(asks);
            next.run(request).await
        }
        Err(no) => no,
    };
    response.extensions_mut().insert(Answered(asks.path));
    response
}

async fn admit(site: &Site, pace: &Pace, asks: Asks, headers: &HeaderMap) -> Result<Option<Caller>, Response> {
    let scope = match asks.needs {
        Needs::Nothing => return Ok(None),
        Needs::Token => None,
        Needs::Reads(scope) | Needs::May(scope, _) => Some(scope),
    };
    // A story that is being told has no room for anybody else's commands.
    if site.telling.is_under_way() {
        return Err(Error::Unreadable(StatusCode::SERVICE_UNAVAILABLE).into_response());
    }
    let caller = who(site, headers).await?;
    if let Some(seconds) = pace.over(caller.bearer.token, site.store.now()) {
        return Err(Error::Throttled(seconds).into_response());
    }
    if let Some(scope) = scope.filter(|scope| !caller.bearer.scopes.contains(*scope)) {
        return Err(closed(scope));
    }
    if let Needs::May(_, verb) = asks.needs {
        let rights = caller.actor().rights;
        if !Relation::ALL.iter().any(|relation| may(rights, verb, *relation)) {
            return Err(
                Error::from(Refusal::forbidden("The role of this token's person does not allow this.")).into_response()
            );
        }
    }
    Ok(Some(caller))
}

/// Who asks, by the one header that says it.
async fn who(site: &Site, headers: &HeaderMap) -> Result<Caller, Response> {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(said), None) = (all.next(), all.next()) else { return Err(nobody(None)) };
    let said = said.to_str().ok().and_then(|said| said.split_once(' '));
    let secret = said.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, secret)| secret.trim());
    let Some(secret) = secret else { return Err(nobody(None)) };
    let bearer = if is_token(secret) { site.store.bearer(secret).await } else { Ok(None) };
    match bearer {
        Ok(Some(bearer)) => Ok(Caller::new(site, bearer)),
        Ok(None) => Err(nobody(Some("There is no such token, or it ended or expired."))),
        Err(error) => Err(Fail::from(error).into_response()),
    }
}

/// 401, after RFC 6750, section 3.
fn nobody(why: Option<&'static str>) -> Response {
    let mut response = Error::Nobody { next: None }.into_response();
    if let Some(why) = why {
        response.extensions_mut().insert(Beside::default().with("detail", why));
        let invalid = HeaderValue::from_static("Bearer realm=\"plumbline\", error=\"invalid_token\"");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, invalid);
    }
    response
}

/// 403, after RFC 6750, section 3.1.
fn closed(scope: Scope) -> Response {
    let sentence = format!("This token does not open {}. A token with that scope does.", scope.key());
    let mut response = Error::from(Refusal::forbidden(sentence)).into_response();
    let header = format!("Bearer realm=\"plumbline\", error=\"insufficient_scope\", scope=\"{}\"", scope.key());
    if let Ok(header) = HeaderValue::try_from(header) {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, header);
    }
    response
}
