//! Records whose person could not be told: somebody says whose they are, or that they are nobody's of ours.

use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Fields, Form, Query};
use crate::mishap::{Mishap, told};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::Choice;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::EmptyPage;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::ids::{PersonId, TrainingId};
use jiff::civil::Date;
use leptos::prelude::*;
use store::RecordRow;

/// Records a page.
const PAGE: usize = 100;

/// What stands for nobody of ours.
const NOBODY: &str = "nobody";

/// Whose each record is that a form says: a person, or nobody of ours.
type Whose = Vec<(TrainingId, i64, Option<PersonId>)>;

fn whose(fields: &Fields) -> Whose {
    let one = |name: &str| {
        let (training, no) = name.rsplit_once('-')?;
        let said = fields.text(&format!("person-{name}"));
        let person = if said == NOBODY { None } else { Some(said.parse().ok()?) };
        Some((training.parse().ok()?, no.parse().ok()?, person))
    };
    fields.all("record").filter_map(one).collect()
}

pub async fn show(asking: Asking, Query(fields): Query) -> Result<Page> {
    page(&asking, &fields, Mishap::default()).await
}

pub async fn say_whose(asking: Asking, Form(fields): Form<Fields>) -> Result<Response> {
    match asking.store().match_training(asking.actor(), &whose(&fields)).await {
        Ok(()) => Ok(Redirect::to("/training/aside?said=said").into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            Ok(mishap.answer(page(&asking, &fields, mishap.clone()).await?))
        }
    }
}

async fn page(asking: &Asking, fields: &Fields, mishap: Mishap) -> Result<Page> {
    let training = asking.store().training().await?;
    let rows: Vec<_> = training.aside().cloned().collect();
    let people = asking.store().people().await?.into_iter();
    let people: Vec<_> = people
        .filter_map(|row| {
            let left = if row.active { "" } else { " (left)" };
            Some(Choice::new(row.id.to_string(), format!("{}{left}", row.name?)))
        })
        .collect();
    let (fields, today) = (fields.clone(), asking.today);
    Ok(asking.page("Whose records are these", Place::Training, move || body(&rows, &people, &fields, &mishap, today)))
}

fn body(rows: &[RecordRow], people: &[Choice], fields: &Fields, mishap: &Mishap, today: Date) -> AnyView {
    let said = told(fields, &[("said", "Saved", "What you said of them counts from now on.")]);
    if rows.is_empty() {
        return view! {
            {said}
            <EmptyPage say="Every record of training is somebody’s.">
                <p>"A row of an export whose person cannot be told is kept here until somebody says whose it is."</p>
                <Actions><ButtonLink weight=Weight::Primary href="/training">"See the training"</ButtonLink></Actions>
            </EmptyPage>
        }
        .into_any();
    }
    let lines = rows.iter().take(PAGE).map(|row| line(row, people, fields, today)).collect_view();
    let columns = ["The table says", "Course", "Day", "Result", "Whose it is"].into_iter().map(Column::new).collect();
    let verb = if rows.len() == 1 { "record belongs" } else { "records belong" };
    let more = (rows.len() > PAGE).then(|| view! { <p>{format!("The first {PAGE} are shown; the rest follow.")}</p> });
    let (notice, faults) = (mishap.notice(), mishap.wrong.summary());
    view! {
        <Crumbs way=vec![Crumb::new("Training", "/training"), Crumb::plain("Whose records these are")]/>
        <Say>{format!("{} {verb} to nobody we can tell.", dates::count_first(rows.len()))}</Say>
        <Lede>"They prove nothing for anybody until you say whose they are. What you say is said once, with your name."</Lede>
        {said}
        {notice}
        <Block title="Records" first=true quiet=true>
            <div id="records" tabindex="-1"><Summary faults/></div>
            <form method="post" action="/training/aside" class="mapping" novalidate>
                <Table caption="Records of nobody known" columns stack=true>{lines}</Table>
                {more}
                <Actions>
                    <Button weight=Weight::Primary>"Save whose they are"</Button>
                    <ButtonLink weight=Weight::Plain href="/training">"Back to the training"</ButtonLink>
                </Actions>
            </form>
        </Block>
    }
    .into_any()
}

fn line(row: &RecordRow, people: &[Choice], fields: &Fields, today: Date) -> AnyView {
    let key = format!("{}-{}", row.training, row.no);
    let field = format!("person-{key}");
    let chosen = fields.text(&field);
    let own = [Choice::new("", "Not said yet"), Choice::new(NOBODY, "Nobody of ours")];
    let options = own.into_iter().chain(people.iter().cloned()).map(|choice| {
        let selected = choice.value == chosen;
        view! { <option value=choice.value selected=selected>{choice.label}</option> }
    });
    let options = options.collect_view();
    let called = row.called.clone().filter(|called| !called.is_empty()).unwrap_or_else(|| "No name at all".to_owned());
    let why = if row.several { "Several of us could be meant" } else { "None of us goes by this" };
    let line = row.line.map(|line| format!("Line {line}. ")).unwrap_or_default();
    let label = format!("Whose the record of “{called}” is");
    view! {
        <tr>
            <th scope="row">{called}<span class="sub">{format!("{line}{why}")}</span></th>
            <td data-th="Course">{row.course.clone()}</td>
            <td data-th="Day">{dates::short(row.day, today)}</td>
            <td data-th="Result">{row.outcome.label()}</td>
            <td data-th="Whose it is">
                <input type="hidden" name="record" value=key/>
                <select class="input" id=field.clone() name=field aria-label=label>{options}</select>
            </td>
        </tr>
    }
    .into_any()
}
