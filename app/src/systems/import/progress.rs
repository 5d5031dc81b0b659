//! How far a check or an import is, and what came of it. Without a script the page asks again by itself.

use super::staged::Staged;
use super::under_way::{Came, Work};
use super::{crumbs, head, rows, told};
use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::Query;
use crate::page::Page;
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::dates;
use crate::ui::notice::{Notice, Refused, Tone};
use crate::ui::progress::Progress;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use std::sync::Arc;
use store::Imported;

/// The page asks again after so many seconds.
const AGAIN: [(HeaderName, &str); 1] = [(HeaderName::from_static("refresh"), "1")];

pub async fn show(asking: Asking, The(id): The<String>, Query(fields): Query) -> Result<Response> {
    let Some(work) = asking.site.under_way.of(&id, asking.actor().person) else {
        // The program was started anew, or it is long done: the rows tell.
        Staged::noted(&asking, &id).await?;
        return Ok(Redirect::to(&format!("/systems/import/{id}/check")).into_response());
    };
    let Some(came) = work.came() else { return Ok(page(&asking, &work)) };
    match &*came {
        Came::Imported(_, imported) => {
            let (here, listed) = (format!("/systems/import/{id}/progress"), rows::Listed::of(&fields));
            Ok(done(&asking, &work.file, Arc::clone(&came), *imported, (here, listed)).into_response())
        }
        Came::Looked(_) => Ok(Redirect::to(&format!("/systems/import/{id}/check")).into_response()),
        Came::Failed(trouble) => failed(&asking, &id, &told(trouble, "file")),
    }
}

/// How far it is.
pub fn page(asking: &Asking, work: &Work) -> Response {
    let (read, written, file) = (work.meter.read(), work.meter.written(), work.file.clone());
    let page = asking.page("Import under way", Place::Systems, move || {
        let (says, step) =
            if written.is_some() { ("The systems are being saved.", 3) } else { ("The rows are being checked.", 2) };
        let far = match written {
            Some((done, of)) => {
                view! { <Progress id="import" label="Saving systems" done of remark="All of them come in, or none."/> }
                    .into_any()
            }
            None => view! { <p role="status">{dates::figure(read)}" rows read so far."</p> }.into_any(),
        };
        view! {
            {crumbs()}
            <Say>{says}</Say>
            <Lede>{file}". You may leave this page; it goes on by itself and shows itself anew every second."</Lede>
            {head(step, [None, None, None])}
            {far}
        }
    });
    (AGAIN, page).into_response()
}

fn failed(asking: &Asking, id: &str, error: &Error) -> Result<Response> {
    let Error::Refused(refusal) = error else { return Err(error.clone()) };
    let (rule, back) = (refusal.to_string(), format!("/systems/import/{id}/check"));
    let page = asking.page("Not imported", Place::Systems, move || {
        view! {
            {crumbs()}
            <Say>"Nothing came in."</Say>
            {head(3, [None, None, None])}
            <Refused word="Nothing was written" rule/>
            <Actions top=true><ButtonLink weight=Weight::Primary href=back>"Look at the rows again"</ButtonLink></Actions>
        }
    });
    Ok(page.status(StatusCode::CONFLICT).into_response())
}

/// What came in, and the remarks on it, page by page. `here`: this page, and which of its rows are asked for.
fn done(
    asking: &Asking,
    file: &str,
    came: Arc<Came>,
    imported: Imported,
    (here, listed): (String, rows::Listed),
) -> Page {
    let Imported { created, changed } = imported;
    let file = file.to_owned();
    asking.page("Imported", Place::Systems, move || {
        let Came::Imported(look, _) = &*came else { return ().into_any() };
        let (some, left, remarks) = (created + changed > 0, look.plan.refused.len(), look.plan.warnings.len());
        let remarks = (remarks > 0).then(|| {
            let words = format!("{} came in with a remark", dates::tallied(remarks, "row", "rows"));
            view! { " "<a href="#remarks">{words}</a>"." }
        });
        let what = match (created, changed) {
            (0, 0) => "Nothing new came in.".to_owned(),
            (created, 0) => format!("{} came in.", systems(created)),
            (0, changed) => format!("{} changed.", systems(changed)),
            (created, changed) => format!("{} came in, and {} changed.", systems(created), dates::count(changed)),
        };
        let left = (left > 0).then(|| {
            format!(
                " {} left out.",
                if left == 1 { "One row was".to_owned() } else { format!("{} rows were", dates::count_first(left)) }
            )
        });
        view! {
            {crumbs()}
            <Say>{what}{left}</Say>
            <Lede>{format!("From {file}. One entry in the trail names every one of them.")}{remarks}</Lede>
            {head(4, [None, None, None])}
            {some.then(|| view! {
                <Notice tone=Tone::Done word="Imported">
                    <p>"They are measured once a programme takes them in; what is not answered reads unknown."</p>
                </Notice>
            })}
            <Actions top=true>
                <ButtonLink weight=Weight::Primary href="/systems">"See the systems"</ButtonLink>
                <ButtonLink href="/programmes">"Take some into a programme"</ButtonLink>
            </Actions>
            {rows::warnings(look, &listed, &here)}
        }
        .into_any()
    })
}

fn systems(n: usize) -> String {
    format!("{} {}", dates::count_first(n), if n == 1 { "system" } else { "systems" })
}
