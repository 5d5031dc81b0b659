//! Corrective tasks, of a deficiency and of an incident alike.

use crate::form::Fields;
use crate::mishap::Mishap;
use crate::ui::button::{Actions, Button};
use crate::ui::choice::{Choice, SelectField};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::input::{DateField, TextField};
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::table::{Column, Table};
use domain::deficiencies::CorrectiveTask;
use domain::own_tasks::OwnStage;
use jiff::civil::Date;
use leptos::prelude::*;
use store::Names;

/// A corrective task in a table; of a deficiency and of an incident alike.
fn task_line(task: &CorrectiveTask, names: &Names, today: Date) -> AnyView {
    let late = matches!(task.stage, OwnStage::Open | OwnStage::Done) && task.due_on < today;
    let state = match task.stage {
        _ if late => State::Gap,
        OwnStage::Open | OwnStage::Done => State::Due,
        OwnStage::Signed => State::Met,
        OwnStage::Dropped => State::Excluded,
    };
    let word = if late { "Overdue" } else { task.stage.label() };
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=format!("/own-tasks/{}", task.id)>{task.title.clone()}</a></th>
            <td data-th="State"><Mark state voice=Voice::Calm word/></td>
            <td data-th="Due">{dates::short(task.due_on, today)}</td>
            <td data-th="Given to">{names.of(task.assignee).to_owned()}</td>
        </tr>
    }
    .into_any()
}

/// The table of corrective tasks, and the form for another.
pub(crate) fn tasks(
    tasks: &[CorrectiveTask],
    names: &Names,
    people: Option<Vec<Choice>>,
    action: String,
    typed: &Fields,
    mishap: &Mishap,
    today: Date,
) -> AnyView {
    let lines = tasks.iter().map(|task| task_line(task, names, today)).collect_view();
    let columns = ["Task", "State", "Due", "Given to"].into_iter().map(Column::new).collect();
    let table = if tasks.is_empty() {
        view! { <Empty>"No corrective task was handed out yet."</Empty> }.into_any()
    } else {
        view! { <Table caption="Corrective tasks" columns stack=true>{lines}</Table> }.into_any()
    };
    let wrong = &mishap.wrong;
    let opened = ["title", "assignee", "due_on"].iter().any(|field| wrong.at(field).is_some());
    let form = people.map(|people| {
        let (title, assignee, due) = (typed.text("title"), typed.text("assignee"), typed.text("due_on"));
        view! {
            <details open=opened>
                <summary>"Hand out a corrective task"</summary>
                <form class="form" method="post" action=action novalidate>
                    <TextField name="title" label="What is to be done" value=title error=wrong.at("title")/>
                    <SelectField name="assignee" label="By whom" choices=people value=assignee prompt="Choose a person" error=wrong.at("assignee")/>
                    <DateField name="due_on" label="By when" value=due error=wrong.at("due_on")/>
                    <Actions><Button>"Hand it out"</Button></Actions>
                </form>
            </details>
        }
    });
    view! { {table}{form} }.into_any()
}
