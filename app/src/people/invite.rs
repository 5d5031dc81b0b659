//! Inviting: a one-time link, shown once, for the administrator to hand over.

use super::{rights_fields, typed_rights};
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Draft, Fields, Form, Wrong};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::input::{TextField, Typed};
use crate::ui::notice::{Notice, Tone};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use axum::response::{IntoResponse, Redirect, Response};
use domain::accounts::PersonDraft;
use domain::ids::PersonId;
use leptos::prelude::*;

impl Draft for PersonDraft {
    fn typed(fields: &Fields) -> Self {
        let (name, email, department) = (fields.text("name"), fields.text("email"), fields.text("department"));
        Self { name, email, department, rights: typed_rights(fields) }
    }
}

pub async fn show(asking: Asking) -> Result<Page> {
    page(&asking, PersonDraft::default(), Wrong::default()).await
}

pub async fn invite(asking: Asking, Form(draft): Form<PersonDraft>) -> Result<Response> {
    match asking.store().invite(asking.actor(), draft.clone()).await {
        Ok((person, key)) => Ok(link(&asking, person, draft.name.trim(), &key).into_response()),
        Err(error) => {
            let wrong = crate::error::Error::from(error).faults()?.into();
            Ok(page(&asking, draft, wrong).await?.refused().into_response())
        }
    }
}

pub async fn again(asking: Asking, The(person): The<PersonId>) -> Result<Page> {
    let name = asking.store().person(person).await?.name.unwrap_or_default();
    let key = asking.store().invite_again(asking.actor(), person).await?;
    Ok(link(&asking, person, &name, &key))
}

pub async fn revoke(asking: Asking, The(person): The<PersonId>) -> Result<Redirect> {
    asking.store().revoke_invitation(asking.actor(), person).await?;
    Ok(Redirect::to(&format!("/people/{person}")))
}

async fn page(asking: &Asking, draft: PersonDraft, wrong: Wrong) -> Result<Page> {
    let first = asking.store().people().await?.len() == 1;
    Ok(asking.page("Invite a person", Place::Settings, move || {
        view! {
            <Say>{if first { "Now invite a second person." } else { "Invite a person." }}</Say>
            {first.then(|| view! {
                <Lede>"Adoption and acceptance need two: who accepts is neither who submitted nor who performed. \
                Give the second person the right of review."</Lede>
            })}
            <Block title="Who" first=true quiet=true>
                <Summary faults=wrong.summary()/>
                <form class="form" method="post" action="/people/invite" novalidate>
                    {fields(draft, &wrong)}
                    <Actions>
                        <Button weight=Weight::Primary>"Make the link"</Button>
                        <ButtonLink weight=Weight::Plain href=if first { "/" } else { "/people" }>
                            {if first { "Later" } else { "Back to everybody" }}
                        </ButtonLink>
                    </Actions>
                </form>
            </Block>
        }
    }))
}

fn fields(draft: PersonDraft, wrong: &Wrong) -> impl IntoView + use<> {
    view! {
        <TextField name="name" label="Name" value=draft.name error=wrong.at("name")/>
        <TextField name="email" label="Work email" typed=Typed::Email value=draft.email error=wrong.at("email")/>
        <TextField name="department" label="Department" value=draft.department optional=true error=wrong.at("department")/>
        {rights_fields(draft.rights, wrong)}
    }
}

/// The link, this once: the database keeps only its hash.
fn link(asking: &Asking, person: PersonId, name: &str, key: &str) -> Page {
    let (address, name) = (format!("{}/join/{key}", asking.site.url), name.to_owned());
    let page = asking.page("Invitation", Place::Settings, move || {
        view! {
            <Say>{format!("Send this link to {name}.")}</Say>
            <Block title="The link" first=true quiet=true>{handover(address, person, &name)}</Block>
        }
    });
    page.secret()
}

fn handover(address: String, person: PersonId, name: &str) -> impl IntoView + use<> {
    let go = format!("Go to {name}");
    view! {
        <div class="form">
            <Notice tone=Tone::Done word="The link is made">
                <p>"It is shown this once, works once, and for seven days. Send it by a way that only they read."</p>
            </Notice>
            <div class="field">
                <label for="link">"One-time link"</label>
                <input class="input" id="link" type="text" readonly value=address/>
            </div>
            <Actions>
                <ButtonLink href=format!("/people/{person}")>{go}</ButtonLink>
                <ButtonLink weight=Weight::Plain href="/people/invite">"Invite somebody else"</ButtonLink>
            </Actions>
        </div>
    }
}
