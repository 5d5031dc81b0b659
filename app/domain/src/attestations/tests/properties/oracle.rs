//! The oracle: a world of documents and hosts, read one day at a time.

use crate::attestations::tests::*;
use crate::days::add_months;
use jiff::Span as Days;
use proptest::prelude::*;

/// The latest day that appears: documents and windows lie in the years 2025 to 2027.
const REACH: i64 = 1_095;

const TOLERANCE: i64 = 90;

pub(super) fn day(offset: i64) -> Date {
    d("2025-01-01").saturating_add(Days::new().days(offset))
}

/// A question and all documents, owned.
#[derive(Clone, Debug)]
pub(super) struct World {
    vendor: Vec<Attestation>,
    host: Vec<Attestation>,
    window: Period,
    used: Vec<Period>,
    tier: Criticality,
    accepts_certificates: bool,
    known: Date,
}

impl World {
    fn settings(&self) -> Settings {
        let mut settings = Settings::default();
        if self.accepts_certificates {
            for id in ["ISO27001", "ISO27017-18", "FEDRAMP"] {
                settings.accepts = settings.accepts.with(self.tier, id.parse().unwrap());
            }
        }
        settings
    }

    pub(super) fn cover(&self) -> Cover {
        let Self { window, tier, known, .. } = *self;
        let hosts = Hosts::from([(vendor_id(7), self.host.as_slice())]);
        let question = Question { window, used: &self.used, category: Category::Security, tier, known };
        cover(&question, &self.vendor, &hosts, &self.settings())
    }

    pub(super) fn days(&self) -> impl Iterator<Item = Date> {
        let days = self.window.from().series(1.day()).take_while(|day| *day <= self.window.until());
        days.filter(|day| self.used.iter().any(|used| used.contains(*day)))
    }

    /// The class of a day, looked at by itself.
    pub(super) fn oracle(&self, day: Date) -> (DayClass, bool) {
        let rank = self.best(&self.vendor, day, true);
        let (class, accepted) = CLASSES[usize::from(rank)];
        if rank == 0 && day > self.known { (DayClass::NotYet, false) } else { (class, accepted) }
    }

    /// The strongest of all documents on a day: its place in [`CLASSES`].
    fn best(&self, all: &[Attestation], day: Date, outer: bool) -> u8 {
        let seen: Vec<_> = all.iter().filter_map(|it| Some((it.kind.as_str(), seen(it, self.known)?))).collect();
        let one = |(id, terms): &(&str, Terms)| match *id {
            "SOC2-T2" | "SOC3" => self.report(id, terms, &seen, day, outer),
            "ISO27001" | "ISO27017-18" | "FEDRAMP" => self.certificate(id, terms, &seen, day),
            _ => 0,
        };
        seen.iter().map(one).max().unwrap_or(0)
    }

    fn report(&self, id: &str, terms: &Terms, all: &[(&str, Terms)], day: Date, outer: bool) -> u8 {
        let period = terms.period.unwrap();
        let bad = matches!(terms.opinion, Some(Opinion::Adverse | Opinion::Disclaimer))
            || (terms.opinion == Some(Opinion::Qualified) && terms.judged == Some(Judged::Harmful));
        let void = terms.cut().is_some() || terms.scope == Some(false) || period.days() == 1;
        if bad || void || (id == "SOC3" && self.tier == Criticality::High) {
            return 0;
        }
        let unjudged = terms.opinion == Some(Opinion::Qualified) && terms.judged.is_none();
        let limit = add_months(period.until(), 3);
        let bridged = all.iter().any(|(id, letter)| {
            *id == "SOC2-BRIDGE"
                && letter.names == Some(Names::Report)
                && letter.withdrawn_on.is_none()
                && letter.named_end == Some(period.until())
                && letter.starts_on.is_none_or(|starts| starts <= day)
                && letter.through.is_none_or(|through| day <= through)
                && letter.signed_on.is_some_and(|signed| day <= signed)
        });
        let own = if terms.scope.is_none() || unjudged {
            if period.contains(day) { UNKNOWN } else { 0 }
        } else if period.contains(day) {
            AUDITED
        } else if period.until() < day && day <= limit {
            if bridged {
                BRIDGED
            } else if day <= self.known {
                BRIDGEABLE
            } else {
                0
            }
        } else {
            0
        };
        let hosted = outer && terms.carve_outs.iter().any(|carve_out| carve_out.must_be_covered);
        if hosted { own.min(self.best(&self.host, day, false)) } else { own }
    }

    fn certificate(&self, id: &str, terms: &Terms, all: &[(&str, Terms)], day: Date) -> u8 {
        if terms.scope == Some(false) {
            return 0;
        }
        let parents = all.iter().filter(|(id, _)| *id == "ISO27001");
        let parent = parents.filter_map(|(id, parent)| self.stands(id, parent, day)).max();
        let parent = if id == "ISO27017-18" { parent } else { Some(true) };
        match (self.stands(id, terms, day), parent) {
            (None, _) | (_, None) => 0,
            (Some(true), Some(true)) if terms.scope.is_some() => {
                if self.accepts_certificates {
                    CERTIFIED
                } else {
                    CERTIFIED_ASIDE
                }
            }
            (Some(_), Some(_)) => {
                if self.accepts_certificates {
                    UNKNOWN
                } else {
                    UNKNOWN_ASIDE
                }
            }
        }
    }

    /// Whether the dates and audits of a certificate carry the day: surely, perhaps, or not.
    fn stands(&self, id: &str, terms: &Terms, day: Date) -> Option<bool> {
        let issued = terms.day.unwrap();
        let months = if id == "FEDRAMP" { 12 } else { 36 };
        let end = add_months(issued, months);
        let cut = terms.withdrawn_on.into_iter().chain(terms.suspended_on).chain(terms.expires_on).min();
        if day < issued || day > end || cut.is_some_and(|cut| day > cut) {
            return None;
        }
        if id != "ISO27001" {
            return Some(true);
        }
        let mut audits: Vec<_> = terms.surveillances.iter().filter(|it| **it > issued && **it <= end).collect();
        audits.sort();
        audits.dedup();
        let passed = audits.iter().filter(|it| ***it <= day).count();
        let from = if passed == 0 { issued } else { *audits[passed - 1] };
        let year = add_months(from, 12);
        let due = if passed >= 2 && year > add_months(end, -12) { end } else { year };
        let late = due.saturating_add(Days::new().days(TOLERANCE));
        let next = audits.get(passed).copied();
        if day <= due || next.is_some_and(|next| *next <= late) {
            Some(true)
        } else {
            (day <= late && day <= self.known).then_some(false)
        }
    }
}

const UNKNOWN_ASIDE: u8 = 1;

const CERTIFIED_ASIDE: u8 = 2;

const BRIDGEABLE: u8 = 3;

const UNKNOWN: u8 = 4;

const CERTIFIED: u8 = 5;

const BRIDGED: u8 = 6;

const AUDITED: u8 = 7;

/// Classes of a day, weakest first, and whether what is on it counts for the tier.
const CLASSES: [(DayClass, bool); 8] = [
    (DayClass::Uncovered, false),
    (DayClass::Unknown, false),
    (DayClass::Certified, false),
    (DayClass::Bridgeable, true),
    (DayClass::Unknown, true),
    (DayClass::Certified, true),
    (DayClass::Bridged, true),
    (DayClass::Audited, true),
];

pub(super) fn rank((class, accepted): (DayClass, bool)) -> usize {
    CLASSES.iter().position(|it| *it == (class, accepted)).unwrap_or(0)
}

/// What is known of a document on a day, told anew.
fn seen(it: &Attestation, known: Date) -> Option<Terms> {
    let notes: Vec<_> = it.notes.iter().filter(|note| note.known_on <= known).collect();
    let accepted = it.received_on <= known && it.accepted_on.is_some_and(|day| day <= known);
    if !accepted || notes.iter().any(|note| note.what == Later::TakenBack) {
        return None;
    }
    let mut terms = it.terms.clone();
    for note in notes {
        match note.what {
            Later::Surveyed(day) => terms.surveillances.push(day),
            Later::Withdrawn(day) => terms.withdrawn_on = Some(day.min(terms.withdrawn_on.unwrap_or(day))),
            Later::Suspended(day) => terms.suspended_on = Some(day.min(terms.suspended_on.unwrap_or(day))),
            Later::Scope(inside) => terms.scope = Some(inside),
            Later::Judged(judged) => terms.judged = Some(judged),
            Later::TypeTwoBegun(_) | Later::Reread(_) | Later::TakenBack => {}
        }
    }
    Some(terms)
}

/// The span that holds the day.
pub(super) fn class_on(cover: &Cover, day: Date) -> (DayClass, bool) {
    let span = cover.spans.iter().find(|span| span.days.contains(day)).unwrap();
    (span.class, span.accepted)
}
