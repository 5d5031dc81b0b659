//! What was said of a risk: set aside, or rated, with what is done about it.

use super::Shown;
use crate::risks::parts::{category, rating_words, treatment};
use crate::ui::badge::Id;
use crate::ui::block::Block;
use crate::ui::dates;
use crate::ui::facts::{Fact, Facts};
use domain::risks::{Acceptance, Answer, Rated, SetAside, Treatment};
use jiff::civil::Date;
use leptos::prelude::*;
use store::Names;

/// What was said of it.
pub(super) fn said(shown: &Shown) -> AnyView {
    let kind = category(&shown.one.risk, shown.one.own.as_ref()).map(|kind| kind.label());
    let facts = match &shown.one.answer {
        Answer::Open => ().into_any(),
        Answer::SetAside(aside) => set_aside_facts(aside, &shown.names),
        Answer::Rated(rated) => rated_facts(rated, shown),
    };
    let before = shown.one.before.as_ref().map(|before| {
        let words = match before {
            Answer::Open => "not answered".to_owned(),
            Answer::SetAside(aside) => format!("set aside: {}", aside.reason),
            Answer::Rated(rated) => {
                format!("{} {}", rated.residual.band.label(), rated.residual.rating.product())
            }
        };
        view! { <Fact name="The time before">{words}</Fact> }
    });
    let (library, code) = (format!("/risks/{}", shown.one.risk), shown.one.risk.to_string());
    view! {
        <Block title="What was said" quiet=true first=true>
            <Facts>
                <Fact name="Risk"><a href=library><Id id=code/></a></Fact>
                <Fact name="Kind">{kind}</Fact>
                {facts}
                {before}
            </Facts>
        </Block>
    }
    .into_any()
}

fn set_aside_facts(aside: &SetAside, names: &Names) -> AnyView {
    let agreed = aside.agreed.map(|agreed| {
        let who = names.of(agreed.by).to_owned();
        view! { <Fact name="Agreed by">{who}</Fact> }
    });
    let (who, why) = (names.of(aside.by).to_owned(), aside.reason.clone());
    view! { <Fact name="Set aside by">{who}</Fact><Fact name="Why">{why}</Fact>{agreed} }.into_any()
}

fn rated_facts(rated: &Rated, shown: &Shown) -> AnyView {
    let (scale, names) = (&shown.read.scale, &shown.names);
    let (inherent, residual) = (rating_words(&rated.inherent, scale), rating_words(&rated.residual, scale));
    let (owner, by) = (names.of(rated.owner).to_owned(), names.of(rated.by).to_owned());
    let unmet = shown.unmet().map(|unmet| format!(", but {unmet}"));
    let note = (!rated.note.is_empty()).then(|| {
        let note = rated.note.clone();
        view! { <Fact name="Why so">{note}</Fact> }
    });
    let decided = rated.treatment.as_ref().map(|one| decided(one, rated, shown));
    view! {
        <Fact name="Before controls">{inherent}</Fact>
        <Fact name="After">{residual}{unmet}</Fact>
        <Fact name="Rated by">{by}</Fact>
        <Fact name="Answers for it">{owner}</Fact>
        {note}
        {decided}
    }
    .into_any()
}

fn decided(one: &Treatment, rated: &Rated, shown: &Shown) -> AnyView {
    let (names, today) = (&shown.names, shown.today);
    let mark = treatment(Some((one.kind(), one.standing(&rated.residual, today))));
    let words = match one {
        Treatment::Mitigate { tasks, target } => {
            let tasks = tasks.iter().map(|task| {
                let href = task.task.map(|id| format!("/own-tasks/{id}"));
                let state = match task.closed_on {
                    Some(on) => format!("signed off on {}", dates::short(on, today)),
                    None => format!("due on {}", dates::short(task.due_on, today)),
                };
                let who = names.of(task.owner).to_owned();
                view! { <li><a href=href>{task.title.clone()}</a>{format!(", {who}, {state}")}</li> }
            });
            let tasks = tasks.collect_view();
            let aim = rating_words(target, &shown.read.scale);
            view! { <p>{format!("Aims at {aim}.")}</p><ul>{tasks}</ul> }.into_any()
        }
        Treatment::Avoid { reason } => view! { <p>{reason.clone()}</p> }.into_any(),
        Treatment::Transfer { to, reason } => view! { <p>{format!("To {to}: {reason}")}</p> }.into_any(),
        Treatment::Accept(acceptance) => acceptance_words(acceptance, names, today),
    };
    view! { <Fact name="What is done">{mark}{words}</Fact> }.into_any()
}

fn acceptance_words(acceptance: &Acceptance, names: &Names, today: Date) -> AnyView {
    let until = dates::short(acceptance.until, today);
    let who = match (&acceptance.accepted, &acceptance.refused) {
        (Some(given), _) => {
            let (who, on) = (names.of(given.by), dates::short(given.on, today));
            format!("Accepted by {who} on {on}, as {}, until {until}.", given.with.label().to_lowercase())
        }
        (None, Some(refused)) => {
            let (who, on) = (names.of(refused.by), dates::short(refused.on, today));
            let (asked_by, why) = (names.of(acceptance.asked_by), &refused.reason);
            format!("Asked for by {asked_by}. Refused by {who} on {on}: {why}")
        }
        (None, None) => format!("Asked for by {}, until {until}.", names.of(acceptance.asked_by)),
    };
    view! { <p>{who}</p><p>{acceptance.reason.clone()}</p> }.into_any()
}
