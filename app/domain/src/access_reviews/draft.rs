//! What is reviewed, of what, who decides and how often: as a form says it.

use super::listing::{Holder, Line};
use crate::accounts::line;
use crate::days::{add_months, typed};
use crate::deficiencies::Of;
use crate::evidence::NamedPair;
use crate::ids::PersonId;
use crate::refusal::{Fault, Faults, Refusal};
use crate::words::word;
use jiff::ToSpan as _;
use jiff::civil::Date;

word! {
    /// What a listing opens.
    pub enum Reviewed {
        TrainingData = "training-data", "Training data",
        Registry = "registry", "Model registry",
        Console = "vendor-console", "Vendor’s console",
        Rooms = "rooms", "Rooms with machines",
        Other = "other", "Something else",
    }
}

word! {
    /// Where a review stands.
    pub enum ReviewStage {
        Deciding = "deciding", "Being decided",
        Closed = "closed", "Waits to be accepted",
        Accepted = "accepted", "Accepted",
        Dropped = "dropped", "Called off",
    }
}

impl Reviewed {
    /// The requirement that an accepted review of it proves, by its number; none for what no requirement asks about.
    ///
    /// Source: AIG-AC-03 asks for the rights on the assets of each system, AIG-AC-08 for badges to rooms of our own. A
    /// vendor's console counts for the system that is reviewed through it, never for every system of the vendor.
    #[must_use]
    pub const fn proves(self, of: Of) -> Option<&'static str> {
        match (self, of) {
            (Self::Rooms, Of::Organisation) => Some("TSK-AC-08-1"),
            (Self::TrainingData | Self::Registry | Self::Console | Self::Other, Of::System(_)) => Some("TSK-AC-03-1"),
            (Self::Rooms, Of::System(_) | Of::Vendor(_))
            | (Self::TrainingData | Self::Registry | Self::Console | Self::Other, Of::Organisation | Of::Vendor(_)) => {
                None
            }
        }
    }

    /// The same, of the subject with this number.
    #[must_use]
    pub fn pair(self, of: Of, subject: i64) -> Option<NamedPair> {
        Some(NamedPair { requirement: self.proves(of)?.parse().ok()?, subject })
    }
}

/// Months between two reviews that may be chosen.
pub const RHYTHMS: [u16; 4] = [1, 3, 6, 12];

/// A review as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewDraft {
    pub name: String,
    /// A word of [`Reviewed`].
    pub reviewed: String,
    /// As [`Of::read`] reads it.
    pub of: String,
    pub owner: Option<PersonId>,
    pub second: Option<PersonId>,
    /// The day by which every line is decided.
    pub due_on: String,
    /// The day on which the listing was made.
    pub listed_on: String,
    /// Months until it is reviewed again; empty: once.
    pub months: String,
}

/// A sound review, before its listing is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReview {
    pub name: String,
    pub reviewed: Reviewed,
    pub of: Of,
    pub owner: PersonId,
    pub second: Option<PersonId>,
    pub due_on: Date,
    pub listed_on: Date,
    pub months: Option<u16>,
}

const NAME_MAX: usize = 160;

/// Days that a listing may be old: as long as the kind of evidence lives.
const LISTING_DAYS: i64 = 30;

impl ReviewDraft {
    /// What was typed, read.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at each field that cannot stand.
    pub fn check(&self, today: Date) -> Result<NewReview, Refusal> {
        let mut faults = Faults::default();
        let name = faults.take(line("name", &self.name, NAME_MAX, "Say what is reviewed: “Claims data lake”."));
        let reviewed = self.reviewed.parse::<Reviewed>().map_err(|_| Fault::new("reviewed", "Choose what it opens."));
        let reviewed = faults.take(reviewed);
        let of = Of::read(&self.of).ok_or_else(|| Fault::new("of", "Choose what it belongs to."));
        let of = faults.take(of);
        let owner = faults.take(self.owner.ok_or_else(|| Fault::new("owner", "Choose who decides.")));
        if self.second.is_some() && self.second == self.owner {
            faults.add("second", "Name somebody other than the owner.");
        }
        let listed_on = faults.take(day("listed_on", &self.listed_on, "Give the day on which the listing was made."));
        match listed_on {
            Some(day) if day > today => faults.add("listed_on", format!("{day} has not come yet.")),
            Some(day) if day.saturating_add(LISTING_DAYS.days()) < today => {
                let sentence = format!(
                    "A listing of {day} no longer shows who has access. Take one of these {LISTING_DAYS} days."
                );
                faults.add("listed_on", sentence);
            }
            Some(_) | None => {}
        }
        let due_on = faults.take(day("due_on", &self.due_on, "Give the day by which every line is decided."));
        if due_on.is_some_and(|day| day < today) {
            faults.add("due_on", "This day has passed.");
        }
        let months = match self.months.trim() {
            "" => Ok(None),
            text => text.parse().ok().filter(|months| RHYTHMS.contains(months)).map(Some).ok_or(()),
        };
        let months = faults.take(months.map_err(|()| Fault::new("months", "Choose one of the rhythms.")));
        faults.none()?;
        let all = name.zip(reviewed).zip(of).zip(owner).zip(due_on).zip(listed_on).zip(months);
        let ((((((name, reviewed), of), owner), due_on), listed_on), months) =
            all.ok_or_else(|| Refusal::missing("access review"))?;
        Ok(NewReview { name, reviewed, of, owner, second: self.second, due_on, listed_on, months })
    }
}

fn day(field: &'static str, text: &str, ask: &'static str) -> Result<Date, Fault> {
    if text.trim().is_empty() {
        return Err(Fault::new(field, ask));
    }
    typed(text).map_err(|no| Fault::new(field, no.to_string()))
}

/// Whether somebody else is named for the owner's own access.
///
/// # Errors
/// [`Refusal::Invalid`] at `second` when the owner holds a line and nobody is.
pub fn somebody_decides_each(new: &NewReview, lines: &[Line]) -> Result<(), Refusal> {
    let own = lines.iter().any(|line| line.holder == Holder::Person(new.owner));
    if own && new.second.is_none() {
        return Err(Refusal::at("second", "The owner has access here. Name somebody else, who decides on that."));
    }
    Ok(())
}

/// The day by which the same is reviewed again, reckoned from the day of the listing.
#[must_use]
pub fn next_on(listed_on: Date, months: u16) -> Date {
    add_months(listed_on, i32::from(months))
}
