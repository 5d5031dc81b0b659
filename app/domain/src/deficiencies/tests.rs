//! Deficiencies in cases: who may what, in which order, and what is left of a criterion.

use super::*;
use crate::asked::CriterionSet;
use crate::days::Period;
use crate::ids::{OwnTaskId, PersonId};
use crate::instant::Instant;
use crate::own_tasks::OwnStage;
use crate::people::{Actor, Rights, Role};
use crate::refusal::Refusal;
use crate::words::CriterionId;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use uuid::Uuid;

const OWNER: u128 = 1;
const ASSESSOR: u128 = 2;
const SECOND: u128 = 3;
const RETESTER: u128 = 4;
const CLOSER: u128 = 5;

fn person(no: u128) -> PersonId {
    PersonId(Uuid::from_u128(no))
}

fn actor(no: u128) -> Actor {
    Actor { person: person(no), rights: Rights::of(&[Role::Engineer], true), invited: None }
}

fn as_role(no: u128, role: Role, review: bool) -> Actor {
    Actor { rights: Rights::of(&[role], review), ..actor(no) }
}

fn fields<T: std::fmt::Debug>(outcome: Result<T, Refusal>) -> Vec<String> {
    let Err(Refusal::Invalid(faults)) = outcome else { panic!("{outcome:?}") };
    faults.into_iter().map(|fault| fault.field.into_owned()).collect()
}

fn draft() -> DeficiencyDraft {
    DeficiencyDraft {
        source: "audit".into(),
        reference: "Audit of spring, test 4".into(),
        title: " A rollback took too long ".into(),
        what: "3 hours 50 minutes; we promise 30.".into(),
        control: "AIG-AC-07".into(),
        found_on: "2026-04-10".into(),
        owner: person(OWNER).to_string(),
        ..DeficiencyDraft::default()
    }
}

const TODAY: Date = date(2026, 5, 1);

fn assessed() -> Assessment {
    let draft = AssessmentDraft {
        cause: "Images were thrown away.".into(),
        extent: "One system.".into(),
        severity: "deficiency".into(),
        effect: "still-met".into(),
        effect_why: "Nothing wrong was paid.".into(),
        ..AssessmentDraft::default()
    };
    draft.check(None, &[]).unwrap()
}

fn made(steps: Vec<(u128, Step)>) -> Vec<Made> {
    let made = |(no, (by, step))| Made { no, step, by: person(by), at: Instant(no * 1_000) };
    (1..).zip(steps).map(made).collect()
}

fn tested(passed: bool) -> Step {
    Step::Retested(Retest { on: date(2026, 4, 25), passed, shown: "Log.".into(), evidence: None })
}

fn task(no: u128, stage: OwnStage, due_on: Date) -> CorrectiveTask {
    let ended_on = matches!(stage, OwnStage::Signed | OwnStage::Dropped).then_some(date(2026, 4, 20));
    let id = OwnTaskId(Uuid::from_u128(no));
    CorrectiveTask { id, title: "Mend it".into(), assignee: person(9), due_on, stage, ended_on, done_by: None }
}

/// Opened, judged by two, a task handed out.
fn judged() -> Vec<(u128, Step)> {
    let corrected = Step::Corrected { task: OwnTaskId(Uuid::from_u128(1)) };
    vec![(ASSESSOR, Step::Assessed(assessed())), (SECOND, Step::Agreed), (OWNER, corrected)]
}

fn with(more: Vec<(u128, Step)>) -> Standing {
    standing(person(OWNER), &made(judged().into_iter().chain(more).collect()))
}

#[test]
fn a_deficiency_says_what_by_which_control_and_who_answers() {
    let new = draft().check(TODAY).unwrap();
    assert_eq!(
        (new.title.as_str(), new.occurred_on, new.of),
        ("A rollback took too long", date(2026, 4, 10), Of::Organisation)
    );
    let wrong: [(DeficiencyDraft, &[&str]); 8] = [
        (DeficiencyDraft { title: " ".into(), what: String::new(), ..draft() }, &["title", "what"]),
        (DeficiencyDraft { source: "rumour".into(), ..draft() }, &["source"]),
        (DeficiencyDraft { reference: String::new(), ..draft() }, &["reference"]),
        (DeficiencyDraft { control: String::new(), ..draft() }, &["control"]),
        (DeficiencyDraft { of: "planet/1".into(), ..draft() }, &["of"]),
        (DeficiencyDraft { found_on: "2026-05-02".into(), ..draft() }, &["found_on"]),
        (DeficiencyDraft { occurred_on: "2026-04-11".into(), ..draft() }, &["occurred_on"]),
        (DeficiencyDraft { owner: String::new(), ..draft() }, &["owner"]),
    ];
    for (draft, at) in wrong {
        assert_eq!(fields(draft.check(TODAY)), at, "{draft:?}");
    }
    let by_criterion = DeficiencyDraft { control: String::new(), criterion: "CC9.2".into(), ..draft() };
    let criteria = by_criterion.check(TODAY).unwrap().criteria(CriterionSet::default());
    assert_eq!(criteria.iter().collect::<Vec<_>>(), [CriterionId::CC9_2]);
    let by_person = DeficiencyDraft { source: "person".into(), reference: "whatever".into(), ..draft() };
    assert!(!by_person.check(TODAY).unwrap().source.is_single());
}

#[test]
fn a_source_and_a_subject_are_read_as_they_are_shown() {
    for text in ["evidence/7", "finding/TSK-AC-07-1@4", "attestation/x#2", "person/"] {
        assert_eq!(text.parse::<Source>().unwrap().to_string(), text);
    }
    assert!("rumour/1".parse::<Source>().is_err());
    for of in [Of::Organisation, Of::System(crate::ids::SystemId(Uuid::from_u128(8)))] {
        assert_eq!(Of::read(&of.to_string()), Some(of));
    }
    assert_eq!(Of::read("system/x"), None);
}

#[test]
fn severity_and_effect_agree_with_each_other() {
    let of = |severity: &str, effect: &str| {
        let draft =
            AssessmentDraft { severity: severity.into(), effect: effect.into(), ..AssessmentDraft::of(&assessed()) };
        draft.check(None, &[])
    };
    for (severity, effect, at) in [
        ("exception", "still-met", None),
        ("exception", "not-met", Some("severity")),
        ("deficiency", "not-met", None),
        ("significant-deficiency", "still-met", None),
        ("material-weakness", "not-met", None),
        ("material-weakness", "still-met", Some("effect")),
    ] {
        match at {
            None => assert!(of(severity, effect).is_ok(), "{severity} {effect}"),
            Some(field) => assert_eq!(fields(of(severity, effect)), [field], "{severity} {effect}"),
        }
    }
    assert!(Severity::ALL.windows(2).all(|pair| pair[0] < pair[1]));
}

#[test]
fn only_another_adopted_control_compensates_and_says_why() {
    let adopted = ["AIG-AC-07".parse().unwrap(), "AIG-AC-09".parse().unwrap()];
    let of = |control: &str, why: &str| {
        let draft = AssessmentDraft {
            compensating: control.into(),
            compensating_why: why.into(),
            ..AssessmentDraft::of(&assessed())
        };
        draft.check(adopted.first(), &adopted)
    };
    assert!(of("AIG-AC-09", "It logs the same.").unwrap().compensating.is_some());
    assert_eq!(fields(of("AIG-AC-07", "It did not work.")), ["compensating"]);
    assert_eq!(fields(of("AIG-PV-01", "Not ours.")), ["compensating"]);
    assert_eq!(fields(of("AIG-AC-09", "")), ["compensating_why"]);
    assert_eq!(fields(of("", "Which?")), ["compensating"]);
}

#[test]
fn who_agrees_neither_assessed_nor_answers_and_reviews_or_is_an_executive() {
    let now = standing(person(OWNER), &made(vec![(ASSESSOR, Step::Assessed(assessed()))]));
    for (by, may) in [
        (actor(ASSESSOR), false),
        (actor(OWNER), false),
        (actor(SECOND), true),
        (as_role(SECOND, Role::Executive, false), true),
        (as_role(SECOND, Role::Engineer, false), false),
        (as_role(SECOND, Role::Auditor, true), false),
    ] {
        assert_eq!(agree(&now, &by).is_ok(), may, "{by:?}");
        assert_eq!(disagree(&now, &by, "I see more systems.").is_ok(), may, "{by:?}");
    }
    let given = (OWNER, Step::Given { owner: person(7) });
    let over = standing(person(OWNER), &made(vec![(ASSESSOR, Step::Assessed(assessed())), given]));
    for (by, may) in [(OWNER, false), (7, false), (SECOND, true)] {
        assert_eq!(agree(&over, &actor(by)).is_ok(), may, "{by}, after it changed hands");
    }
    assert!(matches!(agree(&standing(person(OWNER), &[]), &actor(SECOND)), Err(Refusal::Conflict(_))));
    assert!(matches!(agree(&with(vec![]), &actor(CLOSER)), Err(Refusal::Conflict(_))));
}

#[test]
fn the_stage_follows_from_what_was_done() {
    let due = date(2026, 4, 30);
    let (open, signed) = (vec![task(1, OwnStage::Open, due)], vec![task(1, OwnStage::Signed, due)]);
    let dropped = vec![task(1, OwnStage::Dropped, due)];
    let closed = Step::Closed { note: String::new() };
    let all: [(Standing, &[CorrectiveTask], DeficiencyStage); 9] = [
        (standing(person(OWNER), &[]), &[], DeficiencyStage::Open),
        (standing(person(OWNER), &made(judged()[..1].to_vec())), &[], DeficiencyStage::Assessed),
        (with(vec![]), &open, DeficiencyStage::Correcting),
        (with(vec![]), &dropped, DeficiencyStage::Correcting),
        (with(vec![]), &signed, DeficiencyStage::Retesting),
        (with(vec![(RETESTER, tested(false))]), &signed, DeficiencyStage::Retesting),
        (with(vec![(RETESTER, tested(true))]), &signed, DeficiencyStage::Closing),
        (with(vec![(RETESTER, tested(true)), (CLOSER, closed.clone())]), &signed, DeficiencyStage::Closed),
        // A retest that fails later opens it again.
        (
            with(vec![(RETESTER, tested(true)), (CLOSER, closed), (RETESTER, tested(false))]),
            &signed,
            DeficiencyStage::Retesting,
        ),
    ];
    for (now, tasks, stage) in all {
        assert_eq!(now.stage(tasks), stage, "{now:?}");
    }
}

#[test]
fn exceptions_are_assessed_when_no_other_waits_for_two_people() {
    let said = Step::Assessed(assessed());
    let (agreed, anew) = (with(vec![]), with(vec![(ASSESSOR, said.clone())]));
    let (found, judged) = (standing(person(OWNER), &[]), standing(person(OWNER), &made(vec![(ASSESSOR, said)])));
    let table: [(&[&Standing], bool); 5] =
        [(&[], true), (&[&agreed, &anew], true), (&[&agreed, &found], false), (&[&judged], false), (&[&found], false)];
    for (others, wanted) in table {
        assert_eq!(all_assessed(others.iter().copied()), wanted, "{others:?}");
    }
}

#[test]
fn a_new_assessment_is_agreed_to_anew_and_a_new_task_is_retested_anew() {
    let again = with(vec![(ASSESSOR, Step::Assessed(assessed()))]);
    assert!(again.agreed.is_none());
    assert_eq!(
        again.held.map(|(held, _)| held),
        Some(assessed()),
        "what two agreed on holds until they agree on another"
    );
    let task = Step::Corrected { task: OwnTaskId(Uuid::from_u128(2)) };
    let more = with(vec![(RETESTER, tested(true)), (OWNER, task)]);
    assert!(!more.passed() && more.tasks.len() == 2);
    let given = with(vec![(OWNER, Step::Given { owner: person(7) })]);
    assert_eq!(given.owner, person(7));
}

#[test]
fn nobody_retests_what_they_corrected_themselves() {
    let by = |no, stage| CorrectiveTask { done_by: Some(person(no)), ..task(2, stage, TODAY) };
    let (signed, dropped) = (by(8, OwnStage::Signed), by(7, OwnStage::Dropped));
    for (who, may) in [(8, false), (7, true), (9, true), (OWNER, true)] {
        let said = may_retest(&[dropped.clone(), signed.clone()], &actor(who));
        assert_eq!(said.is_ok(), may, "{who}");
    }
}

#[test]
fn it_is_retested_after_its_tasks_and_closed_by_somebody_else() {
    let day = |on: &str| RetestDraft {
        on: on.into(),
        result: "passed".into(),
        shown: "Log.".into(),
        evidence: String::new(),
    };
    let done = TaskState::Done(date(2026, 4, 20));
    assert!(retest(&with(vec![]), done, &day("2026-04-20"), TODAY).is_ok());
    assert_eq!(fields(retest(&with(vec![]), done, &day("2026-04-19"), TODAY)), ["on"]);
    assert_eq!(fields(retest(&with(vec![]), done, &day("2026-05-02"), TODAY)), ["on"]);
    let blank = RetestDraft { on: "2026-04-20".into(), evidence: "x".into(), ..RetestDraft::default() };
    assert_eq!(fields(retest(&with(vec![]), done, &blank, TODAY)), ["result", "shown", "evidence"]);
    let piece = Uuid::from_u128(77);
    let linked = RetestDraft { evidence: format!("https://plumb.example/evidence/{piece}?x=1"), ..day("2026-04-20") };
    assert_eq!(retest(&with(vec![]), done, &linked, TODAY).unwrap().evidence.map(|id| id.0), Some(piece));
    for state in [TaskState::Missing, TaskState::Open] {
        assert!(matches!(retest(&with(vec![]), state, &day("2026-04-20"), TODAY), Err(Refusal::Conflict(_))));
    }
    let passed = with(vec![(RETESTER, tested(true))]);
    for (by, may) in [(OWNER, false), (RETESTER, false), (ASSESSOR, true), (CLOSER, true)] {
        assert_eq!(close(&passed, done, &actor(by), "").is_ok(), may, "{by}");
    }
    let given = || (OWNER, Step::Given { owner: person(7) });
    let over = with(vec![given(), (RETESTER, tested(true)), (6, tested(true))]);
    for (by, may) in [(OWNER, false), (7, false), (RETESTER, false), (6, false), (CLOSER, true)] {
        assert_eq!(close(&over, done, &actor(by), "").is_ok(), may, "{by}, after it changed hands");
    }
    assert!(matches!(close(&passed, TaskState::Open, &actor(CLOSER), ""), Err(Refusal::Conflict(_))));
    assert!(matches!(close(&with(vec![]), done, &actor(CLOSER), ""), Err(Refusal::Conflict(_))));
    assert!(close(&passed, done, &as_role(CLOSER, Role::Executive, false), "").is_err());
}

#[test]
fn it_is_overdue_when_nobody_judged_it_or_a_task_is_late() {
    let found = date(2026, 4, 10);
    let bare = standing(person(OWNER), &[]);
    assert_eq!(bare.overdue_since(found, &[], date(2026, 5, 10)), None);
    assert_eq!(bare.overdue_since(found, &[], date(2026, 5, 11)), Some(date(2026, 5, 11)));
    let late = [task(1, OwnStage::Done, date(2026, 4, 30))];
    assert_eq!(with(vec![]).overdue_since(found, &late, date(2026, 4, 30)), None);
    assert_eq!(with(vec![]).overdue_since(found, &late, date(2026, 6, 1)), Some(date(2026, 5, 1)));
    assert_eq!(with(vec![]).overdue_since(found, &[task(1, OwnStage::Signed, found)], date(2027, 1, 1)), None);
}

#[test]
fn the_log_is_reviewed_by_somebody_who_answers_for_nothing_open() {
    assert!(present_log(&[person(OWNER)], person(ASSESSOR), &actor(CLOSER)).is_ok());
    for by in [actor(OWNER), actor(ASSESSOR), as_role(CLOSER, Role::ComplianceManager, false)] {
        assert!(present_log(&[person(OWNER)], person(ASSESSOR), &by).is_err(), "{by:?}");
    }
}

/// Source: rules, section 2, and case O17.
#[test]
fn o17_assessed_exceptions_leave_a_criterion_met_with_exceptions_never_met() {
    let of = |effect| Exception { occurred_on: date(2026, 7, 9), effect };
    let (still, not, open) = (of(Some(Effect::StillMet)), of(Some(Effect::NotMet)), of(None));
    assert_eq!(reading([]), None);
    assert_eq!(reading([still, still]), Some(CriterionReading::MetWithExceptions));
    assert_eq!(reading([still, open]), Some(CriterionReading::AtRisk));
    assert_eq!(reading([open, not, still]), Some(CriterionReading::NotMet));
    let closed = with(vec![(RETESTER, tested(true)), (CLOSER, Step::Closed { note: String::new() })]);
    assert_eq!(reading([Exception::of(date(2026, 7, 9), &closed)]), Some(CriterionReading::MetWithExceptions));
    let window = |from, until| Period::new(from, until).unwrap();
    let inside = window(date(2026, 7, 9), date(2026, 7, 9));
    assert_eq!(in_window(&[still], inside).count(), 1);
    assert_eq!(in_window(&[still], window(date(2026, 7, 10), date(2026, 12, 31))).count(), 0);
}

fn any_step() -> impl Strategy<Value = (u128, Step)> {
    let step = prop_oneof![
        Just(Step::Assessed(assessed())),
        Just(Step::Agreed),
        Just(Step::Disagreed { reason: "No.".into() }),
        (1..9_u128).prop_map(|no| Step::Given { owner: person(no) }),
        (1..9_u128).prop_map(|no| Step::Corrected { task: OwnTaskId(Uuid::from_u128(no)) }),
        any::<bool>().prop_map(tested),
        Just(Step::Closed { note: String::new() }),
    ];
    (1..9_u128, step)
}

/// Whether somebody ever answered for it, as its steps say.
fn answered_for(steps: &[(u128, Step)], by: u128) -> bool {
    let given = |(_, step): &(u128, Step)| matches!(step, Step::Given { owner } if *owner == person(by));
    by == OWNER || steps.iter().any(given)
}

/// Whether somebody ever retested it.
fn retested(steps: &[(u128, Step)], by: u128) -> bool {
    steps.iter().any(|(who, step)| *who == by && matches!(step, Step::Retested(_)))
}

/// Steps at random, of which half were judged by two and corrected before and retested with success afterwards: nearly closed.
fn any_steps() -> impl Strategy<Value = Vec<(u128, Step)>> {
    let some = || prop::collection::vec(any_step(), 0..7);
    let nearly = (some(), some(), 1..9_u128).prop_map(|(before, between, by)| {
        before.into_iter().chain(judged()).chain(between).chain([(SECOND, Step::Agreed), (by, tested(true))]).collect()
    });
    prop_oneof![some(), nearly]
}

proptest! {
    #[test]
    fn whoever_may_close_it_or_agree_never_owned_it_and_a_retest_of_somebody_else_passed(
        steps in any_steps(), by in 1..9_u128,
    ) {
        let now = standing(person(OWNER), &made(steps.clone()));
        let (mine, retested) = (answered_for(&steps, by), retested(&steps, by));
        if close(&now, TaskState::Done(date(2026, 4, 20)), &actor(by), "").is_ok() {
            prop_assert!(now.passed() && now.agreed.is_some() && now.closed.is_none());
            prop_assert!(!mine && !retested);
        }
        if agree(&now, &actor(by)).is_ok() {
            prop_assert!(!mine);
        }
    }

    #[test]
    fn what_is_said_is_read_again_as_it_was(step in any_step()) {
        let text = serde_json::to_string(&step.1).unwrap();
        prop_assert_eq!(serde_json::from_str::<Step>(&text).unwrap(), step.1);
    }
}

/// The log alone never says that a criterion is met: source rules, section 2, weakest first.
#[test]
fn what_the_log_knows_is_counted_by_what_two_people_agreed() {
    let of = |effect| Exception { occurred_on: date(2026, 7, 9), effect };
    let all = [Some(Effect::StillMet), None, Some(Effect::NotMet), Some(Effect::StillMet)].map(of);
    assert_eq!(known(all), Known { not_met: 1, open: 1, still_met: 2 });
    assert_eq!(known([]), Known::default());
}

#[test]
fn what_a_report_tells_occurred_within_its_period() {
    let today = date(2026, 11, 30);
    let period = Period::new(date(2026, 1, 1), date(2026, 9, 30)).unwrap();
    let of = |occurred: &str| {
        let draft = DeficiencyDraft {
            source: "attestation".into(),
            reference: "report#1".into(),
            title: "Badges".into(),
            what: "2 of 40.".into(),
            criterion: "CC9.2".into(),
            found_on: "2026-11-02".into(),
            occurred_on: occurred.into(),
            owner: person(OWNER).to_string(),
            ..DeficiencyDraft::default()
        };
        draft.check_within(Some(period), today)
    };
    assert_eq!(of("").unwrap().occurred_on, date(2026, 9, 30), "the last day, where the report names none");
    assert_eq!(of("2026-03-04").unwrap().occurred_on, date(2026, 3, 4));
    let runs = Period::new(date(2026, 4, 1), date(2026, 12, 31)).unwrap();
    let early = draft().check_within(Some(runs), TODAY).unwrap();
    assert_eq!((early.occurred_on, early.found_on < runs.until()), (early.found_on, true), "found while it ran");
    for outside in ["2025-12-31", "2026-10-01"] {
        assert!(matches!(of(outside), Err(Refusal::Invalid(_))), "{outside}");
    }
}

#[test]
fn the_log_is_reviewed_within_a_month_of_the_last_review_or_of_its_first_deficiency() {
    for (last, first, due) in [
        (None, date(2026, 1, 31), date(2026, 2, 28)),
        (Some(date(2026, 10, 15)), date(2026, 1, 31), date(2026, 11, 15)),
    ] {
        assert_eq!(log_review_due(last, first), due);
        assert_eq!(log_review_overdue_since(due, due), None);
        let next = due.tomorrow().unwrap();
        assert_eq!(log_review_overdue_since(due, next), Some(next));
    }
}
