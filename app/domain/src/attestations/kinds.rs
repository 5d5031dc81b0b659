//! What the kinds of the library mean for days: where each is anchored, when it begins and ends, what it hangs on.

use super::terms::Terms;
use crate::catalogue::{AttestationKind, Validity};
use crate::codes::AttestationId;
use crate::days::{Period, add_months, last_valid_day};
use crate::words::{Anchor, AttestationClass};
use jiff::civil::{Date, date};

/// An edition of a standard to which certificates are issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edition {
    pub kind: &'static str,
    pub year: u16,
    /// The last day of every certificate to it.
    pub ended_on: Option<Date>,
    /// The certificate without which one to this edition is not valid.
    pub parent: Option<&'static str>,
}

/// Source: IAF MD 26:2023 (certificates to the 2013 edition of ISO/IEC 27001 end on 31 October 2025); ISO/IEC
/// 27701:2019 is an extension to ISO/IEC 27001, the edition of 2025 stands alone.
const EDITIONS: &[Edition] = &[
    Edition { kind: "ISO27001", year: 2013, ended_on: Some(date(2025, 10, 31)), parent: None },
    Edition { kind: "ISO27001", year: 2022, ended_on: None, parent: None },
    Edition { kind: "ISO27701", year: 2019, ended_on: None, parent: Some("ISO27001") },
    Edition { kind: "ISO27701", year: 2025, ended_on: None, parent: None },
];

/// Certificates that follow another one in every edition, beside those of which the library says so.
const FOLLOWS: &[(&str, &str)] = &[("CSA-STAR2-CERT", "ISO27001")];

/// How long a report as of one day speaks, in months; and at most, once a Type II period has provably begun.
/// Source: market practice for Type I reports.
const AS_OF_MONTHS: i32 = 6;
const AS_OF_MONTHS_AT_MOST: i32 = 12;

/// The editions of which arithmetic asks; none for most kinds.
pub(super) fn editions(kind: &AttestationKind) -> impl Iterator<Item = &'static Edition> {
    EDITIONS.iter().filter(|edition| edition.kind == kind.id.as_str())
}

/// The edition that the document names, if it names one of those.
pub(super) fn edition(kind: &AttestationKind, terms: &Terms) -> Option<&'static Edition> {
    editions(kind).find(|edition| Some(edition.year) == terms.edition)
}

/// The kind it follows in every edition.
fn follows(kind: &AttestationKind) -> Option<AttestationId> {
    let listed = || FOLLOWS.iter().find(|(child, _)| *child == kind.id.as_str());
    kind.parent.clone().or_else(|| AttestationId::new(listed()?.1).ok())
}

/// The kind of certificate without which it is not valid.
pub(super) fn parent(kind: &AttestationKind, terms: &Terms) -> Option<AttestationId> {
    follows(kind).or_else(|| AttestationId::new(edition(kind, terms)?.parent?).ok())
}

/// Whether it lives on surveillance audits of its own: certificates of more than a year that follow no other one.
pub(super) fn is_surveyed(kind: &AttestationKind) -> bool {
    let long = matches!(kind.validity, Validity::Months(months) if months > 12);
    kind.class == AttestationClass::Certificate && kind.anchor == Anchor::IssueDate && long && follows(kind).is_none()
}

/// Whether it can make days of a window *certified*: a certificate, but not one of insurance.
pub(super) fn certifies(kind: &AttestationKind) -> bool {
    kind.class == AttestationClass::Certificate && kind.anchor != Anchor::PolicyEnd
}

/// Whether an auditor states an opinion in it.
pub(super) fn has_opinion(kind: &AttestationKind) -> bool {
    kind.class == AttestationClass::PeriodReport || kind.anchor == Anchor::AsOfDate
}

/// Whether it is asked if the AI service that we use is inside its scope.
pub(super) fn has_scope(kind: &AttestationKind) -> bool {
    match kind.class {
        AttestationClass::PeriodReport
        | AttestationClass::PointInTimeReport
        | AttestationClass::TestReport
        | AttestationClass::Contract => true,
        AttestationClass::Certificate => kind.anchor != Anchor::PolicyEnd,
        AttestationClass::Letter | AttestationClass::SelfAssertion => false,
    }
}

/// The day from which its validity is counted.
pub(super) fn anchor(kind: &AttestationKind, terms: &Terms) -> Option<Date> {
    match kind.anchor {
        Anchor::PeriodEnd => terms.period.map(|period| period.until()),
        Anchor::ReportPeriodEnd => terms.named_end,
        Anchor::SignatureDate => terms.signed_on,
        Anchor::PolicyEnd => terms.expires_on,
        Anchor::AsOfDate
        | Anchor::IssueDate
        | Anchor::ReportDate
        | Anchor::AssessmentDate
        | Anchor::LastAnnualAssessment
        | Anchor::SubmissionDate
        | Anchor::TestEnd
        | Anchor::AuditDate
        | Anchor::VersionDate
        | Anchor::ReleaseDate
        | Anchor::PublicationDate
        | Anchor::CompletionDate
        | Anchor::DeclarationDate
        | Anchor::TestDate => terms.day,
    }
}

/// The first day of which it says something; none where it names no such day.
pub(super) fn begins(kind: &AttestationKind, terms: &Terms) -> Option<Date> {
    match kind.anchor {
        Anchor::PeriodEnd => terms.period.map(|period| period.from()),
        Anchor::ReportPeriodEnd => terms.named_end.map(after).max(terms.starts_on),
        Anchor::PolicyEnd => terms.day,
        // Two dates count, and both must have come: the agreement's and the assessment's.
        Anchor::AssessmentDate => terms.day.max(terms.signed_on),
        Anchor::SignatureDate
        | Anchor::AsOfDate
        | Anchor::IssueDate
        | Anchor::ReportDate
        | Anchor::LastAnnualAssessment
        | Anchor::SubmissionDate
        | Anchor::TestEnd
        | Anchor::AuditDate
        | Anchor::VersionDate
        | Anchor::ReleaseDate
        | Anchor::PublicationDate
        | Anchor::CompletionDate
        | Anchor::DeclarationDate
        | Anchor::TestDate => anchor(kind, terms),
    }
}

/// Its last day by age, printed end or end of its edition; none while nothing ends it.
pub(super) fn last_day(kind: &AttestationKind, terms: &Terms, known: Date) -> Option<Date> {
    let edition = edition(kind, terms).and_then(|edition| edition.ended_on);
    let letter = terms.through.into_iter().chain(terms.signed_on).filter(|_| kind.class == AttestationClass::Letter);
    let sooner = terms.expires_on.into_iter().chain(edition).chain(letter);
    match (kind.validity, anchor(kind, terms)) {
        (Validity::Months(months), Some(anchor)) => {
            Some(last_valid_day(anchor, months_of(kind, terms, i32::from(months), known), sooner))
        }
        (Validity::ToAnchor | Validity::ReviewEvery(_), _) | (Validity::Months(_), None) => sooner.min(),
    }
}

fn months_of(kind: &AttestationKind, terms: &Terms, months: i32, known: Date) -> i32 {
    if kind.anchor != Anchor::AsOfDate && !terms.is_as_of() {
        return months;
    }
    if terms.type_two_begun.is_some_and(|begun| begun <= known) { AS_OF_MONTHS_AT_MOST } else { AS_OF_MONTHS }
}

/// The days after a report's period that a letter may bridge; none for kinds that no letter bridges.
pub(super) fn bridgeable(kind: &AttestationKind, period: Period) -> Option<Period> {
    Period::new(after(period.until()), add_months(period.until(), i32::from(kind.bridge_months))).ok()
}

/// The next day; the last one there is stays.
pub(super) fn after(day: Date) -> Date {
    day.tomorrow().unwrap_or(Date::MAX)
}
