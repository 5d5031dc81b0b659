//! The score, exact; and what differs from the last time.

use super::*;
use proptest::prelude::*;

fn several(given: &[(u16, Option<Said>)]) -> Vec<Line> {
    let one = |(place, (weight, said)): (usize, &(u16, Option<Said>))| {
        line(ask(&format!("OWN-1-{place}"), *weight), said.clone())
    };
    given.iter().enumerate().map(one).collect()
}

/// Answers with their weights, the ratio in half weights, tenths of a percent.
type Case<'a> = (&'a [(u16, Option<Said>)], Option<(u32, u32)>, Option<u32>);

#[test]
fn favourable_weight_of_the_weight_that_was_answered_and_scored() {
    let (yes, no, partly, na) = (Some(Said::Yes), Some(Said::No), Some(Said::Partly), Some(Said::NotApplicable));
    let cases: [Case<'_>; 8] = [
        (&[], None, None),
        (&[(5, None)], None, None),
        (&[(5, na.clone())], None, None),
        (&[(5, yes.clone())], Some((10, 10)), Some(1_000)),
        (&[(5, yes.clone()), (5, None)], Some((10, 10)), Some(1_000)),
        (&[(1, yes.clone()), (2, no.clone())], Some((2, 6)), Some(333)),
        (&[(3, partly.clone()), (2, na.clone())], Some((3, 6)), Some(500)),
        (&[(5, yes), (5, partly), (1, no)], Some((15, 22)), Some(681)),
    ];
    for (given, ratio, tenths) in cases {
        let score = score(&several(given));
        assert_eq!((score.ratio(), score.tenths().map(|tenths| tenths.0)), (ratio, tenths), "{given:?}");
    }
    assert_eq!(Tenths(681).to_string(), "68.1\u{a0}%");
    assert_eq!(score(&several(&[(3, Some(Said::Partly))])).favourable(), "1.5");
}

#[test]
fn a_score_says_what_it_is_of() {
    let of = |given: &[(u16, Option<Said>)]| score(&several(given)).of_what();
    let part = [(5, Some(Said::Yes)), (1, Some(Said::No)), (3, None)];
    assert_eq!(of(&part).unwrap(), "83.3\u{a0}% of what was judged, 6 of 9 in weight");
    assert_eq!(of(&[(5, Some(Said::Yes))]).unwrap(), "100.0\u{a0}% of all 5 in weight");
    assert_eq!(of(&[(5, None)]), None);
}

#[test]
fn a_knock_out_counts_whatever_the_score_and_only_when_it_is_unfavourable() {
    let out = |said| line(Ask { knock_out: true, ..ask("OWN-2-1", 1) }, said);
    let rest = line(ask("OWN-2-2", 5), Some(Said::Yes));
    for (said, knocked) in [
        (Some(Said::No), true),
        (Some(Said::Partly), false),
        (Some(Said::Yes), false),
        (Some(Said::NotApplicable), false),
        (None, false),
    ] {
        let lines = [out(said.clone()), rest.clone()];
        assert_eq!(score(&lines).is_knocked_out(), knocked, "{said:?}");
    }
}

#[test]
fn what_is_changed_new_gone_and_the_same() {
    let before = several(&[(1, Some(Said::Yes)), (1, Some(Said::No)), (1, None)]);
    let mut now = before.clone();
    now[1] = line(now[1].ask.clone(), Some(Said::Yes));
    now.remove(2);
    now.push(line(ask("OWN-9-1", 1), None));
    let told = compare(&before, &now);
    let short: Vec<_> = told.iter().map(|one| (one.key.as_str(), one.how)).collect();
    let expected = [("OWN-1-0", How::Same), ("OWN-1-1", How::Changed), ("OWN-9-1", How::New), ("OWN-1-2", How::Gone)];
    assert_eq!(short, expected);
    assert!(told[3].is.is_none() && told[2].was.is_none());
}

fn any_said() -> impl Strategy<Value = Option<Said>> {
    prop_oneof![
        Just(None),
        Just(Some(Said::Yes)),
        Just(Some(Said::No)),
        Just(Some(Said::Partly)),
        Just(Some(Said::NotApplicable)),
    ]
}

fn any_lines() -> impl Strategy<Value = Vec<Line>> {
    prop::collection::vec((1_u16..=5, any_said(), any::<bool>()), 0..30).prop_map(|all| {
        let one = |(place, (weight, said, knock_out)): (usize, (u16, Option<Said>, bool))| {
            line(Ask { knock_out, ..ask(&format!("OWN-1-{place}"), weight) }, said)
        };
        all.into_iter().enumerate().map(one).collect()
    })
}

proptest! {
    #[test]
    fn a_score_lies_between_nothing_and_all(lines in any_lines()) {
        let score = score(&lines);
        if let Some((part, whole)) = score.ratio() {
            prop_assert!(part <= whole && whole > 0);
            prop_assert!(score.tenths().unwrap().0 <= 1_000);
            prop_assert_eq!(score.tenths() == Some(Tenths(1_000)), part == whole, "only all of it is a hundred");
        }
        prop_assert_eq!(score.all(), lines.iter().map(|line| u32::from(line.ask.weight)).sum::<u32>());
    }

    #[test]
    fn the_order_of_questions_makes_no_difference(lines in any_lines(), by in any::<u64>()) {
        let mut other = lines.clone();
        let turn = usize::try_from(by % 31).unwrap() % lines.len().max(1);
        other.rotate_left(turn);
        other.reverse();
        prop_assert_eq!(score(&lines), score(&other));
    }

    #[test]
    fn a_better_answer_never_lowers_the_score_or_knocks_out(lines in any_lines(), at in any::<prop::sample::Index>()) {
        prop_assume!(!lines.is_empty());
        let at = at.index(lines.len());
        for (worse, better) in [(Said::No, Said::Partly), (Said::Partly, Said::Yes), (Said::No, Said::Yes)] {
            let with = |said: Said| {
                let mut lines = lines.clone();
                lines[at] = line(lines[at].ask.clone(), Some(said));
                score(&lines)
            };
            let (low, high) = (with(worse), with(better));
            prop_assert!(low.tenths() <= high.tenths());
            prop_assert!(low.is_knocked_out() || !high.is_knocked_out());
        }
    }

    #[test]
    fn what_was_not_answered_is_never_favourable(lines in any_lines()) {
        let unanswered = lines.iter().filter(|line| line.answer.is_none());
        for line in unanswered {
            prop_assert_eq!(line.reading(), Reading::Unanswered);
            prop_assert_eq!(line.falls(), Some(Falls::Unanswered));
        }
        let answered: Vec<_> = lines.iter().filter(|line| line.answer.is_some()).cloned().collect();
        prop_assert_eq!(score(&lines).ratio(), score(&answered).ratio());
    }

    #[test]
    fn compared_with_itself_nothing_differs(lines in any_lines(), others in any_lines()) {
        prop_assert!(compare(&lines, &lines).iter().all(|one| one.how == How::Same));
        let told = compare(&lines, &others);
        let count = |how| told.iter().filter(|one| one.how == how).count();
        prop_assert_eq!(count(How::Gone) + others.len(), told.len(), "each question of either stands there once");
    }
}
