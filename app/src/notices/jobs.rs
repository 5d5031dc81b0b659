//! What runs in the background: for administrators, who see what failed and have it tried again.

use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Query;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::Button;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates::{Moment, counted};
use crate::ui::link::ways;
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use axum::response::Redirect;
use domain::ids::JobId;
use domain::notices::JobState;
use leptos::prelude::*;
use store::JobRow;

pub async fn show(asking: Asking, Query(fields): Query) -> Result<Page> {
    let state = fields.parsed::<JobState>("state");
    let rows = asking.store().jobs(state).await?;
    let counts = asking.store().job_counts().await?;
    let rows: Vec<_> = rows.into_iter().map(|row| (asking.local(row.ended.unwrap_or(row.due)), row)).collect();
    let today = asking.today;
    Ok(asking.page("Background work", Place::Settings, move || {
        let count = |state| counts.iter().find(|(one, _)| *one == state).map_or(0, |(_, n)| *n);
        let dead = usize::try_from(count(JobState::Dead)).unwrap_or(usize::MAX);
        let say = match dead {
            0 => "No background work has failed for good.".to_owned(),
            n => format!("{} failed for good and wait for you.", counted(n, "job has", "jobs have")),
        };
        let views = [None, Some(JobState::Waiting), Some(JobState::Dead), Some(JobState::Done)];
        let views = views.into_iter().map(|one| {
            let (word, n) = match one {
                None => ("All", counts.iter().map(|(_, n)| n).sum()),
                Some(state) => (state.label(), count(state)),
            };
            let href = one.map_or_else(|| "/settings/jobs".to_owned(), |state| format!("/settings/jobs?state={}", state.key()));
            (format!("{} {n}", word.to_lowercase()), href)
        });
        let views = ways(views.collect());
        let none = rows.is_empty();
        let lines = rows.into_iter().map(|(at, row)| line(at, row, today)).collect_view();
        let columns: Vec<_> = ["Job", "State", "Next or last", "Attempts", "What went wrong"].into_iter().map(Column::new).chain([Column::hidden("Again")]).collect();
        let table = if none {
            view! { <p>"There is none."</p> }.into_any()
        } else {
            view! { <Table caption="Jobs" columns stack=true>{lines}</Table> }.into_any()
        };
        view! {
            <Crumbs way=vec![Crumb::new("Settings", "/settings"), Crumb::plain("Background work")]/>
            <Say>{say}</Say>
            <Lede>"A round of the watch runs every day and after changes. What fails is tried again, later and later, letters for four days, the rest for half a day; then it stands here until somebody has it tried again."</Lede>
            <p>"There are "{views}"."</p>
            <Block title="Jobs" first=true quiet=true>
                {table}
            </Block>
        }
    }))
}

fn line(at: jiff::civil::DateTime, row: JobRow, today: jiff::civil::Date) -> impl IntoView + use<> {
    let (mark, word) = match row.state {
        JobState::Waiting if row.attempts > 0 => (State::Due, "Tried, and waits"),
        JobState::Waiting => (State::Due, "Waiting"),
        JobState::Done => (State::Met, "Done"),
        JobState::Dead => (State::Gap, "Failed for good"),
    };
    let again = (row.state == JobState::Dead).then(|| {
        view! { <form method="post" action=format!("/settings/jobs/{}/again", row.id)><Button>"Try again"</Button></form> }
    });
    view! {
        <tr>
            <th scope="row">{row.kind.label()}</th>
            <td data-th="State"><Mark state=mark voice=Voice::Calm word/></td>
            <td data-th="Next or last"><Moment at today/></td>
            <td data-th="Attempts">{row.attempts}</td>
            <td data-th="What went wrong">{row.error}</td>
            <td>{again}</td>
        </tr>
    }
}

pub async fn again(asking: Asking, The(id): The<JobId>) -> Result<Redirect> {
    asking.store().revive_job(asking.actor(), id).await?;
    Ok(Redirect::to("/settings/jobs?state=dead"))
}
