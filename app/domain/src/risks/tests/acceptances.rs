use super::*;
use proptest::prelude::*;

const NOW: Instant = Instant(7);

fn high() -> Rated {
    rated(rating(4, 4), rating(3, 4))
}

fn check(draft: &TreatmentDraft, rated: &Rated) -> Result<Treatment, Refusal> {
    draft.check(rated, &Scale::default(), &engineer(), TODAY, NOW)
}

fn of(kind: TreatmentKind) -> TreatmentDraft {
    TreatmentDraft {
        kind: kind.key().into(),
        tasks: vec![
            ActionDraft::default(),
            ActionDraft { title: " Retrain ".into(), owner: Some(person(9)), due_on: "2026-12-24".into() },
        ],
        target_likelihood: "2".into(),
        target_impact: "4".into(),
        reason: " The tender ends in May. ".into(),
        to: " Harbour Insurance ".into(),
        until: "2027-05-31".into(),
    }
}

#[test]
fn each_treatment_is_kept_with_what_its_kind_asks_for() {
    for kind in TreatmentKind::ALL {
        let treatment = check(&of(*kind), &high()).unwrap();
        assert_eq!(treatment.kind(), *kind);
        keeps(&treatment);
    }
    let Ok(Treatment::Mitigate { tasks, target }) = check(&of(TreatmentKind::Mitigate), &high()) else {
        panic!("kept")
    };
    assert_eq!((tasks.len(), tasks[0].title.as_str(), target.band), (1, "Retrain", Band::Moderate));
    let kept = serde_json::to_value(check(&of(TreatmentKind::Avoid), &high()).unwrap()).unwrap();
    assert_eq!(kept, serde_json::json!({ "kind": "avoid", "reason": "The tender ends in May." }));
}

#[test]
fn each_fault_of_a_treatment_is_told_at_its_field() {
    use TreatmentKind as K;
    type Spoil = fn(&mut TreatmentDraft);
    let cases: [(K, &str, Spoil); 15] = [
        (K::Mitigate, "treatment", |d| d.kind = "ignore".into()),
        (K::Mitigate, "tasks", |d| d.tasks.clear()),
        (K::Mitigate, "tasks", |d| d.tasks = vec![ActionDraft::default()]),
        (K::Mitigate, "tasks", |d| d.tasks = vec![d.tasks[1].clone(); 21]),
        (K::Mitigate, "title-2", |d| d.tasks[1].title = " ".into()),
        (K::Mitigate, "owner-2", |d| d.tasks[1].owner = None),
        (K::Mitigate, "due_on-2", |d| d.tasks[1].due_on = "2026-11-21".into()),
        (K::Mitigate, "due_on-2", |d| d.tasks[1].due_on = "soon".into()),
        (K::Mitigate, "target_impact", |d| d.target_impact = String::new()),
        (K::Mitigate, "target_likelihood", |d| d.target_likelihood = "3".into()),
        (K::Mitigate, "target_likelihood", |d| d.target_impact = "5".into()),
        (K::Avoid, "reason", |d| d.reason = " ".into()),
        (K::Transfer, "to", |d| d.to = String::new()),
        (K::Transfer, "reason", |d| d.reason = String::new()),
        (K::Accept, "until", |d| d.until = "2026-11-21".into()),
    ];
    for (kind, field, spoil) in cases {
        let mut spoilt = of(kind);
        spoil(&mut spoilt);
        assert_eq!(fields(check(&spoilt, &high())), [field], "{kind}");
    }
    let both = TreatmentDraft { reason: String::new(), until: String::new(), ..of(K::Accept) };
    assert_eq!(fields(check(&both, &high())), ["reason", "until"]);
}

#[test]
fn a_risk_is_accepted_for_a_year_at_most() {
    let until = |text: &str| check(&TreatmentDraft { until: text.into(), ..of(TreatmentKind::Accept) }, &high());
    assert!(until("2026-11-22").is_ok(), "today is a day");
    assert!(until("2027-11-23").is_ok(), "366 days");
    assert_eq!(fields(until("2027-11-24")), ["until"]);
}

#[test]
fn nobody_is_asked_to_accept_what_nobody_may() {
    let severe = rated(rating(5, 5), rating(4, 5));
    let told = sentence(check(&of(TreatmentKind::Accept), &severe));
    assert_eq!(told, "Nobody accepts a severe risk here. Mitigate, avoid or transfer it.");
}

fn asked() -> Acceptance {
    let Ok(Treatment::Accept(asked)) = check(&of(TreatmentKind::Accept), &high()) else { panic!("asked for") };
    asked
}

fn accepting(asked: &Acceptance, rated: &Rated, actor: &Actor, today: Date) -> Result<Acceptance, Refusal> {
    let by = Acceptor { actor, owns: false, authors: &[person(1), person(8)] };
    accept(asked, rated, &Scale::default(), &by, today, NOW)
}

#[test]
fn somebody_else_with_authority_accepts() {
    let accepted = accepting(&asked(), &high(), &executive(), TODAY).unwrap();
    let signature = Accepted { by: person(3), at: NOW, on: TODAY, with: Authority::Executive };
    assert_eq!(accepted.accepted, Some(signature));
    assert_eq!(asked().standing(&high().residual, TODAY), TreatmentStanding::Waiting);
    assert_eq!(accepted.standing(&high().residual, TODAY), TreatmentStanding::Accepted);
    keeps(&accepted);
}

#[test]
fn neither_authors_nor_those_without_authority_accept() {
    let author = actor(8, &[Role::Executive], true);
    let asker = actor(1, &[Role::Executive], true);
    for who in [author, asker, reviewer(), engineer(), actor(4, &[Role::Auditor, Role::Executive], true)] {
        assert!(matches!(accepting(&asked(), &high(), &who, TODAY), Err(Refusal::Forbidden(_))), "{who:?}");
    }
    let low = rated(rating(4, 4), rating(1, 4));
    let asked = Acceptance { of: low.residual, ..asked() };
    let owner = Acceptor { actor: &actor(9, &[Role::Engineer], false), owns: true, authors: &[person(1)] };
    let accepted = accept(&asked, &low, &Scale::default(), &owner, TODAY, NOW).unwrap();
    assert_eq!(accepted.accepted.map(|signed| signed.with), Some(Authority::Owner));
    let stranger = Acceptor { owns: false, ..owner };
    assert!(matches!(accept(&asked, &low, &Scale::default(), &stranger, TODAY, NOW), Err(Refusal::Forbidden(_))));
}

fn refusing(asked: &Acceptance, reason: &str, actor: &Actor, today: Date) -> Result<Acceptance, Refusal> {
    let by = Acceptor { actor, owns: false, authors: &[person(1), person(8)] };
    refuse(asked, &high(), &Scale::default(), reason, &by, today, NOW)
}

#[test]
fn whoever_might_accept_refuses_with_a_reason_and_only_once() {
    let refused = refusing(&asked(), " Too much hangs on it. ", &executive(), TODAY).unwrap();
    assert_eq!(refused.refused.as_ref().map(|one| one.reason.as_str()), Some("Too much hangs on it."));
    assert_eq!(refused.standing(&high().residual, TODAY), TreatmentStanding::Refused);
    assert!(!refused.standing(&high().residual, TODAY).answers());
    keeps(&refused);
    assert_eq!(fields(refusing(&asked(), " ", &executive(), TODAY)), ["reason"]);
    for who in [actor(8, &[Role::Executive], true), actor(1, &[Role::Executive], true), reviewer()] {
        assert!(matches!(refusing(&asked(), "No.", &who, TODAY), Err(Refusal::Forbidden(_))), "{who:?}");
    }
    assert!(matches!(refusing(&refused, "No.", &executive(), TODAY), Err(Refusal::Conflict(_))));
    assert!(matches!(accepting(&refused, &high(), &executive(), TODAY), Err(Refusal::Conflict(_))));
    let accepted = accepting(&asked(), &high(), &executive(), TODAY).unwrap();
    assert!(matches!(refusing(&accepted, "No.", &executive(), TODAY), Err(Refusal::Conflict(_))));
    let before = serde_json::to_string(&asked()).unwrap();
    assert!(before.contains("\"accepted\":null") && !before.contains("refused"), "as rows were kept before: {before}");
}

fn concluded() -> State {
    let (by, at) = (person(2), Instant(9));
    State::Concluded(Concluded { by, at, on: TODAY, review_on: TODAY, scale: 1, submitted_by: person(1) })
}

#[test]
fn after_the_conclusion_a_risk_is_decided_anew_only_where_its_acceptance_came_to_nothing() {
    let (draft, submitted) =
        (State::Draft { sent_back: None }, State::Submitted(Submitted { by: person(1), at: NOW, scale: 1 }));
    let (late, waiting) = (date(2027, 6, 1), asked());
    let refused = refusing(&waiting, "No.", &executive(), TODAY).unwrap();
    let accepted = accepting(&waiting, &high(), &executive(), TODAY).unwrap();
    let avoided = Treatment::Avoid { reason: "Not offered.".into() };
    let cases = [
        (Some(Treatment::Accept(waiting.clone())), TODAY, false),
        (Some(Treatment::Accept(waiting)), late, true),
        (Some(Treatment::Accept(refused)), TODAY, true),
        (Some(Treatment::Accept(accepted.clone())), TODAY, false),
        (Some(Treatment::Accept(accepted)), late, false),
        (Some(avoided), TODAY, false),
        (None, TODAY, false),
    ];
    for (treatment, today, anew) in cases {
        let rated = Rated { treatment, ..high() };
        let may = |state: &State, last| may_be_treated(state, last, &rated, today).is_ok();
        assert!(may(&draft, true) && !may(&submitted, true), "{rated:?}");
        assert_eq!(may(&concluded(), true), anew, "{today} {rated:?}");
        assert!(!may(&concluded(), false), "a later one decides");
    }
    assert!(still_decides(&concluded(), true).is_ok() && still_decides(&submitted, true).is_ok());
    assert!(matches!(still_decides(&concluded(), false), Err(Refusal::Conflict(_))));
}

#[test]
fn what_moved_meanwhile_is_not_accepted() {
    let worse = rated(rating(4, 4), rating(4, 4));
    let better = rated(rating(4, 4), rating(2, 4));
    for other in [worse, better] {
        assert!(matches!(accepting(&asked(), &other, &executive(), TODAY), Err(Refusal::Conflict(_))));
    }
    let accepted = accepting(&asked(), &high(), &executive(), TODAY).unwrap();
    assert!(matches!(accepting(&accepted, &high(), &executive(), TODAY), Err(Refusal::Conflict(_))));
    let late = accepting(&asked(), &high(), &executive(), date(2027, 6, 1));
    assert_eq!(sentence(late), "2027-05-31 has passed.");
}

#[test]
fn an_acceptance_covers_what_was_accepted_and_less() {
    let accepted = accepting(&asked(), &high(), &executive(), TODAY).unwrap();
    let standing = |residual: Rating| accepted.standing(&Scale::default().judge(residual), TODAY);
    assert_eq!(standing(rating(2, 4)), TreatmentStanding::Accepted);
    assert_eq!(standing(rating(4, 4)), TreatmentStanding::Outgrown);
    assert_eq!(standing(rating(1, 5)), TreatmentStanding::Outgrown, "a worse one is another risk");
    let stricter = Judged { band: Band::Severe, scale: 2, ..high().residual };
    assert_eq!(accepted.standing(&stricter, TODAY), TreatmentStanding::Outgrown, "by another scale it weighs more");
}

#[test]
fn a_mitigation_answers_until_a_task_is_late_or_all_are_closed() {
    let Ok(Treatment::Mitigate { mut tasks, target }) = check(&of(TreatmentKind::Mitigate), &high()) else { panic!() };
    let standing = |tasks: &[Action], today| {
        Treatment::Mitigate { tasks: tasks.to_vec(), target }.standing(&high().residual, today)
    };
    assert_eq!(standing(&tasks, date(2026, 12, 24)), TreatmentStanding::Planned);
    assert_eq!(standing(&tasks, date(2026, 12, 25)), TreatmentStanding::Overdue);
    tasks[0].closed_on = Some(date(2026, 12, 26));
    assert_eq!(standing(&tasks, date(2026, 12, 27)), TreatmentStanding::Done);
    let answers: Vec<_> = TreatmentStanding::ALL.iter().filter(|one| one.answers()).map(|one| one.key()).collect();
    assert_eq!(answers, ["planned", "decided", "accepted"]);
}

proptest! {
    #[test]
    fn an_acceptance_lapses_on_the_day_after_its_last(lasts in 0..=366_i64, later in -400..=400_i64) {
        let until = TODAY.saturating_add(jiff::Span::new().days(lasts));
        let draft = TreatmentDraft { until: until.to_string(), ..of(TreatmentKind::Accept) };
        let Ok(Treatment::Accept(asked)) = check(&draft, &high()) else { panic!("asked for") };
        let accepted = accepting(&asked, &high(), &executive(), TODAY).unwrap();
        let day = until.saturating_add(jiff::Span::new().days(later));
        let standing = accepted.standing(&high().residual, day);
        prop_assert_eq!(standing == TreatmentStanding::Lapsed, later >= 1);
        prop_assert_eq!(standing == TreatmentStanding::Lapsed, day >= accepted.lapses_on());
        prop_assert_eq!(Treatment::Accept(accepted).standing(&high().residual, day).answers(), later < 1);
    }
}
