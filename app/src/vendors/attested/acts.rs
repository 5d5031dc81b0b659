//! What people do with an attestation: accept it, reject it, use it as proof, note what came to light, take it back.

use super::{follows, one, review};
use crate::address::{Part, The};
use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Fields, Form};
use crate::mishap::Mishap;
use crate::page::Page;
use crate::ui::confirm::Confirm;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::rail::Place;
use crate::ui::say::Say;
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use crate::vendors::parts::relation_to;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::attestations::LaterDraft;
use domain::ids::ReportId;
use domain::people::may;
use domain::refusal::Refusal;
use domain::trail::Verb;
use leptos::prelude::*;

async fn answered<T>(asking: &Asking, id: ReportId, fields: &Fields, done: store::Result<T>) -> Result<Response> {
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/attestations/{id}")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            let page = one::page(asking, id, fields, mishap.clone()).await?;
            Ok(mishap.answer(page))
        }
    }
}

pub async fn accept(asking: Asking, The(id): The<ReportId>, Form(fields): Form<Fields>) -> Result<Response> {
    let row = asking.store().attestation(id).await?;
    let draft = review::typed(&fields, &row)?;
    let done = asking.store().accept_attestation(asking.actor(), id, &draft).await;
    answered(&asking, id, &fields, done).await
}

pub async fn reject(asking: Asking, The(id): The<ReportId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().reject_attestation(asking.actor(), id, &fields.text("reason")).await;
    answered(&asking, id, &fields, done).await
}

pub async fn prove(asking: Asking, The(id): The<ReportId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().prove_attestation(asking.actor(), id).await;
    answered(&asking, id, &fields, done).await
}

pub async fn follow(asking: Asking, The(id): The<ReportId>, Form(fields): Form<Fields>) -> Result<Response> {
    let at = follows::point(&fields).ok_or_else(|| Refusal::missing("line"))?;
    let done = asking.store().follow_attestation(asking.actor(), id, at, &follows::typed(&fields)).await;
    answered(&asking, id, &fields, done).await
}

pub async fn note(asking: Asking, The(id): The<ReportId>, Form(fields): Form<Fields>) -> Result<Response> {
    let draft = LaterDraft { what: fields.text("what"), day: fields.text("day"), words: fields.text("words") };
    let done = asking.store().note_attestation(asking.actor(), id, &draft).await;
    answered(&asking, id, &fields, done).await
}

pub async fn agree(asking: Asking, part: Part<ReportId, i64>, Form(fields): Form<Fields>) -> Result<Response> {
    let Part(id, no) = part;
    let done = asking.store().agree_note(asking.actor(), id, no).await;
    answered(&asking, id, &fields, done).await
}

pub async fn refuse(asking: Asking, part: Part<ReportId, i64>, Form(fields): Form<Fields>) -> Result<Response> {
    let Part(id, no) = part;
    let done = asking.store().refuse_note(asking.actor(), id, no, &fields.text("reason")).await;
    answered(&asking, id, &fields, done).await
}

pub async fn ask_back(asking: Asking, The(id): The<ReportId>) -> Result<Page> {
    taking(&asking, id, String::new(), Mishap::default()).await
}

pub async fn take_back(asking: Asking, The(id): The<ReportId>, Form(fields): Form<Fields>) -> Result<Response> {
    let reason = fields.text("reason");
    match asking.store().take_attestation_back(asking.actor(), id, &reason).await {
        Ok(()) => Ok(Redirect::to(&format!("/attestations/{id}")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            Ok(mishap.answer(taking(&asking, id, reason, mishap.clone()).await?))
        }
    }
}

async fn taking(asking: &Asking, id: ReportId, reason: String, mishap: Mishap) -> Result<Page> {
    let row = asking.store().attestation(id).await?;
    let vendor = asking.store().vendor(row.vendor).await?;
    if !may(asking.actor().rights, Verb::AttestationTakenBack, relation_to(&row, &vendor, asking.actor())) {
        let rule = "Whoever entered it, the owner of the vendor and compliance managers take it back.";
        return Err(Refusal::forbidden(rule).into());
    }
    let title = format!("{} of {}", row.library()?.title, vendor.name);
    Ok(asking.page("Take a record back", Place::Vendors, move || {
        let base = format!("/attestations/{id}");
        let way = vec![
            Crumb::new("Vendors", "/vendors"),
            Crumb::new(vendor.name.clone(), format!("/vendors/{}", vendor.id)),
            Crumb::new(title.clone(), base.clone()),
            Crumb::plain("Take back"),
        ];
        view! {
            <Crumbs way/>
            <Say>{format!("The {title} would count for nothing any more.")}</Say>
            {mishap.notice()}
            <Summary faults=mishap.wrong.summary()/>
            <Confirm question="Take this record back?" action=format!("{base}/take-back") verb="Take the record back" keep="Keep it" back=base.clone()>
                <p>"For what was entered wrongly, or is no such document. What it proved ends now; the record stays to be seen. What its issuer withdrew is noted on its page instead."</p>
                <LongField name="reason" label="Why" value=reason error=mishap.wrong.at("reason")/>
            </Confirm>
        }
    }))
}
