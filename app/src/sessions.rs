//! Sessions as the pages use them: begun at sign-in under a new id, ended at sign-out. Nothing is kept in them but
//! that they are; who they belong to stands in the database.

use crate::asking::Caller;
use crate::error::{Error, Result};
use crate::site::Site;
use domain::ids::PersonId;
use sha2::{Digest, Sha256};
use tower_sessions::Session;
use tower_sessions::session::Id;

/// What the database knows a session by: SHA-256 of its id, which names it without being it.
pub type Key = [u8; 32];

#[must_use]
pub fn key(id: Id) -> Key {
    Sha256::digest(id.to_string().as_bytes()).into()
}

/// Begins a session for somebody who has just proven who they are. The id is new, whatever the browser brought.
pub(crate) async fn begin(site: &Site, caller: &Caller, person: PersonId) -> Result<()> {
    let session = &caller.session;
    session.cycle_id().await.map_err(unkept)?;
    session.insert("in", true).await.map_err(unkept)?;
    session.save().await.map_err(unkept)?;
    let id = session.id().ok_or_else(|| Error::fault("the session was not kept"))?;
    site.store.own_session(&key(id), person, &caller.address, &caller.agent).await?;
    Ok(())
}

/// Ends the session of this request, if there is one.
pub(crate) async fn end(session: &Session) -> Result<()> {
    session.flush().await.map_err(unkept)
}

fn unkept(error: tower_sessions::session::Error) -> Error {
    Error::fault(error)
}
