//! The cases of findings. Days are 2026, UTC.

use super::*;
use crate::asked::ProgrammeSet;
use crate::instant::{Utc, Zone};
use jiff::civil::{Date, date};
use uuid::Uuid;

const YES: Asked = Asked { fit: Fit::Yes, programmes: ProgrammeSet(1) };

fn day(text: &str) -> Date {
    format!("2026-{text}").parse().unwrap()
}

/// The end of a day.
fn at(text: &str) -> Instant {
    Utc.end_of(day(text))
}

/// Ten in the morning of a day.
fn ten(text: &str) -> Instant {
    Utc.midnight(day(text)).plus_seconds(36_000)
}

fn offer(no: u128, kind: &str, speaks: &str, submitted: &str) -> Offer {
    let speaks = Utc.midnight(day(speaks));
    Offer {
        evidence: EvidenceId(Uuid::from_u128(no)),
        kind: kind.parse().unwrap(),
        in_place_of: None,
        speaks_from: speaks,
        speaks_until: speaks,
        submitted: ten(submitted),
        decision: None,
        ended: None,
        withdrawn: None,
    }
}

impl Offer {
    fn decided(mut self, on: &str, verdict: Verdict) -> Self {
        self.decision = Some(Decision { at: ten(on), verdict });
        self
    }

    fn accepted(self, on: &str, fresh_days: i64) -> Self {
        let lapses = self.speaks_until.plus_seconds((fresh_days + 1) * 86_400);
        self.decided(on, Verdict::Supports { lapses })
    }
}

fn read(proof: &str, offers: &[Offer], at_day: &str, known_day: &str) -> Finding {
    let proof = proof.parse().unwrap();
    let pair = Pair { proof: Some(&proof), offers, exclusions: &[] };
    finding(&pair, YES, Standing::WHOLE, at(at_day), at(known_day))
}

fn now(proof: &str, offers: &[Offer], on: &str) -> Finding {
    read(proof, offers, on, on)
}

const EVER: i64 = 10_000;

#[test]
fn s3_rejected_and_waiting_are_gaps_with_their_reason() {
    let rejected = offer(1, "config-export", "03-01", "03-02").decided("03-03", Verdict::Rejected);
    assert_eq!(now("config-export", std::slice::from_ref(&rejected), "03-02"), Finding::Gap(Reason::Waiting));
    assert_eq!(now("config-export", std::slice::from_ref(&rejected), "03-03"), Finding::Gap(Reason::Rejected));
    let again = offer(2, "config-export", "03-04", "03-04");
    assert_eq!(now("config-export", &[rejected, again], "03-05"), Finding::Gap(Reason::Waiting));
    assert_eq!(now("config-export", &[], "03-05"), Finding::Gap(Reason::NeverProven));
}

#[test]
fn s3_what_was_sent_in_part_waits_only_when_all_of_it_was_sent() {
    let export = offer(1, "config-export", "03-01", "03-02");
    let listing = offer(2, "access-listing", "03-01", "03-04");
    let both = "config-export,access-listing";
    assert_eq!(now(both, std::slice::from_ref(&export), "03-03"), Finding::Gap(Reason::NeverProven));
    assert_eq!(now(both, &[export.clone(), listing.clone()], "03-05"), Finding::Gap(Reason::Waiting));
    let rejected = listing.decided("03-06", Verdict::Rejected);
    assert_eq!(now(both, &[export, rejected], "03-07"), Finding::Gap(Reason::Rejected));
}

#[test]
fn s4_adverse_evidence_holds_a_gap_until_a_later_day_is_proven() {
    let offers = [
        offer(1, "evaluation-report", "03-01", "03-01").accepted("03-01", 180),
        offer(2, "evaluation-report", "04-09", "04-09").decided("04-10", Verdict::Adverse),
        offer(3, "evaluation-report", "04-19", "04-19").accepted("04-20", 180),
    ];
    let on = |day| now("evaluation-report", &offers, day);
    assert_eq!(on("03-01"), Finding::Met);
    assert_eq!(on("04-09"), Finding::Met);
    assert_eq!(on("04-10"), Finding::Gap(Reason::ShowsFailure));
    assert_eq!(on("04-19"), Finding::Gap(Reason::ShowsFailure));
    assert_eq!(on("04-20"), Finding::Met);
}

#[test]
fn s4_supporting_evidence_of_an_earlier_or_the_same_day_does_not_answer_an_adverse_one() {
    let adverse = offer(1, "evaluation-report", "04-09", "04-09").decided("04-10", Verdict::Adverse);
    let same_day = offer(2, "evaluation-report", "04-09", "04-11").accepted("04-12", 180);
    assert_eq!(now("evaluation-report", &[adverse.clone(), same_day], "04-12"), Finding::Gap(Reason::ShowsFailure));
    let other_kind = offer(3, "bias-report", "04-20", "04-20").accepted("04-20", 180);
    assert_eq!(
        now("evaluation-report|bias-report", &[adverse, other_kind], "04-21"),
        Finding::Gap(Reason::ShowsFailure)
    );
}

#[test]
fn s6_a_day_is_proven_by_what_speaks_for_it_once_that_is_known() {
    let paper = offer(1, "config-export", "03-28", "04-01").accepted("04-10", 90);
    assert_eq!(
        read("config-export", std::slice::from_ref(&paper), "03-31", "03-31"),
        Finding::Gap(Reason::NeverProven)
    );
    assert_eq!(read("config-export", std::slice::from_ref(&paper), "03-31", "04-30"), Finding::Met);
    let later = offer(2, "config-export", "04-02", "04-02").accepted("04-03", 90);
    for known in ["03-31", "04-30", "12-31"] {
        assert_ne!(read("config-export", std::slice::from_ref(&later), "03-31", known), Finding::Met, "known {known}");
    }
}

#[test]
fn s7_a_withdrawal_once_known_holds_for_every_day() {
    let mut paper = offer(1, "config-export", "03-28", "04-01").accepted("04-10", 90);
    paper.withdrawn = Some(ten("05-01"));
    assert_eq!(read("config-export", std::slice::from_ref(&paper), "03-31", "04-30"), Finding::Met);
    assert_eq!(read("config-export", &[paper], "03-31", "05-02"), Finding::Gap(Reason::Withdrawn));
}

#[test]
fn s8_freshness_runs_from_what_the_evidence_speaks_for() {
    let export = offer(1, "config-export", "01-10", "02-28").accepted("03-01", 90);
    let on = |day| now("config-export", std::slice::from_ref(&export), day);
    assert_eq!(on("02-28"), Finding::Gap(Reason::Waiting));
    assert_eq!(on("03-01"), Finding::Met);
    assert_eq!(on("04-10"), Finding::Met);
    assert_eq!(on("04-11"), Finding::Gap(Reason::Stale));
}

#[test]
fn s13_a_control_without_owner_or_approved_statement_is_a_gap_however_fresh_its_evidence() {
    let proof = "config-export".parse().unwrap();
    let offers = [offer(1, "config-export", "03-01", "03-01").accepted("03-01", EVER)];
    let pair = Pair { proof: Some(&proof), offers: &offers, exclusions: &[] };
    let with = |standing| finding(&pair, YES, standing, at("03-02"), at("03-02"));
    assert_eq!(with(Standing::WHOLE), Finding::Met);
    assert_eq!(with(Standing { owned: false, ..Standing::WHOLE }), Finding::Gap(Reason::NoOwner));
    assert_eq!(with(Standing { approved: false, ..Standing::WHOLE }), Finding::Gap(Reason::NotApproved));
    assert_eq!(with(Standing { linked: false, ..Standing::WHOLE }), Finding::Gap(Reason::NotLinked));
}

#[test]
fn s16_an_exclusion_ends_with_its_last_day() {
    let proof = "config-export".parse().unwrap();
    let exclusion = Exclusion { from: ten("03-01"), until: Utc.midnight(date(2026, 7, 1)), ended: None };
    let on = |exclusion, day: &str| {
        let pair = Pair { proof: Some(&proof), offers: &[], exclusions: &[exclusion] };
        finding(&pair, YES, Standing::WHOLE, at(day), at(day))
    };
    assert_eq!(on(exclusion, "06-30"), Finding::Excluded);
    assert_eq!(on(exclusion, "07-01"), Finding::Gap(Reason::NeverProven));
    let ended = Exclusion { ended: Some(ten("05-01")), ..exclusion };
    assert_eq!(on(ended, "05-02"), Finding::Gap(Reason::NeverProven));
}

#[test]
fn s19_a_requirement_that_cannot_be_read_fails_and_is_not_called_a_gap() {
    let pair = Pair { proof: None, offers: &[], exclusions: &[] };
    assert_eq!(finding(&pair, YES, Standing::WHOLE, at("03-01"), at("03-01")), Finding::Failed);
}

#[test]
fn s20_a_nil_return_stands_in_where_nothing_occurred() {
    let none = offer(1, "nil-return", "03-31", "04-01").accepted("04-02", EVER);
    assert_eq!(now("nil(incident-record)", std::slice::from_ref(&none), "04-02"), Finding::Met);
    assert_eq!(now("incident-record", &[none], "04-02"), Finding::Gap(Reason::NeverProven));
}

#[test]
fn s20_one_nil_return_meets_the_population_it_names_and_no_other() {
    let both = "nil(incident-record),nil(customer-notice)";
    let unnamed = offer(1, "nil-return", "03-31", "04-01").accepted("04-02", EVER);
    let naming = |no: u128, kind: &str| Offer {
        evidence: EvidenceId(Uuid::from_u128(no)),
        in_place_of: Some(kind.parse().unwrap()),
        ..unnamed.clone()
    };
    let (incidents, notices) = (naming(2, "incident-record"), naming(3, "customer-notice"));
    assert_eq!(now(both, std::slice::from_ref(&incidents), "04-02"), Finding::Gap(Reason::NeverProven));
    assert_eq!(now(both, &[incidents.clone(), notices.clone()], "04-02"), Finding::Met);
    // One of old, without a name, meets the only nil term that there is, and none of two.
    assert_eq!(now(both, &[unnamed.clone(), notices.clone()], "04-02"), Finding::Gap(Reason::NeverProven));
    assert_eq!(now("contract|nil(customer-notice)", &[unnamed], "04-02"), Finding::Met);
    assert_eq!(now("nil(incident-record)", &[notices], "04-02"), Finding::Gap(Reason::NeverProven));
    let withdrawn = Offer { withdrawn: Some(ten("04-03")), ..incidents };
    assert_eq!(now(both, &[withdrawn], "04-04"), Finding::Gap(Reason::Withdrawn));
}

#[test]
fn s21_what_an_event_ended_is_a_gap_from_that_instant() {
    let mut test = offer(1, "control-test-result", "03-01", "03-01").accepted("03-01", 90);
    test.ended = Some(ten("03-20"));
    assert_eq!(now("control-test-result", std::slice::from_ref(&test), "03-19"), Finding::Met);
    assert_eq!(now("control-test-result", &[test], "03-20"), Finding::Gap(Reason::EndedByEvent));
}

#[test]
fn an_unanswered_trait_reads_unknown_whatever_is_proven() {
    let proof = "config-export".parse().unwrap();
    let offers = [offer(1, "config-export", "03-01", "03-01").accepted("03-01", EVER)];
    let pair = Pair { proof: Some(&proof), offers: &offers, exclusions: &[] };
    let traits = crate::words::Trait::Agentic.into();
    let asked = Asked { fit: Fit::Unknown(traits), ..YES };
    assert_eq!(finding(&pair, asked, Standing::WHOLE, at("03-02"), at("03-02")), Finding::Unknown(traits));
    assert_eq!(finding(&pair, Asked::NO, Standing::WHOLE, at("03-02"), at("03-02")), Finding::NotAsked);
}

#[test]
fn every_term_must_be_shown_and_the_missing_one_gives_the_reason() {
    let stale = offer(1, "config-export", "01-01", "01-01").accepted("01-01", 30);
    let fresh = offer(2, "access-listing", "03-01", "03-01").accepted("03-01", 30);
    assert_eq!(
        now("config-export,access-listing", &[stale.clone(), fresh.clone()], "03-02"),
        Finding::Gap(Reason::Stale)
    );
    assert_eq!(now("config-export|access-listing", &[stale, fresh], "03-02"), Finding::Met);
}
