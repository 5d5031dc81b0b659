use super::*;
use proptest::prelude::*;

fn answered(id: &str, residual: Rating) -> AssessedRisk {
    assessed(id, Answer::Rated(rated(rating(5, 5), residual)))
}

fn aside(id: &str) -> AssessedRisk {
    assessed(id, Answer::SetAside(set_aside("Not here.", &engineer(), Instant(1)).unwrap()))
}

#[test]
fn each_risk_moved_one_way() {
    let previous = [
        answered("RISK-01", rating(4, 4)),
        answered("RISK-02", rating(2, 4)),
        answered("RISK-03", rating(3, 3)),
        answered("RISK-04", rating(3, 3)),
        answered("RISK-05", rating(5, 2)),
        aside("RISK-06"),
        aside("RISK-07"),
    ];
    let current = [
        answered("RISK-01", rating(2, 4)),
        answered("RISK-02", rating(4, 4)),
        answered("RISK-03", rating(3, 3)),
        aside("RISK-04"),
        answered("RISK-05", rating(2, 5)),
        answered("RISK-06", rating(1, 1)),
        aside("RISK-07"),
        answered("RISK-08", rating(1, 1)),
    ];
    let moved = compare(&previous, &current);
    let changes: Vec<_> = moved.risks.iter().map(|one| one.change.key()).collect();
    assert_eq!(changes, ["better", "worse", "same", "gone", "worse", "new", "same", "new"]);
    assert_eq!(Movement::ALL.iter().map(|change| moved.count(*change)).collect::<Vec<_>>(), [2, 2, 1, 2, 1]);
    assert_eq!(moved.risks[3].now, None);
}

#[test]
fn another_scale_moves_no_risk() {
    let strict = Scale { version: 2, bands: Bands::by_product(2, 3, 4), ..Scale::default() };
    let again = Rated { residual: strict.judge(rating(2, 2)), ..rated(rating(5, 5), rating(2, 2)) };
    let moved = compare(&[answered("RISK-01", rating(2, 2))], &[assessed("RISK-01", Answer::Rated(again))]);
    let [one] = moved.risks.as_slice() else { panic!("{moved:?}") };
    assert_eq!(one.change, Movement::Same);
    assert_eq!([one.before, one.now].map(|judged| judged.unwrap().band), [Band::Low, Band::Severe]);
}

fn rateable(of: Assessed, no: usize, inherent: Rating, residual: Rating, on: Date) -> RegisterEntry {
    let scale = Scale::default();
    RegisterEntry {
        risk: risk(&format!("RISK-{no:02}")),
        of,
        category: RiskCategory::ALL[no % RiskCategory::COUNT],
        owner: person(u128::try_from(no % 3).unwrap()),
        inherent: scale.judge(inherent),
        residual: scale.judge(residual),
        on,
    }
}

#[test]
fn the_heat_map_counts_each_cell_before_and_after() {
    let on = TODAY;
    let ratings = [
        rateable(system(1), 1, rating(4, 4), rating(2, 4), on),
        rateable(system(1), 2, rating(4, 4), rating(4, 4), on),
        rateable(system(2), 1, rating(5, 5), rating(2, 4), on),
    ];
    let heat = heat(&ratings);
    assert_eq!((heat.inherent.at(rating(4, 4)), heat.inherent.at(rating(5, 5))), (&2, &1));
    assert_eq!((heat.residual.at(rating(4, 4)), heat.residual.at(rating(2, 4))), (&1, &2));
    assert_eq!(heat.residual.row(Likelihood(Level::Two)), &[0, 0, 0, 2, 0]);
    let tally = by_subject(&ratings)[&system(1)];
    assert_eq!((tally.moderate, tally.high, tally.total(), tally.above(&Scale::default())), (1, 1, 2, 1));
}

#[test]
fn a_trend_reads_the_last_conclusion_by_each_day() {
    let (march, june) = (date(2026, 3, 1), date(2026, 6, 1));
    let history = [
        rateable(system(1), 1, rating(4, 4), rating(4, 4), march),
        rateable(system(1), 2, rating(4, 4), rating(2, 2), march),
        rateable(system(1), 1, rating(4, 4), rating(2, 4), june),
        rateable(system(2), 1, rating(5, 5), rating(5, 5), june),
    ];
    let points = trend(&history, &[date(2026, 2, 28), march, date(2026, 5, 31), june]);
    let read: Vec<_> = points
        .iter()
        .map(|point| (point.assessed, Band::ALL.iter().map(|band| point.residual.of(*band)).collect::<Vec<_>>()))
        .collect();
    assert_eq!(read, [(0, vec![0, 0, 0, 0]), (1, vec![1, 0, 1, 0]), (1, vec![1, 0, 1, 0]), (2, vec![0, 1, 0, 1])]);
}

fn of_any() -> impl Strategy<Value = Vec<AssessedRisk>> {
    let answer = prop_oneof![
        4 => rating_of_any().prop_map(|residual| Answer::Rated(rated(rating(5, 5), residual))),
        1 => Just(Answer::Open),
        1 => Just(aside("RISK-01").answer),
    ];
    proptest::collection::btree_map(1..=50_usize, answer, 0..30).prop_map(|answers| {
        answers.into_iter().map(|(no, answer)| assessed(&format!("RISK-{no:02}"), answer)).collect()
    })
}

fn rateables() -> impl Strategy<Value = Vec<RegisterEntry>> {
    let one = (1..=4_u128, 1..=50_usize, rating_of_any(), rating_of_any(), 0..20_i8);
    proptest::collection::vec(one, 0..80).prop_map(|all| {
        all.into_iter()
            .map(|(of, no, inherent, residual, day)| {
                rateable(system(of), no, inherent, residual, date(2026, 3, day + 1))
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn an_assessment_is_the_same_as_itself(risks in of_any()) {
        let moved = compare(&risks, &risks);
        prop_assert_eq!(moved.count(Movement::Same), risks.len());
        prop_assert_eq!(moved.risks.len(), risks.len());
    }

    #[test]
    fn looking_back_mirrors_looking_forward(a in of_any(), b in of_any()) {
        let (forth, back) = (compare(&a, &b), compare(&b, &a));
        for (one, other) in [(Movement::New, Movement::Gone), (Movement::Worse, Movement::Better), (Movement::Same, Movement::Same)] {
            prop_assert_eq!(forth.count(one), back.count(other));
        }
        let total: usize = Movement::ALL.iter().map(|change| forth.count(*change)).sum();
        prop_assert_eq!(total, forth.risks.len());
    }

    #[test]
    fn every_rating_is_counted_once(ratings in rateables()) {
        let heat = heat(&ratings);
        let sum = |grid: &Grid<u32>| grid.cells().map(|(_, count)| *count).sum::<u32>();
        let many = u32::try_from(ratings.len()).unwrap();
        prop_assert_eq!([sum(&heat.inherent), sum(&heat.residual)], [many, many]);
        let totals = [
            by_category(&ratings).values().map(Tally::total).sum::<u32>(),
            by_owner(&ratings).values().map(Tally::total).sum(),
            by_subject(&ratings).values().map(Tally::total).sum(),
        ];
        prop_assert_eq!(totals, [many, many, many]);
    }

    #[test]
    fn a_trend_never_counts_more_than_there_is(history in rateables()) {
        let days: Vec<_> = (1..=31).map(|day| date(2026, 3, day)).collect();
        for point in trend(&history, &days) {
            let by_then = history.iter().filter(|rating| rating.on <= point.on).count();
            prop_assert!(point.residual.total() as usize <= by_then);
            prop_assert_eq!(point.residual.total() == 0, by_then == 0);
        }
    }
}
