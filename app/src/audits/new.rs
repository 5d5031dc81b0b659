//! Planning an audit: which criteria, on which systems, over which days, and who audits.

use crate::asking::Asking;
use crate::deficiencies::systems;
use crate::error::Result;
use crate::form::{Draft, Fields, Form};
use crate::mishap::Mishap;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{ChecksField, Choice};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::input::{DateField, TextField};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::audits::PlanDraft;
use domain::catalogue::catalogue;
use domain::days::typed;
use domain::ids::PersonId;
use domain::refusal::{Fault, Refusal};
use domain::words::CriterionId;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The form as typed: days stay text until they are read.
#[derive(Clone, Debug, Default)]
pub struct PlanForm {
    draft: PlanDraft,
    from: String,
    until: String,
    due: String,
}

impl Draft for PlanForm {
    fn typed(fields: &Fields) -> Self {
        let draft = PlanDraft {
            title: fields.text("title"),
            criteria: fields.words("criteria"),
            systems: fields.words("systems"),
            from: fields.day("from"),
            until: fields.day("until"),
            due: fields.day("due"),
            auditors: fields.words("auditors"),
        };
        Self { draft, from: fields.text("from"), until: fields.text("until"), due: fields.text("due") }
    }
}

impl PlanForm {
    /// # Errors
    /// [`Refusal::Invalid`] at a day that is none.
    fn days(&self) -> std::result::Result<(), Refusal> {
        let days = [("from", &self.from), ("until", &self.until), ("due", &self.due)];
        let wrong = days.into_iter().filter(|(_, text)| !text.trim().is_empty());
        let wrong = wrong.filter_map(|(field, text)| Some(Fault::new(field, typed(text).err()?.to_string())));
        let wrong: Vec<_> = wrong.collect();
        if wrong.is_empty() { Ok(()) } else { Err(Refusal::Invalid(wrong)) }
    }
}

pub async fn show(asking: Asking) -> Result<Page> {
    page(&asking, PlanForm::default(), Mishap::default()).await
}

pub async fn plan(asking: Asking, Form(form): Form<PlanForm>) -> Result<Response> {
    let planned = match form.days() {
        Ok(()) => asking.store().plan_audit(asking.actor(), &form.draft).await,
        Err(refusal) => Err(refusal.into()),
    };
    match planned {
        Ok(id) => Ok(Redirect::to(&format!("/audits/{id}")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            Ok(mishap.answer(page(&asking, form, mishap.clone()).await?))
        }
    }
}

/// Everybody who may audit, with how many controls they own: those they do not test.
async fn auditors(asking: &Asking) -> Result<Vec<Choice>> {
    let spine = asking.spine().await?;
    let mut owned: BTreeMap<PersonId, usize> = BTreeMap::new();
    for owner in spine.controls.iter().filter(|control| !control.retired).filter_map(|control| control.owner) {
        *owned.entry(owner).or_default() += 1;
    }
    let people = asking.store().people().await?.into_iter().filter(|row| row.active && !row.rights.is_guest());
    let choice = |row: store::PersonRow| {
        let note = match owned.get(&row.id).copied().unwrap_or_default() {
            0 => "Owns no control".to_owned(),
            1 => "Owns 1 control, and does not test it".to_owned(),
            n => format!("Owns {n} controls, and does not test them"),
        };
        Some(Choice::new(row.id.to_string(), row.name?).note(note))
    };
    Ok(people.filter_map(choice).collect())
}

/// The criteria that a control in use answers; others would make no step.
async fn criteria(asking: &Asking) -> Result<Vec<Choice>> {
    let spine = asking.spine().await?;
    let answered = |id: CriterionId| {
        let controls = spine.controls.iter().filter(|control| !control.retired && control.standing.approved);
        controls.filter(|control| control.criteria.contains(id)).count()
    };
    let choice = |id: &CriterionId| {
        let one = Choice::new(id.key(), format!("{} {}", id.key(), catalogue().criterion(*id).title));
        match answered(*id) {
            0 => one.note("No control in use answers it"),
            1 => one.note("1 control in use"),
            n => one.note(format!("{n} controls in use")),
        }
    };
    Ok(CriterionId::ALL.iter().map(choice).collect())
}

async fn page(asking: &Asking, form: PlanForm, mishap: Mishap) -> Result<Page> {
    let (criteria, auditors) = (criteria(asking).await?, auditors(asking).await?);
    let systems = systems(asking, &form.draft.systems).await?;
    Ok(asking.page("Plan an audit", Place::Audits, move || {
        let PlanForm { draft, from, until, due } = form;
        let wrong = mishap.wrong.clone();
        let picked: Vec<_> = draft.criteria.iter().map(|id| id.key().to_owned()).collect();
        let on: Vec<_> = draft.systems.iter().map(ToString::to_string).collect();
        let who: Vec<_> = draft.auditors.iter().map(ToString::to_string).collect();
        view! {
            <Crumbs way=vec![Crumb::new("Internal audits", "/audits"), Crumb::plain("Plan one")]/>
            <Say>"What is audited, and by whom?"</Say>
            <Lede>"The steps are the test procedures of the controls in use that answer the criteria, as they read today. \
            Nobody tests a control that they own, nor anything at all on a system that they own or deputise for; somebody \
            who tested nothing concludes the report."</Lede>
            {mishap.notice()}
            <Block title="The plan" first=true quiet=true>
                <Summary faults=wrong.summary()/>
                <form class="form" method="post" action="/audits/new" novalidate>
                    <TextField name="title" label="In a line" value=draft.title error=wrong.at("title") hint="“Access and oversight, first half of the year”"/>
                    <DateField name="from" label="First day that is audited" value=from error=wrong.at("from")/>
                    <DateField name="until" label="Last day that is audited" value=until error=wrong.at("until")/>
                    <DateField name="due" label="Report due on" value=due error=wrong.at("due")/>
                    <ChecksField name="auditors" label="Auditors" choices=auditors value=who error=wrong.at("auditors") columns=true/>
                    <ChecksField name="systems" label="Systems" choices=systems value=on error=wrong.at("systems") columns=true
                        hint="Controls of the organisation are tested in any case; with no system chosen, they alone"/>
                    <ChecksField name="criteria" label="Criteria" choices=criteria value=picked error=wrong.at("criteria") columns=true/>
                    <Actions>
                        <Button weight=Weight::Primary>"Plan the audit"</Button>
                        <ButtonLink weight=Weight::Plain href="/audits">"Not now"</ButtonLink>
                    </Actions>
                </form>
            </Block>
        }
    }))
}
