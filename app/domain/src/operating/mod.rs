//! How a control operated through a window: what was expected of it by its rhythm, what was done, and when.
//!
//! This is the reading of a Type II report. The design reading (`finding`) asks whether proof stands on a day; this one
//! asks whether the control did what it says, every time. It is a pure function, [`operating`], of [`Facts`] about one
//! requirement on one subject and of a [`Question`]: which window, by which control calendar, as of which instant, with
//! what was known by which. What was accepted later does not count, so the page of a day stays what it was.
//!
//! - [`Calendar`]: slots counted from an anchor (`calendar.rs`), and which of them a window cuts (`cuts.rs`). Days are the organisation's own; an instant becomes a
//!   day through [`Zone`](crate::instant::Zone), nowhere else.
//! - [`Days`] *in force*: the days of the window at whose end the requirement was asked and not excluded (`force.rs`).
//!   A new cadence cuts them, a new version of the statement only labels what was done.
//! - By the calendar: each slot that is expected, with what fills it (`occurrence.rs`, `slots.rs`). Per event: each row
//!   of a complete population (`events.rs`). Continuous: days covered (`covered.rs`). A window in which the cadence
//!   changed has several of these.
//! - [`State`] of the requirement, its [`Exception`]s and what two people made of them (`reading.rs`), and of the
//!   criterion (`criterion.rs`), weakest first.
//!
//! How often a requirement is expected on a subject is `rhythm.rs`, what has to be shown each time `parts.rs`, and how an
//! exception is named where it is followed up `named.rs`.
//!
//! An owner who leaves cuts nothing: the control is still asked, and what is due stays due. A pause is an exclusion or a
//! subject that leaves scope.
//!
//! Source: AICPA, SSAE 18, AT-C 105, 205 and 320: controls operate *throughout* the period; populations are complete
//! before they are sampled; a deviation is reported with its cause and effect, and never turned into a pass. Slots,
//! halves and grace are rules of this house where the standards leave them to judgement.

mod calendar;
mod covered;
mod criterion;
mod cuts;
mod events;
mod facts;
mod force;
mod named;
mod occurrence;
mod parts;
mod reading;
mod rhythm;
mod settings;
mod slots;

pub use calendar::{AnchorTooLate, Calendar, Grace};
pub use covered::{Covered, Uncovered};
pub use criterion::{CriterionState, criterion};
pub use cuts::{Cut, CutSlot, Cuts, Fate, holds};
pub use events::{Event, Events};
pub use facts::{About, Act, Assessed, Dated, Effect, Facts, Listing, Question, Row};
pub use force::Days;
pub use named::Named;
pub use occurrence::{Filled, Limits, Occurrence, Timing};
pub use parts::Parts;
pub use reading::{Exception, Operating, State, operating};
pub use rhythm::cadence_of;
pub use settings::{CalendarDraft, CalendarSettings, by_calendar, calendar_of, grace_field, graces};
pub use slots::{Interrupted, Slots};

#[cfg(test)]
mod tests;
