//! The guard before every route: decides 401, 403 and 404 by the site map, before anything of the body is read.

use crate::asking::{Asking, Caller};
use crate::beside::{at_hand, beside};
use crate::error::{Error, Result};
use crate::reading::another_day;
use crate::routes::{Needs, Route};
use crate::site::Site;
use axum::extract::{FromRequestParts as _, Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::people::{Relation, may};
use domain::refusal::Refusal;

/// On an answer: which line of the site map gave it. Logs and figures speak of this, never of the address itself.
#[derive(Clone, Copy, Debug)]
pub struct Answered(pub &'static str);

/// The layer around one route.
pub async fn guard(State((site, route)): State<(Site, Route)>, request: Request, next: Next) -> Response {
    let answer = admit(&site, &route, request, next).await;
    let mut response = answer.unwrap_or_else(|error| error.into_response());
    if route.needs == Needs::Link {
        discreet(&site, &mut response);
    }
    response.extensions_mut().insert(Answered(route.path));
    response
}

/// The address of such a page is its key: it is told to no other page, kept nowhere, and found by no search engine. Over
/// plain HTTP, elsewhere than on this machine, browsers would send forms of a page without a referrer as from nowhere.
fn discreet(site: &Site, response: &mut Response) {
    let headers = response.headers_mut();
    let policy = if site.tells_origin_by_itself() { "no-referrer" } else { "same-origin" };
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow"));
}

async fn admit(site: &Site, route: &Route, request: Request, next: Next) -> Result<Response> {
    let needs = route.needs;
    if needs == Needs::Nothing {
        return Ok(next.run(request).await);
    }
    // A story that is being told has no room for anybody else's commands.
    if site.telling.is_under_way() {
        return Ok(Redirect::to(crate::example::PROGRESS).into_response());
    }
    let (mut parts, body) = request.into_parts();
    if site.is_founded().await? == (needs == Needs::FirstRun) {
        let door = if needs == Needs::FirstRun { "/sign-in" } else { "/first-run" };
        return Ok(Redirect::to(door).into_response());
    }
    if needs == Needs::Example && !site.is_example().await? {
        return Err(Refusal::missing("page").into());
    }
    if let Some(verbs) = asks_who(needs) {
        let caller = Caller::from_request_parts(&mut parts, site).await?;
        let mut asking = Asking::of(site, &caller).await?.ok_or_else(|| Error::Nobody { next: way_back(&parts) })?;
        asking.beside = if parts.method.is_safe() { beside(&asking).await? } else { at_hand(&asking) };
        if !verbs.is_none_or(|verb| allowed(&asking, verb)) {
            return Ok(told_to(asking, forbidden().into_response()));
        }
        let query = parts.uri.query().filter(|_| parts.method.is_safe());
        asking.another_day = query.and_then(|query| another_day(route.path, query, asking.today));
        parts.extensions.insert(asking.clone());
        return Ok(told_to(asking, next.run(Request::from_parts(parts, body)).await));
    }
    Ok(next.run(Request::from_parts(parts, body)).await)
}

/// What went wrong is said to somebody who is signed in on a page with its menu.
fn told_to(asking: Asking, mut response: Response) -> Response {
    if response.extensions().get::<Error>().is_some() {
        response.extensions_mut().insert(asking);
    }
    response
}

/// Whether the route asks who is there, and for which verb.
const fn asks_who(needs: Needs) -> Option<Option<domain::trail::Verb>> {
    match needs {
        Needs::Nothing | Needs::FirstRun | Needs::Open | Needs::Link | Needs::Example => None,
        Needs::Person => Some(None),
        Needs::May(verb) => Some(Some(verb)),
    }
}

/// Whether a line of the site map that asks who is there lets this visitor in.
pub(crate) fn opens(asking: &Asking, needs: Needs) -> bool {
    asks_who(needs).is_some_and(|verb| verb.is_none_or(|verb| allowed(asking, verb)))
}

/// In whatever relation: which one it is, only the store can say.
fn allowed(asking: &Asking, verb: domain::trail::Verb) -> bool {
    Relation::ALL.iter().any(|relation| may(asking.actor().rights, verb, *relation))
}

fn forbidden() -> Error {
    Refusal::forbidden("Your role does not allow this. An administrator can change your role.").into()
}

/// A page can be gone back to after signing in; a form cannot be sent twice.
fn way_back(parts: &axum::http::request::Parts) -> Option<String> {
    parts.method.is_safe().then(|| parts.uri.path_and_query().map(ToString::to_string)).flatten()
}

/// What is in no line of the site map.
pub async fn nothing_here(State(site): State<Site>, request: Request) -> Result<Response> {
    if !site.is_founded().await? {
        return Ok(Redirect::to("/first-run").into_response());
    }
    let missing = Error::from(Refusal::missing("page")).into_response();
    let (mut parts, _) = request.into_parts();
    let caller = Caller::from_request_parts(&mut parts, &site).await?;
    Ok(match Asking::of(&site, &caller).await? {
        Some(mut asking) => {
            asking.beside = at_hand(&asking);
            told_to(asking, missing)
        }
        None => missing,
    })
}
