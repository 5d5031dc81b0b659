//! Against which window vendors are held, and as of which day.

use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::reading;
use crate::ui::button::{Actions, Button};
use crate::ui::dates;
use crate::ui::input::DateField;
use crate::ui::mark::State;
use crate::ui::notice::{Notice, Tone};
use crate::ui::query::Query;
use domain::attestations::{Cover, CoverShown};
use domain::days::Period;
use domain::ids::ProgrammeId;
use domain::words::Category;
use jiff::civil::Date;
use leptos::prelude::*;
use store::{ProgrammeNow, VendorCover};

/// The programme whose window is looked at, and the day by whose end things were known.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub programme: Option<ProgrammeNow>,
    /// The other ones, by name.
    pub others: Vec<(ProgrammeId, String)>,
    pub day: Date,
    pub today: Date,
    /// Why another day was asked for.
    unread: Option<String>,
}

impl Held {
    pub async fn of(asking: &Asking, fields: &Fields) -> Result<Self> {
        let spine = asking.spine().await?;
        let wanted: Option<ProgrammeId> = fields.parsed("programme");
        // A window asks for more than a day: it comes first.
        let first = spine.programmes.iter().find(|one| one.window_from.is_some()).or(spine.programmes.first());
        let programme = wanted.and_then(|id| spine.programme(id)).or(first).cloned();
        let others = spine.programmes.iter().filter(|one| programme.as_ref().is_none_or(|it| it.id != one.id));
        let (day, unread) = reading::day(&fields.text("at"), asking.today);
        let others = others.map(|one| (one.id, one.name.clone())).collect();
        Ok(Self { programme, others, day, today: asking.today, unread })
    }

    pub fn is_past(&self) -> bool {
        self.day < self.today
    }

    /// The day as an address says it; empty for today.
    pub fn at(&self) -> String {
        if self.is_past() { self.day.to_string() } else { String::new() }
    }

    /// That this is not today, or not the day that was asked for.
    pub fn remark(&self) -> Option<AnyView> {
        let words = match &self.unread {
            Some(unread) => unread.clone(),
            None if self.is_past() => {
                format!("As of {}: what had been received and accepted by the end of that day.", dates::full(self.day))
            }
            None => return None,
        };
        Some(view! { <Notice tone=Tone::Plain word="As of"><p>{words}</p></Notice> }.into_any())
    }

    /// The same on the page of one vendor, of which not all goes back.
    pub fn remark_of_one(&self) -> Option<AnyView> {
        if !self.is_past() || self.unread.is_some() {
            return self.remark();
        }
        let day = dates::full(self.day);
        let words = format!(
            "Cover, documents and findings are as of {day}: what had been received and accepted by the end of that day. \
             The register's own words, systems, sub-processors and history are those of today."
        );
        Some(view! { <Notice tone=Tone::Plain word="As of"><p>{words}</p></Notice> }.into_any())
    }

    /// The form for another day, and links to the other programmes; what else the view asks for travels along.
    pub fn chooser(&self, view: &Query) -> AnyView {
        let value = self.at();
        let programme = self.programme.as_ref().map(|one| ("programme".to_owned(), one.id.to_string()));
        let rest = view.pairs().iter().filter(|(key, _)| !["at", "programme", "page"].contains(&key.as_str())).cloned();
        let hidden = programme.into_iter().chain(rest);
        let hidden = hidden.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
        let others = self.others.iter().map(|(id, name)| {
            let href = view.with("programme", id.to_string()).href();
            view! { " "<a href=href>{format!("Hold it against {name}")}</a>"." }
        });
        let others = others.collect_view();
        view! {
            <form class="form inline" method="get" action=view.path().to_owned()>
                {hidden}
                <DateField name="at" label="As it was known on" value optional=true/>
                <Actions><Button>"Show that day"</Button></Actions>
            </form>
            {(!self.others.is_empty()).then(|| view! { <p class="also">{others}</p> })}
        }
        .into_any()
    }

    /// “our window, 1 Jan to 31 Dec 2026”.
    pub fn window_words(window: Period) -> String {
        if window.from() == window.until() {
            format!("the day of our report, {}", dates::full(window.from()))
        } else {
            format!("our window, {}", dates::period(window.from(), window.until()))
        }
    }
}

/// The mark of what a cover amounts to, and its word. Days after a report that only want its letter are no alarm.
pub(super) fn cover_mark(cover: Option<&Cover>) -> (State, &'static str) {
    shown_mark(CoverShown::of(cover))
}

/// The same of what a list shows.
pub(super) const fn shown_mark(cover: CoverShown) -> (State, &'static str) {
    let state = match cover {
        CoverShown::Uncovered => State::Gap,
        CoverShown::LetterMissing | CoverShown::SoFar => State::Due,
        CoverShown::Unknown => State::Unknown,
        CoverShown::Covered => State::Met,
        CoverShown::NotAsked => State::Excluded,
    };
    (state, cover.label())
}

/// “92 days”.
pub(super) fn days(n: i64) -> String {
    dates::tallied(usize::try_from(n).unwrap_or_default(), "day", "days")
}

/// Of a programme with several categories, the one of which most is missing: a report answers each or does not.
pub(super) fn category(cover: &VendorCover) -> Option<AnyView> {
    cover.weakest_of_several().map(weakest_in)
}

/// “weakest in Availability”.
pub(super) fn weakest_in(category: Category) -> AnyView {
    view! { <span class="sub">{format!("weakest in {}", category.label())}</span> }.into_any()
}
