//! The second person's review.

use super::*;
use crate::ids::PersonId;
use crate::instant::Instant;
use crate::people::{Actor, Rights, Role};
use crate::refusal::Refusal;

const NOW: Instant = Instant(1_800_000_000_000_000);

fn person(no: u128) -> PersonId {
    PersonId(Uuid::from_u128(no))
}

fn actor(no: u128, review: bool) -> Actor {
    Actor { person: person(no), rights: Rights::of(&[Role::Engineer], review), invited: None }
}

fn entry(it: &Attestation) -> Entry<'_> {
    Entry {
        kind: it.kind().unwrap(),
        terms: &it.terms,
        entered_by: person(1),
        accepted_on: None,
        taken_back: false,
        kept: true,
        windows: &[],
        today: d("2026-12-31"),
    }
}

fn filled(kind: &AttestationKind) -> ReviewDraft {
    let fine = AnswerDraft { answer: "fine".into(), note: String::new() };
    ReviewDraft { answers: checklist(kind).map(|_| fine.clone()).collect(), ..ReviewDraft::default() }
}

fn faults<T: std::fmt::Debug>(result: Result<T, Refusal>) -> Vec<(String, String)> {
    let Err(Refusal::Invalid(faults)) = result else { panic!("{result:?} is no refusal of fields") };
    faults.into_iter().map(|fault| (fault.field.into_owned(), fault.message)).collect()
}

#[test]
fn a_second_person_with_the_right_of_review_accepts() {
    let it = a1();
    let draft = filled(it.kind().unwrap());
    let reviewed = accept(&entry(&it), &actor(2, true), &draft, NOW).unwrap();
    assert_eq!(reviewed.items.len(), 7);
    assert_eq!(reviewed.items[0].point, "Is the AI service in scope and which categories");
    assert_eq!((reviewed.marked, reviewed.judged), (false, None));
    let refused = |entry: &Entry<'_>, by: Actor| accept(entry, &by, &draft, NOW).unwrap_err();
    assert!(matches!(refused(&entry(&it), actor(1, true)), Refusal::Forbidden(_)), "whoever entered it");
    assert!(matches!(refused(&entry(&it), actor(2, false)), Refusal::Forbidden(_)), "no right of review");
    let auditor = Actor { rights: Rights::of(&[Role::Auditor], true), ..actor(2, true) };
    assert!(matches!(refused(&entry(&it), auditor), Refusal::Forbidden(_)), "an auditor only looks");
    let accepted = Entry { accepted_on: Some(d("2026-11-20")), ..entry(&it) };
    assert_eq!(refused(&accepted, actor(2, true)).to_string(), "It was accepted on 20 Nov 2026. Nothing was changed.");
    let gone = Entry { taken_back: true, ..entry(&it) };
    assert!(matches!(refused(&gone, actor(2, true)), Refusal::Conflict(_)));
    let invited = Actor { invited: Some((person(1), NOW)), ..actor(2, true) };
    assert!(accept(&entry(&it), &invited, &draft, NOW).unwrap().marked, "invited by whoever entered it");
}

#[test]
fn every_point_is_answered() {
    let it = a1();
    let reviewed = |draft: &ReviewDraft| accept(&entry(&it), &actor(2, true), draft, NOW);
    let none = faults(reviewed(&ReviewDraft::default()));
    assert_eq!(none.len(), 7);
    let first = "Answer this too: Is the AI service in scope and which categories.";
    assert_eq!(none[0], ("point-1".to_owned(), first.to_owned()));

    let mut draft = filled(it.kind().unwrap());
    draft.answers[1].answer = "perhaps".into();
    draft.answers[2].answer = "wanting".into();
    draft.answers[3].note = "x".repeat(2_001);
    let fields: Vec<_> = faults(reviewed(&draft)).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["point-2", "note-3", "note-4"]);
    draft.answers[1].answer = "not-applicable".into();
    draft.answers[2].note = " Two exceptions; neither is in what we use. ".into();
    draft.answers[3].note = String::new();
    let reviewed = reviewed(&draft).unwrap();
    assert_eq!(reviewed.items[2].note, "Two exceptions; neither is in what we use.");
    assert_eq!(reviewed.items[1].answer, Answered::NotApplicable);
}

#[test]
fn a_qualification_is_judged_by_the_reviewer_or_left_open() {
    let qualified = a1().opinion(Opinion::Qualified, None);
    let judge = |it: &Attestation, judged: &str| {
        let draft = ReviewDraft { judged: judged.into(), ..filled(it.kind().unwrap()) };
        accept(&entry(it), &actor(2, true), &draft, NOW)
    };
    assert_eq!(judge(&qualified, "harmless").unwrap().judged, Some(Judged::Harmless));
    let wanting = |judged: &str| {
        let mut draft = ReviewDraft { judged: judged.into(), ..filled(qualified.kind().unwrap()) };
        draft.answers[1] = AnswerDraft { answer: "wanting".into(), note: "Recordings lay open.".into() };
        accept(&entry(&qualified), &actor(2, true), &draft, NOW).unwrap().judged
    };
    for (judged, want) in [("harmless", Some(Judged::Harmless)), ("harmful", Some(Judged::Harmful)), ("", None)] {
        assert_eq!(wanting(judged), want);
    }
    for judged in ["harmful", ""] {
        assert_eq!(faults(judge(&qualified, judged))[0].0, "point-2", "nobody finds it in order");
    }
    assert!(faults(judge(&qualified, "maybe")).iter().any(|(field, _)| field == "judged"));
    assert_eq!(faults(judge(&a1(), "harmless"))[0].0, "judged");
    assert_eq!(faults(judge(&dated("PENTEST", "2026-05-15"), "harmless"))[0].0, "judged");
}

#[test]
fn every_kind_has_points_to_check() {
    for kind in &catalogue().attestations {
        let points: Vec<_> = checklist(kind).collect();
        assert!(!points.is_empty() && points.iter().all(|point| !point.contains(';')), "{}", kind.id);
        assert_eq!(points.join("; "), kind.what_to_check, "{}", kind.id);
    }
}

#[test]
fn what_the_auditor_found_may_be_judged_at_once_or_later() {
    let mut it = a1();
    it.terms.exceptions = "Two leavers kept a badge.\nOne change had no review.".into();
    let said = |answer: &str, note: &str| AnswerDraft { answer: answer.into(), note: note.into() };
    let reviewed = |found: Vec<AnswerDraft>| {
        let draft = ReviewDraft { found, ..filled(it.kind().unwrap()) };
        accept(&entry(&it), &actor(2, true), &draft, NOW)
    };
    assert_eq!(reviewed(Vec::new()).unwrap().found, []);
    let one = reviewed(vec![said("", ""), said("matters", "")]).unwrap().found;
    assert_eq!(one, [(Point { part: Part::Exception, no: 2 }, Follows::Matters)]);
    let wrong = faults(reviewed(vec![said("aside", " "), said("perhaps", "")]));
    let wrong: Vec<_> = wrong.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(wrong, ["found-note-1", "found-2"]);
    let more = reviewed(vec![said("matters", ""), said("matters", ""), said("matters", "")]).unwrap().found;
    assert_eq!(more.len(), 2, "there are no more than two");
}

#[test]
fn what_the_document_denies_is_refused_at_its_point_until_it_is_said_to_be_wrong() {
    let it = a1().scope(Some(false)).opinion(Opinion::Adverse, None);
    let reviewed = |answer: &str, note: &str| {
        let mut draft = filled(it.kind().unwrap());
        for point in [0, 1] {
            draft.answers[point] = AnswerDraft { answer: answer.into(), note: note.into() };
        }
        accept(&entry(&it), &actor(2, true), &draft, NOW)
    };
    for answer in ["fine", "not-applicable"] {
        let wrong = faults(reviewed(answer, ""));
        assert_eq!(
            wrong.iter().map(|(field, _)| field.as_str()).collect::<Vec<_>>(),
            ["point-1", "point-2"],
            "{answer}"
        );
        assert!(wrong[0].1.starts_with("The AI service that we use is not inside its scope"), "{}", wrong[0].1);
        assert!(wrong[1].1.starts_with("The opinion is adverse"), "{}", wrong[1].1);
        assert!(wrong[0].1.ends_with("or reject the document."));
    }
    assert_eq!(faults(reviewed("wanting", " "))[0].0, "note-1", "with a reason");
    assert!(reviewed("wanting", "We do not rely on it.").is_ok());
    assert!(reviewed("not-applicable", "Kept for its history alone.").is_ok());
}

#[test]
fn a_report_that_reaches_into_no_window_of_ours_is_not_in_order() {
    let it = t2("2024-07-01", "2025-06-30");
    let reviewed = |windows: &[Period]| {
        let entry = Entry { windows, ..entry(&it) };
        accept(&entry, &actor(2, true), &filled(it.kind().unwrap()), NOW)
    };
    let (before, ours) = (p("2025-01-01", "2025-12-31"), p("2026-01-01", "2026-12-31"));
    assert_eq!(faults(reviewed(&[ours]))[0].0, "point-4");
    assert!(reviewed(&[ours, before]).is_ok(), "of two, one is enough");
    assert!(reviewed(&[]).is_ok(), "no programme has days yet");
}

#[test]
fn what_is_not_attached_is_accepted_only_with_the_place_where_it_was_read() {
    let it = a1();
    let nothing = Entry { kept: false, ..entry(&it) };
    let mut draft = filled(it.kind().unwrap());
    draft.answers[0] = AnswerDraft { answer: "wanting".into(), note: "It names no service.".into() };
    let said = faults(accept(&nothing, &actor(2, true), &draft, NOW));
    let says = "No document is attached. Say where you read it, so that others find it.";
    assert_eq!(said, [("note-2".to_owned(), says.to_owned())], "at the first point that is in order");
    draft.answers[4].note = "Their portal, page 12.".into();
    let items = accept(&nothing, &actor(2, true), &draft, NOW).unwrap().items;
    assert!(backed(false, &items) && backed(true, &[]) && !backed(false, &[]));
}
