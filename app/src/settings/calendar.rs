//! The control calendar and its days of grace: what holds, for which window, and, for whoever may, the form that sets
//! another.

use super::{held_since, is_tried};
use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Draft, Fields, Form, Query, Wrong};
use crate::mishap::{Mishap, told};
use crate::operating::runs;
use crate::page::Page;
use crate::programmes::allowed;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, Press, Weight};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::facts::{Fact, Facts};
use crate::ui::field::Group;
use crate::ui::input::{DateField, TextField, Typed};
use crate::ui::notice::{Notice, Tone};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Meta, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::days::Period;
use domain::operating::{Calendar, CalendarDraft, CalendarSettings, by_calendar, calendar_of, grace_field};
use domain::programme::ReportKind;
use domain::refusal::Refusal;
use domain::trail::Verb;
use domain::words::Cadence;
use jiff::civil::Date;
use leptos::prelude::*;
use store::{Spine, Versions};

const PATH: &str = "/settings/calendar";

/// The settings as typed, with the version that the form showed, and whether they are only tried.
#[derive(Clone, Debug)]
pub struct CalendarForm {
    draft: CalendarDraft,
    version: i64,
    tried: bool,
}

impl Draft for CalendarForm {
    fn typed(fields: &Fields) -> Self {
        let grace = by_calendar().map(|cadence| (cadence, fields.text(&grace_field(cadence)))).collect();
        let draft = CalendarDraft { anchor: fields.text("anchor"), grace };
        Self { draft, version: fields.parsed("version").unwrap_or(-1), tried: is_tried(fields) }
    }
}

const SAID: [(&str, &str, &str); 1] = [(
    "set",
    "Set",
    "It counts from today on. A window that began before keeps its calendar, and what was due before keeps its days of grace.",
)];

pub async fn show(asking: Asking, Query(query): Query) -> Result<Page> {
    let set = asking.store().calendar_settings().await?;
    let mut form = CalendarForm { draft: CalendarDraft::from(set.now()), version: set.version, tried: false };
    // A day that a window's page offers: it is filled in, and not set.
    let offered = query.day("anchor").map(|day| day.to_string());
    let said = told(&query, &SAID)
        .or_else(|| offered.as_ref().filter(|_| allowed(&asking, Verb::ControlCalendarSet)).map(|_| not_yet()));
    let shown = Shown { said, open: offered.is_some(), ..Shown::default() };
    if let Some(anchor) = offered {
        form.draft.anchor = anchor;
    }
    page(&asking, set, form, shown).await
}

pub async fn set(asking: Asking, Form(form): Form<CalendarForm>) -> Result<Response> {
    let done = if form.tried { tried(&asking, &form).await } else { set_now(&asking, &form).await };
    let set = asking.store().calendar_settings().await?;
    match done {
        Ok(None) => Ok(Redirect::to("/settings/calendar?said=set").into_response()),
        Ok(Some(said)) => {
            let shown = Shown { said: Some(said), ..Shown::default() };
            Ok(page(&asking, set, form, shown).await?.into_response())
        }
        Err(error) => {
            let mishap = Mishap::of(error)?;
            // Setting it again puts this in place of what somebody set meanwhile.
            let form = CalendarForm { version: set.version, ..form };
            let shown = Shown { mishap: mishap.clone(), ..Shown::default() };
            Ok(mishap.answer(page(&asking, set, form, shown).await?))
        }
    }
}

fn not_yet() -> AnyView {
    view! { <Notice word="Not set yet"><p>"The day that was offered is in the form below. See what it would change, or set it."</p></Notice> }
        .into_any()
}

async fn set_now(asking: &Asking, form: &CalendarForm) -> Result<Option<AnyView>> {
    asking.store().set_calendar_settings(asking.actor(), &form.draft, form.version).await?;
    Ok(None)
}

async fn tried(asking: &Asking, form: &CalendarForm) -> Result<Option<AnyView>> {
    let next = form.draft.check()?;
    let was = asking.store().calendar_settings().await?.now();
    if next == was {
        return Err(Refusal::conflict("This is what is set already: nothing would change.").into());
    }
    let spine = asking.spine().await?;
    let all = would(&was, &next, &windows(&spine, asking.today), asking.today);
    let all = all.into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect_view();
    Ok(Some(view! { <Notice tone=Tone::Plain word="Not set yet"><ul>{all}</ul></Notice> }.into_any()))
}

/// A Type II programme, its window, and the calendar that the window has by itself.
struct Window {
    name: String,
    href: String,
    days: Period,
    own: Calendar,
    in_use: Vec<Cadence>,
}

impl Window {
    /// The cadences whose slots it cuts by a calendar.
    fn cut(&self, calendar: Calendar) -> Option<String> {
        let cuts = calendar.cuts(&self.in_use, self.days)?;
        Some(runs(&cuts.of.iter().map(|cut| cut.cadence).collect::<Vec<_>>()))
    }
}

fn windows(spine: &Spine, today: Date) -> Vec<Window> {
    let two = spine.programmes.iter().filter(|one| one.kind == ReportKind::Type2);
    let all = two.filter_map(|one| {
        let days = Period::new(one.window_from?, one.window_until?).ok()?;
        let href = format!("/operating?programme={}", one.id);
        let (own, in_use) = (spine.calendar(days, today), spine.cadences(Some(one)));
        Some(Window { name: one.name.clone(), href, days, own, in_use })
    });
    all.collect()
}

/// What other settings would do to each window and to each cadence.
fn would(was: &CalendarSettings, next: &CalendarSettings, windows: &[Window], today: Date) -> Vec<String> {
    let mut all = Vec::new();
    for window in windows.iter().filter(|_| was.anchor != next.anchor) {
        let Window { name, days, own, .. } = window;
        if days.from() < today {
            all.push(format!("The window of {name} began before today and keeps its calendar."));
            continue;
        }
        let calendar = next.anchor.unwrap_or(*own);
        let from = dates::full(calendar.anchor());
        let cut =
            window.cut(calendar).map(|runs| format!(" It would cut slots of what runs {runs}.")).unwrap_or_default();
        all.push(format!(
            "The window of {name}, {}, would be counted from {from}.{cut}",
            dates::period(days.from(), days.until())
        ));
    }
    if was.anchor != next.anchor && windows.is_empty() {
        all.push("No Type II window is open: it would count for those to come.".to_owned());
    }
    for cadence in by_calendar().filter(|cadence| was.grace.of(*cadence) != next.grace.of(*cadence)) {
        all.push(format!(
            "{}: {} for what is due from today on, in place of {}.",
            cadence.label(),
            days_of_grace(next.grace.of(cadence)),
            was.grace.of(cadence)
        ));
    }
    all
}

fn days_of_grace(days: u16) -> String {
    dates::tallied(usize::from(days), "day of grace", "days of grace")
}

/// What stands above and in the form.
#[derive(Default)]
struct Shown {
    said: Option<AnyView>,
    mishap: Mishap,
    /// The form is open.
    open: bool,
}

async fn page(asking: &Asking, set: Versions<CalendarSettings>, form: CalendarForm, shown: Shown) -> Result<Page> {
    let may_set = allowed(asking, Verb::ControlCalendarSet);
    let since = held_since(asking, set.version, set.last).await?;
    let (windows, zone) = (windows(&*asking.spine().await?, asking.today), asking.visitor.organisation.zone.clone());
    let (settings, now, open) = (set.now(), asking.now, form.tried || shown.open || shown.mishap.conflict.is_some());
    Ok(asking.page("The control calendar", Place::Settings, move || {
        let Shown { said, mishap, .. } = shown;
        let (late, wrong) = (mishap.notice(), mishap.wrong);
        let say = say(&settings, windows.first());
        let counted = windows.iter().map(|window| {
            let Window { name, href, days, own, .. } = window;
            let calendar = calendar_of(&set.line, *days, *own, now, &zone);
            let cut = window.cut(calendar).map(|runs| format!(". It cuts slots of what runs {runs}"));
            let from = dates::full(calendar.anchor());
            let (days, href, name) = (dates::period(days.from(), days.until()), href.clone(), name.clone());
            view! { <Fact name="Window">{days}", counted from "{from}": "<a href=href>{name}</a>{cut}</Fact> }
        });
        let counted = counted.collect_view();
        let rows = rows(&settings);
        let change = may_set.then(|| change(&form, &wrong, open));
        let columns = vec![Column::new("Runs"), Column::number("Days of grace")];
        view! {
            <Crumbs way=vec![Crumb::new("Settings", "/settings"), Crumb::plain("The control calendar")]/>
            <Say>{say}</Say>
            <Lede>"What runs by the calendar is expected once in each slot, and is on time until its days of grace have passed. A setting counts from its day on: a window that began before keeps its calendar, and what was due before keeps its days of grace."</Lede>
            <Meta>{since}</Meta>
            {said}
            {late}
            <Block title="Days of grace" first=true>
                <Table caption="How often a control runs, and how long after its slot it is on time" columns narrow=true>{rows}</Table>
                <Facts>
                    {counted}
                    <Fact name="Weeks and days">"Weeks are ISO weeks, from Monday to Sunday; days are days in the organisation’s zone"</Fact>
                    <Fact name="How long proof is fresh">"is set for each control, under "<a href="/controls">"Controls"</a>", and never by this"</Fact>
                </Facts>
            </Block>
            {change}
        }
    }))
}

fn say(settings: &CalendarSettings, first: Option<&Window>) -> String {
    match (settings.anchor, first) {
        (Some(anchor), _) => format!("Months are counted from {}.", dates::full(anchor.anchor())),
        (None, Some(first)) => {
            format!(
                "Months are counted from the first day of the first Type II window: {}.",
                dates::full(first.own.anchor())
            )
        }
        (None, None) => {
            "Months are counted from the first day of the first Type II window. None is open yet.".to_owned()
        }
    }
}

fn rows(settings: &CalendarSettings) -> AnyView {
    let rows = by_calendar().map(|cadence| {
        let days = dates::tallied(usize::from(settings.grace.of(cadence)), "day", "days");
        view! { <tr><th scope="row">{cadence.label()}</th><td class="n">{days}</td></tr> }
    });
    rows.collect_view().into_any()
}

fn change(form: &CalendarForm, wrong: &Wrong, open: bool) -> AnyView {
    let CalendarForm { draft, version, .. } = form.clone();
    let faults = wrong.summary();
    let open = open || !faults.is_empty();
    let fields = by_calendar().map(|cadence| {
        let (name, value) = (grace_field(cadence), draft.grace.get(&cadence).cloned().unwrap_or_default());
        let error = wrong.at(&name);
        view! { <TextField name label=cadence.label() value error typed=Typed::Number short=true/> }
    });
    let fields = fields.collect_view();
    let (anchor, no_anchor) = (draft.anchor, wrong.at("anchor"));
    let press = Press::SendAs { name: "try", value: "1".into() };
    view! {
        <Block title="Change the calendar" id="change">
            <Summary faults/>
            <details open=open>
                <summary>"Set another calendar"</summary>
                <form class="form" method="post" action=PATH novalidate>
                    <input type="hidden" name="version" value=version/>
                    <DateField name="anchor" label="Count months from" value=anchor error=no_anchor optional=true
                        hint="A day from the 1st to the 28th. Left empty: the first day of the first Type II window"/>
                    <Group label="Days of grace">{fields}</Group>
                    <Actions>
                        <Button weight=Weight::Primary>"Set this calendar"</Button>
                        <Button press>"See what it would change"</Button>
                    </Actions>
                </form>
            </details>
        </Block>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::operating::Grace;

    #[test]
    fn only_windows_to_come_and_what_is_due_later_would_change() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let at = |text: &str| Calendar::anchored(day(text)).unwrap();
        let window = |name: &str, from: &str, until: &str| Window {
            name: name.into(),
            href: String::new(),
            days: Period::new(day(from), day(until)).unwrap(),
            own: at("2026-01-01"),
            in_use: vec![Cadence::Monthly, Cadence::Quarterly, Cadence::Annual],
        };
        let windows = [window("This", "2026-01-01", "2026-12-31"), window("Next", "2027-01-01", "2027-12-31")];
        let was = CalendarSettings::default();
        let next =
            CalendarSettings { anchor: Some(at("2026-02-15")), grace: Grace { quarterly: 20, ..Grace::default() } };
        assert_eq!(
            would(&was, &next, &windows, day("2026-11-23")),
            [
                "The window of This began before today and keeps its calendar.",
                "The window of Next, 1 Jan to 31 Dec 2027, would be counted from 15 Feb 2026. It would cut slots of what runs monthly, quarterly and yearly.",
                "Quarterly: 20 days of grace for what is due from today on, in place of 15.",
            ]
        );
        assert_eq!(
            would(&was, &CalendarSettings { anchor: next.anchor, ..was }, &[], day("2026-11-23")),
            ["No Type II window is open: it would count for those to come."]
        );
    }
}
