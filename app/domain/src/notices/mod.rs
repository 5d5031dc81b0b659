//! What announces itself: matters that are due, that lapse or that wait for somebody, and what people are told of them.
//!
//! A [`Matter`] is a reading of the facts of one instant: it is there because of what holds, and gone when that is done.
//! [`notices`] says of matters who is told what today; a [`Notice`] has a key, so that nobody is told the same twice, and
//! evaluating a day again tells nothing new. [`digest`] gathers notices into at most one letter a day.

mod choice;
mod job;
mod letters;
mod matter;
mod stage;
mod told;

#[cfg(test)]
mod tests;

pub use choice::{How, NoticeChoice, NoticeChoiceDraft};
pub use job::{JobKind, JobState};
pub use letters::{digest, weekly_on};
pub use matter::{Group, Matter, What, gathered};
pub use stage::{AHEAD_DAYS, ESCALATE_DAYS, REPEAT_DAYS, Stage, stage};
pub use told::{Absence, AbsenceDraft, Colleague, Colleagues, Notice, Way, notices};
