//! Answering a trait, and moving a system to another stage: done at once, or, where it would better findings, proposed.

use super::{answer_of, answer_word};
use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Fields, Form, Wrong};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{Choice, RadioField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::notice::Refused;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::ids::SystemId;
use domain::refusal::Refusal;
use domain::systems::{next_stages, question};
use domain::words::{Stage, Trait};
use leptos::prelude::*;
use store::SystemRow;

/// A form of one choice and a reason.
struct Asked {
    title: String,
    say: String,
    lede: &'static str,
    action: String,
    field: &'static str,
    label: &'static str,
    choices: Vec<Choice>,
    verb: &'static str,
    /// What the form holds.
    chosen: String,
    reason: String,
    wrong: Wrong,
    /// The rule that said no.
    refused: Option<String>,
}

const TWO: &str = "What betters findings waits for a second person; then say why.";

fn page(asking: &Asking, row: &SystemRow, asked: Asked) -> Page {
    let (back, name) = (format!("/systems/{}", row.id), row.name.clone());
    asking.page(asked.title.clone(), Place::Systems, move || {
        let way = vec![Crumb::new("Systems", "/systems"), Crumb::new(name, back.clone()), Crumb::plain(asked.title)];
        view! {
            <Crumbs way/>
            <Say>{asked.say}</Say>
            <Lede>{asked.lede}</Lede>
            <Block title="Answer" first=true quiet=true>
                {asked.refused.map(|rule| view! { <Refused word="Not done" rule/> })}
                <Summary faults=asked.wrong.summary()/>
                <form class="form" method="post" action=asked.action novalidate>
                    <RadioField name=asked.field label=asked.label choices=asked.choices value=asked.chosen
                        error=asked.wrong.at(asked.field)/>
                    <LongField name="reason" label="Why" value=asked.reason optional=true error=asked.wrong.at("reason")/>
                    <Actions>
                        <Button weight=Weight::Primary>{asked.verb}</Button>
                        <ButtonLink weight=Weight::Plain href=back>"Leave it as it is"</ButtonLink>
                    </Actions>
                </form>
            </Block>
        }
    })
}

/// After a command: back to the system, or the form again with what was typed.
fn answered(asking: &Asking, row: &SystemRow, asked: Asked, done: store::Result<store::Outcome>) -> Result<Response> {
    let error = match done {
        // What waits stands on the system's page, with the way to the decisions.
        Ok(_) => return Ok(Redirect::to(&format!("/systems/{}", row.id)).into_response()),
        Err(error) => Error::from(error),
    };
    if let Error::Refused(Refusal::Conflict(rule)) = error {
        let asked = Asked { refused: Some(rule.into_owned()), ..asked };
        return Ok(page(asking, row, asked).status(StatusCode::CONFLICT).into_response());
    }
    let asked = Asked { wrong: error.faults()?.into(), ..asked };
    Ok(page(asking, row, asked).refused().into_response())
}

type At = Path<(String, String)>;

async fn the_trait(asking: &Asking, Path((system, which)): At) -> Result<(SystemRow, Trait)> {
    let id: SystemId = system.parse().map_err(|_| Refusal::missing("system"))?;
    let which = which.parse().map_err(|_| Refusal::missing("trait"))?;
    Ok((asking.store().system(id).await?, which))
}

fn trait_form(row: &SystemRow, which: Trait, chosen: String, reason: String) -> Asked {
    Asked {
        title: which.label().to_owned(),
        say: question(which).to_owned(),
        lede: TWO,
        action: format!("/systems/{}/traits/{}", row.id, which.key()),
        field: "answer",
        label: "Answer",
        choices: vec![
            Choice::new("yes", "Yes"),
            Choice::new("no", "No"),
            Choice::new("unanswered", "Not answered").note("What hangs on it reads unknown"),
        ],
        verb: "Save the answer",
        chosen,
        reason,
        wrong: Wrong::default(),
        refused: None,
    }
}

pub async fn show_trait(asking: Asking, at: At) -> Result<Page> {
    let (row, which) = the_trait(&asking, at).await?;
    let chosen = match answer_of(&row, which) {
        None => String::new(),
        answer => answer_word(answer).to_lowercase(),
    };
    Ok(page(&asking, &row, trait_form(&row, which, chosen, String::new())))
}

pub async fn answer_trait(asking: Asking, at: At, Form(fields): Form<Fields>) -> Result<Response> {
    let (row, which) = the_trait(&asking, at).await?;
    let (chosen, reason) = (fields.text("answer"), fields.text("reason"));
    let answer = match chosen.as_str() {
        "yes" => Ok(Some(true)),
        "no" => Ok(Some(false)),
        "unanswered" => Ok(None),
        _ => Err(Refusal::at("answer", "Choose an answer.").into()),
    };
    let done = match answer {
        Ok(answer) => asking.store().answer_trait(asking.actor(), row.id, which, answer, &reason).await,
        Err(refusal) => Err(refusal),
    };
    answered(&asking, &row, trait_form(&row, which, chosen, reason), done)
}

fn stage_form(row: &SystemRow, chosen: String, reason: String) -> Asked {
    let note = |stage: Stage| if stage == Stage::Retired { "Everything is kept; it cannot come back" } else { "" };
    let choices = next_stages(row.stage).map(|stage| {
        let choice = Choice::new(stage.key(), stage.label());
        if note(stage).is_empty() { choice } else { choice.note(note(stage)) }
    });
    Asked {
        title: "Stage".to_owned(),
        say: match row.stage {
            Some(stage) => format!("{} is in {}. Where does it go?", row.name, stage.label().to_lowercase()),
            None => format!("Where does {} stand in its life?", row.name),
        },
        lede: TWO,
        action: format!("/systems/{}/stage", row.id),
        field: "stage",
        label: if row.stage.is_some() { "Next stage" } else { "Stage" },
        choices: choices.collect(),
        verb: if row.stage.is_some() { "Move it" } else { "Save the answer" },
        chosen,
        reason,
        wrong: Wrong::default(),
        refused: None,
    }
}

pub async fn show_stage(asking: Asking, The(id): The<SystemId>) -> Result<Page> {
    let row = asking.store().system(id).await?;
    Ok(page(&asking, &row, stage_form(&row, String::new(), String::new())))
}

pub async fn move_stage(asking: Asking, The(id): The<SystemId>, Form(fields): Form<Fields>) -> Result<Response> {
    let row = asking.store().system(id).await?;
    let reason = fields.text("reason");
    let done = match fields.parsed("stage") {
        Some(stage) => asking.store().move_stage(asking.actor(), id, stage, &reason).await,
        None => Err(Refusal::at("stage", "Choose a stage.").into()),
    };
    answered(&asking, &row, stage_form(&row, fields.text("stage"), reason), done)
}
