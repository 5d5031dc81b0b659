use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Proof {
    text.parse().unwrap()
}

fn kind(text: &str) -> KindId {
    text.parse().unwrap()
}

/// Kinds that stand; `nil:x` is a nil return in place of x.
fn stands_of(shown: &str) -> impl Fn(Sought<'_>) -> bool {
    move |sought| shown.split(' ').any(|word| word == written(sought))
}

fn written(sought: Sought<'_>) -> String {
    match sought {
        Sought::Kind(kind) => kind.to_string(),
        Sought::NilOf(kind) => format!("nil:{kind}"),
    }
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
        ("inventory-export nil:attestation", false),
        ("", false),
    ] {
        assert_eq!(proof.satisfied(stands_of(shown)), satisfied, "{shown:?}");
    }
}

#[test]
fn a_nil_return_stands_in_only_where_it_is_asked() {
    let proof = read("population-listing,nil(change-record)");
    assert!(proof.satisfied(stands_of("population-listing nil:change-record")));
    assert!(!proof.satisfied(stands_of("population-listing nil:population-listing")));
    assert!(proof.satisfied(stands_of("population-listing change-record")));
    assert!(!proof.satisfied(stands_of("change-record nil:change-record")));
    assert!(proof.asks(&KindId::NIL_RETURN) && proof.asks(&kind("change-record")));
    assert!(!read("population-listing").asks(&KindId::NIL_RETURN));
}

#[test]
fn one_nil_return_meets_one_of_two_nil_terms() {
    let proof = read("nil(incident-record),nil(customer-notice)");
    assert!(!proof.satisfied(stands_of("nil:incident-record")));
    assert!(proof.satisfied(stands_of("nil:incident-record nil:customer-notice")));
    assert!(proof.satisfied(stands_of("nil:incident-record customer-notice")));
    assert_eq!((proof.sole_nil(), proof.nils().count()), (None, 2));
    assert_eq!(read("contract,nil(bridge-letter)").sole_nil(), Some(&kind("bridge-letter")));
    assert_eq!(read("contract").sole_nil(), None);
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

/// Some of the kinds, and of the nil returns in place of them.
fn any_shown() -> impl Strategy<Value = BTreeSet<String>> {
    let every: Vec<_> = KINDS.into_iter().flat_map(|kind| [kind.to_owned(), format!("nil:{kind}")]).collect();
    proptest::sample::subsequence(every, 0..=16).prop_map(|some| some.into_iter().collect())
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
        let by = |shown: &BTreeSet<String>| proof.satisfied(|sought| shown.contains(&written(sought)));
        prop_assert!(!by(&some) || by(&both));
    }

    #[test]
    fn everything_named_is_enough_and_nothing_is_not(proof in any_proof()) {
        prop_assert!(proof.satisfied(|sought| matches!(sought, Sought::Kind(_))));
        prop_assert!(!proof.satisfied(|_| false));
    }

    #[test]
    fn what_is_not_sought_changes_nothing(proof in any_proof(), some in any_shown()) {
        let sought: Vec<_> = proof.terms().iter().flat_map(Term::seeks).map(written).collect();
        let asked: BTreeSet<_> = some.iter().filter(|one| sought.contains(one)).cloned().collect();
        let by = |shown: &BTreeSet<String>| proof.satisfied(|sought| shown.contains(&written(sought)));
        prop_assert_eq!(by(&some), by(&asked));
    }

    #[test]
    fn satisfied_is_nothing_missing(proof in any_proof(), some in any_shown()) {
        let stands = |sought: Sought<'_>| some.contains(&written(sought));
        prop_assert_eq!(proof.satisfied(stands), proof.missing(stands).is_empty());
    }
}
