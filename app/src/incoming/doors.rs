//! The doors through which lists come in: one page a register, and what stays outside of each.

use super::{show, take};
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Query;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::rail::Place;
use axum::extract::Request;
use axum::response::Response;
use domain::incoming::Incoming;
use leptos::prelude::*;

/// A page on which lists come in.
pub(super) struct Door {
    pub path: &'static str,
    pub title: &'static str,
    pub place: Place,
    /// The register behind it, and its page.
    pub register: (&'static str, &'static str),
    pub back: &'static str,
    /// At least one.
    pub lists: &'static [Incoming],
    pub stays_out: fn() -> AnyView,
}

static VENDORS: Door = Door {
    path: "/vendors/import",
    title: "Import vendors",
    place: Place::Vendors,
    register: ("Vendors", "/vendors"),
    back: "Back to the vendors",
    lists: &[Incoming::Vendors, Incoming::Dependencies, Incoming::Subprocessors, Incoming::Attestations],
    stays_out: vendors_stay_out,
};

static PEOPLE: Door = Door {
    path: "/people/import",
    title: "Import people",
    place: Place::Settings,
    register: ("People", "/people"),
    back: "Back to everybody",
    lists: &[Incoming::People],
    stays_out: people_stay_out,
};

static TASKS: Door = Door {
    path: "/tasks/import",
    title: "Import tasks",
    place: Place::Tasks,
    register: ("Tasks", "/tasks"),
    back: "Back to the tasks",
    lists: &[Incoming::OwnTasks],
    stays_out: tasks_stay_out,
};

static RISKS: Door = Door {
    path: "/risks/import",
    title: "Import risks",
    place: Place::Risks,
    register: ("Risks", "/risks"),
    back: "Back to the risks",
    lists: &[Incoming::Risks],
    stays_out: risks_stay_out,
};

pub async fn show_vendors(asking: Asking, query: Query) -> Result<Page> {
    show(&asking, &query, &VENDORS)
}

pub async fn take_vendors(asking: Asking, request: Request) -> Result<Response> {
    take(asking, request, &VENDORS).await
}

pub async fn show_people(asking: Asking, query: Query) -> Result<Page> {
    show(&asking, &query, &PEOPLE)
}

pub async fn take_people(asking: Asking, request: Request) -> Result<Response> {
    take(asking, request, &PEOPLE).await
}

pub async fn show_tasks(asking: Asking, query: Query) -> Result<Page> {
    show(&asking, &query, &TASKS)
}

pub async fn take_tasks(asking: Asking, request: Request) -> Result<Response> {
    take(asking, request, &TASKS).await
}

pub async fn show_risks(asking: Asking, query: Query) -> Result<Page> {
    show(&asking, &query, &RISKS)
}

pub async fn take_risks(asking: Asking, request: Request) -> Result<Response> {
    take(asking, request, &RISKS).await
}

impl Door {
    /// The list that an address names, of those that come in here.
    pub fn list(&self, key: &str) -> Incoming {
        let named = self.lists.iter().find(|list| list.key() == key);
        named.or(self.lists.first()).copied().unwrap_or(Incoming::Vendors)
    }
}

/// What a line of a list is.
pub(super) const fn brings(list: Incoming) -> &'static str {
    match list {
        Incoming::Vendors => "One line a vendor: its name, and what is said of it.",
        Incoming::Dependencies => "One line a pair. Systems and vendors are here before.",
        Incoming::Subprocessors => "One line a pair: a vendor, and to whom it passes on what.",
        Incoming::Attestations => "One line a document. You enter them; a second person reviews each.",
        Incoming::People => {
            "One line a person: name, e-mail, department, roles, and whether they may review. Whoever is new is invited, and \
             you get their links once."
        }
        Incoming::OwnTasks => {
            "One line a task: what to do, about which criterion, control or system, who does it and by when. Requirements ask \
             for the other tasks, and no list brings those in."
        }
        Incoming::Risks => {
            "One line a risk of a system or of the organisation: its code or title, likelihood and impact from 1 to 5, who \
             answers for it, the controls that act, and what is to be done. It comes into the draft of an assessment."
        }
    }
}

/// What no list brings in, and which door is for that.
fn vendors_stay_out() -> AnyView {
    view! {
        <Block title="What a list does not bring in">
            <p>
                "What was decided stays out: reviews, approvals, and the trail. A list that said who decided what could say \
                anything. To move all of it, a backup is restored into an empty database: "
                <code>"plumbline backup"</code>" and "<code>"plumbline restore"</code>"."
            </p>
            <p>
                "The files that are downloaded under the register come in here by the same headers. "
                <a href="/systems/import">"Systems have an import of their own"</a>"."
            </p>
        </Block>
    }
    .into_any()
}

fn people_stay_out() -> AnyView {
    view! {
        <Block title="What a list does not bring in">
            <p>
                "No password, no link and no token comes in or goes out by a list. Whoever is here stays as they are: what they \
                may is changed on their own page, and whoever was deactivated is let in again there."
            </p>
            <p>
                "The file that is downloaded under everybody comes in here by the same headers. Who invited somebody, since when \
                they are here, and their id are made anew."
            </p>
        </Block>
    }
    .into_any()
}

fn tasks_stay_out() -> AnyView {
    view! {
        <Block title="What a list does not bring in">
            <p>
                "What is done, signed off or dropped stays out: a second person signs off here what was done here. Who opened a \
                task, and of which vendor it came, is made anew or left out."
            </p>
            <p>"The file of our own tasks that is downloaded under the tasks comes in here by the same headers."</p>
        </Block>
    }
    .into_any()
}

fn risks_stay_out() -> AnyView {
    view! {
        <Block title="What a list does not bring in">
            <p>
                "What was decided by two stays out: no assessment is concluded by a list, no risk accepted, none set aside, and no \
                task signed off. An acceptance comes in as one that is asked for. Rows about an assessment that was submitted or \
                concluded are refused."
            </p>
            <p>
                "The file that is downloaded under the risks comes in here by the same headers. Codes of risks of our own are \
                given anew; bands follow from the scale of today."
            </p>
        </Block>
    }
    .into_any()
}
