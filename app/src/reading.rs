//! Which reading a page shows: of which programme, on which day, compared with which other day.

use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::ui::button::{Actions, Button};
use crate::ui::dates;
use crate::ui::input::DateField;
use crate::ui::mark;
use crate::ui::notice::{Notice, Tone};
use crate::ui::query::Query;
use crate::ui::tools::{AsOf, Landmark, Tools};
use domain::days;
use domain::ids::ProgrammeId;
use domain::instant::{Instant, Zone as _};
use domain::programme::ReportKind;
use domain::readiness::State;
use jiff::ToSpan as _;
use jiff::civil::Date;
use leptos::prelude::*;
use std::sync::Arc;
use store::{ProgrammeNow, Reading, Spine};

/// What was asked for, and what was read.
pub(crate) struct Asked {
    pub spine: Arc<Spine>,
    pub programme: ProgrammeNow,
    pub reading: Arc<Reading>,
    /// The day that is read, today for the present.
    pub day: Date,
    pub today: Date,
    pub versus: Option<Date>,
    /// Why the day that was asked for is not the one that is read.
    pub unread: Option<String>,
    /// The address of this view.
    pub query: Query,
}

/// The key of pages that can read a day with what is known now.
pub(crate) const KNOWN: &str = "known";

/// Reads what the query asks for; `None` while there is no programme. A day that is none, or still to come, is today.
pub(crate) async fn asked(
    asking: &Asking,
    fields: &Fields,
    path: impl Into<String>,
    keys: &[&'static str],
) -> Result<Option<Asked>> {
    let spine = asking.spine().await?;
    let wanted: Option<ProgrammeId> = fields.parsed("programme");
    let named = wanted.and_then(|id| spine.programme(id));
    let Some(programme) = named.or_else(|| spine.programmes.first()).cloned() else { return Ok(None) };
    let (day, unread) = day(&fields.text("at"), asking.today);
    let (at, store) = (instant(asking, day), asking.store());
    let knows_now = keys.contains(&KNOWN) && day < asking.today && fields.text(KNOWN) == "now";
    let reading = match knows_now {
        true => store.reading_known(&programme, at, asking.now).await?,
        false => store.reading(&programme, at).await?,
    };
    let versus = fields.day("versus").filter(|versus| *versus < day);
    let pairs = ["programme", "at", "versus"].iter().chain(keys).map(|key| (*key, fields.text(key)));
    let query = Query::of(path, pairs);
    Ok(Some(Asked { spine, programme, reading, day, today: asking.today, versus, unread, query }))
}

/// The day to read: one that has passed, or today, and then why when another was asked for.
pub(crate) fn day(typed: &str, today: Date) -> (Date, Option<String>) {
    match days::typed(typed) {
        _ if typed.trim().is_empty() => (today, None),
        Ok(day) if day <= today => (day, None),
        Ok(day) => (today, Some(format!("{} has not come yet. This is today.", dates::full(day)))),
        Err(no_day) => (today, Some(format!("{no_day} This is today."))),
    }
}

/// The end of a day that has passed, or now.
pub(crate) fn instant(asking: &Asking, day: Date) -> Instant {
    if day < asking.today { asking.visitor.organisation.zone.end_of(day) } else { asking.now }
}

/// The end of the day so many days from today.
pub(crate) fn instant_after(asking: &Asking, days: i64) -> Instant {
    asking.visitor.organisation.zone.end_of(asking.today.saturating_add(days.days()))
}

/// So many days before.
pub(crate) fn days_before(day: Date, days: i64) -> Date {
    day.saturating_sub(days.days())
}

impl Asked {
    /// Whether it reads a day that has passed.
    pub fn is_past(&self) -> bool {
        self.day < self.today
    }

    /// Whether it reads that day with what is known now.
    pub fn knows_now(&self) -> bool {
        self.reading.known.is_some()
    }

    /// Whether the programme was open on that day.
    pub fn is_open(&self) -> bool {
        self.programme.opened_on <= self.day
    }

    /// Says that another day is read than the one that was asked for.
    pub fn remark(&self) -> Option<AnyView> {
        let unread = self.unread.clone()?;
        Some(view! { <Notice tone=Tone::Plain word="Not that day"><p>{unread}</p></Notice> }.into_any())
    }

    /// “21 Nov”.
    pub fn day_words(&self) -> String {
        dates::short(self.day, self.today)
    }

    /// An address of another page of the same programme on the same day.
    pub fn link(&self, path: impl Into<String>) -> Query {
        let kept = self.query.pairs().iter().filter(|(key, _)| ["programme", "at"].contains(&key.as_str()));
        Query::of(path, kept.cloned())
    }

    /// The tools bar of this reading.
    pub fn tools(&self) -> Tools {
        let programme = &self.programme;
        let mut landmarks = vec![Landmark { label: "30 days before".to_owned(), day: days_before(self.today, 30) }];
        if let Some(day) = programme.window_from.filter(|day| *day < self.today) {
            landmarks.push(Landmark { label: "Start of the window".to_owned(), day });
        }
        Tools {
            programme: format!("{}, SOC 2 {}", programme.name, programme.kind.label()),
            period: period(programme).map(|period| format!(", {period}")).unwrap_or_default(),
            day: day_of_window(programme, self.day).unwrap_or_default(),
            as_of: Some(AsOf {
                day: self.day,
                today: self.today,
                versus: self.versus,
                landmarks,
                known_now: self.query.path().eq("/readiness").then(|| self.knows_now()),
                query: self.query.clone(),
            }),
            print: None,
        }
    }

    /// The same where only the present is shown.
    pub fn plain_tools(&self) -> Tools {
        Tools { as_of: None, print: None, ..self.tools() }
    }

    /// The other programmes, when there are several.
    pub fn programmes(&self) -> impl IntoView + use<> {
        let query = self.query.clone();
        let here = self.programme.id;
        let all: Vec<_> = self.spine.programmes.iter().map(|one| (one.id, one.name.clone())).collect();
        (all.len() > 1).then(|| {
            let links = all.into_iter().map(|(id, name)| {
                let href = query.with("programme", id.to_string()).without("cell").href();
                view! { <a href=href aria-current=(id == here).then_some("page")>{name}</a> }
            });
            view! { <nav class="tabs" aria-label="Programmes">{links.collect_view()}</nav> }
        })
    }
}

fn period(programme: &ProgrammeNow) -> Option<String> {
    match programme.kind {
        ReportKind::Type1 => programme.on_day.map(dates::full),
        ReportKind::Type2 => Some(dates::period(programme.window_from?, programme.window_until?)),
    }
}

fn day_of_window(programme: &ProgrammeNow, day: Date) -> Option<String> {
    let (from, until) = (programme.window_from?, programme.window_until?);
    (from..=until).contains(&day).then(|| {
        let of = dates::days_between(from, until) + 1;
        format!(". Day {} of {of}", dates::days_between(from, day) + 1)
    })
}

/// The mark of a criterion's state.
pub(crate) const fn mark_of(state: State) -> mark::State {
    match state {
        State::Failed => mark::State::Failed,
        State::Gap => mark::State::Gap,
        State::Unknown => mark::State::Unknown,
        State::Met => mark::State::Met,
    }
}

/// Makes addresses of the same programme and day.
#[derive(Clone, Debug)]
pub(crate) struct Links(Vec<(String, String)>);

impl Links {
    pub fn at(&self, path: impl Into<String>) -> String {
        Query::of(path, self.0.clone()).href()
    }
}

impl Asked {
    pub fn links(&self) -> Links {
        Links(self.link("").pairs().to_vec())
    }
}

/// The day of which a register is shown: one that has passed, or today.
#[derive(Clone, Debug)]
pub(crate) struct OnDay {
    pub day: Date,
    today: Date,
    /// Why another day was asked for.
    unread: Option<String>,
}

impl OnDay {
    pub fn of(asking: &Asking, fields: &Fields) -> Self {
        let (day, unread) = day(&fields.text("at"), asking.today);
        Self { day, today: asking.today, unread }
    }

    pub fn is_past(&self) -> bool {
        self.day < self.today
    }

    /// The address of the list on that day.
    pub fn query(&self, path: &str) -> Query {
        let at = if self.is_past() { self.day.to_string() } else { String::new() };
        Query::of(path, [("at", at)])
    }

    /// That this is not today, and what of it is; or why it is not the day that was asked for.
    pub fn remark(&self, what: &str) -> Option<AnyView> {
        let words = match &self.unread {
            Some(unread) => unread.clone(),
            None if self.is_past() => format!("As of the end of {}. {what}", dates::full(self.day)),
            None => return None,
        };
        Some(view! { <Notice tone=Tone::Plain word="As of"><p>{words}</p></Notice> }.into_any())
    }

    /// The form for another day, and the way back to this one.
    pub fn chooser(&self, path: &str) -> AnyView {
        let value = if self.is_past() { self.day.to_string() } else { String::new() };
        let back = self.is_past().then(|| view! { <p class="also"><a href=path.to_owned()>"Show today"</a>"."</p> });
        view! {
            <form class="form inline" method="get" action=path.to_owned()>
                <DateField name="at" label="As it stood on" value optional=true/>
                <Actions><Button>"Show that day"</Button></Actions>
            </form>
            {back}
        }
        .into_any()
    }
}

/// Pages that show the day which `at` in their address asks for. All others show today, and say so.
const OF_DAYS: [&str; 12] = [
    "/readiness",
    "/criteria",
    "/criteria/{criterion}",
    "/findings",
    "/vendors",
    "/vendors/cover",
    "/vendors/{vendor}",
    "/policies",
    "/operating",
    "/operating/{requirement}",
    "/operating/{requirement}/{subject}",
    "/lists/{list}",
];

/// The day that a page is asked for and does not show.
pub(crate) fn another_day(route: &str, query: &str, today: Date) -> Option<Date> {
    if OF_DAYS.contains(&route) {
        return None;
    }
    let at = query.split('&').find_map(|pair| pair.strip_prefix("at="))?;
    let day = days::typed(&at.replace('+', " ").replace("%20", " ")).ok()?;
    (day != today).then_some(day)
}

/// What a page says that is asked for another day than the one it shows.
pub(crate) fn shows_today(day: Date, today: Date) -> AnyView {
    let words = format!("This page shows {}, not {}.", dates::full(today), dates::full(day));
    let trail = (day < today).then(|| {
        let href = format!("/trail?until={day}");
        view! { " "<a href=href>"What had been done by the end of that day"</a>" is in the trail." }
    });
    view! { <Notice tone=Tone::Plain word="Today"><p>{words}{trail}</p></Notice> }.into_any()
}
