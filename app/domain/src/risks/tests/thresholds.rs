use super::*;
use proptest::prelude::*;

#[test]
fn a_decimal_is_kept_as_it_was_written_without_what_says_nothing() {
    for (typed, kept) in [
        ("0.2", "0.2"),
        (" 0.20 ", "0.2"),
        ("00.85", "0.85"),
        ("-0", "0"),
        ("-0.5", "-0.5"),
        ("3", "3"),
        ("3.0", "3"),
        ("100", "100"),
        ("999999999.999999", "999999999.999999"),
        ("0.000001", "0.000001"),
        ("0.10000000000", "0.1"),
    ] {
        assert_eq!(typed.parse::<Decimal>().map(|decimal| decimal.to_string()).as_deref(), Ok(kept), "{typed}");
    }
    for wrong in
        ["", ".5", "5.", "1e3", "+1", "0,2", "1 000", "--1", "٣", "NaN", "0.0000001", "1000000000", "0x1", "1.2.3"]
    {
        assert!(wrong.parse::<Decimal>().is_err(), "{wrong}");
    }
    let tenth: Decimal = "0.1".parse().unwrap();
    assert_eq!(serde_json::to_string(&tenth).unwrap(), "\"0.1\"");
    keeps(&tenth);
}

#[test]
fn a_measure_is_known_by_its_key_and_its_label() {
    for known in KnownMeasure::ALL {
        assert_eq!(Measure::read(known.key()), Ok(Measure::Known(*known)));
        assert_eq!(Measure::read(&known.label().to_uppercase()), Ok(Measure::Known(*known)));
        keeps(&Measure::Known(*known));
    }
    let own = Measure::read(" Complaints a week ").unwrap();
    assert_eq!(own, Measure::Own("Complaints a week".into()));
    assert_eq!(own.label(), "Complaints a week");
    keeps(&own);
}

fn draft(measure: &str, comparison: &str, value: &str) -> ThresholdDraft {
    ThresholdDraft { measure: measure.into(), comparison: comparison.into(), value: value.into() }
}

#[test]
fn a_threshold_is_checked_at_each_field() {
    let check = |draft: ThresholdDraft, others: &[Threshold]| draft.check(risk("RISK-01"), others);
    let psi = check(draft("population-stability-index", "above", "0.2"), &[]).unwrap();
    let kept = serde_json::json!({
        "risk": "RISK-01", "measure": "population-stability-index", "comparison": "above", "value": "0.2"
    });
    assert_eq!(serde_json::to_value(&psi).unwrap(), kept);
    keeps(&psi);
    assert_eq!(fields(check(ThresholdDraft::default(), &[])), ["measure", "comparison", "value"]);
    assert_eq!(
        sentence(check(draft("accuracy", "below", "85"), &[])),
        "Accuracy lies between 0 and 1: write 0.85 for 85 %."
    );
    assert_eq!(fields(check(draft("Drift of the score (PSI)", "above", "-1"), &[])), ["value"]);
    assert!(check(draft("Net sentiment", "below", "-20"), &[]).is_ok(), "an own measure may be below 0");
    let others = [psi];
    assert_eq!(fields(check(draft("population-stability-index", "above", "0.3"), &others)), ["measure"]);
    assert!(check(draft("population-stability-index", "below", "0.01"), &others).is_ok());
    let many = vec![others[0].clone(); THRESHOLDS_MAX];
    assert_eq!(fields(check(draft("accuracy", "below", "0.85"), &many)), ["measure"]);
}

#[test]
fn the_limit_itself_is_no_breach() {
    let beyond =
        |suggestion: &Suggestion, text: &str| suggestion.of(risk("RISK-01")).is_breached_by(text.parse().unwrap());
    let [psi, accuracy] = suggested(RiskCategory::Performance).collect::<Vec<_>>()[..] else { panic!() };
    assert_eq!(["0.199999", "0.2", "0.200001"].map(|text| beyond(psi, text)), [false, false, true]);
    assert_eq!(["0.849999", "0.85", "0.850001"].map(|text| beyond(accuracy, text)), [true, false, false]);
}

#[test]
fn each_category_has_a_suggestion_that_its_own_check_takes() {
    for category in RiskCategory::ALL {
        assert!(suggested(*category).next().is_some(), "{category}");
    }
    for suggestion in SUGGESTIONS {
        let typed = draft(suggestion.measure.key(), suggestion.comparison.key(), &suggestion.value.to_string());
        assert_eq!(typed.check(risk("RISK-01"), &[]), Ok(suggestion.of(risk("RISK-01"))));
    }
    assert_eq!(SUGGESTIONS.len(), KnownMeasure::COUNT, "each measure is suggested once");
}

proptest! {
    #[test]
    fn decimals_are_in_the_order_of_their_numbers(a in -1_000_000_000_i64..1_000_000_000, b in -1_000_000_000_i64..1_000_000_000, c: i32) {
        let [a, b, c] = [a, b, i64::from(c)].map(Decimal::of_millionths);
        prop_assert_eq!(a.cmp(&b), a.millionths().cmp(&b.millionths()));
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        prop_assert_eq!(a == b, a.to_string() == b.to_string());
        prop_assert!(!(a <= b && b <= c) || a <= c);
    }

    #[test]
    fn a_decimal_reads_as_it_is_written(millionths in -999_999_999_999_999_i64..=999_999_999_999_999) {
        let decimal = Decimal::of_millionths(millionths);
        prop_assert_eq!(decimal.to_string().parse(), Ok(decimal));
    }

    #[test]
    fn a_limit_parts_what_is_measured_in_three(limit: i32, measured: i32) {
        let [limit, measured] = [limit, measured].map(|number| Decimal::of_millionths(i64::from(number)));
        let [above, below] = [Side::Above, Side::Below].map(|comparison| {
            let measure = Measure::Own("m".into());
            Threshold { risk: risk("RISK-01"), measure, comparison, value: limit }.is_breached_by(measured)
        });
        prop_assert_eq!([above, below, measured == limit].iter().filter(|one| **one).count(), 1);
    }

    #[test]
    fn whatever_is_typed_is_read_or_refused(text in "\\PC{0,30}") {
        if let Ok(decimal) = text.parse::<Decimal>() {
            prop_assert_eq!(decimal.to_string().parse(), Ok(decimal));
        }
        let _ = draft(&text, &text, &text).check(risk("RISK-01"), &[]);
    }
}
