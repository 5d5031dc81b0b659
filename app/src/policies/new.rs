//! Beginning a policy: from a template, from Markdown, or with a document.

use super::edit::{FrameForm, fields as frame_fields};
use super::write::{Brought, WriteForm, brought, text_fields};
use super::{Mishap, parts};
use crate::asking::Asking;
use crate::controls::people;
use crate::error::Result;
use crate::form::{Draft as _, Fields, Query};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::upload::Upload;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::catalogue::{PolicyTemplate, catalogue};
use domain::codes::TemplateId;
use domain::policies::{PolicyFrame, PolicyText, skeleton};
use leptos::prelude::*;

/// The form as typed.
struct NewForm {
    template: Option<TemplateId>,
    frame: PolicyFrame,
    write: WriteForm,
}

fn template(id: Option<&TemplateId>) -> Option<&'static PolicyTemplate> {
    catalogue().policies.get(id?)
}

pub async fn show(asking: Asking, Query(fields): Query) -> Result<Page> {
    let id = fields.parsed::<TemplateId>("template");
    let owner = Some(asking.actor().person);
    let form = match template(id.as_ref()) {
        Some(known) => NewForm {
            template: id,
            frame: PolicyFrame { owner, ..PolicyFrame::of(known) },
            write: WriteForm::of(PolicyText { text: skeleton(known), ..PolicyText::default() }, 0),
        },
        None => NewForm {
            template: None,
            frame: PolicyFrame { owner, ..FrameForm::typed(&Fields::default()).frame },
            write: WriteForm::default(),
        },
    };
    page(&asking, form, Brought::default(), Mishap::default()).await
}

pub async fn start(asking: Asking, request: Request) -> Result<Response> {
    let upload = Upload::of(request, &asking).await?;
    let (frame, write) = (FrameForm::typed(&upload.fields).frame, WriteForm::typed(&upload.fields));
    let template = upload.fields.parsed::<TemplateId>("template");
    let brought = brought(&asking, &write, upload).await?;
    let done = match brought.refused() {
        Some(refusal) => Err(refusal.into()),
        None => {
            let document = brought.document(&write);
            asking.store().start_policy(asking.actor(), template.clone(), frame.clone(), &write.text, document).await
        }
    };
    match done {
        Ok(id) => Ok(Redirect::to(&format!("/policies/{id}?said=begun")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            let page = page(&asking, NewForm { template, frame, write }, brought, mishap.clone()).await?;
            Ok(mishap.answer(page))
        }
    }
}

async fn page(asking: &Asking, form: NewForm, brought: Brought, mishap: Mishap) -> Result<Page> {
    let people = people(asking).await?;
    Ok(asking.page("Begin a policy", Place::Policies, move || {
        let known = template(form.template.as_ref());
        let say = known.map_or_else(
            || "Write a policy of our own.".to_owned(),
            |known| format!("Begin the {}.", lower(known.title)),
        );
        let lede = known.map_or(
            "Write it in Markdown, or attach it as a document. Nobody is bound until others approved it.",
            |known| known.purpose,
        );
        let conflict = parts::conflict(&mishap);
        let frame = frame_fields(&form.frame, &people, &mishap.wrong);
        let text = text_fields(&form.write, &brought, None, form.template.as_ref(), &mishap.wrong);
        let hidden = form.template.map(|id| view! { <input type="hidden" name="template" value=id.to_string()/> });
        let wrong = mishap.wrong.at("template").map(|sentence| view! { <p class="error">{sentence}</p> });
        view! {
            <Crumbs way=vec![Crumb::new("Policies", "/policies"), Crumb::plain("Begin")]/>
            <Say>{say}</Say>
            <Lede>{lede}</Lede>
            {conflict}
            <Block title="The policy" first=true quiet=true>
                <Summary faults=mishap.wrong.summary()/>
                <form class="form wide" method="post" action="/policies/new" enctype="multipart/form-data" novalidate>
                    {hidden}
                    {wrong}
                    {frame}
                    {text}
                    <Actions>
                        <Button weight=Weight::Primary>"Keep it as a draft"</Button>
                        <ButtonLink weight=Weight::Plain href="/policies">"Not now"</ButtonLink>
                    </Actions>
                </form>
            </Block>
        }
    }))
}

/// A title within a sentence: “AI” stays as it is.
fn lower(title: &str) -> String {
    let keeps = title.chars().nth(1).is_some_and(char::is_uppercase);
    let mut letters = title.chars();
    match letters.next().filter(|_| !keeps) {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => title.to_owned(),
    }
}
