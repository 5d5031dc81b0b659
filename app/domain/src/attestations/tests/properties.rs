//! Random documents, hosts and days: the sweep against an oracle that looks at one day at a time, and what holds always.

use super::*;
use crate::days::add_months;
use jiff::{Span as Days, ToSpan};
use proptest::prelude::*;

/// The latest day that appears: documents and windows lie in the years 2025 to 2027.
const REACH: i64 = 1_095;
const TOLERANCE: i64 = 90;

fn day(offset: i64) -> Date {
    d("2025-01-01").saturating_add(Days::new().days(offset))
}

/// A question and all documents, owned.
#[derive(Clone, Debug)]
struct World {
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

    fn cover(&self) -> Cover {
        let Self { window, tier, known, .. } = *self;
        let hosts = Hosts::from([(vendor_id(7), self.host.as_slice())]);
        let question = Question { window, used: &self.used, category: Category::Security, tier, known };
        cover(&question, &self.vendor, &hosts, &self.settings())
    }

    fn days(&self) -> impl Iterator<Item = Date> {
        let days = self.window.from().series(1.day()).take_while(|day| *day <= self.window.until());
        days.filter(|day| self.used.iter().any(|used| used.contains(*day)))
    }

    /// The class of a day, looked at by itself.
    fn oracle(&self, day: Date) -> (DayClass, bool) {
        let rank = self.best(&self.vendor, day, true);
        let (class, accepted) = CLASSES[usize::from(rank)];
        if !accepted && day > self.known { (DayClass::NotYet, false) } else { (class, accepted) }
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

fn rank((class, accepted): (DayClass, bool)) -> usize {
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
fn class_on(cover: &Cover, day: Date) -> (DayClass, bool) {
    let span = cover.spans.iter().find(|span| span.days.contains(day)).unwrap();
    (span.class, span.accepted)
}

/// Period ends that reports have and letters name, so that they meet.
fn any_end() -> impl Strategy<Value = Date> {
    let ends = ["2025-12-31", "2026-02-28", "2026-05-15", "2026-08-31", "2026-09-30", "2026-11-30", "2027-03-31"];
    proptest::sample::select(ends.map(d).to_vec())
}

prop_compose! {
    fn any_day()(offset in 0..REACH) -> Date {
        day(offset)
    }
}

prop_compose! {
    fn any_period()(from in any_day(), length in 0..400_i64) -> Period {
        Period::new(from, from.saturating_add(Days::new().days(length))).unwrap()
    }
}

fn any_opinion() -> impl Strategy<Value = (Opinion, Option<Judged>)> {
    prop_oneof![
        12 => Just((Opinion::Unqualified, None)),
        1 => Just((Opinion::Qualified, None)),
        1 => Just((Opinion::Qualified, Some(Judged::Harmless))),
        1 => Just((Opinion::Qualified, Some(Judged::Harmful))),
        1 => Just((Opinion::Adverse, None)),
        1 => Just((Opinion::Disclaimer, None)),
    ]
}

fn any_scope() -> impl Strategy<Value = Option<bool>> {
    prop_oneof![12 => Just(Some(true)), 1 => Just(None), 1 => Just(Some(false))]
}

prop_compose! {
    fn any_report()(
        id in proptest::sample::select(vec!["SOC2-T2", "SOC2-T2", "SOC3"]),
        end in any_end(),
        length in 0..400_i64,
        (opinion, judged) in any_opinion(),
        scope in any_scope(),
        host in proptest::option::weighted(0.5, any::<bool>()),
    ) -> Attestation {
        let period = Period::new(end.saturating_sub(Days::new().days(length)), end).unwrap();
        let it = of(id).says(|it| it.period = Some(period)).opinion(opinion, judged).scope(scope);
        match host {
            Some(must) => it.hosted(7, must),
            None => it,
        }
    }
}

prop_compose! {
    fn any_letter()(
        end in any_end(),
        starts_on in proptest::option::weighted(0.2, any_day()),
        through in proptest::option::weighted(0.6, any_day()),
        signed_on in 300..REACH,
        names in prop_oneof![5 => Just(Names::Report), 1 => Just(Names::Letter)],
    ) -> Attestation {
        of("SOC2-BRIDGE").says(|it| {
            (it.named_end, it.starts_on, it.through) = (Some(end), starts_on, through);
            (it.signed_on, it.names) = (Some(day(signed_on)), Some(names));
        })
    }
}

prop_compose! {
    fn any_certificate()(
        id in proptest::sample::select(vec!["ISO27001", "ISO27017-18", "FEDRAMP"]),
        issued in 0..800_i64,
        before in 0..1_000_i64,
        audits in proptest::collection::vec(any_day(), 0..4),
        scope in any_scope(),
        expires_on in proptest::option::weighted(0.2, any_day()),
    ) -> Attestation {
        let issued = day(issued).saturating_sub(Days::new().days(before));
        certificate(id, &issued.to_string(), &[]).scope(scope).says(|it| {
            (it.surveillances, it.expires_on) = (audits, expires_on);
        })
    }
}

/// What may come to light: evidence that adds, or anything.
fn any_note(adds: bool) -> impl Strategy<Value = Note> {
    let what = if adds {
        any_day().prop_map(Later::Surveyed).boxed()
    } else {
        prop_oneof![
            any_day().prop_map(Later::Surveyed),
            any_day().prop_map(Later::Withdrawn),
            any_day().prop_map(Later::Suspended),
            any::<bool>().prop_map(Later::Scope),
            Just(Later::Judged(Judged::Harmless)),
            Just(Later::TakenBack),
        ]
        .boxed()
    };
    (any_day(), what).prop_map(|(known_on, what)| Note { known_on, what })
}

fn any_document(adds: bool) -> impl Strategy<Value = Attestation> {
    let what = prop_oneof![
        4 => any_report(),
        3 => any_letter(),
        2 => any_certificate(),
        1 => any_day().prop_map(|day| dated("SOC2-T1", &day.to_string())),
    ];
    let notes = proptest::collection::vec(any_note(adds), 0..2);
    let after = proptest::option::weighted(0.9, 0..60_i64);
    (what, notes, (0..800_i64).prop_map(day), after).prop_map(|(it, notes, received_on, after)| {
        let accepted_on = after.map(|days| received_on.saturating_add(Days::new().days(days)));
        Attestation { notes, received_on, accepted_on, ..it }
    })
}

/// Documents alone, and reports with a letter that names them.
fn any_documents(adds: bool, groups: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Attestation>> {
    let named = (any_report(), any_letter(), 0..300_i64).prop_map(|(report, letter, received)| {
        let end = report.terms.period.map(|period| period.until());
        let received = day(400 + received).to_string();
        vec![report, letter.says(|it| (it.named_end, it.names) = (end, Some(Names::Report))).received(&received)]
    });
    let group = prop_oneof![3 => any_document(adds).prop_map(|it| vec![it]), 1 => named];
    proptest::collection::vec(group, groups).prop_map(|groups| groups.concat())
}

/// A window about the year 2026.
fn any_window() -> impl Strategy<Value = Period> {
    (200..500_i64, 60..450_i64).prop_map(|(from, length)| Period::new(day(from), day(from + length)).unwrap())
}

/// Mostly the whole window; else parts of it that overlap, touch and lie outside.
fn any_use(window: Period) -> impl Strategy<Value = Vec<Period>> {
    let part = (-30..400_i64, 0..120_i64).prop_map(move |(from, length)| {
        let from = window.from().saturating_add(Days::new().days(from));
        Period::new(from, from.saturating_add(Days::new().days(length))).unwrap()
    });
    prop_oneof![3 => Just(vec![window]), 2 => proptest::collection::vec(part, 1..5)]
}

prop_compose! {
    fn any_world(adds: bool)(window in any_window())(
        vendor in any_documents(adds, 1..10),
        host in any_documents(adds, 1..8),
        window in Just(window),
        used in any_use(window),
        tier in proptest::sample::select(Criticality::ALL.to_vec()),
        accepts_certificates in any::<bool>(),
        known in 400..REACH,
    ) -> World {
        World { vendor, host, window, used, tier, accepts_certificates, known: day(known) }
    }
}

proptest! {
    #[test]
    fn the_sweep_is_what_one_sees_day_by_day(world in any_world(false)) {
        let cover = world.cover();
        for day in world.days() {
            prop_assert_eq!(class_on(&cover, day), world.oracle(day), "{}", day);
        }
    }

    #[test]
    fn each_day_asked_for_is_in_one_class(world in any_world(false)) {
        let cover = world.cover();
        prop_assert_eq!(cover.denominator(), i64::try_from(world.days().count()).unwrap());
        for class in DayClass::ALL {
            let spans = cover.spans.iter().filter(|span| span.class == *class);
            prop_assert_eq!(spans.map(|span| span.days.days()).sum::<i64>(), cover.days.of(*class));
        }
        for pair in cover.spans.windows(2) {
            prop_assert!(pair[0].days.until() < pair[1].days.from());
            let touch = pair[0].days.until().tomorrow().unwrap() == pair[1].days.from();
            prop_assert!(!touch || (pair[0].class, pair[0].accepted) != (pair[1].class, pair[1].accepted));
        }
        let not_yet = cover.spans.iter().filter(|span| span.class == DayClass::NotYet);
        prop_assert!(not_yet.clone().all(|span| span.days.from() > world.known));
        prop_assert!(cover.unproven() >= cover.uncovered_shown() && cover.unproven() <= cover.denominator());
    }

    #[test]
    fn more_evidence_never_lowers_a_day(world in any_world(false), more in any_document(false), to_host: bool) {
        let before = world.cover();
        let mut after = world.clone();
        if to_host { after.host.push(more) } else { after.vendor.push(more) }
        let after = after.cover();
        for day in world.days() {
            prop_assert!(rank(class_on(&after, day)) >= rank(class_on(&before, day)), "{}", day);
        }
    }

    #[test]
    fn what_was_audited_stays_so_when_nothing_is_withdrawn(world in any_world(true), later in 0..400_i64) {
        let before = world.cover();
        let known = world.known.saturating_add(Days::new().days(later));
        let after = World { known, ..world.clone() }.cover();
        for day in world.days() {
            let (then, now) = (class_on(&before, day), class_on(&after, day));
            prop_assert!(then.0 != DayClass::Audited || now.0 == DayClass::Audited, "{}", day);
            prop_assert!(then.0 != DayClass::Bridged || rank(now) >= rank(then), "{}", day);
        }
    }

    #[test]
    fn a_letter_never_reaches_beyond_its_three_months_its_signature_or_its_words(world in any_world(false)) {
        let cover = world.cover();
        for span in cover.spans.iter().filter(|span| span.class == DayClass::Bridged) {
            for day in [span.days.from(), span.days.until()] {
                let reaches = |it: &Attestation| {
                    let terms = &it.terms;
                    it.kind.as_str() == "SOC2-BRIDGE"
                        && terms.named_end.is_some_and(|end| end < day && day <= add_months(end, 3))
                        && terms.signed_on.is_some_and(|signed| day <= signed)
                        && terms.through.is_none_or(|through| day <= through)
                };
                prop_assert!(world.vendor.iter().chain(&world.host).any(reaches), "{}", day);
            }
        }
    }

    #[test]
    fn a_page_of_a_day_stays_what_it_was(world in any_world(false), more in any_document(false)) {
        let before = world.cover();
        let mut after = world.clone();
        let received = world.known.tomorrow().unwrap();
        after.vendor.push(Attestation { received_on: received, accepted_on: Some(received), ..more });
        for it in &mut after.vendor {
            it.notes.push(Note { known_on: received, what: Later::TakenBack });
        }
        prop_assert_eq!(after.cover(), before);
    }

    #[test]
    fn standing_ends_with_its_last_valid_day(it in any_document(false), day in any_day(), known in any_day()) {
        let at = AsOf { day, known };
        let found = standing(&it, it.kind().unwrap(), at, &[], 90);
        let stands = matches!(found.term, Term::Current | Term::Expiring);
        prop_assert!(!stands || found.last_valid_day.is_none_or(|last| day <= last));
        prop_assert!(stands || !found.gap);
        prop_assert!(found.term != Term::Expired || found.last_valid_day.is_some_and(|last| last < day));
    }
}

#[test]
fn two_thousand_documents_are_read_at_once() {
    let vendor: Vec<_> = (0..2_000_i32)
        .map(|no| {
            let end = day(i64::from(no % 1_000));
            let it = match no % 3 {
                0 => of("SOC2-BRIDGE").says(|it| {
                    (it.named_end, it.signed_on) = (Some(end), Some(day(1_090)));
                    it.names = Some(Names::Report);
                }),
                1 => certificate("ISO27017-18", &end.to_string(), &[]),
                _ => of("SOC2-T2").hosted(7, true).says(|it| it.period = Period::new(day(0), end).ok()),
            };
            it.no(i64::from(no))
        })
        .collect();
    let world = World {
        host: vendor.iter().map(|it| it.clone().says(|it| it.carve_outs.clear())).collect(),
        vendor,
        window: p("2025-01-01", "2027-12-31"),
        used: vec![p("2025-01-01", "2027-12-31")],
        tier: Criticality::High,
        accepts_certificates: true,
        known: d("2027-12-31"),
    };
    assert_eq!(world.cover().denominator(), 1_095);
}
