//! Sets of questions of our own: which there are, one with its questions, a new version of it.

use super::set_form::{SetForm, form};
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Form;
use crate::mishap::Mishap;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::ids::QuestionSetId;
use domain::people::{Relation, may};
use domain::questionnaires::Ask;
use domain::trail::Verb;
use leptos::prelude::*;
use store::SetRow;

const SETS: &str = "/questionnaires/sets";

fn way(last: &str) -> Vec<Crumb> {
    vec![Crumb::new("Vendors", "/vendors"), Crumb::new("Sets of questions", SETS), Crumb::plain(last.to_owned())]
}

pub async fn list(asking: Asking) -> Result<Page> {
    let (sets, names) = (asking.store().question_sets().await?, asking.names().await?);
    let may_write = may(asking.actor().rights, Verb::QuestionSetWritten, Relation::Stranger);
    let lines = sets.into_iter().map(|set| (asking.local(set.at).date(), set));
    let (lines, today): (Vec<_>, _) = (lines.collect(), asking.today);
    Ok(asking.page("Sets of questions", Place::Vendors, move || {
        let all = domain::catalogue::catalogue().questions.len();
        let say = match lines.len() {
            0 => "No set of questions of our own is written yet.".to_owned(),
            n => format!("{} of our own can be sent.", dates::capital(&dates::counted(n, "set of questions", "sets of questions"))),
        };
        let rows = lines.iter().map(|(day, set)| {
            let by = format!("{}, by {}", dates::short(*day, today), names.of(set.by));
            view! {
                <tr>
                    <th scope="row"><a class="quiet" href=format!("{SETS}/{}", set.id)>{set.name.clone()}</a><span class="sub">{set.about.clone()}</span></th>
                    <td class="n" data-th="Questions">{dates::figure(set.asks.len())}</td>
                    <td class="n" data-th="Version">{set.no}</td>
                    <td data-th="Written">{by}</td>
                </tr>
            }
        });
        let rows = rows.collect_view();
        let columns = vec![Column::new("Set"), Column::number("Questions"), Column::number("Version"), Column::new("Written")];
        let table = if lines.is_empty() {
            view! { <Empty>"The library can be sent as it is. Write a set to ask less, to weigh it otherwise, or to ask what the library does not."</Empty> }.into_any()
        } else {
            view! { <Table caption="Sets of questions" columns stack=true>{rows}</Table> }.into_any()
        };
        view! {
            <Crumbs way=vec![Crumb::new("Vendors", "/vendors"), Crumb::plain("Sets of questions")]/>
            <Say>{say}</Say>
            <Lede>{format!("Besides them the {all} questions of the library, whole or as they fit a vendor.")}</Lede>
            {may_write.then(|| view! {
                <Actions top=true><ButtonLink weight=Weight::Primary href=format!("{SETS}/new")>"Write a set"</ButtonLink></Actions>
            })}
            <Block title="Sets" first=true quiet=true>{table}</Block>
        }
    }))
}

pub async fn show(asking: Asking, The(id): The<QuestionSetId>) -> Result<Page> {
    one(&asking, id, Mishap::default()).await
}

async fn one(asking: &Asking, id: QuestionSetId, mishap: Mishap) -> Result<Page> {
    let set = asking.store().question_set(id).await?;
    let rights = asking.actor().rights;
    let may_write = set.ended_at.is_none() && may(rights, Verb::QuestionSetWritten, Relation::Stranger);
    Ok(asking.page(set.name.clone(), Place::Vendors, move || {
        let retired = if set.ended_at.is_some() { " It is retired." } else { "" };
        let asks = dates::counted(set.asks.len(), "question", "questions");
        let acts = may_write.then(|| view! {
            <form method="post" action=format!("{SETS}/{id}/retire")>
                <Actions top=true>
                    <ButtonLink weight=Weight::Primary href=format!("{SETS}/{id}/edit")>"Write a new version"</ButtonLink>
                    <Button>"Retire the set"</Button>
                </Actions>
            </form>
        });
        let say = format!("“{}”, version {}, asks {asks}.{retired}", set.name, set.no);
        let (crumbs, rows, about) = (way(&set.name), questions(&set), set.about);
        view! {
            <Crumbs way=crumbs/>
            <Say>{say}</Say>
            {(!about.is_empty()).then(|| view! { <Lede>{about}</Lede> })}
            {mishap.notice()}
            {acts}
            <Block title="Questions" first=true quiet=true>{rows}</Block>
        }
    }))
}

fn questions(set: &SetRow) -> AnyView {
    let row = |ask: &Ask| {
        let knock = if ask.knock_out { ", knock-out" } else { "" };
        let beside = format!("{}, {}", ask.key, ask.heading);
        view! {
            <tr>
                <th scope="row">{ask.question.clone()}<span class="sub">{beside}</span></th>
                <td data-th="Answered by">{ask.kind.label()}<span class="sub">{ask.choices.join("; ")}</span></td>
                <td data-th="A good answer">{ask.good.clone()}</td>
                <td data-th="Weight">{format!("{}{knock}", ask.weight)}</td>
            </tr>
        }
    };
    let rows = set.asks.iter().map(row).collect_view();
    let columns = ["Question", "Answered by", "A good answer", "Weight"].into_iter().map(Column::new).collect();
    view! { <Table caption="Questions" columns stack=true>{rows}</Table> }.into_any()
}

pub async fn show_new(asking: Asking) -> Result<Page> {
    Ok(writing(&asking, None, SetForm::fresh(), Mishap::default()))
}

pub async fn write_new(asking: Asking, Form(typed): Form<SetForm>) -> Result<Response> {
    written(&asking, None, typed).await
}

pub async fn edit(asking: Asking, The(id): The<QuestionSetId>) -> Result<Page> {
    let set = asking.store().question_set(id).await?;
    let form = SetForm::of(&set);
    Ok(writing(&asking, Some(id), form, Mishap::default()))
}

pub async fn write(asking: Asking, The(id): The<QuestionSetId>, Form(typed): Form<SetForm>) -> Result<Response> {
    written(&asking, Some(id), typed).await
}

async fn written(asking: &Asking, id: Option<QuestionSetId>, typed: SetForm) -> Result<Response> {
    let was = id.map(|id| (id, typed.version));
    match asking.store().write_question_set(asking.actor(), was, &typed.draft).await {
        Ok(id) => Ok(Redirect::to(&format!("{SETS}/{id}")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            Ok(mishap.answer(writing(asking, id, typed, mishap.clone())))
        }
    }
}

fn writing(asking: &Asking, id: Option<QuestionSetId>, typed: SetForm, mishap: Mishap) -> Page {
    asking.page("Write a set of questions", Place::Vendors, move || {
        let (action, back) = id.map_or_else(
            || (format!("{SETS}/new"), SETS.to_owned()),
            |id| (format!("{SETS}/{id}/edit"), format!("{SETS}/{id}")),
        );
        let say = if id.is_some() { "What does the new version ask?" } else { "What does the set ask?" };
        view! {
            <Crumbs way=way("Write")/>
            <Say>{say}</Say>
            <Lede>"What was sent keeps the questions it was sent with."</Lede>
            {mishap.notice()}
            {form(typed, &mishap.wrong, action, back)}
        }
    })
}

pub async fn retire(asking: Asking, The(id): The<QuestionSetId>) -> Result<Response> {
    match asking.store().retire_question_set(asking.actor(), id).await {
        Ok(()) => Ok(Redirect::to(SETS).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            Ok(mishap.answer(one(&asking, id, mishap.clone()).await?))
        }
    }
}
