use super::*;
use crate::words::Cadence;
use std::collections::BTreeSet;

#[test]
fn every_risk_has_a_title_of_its_own_and_two_controls() {
    all_differ(catalogue().risks.iter().map(|row| row.title));
    none(catalogue().risks.iter().filter(|row| row.controls.len() < 2).map(|row| &row.id));
}

#[test]
fn every_threat_of_the_catalogues_is_read_in_a_risk() {
    let cited: BTreeSet<_> = catalogue().risks.iter().flat_map(|row| &row.read_in).collect();
    none(catalogue().threats.iter().filter(|row| !cited.contains(&ReadIn::Threat(row.id.clone()))).map(|row| &row.id));
}

#[test]
fn the_risks_of_the_mission_are_in_the_register() {
    for said in ["drift", "biased", "training data", "corrupt"] {
        let names = |row: &&Risk| format!("{} {}", row.title, row.description).to_lowercase().contains(said);
        assert!(catalogue().risks.iter().any(|row| names(&row)), "no risk speaks of {said}");
    }
}

#[test]
fn every_policy_has_six_sections_and_is_reviewed_at_least_yearly() {
    none(catalogue().policies.iter().filter(|row| row.sections.len() < 6).map(|row| &row.id));
    let yearly = |row: &PolicyTemplate| matches!(row.review, Cadence::Annual | Cadence::SemiAnnual);
    none(catalogue().policies.iter().filter(|row| !yearly(row)).map(|row| &row.id));
}

#[test]
fn a_policy_serves_its_criteria_through_its_controls() {
    let library = catalogue();
    for policy in &library.policies {
        let controls = policy.controls.iter().filter_map(|id| library.controls.get(id));
        let served: BTreeSet<_> = controls.flat_map(|control| &control.criteria).collect();
        none(policy.criteria.iter().filter(|id| !served.contains(id)).map(|id| (&policy.id, id)));
    }
}

#[test]
fn a_policy_proves_only_what_asks_for_a_policy() {
    let library = catalogue();
    let document = "policy-document".parse().unwrap();
    let asks = |id| library.requirements.get(id).unwrap().proof.asks(&document);
    let proves = library.policies.iter().flat_map(|row| &row.proves);
    assert!(proves.clone().count() > 0);
    none(proves.filter(|id| !asks(id)));
}

#[test]
fn the_policy_set_is_proven_by_several_templates_together() {
    let id = "TSK-GV-05-1".parse().unwrap();
    assert!(catalogue().policies_proving(&id).count() > 1);
}
