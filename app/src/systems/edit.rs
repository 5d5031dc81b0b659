//! The form of a system: a new one, and what is said of one that is there. Stage and traits of one that is there have
//! forms of their own, because they decide what is asked.

use super::owners;
use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Draft, Fields, Form, Wrong};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{Choice, SelectField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::field::{MarkRequired, Pair};
use crate::ui::input::{DateField, TextField};
use crate::ui::notice::{Notice, Tone};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::ids::{PersonId, SystemId};
use domain::import::{Shape, SystemField, choices};
use domain::refusal::Refusal;
use domain::systems::{SystemDraft, question};
use domain::words::{Criticality, Stage, Trait};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The fields of `details` that a form holds, part by part.
const WHAT: [SystemField; 2] = [SystemField::Purpose, SystemField::Outputs];
const WHO: [SystemField; 4] =
    [SystemField::Vendors, SystemField::Affected, SystemField::CustomerFacing, SystemField::Jurisdictions];
const DOES: [SystemField; 8] = [
    SystemField::Origin,
    SystemField::Models,
    SystemField::Data,
    SystemField::DataClasses,
    SystemField::Autonomy,
    SystemField::Oversight,
    SystemField::ActRole,
    SystemField::ActTier,
];
const DATES: [SystemField; 5] =
    [SystemField::Initiated, SystemField::Implemented, SystemField::Retired, SystemField::Links, SystemField::Notes];

fn detail_fields() -> impl Iterator<Item = SystemField> {
    WHAT.into_iter().chain(WHO).chain(DOES).chain(DATES)
}

/// What the form sends: the draft, and the version of the page that it was on.
#[derive(Clone)]
pub struct Typed {
    draft: SystemDraft,
    version: Option<i64>,
}

impl Draft for Typed {
    fn typed(fields: &Fields) -> Self {
        let answered = |word: &str| Trait::ALL.iter().copied().filter(|it| fields.text(it.key()) == word).collect();
        let details = detail_fields().map(|field| (field.key().to_owned(), fields.text(field.key())));
        let draft = SystemDraft {
            external_id: fields.text("external_id"),
            unit: fields.text("unit"),
            department: fields.text("department"),
            stage: fields.parsed("stage"),
            criticality: fields.parsed("criticality").unwrap_or(Criticality::Medium),
            owner: fields.parsed("owner"),
            deputy: fields.parsed("deputy"),
            yes: answered("yes"),
            no: answered("no"),
            details: details.filter(|(_, text)| !text.is_empty()).collect(),
            ..SystemDraft::named(fields.text("name"))
        };
        Self { draft, version: fields.parsed("version") }
    }
}

/// What the page shows.
struct Shown {
    /// `None`: a new one.
    id: Option<SystemId>,
    draft: SystemDraft,
    version: Option<i64>,
    people: Vec<Choice>,
    wrong: Wrong,
    /// What stands now where it differs from what was typed: field, now, typed.
    late: Option<Vec<(String, String, String)>>,
}

pub async fn show_new(asking: Asking) -> Result<Page> {
    let people = owners(&asking, &[]).await?;
    let draft = SystemDraft { owner: Some(asking.actor().person), ..SystemDraft::named("") };
    Ok(page(&asking, Shown { id: None, draft, version: None, people, wrong: Wrong::default(), late: None }))
}

pub async fn add(asking: Asking, Form(typed): Form<Typed>) -> Result<Response> {
    match asking.store().add_system(asking.actor(), typed.draft.clone()).await {
        Ok(id) => Ok(Redirect::to(&format!("/systems/{id}")).into_response()),
        Err(error) => {
            let wrong = Error::from(error).faults()?.into();
            let people = owners(&asking, &[]).await?;
            let shown = Shown { id: None, draft: typed.draft, version: None, people, wrong, late: None };
            Ok(page(&asking, shown).refused().into_response())
        }
    }
}

pub async fn show(asking: Asking, The(id): The<SystemId>) -> Result<Page> {
    let row = asking.store().system(id).await?;
    let people = owners(&asking, &[row.owner, row.deputy]).await?;
    let (draft, version) = (row.draft(), Some(row.version));
    Ok(page(&asking, Shown { id: Some(id), draft, version, people, wrong: Wrong::default(), late: None }))
}

pub async fn change(asking: Asking, The(id): The<SystemId>, Form(typed): Form<Typed>) -> Result<Response> {
    let now = asking.store().system(id).await?;
    let mut draft = typed.draft;
    // What the form does not hold stays: stage, traits, and the words of a file until a person is chosen.
    (draft.stage, draft.yes, draft.no) = (now.stage, now.yes, now.no_);
    for (key, chosen) in [("owner", draft.owner), ("deputy", draft.deputy)] {
        if let (Some(words), None) = (now.details.get(key), chosen) {
            draft.details.insert(key.to_owned(), words.clone());
        }
    }
    let version = typed.version.ok_or_else(|| Refusal::at("name", "The form came without its version. Save again."));
    let done = match version {
        Ok(version) => asking.store().change_system(asking.actor(), id, draft.clone(), version).await,
        Err(refusal) => Err(refusal.into()),
    };
    let error = match done {
        Ok(()) => return Ok(Redirect::to(&format!("/systems/{id}")).into_response()),
        Err(error) => Error::from(error),
    };
    let people = owners(&asking, &[now.owner, now.deputy]).await?;
    let shown = Shown { id: Some(id), version: Some(now.version), people, wrong: Wrong::default(), late: None, draft };
    if let Error::Refused(Refusal::Conflict(_)) = error {
        let late = Some(differences(&now.draft(), &shown.draft, &shown.people));
        return Ok(page(&asking, Shown { late, ..shown }).status(StatusCode::CONFLICT).into_response());
    }
    Ok(page(&asking, Shown { wrong: error.faults()?.into(), ..shown }).refused().into_response())
}

/// Both texts, where they differ.
fn differences(now: &SystemDraft, typed: &SystemDraft, people: &[Choice]) -> Vec<(String, String, String)> {
    let person = |id: Option<PersonId>| {
        let id = id.map(|id| id.to_string()).unwrap_or_default();
        people.iter().find(|it| it.value == id).map(|it| it.label.clone()).unwrap_or_default()
    };
    let said = |draft: &SystemDraft| {
        let mut all: BTreeMap<&'static str, String> = BTreeMap::new();
        all.insert("Name", draft.name.clone());
        all.insert("Identifier", draft.external_id.clone());
        all.insert("Organisation unit", draft.unit.clone());
        all.insert("Department", draft.department.clone());
        all.insert("Criticality", draft.criticality.label().to_owned());
        all.insert("Owner", person(draft.owner));
        all.insert("Deputy", person(draft.deputy));
        for field in detail_fields() {
            all.insert(field.label(), draft.details.get(field.key()).cloned().unwrap_or_default());
        }
        all
    };
    let typed = said(typed);
    let pairs = said(now).into_iter().map(|(label, now)| {
        let typed = typed.get(label).cloned().unwrap_or_default();
        (label.to_owned(), now, typed)
    });
    pairs.filter(|(_, now, typed)| now != typed).collect()
}

fn page(asking: &Asking, shown: Shown) -> Page {
    let title = if shown.id.is_some() { "Edit the system" } else { "Add a system" };
    asking.page(title, Place::Systems, move || {
        let back = shown.id.map_or_else(|| "/systems".to_owned(), |id| format!("/systems/{id}"));
        let action = shown.id.map_or_else(|| "/systems/new".to_owned(), |id| format!("/systems/{id}/edit"));
        let new = shown.id.is_none();
        let way = vec![Crumb::new("Systems", "/systems"), Crumb::plain(title)];
        let say = match new {
            true => "Which AI system comes into the inventory?".to_owned(),
            false => format!("What is said of {}?", shown.draft.name),
        };
        provide_context(MarkRequired);
        let late = late(&shown);
        let verb = if new { "Add the system" } else { "Save" };
        view! {
            <Crumbs way/>
            <Say>{say}</Say>
            {new.then(|| view! { <Lede>"Only the name is needed. What is left open reads unknown, never met."</Lede> })}
            {late}
            <Block title="The system" first=true quiet=true>
                <Summary faults=shown.wrong.summary()/>
                <form class="form" method="post" action=action novalidate>
                    {shown.version.map(|version| view! { <input type="hidden" name="version" value=version/> })}
                    {part("What it is", what(&shown, new))}
                    {part("Who and where", who(&shown))}
                    {part("What it does and with what", does(&shown, new))}
                    {part("Dates and links", details(&shown, &DATES))}
                    <Actions>
                        <Button weight=Weight::Primary>{verb}</Button>
                        <ButtonLink weight=Weight::Plain href=back>"Leave without saving"</ButtonLink>
                    </Actions>
                </form>
            </Block>
        }
    })
}

fn late(shown: &Shown) -> Option<AnyView> {
    let lines = shown.late.as_ref()?.iter().map(|(label, now, typed)| {
        let or_none = |text: &String| if text.is_empty() { "nothing".to_owned() } else { text.clone() };
        view! { <li>{label.clone()}" is now: "<b>{or_none(now)}</b>". You typed: "<b>{or_none(typed)}</b>"."</li> }
    });
    let lines = lines.collect_view();
    Some(
        view! {
            <Notice tone=Tone::NotDone word="Not saved">
                <p>"Somebody changed this system while you did. Nothing of theirs is lost, and what you typed is still below. \
                Saving again puts yours in place of theirs."</p>
                <ul>{lines}</ul>
            </Notice>
        }
        .into_any(),
    )
}

fn part(title: &'static str, fields: AnyView) -> AnyView {
    view! { <fieldset class="part"><legend>{title}</legend><div class="form">{fields}</div></fieldset> }.into_any()
}

fn what(shown: &Shown, new: bool) -> AnyView {
    let (draft, wrong) = (&shown.draft, &shown.wrong);
    let levels: Vec<_> = Criticality::ALL.iter().map(|it| Choice::new(it.key(), it.label())).collect();
    let details = details(shown, &WHAT);
    view! {
        <TextField name="name" label="Name" value=draft.name.clone() error=wrong.at("name")/>
        <TextField name="external_id" label="Identifier" value=draft.external_id.clone() optional=true
            hint="Your own number for it, if it has one." error=wrong.at("external_id")/>
        {details}
        {new.then(|| stage(shown))}
        <SelectField name="criticality" label="Criticality" choices=levels value=draft.criticality.key() optional=true
            hint="High: failure harms people, the organisation or its promises at once." error=wrong.at("criticality")/>
    }
    .into_any()
}

fn who(shown: &Shown) -> AnyView {
    let (draft, wrong) = (&shown.draft, &shown.wrong);
    let person = |id: Option<PersonId>| id.map(|id| id.to_string()).unwrap_or_default();
    let written = |key: &str| draft.details.get(key).map(|words| format!("The file says: {words}"));
    let line = |name: &'static str, label: &'static str, value: &String| {
        view! { <TextField name label value=value.clone() optional=true error=wrong.at(name)/> }.into_any()
    };
    let unit = line("unit", "Organisation unit", &draft.unit);
    let department = line("department", "Department", &draft.department);
    let owner = person_field("owner", "Owner", shown, person(draft.owner), written("owner"));
    let deputy = person_field("deputy", "Deputy", shown, person(draft.deputy), written("deputy"));
    let details = details(shown, &WHO);
    view! {
        <Pair>{owner}{deputy}</Pair>
        <Pair>{unit}{department}</Pair>
        {details}
    }
    .into_any()
}

fn does(shown: &Shown, new: bool) -> AnyView {
    let details = details(shown, &DOES);
    view! { {new.then(|| traits(shown))}{details} }.into_any()
}

fn person_field(
    name: &'static str,
    label: &'static str,
    shown: &Shown,
    value: String,
    written: Option<String>,
) -> AnyView {
    let (choices, error) = (shown.people.clone(), shown.wrong.at(name));
    let hint = written.unwrap_or_else(|| "Owning a system gives the right to change it.".to_owned());
    view! { <SelectField name label choices value prompt="Nobody yet" optional=true hint error/> }.into_any()
}

/// Stage and traits decide which controls apply.
fn stage(shown: &Shown) -> AnyView {
    let stages: Vec<_> = Stage::ALL.iter().map(|it| Choice::new(it.key(), it.label())).collect();
    let (value, error) = (shown.draft.stage.map_or("", Stage::key), shown.wrong.at("stage"));
    view! { <SelectField name="stage" label="Stage" choices=stages value prompt="Not answered yet" optional=true error/> }
        .into_any()
}

fn traits(shown: &Shown) -> AnyView {
    let draft = &shown.draft;
    let traits = Trait::ALL.iter().map(|which| {
        let value = if draft.yes.contains(*which) { "yes" } else if draft.no.contains(*which) { "no" } else { "" };
        let choices = vec![Choice::new("yes", "Yes"), Choice::new("no", "No")];
        view! { <SelectField name=which.key() label=question(*which) choices value prompt="Not answered yet" optional=true/> }
    });
    traits.collect_view().into_any()
}

fn details(shown: &Shown, fields: &[SystemField]) -> AnyView {
    fields.iter().map(|field| detail(shown, *field)).collect_view().into_any()
}

fn detail(shown: &Shown, field: SystemField) -> AnyView {
    let (name, label, hint) = (field.key(), field.label(), field.hint());
    let value = shown.draft.details.get(name).cloned().unwrap_or_default();
    let error = shown.wrong.at(name);
    match field.shape() {
        Shape::Text | Shape::Links => view! { <LongField name label hint value error optional=true/> }.into_any(),
        Shape::Line(_) | Shape::List => view! { <TextField name label hint value error optional=true/> }.into_any(),
        Shape::Day => view! { <DateField name label hint value error optional=true/> }.into_any(),
        Shape::Word | Shape::YesNo => {
            let choices = choices(field).into_iter().map(|(key, label)| Choice::new(key, label)).collect();
            view! { <SelectField name label hint choices value error prompt="Not said" optional=true/> }.into_any()
        }
    }
}
