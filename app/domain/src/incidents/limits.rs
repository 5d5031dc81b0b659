//! By when somebody has to be told. Hours are counted from instant to instant. Days and months end with the last instant of
//! the last day in the organisation's zone, the day of the event not counted. Business days are Monday to Friday: public
//! holidays are not known here, and a limit is never lengthened by one.

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
