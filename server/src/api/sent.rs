//! What a request brings: a query and a body, read strictly. What does not fit is refused at its field.

use super::fail::{Fail, Result};
use app::error::Error;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse as _;
use domain::refusal::{Fault, Refusal};
use serde::de::value::{MapDeserializer, StrDeserializer};
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
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
        let pairs = pairs.iter().map(|(name, value)| (name.as_str(), Said(value)));
        let read = serde_path_to_error::deserialize(MapDeserializer::<_, Strange>::new(pairs));
        read.map(Self).map_err(|error| misfit(&error.path().to_string(), &error.inner().to_string()).into())
    }
}

/// What cannot be read of a query.
type Strange = serde::de::value::Error;

/// One value of a query: a text, and there.
#[derive(Clone, Copy, Debug)]
struct Said<'a>(&'a str);

impl<'de> IntoDeserializer<'de, Strange> for Said<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Said<'_> {
    type Error = Strange;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Strange> {
        visitor.visit_str(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Strange> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Strange> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Strange> {
        let text: StrDeserializer<'_, Strange> = self.0.into_deserializer();
        text.deserialize_enum(name, words, visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
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
        let field = |path: &str, says: &str| {
            let Refusal::Invalid(faults) = misfit(path, says) else { panic!("no fault at {path}") };
            faults[0].field.clone().into_owned()
        };
        assert_eq!(field(".", "missing field `name`"), "name");
        assert_eq!(field("strange", "unknown field `strange`, expected `a`"), "strange");
        assert_eq!(field("pairs[0]", "missing field `subject`"), "pairs[0].subject");
        assert_eq!(field("seen", "invalid type: string \"x\", expected i64"), "seen");
    }

    #[test]
    fn a_query_holds_words_numbers_and_what_may_be_left_away() {
        #[derive(Debug, PartialEq, serde::Deserialize)]
        #[serde(rename_all = "lowercase")]
        enum Word {
            One,
        }
        #[derive(Debug, PartialEq, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Asks {
            word: Option<Word>,
            text: Option<String>,
            day: Option<jiff::civil::Date>,
            id: Option<domain::ids::SystemId>,
        }
        let read = |query: &str| {
            let uri = format!("/?{query}").parse::<axum::http::Uri>().unwrap();
            let pairs = Query::<Vec<(String, String)>>::try_from_uri(&uri).unwrap().0;
            let pairs = pairs.iter().map(|(name, value)| (name.as_str(), Said(value)));
            <Asks as serde::Deserialize>::deserialize(MapDeserializer::<_, Strange>::new(pairs))
        };
        let id = domain::ids::SystemId(uuid::Uuid::from_u128(7));
        let all = Asks {
            word: Some(Word::One),
            text: Some("a b".into()),
            day: Some("2026-01-02".parse().unwrap()),
            id: Some(id),
        };
        assert_eq!(read(&format!("word=one&text=a%20b&day=2026-01-02&id={id}")), Ok(all));
        assert_eq!(read(""), Ok(Asks { word: None, text: None, day: None, id: None }));
        for no in ["word=two", "day=soon", "id=1", "strange=1"] {
            assert!(read(no).is_err(), "{no}");
        }
    }

    #[test]
    fn no_text_holds_what_a_database_cannot_keep() {
        assert_eq!(nul(&json!({"a": ["x", {"b": "y\u{0}"}]}), String::new()), Some("a.1.b".to_owned()));
        assert_eq!(nul(&json!({"a\u{0}": 1}), String::new()), Some("?".to_owned()));
        assert_eq!(nul(&json!({"a": "plain"}), String::new()), None);
    }
}
