//! The pages of a link. Whoever holds it sees the questions that it opens and what was answered to them, and nothing else
//! of us. A link that is not good tells nobody why.

mod acts;
mod fields;
mod page;

pub(in crate::questionnaires) use acts::at_book;
pub use acts::{attach, detach, end_colleague, file, hand_on, read_in, save, submit, workbook};

use crate::asking::Caller;
use crate::error::{Error, Result};
use crate::form::Fields;
use crate::page::{Page, at_the_door};
use crate::site::Site;
use crate::ui::door::Door;
use crate::ui::say::{Lede, Say};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use leptos::prelude::*;
use page::Shown;
use store::{Opened, Throttled};

pub async fn show(
    State(site): State<Site>,
    caller: Caller,
    Path(key): Path<String>,
    crate::form::Query(query): crate::form::Query,
) -> Result<Response> {
    match open(&site, &caller, &key).await? {
        Some(opened) => {
            let shown = Shown { said: query.text("said"), ..Shown::default() };
            Ok(page::page(&site, &caller, &key, opened, shown).await?.into_response())
        }
        None => Ok(gone(&site, &caller).into_response()),
    }
}

/// What a link opens. One that opens nothing is counted, so that nobody tries many.
async fn open(site: &Site, caller: &Caller, key: &str) -> Result<Option<Opened>> {
    let opened = site.store.opened(key).await?;
    if opened.is_some() {
        // A good link opens however many bad ones came from there.
        return Ok(opened);
    }
    let waits = match site.store.link_waits(&caller.network).await? {
        Some(waits) => Some(waits),
        None => site.store.link_missed(&caller.network).await?,
    };
    waits.map_or(Ok(None), |throttled| Err(wait(site, throttled)))
}

/// The same before something is written through it.
async fn open_to_write(site: &Site, caller: &Caller, key: &str) -> Result<Option<Opened>> {
    let opened = open(site, caller, key).await?;
    if let Some(opened) = &opened
        && let Some(throttled) = site.store.link_wrote(opened.read.row.id).await?
    {
        return Err(wait(site, throttled));
    }
    Ok(opened)
}

/// Before a file comes through it, to be taken in or not.
async fn may_send(site: &Site, opened: &Opened) -> Result<()> {
    let waits = site.store.link_sent_file(opened.read.row.id).await?;
    waits.map_or(Ok(()), |throttled| Err(wait(site, throttled)))
}

fn wait(site: &Site, throttled: Throttled) -> Error {
    Error::Throttled((throttled.until.0 - site.store.now().0) / 1_000_000 + 1)
}

/// Unknown, expired, revoked and replaced look alike.
fn gone(site: &Site, caller: &Caller) -> Page {
    let example = site.is_marked();
    at_the_door(site, caller, move || {
        view! {
            <Door title="Not here" example>
                <Say>"This link does not open anything."</Say>
                <Lede>"Ask whoever sent it to you for a new one. What was answered before is kept."</Lede>
            </Door>
        }
    })
    .status(StatusCode::NOT_FOUND)
}

/// The form as typed, of each question that the link shows.
fn typed(opened: &Opened, fields: &Fields) -> Vec<store::Typed> {
    let one = |ask: &domain::questionnaires::Ask| {
        let key = ask.key.to_string();
        let seen = fields.parsed(&format!("seen-{key}"))?;
        let draft = domain::questionnaires::AnswerDraft {
            said: fields.text(&format!("said-{key}")),
            not_applicable: fields.ticked(&format!("na-{key}")),
            comment: fields.text(&format!("comment-{key}")),
        };
        Some(store::Typed { key, draft, seen })
    };
    opened.asks().filter_map(one).collect()
}
