//! The part of an address that names a thing.

use crate::error::{Error, Result};
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use domain::refusal::Refusal;
use std::str::FromStr;

/// The last `{…}` of the path, as an id: `The(person): The<PersonId>`. What is no id names no thing: 404.
#[derive(Clone, Copy, Debug)]
pub struct The<T>(pub T);

impl<T: FromStr, S: Send + Sync> FromRequestParts<S> for The<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let params = RawPathParams::from_request_parts(parts, state).await.map_err(Error::fault)?;
        let (name, text) = params.iter().last().ok_or_else(|| Error::fault("the path names no thing"))?;
        text.parse().map(Self).map_err(|_| Refusal::missing(name.to_owned()).into())
    }
}

/// The last two `{…}` of the path, as a thing and one of its parts: `Part(policy, version): Part<PolicyId, i64>`.
#[derive(Clone, Copy, Debug)]
pub struct Part<A, B>(pub A, pub B);

impl<A: FromStr, B: FromStr, S: Send + Sync> FromRequestParts<S> for Part<A, B> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let params = RawPathParams::from_request_parts(parts, state).await.map_err(Error::fault)?;
        let all: Vec<_> = params.iter().collect();
        let [.., (thing, a), (part, b)] = all.as_slice() else {
            return Err(Error::fault("the path names no part of a thing"));
        };
        let a = a.parse().map_err(|_| Refusal::missing((*thing).to_owned()))?;
        let b = b.parse().map_err(|_| Refusal::missing((*part).to_owned()))?;
        Ok(Self(a, b))
    }
}
