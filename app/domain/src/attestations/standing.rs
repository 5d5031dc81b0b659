//! Where one document stands on a day: whether it may still be relied upon, apart from the days of ours it covers.

use super::certificates::{Stands, life, parents};
use super::kinds::{
    anchor, begins, bridgeable, certifies, edition, editions, has_opinion, has_scope, last_day, parent,
};
use super::reports::{Worth, worth};
use super::terms::Terms;
use super::why::Why;
use super::{Attestation, Unready};
use crate::catalogue::{AttestationKind, Validity};
use crate::days::{Period, add_months};
use crate::words::{AttestationClass, word};
use jiff::Span;
use jiff::civil::Date;
use serde::Serialize;

word! {
    /// Where a document stands.
    pub enum Term {
        /// Not there: not received and accepted, or not begun.
        None = "none", "None",
        Current = "current", "Current",
        /// Near its last valid day: time to ask for the next one.
        Expiring = "expiring", "Expiring",
        Expired = "expired", "Expired",
        /// Not to be relied upon, whatever its dates.
        Void = "void", "Void",
        Unknown = "unknown", "Unknown",
    }
}

/// The day that is looked at, and the day by whose end facts count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    pub day: Date,
    pub known: Date,
}

impl AsOf {
    /// A day as it was seen on that day.
    #[must_use]
    pub const fn on(day: Date) -> Self {
        Self { day, known: day }
    }
}

/// When a document without an end of its own is to be read again. Late reading is overdue; the document stays in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Reread {
    /// The last day for it.
    pub due_on: Date,
    /// The day after, once it has come and nobody read it.
    pub overdue_since: Option<Date>,
}

/// Where a document stands on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    pub term: Term,
    /// A report that still stands, on a day later than a letter could bridge: standing is not cover.
    pub gap: bool,
    /// The last day on which it is valid, that day included; none while nothing ends it.
    pub last_valid_day: Option<Date>,
    pub reread: Option<Reread>,
    /// Why it is void, unknown or not there.
    pub why: Option<Why>,
}

/// Where a document stands on a day. `vendor` has all documents of its vendor: some certificates hang on others.
///
/// Source: market practice: a report is accepted for twelve months after its period ends, a certificate until its end
/// while surveillance is kept, an agreement while it is in force.
#[must_use]
pub fn standing(
    attestation: &Attestation,
    kind: &AttestationKind,
    at: AsOf,
    vendor: &[Attestation],
    tolerance_days: u16,
) -> Standing {
    let none = Standing { term: Term::None, gap: false, last_valid_day: None, reread: None, why: None };
    let terms = match attestation.by(at.known) {
        Err(Unready::Unseen) => return none,
        Err(Unready::Waiting) => {
            return Standing { why: Some(Why::Waiting { since: attestation.received_on }), ..none };
        }
        Ok(terms) => terms,
    };
    let terms = terms.as_ref();
    let last = last_day(kind, terms, at.known).into_iter().chain(terms.cut()).min();
    let (term, why) = term(kind, terms, at, vendor, tolerance_days);
    let stands = matches!(term, Term::Current | Term::Expiring);
    let beyond = || terms.period.and_then(|period| bridgeable(kind, period)).is_some_and(|days| days.until() < at.day);
    Standing { term, gap: stands && beyond(), last_valid_day: last, reread: reread(kind, terms, at.day), why }
}

fn term(
    kind: &AttestationKind,
    terms: &Terms,
    at: AsOf,
    vendor: &[Attestation],
    tolerance: u16,
) -> (Term, Option<Why>) {
    if begins(kind, terms).is_some_and(|first| at.day < first) {
        return (Term::None, None);
    }
    if let Some(void) = worthless(kind, terms) {
        return (Term::Void, Some(void));
    }
    let last = last_day(kind, terms, at.known);
    if let Some(cut) = ended_by_issuer(terms, at.day, last) {
        return (Term::Void, Some(cut));
    }
    if last.is_some_and(|last| at.day > last) {
        let ended = edition(kind, terms).and_then(|edition| edition.ended_on).filter(|on| Some(*on) == last);
        return (Term::Expired, ended.map(|on| Why::EditionEnded { on }));
    }
    if let Some(lapsed) = carried(kind, terms, at, vendor, tolerance) {
        return lapsed;
    }
    if let Some(why) = unanswered(kind, terms) {
        return (Term::Unknown, Some(why));
    }
    let notice = Span::new().days(i64::from(kind.renewal_notice_days));
    let end = last.into_iter().chain(terms.cut()).min();
    let expiring = end.is_some_and(|end| at.day >= end.saturating_sub(notice));
    (if expiring { Term::Expiring } else { Term::Current }, None)
}

/// What makes it void on every day.
fn worthless(kind: &AttestationKind, terms: &Terms) -> Option<Why> {
    if has_opinion(kind) {
        return match worth(terms) {
            Worth::Nothing(why) => Some(why),
            Worth::Counts(_) | Worth::Unknown(_) => None,
        };
    }
    if kind.class == AttestationClass::Letter {
        return terms.withdrawn_on.map(|on| Why::Withdrawn { on });
    }
    (has_scope(kind) && terms.scope == Some(false)).then_some(Why::NotInScope)
}

/// The question that is open.
fn unanswered(kind: &AttestationKind, terms: &Terms) -> Option<Why> {
    if has_opinion(kind) {
        return match worth(terms) {
            Worth::Unknown(why) => Some(why),
            Worth::Counts(_) | Worth::Nothing(_) => None,
        };
    }
    if editions(kind).next().is_some() && edition(kind, terms).is_none() {
        return Some(Why::EditionUnanswered);
    }
    (has_scope(kind) && terms.scope.is_none()).then_some(Why::ScopeUnanswered)
}

/// That its issuer ended it before the day, and before its own last day.
fn ended_by_issuer(terms: &Terms, day: Date, last: Option<Date>) -> Option<Why> {
    let sooner = |on: &Date| *on < day && last.is_none_or(|last| *on < last);
    let withdrawn = terms.withdrawn_on.filter(sooner).map(|on| Why::Withdrawn { on });
    withdrawn.or_else(|| terms.suspended_on.filter(sooner).map(|on| Why::Suspended { on }))
}

/// What its audits, or the certificate that it extends, make of the day; none when it stands.
fn carried(
    kind: &AttestationKind,
    terms: &Terms,
    at: AsOf,
    vendor: &[Attestation],
    tolerance: u16,
) -> Option<(Term, Option<Why>)> {
    if !certifies(kind) {
        return None;
    }
    let own = life(kind, terms, at.known, tolerance);
    let read = editions(kind).next().is_none() || edition(kind, terms).is_some();
    match best(&own, at.day) {
        Some((_, Stands::Yes)) => {}
        Some((late, Stands::Unknown)) if read => {
            return Some((Term::Unknown, Some(Why::SurveillanceLate { from: late.from() })));
        }
        Some((_, Stands::Unknown)) => {}
        None => {
            let from = own.iter().map(|(days, _)| days.until()).filter(|until| *until < at.day).max();
            return Some((Term::Void, from.map(|until| Why::SurveillanceLapsed { from: super::kinds::after(until) })));
        }
    }
    let parent = parent(kind, terms)?;
    let why = Some(Why::ParentDoesNotStand { parent: parent.clone() });
    match best(&parents(vendor, &parent, at.known, tolerance), at.day) {
        Some((_, Stands::Yes)) => None,
        Some((_, Stands::Unknown)) => Some((Term::Unknown, why)),
        None => Some((Term::Void, why)),
    }
}

/// The span that holds the day; one that stands before one of which that is unknown.
fn best(spans: &[(Period, Stands)], day: Date) -> Option<(Period, Stands)> {
    let holds = || spans.iter().copied().filter(|(days, _)| days.contains(day));
    holds().find(|(_, stands)| *stands == Stands::Yes).or_else(|| holds().next())
}

fn reread(kind: &AttestationKind, terms: &Terms, day: Date) -> Option<Reread> {
    let Validity::ReviewEvery(months) = kind.validity else { return None };
    let read = terms.rereads.iter().copied().filter(|read| *read <= day).chain(anchor(kind, terms)).max()?;
    let due_on = add_months(read, i32::from(months));
    let overdue_since = due_on.tomorrow().ok().filter(|since| *since <= day);
    Some(Reread { due_on, overdue_since })
}
