//! The control matrix: criterion by key control. Two people conclude that the key controls answer their criteria; the
//! product does not judge design by itself.

use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Fields, Form, Wrong};
use crate::page::Page;
use crate::ui::badge::Id;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, Press, Weight};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use crate::ui::textarea::LongField;
use axum::response::{IntoResponse, Redirect, Response};
use domain::asked::CriterionSet;
use domain::catalogue::catalogue;
use domain::ids::ProgrammeId;
use domain::trail::Verb;
use domain::words::CriterionId;
use jiff::civil::Date;
use leptos::prelude::*;
use std::sync::Arc;
use store::{ControlNow, ProgrammeNow, Spine};

/// One criterion with the controls that answer it.
struct Line {
    criterion: CriterionId,
    /// Code, title, and whether a second person approved its statement.
    keys: Vec<(String, String, bool)>,
    supporting: usize,
    /// The last day on which its conclusion holds.
    until: Option<Date>,
}

fn lines(asking: &Asking, spine: &Spine, programme: &ProgrammeNow) -> Vec<Line> {
    let run: Vec<_> = spine.controls.iter().filter(|control| !control.retired).collect();
    let line = |criterion: CriterionId| {
        let (key, supporting): (Vec<&ControlNow>, Vec<&ControlNow>) = run
            .iter()
            .copied()
            .filter(|control| control.criteria.contains(criterion))
            .partition(|control| programme.key_for(control.no).contains(criterion));
        let keys = key.iter().map(|c| (c.id.to_string(), c.title.clone(), c.standing.approved)).collect();
        let until = programme.concluded.get(&criterion).filter(|until| **until > asking.now);
        let until = until.map(|until| asking.last_day(*until));
        Line { criterion, keys, supporting: supporting.len(), until }
    };
    programme.in_scope().iter().map(line).collect()
}

pub async fn show(asking: Asking, The(id): The<ProgrammeId>) -> Result<Page> {
    page(&asking, id, Fields::default(), Wrong::default()).await
}

pub async fn propose(asking: Asking, The(id): The<ProgrammeId>, Form(fields): Form<Fields>) -> Result<Response> {
    let criteria: CriterionSet = if fields.ticked("all") {
        let (programme, spine) = (super::find(&asking, id).await?, asking.spine().await?);
        spine.answered(&programme)
    } else {
        fields.words::<CriterionId>("criteria").into_iter().collect()
    };
    match asking.store().propose_conclusion(asking.actor(), id, criteria, &fields.text("reason")).await {
        Ok(proposal) => Ok(Redirect::to(&format!("/decisions/{proposal}")).into_response()),
        Err(error) => {
            let wrong = Error::from(error).faults()?.into();
            Ok(page(&asking, id, fields, wrong).await?.refused().into_response())
        }
    }
}

async fn page(asking: &Asking, id: ProgrammeId, fields: Fields, wrong: Wrong) -> Result<Page> {
    let spine: Arc<Spine> = asking.spine().await?;
    let programme = super::find(asking, id).await?;
    let lines = lines(asking, &spine, &programme);
    let (proposes, today) = (super::allowed(asking, Verb::ChangeProposed), asking.today);
    Ok(asking.page(format!("Control matrix of {}", programme.name), Place::Programmes, move || {
        let concluded = lines.iter().filter(|line| line.until.is_some()).count();
        let bare = lines.iter().filter(|line| line.keys.is_empty()).count();
        let of = lines.len();
        let table = table(lines, today, proposes, &fields);
        let table = view! { <Block title="Criteria and key controls" quiet=true first=true id="criteria">{table}</Block> };
        let list = if proposes {
            let form = conclude(&fields, &wrong);
            view! { <form method="post" action=format!("/programmes/{id}/matrix") novalidate>{table}{form}</form> }.into_any()
        } else {
            table.into_any()
        };
        view! {
            <Crumbs way=vec![Crumb::new("Programmes", "/programmes"), Crumb::new(programme.name.clone(), format!("/programmes/{id}"))]/>
            <Say>{format!("{concluded} of {of} criteria are concluded: two people say that their key controls answer them.")}</Say>
            <Lede>{bare_sentence(bare)}" A conclusion holds for a year and 30 days, and ends when a key control comes or goes."</Lede>
            <Summary faults=wrong.summary()/>
            {list}
        }
    }))
}

fn bare_sentence(bare: usize) -> String {
    match bare {
        0 => "Every one has a key control.".to_owned(),
        1 => "One has no key control and cannot be concluded.".to_owned(),
        n => format!("{} have no key control and cannot be concluded.", dates::count_first(n)),
    }
}

fn table(lines: Vec<Line>, today: Date, proposes: bool, fields: &Fields) -> AnyView {
    let mut columns: Vec<_> = ["Criterion", "Key controls", "Concluded"].into_iter().map(Column::new).collect();
    columns.insert(2, Column::number("Supporting"));
    if proposes {
        columns.insert(0, Column::pick("Choose"));
    }
    let chosen: Vec<CriterionId> = fields.words("criteria");
    let rows = lines.into_iter().map(|line| {
        let ticked = chosen.contains(&line.criterion);
        row(line, today, proposes, ticked)
    });
    let rows = rows.collect_view();
    view! { <Table caption="The control matrix" columns stack=true>{rows}</Table> }.into_any()
}

fn row(line: Line, today: Date, proposes: bool, ticked: bool) -> AnyView {
    let Line { criterion, keys, supporting, until } = line;
    let none = keys.is_empty();
    let keys = keys.into_iter().map(|(id, title, approved)| {
        let waits = (!approved).then_some(", statement not approved");
        let href = format!("/controls/{id}");
        view! { <span class="sub"><a href=href>{id}</a>" "{title}{waits}</span> }
    });
    let keys = keys.collect_view();
    let pick = proposes.then(|| {
        view! {
            <td class="pick">
                <input
                    type="checkbox" name="criteria" value=criterion.key() checked=ticked disabled=none
                    aria-label=format!("Choose {criterion}")
                />
            </td>
        }
    });
    view! {
        <tr>
            {pick}
            <th scope="row">
                <a class="quiet" href=format!("/criteria/{criterion}")><Id id=criterion.to_string()/>" "{catalogue().criterion(criterion).title}</a>
            </th>
            <td data-th="Key controls">
                {if none { view! { <Mark state=State::Gap word="No key control"/> }.into_any() } else { keys.into_any() }}
            </td>
            <td class="n" data-th="Supporting">{supporting}</td>
            <td data-th="Concluded">{match until {
                Some(until) => view! { <Mark state=State::Met voice=Voice::Calm word=format!("Until {}", dates::short(until, today))/> }.into_any(),
                None => view! { <Mark state=State::Gap voice=Voice::Calm word="Not concluded"/> }.into_any(),
            }}</td>
        </tr>
    }
    .into_any()
}

fn conclude(fields: &Fields, wrong: &Wrong) -> AnyView {
    let (value, error) = (fields.text("reason"), wrong.at("reason"));
    let all = Press::SendAs { name: "all", value: "yes".to_owned() };
    view! {
        <Block title="Propose the conclusion" id="conclude" remark="A second person agrees">
            <div class="form">
                <LongField
                    name="reason" label="What you looked at" value error
                    hint="How you know that these controls, working, answer these criteria"
                />
                <Actions>
                    <Button weight=Weight::Primary>"Propose for the chosen criteria"</Button>
                    <Button press=all>"Propose for all with a key control"</Button>
                </Actions>
            </div>
        </Block>
    }
    .into_any()
}
