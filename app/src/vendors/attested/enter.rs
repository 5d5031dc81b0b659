//! Entering an attestation: its kind first, then the fields that the kind needs, with the document.

use super::fields::{Typed, of};
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Draft as _, Query};
use crate::mishap::Mishap;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::Choice;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::file::FileField;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::upload::Upload;
use crate::vendors::parts::relation;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::catalogue::{AttestationKind, catalogue};
use domain::ids::VendorId;
use domain::people::may;
use domain::refusal::Refusal;
use domain::trail::{Verb, hex};
use domain::words::AttestationClass;
use leptos::prelude::*;
use store::{StoredFile, VendorRow};

struct Shown {
    vendor: VendorRow,
    kind: Option<&'static AttestationKind>,
    typed: Typed,
    file: Option<StoredFile>,
    vendors: Vec<Choice>,
    mishap: Mishap,
}

async fn load(asking: &Asking, id: VendorId) -> Result<VendorRow> {
    let vendor = asking.store().vendor(id).await?;
    if !may(asking.actor().rights, Verb::AttestationEntered, relation(&vendor, asking.actor())) {
        let rule = "Compliance managers, engineers and the owner of the vendor enter what it hands over.";
        return Err(Refusal::forbidden(rule).into());
    }
    Ok(vendor)
}

async fn others(asking: &Asking, id: VendorId) -> Result<Vec<Choice>> {
    let others = asking.store().vendors().await?.into_iter().filter(|row| row.id != id);
    Ok(others.map(|row| Choice::new(row.id.to_string(), row.name)).collect())
}

fn kind_of(text: &str) -> Option<&'static AttestationKind> {
    catalogue().attestations.get(&text.trim().parse().ok()?)
}

pub async fn show(asking: Asking, The(id): The<VendorId>, Query(fields): Query) -> Result<Page> {
    let vendor = load(&asking, id).await?;
    let mut typed = Typed::typed(&fields);
    typed.draft.received_on = asking.today.to_string();
    let kind = kind_of(&typed.draft.kind);
    let shown =
        Shown { vendor, kind, typed, file: None, vendors: others(&asking, id).await?, mishap: Mishap::default() };
    Ok(page(&asking, shown))
}

pub async fn enter(asking: Asking, The(id): The<VendorId>, request: Request) -> Result<Response> {
    let vendor = load(&asking, id).await?;
    let Upload { fields, file, fault } = Upload::of(request, &asking).await?;
    let typed = Typed::typed(&fields);
    let file = match file {
        None => asking.kept(&typed.kept, &typed.kept_name).await?,
        file => file,
    };
    let done = match fault {
        Some(fault) => Err(Refusal::Invalid(vec![fault]).into()),
        None => asking.store().enter_attestation(asking.actor(), id, &typed.draft, file.clone()).await,
    };
    match done {
        Ok(id) => Ok(Redirect::to(&format!("/attestations/{id}")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            let (kind, vendors) = (kind_of(&typed.draft.kind), others(&asking, id).await?);
            let page = page(&asking, Shown { vendor, kind, typed, file, vendors, mishap: mishap.clone() });
            Ok(mishap.answer(page))
        }
    }
}

fn page(asking: &Asking, shown: Shown) -> Page {
    asking.page("Enter an attestation", Place::Vendors, move || {
        let way = vec![
            Crumb::new("Vendors", "/vendors"),
            Crumb::new(shown.vendor.name.clone(), format!("/vendors/{}", shown.vendor.id)),
            Crumb::plain("Enter an attestation"),
        ];
        let body = match shown.kind {
            None => choosing(&shown.vendor, &shown.mishap),
            Some(kind) => filling(shown, kind),
        };
        view! { <Crumbs way/>{body} }
    })
}

/// Which kind it is, by what sort of thing it is.
fn choosing(vendor: &VendorRow, mishap: &Mishap) -> AnyView {
    let base = format!("/vendors/{}/attestations/new", vendor.id);
    let class = |class: &AttestationClass| {
        let kinds = catalogue().attestations.iter().filter(|kind| kind.class == *class).map(|kind| {
            let href = format!("{base}?kind={}", kind.id);
            view! { <li><a href=href>{kind.title}</a><span class="sub">{kind.shows}</span></li> }
        });
        let kinds = kinds.collect_view();
        view! { <Block title=class.label()><ul class="entries">{kinds}</ul></Block> }
    };
    let classes = AttestationClass::ALL.iter().map(class).collect_view();
    view! {
        <Say>{format!("What did {} hand over?", vendor.name)}</Say>
        <Lede>"Each kind has fields of its own. Whoever enters it does not review it."</Lede>
        <Summary faults=mishap.wrong.summary()/>
        {classes}
    }
    .into_any()
}

fn filling(shown: Shown, kind: &'static AttestationKind) -> AnyView {
    let Shown { vendor, typed, file, vendors, mishap, .. } = shown;
    let action = format!("/vendors/{}/attestations/new", vendor.id);
    let back = action.clone();
    let (say, wrong) = (format!("What does the {} of {} say?", named(kind), vendor.name), mishap.wrong.clone());
    let fields = of(kind, &typed.draft, &vendors, &mishap.wrong);
    let kept = file.map(|file| (hex(&file.sha256), file.name));
    let hidden = kept.clone().map(|(hash, name)| {
        view! { <input type="hidden" name="kept" value=hash/><input type="hidden" name="kept_name" value=name/> }
    });
    view! {
        <Say>{say}</Say>
        <Lede>{kind.validity_rule}</Lede>
        {mishap.notice()}
        <Block title="What it says" first=true quiet=true>
            <Summary faults=wrong.summary()/>
            <form class="form" method="post" action=action enctype="multipart/form-data" novalidate>
                <input type="hidden" name="kind" value=kind.id.to_string()/>
                {fields}
                <FileField name="file" label="The document" value=kept.map(|(_, name)| name) error=wrong.at("file") optional=true
                    hint="Up to 50 MB. It is kept as it is, under its hash; the second person reads it. Without it they say where they read it, or it proves nothing."/>
                {hidden}
                <Actions>
                    <Button weight=Weight::Primary>"Enter the attestation"</Button>
                    <ButtonLink weight=Weight::Plain href=back>"Choose another kind"</ButtonLink>
                </Actions>
            </form>
        </Block>
    }
    .into_any()
}

/// Within a sentence: acronyms stay as they are.
fn named(kind: &AttestationKind) -> String {
    let lower = |word: &str| !word.chars().skip(1).any(char::is_uppercase);
    let mut words = kind.title.splitn(2, ' ');
    match (words.next(), words.next()) {
        (Some(first), Some(rest)) if lower(first) => format!("{} {rest}", first.to_lowercase()),
        (Some(_) | None, _) => kind.title.to_owned(),
    }
}
