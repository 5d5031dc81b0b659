//! Tasks as a reading: the cases of the rules, and properties over random histories.

use super::*;
use crate::instant::Utc;
use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

const DAY: i64 = 86_400;

fn at(day: Date) -> Instant {
    Utc.midnight(day)
}

fn span(from: Date, until: Option<Date>, finding: Finding) -> Span {
    Span { from: at(from), until: until.map_or(Instant::NEVER, at), finding }
}

fn read(spans: &[Span], day: Date) -> Option<(Stage, Date)> {
    task(spans, at(day).plus_seconds(DAY / 2), &Utc).map(|task| (task.stage, Utc.day(task.since)))
}

#[test]
fn s15_renewal_opens_thirty_days_before_the_last_fresh_day() {
    let spans = [
        span(date(2026, 3, 11), Some(date(2027, 3, 11)), Finding::Met),
        span(date(2027, 3, 11), None, Finding::Gap(Reason::Stale)),
    ];
    assert_eq!(read(&spans, date(2027, 2, 7)), Some((Stage::Closed, date(2026, 3, 11))));
    assert_eq!(read(&spans, date(2027, 2, 8)), Some((Stage::Renew, date(2027, 2, 8))));
    assert_eq!(read(&spans, date(2027, 3, 10)), Some((Stage::Renew, date(2027, 2, 8))));
    assert_eq!(read(&spans, date(2027, 3, 11)), Some((Stage::Open, date(2027, 3, 11))));
    let renewed = [span(date(2026, 3, 11), Some(date(2028, 3, 1)), Finding::Met)];
    assert_eq!(read(&renewed, date(2027, 3, 1)), Some((Stage::Closed, date(2026, 3, 11))));
}

#[test]
fn s16_an_exclusion_asks_for_renewal_and_is_a_gap_from_the_day_after() {
    let spans = [
        span(date(2026, 1, 1), Some(date(2026, 7, 1)), Finding::Excluded),
        span(date(2026, 7, 1), None, Finding::Gap(Reason::NeverProven)),
    ];
    assert_eq!(read(&spans, date(2026, 5, 30)), Some((Stage::Closed, date(2026, 1, 1))));
    assert_eq!(read(&spans, date(2026, 5, 31)), Some((Stage::Renew, date(2026, 5, 31))));
    assert_eq!(read(&spans, date(2026, 7, 1)), Some((Stage::Open, date(2026, 7, 1))));
}

#[test]
fn what_lives_a_short_time_asks_late() {
    // A month of life: a quarter of it is a week.
    let (opens, last) = renewal(at(date(2026, 4, 1)), at(date(2026, 4, 29)), &Utc).unwrap();
    assert_eq!((opens, last), (date(2026, 4, 21), date(2026, 4, 28)));
    assert_eq!(renewal(at(date(2026, 4, 1)), Instant::NEVER, &Utc), None);
}

#[test]
fn an_exclusion_over_good_proof_needs_no_renewal() {
    let spans =
        [span(date(2026, 1, 1), Some(date(2026, 7, 1)), Finding::Excluded), span(date(2026, 7, 1), None, Finding::Met)];
    assert_eq!(read(&spans, date(2026, 6, 20)), Some((Stage::Closed, date(2026, 1, 1))));
}

#[test]
fn a_task_that_waits_is_open_since_it_was_first_unproven() {
    let spans = [
        span(date(2026, 1, 1), Some(date(2026, 1, 9)), Finding::Gap(Reason::NeverProven)),
        span(date(2026, 1, 9), Some(date(2026, 1, 12)), Finding::Gap(Reason::Waiting)),
        span(date(2026, 1, 12), None, Finding::Met),
    ];
    assert_eq!(read(&spans, date(2026, 1, 9)), Some((Stage::Waiting, date(2026, 1, 1))));
    assert_eq!(read(&spans, date(2026, 1, 12)), Some((Stage::Closed, date(2026, 1, 12))));
    assert_eq!(read(&spans, date(2025, 12, 31)), None);
    let question = [span(date(2026, 1, 1), None, Finding::Unknown(crate::words::QuestionSet::default()))];
    assert_eq!(read(&question, date(2026, 1, 2)), None, "a question is one of the system, not a task each");
}

const TIMING: Timing = Timing { opened_on: date(2026, 3, 1), asked_on: date(2026, 2, 1), due_days: 30, set: None };

#[test]
fn due_is_the_later_day_and_the_templates_days_never_before_a_dependency() {
    assert_eq!(due(TIMING, []), date(2026, 3, 31));
    assert_eq!(due(Timing { asked_on: date(2026, 4, 1), ..TIMING }, []), date(2026, 5, 1));
    assert_eq!(due(TIMING, [date(2026, 2, 1), date(2026, 6, 1)]), date(2026, 6, 1));
    assert_eq!(due(Timing { set: Some(date(2026, 3, 5)), ..TIMING }, [date(2026, 6, 1)]), date(2026, 3, 5));
    assert_eq!(days_late(date(2026, 10, 29), date(2026, 11, 21)), Some(23));
    assert_eq!(days_late(date(2026, 11, 21), date(2026, 11, 21)), None);
}

#[test]
fn s23_which_subjects_of_a_dependency_count() {
    use SubjectKind::{Organisation, System, Vendor};
    for task in [Organisation, System, Vendor] {
        assert_eq!(counts(task, Organisation), Counts::Organisation);
    }
    assert_eq!((counts(System, System), counts(Vendor, Vendor)), (Counts::Same, Counts::Same));
    assert_eq!((counts(Organisation, System), counts(Organisation, Vendor)), (Counts::AllAsked, Counts::AllAsked));
    assert_eq!((counts(Vendor, System), counts(System, Vendor)), (Counts::ItsSystems, Counts::ItsVendors));
}

fn person(no: u128) -> PersonId {
    PersonId(Uuid::from_u128(no))
}

#[test]
fn a_task_goes_to_the_first_who_is_here() {
    let hands = Hands { given: None, by_role: Some(person(1)), owner: Some(person(2)), deputy: Some(person(3)) };
    assert_eq!(hands.assignee(|_| true), Some(person(1)));
    assert_eq!(hands.assignee(|who| who == person(3)), Some(person(3)));
    assert_eq!(Hands { given: Some(person(9)), ..hands }.assignee(|_| true), Some(person(9)));
    assert_eq!(Hands::default().assignee(|_| true), None);
}

fn finding() -> impl Strategy<Value = Finding> {
    prop_oneof![
        Just(Finding::Met),
        Just(Finding::Excluded),
        Just(Finding::Failed),
        Just(Finding::NotAsked),
        Just(Finding::Gap(Reason::NeverProven)),
        Just(Finding::Gap(Reason::Waiting)),
        Just(Finding::Unknown(crate::words::QuestionSet::default())),
    ]
}

prop_compose! {
    fn history()(parts in proptest::collection::vec((1_i64..90, finding()), 1..9)) -> Vec<Span> {
        let mut from = Instant(0);
        let last = parts.len() - 1;
        parts.into_iter().enumerate().map(|(i, (days, finding))| {
            let until = if i == last { Instant::NEVER } else { from.plus_seconds(days * DAY) };
            let span = Span { from, until, finding };
            from = until;
            span
        }).collect()
    }
}

fn share() -> impl Strategy<Value = Share> {
    (0_i64..5, 0..Stage::COUNT, 1_u64..9, proptest::option::of(0_u128..3), 0_i64..99).prop_map(
        |(requirement, stage, subjects, who, days)| Share {
            requirement,
            role: DataRole::SystemOwner,
            stage: Stage::ALL[stage],
            subjects,
            assignee: who.map(person),
            since: Instant(days),
            due: date(2026, 1, 1).saturating_add(Days::new().days(days)),
        },
    )
}

proptest! {
    /// An open task stands exactly where a gap or failure does; reading it twice says the same.
    #[test]
    fn a_task_is_open_exactly_where_proof_is_missing(spans in history(), day in 0_i64..400) {
        let now = Instant(0).plus_seconds(day * DAY + 5);
        let read = task(&spans, now, &Utc);
        prop_assert_eq!(read, task(&spans, now, &Utc));
        let finding = spans.iter().find(|span| span.from <= now && now < span.until).unwrap().finding;
        let open = read.is_some_and(|task| matches!(task.stage, Stage::Open | Stage::Waiting));
        prop_assert_eq!(open, matches!(finding, Finding::Gap(_) | Finding::Failed));
        prop_assert_eq!(read.is_none(), matches!(finding, Finding::NotAsked | Finding::Unknown(_)));
        if let Some(task) = read {
            prop_assert!(task.since <= now);
        }
    }

    /// Cutting the past off where a span goes on changes no stage.
    #[test]
    fn what_is_told_of_the_future_decides_alone(spans in history(), day in 0_i64..400) {
        let now = Instant(0).plus_seconds(day * DAY + 5);
        let rest: Vec<_> = spans.iter().copied().filter(|span| span.until > now).collect();
        let stage = |spans: &[Span]| task(spans, now, &Utc).map(|task| task.stage == Stage::Open);
        prop_assert_eq!(stage(&spans), stage(&rest));
    }

    /// Every wanted pair stands in exactly one line, whatever the order of what was read.
    #[test]
    fn a_list_loses_nothing(shares in proptest::collection::vec(share(), 0..30)) {
        let today = date(2026, 2, 1);
        let wanted = Wanted::default();
        let all = lines(&shares, &wanted, today);
        let sum: u64 = all.iter().map(Line::subjects).sum();
        let expected: u64 = shares.iter().filter(|s| s.stage != Stage::Closed).map(|s| s.subjects).sum();
        prop_assert_eq!(sum, expected);
        let backwards = lines(shares.iter().rev(), &wanted, today);
        prop_assert_eq!(backwards, all);
    }

    /// Who is late is late with what lists show as late, and with no more.
    #[test]
    fn lateness_is_somebodys(shares in proptest::collection::vec(share(), 0..30)) {
        let today = date(2026, 2, 1);
        let told = late(&shares, [], today);
        for one in &told {
            let mine = shares.iter().filter(|share| share.assignee == one.person);
            let wanted = Wanted { late: true, ..Wanted::default() };
            let shown = lines(mine, &wanted, today);
            prop_assert_eq!(shown.len(), one.tasks);
            prop_assert_eq!(shown.iter().map(|line| line.due).min(), Some(one.due));
            prop_assert!(one.due < today);
        }
        let people: BTreeSet<_> = told.iter().map(|one| one.person).collect();
        prop_assert_eq!(people.len(), told.len());
        let late: BTreeSet<_> = shares.iter().filter(|share| is_late(share, today)).map(|share| share.assignee).collect();
        prop_assert_eq!(people, late);
    }

    /// A task of our own that is late adds one to whoever has it, and nothing to anybody else.
    #[test]
    fn a_task_of_our_own_is_late_as_any_other(
        shares in proptest::collection::vec(share(), 0..30),
        own in proptest::collection::vec((0_u128..4, -40_i64..40), 0..12),
    ) {
        let today = date(2026, 2, 1);
        let own: Vec<_> =
            own.into_iter().map(|(n, days)| (person(n), today.saturating_add(Days::new().days(days)))).collect();
        let (without, with) = (late(&shares, [], today), late(&shares, own.clone(), today));
        let of = |told: &[Late], who: Option<PersonId>| told.iter().find(|one| one.person == who).copied();
        for one in &with {
            let days: Vec<_> = own.iter().filter(|(who, day)| Some(*who) == one.person && *day < today).collect();
            let before = of(&without, one.person);
            prop_assert_eq!(one.tasks, before.map_or(0, |one| one.tasks) + days.len());
            let first = days.iter().map(|(_, day)| *day).chain(before.map(|one| one.due)).min();
            prop_assert_eq!(Some(one.due), first);
        }
        prop_assert!(without.iter().all(|one| of(&with, one.person).is_some()));
    }

    /// A dependency moves a due day later or not at all.
    #[test]
    fn due_never_precedes_a_dependency(days in proptest::collection::vec(0_i64..900, 0..5)) {
        let after: Vec<_> = days.iter().map(|n| date(2025, 1, 1).saturating_add(Days::new().days(*n))).collect();
        let with = due(TIMING, after.clone());
        prop_assert!(with >= due(TIMING, []));
        prop_assert!(after.iter().all(|day| *day <= with));
    }
}
