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
use domain::attestations::{Cover, CoverState};
use domain::days::Period;
use domain::ids::ProgrammeId;
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

    /// The form for another day, and links to the other programmes.
    pub fn chooser(&self, path: &str) -> AnyView {
        let value = if self.is_past() { self.day.to_string() } else { String::new() };
        let programme = self.programme.as_ref().map(|one| one.id.to_string());
        let hidden = programme.map(|id| view! { <input type="hidden" name="programme" value=id/> });
        let others = self.others.iter().map(|(id, name)| {
            view! { " "<a href=format!("{path}?programme={id}")>{format!("Hold it against {name}")}</a>"." }
        });
        let others = others.collect_view();
        view! {
            <form class="form inline" method="get" action=path.to_owned()>
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
    let wants_letters = cover.is_some_and(|cover| cover.days.bridgeable == cover.unproven());
    match cover.and_then(Cover::state) {
        Some(CoverState::Gap) if wants_letters => (State::Due, "Letter missing"),
        Some(CoverState::Gap) => (State::Gap, "Days not covered"),
        Some(CoverState::Unknown) => (State::Unknown, "Unknown"),
        Some(CoverState::NotYet) => (State::Due, "Covered so far"),
        Some(CoverState::Covered) => (State::Met, "Covered"),
        None => (State::Excluded, "No day is asked for"),
    }
}

/// “92 days”.
pub(super) fn days(n: i64) -> String {
    dates::tallied(usize::try_from(n).unwrap_or_default(), "day", "days")
}

/// Of a programme with several categories, the one of which most is missing: a report answers each or does not.
pub(super) fn category(cover: &VendorCover) -> Option<AnyView> {
    let (weakest, _) = cover.weakest().filter(|_| cover.by_category.len() > 1)?;
    Some(view! { <span class="sub">{format!("weakest in {}", weakest.label())}</span> }.into_any())
}
