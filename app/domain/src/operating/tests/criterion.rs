//! Exceptions that two people assessed, and the criterion.

use super::*;

fn o17() -> World {
    world(Cadence::Quarterly)
        .done(&["2026-03-28"])
        .act(act("2026-07-09").over("2026-04-01", "2026-06-30"))
        .act(act("2026-10-20").over("2026-07-01", "2026-09-30"))
}

fn due(day: &str) -> About {
    About::Occurrence { due: d(day) }
}

#[test]
fn o17_assessed_exceptions_stay_exceptions() {
    let world = o17().assessed(due("2026-09-30"), Effect::StillMet, "2027-02-01").assessed(
        due("2026-12-31"),
        Effect::StillMet,
        "2027-02-10",
    );
    let read = world.gives("O17", "2 of 4", "2027-02-15", "exception, missed 1, late 1, on-time 2");
    assert!(read.exceptions.iter().all(|it| it.assessed == Some(Effect::StillMet)));
    assert_eq!(criterion([&read], []), Some(CriterionState::MetWithExceptions));
    assert_eq!(criterion([&world.at("2027-02-05")], []), Some(CriterionState::AtRisk), "one is not assessed yet");
}

#[test]
fn n28_the_latest_assessment_counts_and_one_that_is_not_met_is_enough() {
    let world = o17()
        .assessed(due("2026-12-31"), Effect::StillMet, "2027-02-01")
        .assessed(due("2026-09-30"), Effect::NotMet, "2027-02-01")
        .assessed(due("2026-09-30"), Effect::StillMet, "2027-03-01");
    for (day, wanted) in [("2027-02-15", CriterionState::NotMet), ("2027-03-15", CriterionState::MetWithExceptions)] {
        assert_eq!(criterion([&world.at(day)], []), Some(wanted), "N28 as of {day}");
    }
}

#[test]
fn n29_days_that_go_on_uncovered_are_assessed_anew() {
    let days = |until| About::Days { days: p("2026-04-01", until) };
    let world = world(Cadence::Continuous).act(act("2026-01-01").fresh(89)).assessed(
        days("2026-04-10"),
        Effect::StillMet,
        "2026-04-11",
    );
    for (day, wanted) in [("2026-04-11", CriterionState::Collecting), ("2026-04-12", CriterionState::AtRisk)] {
        assert_eq!(criterion([&world.at(day)], []), Some(wanted), "N29 as of {day}");
    }
    let read = world.at("2026-04-12");
    let assessed: Vec<_> = read.exceptions.iter().map(|it| (it.about.clone(), it.assessed)).collect();
    let further = About::Days { days: p("2026-04-11", "2026-04-11") };
    assert_eq!(
        assessed,
        [(days("2026-04-10"), Some(Effect::StillMet)), (further, None)],
        "what was assessed stays assessed"
    );
}

#[test]
fn n30_weakest_first_and_no_occurrence_beside_others() {
    let good = world(Cadence::Annual).done(&["2026-12-10"]);
    let (early, over) = (good.at("2026-12-20"), good.at("2027-02-01"));
    let none = world(Cadence::Annual).enters("2026-12-20").at("2027-02-01");
    let unasked = world(Cadence::Annual).then("2026-01-01", Fit::No).at("2027-02-01");
    let open = world(Cadence::Annual).then("2026-12-20", unanswered()).at("2027-02-01");
    let overdue = world(Cadence::Quarterly).at("2026-04-20");
    use CriterionState as S;
    let table: [(&str, Vec<&Operating>, Option<CriterionState>); 9] = [
        ("nothing is asked", vec![&unasked], None),
        ("no control at all", vec![], None),
        ("all on time", vec![&over, &unasked], Some(S::Met)),
        ("one had nothing to do", vec![&over, &none], Some(S::Met)),
        ("all had nothing to do", vec![&none, &none], Some(S::NotTested)),
        ("the window runs", vec![&over, &early], Some(S::Collecting)),
        ("unanswered", vec![&over, &early, &open], Some(S::Unknown)),
        ("overdue", vec![&overdue, &open], Some(S::AtRisk)),
        ("nothing beside nothing", vec![&none, &unasked], Some(S::NotTested)),
    ];
    for (name, readings, wanted) in table {
        assert_eq!(criterion(readings, []), wanted, "N30: {name}");
    }
}

#[test]
fn n31_a_deficiency_beside_the_readings_weakens_and_never_betters() {
    use CriterionState as S;
    let good = world(Cadence::Annual).done(&["2026-12-10"]).at("2027-02-01");
    let none = world(Cadence::Annual).enters("2026-12-20").at("2027-02-01");
    let overdue = world(Cadence::Quarterly).at("2026-04-20");
    let (not_met, still_met) = (Some(Effect::NotMet), Some(Effect::StillMet));
    type Case<'a> = (&'a str, Vec<&'a Operating>, Vec<Option<Effect>>, Option<S>);
    let table: [Case<'_>; 9] = [
        ("nobody judged it", vec![&good], vec![None], Some(S::AtRisk)),
        ("two said not met", vec![&good], vec![still_met, not_met], Some(S::NotMet)),
        ("two said still met", vec![&good], vec![still_met], Some(S::MetWithExceptions)),
        ("what is weaker stays", vec![&overdue], vec![still_met], Some(S::AtRisk)),
        ("nothing recurs, and it is open", vec![], vec![None], Some(S::AtRisk)),
        ("nothing recurs, not met", vec![], vec![not_met], Some(S::NotMet)),
        ("nothing recurs: still met shows no operation", vec![], vec![still_met], None),
        ("nothing happened: nor here", vec![&none], vec![still_met], Some(S::NotTested)),
        ("nothing happened, and it is open", vec![&none], vec![None], Some(S::AtRisk)),
    ];
    for (name, readings, logged, wanted) in table {
        assert_eq!(criterion(readings, logged), wanted, "N31: {name}");
    }
}
