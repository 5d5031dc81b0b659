//! The review of a listing: who decides what, when it closes, and what is to be done then.

use super::listing::{Holder, Line};
use crate::change::words;
use crate::ids::PersonId;
use crate::instant::Instant;
use crate::people::Actor;
use crate::refusal::Refusal;
use crate::words::word;
use jiff::civil::{Date, Weekday};
use std::collections::{BTreeMap, BTreeSet};

word! {
    /// What is decided of one line.
    pub enum Access {
        Keep = "keep", "Keep",
        Change = "change", "Change",
        Revoke = "revoke", "Revoke",
    }
}

/// A review of one listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Review {
    /// Who owns what the listing opens.
    pub owner: PersonId,
    /// Who decides on the owner's own access, and stands in.
    pub second: Option<PersonId>,
    pub closed: Option<Instant>,
}

/// A decision as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionDraft {
    pub access: Option<Access>,
    pub reason: String,
}

/// What was decided of a line. A later one replaces it until the review is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub access: Access,
    pub reason: String,
    pub by: PersonId,
    pub at: Instant,
}

/// Access to be taken away or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// The line's place in the listing.
    pub line: usize,
    pub access: Access,
    pub due_on: Date,
}

/// A review in which every line is decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    pub kept: usize,
    pub removals: Vec<Removal>,
}

/// Decides one line.
///
/// # Errors
/// [`Refusal::Conflict`] when the review is closed; [`Refusal::Forbidden`] for whoever is neither its owner nor its
/// second, and for the holder of the access; [`Refusal::Invalid`] at `access` or `reason`.
pub fn decide(
    review: &Review,
    line: &Line,
    draft: &DecisionDraft,
    by: &Actor,
    now: Instant,
) -> Result<Decision, Refusal> {
    if review.closed.is_some() {
        return Err(Refusal::conflict("The review is closed. What changes now belongs to the next one."));
    }
    works_on(review, by)?;
    if line.holder == Holder::Person(by.person) {
        return Err(Refusal::forbidden("This is your own access. Somebody else decides on it."));
    }
    let access = draft.access.ok_or_else(|| Refusal::at("access", "Choose what becomes of it."))?;
    let reason = words("reason", &draft.reason)?;
    if reason.is_empty() {
        return Err(Refusal::at("reason", "Say why. One reason may serve many lines."));
    }
    Ok(Decision { access, reason, by: by.person, at: now })
}

fn works_on(review: &Review, by: &Actor) -> Result<(), Refusal> {
    if by.rights.is_guest() || (by.person != review.owner && Some(by.person) != review.second) {
        return Err(Refusal::forbidden("Its owner decides, or whoever the owner named as second."));
    }
    Ok(())
}

/// Closes a review on a day, with what is to be done by when.
///
/// # Errors
/// [`Refusal::Conflict`] when it is closed already or lines are not decided, with how many;
/// [`Refusal::Forbidden`] for whoever is neither its owner nor its second.
pub fn close(
    review: &Review,
    lines: &[Line],
    decided: &BTreeMap<usize, Decision>,
    by: &Actor,
    today: Date,
) -> Result<Closed, Refusal> {
    works_on(review, by)?;
    if review.closed.is_some() {
        return Err(Refusal::conflict("It is closed already."));
    }
    let open = (0..lines.len()).filter(|at| !decided.contains_key(at)).count();
    if lines.is_empty() || open > 0 {
        let of = lines.len();
        return Err(Refusal::conflict(format!("{open} of {of} lines are not decided. A review closes when all are.")));
    }
    let here = || decided.iter().filter(|(at, _)| **at < lines.len());
    let removals = here().filter(|(_, it)| it.access != Access::Keep);
    let removals = removals.map(|(at, it)| Removal { line: *at, access: it.access, due_on: due_on(today) });
    Ok(Closed { kept: here().filter(|(_, it)| it.access == Access::Keep).count(), removals: removals.collect() })
}

/// Whether a person may accept a closed review as proof: a second person, who decided none of its lines and holds none.
///
/// # Errors
/// [`Refusal::Conflict`] when it is not closed; [`Refusal::Forbidden`] otherwise.
pub fn accept(review: &Review, lines: &[Line], decided: &BTreeMap<usize, Decision>, by: &Actor) -> Result<(), Refusal> {
    if review.closed.is_none() {
        return Err(Refusal::conflict("It is not closed yet. Every line is decided first."));
    }
    by.must_review()?;
    let deciders: BTreeSet<_> = decided.values().map(|it| it.by).chain([review.owner]).chain(review.second).collect();
    if deciders.contains(&by.person) {
        return Err(Refusal::forbidden("You decided in this review. Somebody else accepts it."));
    }
    if lines.iter().any(|line| line.holder == Holder::Person(by.person)) {
        return Err(Refusal::forbidden("Your own access was reviewed here. Somebody else accepts it."));
    }
    Ok(())
}

/// Working days in which removals are carried out.
///
/// Source: AIG-AC-03 of the library.
const WORKING_DAYS: u8 = 10;

/// The last day for carrying out what was decided on `closed_on`: ten working days after it, Monday to Friday, holidays
/// not reckoned.
#[must_use]
pub fn due_on(closed_on: Date) -> Date {
    let mut day = closed_on;
    let mut left = WORKING_DAYS;
    while left > 0 {
        let Ok(next) = day.tomorrow() else { return day };
        day = next;
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            left -= 1;
        }
    }
    day
}
