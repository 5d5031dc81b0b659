//! Changes in cases: who agrees to what.

use super::*;
use crate::people::Rights;
use uuid::Uuid;

fn actor(no: u128, role: Role, review: bool) -> Actor {
    Actor { person: PersonId(Uuid::from_u128(no)), rights: Rights::of(&[role], review), invited: None }
}

fn may(change: &Change, asker_is_executive: bool, owners: &[PersonId], by: &Actor) -> bool {
    let asked_by = PersonId(Uuid::from_u128(1));
    agree(&Proposal { change, asked_by, asked_as_executive: asker_is_executive, owners }, by).is_ok()
}

fn programme() -> ProgrammeId {
    ProgrammeId(Uuid::from_u128(5))
}

#[test]
fn nobody_agrees_to_their_own_proposal_and_only_reviewers_agree() {
    let change = Change::Retire { control: "AIG-GV-01".parse().unwrap() };
    assert!(!may(&change, false, &[], &actor(1, Role::ComplianceManager, true)));
    assert!(!may(&change, false, &[], &actor(2, Role::ComplianceManager, false)));
    assert!(!may(&change, false, &[], &actor(2, Role::Auditor, true)));
    assert!(may(&change, false, &[], &actor(2, Role::Engineer, true)));
}

#[test]
fn an_exclusion_is_never_agreed_to_by_the_owner_of_its_subject() {
    let change = Change::Exclude { pairs: vec![], until: jiff::civil::date(2026, 6, 30) };
    let owner = actor(2, Role::Engineer, true);
    assert!(!may(&change, false, &[owner.person], &owner));
    assert!(may(&change, false, &[owner.person], &actor(3, Role::Engineer, true)));
}

#[test]
fn s10_setting_a_criterion_aside_takes_an_executive() {
    let change = Change::SetAside { programme: programme(), criterion: CriterionId::CC6_4 };
    assert!(!may(&change, false, &[], &actor(2, Role::Engineer, true)));
    assert!(may(&change, false, &[], &actor(2, Role::Executive, true)));
    assert!(may(&change, true, &[], &actor(2, Role::Engineer, true)));
}

#[test]
fn a_change_says_what_it_is_about() {
    let control: ControlId = "AIG-GV-01".parse().unwrap();
    let demote = Change::Demote { programme: programme(), criterion: CriterionId::CC1_2, control: control.clone() };
    assert_eq!(demote.programme(), Some(programme()));
    assert_eq!(demote.controls(), std::slice::from_ref(&control));
    assert!(demote.criteria().contains(CriterionId::CC1_2) && demote.criteria().len() == 1);
    assert!(demote.systems().is_empty() && demote.pairs().is_empty());
    let systems = vec![SystemId(Uuid::from_u128(8)), SystemId(Uuid::from_u128(9))];
    let narrow = Change::Narrow { programme: programme(), systems: systems.clone() };
    assert_eq!((narrow.systems(), narrow.controls()), (systems.as_slice(), &[][..]));
    let owner = PersonId(Uuid::from_u128(3));
    assert_eq!(Change::Own { control, owner }.person(), Some(owner));
}

#[test]
fn the_word_of_a_change_is_the_one_it_is_kept_under() {
    let change = Change::Drop { programme: programme(), categories: Categories::security() };
    assert!(serde_json::to_string(&change).unwrap().contains(&format!("\"change\":\"{}\"", change.key())));
}

#[test]
fn a_named_owner_may_accept_without_the_right_of_review() {
    let named = actor(2, Role::Engineer, false);
    let change = Change::Own { control: "AIG-GV-01".parse().unwrap(), owner: named.person };
    assert!(may(&change, false, &[], &named));
    assert!(!may(&change, false, &[], &actor(3, Role::Engineer, false)));
}

#[test]
fn a_statement_says_something_and_ends() {
    assert_eq!(statement(" We look. \n").unwrap(), "We look.");
    assert!(statement(" \n").is_err());
    assert!(statement(&"x".repeat(STATEMENT_MAX)).is_ok());
    assert!(statement(&"x".repeat(STATEMENT_MAX + 1)).is_err());
}

#[test]
fn a_reason_is_refused_when_it_is_too_long_and_never_cut() {
    assert_eq!(reason(&format!(" {} ", "x".repeat(WORDS_MAX))).unwrap().len(), WORDS_MAX);
    assert!(reason(&"x".repeat(WORDS_MAX + 1)).is_err());
    assert_eq!(words("answer", " ").unwrap(), "");
}

#[test]
fn only_a_criterion_in_scope_with_a_key_control_is_concluded() {
    let set = |criteria: &[CriterionId]| criteria.iter().copied().collect::<CriterionSet>();
    let (one, two) = (CriterionId::CC1_1, CriterionId::CC6_4);
    assert!(conclusion(set(&[one]), set(&[one, two]), set(&[one])).is_ok());
    assert!(conclusion(set(&[]), set(&[one]), set(&[one])).is_err());
    assert!(conclusion(set(&[two]), set(&[one]), set(&[one, two])).is_err());
    assert!(conclusion(set(&[one, two]), set(&[one, two]), set(&[one])).is_err());
}

#[test]
fn an_exclusion_ends_within_a_year_and_has_a_reason() {
    let today = jiff::civil::date(2026, 1, 1);
    assert!(check_exclusion(jiff::civil::date(2027, 1, 2), "x", today).is_ok());
    assert!(check_exclusion(jiff::civil::date(2027, 1, 3), "x", today).is_err());
    assert!(check_exclusion(jiff::civil::date(2025, 12, 31), "x", today).is_err());
    assert!(check_exclusion(jiff::civil::date(2026, 6, 30), " ", today).is_err());
}
