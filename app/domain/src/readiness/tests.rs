//! The cases of criteria and readiness.

use super::*;
use crate::finding::Finding;

const C: CriterionId = CriterionId::CC7_2;

fn set(criteria: &[CriterionId]) -> CriterionSet {
    criteria.iter().copied().collect()
}

/// Security; control 0 is key for CC7.2, control 1 supports it; everything is concluded.
fn frame() -> Frame {
    Frame {
        categories: Categories::security(),
        not_applicable: CriterionSet::default(),
        concluded: CriterionSet(u64::MAX >> 3),
        uses: vec![
            Use { no: 0, criteria: set(&[C]), key_for: set(&[C]) },
            Use { no: 1, criteria: set(&[C]), key_for: set(&[]) },
        ],
        overdue: vec![],
    }
}

fn face(key: Finding, supporting: Finding) -> Face {
    let mut face = Face::default();
    face.take(0, [C], key);
    face.take(1, [], supporting);
    face
}

fn read(frame: &Frame, faces: &[Face]) -> CriterionReading {
    *readiness(frame, faces).criterion(C).expect("in scope")
}

const GAP: Finding = Finding::Gap(Reason::NeverProven);

#[test]
fn s9_a_criterion_without_a_key_control_is_a_gap() {
    let frame = Frame { uses: vec![], ..frame() };
    let reading = read(&frame, &[face(Finding::Met, Finding::Met)]);
    assert_eq!((reading.state, reason(reading)), (State::Gap, Some(Reason::NoKeyControl)));
}

fn reason(reading: CriterionReading) -> Option<Reason> {
    reading.reason
}

#[test]
fn s10_a_criterion_with_everything_excluded_is_a_gap_and_says_so() {
    let reading = read(&frame(), &[face(Finding::Excluded, Finding::NotAsked)]);
    assert_eq!((reading.state, reason(reading)), (State::Gap, Some(Reason::NothingLeft)));
    assert_eq!(reading.cells.excluded, 1);
}

#[test]
fn s10_not_applicable_leaves_the_count_and_is_named() {
    let all = readiness(&frame(), &[face(GAP, GAP)]);
    let frame = Frame { not_applicable: set(&[C, CriterionId::P8_1]), ..frame() };
    let less = readiness(&frame, &[face(GAP, GAP)]);
    assert_eq!(all.counts.in_scope(), 33);
    assert_eq!(less.counts.in_scope(), 32);
    assert_eq!(less.not_applicable, [C], "a criterion of a category not chosen is not named");
    assert!(less.criterion(C).is_none());
}

#[test]
fn s11_empty_cells_are_not_counted_as_met() {
    let empty = face(Finding::NotAsked, Finding::NotAsked);
    let met = face(Finding::Met, Finding::NotAsked);
    let faces: Vec<_> = [&empty, &empty, &empty, &empty, &empty, &met, &met].into_iter().cloned().collect();
    let reading = read(&frame(), &faces);
    assert_eq!(reading.state, State::Met);
    assert_eq!((reading.cells.met, reading.cells.empty), (2, 5));
}

#[test]
fn s12_a_supporting_control_in_a_gap_is_a_weakness_beside() {
    let reading = read(&frame(), &[face(Finding::Met, GAP), face(Finding::Met, GAP)]);
    assert_eq!((reading.state, reading.weaknesses), (State::Met, 1));
}

#[test]
fn s19_what_could_not_be_computed_is_failed_and_in_no_other_column() {
    let readiness = readiness(&frame(), &[face(Finding::Failed, Finding::Met), face(GAP, GAP)]);
    assert_eq!(readiness.criterion(C).map(|c| c.state), Some(State::Failed));
    assert_eq!((readiness.counts.failed, readiness.counts.met), (1, 0));
    assert_eq!(readiness.counts.in_scope(), 33);
}

#[test]
fn a_criterion_that_nobody_concluded_does_not_stand() {
    let frame = Frame { concluded: CriterionSet::default(), ..frame() };
    let reading = read(&frame, &[face(Finding::Met, Finding::Met)]);
    assert_eq!((reading.state, reason(reading)), (State::Gap, Some(Reason::NotConcluded)));
}

#[test]
fn an_empty_install_has_nothing_met() {
    let readiness = readiness(&Frame { uses: vec![], ..frame() }, &[]);
    assert_eq!(readiness.counts, Counts { gap: 33, ..Counts::default() });
}

#[test]
fn the_sum_of_the_categories_is_the_whole() {
    let frame = Frame { categories: Categories::all(), ..frame() };
    let readiness = readiness(&frame, &[face(Finding::Met, GAP)]);
    let sum: u32 = Category::ALL.iter().map(|category| readiness.category(*category).in_scope()).sum();
    assert_eq!((readiness.counts.in_scope(), sum), (61, 61));
}

#[test]
fn the_difference_names_what_changed_and_what_left() {
    let before = readiness(&frame(), &[face(GAP, GAP)]);
    let after = readiness(&frame(), &[face(Finding::Met, GAP)]);
    assert_eq!(difference(&before, &after), [Change { id: C, before: Some(State::Gap), after: Some(State::Met) }]);
    let left = readiness(&Frame { not_applicable: set(&[C]), ..frame() }, &[]);
    assert_eq!(difference(&before, &left).first().and_then(|change| change.after), None);
}

#[test]
fn a_criterion_stands_so_since_the_unbroken_run_began() {
    let (frame, gap) = (frame(), readiness(&frame(), &[face(GAP, GAP)]));
    let met = readiness(&frame, &[face(Finding::Met, GAP)]);
    let told = |days: &[(u8, &Readiness)]| since(days.iter().copied(), C);
    assert_eq!(told(&[]), None);
    assert_eq!(told(&[(1, &gap)]), Some(1));
    assert_eq!(told(&[(1, &gap), (2, &met), (3, &gap), (4, &met), (5, &met)]), Some(4));
    assert_eq!(told(&[(1, &met), (2, &met)]), Some(1));
    let outside = Frame { not_applicable: set(&[C]), ..frame };
    let outside = readiness(&outside, &[face(GAP, GAP)]);
    assert_eq!(told(&[(1, &met), (2, &outside), (3, &outside)]), Some(2), "out of scope is a state too");
}

#[test]
fn a_policy_past_its_review_day_is_a_weakness_of_its_criteria_and_changes_no_state() {
    let policy = PolicyId(uuid::Uuid::from_u128(7));
    let well = readiness(&frame(), &[]);
    let late = readiness(&Frame { overdue: vec![(policy, set(&[C]))], ..frame() }, &[]);
    assert_eq!(late.counts, well.counts);
    let weak: Vec<_> =
        late.criteria.iter().filter(|one| one.weaknesses > 0).map(|one| (one.id, one.weaknesses)).collect();
    assert_eq!(weak, [(C, 1)]);
}
