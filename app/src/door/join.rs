//! Joining by a one-time link: choose a password, and be in.

use super::{NOT_KEPT, NewPassword, new_password_fields};
use crate::asking::Caller;
use crate::error::{Error, Result};
use crate::form::{Form, Wrong};
use crate::page::{Page, at_the_door};
use crate::sessions;
use crate::site::Site;
use crate::ui::button::{Actions, Button, Weight};
use crate::ui::door::Door;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::refusal::{Faults, Refusal};
use leptos::prelude::*;
use store::Invited;

pub async fn show(State(site): State<Site>, caller: Caller, Path(key): Path<String>) -> Result<Page> {
    match site.store.invitation(&key).await? {
        Some(invited) => page(&site, &caller, &key, invited, Wrong::default()).await,
        None => gone(&site, &caller).await,
    }
}

pub async fn join(
    State(site): State<Site>,
    caller: Caller,
    Path(key): Path<String>,
    Form(typed): Form<NewPassword>,
) -> Result<Response> {
    let Some(invited) = site.store.invitation(&key).await? else {
        return Ok(gone(&site, &caller).await?.into_response());
    };
    match enter(&site, &caller, &key, &invited, &typed).await {
        Ok(()) => Ok(Redirect::to("/").into_response()),
        Err(Error::Refused(Refusal::Missing(_))) => Ok(gone(&site, &caller).await?.into_response()),
        Err(error) => {
            let wrong = error.faults()?.into();
            Ok(page(&site, &caller, &key, invited, wrong).await?.refused().into_response())
        }
    }
}

async fn enter(site: &Site, caller: &Caller, key: &str, invited: &Invited, typed: &NewPassword) -> Result<()> {
    let mut faults = Faults::default();
    typed.check(&invited.email, &mut faults);
    faults.none()?;
    let argon2 = site.passwords.hash(&typed.password).await?;
    let person = site.store.join(key, &argon2).await?;
    sessions::begin(site, caller, person).await
}

async fn page(site: &Site, caller: &Caller, key: &str, invited: Invited, wrong: Wrong) -> Result<Page> {
    let organisation = site.store.organisation().await?.map(|organisation| organisation.name).unwrap_or_default();
    let example = site.is_marked();
    let action = format!("/join/{key}");
    Ok(at_the_door(site, caller, move || {
        view! {
            <Door title="Join" organisation=organisation.clone() example>
                <Say>{format!("{}, choose a password and you are in.", invited.name)}</Say>
                <Lede>{format!("You sign in as {} at {organisation}. This link works once.", invited.email)}</Lede>
                <Summary faults=wrong.summary() kept=NOT_KEPT/>
                <form class="form" method="post" action=action novalidate>
                    <input type="text" hidden readonly name="email" autocomplete="username" value=invited.email/>
                    {new_password_fields(&wrong)}
                    <Actions><Button weight=Weight::Primary>"Join"</Button></Actions>
                </form>
            </Door>
        }
    }))
}

/// Used, revoked, expired and never given look alike.
async fn gone(site: &Site, caller: &Caller) -> Result<Page> {
    let organisation = site.store.organisation().await?.map(|organisation| organisation.name).unwrap_or_default();
    let example = site.is_marked();
    Ok(at_the_door(site, caller, move || {
        view! {
            <Door title="Not here" organisation example>
                <Say>"This link does not open anything."</Say>
                <Lede>"It was used or revoked, or is older than seven days. Whoever invited you can make a new one. \
                If you have joined already, "<a href="/sign-in">"sign in"</a>"."</Lede>
            </Door>
        }
    })
    .status(StatusCode::NOT_FOUND))
}
