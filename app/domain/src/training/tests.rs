use super::*;
use crate::columns::Columns;
use crate::ids::PersonId;
use crate::import::RawRow;
use crate::people::{Actor, Rights, Role};
use crate::policies::AudienceDraft;
use crate::refusal::Refusal;
use crate::roll::{Known, Roll};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

const TODAY: Date = date(2026, 6, 30);

fn person(no: u128) -> PersonId {
    PersonId(Uuid::from_u128(no))
}

fn roll() -> Roll {
    let known = |no, name: &str, email: &str| Known { person: person(no), name: name.into(), email: email.into() };
    Roll::of(&[
        known(1, "Ada Lind", "ada@example.com"),
        known(2, "Jo Park", "jo@example.com"),
        known(3, "Jo Park", "j.park@example.com"),
    ])
}

fn taken(text: &str) -> Result<Read, Vec<String>> {
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let columns = Columns::find(&lines.next().unwrap());
    let rows: Vec<_> = lines.zip(2..).map(|(cells, row)| RawRow { row, cells }).collect();
    read(&columns, &rows, &roll(), TODAY).map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

#[test]
fn an_export_is_read_and_nobody_is_guessed() {
    let read = taken(
        "Learner,E-mail,Course title,Completion date,Status,Expires\n\
         Ada Lind,,AI literacy,2026-03-01T10:00:00Z,Completed,2027-02-28\n\
         Jo Park,j.park@example.com,AI literacy,12 Mar 2026,PASS,\n\
         Jo Park,,AI literacy,2026-03-12,passed,\n\
         G. Host,,AI literacy,2026-03-12,passed,\n\
         Ada Lind,,Red teaming,,In progress,\n\
         Ada Lind,,Red teaming,2026-05-04,failed,",
    )
    .unwrap();
    let told: Vec<_> = read.records.iter().map(|it| (it.person, it.day, it.outcome, it.valid_until)).collect();
    assert_eq!(
        told,
        [
            (person(1), date(2026, 3, 1), Outcome::Passed, Some(date(2027, 2, 28))),
            (person(3), date(2026, 3, 12), Outcome::Passed, None),
            (person(1), date(2026, 5, 4), Outcome::Failed, None),
        ]
    );
    let aside: Vec<_> = read.unmatched.iter().map(|it| (it.row, it.called.as_str(), it.several)).collect();
    assert_eq!(aside, [(4, "Jo Park", true), (5, "G. Host", false)]);
    assert_eq!(read.unfinished, 1);
}

#[test]
fn a_row_that_cannot_be_read_says_why() {
    let head = "Name,Course,Completed on,Result,Valid until\n";
    for (row, why) in [
        ("Ada Lind,,2026-03-01,passed,", "Line 2: no course. Give its title."),
        ("Ada Lind,AI,,passed,", "Line 2: it was finished on no day. Give the day."),
        ("Ada Lind,AI,2026-03-01,,", "Line 2: no result. Write passed, failed or in progress."),
        (
            "Ada Lind,AI,2026-03-01,maybe,",
            "Line 2: “maybe” is no result that we know. Write passed, failed or in progress.",
        ),
        ("Ada Lind,AI,1/2/2026,passed,", "Line 2: “1/2/2026” is no day. Write it as 2026-11-30 or 30 Nov 2026."),
        ("Ada Lind,AI,2026-07-01,passed,", "Line 2: 2026-07-01 has not come yet."),
        (
            "Ada Lind,AI,2026-03-01,passed,2026-02-01",
            "Line 2: it would have ended before it was completed on 2026-03-01.",
        ),
    ] {
        assert_eq!(taken(&format!("{head}{row}")), Err(vec![why.to_owned()]), "{row}");
    }
    assert_eq!(taken("Course,Date\nAI,2026-03-01").unwrap_err().len(), 1);
    assert_eq!(taken("Name\nAda Lind").unwrap_err().len(), 2);
    assert_eq!(taken("Name,Course,Date\nAda Lind,AI,2026-03-01").unwrap().records[0].outcome, Outcome::Passed);
}

fn literacy() -> Course {
    Course { title: "AI literacy".into(), also: vec!["AI-101".into()], months: Some(12) }
}

fn record(no: u128, course: &str, day: Date, outcome: Outcome) -> Record {
    Record { person: person(no), course: course.into(), day, outcome, valid_until: None }
}

#[test]
fn a_course_is_held_against_those_who_need_it() {
    let records = [
        record(1, "ai literacy", date(2025, 7, 1), Outcome::Passed),
        record(2, "AI-101", date(2025, 6, 29), Outcome::Passed),
        record(3, "AI literacy", date(2026, 6, 1), Outcome::Failed),
        record(4, "Red teaming", date(2026, 6, 1), Outcome::Passed),
        record(9, "AI literacy", date(2026, 6, 1), Outcome::Passed),
    ];
    let audience: BTreeSet<_> = (1..=4).map(person).collect();
    let read = register(&literacy(), &records, &audience, TODAY);
    let until = Some(date(2026, 7, 1));
    assert_eq!(read.rows[0].1, Standing::Has { passed_on: date(2025, 7, 1), until });
    let lacking: Vec<_> = read.lacking().collect();
    assert_eq!(lacking, [(person(2), Lack::Lapsed), (person(3), Lack::Failed), (person(4), Lack::Never)]);
    assert!(!read.is_complete());
    let one = register(&literacy(), &records, &BTreeSet::from([person(1)]), TODAY);
    assert!(one.is_complete() && one.until() == until);
    assert!(
        !register(&literacy(), &records, &BTreeSet::new(), TODAY).is_complete(),
        "a register of nobody proves nothing"
    );
}

#[test]
fn the_earlier_of_two_ends_counts_and_a_failed_attempt_takes_nothing_away() {
    let of = |valid_until, months| {
        let course = Course { months, ..literacy() };
        course.valid_until(&Record { valid_until, ..record(1, "AI literacy", date(2026, 2, 28), Outcome::Passed) })
    };
    let own = Some(date(2026, 12, 31));
    assert_eq!(of(own, Some(12)), own);
    assert_eq!(of(Some(date(2028, 1, 1)), Some(24)), Some(date(2028, 1, 1)));
    assert_eq!(of(None, Some(24)), Some(date(2028, 2, 29)));
    assert_eq!((of(own, None), of(None, None)), (own, None));
    let records = [
        record(1, "AI literacy", date(2026, 1, 10), Outcome::Passed),
        record(1, "AI literacy", date(2026, 5, 10), Outcome::Failed),
    ];
    let stands = standing(&literacy(), &records, person(1), TODAY);
    assert_eq!(stands, Standing::Has { passed_on: date(2026, 1, 10), until: Some(date(2027, 1, 10)) });
    let before = standing(&literacy(), &records, person(1), date(2026, 1, 9));
    assert_eq!(before, Standing::Lacks { why: Lack::Never, last: None });
}

prop_compose! {
    fn any_record()(
        no in 1..6_u128,
        course in prop::sample::select(vec!["AI literacy", "ai-101", "Other"]),
        day in 0..900_i64,
        passed: bool,
        valid in prop::option::of(0..500_i64),
    ) -> Record {
        let day = date(2024, 6, 1).saturating_add(jiff::Span::new().days(day));
        let valid_until = valid.map(|days| day.saturating_add(jiff::Span::new().days(days)));
        let outcome = if passed { Outcome::Passed } else { Outcome::Failed };
        Record { person: person(no), course: course.into(), day, outcome, valid_until }
    }
}

proptest! {
    #[test]
    fn everybody_who_needs_it_is_told_once(records in prop::collection::vec(any_record(), 0..20), needs in 0..8_u128) {
        let audience: BTreeSet<_> = (1..=needs).map(person).collect();
        let read = register(&literacy(), &records, &audience, TODAY);
        prop_assert_eq!(read.rows.iter().map(|(person, _)| *person).collect::<Vec<_>>(), audience.into_iter().collect::<Vec<_>>());
        prop_assert_eq!(read.is_complete(), needs > 0 && read.lacking().count() == 0);
    }

    #[test]
    fn another_record_never_takes_a_course_away(
        records in prop::collection::vec(any_record(), 0..20), more in any_record(), no in 1..6_u128,
    ) {
        let before = standing(&literacy(), &records, person(no), TODAY);
        let mut all = records;
        all.push(more);
        let after = standing(&literacy(), &all, person(no), TODAY);
        all.reverse();
        prop_assert_eq!(standing(&literacy(), &all, person(no), TODAY), after);
        let has = |it: &Standing| matches!(it, Standing::Has { .. });
        prop_assert!(has(&after) || !has(&before));
        if let Standing::Has { passed_on, until } = after {
            prop_assert!(passed_on <= TODAY && until.is_none_or(|until| until >= TODAY));
        }
    }
}

fn typed() -> CourseDraft {
    CourseDraft {
        title: " AI literacy ".into(),
        also: "AI-101\n\n AI basics ".into(),
        required_by: "EU AI Act, Art. 4".into(),
        months: "12".into(),
        teaches: "roles".into(),
        system: None,
        owner: Some(person(1)),
        audience: AudienceDraft { everybody: true, ..AudienceDraft::default() },
    }
}

#[test]
fn a_course_is_checked_field_by_field() {
    let new = typed().check().unwrap();
    assert_eq!(new.course.also, ["AI-101", "AI basics"]);
    assert_eq!((new.course.title.as_str(), new.course.months), ("AI literacy", Some(12)));
    for (draft, at) in [
        (CourseDraft { title: String::new(), ..typed() }, "title"),
        (CourseDraft { required_by: " ".into(), ..typed() }, "required_by"),
        (CourseDraft { months: "0".into(), ..typed() }, "months"),
        (CourseDraft { months: "a year".into(), ..typed() }, "months"),
        (CourseDraft { teaches: "dancing".into(), ..typed() }, "teaches"),
        (CourseDraft { teaches: "oversight".into(), ..typed() }, "system"),
        (CourseDraft { owner: None, ..typed() }, "owner"),
        (CourseDraft { audience: AudienceDraft::default(), ..typed() }, "audience"),
    ] {
        let Err(Refusal::Invalid(faults)) = draft.check() else { panic!("{draft:?}") };
        assert_eq!(faults.iter().map(|fault| fault.field.as_ref()).collect::<Vec<_>>(), [at], "{draft:?}");
    }
    assert_eq!(CourseDraft { months: " ".into(), ..typed() }.check().unwrap().course.months, None);
}

#[test]
fn what_a_course_teaches_proves_what_the_catalogue_says() {
    let library = crate::catalogue::catalogue();
    let step = library.steps.get(&crate::catalogue::RegisterStep::TrainingCompleted).unwrap();
    let crate::catalogue::Proves::These(these) = &step.proves else { panic!() };
    let taught: BTreeSet<_> = Teaches::ALL.iter().flat_map(|it| it.proves()).collect();
    assert_eq!(taught, these.iter().cloned().collect());
    for teaches in Teaches::ALL {
        for id in teaches.proves() {
            let subject = library.requirements.get(&id).unwrap().subject;
            let of_a_system = subject == crate::words::SubjectKind::System;
            assert_eq!(teaches.of_a_system(), of_a_system, "{id}");
        }
    }
}

#[test]
fn people_are_reminded_before_the_end_and_after_a_failure() {
    let (course, asked_on) = (literacy(), date(2026, 1, 10));
    let on = |records: &[Record], day| due(&course, records, person(1), asked_on, day);
    assert_eq!(on(&[], date(2026, 1, 10)), Some(date(2026, 2, 9)), "thirty days after it is asked for");
    let passed = [record(1, "AI literacy", date(2026, 3, 1), Outcome::Passed)];
    assert_eq!(on(&passed, date(2027, 1, 29)), None);
    assert_eq!(on(&passed, date(2027, 1, 30)), Some(date(2027, 3, 1)), "thirty days before it ends");
    assert_eq!(on(&passed, date(2027, 6, 1)), Some(date(2027, 3, 1)), "when it ended");
    let failed = [record(1, "AI literacy", date(2026, 4, 1), Outcome::Failed)];
    assert_eq!(on(&failed, date(2026, 4, 2)), Some(date(2026, 5, 1)));
    let early = [record(1, "AI literacy", date(2025, 4, 1), Outcome::Failed)];
    assert_eq!(on(&early, date(2026, 4, 2)), Some(date(2026, 2, 9)), "never before it was asked for");
}

#[test]
fn only_a_complete_register_is_closed_and_by_a_second_person() {
    let by = |no, review| Actor { person: person(no), rights: Rights::of(&[Role::Engineer], review), invited: None };
    let records = [record(3, "AI literacy", date(2026, 2, 1), Outcome::Passed)];
    let of = |people: &[u128]| register(&literacy(), &records, &people.iter().copied().map(person).collect(), TODAY);
    let nobody = BTreeSet::new();
    assert_eq!(close(&of(&[3]), person(1), &nobody, &by(2, true)), Ok(()));
    let made = BTreeSet::from([person(2)]);
    assert!(matches!(close(&of(&[3]), person(1), &made, &by(2, true)), Err(Refusal::Forbidden(_))), "made it");
    assert_eq!(close(&of(&[3]), person(1), &made, &by(4, true)), Ok(()));
    assert!(matches!(close(&of(&[3]), person(1), &nobody, &by(1, true)), Err(Refusal::Forbidden(_))), "answers for it");
    assert!(
        matches!(close(&of(&[3]), person(1), &nobody, &by(2, false)), Err(Refusal::Forbidden(_))),
        "does not review"
    );
    let why = close(&of(&[3, 4]), person(1), &nobody, &by(2, true)).unwrap_err();
    assert_eq!(why.to_string(), "1 of 2 lack it. A register proves something once it is complete.");
    assert!(matches!(close(&of(&[]), person(1), &nobody, &by(2, true)), Err(Refusal::Conflict(_))));
    assert_eq!(closed_until(&of(&[3]), TODAY), date(2027, 2, 1));
    let forever = Course { months: None, ..literacy() };
    let all = register(&forever, &records, &BTreeSet::from([person(3)]), TODAY);
    assert_eq!(closed_until(&all, TODAY), date(2027, 6, 30), "a year at most");
    for (role, all) in [(Role::ComplianceManager, true), (Role::Engineer, false), (Role::Auditor, true)] {
        assert_eq!(sees_all(Rights::of(&[role], false)), all, "{role}");
    }
}
