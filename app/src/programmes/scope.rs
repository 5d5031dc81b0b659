//! Scope: systems come in by name or by filter, always resolved to a list that is shown before it is confirmed. They
//! leave by a proposal.

use super::{counted_first, find, systems_of};
use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{self, Fields, Form, Wrong};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Press, Weight};
use crate::ui::choice::Choice;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::filters::{Chip, Chips, FilterSearch, FilterSelect, Filters};
use crate::ui::pager::Pager;
use crate::ui::query::Query;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use crate::ui::textarea::LongField;
use axum::response::{IntoResponse, Redirect, Response};
use domain::change::Change;
use domain::ids::{ProgrammeId, SystemId};
use domain::refusal::Refusal;
use domain::systems::stage_word;
use domain::words::{Criticality, Stage, Trait};
use leptos::prelude::*;
use store::{ProgrammeNow, ScopeFilter, ScopeRow, Slice};

const A_PAGE: i64 = 100;
/// No inventory is larger: what matches beyond is told, not taken.
const AT_ONCE: i64 = 10_000;
const FILTERS: [&str; 5] = ["q", "unit", "stage", "criticality", "trait"];

fn filter(fields: &Fields) -> ScopeFilter {
    ScopeFilter {
        q: fields.text("q"),
        unit: fields.text("unit"),
        stage: fields.parsed("stage"),
        criticality: fields.parsed("criticality"),
        which: fields.parsed("trait"),
    }
}

fn query(path: String, fields: &Fields) -> Query {
    Query::of(path, FILTERS.iter().map(|name| (*name, fields.text(name))))
}

/// A list to choose from: those inside, or those outside.
struct Choosing {
    programme: ProgrammeNow,
    slice: Slice,
    units: Vec<String>,
    filter: ScopeFilter,
    query: Query,
    page: u32,
}

async fn choosing(asking: &Asking, id: ProgrammeId, inside: bool, path: &str, fields: &Fields) -> Result<Choosing> {
    let programme = find(asking, id).await?;
    let filter = filter(fields);
    let page = fields.parsed::<u32>("page").unwrap_or(1).clamp(1, 10_000);
    let offset = i64::from(page - 1) * A_PAGE;
    let slice = asking.store().scope(programme.no, inside, &filter, A_PAGE, offset).await?;
    let units = asking.store().units().await?;
    Ok(Choosing { query: query(format!("/programmes/{id}/{path}"), fields), programme, slice, units, filter, page })
}

pub async fn show(asking: Asking, The(id): The<ProgrammeId>, form::Query(fields): form::Query) -> Result<Page> {
    let choosing = choosing(&asking, id, false, "scope", &fields).await?;
    Ok(asking.page("Bring systems into scope", Place::Programmes, move || {
        let (say, total) = (outside(&choosing), choosing.slice.total);
        let (crumbs, filters, table) = (crumbs(&choosing.programme), filters(&choosing), table(&choosing));
        let hidden = choosing.query.pairs().iter().cloned();
        let hidden = hidden.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
        let all = Press::SendAs { name: "all", value: "yes".to_owned() };
        view! {
            {crumbs}
            <Say>{say}</Say>
            <Lede>"What you choose is shown as a list before anything is done. From then on the systems owe what the programme asks."</Lede>
            {filters}
            <form method="get" action=format!("/programmes/{id}/scope/confirm")>
                {hidden}
                {table}
                {(total > 0).then(|| view! {
                    <Actions>
                        <Button weight=Weight::Primary>"Show the chosen ones"</Button>
                        <Button press=all>{format!("Show all {} that match", dates::figure(total))}</Button>
                    </Actions>
                })}
            </form>
        }
    }))
}

fn outside(choosing: &Choosing) -> String {
    let n = choosing.slice.total;
    let name = &choosing.programme.name;
    let matching = if choosing.query.pairs().is_empty() { "" } else { " of this kind" };
    let verb = if n == 1 { "is" } else { "are" };
    format!("{}{matching} {verb} not in scope of {name}.", counted_first(n, "system", "systems"))
}

fn crumbs(programme: &ProgrammeNow) -> impl IntoView + use<> {
    let one = Crumb::new(programme.name.clone(), format!("/programmes/{}", programme.id));
    view! { <Crumbs way=vec![Crumb::new("Programmes", "/programmes"), one]/> }
}

fn filters(choosing: &Choosing) -> AnyView {
    let Choosing { filter, query, units, slice, .. } = choosing;
    let units = units.iter().map(|unit| Choice::new(unit.clone(), unit.clone())).collect();
    let stages = Stage::ALL.iter().map(|stage| Choice::new(stage.key(), stage.label())).collect();
    let levels = Criticality::ALL.iter().map(|level| Choice::new(level.key(), level.label())).collect();
    let traits = Trait::ALL.iter().map(|which| Choice::new(which.key(), which.label())).collect();
    let stage = filter.stage.map(Stage::key).unwrap_or_default();
    let level = filter.criticality.map(Criticality::key).unwrap_or_default();
    let which = filter.which.map(Trait::key).unwrap_or_default();
    let chips = query.pairs().iter().filter_map(|(name, value)| {
        let key = FILTERS.iter().find(|key| *key == name)?;
        Some(Chip::new(key, value.clone(), value.clone()))
    });
    let chips: Vec<_> = chips.collect();
    let (shown, of) = (slice.rows.len(), slice.total);
    let (q, unit, again) = (filter.q.clone(), filter.unit.clone(), query.clone());
    view! {
        <Filters query=query.clone() controls=FILTERS.to_vec()>
            <FilterSearch label="Search systems" value=q placeholder="Name"/>
            <FilterSelect name="unit" label="Unit" any="Any unit" choices=units value=unit/>
            <FilterSelect name="stage" label="Stage" any="Any stage" choices=stages value=stage/>
            <FilterSelect name="criticality" label="Criticality" any="Any criticality" choices=levels value=level/>
            <FilterSelect name="trait" label="Trait" any="Any trait" choices=traits value=which/>
            <Button>"Filter"</Button>
        </Filters>
        <Chips query=again chips shown of/>
    }
    .into_any()
}

fn table(choosing: &Choosing) -> AnyView {
    let Choosing { slice, query, page, .. } = choosing;
    if slice.rows.is_empty() {
        return view! { <Empty>"No system matches. "<a href="/systems/import">"Import an inventory"</a>" or "<a href="/systems/new">"add a system"</a>"."</Empty> }.into_any();
    }
    let rows = slice.rows.iter().cloned().map(|row| entry(row, Some(false))).collect_view();
    let pages = u32::try_from(slice.total.div_ceil(A_PAGE as usize)).unwrap_or(u32::MAX);
    view! {
        <Table caption="Systems to choose from" columns=columns(true) stack=true>{rows}</Table>
        {(pages > 1).then(|| view! { <Pager query=query.clone() page=*page pages/> })}
    }
    .into_any()
}

fn columns(pick: bool) -> Vec<Column> {
    let pick = pick.then(|| Column::pick("Choose"));
    pick.into_iter().chain(["System", "Stage", "Criticality"].into_iter().map(Column::new)).collect()
}

/// A system; with a box when `ticked` says how it stands.
fn entry(row: ScopeRow, ticked: Option<bool>) -> AnyView {
    let ScopeRow { id, name, unit, stage, criticality } = row;
    let label = format!("Choose {name}");
    let pick = ticked.map(|ticked| {
        view! {
            <td class="pick"><input type="checkbox" name="system" value=id.to_string() checked=ticked aria-label=label/></td>
        }
    });
    view! {
        <tr>
            {pick}
            <th scope="row"><a class="quiet" href=format!("/systems/{id}")>{name}</a><span class="sub">{unit}</span></th>
            <td data-th="Stage">{stage_word(stage)}</td>
            <td data-th="Criticality">{criticality.label()}</td>
        </tr>
    }
    .into_any()
}

/// The list as it was resolved: nothing is done yet.
pub async fn resolve(asking: Asking, The(id): The<ProgrammeId>, form::Query(fields): form::Query) -> Result<Page> {
    let programme = find(&asking, id).await?;
    let rows = if fields.ticked("all") {
        asking.store().scope(programme.no, false, &filter(&fields), AT_ONCE, 0).await?.rows
    } else {
        let ids: Vec<SystemId> = fields.words("system");
        asking.store().named_systems(&ids).await?
    };
    let back = query(format!("/programmes/{id}/scope"), &fields).href();
    Ok(confirm(&asking, programme, rows, back, Wrong::default()))
}

fn confirm(asking: &Asking, programme: ProgrammeNow, rows: Vec<ScopeRow>, back: String, wrong: Wrong) -> Page {
    asking.page("Confirm the scope", Place::Programmes, move || {
        let (n, id) = (rows.len(), programme.id);
        let question = match n {
            0 => "No system is chosen yet.".to_owned(),
            1 => format!("Bring this system into scope of {}?", programme.name),
            _ => format!("Bring {} systems into scope of {}?", dates::count(n), programme.name),
        };
        let verb = format!("Bring {} into scope", dates::counted(n, "system", "systems"));
        let rows = rows.into_iter().map(|row| entry(row, Some(true))).collect_view();
        view! {
            {crumbs(&programme)}
            <Say>{question}</Say>
            <Lede>"Untick what stays out. Taking a system out later takes a second person."</Lede>
            <Summary faults=wrong.summary()/>
            <form method="post" action=format!("/programmes/{id}/scope")>
                {(n > 0).then(|| view! { <Table caption="Systems that come in" columns=columns(true) stack=true>{rows}</Table> })}
                <Actions>
                    {(n > 0).then(|| view! { <Button weight=Weight::Primary>{verb}</Button> })}
                    <ButtonLink weight=Weight::Plain href=back>"Choose again"</ButtonLink>
                </Actions>
            </form>
        }
    })
}

pub async fn bring_in(asking: Asking, The(id): The<ProgrammeId>, Form(fields): Form<Fields>) -> Result<Response> {
    let ids: Vec<SystemId> = fields.words("system");
    match asking.store().widen_scope(asking.actor(), id, &ids).await {
        Ok(_) => Ok(Redirect::to(&format!("/programmes/{id}")).into_response()),
        Err(error) => {
            let wrong = Error::from(error).faults()?.into();
            let programme = find(&asking, id).await?;
            let rows = asking.store().named_systems(&ids).await?;
            Ok(confirm(&asking, programme, rows, format!("/programmes/{id}/scope"), wrong).refused().into_response())
        }
    }
}

pub async fn leaving(asking: Asking, The(id): The<ProgrammeId>, form::Query(fields): form::Query) -> Result<Page> {
    let choosing = choosing(&asking, id, true, "leave", &fields).await?;
    Ok(leave_page(&asking, choosing, String::new(), Wrong::default()))
}

pub async fn leave(asking: Asking, The(id): The<ProgrammeId>, Form(fields): Form<Fields>) -> Result<Response> {
    let choosing = choosing(&asking, id, true, "leave", &Fields::default()).await?;
    let (systems, reason): (Vec<SystemId>, _) = (fields.words("system"), fields.text("reason"));
    let outcome = if systems.is_empty() {
        Err(Refusal::at("systems", "Choose at least one system.").into())
    } else {
        let change = Change::Narrow { programme: id, systems };
        asking.store().propose(asking.actor(), &change, &reason).await
    };
    match outcome {
        Ok(proposal) => Ok(Redirect::to(&format!("/decisions/{proposal}")).into_response()),
        Err(error) => {
            let wrong = Error::from(error).faults()?.into();
            Ok(leave_page(&asking, choosing, reason, wrong).refused().into_response())
        }
    }
}

fn leave_page(asking: &Asking, choosing: Choosing, reason: String, wrong: Wrong) -> Page {
    asking.page("Take systems out of scope", Place::Programmes, move || {
        let (id, total) = (choosing.programme.id, choosing.slice.total);
        let noun = counted_first(total, "system is", "systems are");
        let (crumbs, filters, table) = (crumbs(&choosing.programme), filters(&choosing), table(&choosing));
        view! {
            {crumbs}
            <Say><a href=systems_of(id)>{noun}</a>{format!(" in scope of {}. Which leave?", choosing.programme.name)}</Say>
            <Lede>"Their gaps leave with them, so a second person decides. Until then everything stays as it is."</Lede>
            {filters}
            <Summary faults=wrong.summary()/>
            <form method="post" action=format!("/programmes/{id}/leave") novalidate>
                <Block title="Systems in scope" quiet=true first=true id="systems">{table}</Block>
                <div class="form">
                    <LongField name="reason" label="Reason" value=reason error=wrong.at("reason") hint="It is shown beside what it changes"/>
                    <Actions>
                        <Button weight=Weight::Danger>"Propose to take them out"</Button>
                        <ButtonLink weight=Weight::Plain href=format!("/programmes/{id}")>"Keep them in scope"</ButtonLink>
                    </Actions>
                </div>
            </form>
        }
    })
}
