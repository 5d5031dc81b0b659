//! What the operating reading is asked, and the facts about one requirement on one subject that it reads.

use super::calendar::{Calendar, Grace};
use super::parts::Parts;
use crate::applies::Fit;
use crate::days::Period;
use crate::finding::Exclusion;
use crate::ids::EvidenceId;
use crate::instant::{Instant, Zone};
use crate::timeline::Timeline;
use crate::words::{Cadence, word};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is asked.
#[derive(Debug)]
pub struct Question<'a, Z> {
    /// The window of the programme, W.
    pub window: Period,
    pub calendar: Calendar,
    /// What was set, from when; before the first, and where nobody set any: [`Grace::default`].
    pub grace: &'a Timeline<Grace>,
    /// The instant t of which the state is told: what is done after its day is as if it were not there yet.
    pub at: Instant,
    /// Only what was accepted by then counts; not before `at`.
    pub known: Instant,
    /// The organisation's zone: where an instant becomes a day.
    pub zone: &'a Z,
}

impl<Z> Clone for Question<'_, Z> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Z> Copy for Question<'_, Z> {}

impl<Z: Zone> Question<'_, Z> {
    /// The day of `at`. It is not over.
    #[must_use]
    pub fn today(&self) -> Date {
        self.zone.day(self.at)
    }

    /// Whether the window is over: its last day has passed.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.today() > self.window.until()
    }
}

/// Everything about one requirement on one subject that can tell how it operated, in any order.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Whether the programme asks it of the subject: the control adopted, the subject in scope, traits and stage.
    pub asked: &'a Timeline<Fit>,
    pub exclusions: &'a [Exclusion],
    /// How often it is expected there; `None`: by the subject's criticality, never.
    pub cadence: &'a Timeline<Option<Cadence>>,
    /// The version of the control's statement, from when.
    pub versions: &'a Timeline<i64>,
    /// Evidence accepted for the pair, as supporting or as adverse.
    pub acts: &'a [Act],
    /// What has to be shown every time.
    pub parts: Parts,
    /// Populations that were listed, where the control runs per event.
    pub listings: &'a [Listing],
    /// What two people made of exceptions.
    pub assessed: &'a [Assessed],
    /// Days in a row that somebody follows up: further days beside them are an exception of their own.
    pub followed: &'a [Period],
}

/// Evidence that was accepted for the pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    pub evidence: EvidenceId,
    /// The days it speaks for.
    pub speaks: Period,
    /// The day it was performed, p. Where it shows none: the day it was accepted, by which it was.
    pub performed_on: Option<Date>,
    /// A machine stamped that day (source system, our own register, an e-mail's header) and the reviewer confirmed it.
    pub stamped: bool,
    pub accepted: Instant,
    /// It shows failure: performed with exception.
    pub adverse: bool,
    /// Once known, it counts for no day.
    pub withdrawn: Option<Instant>,
    /// Ended by an event: what it covers is cut. What it shows to have been done stays done.
    pub ended: Option<Instant>,
    /// Of an extract that lists them: each occurrence fills its own slot, the extract itself none.
    pub listed: Vec<Dated>,
    /// How many days a state stays fresh after the day it shows; 0 for a record of a period, which covers its own days.
    pub fresh_days: u16,
    /// Of a record of a period: for how many days after its last one the next is waited for. 0 for a state.
    pub record_days: u16,
    /// The row of a population that it is about.
    pub row: Option<String>,
    /// What it shows of what has to be shown every time.
    pub shows: Parts,
}

/// One occurrence of an extract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dated {
    /// The day it speaks for.
    pub on: Date,
    pub performed_on: Date,
    /// It failed, and nobody made it good in time.
    pub adverse: bool,
}

/// A population as a system listed it: everything that happened on the days it claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    pub evidence: EvidenceId,
    /// The days it claims. It is complete for those of them that are not after the day it was taken.
    pub days: Period,
    pub taken_on: Date,
    pub accepted: Instant,
    pub withdrawn: Option<Instant>,
    pub rows: Vec<Row>,
}

/// Something that happened, on which the control had to act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its name in the source, by which two listings and other evidence mean the same.
    pub name: String,
    pub happened_on: Date,
    /// The last day on which the control acts in time, by its own limit (approval: the day before release, or its day).
    pub due_on: Date,
    /// The day it acted, as the source has it.
    pub done_on: Option<Date>,
    /// It acted, and with exception.
    pub adverse: bool,
}

/// What an exception is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "kebab-case")]
pub enum About {
    /// The occurrence that was due on that day.
    Occurrence { due: Date },
    /// The row of the population.
    Row { name: String },
    /// Days that nothing covered. What was assessed of some days is assessed of those among them.
    Days { days: Period },
}

word! {
    /// What two people concluded about the criterion, seeing cause, extent and what compensates, weakest first.
    pub enum Effect {
        NotMet = "not-met", "Criterion not met",
        StillMet = "still-met", "Criterion still met",
    }
}

/// An exception, assessed by one person and agreed by another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessed {
    pub about: About,
    pub effect: Effect,
    /// When the second agreed. Of several about the same the latest counts, of two at once the weaker.
    pub at: Instant,
}

impl Act {
    /// Whether it was accepted, done and not taken back, as far as the question sees.
    pub(super) fn counts(&self, question: &Question<'_, impl Zone>) -> bool {
        seen(self.accepted, self.withdrawn, question)
    }

    /// The day it was accepted.
    pub(super) fn accepted_on(&self, zone: &impl Zone) -> Date {
        zone.day(self.accepted)
    }

    /// The day it was performed.
    pub(super) fn performed(&self, zone: &impl Zone) -> Date {
        self.performed_on.unwrap_or_else(|| self.accepted_on(zone))
    }
}

impl Listing {
    pub(super) fn counts(&self, question: &Question<'_, impl Zone>) -> bool {
        seen(self.accepted, self.withdrawn, question) && self.taken_on <= question.today()
    }

    /// The days that it lists completely.
    pub(super) fn complete(&self) -> Option<Period> {
        Period::new(self.days.from(), self.days.until().min(self.taken_on)).ok()
    }
}

fn seen(accepted: Instant, withdrawn: Option<Instant>, question: &Question<'_, impl Zone>) -> bool {
    accepted <= question.known && withdrawn.is_none_or(|at| at > question.known)
}
