use super::*;
use crate::finding::{Finding, Reason};
use crate::words::Question;
use proptest::prelude::*;

fn draft(inherent: [&str; 2], residual: [&str; 2], acting: &[&str]) -> RatedDraft {
    RatedDraft {
        likelihood: inherent[0].into(),
        impact: inherent[1].into(),
        residual_likelihood: residual[0].into(),
        residual_impact: residual[1].into(),
        acting: acting.iter().map(|text| (*text).to_owned()).collect(),
        note: " As in the last review. ".into(),
        owner: Some(person(9)),
    }
}

fn check(draft: &RatedDraft, before: Option<&Rated>) -> Result<Rated, Refusal> {
    let known = controls(&["AIG-PR-02", "AIG-PR-03"]);
    draft.check(&Scale::default(), &known, before, &engineer(), Instant(5))
}

#[test]
fn a_rating_says_who_when_and_by_which_controls() {
    let rated = check(&draft(["4", "4"], ["2", "4"], &["AIG-PR-03", "AIG-PR-02", "AIG-PR-03"]), None).unwrap();
    assert_eq!((rated.inherent.band, rated.residual.band), (Band::High, Band::Moderate));
    assert_eq!(rated.acting, controls(&["AIG-PR-02", "AIG-PR-03"]));
    assert_eq!((rated.note.as_str(), rated.by, rated.at), ("As in the last review.", person(1), Instant(5)));
    let answer = assessed("RISK-01", Answer::Rated(rated));
    keeps(&answer);
    keeps(&assessed("RISK-01", Answer::Open));
}

#[test]
fn what_cannot_stand_is_told_at_its_field() {
    for (inherent, residual, acting, field) in [
        (["", "4"], ["2", "4"], vec!["AIG-PR-02"], "likelihood"),
        (["4", "6"], ["2", "4"], vec!["AIG-PR-02"], "impact"),
        (["4", "4"], ["5", "4"], vec!["AIG-PR-02"], "residual_likelihood"),
        (["4", "2"], ["1", "3"], vec!["AIG-PR-02"], "residual_impact"),
        (["4", "4"], ["3", "4"], vec![], "acting"),
        (["4", "4"], ["3", "4"], vec!["AIG-AG-01"], "acting"),
    ] {
        let told = fields(check(&draft(inherent, residual, &acting), None));
        assert_eq!(told.first().map(String::as_str), Some(field), "{inherent:?} {residual:?}");
    }
    assert_eq!(
        fields(check(&RatedDraft::default(), None)),
        ["likelihood", "impact", "residual_likelihood", "residual_impact", "owner"]
    );
    let long = RatedDraft { note: "x".repeat(4_001), ..draft(["4", "4"], ["4", "4"], &[]) };
    assert_eq!(fields(check(&long, None)), ["note"]);
    assert!(check(&draft(["4", "4"], ["4", "4"], &[]), None).is_ok(), "no control need act where nothing is claimed");
}

fn mitigating(closed: bool) -> Rated {
    let task = Action {
        title: "Retrain".into(),
        owner: person(9),
        due_on: TODAY,
        task: None,
        closed_on: closed.then_some(TODAY),
    };
    let target = Scale::default().judge(rating(2, 4));
    Rated { treatment: Some(Treatment::Mitigate { tasks: vec![task], target }), ..rated(rating(4, 4), rating(4, 4)) }
}

#[test]
fn a_residual_may_be_claimed_of_a_mitigation_once_its_tasks_are_closed() {
    let lower = draft(["4", "4"], ["2", "4"], &[]);
    assert_eq!(fields(check(&lower, Some(&mitigating(false)))), ["acting"]);
    let claimed = check(&lower, Some(&mitigating(true))).unwrap();
    assert_eq!(claimed.treatment, mitigating(true).treatment, "the treatment stays");
    let after = |rated: &Rated, to| after_treatment(rated, to, &Scale::default(), &engineer(), Instant(6));
    assert!(matches!(after(&mitigating(false), rating(2, 4)), Err(Refusal::Conflict(_))));
    assert!(matches!(after(&rated(rating(4, 4), rating(4, 4)), rating(2, 4)), Err(Refusal::Conflict(_))));
    assert_eq!(after(&mitigating(true), rating(2, 4)).unwrap().residual.rating, rating(2, 4));
    assert_eq!(fields(after(&mitigating(true), rating(5, 5))), ["residual_likelihood", "residual_impact"]);
}

#[test]
fn a_claim_stands_beside_the_findings_of_its_controls() {
    let gap = Finding::Gap(Reason::Stale);
    let open = Finding::Unknown(Question::Agentic.into());
    let claimed = |findings: [Option<Finding>; 2]| {
        let acting = controls(&["AIG-PR-02", "AIG-PR-03"]);
        let findings: Vec<_> = acting
            .iter()
            .cloned()
            .zip(findings)
            .filter_map(|(id, finding)| finding.map(|finding| (id, finding)))
            .collect();
        let rated = Rated { acting, ..rated(rating(4, 4), rating(2, 4)) };
        beside(&Claim { rated: &rated, findings: &findings }).support
    };
    for (findings, support) in [
        ([Some(Finding::Met), Some(Finding::Met)], Support::Borne),
        ([Some(Finding::Met), Some(gap)], Support::Partly),
        ([Some(Finding::Met), None], Support::Partly),
        ([Some(gap), Some(gap)], Support::Contradicted),
        ([Some(gap), Some(open)], Support::Unknown),
        ([Some(gap), Some(Finding::Failed)], Support::Unknown),
        ([Some(gap), Some(Finding::Excluded)], Support::Unknown),
        ([Some(Finding::NotAsked), Some(Finding::NotAsked)], Support::Unknown),
        ([Some(gap), None], Support::Unknown),
        ([None, None], Support::Unknown),
    ] {
        assert_eq!(claimed(findings), support, "{findings:?}");
    }
}

#[test]
fn where_nothing_is_claimed_nothing_is_contradicted() {
    let findings = [(controls(&["AIG-PR-02"])[0].clone(), Finding::Gap(Reason::Stale))];
    let support = |rated: &Rated| beside(&Claim { rated, findings: &findings });
    let unclaimed = Rated { acting: controls(&["AIG-PR-02"]), ..rated(rating(4, 4), rating(4, 4)) };
    assert_eq!(support(&unclaimed).support, Support::NotClaimed);
    let unnamed = Rated { acting: Vec::new(), ..rated(rating(4, 4), rating(2, 4)) };
    assert_eq!(support(&unnamed).support, Support::NotClaimed);
    let contradicted = Beside { named: 1, met: 0, gap: 1, support: Support::Contradicted };
    assert_eq!(support(&rated(rating(4, 4), rating(2, 4))), contradicted);
}

proptest! {
    #[test]
    fn no_residual_is_above_its_inherent_rating(inherent in rating_of_any(), residual in rating_of_any(), named: bool) {
        let text = |level: Level| level.to_string();
        let typed = RatedDraft {
            likelihood: text(inherent.likelihood.0),
            impact: text(inherent.impact.0),
            residual_likelihood: text(residual.likelihood.0),
            residual_impact: text(residual.impact.0),
            acting: if named { vec!["AIG-PR-02".into()] } else { Vec::new() },
            note: String::new(),
            owner: Some(person(9)),
        };
        match check(&typed, None) {
            Ok(rated) => {
                prop_assert!(rated.residual.rating.is_within(rated.inherent.rating));
                prop_assert!(rated.residual.band <= rated.inherent.band);
                prop_assert!(named || rated.residual == rated.inherent);
            }
            Err(_) => prop_assert!(!residual.is_within(inherent) || (!named && residual != inherent)),
        }
    }
}

#[test]
fn a_residual_names_the_controls_that_do_not_bear_it() {
    let unmet = |rated: &Rated, findings: &[(ControlId, Finding)]| {
        Claim { rated, findings }
            .unmet()
            .into_iter()
            .map(|(control, found)| (control.to_string(), found))
            .collect::<Vec<_>>()
    };
    let two = Rated { acting: controls(&["AIG-PR-02", "AIG-PR-03"]), ..rated(rating(4, 4), rating(2, 2)) };
    let gap = Finding::Gap(Reason::NeverProven);
    let found = |one, other| controls(&["AIG-PR-02", "AIG-PR-03"]).into_iter().zip([one, other]).collect::<Vec<_>>();
    assert_eq!(unmet(&two, &found(Finding::Met, Finding::Met)), []);
    assert_eq!(unmet(&two, &found(Finding::Met, gap)), [("AIG-PR-03".to_owned(), Some(gap))]);
    assert_eq!(unmet(&two, &[]).len(), 2, "what nobody found is not met");
    let alike = Rated { residual: two.inherent, ..two };
    assert_eq!(unmet(&alike, &[]), [], "nothing is claimed of them");
}

#[test]
fn several_are_rated_alike_only_with_a_sentence() {
    let silent = RatedDraft { note: " ".into(), ..draft(["2", "2"], ["2", "2"], &[]) };
    assert_eq!(fields(silent.may_rate(2)), ["note"]);
    assert!(silent.may_rate(1).is_ok() && draft(["2", "2"], ["2", "2"], &[]).may_rate(44).is_ok());
}

#[test]
fn what_was_said_last_time_is_taken_over_by_the_same_scale_and_with_controls_that_apply() {
    let last = rated(rating(4, 4), rating(2, 4));
    let (scale, known) = (Scale::default(), controls(&["AIG-PR-02"]));
    assert!(last.can_be_taken_over(&scale, &known));
    assert!(!last.can_be_taken_over(&Scale { version: 2, ..Scale::default() }, &known));
    assert!(!last.can_be_taken_over(&scale, &controls(&["AIG-PR-03"])), "what acted applies no longer");
    assert!(rated(rating(2, 2), rating(2, 2)).can_be_taken_over(&scale, &[]), "nothing acted");
}
