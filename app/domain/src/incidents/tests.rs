//! Incidents in cases: by when somebody is told, and who may close what.

use super::*;
use crate::catalogue::catalogue;
use crate::codes::DutyId;
use crate::ids::{PersonId, SystemId};
use crate::instant::{Instant, Utc, Zone as _};
use crate::people::{Actor, Rights, Role};
use crate::refusal::Refusal;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use uuid::Uuid;

fn person(no: u128) -> PersonId {
    PersonId(Uuid::from_u128(no))
}

fn actor(no: u128, review: bool) -> Actor {
    Actor { person: person(no), rights: Rights::of(&[Role::Engineer], review), invited: None }
}

/// `09-22 14:05` of 2026.
fn at(text: &str) -> Instant {
    Utc.at(crate::days::typed_moment(&format!("2026-{text}")).unwrap())
}

fn end(day: Date) -> Instant {
    Utc.end_of(day)
}

const NOW: &str = "11-30 12:00";

fn fields<T: std::fmt::Debug>(outcome: Result<T, Refusal>) -> Vec<String> {
    let Err(Refusal::Invalid(faults)) = outcome else { panic!("{outcome:?}") };
    faults.into_iter().map(|fault| fault.field.into_owned()).collect()
}

/// Source: Regulation 2016/679 art. 33; Regulation 2024/1689 art. 73; Form 8-K; NIS 2 art. 23. Days end in the zone.
#[test]
fn a_limit_is_reckoned_from_its_instant() {
    for (limit, from, due) in [
        ("72h", "09-25 17:40", Some(at("09-28 17:40"))),
        ("24h", "12-31 23:00", Some(Utc.at(date(2027, 1, 1).at(23, 0, 0, 0)))),
        ("2d", "09-22 09:00", Some(end(date(2026, 9, 24)))),
        ("15d", "09-22 23:59", Some(end(date(2026, 10, 7)))),
        ("10d", "02-20 00:00", Some(end(date(2026, 3, 2)))),
        ("60d", "12-15 10:00", Some(end(date(2027, 2, 13)))),
        // Tuesday, Friday, Saturday, Sunday.
        ("4bd", "09-22 09:00", Some(end(date(2026, 9, 28)))),
        ("4bd", "09-25 09:00", Some(end(date(2026, 10, 1)))),
        ("4bd", "09-26 09:00", Some(end(date(2026, 10, 1)))),
        ("4bd", "09-27 09:00", Some(end(date(2026, 10, 1)))),
        ("1mo", "01-31 10:00", Some(end(date(2026, 2, 28)))),
        ("promptly", "09-22 09:00", None),
    ] {
        assert_eq!(deadline(limit.parse().unwrap(), at(from), &Utc), due, "{limit} from {from}");
    }
    for text in ["72", "h", "5weeks", "-1d", ""] {
        assert!(text.parse::<Limit>().is_err(), "{text}");
    }
}

#[test]
fn the_table_of_limits_resolves_and_says_its_source() {
    let limits = &catalogue().limits;
    assert!(limits.len() >= 11);
    for duty in limits {
        if let Clock::After(before) = &duty.from {
            assert!(limits.get(before).is_some_and(|one| one.jurisdiction == duty.jurisdiction), "{}", duty.id);
        }
        assert!(duty.source.len() > 10 && !duty.needs.is_empty(), "{}", duty.id);
    }
    let of = |id: &str| limits.get(&id.parse().unwrap()).unwrap();
    assert_eq!((of("GDPR-33").limit, of("AIA-73-SERIOUS").limit), (Limit::Hours(72), Limit::Days(15)));
    assert_eq!((of("AIA-73-DEATH").limit, of("AIA-73-WIDESPREAD").limit), (Limit::Days(10), Limit::Days(2)));
    assert_eq!((of("HIPAA-404").limit, of("SEC-8K").limit), (Limit::Days(60), Limit::BusinessDays(4)));
}

fn said() -> Classification {
    Classification {
        severity: IncidentSeverity::Major,
        lead: person(1),
        personal_data: PersonalData::Yes,
        jurisdictions: vec![Jurisdiction::Eu],
        circumstances: vec![],
        contained: Some(at("09-22 18:00")),
        resolved: Some(at("10-02 12:00")),
        material_at: None,
        reason: None,
    }
}

const fn times() -> Times {
    Times { began: None, detected: Instant(1_790_067_600_000_000) }
}

fn entries(all: Vec<(u128, Happened)>) -> Vec<Entry> {
    (1..).zip(all).map(|(no, (by, what))| Entry { no, what, by: person(by), at: Instant(no) }).collect()
}

fn notice(duty: &str, at: Instant) -> Happened {
    Happened::Told(Notice { duty: duty.parse().ok(), whom: "The authority".into(), at, proof: "Receipt 7".into() })
}

#[test]
fn a_duty_applies_where_all_that_it_needs_holds() {
    let of = |id: &str, said: &Classification| {
        applies(catalogue().limits.get(&id.parse::<DutyId>().unwrap()).unwrap(), said)
    };
    let unknown = Classification { personal_data: PersonalData::Unknown, ..said() };
    let none = Classification { personal_data: PersonalData::No, ..said() };
    let elsewhere = Classification { jurisdictions: vec![Jurisdiction::Us], ..said() };
    let risky = Classification { circumstances: vec![Circumstance::HighRisk], ..said() };
    for (id, said, expected) in [
        ("GDPR-33", &said(), Applies::Yes),
        ("GDPR-33", &unknown, Applies::Unknown),
        ("GDPR-33", &none, Applies::No),
        ("GDPR-33", &elsewhere, Applies::No),
        ("GDPR-34", &said(), Applies::No),
        ("GDPR-34", &risky, Applies::Yes),
        ("AIA-73-SERIOUS", &risky, Applies::No),
    ] {
        assert_eq!(of(id, said), expected, "{id} {said:?}");
    }
}

#[test]
fn a_duty_runs_is_overdue_is_told_in_time_or_late_or_is_decided() {
    let detected = times().detected;
    let state = |more: Vec<(u128, Happened)>, now: Instant| {
        let all = [(1, Happened::Classified(said()))].into_iter().chain(more).collect();
        let all = duties(&incident(&entries(all)), &times(), now, &Utc);
        assert_eq!(all.len(), 1);
        all.into_iter().next().map(|one| one.state).unwrap()
    };
    let due = detected.plus_seconds(72 * 3_600);
    assert_eq!(state(vec![], due), DutyState::Running(Some(due)));
    assert_eq!(state(vec![], due.next()), DutyState::Overdue(due));
    let told = |at, late| DutyState::Told { at, late, recorded: Instant(2), recorded_late: false };
    assert_eq!(state(vec![(1, notice("GDPR-33", due))], due), told(due, false));
    let late = due.next();
    assert_eq!(state(vec![(1, notice("GDPR-33", late))], late), told(late, true));
    let decided = Happened::NotTold { duty: "GDPR-33".parse().unwrap(), reason: "No risk to people.".into() };
    assert_eq!(state(vec![(1, decided)], late), DutyState::NotTold("No risk to people.".into()));
}

#[test]
fn the_final_report_runs_from_the_notification() {
    let nis = Classification {
        personal_data: PersonalData::No,
        circumstances: vec![Circumstance::SignificantService],
        ..said()
    };
    let told = times().detected.plus_seconds(3_600);
    let find = |more: Vec<(u128, Happened)>| {
        let all = [(1, Happened::Classified(nis.clone()))].into_iter().chain(more).collect();
        let all = duties(&incident(&entries(all)), &times(), told, &Utc);
        all.into_iter().find(|one| one.duty.id.as_str() == "NIS2-23-FINAL").map(|one| one.state).unwrap()
    };
    assert_eq!(find(vec![]), DutyState::NotBegun);
    let due = deadline(Limit::Months(1), told, &Utc);
    assert_eq!(find(vec![(1, notice("NIS2-23-NOTICE", told))]), DutyState::Running(due));
}

#[test]
fn moments_stand_in_their_order() {
    let now = at(NOW);
    let report = ReportDraft {
        title: "Older claimants scored worse".into(),
        what: "Seen in the weekly fairness report.".into(),
        systems: vec![SystemId(Uuid::from_u128(2))],
        harms: vec![Harm::Bias],
        began: "2026-09-20 08:00".into(),
        detected: "2026-09-22 09:00".into(),
    };
    assert_eq!(report.check(now, &Utc).unwrap().detected, at("09-22 09:00"));
    let late = ReportDraft { detected: "2026-12-01 00:00".into(), began: String::new(), ..report.clone() };
    assert_eq!(fields(late.check(now, &Utc)), ["detected"]);
    let turned = ReportDraft { began: "2026-09-23 08:00".into(), ..report.clone() };
    assert_eq!(fields(turned.check(now, &Utc)), ["began"]);
    let bare = ReportDraft { systems: vec![], harms: vec![], detected: "2026-09-22".into(), ..report };
    assert_eq!(fields(bare.check(now, &Utc)), ["systems", "harms", "detected"]);
    let times = Times { began: None, detected: at("09-22 09:00") };
    let draft = |contained: &str, resolved: &str| ClassifyDraft {
        severity: "major".into(),
        lead: Some(person(1)),
        personal_data: "unknown".into(),
        contained: contained.into(),
        resolved: resolved.into(),
        ..ClassifyDraft::default()
    };
    for (contained, resolved, wrong) in [
        ("", "", None),
        ("2026-09-22 10:00", "2026-09-22 11:00", None),
        ("2026-09-22 08:00", "", Some("contained")),
        ("2026-09-22 10:00", "2026-09-22 09:30", Some("resolved")),
        ("", "2026-09-22 11:00", Some("contained")),
    ] {
        let outcome = draft(contained, resolved).check(None, &times, now, &Utc);
        match wrong {
            None => assert!(outcome.is_ok(), "{contained} {resolved}"),
            Some(field) => assert_eq!(fields(outcome), [field], "{contained} {resolved}"),
        }
    }
    assert_eq!(fields(ClassifyDraft::default().check(None, &times, now, &Utc)), ["severity", "lead", "personal_data"]);
}

fn reviewable() -> Vec<(u128, Happened)> {
    let cause = Cause { kinds: vec![CauseKind::Data], words: "A new form left the age empty.".into() };
    let told = notice("GDPR-33", times().detected.plus_seconds(60));
    vec![(1, Happened::Classified(said())), (1, told), (2, Happened::Explained(cause))]
}

#[test]
fn the_review_is_held_by_somebody_who_did_not_lead_once_nothing_is_outstanding() {
    let draft = ReviewDraft {
        lessons: "Watch empty fields.".into(),
        prevents: "A test in the pipeline.".into(),
        confirmed: vec![],
    };
    let of = |all: Vec<(u128, Happened)>, by: &Actor| {
        let now = incident(&entries(all));
        let standing = duties(&now, &times(), at(NOW), &Utc);
        review(&now, &standing, by, &draft)
    };
    assert!(of(reviewable(), &actor(3, true)).is_ok());
    assert!(matches!(of(reviewable(), &actor(1, true)), Err(Refusal::Forbidden(_))), "led it");
    assert!(matches!(of(reviewable(), &actor(3, false)), Err(Refusal::Forbidden(_))), "does not review");
    let handed_over = || {
        let said = Classification { lead: person(2), ..said() };
        reviewable().into_iter().chain([(1, Happened::Classified(said))]).collect()
    };
    assert!(matches!(of(handed_over(), &actor(1, true)), Err(Refusal::Forbidden(_))), "led it before");
    assert!(matches!(of(handed_over(), &actor(2, true)), Err(Refusal::Forbidden(_))), "leads it now");
    assert!(of(handed_over(), &actor(3, true)).is_ok());
    for without in 0..3 {
        let mut all = reviewable();
        all.remove(without);
        assert!(matches!(of(all, &actor(3, true)), Err(Refusal::Conflict(_))), "without {without}");
    }
    let open = Classification { resolved: None, ..said() };
    let unsure = Classification { personal_data: PersonalData::Unknown, ..said() };
    for said in [open, unsure] {
        let all = reviewable().into_iter().chain([(1, Happened::Classified(said))]).collect();
        assert!(matches!(of(all, &actor(3, true)), Err(Refusal::Conflict(_))));
    }
    let done = Review { lessons: "x".into(), prevents: "y".into(), confirmed: vec![] };
    let closed = reviewable().into_iter().chain([(3, Happened::Reviewed(done))]).collect::<Vec<_>>();
    assert_eq!(incident(&entries(closed.clone())).stage(), IncidentStage::Closed);
    assert!(matches!(of(closed, &actor(4, true)), Err(Refusal::Conflict(_))));
}

/// Entries with their instants.
fn dated(all: Vec<(Instant, Happened)>) -> Incident {
    let entry = |(no, (at, what))| Entry { no, what, by: person(1), at };
    incident(&(1..).zip(all).map(entry).collect::<Vec<_>>())
}

fn one_duty(now: &Incident, id: &str, at: Instant) -> DutyStanding {
    let all = duties(now, &times(), at, &Utc);
    all.into_iter().find(|one| one.duty.id.as_str() == id).unwrap_or_else(|| panic!("{id} is not listed"))
}

#[test]
fn a_duty_that_a_later_classification_drops_stays_listed_and_stays_overdue() {
    let detected = times().detected;
    let due = detected.plus_seconds(72 * 3_600);
    let none = Classification { personal_data: PersonalData::No, reason: Some("No names in it.".into()), ..said() };
    let unknown = Classification { personal_data: PersonalData::Unknown, ..said() };
    let drop = |first: Classification, at: Instant| {
        dated(vec![(detected, Happened::Classified(first)), (at, Happened::Classified(none.clone()))])
    };
    for (first, dropped_at, ran_out) in
        [(said(), due.next(), Some(due)), (unknown, due.next(), Some(due)), (said(), due, None)]
    {
        let one = one_duty(&drop(first, dropped_at), "GDPR-33", at(NOW));
        let dropped = Dropped { by: person(1), at: dropped_at, reason: "No names in it.".into() };
        assert_eq!((one.dropped, one.due, one.ran_out), (Some(dropped), Some(due), ran_out));
        assert_eq!(one.state, DutyState::NotTold("No names in it.".into()));
    }
    let mut again = drop(said(), due.next());
    again.classifications.push(Classified { said: said(), by: person(1), at: due.next() });
    assert_eq!(one_duty(&again, "GDPR-33", at(NOW)).state, DutyState::Overdue(due), "said to apply again");
}

#[test]
fn nobody_gains_time_by_saying_anew_when_it_was_material() {
    let [first, later] = [at("09-23 10:00"), at("11-20 10:00")];
    let said = |material_at| Classification {
        jurisdictions: vec![Jurisdiction::Us],
        circumstances: vec![Circumstance::Material],
        material_at,
        ..said()
    };
    for second in [Some(later), None] {
        let now =
            dated(vec![(first, Happened::Classified(said(Some(first)))), (later, Happened::Classified(said(second)))]);
        let due = end(date(2026, 9, 29));
        assert_eq!(one_duty(&now, "SEC-8K", later).state, DutyState::Overdue(due), "{second:?}");
    }
}

#[test]
fn a_decision_that_nobody_is_told_keeps_that_it_was_overdue() {
    let due = times().detected.plus_seconds(72 * 3_600);
    let decided = || Happened::NotTold { duty: "GDPR-33".parse().unwrap(), reason: "No risk to people.".into() };
    let of = |at: Instant| {
        let again = (at.plus_seconds(86_400), decided());
        one_duty(&dated(vec![(times().detected, Happened::Classified(said())), (at, decided()), again]), "GDPR-33", at)
    };
    assert_eq!(of(due).ran_out, None);
    assert_eq!(of(due.next()).ran_out, Some(due));
    assert!(of(due).is_to_confirm());
}

/// Source: rules, O13: what is filed after the limit, by a moment that was only typed, is not kept in time for certain.
#[test]
fn a_notice_recorded_after_its_limit_says_so() {
    let due = times().detected.plus_seconds(72 * 3_600);
    let [typed, later] = [due.plus_seconds(-3_600), due.plus_seconds(86_400)];
    let of = |recorded: Vec<Instant>| {
        let told = recorded.into_iter().map(|at| (at, notice("GDPR-33", typed)));
        let all = [(times().detected, Happened::Classified(said()))].into_iter().chain(told).collect();
        one_duty(&dated(all), "GDPR-33", later).state
    };
    let told = |recorded, recorded_late| DutyState::Told { at: typed, late: false, recorded, recorded_late };
    assert_eq!(of(vec![due]), told(due, false));
    assert_eq!(of(vec![later]), told(later, true));
    assert_eq!(of(vec![later, due]), told(due, false), "one that was recorded in time speaks for it");
}

#[test]
fn that_it_is_contained_and_resolved_needs_no_reason() {
    let before = Classification { contained: None, resolved: None, ..said() };
    let second = |at: Instant| Instant(at.0 + 1_000_000);
    let table: [(&str, Classification, bool); 9] = [
        ("nothing", before.clone(), false),
        ("contained", Classification { contained: said().contained, ..before.clone() }, false),
        ("contained and resolved", said(), false),
        ("another lead", Classification { lead: person(2), ..before.clone() }, false),
        ("less grave", Classification { severity: IncidentSeverity::Minor, ..before.clone() }, true),
        ("no data of people", Classification { personal_data: PersonalData::No, ..before.clone() }, true),
        ("the law of others", Classification { jurisdictions: vec![Jurisdiction::Us], ..before.clone() }, true),
        ("what holds", Classification { circumstances: vec![Circumstance::SeriousIncident], ..before.clone() }, true),
        ("material", Classification { material_at: said().contained, ..before.clone() }, true),
    ];
    for (what, now, otherwise) in table {
        assert_eq!(now.departs_from(&before), otherwise, "{what}");
    }
    let later = Classification { resolved: Some(at("10-03 12:00")), ..said() };
    assert!(later.departs_from(&said()), "a moment that was said is moved");
    assert!(Classification { resolved: None, ..said() }.departs_from(&said()), "or taken back");
    let exact = Classification { contained: said().contained.map(second), ..said() };
    assert!(!said().departs_from(&exact), "a form shows moments to the minute");
}

#[test]
fn whoever_classifies_it_anew_says_why() {
    let again = |why: &str| {
        let draft = ClassifyDraft {
            severity: "minor".into(),
            lead: Some(person(1)),
            personal_data: "no".into(),
            why: why.into(),
            ..ClassifyDraft::default()
        };
        draft.check(Some(&said()), &times(), at(NOW), &Utc)
    };
    assert_eq!(fields(again("  ")), ["why"]);
    assert_eq!(again("No names in it.").unwrap().reason.as_deref(), Some("No names in it."));
}

#[test]
fn the_second_person_of_the_review_confirms_each_duty_by_which_nobody_was_told() {
    let none = Classification { personal_data: PersonalData::No, reason: Some("No names in it.".into()), ..said() };
    let mut all = reviewable();
    all.remove(1);
    all.push((1, Happened::Classified(none)));
    let now = incident(&entries(all));
    let standing = duties(&now, &times(), at(NOW), &Utc);
    let of = |confirmed: &[&str]| {
        let confirmed = confirmed.iter().map(|id| id.parse().unwrap()).collect();
        let draft = ReviewDraft { lessons: "Look.".into(), prevents: "A test.".into(), confirmed };
        review(&now, &standing, &actor(3, true), &draft)
    };
    assert_eq!(fields(of(&[])), ["confirmed"]);
    assert_eq!(fields(of(&["SEC-8K"])), ["confirmed"]);
    assert_eq!(of(&["GDPR-33", "SEC-8K"]).unwrap().confirmed, ["GDPR-33".parse().unwrap()]);
}

#[test]
fn what_was_kept_before_reasons_were_asked_for_is_read_as_before() {
    let kept = serde_json::to_string(&Happened::Classified(said())).unwrap();
    assert!(!kept.contains("reason"), "{kept}");
    assert_eq!(serde_json::from_str::<Happened>(&kept).unwrap(), Happened::Classified(said()));
}

proptest! {
    #[test]
    fn no_classification_makes_a_duty_vanish(
        words in proptest::collection::vec((0..3_usize, 0..4_usize, 0..1_u32 << Circumstance::ALL.len()), 1..6)
    ) {
        let law = [vec![], vec![Jurisdiction::Eu], vec![Jurisdiction::Us], Jurisdiction::ALL.to_vec()];
        let all: Vec<_> = words.into_iter().map(|(personal, place, holds)| Classification {
            personal_data: PersonalData::ALL[personal],
            jurisdictions: law[place].clone(),
            circumstances: Circumstance::ALL.iter().enumerate().filter(|(n, _)| holds >> n & 1 == 1).map(|(_, it)| *it).collect(),
            ..said()
        }).collect();
        let mut seen = std::collections::BTreeSet::new();
        for many in 1..=all.len() {
            let entries = entries(all.iter().take(many).map(|said| (1, Happened::Classified(said.clone()))).collect());
            let listed: std::collections::BTreeSet<_> =
                duties(&incident(&entries), &times(), at(NOW), &Utc).into_iter().map(|one| one.duty.id.clone()).collect();
            prop_assert!(listed.is_superset(&seen));
            seen = listed;
        }
    }

    #[test]
    fn a_limit_never_ends_before_it_begins(seconds in 0_i64..4_000_000_000, n in 1_u16..400, unit in 0..4) {
        let limit = [Limit::Hours(n), Limit::Days(n), Limit::BusinessDays(n), Limit::Months(n.min(24))][usize::try_from(unit).unwrap()];
        let from = Instant(0).plus_seconds(seconds);
        let due = deadline(limit, from, &Utc).unwrap();
        prop_assert!(due > from);
        prop_assert!(deadline(limit, from.plus_seconds(86_400), &Utc).unwrap() >= due);
    }
}
