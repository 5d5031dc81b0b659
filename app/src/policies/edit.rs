//! What a policy is kept under: its title, its owner, how often it is reviewed, the criteria it serves.

use super::parts::{conflict, crumbs};
use super::{Mishap, relation};
use crate::address::The;
use crate::asking::Asking;
use crate::controls::people;
use crate::error::Result;
use crate::form::{Draft, Fields, Form, Wrong};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{ChecksField, Choice, SelectField};
use crate::ui::input::TextField;
use crate::ui::rail::Place;
use crate::ui::say::Say;
use crate::ui::summary::Summary;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::asked::CriterionSet;
use domain::catalogue::catalogue;
use domain::ids::PolicyId;
use domain::people::may;
use domain::policies::{PolicyFrame, REVIEWS};
use domain::refusal::Refusal;
use domain::trail::Verb;
use domain::words::{Cadence, CriterionId};
use leptos::prelude::*;
use store::PolicyRow;

/// The frame as typed.
#[derive(Clone, Debug)]
pub struct FrameForm {
    pub(super) frame: PolicyFrame,
    version: i64,
}

impl Draft for FrameForm {
    fn typed(fields: &Fields) -> Self {
        let criteria = fields.words::<CriterionId>("criteria").into_iter().collect::<CriterionSet>();
        let frame = PolicyFrame {
            title: fields.text("title"),
            owner: fields.parsed("owner"),
            review: fields.parsed("review").unwrap_or(Cadence::Annual),
            criteria,
        };
        Self { frame, version: fields.parsed("version").unwrap_or_default() }
    }
}

/// The fields of a frame, for this form and that of a new policy.
pub(super) fn fields(frame: &PolicyFrame, people: &[Choice], wrong: &Wrong) -> AnyView {
    let owner = frame.owner.map(|id| id.to_string()).unwrap_or_default();
    let reviews: Vec<_> = REVIEWS.iter().map(|it| Choice::new(it.key(), it.label())).collect();
    let library = catalogue();
    let criteria =
        CriterionId::ALL.iter().map(|id| Choice::new(id.key(), format!("{id} {}", library.criterion(*id).title)));
    let criteria: Vec<_> = criteria.collect();
    let chosen: Vec<_> = frame.criteria.iter().map(|id| id.key().to_owned()).collect();
    let open = wrong.at("criteria").is_some() || chosen.is_empty();
    let said = frame.criteria.iter().map(|id| id.to_string()).collect::<Vec<_>>().join(", ");
    let said = if said.is_empty() { "Criteria it serves".to_owned() } else { format!("Criteria it serves: {said}") };
    view! {
        <TextField name="title" label="Title" value=frame.title.clone() error=wrong.at("title")/>
        <SelectField name="owner" label="Owner" choices=people.to_vec() value=owner prompt="Choose a person"
            hint="Sees to its review, and may change it." error=wrong.at("owner")/>
        <SelectField name="review" label="Reviewed" choices=reviews value=frame.review.key() error=wrong.at("review")
            hint="A version past its review day proves nothing any more, and is a weakness on these criteria."/>
        <details open=open>
            <summary>{said}</summary>
            <ChecksField name="criteria" label="Criteria" choices=criteria value=chosen error=wrong.at("criteria") columns=true/>
        </details>
    }
    .into_any()
}

async fn load(asking: &Asking, id: PolicyId) -> Result<PolicyRow> {
    let row = asking.store().policy(id).await?;
    if !may(asking.actor().rights, Verb::PolicyChanged, relation(&row, asking.actor())) {
        return Err(Refusal::forbidden("Its owner and compliance managers change it.").into());
    }
    Ok(row)
}

pub async fn show(asking: Asking, The(id): The<PolicyId>) -> Result<Page> {
    let row = load(&asking, id).await?;
    let form = FrameForm { frame: row.frame.clone(), version: row.version };
    page(&asking, row, form, Mishap::default()).await
}

pub async fn change(asking: Asking, The(id): The<PolicyId>, Form(form): Form<FrameForm>) -> Result<Response> {
    let row = load(&asking, id).await?;
    match asking.store().change_policy(asking.actor(), id, form.frame.clone(), form.version).await {
        Ok(()) => Ok(Redirect::to(&format!("/policies/{id}")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            let form = FrameForm { version: row.version, ..form };
            let page = page(&asking, row, form, mishap.clone()).await?;
            Ok(mishap.answer(page))
        }
    }
}

async fn page(asking: &Asking, row: PolicyRow, form: FrameForm, mishap: Mishap) -> Result<Page> {
    let people = people(asking).await?;
    Ok(asking.page("Change a policy", Place::Policies, move || {
        let (crumbs, late) = (crumbs(&row, "Change"), conflict(&mishap));
        let base = format!("/policies/{}", row.id);
        let (fields, action) = (fields(&form.frame, &people, &mishap.wrong), format!("{base}/edit"));
        view! {
            {crumbs}
            <Say>{format!("What is “{}” kept under?", row.frame.title)}</Say>
            {late}
            <Block title="The policy" first=true quiet=true>
                <Summary faults=mishap.wrong.summary()/>
                <form class="form" method="post" action=action novalidate>
                    <input type="hidden" name="version" value=form.version/>
                    {fields}
                    <Actions>
                        <Button weight=Weight::Primary>"Save"</Button>
                        <ButtonLink weight=Weight::Plain href=base>"Leave without saving"</ButtonLink>
                    </Actions>
                </form>
            </Block>
        }
    }))
}
