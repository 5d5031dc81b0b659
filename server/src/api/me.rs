//! Who a token speaks for, and what it opens: what a program asks first.

use super::caller::Caller;
use super::fail::Result;
use super::words::{Of, Person};
use axum::Json;
use domain::people::Role;
use domain::tokens::Scope;
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Me {
    pub person: Person,
    #[schemars(with = "Vec<Of<Role>>")]
    pub roles: Vec<Role>,
    /// Whether the person has the right of review.
    pub reviews: bool,
    /// The token's name.
    pub token: String,
    #[schemars(with = "Vec<Of<Scope>>")]
    pub scopes: Vec<Scope>,
    pub organisation: String,
    /// The organisation's time zone: days are days there.
    pub zone: String,
    /// Whether this is an example company: nothing in it is real.
    pub example: bool,
}

pub async fn show(caller: Caller) -> Result<Json<Me>> {
    let visitor = &caller.bearer.visitor;
    Ok(Json(Me {
        person: Person { id: visitor.actor.person, name: visitor.name.clone() },
        roles: visitor.actor.rights.roles().collect(),
        reviews: visitor.actor.rights.reviews(),
        token: caller.bearer.name.clone(),
        scopes: caller.bearer.scopes.iter().collect(),
        organisation: visitor.organisation.name.clone(),
        zone: visitor.organisation.zone.name().to_owned(),
        example: visitor.organisation.example,
    }))
}
