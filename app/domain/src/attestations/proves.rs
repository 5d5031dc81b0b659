//! What an accepted document proves by itself, of its vendor, and until when.

use super::kinds::{begins, certifies, parent};
use super::question::{Hosts, Settings};
use super::standing::{AsOf, Term, standing};
use super::terms::{Names, Terms};
use super::{Attestation, Unready};
use crate::catalogue::{AttestationKind, RegisterStep, catalogue};
use crate::codes::RequirementId;
use crate::ids::VendorId;
use crate::words::{AttestationClass, Category, Criticality};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What a document proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    pub step: RegisterStep,
    pub requirements: Vec<RequirementId>,
    /// First and last day it speaks for.
    pub speaks: (Date, Date),
    /// The last day on which it proves, as far as is known; none while nothing ends it.
    pub until: Option<Date>,
}

/// Why a document proves nothing of its vendor: the first reason of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Nothing {
    /// Nobody accepted it yet.
    Unread,
    /// No document of its kind proves anything by itself.
    Kind,
    /// Nothing is attached, and nobody said where it was read.
    NoDocument,
    /// Reports of its kind are not accepted for vendors of this tier.
    Tier(Criticality),
    /// It does not answer Security, which every programme asks.
    Security,
    /// A letter, and the report that it names does not count.
    NamesNoReport,
    DoesNotStand,
    /// A host that must be covered has no report that counts; as the report names it.
    Host(String),
}

impl Nothing {
    /// It, as a sentence for people.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Unread => "It was not accepted.".to_owned(),
            Self::Kind => "A document of this kind proves nothing by itself.".to_owned(),
            Self::NoDocument => {
                "No document is attached, and nobody said where it was read. Take the record back and enter \
                                 it with its document."
                    .to_owned()
            }
            Self::Tier(tier) => {
                format!(
                    "Reports of its kind are not accepted for vendors of {} criticality.",
                    tier.label().to_lowercase()
                )
            }
            Self::Security => "It does not answer Security.".to_owned(),
            Self::NamesNoReport => "The report that it names does not count.".to_owned(),
            Self::DoesNotStand => "It does not stand.".to_owned(),
            Self::Host(host) => format!("{host} must be covered by its own reports, and has none that counts."),
        }
    }
}

/// The agreement that is the data-processing terms; a promise about training alone is none.
const TERMS: &str = "DPA";
const PROMISE: &str = "NO-TRAINING";
/// What only data-processing terms prove.
const OF_TERMS: &str = "TSK-PV-09-1";

/// What a document proves of its vendor by the end of the day `known`.
///
/// # Errors
/// Where it proves nothing, why.
///
/// It proves while it stands as far as is known: a certificate until its next surveillance audit is due. A report whose
/// kind is not accepted for vendors of that tier, or that does not answer Security, proves nothing; nor does a test, or
/// what the vendor says of itself, or what nobody can look at. One that leaves out a host which must be covered proves as long as a document of the
/// host does.
///
/// Source: [`standing`] for the days, the library's `register_steps.tsv` for the requirements; case A19 of our rules for
/// hosts.
pub fn proves(
    it: &Attestation,
    vendor: &[Attestation],
    hosts: &Hosts<'_>,
    tier: Criticality,
    known: Date,
    settings: &Settings,
) -> Result<Proof, Nothing> {
    let asked = Asked { hosts, tier, known, settings };
    let mut proof = asked.alone(it, vendor)?;
    let terms = it.by(known).map_err(|_| Nothing::Unread)?;
    proof.until = sooner(proof.until, asked.hosts_carry(&terms, &mut BTreeSet::new())?);
    Ok(proof)
}

/// The hosts that must be covered for a document to count, as far as we know which vendors they are.
pub fn hosted_by(terms: &Terms) -> impl Iterator<Item = VendorId> {
    terms.carve_outs.iter().filter(|host| host.must_be_covered).filter_map(|host| host.vendor)
}

/// The earlier of two last days; nothing ends what has none.
fn sooner(one: Option<Date>, other: Option<Date>) -> Option<Date> {
    one.into_iter().chain(other).min()
}

/// What is asked of a document and of those of the hosts behind it.
struct Asked<'a> {
    hosts: &'a Hosts<'a>,
    tier: Criticality,
    known: Date,
    settings: &'a Settings,
}

impl Asked<'_> {
    /// The last day on which every host that must be covered has a document that proves. Fails with the host that has
    /// none, or that is no vendor we know. Two that host each other do not wait for each other.
    fn hosts_carry(&self, terms: &Terms, asked: &mut BTreeSet<VendorId>) -> Result<Option<Date>, Nothing> {
        let mut until = None;
        for host in terms.carve_outs.iter().filter(|host| host.must_be_covered) {
            let bare = || Nothing::Host(host.host.clone());
            let vendor = host.vendor.ok_or_else(bare)?;
            if asked.insert(vendor) {
                until = sooner(until, self.host(vendor, asked).ok_or_else(bare)?);
                asked.remove(&vendor);
            }
        }
        Ok(until)
    }

    fn host(&self, vendor: VendorId, asked: &mut BTreeSet<VendorId>) -> Option<Option<Date>> {
        let documents = self.hosts.get(&vendor).copied().unwrap_or_default();
        let mut carried = documents.iter().filter_map(|it| {
            let proof = self.alone(it, documents).ok();
            let proof = proof.filter(|proof| proof.step == RegisterStep::AttestationAccepted)?;
            let until = sooner(proof.until, self.hosts_carry(it.by(self.known).ok()?.as_ref(), asked).ok()?);
            until.is_none_or(|until| until >= self.known).then_some(until)
        });
        let first = carried.next()?;
        Some(carried.fold(first, |last, next| last.zip(next).map(|(last, next)| last.max(next))))
    }

    fn alone(&self, it: &Attestation, vendor: &[Attestation]) -> Result<Proof, Nothing> {
        alone(it, vendor, self.tier, self.known, self.settings)
    }
}

/// What it proves, whatever hosts it leaves out.
fn alone(
    it: &Attestation,
    vendor: &[Attestation],
    tier: Criticality,
    known: Date,
    settings: &Settings,
) -> Result<Proof, Nothing> {
    let kind = it.kind().ok_or(Nothing::Kind)?;
    let terms = it.by(known).map_err(|_| Nothing::Unread)?;
    let step = step(kind).ok_or(Nothing::Kind)?;
    if !it.backed {
        return Err(Nothing::NoDocument);
    }
    let fails = match kind.class {
        AttestationClass::PeriodReport if !settings.accepts.takes(tier, kind) => Some(Nothing::Tier(tier)),
        AttestationClass::PeriodReport | AttestationClass::PointInTimeReport => {
            (!answers_security(&terms)).then_some(Nothing::Security)
        }
        AttestationClass::Letter => {
            (!names_one(&terms, vendor, tier, known, settings)).then_some(Nothing::NamesNoReport)
        }
        AttestationClass::Certificate
        | AttestationClass::Contract
        | AttestationClass::TestReport
        | AttestationClass::SelfAssertion => None,
    };
    if let Some(nothing) = fails {
        return Err(nothing);
    }
    let (from, until) = stands(it, kind, vendor, known, settings).ok_or(Nothing::DoesNotStand)?;
    let last = terms.period.map(|period| period.until());
    let last = last.or_else(|| until.filter(|_| kind.class == AttestationClass::Letter)).unwrap_or(from);
    Ok(Proof { step, requirements: requirements(step, kind), speaks: (from, last.max(from)), until })
}

/// Whether what it is worth follows from other documents too: a certificate that extends another, a letter, a report that
/// leaves out a host which must be covered.
#[must_use]
pub fn hangs_on_others(it: &Attestation) -> bool {
    let carried = |kind| parent(kind, &it.terms).is_some() || hosted_by(&it.terms).next().is_some();
    it.kind().is_some_and(|kind| kind.class == AttestationClass::Letter || carried(kind))
}

fn step(kind: &AttestationKind) -> Option<RegisterStep> {
    match kind.class {
        AttestationClass::PeriodReport | AttestationClass::PointInTimeReport => Some(RegisterStep::AttestationAccepted),
        AttestationClass::Certificate => certifies(kind).then_some(RegisterStep::AttestationAccepted),
        AttestationClass::Letter => Some(RegisterStep::BridgeLetterAccepted),
        AttestationClass::Contract => {
            [TERMS, PROMISE].contains(&kind.id.as_str()).then_some(RegisterStep::ContractAccepted)
        }
        AttestationClass::TestReport | AttestationClass::SelfAssertion => None,
    }
}

fn requirements(step: RegisterStep, kind: &AttestationKind) -> Vec<RequirementId> {
    let promise = kind.id.as_str() == PROMISE;
    catalogue().proven_by(step).iter().filter(|id| !promise || id.as_str() != OF_TERMS).cloned().collect()
}

/// Security is in every programme.
fn answers_security(terms: &Terms) -> bool {
    terms.categories.contains(Category::Security)
}

/// A letter proves while the report that it names counts, for vendors of that tier too.
fn names_one(terms: &Terms, vendor: &[Attestation], tier: Criticality, known: Date, settings: &Settings) -> bool {
    let Some(end) = terms.named_end.filter(|_| terms.names == Some(Names::Report)) else { return false };
    vendor.iter().any(|other| {
        let named = other.kind().filter(|kind| kind.bridge_months > 0 && settings.accepts.takes(tier, kind));
        let ends = other.by(known).is_ok_and(|terms| terms.period.is_some_and(|period| period.until() == end));
        named
            .filter(|_| ends && other.backed)
            .is_some_and(|kind| stands(other, kind, vendor, known, settings).is_some())
    })
}

/// The first day it speaks for, and the last on which it stands, as far as is known. None: it does not stand.
fn stands(
    it: &Attestation,
    kind: &AttestationKind,
    vendor: &[Attestation],
    known: Date,
    settings: &Settings,
) -> Option<(Date, Option<Date>)> {
    let on = |day| standing(it, kind, AsOf { day, known }, vendor, settings.surveillance_tolerance_days);
    let good = |term| matches!(term, Term::Current | Term::Expiring);
    let last = on(known).last_valid_day;
    let from = match it.by(known) {
        Ok(terms) => begins(kind, &terms)?,
        Err(Unready::Unseen | Unready::Waiting) => return None,
    };
    // What is over proves the days that it had.
    let day = last.map_or(known, |last| last.min(known)).max(from);
    if !good(on(day).term) {
        return None;
    }
    let Some(last) = last.filter(|_| certifies(kind)) else { return Some((from, last)) };
    // A certificate lives on audits, and on others: as far as those carry it.
    let mut until = day;
    while let Some(next) = until.tomorrow().ok().filter(|next| *next <= last && good(on(*next).term)) {
        until = next;
    }
    Some((from, Some(until)))
}
