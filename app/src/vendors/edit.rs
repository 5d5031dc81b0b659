//! The form of a vendor: a new one, and what is said of one that is there.

use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Draft, Fields, Form, Wrong};
use crate::page::Page;
use crate::systems::owners;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{Choice, RadioField, SelectField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::input::TextField;
use crate::ui::notice::{Notice, Tone};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::ids::VendorId;
use domain::refusal::Refusal;
use domain::vendors::VendorDraft;
use domain::words::Criticality;
use leptos::prelude::*;

/// What the form sends: the draft, and the version of the page that it was on.
#[derive(Clone)]
pub struct Typed {
    draft: VendorDraft,
    version: Option<i64>,
}

impl Draft for Typed {
    fn typed(fields: &Fields) -> Self {
        let draft = VendorDraft {
            name: fields.text("name"),
            service: fields.text("service"),
            tier: fields.parsed("tier").unwrap_or(Criticality::Medium),
            owner: fields.parsed("owner"),
            regions: fields.text("regions"),
            data: fields.text("data"),
            trains: yes_no(&fields.text("trains")),
            keeps: yes_no(&fields.text("keeps")),
            contract: fields.text("contract"),
        };
        Self { draft, version: fields.parsed("version") }
    }
}

/// `yes`, `no` or nothing.
fn yes_no(text: &str) -> Option<bool> {
    match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

fn key(answer: Option<bool>) -> &'static str {
    answer.map_or("", |yes| if yes { "yes" } else { "no" })
}

/// What the page shows.
struct Shown {
    /// `None`: a new one.
    id: Option<VendorId>,
    draft: VendorDraft,
    version: Option<i64>,
    wrong: Wrong,
    /// What stands now, where somebody changed it while this was typed.
    late: Option<VendorDraft>,
}

pub async fn show_new(asking: Asking) -> Result<Page> {
    page(&asking, Shown { wrong: Wrong::default(), ..new(Typed::typed(&Fields::default())) }).await
}

fn new(typed: Typed) -> Shown {
    Shown { id: None, draft: typed.draft, version: None, wrong: Wrong::default(), late: None }
}

pub async fn add(asking: Asking, Form(typed): Form<Typed>) -> Result<Response> {
    match asking.store().add_vendor_whole(asking.actor(), typed.draft.clone()).await {
        Ok(id) => Ok(Redirect::to(&format!("/vendors/{id}")).into_response()),
        Err(error) => {
            let wrong = Error::from(error).faults()?.into();
            Ok(page(&asking, Shown { wrong, ..new(typed) }).await?.refused().into_response())
        }
    }
}

pub async fn show(asking: Asking, The(id): The<VendorId>) -> Result<Page> {
    let row = asking.store().vendor(id).await?;
    let (draft, version) = (row.draft(), Some(row.version));
    page(&asking, Shown { id: Some(id), draft, version, wrong: Wrong::default(), late: None }).await
}

pub async fn change(asking: Asking, The(id): The<VendorId>, Form(typed): Form<Typed>) -> Result<Response> {
    let now = asking.store().vendor(id).await?;
    let version = typed.version.ok_or_else(|| Refusal::at("name", "The form came without its version. Save again."));
    let done = match version {
        Ok(version) => asking.store().change_vendor(asking.actor(), id, typed.draft.clone(), version).await,
        Err(refusal) => Err(refusal.into()),
    };
    let error = match done {
        Ok(()) => return Ok(Redirect::to(&format!("/vendors/{id}")).into_response()),
        Err(error) => Error::from(error),
    };
    let shown =
        Shown { id: Some(id), draft: typed.draft, version: Some(now.version), wrong: Wrong::default(), late: None };
    if let Error::Refused(Refusal::Conflict(_)) = error {
        let late = Some(now.draft());
        return Ok(page(&asking, Shown { late, ..shown }).await?.status(StatusCode::CONFLICT).into_response());
    }
    Ok(page(&asking, Shown { wrong: error.faults()?.into(), ..shown }).await?.refused().into_response())
}

async fn page(asking: &Asking, shown: Shown) -> Result<Page> {
    let people = owners(asking, &[shown.draft.owner]).await?;
    let title = if shown.id.is_none() { "Add a vendor" } else { "Change a vendor" };
    Ok(asking.page(title, Place::Vendors, move || {
        let Shown { id, draft, version, wrong, late } = shown;
        let late = late.map(|now| differences(&now, &draft, &people));
        let back = id.map_or_else(|| "/vendors".to_owned(), |id| format!("/vendors/{id}"));
        let action = id.map_or_else(|| "/vendors/new".to_owned(), |id| format!("/vendors/{id}/edit"));
        let tiers: Vec<_> = Criticality::ALL.iter().map(|it| Choice::new(it.key(), it.label())).collect();
        let owner = draft.owner.map(|id| id.to_string()).unwrap_or_default();
        let (say, verb) = match id {
            None => ("Who supplies something that a system runs on?".to_owned(), "Add the vendor"),
            Some(_) => (format!("What is said of {}?", draft.name), "Save"),
        };
        view! {
            <Crumbs way=vec![Crumb::new("Vendors", "/vendors"), Crumb::plain(title)]/>
            <Say>{say}</Say>
            <Lede>"Which systems depend on them is said on the page of each system."</Lede>
            {late}
            <Block title="The vendor" first=true quiet=true>
                <Summary faults=wrong.summary()/>
                <form class="form" method="post" action=action novalidate>
                    {version.map(|version| view! { <input type="hidden" name="version" value=version/> })}
                    <TextField name="name" label="Name" value=draft.name error=wrong.at("name")/>
                    <TextField name="service" label="Service" value=draft.service optional=true error=wrong.at("service")
                        hint="What you have from them: a model, a hosted assistant, a document reader."/>
                    <SelectField name="tier" label="Tier" choices=tiers value=draft.tier.key()
                        hint="How much hangs on them." error=wrong.at("tier")/>
                    <SelectField name="owner" label="Owner" choices=people value=owner prompt="Nobody yet" optional=true
                        hint="Owning a vendor gives the right to change it." error=wrong.at("owner")/>
                    <LongField name="data" label="Which of our data it gets" value=draft.data optional=true error=wrong.at("data")
                        hint="Prompts, documents, names of people: whatever leaves us for them."/>
                    <TextField name="regions" label="Regions" value=draft.regions optional=true error=wrong.at("regions")
                        hint="Where it works on them and keeps them."/>
                    <RadioField name="trains" label="Trains on our data" choices=answers() value=key(draft.trains)
                        error=wrong.at("trains") hint="An accepted agreement or commitment is the proof."/>
                    <RadioField name="keeps" label="Keeps our data beyond the answer" choices=answers() value=key(draft.keeps)
                        error=wrong.at("keeps")/>
                    <LongField name="contract" label="What the contract says besides" value=draft.contract optional=true
                        error=wrong.at("contract") hint="Notice, exit, sub-processors. The agreement itself is entered as an attestation."/>
                    <Actions>
                        <Button weight=Weight::Primary>{verb}</Button>
                        <ButtonLink weight=Weight::Plain href=back>"Leave without saving"</ButtonLink>
                    </Actions>
                </form>
            </Block>
        }
    }))
}

fn answers() -> Vec<Choice> {
    vec![Choice::new("yes", "Yes"), Choice::new("no", "No"), Choice::new("", "Not answered")]
}

/// Both texts, where they differ.
fn differences(now: &VendorDraft, typed: &VendorDraft, people: &[Choice]) -> AnyView {
    let said = |draft: &VendorDraft| {
        let owner = draft.owner.map(|id| id.to_string()).unwrap_or_default();
        let owner = people.iter().find(|it| it.value == owner).map(|it| it.label.clone()).unwrap_or_default();
        [
            ("Name", draft.name.clone()),
            ("Service", draft.service.clone()),
            ("Tier", draft.tier.label().to_owned()),
            ("Owner", owner),
            ("Data", draft.data.clone()),
            ("Regions", draft.regions.clone()),
            ("Trains on our data", key(draft.trains).to_owned()),
            ("Keeps our data", key(draft.keeps).to_owned()),
            ("Contract", draft.contract.clone()),
        ]
    };
    let or_none = |text: String| if text.is_empty() { "nothing".to_owned() } else { text };
    let both = said(now).into_iter().zip(said(typed)).filter(|((_, now), (_, typed))| now != typed);
    let lines = both.map(|((label, now), (_, typed))| {
        view! { <li>{label}" is now: "<b>{or_none(now)}</b>". You typed: "<b>{or_none(typed)}</b>"."</li> }
    });
    let lines = lines.collect_view();
    view! {
        <Notice tone=Tone::NotDone word="Not saved">
            <p>"Somebody changed this vendor while you did. Nothing of theirs is lost, and what you typed is still below. \
            Saving again puts yours in place of theirs."</p>
            <ul>{lines}</ul>
        </Notice>
    }
    .into_any()
}
