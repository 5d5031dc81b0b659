//! The import of a list, in four steps: choose the file, match columns, check rows, import. Nothing is saved before the
//! last one, and then all of it or nothing.

pub mod check;
pub mod columns;
pub mod mappings;
pub mod progress;
mod rows;
pub mod shown;
pub mod staged;
pub mod under_way;
pub mod work;

use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::Wrong;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::file::FileField;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::response::{IntoResponse, Redirect, Response};
use domain::import::Mapping;
use domain::refusal::{Fault, Refusal};
use leptos::prelude::*;
use staged::Staged;
use work::Trouble;

const STEPS: [&str; 4] = ["Choose the file", "Match columns", "Check rows", "Import"];

/// The way to this page, and where it is on the way through the import.
fn head(step: usize, links: [Option<String>; 3]) -> AnyView {
    let links = links.into_iter().chain([None]);
    let steps = STEPS.iter().zip(links).enumerate().map(|(at, (label, href))| {
        let label = format!("{} {label}", at + 1);
        let part = match href.filter(|_| at < step) {
            Some(href) => view! { <a href=href>{label}</a> }.into_any(),
            None => label.into_any(),
        };
        view! { <li aria-current=(at == step).then_some("step")>{part}</li> }
    });
    let steps = steps.collect_view();
    view! { <ol class="stages">{steps}</ol> }.into_any()
}

fn crumbs() -> AnyView {
    view! { <Crumbs way=vec![Crumb::new("Systems", "/systems"), Crumb::plain("Import")]/> }.into_any()
}

pub async fn show(asking: Asking) -> Result<Page> {
    page(&asking, Wrong::default()).await
}

async fn page(asking: &Asking, wrong: Wrong) -> Result<Page> {
    let saved = asking.store().mappings().await?.len();
    Ok(asking.page("Import systems", Place::Systems, move || {
        let (faults, error) = (wrong.summary(), wrong.at("file"));
        view! {
            {crumbs()}
            <Say>"Which list do the systems come from?"</Say>
            <Lede>"You see what becomes of every row before anything is saved. The same file twice changes nothing."</Lede>
            {head(0, [None, None, None])}
            <Block title="The file" first=true quiet=true>
                <Summary faults/>
                <form class="form" method="post" action="/systems/import" enctype="multipart/form-data" novalidate>
                    <FileField name="file" label="Table" error accept=".csv,.tsv,.txt,.xlsx,.xlsm,.xls"
                        hint="CSV in any encoding, XLSX or XLS, up to 64 MB and 250,000 rows. The first row holds the headers."/>
                    <Actions>
                        <Button weight=Weight::Primary>"Read the file"</Button>
                        <ButtonLink weight=Weight::Plain href="/systems">"Back to the systems"</ButtonLink>
                    </Actions>
                </form>
                {mappings::way(saved)}
            </Block>
        }
    }))
}

/// Takes the file, proposes a mapping, and goes on to the columns, or past them when the file is a known one.
pub async fn upload(asking: Asking, request: Request) -> Result<Response> {
    match take(&asking, request).await {
        Ok((staged, known)) => {
            let next = if known { "check" } else { "columns" };
            Ok(Redirect::to(&format!("/systems/import/{}/{next}", staged.id)).into_response())
        }
        Err(error) => Ok(page(&asking, error.faults()?.into()).await?.refused().into_response()),
    }
}

async fn take(asking: &Asking, request: Request) -> Result<(Staged, bool)> {
    let nothing = || Error::from(Refusal::at("file", "Choose a file."));
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| nothing())?;
    while let Some(field) = form.next_field().await.map_err(|_| nothing())? {
        if field.name() != Some("file") || field.file_name().is_none_or(str::is_empty) {
            continue;
        }
        let mut staged = Staged::take(asking, field).await?;
        let heads = match work::heads(&staged.path(asking), &staged.name).await {
            Ok(heads) => heads,
            Err(trouble) => {
                staged.leave(asking).await;
                return Err(told(&trouble, "file"));
            }
        };
        let saved = asking.store().mappings().await?.into_iter().map(|row| row.mapping).collect();
        staged.mapping = Mapping::propose_of(saved, &heads.headers);
        staged.keep(asking).await?;
        let known = !staged.mapping.name.is_empty();
        return Ok((staged, known));
    }
    Err(nothing())
}

/// A trouble as the fault of a field, where the person can do something about it.
fn told(trouble: &Trouble, field: &'static str) -> Error {
    match trouble {
        Trouble::Mapping(faults) => {
            let faults = faults.iter().map(|fault| Fault::new(field, fault.message.clone()));
            Refusal::Invalid(faults.collect()).into()
        }
        Trouble::Store(store::Error::Refused(refusal)) => refusal.clone().into(),
        Trouble::Store(error) if error.is_passing() => Error::Away(error.to_string()),
        Trouble::Store(error) => Error::fault(error),
        Trouble::Broken(error) => Error::fault(error),
        Trouble::Moved(_) => Refusal::conflict(trouble.to_string()).into(),
        Trouble::Table(_) | Trouble::Refused(_) | Trouble::CutShort(_) | Trouble::Astray(_) => {
            Refusal::at(field, trouble.to_string()).into()
        }
    }
}

/// Stops, and takes the file away.
pub async fn stop(asking: Asking, crate::address::The(id): crate::address::The<String>) -> Result<Redirect> {
    Staged::of(&asking, &id).await?.leave(&asking).await;
    asking.site.under_way.forget(&id);
    Ok(Redirect::to("/systems"))
}
