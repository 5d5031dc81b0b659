//! The saved column mappings: listed, looked at, renamed, deleted.

use super::crumbs;
use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Fields, Form, Wrong};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::confirm::Confirm;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::input::TextField;
use crate::ui::notice::Refused;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::ids::MappingId;
use domain::import::{Mapping, shipped};
use domain::refusal::Refusal;
use jiff::civil::Date;
use leptos::prelude::*;
use store::{MappingRow, Names};

const ALL: &str = "/systems/import/mappings";

/// From the first page of the import to this list.
pub(super) fn way(saved: usize) -> AnyView {
    let shipped = shipped().len();
    let saved = match saved {
        0 => "none is saved yet".to_owned(),
        1 => "one is saved here".to_owned(),
        n => format!("{} are saved here", dates::count(n)),
    };
    let ships = if shipped == 1 {
        "one ships with the product".to_owned()
    } else {
        format!("{} ship with the product", dates::count(shipped))
    };
    view! {
        <p>"A file whose headers are known is read without asking: "<a href=ALL>"column mappings"</a>{format!(", {ships}, {saved}.")}</p>
    }
    .into_any()
}

pub async fn list(asking: Asking) -> Result<Page> {
    let rows = asking.store().mappings().await?;
    let names = asking.names().await?;
    let (today, local) = (asking.today, asking.clone());
    Ok(asking.page("Column mappings", Place::Systems, move || {
        let own = rows.iter().map(|row| line(row, &names, local.local(row.at).date(), today)).collect_view();
        let shipped = shipped().into_iter().map(ships).collect_view();
        let heads = vec![Column::new("Mapping"), Column::number("Columns"), Column::new("Saved by"), Column::new("On")];
        let none = rows.is_empty().then(|| {
            view! { <Empty>"None is saved yet. Match the columns of a "<a href="/systems/import">"file"</a>", then give them a name."</Empty> }
        });
        let table = (!rows.is_empty()).then(|| view! { <Table caption="Saved mappings" columns=heads stack=true>{own}</Table> });
        let says = match rows.len() {
            0 => "No column mapping is saved.".to_owned(),
            1 => "One column mapping is saved.".to_owned(),
            n => format!("{} column mappings are saved.", dates::count_first(n)),
        };
        let columns = vec![Column::new("Mapping"), Column::number("Columns")];
        view! {
            {crumbs()}
            <Say>{says}</Say>
            <Lede>"A file that has all columns of a mapping is read by it without asking. Yours come before those that ship."</Lede>
            <Block title="Saved" first=true>{table}{none}</Block>
            <Block title="Shipped with the product"><Table caption="Shipped mappings" columns stack=true>{shipped}</Table></Block>
        }
    }))
}

fn line(row: &MappingRow, names: &Names, on: Date, today: Date) -> AnyView {
    let (name, n) = (row.mapping.name.clone(), row.mapping.columns.len());
    view! {
        <tr>
            <th scope="row"><a href=format!("{ALL}/{}", row.id)>{name}</a></th>
            <td class="n" data-th="Columns">{dates::figure(n)}</td>
            <td data-th="Saved by">{names.of(row.by).to_owned()}</td>
            <td data-th="On">{dates::short(on, today)}</td>
        </tr>
    }
    .into_any()
}

fn ships(mapping: Mapping) -> AnyView {
    view! {
        <tr>
            <th scope="row">{mapping.title}<span class="sub">{mapping.name}</span></th>
            <td class="n" data-th="Columns">{dates::figure(mapping.columns.len())}</td>
        </tr>
    }
    .into_any()
}

pub async fn one(asking: Asking, The(id): The<MappingId>) -> Result<Page> {
    let row = asking.store().mapping(id).await?;
    let name = row.mapping.name.clone();
    Ok(page(&asking, row, name, Wrong::default(), None))
}

fn version(fields: &Fields) -> Result<i64, Refusal> {
    fields
        .parsed("version")
        .ok_or_else(|| Refusal::at("save_as", "The form came without its version. Open the page again."))
}

pub async fn rename(asking: Asking, The(id): The<MappingId>, Form(fields): Form<Fields>) -> Result<Response> {
    let name = fields.text("save_as");
    let done = match version(&fields) {
        Ok(version) => asking.store().rename_mapping(asking.actor(), id, &name, version).await,
        Err(refusal) => Err(refusal.into()),
    };
    ended(&asking, id, name, done).await
}

pub async fn delete(asking: Asking, The(id): The<MappingId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = match version(&fields) {
        Ok(version) => asking.store().delete_mapping(asking.actor(), id, version).await,
        Err(refusal) => Err(refusal.into()),
    };
    let name = asking.store().mapping(id).await.map(|row| row.mapping.name).unwrap_or_default();
    ended(&asking, id, name, done).await
}

async fn ended(asking: &Asking, id: MappingId, name: String, done: store::Result<()>) -> Result<Response> {
    let error = match done {
        Ok(()) => return Ok(Redirect::to(ALL).into_response()),
        Err(error) => Error::from(error),
    };
    let row = asking.store().mapping(id).await?;
    if let Error::Refused(Refusal::Conflict(rule)) = error {
        let page = page(asking, row, name, Wrong::default(), Some(rule.into_owned()));
        return Ok(page.status(StatusCode::CONFLICT).into_response());
    }
    let wrong = error.faults()?.into();
    Ok(page(asking, row, name, wrong, None).refused().into_response())
}

fn page(asking: &Asking, row: MappingRow, typed: String, wrong: Wrong, late: Option<String>) -> Page {
    let title = row.mapping.name.clone();
    asking.page(title.clone(), Place::Systems, move || {
        let way = vec![Crumb::new("Systems", "/systems"), Crumb::new("Column mappings", ALL), Crumb::plain(title.clone())];
        let lines = row.mapping.columns.iter().map(|column| {
            let fields: Vec<_> = column.feeds.iter().map(|feed| feed.field.label()).collect();
            let rules = column.feeds.iter().any(|feed| !feed.answers.is_empty());
            let rules = rules.then(|| view! { <span class="sub">"By its own rules"</span> });
            view! { <tr><th scope="row">{column.column.clone()}</th><td data-th="Fills">{fields.join(", ")}{rules}</td></tr> }
        });
        let lines = lines.collect_view();
        let columns = vec![Column::new("Column of the file"), Column::new("Fills")];
        let n = row.mapping.columns.len();
        let (rename, delete) = (format!("{ALL}/{}/rename", row.id), format!("{ALL}/{}/delete", row.id));
        view! {
            <Crumbs way/>
            <Say>{format!("“{title}” reads {}.", dates::counted(n, "column", "columns"))}</Say>
            {late.map(|rule| view! { <Refused word="Not done" rule/> })}
            <Block title="Name" first=true quiet=true>
                <Summary faults=wrong.summary()/>
                <form class="form" method="post" action=rename novalidate>
                    <input type="hidden" name="version" value=row.version/>
                    <TextField name="save_as" label="Name" value=typed error=wrong.at("save_as")/>
                    <Actions>
                        <Button weight=Weight::Primary>"Rename"</Button>
                        <ButtonLink weight=Weight::Plain href=ALL>"Back to the mappings"</ButtonLink>
                    </Actions>
                </form>
            </Block>
            <Block title="Columns"><Table caption="Columns" columns stack=true>{lines}</Table></Block>
            <Block title="Delete">
                <Confirm question="Delete this mapping?" action=delete verb="Delete the mapping" keep="Keep it" back=ALL>
                    <input type="hidden" name="version" value=row.version/>
                    <p>"What came in by it stays as it is. A file with these headers is then matched by its headers alone."</p>
                </Confirm>
            </Block>
        }
    })
}
