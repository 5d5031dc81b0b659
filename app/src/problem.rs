//! What went wrong, for a machine: `application/problem+json` (RFC 9457), with the sentences of a page.

use crate::error::{Error, told};
use crate::site::Site;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::refusal::Refusal;
use serde_json::{Map, Value, json};

/// The type of every such answer.
pub const PROBLEM: &str = "application/problem+json";

/// On an answer that is an error: members of its problem besides those that every problem has, or in their place.
#[derive(Clone, Debug, Default)]
pub struct Beside(pub Map<String, Value>);

impl Beside {
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.insert(key.to_owned(), value.into());
        self
    }
}

/// Whether a request is the API's, which answers machines alone.
#[must_use]
pub fn is_api(request: &Request) -> bool {
    request.uri().path().starts_with("/api/")
}

/// The answer, as a problem where it is an error that nobody put into words yet.
#[must_use]
pub fn dressed(site: &Site, answer: Response) -> Response {
    let is_problem = answer.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == PROBLEM);
    if !(answer.status().is_client_error() || answer.status().is_server_error()) || is_problem {
        return answer;
    }
    let status = answer.status();
    let error = answer.extensions().get::<Error>().cloned().unwrap_or(Error::Unreadable(status));
    let beside = answer.extensions().get::<Beside>().cloned().unwrap_or_default();
    let problem = Value::Object(problem(site, status, &error, beside));
    let (mut parts, _) = answer.into_parts();
    for name in [header::CONTENT_LENGTH, header::TRANSFER_ENCODING] {
        parts.headers.remove(name);
    }
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM));
    if status == StatusCode::UNAUTHORIZED {
        parts.headers.entry(header::WWW_AUTHENTICATE).or_insert(HeaderValue::from_static("Bearer realm=\"plumbline\""));
    }
    Response::from_parts(parts, problem.to_string().into_response().into_body())
}

fn problem(site: &Site, status: StatusCode, error: &Error, beside: Beside) -> Map<String, Value> {
    let detail = match error {
        Error::Unreadable(status) => unreadable(*status).to_owned(),
        Error::Nobody { .. } => "This needs a token: Authorization: Bearer plb_….".to_owned(),
        Error::Throttled(_) => "There were too many requests by this token in the last minute.".to_owned(),
        Error::Fault(_) | Error::Away(_) => {
            let told = told(site, error);
            format!("{} {}", told.what, told.then)
        }
        Error::Refused(_) | Error::Busy => told(site, error).what.into_owned(),
    };
    let mut members = Map::new();
    members.insert("type".to_owned(), "about:blank".into());
    members.insert("title".to_owned(), status.canonical_reason().unwrap_or("Error").into());
    members.insert("status".to_owned(), status.as_u16().into());
    members.insert("detail".to_owned(), detail.into());
    if let Error::Refused(Refusal::Invalid(faults)) = error {
        let errors = faults.iter().map(|fault| json!({ "field": fault.field, "sentence": fault.message }));
        members.insert("errors".to_owned(), errors.collect::<Vec<_>>().into());
    }
    members.extend(beside.0);
    members
}

/// Bare refusals of a layer, and what no rule has words for.
fn unreadable(status: StatusCode) -> &'static str {
    match status.as_u16() {
        404 => "There is nothing at this address.",
        405 => "This address does not take this method. Allow says which it takes.",
        408 | 503 | 504 => "This took too long. What was sent may still be under way: look before sending it again.",
        413 => "What was sent is larger than this address takes.",
        415 => "Send application/json, or for a file application/octet-stream.",
        421 => "This program answers to another host.",
        500.. => "Something here went wrong.",
        _ => "What was sent could not be read.",
    }
}
