//! Records of training as an export holds them, and whose they are.

use crate::columns::{Columns, Named};
use crate::days::{add_months, last_valid_day};
use crate::ids::PersonId;
use crate::import::{RawRow, Remark, excerpt, folded};
use crate::roll::{Meant, Roll};
use crate::words::word;
use jiff::civil::Date;

word! {
    /// What a column of an export of training holds.
    pub enum TrainingField {
        Person = "person", "Person",
        Email = "email", "E-mail",
        Course = "course", "Course",
        Day = "day", "Completed on",
        Result = "result", "Result",
        ValidUntil = "valid-until", "Valid until",
    }
}

impl Named for TrainingField {
    fn label(self) -> &'static str {
        Self::label(self)
    }

    fn also(self) -> &'static [&'static str] {
        match self {
            Self::Person => &[
                "name",
                "full name",
                "employee",
                "employee name",
                "learner",
                "participant",
                "user",
                "user name",
                "username",
            ],
            Self::Email => &["email", "email address", "mail", "user email", "learner email"],
            Self::Course => {
                &["course name", "course title", "module", "training", "training name", "title", "programme"]
            }
            Self::Day => &["completed", "completion date", "date", "date completed", "finished on", "passed on", "day"],
            Self::Result => &["outcome", "status", "passed", "completion status", "test result", "pass fail"],
            Self::ValidUntil => &["expires", "expires on", "expiry", "expiry date", "expiration date", "valid to"],
        }
    }
}

word! {
    /// What came of an attempt.
    pub enum Outcome {
        Passed = "passed", "Passed",
        Failed = "failed", "Not passed",
    }
}

/// A course that somebody may need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    pub title: String,
    /// Other titles under which exports name it.
    pub also: Vec<String>,
    /// How many months it stays valid where a record states no end; none: for ever.
    pub months: Option<u16>,
}

/// Somebody's attempt at a course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub person: PersonId,
    pub course: String,
    pub day: Date,
    pub outcome: Outcome,
    /// The last day on which it is valid, as the record states it.
    pub valid_until: Option<Date>,
}

/// A row whose person cannot be told, with all that it says but that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmatched {
    pub row: u64,
    /// What the row calls them.
    pub called: String,
    /// Several people could be meant; else none.
    pub several: bool,
    pub course: String,
    pub day: Date,
    pub outcome: Outcome,
    pub valid_until: Option<Date>,
}

/// What an export says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    pub records: Vec<Record>,
    pub unmatched: Vec<Unmatched>,
    /// How many rows tell of an attempt that is not finished: they are no records.
    pub unfinished: usize,
}

impl Course {
    /// Whether a record is of this course: by its title or another one, without regard to case.
    #[must_use]
    pub fn is(&self, title: &str) -> bool {
        let title = folded(title);
        std::iter::once(&self.title).chain(&self.also).any(|own| folded(own) == title)
    }

    /// The last day on which a record of it is valid: its own, else so many months after its day; none: for ever.
    #[must_use]
    pub fn valid_until(&self, record: &Record) -> Option<Date> {
        let by_course = self.months.map(|months| add_months(record.day, i32::from(months)));
        match (record.valid_until, self.months) {
            (Some(own), Some(months)) => Some(last_valid_day(record.day, i32::from(months), [own])),
            (own, _) => own.or(by_course),
        }
    }
}

const PASSED: [&str; 12] =
    ["passed", "pass", "complete", "completed", "successful", "success", "yes", "y", "true", "1", "attended", "done"];
const FAILED: [&str; 8] = ["failed", "fail", "not passed", "unsuccessful", "no", "n", "false", "0"];
const UNFINISHED: [&str; 8] =
    ["in progress", "not started", "enrolled", "assigned", "incomplete", "open", "started", "overdue"];
const NEEDED: [TrainingField; 2] = [TrainingField::Course, TrainingField::Day];

/// The records of an export. `today` is the day it is taken in; nothing is completed after it. Without a column of
/// results every row with a day was completed.
///
/// # Errors
/// Every row that cannot be read, with why. An export comes in whole or not at all.
pub fn read(columns: &Columns<TrainingField>, rows: &[RawRow], roll: &Roll, today: Date) -> Result<Read, Vec<Remark>> {
    let mut faults = columns.missing(&NEEDED);
    if columns.lacking(&[TrainingField::Person, TrainingField::Email]).count() == 2 {
        let reason = "No column holds the person. Choose the one with a name or an address.".to_owned();
        faults.push(Remark { row: None, column: None, reason, name: String::new() });
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut read = Read::default();
    for row in rows {
        match attempt(columns, row, today) {
            Ok(None) => read.unfinished += 1,
            Ok(Some((course, day, outcome, valid_until))) => {
                let (email, name) = (columns.cell(TrainingField::Email, row), columns.cell(TrainingField::Person, row));
                let several = match roll.find([email.as_deref(), name.as_deref()].into_iter().flatten()) {
                    Meant::One(person) => {
                        read.records.push(Record { person, course, day, outcome, valid_until });
                        continue;
                    }
                    Meant::Several => true,
                    Meant::Nobody => false,
                };
                let called = name.or(email).unwrap_or_default();
                read.unmatched.push(Unmatched { row: row.row, called, several, course, day, outcome, valid_until });
            }
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

/// What a row tells of an attempt; none when it is not finished.
type Attempt = (String, Date, Outcome, Option<Date>);

fn attempt(columns: &Columns<TrainingField>, row: &RawRow, today: Date) -> Result<Option<Attempt>, Remark> {
    use TrainingField as F;
    let fault = |field, reason: String| columns.fault(row, field, reason);
    let Some(course) = columns.cell(F::Course, row) else {
        return Err(fault(F::Course, "No course. Give its title.".into()));
    };
    let outcome = match columns.cell(F::Result, row).map(|text| (folded(&text), text)) {
        None => None,
        Some((word, _)) if PASSED.contains(&word.as_str()) => Some(Outcome::Passed),
        Some((word, _)) if FAILED.contains(&word.as_str()) => Some(Outcome::Failed),
        Some((word, _)) if UNFINISHED.contains(&word.as_str()) => return Ok(None),
        Some((_, text)) => {
            let reason =
                format!("“{}” is no result that we know. Write passed, failed or in progress.", excerpt(&text));
            return Err(fault(F::Result, reason));
        }
    };
    let day = columns.day(F::Day, row)?;
    let (day, outcome) = match (day, outcome) {
        (None, None) => return Ok(None),
        (None, Some(_)) => return Err(fault(F::Day, "It was finished on no day. Give the day.".into())),
        (Some(day), _) if day > today => return Err(fault(F::Day, format!("{day} has not come yet."))),
        (Some(day), Some(outcome)) => (day, outcome),
        (Some(_), None) if columns.header(F::Result).is_some() => {
            return Err(fault(F::Result, "No result. Write passed, failed or in progress.".into()));
        }
        (Some(day), None) => (day, Outcome::Passed),
    };
    let valid_until = columns.day(F::ValidUntil, row)?;
    if valid_until.is_some_and(|until| until < day) {
        return Err(fault(F::ValidUntil, format!("It would have ended before it was completed on {day}.")));
    }
    Ok(Some((course, day, outcome, valid_until)))
}
