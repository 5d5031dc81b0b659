//! Leaving: deactivating ends every session at once and can be undone; erasing cannot.

use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::page::Page;
use crate::ui::confirm::Confirm;
use crate::ui::rail::Place;
use crate::ui::say::Say;
use axum::response::Redirect;
use domain::ids::PersonId;
use leptos::prelude::*;

pub async fn ask_deactivate(asking: Asking, The(person): The<PersonId>) -> Result<Page> {
    let what = "Their sessions and their invitation end at once. What they did stays, and they can be reactivated.";
    confirm(&asking, person, "deactivate", "Deactivate", "Keep them", what).await
}

pub async fn deactivate(asking: Asking, The(person): The<PersonId>) -> Result<Redirect> {
    asking.store().deactivate(asking.actor(), person).await?;
    Ok(Redirect::to(&format!("/people/{person}")))
}

pub async fn reactivate(asking: Asking, The(person): The<PersonId>) -> Result<Redirect> {
    asking.store().reactivate(asking.actor(), person).await?;
    Ok(Redirect::to(&format!("/people/{person}")))
}

pub async fn ask_erase(asking: Asking, The(person): The<PersonId>) -> Result<Page> {
    let what = "Their name, address and department go for good, from the trail too. The trail stays whole: it knows them \
                by an opaque id. This cannot be undone.";
    confirm(&asking, person, "erase", "Erase", "Keep name and address", what).await
}

pub async fn erase(asking: Asking, The(person): The<PersonId>) -> Result<Redirect> {
    asking.store().erase(asking.actor(), person).await?;
    Ok(Redirect::to(&format!("/people/{person}")))
}

async fn confirm(
    asking: &Asking,
    person: PersonId,
    way: &'static str,
    verb: &'static str,
    keep: &'static str,
    what: &'static str,
) -> Result<Page> {
    let name = asking.store().person(person).await?.name.unwrap_or_else(|| "this person".to_owned());
    let back = format!("/people/{person}");
    let action = format!("{back}/{way}");
    Ok(asking.page(format!("{verb} {name}"), Place::Settings, move || {
        view! {
            <Say>{format!("{verb} {name}?")}</Say>
            <Confirm question="What happens" action verb=format!("{verb} {name}") keep back>
                <p>{what}</p>
            </Confirm>
        }
    }))
}
