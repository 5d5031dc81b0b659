//! Documents that end, and agreements that are to be read again: each announces itself, whatever else there is to do.

use super::kinds::{begins, last_day};
use super::standing::{AsOf, Term, standing};
use super::{Attestation, Unready};
use crate::catalogue::AttestationKind;
use crate::words::AttestationClass;
use jiff::Span;
use jiff::civil::Date;

/// Days after which nobody is reminded of a document any more: by then the gap that it left is a task.
const REMEMBERED_DAYS: i64 = 90;

/// Days before an agreement is to be read again.
const REREAD_DAYS: i64 = 14;

/// A document that asks for something by a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ends {
    /// Its number.
    pub no: i64,
    pub kind: &'static AttestationKind,
    /// The last day on which it stands, or the last day for reading it again.
    pub by: Date,
    pub asks: Asks,
}

/// What a document asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// The one that follows it.
    Next,
    Reread,
}

impl Ends {
    /// What to do, in a few words.
    #[must_use]
    pub fn sentence(&self) -> String {
        match (self.asks, self.kind.class) {
            (Asks::Reread, _) => format!("read the {} again", self.kind.title),
            (Asks::Next, AttestationClass::Letter) => "ask for the report that follows the bridge letter".to_owned(),
            (Asks::Next, _) => format!("ask for the next {}", self.kind.title),
        }
    }
}

/// The accepted documents of a vendor that end soon, or ended in the last ninety days, and that nothing follows; and the
/// agreements that are to be read again. What was entered follows already, before somebody accepts it.
///
/// Source: the days of notice of the library's kinds; a letter is followed by the next report, and a report as of one day
/// by one over a period.
#[must_use]
pub fn ends(vendor: &[Attestation], today: Date, tolerance_days: u16) -> Vec<Ends> {
    let mut all = Vec::new();
    for it in vendor.iter().filter(|it| it.by(today).is_ok()) {
        let Some(kind) = it.kind() else { continue };
        let standing = standing(it, kind, AsOf::on(today), vendor, tolerance_days);
        let remembered = |last: &Date| last.saturating_add(Span::new().days(REMEMBERED_DAYS)) >= today;
        let last = match standing.term {
            Term::Expiring => standing.last_valid_day,
            Term::Expired => standing.last_valid_day.filter(remembered),
            Term::None | Term::Current | Term::Void | Term::Unknown => None,
        };
        let others = || vendor.iter().filter(|other| other.no != it.no && stands(other, vendor, today, tolerance_days));
        if let Some(by) = last.filter(|last| !others().any(|other| follows(it, kind, *last, other, today))) {
            all.push(Ends { no: it.no, kind, by, asks: Asks::Next });
        }
        let due = standing.reread.map(|reread| reread.due_on);
        let soon = |due: &Date| due.saturating_sub(Span::new().days(REREAD_DAYS)) <= today;
        let replaced = || others().any(|other| other.kind == it.kind && began(other) > began(it));
        if let Some(by) = due.filter(soon).filter(|_| !replaced()) {
            all.push(Ends { no: it.no, kind, by, asks: Asks::Reread });
        }
    }
    all
}

fn began(it: &Attestation) -> Option<Date> {
    begins(it.kind()?, &it.terms)
}

/// Whether it was entered and may still be relied upon, as far as is known.
fn stands(it: &Attestation, vendor: &[Attestation], today: Date, tolerance: u16) -> bool {
    match (it.by(today), it.kind()) {
        (Err(Unready::Unseen), _) | (_, None) => false,
        (Err(Unready::Waiting), Some(_)) => true,
        (Ok(_), Some(kind)) => standing(it, kind, AsOf::on(today), vendor, tolerance).term != Term::Void,
    }
}

/// What a kind is a report of, whatever its type: “SOC2” of SOC2-T2 and of SOC2-BRIDGE. A SOC 1 report says nothing of
/// what a SOC 2 report says.
fn family(kind: &AttestationKind) -> &str {
    let id = kind.id.as_str();
    id.split_once('-').map_or(id, |(family, _)| family)
}

/// Whether `other` says what comes after the last day of a document.
fn follows(it: &Attestation, kind: &AttestationKind, last: Date, other: &Attestation, today: Date) -> bool {
    let Some(of) = other.kind().filter(|of| family(of) == family(kind)) else { return false };
    let period_end = other.terms.period.map(|period| period.until());
    let later = || {
        let reaches = last_day(of, &other.terms, today).into_iter().chain(other.terms.cut()).min();
        reaches.is_none_or(|reaches| reaches > last)
    };
    let over_a_period = of.class == AttestationClass::PeriodReport;
    if over_a_period && kind.class == AttestationClass::Letter {
        return period_end > it.terms.named_end;
    }
    (of.id == kind.id || (over_a_period && kind.class == AttestationClass::PointInTimeReport)) && later()
}
