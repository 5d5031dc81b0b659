//! Where a questionnaire stands, judging it, and closing it by a second person.

use super::*;
use crate::ids::PersonId;
use crate::instant::Instant;
use crate::people::{Actor, Rights, Role};
use jiff::civil::date;
use std::collections::BTreeSet;
use uuid::Uuid;

fn person(no: u128) -> PersonId {
    PersonId(Uuid::from_u128(no))
}

fn actor(no: u128, review: bool) -> Actor {
    Actor { person: person(no), rights: Rights::of(&[Role::Engineer], review), invited: None }
}

#[test]
fn the_vendor_has_all_of_the_day_on_which_it_is_due() {
    let today = date(2026, 12, 10);
    let open = Moments { due_on: today, submitted: false, closed: false, called_off: false };
    let late = Moments { due_on: date(2026, 12, 9), ..open };
    let cases = [
        (open, Stage::Sent),
        (late, Stage::Overdue),
        (Moments { submitted: true, ..late }, Stage::Submitted),
        (Moments { submitted: true, closed: true, ..late }, Stage::Closed),
        (Moments { called_off: true, ..late }, Stage::CalledOff),
        (Moments { submitted: true, called_off: true, ..open }, Stage::CalledOff),
    ];
    for (moments, stands) in cases {
        assert_eq!(stage(&moments, today), stands);
        assert_eq!(stands.is_open(), matches!(stands, Stage::Sent | Stage::Overdue));
    }
}

#[test]
fn only_what_no_rule_tells_is_judged_and_only_between_submission_and_closing() {
    let text = Ask { kind: AnswerKind::Text, favours: Favours::Judged, ..ask("OWN-1-1", 3) };
    let answered = line(text.clone(), Some(Said::Text("So.".into())));
    assert_eq!(judge(Stage::Submitted, &answered, "partly"), Ok(Verdict::Partly));
    for stage in [Stage::Sent, Stage::Overdue, Stage::Closed, Stage::CalledOff] {
        assert!(matches!(judge(stage, &answered, "partly"), Err(Refusal::Conflict(_))));
    }
    assert_eq!(fields(&judge(Stage::Submitted, &answered, "nice").unwrap_err()), ["verdict-OWN-1-1"]);
    let untold =
        [Line::open(text.clone()), line(text, Some(Said::NotApplicable)), line(ask("OWN-1-1", 3), Some(Said::Yes))];
    for line in untold {
        assert!(judge(Stage::Submitted, &line, "partly").is_err());
    }
}

struct Desk {
    lines: Vec<Line>,
    wrote: BTreeSet<PersonId>,
    stage: Stage,
}

impl Desk {
    fn new() -> Self {
        let lines = vec![
            line(ask("OWN-1-1", 3), Some(Said::Yes)),
            line(ask("OWN-1-2", 3), Some(Said::No)),
            line(ask("OWN-1-3", 3), Some(Said::Partly)),
            Line::open(ask("OWN-1-4", 3)),
            line(ask("OWN-1-5", 3), Some(Said::NotApplicable)),
        ];
        Self { lines, wrote: BTreeSet::from([person(4)]), stage: Stage::Submitted }
    }

    fn close(&self, by: &Actor, draft: &CloseDraft) -> Result<Closed, Refusal> {
        let under = UnderClosing { stage: self.stage, lines: &self.lines, sent_by: person(1), wrote: &self.wrote };
        close(&under, by, draft, date(2026, 12, 1), Instant(0))
    }
}

fn decided(key: &str, outcome: &str) -> DecidedDraft {
    DecidedDraft {
        key: key.into(),
        outcome: outcome.into(),
        words: "Because.".into(),
        owner: person(7).to_string(),
        due_on: "2026-12-31".into(),
    }
}

fn whole() -> CloseDraft {
    let decided =
        vec![decided("OWN-1-2", "to-correct"), decided("OWN-1-3", "accepted"), decided("OWN-1-4", "accepted")];
    CloseDraft { decided, conclusion: "with-gaps".into(), words: "Read it all.".into(), ..CloseDraft::default() }
}

#[test]
fn a_second_person_decides_on_each_answer_that_falls_short() {
    let closed = Desk::new().close(&actor(2, true), &whole()).unwrap();
    let short: Vec<_> = closed.decided.iter().map(|one| (one.key.as_str(), one.falls, one.outcome)).collect();
    let expected = [
        ("OWN-1-2", Falls::Unfavourable, Outcome::ToCorrect),
        ("OWN-1-3", Falls::Partly, Outcome::Accepted),
        ("OWN-1-4", Falls::Unanswered, Outcome::Accepted),
    ];
    assert_eq!(short, expected);
    assert_eq!((closed.decided[0].owner, closed.decided[0].due_on), (Some(person(7)), Some(date(2026, 12, 31))));
    assert_eq!((closed.decided[1].owner, closed.decided[1].due_on), (None, None), "nobody sees to what is accepted");
}

#[test]
fn one_decision_serves_all_on_which_nothing_of_their_own_is_said() {
    let rest = DecidedDraft { words: "None of it touches us.".into(), ..decided(REST, "accepted") };
    let draft = CloseDraft { decided: vec![decided("OWN-1-2", "to-correct")], rest, ..whole() };
    let closed = Desk::new().close(&actor(2, true), &draft).unwrap();
    let said: Vec<_> = closed.decided.iter().map(|one| (one.outcome, one.words.as_str())).collect();
    let all = "None of it touches us.";
    assert_eq!(said, [(Outcome::ToCorrect, "Because."), (Outcome::Accepted, all), (Outcome::Accepted, all)]);
    // Whoever gave a reason and did not choose is asked, and never overruled by what is said of the others.
    let half = DecidedDraft { words: "Since spring.".into(), ..decided("OWN-1-3", "") };
    let draft = CloseDraft { decided: vec![half], ..draft };
    assert_eq!(fields(&Desk::new().close(&actor(2, true), &draft).unwrap_err()), ["outcome-OWN-1-3"]);
    // What knocks the vendor out is never decided in passing.
    let mut grave = Desk::new();
    grave.lines[1].ask.knock_out = true;
    let rest = DecidedDraft { words: all.into(), ..decided(REST, "accepted") };
    let draft = CloseDraft { decided: vec![], rest, ..whole() };
    assert_eq!(fields(&grave.close(&actor(2, true), &draft).unwrap_err()), ["outcome-OWN-1-2"]);
    // Where all have their own, what stands half said for the others is not read.
    let idle = DecidedDraft { outcome: "accepted".into(), ..DecidedDraft::default() };
    assert!(Desk::new().close(&actor(2, true), &CloseDraft { rest: idle, ..whole() }).is_ok());
}

#[test]
fn each_fault_names_its_question() {
    let nothing = CloseDraft { decided: Vec::new(), ..whole() };
    let Refusal::Invalid(faults) = Desk::new().close(&actor(2, true), &nothing).unwrap_err() else { panic!("passes") };
    let said: Vec<_> = faults.iter().map(|fault| fault.message.as_str()).collect();
    let asks = |key| format!("{key}: accept it with a reason, or have it corrected.");
    assert_eq!(said, [asks("OWN-1-2"), asks("OWN-1-3"), asks("OWN-1-4")]);
}

#[test]
fn whoever_sent_it_wrote_into_it_or_does_not_review_does_not_close_it() {
    let desk = Desk::new();
    for by in [actor(1, true), actor(4, true), actor(2, false)] {
        assert!(matches!(desk.close(&by, &whole()), Err(Refusal::Forbidden(_))));
    }
    for stage in [Stage::Sent, Stage::Overdue, Stage::Closed, Stage::CalledOff] {
        assert!(matches!(Desk { stage, ..Desk::new() }.close(&actor(2, true), &whole()), Err(Refusal::Conflict(_))));
    }
    let mut waits = Desk::new();
    let text = Ask { kind: AnswerKind::Text, favours: Favours::Judged, ..ask("OWN-1-6", 1) };
    waits.lines.push(line(text, Some(Said::Text("So.".into()))));
    assert!(matches!(waits.close(&actor(2, true), &whole()), Err(Refusal::Conflict(_))));
}

/// A field, and what spoils it.
type Spoilt = (&'static str, fn(&mut CloseDraft));

#[test]
fn what_is_missing_is_told_at_its_field() {
    let spoilt: [Spoilt; 10] = [
        ("outcome-OWN-1-3", |draft| draft.decided[1].outcome.clear()),
        ("outcome-OWN-1-3", |draft| draft.decided[1] = DecidedDraft::default()),
        ("words-rest", |draft| {
            draft.decided.clear();
            draft.rest = DecidedDraft { outcome: "accepted".into(), ..DecidedDraft::default() };
        }),
        ("words-OWN-1-3", |draft| draft.decided[1].words.clear()),
        ("owner-OWN-1-2", |draft| draft.decided[0].owner.clear()),
        ("due-OWN-1-2", |draft| draft.decided[0].due_on = "2026-11-30".into()),
        ("words-OWN-1-2", |draft| draft.decided[0].words = "x".repeat(161)),
        ("conclusion", |draft| draft.conclusion.clear()),
        ("conclusion", |draft| draft.conclusion = "fit".into()),
        ("words", |draft| draft.words.clear()),
    ];
    for (field, spoil) in spoilt {
        let mut draft = whole();
        spoil(&mut draft);
        assert_eq!(fields(&Desk::new().close(&actor(2, true), &draft).unwrap_err()), [field]);
    }
    let mut fine = Desk::new();
    fine.lines.truncate(1);
    let draft = CloseDraft { conclusion: "fit".into(), words: "All of it.".into(), ..CloseDraft::default() };
    assert_eq!(fine.close(&actor(2, true), &draft).unwrap().decided, []);
}
