//! Sending a questionnaire: which questions, by when, and the link, shown once.

use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Draft, Fields, Form, Query};
use crate::mishap::Mishap;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{Choice, RadioField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::input::DateField;
use crate::ui::notice::{Notice, Tone};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use crate::vendors::relation;
use axum::response::{IntoResponse as _, Response};
use domain::catalogue::catalogue;
use domain::ids::{QuestionnaireId, VendorId};
use domain::people::may;
use domain::questionnaires::SendDraft;
use domain::refusal::Refusal;
use domain::trail::Verb;
use leptos::prelude::*;
use store::{Questions, SetRow, VendorRow};

#[derive(Clone, Debug, Default)]
pub struct Sending {
    set: String,
    draft: SendDraft,
}

impl Draft for Sending {
    fn typed(fields: &Fields) -> Self {
        let text = |name: &str| fields.text(name);
        let draft = SendDraft { due_on: text("due_on"), expires_on: text("expires_on"), note: text("note") };
        Self { set: text("set"), draft }
    }
}

async fn load(asking: &Asking, id: VendorId) -> Result<(VendorRow, Vec<SetRow>)> {
    let vendor = asking.store().vendor(id).await?;
    if !may(asking.actor().rights, Verb::QuestionnaireSent, relation(&vendor, asking.actor())) {
        let rule = "Compliance managers and the owner of the vendor send questionnaires.";
        return Err(Refusal::forbidden(rule).into());
    }
    Ok((vendor, asking.store().question_sets().await?))
}

pub async fn show(asking: Asking, The(id): The<VendorId>, Query(fields): Query) -> Result<Page> {
    let loaded = load(&asking, id).await?;
    let set = fields.text("set");
    let set = if set.is_empty() { "fitting".to_owned() } else { set };
    Ok(page(&asking, loaded, Sending { set, ..Sending::default() }, Mishap::default()))
}

pub async fn send(asking: Asking, The(id): The<VendorId>, Form(typed): Form<Sending>) -> Result<Response> {
    let loaded = load(&asking, id).await?;
    let sent = match typed.set.parse::<Questions>() {
        Ok(questions) => asking.store().send_questionnaire(asking.actor(), id, questions, &typed.draft).await,
        Err(()) => Err(Refusal::at("set", "Choose which questions are sent.").into()),
    };
    match sent {
        Ok((sent, key)) => Ok(link_page(&asking, sent, &loaded.0.name, &key).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            Ok(mishap.answer(page(&asking, loaded, typed, mishap.clone())))
        }
    }
}

fn page(asking: &Asking, (vendor, sets): (VendorRow, Vec<SetRow>), typed: Sending, mishap: Mishap) -> Page {
    asking.page("Send a questionnaire", Place::Vendors, move || {
        let base = format!("/vendors/{}/questionnaires", vendor.id);
        let way = vec![
            Crumb::new("Vendors", "/vendors"),
            Crumb::new(vendor.name.clone(), format!("/vendors/{}", vendor.id)),
            Crumb::new("Questionnaires", base.clone()),
            Crumb::plain("Send"),
        ];
        let tier = vendor.tier.label().to_lowercase();
        let all = catalogue().questions.len();
        let own = sets.into_iter().map(|set| {
            let note = format!("{}, version {}", dates::counted(set.asks.len(), "question", "questions"), set.no);
            Choice::new(set.id.to_string(), set.name).note(note)
        });
        let mut choices = vec![
            Choice::new("fitting", "The library, as it fits this vendor")
                .note(format!("For {tier} tier; what agents may do is asked only where one may act")),
            Choice::new("library", format!("The whole library: {all} questions")),
        ];
        choices.extend(own);
        let wrong = mishap.wrong.clone();
        let action = format!("{base}/new");
        view! {
            <Crumbs way/>
            <Say>{format!("What is {} asked, and by when?", vendor.name)}</Say>
            <Lede>"You get a link to send. Whoever holds it can answer, and sees nothing of us but the questions. Who sends it does not close it."</Lede>
            {mishap.notice()}
            <Block title="The questionnaire" first=true quiet=true>
                <Summary faults=wrong.summary()/>
                <form class="form" method="post" action=action novalidate>
                    <RadioField name="set" label="Questions" choices value=typed.set error=wrong.at("set")/>
                    <DateField name="due_on" label="Answers are due" value=typed.draft.due_on error=wrong.at("due_on")/>
                    <DateField name="expires_on" label="The link opens until" value=typed.draft.expires_on optional=true
                        hint="Thirty days after they are due, unless you say otherwise" error=wrong.at("expires_on")/>
                    <LongField name="note" label="What they read above the questions" value=typed.draft.note optional=true error=wrong.at("note")/>
                    <Actions>
                        <Button weight=Weight::Primary>"Make the link"</Button>
                        <ButtonLink weight=Weight::Plain href=base>"Not now"</ButtonLink>
                    </Actions>
                </form>
            </Block>
        }
    })
}

/// The link, this once: the database keeps only its hash.
pub(super) fn link_page(asking: &Asking, id: QuestionnaireId, vendor: &str, key: &str) -> Page {
    let (address, vendor) = (format!("{}/answers/{key}", asking.site.url), vendor.to_owned());
    let page = asking.page("The link", Place::Vendors, move || {
        let link = address.clone();
        view! {
            <Say>{format!("Send this link to {vendor}.")}</Say>
            <Block title="The link" first=true quiet=true>
                <div class="form">
                    <Notice tone=Tone::Done word="The link is made">
                        <p>"It is shown this once. Whoever holds it can answer, so send it by a way that only they read. A new one ends it."</p>
                    </Notice>
                    <data class="whole" id="link" value=link>{address}</data>
                    <Actions><ButtonLink href=format!("/questionnaires/{id}")>"Go to the questionnaire"</ButtonLink></Actions>
                </div>
            </Block>
        }
    });
    page.secret()
}
