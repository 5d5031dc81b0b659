//! Before there is anything to read: the next step, and never a zero that looks like a score.

use crate::asking::Asking;
use crate::error::Result;
use crate::home::Waits;
use crate::page::{Frame, Page};
use crate::reading::Asked;
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::dates;
use crate::ui::empty::EmptyPage;
use crate::ui::rail::Place;
use domain::people::{Relation, may};
use domain::trail::Verb;
use leptos::prelude::*;

/// One step: what is missing, why it comes now, and where it is done.
struct Step {
    say: String,
    why: &'static str,
    href: String,
    verb: &'static str,
    /// What whoever takes it must be allowed.
    needs: Verb,
    /// A second way, for the same people.
    other: Option<(&'static str, &'static str)>,
}

/// What comes next: systems, then a programme, then controls, then scope.
pub(crate) async fn page(asking: &Asking, asked: Option<Asked>, here: Place) -> Result<Page> {
    let systems = usize::try_from(asking.store().count_systems().await?).unwrap_or_default();
    let waits = Waits::of(asking).await?.block(asking.today);
    Ok(teach(asking, step(systems, asked), waits, here))
}

fn step(systems: usize, asked: Option<Asked>) -> Step {
    if systems == 0 {
        return Step {
            say: "No AI system is in the inventory, so there is nothing to measure yet.".to_owned(),
            why: "Readiness follows from accepted proof: criterion by AI system, what stands and what does not. First say which AI systems there are.",
            href: "/systems/new".to_owned(),
            verb: "Add a system",
            needs: Verb::SystemAdded,
            other: Some(("/systems/import", "Import an inventory")),
        };
    }
    let (known, them) = match systems {
        1 => ("One AI system is".to_owned(), "it"),
        n => (format!("{} AI systems are", dates::count_first(n)), "them"),
    };
    let Some(asked) = asked else {
        return Step {
            say: format!("{known} in the inventory, and no programme asks anything of {them} yet."),
            why: "A programme is one SOC 2 report that you prepare: its categories, its day or window, its systems in scope.",
            href: "/programmes".to_owned(),
            verb: "Open a programme",
            needs: Verb::ProgrammeOpened,
            other: None,
        };
    };
    if asked.reading.frame.uses.is_empty() {
        return Step {
            say: format!("{} is open, and no control is adopted yet, so nothing can be proven.", asked.programme.name),
            why: "The library proposes controls with their requirements. One counts once you adopt it: with an owner, and its statement approved by a second person.",
            href: "/controls".to_owned(),
            verb: "Adopt controls",
            needs: Verb::ControlAdopted,
            other: None,
        };
    }
    Step {
        say: format!("{} has no AI system in scope, so there is nothing to measure yet.", asked.programme.name),
        why: "Systems in scope are asked for proof; those outside raise no work.",
        href: format!("/programmes/{}", asked.programme.id),
        verb: "Bring systems into scope",
        needs: Verb::ScopeWidened,
        other: None,
    }
}

fn teach(asking: &Asking, step: Step, waits: Option<AnyView>, here: Place) -> Page {
    let can = may(asking.actor().rights, step.needs, Relation::Stranger);
    asking.page(here.word(), here, move || {
        let Step { say, why, href, verb, needs: _, other } = step;
        let next = if can {
            let other = other.map(|(href, verb)| view! { <ButtonLink href=href>{verb}</ButtonLink> });
            view! { <Actions><ButtonLink weight=Weight::Primary href=href>{verb}</ButtonLink>{other}</Actions> }
                .into_any()
        } else {
            view! { <p class="hint">"A compliance manager does this. It shows here as soon as it is done."</p> }
                .into_any()
        };
        view! { <EmptyPage say=say><p>{why}</p>{next}</EmptyPage>{waits} }
    })
}

/// A day before the programme was opened.
pub(crate) fn not_yet(asking: &Asking, asked: Asked) -> Page {
    let frame =
        Frame { title: "Readiness".into(), here: Some(Place::Readiness), tools: asked.tools(), ..Frame::default() };
    let (day, opened) = (asked.day_words(), dates::short(asked.programme.opened_on, asked.today));
    let say = format!("On {day} nothing was measured: {} was opened on {opened}.", asked.programme.name);
    let today = asked.query.without("at").without("versus").href();
    asking.show(frame, move || {
        view! {
            <EmptyPage say=say>
                <p>"A reading of the past shows what was known then, as it was shown then."</p>
                <Actions><ButtonLink weight=Weight::Primary href=today>"Read today"</ButtonLink></Actions>
            </EmptyPage>
        }
    })
}
