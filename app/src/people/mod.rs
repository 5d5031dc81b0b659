//! People, for administrators: who is here, what they may, how they come and go.

pub mod invite;
pub mod leaving;
pub mod one;
mod sheet;

pub(crate) use sheet::sheet;

use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Fields, Wrong};
use crate::lists::{List, keep};
use crate::page::Page;
use crate::ui::badge::Badge;
use crate::ui::block::Block;
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::choice::{CheckField, ChecksField, Choice};
use crate::ui::dates;
use crate::ui::query::Query;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use domain::people::{Rights, Role};
use jiff::civil::Date;
use leptos::prelude::*;
use store::PersonRow;

/// Where somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Here,
    /// Has a link that ends on this day.
    Invited(Date),
    /// Was invited, and the link ended unused.
    NotJoined,
    Deactivated,
    Erased,
}

impl Standing {
    pub(crate) fn of(row: &PersonRow, asking: &Asking) -> Self {
        let open = row.invitation.map(|(_, until)| until).filter(|until| *until > asking.now);
        match (row.email.is_some(), row.active, row.joined, open) {
            (false, ..) => Self::Erased,
            (true, false, ..) => Self::Deactivated,
            (true, true, true, _) => Self::Here,
            (true, true, false, Some(until)) => Self::Invited(asking.local(until).date()),
            (true, true, false, None) => Self::NotJoined,
        }
    }

    pub(crate) fn words(self, today: Date) -> String {
        match self {
            Self::Here => "Here".to_owned(),
            Self::Invited(until) => format!("Invited until {}", dates::short(until, today)),
            Self::NotJoined => "Not joined".to_owned(),
            Self::Deactivated => "Deactivated".to_owned(),
            Self::Erased => "Erased".to_owned(),
        }
    }
}

/// “Engineer, may review”.
pub(crate) fn rights_in_words(rights: Rights) -> String {
    let roles = rights.roles().map(|role| role.label().to_owned());
    let words: Vec<_> = roles.chain(rights.reviews().then(|| "may review".to_owned())).collect();
    if words.is_empty() { "None".to_owned() } else { words.join(", ") }
}

/// What a form says of rights.
pub(crate) fn typed_rights(fields: &Fields) -> Rights {
    Rights::of(&fields.words::<Role>("rights"), fields.ticked("review"))
}

/// Roles to tick, and the right of review.
pub(crate) fn rights_fields(rights: Rights, wrong: &Wrong) -> AnyView {
    let roles = Role::ALL.iter().map(|role| Choice::new(role.key(), role.label()).note(what_for(*role))).collect();
    let value = rights.roles().map(|role| role.key().to_owned()).collect::<Vec<_>>();
    view! {
        <ChecksField name="rights" label="Roles" choices=roles value error=wrong.at("rights")/>
        <CheckField
            name="review" label="May review" value=rights.review_ticked() error=wrong.at("review")
            hint="Accepts what others submitted or proposed, never their own. Not for auditors."
        />
    }
    .into_any()
}

const fn what_for(role: Role) -> &'static str {
    match role {
        Role::Administrator => "Looks after people and settings",
        Role::ComplianceManager => "Keeps programmes, controls and systems",
        Role::Engineer => "Adds systems, proves and does tasks",
        Role::Executive => "Reads where we stand; decides with others",
        Role::Auditor => "A guest who looks and writes nothing",
    }
}

struct Line {
    row: PersonRow,
    standing: Standing,
}

pub async fn list(asking: Asking) -> Result<Page> {
    let people = asking.store().people().await?;
    let lines: Vec<_> = people.into_iter().map(|row| Line { standing: Standing::of(&row, &asking), row }).collect();
    let today = asking.today;
    Ok(asking.page("People", Place::Settings, move || {
        let columns = ["Name", "Roles", "Review", "Standing"].into_iter().map(Column::new).collect();
        let (sentence, alone) = (sentence(&lines), alone(&lines));
        view! {
            <Say>{sentence}</Say>
            {alone.then(|| view! { <Lede>"Adoption and acceptance need two people. Invite somebody who may review."</Lede> })}
            <Actions top=true><ButtonLink weight=Weight::Primary href="/people/invite">"Invite a person"</ButtonLink><ButtonLink href="/people/import">"Import a list"</ButtonLink></Actions>
            <Block title="Everybody" quiet=true first=true>
                <Table caption="People" columns stack=true>
                    {lines.into_iter().map(|line| entry(line, today)).collect_view()}
                </Table>
                {keep(&[(List::People, "everybody")], &Query::new("/people"))}
            </Block>
        }
    }))
}

fn here(lines: &[Line]) -> impl Iterator<Item = &Line> {
    lines.iter().filter(|line| line.standing == Standing::Here)
}

/// Whether nobody but one person can accept anything.
fn alone(lines: &[Line]) -> bool {
    here(lines).filter(|line| line.row.rights.reviews()).count() < 2
}

fn sentence(lines: &[Line]) -> String {
    let reviewers = here(lines).filter(|line| line.row.rights.reviews()).count();
    let people = dates::count_first(here(lines).count());
    let (noun, verb) = if here(lines).count() == 1 { ("person", "is") } else { ("people", "are") };
    format!("{people} {noun} {verb} here; {} may review.", dates::count(reviewers))
}

fn entry(line: Line, today: Date) -> impl IntoView {
    let Line { row, standing } = line;
    let name = row.name.unwrap_or_else(|| "Erased person".to_owned());
    let roles: Vec<_> = row.rights.roles().map(Role::label).collect();
    view! {
        <tr>
            <th scope="row">
                <a class="quiet" href=format!("/people/{}", row.id)>{name}</a>
                <span class="sub">{row.email}</span>
            </th>
            <td data-th="Roles">{roles.join(", ")}</td>
            <td data-th="Review">{if row.rights.reviews() { "Yes" } else { "No" }}</td>
            <td data-th="Standing"><Badge solid=standing == Standing::Here>{standing.words(today)}</Badge></td>
        </tr>
    }
}
