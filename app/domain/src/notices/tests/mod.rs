use super::*;
use crate::ids::PersonId;
use crate::people::{Rights, Role};
use crate::refusal::Refusal;
use jiff::Span;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

const TODAY: Date = date(2026, 11, 23);

fn person(no: u128) -> PersonId {
    PersonId(Uuid::from_u128(no))
}

const MIRIAM: u128 = 1;
const RUTH: u128 = 2;
const JONAS: u128 = 3;
const INES: u128 = 4;
const HELEN: u128 = 5;

fn house() -> Colleagues {
    let one = |role: Role| Colleague { rights: Rights::of(&[role], true), active: true };
    let people = [
        (MIRIAM, Role::ComplianceManager),
        (RUTH, Role::Executive),
        (JONAS, Role::Engineer),
        (INES, Role::Engineer),
        (HELEN, Role::Auditor),
    ];
    let people = people.map(|(no, role)| (person(no), one(role)));
    Colleagues { people: BTreeMap::from(people), absences: vec![] }
}

fn matter(what: What, to: u128, since: Date, by: Option<Date>) -> Matter {
    Matter {
        what,
        to: person(to),
        thing: "/tasks/TSK-GV-01-1".to_owned(),
        title: "A task".to_owned(),
        count: 1,
        since,
        by,
    }
}

fn told(matters: &[Matter], house: &Colleagues) -> Vec<(u128, Way)> {
    notices(matters, house, TODAY).into_iter().map(|one| (one.person.0.as_u128(), one.way)).collect()
}

#[test]
fn a_matter_is_announced_ahead_on_its_day_and_weekly_when_it_is_late() {
    let on = |by: Date| stage(&matter(What::Task, JONAS, date(2026, 1, 1), Some(by)), TODAY).map(Stage::key);
    let cases = [
        (date(2026, 12, 8), None),
        (date(2026, 12, 7), Some("ahead")),
        (date(2026, 11, 24), Some("ahead")),
        (date(2026, 11, 23), Some("today")),
        (date(2026, 11, 22), Some("late-0")),
        (date(2026, 11, 16), Some("late-0")),
        (date(2026, 11, 15), Some("late-1")),
        (date(2025, 11, 22), Some("late-52")),
    ];
    for (by, expected) in cases {
        assert_eq!(on(by).as_deref(), expected, "{by}");
    }
}

#[test]
fn what_waits_is_told_at_once_and_again_each_week() {
    let since = |since: Date| stage(&matter(What::Review, INES, since, None), TODAY).map(Stage::key);
    assert_eq!(since(date(2026, 11, 24)), None);
    assert_eq!(since(date(2026, 11, 23)).as_deref(), Some("waits-0"));
    assert_eq!(since(date(2026, 11, 17)).as_deref(), Some("waits-0"));
    assert_eq!(since(date(2026, 11, 16)).as_deref(), Some("waits-1"));
}

#[test]
fn what_waits_for_two_weeks_goes_to_the_superior_role_too() {
    let waits = |to, since| told(&[matter(What::Review, to, since, None)], &house());
    assert_eq!(waits(INES, date(2026, 11, 10)), [(INES, Way::Own)]);
    assert_eq!(waits(INES, date(2026, 11, 9)), [(MIRIAM, Way::Above(person(INES))), (INES, Way::Own)]);
    assert_eq!(waits(MIRIAM, date(2026, 11, 9)), [(MIRIAM, Way::Own), (RUTH, Way::Above(person(MIRIAM)))]);
    assert_eq!(waits(RUTH, date(2026, 11, 9)), [(RUTH, Way::Own)]);
}

#[test]
fn a_late_task_holds_up_nobody_and_stays_with_its_owner() {
    let late = matter(What::Task, JONAS, date(2026, 1, 1), Some(date(2026, 2, 1)));
    assert_eq!(told(&[late], &house()), [(JONAS, Way::Own)]);
}

#[test]
fn what_belongs_to_somebody_who_left_goes_to_the_superior_role_at_once() {
    let mut house = house();
    house.people.insert(person(JONAS), Colleague { rights: Rights::of(&[Role::Engineer], false), active: false });
    let due = matter(What::Task, JONAS, TODAY, Some(TODAY));
    let left = Way::Orphan(person(JONAS));
    assert_eq!(told(&[due], &house), [(MIRIAM, left), (RUTH, left)]);
}

#[test]
fn what_an_executive_leaves_behind_goes_to_the_compliance_managers() {
    let mut house = house();
    house.people.insert(person(RUTH), Colleague { rights: Rights::of(&[Role::Executive], true), active: false });
    let waits = matter(What::ApprovePolicy, RUTH, TODAY, None);
    assert_eq!(told(&[waits], &house), [(MIRIAM, Way::Orphan(person(RUTH)))]);
}

#[test]
fn who_stands_in_hears_of_both_shares_of_one_task_their_own_and_the_others() {
    let mut house = house();
    house.absences = vec![Absence { person: person(JONAS), from: TODAY, until: TODAY, delegate: person(INES) }];
    let both = [JONAS, INES].map(|who| matter(What::Task, who, TODAY, Some(TODAY)));
    let told = told(&both, &house);
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told.contains(&(INES, Way::Own)) && told.contains(&(INES, Way::For(person(JONAS)))));
}

#[test]
fn matters_of_a_kind_are_gathered_with_the_oldest_in_front() {
    let one = |what, day| matter(what, JONAS, date(2026, 11, day), None);
    let old = Matter { thing: "/old".into(), count: 2, ..one(What::Conclude, 3) };
    let all = gathered([one(What::Conclude, 9), one(What::Review, 1), old, matter(What::Conclude, INES, TODAY, None)]);
    let said = |one: &Matter| (one.what, one.to, one.thing.clone(), one.since, one.title.clone());
    let task = || "/tasks/TSK-GV-01-1".to_owned();
    let (three, review) = ("3 risk assessments to conclude", "1 piece of evidence to review");
    let expected = [
        (What::Conclude, person(JONAS), "/old".to_owned(), date(2026, 11, 3), three.to_owned()),
        (What::Review, person(JONAS), task(), date(2026, 11, 1), review.to_owned()),
        (What::Conclude, person(INES), task(), TODAY, "1 risk assessment to conclude".to_owned()),
    ];
    assert_eq!(all.iter().map(said).collect::<Vec<_>>(), expected);
}

#[test]
fn a_delegate_is_told_while_somebody_is_away_and_no_day_longer() {
    let mut house = house();
    let due = [matter(What::Task, JONAS, TODAY, Some(TODAY))];
    for (from, until, stands_in) in [
        (date(2026, 11, 20), date(2026, 11, 22), false),
        (date(2026, 11, 20), date(2026, 11, 23), true),
        (date(2026, 11, 23), date(2026, 12, 1), true),
        (date(2026, 11, 24), date(2026, 12, 1), false),
    ] {
        house.absences = vec![Absence { person: person(JONAS), from, until, delegate: person(INES) }];
        let expected = [(JONAS, Way::Own), (INES, Way::For(person(JONAS)))];
        assert_eq!(told(&due, &house), if stands_in { &expected[..] } else { &expected[..1] }, "{from} to {until}");
    }
}

#[test]
fn a_delegate_who_left_stands_in_for_nobody() {
    let mut house = house();
    house.people.insert(person(INES), Colleague { rights: Rights::default(), active: false });
    house.absences = vec![Absence { person: person(JONAS), from: TODAY, until: TODAY, delegate: person(INES) }];
    assert_eq!(told(&[matter(What::Task, JONAS, TODAY, Some(TODAY))], &house), [(JONAS, Way::Own)]);
}

#[test]
fn who_has_a_matter_themself_is_not_told_of_it_again_from_above() {
    let old = date(2026, 10, 1);
    let mut house = house();
    house.people.insert(person(INES), Colleague { rights: Rights::of(&[Role::ComplianceManager], true), active: true });
    let both = [matter(What::Decide, JONAS, old, None), matter(What::Decide, MIRIAM, old, None)];
    let told = told(&both, &house);
    assert_eq!(told.iter().filter(|(who, _)| *who == MIRIAM).collect::<Vec<_>>(), [&(MIRIAM, Way::Own)]);
}

#[test]
fn a_letter_goes_out_once_a_day_and_weekly_ones_on_mondays() {
    let notice = |what| notices(&[matter(what, JONAS, TODAY, Some(TODAY))], &house(), TODAY).remove(0);
    let pending = [notice(What::Task), notice(What::Vendor), notice(What::Assess)];
    let choice = NoticeChoice {
        by_group: BTreeMap::from([(Group::Vendors, How::Weekly), (Group::Risks, How::Product)]),
        summary: None,
    };
    let letter =
        |last, today| digest(&pending, &choice, last, today).iter().map(|one| one.matter.what).collect::<Vec<_>>();
    let (monday, tuesday) = (TODAY, date(2026, 11, 24));
    assert_eq!(letter(None, tuesday), [What::Task, What::Vendor]);
    assert_eq!(letter(Some(monday), monday), []);
    assert_eq!(letter(Some(monday), tuesday), [What::Task]);
    assert_eq!(letter(Some(date(2026, 11, 20)), monday), [What::Task, What::Vendor]);
    assert_eq!(letter(Some(date(2026, 11, 17)), tuesday), [What::Task, What::Vendor]);
    assert_eq!(letter(Some(date(2026, 12, 1)), tuesday), [], "the clock was set back");
}

#[test]
fn an_absence_names_its_days_and_somebody_else_who_may_work() {
    let delegates = BTreeSet::from([person(INES), person(JONAS)]);
    let check = |from: &str, until: &str, delegate| {
        let draft = AbsenceDraft { from: from.into(), until: until.into(), delegate };
        match draft.check(person(JONAS), TODAY, &delegates) {
            Ok(_) => String::new(),
            Err(Refusal::Invalid(faults)) => faults.iter().map(|one| one.field.as_ref()).collect::<Vec<_>>().join(","),
            Err(other) => other.to_string(),
        }
    };
    let ines = Some(person(INES));
    assert_eq!(check("2026-11-23", "2026-11-23", ines), "");
    assert_eq!(check("2026-11-01", "2026-12-24", ines), "");
    assert_eq!(check("", "", None), "from,until,delegate");
    assert_eq!(check("soon", "2026-12-24", ines), "from");
    assert_eq!(check("2026-12-24", "2026-12-01", ines), "until");
    assert_eq!(check("2026-11-01", "2026-11-22", ines), "until");
    assert_eq!(check("2026-11-23", "2027-11-23", ines), "until");
    assert_eq!(check("2026-11-23", "2026-12-01", Some(person(JONAS))), "delegate");
    assert_eq!(check("2026-11-23", "2026-12-01", Some(person(HELEN))), "delegate");
}

#[test]
fn every_matter_stands_under_a_heading() {
    let table: Vec<_> = What::ALL
        .iter()
        .map(|what| format!("{:<16} {:<9} {}", what.key(), what.group().key(), what.holds_up()))
        .collect();
    insta::assert_snapshot!(table.join("\n"));
}

prop_compose! {
    fn any_matter()(
        what in proptest::sample::select(What::ALL.to_vec()),
        to in MIRIAM..=HELEN,
        since in -60_i64..30,
        by in proptest::option::of(-60_i64..60),
        thing in 0..4,
    ) -> Matter {
        let day = |days: i64| TODAY.saturating_add(Span::new().days(days));
        Matter { thing: format!("/{thing}"), ..matter(what, to, day(since), by.map(day)) }
    }
}

proptest! {
    #[test]
    fn nobody_is_told_of_the_same_thing_twice_on_a_day(matters in proptest::collection::vec(any_matter(), 0..30)) {
        let mut seen = BTreeSet::new();
        for one in notices(&matters, &house(), TODAY) {
            prop_assert!(seen.insert((one.person, one.key())));
        }
    }

    #[test]
    fn who_owns_what_has_a_stage_is_told_whoever_else_is(matters in proptest::collection::vec(any_matter(), 0..30)) {
        let all = notices(&matters, &house(), TODAY);
        for matter in matters.iter().filter(|one| stage(one, TODAY).is_some()) {
            let owned = |one: &Notice| one.person == matter.to && one.matter.what == matter.what && one.matter.thing == matter.thing;
            prop_assert!(all.iter().any(|one| owned(one) && one.way == Way::Own));
        }
    }

    #[test]
    fn told_day_by_day_a_matter_makes_at_most_a_notice_a_week_and_three(one in any_matter()) {
        let days = (0..100).map(|day| TODAY.saturating_add(Span::new().days(day)));
        let keys: BTreeSet<_> = days.flat_map(|day| notices(std::slice::from_ref(&one), &house(), day))
            .filter(|notice| notice.person == one.to).map(|notice| notice.key()).collect();
        prop_assert!(keys.len() <= 100 / 7 + 4, "{keys:?}");
    }

    #[test]
    fn no_notice_is_in_two_letters_of_a_day(matters in proptest::collection::vec(any_matter(), 0..30)) {
        let pending = notices(&matters, &house(), TODAY);
        prop_assert!(digest(&pending, &NoticeChoice::default(), Some(TODAY), TODAY).is_empty());
        prop_assert_eq!(digest(&pending, &NoticeChoice::default(), None, TODAY).len(), pending.len());
    }
}
