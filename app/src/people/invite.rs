//! Inviting: a one-time link, shown once, for the administrator to hand over.

use super::{rights_fields, rights_in_words, typed_rights};
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Draft, Fields, Form, Wrong};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::dates;
use crate::ui::facts::{Fact, Facts};
use crate::ui::input::{TextField, Typed};
use crate::ui::notice::{Notice, Tone};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use axum::response::{IntoResponse, Redirect, Response};
use domain::accounts::PersonDraft;
use domain::ids::PersonId;
use domain::people::Rights;
use leptos::prelude::*;
use store::{NewLink, PersonRow};

impl Draft for PersonDraft {
    fn typed(fields: &Fields) -> Self {
        let (name, email, department) = (fields.text("name"), fields.text("email"), fields.text("department"));
        Self { name, email, department, rights: typed_rights(fields) }
    }
}

pub async fn show(asking: Asking) -> Result<Page> {
    let first = is_first(&asking).await?;
    let rights = Rights::default().with_review(first);
    Ok(page(&asking, Shown { first, draft: PersonDraft { rights, ..PersonDraft::default() }, ..Shown::default() }))
}

pub async fn invite(asking: Asking, Form(draft): Form<PersonDraft>) -> Result<Response> {
    match asking.store().invite(asking.actor(), draft.clone()).await {
        Ok((person, key)) => Ok(link(&asking, asking.store().person(person).await?, &key).into_response()),
        Err(error) => {
            let wrong = crate::error::Error::from(error).faults()?.into();
            let (first, here) = (is_first(&asking).await?, who_has(&asking, &draft.email).await?);
            Ok(page(&asking, Shown { first, draft, here, wrong }).refused().into_response())
        }
    }
}

/// What the form shows.
#[derive(Default)]
struct Shown {
    /// Nobody was invited yet: the second person must be able to decide.
    first: bool,
    draft: PersonDraft,
    /// Who has the address that was typed.
    here: Option<PersonRow>,
    wrong: Wrong,
}

async fn is_first(asking: &Asking) -> Result<bool> {
    Ok(asking.store().people().await?.len() == 1)
}

async fn who_has(asking: &Asking, email: &str) -> Result<Option<PersonRow>> {
    let email = email.trim().to_lowercase();
    let people = asking.store().people().await?;
    Ok(people.into_iter().find(|row| row.email.as_deref() == Some(email.as_str())))
}

pub async fn again(asking: Asking, The(person): The<PersonId>) -> Result<Page> {
    let key = asking.store().invite_again(asking.actor(), person).await?;
    Ok(link(&asking, asking.store().person(person).await?, &key))
}

pub async fn revoke(asking: Asking, The(person): The<PersonId>) -> Result<Redirect> {
    asking.store().revoke_invitation(asking.actor(), person).await?;
    Ok(Redirect::to(&format!("/people/{person}")))
}

fn page(asking: &Asking, shown: Shown) -> Page {
    asking.page("Invite a person", Place::Settings, move || {
        let Shown { first, draft, here, wrong } = shown;
        let faults = wrong.summary();
        view! {
            <Say>{if first { "Now invite a second person." } else { "Invite a person." }}</Say>
            {first.then(|| view! {
                <Lede>"Adoption and acceptance need two: who accepts is neither who submitted nor who performed. \
                The second person needs the right of review."</Lede>
            })}
            <Block title="Who" first=true quiet=true>
                {here.map(has_the_address)}
                <Summary faults/>
                <form class="form" method="post" action="/people/invite" novalidate>
                    {fields(draft, &wrong)}
                    <Actions>
                        <Button weight=Weight::Primary>"Make the link"</Button>
                        <ButtonLink weight=Weight::Plain href=if first { "/" } else { "/people" }>
                            {if first { "Later" } else { "Back to everybody" }}
                        </ButtonLink>
                    </Actions>
                </form>
            </Block>
        }
    })
}

/// Also what a reload of the page with the link comes to.
fn has_the_address(row: PersonRow) -> impl IntoView {
    let (path, name) = (format!("/people/{}", row.id), row.name.unwrap_or_default());
    view! {
        <Notice word="Here already">
            <p>
                <a href=path>{name}</a>
                " has this address. A link is shown only once; a new one is made on their page."
            </p>
        </Notice>
    }
}

fn fields(draft: PersonDraft, wrong: &Wrong) -> impl IntoView + use<> {
    view! {
        <TextField name="name" label="Name" value=draft.name error=wrong.at("name")/>
        <TextField name="email" label="Work email" typed=Typed::Email value=draft.email error=wrong.at("email")/>
        <TextField name="department" label="Department" value=draft.department optional=true error=wrong.at("department")/>
        {rights_fields(draft.rights, wrong)}
    }
}

/// The link, this once: the database keeps only its hash.
fn link(asking: &Asking, person: PersonRow, key: &str) -> Page {
    let address = format!("{}/join/{key}", asking.site.url);
    let page = asking.page("Invitation", Place::Settings, move || {
        let name = person.name.clone().unwrap_or_default();
        view! {
            <Say>{format!("Send this link to {name}.")}</Say>
            <Block title="The link" first=true quiet=true>{handover(address, person, name)}</Block>
        }
    });
    page.secret()
}

/// The links of those whom a list brought in, this once.
pub(crate) fn links(asking: &Asking, links: Vec<NewLink>) -> Page {
    let url = asking.site.url.clone();
    let page = asking.page("Invitations", Place::Settings, move || {
        let say = format!("Send {} a link of their own.", dates::counted(links.len(), "person", "people"));
        let columns = ["Name", "One-time link"].into_iter().map(Column::new).collect();
        let rows = links.into_iter().map(|link| {
            let address = format!("{url}/join/{}", link.key);
            let NewLink { person, name, email, .. } = link;
            view! {
                <tr>
                    <th scope="row">
                        <a class="quiet" href=format!("/people/{person}")>{name}</a>
                        <span class="sub">{email}</span>
                    </th>
                    <td data-th="One-time link"><data class="whole" value=address.clone()>{address.clone()}</data></td>
                </tr>
            }
        });
        let rows = rows.collect_view();
        view! {
            <Say>{say}</Say>
            <Block title="The links" first=true quiet=true>
                <Notice tone=Tone::Done word="They are invited">
                    <p>"Each link is shown this once, works once, and for seven days. Send it by a way that only they read. A new \
                    one is made on their page."</p>
                </Notice>
                <Table caption="One link a person" columns stack=true>{rows}</Table>
                <Actions><ButtonLink href="/people">"Back to everybody"</ButtonLink></Actions>
            </Block>
        }
    });
    page.secret()
}

fn handover(address: String, person: PersonRow, name: String) -> impl IntoView {
    let (go, link) = (format!("Go to {name}"), address.clone());
    view! {
        <div class="form">
            <Notice tone=Tone::Done word="The link is made">
                <p>"It is shown this once, works once, and for seven days. Send it by a way that only they read."</p>
            </Notice>
            <div>
                <h3>"One-time link"</h3>
                <data class="whole" id="link" value=link>{address}</data>
            </div>
            <Facts>
                <Fact name="Name">{name}</Fact>
                <Fact name="Work email">{person.email}</Fact>
                <Fact name="Rights">{rights_in_words(person.rights)}</Fact>
            </Facts>
            <Actions>
                <ButtonLink href=format!("/people/{}", person.id)>{go}</ButtonLink>
                <ButtonLink weight=Weight::Plain href="/people/invite">"Invite somebody else"</ButtonLink>
            </Actions>
        </div>
    }
}
