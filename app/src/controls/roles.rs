//! Who stands for the thirteen roles that the library hands work to: the owners that adoption proposes.

use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Fields, Form, Query, Wrong};
use crate::page::Page;
use crate::programmes::allowed;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{Choice, SelectField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::facts::{Fact, Facts};
use crate::ui::notice::{Notice, Tone};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use axum::response::{IntoResponse, Redirect, Response};
use domain::catalogue::catalogue;
use domain::ids::PersonId;
use domain::trail::Verb;
use domain::words::DataRole;
use leptos::prelude::*;
use std::collections::BTreeMap;

type Table = BTreeMap<DataRole, PersonId>;

pub async fn show(asking: Asking, Query(fields): Query) -> Result<Page> {
    let table = asking.store().roles().await?;
    page(&asking, table, fields.ticked("saved"), Wrong::default()).await
}

pub async fn save(asking: Asking, Form(fields): Form<Fields>) -> Result<Response> {
    let chosen = DataRole::ALL.iter().filter_map(|role| Some((*role, fields.parsed(role.key())?)));
    let table: Table = chosen.collect();
    match asking.store().table_roles(asking.actor(), &table).await {
        Ok(()) => Ok(Redirect::to("/controls/roles?saved=yes").into_response()),
        Err(error) => {
            let wrong = Error::from(error).faults()?.into();
            Ok(page(&asking, table, false, wrong).await?.refused().into_response())
        }
    }
}

/// What the library hands to a role: “owner of 12 controls, 30 tasks”.
fn load(role: DataRole) -> String {
    let controls = catalogue().controls.iter().filter(|control| control.owner_role == role).count();
    let tasks = catalogue().requirements.iter().filter(|requirement| requirement.role == role).count();
    let (controls, tasks) = (dates::counted(controls, "control", "controls"), dates::counted(tasks, "task", "tasks"));
    format!("The library gives this role {controls} and {tasks}")
}

async fn page(asking: &Asking, table: Table, saved: bool, wrong: Wrong) -> Result<Page> {
    let people = super::people(asking).await?;
    let (changes, names) = (allowed(asking, Verb::RolesTabled), asking.names().await?);
    Ok(asking.page("Roles of the library", Place::Controls, move || {
        let says = match (table.len(), DataRole::COUNT) {
            (0, all) => format!("Nobody is named for the library's {all} roles."),
            (named, all) => format!("Somebody is named for {} of the library's {all} roles.", dates::count(named)),
        };
        let list = if changes {
            form(&table, &people, &wrong)
        } else {
            let facts = DataRole::ALL.iter().map(|role| {
                let who = table.get(role).map_or("Nobody yet", |id| names.of(*id)).to_owned();
                view! { <Fact name=role.label()>{who}</Fact> }
            });
            let facts = facts.collect_view();
            view! { <Facts>{facts}</Facts> }.into_any()
        };
        view! {
            <Crumbs way=vec![Crumb::new("Controls", "/controls")]/>
            <Say>{says}</Say>
            <Lede>"Adoption proposes the person as the owner of the role's controls. What is owned already stays as it is."</Lede>
            {saved.then(|| view! { <Notice tone=Tone::Done word="Saved"><p>"Adoption proposes these people from now on."</p></Notice> })}
            <Block title="Roles" quiet=true first=true>{list}</Block>
        }
    }))
}

fn form(table: &Table, people: &[Choice], wrong: &Wrong) -> AnyView {
    let fields = DataRole::ALL.iter().map(|role| {
        let value = table.get(role).map(ToString::to_string).unwrap_or_default();
        let id = format!("role-{}", *role as usize);
        view! {
            <SelectField
                name=role.key() id label=role.label() hint=load(*role) choices=people.to_vec() value
                prompt="Nobody yet" error=wrong.at(role.key()) optional=true
            />
        }
    });
    view! {
        <Summary faults=wrong.summary()/>
        <form class="form" method="post" action="/controls/roles" novalidate>
            {fields.collect_view()}
            <Actions>
                <Button weight=Weight::Primary>"Save the table"</Button>
                <ButtonLink weight=Weight::Plain href="/controls">"Back to the controls"</ButtonLink>
            </Actions>
        </form>
    }
    .into_any()
}
