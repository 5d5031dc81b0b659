//! A deficiency as it is opened: from what, about what, by which control, and who answers for it.

use super::words::SourceKind;
use crate::accounts::line;
use crate::asked::CriterionSet;
use crate::change::said;
use crate::codes::{ControlId, RequirementId};
use crate::days::{self, Period};
use crate::ids::{PersonId, SystemId, VendorId};
use crate::refusal::{Fault, Faults, Refusal};
use crate::words::CriterionId;
use jiff::civil::Date;
use std::fmt;
use std::str::FromStr;

const TITLE_MAX: usize = 160;
const REFERENCE_MAX: usize = 200;

/// Where a deficiency comes from: its kind, and the row or paper it came from (empty for a person's own notice).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    pub kind: SourceKind,
    pub id: String,
}

impl Source {
    pub fn new(kind: SourceKind, id: impl ToString) -> Self {
        Self { kind, id: id.to_string() }
    }

    /// Whether one source opens one deficiency at a time. People notice many things.
    #[must_use]
    pub const fn is_single(&self) -> bool {
        !matches!(self.kind, SourceKind::Person)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.kind.key(), self.id)
    }
}

impl FromStr for Source {
    type Err = crate::words::NotAWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, id) = text.split_once('/').unwrap_or((text, ""));
        Ok(Self { kind: kind.parse()?, id: id.to_owned() })
    }
}

/// What it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Of {
    Organisation,
    System(SystemId),
    Vendor(VendorId),
}

impl fmt::Display for Of {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Organisation => out.write_str("organisation"),
            Self::System(id) => write!(out, "system/{id}"),
            Self::Vendor(id) => write!(out, "vendor/{id}"),
        }
    }
}

impl Of {
    /// Of the text that `Display` gives.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        match text.split_once('/') {
            None => (text == "organisation").then_some(Self::Organisation),
            Some(("system", id)) => id.parse().ok().map(Self::System),
            Some(("vendor", id)) => id.parse().ok().map(Self::Vendor),
            Some(_) => None,
        }
    }
}

/// The form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeficiencyDraft {
    /// The word of [`SourceKind`].
    pub source: String,
    /// The row or paper it came from.
    pub reference: String,
    pub title: String,
    pub what: String,
    pub control: String,
    pub requirement: String,
    /// The criterion, where no control says it.
    pub criterion: String,
    /// As [`Of`] displays itself; empty: the organisation.
    pub of: String,
    pub found_on: String,
    /// The day of the occurrence that deviated, where it is another.
    pub occurred_on: String,
    pub owner: String,
}

/// The same, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDeficiency {
    pub source: Source,
    pub title: String,
    pub what: String,
    pub control: Option<ControlId>,
    pub requirement: Option<RequirementId>,
    /// The criterion somebody named; where a control is named, criteria follow from it.
    pub criterion: Option<CriterionId>,
    pub of: Of,
    pub found_on: Date,
    /// The occurrence falls on this day: the reading over a window goes by it (rules, section 2).
    pub occurred_on: Date,
    pub owner: PersonId,
}

impl NewDeficiency {
    /// The criteria it touches: those of its control, and the one that somebody named.
    #[must_use]
    pub fn criteria(&self, of_control: CriterionSet) -> CriterionSet {
        self.criterion.map_or(of_control, |one| of_control.with(one))
    }
}

impl DeficiencyDraft {
    /// # Errors
    /// As [`Self::check_within`].
    pub fn check(&self, today: Date) -> Result<NewDeficiency, Refusal> {
        self.check_within(None, today)
    }

    /// `period` is that of the report from which it comes, a vendor's or that of an audit of ours: what a report tells
    /// occurred on a day of it, and where none is named, on its last day, or on the day it was found where that was earlier.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `source`, `reference`, `title`, `what`, `control`, `requirement`, `criterion`, `of`,
    /// `found_on`, `occurred_on` or `owner`.
    pub fn check_within(&self, period: Option<Period>, today: Date) -> Result<NewDeficiency, Refusal> {
        let mut faults = Faults::default();
        let title = faults.take(line("title", &self.title, TITLE_MAX, "Say in a line what did not work."));
        let what = faults.take(said("what", &self.what, "Say what was found, and where it is to be seen."));
        let source = faults.take(self.source());
        let control = faults.take(code("control", &self.control, "Choose a control of the list."));
        let requirement = faults.take(code("requirement", &self.requirement, "Name a requirement, as TSK-AC-07-1."));
        let criterion = faults.take(code("criterion", &self.criterion, "Choose a criterion of the list."));
        if let (Some(None), Some(None)) = (&control, &criterion) {
            faults.add("control", "Choose the control that did not work, or the criterion that is touched.");
        }
        let of = if self.of.trim().is_empty() { Some(Of::Organisation) } else { Of::read(self.of.trim()) };
        if of.is_none() {
            faults.add("of", "Choose the organisation, a system or a vendor.");
        }
        let found = faults.take(day("found_on", &self.found_on, today));
        let occurred = match self.occurred_on.trim() {
            "" => period.map(|period| found.map_or(period.until(), |found| found.min(period.until()))).or(found),
            text => faults.take(day("occurred_on", text, today)),
        };
        if let (Some(day), Some(found)) = (occurred, found)
            && day > found
        {
            faults.add("occurred_on", "It was found before it occurred. Look at the two days again.");
        }
        if let (Some(day), Some(period)) = (occurred, period)
            && !period.contains(day)
        {
            let (from, until) = (period.from(), period.until());
            faults.add("occurred_on", format!("The report speaks of {from} to {until}: name a day of these."));
        }
        let owner = self.owner.trim().parse().ok();
        if owner.is_none() {
            faults.add("owner", "Choose who answers for it.");
        }
        faults.none()?;
        let missing = || Refusal::at("title", "Look at the fields again.");
        Ok(NewDeficiency {
            source: source.ok_or_else(missing)?,
            title: title.ok_or_else(missing)?,
            what: what.ok_or_else(missing)?,
            control: control.flatten(),
            requirement: requirement.flatten(),
            criterion: criterion.flatten(),
            of: of.ok_or_else(missing)?,
            found_on: found.ok_or_else(missing)?,
            occurred_on: occurred.ok_or_else(missing)?,
            owner: owner.ok_or_else(missing)?,
        })
    }

    fn source(&self) -> Result<Source, Fault> {
        let kind: SourceKind =
            self.source.trim().parse().map_err(|_| Fault::new("source", "Choose what it comes from."))?;
        if kind == SourceKind::Person {
            return Ok(Source::new(kind, ""));
        }
        let id = line("reference", &self.reference, REFERENCE_MAX, "Name the paper: which audit, which test.")?;
        Ok(Source { kind, id })
    }
}

fn code<T: FromStr>(field: &'static str, text: &str, wrong: &'static str) -> Result<Option<T>, Fault> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Fault::new(field, wrong)),
    }
}

/// A day that has come.
pub(super) fn day(field: &'static str, text: &str, today: Date) -> Result<Date, Fault> {
    let day = days::typed(text).map_err(|no_day| Fault::new(field, no_day.to_string()))?;
    if day > today {
        return Err(Fault::new(field, format!("{day} has not come yet.")));
    }
    Ok(day)
}
