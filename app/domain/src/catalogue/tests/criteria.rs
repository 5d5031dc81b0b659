use super::*;
use crate::applies::Applies;
use crate::words::{Category, Stage};

fn criteria() -> impl Iterator<Item = CriterionId> {
    CriterionId::ALL.iter().copied()
}

#[test]
fn titles_are_short_and_differ() {
    let rows = catalogue().criteria.rows();
    none(rows.iter().filter(|row| words(row.title) > 8).map(|row| row.title));
    all_differ(rows.iter().map(|row| row.title));
}

#[test]
fn the_sixty_one_are_33_3_2_5_and_18() {
    let count = |category| catalogue().criteria.iter().filter(|row| row.id.category() == category).count();
    let counts = [
        Category::Security,
        Category::Availability,
        Category::Confidentiality,
        Category::ProcessingIntegrity,
        Category::Privacy,
    ]
    .map(count);
    assert_eq!(counts, [33, 3, 2, 5, 18]);
    assert_eq!(counts.iter().sum::<usize>(), catalogue().criteria.len());
}

#[test]
fn every_criterion_has_a_control_a_requirement_and_a_policy() {
    let library = catalogue();
    none(criteria().filter(|id| library.controls_for(*id).next().is_none()));
    none(criteria().filter(|id| !library.requirements.iter().any(|row| row.criterion == *id)));
    none(criteria().filter(|id| !library.policies.iter().any(|row| row.criteria.contains(id))));
}

#[test]
fn every_criterion_has_a_key_control_that_production_owes() {
    let owed = |id| catalogue().key_controls(id).any(|control| control.stages.contains(Stage::Production));
    none(criteria().filter(|id| !owed(*id)));
}

#[test]
fn outside_privacy_every_criterion_has_a_key_control_that_every_organisation_runs() {
    let is_run = |id| catalogue().key_controls(id).any(|control| control.applies.is_unconditional());
    none(criteria().filter(|id| id.category() != Category::Privacy && !is_run(*id)));
    // The rule would say nothing if every key control were run by all.
    let conditional = |applies: &Applies| !applies.is_unconditional();
    assert!(catalogue().controls.iter().any(|control| control.is_key() && conditional(&control.applies)));
}

#[test]
fn core_and_all_follow_the_categories_in_scope() {
    let counts = |scope: Categories| (catalogue().core(scope).count(), catalogue().in_scope(scope).count());
    assert_eq!(counts(Categories::security()), (42, 90));
    assert_eq!(counts(Categories::security().with(Category::ProcessingIntegrity)), (50, 97));
    assert_eq!(counts(Categories::all()), (68, 109));
}

/// Rules, case S24.
#[test]
fn a_control_of_other_categories_raises_nothing_in_a_security_programme() {
    let id = "AIG-CF-02".parse().unwrap();
    let is_in = |scope| catalogue().in_scope(scope).any(|control: &Control| control.id == id);
    assert!(!is_in(Categories::security()));
    assert!(is_in(Categories::security().with(Category::Confidentiality)));
    assert!(catalogue().requirements_of(&id).any(|row| row.criterion == CriterionId::P4_1));
}
