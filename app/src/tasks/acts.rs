//! What people do on the page of a task. A refused form comes back with what was typed, and the file it brought.

use super::one::{Typed, load, page};
use super::proof::ProofDraft;
use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Draft as _, Fields, Form};
use crate::upload::Upload;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::change::Change;
use domain::codes::{KindId, RequirementId};
use domain::days;
use domain::evidence::{self, NamedPair};
use domain::ids::PersonId;
use domain::refusal::{Fault, Refusal};
use store::StoredFile;

/// What came of a form: to the page again, or the page with what was typed.
async fn answer(
    asking: &Asking,
    id: &RequirementId,
    done: Result<()>,
    said: &'static str,
    typed: Typed,
) -> Result<Response> {
    let error = match done {
        Ok(()) => return Ok(Redirect::to(&format!("/tasks/{id}?said={said}")).into_response()),
        Err(error) => error,
    };
    if let Error::Refused(Refusal::Conflict(rule)) = error {
        let typed = Typed { conflict: Some(rule.into_owned()), ..typed };
        let one = load(asking, id, &Fields::default(), typed).await?;
        return Ok(page(asking, one).status(StatusCode::CONFLICT).into_response());
    }
    let typed = Typed { wrong: error.faults()?.into(), ..typed };
    let one = load(asking, id, &Fields::default(), typed).await?;
    Ok(page(asking, one).refused().into_response())
}

pub async fn prove(asking: Asking, The(id): The<RequirementId>, request: Request) -> Result<Response> {
    // A file for a task that is not there is not taken in.
    asking.spine().await?.requirement_by_id(&id).ok_or_else(|| Refusal::missing("task"))?;
    let Upload { fields, file, fault } = Upload::of(request, &asking).await?;
    let draft = ProofDraft::typed(&fields);
    let file = match file {
        None => asking.kept(&draft.kept, &draft.kept_name).await?,
        file => file,
    };
    let done = submit(&asking, &id, &draft, file.clone(), fault).await;
    let typed = Typed { form: "prove", fields, file, ..Typed::default() };
    answer(&asking, &id, done, "sent", typed).await
}

async fn submit(
    asking: &Asking,
    id: &RequirementId,
    draft: &ProofDraft,
    file: Option<StoredFile>,
    fault: Option<Fault>,
) -> Result<()> {
    let evidence = draft.evidence()?;
    if let Some(fault) = fault.filter(|_| evidence.form == evidence::Form::File) {
        return Err(Refusal::Invalid(vec![fault]).into());
    }
    let pairs = if draft.all_open {
        asking.store().open_pairs(id, asking.now).await?
    } else {
        let subjects = draft.subjects.iter().filter_map(|no| no.parse().ok());
        subjects.map(|subject| NamedPair { requirement: id.clone(), subject }).collect()
    };
    let file = file.filter(|_| evidence.form == evidence::Form::File);
    let in_place_of = draft.in_place_of.parse().ok().filter(|_| evidence.kind == KindId::NIL_RETURN);
    asking.store().submit_in_place_of(asking.actor(), evidence, in_place_of, file, &pairs).await?;
    Ok(())
}

/// The ticked subjects with the versions that the page showed: `12:3`.
fn versions(fields: &Fields) -> Vec<(i64, i64)> {
    let parts = fields.all("subjects").filter_map(|text| text.split_once(':'));
    parts.filter_map(|(subject, version)| Some((subject.parse().ok()?, version.parse().ok()?))).collect()
}

pub async fn give(asking: Asking, The(id): The<RequirementId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = async {
        let to = match fields.text("assignee").as_str() {
            "" => None,
            text => Some(text.parse::<PersonId>().map_err(|_| Refusal::at("assignee", "Choose a person."))?),
        };
        Ok(asking.store().give_task(asking.actor(), &id, &versions(&fields), to).await?)
    };
    let done = done.await;
    answer(&asking, &id, done, "given", Typed { form: "give", fields, ..Typed::default() }).await
}

pub async fn set_due(asking: Asking, The(id): The<RequirementId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = async {
        let on = match fields.text("due_on").as_str() {
            "" => None,
            text => Some(days::typed(text).map_err(|no_day| Refusal::at("due_on", no_day.to_string()))?),
        };
        Ok(asking.store().set_task_due(asking.actor(), &id, &versions(&fields), on).await?)
    };
    let done = done.await;
    answer(&asking, &id, done, "due", Typed { form: "due", fields, ..Typed::default() }).await
}

pub async fn discuss(asking: Asking, The(id): The<RequirementId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().discuss_task(asking.actor(), &id, &fields.text("words")).await;
    let typed = Typed { form: "discuss", fields, ..Typed::default() };
    answer(&asking, &id, done.map_err(Error::from), "added", typed).await
}

pub async fn exclude(asking: Asking, The(id): The<RequirementId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = propose(&asking, &id, &fields).await;
    answer(&asking, &id, done, "proposed", Typed { form: "exclude", fields, ..Typed::default() }).await
}

async fn propose(asking: &Asking, id: &RequirementId, fields: &Fields) -> Result<()> {
    let subjects = fields.all("subjects").filter_map(|no| no.parse().ok());
    let pairs: Vec<_> = subjects.map(|subject| NamedPair { requirement: id.clone(), subject }).collect();
    if pairs.is_empty() {
        return Err(Refusal::at("subjects", "Choose at least one.").into());
    }
    let until = match fields.text("until").trim() {
        "" => Err(Refusal::at("until", "Give the last day on which it does not apply.")),
        text => days::typed(text).map_err(|no_day| Refusal::at("until", no_day.to_string())),
    }?;
    asking.store().propose(asking.actor(), &Change::Exclude { pairs, until }, &fields.text("reason")).await?;
    Ok(())
}
