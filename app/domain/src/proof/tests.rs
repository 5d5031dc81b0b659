use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Proof {
    text.parse().unwrap()
}

fn kind(text: &str) -> KindId {
    text.parse().unwrap()
}

fn stands_of(shown: &str) -> impl Fn(&KindId) -> bool {
    move |kind| shown.split(' ').any(|word| word == kind.as_str())
}

#[test]
fn the_bar_binds_tighter_than_the_comma() {
    let proof = read("inventory-export,(attestation,vendor-assessment)|access-review,nil(contract)");
    let named: Vec<_> = proof.kinds().map(|(kind, how)| (kind.as_str(), how)).collect();
    assert_eq!(proof.terms().len(), 3);
    assert_eq!(
        named,
        [
            ("inventory-export", How::Alone),
            ("attestation", How::Together),
            ("vendor-assessment", How::Together),
            ("access-review", How::Alone),
            ("contract", How::OrNil),
        ]
    );
}

#[test]
fn every_term_must_be_shown_in_one_of_its_forms() {
    let proof = read("inventory-export,(attestation,vendor-assessment)|access-review");
    for (shown, satisfied) in [
        ("inventory-export access-review", true),
        ("inventory-export attestation vendor-assessment", true),
        ("inventory-export attestation", false),
        ("attestation vendor-assessment access-review", false),
        ("inventory-export nil-return", false),
        ("", false),
    ] {
        assert_eq!(proof.satisfied(stands_of(shown)), satisfied, "{shown:?}");
    }
}

#[test]
fn a_nil_return_stands_in_only_where_it_is_asked() {
    let proof = read("population-listing,nil(change-record)");
    assert!(proof.satisfied(stands_of("population-listing nil-return")));
    assert!(proof.satisfied(stands_of("population-listing change-record")));
    assert!(!proof.satisfied(stands_of("change-record nil-return")));
    assert!(proof.asks(&KindId::NIL_RETURN) && proof.asks(&kind("change-record")));
    assert!(!read("population-listing").asks(&KindId::NIL_RETURN));
}

#[test]
fn missing_terms_are_named() {
    let proof = read("log-extract,exercise-record|nil(alert-record),config-export");
    let missing = proof.missing(stands_of("log-extract"));
    let missing: Vec<_> = missing.iter().map(ToString::to_string).collect();
    assert_eq!(missing, ["exercise-record|nil(alert-record)", "config-export"]);
}

#[test]
fn what_is_no_proof_is_refused() {
    for text in [
        "",
        ",",
        "a,",
        "a,,b",
        "a|",
        "|a",
        "a, b",
        "(a,b",
        "a,b)",
        "((a,b))",
        "(a,(b,c))",
        "(a|b,c)",
        "nil(a",
        "nil a",
        "nil()",
        "nil(a,b)",
        "nil(a|b)",
        "nil(nil(a))",
        "(nil(a),b)",
        "()",
        "A",
        "a b",
    ] {
        let fault = text.parse::<Proof>();
        assert!(matches!(fault, Err(NoProof::Kind(_))), "{text:?} gave {fault:?}");
    }
    assert_eq!("(a)".parse::<Proof>(), Err(NoProof::Single("a".to_owned())));
    for text in ["a,a", "a|a", "a,(b,a)", "nil(a),a"] {
        assert_eq!(text.parse::<Proof>(), Err(NoProof::Twice(kind("a"))), "{text:?}");
    }
    for text in ["nil-return", "a,nil-return", "(a,nil-return)", "nil(nil-return)"] {
        assert_eq!(text.parse::<Proof>(), Err(NoProof::BareNil), "{text:?}");
    }
}

const KINDS: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];

/// Kinds in any order, dealt out to terms and forms: no kind is dealt twice.
fn any_proof() -> impl Strategy<Value = Proof> {
    let hand = Just(KINDS.map(kind).to_vec()).prop_shuffle();
    let cuts = proptest::collection::vec((0..3_u8, any::<bool>()), 1..=4);
    (hand, cuts).prop_map(|(hand, cuts)| deal(&hand, &cuts))
}

fn deal(hand: &[KindId], cuts: &[(u8, bool)]) -> Proof {
    let mut terms: Vec<Term> = Vec::new();
    for ((form, new_term), pair) in cuts.iter().zip(hand.chunks_exact(2)) {
        let form = match form {
            0 => Form::Kind(pair[0].clone()),
            1 => Form::Together(pair.to_vec()),
            _ => Form::OrNil(pair[1].clone()),
        };
        match terms.last_mut() {
            Some(term) if !new_term => term.0.push(form),
            _ => terms.push(Term(vec![form])),
        }
    }
    Proof(terms)
}

fn any_shown() -> impl Strategy<Value = BTreeSet<KindId>> {
    let every: Vec<_> = KINDS.into_iter().chain(["nil-return"]).map(kind).collect();
    proptest::sample::subsequence(every, 0..=9).prop_map(|some| some.into_iter().collect())
}

proptest! {
    #[test]
    fn a_proof_survives_being_written(proof in any_proof()) {
        prop_assert_eq!(proof.to_string().parse::<Proof>(), Ok(proof.clone()));
        let json = serde_json::to_string(&proof).unwrap();
        prop_assert_eq!(serde_json::from_str::<Proof>(&json).unwrap(), proof);
    }

    #[test]
    fn more_evidence_never_proves_less(proof in any_proof(), some in any_shown(), more in any_shown()) {
        let both: BTreeSet<_> = some.union(&more).cloned().collect();
        prop_assert!(!proof.satisfied(|kind| some.contains(kind)) || proof.satisfied(|kind| both.contains(kind)));
    }

    #[test]
    fn everything_named_is_enough_and_nothing_is_not(proof in any_proof()) {
        let named: BTreeSet<_> = proof.kinds().map(|(kind, _)| kind.clone()).collect();
        prop_assert!(proof.satisfied(|kind| named.contains(kind)));
        prop_assert!(!proof.satisfied(|_| false));
    }

    #[test]
    fn a_kind_that_is_not_asked_changes_nothing(proof in any_proof(), some in any_shown()) {
        let asked: BTreeSet<_> = some.iter().filter(|kind| proof.asks(kind)).cloned().collect();
        prop_assert_eq!(
            proof.satisfied(|kind| some.contains(kind)),
            proof.satisfied(|kind| asked.contains(kind))
        );
    }

    #[test]
    fn satisfied_is_nothing_missing(proof in any_proof(), some in any_shown()) {
        let stands = |kind: &KindId| some.contains(kind);
        prop_assert_eq!(proof.satisfied(stands), proof.missing(stands).is_empty());
    }
}
