//! Matching columns: what each column of the file fills, as proposed and as corrected.

use super::staged::Staged;
use super::work::{self, Heads};
use super::{crumbs, head, told};
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Fields, Form, Wrong};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, Press, Weight};
use crate::ui::choice::Choice;
use crate::ui::dates;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use axum::response::{IntoResponse, Redirect, Response};
use domain::import::{Mapping, SystemField};
use leptos::prelude::*;

/// What a select says of a column that a shipped mapping reads by its own rules.
const KEEP: &str = "keep";

pub async fn show(asking: Asking, The(id): The<String>) -> Result<Page> {
    let staged = Staged::of(&asking, &id).await?;
    let heads = work::heads(&staged.path(&asking), &staged.name).await.map_err(|trouble| told(trouble, "file"))?;
    Ok(page(&asking, staged, heads, Wrong::default()))
}

pub async fn choose(asking: Asking, The(id): The<String>, Form(fields): Form<Fields>) -> Result<Response> {
    let mut staged = Staged::of(&asking, &id).await?;
    let heads = work::heads(&staged.path(&asking), &staged.name).await.map_err(|trouble| told(trouble, "file"))?;
    for (at, header) in heads.headers.iter().enumerate() {
        let chosen = fields.text(&format!("column-{at}"));
        let now = fills(&staged.mapping, header);
        if chosen != KEEP && chosen != now {
            staged.mapping.assign(header, chosen.parse().ok());
            staged.mapping.name.clear();
        }
    }
    staged.keep(&asking).await?;
    if let Err(faults) = staged.mapping.fit(&heads.headers) {
        let faults = faults.into_iter().map(|fault| {
            let at = heads.headers.iter().position(|header| Some(header) == fault.column.as_ref()).unwrap_or_default();
            domain::refusal::Fault::new(format!("column-{at}"), fault.message)
        });
        let wrong = Wrong::from(faults.collect::<Vec<_>>());
        return Ok(page(&asking, staged, heads, wrong).refused().into_response());
    }
    Ok(Redirect::to(&format!("/systems/import/{id}/check")).into_response())
}

/// What a column fills, as its select has it.
fn fills(mapping: &Mapping, header: &str) -> String {
    let Some(column) = mapping.columns.iter().find(|it| it.column.eq_ignore_ascii_case(header)) else {
        return String::new();
    };
    match column.feeds.as_slice() {
        [] => String::new(),
        [feed] if feed.answers.is_empty() && feed.label.is_none() && feed.dates.is_none() => {
            feed.field.key().to_owned()
        }
        _ => KEEP.to_owned(),
    }
}

fn page(asking: &Asking, staged: Staged, heads: Heads, wrong: Wrong) -> Page {
    asking.page("Match columns", Place::Systems, move || {
        let used = heads.headers.iter().filter(|header| !fills(&staged.mapping, header).is_empty()).count();
        let base = format!("/systems/import/{}", staged.id);
        let lede = format!("{}. {} What fills nothing is left in the file.", staged.name, heads.how);
        let lines = heads.headers.iter().enumerate().map(|(at, header)| line(&staged.mapping, at, header, &wrong));
        let lines = lines.collect_view();
        let columns = vec![Column::new("Column of the file"), Column::new("Fills")];
        let faults = wrong.summary();
        let stop = format!("{base}/stop");
        view! {
            {crumbs()}
            <Say>{format!("{} of {} columns fill a field; nothing is saved yet.", dates::figure(used), dates::figure(heads.headers.len()))}</Say>
            <Lede>{lede}</Lede>
            {head(1, [Some("/systems/import".to_owned()), None, None])}
            <Block title="Columns" first=true quiet=true>
                <Summary faults/>
                <form method="post" action=format!("{base}/columns") class="mapping" novalidate>
                    <Actions>
                        <Button weight=Weight::Primary>"Check the rows"</Button>
                        <Button weight=Weight::Plain press=Press::SendTo(stop)>"Stop, save nothing"</Button>
                    </Actions>
                    <Table caption="Columns" columns stack=true>{lines}</Table>
                </form>
            </Block>
        }
    })
}

fn line(mapping: &Mapping, at: usize, header: &str, wrong: &Wrong) -> AnyView {
    let (name, now) = (format!("column-{at}"), fills(mapping, header));
    let feeds = mapping.columns.iter().find(|it| it.column.eq_ignore_ascii_case(header));
    let own: Vec<_> = feeds.iter().flat_map(|it| &it.feeds).map(|feed| feed.field.label()).collect();
    let keep = (now == KEEP).then(|| Choice::new(KEEP, format!("{} (by its own rules)", own.join(", "))));
    let fields = SystemField::ALL.iter().map(|field| Choice::new(field.key(), field.label()));
    let options = [Choice::new("", "Nothing")].into_iter().chain(keep).chain(fields).map(|choice| {
        let selected = choice.value == now;
        view! { <option value=choice.value selected=selected>{choice.label}</option> }
    });
    let options = options.collect_view();
    let because = feeds.iter().flat_map(|it| &it.feeds).find_map(|feed| feed.because.clone());
    let because = because.map(|why| view! { <span class="sub">{why}</span> });
    let error = wrong.at(&name).map(|why| {
        view! { <span class="error" id=format!("{name}-error")>{why}</span> }
    });
    let (invalid, label) = (error.is_some().then_some("true"), format!("What “{header}” fills"));
    view! {
        <tr>
            <th scope="row">{header.to_owned()}{because}</th>
            <td data-th="Fills">
                <select class="input" id=name.clone() name=name aria-label=label aria-invalid=invalid>{options}</select>
                {error}
            </td>
        </tr>
    }
    .into_any()
}
