//! All documents of a vendor read together: what they make of each day of a window, and what must be told of each.

use super::certificates::{Stands, life, parents};
use super::kinds::{after, certifies, edition, editions, last_day, parent};
use super::marks::{Mark, Marked, Marks};
use super::question::{Hosts, Question, SOC_3, Settings};
use super::reports::{Letters, Worth, could_speak_for, cut_short, days, spoken_for, worth_for};
use super::terms::Terms;
use super::why::{Reason, Why};
use super::{Attestation, Unready};
use crate::catalogue::AttestationKind;
use crate::codes::AttestationId;
use crate::days::Period;
use crate::ids::VendorId;
use crate::words::{Anchor, AttestationClass};
use jiff::civil::Date;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

/// One question, asked of a vendor and of the hosts behind it.
pub(super) struct Reading<'a> {
    question: &'a Question<'a>,
    hosts: &'a Hosts<'a>,
    settings: &'a Settings,
    /// The hosts that were read; none for one that is being read: two that host each other do not wait for each other.
    read: BTreeMap<VendorId, Option<Rc<Marks>>>,
}

/// An accepted document with what it says.
struct Document<'a> {
    no: i64,
    kind: &'static AttestationKind,
    terms: Cow<'a, Terms>,
}

/// A letter that names a report, and the days it speaks for.
struct Letter<'d> {
    no: i64,
    end: Date,
    days: Period,
    terms: &'d Terms,
}

impl<'a> Reading<'a> {
    pub fn new(question: &'a Question<'a>, hosts: &'a Hosts<'a>, settings: &'a Settings) -> Self {
        Self { question, hosts, settings, read: BTreeMap::new() }
    }

    /// What the vendor's documents make of each day of the window; `told` hears why not more.
    pub fn marks(&mut self, vendor: &'a [Attestation], told: &mut Vec<Reason>) -> Marks {
        let window = self.question.window;
        let mut spans = Vec::new();
        let mut ends: BTreeMap<Date, bool> = BTreeMap::new();
        let documents = self.accepted(vendor, &mut ends, told);
        let letters = self.letters(&documents, told);
        let mut bridges = Letters::new();
        for letter in &letters {
            bridges.entry(letter.end).or_default().push(letter.days);
        }
        for document in &documents {
            if !self.concerns(document.kind, &document.terms) {
                continue;
            }
            match document.kind.class {
                AttestationClass::PeriodReport => {
                    let (days, counts) = self.report(document, &bridges, told);
                    if let Some(period) = document.terms.period {
                        *ends.entry(period.until()).or_default() |= counts;
                    }
                    spans.extend(days);
                }
                AttestationClass::Certificate => spans.extend(self.certificate(document, vendor, told)),
                AttestationClass::PointInTimeReport => tell(told, document.no, Why::AsOfOneDay),
                AttestationClass::Letter
                | AttestationClass::TestReport
                | AttestationClass::Contract
                | AttestationClass::SelfAssertion => {}
            }
        }
        for letter in &letters {
            self.tell_of(letter, ends.get(&letter.end).copied(), told);
        }
        Marks::strongest(spans, window)
    }

    /// The accepted ones; of the others that touch the window it is told that they wait.
    fn accepted(
        &self,
        vendor: &'a [Attestation],
        ends: &mut BTreeMap<Date, bool>,
        told: &mut Vec<Reason>,
    ) -> Vec<Document<'a>> {
        let mut documents = Vec::new();
        for attestation in vendor {
            let Some(kind) = attestation.kind().filter(|kind| speaks_of_days(kind)) else { continue };
            match attestation.by(self.question.known) {
                Err(Unready::Unseen) => {}
                Err(Unready::Waiting) => {
                    if let Some(period) = attestation.terms.period {
                        ends.entry(period.until()).or_default();
                    }
                    if self.concerns(kind, &attestation.terms) {
                        tell(told, attestation.no, Why::Waiting { since: attestation.received_on });
                    }
                }
                Ok(terms) => documents.push(Document { no: attestation.no, kind, terms }),
            }
        }
        documents
    }

    /// Whether it could say something of the window at all.
    fn concerns(&self, kind: &AttestationKind, terms: &Terms) -> bool {
        could_speak_for(kind, terms).is_some_and(|days| days.overlaps(&self.question.window))
    }

    fn letters<'d>(&self, documents: &'d [Document<'_>], told: &mut Vec<Reason>) -> Vec<Letter<'d>> {
        let mut letters = Vec::new();
        for Document { no, kind, terms } in documents.iter().filter(|it| it.kind.class == AttestationClass::Letter) {
            if !self.concerns(kind, terms) {
                continue;
            }
            match spoken_for(kind, terms, self.question.known) {
                Ok((end, days)) => letters.push(Letter { no: *no, end, days, terms }),
                Err(why) => tell(told, *no, why),
            }
        }
        letters
    }

    /// `counts`: whether a report with the period end that it names counts; none when we have no such report.
    fn tell_of(&self, letter: &Letter<'_>, counts: Option<bool>, told: &mut Vec<Reason>) {
        let why = match counts {
            None => Some(Why::NamesNoReport { period_end: letter.end }),
            Some(false) => Some(Why::NamedDoesNotCount { period_end: letter.end }),
            Some(true) => {
                cut_short(letter.terms, letter.days).filter(|_| letter.days.until() < self.question.window.until())
            }
        };
        told.extend(why.map(|why| Reason { about: letter.no, why }));
    }

    /// The marked days of a report over a period, and whether it counts.
    fn report(&mut self, it: &Document<'_>, letters: &Letters, told: &mut Vec<Reason>) -> (Vec<Marked>, bool) {
        let Some(period) = it.terms.period else { return (Vec::new(), false) };
        let tier = self.question.tier;
        let worth = if self.settings.accepts.takes(tier, it.kind) {
            worth_for(&it.terms, self.question.category)
        } else if it.kind.id.as_str() == SOC_3 {
            Worth::Nothing(Why::AskForTheSoc2)
        } else {
            Worth::Nothing(Why::NotAccepted { tier })
        };
        let days = match &worth {
            Worth::Counts(_) => days(it.kind, period, letters, self.question.known),
            Worth::Unknown(_) => vec![(period, Mark::Unknown)],
            Worth::Nothing(_) => Vec::new(),
        };
        let counts = matches!(worth, Worth::Counts(_));
        match worth {
            Worth::Counts(remark) => told.extend(remark.map(|why| Reason { about: it.no, why })),
            Worth::Unknown(why) => tell(told, it.no, why),
            Worth::Nothing(why) => {
                tell(told, it.no, why);
                return (days, false);
            }
        }
        (self.hosted(it, cut(days, self.question.window), told), counts)
    }

    /// The days of a report, no stronger than those of the hosts that must be covered.
    fn hosted(&mut self, it: &Document<'_>, mut days: Vec<Marked>, told: &mut Vec<Reason>) -> Vec<Marked> {
        for carve_out in &it.terms.carve_outs {
            let host = carve_out.host.clone();
            if !carve_out.must_be_covered {
                tell(told, it.no, Why::HostMonitored { host });
                continue;
            }
            let Some(marks) = self.host(carve_out.vendor) else { continue };
            let limited = marks.limit(&days);
            if counted(&limited, Mark::is_tested) < counted(&days, Mark::is_tested) {
                tell(told, it.no, Why::HostLeavesDays { host });
            }
            days = limited;
        }
        days
    }

    /// What a host's own documents make of each day; nothing where we do not know which vendor it is.
    fn host(&mut self, vendor: Option<VendorId>) -> Option<Rc<Marks>> {
        let Some(vendor) = vendor else { return Some(Rc::default()) };
        if let Some(read) = self.read.get(&vendor) {
            return read.clone();
        }
        self.read.insert(vendor, None);
        let documents = self.hosts.get(&vendor).copied().unwrap_or_default();
        let marks = Rc::new(self.marks(documents, &mut Vec::new()));
        self.read.insert(vendor, Some(Rc::clone(&marks)));
        Some(marks)
    }

    /// The marked days of a certificate: aside where the tier does not accept its kind.
    fn certificate(&self, it: &Document<'_>, vendor: &[Attestation], told: &mut Vec<Reason>) -> Vec<Marked> {
        let Question { window, category, tier, known, .. } = *self.question;
        if it.terms.scope == Some(false) {
            tell(told, it.no, Why::NotInScope);
            return Vec::new();
        }
        if !it.kind.criteria.iter().any(|criterion| criterion.category() == category) {
            tell(told, it.no, Why::CategoryMissing { category });
            return Vec::new();
        }
        let life = life(it.kind, &it.terms, known, self.settings.surveillance_tolerance_days);
        self.tell_of_end(it, &life, told);
        let unread = is_unread(it);
        let accepted = self.settings.accepts.takes(tier, it.kind);
        let marked = life.into_iter().filter_map(|(days, stands)| {
            let late = stands == Stands::Unknown && !unread;
            let days = if late { Period::new(days.from(), days.until().min(known)).ok()? } else { days };
            let sure = stands == Stands::Yes && it.terms.scope.is_some();
            Some((days, mark(if sure { Stands::Yes } else { Stands::Unknown }, accepted)))
        });
        let mut days = cut(marked.collect(), window);
        if let Some(parent) = parent(it.kind, &it.terms) {
            days = self.limited(it, days, vendor, parent, told);
        }
        if !days.is_empty() && it.terms.scope.is_none() {
            tell(told, it.no, Why::ScopeUnanswered);
        }
        if !days.is_empty() && !accepted {
            tell(told, it.no, Why::NotAccepted { tier });
        }
        days
    }

    /// Its days, no stronger than those of the certificate that it extends.
    fn limited(
        &self,
        it: &Document<'_>,
        days: Vec<Marked>,
        vendor: &[Attestation],
        parent: AttestationId,
        told: &mut Vec<Reason>,
    ) -> Vec<Marked> {
        let Question { window, tier, known, .. } = *self.question;
        let accepted = self.settings.accepts.takes(tier, it.kind);
        let tolerance = self.settings.surveillance_tolerance_days;
        let standing = parents(vendor, &parent, known, tolerance).into_iter();
        let marks = standing.map(|(days, stands)| (days, mark(stands, accepted)));
        let limited = Marks::strongest(marks, window).limit(&days);
        if counted(&limited, Mark::is_proof) < counted(&days, Mark::is_proof) {
            tell(told, it.no, Why::ParentDoesNotStand { parent });
        }
        limited
    }

    /// What ends a certificate before the window does, other than its age.
    fn tell_of_end(&self, it: &Document<'_>, life: &[(Period, Stands)], told: &mut Vec<Reason>) {
        let Question { window, known, .. } = *self.question;
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

/// Kinds that can say something of the days of a window, or are taken for such.
fn speaks_of_days(kind: &AttestationKind) -> bool {
    match kind.class {
        AttestationClass::PeriodReport | AttestationClass::Letter => true,
        AttestationClass::PointInTimeReport => kind.anchor == Anchor::AsOfDate,
        AttestationClass::Certificate => certifies(kind),
        AttestationClass::TestReport | AttestationClass::Contract | AttestationClass::SelfAssertion => false,
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

fn cut(days: Vec<Marked>, window: Period) -> Vec<Marked> {
    days.into_iter().filter_map(|(days, mark)| Some((days.intersect(&window)?, mark))).collect()
}

/// How many days bear such a mark.
fn counted(days: &[Marked], is_such: fn(Mark) -> bool) -> i64 {
    days.iter().filter(|(_, mark)| is_such(*mark)).map(|(days, _)| days.days()).sum()
}

fn tell(told: &mut Vec<Reason>, about: i64, why: Why) {
    told.push(Reason { about, why });
}
