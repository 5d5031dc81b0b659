//! All documents of a vendor read together: what they make of each day of a window, and what must be told of each.

use super::certified::Parents;
use super::kinds::certifies;
use super::marks::{Mark, Marked, Marks};
use super::question::{Hosts, Question, SOC_3, Settings};
use super::reports::{Bridges, Worth, could_speak_for, cut_short, days, spoken_for, worth_for};
use super::terms::Terms;
use super::why::{Reason, Why};
use super::{Attestation, Unready};
use crate::catalogue::AttestationKind;
use crate::days::Period;
use crate::ids::VendorId;
use crate::words::{Anchor, AttestationClass};
use jiff::civil::Date;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

/// One question, asked of a vendor and of the hosts behind it.
pub(super) struct Reading<'a> {
    pub question: &'a Question<'a>,
    hosts: &'a Hosts<'a>,
    pub settings: &'a Settings,
    /// The hosts that were read; none for one that is being read: two that host each other do not wait for each other.
    read: BTreeMap<VendorId, Option<Rc<Marks>>>,
}

/// An accepted document with what it says.
pub(super) struct Document<'a> {
    pub no: i64,
    pub kind: &'static AttestationKind,
    pub terms: Cow<'a, Terms>,
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
        let mut spans = Vec::new();
        let mut ends: BTreeMap<Date, bool> = BTreeMap::new();
        let documents = self.accepted(vendor, &mut ends, told);
        let letters = self.letters(&documents, told);
        let bridges = bridges(&letters);
        let mut parents = Parents::of(vendor);
        for document in &documents {
            let concerns = self.concerns(document.kind, &document.terms);
            match document.kind.class {
                AttestationClass::PeriodReport => {
                    let worth = self.worth(document);
                    if let Some(period) = document.terms.period {
                        *ends.entry(period.until()).or_default() |= matches!(worth, Worth::Counts(_));
                    }
                    if concerns {
                        spans.extend(self.report(document, worth, &bridges, told));
                    }
                }
                AttestationClass::Certificate if concerns => {
                    spans.extend(self.certificate(document, &mut parents, told));
                }
                AttestationClass::PointInTimeReport if concerns => tell(told, document.no, Why::AsOfOneDay),
                AttestationClass::Certificate
                | AttestationClass::PointInTimeReport
                | AttestationClass::Letter
                | AttestationClass::TestReport
                | AttestationClass::Contract
                | AttestationClass::SelfAssertion => {}
            }
        }
        for letter in &letters {
            self.tell_of(letter, ends.get(&letter.end).copied(), told);
        }
        Marks::strongest(spans, self.question.window)
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

    /// What a report over a period is worth to this question.
    fn worth(&self, it: &Document<'_>) -> Worth {
        let tier = self.question.tier;
        if self.settings.accepts.takes(tier, it.kind) {
            worth_for(&it.terms, self.question.category)
        } else if it.kind.id.as_str() == SOC_3 {
            Worth::Nothing(Why::AskForTheSoc2)
        } else {
            Worth::Nothing(Why::NotAccepted { tier })
        }
    }

    /// The marked days of a report over a period.
    fn report(&mut self, it: &Document<'_>, worth: Worth, bridges: &Bridges, told: &mut Vec<Reason>) -> Vec<Marked> {
        let Some(period) = it.terms.period else { return Vec::new() };
        let days = match worth {
            Worth::Counts(remark) => {
                told.extend(remark.map(|why| Reason { about: it.no, why }));
                days(it.kind, period, bridges, self.question.known)
            }
            Worth::Unknown(why) => {
                tell(told, it.no, why);
                vec![(period, Mark::Unknown)]
            }
            Worth::Nothing(why) => {
                tell(told, it.no, why);
                return Vec::new();
            }
        };
        self.hosted(it, cut(days, self.question.window), told)
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
}

/// The days that letters bridge, each once, by the period end of the report that they name.
fn bridges(letters: &[Letter<'_>]) -> Bridges {
    let mut named: BTreeMap<Date, Vec<Period>> = BTreeMap::new();
    for letter in letters {
        named.entry(letter.end).or_default().push(letter.days);
    }
    let joined = named.into_iter().filter_map(|(end, days)| {
        let whole = Period::new(end, days.iter().map(Period::until).max()?).ok()?;
        Some((end, Marks::strongest(days.into_iter().map(|days| (days, Mark::Bridged)), whole)))
    });
    joined.collect()
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

/// What of marked days lies in the window.
pub(super) fn cut(days: Vec<Marked>, window: Period) -> Vec<Marked> {
    days.into_iter().filter_map(|(days, mark)| Some((days.intersect(&window)?, mark))).collect()
}

/// How many days bear such a mark.
pub(super) fn counted(days: &[Marked], is_such: fn(Mark) -> bool) -> i64 {
    days.iter().filter(|(_, mark)| is_such(*mark)).map(|(days, _)| days.days()).sum()
}

pub(super) fn tell(told: &mut Vec<Reason>, about: i64, why: Why) {
    told.push(Reason { about, why });
}
