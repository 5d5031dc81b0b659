use super::*;
use proptest::prelude::*;
use std::fmt::Write as _;

fn picture(bands: &Bands) -> String {
    let heads = Level::ALL.map(|impact| format!("{impact:<8}"));
    let mut table = format!(".   {}", heads.join(" ").trim_end());
    for likelihood in Level::ALL.into_iter().rev() {
        let row = Level::ALL.map(|impact| format!("{:<8}", bands.of(Rating::new(likelihood, impact)).key()));
        let _ = write!(table, "\n{:>3} {}", likelihood.number(), row.join(" ").trim_end());
    }
    table
}

#[test]
fn the_bands_to_start_with_are_as_reviewed() {
    insta::assert_snapshot!(picture(&Scale::default().bands), @r"
    .   1        2        3        4        5
      5 moderate high     high     severe   severe
      4 low      moderate high     high     severe
      3 low      moderate moderate high     high
      2 low      low      moderate moderate high
      1 low      low      low      low      moderate
    ");
}

#[test]
fn who_accepts_what_is_as_reviewed() {
    let scale = Scale::default();
    let heads: Vec<_> = Band::ALL.iter().map(|band| format!("{:<10}", band.key())).collect();
    let mut table = format!("{:<34} {}", "who", heads.join(" ").trim_end());
    for role in Role::ALL {
        for owns in [false, true] {
            let who = if owns { format!("{} who owns it", role.key()) } else { role.key().to_owned() };
            let _ = write!(table, "\n{who:<34}");
            for band in Band::ALL {
                let said = match scale.authority(*band, Rights::of(&[*role], true), owns) {
                    Ok(_) => "accepts",
                    Err(Refusal::Conflict(_)) => "nobody",
                    Err(_) => ".",
                };
                let _ = write!(table, " {said:<10}");
            }
            table.truncate(table.trim_end().len());
        }
    }
    insta::assert_snapshot!(table, @r"
    who                                low        moderate   high       severe
    administrator                      .          .          .          nobody
    administrator who owns it          accepts    .          .          nobody
    compliance-manager                 accepts    accepts    .          nobody
    compliance-manager who owns it     accepts    accepts    .          nobody
    engineer                           .          .          .          nobody
    engineer who owns it               accepts    .          .          nobody
    executive                          accepts    accepts    accepts    nobody
    executive who owns it              accepts    accepts    accepts    nobody
    auditor                            .          .          .          nobody
    auditor who owns it                .          .          .          nobody
    ");
    let sentence = sentence(scale.authority(Band::High, reviewer().rights, true));
    assert_eq!(sentence, "A high risk is accepted by an executive.");
}

#[test]
fn an_auditor_accepts_nothing_whatever_else_they_hold() {
    let scale = Scale::default();
    for role in Role::ALL {
        let rights = Rights::of(&[*role, Role::Auditor], true);
        assert!(Band::ALL.iter().all(|band| scale.authority(*band, rights, true).is_err()), "{role}");
    }
    assert!(scale.authority(Band::Low, Rights::default(), true).is_err());
}

#[test]
fn a_scale_in_its_form_is_the_same_scale() {
    let scale = Scale::default();
    assert_eq!(ScaleDraft::from(&scale).check(1), Ok(scale.clone()));
    keeps(&scale);
    keeps(&ScaleDraft::from(&scale));
    let by_product = BandsDraft::ByProduct { moderate: "5".into(), high: " 10 ".into(), severe: "20".into() };
    let draft = ScaleDraft { bands: by_product, ..ScaleDraft::from(&scale) };
    assert_eq!(draft.check(7).map(|checked| (checked.bands, checked.version)), Ok((scale.bands, 7)));
}

#[test]
fn each_fault_of_a_scale_is_told_at_its_field() {
    let draft = || ScaleDraft::from(&Scale::default());
    type Spoil = fn(&mut ScaleDraft);
    let cases: [(&str, Spoil); 14] = [
        ("likelihood-2", |d| d.likelihood[1].name = " ".into()),
        ("impact-5", |d| d.impact[4].name = "negligible".into()),
        ("impact-1-meaning", |d| d.impact[0].meaning = "x".repeat(301)),
        ("moderate-from", |d| d.bands = by_product(["1", "10", "20"])),
        ("severe-from", |d| d.bands = by_product(["5", "10", "26"])),
        ("high-from", |d| d.bands = by_product(["5", "5", "20"])),
        ("high-from", |d| d.bands = by_product(["5", "ten", "20"])),
        ("band-3-4", |d| cell(d, rating(3, 4), "dire")),
        ("band-5-2", |d| cell(d, rating(5, 2), "low")),
        ("appetite", |d| d.appetite = "severe".into()),
        ("appetite", |d| d.appetite = String::new()),
        ("accepts-high", |d| d.accepts[2] = "owner".into()),
        ("accepts-low", |d| d.accepts[0] = "engineer".into()),
        ("months-medium", |d| d.months[1] = "3".into()),
    ];
    for (field, spoil) in cases {
        let mut spoilt = draft();
        spoil(&mut spoilt);
        assert_eq!(fields(spoilt.check(2)), [field]);
    }
    for months in ["0", "25", "-1", "yearly"] {
        let mut spoilt = draft();
        spoilt.months[2] = months.into();
        assert_eq!(fields(spoilt.check(2)), ["months-low"], "{months}");
    }
}

fn by_product([moderate, high, severe]: [&str; 3]) -> BandsDraft {
    BandsDraft::ByProduct { moderate: moderate.into(), high: high.into(), severe: severe.into() }
}

fn cell(draft: &mut ScaleDraft, at: Rating, band: &str) {
    if let BandsDraft::ByCell { cells } = &mut draft.bands {
        *cells.at_mut(at) = band.to_owned();
    }
}

#[test]
fn a_table_that_falls_is_no_scale_and_is_not_read_as_one() {
    let mut grid = Grid::from(Scale::default().bands);
    *grid.at_mut(rating(4, 4)) = Band::Low;
    let falls = Bands::try_from(grid).unwrap_err();
    assert_eq!((falls.at, falls.below), (rating(4, 4), rating(3, 4)));
    let told = "4 × 4 is Low, lower than 3 × 4 beside it. A likelier or worse cell is never in a lower band.";
    assert_eq!(falls.to_string(), told);
    let text = serde_json::to_string(&grid).unwrap();
    assert!(serde_json::from_str::<Bands>(&text).is_err());
}

#[test]
fn another_scale_leaves_the_band_of_an_older_rating_alone() {
    let old = Scale::default();
    let judged = old.judge(rating(3, 4));
    let new = Scale { version: 2, bands: Bands::by_product(2, 4, 6), ..old };
    assert_eq!((judged.band, judged.scale), (Band::High, 1));
    assert_eq!((new.judge(judged.rating).band, new.judge(judged.rating).scale), (Band::Severe, 2));
    let kept = serde_json::json!({ "likelihood": 3, "impact": 4, "band": "high", "scale": 1 });
    assert_eq!(serde_json::to_value(judged).unwrap(), kept);
    keeps(&judged);
}

#[test]
fn a_level_is_one_to_five_and_nothing_else() {
    for number in 0..=255_u8 {
        assert_eq!(Level::try_from(number).is_ok(), (1..=5).contains(&number), "{number}");
    }
    for text in ["", "0", "6", "3.0", "three", "٣", "33"] {
        assert!(text.parse::<Level>().is_err(), "{text}");
    }
    assert_eq!(" 4 ".parse::<Level>(), Ok(Level::Four));
    assert!(serde_json::from_str::<Rating>(r#"{"likelihood":0,"impact":4}"#).is_err());
    let ends = [0, 1, 5, 99].map(|number| Level::nearest(number).number());
    assert_eq!(ends, [1, 1, 5, 5]);
}

#[test]
fn the_labels_of_a_step_are_those_of_its_place() {
    let scale = Scale::default();
    assert_eq!(scale.likelihood_label(Likelihood(Level::Five)).name, "Almost certain");
    assert_eq!(scale.impact_label(Impact(Level::One)).name, "Negligible");
}

fn is_monotone(bands: &Bands) -> bool {
    Rating::all().all(|lesser| {
        Rating::all().filter(|greater| lesser.is_within(*greater)).all(|greater| bands.of(lesser) <= bands.of(greater))
    })
}

proptest! {
    #[test]
    fn bands_of_any_products_never_fall(products in proptest::array::uniform3(0..=30_u8)) {
        let [moderate, high, severe] = products;
        prop_assert!(is_monotone(&Bands::by_product(moderate, high, severe)));
    }

    #[test]
    fn whatever_table_is_taken_never_falls(cells in proptest::collection::vec(0..4_usize, 25)) {
        let mut cells = cells.into_iter();
        let grid = Grid::of(|_| Band::ALL[cells.next().unwrap()]);
        if let Ok(bands) = Bands::try_from(grid) {
            prop_assert!(is_monotone(&bands));
        } else {
            prop_assert!(!Rating::all().all(|lesser| Rating::all()
                .filter(|greater| lesser.is_within(*greater))
                .all(|greater| grid.at(lesser) <= grid.at(greater))));
        }
    }

    #[test]
    fn a_table_made_to_rise_is_taken_by_the_form_too(cells in proptest::collection::vec(0..4_usize, 25)) {
        let mut cells = cells.into_iter();
        let loose = Grid::of(|_| Band::ALL[cells.next().unwrap()]);
        let highest = |at: Rating| Rating::all().filter(|lesser| lesser.is_within(at)).map(|lesser| *loose.at(lesser)).max();
        let risen = Grid::of(|at| highest(at).unwrap());
        let mut draft = ScaleDraft::from(&Scale::default());
        draft.bands = BandsDraft::ByCell { cells: Box::new(Grid::of(|at| risen.at(at).key().to_owned())) };
        prop_assert_eq!(Grid::from(draft.check(2).unwrap().bands), risen);
    }

    #[test]
    fn ratings_are_in_one_order(a in rating_of_any(), b in rating_of_any()) {
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        prop_assert_eq!(a == b, a.cmp(&b).is_eq());
        if a.is_within(b) {
            prop_assert!(a <= b);
        }
    }
}
