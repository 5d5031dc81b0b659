use super::*;
use crate::words::{Anchor, AttestationClass};

fn attestation(id: &str) -> &'static AttestationKind {
    catalogue().attestations.get(&id.parse().unwrap()).unwrap()
}

#[test]
fn questions_differ() {
    all_differ(catalogue().questions.iter().map(|row| row.question));
}

#[test]
fn questions_are_backed_by_kinds_of_evidence_and_by_attestations() {
    let backing = || catalogue().questions.iter().flat_map(|row| &row.backing);
    assert!(backing().any(|one| matches!(one, Backing::Kind(_))));
    assert!(backing().any(|one| matches!(one, Backing::Attestation(_))));
}

#[test]
fn the_attestations_that_the_rules_reckon_with_are_there() {
    for id in [
        "SOC2-T1",
        "SOC2-T2",
        "SOC2-BRIDGE",
        "ISO27001",
        "ISO42001",
        "HIPAA",
        "PCI-AOC",
        "PENTEST",
        "CSA-STAR2-ATT",
        "CSA-STAR2-CERT",
        "C5-T2",
        "ISAE3000",
    ] {
        assert_eq!(attestation(id).id.as_str(), id);
    }
}

/// Notes to the reference data, section 6.
#[test]
fn the_main_attestations_speak_as_long_as_the_market_lets_them() {
    for (id, anchor, validity, bridge_months) in [
        ("SOC2-T2", Anchor::PeriodEnd, Validity::Months(12), 3),
        ("SOC2-T1", Anchor::AsOfDate, Validity::Months(6), 0),
        ("SOC2-BRIDGE", Anchor::ReportPeriodEnd, Validity::Months(3), 0),
        ("ISO27001", Anchor::IssueDate, Validity::Months(36), 0),
        ("HITRUST-R2", Anchor::IssueDate, Validity::Months(24), 0),
        ("DPA", Anchor::SignatureDate, Validity::ReviewEvery(12), 0),
        ("INSURANCE", Anchor::PolicyEnd, Validity::ToAnchor, 0),
    ] {
        let row = attestation(id);
        assert_eq!((row.anchor, row.validity, row.bridge_months), (anchor, validity, bridge_months), "{id}");
    }
    assert_eq!(attestation("SOC2-T2").renewal_notice_days, 60);
}

#[test]
fn only_a_report_over_a_period_is_bridged() {
    let is_period = |row: &AttestationKind| row.class == AttestationClass::PeriodReport;
    none(catalogue().attestations.iter().filter(|row| (row.bridge_months > 0) != is_period(row)).map(|row| &row.id));
}

#[test]
fn an_anchor_is_the_end_itself_only_for_a_policy_of_insurance() {
    let to_anchor = |row: &AttestationKind| row.validity == Validity::ToAnchor;
    let policy = |row: &AttestationKind| row.anchor == Anchor::PolicyEnd;
    none(catalogue().attestations.iter().filter(|row| to_anchor(row) != policy(row)).map(|row| &row.id));
}

#[test]
fn only_a_certificate_that_extends_another_has_a_parent() {
    let children: Vec<_> = catalogue().attestations.iter().filter(|row| row.parent.is_some()).collect();
    let [child] = children.as_slice() else { panic!("{children:#?}") };
    assert_eq!(child.id.as_str(), "ISO27017-18");
    assert_eq!(child.class, AttestationClass::Certificate);
    assert_eq!(child.parent.as_ref(), Some(&attestation("ISO27001").id));
}
