use super::*;
use crate::asked::CriterionSet;
use crate::catalogue::{Control, catalogue};
use crate::codes::ControlId;
use crate::ids::{EvidenceId, PersonId, SystemId};
use crate::instant::Instant;
use crate::people::{Actor, Rights, Role};
use crate::refusal::Refusal;
use crate::words::{Cadence, CriterionId, Stage, StageSet, Trait, TraitSet};
use jiff::civil::date;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

fn person(no: u128) -> PersonId {
    PersonId(Uuid::from_u128(no))
}

fn by(no: u128) -> Actor {
    Actor { person: person(no), rights: Rights::of(&[Role::ComplianceManager], true), invited: None }
}

fn system() -> SystemId {
    SystemId(Uuid::from_u128(50))
}

fn criterion(key: &str) -> CriterionId {
    key.parse().unwrap()
}

fn control(id: &str) -> ControlId {
    id.parse().unwrap()
}

fn draft() -> PlanDraft {
    PlanDraft {
        title: " Access and oversight ".into(),
        criteria: vec![criterion("CC6.3"), criterion("CC1.2")],
        systems: vec![system()],
        from: Some(date(2026, 1, 1)),
        until: Some(date(2026, 6, 30)),
        due: Some(date(2026, 7, 31)),
        auditors: vec![person(1), person(2)],
    }
}

/// A control of the library as the store hands it in.
fn adopted(control: &Control) -> Step {
    let criteria = control.criteria.iter().copied().collect();
    Step { control: control.id.clone(), criteria, procedure: control.test_procedure.to_owned() }
}

/// The plan, its steps over all controls of the library that are named, and who owns what.
fn audit() -> (Plan, Vec<Step>, Owners) {
    let plan = draft().check().unwrap();
    let adopted =
        ["AIG-AC-03", "AIG-GV-01", "AIG-MO-02"].map(|id| adopted(catalogue().controls.get(&control(id)).unwrap()));
    let steps = steps(plan.criteria, adopted);
    let controls = BTreeMap::from([(control("AIG-GV-01"), BTreeSet::from([person(2)]))]);
    let owners = Owners { controls, systems: BTreeMap::from([(system(), BTreeSet::from([person(4)]))]) };
    (plan, steps, owners)
}

#[test]
fn a_plan_says_what_when_and_by_whom() {
    assert_eq!(draft().check().unwrap().title, "Access and oversight");
    let fields = |draft: &PlanDraft| match draft.check() {
        Err(Refusal::Invalid(faults)) => faults.into_iter().map(|fault| fault.field.into_owned()).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(fields(&PlanDraft::default()), ["title", "criteria", "auditors", "from", "until", "due"]);
    assert_eq!(fields(&PlanDraft { until: Some(date(2025, 12, 31)), ..draft() }), ["until"]);
    assert_eq!(fields(&PlanDraft { due: Some(date(2026, 6, 29)), ..draft() }), ["due"]);
}

#[test]
fn steps_are_the_test_procedures_of_controls_that_answer_its_criteria() {
    let (_, steps, _) = audit();
    let ids: Vec<_> = steps.iter().map(|step| step.control.as_str()).collect();
    assert_eq!(ids, ["AIG-AC-03", "AIG-GV-01"]);
    assert!(steps[0].procedure.starts_with("Inspect all quarterly reviews"));
    assert_eq!(steps[0].criteria, CriterionSet::default().with(criterion("CC6.3")));
}

#[test]
fn a_control_is_tested_where_it_applies_or_nobody_said() {
    let no: TraitSet = Trait::ALL.iter().copied().collect();
    let system = |yes: &[Trait], no, stage| Audited { yes: yes.iter().copied().collect(), no, stage };
    let table = [
        ("organisation", vec![], true),
        ("organisation if personal-data", vec![], true),
        ("all", vec![], false),
        ("all", vec![system(&[], no, Some(Stage::Production))], true),
        ("agentic", vec![system(&[], no, Some(Stage::Production))], false),
        ("agentic", vec![system(&[], TraitSet::default(), Some(Stage::Production))], true),
        ("agentic", vec![system(&[Trait::Agentic], TraitSet::default(), Some(Stage::Production))], true),
        ("agentic", vec![system(&[Trait::Agentic], TraitSet::default(), Some(Stage::Idea))], false),
        ("agentic", vec![system(&[Trait::Agentic], TraitSet::default(), None)], true),
    ];
    let stages: StageSet = [Stage::Production].into_iter().collect();
    for (applies, systems, wanted) in table {
        assert_eq!(concerns(&applies.parse().unwrap(), stages, &systems), wanted, "{applies} {systems:?}");
    }
}

fn supports() -> ResultDraft {
    ResultDraft {
        outcome: Some(Outcome::Supports),
        population: "4".into(),
        sample: "2".into(),
        deviations: String::new(),
        note: "Both reviews inspected, listing to removal.".into(),
        evidence: vec![EvidenceId(Uuid::from_u128(9))],
        elsewhere: String::new(),
    }
}

#[test]
fn auditors_do_not_test_what_they_own() {
    let (plan, steps, owners) = audit();
    let tested = |step: usize, who| record(&plan, &steps[step], &owners, false, &supports(), &by(who), Instant(1));
    for (step, who, allowed) in [(0, 1, true), (0, 2, true), (1, 1, true), (1, 2, false), (0, 3, false)] {
        assert_eq!(tested(step, who).is_ok(), allowed, "step {step} by {who}");
    }
    let system_owner = Plan { auditors: BTreeSet::from([person(4)]), ..plan.clone() };
    let own = record(&system_owner, &steps[0], &owners, false, &supports(), &by(4), Instant(1));
    assert!(matches!(own, Err(Refusal::Forbidden(_))));
    assert_eq!(system_owner.untestable(&steps, &owners).count(), 2);
    assert_eq!(plan.untestable(&steps, &owners).count(), 0);
    let alone = Plan { auditors: BTreeSet::from([person(2)]), ..plan.clone() };
    assert_eq!(alone.untestable(&steps, &owners).map(|step| step.control.as_str()).collect::<Vec<_>>(), ["AIG-GV-01"]);
    let late = record(&plan, &steps[0], &owners, true, &supports(), &by(1), Instant(1));
    assert!(matches!(late, Err(Refusal::Conflict(_))));
}

#[test]
fn a_result_is_whole() {
    let (plan, steps, owners) = audit();
    let fields = |draft: ResultDraft| match record(&plan, &steps[0], &owners, false, &draft, &by(1), Instant(1)) {
        Ok(_) => vec![],
        Err(Refusal::Invalid(faults)) => faults.into_iter().map(|fault| fault.field.into_owned()).collect(),
        Err(other) => panic!("{other:?}"),
    };
    let text = str::to_owned;
    let adverse = ResultDraft { outcome: Some(Outcome::Adverse), deviations: text("1"), ..supports() };
    let untested =
        ResultDraft { outcome: Some(Outcome::NotTested), sample: String::new(), evidence: vec![], ..supports() };
    let table: [(&str, ResultDraft, &[&str]); 11] = [
        ("supports", supports(), &[]),
        ("adverse", adverse.clone(), &[]),
        ("not tested", untested.clone(), &[]),
        ("nothing typed", ResultDraft::default(), &["note", "outcome"]),
        ("no sample", ResultDraft { sample: String::new(), ..supports() }, &["sample"]),
        ("no number", ResultDraft { sample: text("some"), ..supports() }, &["sample"]),
        ("more than there are", ResultDraft { sample: text("5"), ..supports() }, &["sample"]),
        ("more deviated than tested", ResultDraft { deviations: text("3"), ..adverse.clone() }, &["deviations"]),
        ("supports with a deviation", ResultDraft { deviations: text("1"), ..supports() }, &["deviations"]),
        ("adverse without one", ResultDraft { deviations: text("0"), ..adverse }, &["deviations"]),
        ("a sample of nothing", ResultDraft { sample: text("1"), ..untested }, &["sample"]),
    ];
    for (name, draft, wanted) in table {
        assert_eq!(fields(draft), wanted, "{name}");
    }
    let nothing_named = ResultDraft { evidence: vec![], elsewhere: text(" "), ..supports() };
    assert_eq!(fields(nothing_named.clone()), ["elsewhere"]);
    let outside = ResultDraft { elsewhere: text(" Tickets 4 to 9 "), ..nothing_named };
    let outside = record(&plan, &steps[0], &owners, false, &outside, &by(1), Instant(1)).unwrap();
    assert_eq!((outside.evidence.len(), outside.elsewhere.as_str()), (0, "Tickets 4 to 9"));
    let nothing_there =
        ResultDraft { outcome: Some(Outcome::Adverse), deviations: text("2"), evidence: vec![], ..supports() };
    assert_eq!(fields(nothing_there), Vec::<String>::new(), "that nothing is there can be the failure");
}

fn tested(outcome: Outcome, who: u128) -> Tested {
    Tested {
        outcome,
        population: None,
        sample: 1,
        deviations: 0,
        note: "Seen.".into(),
        evidence: BTreeSet::new(),
        elsewhere: String::new(),
        by: person(who),
        at: Instant(1),
    }
}

#[test]
fn a_report_is_concluded_whole_and_by_somebody_who_tested_nothing() {
    let (plan, steps, owners) = audit();
    let logged = BTreeSet::from([control("AIG-AC-03")]);
    let mut results =
        BTreeMap::from([(control("AIG-AC-03"), vec![tested(Outcome::Supports, 3), tested(Outcome::Adverse, 1)])]);
    let why = conclude(&plan, &steps, &results, &owners, &logged, &by(7)).unwrap_err();
    assert_eq!(why.to_string(), "1 of 2 steps have no result. A report has one for each.");
    results.insert(control("AIG-GV-01"), vec![tested(Outcome::Supports, 1)]);
    for (who, allowed) in [(1, false), (2, false), (3, false), (4, false), (7, true)] {
        assert_eq!(conclude(&plan, &steps, &results, &owners, &logged, &by(who)).is_ok(), allowed, "{who}");
    }
    let guest = Actor { rights: Rights::of(&[Role::Auditor], false), ..by(7) };
    assert!(conclude(&plan, &steps, &results, &owners, &logged, &guest).is_err());
    let report = conclude(&plan, &steps, &results, &owners, &logged, &by(7)).unwrap();
    assert_eq!((report.supports, report.adverse, report.not_tested), (1, 1, 0));
    assert_eq!(report.failed, [control("AIG-AC-03")]);
    let wanted = [(criterion("CC1.2"), Some(Outcome::Supports)), (criterion("CC6.3"), Some(Outcome::Adverse))];
    assert_eq!(report.criteria, wanted);
    let none = BTreeMap::new();
    assert!(conclude(&plan, &[], &none, &owners, &logged, &by(7)).is_err(), "an audit without steps shows nothing");
}

#[test]
fn a_conclusion_proves_something_only_where_a_step_of_each_criterion_was_tested() {
    use Outcome::{Adverse, NotTested, Supports};
    type Row<'a> = (Option<Outcome>, Option<Outcome>, &'a [CriterionId], bool);
    let (plan, steps, _) = audit();
    let (board, access) = (criterion("CC1.2"), criterion("CC6.3"));
    let table: [Row<'_>; 7] = [
        (Some(Supports), Some(Adverse), &[], true),
        (Some(Supports), None, &[board], false),
        (Some(Supports), Some(NotTested), &[board], false),
        (Some(NotTested), Some(Supports), &[access], false),
        (Some(NotTested), Some(NotTested), &[board, access], false),
        (None, Some(Adverse), &[access], false),
        (None, None, &[board, access], false),
    ];
    for (of_access, of_board, untested, proves) in table {
        let given = steps.iter().zip([of_access, of_board]);
        let given = given.filter_map(|(step, outcome)| Some((step.control.clone(), tested(outcome?, 1))));
        let read = report(&plan, &steps, &given.collect());
        assert_eq!((read.untested.as_slice(), read.proves()), (untested, proves), "{of_access:?} {of_board:?}");
    }
    let wider = Plan { criteria: plan.criteria.with(criterion("CC7.2")), ..plan };
    let all = steps.iter().map(|step| (step.control.clone(), tested(Supports, 1))).collect();
    let read = report(&wider, &steps, &all);
    assert_eq!((read.untested.as_slice(), read.proves()), ([criterion("CC7.2")].as_slice(), false), "no step at all");
}

#[test]
fn what_failed_is_in_the_log_first_and_something_was_tested() {
    let (plan, steps, owners) = audit();
    let both =
        |outcome| steps.iter().map(|step| (step.control.clone(), vec![tested(outcome, 1)])).collect::<BTreeMap<_, _>>();
    let says = |results: &BTreeMap<ControlId, Vec<Tested>>, logged: &[&str]| {
        let logged = logged.iter().map(|id| control(id)).collect();
        conclude(&plan, &steps, results, &owners, &logged, &by(7)).map_err(|refusal| refusal.to_string())
    };
    let failed = both(Outcome::Adverse);
    let more = "AIG-AC-03 and 1 more failed and is not in the deficiency log. Open a deficiency first.";
    assert_eq!(says(&failed, &[]).unwrap_err(), more);
    let one = "AIG-GV-01 failed and is not in the deficiency log. Open a deficiency first.";
    assert_eq!(says(&failed, &["AIG-AC-03"]).unwrap_err(), one);
    assert!(says(&failed, &["AIG-AC-03", "AIG-GV-01"]).is_ok());
    let nothing = "Nothing was tested: such a report shows nothing. Call the audit off instead.";
    assert_eq!(says(&both(Outcome::NotTested), &[]).unwrap_err(), nothing);
}

#[test]
fn where_an_audit_stands_and_when_the_next_is_due() {
    let table = [
        (3, None, AuditStage::UnderWay),
        (0, None, AuditStage::Tested),
        (0, Some(AuditEnd::Concluded), AuditStage::Concluded),
        (3, Some(AuditEnd::CalledOff), AuditStage::CalledOff),
    ];
    for (open, end, stage) in table {
        assert_eq!(AuditStage::of(open, end), stage);
    }
    assert_eq!(next_due(date(2026, 3, 1), Cadence::Quarterly), Some(date(2026, 6, 1)));
    assert_eq!(next_due(date(2026, 3, 1), Cadence::PerEvent), None);
    assert!(catalogue().controls.get(&control(AUDITED_BY)).is_some());
}

proptest! {
    #[test]
    fn every_step_is_counted_once(outcomes in prop::collection::vec(prop::option::of(0..3_usize), 1..30)) {
        let plan = Plan { criteria: CriterionId::ALL.iter().copied().collect(), ..draft().check().unwrap() };
        let steps = steps(plan.criteria, catalogue().controls.iter().take(outcomes.len()).map(adopted));
        let given = steps.iter().zip(&outcomes).filter_map(|(step, outcome)| Some((step.control.clone(), (*outcome)?)));
        let results: BTreeMap<_, _> = given.map(|(id, at)| (id, tested(Outcome::ALL[at], 1))).collect();
        let read = report(&plan, &steps, &results);
        prop_assert_eq!(read.open.len() + read.supports + read.adverse + read.not_tested, steps.len());
        prop_assert_eq!(read.is_complete(), outcomes.iter().all(Option::is_some));
        prop_assert_eq!(read.failed.len(), read.adverse);
        let worst = read.criteria.iter().any(|(_, outcome)| *outcome == Some(Outcome::Adverse));
        prop_assert_eq!(worst, read.adverse > 0);
        let weakest = |outcome| read.criteria.iter().filter(|(_, weakest)| *weakest == outcome).count();
        prop_assert!(read.untested.len() >= weakest(None));
        prop_assert!(read.untested.len() <= weakest(None) + weakest(Some(Outcome::NotTested)));
    }
}
