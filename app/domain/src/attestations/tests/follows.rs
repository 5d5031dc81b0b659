//! What follows for us of a document.

use super::*;
use crate::ids::{PersonId, ReportId};
use crate::refusal::Refusal;
use proptest::prelude::*;

fn fields(refused: Result<Follows, Refusal>) -> Vec<String> {
    let Err(Refusal::Invalid(faults)) = refused else { panic!("{refused:?} is no refusal of fields") };
    faults.into_iter().map(|fault| fault.field.into_owned()).collect()
}

fn draft(outcome: &str) -> FollowDraft {
    FollowDraft { outcome: outcome.into(), ..FollowDraft::default() }
}

#[test]
fn each_line_is_a_point_of_its_own() {
    let terms = Terms {
        exceptions: " Two leavers kept a badge.\n\n  One change had no review. ".into(),
        user_controls: "Customers end the access of leavers.".into(),
        ..Terms::default()
    };
    let all: Vec<_> = points(&terms).map(|(point, line)| (point.to_string(), line)).collect();
    let expected = [
        ("exception-1".to_owned(), "Two leavers kept a badge."),
        ("exception-2".to_owned(), "One change had no review."),
        ("user-control-1".to_owned(), "Customers end the access of leavers."),
    ];
    assert_eq!(all, expected);
    assert_eq!(points(&Terms::default()).count(), 0);
}

#[test]
fn what_the_auditor_found_touches_us_or_not_and_why() {
    assert_eq!(draft("matters").check(Part::Exception), Ok(Follows::Matters));
    let aside = FollowDraft { reason: " We do not use that region. ".into(), ..draft("aside") };
    assert_eq!(aside.check(Part::Exception), Ok(Follows::Aside { reason: "We do not use that region.".into() }));
    assert_eq!(fields(draft("aside").check(Part::Exception)), ["reason"]);
    assert_eq!(fields(draft("").check(Part::Exception)), ["outcome"]);
    assert_eq!(fields(draft("mapped").check(Part::Exception)), ["outcome"], "a control answers what is expected of us");
}

#[test]
fn what_was_found_occurred_on_the_last_day_of_the_report_and_never_later_than_today() {
    type Says<'a> = &'a dyn Fn(&mut Terms);
    let period = |terms: &mut Terms| terms.period = Some(p("2025-10-01", "2026-09-30"));
    let as_of = |terms: &mut Terms| terms.day = Some(d("2026-03-15"));
    let table: [(Says<'_>, &str, &str); 4] = [
        (&period, "2026-11-23", "2026-09-30"),
        (&period, "2026-08-01", "2026-08-01"),
        (&as_of, "2026-11-23", "2026-03-15"),
        (&|_| (), "2026-11-23", "2026-11-23"),
    ];
    for (says, today, occurred_on) in table {
        let mut terms = Terms::default();
        says(&mut terms);
        let found = Found {
            report: ReportId(Uuid::from_u128(1)),
            vendor: vendor_id(1),
            vendor_name: "Northgate Cloud",
            terms: &terms,
            exception: Some((1, "Two leavers kept a badge.")),
        };
        let new = found.deficiency(PersonId(Uuid::from_u128(2)), d(today));
        assert_eq!((new.found_on, new.occurred_on), (d(today), d(occurred_on)), "{today}");
    }
}

#[test]
fn what_is_expected_of_us_has_a_control_a_person_and_a_day() {
    assert_eq!(fields(draft("matters").check(Part::UserControl)), ["outcome"]);
    assert_eq!(fields(draft("mapped").check(Part::UserControl)), ["control", "assignee", "due_on"]);
    let assignee = PersonId(Uuid::from_u128(2));
    let whole = FollowDraft {
        control: "AIG-AC-01".into(),
        assignee: Some(assignee),
        due_on: "2027-01-31".into(),
        ..draft("mapped")
    };
    let mapped = Follows::Mapped { control: "AIG-AC-01".parse().unwrap(), assignee, due_on: d("2027-01-31") };
    assert_eq!(whole.check(Part::UserControl), Ok(mapped));
    let soon = FollowDraft { due_on: "soon".into(), ..whole };
    assert_eq!(fields(soon.check(Part::UserControl)), ["due_on"]);
}

#[test]
fn an_opinion_is_a_finding_unless_it_is_unqualified_or_touches_nothing() {
    let of = |opinion, judged| opinion_matters(&Terms { opinion, judged, ..Terms::default() });
    assert!(!of(None, None) && !of(Some(Opinion::Unqualified), None));
    assert!(of(Some(Opinion::Qualified), None), "not judged yet");
    assert!(of(Some(Opinion::Qualified), Some(Judged::Harmful)));
    assert!(!of(Some(Opinion::Qualified), Some(Judged::Harmless)));
    assert!(of(Some(Opinion::Adverse), None) && of(Some(Opinion::Disclaimer), None));
}

proptest! {
    #[test]
    fn no_decision_is_read_that_its_part_does_not_offer(outcome in "[a-z]{0,8}|matters|mapped|aside", reason in ".{0,40}") {
        for part in Part::ALL {
            let typed = FollowDraft { outcome: outcome.clone(), reason: reason.clone(), ..FollowDraft::default() };
            if let Ok(follows) = typed.check(*part) {
                prop_assert!(part.outcomes().contains(&follows.outcome()));
                prop_assert_eq!(follows.outcome().key(), outcome.trim());
            }
        }
    }
}
