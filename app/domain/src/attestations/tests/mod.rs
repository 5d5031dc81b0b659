//! The cases of vendor attestations in tables, and properties over random ones.

mod against;
mod certificates;
mod cover;
mod draft;
mod ends;
mod follows;
mod hosts;
mod later;
mod next;
mod properties;
mod proves;
mod review;
mod settings;
mod standing;

use super::*;
use crate::codes::AttestationId;
use crate::days::Period;
use crate::ids::VendorId;
use crate::words::{Category, Criticality};
use jiff::civil::Date;
use uuid::Uuid;

fn d(text: &str) -> Date {
    text.parse().unwrap()
}

fn p(from: &str, until: &str) -> Period {
    Period::new(d(from), d(until)).unwrap()
}

fn kind(id: &str) -> &'static AttestationKind {
    catalogue().attestations.get(&id.parse().unwrap()).unwrap()
}

fn vendor_id(no: u128) -> VendorId {
    VendorId(Uuid::from_u128(no))
}

/// One of that kind in scope, for Security and unqualified, received and accepted long ago.
fn of(id: &str) -> Attestation {
    let terms = Terms {
        scope: Some(true),
        categories: Category::Security.into(),
        opinion: Some(Opinion::Unqualified),
        ..Terms::default()
    };
    let kind: AttestationId = id.parse().unwrap();
    Attestation {
        no: 1,
        kind,
        terms,
        received_on: d("2020-01-01"),
        accepted_on: Some(d("2020-01-01")),
        backed: true,
        notes: vec![],
    }
}

fn report(id: &str, from: &str, until: &str) -> Attestation {
    of(id).says(|terms| terms.period = Some(p(from, until)))
}

fn t2(from: &str, until: &str) -> Attestation {
    report("SOC2-T2", from, until)
}

/// The report of most cases.
fn a1() -> Attestation {
    t2("2025-10-01", "2026-09-30").received("2026-11-20")
}

fn letter(named_end: &str, through: &str, signed_on: &str) -> Attestation {
    let letter = of("SOC2-BRIDGE").no(2).says(|terms| {
        terms.names = Some(Names::Report);
        terms.named_end = Some(d(named_end));
        terms.through = Some(d(through));
        terms.signed_on = Some(d(signed_on));
    });
    letter.received(signed_on)
}

/// A certificate with its audits.
fn certificate(id: &str, issued: &str, audits: &[&str]) -> Attestation {
    of(id).says(|terms| {
        terms.day = Some(d(issued));
        terms.surveillances = audits.iter().map(|day| d(day)).collect();
        terms.edition = match id {
            "ISO27001" => Some(2022),
            "ISO27701" => Some(2025),
            _ => None,
        };
    })
}

fn dated(id: &str, day: &str) -> Attestation {
    of(id).says(|terms| terms.day = Some(d(day)))
}

impl Attestation {
    fn no(self, no: i64) -> Self {
        Self { no, ..self }
    }

    fn received(self, day: &str) -> Self {
        Self { received_on: d(day), accepted_on: Some(d(day)), ..self }
    }

    fn waits(self) -> Self {
        Self { accepted_on: None, ..self }
    }

    fn bare(self) -> Self {
        Self { backed: false, ..self }
    }

    fn says(mut self, what: impl FnOnce(&mut Terms)) -> Self {
        what(&mut self.terms);
        self
    }

    fn scope(self, inside: Option<bool>) -> Self {
        self.says(|terms| terms.scope = inside)
    }

    fn opinion(self, opinion: Opinion, judged: Option<Judged>) -> Self {
        self.says(|terms| (terms.opinion, terms.judged) = (Some(opinion), judged))
    }

    fn note(mut self, known_on: &str, what: Later) -> Self {
        self.notes.push(Note { known_on: d(known_on), what });
        self
    }

    fn hosted(self, host: u128, must_be_covered: bool) -> Self {
        let vendor = Some(vendor_id(host));
        self.says(|terms| terms.carve_outs.push(CarveOut { host: format!("Host {host}"), vendor, must_be_covered }))
    }
}

/// One row of the tables: documents, a question, and what the days must come to.
struct Case {
    name: &'static str,
    rule: &'static str,
    vendor: Vec<Attestation>,
    hosts: Vec<(VendorId, Vec<Attestation>)>,
    window: Period,
    used: Vec<Period>,
    category: Category,
    tier: Criticality,
    accepts: Vec<&'static str>,
    known: Date,
}

/// A row with its rule; the window is the year 2026, everything is known at its end, the vendor is of tier two.
fn case(name: &'static str, rule: &'static str, vendor: impl IntoIterator<Item = Attestation>) -> Case {
    let window = p("2026-01-01", "2026-12-31");
    Case {
        name,
        rule,
        vendor: vendor.into_iter().collect(),
        hosts: vec![],
        window,
        used: vec![window],
        category: Category::Security,
        tier: Criticality::Medium,
        accepts: vec![],
        known: window.until(),
    }
}

impl Case {
    fn known(self, day: &str) -> Self {
        Self { known: d(day), ..self }
    }

    fn window(self, from: &str, until: &str) -> Self {
        Self { window: p(from, until), used: vec![p(from, until)], ..self }
    }

    fn used(self, used: &[(&str, &str)]) -> Self {
        Self { used: used.iter().map(|(from, until)| p(from, until)).collect(), ..self }
    }

    fn category(self, category: Category) -> Self {
        Self { category, ..self }
    }

    fn tier(self, tier: Criticality) -> Self {
        Self { tier, ..self }
    }

    fn accepting(mut self, id: &'static str) -> Self {
        self.accepts.push(id);
        self
    }

    fn host(mut self, no: u128, documents: impl IntoIterator<Item = Attestation>) -> Self {
        self.hosts.push((vendor_id(no), documents.into_iter().collect()));
        self
    }

    fn cover(&self) -> Cover {
        let Self { window, category, tier, known, .. } = *self;
        let mut settings = Settings::default();
        for id in &self.accepts {
            settings.accepts = settings.accepts.with(tier, id.parse().unwrap());
        }
        let hosts = self.hosts.iter().map(|(id, all)| (*id, all.as_slice())).collect();
        let question = Question { window, used: &self.used, category, tier, known };
        cover(&question, &self.vendor, &hosts, &settings)
    }

    /// The days by class, those that are none left out; then each reason and remark, in any order.
    fn gives(&self, days: &str, sentences: &[&str]) -> Cover {
        let cover = self.cover();
        let Self { name, rule, .. } = self;
        assert_eq!(told(&cover), days, "{name}: {rule}");
        let mut said: Vec<_> = cover.reasons.iter().chain(&cover.remarks).map(|it| it.why.sentence()).collect();
        let mut wanted = sentences.to_vec();
        said.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(said, wanted, "{name}: {rule}");
        cover
    }
}

fn told(cover: &Cover) -> String {
    let classes = DayClass::ALL.iter().filter(|class| cover.days.of(**class) > 0);
    classes.map(|class| format!("{} {}", class.key(), cover.days.of(*class))).collect::<Vec<_>>().join(", ")
}
