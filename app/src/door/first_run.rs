//! The first run: the organisation and its first administrator, then at once a second person.

use super::{NOT_KEPT, NewPassword, new_password_fields};
use crate::asking::Caller;
use crate::error::Result;
use crate::example;
use crate::form::{Draft, Fields, Form, Wrong};
use crate::page::{Page, at_the_door};
use crate::sessions;
use crate::site::Site;
use crate::ui::button::{Actions, Button, Weight};
use crate::ui::choice::{Choice, SelectField};
use crate::ui::door::{Door, Doorway};
use crate::ui::input::{TextField, Typed};
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use domain::accounts::{self, PersonDraft};
use domain::people::{Rights, Role};
use domain::refusal::{Fault, Faults, Refusal};
use leptos::prelude::*;
use store::{NamedZone, NewPerson};

/// What the first run asks.
#[derive(Clone, Default)]
pub struct Founding {
    organisation: String,
    zone: String,
    first: PersonDraft,
    password: NewPassword,
}

impl Draft for Founding {
    fn typed(fields: &Fields) -> Self {
        let rights = Rights::of(&[Role::Administrator, Role::ComplianceManager], true);
        let (name, email) = (fields.text("name"), fields.text("email"));
        Self {
            organisation: fields.text("organisation"),
            zone: fields.text("zone"),
            first: PersonDraft { name, email, department: String::new(), rights },
            password: NewPassword::typed(fields),
        }
    }
}

impl Founding {
    /// Every answer, tidied, or every fault at once.
    fn check(self) -> Result<Self, Refusal> {
        let mut faults = Faults::default();
        let name = accounts::name("organisation", &self.organisation, "Give the organisation's name.");
        let organisation = faults.take(name).unwrap_or_default();
        if NamedZone::find(&self.zone).is_none() {
            faults.add("zone", "Choose the time zone in which your days begin and end.");
        }
        let first = match self.first.clone().check() {
            Err(Refusal::Invalid(wrong)) => {
                wrong.into_iter().for_each(|Fault { field, message }| faults.add(field, message));
                self.first.clone()
            }
            checked => checked?,
        };
        self.password.check(&first.email, &mut faults);
        faults.none()?;
        Ok(Self { organisation, first, ..self })
    }
}

pub async fn show(State(site): State<Site>, caller: Caller) -> Page {
    let draft = Founding { zone: site.zone.to_string(), ..Founding::default() };
    page(&site, &caller, draft, Wrong::default())
}

pub async fn found(State(site): State<Site>, caller: Caller, Form(typed): Form<Founding>) -> Result<Response> {
    let done = match typed.clone().check() {
        Err(refusal) => Err(refusal.into()),
        Ok(draft) => enter(&site, &caller, draft).await,
    };
    match done {
        Ok(()) => Ok(Redirect::to("/people/invite").into_response()),
        Err(error) => Ok(page(&site, &caller, typed, error.faults()?.into()).refused().into_response()),
    }
}

async fn enter(site: &Site, caller: &Caller, draft: Founding) -> Result<()> {
    let argon2 = site.passwords.hash(&draft.password.password).await?;
    let first = NewPerson { draft: draft.first, argon2 };
    let person = site.store.found(&draft.organisation, &draft.zone, false, first).await?;
    sessions::begin(site, caller, person).await
}

fn page(site: &Site, caller: &Caller, draft: Founding, wrong: Wrong) -> Page {
    at_the_door(site, caller, move || {
        view! {
            <Door title="First run" way=Doorway::Wide>
                <Say>"Six answers, then you are in."</Say>
                <Lede>"Nobody is here yet. You will be the first administrator, and the next page invites a second person: \
                adoption and acceptance need two. Every change is kept in the trail."</Lede>
                <Summary faults=wrong.summary() kept=NOT_KEPT/>
                <form class="form" method="post" action="/first-run" novalidate>{fields(draft, wrong)}</form>
                {example::offer()}
            </Door>
        }
    })
}

fn fields(draft: Founding, wrong: Wrong) -> impl IntoView {
    let password = new_password_fields(&wrong);
    let at = |field| wrong.at(field);
    let (name, email, organisation, zone) = (at("name"), at("email"), at("organisation"), at("zone"));
    let zones = NamedZone::names().into_iter().map(|name| Choice::new(name.clone(), name)).collect();
    view! {
        <TextField name="name" label="Your name" value=draft.first.name autocomplete="name" error=name/>
            <TextField
                name="email" label="Work email" typed=Typed::Email value=draft.first.email autocomplete="username"
                error=email
            />
            {password}
            <TextField
                name="organisation" label="Your organisation" value=draft.organisation autocomplete="organization"
                error=organisation
            />
            <SelectField
                name="zone" label="Time zone" choices=zones value=draft.zone error=zone
                hint="Where its days begin and end: proof lapses at midnight there."
            />
        <Actions><Button weight=Weight::Primary>"Start empty"</Button></Actions>
    }
}
