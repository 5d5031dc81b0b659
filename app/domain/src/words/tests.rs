use std::collections::BTreeSet;
use std::fmt::{Debug, Display};
use std::str::FromStr;

use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::*;

/// What holds for every list of words.
fn holds<W>(count: usize, label: fn(W) -> &'static str)
where
    W: Word + Debug + Display + FromStr<Err = NotAWord> + Serialize + DeserializeOwned,
{
    assert_eq!(W::EVERY.len(), count);
    for (place, word) in W::EVERY.iter().copied().enumerate() {
        assert_eq!(word.place(), place);
        assert_eq!(word.to_string(), label(word));
        assert_eq!(word.word().parse(), Ok(word));
        let json = serde_json::to_string(&word).unwrap();
        assert_eq!(json, format!("{:?}", word.word()));
        assert_eq!(serde_json::from_str::<W>(&json).unwrap(), word);
        assert!(label(word).starts_with(|first: char| first.is_uppercase()), "{word:?}");
    }
    let labels: BTreeSet<_> = W::EVERY.iter().copied().map(label).collect();
    assert_eq!(labels.len(), count, "two words read alike: {labels:?}");
    assert!("".parse::<W>().is_err() && "nonsense".parse::<W>().is_err());
}

#[test]
fn every_list_of_words_is_closed_and_reads_back() {
    holds(61, CriterionId::label);
    holds(5, Category::label);
    holds(7, Trait::label);
    holds(5, Stage::label);
    holds(3, Criticality::label);
    holds(8, Cadence::label);
    holds(13, DataRole::label);
    holds(5, Step::label);
    holds(3, ControlType::label);
    holds(2, Nature::label);
    holds(3, SubjectKind::label);
    holds(3, Effort::label);
    holds(4, Priority::label);
    holds(5, KindClass::label);
    holds(3, Assurance::label);
    holds(7, Until::label);
    holds(6, FreshRule::label);
    holds(8, Trigger::label);
    holds(7, AttestationClass::label);
    holds(18, Anchor::label);
}

#[test]
fn an_unknown_word_says_what_it_should_have_been() {
    let fault = "forever".parse::<Cadence>().unwrap_err();
    assert_eq!(fault.to_string(), "\"forever\" is not a Cadence");
}

/// 33 + 3 + 2 + 5 + 18 criteria, and how many of them each series has.
#[test]
fn the_criteria_are_counted_as_the_standard_counts_them() {
    let of = |category| CriterionId::ALL.iter().filter(|id| id.category() == category).count();
    assert_eq!(Category::ALL.iter().copied().map(of).collect::<Vec<_>>(), [33, 3, 5, 2, 18]);
    let mut series: Vec<(&str, usize)> = Vec::new();
    for id in CriterionId::ALL {
        match series.last_mut() {
            Some((name, count)) if *name == id.series() => *count += 1,
            _ => series.push((id.series(), 1)),
        }
    }
    let text: Vec<_> = series.iter().map(|(name, count)| format!("{name}:{count}")).collect();
    assert_eq!(
        text.join(" "),
        "CC1:5 CC2:3 CC3:4 CC4:2 CC5:3 CC6:8 CC7:5 CC8:1 CC9:2 A1:3 C1:2 PI1:5 \
         P1:1 P2:1 P3:2 P4:3 P5:2 P6:7 P7:1 P8:1"
    );
}

#[test]
fn each_criterion_has_the_category_of_its_letters() {
    for id in CriterionId::ALL {
        let letters = id.series().trim_end_matches(|letter: char| letter.is_ascii_digit());
        let want = match letters {
            "CC" => Category::Security,
            "A" => Category::Availability,
            "C" => Category::Confidentiality,
            "PI" => Category::ProcessingIntegrity,
            "P" => Category::Privacy,
            other => panic!("{other} is no series"),
        };
        assert_eq!(id.category(), want, "{id}");
    }
}

#[test]
fn a_criterion_is_found_by_its_place() {
    assert_eq!(CriterionId::at(0), Some(CriterionId::CC1_1));
    assert_eq!(CriterionId::P8_1.index(), 60);
    assert_eq!(CriterionId::at(61), None);
    assert!(CriterionId::ALL.iter().all(|id| CriterionId::at(id.index()) == Some(*id)));
}

#[test]
fn security_is_always_in_scope() {
    assert_eq!(Categories::default().criteria().count(), 33);
    assert_eq!(Categories::all().criteria().count(), 61);
    assert_eq!(Categories::all().without(Category::Security), Categories::all());
    let privacy: Categories = [Category::Privacy].into_iter().collect();
    assert_eq!(privacy.iter().collect::<Vec<_>>(), [Category::Security, Category::Privacy]);
    assert_eq!(privacy.criteria().count(), 51);
    let read: Categories = serde_json::from_str(r#"["Processing Integrity"]"#).unwrap();
    assert_eq!(read, Categories::security().with(Category::ProcessingIntegrity));
    assert_eq!(serde_json::to_string(&privacy).unwrap(), r#"["Security","Privacy"]"#);
}

/// Notes to the reference data, section 5: longest gap between two occurrences, grace included.
#[test]
fn a_cadence_has_the_days_and_grace_of_the_rules() {
    let days = |cadence: &Cadence| (cadence.days(), cadence.grace_days(), cadence.fresh_days());
    let want = [None, None, Some((1, 1, 2)), Some((7, 3, 10)), Some((31, 10, 41)), Some((92, 15, 107))]
        .into_iter()
        .chain([Some((184, 30, 214)), Some((366, 30, 396))]);
    for (cadence, want) in Cadence::ALL.iter().zip(want) {
        let want = want.map_or((None, None, None), |(d, g, f)| (Some(d), Some(g), Some(f)));
        assert_eq!(days(cadence), want, "{cadence:?}");
    }
}

#[test]
fn a_cadence_by_criticality_is_read_whole_or_not_at_all() {
    let by: ByCriticality = "high:quarterly,medium:annual,low:none".parse().unwrap();
    let of = |level| by.of(level);
    let want = [Some(Cadence::Quarterly), Some(Cadence::Annual), None];
    assert_eq!(Criticality::ALL.iter().copied().map(of).collect::<Vec<_>>(), want);
    assert_eq!(by.to_string(), "high:quarterly,medium:annual,low:none");
    for text in ["", "none", "high:annual", "high:annual,low:none,medium:none", "high:annual,medium:none,low:never"] {
        assert!(text.parse::<ByCriticality>().is_err(), "{text:?} was taken");
    }
}

#[test]
fn what_ends_evidence_is_read_with_its_grace() {
    for trigger in Trigger::ALL.iter().copied() {
        for grace_days in [0, 30] {
            let ends = EndsOn { trigger, grace_days };
            assert_eq!(ends.to_string().parse(), Ok(ends));
        }
    }
    assert_eq!(EndsOn { trigger: Trigger::Incident, grace_days: 30 }.to_string(), "incident+30d");
    for text in ["+30d", "incident+60d", "incident +30d", "incident+30d+30d", "earthquake"] {
        assert!(text.parse::<EndsOn>().is_err(), "{text:?} was taken");
    }
}

prop_compose! {
    fn any_set()(bits in 0..128_u32) -> TraitSet { TraitSet::from_bits(bits) }
}

proptest! {
    #[test]
    fn a_set_is_a_set(a in any_set(), b in any_set()) {
        let list = |set: TraitSet| set.iter().collect::<BTreeSet<_>>();
        let (x, y) = (list(a), list(b));
        prop_assert_eq!(list(a.union(b)), x.union(&y).copied().collect());
        prop_assert_eq!(list(a.intersection(b)), x.intersection(&y).copied().collect());
        prop_assert_eq!(list(a.minus(b)), x.difference(&y).copied().collect());
        prop_assert_eq!(a.is_within(b), x.is_subset(&y));
        prop_assert_eq!(a.is_apart_from(b), x.is_disjoint(&y));
        prop_assert_eq!(usize::try_from(a.len()).unwrap(), x.len());
        prop_assert_eq!(a.is_empty(), x.is_empty());
        prop_assert_eq!(a.iter().collect::<TraitSet>(), a);
        prop_assert!(Trait::ALL.iter().all(|one| a.contains(*one) == x.contains(one)));
    }

    #[test]
    fn a_set_survives_being_written(set in any_set()) {
        let json = serde_json::to_string(&set).unwrap();
        prop_assert_eq!(serde_json::from_str::<TraitSet>(&json).unwrap(), set);
        prop_assert_eq!(TraitSet::from_bits(set.bits() | !127), set);
    }
}
