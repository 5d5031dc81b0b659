//! What people do with a course, and its register as a file to keep.

use super::course;
use super::parts::{days, sees};
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::mishap::Mishap;
use crate::sheet::{As, Sheet};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::ids::CourseId;
use domain::refusal::Refusal;
use domain::training::Standing;
use jiff::civil::Date;

async fn answered<T>(asking: &Asking, id: CourseId, word: &str, done: store::Result<T>) -> Result<Response> {
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/training/{id}?said={word}")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            Ok(mishap.answer(course::page(asking, id, &Fields::default(), mishap.clone()).await?))
        }
    }
}

pub async fn close(asking: Asking, The(id): The<CourseId>) -> Result<Response> {
    let done = asking.store().close_course(asking.actor(), id).await;
    answered(&asking, id, "closed", done).await
}

pub async fn retire(asking: Asking, The(id): The<CourseId>) -> Result<Response> {
    let done = asking.store().retire_course(asking.actor(), id).await;
    answered(&asking, id, "retired", done).await
}

pub async fn xlsx(asking: Asking, The(id): The<CourseId>) -> Result<Response> {
    sheet(&asking, id).await?.send(As::Xlsx)
}

pub async fn csv(asking: Asking, The(id): The<CourseId>) -> Result<Response> {
    sheet(&asking, id).await?.send(As::Csv)
}

async fn sheet(asking: &Asking, id: CourseId) -> Result<Sheet> {
    let training = asking.store().training().await?;
    let row = training.course(id).ok_or_else(|| Refusal::missing("course"))?;
    if !sees(asking, row) {
        return Err(Refusal::forbidden("You see your own training. Managers and auditors see everybody’s.").into());
    }
    let names = asking.names().await?;
    let text = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let rows = training.register(row, asking.today).rows.into_iter().map(|(person, standing)| {
        let (on, until) = days(standing);
        let state = match standing {
            Standing::Has { .. } => "Completed",
            Standing::Lacks { why, .. } => why.label(),
        };
        let cells = [row.course.title.as_str(), row.required_by.as_str(), names.of(person), state];
        cells.into_iter().map(str::to_owned).chain([text(on), text(until)]).collect()
    });
    let rows = rows.collect();
    let heads = vec!["Course", "Asked for by", "Person", "State", "Last taken", "Valid until"];
    Ok(Sheet { name: format!("training-{}", asking.today), heads, rows })
}
