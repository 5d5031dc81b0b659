//! Who asks, when, and by which way: put together by the guard, once a request.

use crate::error::{Error, Result};
use crate::page::{Frame, Page};
use crate::sessions;
use crate::site::Site;
use crate::ui::choice::Choice;
use crate::ui::example::Example;
use crate::ui::rail::{Beside, Place, Viewer};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;
use domain::instant::{Instant, Zone as _};
use domain::people::{Actor, Role};
use jiff::civil::{Date, DateTime};
pub use leptos::nonce::Nonce;
use leptos::prelude::*;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use store::{Board, Names, Spine, Store, StoredFile, Visitor};
use tower_sessions::Session;

/// A request before anybody asked who it is: all that the pages at the door know.
#[derive(Clone, Debug)]
pub struct Caller {
    pub session: Session,
    /// Of this answer's Content-Security-Policy.
    pub nonce: Nonce,
    /// Where the request came from, for the list of sessions.
    pub address: String,
    /// The same as the throttles count it.
    pub network: String,
    pub agent: String,
}

impl Caller {
    /// The key of the session that the browser says it has.
    #[must_use]
    pub fn key(&self) -> Option<sessions::Key> {
        self.session.id().map(sessions::key)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let session = parts.extensions.get::<Session>().cloned();
        let nonce = parts.extensions.get::<Nonce>().cloned();
        let from = address(parts);
        let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        Ok(Self {
            session: session.ok_or_else(|| Error::fault("a request came past the session layer"))?,
            nonce: nonce.ok_or_else(|| Error::fault("a request came past the security layer"))?,
            address: from.map(|ip| ip.to_string()).unwrap_or_default(),
            network: from.map(|ip| network(ip).to_string()).unwrap_or_default(),
            agent: agent.unwrap_or_default().to_owned(),
        })
    }
}

/// The address of the caller. A proxy on this very machine is believed about whom it speaks for; nobody else is.
fn address(parts: &Parts) -> Option<IpAddr> {
    let ConnectInfo(peer) = parts.extensions.get::<ConnectInfo<SocketAddr>>()?;
    let forwarded = parts.headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
    let last = forwarded.and_then(|list| list.rsplit(',').next()).and_then(|ip| ip.trim().parse().ok());
    Some(last.filter(|_| peer.ip().is_loopback()).unwrap_or_else(|| peer.ip()))
}

/// What counts as one visitor: an address, or a /64 of IPv6, which is handed out whole.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        four @ IpAddr::V4(_) => four,
    }
}

/// A request of somebody who is signed in. Handlers take it as their first argument.
#[derive(Clone)]
pub struct Asking {
    pub visitor: Visitor,
    pub site: Site,
    pub caller: Caller,
    /// The instant of the request, and its day where the organisation is.
    pub now: Instant,
    pub today: Date,
    /// What waits for this person, beside the places of the rail.
    pub(crate) beside: Beside,
    /// Another day than today, that the address asks for and the page does not show.
    pub(crate) another_day: Option<Date>,
    /// In an example, the people of its story.
    cast: Arc<[Choice]>,
}

impl<S: Send + Sync> FromRequestParts<S> for Asking {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let asking = parts.extensions.get::<Self>().cloned();
        asking.ok_or_else(|| Error::fault("a page for a person stands in the site map as open"))
    }
}

impl Asking {
    /// Who asks by this session; `None` when it has ended.
    pub(crate) async fn of(site: &Site, caller: &Caller) -> Result<Option<Self>> {
        let Some(key) = caller.key() else { return Ok(None) };
        let Some(visitor) = site.store.visitor(&key).await? else { return Ok(None) };
        let now = visitor.present;
        let today = visitor.organisation.zone.day(now);
        let cast = if visitor.organisation.example { site.cast(visitor.head).await? } else { Arc::default() };
        Ok(Some(Self {
            visitor,
            site: site.clone(),
            caller: caller.clone(),
            now,
            today,
            beside: Beside::default(),
            another_day: None,
            cast,
        }))
    }

    /// The same person after a command of theirs: what the trail says now.
    pub(crate) async fn anew(&self) -> Result<Self> {
        let asking = Self::of(&self.site, &self.caller).await?.ok_or(Error::Nobody { next: None })?;
        Ok(Self { beside: crate::beside::beside(&asking).await?, ..asking })
    }

    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.visitor.actor
    }

    /// A file that came before by a form of this person, or that everybody may open: its hash, and what it is called. None
    /// when there is no such file for them.
    ///
    /// # Errors
    /// When the database or the disk fails.
    pub(crate) async fn kept(&self, sha256: &str, name: &str) -> Result<Option<StoredFile>> {
        if sha256.is_empty() {
            return Ok(None);
        }
        match self.store().brought(&self.site.files, self.actor().person, sha256, name).await {
            Ok(file) => Ok(Some(file)),
            Err(store::Error::Refused(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.site.store
    }

    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.visitor.actor.rights.has(role)
    }

    /// The spine as of what the visitor sees.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn spine(&self) -> Result<Arc<Spine>> {
        match self.store().spine_at_hand(self.visitor.seq) {
            Some(spine) => Ok(spine),
            None => Ok(self.store().spine().await?),
        }
    }

    /// Everybody's name as of what the visitor sees.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn names(&self) -> Result<Names> {
        match self.store().names_at_hand(self.visitor.seq) {
            Some(names) => Ok(names),
            None => Ok(self.store().names().await?),
        }
    }

    /// The board of tasks as of what the visitor sees.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn board(&self) -> Result<Arc<Board>> {
        let zone = &self.visitor.organisation.zone;
        match self.store().board_at_hand(self.visitor.seq, self.now, zone) {
            Some(board) => Ok(board),
            None => Ok(self.store().board(self.now, zone).await?),
        }
    }

    /// An instant in the organisation's own time, as pages show it.
    #[must_use]
    pub fn local(&self, at: Instant) -> DateTime {
        self.visitor.organisation.zone.local(at)
    }

    /// The last day of what ends at `until`.
    #[must_use]
    pub fn last_day(&self, until: Instant) -> Date {
        self.visitor.organisation.zone.last_day(until)
    }

    /// A page in its shell: its title, where it hangs in the rail, what it shows.
    pub fn page<V: IntoView + 'static>(
        &self,
        title: impl Into<String>,
        here: impl Into<Option<Place>>,
        content: impl FnOnce() -> V + Send + 'static,
    ) -> Page {
        self.show(Frame { title: title.into(), here: here.into(), ..Frame::default() }, content)
    }

    /// The same with everything a shell can have: tools, a wide instrument.
    pub fn show<V: IntoView + 'static>(&self, frame: Frame, content: impl FnOnce() -> V + Send + 'static) -> Page {
        crate::page::in_shell(self, frame, content)
    }

    /// Whose eyes the page is for, in the rail.
    pub(crate) fn viewer(&self) -> Viewer {
        let visitor = &self.visitor;
        Viewer {
            organisation: visitor.organisation.name.clone(),
            name: visitor.name.clone(),
            role: visitor.actor.rights.first_role().map(|role| role.label().to_owned()).unwrap_or_default(),
            reads: crate::home::reads(visitor.actor.rights),
            beside: self.beside.clone(),
            unread: self.visitor.unread,
        }
    }

    /// The strip of an example database.
    pub(crate) fn example(&self) -> Option<Example> {
        let people = self.cast.to_vec();
        let looking_as = self.visitor.actor.person.to_string();
        self.visitor.organisation.example.then_some(Example { people, looking_as })
    }
}
