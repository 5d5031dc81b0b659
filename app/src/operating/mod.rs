//! How controls operated through a window: every occurrence that was expected, what filled it, and what is missing.
//!
//! The other reading: design asks whether proof stands on a day, this one whether the control did what it says, every
//! time. Neither changes the other, and each page says which is which.

mod beside;
mod cut;
mod list;
mod pair;
mod requirement;
pub(crate) mod sheet;
mod strip;
mod words;

pub(crate) use beside::{Beside, Operates, of_control, of_criterion};
pub(crate) use cut::{CutWindow, cut_now, cut_window, runs, take};
pub use list::show as list;
pub use pair::show as pair;
pub use requirement::show as requirement;

use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::reading::{day, instant};
use crate::ui::dates;
use crate::ui::notice::{Notice, Tone};
use crate::ui::query::Query;
use domain::days::{Period, typed};
use domain::ids::ProgrammeId;
use domain::programme::ReportKind;
use jiff::ToSpan as _;
use jiff::civil::Date;
use leptos::prelude::*;
use std::sync::Arc;
use store::{OperatedWindow, ProgrammeNow, Spine};

/// What is asked for in the address.
const KEYS: [&str; 5] = ["programme", "from", "to", "at", "criterion"];

/// From where the window comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum From {
    Programme,
    Typed,
    /// The last twelve months: a Type I programme has no window.
    Year,
}

/// The window that a page reads, and of which programme.
pub(crate) struct Windowed {
    pub spine: Arc<Spine>,
    pub programme: ProgrammeNow,
    pub window: OperatedWindow,
    from: From,
    /// Why it is not what was asked for.
    unread: Option<String>,
    /// The address of this view.
    pub query: Query,
}

/// The window that the query asks for; `None` while there is no programme.
pub(crate) async fn windowed(asking: &Asking, fields: &Fields, path: &str) -> Result<Option<Windowed>> {
    let spine = asking.spine().await?;
    let named = fields.parsed::<ProgrammeId>("programme").and_then(|id| spine.programme(id));
    let two = || spine.programmes.iter().find(|one| one.kind == ReportKind::Type2);
    let Some(programme) = named.or_else(two).or_else(|| spine.programmes.first()).cloned() else { return Ok(None) };
    let (day, no_day) = day(&fields.text("at"), asking.today);
    let (days, from, no_window) = days_of(&programme, fields, day);
    let at = instant(asking, day);
    let zone = asking.visitor.organisation.zone.clone();
    let window = asking.store().operated_window(&spine, programme.no, days, at, zone).await?;
    let query = Query::of(path, KEYS.map(|key| (key, fields.text(key))));
    Ok(Some(Windowed { spine, programme, window, from, unread: no_day.or(no_window), query }))
}

/// The days that were typed, else the window of the programme, else the last twelve months.
fn days_of(programme: &ProgrammeNow, fields: &Fields, day: Date) -> (Period, From, Option<String>) {
    let own = programme.window_from.zip(programme.window_until).and_then(|(from, to)| Period::new(from, to).ok());
    let year = Period::new(day.saturating_sub(1.year()).saturating_add(1.day()), day).unwrap_or(Period::of_day(day));
    let (fallback, from) = own.map_or((year, From::Year), |own| (own, From::Programme));
    let (first, last) = (fields.text("from"), fields.text("to"));
    if first.trim().is_empty() && last.trim().is_empty() {
        return (fallback, from, None);
    }
    let or = |text: &str, day: Date| if text.trim().is_empty() { Ok(day) } else { typed(text) };
    match (or(&first, fallback.from()), or(&last, fallback.until())) {
        (Ok(first), Ok(last)) => match Period::new(first, last) {
            Ok(days) if days.days() <= LONGEST => (days, From::Typed, None),
            Ok(_) => (fallback, from, Some("A window is at most three years long.".to_owned())),
            Err(_) => (fallback, from, Some(format!("{last} is before the first day, {first}."))),
        },
        (Err(no_day), _) | (_, Err(no_day)) => (fallback, from, Some(no_day.to_string())),
    }
}

/// Days of the longest window that is read.
const LONGEST: i64 = 1_096;

impl Windowed {
    /// The day as of which it is told.
    pub fn day(&self) -> Date {
        self.window.question().today()
    }

    /// “1 Jan to 31 Dec 2026”.
    pub fn days(&self) -> String {
        dates::period(self.window.days.from(), self.window.days.until())
    }

    /// Another page of the same window.
    pub fn link(&self, path: impl Into<String>) -> Query {
        let kept = self.query.pairs().iter().filter(|(key, _)| key != "criterion");
        Query::of(path, kept.cloned())
    }

    /// The page of one requirement on one subject.
    pub fn pair(&self, requirement: &domain::codes::RequirementId, subject: i64) -> String {
        self.link(format!("/operating/{requirement}/{subject}")).href()
    }

    /// Which window it is, whose, and as of when.
    pub fn meta(&self) -> String {
        let whose = match self.from {
            From::Programme => format!("the window of {}", self.programme.name),
            From::Typed => format!("a window of your choice, for {}", self.programme.name),
            From::Year => format!("{} asks for design only; these are the last twelve months", self.programme.name),
        };
        format!("{}: {whose}. As of {}.", self.days(), dates::full(self.day()))
    }

    /// Says that another window is read than the one that was asked for.
    pub fn remark(&self) -> Option<AnyView> {
        let unread = self.unread.clone()?;
        Some(view! { <Notice tone=Tone::Plain word="Not that window"><p>{unread}</p></Notice> }.into_any())
    }

    /// The slots that the programme's own window cuts, where it is read today.
    async fn cut(&self, asking: &Asking) -> Result<Option<CutWindow>> {
        match self.from {
            From::Programme if self.day() == asking.today => cut_now(asking, &self.programme).await,
            From::Programme | From::Typed | From::Year => Ok(None),
        }
    }

    /// The other programmes, when there are several.
    pub fn programmes(&self) -> Option<AnyView> {
        let (here, query) = (self.programme.id, self.query.without("from").without("to"));
        let all: Vec<_> = self.spine.programmes.iter().map(|one| (one.id, one.name.clone())).collect();
        (all.len() > 1).then(|| {
            let links = all.into_iter().map(|(id, name)| {
                let href = query.with("programme", id.to_string()).href();
                view! { <a href=href aria-current=(id == here).then_some("page")>{name}</a> }
            });
            view! { <nav class="tabs" aria-label="Programmes">{links.collect_view()}</nav> }.into_any()
        })
    }
}

/// Where no programme is open.
fn nothing(asking: &Asking) -> crate::page::Page {
    use crate::ui::button::{Actions, ButtonLink, Weight};
    use crate::ui::empty::EmptyPage;
    let here = crate::ui::rail::Place::Readiness;
    asking.page("How controls operated", here, || {
        view! {
            <EmptyPage say="No programme is open, so nothing is asked of any control yet.">
                <p>"Here stands what each control was to do through a window, and when it was done."</p>
                <Actions><ButtonLink weight=Weight::Primary href="/programmes">"Open a programme"</ButtonLink></Actions>
            </EmptyPage>
        }
    })
}
