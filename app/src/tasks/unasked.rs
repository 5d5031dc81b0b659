//! A requirement of the library that nobody is asked for yet: its control is not adopted. What is to be done first.

use crate::asking::Asking;
use crate::page::Page;
use crate::programmes::allowed;
use crate::ui::badge::Id;
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Name, Say};
use domain::catalogue::catalogue;
use domain::codes::RequirementId;
use domain::trail::Verb;
use leptos::prelude::*;

/// `None` where the library does not know it either.
pub(super) fn page(asking: &Asking, id: &RequirementId) -> Option<Page> {
    let requirement = catalogue().requirements.get(id)?;
    let control = catalogue().controls.get(&requirement.control)?;
    let adopts = allowed(asking, Verb::ControlAdopted);
    let (id, code) = (id.to_string(), control.id.to_string());
    Some(asking.page(requirement.title, Place::Tasks, move || {
        let home = format!("/controls/{code}");
        let act = if adopts {
            view! { <ButtonLink weight=Weight::Primary href=format!("{home}/adopt")>{format!("Adopt {code}")}</ButtonLink> }
        } else {
            view! { <ButtonLink weight=Weight::Primary href=home.clone()>{format!("Look at {code}")}</ButtonLink> }
        };
        let who = (!adopts).then_some(" A compliance manager adopts it.");
        view! {
            <Crumbs way=vec![Crumb::new("Tasks", "/tasks"), Crumb::plain(id)]/>
            <Say><Name>{requirement.title}"."</Name>" Nobody is asked for this yet: its control is not adopted."</Say>
            <Lede>{requirement.why}</Lede>
            <p>"It belongs to "<a href=home><Id id=code/>" "{control.title}</a>". Once that is adopted, the task is open on everything it applies to."{who}</p>
            <Actions>{act}</Actions>
        }
    }))
}
