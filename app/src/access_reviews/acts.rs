//! What people do with an access review.

use super::{lines, one};
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::evidence::file::hand_out;
use crate::form::{Fields, Form};
use crate::mishap::Mishap;
use crate::ui::query::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::ids::AccessReviewId;
use domain::trail::hex;
use store::FileRow;

async fn answered<T>(
    asking: &Asking,
    id: AccessReviewId,
    fields: &Fields,
    to: String,
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

fn said(id: AccessReviewId, word: &str) -> String {
    format!("/access-reviews/{id}?said={word}")
}

pub async fn decide(asking: Asking, The(id): The<AccessReviewId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().decide_access(asking.actor(), id, &lines::decisions(&fields)).await;
    // Back to the lines that were shown: what was decided may have left the view.
    let kept = ["show", "page"].map(|key| (key, fields.text(key)));
    let view = Query::of(format!("/access-reviews/{id}"), kept.into_iter().chain([("said", "decided".to_owned())]));
    answered(&asking, id, &fields, format!("{}#lines", view.href()), done).await
}

pub async fn close(asking: Asking, The(id): The<AccessReviewId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().close_access_review(asking.actor(), id, fields.parsed("assignee")).await;
    answered(&asking, id, &fields, said(id, "closed"), done).await
}

pub async fn accept(asking: Asking, The(id): The<AccessReviewId>) -> Result<Response> {
    let done = asking.store().accept_access_review(asking.actor(), id).await;
    answered(&asking, id, &Fields::default(), said(id, "accepted"), done).await
}

pub async fn drop_it(asking: Asking, The(id): The<AccessReviewId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().drop_access_review(asking.actor(), id, &fields.text("reason")).await;
    answered(&asking, id, &fields, said(id, "dropped"), done).await
}

/// The listing as it came.
pub async fn file(asking: Asking, The(id): The<AccessReviewId>) -> Result<Response> {
    let file = asking.store().access_review_row(id).await?.file;
    hand_out(&asking, FileRow { sha256: hex(&file.sha256), size: file.size, media: file.media, name: file.name }).await
}
