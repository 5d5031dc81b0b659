//! Checking rows, and the import itself.

use super::shown::{Shown, columns};
use super::staged::Staged;
use super::under_way::{Came, What, Work};
use super::work::{Job, Look, Trouble};
use super::{crumbs, head, progress, rows, told};
use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Fields, Form, Query};
use crate::page::Page;
use crate::ui::button::{Actions, Button, ButtonLink, Press, Weight};
use crate::ui::dates;
use crate::ui::notice::{Notice, Refused, Tone};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::refusal::Refusal;
use leptos::prelude::*;
use std::sync::Arc;

fn job(asking: &Asking, staged: &Staged) -> Job {
    let (name, digest, mapping) = (staged.name.clone(), staged.digest.clone(), staged.mapping.clone());
    Job { path: staged.path(asking), name, digest, mapping }
}

/// A look under way, or begun now.
fn looking(asking: &Asking, staged: &Staged) -> Work {
    let (all, person) = (&asking.site.under_way, asking.actor().person);
    let job = job(asking, staged);
    let what = What::Look { columns: columns(&job) };
    if let Some(work) = all.of(&staged.id, person).filter(|work| work.what == what) {
        return work;
    }
    let store = asking.store().clone();
    all.begin(&staged.id, (person, &staged.name, asking.now), what, |meter| async move {
        match job.look(&store, &meter).await {
            Ok(look) => Came::Looked(look),
            Err(trouble) => Came::Failed(trouble),
        }
    })
}

pub async fn show(asking: Asking, The(id): The<String>, Query(fields): Query) -> Result<Response> {
    let importing = asking.site.under_way.of(&id, asking.actor().person);
    if importing.is_some_and(|work| work.what == What::Import && work.came().is_none()) {
        return Ok(Redirect::to(&format!("/systems/import/{id}/progress")).into_response());
    }
    let staged = Staged::noted(&asking, &id).await?;
    match staged.imported {
        Some(systems) => Ok(imported_already(&asking, &staged.name, systems).into_response()),
        None => checked(&asking, staged, None, &fields).await,
    }
}

fn imported_already(asking: &Asking, file: &str, systems: usize) -> Page {
    let (file, noun) = (file.to_owned(), if systems == 1 { "system" } else { "systems" });
    asking.page("Imported already", Place::Systems, move || {
        view! {
            {crumbs()}
            <Say>{format!("This file was imported: {} {noun}.", dates::figure(systems))}</Say>
            <Lede>{file}". To import it once more, choose it again: what it says already changes nothing."</Lede>
            {head(4, [None, None, None])}
            <Actions top=true>
                <ButtonLink weight=Weight::Primary href="/systems">"See the systems"</ButtonLink>
                <ButtonLink href="/systems/import">"Import another file"</ButtonLink>
            </Actions>
        }
    })
}

/// The rows, or how far their check is. `why`: what said no to the import, and with which status.
async fn checked(
    asking: &Asking,
    staged: Staged,
    why: Option<(StatusCode, String)>,
    fields: &Fields,
) -> Result<Response> {
    let work = looking(asking, &staged);
    let Some(came) = work.came_soon().await else { return Ok(progress::page(asking, &work)) };
    // The next look is a new one: the inventory may have changed by then.
    asking.site.under_way.forget(&staged.id);
    match &*came {
        Came::Looked(look) => {
            let status = why.as_ref().map_or(StatusCode::OK, |(status, _)| *status);
            let shown = Shown::of(&job(asking, &staged), look).to_string();
            let listed = rows::Listed::of(fields);
            Ok(page(asking, staged, Arc::clone(&came), listed, shown, why.map(|(_, why)| why))
                .status(status)
                .into_response())
        }
        // The columns say what is wrong, each at its place.
        Came::Failed(Trouble::Mapping(_)) => {
            Ok(Redirect::to(&format!("/systems/import/{}/columns", staged.id)).into_response())
        }
        Came::Failed(trouble) => Err(told(trouble, "file")),
        Came::Imported(..) => Err(Error::fault("a look imported")),
    }
}

/// Imports what was shown: all of it, or, when the person chose so, all but the refused rows.
pub async fn import(asking: Asking, The(id): The<String>, Form(fields): Form<Fields>) -> Result<Response> {
    let (all, actor) = (&asking.site.under_way, *asking.actor());
    let way = format!("/systems/import/{id}/progress");
    if all.of(&id, actor.person).is_some_and(|work| work.what == What::Import && work.came().is_none()) {
        return Ok(Redirect::to(&way).into_response());
    }
    let staged = Staged::noted(&asking, &id).await?;
    if staged.imported.is_some() {
        return Ok(Redirect::to(&format!("/systems/import/{id}/check")).into_response());
    }
    let Some(shown) = fields.parsed::<Shown>("shown") else {
        let why = "Look at the rows before they come in. Nothing was written.".to_owned();
        return checked(&asking, staged, Some((StatusCode::CONFLICT, why)), &Fields::default()).await;
    };
    let (job, leave_out) = (job(&asking, &staged), fields.ticked("leave_out"));
    let (theirs, file) = (asking.clone(), staged.clone());
    let work = all.begin(&id, (actor.person, &staged.name, asking.now), What::Import, |meter| async move {
        match job.run(theirs.store(), Some(&actor), leave_out, Some(&shown), &meter).await {
            Ok((look, imported)) => {
                if let Err(error) = file.came_in(&theirs, imported.created + imported.changed).await {
                    tracing::warn!(?error, "the note of an import that came in was not kept");
                }
                Came::Imported(Box::new(look), imported)
            }
            Err(trouble) => Came::Failed(trouble),
        }
    });
    match work.came_soon().await.as_deref() {
        Some(Came::Failed(trouble)) => {
            all.forget(&id);
            refused(&asking, staged, trouble).await
        }
        Some(Came::Imported(..) | Came::Looked(_)) | None => Ok(Redirect::to(&way).into_response()),
    }
}

/// The rows again, with what said no.
async fn refused(asking: &Asking, staged: Staged, trouble: &Trouble) -> Result<Response> {
    if matches!(trouble, Trouble::Refused(_)) {
        let why = "Rows are refused, so nothing was written. Leave them out, or mend the file.".to_owned();
        return checked(asking, staged, Some((StatusCode::UNPROCESSABLE_ENTITY, why)), &Fields::default()).await;
    }
    let error = told(trouble, "file");
    let status = error.status();
    let Error::Refused(refusal @ (Refusal::Invalid(_) | Refusal::Conflict(_) | Refusal::Forbidden(_))) = error else {
        return Err(error);
    };
    let status = if status == StatusCode::FORBIDDEN { StatusCode::CONFLICT } else { status };
    checked(asking, staged, Some((status, refusal.to_string())), &Fields::default()).await
}

fn page(
    asking: &Asking,
    staged: Staged,
    came: Arc<Came>,
    listed: rows::Listed,
    shown: String,
    why: Option<String>,
) -> Page {
    asking.page("Check rows", Place::Systems, move || {
        let Came::Looked(look) = &*came else { return ().into_any() };
        let base = format!("/systems/import/{}", staged.id);
        let lede = format!("{}, {}. {}", staged.name, megabytes(staged.size), look.heads.how);
        let mapping = &staged.mapping;
        let recognised = match (mapping.name.as_str(), mapping.title.trim_end_matches('.')) {
            ("", _) => None,
            (name, "") => Some(format!(" Its columns are read as saved under “{name}”.")),
            (_, title) => Some(format!(" Its columns are known: {title}.")),
        };
        let (says, actions) = (sentence(look), actions(&base, look, shown));
        let check = format!("{base}/check");
        view! {
            {crumbs()}
            <Say>{says}</Say>
            <Lede>{lede}{recognised}</Lede>
            {head(2, [Some("/systems/import".to_owned()), Some(format!("{base}/columns")), None])}
            {why.map(|rule| view! { <Refused word="Nothing was written" rule/> })}
            {actions}
            {rows::counts(look, &check)}
            {rows::list(look, &listed, &check)}
            {rows::refused(look, &listed, &check)}
            {rows::warnings(look, &listed, &check)}
        }
        .into_any()
    })
}

fn megabytes(size: u64) -> String {
    let tenths = size.saturating_mul(10) / 1_000_000;
    if tenths == 0 { format!("{} kB", (size / 1_000).max(1)) } else { format!("{}.{} MB", tenths / 10, tenths % 10) }
}

fn sentence(look: &Look) -> AnyView {
    let rows = look.plan.rows();
    let (written, refused) = (look.written(), look.plan.refused.len());
    let verb = if refused == 1 { "is" } else { "are" };
    if written == 0 && refused == 0 {
        return view! { {dates::figure(rows)}" rows say nothing that the inventory does not have; there is nothing to save." }.into_any();
    }
    let come = format!("{} of {}", dates::figure(written), dates::figure(rows));
    let no = if refused == 0 {
        "None is refused".into_any()
    } else {
        view! { <a href="#refused">{dates::figure(refused)}" "{verb}" refused"</a> }.into_any()
    };
    view! { {come}" rows can come in. "{no}"; nothing is saved yet." }.into_any()
}

fn actions(base: &str, look: &Look, shown: String) -> AnyView {
    let (written, refused, cut) = (look.written(), look.plan.refused.len(), look.plan.cut_short);
    let noun = if written == 1 { "system" } else { "systems" };
    let label = if refused == 0 {
        format!("Import {} {noun}", dates::figure(written))
    } else {
        let rows = if refused == 1 { "row" } else { "rows" };
        format!("Import {} {noun} without {} refused {rows}", dates::figure(written), dates::figure(refused))
    };
    let import = (written > 0 && !cut).then(|| view! { <Button weight=Weight::Primary>{label}</Button> });
    let left = (refused > 0).then(|| view! { <input type="hidden" name="leave_out" value="on"/> });
    let cut = cut.then(|| {
        view! {
            <Notice tone=Tone::NotDone word="Not readable to its end">
                <p>"The file breaks off, so it does not come in even in part. Mend it and read it again."</p>
            </Notice>
        }
    });
    let (columns, stop) = (format!("{base}/columns"), format!("{base}/stop"));
    view! {
        {cut}
        <form method="post" action=format!("{base}/import")>
            <input type="hidden" name="shown" value=shown/>
            {left}
            <Actions top=true>
                {import}
                <ButtonLink href=columns>"Change the columns"</ButtonLink>
                <Button weight=Weight::Plain press=Press::SendTo(stop)>"Stop, save nothing"</Button>
            </Actions>
        </form>
    }
    .into_any()
}
