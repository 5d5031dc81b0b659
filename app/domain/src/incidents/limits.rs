//! By when somebody has to be told. Hours are counted from instant to instant. Days and months end with the last instant of
//! the last day in the organisation's zone, the day of the event not counted. Business days are Monday to Friday: public
//! holidays are not known here, and a limit is never lengthened by one.

use super::classify::{Classification, Times};
use super::state::Incident;
use super::words::{Circumstance, PersonalData};
use crate::catalogue::{Duty, catalogue};
use crate::codes::DutyId;
use crate::days::add_months;
use crate::instant::{Instant, Zone};
use crate::words::NotAWord;
use jiff::Span;
use jiff::civil::{Date, Weekday};
use std::fmt;
use std::str::FromStr;

/// How long there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    Hours(u16),
    Days(u16),
    BusinessDays(u16),
    Months(u16),
    /// Without undue delay: no last instant.
    Promptly,
}

impl FromStr for Limit {
    type Err = NotAWord;

    fn from_str(text: &str) -> Result<Self, NotAWord> {
        let digits = text.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
        let unit = text.get(digits.len()..).unwrap_or_default();
        match (digits.parse().ok(), unit) {
            (None, "promptly") => Ok(Self::Promptly),
            (Some(n), "h") => Ok(Self::Hours(n)),
            (Some(n), "d") => Ok(Self::Days(n)),
            (Some(n), "bd") => Ok(Self::BusinessDays(n)),
            (Some(n), "mo") => Ok(Self::Months(n)),
            _ => Err(NotAWord::new("Limit", text)),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (n, unit) = match self {
            Self::Promptly => return out.write_str("without undue delay"),
            Self::Hours(n) => (n, "hour"),
            Self::Days(n) => (n, "day"),
            Self::BusinessDays(n) => (n, "business day"),
            Self::Months(n) => (n, "month"),
        };
        write!(out, "{n} {unit}{}", if *n == 1 { "" } else { "s" })
    }
}

/// From when it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clock {
    /// We became aware: the instant at which it was detected.
    Aware,
    /// It was found to be material.
    Materiality,
    /// Somebody was told by another duty.
    After(DutyId),
}

impl FromStr for Clock {
    type Err = NotAWord;

    fn from_str(text: &str) -> Result<Self, NotAWord> {
        match (text, text.strip_prefix("after:")) {
            ("aware", _) => Ok(Self::Aware),
            ("materiality", _) => Ok(Self::Materiality),
            (_, Some(duty)) => duty.parse().map(Self::After).map_err(|_| NotAWord::new("Clock", text)),
            (_, None) => Err(NotAWord::new("Clock", text)),
        }
    }
}

/// The last instant in time; none where there is no last one.
#[must_use]
pub fn deadline(limit: Limit, from: Instant, zone: &impl Zone) -> Option<Instant> {
    let day = zone.day(from);
    let after = |days: u16| day.saturating_add(Span::new().days(i64::from(days)));
    match limit {
        Limit::Hours(hours) => Some(from.plus_seconds(i64::from(hours) * 3_600)),
        Limit::Days(days) => Some(zone.end_of(after(days))),
        Limit::BusinessDays(days) => Some(zone.end_of(business_days_after(day, days))),
        Limit::Months(months) => Some(zone.end_of(add_months(day, i32::from(months)))),
        Limit::Promptly => None,
    }
}

fn business_days_after(day: Date, days: u16) -> Date {
    let works = |day: &Date| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let next = day.series(Span::new().days(1)).skip(1).filter(works);
    next.take(usize::from(days)).last().unwrap_or(day)
}

/// Whether a duty applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applies {
    Yes,
    /// If personal data are concerned, which is not known yet.
    Unknown,
    No,
}

/// Whether a duty applies to what is said of an incident.
#[must_use]
pub fn applies(duty: &Duty, said: &Classification) -> Applies {
    if !said.jurisdictions.contains(&duty.jurisdiction) {
        return Applies::No;
    }
    let holds = |need: &Circumstance| match (need, said.personal_data) {
        (Circumstance::PersonalData, PersonalData::Yes) => Applies::Yes,
        (Circumstance::PersonalData, PersonalData::Unknown) => Applies::Unknown,
        (Circumstance::PersonalData, PersonalData::No) => Applies::No,
        (need, _) if said.circumstances.contains(need) => Applies::Yes,
        (_, _) => Applies::No,
    };
    let all: Vec<_> = duty.needs.iter().map(holds).collect();
    if all.contains(&Applies::No) {
        Applies::No
    } else if all.contains(&Applies::Unknown) {
        Applies::Unknown
    } else {
        Applies::Yes
    }
}

/// How a duty stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DutyState {
    /// What starts it has not happened.
    NotBegun,
    /// It runs; none: without undue delay.
    Running(Option<Instant>),
    Overdue(Instant),
    Told {
        at: Instant,
        late: bool,
    },
    /// Somebody decided, with a reason, that nobody is told.
    NotTold(String),
}

impl DutyState {
    /// Whether somebody still has to be told, or decide otherwise.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Running(_) | Self::Overdue(_))
    }
}

/// A duty that applies, or may, and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyStanding {
    pub duty: &'static Duty,
    /// It applies if personal data are concerned, which is not known yet.
    pub unsure: bool,
    /// The last instant in time; none before it runs, and where there is no last one.
    pub due: Option<Instant>,
    pub state: DutyState,
}

/// The duties of an incident as of `now`, those due first first.
#[must_use]
pub fn duties(incident: &Incident, times: &Times, now: Instant, zone: &impl Zone) -> Vec<DutyStanding> {
    let Some((said, _)) = &incident.classification else { return Vec::new() };
    let applying = catalogue().limits.iter().filter_map(|duty| match applies(duty, said) {
        Applies::Yes => Some((duty, false)),
        Applies::Unknown => Some((duty, true)),
        Applies::No => None,
    });
    let mut all: Vec<_> = applying
        .map(|(duty, unsure)| {
            let begun = match &duty.from {
                Clock::Aware => Some(times.detected),
                Clock::Materiality => said.material_at,
                Clock::After(before) => incident.told_by(before),
            };
            let due = begun.and_then(|from| deadline(duty.limit, from, zone));
            DutyStanding { duty, unsure, due, state: state(duty, incident, begun, due, now) }
        })
        .collect();
    all.sort_by_key(|one| (!one.state.is_open(), one.due.unwrap_or(Instant::NEVER)));
    all
}

fn state(duty: &Duty, incident: &Incident, begun: Option<Instant>, due: Option<Instant>, now: Instant) -> DutyState {
    if let Some(at) = incident.told_by(&duty.id) {
        return DutyState::Told { at, late: due.is_some_and(|due| at > due) };
    }
    if let Some(reason) = incident.not_told(&duty.id) {
        return DutyState::NotTold(reason.to_owned());
    }
    match (begun, due) {
        (None, _) => DutyState::NotBegun,
        (Some(_), Some(due)) if now > due => DutyState::Overdue(due),
        (Some(_), due) => DutyState::Running(due),
    }
}
