//! The rail: who we are, where to go, and the line that ends where you are.
use super::icon::Bob;
use leptos::prelude::*;

/// The places of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Readiness,
    Criteria,
    Systems,
    Tasks,
    Programmes,
    Controls,
    Decisions,
    Evidence,
    Vendors,
    Trail,
    Settings,
}

impl Place {
    pub const DESTINATIONS: [Self; 4] = [Self::Readiness, Self::Criteria, Self::Systems, Self::Tasks];
    pub const REGISTERS: [Self; 7] =
        [Self::Programmes, Self::Controls, Self::Decisions, Self::Evidence, Self::Vendors, Self::Trail, Self::Settings];

    pub fn word(self) -> &'static str {
        match self {
            Self::Readiness => "Readiness",
            Self::Criteria => "Criteria",
            Self::Systems => "Systems",
            Self::Tasks => "Tasks",
            Self::Programmes => "Programmes",
            Self::Controls => "Controls",
            Self::Decisions => "Decisions",
            Self::Evidence => "Evidence",
            Self::Vendors => "Vendors",
            Self::Trail => "Trail",
            Self::Settings => "Settings",
        }
    }

    pub fn href(self) -> &'static str {
        match self {
            Self::Readiness => "/",
            Self::Criteria => "/criteria",
            Self::Systems => "/systems",
            Self::Tasks => "/tasks",
            Self::Programmes => "/programmes",
            Self::Controls => "/controls",
            Self::Decisions => "/decisions",
            Self::Evidence => "/evidence",
            Self::Vendors => "/vendors",
            Self::Trail => "/trail",
            Self::Settings => "/settings",
        }
    }
}

/// Who is looking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Viewer {
    pub organisation: String,
    pub name: String,
    pub role: String,
    /// Open tasks of this person; shown beside Tasks unless it is none.
    pub tasks: usize,
}

fn entry(place: Place, here: Option<Place>, n: usize) -> impl IntoView {
    let n = (n > 0).then(|| view! { " "<span class="n">{n}<span class="vh">" yours"</span></span> });
    view! {
        <li>
            <a href=place.href() aria-current=(here == Some(place)).then_some("page")>{place.word()}{n}</a>
        </li>
    }
}

/// Name, role and the way out. It stands in the rail, and on a phone in the menu.
fn account(viewer: &Viewer) -> impl IntoView + use<> {
    view! {
        <b><a class="quiet" href="/account">{viewer.name.clone()}</a></b>
        <span>{viewer.role.clone()}</span>
        <form method="post" action="/sign-out"><button class="link">"Sign out"</button></form>
    }
}

#[component]
pub fn Rail(
    viewer: Viewer,
    /// Where we are; nothing on a page that belongs to no place.
    #[prop(optional_no_strip)]
    here: Option<Place>,
) -> impl IntoView {
    let under_more = here.is_some_and(|place| Place::REGISTERS.contains(&place));
    let tasks = viewer.tasks;
    let main = Place::DESTINATIONS.map(|place| entry(place, here, if place == Place::Tasks { tasks } else { 0 }));
    let registers = Place::REGISTERS.map(|place| entry(place, here, 0));
    view! {
        <header class="rail">
            <a class="brand" href="/"><Bob/>"Plumbline"</a>
            <p class="org">{viewer.organisation.clone()}</p>
            <nav aria-label="Main">
                <ul class="dest">
                    {main.collect_view()}
                    <li class="more">
                        <button type="button" popovertarget="registers" aria-current=under_more.then_some("true")>"More"</button>
                    </li>
                </ul>
                <div class="registers" id="registers" popover="auto">
                    <p class="eyebrow">"Registers"</p>
                    <ul>{registers.collect_view()}</ul>
                    <div class="who within">{account(&viewer)}</div>
                </div>
            </nav>
            <div class="who">{account(&viewer)}</div>
        </header>
    }
    .into_any()
}
