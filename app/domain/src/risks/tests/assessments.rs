use super::*;
use crate::words::{Criticality, Question, QuestionSet};
use proptest::prelude::*;

struct Case {
    risks: Vec<AssessedRisk>,
    proposed: Vec<RiskId>,
    questions: QuestionSet,
    yes: TraitSet,
    scale: Scale,
}

impl Case {
    /// One risk within the appetite, one set aside, nothing missing.
    fn whole() -> Self {
        let aside = set_aside("No agent here.", &engineer(), Instant(1)).unwrap();
        Self {
            risks: vec![
                assessed("RISK-01", Answer::Rated(rated(rating(4, 4), rating(2, 4)))),
                assessed("RISK-21", Answer::SetAside(aside)),
            ],
            proposed: vec![risk("RISK-01"), risk("RISK-21")],
            questions: QuestionSet::EMPTY,
            yes: traits(&[Trait::HighImpact]),
            scale: Scale::default(),
        }
    }

    fn contents(&self) -> Contents<'_> {
        let Self { risks, proposed, questions, yes, scale } = self;
        let no = TraitSet::all().minus(*yes);
        Contents { risks, proposed, questions: *questions, yes: *yes, no, scale, today: TODAY }
    }

    fn with(mut self, id: &str, answer: Answer) -> Self {
        self.proposed.push(risk(id));
        self.risks.push(assessed(id, answer));
        self
    }

    fn lacks(&self, gate: Gate) -> Vec<(Lacking, usize)> {
        missing(&self.contents(), gate).iter().map(|lack| (lack.what, lack.risks.len())).collect()
    }
}

fn draft() -> Assessment {
    open(system(1), None, &engineer(), Instant(1)).unwrap()
}

fn submitted() -> Assessment {
    submit(&draft(), &Case::whole().contents(), &engineer(), Instant(2)).unwrap()
}

fn concluded_by(assessment: &Assessment, case: &Case, by: &Actor) -> Result<Assessment, Refusal> {
    conclude(assessment, &case.contents(), Criticality::High, by, Instant(3))
}

#[test]
fn an_assessment_is_opened_submitted_and_concluded_by_another() {
    let concluded = concluded_by(&submitted(), &Case::whole(), &reviewer()).unwrap();
    let State::Concluded(said) = &concluded.state else { panic!("{concluded:?}") };
    assert_eq!((said.by, said.on, said.submitted_by, said.scale), (person(2), TODAY, person(1), 1));
    assert_eq!(said.review_on, date(2027, 5, 22));
    for assessment in [&draft(), &submitted(), &concluded] {
        keeps(assessment);
    }
    let text = serde_json::to_value(draft()).unwrap();
    assert_eq!((&text["of"]["kind"], &text["state"]), (&"system".into(), &"draft".into()));
    keeps(&Assessed::Organisation);
}

#[test]
fn one_assessment_of_a_thing_at_a_time() {
    for running in [draft(), submitted()] {
        let refused = open(system(1), Some(&running), &reviewer(), Instant(4));
        assert!(matches!(refused, Err(Refusal::Conflict(_))));
    }
    let concluded = concluded_by(&submitted(), &Case::whole(), &reviewer()).unwrap();
    assert!(open(system(1), Some(&concluded), &reviewer(), Instant(4)).is_ok());
}

#[test]
fn nobody_concludes_what_they_had_a_part_in() {
    let reviewing = |no: u128| actor(no, &[Role::ComplianceManager], true);
    let opener = concluded_by(&submitted(), &Case::whole(), &reviewing(1));
    assert!(matches!(opener, Err(Refusal::Forbidden(_))));
    let mut case = Case::whole();
    let Answer::Rated(rated) = &mut case.risks[0].answer else { panic!() };
    rated.by = person(5);
    assert!(matches!(concluded_by(&submitted(), &case, &reviewing(5)), Err(Refusal::Forbidden(_))), "who rated");
    let by_seven = submit(&draft(), &case.contents(), &reviewing(7), Instant(2)).unwrap();
    assert!(matches!(concluded_by(&by_seven, &case, &reviewing(7)), Err(Refusal::Forbidden(_))), "who submitted");
    assert_eq!(authors(&by_seven, &case.risks), [person(1), person(5), person(7)]);
    let unreviewing = concluded_by(&submitted(), &Case::whole(), &executive());
    assert!(matches!(unreviewing, Err(Refusal::Forbidden(_))));
    let auditor = concluded_by(&submitted(), &Case::whole(), &actor(6, &[Role::Auditor], true));
    assert!(matches!(auditor, Err(Refusal::Forbidden(_))));
}

#[test]
fn what_is_sent_back_is_a_draft_with_the_reason() {
    let back =
        send_back(&submitted(), &Case::whole().risks, " Drift is rated too low. ", &reviewer(), Instant(3)).unwrap();
    let State::Draft { sent_back: Some(said) } = &back.state else { panic!("{back:?}") };
    assert_eq!((said.by, said.reason.as_str()), (person(2), "Drift is rated too low."));
    keeps(&back);
    assert!(submit(&back, &Case::whole().contents(), &engineer(), Instant(4)).is_ok());
    let refused = |assessment: &Assessment, by: &Actor, why: &str| {
        send_back(assessment, &Case::whole().risks, why, by, Instant(3)).unwrap_err()
    };
    assert!(matches!(refused(&submitted(), &reviewer(), " "), Refusal::Invalid(_)));
    assert!(matches!(refused(&submitted(), &engineer(), "No."), Refusal::Forbidden(_)));
    assert!(matches!(refused(&draft(), &reviewer(), "No."), Refusal::Conflict(_)));
}

#[test]
fn each_step_is_taken_once() {
    let concluded = concluded_by(&submitted(), &Case::whole(), &reviewer()).unwrap();
    let again = |assessment: &Assessment| submit(assessment, &Case::whole().contents(), &engineer(), Instant(4));
    assert!(matches!(again(&submitted()), Err(Refusal::Conflict(_))));
    assert_eq!(sentence(again(&concluded)), "The assessment is concluded meanwhile. Nothing was changed.");
    assert!(matches!(concluded_by(&draft(), &Case::whole(), &reviewer()), Err(Refusal::Conflict(_))));
    assert!(matches!(concluded_by(&concluded, &Case::whole(), &reviewer()), Err(Refusal::Conflict(_))));
}

fn above(treatment: Option<Treatment>) -> Answer {
    Answer::Rated(Rated { treatment, ..rated(rating(4, 4), rating(3, 4)) })
}

#[test]
fn what_is_missing_is_counted_and_named() {
    let mut case = Case::whole().with("RISK-03", Answer::Open).with("RISK-06", above(None));
    case.proposed.extend(["RISK-07", "RISK-08", "RISK-09", "RISK-10", "RISK-12"].map(risk));
    case.questions = [Question::Agentic, Question::Generative].into_iter().collect();
    let told: Vec<_> = missing(&case.contents(), Gate::Submission).iter().map(Lack::sentence).collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    More risks may fit. Answer first: generative, agentic.
    6 risks are neither rated nor set aside: RISK-03, RISK-07, RISK-08, RISK-09, RISK-10 and 1 more.
    1 risk is above the appetite without a treatment in force: RISK-06.
    ");
    assert_eq!(
        fields(submit(&draft(), &case.contents(), &engineer(), Instant(2))),
        ["question", "answer", "treatment"]
    );
    assert_eq!(fields(concluded_by(&submitted(), &case, &reviewer())), ["question", "answer", "treatment"]);
}

#[test]
fn what_waits_for_others_may_wait_at_submission_and_not_at_conclusion() {
    let aside = set_aside("Frozen rules.", &engineer(), Instant(1)).unwrap();
    let asked = TreatmentDraft {
        kind: "accept".into(),
        reason: "Until the tender ends.".into(),
        until: "2027-01-31".into(),
        ..TreatmentDraft::default()
    };
    let high = rated(rating(4, 4), rating(3, 4));
    let asked = asked.check(&high, &Scale::default(), &engineer(), TODAY, Instant(1)).unwrap();
    let case =
        Case::whole().with("RISK-05", Answer::SetAside(aside.clone())).with("RISK-06", above(Some(asked.clone())));
    assert_eq!(case.lacks(Gate::Submission), []);
    assert_eq!(case.lacks(Gate::Conclusion), [(Lacking::SecondPerson, 1), (Lacking::Acceptance, 1)]);
    let agreed = agree_to_set_aside(&aside, &reviewer(), Instant(2)).unwrap();
    let Treatment::Accept(asked) = asked else { panic!() };
    let by = Acceptor { actor: &executive(), owns: false, authors: &[person(1)] };
    let accepted = accept(&asked, &high, &Scale::default(), &by, TODAY, Instant(2)).unwrap();
    let case = Case::whole()
        .with("RISK-05", Answer::SetAside(agreed))
        .with("RISK-06", above(Some(Treatment::Accept(accepted.clone()))));
    assert_eq!(case.lacks(Gate::Conclusion), []);
    let later = Contents { today: accepted.lapses_on(), ..case.contents() };
    let lacks = missing(&later, Gate::Conclusion);
    assert_eq!(lacks.iter().map(|lack| lack.what).collect::<Vec<_>>(), [Lacking::Treatment], "lapsing reopens");
}

#[test]
fn an_assessment_is_rated_and_concluded_by_one_scale() {
    let mut case = Case::whole();
    case.scale.version = 2;
    assert_eq!(case.lacks(Gate::Submission), [(Lacking::OlderScale, 1)]);
    assert!(matches!(concluded_by(&submitted(), &case, &reviewer()), Err(Refusal::Conflict(_))));
}

fn last() -> Concluded {
    let concluded = concluded_by(&submitted(), &Case::whole(), &reviewer()).unwrap();
    let State::Concluded(said) = concluded.state else { panic!() };
    said
}

#[test]
fn the_next_assessment_is_due_by_the_calendar() {
    let scale = Scale::default();
    for (on, criticality, next) in [
        (date(2026, 1, 15), Criticality::High, date(2026, 7, 15)),
        (date(2026, 8, 31), Criticality::High, date(2027, 2, 28)),
        (date(2028, 2, 29), Criticality::Medium, date(2029, 2, 28)),
        (date(2026, 12, 31), Criticality::Low, date(2027, 12, 31)),
    ] {
        assert_eq!(review_on(on, criticality, &scale), next);
    }
    let pressing = |today| due(Some(&last()), &[], TODAY, today).pressing;
    assert_eq!(pressing(date(2027, 4, 21)), Pressing::Later);
    assert_eq!(pressing(date(2027, 4, 22)), Pressing::Now);
    assert_eq!(pressing(date(2027, 5, 22)), Pressing::Now);
    assert_eq!(pressing(date(2027, 5, 23)), Pressing::Overdue);
    let never = |known| due(None, &[], known, TODAY);
    let (fresh, old) = (date(2026, 12, 22), never(date(2026, 10, 1)));
    assert_eq!(
        (old.by, old.pressing),
        (date(2026, 10, 31), Pressing::Overdue),
        "what nobody assessed is overdue one day"
    );
    let never = never(TODAY);
    assert_eq!((never.by, never.pressing, never.reasons), (fresh, Pressing::Now, vec![(Because::Never, fresh)]));
}

#[test]
fn what_happens_asks_for_the_next_assessment_within_thirty_days() {
    let happened = |at, on| TriggerEvent { trigger: ReassessmentTrigger::Incident, at: Instant(at), on };
    let on = date(2026, 12, 1);
    let due_on = |event: TriggerEvent, today| due(Some(&last()), &[event], TODAY, today);
    let asked = due_on(happened(4, on), on);
    assert_eq!((asked.by, asked.pressing), (date(2026, 12, 31), Pressing::Now));
    let because = Because::Triggered { trigger: ReassessmentTrigger::Incident, on };
    assert_eq!(asked.reasons.first(), Some(&(because, asked.by)));
    assert_eq!(asked.reasons.len(), 2);
    assert_eq!(due_on(happened(4, on), date(2027, 1, 1)).pressing, Pressing::Overdue);
    assert_eq!(due_on(happened(3, TODAY), TODAY).pressing, Pressing::Later, "known when it was concluded");
    assert_eq!(due_on(happened(9, on), TODAY).pressing, Pressing::Later, "still to come");
    let old = due_on(happened(4, date(2027, 5, 1)), date(2027, 5, 2));
    assert_eq!(old.by, date(2027, 5, 22), "the calendar comes first");
    keeps(&because);
    keeps(&happened(4, on));
}

proptest! {
    #[test]
    fn events_never_put_the_next_assessment_off(days in proptest::collection::vec(0..400_i64, 0..6), today in 0..500_i64) {
        let day = |days: i64| TODAY.saturating_add(jiff::Span::new().days(days));
        let events: Vec<_> = days
            .iter()
            .zip(ReassessmentTrigger::ALL)
            .map(|(days, trigger)| TriggerEvent { trigger: *trigger, at: Instant(4 + days), on: day(*days) })
            .collect();
        let (calm, stirred) = (due(Some(&last()), &[], TODAY, day(today)), due(Some(&last()), &events, TODAY, day(today)));
        prop_assert!(stirred.by <= calm.by);
        prop_assert!(stirred.pressing >= calm.pressing);
        prop_assert!(stirred.reasons.is_sorted_by_key(|(_, by)| *by));
    }
}

#[test]
fn what_is_stored_has_the_shape_that_was_reviewed() {
    let aside = set_aside("No agent here.", &engineer(), Instant(1)).unwrap();
    let agreed = agree_to_set_aside(&aside, &reviewer(), Instant(2)).unwrap();
    let task = Action { title: "Retrain".into(), owner: person(9), due_on: TODAY, task: None, closed_on: Some(TODAY) };
    let target = Scale::default().judge(rating(2, 4));
    let transfer = Treatment::Transfer { to: "Harbour Insurance".into(), reason: "Cover for loss.".into() };
    let acceptance = Acceptance {
        reason: "Until the tender ends.".into(),
        until: TODAY,
        of: target,
        asked_by: person(1),
        asked_at: Instant(1),
        accepted: Some(Accepted { by: person(3), at: Instant(2), on: TODAY, with: Authority::Executive }),
        refused: None,
    };
    let risks = [
        Answer::Open,
        Answer::SetAside(agreed),
        Answer::Rated(rated(rating(4, 4), rating(2, 4))),
        above(Some(Treatment::Mitigate { tasks: vec![task], target })),
        above(Some(Treatment::Avoid { reason: "Not offered to minors.".into() })),
        above(Some(transfer)),
        above(Some(Treatment::Accept(acceptance))),
    ];
    let mut lines: Vec<_> =
        risks.map(|answer| serde_json::to_string(&assessed("RISK-01", answer)).unwrap()).into_iter().collect();
    let back = send_back(&submitted(), &[], "Too low.", &reviewer(), Instant(3)).unwrap();
    let concluded = concluded_by(&submitted(), &Case::whole(), &reviewer()).unwrap();
    let states = [draft(), submitted(), back, concluded];
    lines.extend(states.iter().map(|assessment| serde_json::to_string(assessment).unwrap()));
    lines.push(serde_json::to_string(&Scale::default()).unwrap());
    let text = lines.join("\n").replace("00000000-0000-0000-0000-00000000000", "person-");
    assert!(!text.contains('_'), "{text}");
    insta::assert_snapshot!(text);
}

proptest! {
    #[test]
    fn whoever_concludes_had_no_part_in_it(steps in proptest::collection::vec((0..4_u8, 1..5_u128, any::<bool>()), 0..30)) {
        let mut case = Case::whole();
        let mut assessment = draft();
        for ((step, who, review), at) in steps.into_iter().zip(10..) {
            let (by, at) = (actor(who, &[Role::Engineer], review), Instant(at));
            let is_draft = matches!(assessment.state, State::Draft { .. });
            let taken = match step {
                0 => submit(&assessment, &case.contents(), &by, at),
                1 => send_back(&assessment, &case.risks, "Again.", &by, at),
                2 => conclude(&assessment, &case.contents(), Criticality::Low, &by, at),
                _ => {
                    if is_draft && let Answer::Rated(rated) = &mut case.risks[0].answer {
                        (rated.by, rated.at) = (by.person, at);
                    }
                    continue;
                }
            };
            prop_assert_eq!(taken.is_ok() && step == 0, is_draft && step == 0);
            assessment = taken.unwrap_or(assessment);
        }
        if let State::Concluded(concluded) = &assessment.state {
            prop_assert!(!authors(&assessment, &case.risks).contains(&concluded.by));
            prop_assert!(missing(&case.contents(), Gate::Conclusion).is_empty());
        }
    }
}

#[test]
fn the_last_conclusion_is_used_as_proof_by_whoever_took_no_part_while_nothing_asks_for_the_next() {
    let concluded = concluded_by(&submitted(), &Case::whole(), &reviewer()).unwrap();
    let State::Concluded(said) = concluded.state else { panic!("{concluded:?}") };
    let part = authors(&concluded, &Case::whole().risks);
    let next = |events: &[TriggerEvent]| due(Some(&said), events, TODAY, TODAY);
    let tried = |last, next: &Due, by: &Actor, today| use_as_proof(&concluded, &part, last, next, by, today);
    assert_eq!(tried(true, &next(&[]), &reviewer(), said.review_on), Ok(said), "its concluder may, until its review");
    let after = said.review_on.tomorrow().unwrap();
    let happened = TriggerEvent { trigger: ReassessmentTrigger::Incident, at: Instant(9), on: TODAY };
    let conflicts = [
        tried(false, &next(&[]), &reviewer(), TODAY),
        tried(true, &next(&[]), &reviewer(), after),
        tried(true, &next(&[happened]), &reviewer(), TODAY),
        use_as_proof(&submitted(), &part, true, &next(&[]), &reviewer(), TODAY),
    ];
    assert!(conflicts.iter().all(|tried| matches!(tried, Err(Refusal::Conflict(_)))), "{conflicts:?}");
    for who in [engineer(), actor(1, &[Role::ComplianceManager], true), executive()] {
        assert!(matches!(tried(true, &next(&[]), &who, TODAY), Err(Refusal::Forbidden(_))), "{who:?}");
    }
}
