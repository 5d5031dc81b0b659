//! Opening a programme.

use super::terms::{TermsForm, fields};
use super::window::{self, Looked};
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Form, Wrong};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use axum::response::{IntoResponse, Redirect, Response};
use domain::refusal::Refusal;
use leptos::prelude::*;

pub async fn show(asking: Asking) -> Page {
    page(&asking, TermsForm::fresh(), Wrong::default(), Looked::default())
}

pub async fn open(asking: Asking, Form(form): Form<TermsForm>) -> Result<Response> {
    if form.looks {
        return look(&asking, form).await;
    }
    let strange = form.strange_days();
    let done = match strange.is_empty() {
        true => asking.store().open_programme(asking.actor(), form.draft.clone()).await,
        false => Err(Refusal::Invalid(strange).into()),
    };
    match done {
        Ok(id) => Ok(Redirect::to(&format!("/programmes/{id}")).into_response()),
        Err(error) => {
            let wrong = Error::from(error).faults()?.into();
            let looked = Looked::at(&asking, None, &form).await?;
            Ok(page(&asking, form, wrong, looked).refused().into_response())
        }
    }
}

/// What was typed, with what its window would cut.
async fn look(asking: &Asking, form: TermsForm) -> Result<Response> {
    let (faults, looked) = (window::faults(&form), Looked::at(asking, None, &form).await?);
    let wrong = !faults.is_empty();
    let page = page(asking, form, faults.into(), looked);
    Ok(if wrong { page.refused().into_response() } else { page.into_response() })
}

fn page(asking: &Asking, form: TermsForm, wrong: Wrong, looked: Looked) -> Page {
    asking.page("Open a programme", Place::Programmes, move || {
        view! {
            <Say>"Open a programme: one SOC 2 report that you prepare."</Say>
            <Lede>"Everything but the kind of report can change later. Nothing is asked of a system until it is in scope."</Lede>
            <Block title="Terms" first=true quiet=true>
                <Summary faults=wrong.summary()/>
                {looked.notice()}
                <form class="form" method="post" action="/programmes/new" novalidate>
                    {fields(&form, &wrong, None)}
                    <Actions>
                        <Button weight=Weight::Primary>"Open the programme"</Button>
                        {looked.buttons()}
                        <ButtonLink weight=Weight::Plain href="/programmes">"Not now"</ButtonLink>
                    </Actions>
                </form>
            </Block>
        }
    })
}
