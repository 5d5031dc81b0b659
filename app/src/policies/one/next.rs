//! What comes next for a policy: for whoever looks the one thing to do, and what could be proven by it.

use super::Shown;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::link::ways;
use domain::people::{Relation, may};
use domain::trail::Verb;
use leptos::prelude::*;

/// What comes next: for whoever looks, the one thing to do; beside it what may be done.
pub(super) fn next(shown: &Shown) -> AnyView {
    let base = format!("/policies/{}", shown.row.id);
    let mut ways: Vec<(String, String)> = Vec::new();
    let register = &shown.audience.register;
    let mine = register.iter().any(|it| it.person == shown.me.person && it.acknowledged.is_none());
    let mine = shown.audience.in_force.filter(|_| mine);
    let approves = may(shown.me.rights, Verb::PolicyApproved, Relation::Stranger);
    if let Some(version) = shown.waiting() {
        let named = version.submission().still_to_approve().any(|person| person == shown.me.person);
        let words = if named && approves { "Read it and decide" } else { "Read what waits for approval" };
        ways.push((words.to_owned(), format!("{base}/versions/{}", version.no)));
    }
    if let Some(span) = mine {
        ways.push(("Read and acknowledge it".to_owned(), format!("{base}/versions/{}", span.no)));
    }
    if shown.may(Verb::PolicyDrafted) {
        match &shown.draft {
            Some(_) if shown.waiting().is_none() => {
                ways.push(("Write on the draft".to_owned(), format!("{base}/write")));
                ways.push(("Submit it for approval".to_owned(), format!("{base}/submit")));
            }
            Some(_) => ways.push(("Write on the next draft".to_owned(), format!("{base}/write"))),
            None => ways.push(("Write the next version".to_owned(), format!("{base}/write"))),
        }
        if shown.in_force().is_some() && shown.waiting().is_none() {
            ways.push(("Confirm it unchanged".to_owned(), format!("{base}/submit?confirm=yes")));
        }
    }
    if shown.may(Verb::PolicyChanged) {
        ways.push(("Change owner or rhythm".to_owned(), format!("{base}/edit")));
        ways.push(("Retire it".to_owned(), format!("{base}/retire")));
    }
    let (prove, first) = (prove(shown), shown.provers.contains(&shown.me.person));
    let buttons = ways.into_iter().enumerate().map(|(i, (words, href))| {
        let weight = if i == 0 && !first { Weight::Primary } else { Weight::Bordered };
        view! { <ButtonLink weight href>{words}</ButtonLink> }
    });
    let buttons = buttons.collect_view();
    view! { {prove}<Actions top=true>{buttons}</Actions> }.into_any()
}

/// What the version in force could prove since: the button for whoever may say so, for others who that is.
fn prove(shown: &Shown) -> Option<AnyView> {
    shown.in_force().filter(|_| !shown.unproven.is_empty())?;
    let tasks = ways(shown.unproven.iter().map(|id| (id.to_string(), format!("/tasks/{id}"))).collect());
    let what = view! { "It could prove "{tasks}", adopted after its approval. " };
    if shown.provers.contains(&shown.me.person) {
        let action = format!("/policies/{}/prove", shown.row.id);
        return Some(
            view! {
                <form id="proof" method="post" action=action>
                    <p>{what}</p>
                    <Actions><Button weight=Weight::Primary>"Use the version in force as proof"</Button></Actions>
                </form>
            }
            .into_any(),
        );
    }
    let opens = may(shown.me.rights, Verb::RightsChanged, Relation::Stranger);
    let who = shown.provers.iter().enumerate().map(|(i, person)| {
        let name = shown.names.of(*person).to_owned();
        let name =
            if opens { view! { <a href=format!("/people/{person}")>{name}</a> }.into_any() } else { name.into_any() };
        view! { {if i == 0 { "" } else { ", " }}{name} }
    });
    let who: Vec<_> = who.collect();
    let who = if who.is_empty() {
        "Nobody here may say so: it takes the right of review, and not to have written on it.".into_any()
    } else {
        view! { "Somebody who did not write on it says so: "{who}"." }.into_any()
    };
    Some(view! { <p id="proof">{what}{who}</p> }.into_any())
}
