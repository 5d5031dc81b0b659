use super::*;
use crate::words::{Cadence, Criticality, Nature};
use std::collections::BTreeSet;

#[test]
fn every_control_is_the_librarys_own() {
    none(catalogue().controls.iter().filter(|row| !row.id.as_str().starts_with("AIG-")).map(|row| &row.id));
}

#[test]
fn a_control_is_key_only_for_criteria_that_it_serves() {
    let strays = |row: &Control| row.key_for.iter().any(|id| !row.criteria.contains(id));
    none(catalogue().controls.iter().filter(|row| strays(row)).map(|row| &row.id));
}

#[test]
fn titles_statements_and_tests_differ_and_say_enough() {
    let rows = catalogue().controls.rows();
    all_differ(rows.iter().map(|row| row.title));
    all_differ(rows.iter().map(|row| row.statement));
    all_differ(rows.iter().map(|row| row.test_procedure));
    none(rows.iter().filter(|row| words(row.statement) < 15).map(|row| &row.id));
    none(rows.iter().filter(|row| words(row.test_procedure) < 12).map(|row| &row.id));
}

#[test]
fn what_is_less_critical_is_never_due_more_often() {
    let gap = |some: Option<Cadence>| some.and_then(Cadence::fresh_days).unwrap_or(u16::MAX);
    let rows = catalogue().controls.iter().filter_map(|row| Some((row, row.by_criticality?)));
    assert_eq!(rows.clone().count(), 7);
    for (row, by) in rows {
        assert_eq!(by.high, Some(row.cadence), "{}", row.id);
        assert!(gap(by.high) <= gap(by.medium) && gap(by.medium) <= gap(by.low), "{}", row.id);
        let levels = [by.high, by.medium, by.low].into_iter().flatten();
        assert!(levels.into_iter().all(|cadence| cadence.days().is_some()), "{}", row.id);
    }
}

#[test]
fn criticality_decides_the_cadence_only_where_the_control_says_so() {
    let library = catalogue();
    let control = |id: &str| library.controls.get(&id.parse().unwrap()).unwrap();
    let red_team = control("AIG-SE-06");
    assert_eq!(red_team.cadence_for(Criticality::High), Some(Cadence::Annual));
    assert_eq!(red_team.cadence_for(Criticality::Low), None);
    let stop = control("AIG-IR-03");
    assert_eq!(stop.cadence_for(Criticality::High), Some(Cadence::SemiAnnual));
    assert_eq!(stop.cadence_for(Criticality::Low), Some(Cadence::Annual));
    let body = control("AIG-GV-01");
    none(Criticality::ALL.iter().filter(|level| body.cadence_for(**level) != Some(Cadence::Quarterly)));
}

#[test]
fn every_control_has_an_operate_row() {
    let operates = |row: &Control| {
        let mut rows = catalogue().requirements_of(&row.id);
        rows.any(|requirement| requirement.nature == Nature::Operate)
    };
    none(catalogue().controls.iter().filter(|row| !operates(row)).map(|row| &row.id));
}

#[test]
fn evidence_expected_is_exactly_what_the_rows_ask() {
    for control in &catalogue().controls {
        let rows = catalogue().requirements_of(&control.id);
        let asked: BTreeSet<_> = rows.flat_map(|row| row.proof.kinds()).map(|(kind, _)| kind).collect();
        let expected: BTreeSet<_> = control.evidence_expected.iter().collect();
        assert_eq!(asked, expected, "{}", control.id);
    }
}

#[test]
fn every_control_stands_under_a_policy_and_answers_a_risk() {
    let library = catalogue();
    none(library.controls.iter().filter(|row| library.policies_over(&row.id).next().is_none()).map(|row| &row.id));
    none(library.controls.iter().filter(|row| library.risks_answered_by(&row.id).next().is_none()).map(|row| &row.id));
}
