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
