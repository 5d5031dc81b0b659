//! What a request brings: a query and a body, read strictly. What does not fit is refused at its field.

use super::fail::{Fail, Result};
use app::error::Error;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse as _;
use domain::refusal::{Fault, Refusal};
use serde::de::DeserializeOwned;
use serde::de::value::MapDeserializer;
use serde_json::Value;
use std::collections::BTreeSet;

/// The query of an address. A name that means nothing here, or comes twice, is refused.
#[derive(Clone, Debug)]
pub struct Asked<Q>(pub Q);

impl<Q: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<Q> {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        let Query(pairs) = pairs.map_err(|_| Error::Unreadable(StatusCode::BAD_REQUEST))?;
        let mut names = BTreeSet::new();
        for (name, value) in &pairs {
            if !names.insert(name.clone()) {
                return Err(Refusal::at(name.clone(), "Give it once.").into());
            }
            if value.contains('\0') {
                return Err(Refusal::at(name.clone(), NUL).into());
            }
        }
        let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let read = serde_path_to_error::deserialize(MapDeserializer::<_, serde::de::value::Error>::new(pairs));
        read.map(Self).map_err(|error| misfit(&error.path().to_string(), &error.inner().to_string()).into())
    }
}

/// A body of JSON.
#[derive(Clone, Debug)]
pub struct Sent<B>(pub B);

const NUL: &str = "It holds a character that no text has (U+0000).";

impl<B: DeserializeOwned, S: Send + Sync> FromRequest<S> for Sent<B> {
    type Rejection = Fail;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if kind != "application/json" {
            return Err(Error::Unreadable(StatusCode::UNSUPPORTED_MEDIA_TYPE).into());
        }
        let bytes = Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|no| Error::Unreadable(no.into_response().status()))?;
        let value: Value = serde_json::from_slice(&bytes).map_err(|_| Error::Unreadable(StatusCode::BAD_REQUEST))?;
        if let Some(field) = nul(&value, String::new()) {
            return Err(Refusal::at(field, NUL).into());
        }
        let read = serde_path_to_error::deserialize(value);
        read.map(Self).map_err(|error: serde_path_to_error::Error<serde_json::Error>| {
            misfit(&error.path().to_string(), &error.inner().to_string()).into()
        })
    }
}

/// What serde says, at the field that it speaks of.
fn misfit(path: &str, says: &str) -> Refusal {
    let quoted = |start: &str| says.split_once(start).and_then(|(_, rest)| rest.split('`').next());
    let field = quoted("missing field `").or_else(|| quoted("unknown field `"));
    let field = match (field, path) {
        (Some(field), "." | "") => field.to_owned(),
        (Some(field), path) if !path.ends_with(field) => format!("{path}.{field}"),
        (_, path) => path.to_owned(),
    };
    let mut sentence = says.to_owned();
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if !sentence.ends_with('.') {
        sentence.push('.');
    }
    Refusal::Invalid(vec![Fault::new(field, sentence)])
}

/// Where a text holds what PostgreSQL keeps in none.
fn nul(value: &Value, path: String) -> Option<String> {
    let join = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        Value::String(text) => text.contains('\0').then_some(path),
        Value::Array(all) => all.iter().enumerate().find_map(|(n, one)| nul(one, join(&n.to_string()))),
        Value::Object(all) => {
            all.iter().find_map(|(key, one)| if key.contains('\0') { Some(join("?")) } else { nul(one, join(key)) })
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_misfit_is_told_at_its_field() {
        let field = |path: &str, says: &str| match misfit(path, says) {
            Refusal::Invalid(faults) => faults[0].field.clone().into_owned(),
            other => panic!("{other:?}"),
        };
        assert_eq!(field(".", "missing field `name`"), "name");
        assert_eq!(field("strange", "unknown field `strange`, expected `a`"), "strange");
        assert_eq!(field("pairs[0]", "missing field `subject`"), "pairs[0].subject");
        assert_eq!(field("seen", "invalid type: string \"x\", expected i64"), "seen");
    }

    #[test]
    fn no_text_holds_what_a_database_cannot_keep() {
        assert_eq!(nul(&json!({"a": ["x", {"b": "y\u{0}"}]}), String::new()), Some("a.1.b".to_owned()));
        assert_eq!(nul(&json!({"a\u{0}": 1}), String::new()), Some("?".to_owned()));
        assert_eq!(nul(&json!({"a": "plain"}), String::new()), None);
    }
}
