//! A new course: what it teaches, who asks for it, who needs it and for how long it stays valid.

use super::audience::{Choices, fields, typed};
use crate::asking::Asking;
use crate::deficiencies::systems;
use crate::error::Result;
use crate::form::{Fields, Form, Query};
use crate::mishap::Mishap;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{Choice, SelectField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::input::{TextField, Typed};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::training::{CourseDraft, Teaches};
use leptos::prelude::*;

fn draft(fields: &Fields) -> CourseDraft {
    CourseDraft {
        title: fields.text("title"),
        also: fields.text("also"),
        required_by: fields.text("required_by"),
        months: fields.text("months"),
        teaches: fields.text("teaches"),
        system: fields.parsed("system"),
        owner: fields.parsed("owner"),
        audience: typed(fields),
    }
}

pub async fn show(asking: Asking, Query(fields): Query) -> Result<Page> {
    let mut draft = draft(&fields);
    draft.owner = draft.owner.or(Some(asking.actor().person));
    if draft.months.is_empty() {
        draft.months = "12".to_owned();
    }
    page(&asking, draft, Mishap::default()).await
}

pub async fn add(asking: Asking, Form(fields): Form<Fields>) -> Result<Response> {
    let draft = draft(&fields);
    match asking.store().add_course(asking.actor(), &draft).await {
        Ok(id) => Ok(Redirect::to(&format!("/training/{id}?said=added")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            Ok(mishap.answer(page(&asking, draft, mishap.clone()).await?))
        }
    }
}

async fn page(asking: &Asking, draft: CourseDraft, mishap: Mishap) -> Result<Page> {
    let choices = Choices::load(asking, &draft.audience).await?;
    let chosen: Vec<_> = draft.system.into_iter().collect();
    let systems = systems(asking, &chosen).await?;
    Ok(asking.page("Add a course", Place::Training, move || {
        let wrong = mishap.wrong.clone();
        let teaches: Vec<_> = Teaches::ALL.iter().map(|it| Choice::new(it.key(), it.label())).collect();
        let owners = choices.people.clone();
        let owner = draft.owner.map(|owner| owner.to_string()).unwrap_or_default();
        let system = draft.system.map(|system| system.to_string()).unwrap_or_default();
        let audience = fields(draft.audience, choices, &wrong);
        view! {
            <Crumbs way=vec![Crumb::new("Training", "/training"), Crumb::plain("Add a course")]/>
            <Say>"What is to be learned, and by whom?"</Say>
            <Lede>"Records are matched to the course by its title, or by another under which an export names it."</Lede>
            {mishap.notice()}
            <Block title="The course" first=true quiet=true>
                <Summary faults=wrong.summary()/>
                <form class="form" method="post" action="/training/new" novalidate>
                    <TextField name="title" label="Title" value=draft.title error=wrong.at("title")/>
                    <LongField name="also" label="Other titles in exports, one a line" value=draft.also error=wrong.at("also") optional=true/>
                    <TextField name="required_by" label="Asked for by" value=draft.required_by error=wrong.at("required_by") hint="“EU AI Act, Art. 4”, “Policy on incident response”"/>
                    <SelectField name="teaches" label="What it teaches" choices=teaches value=draft.teaches prompt="Choose one" error=wrong.at("teaches")
                        hint="It says which requirements the closed register proves."/>
                    <SelectField name="system" label="System, for human oversight" choices=systems value=system prompt="None" optional=true error=wrong.at("system")/>
                    <TextField name="months" label="Valid for, in months" value=draft.months error=wrong.at("months") typed=Typed::Number short=true optional=true
                        hint="Empty: for ever. Where a record says an earlier day, that one counts."/>
                    <SelectField name="owner" label="Who answers for it" choices=owners value=owner prompt="Choose a person" error=wrong.at("owner")/>
                    {audience}
                    <Actions>
                        <Button weight=Weight::Primary>"Add the course"</Button>
                        <ButtonLink weight=Weight::Plain href="/training">"Not now"</ButtonLink>
                    </Actions>
                </form>
            </Block>
        }
    }))
}
