//! What we do with a questionnaire: make and revoke links, read a workbook in, judge, close, call off.

use super::answering::at_book;
use super::book::Book;
use super::{close as closing, one, sending};
use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Fields, Form};
use crate::mishap::Mishap;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::ids::QuestionnaireId;
use std::collections::BTreeMap;

type Answered<T> = std::result::Result<T, Error>;

async fn answered<T>(asking: &Asking, id: QuestionnaireId, fields: &Fields, done: Answered<T>) -> Result<Response> {
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/questionnaires/{id}")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            let page = one::page(asking, id, fields, mishap.clone()).await?;
            Ok(mishap.answer(page))
        }
    }
}

pub async fn link(asking: Asking, The(id): The<QuestionnaireId>, Form(fields): Form<Fields>) -> Result<Response> {
    match asking.store().link_questionnaire(asking.actor(), id, &fields.text("expires_on")).await {
        Ok(key) => {
            let read = asking.store().questionnaire(id).await?;
            Ok(sending::link_page(&asking, id, &read.row.vendor_name, &key).into_response())
        }
        Err(error) => answered::<()>(&asking, id, &fields, Err(error.into())).await,
    }
}

pub async fn unlink(asking: Asking, The(id): The<QuestionnaireId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().unlink_questionnaire(asking.actor(), id).await;
    answered(&asking, id, &fields, done.map_err(Error::from)).await
}

pub async fn call_off(asking: Asking, The(id): The<QuestionnaireId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().call_questionnaire_off(asking.actor(), id, &fields.text("reason")).await;
    answered(&asking, id, &fields, done.map_err(Error::from)).await
}

/// Reads a workbook in; where it holds all of the vendor's answers, submits them too.
pub async fn read_in(asking: Asking, The(id): The<QuestionnaireId>, request: Request) -> Result<Response> {
    let asks = asking.store().questionnaire(id).await?.row.asks;
    let mut book = Book::of(request).await?;
    let done = match book.answers(asks).await {
        Ok(answers) => asking.store().read_in_answers(asking.actor(), id, answers).await.map_err(Error::from),
        Err(error) => Err(error),
    };
    let done = match done {
        Ok(_) if book.complete => {
            asking.store().submit_for_vendor(asking.actor(), id, &book.gaps).await.map_err(Error::from)
        }
        done => done.map(|_| ()),
    };
    answered(&asking, id, &Fields::default(), done.map_err(at_book)).await
}

pub async fn judge(asking: Asking, The(id): The<QuestionnaireId>, Form(fields): Form<Fields>) -> Result<Response> {
    let verdicts = fields
        .pairs()
        .into_iter()
        .filter_map(|(name, value)| name.strip_prefix("verdict-").map(|key| (key.to_owned(), value)));
    let verdicts: BTreeMap<_, _> = verdicts.collect();
    let done = asking.store().judge_answers(asking.actor(), id, &verdicts).await;
    answered(&asking, id, &fields, done.map_err(Error::from)).await
}

pub async fn close(asking: Asking, The(id): The<QuestionnaireId>, Form(fields): Form<Fields>) -> Result<Response> {
    let read = asking.store().questionnaire(id).await?;
    let draft = closing::typed(&read, &fields);
    let done = asking.store().close_questionnaire(asking.actor(), id, &draft).await;
    answered(&asking, id, &fields, done.map_err(Error::from)).await
}
