//! How much of our own window a vendor's documents cover, day by day, and why not more.

use super::Attestation;
use super::marks::{Mark, Marks};
use super::question::{Hosts, Question, Settings};
use super::reading::Reading;
use super::why::Reason;
use crate::days::{EndsBeforeItBegins, Period};
use crate::words::word;
use jiff::civil::Date;
use serde::Serialize;

word! {
    /// What is on a day of our window, strongest first.
    pub enum DayClass {
        /// Inside the period of a report that counts.
        Audited = "audited", "Audited",
        /// After it, under a letter of management.
        Bridged = "bridged", "Bridged",
        /// Under a certificate: never tested, and counted only where the vendor's tier accepts its kind.
        Certified = "certified", "Certified",
        /// Covered, or not, as soon as a question is answered.
        Unknown = "unknown", "Unknown",
        /// Within three months of a report, and the letter is missing.
        Bridgeable = "bridgeable", "Letter missing",
        Uncovered = "uncovered", "Uncovered",
        /// Still ahead, with nothing on it.
        NotYet = "not-yet", "Not yet",
    }
}

word! {
    /// What a cover amounts to, weakest first.
    pub enum CoverState {
        /// Days that have passed are not covered.
        Gap = "gap", "Days not covered",
        Unknown = "unknown", "Unknown",
        /// Nothing is missing so far; days are still ahead.
        NotYet = "not-yet", "Not yet over",
        Covered = "covered", "Covered",
    }
}

/// Days in a row that are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    pub days: Period,
    pub class: DayClass,
    /// What is on them is of a kind that counts for vendors of that tier. Days that only a certificate of another kind
    /// covers are certified, or unknown, and count for nothing.
    pub accepted: bool,
}

/// Days counted by class: each day of the denominator in exactly one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    pub audited: i64,
    pub bridged: i64,
    pub certified: i64,
    pub unknown: i64,
    pub bridgeable: i64,
    pub uncovered: i64,
    pub not_yet: i64,
}

impl Tally {
    fn add(&mut self, class: DayClass, days: i64) {
        let count = match class {
            DayClass::Audited => &mut self.audited,
            DayClass::Bridged => &mut self.bridged,
            DayClass::Certified => &mut self.certified,
            DayClass::Unknown => &mut self.unknown,
            DayClass::Bridgeable => &mut self.bridgeable,
            DayClass::Uncovered => &mut self.uncovered,
            DayClass::NotYet => &mut self.not_yet,
        };
        *count += days;
    }

    /// The days of one class.
    #[must_use]
    pub const fn of(&self, class: DayClass) -> i64 {
        match class {
            DayClass::Audited => self.audited,
            DayClass::Bridged => self.bridged,
            DayClass::Certified => self.certified,
            DayClass::Unknown => self.unknown,
            DayClass::Bridgeable => self.bridgeable,
            DayClass::Uncovered => self.uncovered,
            DayClass::NotYet => self.not_yet,
        }
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> i64 {
        DayClass::ALL.iter().map(|class| self.of(*class)).sum()
    }
}

/// How much of our own window a vendor's documents cover.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Cover {
    /// The days asked for, in order; neighbours differ.
    pub spans: Vec<Span>,
    pub days: Tally,
    /// Why days are not covered that a document might seem to cover.
    pub reasons: Vec<Reason>,
    /// What stays to be said beside days that count.
    pub remarks: Vec<Reason>,
}

impl Cover {
    /// How many days are asked for: those of the window on which a system in scope depended on the vendor.
    #[must_use]
    pub fn denominator(&self) -> i64 {
        self.days.all()
    }

    /// Uncovered days as people are shown them: a letter that is missing covers nothing.
    #[must_use]
    pub const fn uncovered_shown(&self) -> i64 {
        self.days.bridgeable + self.days.uncovered
    }

    /// Days that have no proof which counts for the vendor's tier: those shown as uncovered, and those with nothing but
    /// a certificate of a kind that is not accepted.
    #[must_use]
    pub fn unproven(&self) -> i64 {
        let aside = |span: &&Span| !span.accepted && matches!(span.class, DayClass::Certified | DayClass::Unknown);
        self.uncovered_shown() + self.spans.iter().filter(aside).map(|span| span.days.days()).sum::<i64>()
    }

    /// What it amounts to; none when no day is asked for.
    #[must_use]
    pub fn state(&self) -> Option<CoverState> {
        if self.denominator() == 0 {
            None
        } else if self.unproven() > 0 {
            Some(CoverState::Gap)
        } else if self.days.unknown > 0 {
            Some(CoverState::Unknown)
        } else if self.days.not_yet > 0 {
            Some(CoverState::NotYet)
        } else {
            Some(CoverState::Covered)
        }
    }

    fn push(&mut self, span: Span) {
        self.days.add(span.class, span.days.days());
        if let Some(last) = self.spans.last_mut() {
            let alike = last.class == span.class && last.accepted == span.accepted;
            let joined = Period::new(last.days.from(), span.days.until());
            if alike
                && last.days.until().tomorrow().ok() == Some(span.days.from())
                && let Ok(days) = joined
            {
                last.days = days;
                return;
            }
        }
        self.spans.push(span);
    }
}

/// The weakest of the covers of all vendors that a system depends on: every vendor must stand, the report of one proves
/// nothing for another. None when no day is asked for of any.
#[must_use]
pub fn worst<'a>(covers: impl IntoIterator<Item = &'a Cover>) -> Option<CoverState> {
    covers.into_iter().filter_map(Cover::state).min()
}

/// How much of our own window a vendor's documents cover.
///
/// Classes of a day, strongest first: audited, bridged, certified (of an accepted kind), unknown, letter missing,
/// certified (of another kind), uncovered; after `known`, days with nothing on them that counts are not yet.
///
/// Source: market practice for reliance on vendors' reports: a report speaks for its period, a letter of management for
/// three months more.
#[must_use]
pub fn cover(question: &Question<'_>, vendor: &[Attestation], hosts: &Hosts<'_>, settings: &Settings) -> Cover {
    let mut told = Vec::new();
    let marks = Reading::new(question, hosts, settings).marks(vendor, &mut told);
    let mut cover = Cover::default();
    (cover.remarks, cover.reasons) = told.into_iter().partition(|reason| reason.why.is_remark());
    for days in asked(question) {
        fill(&mut cover, &marks, days, question.known);
    }
    cover
}

/// The days asked for, in order, none twice.
fn asked(question: &Question<'_>) -> Vec<Period> {
    let used = question.used.iter().map(|days| (*days, Mark::Audited));
    Marks::strongest(used, question.window).within(question.window).map(|(days, _)| days).collect()
}

/// Every day of `days`, those without a mark too.
fn fill(cover: &mut Cover, marks: &Marks, days: Period, known: Date) {
    let mut next = Some(days.from());
    for (marked, mark) in marks.within(days) {
        if let Some(from) = next {
            bare(cover, from, marked.from().yesterday().ok(), known);
        }
        mark_days(cover, marked, mark, known);
        next = marked.until().tomorrow().ok();
    }
    if let Some(from) = next {
        bare(cover, from, Some(days.until()), known);
    }
}

/// Days with a mark. What counts for no vendor of the tier is nothing on a day that is still ahead: its proof can come.
fn mark_days(cover: &mut Cover, days: Period, mark: Mark, known: Date) {
    if span(days, mark).accepted {
        return cover.push(span(days, mark));
    }
    if let Ok(past) = Period::new(days.from(), days.until().min(known)) {
        cover.push(span(past, mark));
    }
    if let Ok(ahead) = known.tomorrow()
        && let Ok(ahead) = Period::new(days.from().max(ahead), days.until())
    {
        cover.push(Span { days: ahead, class: DayClass::NotYet, accepted: false });
    }
}

/// Days with nothing on them: uncovered until `known`, not yet after it.
fn bare(cover: &mut Cover, from: Date, until: Option<Date>, known: Date) {
    let Some(Ok(days)) = until.map(|until| Period::new(from, until)) else { return };
    let mut push = |days: Result<Period, EndsBeforeItBegins>, class| {
        if let Ok(days) = days {
            cover.push(Span { days, class, accepted: false });
        }
    };
    push(Period::new(days.from(), days.until().min(known)), DayClass::Uncovered);
    if let Ok(ahead) = known.tomorrow() {
        push(Period::new(days.from().max(ahead), days.until()), DayClass::NotYet);
    }
}

const fn span(days: Period, mark: Mark) -> Span {
    let (class, accepted) = match mark {
        Mark::Audited => (DayClass::Audited, true),
        Mark::Bridged => (DayClass::Bridged, true),
        Mark::Certified => (DayClass::Certified, true),
        Mark::Unknown => (DayClass::Unknown, true),
        Mark::Bridgeable => (DayClass::Bridgeable, true),
        Mark::CertifiedAside => (DayClass::Certified, false),
        Mark::UnknownAside => (DayClass::Unknown, false),
    };
    Span { days, class, accepted }
}
