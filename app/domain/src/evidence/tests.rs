//! Evidence in cases: who decides on it, and until when it holds.

use super::*;
use crate::people::{Rights, Role};
use jiff::civil::date;
use uuid::Uuid;

fn person(no: u128) -> PersonId {
    PersonId(Uuid::from_u128(no))
}

fn actor(no: u128, role: Role) -> Actor {
    Actor { person: person(no), rights: Rights::of(&[role], true), invited: None }
}

const EVIDENCE: UnderReview = UnderReview {
    submitted_by: PersonId(Uuid::from_u128(1)),
    performed_by: PersonId(Uuid::from_u128(2)),
    withdrawn: false,
};

fn ruled(by: &Actor) -> Result<bool, Refusal> {
    decide(&EVIDENCE, by, Ruling::Supports, "", Instant(0))
}

#[test]
fn s5_neither_submitter_nor_performer_nor_auditor_decides() {
    for by in [actor(1, Role::ComplianceManager), actor(2, Role::Engineer), actor(3, Role::Auditor)] {
        assert!(matches!(ruled(&by), Err(Refusal::Forbidden(_))), "{by:?}");
    }
    let without_review = Actor { rights: Rights::of(&[Role::ComplianceManager], false), ..actor(3, Role::Engineer) };
    assert!(matches!(ruled(&without_review), Err(Refusal::Forbidden(_))));
    assert_eq!(ruled(&actor(3, Role::Engineer)), Ok(false));
}

#[test]
fn s5_a_reviewer_fresh_from_the_submitter_is_allowed_and_marked() {
    let invited = |by, at| Actor { invited: Some((person(by), Instant(at))), ..actor(3, Role::Engineer) };
    let days = |n: i64| n * 86_400_000_000;
    assert_eq!(ruled(&invited(1, -days(29))), Ok(true));
    assert_eq!(ruled(&invited(1, -days(30))), Ok(false));
    assert_eq!(ruled(&invited(9, -days(1))), Ok(false));
}

#[test]
fn s17_what_a_register_records_is_accepted_by_the_concluder_never_by_its_author() {
    // Source of a record: its author. Whoever concludes it decides on it as its second person.
    let (author, concluder) = (actor(7, Role::ComplianceManager), actor(8, Role::Engineer));
    let record = UnderReview { submitted_by: author.person, performed_by: author.person, withdrawn: false };
    assert_eq!(decide(&record, &concluder, Ruling::Supports, "", Instant(0)), Ok(false));
    assert!(matches!(decide(&record, &author, Ruling::Supports, "", Instant(0)), Err(Refusal::Forbidden(_))));
}

#[test]
fn a_nil_return_names_the_population_where_there_are_two() {
    let proof = |text: &str| text.parse::<Proof>().unwrap();
    let (two, one) = (proof("nil(incident-record),nil(customer-notice)"), proof("contract,nil(bridge-letter)"));
    let kind = |text: &str| text.parse::<KindId>().unwrap();
    let (nil, notice, letter) = (KindId::NIL_RETURN, kind("customer-notice"), kind("bridge-letter"));
    assert_eq!(population(&two, &nil, Some(&notice)), Ok(Some(&notice)));
    assert!(matches!(population(&two, &nil, None), Err(Refusal::Invalid(_))));
    assert!(matches!(population(&two, &nil, Some(&letter)), Err(Refusal::Invalid(_))));
    assert_eq!(population(&one, &nil, None), Ok(Some(&letter)));
    assert_eq!(population(&one, &kind("contract"), None), Ok(None));
}

#[test]
fn s18_a_machine_stamp_needs_the_day_that_it_stamps() {
    let draft = EvidenceDraft {
        title: "Daily log check".into(),
        kind: "log-extract".parse().unwrap(),
        form: Form::Statement,
        link: String::new(),
        statement: "Complete.".into(),
        speaks_from: date(2026, 3, 1),
        speaks_until: date(2026, 3, 1),
        performed_on: Some(date(2026, 3, 2)),
        stamp: "collector logs, version 3".into(),
        performed_by: None,
        own_end: None,
    };
    assert_eq!(draft.clone().check(date(2026, 3, 2)).unwrap().stamp, "collector logs, version 3");
    assert!(EvidenceDraft { performed_on: None, ..draft }.check(date(2026, 3, 2)).is_err());
}

#[test]
fn a_rejection_says_why() {
    let refused = decide(&EVIDENCE, &actor(3, Role::Engineer), Ruling::Rejected, " ", Instant(0));
    assert!(matches!(refused, Err(Refusal::Invalid(_))));
    let withdrawn = UnderReview { withdrawn: true, ..EVIDENCE };
    let refused = decide(&withdrawn, &actor(3, Role::Engineer), Ruling::Supports, "", Instant(0));
    assert!(matches!(refused, Err(Refusal::Conflict(_))));
}

fn stale(kind: &str, rule: FreshRule, days: u16, own_end: Option<Date>) -> Option<Date> {
    let kind = catalogue().kinds.get(&kind.parse().unwrap()).unwrap();
    stale_from(Freshness { rule, days }, kind, date(2026, 1, 10), own_end)
}

#[test]
fn evidence_lives_as_its_requirement_and_kind_say() {
    // S8: 90 days from what it speaks for.
    assert_eq!(stale("config-export", FreshRule::Kind, 35, None), Some(date(2026, 4, 11)));
    assert_eq!(stale("config-export", FreshRule::Cadence, 107, None), Some(date(2026, 4, 28)));
    assert_eq!(
        stale("policy-document", FreshRule::OwnReviewDate, 396, Some(date(2026, 6, 30))),
        Some(date(2026, 7, 1))
    );
    assert_eq!(stale("policy-document", FreshRule::OwnReviewDate, 396, None), Some(date(2027, 2, 11)));
    assert_eq!(stale("contract", FreshRule::OwnEndDate, 396, None), None);
    assert_eq!(stale("change-record", FreshRule::Cadence, 41, None), None);
    assert_eq!(stale("population-listing", FreshRule::Event, 0, None), None);
    assert_eq!(stale("drift-report", FreshRule::Cadence, 41, None), Some(date(2026, 2, 21)));
    // A day that a document says of itself wins if it is earlier.
    assert_eq!(stale("drift-report", FreshRule::Cadence, 41, Some(date(2026, 2, 1))), Some(date(2026, 2, 2)));
    assert_eq!(stale("drift-report", FreshRule::Cadence, 41, Some(date(2027, 2, 1))), Some(date(2026, 2, 21)));
    assert_eq!(stale("change-record", FreshRule::Cadence, 41, Some(date(2026, 2, 1))), Some(date(2026, 2, 2)));
}

#[test]
fn what_an_auditor_or_a_vendor_states_is_never_without_an_end() {
    let until = date(2026, 6, 30);
    for kind in ["attestation", "bridge-letter"] {
        assert_eq!(stale(kind, FreshRule::OwnEndDate, 396, Some(until)), Some(date(2026, 7, 1)), "{kind}");
        assert_eq!(stale(kind, FreshRule::OwnEndDate, 396, None), Some(date(2027, 2, 11)), "{kind}: of old");
        assert_eq!(stale(kind, FreshRule::Event, 0, None), Some(date(2027, 2, 11)), "{kind}: of no days");
    }
    for kind in &catalogue().kinds {
        let ends = stale_from(Freshness { rule: FreshRule::Event, days: 0 }, kind, until, None).is_some();
        assert!(ends || !must_end(kind), "{}", kind.id);
    }
}

#[test]
fn what_must_end_ends_no_later_than_its_requirement_lets_it() {
    let ends = |kind: &str, days: u16, own_end: Option<Date>| {
        let kind = catalogue().kinds.get(&kind.parse().unwrap()).unwrap();
        let fresh = Freshness { rule: FreshRule::OwnEndDate, days };
        match ends_in_time(fresh, kind, date(2026, 1, 10), own_end) {
            Ok(()) => String::new(),
            Err(refusal) => refusal.to_string(),
        }
    };
    let (late, later) = (Some(date(2026, 4, 20)), Some(date(2026, 4, 21)));
    assert_eq!(ends("attestation", 100, late), "");
    assert!(
        ends("attestation", 100, later).contains("100 days after the last day it speaks for at most, to 2026-04-20")
    );
    assert!(ends("bridge-letter", 100, None).contains("Give its own last day."));
    assert_eq!(ends("attestation", 0, Some(date(2027, 2, 10))), "", "396 days where none are named");
    assert!(!ends("attestation", 0, Some(date(2027, 2, 11))).is_empty());
    assert_eq!(ends("contract", 100, None), "", "an agreement may be in force without an end");
    assert_eq!(ends("config-export", 100, Some(date(2036, 1, 1))), "");
}

#[test]
fn an_attestation_past_the_register_says_its_own_last_day() {
    let draft = EvidenceDraft {
        title: "SOC 2 of the vendor".into(),
        kind: "attestation".parse().unwrap(),
        form: Form::Statement,
        link: String::new(),
        statement: "Read.".into(),
        speaks_from: date(2026, 1, 1),
        speaks_until: date(2026, 6, 30),
        performed_on: None,
        stamp: String::new(),
        performed_by: None,
        own_end: None,
    };
    let Err(Refusal::Invalid(faults)) = draft.clone().check(date(2026, 7, 1)) else { panic!("no end") };
    assert_eq!(faults.iter().map(|fault| fault.field.as_ref()).collect::<Vec<_>>(), ["own_end"]);
    assert!(EvidenceDraft { own_end: Some(date(2027, 6, 30)), ..draft }.check(date(2026, 7, 1)).is_ok());
}

#[test]
fn what_is_typed_beside_the_form_that_was_chosen_is_refused_and_not_lost() {
    let refused = |form: Form, link: &str, statement: &str| {
        let draft = EvidenceDraft {
            title: "Object lock settings".into(),
            kind: "config-export".parse().unwrap(),
            form,
            link: link.into(),
            statement: statement.into(),
            speaks_from: date(2026, 3, 2),
            speaks_until: date(2026, 3, 2),
            performed_on: None,
            stamp: String::new(),
            performed_by: None,
            own_end: None,
        };
        match draft.check(date(2026, 3, 2)) {
            Err(Refusal::Invalid(faults)) => faults.iter().map(|fault| fault.field.to_string()).collect(),
            Err(refusal) => vec![refusal.to_string()],
            Ok(_) => Vec::new(),
        }
    };
    let (link, words) = ("https://a.example/1", "As seen.");
    assert_eq!(refused(Form::File, "", words), ["statement"]);
    assert_eq!(refused(Form::File, link, words), ["link", "statement"]);
    assert_eq!(refused(Form::Link, link, words), ["statement"]);
    assert_eq!(refused(Form::Statement, link, words), ["link"]);
    for (form, link, words) in [(Form::File, " ", "\n"), (Form::Link, link, ""), (Form::Statement, "", words)] {
        assert!(refused(form, link, words).is_empty(), "{form:?}");
    }
}

#[test]
fn evidence_speaks_for_what_was_not_for_what_will_be() {
    let draft = EvidenceDraft {
        title: "Object lock settings".into(),
        kind: "config-export".parse().unwrap(),
        form: Form::Statement,
        link: String::new(),
        statement: "x".into(),
        speaks_from: date(2026, 3, 2),
        speaks_until: date(2026, 3, 2),
        performed_on: None,
        stamp: String::new(),
        performed_by: None,
        own_end: None,
    };
    assert!(draft.clone().check(date(2026, 3, 2)).is_ok());
    assert!(draft.clone().check(date(2026, 3, 1)).is_err());
    let backwards = EvidenceDraft { speaks_until: date(2026, 3, 1), ..draft.clone() };
    assert!(backwards.check(date(2026, 3, 2)).is_err());
    let link =
        EvidenceDraft { form: Form::Link, link: "javascript:alert(1)".into(), statement: String::new(), ..draft };
    assert!(link.check(date(2026, 3, 2)).is_err());
}
