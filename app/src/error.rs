//! What can go wrong on the way to a page, with its status; the page about it is made by [`tell`].

use crate::asking::{Asking, Nonce};
use crate::page::{self, Page};
use crate::problem;
use crate::site::Site;
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::door::Door;
use crate::ui::say::{Lede, Say};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::refusal::{Fault, Refusal};
use domain::trail::hex;
use leptos::prelude::*;
use std::borrow::Cow;

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Clone, Debug)]
pub enum Error {
    /// A rule's no.
    Refused(Refusal),
    /// Nobody is signed in; the way back after signing in.
    Nobody { next: Option<String> },
    /// What was sent cannot be read (400), is too long (413) or of no known type (415).
    Unreadable(StatusCode),
    /// Too many failures; to try again after so many seconds.
    Throttled(i64),
    /// Too many ask for the same at once.
    Busy,
    /// The database does not answer, or not in time; what it said is for the log.
    Away(String),
    /// A fault of ours; what it is is for the log.
    Fault(String),
}

impl Error {
    /// A fault of ours. The words go to the log only.
    pub fn fault(what: impl ToString) -> Self {
        Self::Fault(what.to_string())
    }

    /// The faults of a form, to show it again; every other error goes on.
    ///
    /// # Errors
    /// Whatever is not [`Refusal::Invalid`].
    pub fn faults(self) -> Result<Vec<Fault>> {
        if let Self::Refused(Refusal::Invalid(faults)) = self { Ok(faults) } else { Err(self) }
    }

    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Refused(Refusal::Invalid(_)) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Refused(Refusal::Forbidden(_)) => StatusCode::FORBIDDEN,
            Self::Refused(Refusal::Missing(_)) => StatusCode::NOT_FOUND,
            Self::Refused(Refusal::Conflict(_)) => StatusCode::CONFLICT,
            Self::Nobody { .. } => StatusCode::UNAUTHORIZED,
            Self::Unreadable(status) => *status,
            Self::Throttled(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy | Self::Away(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn retry_after(&self) -> Option<i64> {
        match self {
            Self::Throttled(seconds) => Some(*seconds),
            Self::Busy => Some(2),
            Self::Away(_) => Some(10),
            Self::Refused(_) | Self::Nobody { .. } | Self::Unreadable(_) | Self::Fault(_) => None,
        }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        if let store::Error::Refused(refusal) = error {
            Self::Refused(refusal)
        } else if error.is_passing() {
            Self::Away(error.to_string())
        } else {
            Self::Fault(error.to_string())
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl IntoResponse for Error {
    /// The bare status; [`tell`], further out, knows the visitor and puts the page around it.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Some(after) = self.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(after));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Says to the visitor what went wrong, on a page or as JSON, and to the log what was a fault of ours. Also dresses
/// the bare refusals of layers further in.
pub async fn tell(State(site): State<Site>, request: Request, next: Next) -> Response {
    if problem::is_api(&request) {
        let answer = next.run(request).await;
        return problem::dressed(&site, answer);
    }
    let json = wants_json(&request);
    let nonce = request.extensions().get::<Nonce>().cloned().unwrap_or_else(|| Nonce::from_value(""));
    let answer = next.run(request).await;
    let dressed = answer.headers().get(header::CONTENT_TYPE).is_some_and(|kind| {
        let kind = kind.as_bytes();
        kind.starts_with(b"text/html") || kind.starts_with(b"application/json")
    });
    if !(answer.status().is_client_error() || answer.status().is_server_error()) || dressed {
        return answer;
    }
    let error = answer.extensions().get::<Error>().cloned().unwrap_or(Error::Unreadable(answer.status()));
    let page = match (&error, json) {
        (Error::Nobody { next }, false) => {
            let mut to_the_door = Redirect::to(&sign_in(next.as_deref())).into_response();
            to_the_door.extensions_mut().extend(answer.extensions().clone());
            return to_the_door;
        }
        (_, true) => spoken(&site, &error),
        (_, false) => match answer.extensions().get::<Asking>() {
            Some(asking) => within(&site, asking, &error),
            None => shown(&site, &nonce, &error),
        },
    };
    let (mut parts, _) = answer.into_parts();
    let (page, body) = page.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.extend(page.headers);
    Response::from_parts(parts, body)
}

fn sign_in(next: Option<&str>) -> String {
    match next {
        Some(next) if next != "/" => format!("/sign-in?next={}", page::encoded(next)),
        _ => "/sign-in".to_owned(),
    }
}

fn wants_json(request: &Request) -> bool {
    let accepts = |what: &str| {
        let accept = request.headers().get_all(header::ACCEPT).iter();
        accept.filter_map(|value| value.to_str().ok()).any(|value| value.contains(what))
    };
    accepts("application/json") && !accepts("text/html")
}

/// What is told of an error: what happened, and what to do.
pub(crate) struct Told {
    title: &'static str,
    pub what: Cow<'static, str>,
    pub then: Cow<'static, str>,
}

pub(crate) fn told(site: &Site, error: &Error) -> Told {
    let say = |title, what: &str, then: &'static str| Told { title, what: what.to_owned().into(), then: then.into() };
    match error {
        Error::Refused(refusal @ Refusal::Invalid(_)) => {
            say("Not saved", &refusal.to_string(), "Nothing was written. Go back, and what you typed is still there.")
        }
        Error::Refused(refusal @ Refusal::Forbidden(_)) => {
            say("Not allowed", &refusal.to_string(), "Nothing was changed.")
        }
        Error::Refused(refusal @ Refusal::Missing(_)) => {
            say("Not here", &refusal.to_string(), "It may have another address now, or never was.")
        }
        Error::Refused(refusal @ Refusal::Conflict(_)) => say("Not done", &refusal.to_string(), "Nothing was changed."),
        Error::Nobody { .. } => say("Not signed in", "This needs somebody signed in.", "Sign in, then try again."),
        Error::Unreadable(status) => unreadable(*status),
        Error::Throttled(_) => say("Not now", "There were too many failed attempts.", "Wait a little, then try again."),
        Error::Busy => say("Not now", "Too many ask for the same at this moment.", "Try again in a few seconds."),
        Error::Away(log) => logged(site, "Not now", "The database did not answer in time.", log),
        Error::Fault(log) => logged(site, "Not done", "Something here went wrong, and it was not you.", log),
    }
}

/// Bare refusals of a layer, and answers that carry no error of ours.
fn unreadable(status: StatusCode) -> Told {
    let (title, what, then) = match status.as_u16() {
        403 => (
            "Not allowed",
            "This was sent from another site.",
            "Nothing was changed. Open the page here and send it again.",
        ),
        404 | 405 => {
            ("Not here", "There is no page at this address.", "It may have another address now, or never was.")
        }
        408 | 503 | 504 => (
            "Not in time",
            "This took too long.",
            "What you sent may still be under way. Look before you send it again.",
        ),
        413 => (
            "Too large",
            "What was sent is larger than this page takes.",
            "Nothing was written. Send less, or in parts.",
        ),
        421 => (
            "Not here",
            "This address is not the one that this program answers to.",
            "Go to the address that an administrator gave you.",
        ),
        415 => ("Not readable", "What was sent is of a kind that this page does not read.", "Nothing was written."),
        500.. => (
            "Not done",
            "Something here went wrong, and it was not you.",
            "Try again; if it stays, tell an administrator.",
        ),
        _ => ("Not readable", "What was sent could not be read.", "Nothing was written. Go back and send it again."),
    };
    Told { title, what: what.into(), then: then.into() }
}

/// The words of a fault go to the log, under a number that the visitor can quote.
fn logged(site: &Site, title: &'static str, what: &'static str, log: &str) -> Told {
    let mut number = [0; 4];
    site.store.random(&mut number);
    let number = hex(&number);
    tracing::error!(fault = %number, "{log}");
    let then =
        format!("What was acknowledged before is safe. Try again; if it stays, tell an administrator: fault {number}.");
    Told { title, what: what.into(), then: then.into() }
}

fn spoken(site: &Site, error: &Error) -> Response {
    let Told { title, what, then } = told(site, error);
    let faults = if let Error::Refused(Refusal::Invalid(faults)) = error { faults.as_slice() } else { &[] };
    axum::Json(serde_json::json!({ "error": title, "what": what, "then": then, "faults": faults })).into_response()
}

fn shown(site: &Site, nonce: &Nonce, error: &Error) -> Response {
    let Told { title, what, then } = told(site, error);
    let way = match error {
        Error::Nobody { .. } => ("/sign-in".to_owned(), "Sign in"),
        Error::Unreadable(StatusCode::MISDIRECTED_REQUEST) => (site.url.to_string(), "Go to the right address"),
        Error::Refused(_)
        | Error::Unreadable(_)
        | Error::Throttled(_)
        | Error::Busy
        | Error::Away(_)
        | Error::Fault(_) => ("/".to_owned(), "Go to the first page"),
    };
    let example = site.is_marked();
    let html = page::document(&site.assets, nonce, move || {
        view! {
            <Door title example>
                <Say>{title}". "{what}</Say>
                <Lede>{then}</Lede>
                <Actions top=true><ButtonLink weight=Weight::Bordered href=way.0>{way.1}</ButtonLink></Actions>
            </Door>
        }
    });
    Page::new(html).into_response()
}

/// The same to somebody who is signed in: with the menu, and ways on.
fn within(site: &Site, asking: &Asking, error: &Error) -> Response {
    let Told { title, what, then } = told(site, error);
    let sought = matches!(error, Error::Refused(Refusal::Missing(_)));
    let page = asking.page(title, None, move || {
        let seek = sought.then(|| view! { <ButtonLink href="/find">"Search for it"</ButtonLink> });
        view! {
            <Say>{title}". "{what}</Say>
            <Lede>{then}</Lede>
            <Actions top=true>
                <ButtonLink weight=Weight::Primary href="/">"Go to the first page"</ButtonLink>
                {seek}
                <ButtonLink href="/waiting#mine">"See what waits for you"</ButtonLink>
            </Actions>
        }
    });
    page.into_response()
}
