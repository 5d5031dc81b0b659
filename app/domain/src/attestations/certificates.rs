//! Days that certificates make *certified*: from issue to their end, as surveillance audits carry them.

use super::Attestation;
use super::kinds::{after, begins, edition, editions, is_surveyed, last_day};
use super::terms::Terms;
use crate::catalogue::{AttestationKind, Validity};
use crate::codes::AttestationId;
use crate::days::{Period, add_months};
use jiff::Span;
use jiff::civil::Date;

/// Whether a certificate stands on days by its audits: it does, or that is unknown. On other days it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    Yes,
    Unknown,
}

/// The days of a certificate as its dates, edition and audits tell, without its scope and its parent.
pub(super) fn life(kind: &AttestationKind, terms: &Terms, known: Date, tolerance: u16) -> Vec<(Period, Stands)> {
    let (Some(first), Some(last)) = (begins(kind, terms), last_day(kind, terms, known)) else { return Vec::new() };
    let Ok(life) = Period::new(first, terms.cut().map_or(last, |cut| cut.min(last))) else { return Vec::new() };
    let unread = editions(kind).next().is_some() && edition(kind, terms).is_none();
    let stands = if unread { Stands::Unknown } else { Stands::Yes };
    let carried = match kind.validity {
        Validity::Months(months) if is_surveyed(kind) => carried(first, months, &terms.surveillances, tolerance),
        Validity::Months(_) | Validity::ToAnchor | Validity::ReviewEvery(_) => vec![(life, Stands::Yes)],
    };
    let cut = carried.into_iter().filter_map(|(days, audited)| {
        let stands = if audited == Stands::Yes { stands } else { Stands::Unknown };
        Some((days.intersect(&life)?, stands))
    });
    cut.collect()
}

/// The days that yearly audits carry, and those on which one is late but may still come.
///
/// Each audit carries for twelve months. One that comes within the tolerance closes the days since; after it, the
/// certificate is void until the next audit. The last year of a cycle needs none once there was one for each year before.
///
/// Source: ISO/IEC 17021-1:2015, 9.1.3 (surveillance in each year but that of recertification); the tolerance is a
/// setting.
fn carried(issued: Date, months: u16, audits: &[Date], tolerance: u16) -> Vec<(Period, Stands)> {
    let end = add_months(issued, i32::from(months));
    let last_year = add_months(end, -12);
    let needed = usize::from(months / 12).saturating_sub(1);
    let due = |from: Date, passed: usize| {
        let due = add_months(from, 12);
        if passed >= needed && due > last_year { end } else { due.min(end) }
    };
    let late = |due: Date| due.saturating_add(Span::new().days(i64::from(tolerance)));
    let mut audits: Vec<_> = audits.iter().copied().filter(|day| *day > issued && *day <= end).collect();
    audits.sort_unstable();
    audits.dedup();

    let mut spans = Vec::new();
    let mut from = issued;
    for (passed, audit) in audits.iter().enumerate() {
        let due = due(from, passed);
        if *audit <= late(due) {
            spans.extend(standing(from, *audit, Stands::Yes));
        } else {
            spans.extend(standing(from, due, Stands::Yes));
            spans.extend(standing(after(due), late(due), Stands::Unknown));
        }
        from = *audit;
    }
    let due = due(from, audits.len());
    spans.extend(standing(from, due, Stands::Yes));
    spans.extend(standing(after(due), late(due), Stands::Unknown));
    spans
}

fn standing(from: Date, until: Date, stands: Stands) -> Option<(Period, Stands)> {
    Period::new(from, until).ok().map(|days| (days, stands))
}

/// The days on which the vendor has a certificate of that kind, whatever its scope: what those that extend it hang on.
/// A day may be in several.
pub(super) fn parents(
    vendor: &[Attestation],
    kind: &AttestationId,
    known: Date,
    tolerance: u16,
) -> Vec<(Period, Stands)> {
    let mut lives = Vec::new();
    for it in vendor.iter().filter(|it| it.kind == *kind) {
        if let (Ok(terms), Some(kind)) = (it.by(known), it.kind()) {
            lives.extend(life(kind, &terms, known, tolerance));
        }
    }
    lives
}
