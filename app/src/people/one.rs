//! One person: what they may, and giving and taking it. A form that comes too late is shown beside what stands now.

use super::{Standing, rights_fields, rights_in_words, typed_rights};
use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Draft, Fields, Form, Wrong};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::dates::Moment;
use crate::ui::facts::{Fact, Facts};
use crate::ui::notice::{Notice, Tone};
use crate::ui::rail::Place;
use crate::ui::say::Say;
use crate::ui::summary::Summary;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::ids::PersonId;
use domain::people::Rights;
use domain::refusal::Refusal;
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use store::PersonRow;

#[derive(Clone)]
pub struct RightsDraft {
    rights: Rights,
    /// Of the page that the form was on.
    version: Option<i64>,
}

impl Draft for RightsDraft {
    fn typed(fields: &Fields) -> Self {
        Self { rights: typed_rights(fields), version: fields.parsed("version") }
    }
}

/// What the page shows.
struct Person {
    row: PersonRow,
    standing: Standing,
    invited_by: Option<String>,
    since: DateTime,
    today: Date,
    oneself: bool,
    /// What the form holds: what stands, or what was just typed.
    chosen: Rights,
    wrong: Wrong,
    /// The rule that said no, if one did.
    refused: Option<String>,
}

pub async fn show(asking: Asking, The(person): The<PersonId>) -> Result<Page> {
    let person = load(&asking, person).await?;
    Ok(page(&asking, person))
}

pub async fn change_rights(
    asking: Asking,
    The(person): The<PersonId>,
    Form(draft): Form<RightsDraft>,
) -> Result<Response> {
    let error = match change(&asking, person, &draft).await {
        Ok(()) => return Ok(Redirect::to(&format!("/people/{person}")).into_response()),
        Err(error) => error,
    };
    let shown = Person { chosen: draft.rights, ..load(&asking, person).await? };
    if let Error::Refused(Refusal::Conflict(rule)) = error {
        let person = Person { refused: Some(rule.into_owned()), ..shown };
        return Ok(page(&asking, person).status(StatusCode::CONFLICT).into_response());
    }
    let person = Person { wrong: error.faults()?.into(), ..shown };
    Ok(page(&asking, person).refused().into_response())
}

async fn change(asking: &Asking, person: PersonId, draft: &RightsDraft) -> Result<()> {
    let version =
        draft.version.ok_or_else(|| Refusal::at("rights", "The form came without its version. Choose again."))?;
    Ok(asking.store().change_rights(asking.actor(), person, draft.rights, version).await?)
}

async fn load(asking: &Asking, person: PersonId) -> Result<Person> {
    let row = asking.store().person(person).await?;
    let invited_by = match row.invited_by {
        Some(by) => asking.store().person(by).await?.name,
        None => None,
    };
    Ok(Person {
        standing: Standing::of(&row, asking),
        invited_by,
        since: asking.local(row.since),
        today: asking.today,
        oneself: row.id == asking.actor().person,
        chosen: row.rights,
        wrong: Wrong::default(),
        refused: None,
        row,
    })
}

fn page(asking: &Asking, person: Person) -> Page {
    let name = person.row.name.clone().unwrap_or_else(|| "Erased person".to_owned());
    asking.page(name.clone(), Place::Settings, move || {
        let erased = person.standing == Standing::Erased;
        let (facts, rights, ways) = (facts(&person), (!erased).then(|| rights(&person)), ways(&person));
        view! {
            <Say>{sentence(&name, person.standing, person.today)}</Say>
            <Block title="Who this is" first=true quiet=true>{facts}</Block>
            {rights}
            {ways}
        }
    })
}

fn sentence(name: &str, standing: Standing, today: Date) -> String {
    match standing {
        Standing::Here => name.to_owned(),
        Standing::Invited(until) => format!("{name} is invited until {}.", crate::ui::dates::short(until, today)),
        Standing::NotJoined => format!("{name} was invited and has not joined."),
        Standing::Deactivated => format!("{name} is deactivated and cannot sign in."),
        Standing::Erased => "This person's name and address were erased. What they did stays in the trail.".to_owned(),
    }
}

fn facts(person: &Person) -> impl IntoView + use<> {
    let row = person.row.clone();
    let (since, today, invited_by) = (person.since, person.today, person.invited_by.clone());
    view! {
        <Facts>
            {row.email.map(|email| view! { <Fact name="Work email">{email}</Fact> })}
            {row.department.map(|department| view! { <Fact name="Department">{department}</Fact> })}
            <Fact name="Rights">{rights_in_words(row.rights)}</Fact>
            {invited_by.map(|by| view! { <Fact name="Invited by">{by}</Fact> })}
            <Fact name="Since"><Moment at=since today/></Fact>
        </Facts>
    }
}

fn rights(person: &Person) -> impl IntoView + use<> {
    let (action, version) = (format!("/people/{}/rights", person.row.id), person.row.version);
    let refused = person.refused.clone().map(|rule| {
        let (stands, chose) = (rights_in_words(person.row.rights), rights_in_words(person.chosen));
        view! {
            <Notice tone=Tone::NotDone word="Not saved">
                <p>{rule}</p>
                <p>"Now: "<b>{stands}</b>". You chose: "<b>{chose}</b>". What you chose is still ticked below."</p>
            </Notice>
        }
    });
    let (faults, fields) = (person.wrong.summary(), rights_fields(person.chosen, &person.wrong));
    view! {
        <Block title="What they may" id="rights-of">
            {refused}
            <Summary faults/>
            <form class="form" method="post" action=action novalidate>
                <input type="hidden" name="version" value=version/>
                {fields}
                <Actions><Button weight=Weight::Primary>"Save rights"</Button></Actions>
            </form>
        </Block>
    }
}

/// Coming and going, as fits.
fn ways(person: &Person) -> impl IntoView + use<> {
    let base = format!("/people/{}", person.row.id);
    let to = |end: &str| format!("{base}/{end}");
    let send = |end: &str, verb: &'static str| {
        view! { <form method="post" action=to(end)><Button>{verb}</Button></form> }.into_any()
    };
    let go = |end: &str, verb: &'static str| {
        view! { <ButtonLink weight=Weight::Danger href=to(end)>{verb}</ButtonLink> }.into_any()
    };
    let ways = match person.standing {
        Standing::Here if person.oneself => vec![],
        Standing::Here => vec![send("invitation", "Make a link for a new password"), go("deactivate", "Deactivate …")],
        Standing::Invited(_) => vec![
            send("invitation", "Make a new link"),
            send("invitation/revoke", "Revoke the invitation"),
            go("deactivate", "Deactivate …"),
        ],
        Standing::NotJoined => vec![send("invitation", "Make a new link"), go("deactivate", "Deactivate …")],
        Standing::Deactivated => vec![send("reactivate", "Reactivate"), go("erase", "Erase name and address …")],
        Standing::Erased => vec![],
    };
    (!ways.is_empty()).then(|| view! { <Block title="Coming and going"><Actions>{ways}</Actions></Block> })
}
