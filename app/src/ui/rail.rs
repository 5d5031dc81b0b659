//! The rail: who we are, where to go, and the line that ends where you are.
use super::icon::Bob;
use leptos::prelude::*;

/// The places of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Home,
    Readiness,
    Criteria,
    Systems,
    Tasks,
    Programmes,
    Controls,
    Decisions,
    Evidence,
    Policies,
    Risks,
    Vendors,
    Audits,
    AccessReviews,
    Training,
    Deficiencies,
    Incidents,
    Trail,
    Settings,
}

impl Place {
    pub const DESTINATIONS: [Self; 5] = [Self::Home, Self::Readiness, Self::Criteria, Self::Systems, Self::Tasks];
    pub const REGISTERS: [Self; 14] = [
        Self::Programmes,
        Self::Controls,
        Self::Decisions,
        Self::Evidence,
        Self::Policies,
        Self::Risks,
        Self::Vendors,
        Self::Audits,
        Self::AccessReviews,
        Self::Training,
        Self::Deficiencies,
        Self::Incidents,
        Self::Trail,
        Self::Settings,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Home => "Home",
            Self::Readiness => "Readiness",
            Self::Criteria => "Criteria",
            Self::Systems => "Systems",
            Self::Tasks => "Tasks",
            Self::Programmes => "Programmes",
            Self::Controls => "Controls",
            Self::Decisions => "Decisions",
            Self::Evidence => "Evidence",
            Self::Policies => "Policies",
            Self::Risks => "Risks",
            Self::Vendors => "Vendors",
            Self::Audits => "Audits",
            Self::AccessReviews => "Access reviews",
            Self::Training => "Training",
            Self::Deficiencies => "Deficiencies",
            Self::Incidents => "Incidents",
            Self::Trail => "Trail",
            Self::Settings => "Settings",
        }
    }

    pub fn href(self) -> &'static str {
        match self {
            Self::Home => "/",
            Self::Readiness => "/readiness",
            Self::Criteria => "/criteria",
            Self::Systems => "/systems",
            Self::Tasks => "/tasks",
            Self::Programmes => "/programmes",
            Self::Controls => "/controls",
            Self::Decisions => "/decisions",
            Self::Evidence => "/evidence",
            Self::Policies => "/policies",
            Self::Risks => "/risks",
            Self::Vendors => "/vendors",
            Self::Audits => "/audits",
            Self::AccessReviews => "/access-reviews",
            Self::Training => "/training",
            Self::Deficiencies => "/deficiencies",
            Self::Incidents => "/incidents",
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
    /// What this person comes for is readiness itself: it is their home, and no other is offered.
    pub reads: bool,
    pub beside: Beside,
    /// What this person was told and has not read.
    pub unread: u64,
}

/// The numbers beside the places: what waits for whoever looks. A place where nothing waits has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Open tasks of this person.
    pub tasks: usize,
    /// What waits for this person in each register.
    pub waits: Vec<(Place, usize)>,
}

impl Beside {
    fn of(&self, place: Place) -> usize {
        if place == Place::Tasks {
            return self.tasks;
        }
        self.waits.iter().find(|(one, _)| *one == place).map_or(0, |(_, n)| *n)
    }

    /// What waits in all registers.
    fn all(&self) -> usize {
        self.waits.iter().map(|(_, n)| n).sum()
    }
}

/// For whom the number of a place is, in words.
const fn whose(place: Place) -> &'static str {
    match place {
        Place::Tasks => " yours",
        Place::Evidence => " for your review",
        Place::Decisions => " for you to decide",
        Place::Home
        | Place::Readiness
        | Place::Criteria
        | Place::Systems
        | Place::Programmes
        | Place::Controls
        | Place::Policies
        | Place::Risks
        | Place::Vendors
        | Place::Audits
        | Place::AccessReviews
        | Place::Training
        | Place::Deficiencies
        | Place::Incidents
        | Place::Trail
        | Place::Settings => " for you",
    }
}

fn entry(place: Place, here: Option<Place>, beside: &Beside) -> impl IntoView + use<> {
    let n = Some(beside.of(place)).filter(|n| *n > 0);
    let n = n.map(|n| view! { " "<span class="n">{n}<span class="vh">{whose(place)}</span></span> });
    view! {
        <li>
            <a href=place.href() aria-current=(here == Some(place)).then_some("page")>{place.word()}{n}</a>
        </li>
    }
    .into_any()
}

/// Name, role and the way out. It stands in the rail, and on a phone in the menu.
fn account(viewer: &Viewer) -> impl IntoView + use<> {
    let unread = (viewer.unread > 0).then(|| format!(", {} new", viewer.unread));
    view! {
        <b><a class="quiet" href="/account">{viewer.name.clone()}</a></b>
        <span>{viewer.role.clone()}</span>
        <a class="quiet" href="/notices">"Notices"{unread}</a>
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
    let (beside, reads) = (&viewer.beside, viewer.reads);
    let main = Place::DESTINATIONS.into_iter().filter(|place| !reads || *place != Place::Home);
    let main = main.map(|place| entry(place, here, beside)).collect_view();
    let registers = Place::REGISTERS.map(|place| entry(place, here, beside));
    // On a narrow window the registers lie under one word: it says what waits in them.
    let under = beside.all();
    let under = (under > 0).then(|| view! { " "<span class="n">{under}<span class="vh">" wait for you"</span></span> });
    view! {
        <header class="rail">
            <a class="brand" href="/"><Bob/>"Plumbline"</a>
            <p class="org">{viewer.organisation.clone()}</p>
            <nav aria-label="Main">
                <ul class="dest">
                    {main}
                    <li class="more">
                        <button type="button" popovertarget="registers" aria-current=under_more.then_some("true")>"More"{under}</button>
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
