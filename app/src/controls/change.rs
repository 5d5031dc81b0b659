//! Changing a control: a new statement, another owner, no longer run. Each waits for a second person; making it key
//! for a criterion does not, giving that up does.

use super::people;
use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Fields, Form, Wrong};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{Choice, RadioField, SelectField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use axum::response::{IntoResponse, Redirect, Response};
use domain::change::Change;
use domain::codes::ControlId;
use domain::ids::{PersonId, ProgrammeId, ProposalId};
use domain::refusal::Refusal;
use domain::words::CriterionId;
use leptos::prelude::*;
use store::ControlRow;

/// Which change a page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Reword,
    Owner,
    Retire,
    Demote,
}

async fn row(asking: &Asking, id: &ControlId) -> Result<ControlRow> {
    let row = asking.store().control(id).await?.filter(|row| !row.retired);
    Ok(row.ok_or_else(|| Refusal::missing("adopted control"))?)
}

pub async fn ask_reword(asking: Asking, The(id): The<ControlId>) -> Result<Page> {
    fresh(&asking, &id, Way::Reword).await
}

pub async fn ask_owner(asking: Asking, The(id): The<ControlId>) -> Result<Page> {
    fresh(&asking, &id, Way::Owner).await
}

pub async fn ask_retire(asking: Asking, The(id): The<ControlId>) -> Result<Page> {
    fresh(&asking, &id, Way::Retire).await
}

async fn fresh(asking: &Asking, id: &ControlId, way: Way) -> Result<Page> {
    let row = row(asking, id).await?;
    let statement = row.statement.clone();
    page(asking, row, way, Fields::default(), statement, Wrong::default()).await
}

pub async fn reword(asking: Asking, The(id): The<ControlId>, Form(fields): Form<Fields>) -> Result<Response> {
    let outcome = match fields.text("material").as_str() {
        "yes" | "no" => {
            let (text, material) = (fields.text("statement"), fields.text("material") == "yes");
            asking.store().reword(asking.actor(), &id, &text, material, &fields.text("reason")).await
        }
        _ => Err(Refusal::at("material", "Say whether the practice itself changes.").into()),
    };
    answered(&asking, &id, Way::Reword, fields, outcome).await
}

pub async fn owner(asking: Asking, The(id): The<ControlId>, Form(fields): Form<Fields>) -> Result<Response> {
    let outcome = match fields.parsed::<PersonId>("owner") {
        Some(owner) => {
            let change = Change::Own { control: id.clone(), owner };
            asking.store().propose(asking.actor(), &change, &fields.text("reason")).await
        }
        None => Err(Refusal::at("owner", "Choose who will own it.").into()),
    };
    answered(&asking, &id, Way::Owner, fields, outcome).await
}

pub async fn retire(asking: Asking, The(id): The<ControlId>, Form(fields): Form<Fields>) -> Result<Response> {
    row(&asking, &id).await?;
    let change = Change::Retire { control: id.clone() };
    let outcome = asking.store().propose(asking.actor(), &change, &fields.text("reason")).await;
    answered(&asking, &id, Way::Retire, fields, outcome).await
}

async fn answered(
    asking: &Asking,
    id: &ControlId,
    way: Way,
    fields: Fields,
    outcome: store::Result<ProposalId>,
) -> Result<Response> {
    match outcome {
        Ok(proposal) => Ok(Redirect::to(&format!("/decisions/{proposal}")).into_response()),
        Err(error) => {
            let wrong = Error::from(error).faults()?.into();
            let row = row(asking, id).await?;
            let statement = fields.text("statement");
            Ok(page(asking, row, way, fields, statement, wrong).await?.refused().into_response())
        }
    }
}

async fn page(
    asking: &Asking,
    row: ControlRow,
    way: Way,
    fields: Fields,
    statement: String,
    wrong: Wrong,
) -> Result<Page> {
    let people = if way == Way::Owner { people(asking).await? } else { Vec::new() };
    let (title, end, lede, verb) = match way {
        Way::Reword => (
            "A new statement",
            "reword",
            "It is in force once a second person agrees. Until then the old one stands.",
            "Propose the statement",
        ),
        Way::Owner => (
            "Another owner",
            "owner",
            "The named person may accept it without the right of review.",
            "Propose the owner",
        ),
        Way::Demote => (
            "Only support",
            "demote",
            "The criterion reads its other key controls, and is concluded anew.",
            "Propose that it only supports",
        ),
        Way::Retire => (
            "No longer run it",
            "retire",
            "What it asks is no longer asked, and its gaps leave with it. What was proven stays in the trail.",
            "Propose to retire it",
        ),
    };
    let weight = if way == Way::Retire { Weight::Danger } else { Weight::Primary };
    Ok(asking.page(title, Place::Controls, move || {
        let base = format!("/controls/{}", row.id);
        let (action, faults) = (format!("{base}/{end}"), wrong.summary());
        let first = match way {
            Way::Reword => Some(wording(&fields, statement, &wrong)),
            Way::Owner => Some(view! {
                <SelectField name="owner" label="Owner" choices=people value=fields.text("owner") prompt="Choose a person" error=wrong.at("owner")/>
            }.into_any()),
            Way::Demote => Some(place_again(&fields)),
            Way::Retire => None,
        };
        view! {
            <Crumbs way=vec![Crumb::new("Controls", "/controls"), Crumb::new(row.id.to_string(), base.clone())]/>
            <Say>{format!("{title}: {} {}.", row.id, row.title)}</Say>
            <Lede>{lede}</Lede>
            <Block title=title first=true quiet=true id="change">
                <Summary faults/>
                <form class="form" method="post" action=action novalidate>
                    {first}
                    <LongField name="reason" label="Reason" value=fields.text("reason") error=wrong.at("reason") hint="The second person reads it"/>
                    <Actions>
                        <Button weight>{verb}</Button>
                        <ButtonLink weight=Weight::Plain href=base>"Keep it as it is"</ButtonLink>
                    </Actions>
                </form>
            </Block>
        }
    }))
}

fn wording(fields: &Fields, statement: String, wrong: &Wrong) -> AnyView {
    let kinds = vec![
        Choice::new("no", "Only the words").note("The practice stays; so does its evidence"),
        Choice::new("yes", "The practice itself").note("A material change: evidence of the old practice ends"),
    ];
    view! {
        <LongField name="statement" label="Statement" value=statement error=wrong.at("statement") hint="What is done, by whom and how often"/>
        <RadioField name="material" label="What changes" choices=kinds value=fields.text("material") error=wrong.at("material")/>
    }
    .into_any()
}

/// Makes it key for a criterion: it then answers it, and the criterion is concluded anew.
pub async fn give_key(asking: Asking, The(id): The<ControlId>, Form(fields): Form<Fields>) -> Result<Redirect> {
    let (programme, criterion) = place(&fields)?;
    asking.store().give_key(asking.actor(), programme, criterion, &id).await?;
    Ok(Redirect::to(&format!("/controls/{id}")))
}

fn place(fields: &Fields) -> Result<(ProgrammeId, CriterionId), Refusal> {
    let both = fields.parsed("programme").zip(fields.parsed("criterion"));
    both.ok_or_else(|| Refusal::at("criterion", "Choose a programme and a criterion."))
}

/// Proposes that it only supports a criterion.
pub async fn demote(asking: Asking, The(id): The<ControlId>, Form(fields): Form<Fields>) -> Result<Response> {
    let (programme, criterion) = place(&fields)?;
    row(&asking, &id).await?;
    let change = Change::Demote { programme, criterion, control: id.clone() };
    let outcome = asking.store().propose(asking.actor(), &change, &fields.text("reason")).await;
    answered(&asking, &id, Way::Demote, fields, outcome).await
}

/// The programme and the criterion that were chosen, carried along.
fn place_again(fields: &Fields) -> AnyView {
    let (programme, criterion) = (fields.text("programme"), fields.text("criterion"));
    view! {
        <p>"For "<b>{criterion.clone()}</b>"."</p>
        <input type="hidden" name="programme" value=programme/>
        <input type="hidden" name="criterion" value=criterion/>
    }
    .into_any()
}
