//! Somebody's calendar, for the program that they read calendars with: what of theirs has a day.

use super::words::whose;
use crate::address::The;
use crate::error::{Error, Result};
use crate::site::Site;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::instant::Zone as _;
use domain::notices::{Matter, Notice};
use domain::refusal::Refusal;
use icalendar::{Calendar, Component as _, Event, Property};
use jiff::civil::Date;
use store::Names;

/// The key in a calendar's address: 64 digits and `.ics`.
pub struct CalendarKey(String);

impl std::str::FromStr for CalendarKey {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let key = text.strip_suffix(".ics").ok_or(())?;
        let digits = key.len() == 64 && key.bytes().all(|byte| byte.is_ascii_hexdigit());
        if digits { Ok(Self(key.to_owned())) } else { Err(()) }
    }
}

/// The calendar that a key opens. An unknown key and an ended one are the same: nothing is there.
pub async fn send(State(site): State<Site>, The(key): The<CalendarKey>) -> Result<Response> {
    let store = &site.store;
    let actor = store.calendar_of(&key.0).await?.ok_or_else(|| Refusal::missing("calendar"))?;
    let organisation = store.organisation().await?.ok_or_else(|| Error::fault("a calendar without an organisation"))?;
    let now = store.present().await?;
    let today = organisation.zone.day(now);
    let rows = store.notices(actor.person).await?;
    let open = rows.into_iter().filter(|row| row.ended.is_none()).map(|row| row.notice);
    let text = calendar(&open.collect::<Vec<_>>(), &store.names().await?, &organisation.name, &site.url, today);
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"plumbline.ics\""),
    ];
    Ok((headers, text).into_response())
}

/// RFC 5545: an all-day event for each matter that has a day; what is late stands on today.
fn calendar(notices: &[Notice], names: &Names, organisation: &str, url: &str, today: Date) -> String {
    let mut calendar = Calendar::new();
    calendar.name(&format!("Plumbline, {organisation}"));
    for notice in notices {
        if let Some(event) = event(&notice.matter, whose(notice, names), url, today) {
            calendar.push(event);
        }
    }
    calendar.to_string()
}

fn event(matter: &Matter, whose: Option<String>, url: &str, today: Date) -> Option<Event> {
    let by = matter.by?;
    let late = if by < today { "Late: " } else { "" };
    let day = by.max(today).strftime("%Y%m%d").to_string();
    let mut event = Event::new();
    event.uid(&format!(
        "{}-{}@plumbline",
        matter.what.key(),
        matter.thing.trim_start_matches('/').replace(['/', '?', '='], "-")
    ));
    event.summary(&format!("{late}{}: {}", matter.what.label(), matter.title));
    event.description(
        &whose.map_or_else(|| format!("{url}{}", matter.thing), |whose| format!("{whose}\n{url}{}", matter.thing)),
    );
    event.url(&format!("{url}{}", matter.thing));
    event.append_property(Property::new("DTSTART", day).add_parameter("VALUE", "DATE").done());
    // The day of the list, so that the same list is the same text.
    event.append_property(Property::new("DTSTAMP", today.strftime("%Y%m%dT000000Z").to_string()));
    Some(event.done())
}
