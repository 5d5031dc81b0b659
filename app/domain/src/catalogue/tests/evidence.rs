use super::*;
use crate::codes::KindId;
use crate::proof::How;
use crate::words::{KindClass, Nature, Until};

fn kind(id: &KindId) -> &'static Kind {
    catalogue().kinds.get(id).unwrap()
}

/// The kinds in place of which a nil return may stand.
fn nil_kinds() -> impl Iterator<Item = &'static Kind> {
    let named = catalogue().requirements.iter().flat_map(|row| row.proof.kinds());
    named.filter(|(_, how)| *how == How::OrNil).map(|(id, _)| kind(id))
}

#[test]
fn the_class_of_a_kind_fits_how_it_ends() {
    let fits = |kind: &Kind| match kind.class {
        KindClass::Document => matches!(kind.until, Until::OwnReviewDate | Until::OwnEndDate | Until::AttestationRule),
        KindClass::Act => kind.until == Until::Cadence,
        KindClass::State => kind.until == Until::Freshness,
        KindClass::Event => kind.until == Until::EventDate,
        KindClass::Period => kind.until == Until::CoveredDays,
    };
    none(catalogue().kinds.iter().filter(|kind| !fits(kind)).map(|kind| &kind.id));
    let count = |class| catalogue().kinds.iter().filter(|kind| kind.class == class).count();
    assert_eq!(KindClass::ALL.iter().copied().map(count).collect::<Vec<_>>(), [21, 14, 12, 12, 6]);
}

#[test]
fn a_kind_ages_unless_it_has_an_end_of_its_own() {
    let is_ageless = |kind: &Kind| {
        matches!(kind.until, Until::EventDate | Until::OwnEndDate | Until::AttestationRule)
            || matches!(kind.id.as_str(), "population-listing" | "nil-return")
    };
    none(catalogue().kinds.iter().filter(|kind| is_ageless(kind) != (kind.freshness_days == 0)).map(|kind| &kind.id));
    let aging = catalogue().kinds.iter().filter(|kind| kind.freshness_days != 0);
    none(aging.filter(|kind| !(30..=366).contains(&kind.freshness_days)).map(|kind| &kind.id));
}

#[test]
fn what_has_an_end_of_its_own_is_ended_by_nothing_else() {
    let has_end = |kind: &Kind| matches!(kind.until, Until::EventDate | Until::OwnEndDate | Until::AttestationRule);
    none(catalogue().kinds.iter().filter(|kind| has_end(kind) && !kind.ends_on.is_empty()).map(|kind| &kind.id));
}

#[test]
fn a_nil_return_stands_only_for_what_has_rows() {
    let registers = ["complaint-log", "breach-register", "deficiency-log"];
    none(nil_kinds().filter(|kind| kind.class == KindClass::State && !registers.contains(&kind.id.as_str())));
    let senseless = ["population-listing", "inventory-export", "procedure-document", "policy-document"];
    none(nil_kinds().filter(|kind| senseless.contains(&kind.id.as_str())));
}

#[test]
fn every_kind_is_asked_for() {
    let asked = |kind: &Kind| catalogue().requirements.iter().any(|row| row.proof.asks(&kind.id));
    none(catalogue().kinds.iter().filter(|kind| !asked(kind)).map(|kind| &kind.id));
}

#[test]
fn the_kinds_that_the_rules_name_are_there() {
    let named = ["procedure-document", "nil-return", "walkthrough", "exception-record", "performance-goals"];
    none(named.into_iter().filter(|id| catalogue().kinds.get(&id.parse().unwrap()).is_none()));
    assert_eq!(kind(&KindId::NIL_RETURN).until, Until::CoveredDays);
}

#[test]
fn incidents_and_penetration_tests_are_asked_of_the_running_control() {
    let asked = |id: &str| {
        let mut rows = catalogue().requirements.iter().filter(|row| row.nature == Nature::Operate);
        rows.any(|row| row.proof.asks(&id.parse().unwrap()))
    };
    none(["incident-record", "pentest-report"].into_iter().filter(|id| !asked(id)));
}
