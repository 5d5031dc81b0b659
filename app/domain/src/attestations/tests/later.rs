//! What comes to light afterwards.

use super::*;
use crate::ids::PersonId;
use crate::instant::Instant;
use crate::people::{Actor, Rights, Role};
use crate::refusal::Refusal;

fn drafted(what: &str, day: &str, words: &str) -> LaterDraft {
    LaterDraft { what: what.into(), day: day.into(), words: words.into() }
}

fn faults<T: std::fmt::Debug>(result: Result<T, Refusal>) -> Vec<String> {
    let Err(Refusal::Invalid(faults)) = result else { panic!("{result:?} is no refusal of fields") };
    faults.into_iter().map(|fault| fault.field.into_owned()).collect()
}

#[test]
fn only_what_can_come_to_light_of_its_kind_is_offered() {
    let offered = |it: &Attestation| laters(it.kind().unwrap(), &it.terms);
    assert_eq!(offered(&a1()), [Came::OutOfScope, Came::Withdrawn]);
    let qualified = a1().scope(None).opinion(Opinion::Qualified, None);
    assert_eq!(offered(&qualified), [Came::InScope, Came::OutOfScope, Came::Harmless, Came::Harmful, Came::Withdrawn]);
    let iso = certificate("ISO27001", "2024-05-10", &[]);
    assert_eq!(offered(&iso), [Came::OutOfScope, Came::Surveyed, Came::Withdrawn, Came::Suspended]);
    assert!(offered(&dated("SOC2-T1", "2026-03-15")).contains(&Came::TypeTwoBegun));
    assert!(offered(&of("DPA")).contains(&Came::Reread));
}

#[test]
fn a_note_says_its_day_and_where_it_is_to_be_seen() {
    let (all, today) = (Came::ALL, d("2026-11-21"));
    let read = drafted("surveyed", "18 Apr 2026", " Letter of the body ").check(all, today);
    assert_eq!(read, Ok((Later::Surveyed(d("2026-04-18")), "Letter of the body".into())));
    assert_eq!(drafted("in-scope", "", "Page 9").check(all, today).unwrap().0, Later::Scope(true));
    assert_eq!(faults(drafted("", "", "").check(all, today)), ["what", "words"]);
    assert_eq!(faults(drafted("withdrawn", "", "x").check(all, today)), ["day"]);
    assert_eq!(faults(drafted("withdrawn", "2026-11-22", "x").check(all, today)), ["day"]);
    assert_eq!(faults(drafted("withdrawn", "soon", &"x".repeat(2_001)).check(all, today)), ["day", "words"]);
    assert_eq!(faults(drafted("harmless", "", "x").check(&[Came::Withdrawn], today)), ["what"]);
}

#[test]
fn what_makes_a_document_worth_more_takes_a_second_person() {
    let day = d("2026-11-21");
    for (later, two) in [
        (Later::Surveyed(day), true),
        (Later::TypeTwoBegun(day), true),
        (Later::Scope(true), true),
        (Later::Judged(Judged::Harmless), true),
        (Later::Scope(false), false),
        (Later::Judged(Judged::Harmful), false),
        (Later::Withdrawn(day), false),
        (Later::Suspended(day), false),
        (Later::Reread(day), false),
        (Later::TakenBack, false),
    ] {
        assert_eq!(later.takes_two(), two, "{later:?}");
        assert!(later.sentence().ends_with('.'));
    }
    let person = |no| PersonId(Uuid::from_u128(no));
    let actor = |no, review| Actor { person: person(no), rights: Rights::of(&[Role::Engineer], review), invited: None };
    let agree = |by: Actor| agree(person(1), person(2), &by, Instant(0));
    assert!(agree(actor(3, true)).is_ok());
    for by in [actor(1, true), actor(2, true), actor(3, false)] {
        assert!(matches!(agree(by), Err(Refusal::Forbidden(_))));
    }
}
