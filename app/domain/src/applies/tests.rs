use proptest::prelude::*;

use super::*;
use crate::words::Question;

fn read(text: &str) -> Applies {
    text.parse().unwrap()
}

fn some(traits: &[Trait]) -> TraitSet {
    traits.iter().copied().collect()
}

const NONE: TraitSet = TraitSet::EMPTY;

#[test]
fn the_words_of_the_organisation_and_of_all_are_read() {
    assert_eq!(read("organisation"), Applies::Organisation);
    assert_eq!(read("all"), Applies::All);
    assert_eq!(read("organisation if personal-data"), Applies::OrganisationIf(Trait::PersonalData));
}

#[test]
fn plus_binds_tighter_than_comma() {
    let Applies::Traits(alternatives) = read("agentic,third-party+personal-data") else {
        panic!("no traits");
    };
    let both = some(&[Trait::ThirdParty, Trait::PersonalData]);
    assert_eq!(alternatives.sets(), [some(&[Trait::Agentic]), both]);
}

#[test]
fn what_is_no_expression_is_refused() {
    for text in [
        "",
        ",",
        "none",
        "All",
        "agentic,",
        "agentic+",
        "agentic, generative",
        "(agentic)",
        "organisation if",
        "organisation if ",
        "organisation if agentic,generative",
        "organisation,agentic",
        "all,agentic",
    ] {
        let fault = text.parse::<Applies>();
        assert!(matches!(fault, Err(NoExpression::Word(_))), "{text:?} gave {fault:?}");
    }
    for text in ["agentic,agentic", "agentic+agentic", "agentic+generative,generative+agentic"] {
        let fault = text.parse::<Applies>();
        assert!(matches!(fault, Err(NoExpression::Twice(_))), "{text:?} gave {fault:?}");
    }
}

#[test]
fn an_unanswered_trait_is_the_next_question() {
    let either = read("third-party+personal-data,agentic");
    assert_eq!(either.fits(some(&[Trait::Agentic]), NONE), Fit::Yes);
    assert_eq!(
        either.fits(some(&[Trait::ThirdParty]), NONE),
        Fit::Unknown(some(&[Trait::PersonalData, Trait::Agentic]).into())
    );
    // Once a trait of an alternative is no, its others need not be asked.
    assert_eq!(either.fits(NONE, some(&[Trait::ThirdParty])), Fit::Unknown(some(&[Trait::Agentic]).into()));
    assert_eq!(either.fits(NONE, some(&[Trait::ThirdParty, Trait::Agentic])), Fit::No);
}

#[test]
fn an_organisation_control_on_a_trait_waits_for_that_trait_alone() {
    let privacy = read("organisation if personal-data");
    assert_eq!(privacy.fits(some(&[Trait::PersonalData]), NONE), Fit::Yes);
    assert_eq!(privacy.fits(NONE, some(&[Trait::PersonalData])), Fit::No);
    assert_eq!(privacy.fits(NONE, NONE), Fit::Unknown(some(&[Trait::PersonalData]).into()));
    for always in ["organisation", "all"] {
        assert_eq!(read(always).fits(NONE, TraitSet::all()), Fit::Yes);
    }
}

#[test]
fn and_and_or_are_kleenes() {
    let [a, b] = [Trait::Agentic, Trait::HighImpact].map(|one| Fit::Unknown(one.into()));
    let both = Fit::Unknown(some(&[Trait::Agentic, Trait::HighImpact]).into());
    for (left, right, and, or) in [
        (Fit::Yes, Fit::Yes, Fit::Yes, Fit::Yes),
        (Fit::Yes, Fit::No, Fit::No, Fit::Yes),
        (Fit::No, Fit::No, Fit::No, Fit::No),
        (Fit::Yes, a, a, Fit::Yes),
        (Fit::No, a, Fit::No, a),
        (a, b, both, both),
    ] {
        assert_eq!((left.and(&right), left.or(&right)), (and, or), "{left:?} and {right:?}");
        assert_eq!((right.and(&left), right.or(&left)), (and, or), "{right:?} and {left:?}");
    }
}

prop_compose! {
    fn any_set()(bits in 0..128_u32) -> TraitSet { TraitSet::from_bits(bits) }
}

prop_compose! {
    /// What is yes and what is no; the rest is unanswered.
    fn any_answers()(yes in any_set(), no in any_set()) -> (TraitSet, TraitSet) {
        (yes.minus(no), no)
    }
}

fn any_trait() -> impl Strategy<Value = Trait> {
    proptest::sample::select(Trait::ALL)
}

fn any_alternatives() -> impl Strategy<Value = Alternatives> {
    proptest::collection::btree_set(1..128_u32, 1..5)
        .prop_map(|sets| Alternatives(sets.into_iter().map(TraitSet::from_bits).collect()))
}

fn any_applies() -> impl Strategy<Value = Applies> {
    prop_oneof![
        Just(Applies::Organisation),
        Just(Applies::All),
        any_trait().prop_map(Applies::OrganisationIf),
        any_alternatives().prop_map(Applies::Traits),
    ]
}

/// What the expression says when every trait is answered: plain logic, without a third value.
fn decided(applies: &Applies, yes: TraitSet) -> Fit {
    let fits = match applies {
        Applies::Organisation | Applies::All => true,
        Applies::OrganisationIf(needed) => yes.contains(*needed),
        Applies::Traits(sets) => sets.sets().iter().any(|set| set.is_within(yes)),
    };
    if fits { Fit::Yes } else { Fit::No }
}

proptest! {
    #[test]
    fn an_expression_survives_being_written(applies in any_applies()) {
        prop_assert_eq!(applies.to_string().parse::<Applies>(), Ok(applies.clone()));
        let json = serde_json::to_string(&applies).unwrap();
        prop_assert_eq!(serde_json::from_str::<Applies>(&json).unwrap(), applies);
    }

    #[test]
    fn answered_in_full_it_is_plain_logic(applies in any_applies(), yes in any_set()) {
        let no = TraitSet::all().minus(yes);
        prop_assert_eq!(applies.fits(yes, no), decided(&applies, yes));
    }

    #[test]
    fn a_decided_fit_is_never_contradicted(applies in any_applies(), (yes, no) in any_answers(), more in any_set()) {
        let open = TraitSet::all().minus(yes).minus(no);
        let before = applies.fits(yes, no);
        let after = applies.fits(yes.union(open.intersection(more)), no.union(open.minus(more)));
        prop_assert!(matches!(before, Fit::Unknown(_)) || before == after);
    }

    #[test]
    fn the_traits_named_are_open_and_decide(applies in any_applies(), (yes, no) in any_answers()) {
        if let Fit::Unknown(asked) = applies.fits(yes, no) {
            let asked: TraitSet = asked.iter().filter_map(Question::of_trait).collect();
            prop_assert!(!asked.is_empty() && asked.is_apart_from(yes.union(no)));
            prop_assert_eq!(applies.fits(yes.union(asked), no), Fit::Yes);
            prop_assert_eq!(applies.fits(yes, no.union(asked)), Fit::No);
        }
    }

    #[test]
    fn a_yes_never_takes_away(applies in any_applies(), (yes, no) in any_answers(), turned in any_trait()) {
        if applies.fits(yes, no) == Fit::Yes {
            prop_assert_eq!(applies.fits(yes.with(turned), no.without(turned)), Fit::Yes);
        }
    }

    #[test]
    fn a_no_never_adds(applies in any_applies(), (yes, no) in any_answers(), turned in any_trait()) {
        if applies.fits(yes, no) == Fit::No {
            prop_assert_eq!(applies.fits(yes.without(turned), no.with(turned)), Fit::No);
        }
    }

    #[test]
    fn narrowing_never_widens(applies in any_applies(), narrow in any_alternatives(), (yes, no) in any_answers()) {
        let wide = applies.fits(yes, no);
        let narrowed = wide.and(&narrow.fits(yes, no));
        prop_assert!(wide != Fit::No || narrowed == Fit::No);
        prop_assert!(narrowed != Fit::Yes || wide == Fit::Yes);
    }
}
