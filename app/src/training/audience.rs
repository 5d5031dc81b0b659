//! Who needs a course: asked on a page of its own, and by the form of a new one.

use super::parts::works;
use crate::address::The;
use crate::asking::Asking;
use crate::controls::people;
use crate::error::Result;
use crate::form::{Fields, Form, Wrong};
use crate::mishap::Mishap;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{CheckField, ChecksField, Choice};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::ids::{CourseId, PersonId};
use domain::people::Role;
use domain::policies::{Audience, AudienceDraft};
use domain::refusal::Refusal;
use domain::trail::Verb;
use leptos::prelude::*;
use std::collections::BTreeSet;
use store::CourseRow;

/// What a form says of an audience.
pub(super) fn typed(fields: &Fields) -> AudienceDraft {
    AudienceDraft {
        everybody: fields.ticked("everybody"),
        roles: fields.words::<Role>("roles"),
        departments: fields.all("departments").map(str::to_owned).collect(),
        people: fields.words::<PersonId>("people"),
    }
}

fn of(audience: &Audience) -> AudienceDraft {
    AudienceDraft {
        everybody: audience.everybody,
        roles: audience.roles.iter().copied().collect(),
        departments: audience.departments.iter().cloned().collect(),
        people: audience.people.iter().copied().collect(),
    }
}

/// The people and departments that may be chosen.
pub(super) struct Choices {
    pub people: Vec<Choice>,
    departments: Vec<Choice>,
}

impl Choices {
    pub(super) async fn load(asking: &Asking, draft: &AudienceDraft) -> Result<Self> {
        let rows = asking.store().people().await?.into_iter().filter_map(|row| row.department);
        let mut departments: BTreeSet<String> = rows.filter(|name| !name.is_empty()).collect();
        departments.extend(draft.departments.iter().cloned());
        let departments = departments.into_iter().map(|name| Choice::new(name.clone(), name)).collect();
        Ok(Self { people: people(asking).await?, departments })
    }
}

/// The fields: everybody, roles, departments, people.
pub(super) fn fields(draft: AudienceDraft, choices: Choices, wrong: &Wrong) -> AnyView {
    let roles = Role::ALL.iter().filter(|role| **role != Role::Auditor);
    let roles: Vec<_> = roles.map(|role| Choice::new(role.key(), role.label())).collect();
    let AudienceDraft { everybody, roles: chosen, departments, people } = draft;
    let chosen: Vec<_> = chosen.iter().map(|role| role.key().to_owned()).collect();
    let named: Vec<_> = people.iter().map(ToString::to_string).collect();
    let in_departments = (!choices.departments.is_empty()).then(|| {
        view! { <ChecksField name="departments" label="Needed in the departments" choices=choices.departments value=departments columns=true/> }
    });
    view! {
        <div id="audience" tabindex="-1">
            <CheckField name="everybody" label="Everybody needs it" value=everybody error=wrong.at("audience") hint="Whoever is active here, now and later"/>
        </div>
        <ChecksField name="roles" label="Needed by the roles" choices=roles value=chosen columns=true/>
        {in_departments}
        <ChecksField name="people" label="Needed by these people" choices=choices.people value=named columns=true/>
    }
    .into_any()
}

async fn course(asking: &Asking, id: CourseId) -> Result<CourseRow> {
    let training = asking.store().training().await?;
    let row = training.course(id).cloned().ok_or_else(|| Refusal::missing("course"))?;
    if !works(asking, &row, Verb::CourseChanged) {
        return Err(Refusal::forbidden("Its owner and compliance managers say who needs a course in use.").into());
    }
    Ok(row)
}

pub async fn ask(asking: Asking, The(id): The<CourseId>) -> Result<Page> {
    let row = course(&asking, id).await?;
    let draft = of(&row.audience);
    page(&asking, row, draft, Mishap::default()).await
}

pub async fn set(asking: Asking, The(id): The<CourseId>, Form(sent): Form<Fields>) -> Result<Response> {
    let row = course(&asking, id).await?;
    let draft = typed(&sent);
    match asking.store().change_course(asking.actor(), id, &draft).await {
        Ok(()) => Ok(Redirect::to(&format!("/training/{id}?said=changed")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            Ok(mishap.answer(page(&asking, row, draft, mishap.clone()).await?))
        }
    }
}

async fn page(asking: &Asking, row: CourseRow, draft: AudienceDraft, mishap: Mishap) -> Result<Page> {
    let choices = Choices::load(asking, &draft).await?;
    Ok(asking.page("Who needs a course", Place::Training, move || {
        let base = format!("/training/{}", row.id);
        let way = vec![
            Crumb::new("Training", "/training"),
            Crumb::new(row.course.title.clone(), base.clone()),
            Crumb::plain("Who needs it"),
        ];
        let (fields, action) = (fields(draft, choices, &mishap.wrong), format!("{base}/audience"));
        view! {
            <Crumbs way/>
            <Say>{format!("Who needs “{}”?", row.course.title)}</Say>
            <Lede>"Whoever is named in any of these ways is reminded until they have it. Auditors are guests, and need nothing."</Lede>
            {mishap.notice()}
            <Block title="Who needs it" first=true quiet=true>
                <Summary faults=mishap.wrong.summary()/>
                <form class="form" method="post" action=action novalidate>
                    {fields}
                    <Actions>
                        <Button weight=Weight::Primary>"Save who needs it"</Button>
                        <ButtonLink weight=Weight::Plain href=base>"Leave as it is"</ButtonLink>
                    </Actions>
                </form>
            </Block>
        }
    }))
}
