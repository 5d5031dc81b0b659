//! What is done through a link: answers are saved, files attached, questions handed on, all of it submitted.

use super::page::{Shown, link_page, page};
use super::{gone, may_send, open, open_to_write, typed};
use crate::asking::Caller;
use crate::error::{Error, Result};
use crate::evidence::file::give_out;
use crate::form::{Fields, Form};
use crate::mishap::Mishap;
use crate::questionnaires::book::{Book, send};
use crate::site::Site;
use crate::upload::Upload;
use axum::extract::{FromRequest as _, Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::ids::{AttachmentId, LinkId};
use domain::questionnaires::HandOnDraft;
use domain::refusal::{Fault, Refusal};
use store::Opened;

/// Back to the page, which says what was done.
fn done(key: &str, said: &str) -> Response {
    Redirect::to(&format!("/answers/{key}?said={said}")).into_response()
}

/// The page again with what went wrong; a link that ended meanwhile opens nothing.
async fn again(site: &Site, caller: &Caller, key: &str, error: Error, fields: Fields) -> Result<Response> {
    if matches!(error, Error::Refused(Refusal::Missing(_))) {
        return Ok(gone(site, caller).into_response());
    }
    let mishap = Mishap::of(error)?;
    let Some(opened) = open(site, caller, key).await? else { return Ok(gone(site, caller).into_response()) };
    let shown = Shown { typed: Some(fields), mishap: mishap.clone(), ..Shown::default() };
    Ok(mishap.answer(page(site, caller, key, opened, shown).await?))
}

pub async fn save(
    State(site): State<Site>,
    caller: Caller,
    Path(key): Path<String>,
    request: Request,
) -> Result<Response> {
    let Some(opened) = open_to_write(&site, &caller, &key).await? else {
        return Ok(gone(&site, &caller).into_response());
    };
    let Form(fields) = Form::<Fields>::from_request(request, &site).await?;
    let unsaved = save_typed(&site, &caller, &key, &opened, &fields).await?;
    Ok(unsaved.unwrap_or_else(|| done(&key, "saved")))
}

/// Saves what was typed; the page again where not all of it could be.
async fn save_typed(
    site: &Site,
    caller: &Caller,
    key: &str,
    opened: &Opened,
    fields: &Fields,
) -> Result<Option<Response>> {
    let saved = match site.store.save_answers(key, &typed(opened, fields)).await {
        Ok(saved) if saved.late.is_empty() && saved.unread.is_empty() => return Ok(None),
        Ok(saved) => saved,
        Err(error) => return again(site, caller, key, error.into(), fields.clone()).await.map(Some),
    };
    let Some(opened) = open(site, caller, key).await? else { return Ok(Some(gone(site, caller).into_response())) };
    let status = if saved.late.is_empty() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CONFLICT };
    let unread: Vec<_> = saved.unread.iter().map(named).collect();
    let mishap = if unread.is_empty() { Mishap::default() } else { Mishap::of(Refusal::Invalid(unread))? };
    let shown =
        Shown { typed: Some(fields.clone()), late: saved.late, written: saved.written, mishap, ..Shown::default() };
    Ok(Some(page(site, caller, key, opened, shown).await?.status(status).into_response()))
}

/// The fault with its question: many forms in one have many of the same sentence.
fn named(fault: &Fault) -> Fault {
    let question = fault.field.split_once('-').map_or(fault.field.as_ref(), |(_, key)| key);
    Fault::new(fault.field.clone(), format!("{question}: {}", fault.message))
}

pub async fn submit(
    State(site): State<Site>,
    caller: Caller,
    Path(key): Path<String>,
    request: Request,
) -> Result<Response> {
    let Some(opened) = open_to_write(&site, &caller, &key).await? else {
        return Ok(gone(&site, &caller).into_response());
    };
    let Form(fields) = Form::<Fields>::from_request(request, &site).await?;
    // Once it is submitted there is nothing to save, and submitting says so.
    if opened.read.row.is_open()
        && let Some(unsaved) = save_typed(&site, &caller, &key, &opened, &fields).await?
    {
        return Ok(unsaved);
    }
    match site.store.submit_questionnaire(&key, &fields.text("gaps")).await {
        Ok(()) => Ok(done(&key, "submitted")),
        Err(error) => again(&site, &caller, &key, error.into(), fields).await,
    }
}

/// A file streams in only once the link is known to be good.
pub async fn attach(
    State(site): State<Site>,
    caller: Caller,
    Path(key): Path<String>,
    request: Request,
) -> Result<Response> {
    let opened = match open_to_write(&site, &caller, &key).await? {
        None => return Ok(gone(&site, &caller).into_response()),
        Some(opened) if !opened.read.row.is_open() => {
            let late = Refusal::conflict("It was submitted meanwhile. Nothing was changed.");
            return again(&site, &caller, &key, late.into(), Fields::default()).await;
        }
        Some(opened) => opened,
    };
    may_send(&site, &opened).await?;
    let Upload { fields, file, fault } = Upload::from_request(request, &site).await?;
    let attached = match (file, fault) {
        (_, Some(fault)) => Err(Refusal::Invalid(vec![fault]).into()),
        (None, None) => Err(Refusal::at("file", "Choose the file to attach.").into()),
        (Some(file), None) => site.store.attach(&key, &fields.text("question"), &file).await,
    };
    match attached {
        // The file comes with the form around it: what was typed there is not lost.
        Ok(()) => match save_typed(&site, &caller, &key, &opened, &fields).await? {
            Some(unsaved) => Ok(unsaved),
            None => Ok(done(&key, "attached")),
        },
        Err(error) => again(&site, &caller, &key, error.into(), fields).await,
    }
}

pub async fn detach(
    State(site): State<Site>,
    caller: Caller,
    Path((key, file)): Path<(String, String)>,
) -> Result<Response> {
    let (Some(_), Ok(file)) = (open_to_write(&site, &caller, &key).await?, file.parse::<AttachmentId>()) else {
        return Ok(gone(&site, &caller).into_response());
    };
    match site.store.detach(&key, file).await {
        Ok(()) => Ok(done(&key, "detached")),
        Err(error) => again(&site, &caller, &key, error.into(), Fields::default()).await,
    }
}

/// Files are handed back as data, never as pages.
pub async fn file(
    State(site): State<Site>,
    caller: Caller,
    Path((key, file)): Path<(String, String)>,
) -> Result<Response> {
    let opened = open(&site, &caller, &key).await?;
    let id = file.parse::<AttachmentId>().ok();
    match opened.as_ref().and_then(|opened| opened.files().find(|one| Some(one.id) == id)) {
        Some(found) => give_out(&site, found.file.clone()).await,
        None => Ok(gone(&site, &caller).into_response()),
    }
}

pub async fn hand_on(
    State(site): State<Site>,
    caller: Caller,
    Path(key): Path<String>,
    request: Request,
) -> Result<Response> {
    let Some(opened) = open_to_write(&site, &caller, &key).await? else {
        return Ok(gone(&site, &caller).into_response());
    };
    let Form(fields) = Form::<Fields>::from_request(request, &site).await?;
    let draft = HandOnDraft { to: fields.text("to"), keys: fields.all("keys").map(str::to_owned).collect() };
    match site.store.hand_on(&key, &draft).await {
        Ok(fresh) => {
            let address = format!("{}/answers/{fresh}", site.url);
            let until = opened.link.expires_at;
            Ok(link_page(&site, &caller, &key, address, draft, until).await?.into_response())
        }
        Err(error) => again(&site, &caller, &key, error.into(), fields).await,
    }
}

pub async fn end_colleague(
    State(site): State<Site>,
    caller: Caller,
    Path((key, link)): Path<(String, String)>,
) -> Result<Response> {
    let (Some(_), Ok(link)) = (open_to_write(&site, &caller, &key).await?, link.parse::<LinkId>()) else {
        return Ok(gone(&site, &caller).into_response());
    };
    match site.store.take_back(&key, link).await {
        Ok(()) => Ok(done(&key, "ended")),
        Err(error) => again(&site, &caller, &key, error.into(), Fields::default()).await,
    }
}

pub async fn workbook(State(site): State<Site>, caller: Caller, Path(key): Path<String>) -> Result<Response> {
    let Some(opened) = open(&site, &caller, &key).await? else { return Ok(gone(&site, &caller).into_response()) };
    let asks: Vec<_> = opened.asks().cloned().collect();
    let answers = opened.read.answers.iter().filter(|(key, _)| opened.link.shows(key));
    send(&asks, &answers.map(|(key, row)| (key.clone(), row.answer.clone())).collect())
}

pub async fn read_in(
    State(site): State<Site>,
    caller: Caller,
    Path(key): Path<String>,
    request: Request,
) -> Result<Response> {
    let opened = open_to_write(&site, &caller, &key).await?;
    let Some(opened) = opened.filter(|opened| opened.link.parent.is_none()) else {
        return Ok(gone(&site, &caller).into_response());
    };
    may_send(&site, &opened).await?;
    let read = match Book::of(request).await?.answers(opened.read.row.asks).await {
        Ok(answers) => site.store.read_in_by_link(&key, answers).await.map_err(Error::from),
        Err(error) => Err(error),
    };
    match read {
        Ok(_) => Ok(done(&key, "read")),
        Err(error) => again(&site, &caller, &key, at_book(error), Fields::default()).await,
    }
}

/// The page has two fields for files.
pub(in crate::questionnaires) fn at_book(mut error: Error) -> Error {
    if let Error::Refused(Refusal::Invalid(faults)) = &mut error {
        faults.iter_mut().filter(|fault| fault.field == "file").for_each(|fault| fault.field = "book".into());
    }
    error
}
