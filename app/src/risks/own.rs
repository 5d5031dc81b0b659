//! A risk of our own: what the library does not propose.

use super::may_to;
use super::parts::crumbs;
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Draft, Fields, Form};
use crate::mishap::Mishap;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{ChecksField, Choice, SelectField};
use crate::ui::input::TextField;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::ids::AssessmentId;
use domain::refusal::Refusal;
use domain::risks::{OwnRiskDraft, RiskCategory};
use domain::trail::Verb;
use leptos::prelude::*;

/// The form as typed.
#[derive(Clone, Debug, Default)]
pub struct OwnForm(OwnRiskDraft);

impl Draft for OwnForm {
    fn typed(fields: &Fields) -> Self {
        Self(OwnRiskDraft {
            title: fields.text("title"),
            category: fields.text("category"),
            description: fields.text("description"),
            controls: fields.all("controls").map(str::to_owned).collect(),
        })
    }
}

pub async fn show(asking: Asking, The(id): The<AssessmentId>) -> Result<Page> {
    page(&asking, id, OwnForm::default(), Mishap::default()).await
}

pub async fn add(asking: Asking, The(id): The<AssessmentId>, Form(form): Form<OwnForm>) -> Result<Response> {
    match asking.store().add_own_risk(asking.actor(), id, &form.0).await {
        Ok(risk) => Ok(Redirect::to(&format!("/risks/assessments/{id}/risks/{risk}")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            let page = page(&asking, id, form, mishap.clone()).await?;
            Ok(mishap.answer(page))
        }
    }
}

async fn page(asking: &Asking, id: AssessmentId, form: OwnForm, mishap: Mishap) -> Result<Page> {
    let read = asking.store().assessment(id, asking.now, &asking.visitor.organisation.zone).await?;
    if !may_to(asking, &read, Verb::OwnRiskAdded) {
        return Err(Refusal::forbidden("The owner of the system and compliance managers add risks to it.").into());
    }
    let spine = asking.spine().await?;
    let controls = spine.controls.iter().filter(|control| !control.retired);
    let controls: Vec<_> =
        controls.map(|one| Choice::new(one.id.to_string(), format!("{} {}", one.id, one.title))).collect();
    Ok(asking.page("A risk of our own", Place::Risks, move || {
        let OwnRiskDraft { title, category, description, controls: chosen } = form.0;
        let late = mishap.notice();
        let wrong = mishap.wrong;
        let categories: Vec<_> = RiskCategory::ALL.iter().map(|it| Choice::new(it.key(), it.label())).collect();
        let crumbs = crumbs(&read, Some("A risk of our own".to_owned()));
        let (base, action) = (format!("/risks/assessments/{id}"), format!("/risks/assessments/{id}/own"));
        view! {
            {crumbs}
            <Say>{format!("What else may go wrong? {}", read.row.of())}</Say>
            <Lede>"It is in this assessment and in every one of it to come, until it is set aside there."</Lede>
            {late}
            <Block title="The risk" first=true quiet=true>
                <Summary faults=wrong.summary()/>
                <form class="form" method="post" action=action novalidate>
                    <TextField name="title" label="What may go wrong" value=title error=wrong.at("title") hint="In a few words"/>
                    <SelectField name="category" label="Kind" choices=categories value=category prompt="Choose a kind" error=wrong.at("category")/>
                    <LongField name="description" label="At length" value=description error=wrong.at("description")
                        hint="What may go wrong, by what, and whom it hits"/>
                    <ChecksField name="controls" label="Controls that answer it" choices=controls value=chosen error=wrong.at("controls")
                        hint="None, where nothing answers it yet"/>
                    <Actions>
                        <Button weight=Weight::Primary>"Add the risk"</Button>
                        <ButtonLink weight=Weight::Plain href=base>"Leave without adding"</ButtonLink>
                    </Actions>
                </form>
            </Block>
        }
    }))
}
