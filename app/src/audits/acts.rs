//! What people do with an audit: name another auditor, conclude the report, call it off.

use super::one;
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Fields, Form};
use crate::mishap::Mishap;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::ids::AuditId;

async fn answered<T>(
    asking: &Asking,
    id: AuditId,
    to: String,
    fields: &Fields,
    done: store::Result<T>,
) -> Result<Response> {
    match done {
        Ok(_) => Ok(Redirect::to(&to).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            Ok(mishap.answer(one::page(asking, id, fields, mishap.clone()).await?))
        }
    }
}

pub async fn add_auditor(asking: Asking, The(id): The<AuditId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().add_auditor(asking.actor(), id, fields.parsed("auditor")).await;
    answered(&asking, id, format!("/audits/{id}#auditors"), &fields, done).await
}

pub async fn conclude(asking: Asking, The(id): The<AuditId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().conclude_audit(asking.actor(), id, &fields.text("note")).await;
    answered(&asking, id, format!("/audits/{id}/report"), &fields, done).await
}

pub async fn call_off(asking: Asking, The(id): The<AuditId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().call_off_audit(asking.actor(), id, &fields.text("reason")).await;
    answered(&asking, id, format!("/audits/{id}"), &fields, done).await
}
