//! Forms: decoded into one draft a form, without ever refusing for a missing or a strange field. What is wrong, the
//! rules say in their own words, at the field; what was typed is shown again.

use crate::error::{Error, Result};
use crate::ui::summary;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use domain::refusal::Fault;
use std::collections::HashSet;
use std::str::FromStr;

/// What a form sent: names and values, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    pub(crate) const fn of(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// Names and values, in order: what a view's address holds.
    #[must_use]
    pub fn pairs(&self) -> Vec<(String, String)> {
        self.0.clone()
    }

    /// The value of a field; empty when it was not sent. Line breaks are those of Unix.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.all(name).next().unwrap_or_default().replace("\r\n", "\n")
    }

    /// All values of a field that may be sent several times.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether a box was ticked.
    #[must_use]
    pub fn ticked(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// The value of a field as something else, if it is that.
    #[must_use]
    pub fn parsed<T: FromStr>(&self, name: &str) -> Option<T> {
        self.all(name).next().and_then(|value| value.trim().parse().ok())
    }

    /// The value of a field as a day, if it is one.
    #[must_use]
    pub fn day(&self, name: &str) -> Option<jiff::civil::Date> {
        self.all(name).next().and_then(|value| domain::days::typed(value).ok())
    }

    /// All values of a field that are words of a closed list; others are left out.
    #[must_use]
    pub fn words<T: FromStr>(&self, name: &str) -> Vec<T> {
        self.all(name).filter_map(|value| value.parse().ok()).collect()
    }
}

/// What a form is decoded into.
pub trait Draft: Sized {
    fn typed(fields: &Fields) -> Self;
}

impl Draft for Fields {
    fn typed(fields: &Fields) -> Self {
        fields.clone()
    }
}

/// The last argument of a handler that takes a form.
#[derive(Clone, Debug)]
pub struct Form<D>(pub D);

impl<D: Draft, S: Send + Sync> FromRequest<S> for Form<D> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        // A form without fields says no type, and has nothing to read.
        if request.headers().get(axum::http::header::CONTENT_TYPE).is_none() {
            return match axum::body::Bytes::from_request(request, state).await {
                Ok(bytes) if bytes.is_empty() => Ok(Self(D::typed(&Fields::default()))),
                Ok(_) => Err(Error::Unreadable(StatusCode::UNSUPPORTED_MEDIA_TYPE)),
                Err(rejection) => Err(Error::Unreadable(rejection.into_response().status())),
            };
        }
        let pairs = axum::Form::<Vec<(String, String)>>::from_request(request, state).await;
        match pairs {
            Ok(axum::Form(pairs)) => Ok(Self(D::typed(&Fields(pairs)))),
            Err(rejection) => Err(Error::Unreadable(match rejection.into_response().status() {
                status if status.as_u16() == 422 => StatusCode::BAD_REQUEST,
                status => status,
            })),
        }
    }
}

/// The words that a list is searched for: as many characters as Find looks at. A database has its own, worse limit.
const SEARCH: (&str, usize) = ("q", 100);

/// The query of a page, read in the same forgiving way: each value of a name once, and a search cut where Find cuts it.
#[derive(Clone, Debug)]
pub struct Query(pub Fields);

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for Query {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, _: &S) -> Result<Self> {
        let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        let mut pairs = pairs.map(|query| query.0).unwrap_or_default();
        for (_, value) in pairs.iter_mut().filter(|(name, _)| name == SEARCH.0) {
            *value = value.chars().take(SEARCH.1).collect();
        }
        let mut seen = HashSet::new();
        pairs.retain(|pair| seen.insert(pair.clone()));
        Ok(Self(Fields(pairs)))
    }
}

/// The sentences beside the fields of a form that is shown again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wrong(Vec<Fault>);

impl From<Vec<Fault>> for Wrong {
    fn from(faults: Vec<Fault>) -> Self {
        Self(faults)
    }
}

impl Wrong {
    /// The sentence at a field.
    #[must_use]
    pub fn at(&self, field: &str) -> Option<String> {
        self.0.iter().find(|fault| fault.field == field).map(|fault| fault.message.clone())
    }

    /// For the summary on top of the form, with a link to each field.
    #[must_use]
    pub fn summary(&self) -> Vec<summary::Fault> {
        self.0.iter().map(|fault| summary::Fault::new(fault.field.clone(), fault.message.clone())).collect()
    }
}
