//! What people do with an incident.

use super::one;
use crate::address::The;
use crate::asking::Asking;
use crate::deficiencies::correction;
use crate::error::Result;
use crate::form::{Fields, Form};
use crate::mishap::Mishap;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::ids::IncidentId;
use domain::incidents::{CauseDraft, ClassifyDraft, NoticeDraft, ReviewDraft};

async fn answered<T>(asking: &Asking, id: IncidentId, fields: &Fields, done: store::Result<T>) -> Result<Response> {
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/incidents/{id}")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            Ok(mishap.answer(one::page(asking, id, fields, mishap.clone()).await?))
        }
    }
}

/// What the form of a classification holds.
pub(super) fn classification(fields: &Fields) -> ClassifyDraft {
    ClassifyDraft {
        severity: fields.text("severity"),
        lead: fields.parsed("lead"),
        personal_data: fields.text("personal_data"),
        jurisdictions: fields.words("jurisdictions"),
        circumstances: fields.words("circumstances"),
        contained: fields.text("contained"),
        resolved: fields.text("resolved"),
        material_at: fields.text("material_at"),
        why: fields.text("why"),
    }
}

pub async fn classify(asking: Asking, The(id): The<IncidentId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().classify_incident(asking.actor(), id, &classification(&fields)).await;
    answered(&asking, id, &fields, done).await
}

pub async fn note(asking: Asking, The(id): The<IncidentId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().note_incident(asking.actor(), id, &fields.text("at"), &fields.text("words")).await;
    answered(&asking, id, &fields, done).await
}

pub async fn tell(asking: Asking, The(id): The<IncidentId>, Form(fields): Form<Fields>) -> Result<Response> {
    let text = |name: &str| fields.text(name);
    let draft = NoticeDraft { duty: text("duty"), whom: text("whom"), at: text("at"), proof: text("proof") };
    let done = asking.store().tell_of_incident(asking.actor(), id, &draft).await;
    answered(&asking, id, &fields, done).await
}

pub async fn tell_nobody(asking: Asking, The(id): The<IncidentId>, Form(fields): Form<Fields>) -> Result<Response> {
    let (duty, reason) = (fields.text("duty"), fields.text("reason"));
    let done = asking.store().tell_nobody_of_incident(asking.actor(), id, &duty, &reason).await;
    answered(&asking, id, &fields, done).await
}

pub async fn explain(asking: Asking, The(id): The<IncidentId>, Form(fields): Form<Fields>) -> Result<Response> {
    let draft = CauseDraft { kinds: fields.words("kinds"), words: fields.text("cause") };
    let done = asking.store().explain_incident(asking.actor(), id, &draft).await;
    answered(&asking, id, &fields, done).await
}

pub async fn correct(asking: Asking, The(id): The<IncidentId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().correct_incident(asking.actor(), id, &correction(&fields)).await;
    answered(&asking, id, &fields, done).await
}

pub async fn review(asking: Asking, The(id): The<IncidentId>, Form(fields): Form<Fields>) -> Result<Response> {
    let draft = ReviewDraft {
        lessons: fields.text("lessons"),
        prevents: fields.text("prevents"),
        confirmed: fields.words("confirmed"),
    };
    let done = asking.store().review_incident(asking.actor(), id, &draft).await;
    answered(&asking, id, &fields, done).await
}
