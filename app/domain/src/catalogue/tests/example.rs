//! Seven systems in production and four vendors: what the library asks of them, counted by another program over the
//! same data.

use super::*;
use crate::applies::Fit;
use crate::words::{Category, Nature, Question, Stage, SubjectKind, Trait, TraitSet};

const SYSTEMS: [&str; 7] = [
    "trained-in-house personal-data high-impact predictive",
    "third-party generative personal-data",
    "third-party generative personal-data",
    "third-party generative agentic",
    "trained-in-house personal-data predictive",
    "third-party generative",
    "trained-in-house predictive",
];

/// A vendor has the traits of the systems that use it.
const VENDORS: [&str; 4] = [
    "third-party generative agentic personal-data",
    "third-party generative personal-data",
    "third-party generative",
    "third-party personal-data",
];

fn fitting(subjects: &[&str], row: &Requirement, control: &Control) -> usize {
    let fits = |traits: &&&str| {
        let yes: TraitSet = traits.split(' ').map(|word| word.parse::<Trait>().unwrap()).collect();
        row.fits(control, yes, TraitSet::all().minus(yes)) == Fit::Yes
    };
    subjects.iter().filter(fits).count()
}

/// Of how many subjects a requirement is asked.
fn subjects(row: &Requirement, control: &Control) -> usize {
    let asked_in_production = control.stages.contains(Stage::Production);
    match row.subject {
        SubjectKind::Vendor => fitting(&VENDORS, row, control),
        SubjectKind::System if asked_in_production => fitting(&SYSTEMS, row, control),
        SubjectKind::Organisation if asked_in_production => fitting(&SYSTEMS, row, control).min(1),
        SubjectKind::System | SubjectKind::Organisation => 0,
    }
}

/// Pairs of requirement and subject, those of running controls among them, and terms of proof.
fn work<'a>(controls: impl Iterator<Item = &'a Control>) -> (usize, usize, usize) {
    let rows = controls.flat_map(|control| {
        let rows = catalogue().requirements_of(&control.id);
        rows.map(|row| (row, subjects(row, control))).collect::<Vec<_>>()
    });
    rows.fold((0, 0, 0), |(pairs, operate, terms), (row, count)| {
        let running = if row.nature == Nature::Operate { count } else { 0 };
        (pairs + count, operate + running, terms + count * row.proof.terms().len())
    })
}

#[test]
fn an_example_of_seven_systems_and_four_vendors_is_asked_what_the_notes_count() {
    let library = catalogue();
    let security = Categories::security();
    for (scope, core, all) in [
        (security, (285, 152, 484), (614, 330, 1011)),
        (security.with(Category::ProcessingIntegrity), (373, 195, 647), (696, 387, 1128)),
        (Categories::all(), (517, 282, 872), (773, 426, 1247)),
    ] {
        assert_eq!(work(library.core(scope)), core, "Core in {scope:?}");
        assert_eq!(work(library.in_scope(scope)), all, "all in {scope:?}");
    }
}

#[test]
fn what_is_unanswered_is_asked_before_what_is_owed() {
    let library = catalogue();
    let row = library.requirements.iter().find(|row| row.narrow.is_some()).unwrap();
    let control = library.controls.get(&row.control).unwrap();
    let Fit::Unknown(traits) = row.fits(control, TraitSet::EMPTY, TraitSet::EMPTY) else {
        panic!("{} is decided without an answer", row.id);
    };
    let traits: TraitSet = traits.iter().filter_map(Question::of_trait).collect();
    assert_eq!(row.fits(control, traits, TraitSet::EMPTY), Fit::Yes);
    assert_eq!(row.fits(control, TraitSet::EMPTY, traits), Fit::No);
}
