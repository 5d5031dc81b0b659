//! Who of those who need a course has it on a day, and who lacks it, and why.

use super::records::{Course, Outcome, Record};
use crate::ids::PersonId;
use crate::words::word;
use jiff::civil::Date;
use std::collections::BTreeSet;

word! {
    /// Why somebody lacks a course, weakest first.
    pub enum Lack {
        Never = "never", "Never taken",
        Failed = "failed", "Not passed",
        Lapsed = "lapsed", "No longer valid",
    }
}

/// How somebody stands to a course on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Passed on that day, valid until the last one, that day included; none: for ever.
    Has { passed_on: Date, until: Option<Date> },
    /// The day of the last attempt; none was made when never.
    Lacks { why: Lack, last: Option<Date> },
}

/// How a person stands to a course on a day: by whatever is valid longest of what they had passed by then. A failed
/// attempt takes nothing away from one that is still valid.
#[must_use]
pub fn standing(course: &Course, records: &[Record], person: PersonId, on: Date) -> Standing {
    let own = records.iter().filter(|it| it.person == person && it.day <= on && course.is(&it.course));
    let passed = || own.clone().filter(|it| it.outcome == Outcome::Passed);
    let valid = passed().filter_map(|it| {
        let until = course.valid_until(it);
        until.is_none_or(|until| on <= until).then_some((until.unwrap_or(Date::MAX), it.day, until))
    });
    if let Some((_, passed_on, until)) = valid.max() {
        return Standing::Has { passed_on, until };
    }
    let last = own.clone().map(|it| it.day).max();
    let why = match (last, passed().next()) {
        (None, _) => Lack::Never,
        (Some(_), Some(_)) => Lack::Lapsed,
        (Some(_), None) => Lack::Failed,
    };
    Standing::Lacks { why, last }
}

/// A course held against those who need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register {
    /// Everybody who needs it, once, in the order of their ids.
    pub rows: Vec<(PersonId, Standing)>,
}

impl Register {
    /// Those who lack it.
    pub fn lacking(&self) -> impl Iterator<Item = (PersonId, Lack)> + '_ {
        self.rows.iter().filter_map(|(person, standing)| match standing {
            Standing::Lacks { why, .. } => Some((*person, *why)),
            Standing::Has { .. } => None,
        })
    }

    /// Whether it proves something: it is needed by somebody, and nobody lacks it.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        !self.rows.is_empty() && self.lacking().next().is_none()
    }

    /// The first day after which somebody has it no more.
    #[must_use]
    pub fn until(&self) -> Option<Date> {
        let ends = self.rows.iter().filter_map(|(_, standing)| match standing {
            Standing::Has { until, .. } => *until,
            Standing::Lacks { .. } => None,
        });
        ends.min()
    }
}

/// How everybody of an audience stands to a course on a day. Records of others do not count.
#[must_use]
pub fn register(course: &Course, records: &[Record], audience: &BTreeSet<PersonId>, on: Date) -> Register {
    Register { rows: audience.iter().map(|person| (*person, standing(course, records, *person, on))).collect() }
}
