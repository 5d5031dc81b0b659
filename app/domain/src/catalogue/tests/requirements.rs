use super::*;
use crate::applies::{Alternatives, Applies};
use crate::words::{Cadence, FreshRule, KindClass, Nature, SubjectKind, Trait, Until};
use std::collections::BTreeSet;

/// Each requirement with its control.
fn rows() -> impl Iterator<Item = (&'static Requirement, &'static Control)> {
    let library = catalogue();
    library.requirements.iter().map(|row| (row, library.controls.get(&row.control).unwrap()))
}

/// The requirements of which it is true.
fn whose(says: impl Fn(&Requirement, &Control) -> bool) -> Vec<String> {
    rows().filter(|(row, control)| says(row, control)).map(|(row, _)| row.id.to_string()).collect()
}

fn kinds(row: &Requirement) -> impl Iterator<Item = &'static Kind> {
    row.proof.kinds().map(|(kind, _)| catalogue().kinds.get(kind).unwrap())
}

fn asks_until(row: &Requirement, until: Until) -> bool {
    kinds(row).any(|kind| kind.until == until)
}

const YEAR: u16 = 396;

#[test]
fn a_requirement_is_named_after_its_control() {
    let name = |control: &Control| control.id.as_str().replacen("AIG-", "TSK-", 1) + "-";
    none(whose(|row, control| !row.id.as_str().starts_with(&name(control))));
}

#[test]
fn its_criterion_is_one_of_its_controls() {
    none(whose(|row, control| !control.criteria.contains(&row.criterion)));
}

#[test]
fn it_has_a_title_of_its_own_and_three_to_six_steps() {
    all_differ(rows().map(|(row, _)| row.title));
    none(whose(|row, _| !(3..=6).contains(&row.steps.len())));
}

#[test]
fn the_rows_are_of_the_kinds_that_the_notes_count() {
    let count = |subject, nature| whose(|row, _| row.subject == subject && row.nature == nature).len();
    let of = |subject| [Nature::Operate, Nature::SetUp].map(|nature| count(subject, nature));
    assert_eq!(SubjectKind::ALL.iter().copied().map(of).collect::<Vec<_>>(), [[62, 70], [64, 53], [9, 4]]);
    let by_rule = FreshRule::ALL.iter().map(|rule| whose(|row, _| row.fresh_rule == *rule).len());
    assert_eq!(by_rule.collect::<Vec<_>>(), [127, 62, 7, 49, 17, 0]);
    let either = whose(|row, _| row.proof.terms().iter().any(|term| term.forms().len() > 1));
    let nil = whose(|row, _| row.proof.asks(&crate::codes::KindId::NIL_RETURN));
    assert_eq!((either.len(), nil.len(), whose(|row, _| row.narrow.is_some()).len()), (2, 75, 7));
}

#[test]
fn what_narrows_says_more_than_the_control() {
    let repeats = |narrow: &Alternatives, control: &Control| control.applies == Applies::Traits(narrow.clone());
    none(whose(|row, control| row.narrow.as_ref().is_some_and(|narrow| repeats(narrow, control))));
}

#[test]
fn vendors_are_asked_only_where_a_third_party_is_used() {
    let third_party = |sets: &Alternatives| sets.sets().iter().all(|set| set.contains(Trait::ThirdParty));
    let everywhere = |row: &Requirement, control: &Control| match (&row.narrow, &control.applies) {
        (Some(sets), _) | (None, Applies::Traits(sets)) => !third_party(sets),
        (None, Applies::Organisation | Applies::OrganisationIf(_) | Applies::All) => true,
    };
    none(whose(|row, control| row.subject == SubjectKind::Vendor && everywhere(row, control)));
}

#[test]
fn nothing_is_due_before_what_it_depends_on() {
    let due_later = |row: &Requirement| {
        let mut before = row.after.iter().filter_map(|id| catalogue().requirements.get(id));
        before.any(|other| other.due_days > row.due_days)
    };
    none(whose(|row, _| due_later(row)));
}

#[test]
fn dependencies_run_in_no_circle() {
    let mut open: Vec<_> = rows().map(|(row, _)| row).collect();
    let mut done = BTreeSet::new();
    loop {
        let (ready, waiting): (Vec<_>, Vec<_>) =
            open.into_iter().partition(|row| row.after.iter().all(|before| done.contains(before)));
        done.extend(ready.iter().map(|row| &row.id));
        open = waiting;
        if ready.is_empty() {
            break;
        }
    }
    none(open.iter().map(|row| &row.id));
    assert_eq!(done.len(), 262);
}

#[test]
fn days_are_zero_exactly_where_evidence_does_not_age() {
    none(whose(|row, _| (row.fresh_rule == FreshRule::Event) != (row.fresh_days == 0)));
}

#[test]
fn a_document_with_a_day_of_its_own_falls_back_to_a_year() {
    let own = |row: &Requirement| matches!(row.fresh_rule, FreshRule::OwnReviewDate | FreshRule::OwnEndDate);
    none(whose(|row, _| own(row) && row.fresh_days != YEAR));
}

#[test]
fn a_review_day_is_followed_by_set_up_rows_that_ask_such_a_document_and_by_no_other() {
    let follows = |row: &Requirement| row.fresh_rule == FreshRule::OwnReviewDate;
    let could = |row: &Requirement| row.nature == Nature::SetUp && asks_until(row, Until::OwnReviewDate);
    none(whose(|row, _| follows(row) && !could(row)));
    none(whose(|row, _| could(row) && !follows(row) && row.fresh_rule != FreshRule::OwnEndDate));
}

#[test]
fn an_own_end_is_followed_only_where_something_ends() {
    let ends = |row: &Requirement| asks_until(row, Until::OwnEndDate) || asks_until(row, Until::AttestationRule);
    none(whose(|row, _| row.fresh_rule == FreshRule::OwnEndDate && !ends(row)));
}

#[test]
fn a_cadence_row_has_the_days_of_a_cadence_no_longer_than_its_controls() {
    let slots: Vec<_> = Cadence::ALL.iter().filter_map(|cadence| cadence.fresh_days()).collect();
    let by_cadence = |row: &Requirement| row.fresh_rule == FreshRule::Cadence;
    none(whose(|row, _| by_cadence(row) && !slots.contains(&row.fresh_days)));
    none(whose(|row, _| by_cadence(row) && row.nature == Nature::SetUp && row.fresh_days != YEAR));
    let longer =
        |row: &Requirement, control: &Control| control.cadence.fresh_days().is_some_and(|s| row.fresh_days > s);
    none(whose(|row, control| by_cadence(row) && row.nature == Nature::Operate && longer(row, control)));
}

/// Covered days count only where nothing else ages.
#[test]
fn a_row_by_kind_has_the_days_of_its_shortest_kind_under_a_continuous_control() {
    let shortest = |row: &Requirement| {
        let aging = || kinds(row).filter(|kind| kind.freshness_days > 0);
        let states = aging().filter(|kind| kind.until != Until::CoveredDays).map(|kind| kind.freshness_days).min();
        states.or(aging().map(|kind| kind.freshness_days).min())
    };
    let by_kind = |row: &Requirement| row.fresh_rule == FreshRule::Kind;
    none(whose(|row, control| by_kind(row) && control.cadence != Cadence::Continuous));
    none(whose(|row, _| by_kind(row) && shortest(row) != Some(row.fresh_days)));
}

#[test]
fn a_row_that_does_not_age_asks_for_events_and_populations() {
    let is_event = |kind: &Kind| kind.class == KindClass::Event || kind.id.as_str() == "population-listing";
    let is_ageless = |row: &Requirement| row.fresh_rule == FreshRule::Event;
    none(whose(|row, _| is_ageless(row) && row.nature == Nature::SetUp && !kinds(row).all(is_event)));
    let plain = |row: &Requirement| {
        let mut named = row.proof.kinds().filter(|(_, how)| *how != crate::proof::How::OrNil);
        named.all(|(kind, _)| is_event(catalogue().kinds.get(kind).unwrap()))
    };
    none(whose(|row, control| {
        is_ageless(row) && row.nature == Nature::Operate && control.cadence.days().is_some() && !plain(row)
    }));
}
