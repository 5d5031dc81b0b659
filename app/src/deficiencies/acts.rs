//! What people do with a deficiency: assess, agree, disagree, hand on, correct, retest, close.

use super::{forms, one};
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Fields, Form};
use crate::mishap::Mishap;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::ids::DeficiencyId;

async fn answered<T>(asking: &Asking, id: DeficiencyId, fields: &Fields, done: store::Result<T>) -> Result<Response> {
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/deficiencies/{id}")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            Ok(mishap.answer(one::page(asking, id, fields, mishap.clone()).await?))
        }
    }
}

pub async fn assess(asking: Asking, The(id): The<DeficiencyId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().assess_deficiency(asking.actor(), id, &forms::assessment(&fields)).await;
    answered(&asking, id, &fields, done).await
}

pub async fn agree(asking: Asking, The(id): The<DeficiencyId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().agree_deficiency(asking.actor(), id).await;
    answered(&asking, id, &fields, done).await
}

pub async fn disagree(asking: Asking, The(id): The<DeficiencyId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().disagree_deficiency(asking.actor(), id, &fields.text("reason")).await;
    answered(&asking, id, &fields, done).await
}

pub async fn give(asking: Asking, The(id): The<DeficiencyId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().give_deficiency(asking.actor(), id, fields.parsed("owner")).await;
    answered(&asking, id, &fields, done).await
}

pub async fn correct(asking: Asking, The(id): The<DeficiencyId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().correct_deficiency(asking.actor(), id, &forms::correction(&fields)).await;
    answered(&asking, id, &fields, done).await
}

pub async fn retest(asking: Asking, The(id): The<DeficiencyId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().retest_deficiency(asking.actor(), id, &forms::retest(&fields)).await;
    answered(&asking, id, &fields, done).await
}

pub async fn close(asking: Asking, The(id): The<DeficiencyId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().close_deficiency(asking.actor(), id, &fields.text("note")).await;
    answered(&asking, id, &fields, done).await
}
