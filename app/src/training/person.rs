//! One person's training: what they need, and every attempt that is recorded.

use super::parts::{OWN_COLUMNS, needs, own_rows};
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::rail::Place;
use crate::ui::say::Say;
use crate::ui::table::{Column, Table};
use domain::ids::PersonId;
use domain::refusal::Refusal;
use domain::training::{Outcome, Standing, sees_all};
use jiff::civil::Date;
use leptos::prelude::*;
use store::{RecordRow, Training};

pub async fn show(asking: Asking, The(id): The<PersonId>) -> Result<Page> {
    if !sees_all(asking.actor().rights) && asking.actor().person != id {
        return Err(Refusal::forbidden("You see your own training. Managers and auditors see everybody’s.").into());
    }
    let name = asking.store().person(id).await?.name.unwrap_or_else(|| "Erased person".to_owned());
    let (training, today) = (asking.store().training().await?, asking.today);
    Ok(asking.page(format!("Training of {name}"), Place::Training, move || body(&training, id, name, today)))
}

fn body(training: &Training, id: PersonId, name: String, today: Date) -> AnyView {
    let needs = needs(training, id, today);
    let lacking = needs.iter().filter(|(_, one)| matches!(one, Standing::Lacks { .. })).count();
    let say = match (needs.len(), lacking) {
        (0, _) => format!("No course is asked of {name}."),
        (_, 0) => format!("{name} has every course that is asked of them."),
        (of, n) => format!("{name} lacks {} of {}.", dates::count(n), dates::counted(of, "course", "courses")),
    };
    let table = if needs.is_empty() {
        view! { <Empty>"No course names them, their role or their department."</Empty> }.into_any()
    } else {
        let (columns, rows) = (OWN_COLUMNS.into_iter().map(Column::new).collect(), own_rows(&needs, today));
        view! { <Table caption="Courses" columns stack=true>{rows}</Table> }.into_any()
    };
    let records = records(training, id, today);
    view! {
        <Crumbs way=vec![Crumb::new("Training", "/training"), Crumb::plain(name)]/>
        <Say>{say}</Say>
        <Block title="What they need" first=true quiet=true>{table}</Block>
        {records}
    }
    .into_any()
}

fn records(training: &Training, id: PersonId, today: Date) -> AnyView {
    let own: Vec<&RecordRow> = training.records.iter().filter(|row| row.person == Some(id)).rev().collect();
    if own.is_empty() {
        return view! { <Block title="Records" id="records"><Empty>"No attempt of theirs is recorded."</Empty></Block> }
            .into_any();
    }
    let rows = own.iter().map(|row| {
        let (state, word) = match row.outcome {
            Outcome::Passed => (State::Met, row.outcome.label()),
            Outcome::Failed => (State::Gap, row.outcome.label()),
        };
        let until = row.valid_until.map(|day| dates::short(day, today)).unwrap_or_default();
        let from = row.called.clone().map(|called| format!("Matched by hand; the table says “{called}”"));
        let from = from.map(|from| view! { <span class="sub">{from}</span> });
        view! {
            <tr>
                <th scope="row">{row.course.clone()}{from}</th>
                <td data-th="Day">{dates::short(row.day, today)}</td>
                <td data-th="Result"><Mark state voice=Voice::Calm word/></td>
                <td data-th="Valid until, as recorded">{until}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = ["Course", "Day", "Result", "Valid until, as recorded"].into_iter().map(Column::new).collect();
    view! { <Block title="Records" id="records"><Table caption="Records" columns stack=true>{rows}</Table></Block> }
        .into_any()
}
