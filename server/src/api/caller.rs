//! Who asks: the person of a token, with the rights of this moment, through a store that knows the token.

use super::fail::{Fail, Result};
use app::error::Error;
use app::site::Site;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::instant::{Instant, Zone as _};
use domain::people::Actor;
use jiff::civil::Date;
use std::sync::Arc;
use store::{Bearer, Board, NamedZone, Names, Spine, Store};

/// A request by a token. Handlers take it as their first argument; the guard put it there.
#[derive(Clone)]
pub struct Caller {
    pub site: Site,
    pub bearer: Bearer,
    /// Every command of it goes by the token.
    pub store: Store,
    pub now: Instant,
    pub today: Date,
}

impl Caller {
    pub fn new(site: &Site, bearer: Bearer) -> Self {
        let now = bearer.visitor.present;
        let today = bearer.visitor.organisation.zone.day(now);
        Self { store: site.store.by_token(&bearer, None), site: site.clone(), bearer, now, today }
    }

    pub const fn actor(&self) -> &Actor {
        &self.bearer.visitor.actor
    }

    pub const fn zone(&self) -> &NamedZone {
        &self.bearer.visitor.organisation.zone
    }

    /// The spine as of what the caller sees.
    pub async fn spine(&self) -> Result<Arc<Spine>> {
        match self.store.spine_at_hand(self.bearer.visitor.seq) {
            Some(spine) => Ok(spine),
            None => Ok(self.store.spine().await?),
        }
    }

    /// Everybody's name as of what the caller sees.
    pub async fn names(&self) -> Result<Names> {
        match self.store.names_at_hand(self.bearer.visitor.seq) {
            Some(names) => Ok(names),
            None => Ok(self.store.names().await?),
        }
    }

    /// The board of tasks as of what the caller sees.
    pub async fn board(&self) -> Result<Arc<Board>> {
        match self.store.board_at_hand(self.bearer.visitor.seq, self.now, self.zone()) {
            Some(board) => Ok(board),
            None => Ok(self.store.board(self.now, self.zone()).await?),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let caller = parts.extensions.get::<Self>().cloned();
        caller.ok_or_else(|| Error::fault("a line for a token stands in the table as open").into())
    }
}
