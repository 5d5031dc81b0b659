//! Certificates against a question: certified days, as far as they stand, and what must be told of them.

use super::Attestation;
use super::certificates::{Stands, life, parents as parents_of};
use super::kinds::{after, edition, editions, last_day, parent};
use super::marks::{Mark, Marked, Marks};
use super::reading::{Document, Reading, counted, cut, tell};
use super::why::{Reason, Why};
use crate::codes::AttestationId;
use crate::days::Period;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The certificates of a vendor that others extend, each kind read once.
pub(super) struct Parents<'a> {
    vendor: &'a [Attestation],
    read: BTreeMap<(AttestationId, bool), Marks>,
}

impl<'a> Parents<'a> {
    pub const fn of(vendor: &'a [Attestation]) -> Self {
        Self { vendor, read: BTreeMap::new() }
    }
}

impl Reading<'_> {
    /// The marked days of a certificate: aside where the tier does not accept its kind.
    pub fn certificate(&self, it: &Document<'_>, parents: &mut Parents<'_>, told: &mut Vec<Reason>) -> Vec<Marked> {
        let category = self.question.category;
        if it.terms.scope == Some(false) {
            tell(told, it.no, Why::NotInScope);
            return Vec::new();
        }
        if !it.kind.criteria.iter().any(|criterion| criterion.category() == category) {
            tell(told, it.no, Why::CategoryMissing { category });
            return Vec::new();
        }
        let life = life(it.kind, &it.terms, self.question.known, self.settings.surveillance_tolerance_days);
        self.tell_of_end(it, &life, told);
        let days = self.standing(it, life, parents, told);
        if !days.is_empty() && it.terms.scope.is_none() {
            tell(told, it.no, Why::ScopeUnanswered);
        }
        if !days.is_empty() && !self.accepts(it) {
            tell(told, it.no, Why::NotAccepted { tier: self.question.tier });
        }
        days
    }

    fn accepts(&self, it: &Document<'_>) -> bool {
        self.settings.accepts.takes(self.question.tier, it.kind)
    }

    /// Its days in the window, no stronger than those of the certificate that it extends.
    fn standing(
        &self,
        it: &Document<'_>,
        life: Vec<(Period, Stands)>,
        parents: &mut Parents<'_>,
        told: &mut Vec<Reason>,
    ) -> Vec<Marked> {
        let (unread, answered) = (is_unread(it), it.terms.scope.is_some());
        let life = life.into_iter().filter_map(|(days, stands)| {
            let days = if unread { days } else { self.so_far(days, stands)? };
            Some((days, mark(if answered { stands } else { Stands::Unknown }, self.accepts(it))))
        });
        let days = cut(life.collect(), self.question.window);
        let Some(parent) = parent(it.kind, &it.terms) else { return days };
        let limited = self.parent(&parent, self.accepts(it), parents).limit(&days);
        if self.proven(&limited) < self.proven(&days) {
            tell(told, it.no, Why::ParentDoesNotStand { parent });
        }
        limited
    }

    /// How many days that have passed it stands on.
    fn proven(&self, days: &[Marked]) -> i64 {
        let passed = Period::new(self.question.window.from(), self.question.known);
        passed.map_or(0, |passed| counted(&cut(days.to_vec(), passed), Mark::is_proof))
    }

    /// An audit that is late for days to come is not late yet.
    fn so_far(&self, days: Period, stands: Stands) -> Option<Period> {
        match stands {
            Stands::Yes => Some(days),
            Stands::Unknown => Period::new(days.from(), days.until().min(self.question.known)).ok(),
        }
    }

    /// The days of the window on which the vendor has a certificate of the kind that others extend.
    fn parent<'p>(&self, kind: &AttestationId, accepted: bool, parents: &'p mut Parents<'_>) -> &'p Marks {
        let vendor = parents.vendor;
        parents.read.entry((kind.clone(), accepted)).or_insert_with(|| {
            let all = parents_of(vendor, kind, self.question.known, self.settings.surveillance_tolerance_days);
            let all =
                all.into_iter().filter_map(|(days, stands)| Some((self.so_far(days, stands)?, mark(stands, accepted))));
            Marks::strongest(all, self.question.window)
        })
    }

    /// What ends a certificate before the window does, other than its age.
    fn tell_of_end(&self, it: &Document<'_>, life: &[(Period, Stands)], told: &mut Vec<Reason>) {
        let (window, known) = (self.question.window, self.question.known);
        let within = |day: Date| day < window.until();
        let mut say = |why| tell(told, it.no, why);
        if is_unread(it) {
            say(Why::EditionUnanswered);
        }
        if let Some(on) = edition(it.kind, &it.terms).and_then(|edition| edition.ended_on).filter(|on| within(*on)) {
            say(Why::EditionEnded { on });
        }
        if let Some(on) = it.terms.withdrawn_on.filter(|on| within(*on)) {
            say(Why::Withdrawn { on });
        }
        if let Some(on) = it.terms.suspended_on.filter(|on| within(*on)) {
            say(Why::Suspended { on });
        }
        let late = life.iter().filter(|(_, stands)| *stands == Stands::Unknown).map(|(days, _)| *days);
        let late = late.filter(|days| !is_unread(it) && days.from() <= known && days.overlaps(&window));
        late.for_each(|days| say(Why::SurveillanceLate { from: days.from() }));
        let end = last_day(it.kind, &it.terms, known).into_iter().chain(it.terms.cut()).min();
        let from = life.last().map(|(days, _)| after(days.until()));
        if let Some(from) =
            from.filter(|from| end.is_some_and(|end| *from <= end) && *from <= known.min(window.until()))
        {
            say(Why::SurveillanceLapsed { from });
        }
    }
}

/// Certificates whose edition decides, and of which it was not read.
fn is_unread(it: &Document<'_>) -> bool {
    editions(it.kind).next().is_some() && edition(it.kind, &it.terms).is_none()
}

const fn mark(stands: Stands, accepted: bool) -> Mark {
    match (stands, accepted) {
        (Stands::Yes, true) => Mark::Certified,
        (Stands::Yes, false) => Mark::CertifiedAside,
        (Stands::Unknown, true) => Mark::Unknown,
        (Stands::Unknown, false) => Mark::UnknownAside,
    }
}
