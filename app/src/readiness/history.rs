//! What a programme looked like before: month by month for a year, day by day since the day it is compared with.

use crate::asking::Asking;
use crate::error::Result;
use crate::reading::{Asked, instant};
use crate::ui::block::Block;
use crate::ui::chart::{Ink, Line, LineChart, Remark};
use crate::ui::dates;
use domain::instant::Instant;
use domain::readiness::{Counts, Readiness, since};
use domain::words::CriterionId;
use jiff::ToSpan as _;
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::ProgrammeNow;

/// Readings at the ends of days, each read once.
pub(super) struct Past {
    by_day: BTreeMap<Date, Arc<Readiness>>,
}

/// Months that the chart goes back.
const MONTHS: i64 = 12;
/// Days that are told one by one; over longer stretches changes are told by their month.
const DAYS: i32 = 62;

impl Past {
    /// Everything that the page shows of the past, in one read.
    pub async fn of(asking: &Asking, asked: &Asked, before: Date) -> Result<Self> {
        let mut days: BTreeSet<_> = months(asked.day, &asked.programme).collect();
        days.extend(between(before, asked.day, &asked.programme));
        days.extend(opening(asked));
        days.extend(Some(before).filter(|day| *day < asked.today));
        let instants: BTreeMap<Instant, Date> = days.into_iter().map(|day| (instant(asking, day), day)).collect();
        let known = instants.keys().copied().collect();
        let past = asking.store().past(&asked.programme, &known, asking.visitor.seq).await?;
        let by_day = past.into_iter().filter_map(|(at, reading)| Some((*instants.get(&at)?, reading)));
        Ok(Self { by_day: by_day.collect() })
    }

    /// How it stood at the end of a day.
    pub fn on(&self, day: Date) -> Option<&Readiness> {
        self.by_day.get(&day).map(Arc::as_ref)
    }

    /// Since which day a criterion stands as it does now; by the month only, when the stretch is long. Of what is known
    /// otherwise than it was shown, there is no such day.
    pub fn turned(&self, asked: &Asked, before: Date, id: CriterionId) -> Option<Turned> {
        if asked.knows_now() {
            return None;
        }
        let now = (asked.day, &asked.reading.readiness);
        let days = self.by_day.range(before..asked.day).map(|(day, reading)| (*day, reading.as_ref()));
        let day = since(days.chain([now]), id)?;
        Some(if dates::days_between(before, asked.day) > DAYS { Turned::By(day) } else { Turned::On(day) })
    }
}

/// When a criterion turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turned {
    On(Date),
    /// At the latest.
    By(Date),
}

impl Turned {
    pub const fn day(self) -> Date {
        match self {
            Self::On(day) | Self::By(day) => day,
        }
    }
}

/// The last days of the twelve months before, none before the programme was opened.
fn months(day: Date, programme: &ProgrammeNow) -> impl Iterator<Item = Date> + use<> {
    let opened = programme.opened_on;
    let first = day.first_of_month();
    (0..MONTHS)
        .filter_map(move |back| first.checked_sub(back.months()).ok()?.yesterday().ok())
        .filter(move |end| *end >= opened)
}

/// The days from one to the other, the other left out; their months' ends when they are many.
fn between(before: Date, day: Date, programme: &ProgrammeNow) -> Vec<Date> {
    let from = before.max(programme.opened_on);
    let ends = from.series(1.day()).take_while(|one| *one < day);
    let many = dates::days_between(from, day) > DAYS;
    ends.filter(|one| !many || *one == from || *one == one.last_of_month()).collect()
}

/// The first day of the window, when it has passed.
pub(super) fn opening(asked: &Asked) -> Option<Date> {
    asked.programme.window_from.filter(|from| *from < asked.day && asked.programme.opened_on <= *from)
}

/// Criteria that stood at each month's end: the same reading, no average and no forecast.
pub(super) fn chart(asked: &Asked, past: &Past) -> AnyView {
    if asked.knows_now() {
        // The months are told as they were shown: a point known otherwise does not belong on their line.
        return ().into_any();
    }
    let mut points: Vec<_> = months(asked.day, &asked.programme)
        .filter_map(|day| past.on(day).map(|reading| (day, reading.counts)))
        .collect();
    points.reverse();
    if points.is_empty() {
        return view! {
            <Block title="Twelve months" id="months">
                <p>"The chart begins with the end of the first month of the programme."</p>
            </Block>
        }
        .into_any();
    }
    let first = points.first().map_or(asked.day, |(day, _)| *day);
    points.push((asked.day, asked.reading.readiness.counts));
    let top = points.iter().map(|(_, counts)| counts.in_scope()).max().unwrap_or_default();
    let opens = asked.programme.window_from.filter(|day| first <= *day && *day <= asked.day);
    let remarks = opens.map(|day| Remark { day, says: "window opens".to_owned() }).into_iter().collect::<Vec<_>>();
    let line = |label: &str, ink, of: fn(Counts) -> u32| {
        let points = points.iter().map(|(day, counts)| (*day, of(*counts))).collect();
        Line { label: label.to_owned(), ink, points }
    };
    let lines = vec![line("stand", Ink::Solid, |counts| counts.met), line("in scope", Ink::Dotted, Counts::in_scope)];
    let title = format!(
        "Criteria that stood and criteria in scope at each month’s end, {} to {}",
        dates::full(first),
        dates::full(asked.day)
    );
    let (as_of, today) = (asked.day, asked.today);
    view! {
        <Block title="Twelve months" id="months" remark="Criteria in scope that stood at each month’s end">
            <LineChart title lines as_of today top top_label="" remarks/>
        </Block>
    }
    .into_any()
}
