//! Matching columns: what each column of the file fills, as proposed and as corrected; and keeping that for next time.

use super::staged::Staged;
use super::work::{self, Heads};
use super::{crumbs, head, told};
use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Fields, Form, Wrong};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, Press, Weight};
use crate::ui::choice::{CheckField, Choice, SelectField};
use crate::ui::dates;
use crate::ui::input::TextField;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use axum::response::{IntoResponse, Redirect, Response};
use domain::import::{DayOrder, Mapping, MappingFault, SystemField, shipped};
use domain::refusal::Fault;
use leptos::prelude::*;

/// What a select says of a column that a mapping reads by its own rules.
const KEEP: &str = "keep";
/// The mapping that is proposed from the headers alone.
const BY_HEADERS: &str = "";
/// Which of day and month comes first in the file.
const DATES: &str = "dates";

/// What the page shows.
struct Shown {
    staged: Staged,
    heads: Heads,
    /// The names of the mappings there are, saved ones first.
    known: Vec<Choice>,
    save_as: String,
    replace: bool,
    wrong: Wrong,
}

async fn load(asking: &Asking, id: &str) -> Result<(Shown, Vec<Mapping>)> {
    let staged = Staged::of(asking, id).await?;
    let heads = work::heads(&staged.path(asking), &staged.name).await.map_err(|trouble| told(&trouble, "file"))?;
    let saved: Vec<_> = asking.store().mappings().await?.into_iter().map(|row| row.mapping).collect();
    let own = saved.iter().map(|it| Choice::new(it.name.clone(), it.name.clone()));
    let shipped = shipped().into_iter().map(|it| Choice::new(it.name, it.title));
    let known = [Choice::new(BY_HEADERS, "By the headers alone")].into_iter().chain(own).chain(shipped).collect();
    Ok((Shown { staged, heads, known, save_as: String::new(), replace: false, wrong: Wrong::default() }, saved))
}

pub async fn show(asking: Asking, The(id): The<String>) -> Result<Page> {
    Ok(page(&asking, load(&asking, &id).await?.0))
}

pub async fn choose(asking: Asking, The(id): The<String>, Form(fields): Form<Fields>) -> Result<Response> {
    let (mut shown, saved) = load(&asking, &id).await?;
    if fields.ticked("use") {
        let wanted = fields.text("mapping");
        let known = saved.iter().cloned().chain(shipped()).find(|it| it.name == wanted);
        shown.staged.mapping = known.unwrap_or_else(|| Mapping::by_headers(&shown.heads.headers));
        shown.staged.keep(&asking).await?;
        return Ok(page(&asking, shown).into_response());
    }
    take(&mut shown, &fields);
    shown.staged.keep(&asking).await?;
    if let Err(faults) = shown.staged.mapping.fit(&shown.heads.headers) {
        shown.wrong = at_their_columns(faults, &shown.heads.headers);
        return Ok(page(&asking, shown).refused().into_response());
    }
    if !shown.save_as.trim().is_empty() {
        let (name, mapping) = (shown.save_as.trim().to_owned(), shown.staged.mapping.clone());
        if let Err(error) = asking.store().save_mapping(asking.actor(), &name, mapping, shown.replace).await {
            shown.wrong = Error::from(error).faults()?.into();
            return Ok(page(&asking, shown).refused().into_response());
        }
        shown.staged.mapping.name = name;
        shown.staged.mapping.title.clear();
        shown.staged.keep(&asking).await?;
    }
    Ok(Redirect::to(&format!("/systems/import/{id}/check")).into_response())
}

fn at_their_columns(faults: Vec<MappingFault>, headers: &[String]) -> Wrong {
    let faults = faults.into_iter().map(|fault| {
        let at = headers.iter().position(|header| Some(header) == fault.column.as_ref());
        Fault::new(format!("column-{}", at.unwrap_or_default()), fault.message)
    });
    faults.collect::<Vec<_>>().into()
}

/// What was chosen for each column; a mapping that was changed is no longer the one that has the name.
fn take(shown: &mut Shown, fields: &Fields) {
    let mapping = &mut shown.staged.mapping;
    for (at, header) in shown.heads.headers.iter().enumerate() {
        let chosen = fields.text(&format!("column-{at}"));
        if chosen != KEEP && chosen != fills(mapping, header) {
            mapping.put(header, chosen.parse().ok());
            mapping.name.clear();
            mapping.title.clear();
        }
    }
    take_day_order(mapping, fields);
    shown.save_as = fields.text("save_as");
    shown.replace = fields.ticked("replace");
}

/// The order of day and month, where the page asked for it.
fn take_day_order(mapping: &mut Mapping, fields: &Fields) {
    let said = fields.all(DATES).next();
    let (was, order) = (mapping.day_order(), said.map_or_else(|| mapping.day_order(), |key| key.parse().ok()));
    if order != was {
        mapping.name.clear();
        mapping.title.clear();
    }
    mapping.set_day_order(order);
}

/// What a column fills, as its select has it.
fn fills(mapping: &Mapping, header: &str) -> String {
    let Some(column) = mapping.columns.iter().find(|it| it.column.eq_ignore_ascii_case(header)) else {
        return String::new();
    };
    match column.feeds.as_slice() {
        [] => String::new(),
        [feed] if feed.answers.is_empty() && feed.label.is_none() => feed.field.key().to_owned(),
        _ => KEEP.to_owned(),
    }
}

fn page(asking: &Asking, shown: Shown) -> Page {
    asking.page("Match columns", Place::Systems, move || {
        let Shown { staged, heads, known, save_as, replace, wrong } = shown;
        let used = heads.headers.iter().filter(|header| !fills(&staged.mapping, header).is_empty()).count();
        let base = format!("/systems/import/{}", staged.id);
        let lede = format!("{}. {} What fills nothing is left in the file.", staged.name, heads.how);
        let lines = heads.headers.iter().enumerate().map(|(at, header)| {
            line(&staged.mapping, at, header, heads.samples.get(at).map_or(&[], Vec::as_slice), &wrong)
        });
        let lines = lines.collect_view();
        let dates = staged.mapping.has_days().then(|| day_order(staged.mapping.day_order()));
        let columns = vec![Column::new("Column of the file"), Column::new("Holds"), Column::new("Fills")];
        let faults = wrong.summary();
        let stop = format!("{base}/stop");
        let choose = Press::SendAs { name: "use", value: "yes".to_owned() };
        let action = format!("{base}/columns");
        view! {
            {crumbs()}
            <Say>{format!("{} of {} columns fill a field; nothing is saved yet.", dates::figure(used), dates::figure(heads.headers.len()))}</Say>
            <Lede>{lede}</Lede>
            {head(1, [Some("/systems/import".to_owned()), None, None])}
            <Block title="Columns" first=true quiet=true>
                <Summary faults/>
                <form method="post" action=action.clone() class="form inline" novalidate>
                    <SelectField name="mapping" label="Read as" choices=known value=staged.mapping.name.clone()
                        hint="Choosing another mapping discards what is chosen below."/>
                    <Actions><Button press=choose>"Use this mapping"</Button></Actions>
                </form>
                <form method="post" action=action class="mapping" novalidate>
                    <Actions>
                        <Button weight=Weight::Primary>"Check the rows"</Button>
                        <Button weight=Weight::Plain press=Press::SendTo(stop)>"Stop, save nothing"</Button>
                    </Actions>
                    {dates}
                    <Table caption="Columns" columns stack=true>{lines}</Table>
                    <div class="form keep">
                        <TextField name="save_as" label="Keep these columns as" value=save_as optional=true error=wrong.at("save_as")
                            hint="A file with the same headers is then read this way by itself."/>
                        <CheckField name="replace" label="In place of the mapping that has this name" value=replace/>
                        <Actions><Button>"Check the rows"</Button></Actions>
                    </div>
                </form>
            </Block>
        }
    })
}

fn day_order(now: Option<DayOrder>) -> AnyView {
    let said = |order: DayOrder| match order {
        DayOrder::DayFirst => "Day first: 31/12/2026",
        DayOrder::MonthFirst => "Month first: 12/31/2026",
    };
    let choices = DayOrder::ALL.map(|order| Choice::new(order.key(), said(order)));
    let choices = [Choice::new("", "Year-month-day: 2026-12-31")].into_iter().chain(choices).collect();
    let value = now.map(DayOrder::key).unwrap_or_default();
    view! {
        <SelectField name=DATES label="Dates are written" choices value
            hint="A day that can be read in two ways is left empty unless this says which."/>
    }
    .into_any()
}

fn line(mapping: &Mapping, at: usize, header: &str, samples: &[String], wrong: &Wrong) -> AnyView {
    let (name, now) = (format!("column-{at}"), fills(mapping, header));
    let feeds = mapping.columns.iter().find(|it| it.column.eq_ignore_ascii_case(header));
    let own: Vec<_> = feeds.iter().flat_map(|it| &it.feeds).map(|feed| feed.field.label()).collect();
    let keep = (now == KEEP).then(|| Choice::new(KEEP, format!("{}, as this mapping reads it", own.join(", "))));
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
            <td data-th="Holds">{samples.iter().map(|it| view! { <span class="sample">{it.clone()}</span> }).collect_view()}</td>
            <td data-th="Fills">
                <select class="input" id=name.clone() name=name aria-label=label aria-invalid=invalid>{options}</select>
                {error}
            </td>
        </tr>
    }
    .into_any()
}
