//! Setting a criterion aside as not applicable: by two people, one of them an executive. Bringing it back asks more, so
//! one person does it.

use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Fields, Form, Query, Wrong};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{Choice, SelectField};
use crate::ui::notice::{Notice, Tone};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use axum::response::{IntoResponse, Redirect, Response};
use domain::catalogue::catalogue;
use domain::change::Change;
use domain::ids::ProgrammeId;
use domain::people::Role;
use domain::refusal::Refusal;
use domain::words::CriterionId;
use leptos::prelude::*;
use store::ProgrammeNow;

pub async fn show(asking: Asking, The(id): The<ProgrammeId>) -> Result<Page> {
    let programme = super::find(&asking, id).await?;
    let nobody = nobody_decides(&asking).await?;
    Ok(page(&asking, programme, nobody, Fields::default(), Wrong::default()))
}

/// Why nobody could decide what this person proposes, if nobody could.
async fn nobody_decides(asking: &Asking) -> Result<Option<&'static str>> {
    let me = asking.actor().person;
    let people = asking.store().people().await?;
    let mut reviewers = people.iter().filter(|row| row.active && row.joined && row.id != me && row.rights.reviews());
    Ok(if asking.is(Role::Executive) {
        reviewers.next().is_none().then_some("Nobody else here may review. An administrator gives the right.")
    } else {
        let executive = reviewers.any(|row| row.rights.has(Role::Executive));
        (!executive).then_some("No executive here may review. An administrator gives the right.")
    })
}

pub async fn propose(asking: Asking, The(id): The<ProgrammeId>, Form(fields): Form<Fields>) -> Result<Response> {
    let programme = super::find(&asking, id).await?;
    let chosen = fields.parsed::<CriterionId>("criterion").filter(|c| programme.in_scope().contains(*c));
    let outcome = match chosen {
        Some(criterion) => {
            let change = Change::SetAside { programme: id, criterion };
            asking.store().propose(asking.actor(), &change, &fields.text("reason")).await
        }
        None => Err(Refusal::at("criterion", "Choose a criterion in scope.").into()),
    };
    match outcome {
        Ok(proposal) => Ok(Redirect::to(&format!("/decisions/{proposal}")).into_response()),
        Err(error) => {
            let wrong = Error::from(error).faults()?.into();
            let nobody = nobody_decides(&asking).await?;
            Ok(page(&asking, programme, nobody, fields, wrong).refused().into_response())
        }
    }
}

fn page(asking: &Asking, programme: ProgrammeNow, nobody: Option<&'static str>, fields: Fields, wrong: Wrong) -> Page {
    let id = programme.id;
    asking.page("Set a criterion aside", Place::Programmes, move || {
        let choices = programme.in_scope().iter();
        let choices = choices.map(|c| Choice::new(c.key(), format!("{c} {}", catalogue().criterion(c).title))).collect();
        view! {
            <Say>{format!("Set a criterion of {} aside as not applicable.", programme.name)}</Say>
            <Lede>"It leaves the count, by name and with its reason. Two people decide, one of them an executive."</Lede>
            {nobody.map(|why| view! { <Notice tone=Tone::Unknown word="Nobody can decide it yet"><p>{why}</p></Notice> })}
            <Block title="Which" first=true quiet=true>
                <Summary faults=wrong.summary()/>
                <form class="form" method="post" action=format!("/programmes/{id}/set-aside") novalidate>
                    <SelectField
                        name="criterion" label="Criterion" choices prompt="Choose a criterion"
                        value=fields.text("criterion") error=wrong.at("criterion")
                    />
                    <LongField name="reason" label="Reason" value=fields.text("reason") error=wrong.at("reason") hint="It stands beside the criterion in every reading"/>
                    <Actions>
                        <Button weight=Weight::Primary>"Propose to set it aside"</Button>
                        <ButtonLink weight=Weight::Plain href=format!("/programmes/{id}")>"Keep it in scope"</ButtonLink>
                    </Actions>
                </form>
            </Block>
        }
    })
}

pub async fn ask_back(asking: Asking, The(id): The<ProgrammeId>, Query(fields): Query) -> Result<Page> {
    let programme = super::find(&asking, id).await?;
    Ok(back(&asking, programme, fields, Wrong::default()))
}

pub async fn bring_back(asking: Asking, The(id): The<ProgrammeId>, Form(fields): Form<Fields>) -> Result<Response> {
    let programme = super::find(&asking, id).await?;
    let outcome = match fields.parsed::<CriterionId>("criterion") {
        Some(criterion) => {
            asking.store().restore_criterion(asking.actor(), id, criterion, &fields.text("reason")).await
        }
        None => Err(Refusal::at("criterion", "Choose a criterion that was set aside.").into()),
    };
    match outcome {
        Ok(()) => Ok(Redirect::to(&format!("/programmes/{id}#criteria")).into_response()),
        Err(error) => {
            let wrong = Error::from(error).faults()?.into();
            Ok(back(&asking, programme, fields, wrong).refused().into_response())
        }
    }
}

fn back(asking: &Asking, programme: ProgrammeNow, fields: Fields, wrong: Wrong) -> Page {
    let id = programme.id;
    asking.page("Bring a criterion back", Place::Programmes, move || {
        let choices = programme.not_applicable.iter();
        let choices = choices.map(|c| Choice::new(c.key(), format!("{c} {}", catalogue().criterion(c).title))).collect();
        view! {
            <Say>{format!("Bring a criterion of {} back into the count.", programme.name)}</Say>
            <Lede>"It counts from now on, and its controls ask again. That asks more, so it needs no second person. What was proven before counts where it is still fresh."</Lede>
            <Block title="Which" first=true quiet=true>
                <Summary faults=wrong.summary()/>
                <form class="form" method="post" action=format!("/programmes/{id}/bring-back") novalidate>
                    <SelectField
                        name="criterion" label="Criterion" choices prompt="Choose a criterion"
                        value=fields.text("criterion") error=wrong.at("criterion")
                    />
                    <LongField name="reason" label="Reason" value=fields.text("reason") error=wrong.at("reason") hint="It stands in the trail"/>
                    <Actions>
                        <Button weight=Weight::Primary>"Bring it back"</Button>
                        <ButtonLink weight=Weight::Plain href=format!("/programmes/{id}")>"Leave it aside"</ButtonLink>
                    </Actions>
                </form>
            </Block>
        }
    })
}
