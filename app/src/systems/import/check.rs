//! Checking rows, and the import itself.

use super::staged::Staged;
use super::work::{Job, Look, Trouble};
use super::{crumbs, head, told};
use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Fields, Form};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Press, Weight};
use crate::ui::dates;
use crate::ui::facts::{Fact, Facts};
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::notice::{Notice, Refused, Tone};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Scroll, Table};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::import::Remark;
use domain::refusal::Refusal;
use leptos::prelude::*;

/// Remarks that a page shows of each sort; the counts are of all.
const SHOWN: usize = 200;

fn job(asking: &Asking, staged: &Staged) -> Job {
    Job { path: staged.path(asking), name: staged.name.clone(), mapping: staged.mapping.clone() }
}

pub async fn show(asking: Asking, The(id): The<String>) -> Result<Response> {
    let staged = Staged::of(&asking, &id).await?;
    match job(&asking, &staged).look(asking.store()).await {
        Ok(look) => Ok(page(&asking, staged, look, None).into_response()),
        // The columns say what is wrong, each at its place.
        Err(Trouble::Mapping(_)) => Ok(Redirect::to(&format!("/systems/import/{id}/columns")).into_response()),
        Err(trouble) => Err(told(trouble, "file")),
    }
}

/// Imports: all of it, or, when the person chose so, all but the refused rows.
pub async fn import(asking: Asking, The(id): The<String>, Form(fields): Form<Fields>) -> Result<Response> {
    let staged = Staged::of(&asking, &id).await?;
    let leave_out = fields.ticked("leave_out");
    let job = job(&asking, &staged);
    match job.run(asking.store(), Some(asking.actor()), leave_out).await {
        Ok((look, imported)) => {
            staged.leave(&asking).await;
            Ok(done(&asking, &staged.name, &look, imported.created, imported.changed).into_response())
        }
        Err(Trouble::Refused(look)) => {
            let why = "Rows are refused, so nothing was written. Leave them out, or mend the file.".to_owned();
            Ok(page(&asking, staged, *look, Some(why)).refused().into_response())
        }
        Err(trouble) => refused(&asking, staged, job, told(trouble, "file")).await,
    }
}

/// The rows again, with what said no.
async fn refused(asking: &Asking, staged: Staged, job: Job, error: Error) -> Result<Response> {
    let status = error.status();
    let Error::Refused(refusal @ (Refusal::Invalid(_) | Refusal::Conflict(_) | Refusal::Forbidden(_))) = error else {
        return Err(error);
    };
    let status = if status == StatusCode::FORBIDDEN { StatusCode::CONFLICT } else { status };
    let look = job.look(asking.store()).await.map_err(|trouble| told(trouble, "file"))?;
    Ok(page(asking, staged, look, Some(refusal.to_string())).status(status).into_response())
}

fn page(asking: &Asking, staged: Staged, look: Look, why: Option<String>) -> Page {
    asking.page("Check rows", Place::Systems, move || {
        let base = format!("/systems/import/{}", staged.id);
        let lede = format!("{}, {}. {}", staged.name, megabytes(staged.size), look.heads.how);
        let recognised = (!staged.mapping.title.is_empty() && !staged.mapping.name.is_empty()).then(|| {
            format!(" Its columns are known: {}.", staged.mapping.title.trim_end_matches('.'))
        });
        let (says, actions, counts) = (sentence(&look), actions(&base, &look), counts(&look));
        let (refused, warnings) = (look.plan.refused, look.plan.warnings);
        view! {
            {crumbs()}
            <Say>{says}</Say>
            <Lede>{lede}{recognised}</Lede>
            {head(2, [Some("/systems/import".to_owned()), Some(format!("{base}/columns")), None])}
            {why.map(|rule| view! { <Refused word="Nothing was written" rule/> })}
            {actions}
            {counts}
            {remarks("refused", "Refused", "Mend the file and read it again, or leave these rows out", refused, State::Gap)}
            {remarks("remarks", "Accepted with a remark", "These come in. Look at them afterwards", warnings, State::Unknown)}
        }
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

fn actions(base: &str, look: &Look) -> AnyView {
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

fn counts(look: &Look) -> AnyView {
    let said = look.summary();
    let counts = [
        ("Created", said.created),
        ("Changed", said.changed),
        ("Unchanged", said.unchanged),
        ("Identical to an earlier row", said.identical),
        ("Refused", said.refused.len()),
    ];
    let lines = counts.map(|(name, n)| view! { <Fact name=name>{dates::figure(n)}</Fact> });
    let lines: Vec<_> = lines.into_iter().collect();
    view! { <Block title="What would happen" first=true quiet=true><Facts>{lines}</Facts></Block> }.into_any()
}

fn remarks(id: &'static str, title: &'static str, what: &str, all: Vec<Remark>, state: State) -> Option<AnyView> {
    if all.is_empty() {
        return None;
    }
    let n = all.len();
    let remark = if n > SHOWN { format!("{what}. The first {SHOWN} of {}", dates::figure(n)) } else { what.to_owned() };
    let lines = all.into_iter().take(SHOWN).map(|it| line(it, state)).collect_view();
    let columns =
        vec![Column::number("Line"), Column::new("Name in the file"), Column::new("Column"), Column::new("Why")];
    Some(
        view! {
            <Block title=title id=id remark>
                <Scroll label=title>
                    <div class="refused-rows"><Table caption=title columns>{lines}</Table></div>
                </Scroll>
            </Block>
        }
        .into_any(),
    )
}

fn line(remark: Remark, state: State) -> AnyView {
    let row = remark.row.and_then(|row| usize::try_from(row).ok()).map(dates::figure);
    view! {
        <tr>
            <td class="n">{row}</td>
            <th scope="row">{remark.name}</th>
            <td>{remark.column}</td>
            <td><Mark state voice=Voice::Calm word=remark.reason wrap=true/></td>
        </tr>
    }
    .into_any()
}

fn done(asking: &Asking, file: &str, look: &Look, created: usize, changed: usize) -> Page {
    let left = look.plan.refused.len();
    let file = file.to_owned();
    asking.page("Imported", Place::Systems, move || {
        let some = created + changed > 0;
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
            <Lede>{format!("From {file}. One entry in the trail names every one of them.")}</Lede>
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
        }
    })
}

fn systems(n: usize) -> String {
    format!("{} {}", dates::count_first(n), if n == 1 { "system" } else { "systems" })
}
