//! When a system is assessed anew: by the calendar, and when something happens.

use super::assessment::Concluded;
use super::scale::Scale;
use crate::days::add_months;
use crate::instant::Instant;
use crate::words::{Criticality, word};
use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

word! {
    /// What asks for a new assessment before its day.
    pub enum ReassessmentTrigger {
        /// A trait was answered yes.
        NewTrait = "new-trait", "New trait",
        /// The system is in another stage of life.
        NewStage = "new-stage", "New stage",
        /// It depends on a further vendor.
        VendorAdded = "vendor-added", "Vendor added",
        /// A report of a vendor on which it depends holds a finding: see [`crate::attestations::is_finding`].
        ReportFinding = "report-finding", "Finding in a vendor's report",
        Incident = "incident", "Incident",
        /// An accepted risk is accepted no longer.
        AcceptanceLapsed = "acceptance-lapsed", "Acceptance lapsed",
    }
}

/// Days from what happened to the conclusion of the next assessment. Source: AIG-RA-06.
pub const REASSESS_DAYS: i64 = 30;
/// Days before its day from which the next assessment is asked for.
pub const REVIEW_NOTICE_DAYS: i64 = 30;

/// Something that happened to what is assessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriggerEvent {
    pub trigger: ReassessmentTrigger,
    pub at: Instant,
    pub on: Date,
}

/// Why an assessment is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "kebab-case")]
pub enum Because {
    /// There was none yet.
    Never,
    /// By the calendar.
    Cadence,
    Triggered {
        trigger: ReassessmentTrigger,
        on: Date,
    },
}

word! {
    /// How pressing it is.
    pub enum Pressing {
        Later = "later", "Not yet due",
        Now = "now", "Due",
        Overdue = "overdue", "Overdue",
    }
}

/// The next assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The last day on which it is in time.
    pub by: Date,
    pub pressing: Pressing,
    /// Every reason there is, each with its last day, the earliest first. Never empty.
    pub reasons: Vec<(Because, Date)>,
}

/// The day of the next assessment: so many months after the conclusion of the last.
#[must_use]
pub fn review_on(concluded: Date, criticality: Criticality, scale: &Scale) -> Date {
    add_months(concluded, i32::from(scale.months.of(criticality)))
}

/// When the next assessment is due; the first within [`REASSESS_DAYS`] of the day `known` on which the thing came to us. Events
/// up to the conclusion of the last one were before it and ask for nothing.
#[must_use]
pub fn due(last: Option<&Concluded>, events: &[TriggerEvent], known: Date, today: Date) -> Due {
    let since = last.map_or(Instant::BEGINNING, |concluded| concluded.at);
    let happened = events.iter().filter(|event| last.is_some() && event.at > since && event.on <= today);
    let triggered = happened.map(|TriggerEvent { trigger, on, .. }| {
        (Because::Triggered { trigger: *trigger, on: *on }, on.saturating_add(Span::new().days(REASSESS_DAYS)))
    });
    let first = known.saturating_add(Span::new().days(REASSESS_DAYS));
    let calendar = last.map_or((Because::Never, first), |concluded| (Because::Cadence, concluded.review_on));
    let mut reasons: Vec<_> = [calendar].into_iter().chain(triggered).collect();
    reasons.sort_by_key(|(_, by)| *by);
    let by = reasons.first().map_or(today, |(_, by)| *by);
    let asked = reasons.len() > 1 || by.saturating_sub(Span::new().days(REVIEW_NOTICE_DAYS)) <= today;
    let pressing = if by < today {
        Pressing::Overdue
    } else if asked {
        Pressing::Now
    } else {
        Pressing::Later
    };
    Due { by, pressing, reasons }
}
