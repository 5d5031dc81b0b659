//! The administrator's home: what only an administrator can put right, each with the way there.

use super::waits::Waits;
use crate::asking::Asking;
use crate::error::Result;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::dates::{self, count_first, counted};
use crate::ui::plumb::NextUp;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use domain::people::Role;
use leptos::prelude::*;
use store::PersonRow;

/// Something that waits for an administrator.
pub(super) struct Must {
    what: String,
    why: String,
    href: String,
    verb: &'static str,
}

impl Must {
    fn new(what: impl Into<String>, why: impl Into<String>, href: impl Into<String>, verb: &'static str) -> Self {
        Self { what: what.into(), why: why.into(), href: href.into(), verb }
    }
}

pub(super) async fn show(asking: Asking) -> Result<Page> {
    let people = asking.store().people().await?;
    let mut musts = musts(&asking, &people);
    if asking.spine().await?.programmes.is_empty() {
        let why = "A compliance manager opens one: its categories, its day or window, its systems in scope.";
        musts.push(Must::new("No programme is open", why, "/programmes", "Look at programmes"));
    }
    let waits = Waits::of(&asking).await?;
    let (here, reviewers) = (present(&people).count(), present(&people).filter(|row| row.rights.reviews()).count());
    let today = asking.today;
    Ok(asking.page("Home", Place::Home, move || {
        let said = sentence(musts.len());
        let (people, may) = (counted(here, "person", "people"), dates::count(reviewers));
        let verb = if here == 1 { "is" } else { "are" };
        let mut musts = musts.into_iter();
        let first = musts.next().map(next);
        let rest: Vec<_> = musts.collect();
        let (waiting, waits) = (waits.sentence(), waits.block(today));
        view! {
            <Say>{said}{waiting}</Say>
            <Lede><a href="/people">{people}</a>{format!(" {verb} here, {may} of them may review. ")}<a href="/readiness">"Readiness"</a>" is open to everybody."</Lede>
            {first}
            {list(rest, "Then")}
            {waits}
        }
    }))
}

/// The same for somebody whose home is another, beside it.
pub(super) async fn beside(asking: &Asking) -> Result<Vec<Must>> {
    if !asking.is(Role::Administrator) {
        return Ok(Vec::new());
    }
    Ok(musts(asking, &asking.store().people().await?))
}

pub(super) fn block(musts: Vec<Must>) -> Option<AnyView> {
    list(musts, "For an administrator")
}

fn present(people: &[PersonRow]) -> impl Iterator<Item = &PersonRow> {
    people.iter().filter(|row| row.active && row.joined && row.email.is_some())
}

fn musts(asking: &Asking, people: &[PersonRow]) -> Vec<Must> {
    let mut musts: Vec<Must> = second_person(people).into_iter().collect();
    musts.extend(roles(people));
    musts.extend(people.iter().filter_map(|row| invitation(asking, row)));
    musts
}

/// Adoption and acceptance take two: nobody accepts what they submitted.
fn second_person(people: &[PersonRow]) -> Option<Must> {
    let reviewers: Vec<_> = present(people).filter(|row| row.rights.reviews()).collect();
    let why = "Whoever submits or proposes never accepts it: that takes a second person with the right of review.";
    let (href, verb) = if present(people).count() > 1 {
        ("/people", "Give the right of review")
    } else {
        ("/people/invite", "Invite a second person")
    };
    match reviewers.as_slice() {
        [] => Some(Must::new("Nobody may review", why, href, verb)),
        [only] => {
            let name = only.name.clone().unwrap_or_default();
            Some(Must::new(format!("Only {name} may review"), why, href, verb))
        }
        [_, _, ..] => None,
    }
}

/// Roles that the work needs and nobody holds.
fn roles(people: &[PersonRow]) -> impl Iterator<Item = Must> {
    let held = |role| present(people).any(|row| row.rights.has(role));
    let needed = [
        (Role::ComplianceManager, "Opens programmes, adopts controls, and keeps the week’s work moving."),
        (Role::Engineer, "Proves requirements on the systems they own."),
        (Role::Executive, "Setting a criterion aside as not applicable takes an executive."),
    ];
    let missing: Vec<_> = needed.into_iter().filter(|(role, _)| !held(*role)).collect();
    missing.into_iter().map(|(role, why)| {
        let what = format!("Nobody is here as {}", role.label().to_lowercase());
        Must::new(what, why, "/people/invite", "Invite a person")
    })
}

/// Somebody who was invited and has not come.
fn invitation(asking: &Asking, row: &PersonRow) -> Option<Must> {
    if !row.active || row.joined || row.email.is_none() {
        return None;
    }
    let name = row.name.clone().unwrap_or_default();
    let href = format!("/people/{}", row.id);
    let open = row.invitation.filter(|(_, until)| *until > asking.now);
    Some(match open {
        Some((_, until)) => {
            let until = dates::short(asking.local(until).date(), asking.today);
            Must::new(
                format!("{name} has not joined yet"),
                format!("The link holds until {until}."),
                href,
                "See the invitation",
            )
        }
        None => Must::new(format!("{name}’s link ended unused"), "A link holds for a week.", href, "Make a new link"),
    })
}

fn sentence(n: usize) -> String {
    match n {
        0 => "Nothing waits for an administrator.".to_owned(),
        1 => "One thing waits for an administrator.".to_owned(),
        n => format!("{} things wait for an administrator.", count_first(n)),
    }
}

fn next(must: Must) -> AnyView {
    let Must { what, why, href, verb } = must;
    view! {
        <Block title="Next" quiet=true first=true id="next">
            <NextUp title=what>
                <p>{why}</p>
                <Actions><ButtonLink weight=Weight::Primary href=href>{verb}</ButtonLink></Actions>
            </NextUp>
        </Block>
    }
    .into_any()
}

fn list(musts: Vec<Must>, title: &'static str) -> Option<AnyView> {
    (!musts.is_empty()).then(|| {
        let rows = musts.into_iter().map(|Must { what, why, href, verb }| {
            view! { <li>{what}". "<a href=href>{verb}</a><span class="sub">{why}</span></li> }
        });
        let rows = rows.collect_view();
        view! { <Block title=title id="administrator"><ul class="entries">{rows}</ul></Block> }.into_any()
    })
}
