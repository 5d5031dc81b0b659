//! The end of a deficiency, by a second person: who never answered for it, and never retested it.

use super::state::{Standing, TaskState};
use crate::days::add_months;
use crate::ids::PersonId;
use crate::people::Actor;
use crate::refusal::Refusal;
use jiff::Span;
use jiff::civil::Date;

/// What is still missing before it can be closed.
///
/// # Errors
/// [`Refusal::Conflict`] with the first thing.
pub fn lacks(now: &Standing, tasks: TaskState) -> Result<(), Refusal> {
    let sentence = match (now.closed.is_some(), now.agreed, tasks) {
        (true, ..) => "It was closed meanwhile. Nothing was changed.",
        (_, None, _) => "Two people have not agreed yet on what it means.",
        (_, _, TaskState::Missing) => "No corrective task was done.",
        (_, _, TaskState::Open) => "A corrective task is still open.",
        (_, _, TaskState::Done(_)) if !now.passed() => "No retest passed since it was corrected.",
        (_, _, TaskState::Done(_)) => return Ok(()),
    };
    Err(Refusal::conflict(sentence))
}

/// Handing it to somebody else makes nobody a second person.
pub(super) fn answers(now: &Standing, by: &Actor, who: &str) -> Result<(), Refusal> {
    if !now.owners.contains(&by.person) {
        return Ok(());
    }
    let answers = if now.owner == by.person { "answer" } else { "answered" };
    Err(Refusal::forbidden(format!("You {answers} for this. {who}")))
}

/// # Errors
/// As [`lacks`]; [`Refusal::Forbidden`] for whoever answers or answered for it, whoever ever retested it, and whoever has no right of review.
pub fn close(now: &Standing, tasks: TaskState, by: &Actor, note: &str) -> Result<String, Refusal> {
    lacks(now, tasks)?;
    by.must_review()?;
    answers(now, by, "A second person closes it.")?;
    if now.retesters.contains(&by.person) {
        return Err(Refusal::forbidden("You retested this. A second person closes it."));
    }
    crate::change::words("note", note)
}

/// Whether `by` may confirm the log of a day as complete. `owners` answer for what stands open in it; `keeper` wrote in it
/// last.
///
/// # Errors
/// [`Refusal::Forbidden`] for each of them, and whoever has no right of review.
pub fn present_log(owners: &[PersonId], keeper: PersonId, by: &Actor) -> Result<(), Refusal> {
    by.must_review()?;
    if keeper == by.person {
        return Err(Refusal::forbidden("You wrote in the log last. A second person reviews it."));
    }
    if owners.contains(&by.person) {
        return Err(Refusal::forbidden("You answer for something in it that stands open. Somebody else reviews it."));
    }
    Ok(())
}

/// The last day on which the monthly review of the log is in time: a month after the last one, or after the first deficiency
/// where there was none. Source: AIG-MO-03.
#[must_use]
pub fn log_review_due(last: Option<Date>, first: Date) -> Date {
    add_months(last.unwrap_or(first), 1)
}

/// Since when that review is overdue; `None` while it is not.
#[must_use]
pub fn log_review_overdue_since(due: Date, today: Date) -> Option<Date> {
    (today > due).then(|| due.saturating_add(Span::new().days(1)))
}
