//! What an answer is, and what it amounts to.

use super::*;
use crate::catalogue::catalogue;
use crate::words::Criticality;
use jiff::civil::date;

fn of(kind: AnswerKind) -> Ask {
    Ask { kind, favours: Favours::Judged, choices: vec!["Our team".into(), "Nobody".into()], ..ask("OWN-1-1", 1) }
}

fn typed(said: &str) -> AnswerDraft {
    AnswerDraft { said: said.into(), ..AnswerDraft::default() }
}

#[test]
fn each_kind_takes_its_answers_and_no_others() {
    let number = |text: &str| Said::Number(text.parse().unwrap());
    let taken = [
        (AnswerKind::YesNo, " Yes ", Said::Yes),
        (AnswerKind::YesNo, "no", Said::No),
        (AnswerKind::YesNoPartly, "PARTLY", Said::Partly),
        (AnswerKind::Choice, "our TEAM", Said::Choice("Our team".into())),
        (AnswerKind::Text, " <b>=1+1</b> ", Said::Text("<b>=1+1</b>".into())),
        (AnswerKind::Number, "99.90", number("99.9")),
        (AnswerKind::Day, "30 Nov 2026", Said::Day(date(2026, 11, 30))),
        (AnswerKind::Document, "On our site", Said::Text("On our site".into())),
    ];
    for (kind, text, said) in taken {
        assert_eq!(typed(text).check(&of(kind)).unwrap().unwrap().said, Some(said), "{text}");
    }
    let refused = [
        (AnswerKind::YesNo, "partly"),
        (AnswerKind::YesNoPartly, "maybe"),
        (AnswerKind::Choice, "A robot"),
        (AnswerKind::Number, "about 12"),
        (AnswerKind::Number, "=1+1"),
        (AnswerKind::Day, "1/2/2026"),
        (AnswerKind::Text, "a\u{0}b"),
    ];
    for (kind, text) in refused {
        assert_eq!(typed(text).check(&of(kind)).unwrap_err().field, "said-OWN-1-1", "{text}");
    }
    assert_eq!(typed("  ").check(&of(AnswerKind::Text)), Ok(None), "nothing said is no answer");
    assert!(typed(&"x".repeat(4_001)).check(&of(AnswerKind::Text)).is_err());
}

#[test]
fn what_does_not_apply_needs_its_reason_and_no_answer() {
    let ask = of(AnswerKind::YesNo);
    let no_reason = AnswerDraft { not_applicable: true, ..AnswerDraft::default() };
    assert_eq!(no_reason.check(&ask).unwrap_err().field, "comment-OWN-1-1");
    let reason = AnswerDraft { comment: "We host nothing.".into(), ..no_reason.clone() };
    assert_eq!(reason.check(&ask).unwrap().unwrap().said, Some(Said::NotApplicable));
    assert!(AnswerDraft { said: "yes".into(), ..reason.clone() }.check(&ask).is_err());
    assert_eq!(reason.check(&ask).unwrap().unwrap().draft(), reason, "the form shows it again");
}

#[test]
fn rules_tell_what_they_can_and_people_the_rest() {
    use Verdict::{Favourable, Partly, Unfavourable};
    let told = Reading::Told;
    let with = |kind, favours| Ask { kind, favours, ..of(kind) };
    let yes = with(AnswerKind::YesNoPartly, Favours::Yes);
    let no = with(AnswerKind::YesNoPartly, Favours::No);
    let these = with(AnswerKind::Choice, Favours::These(vec!["Our team".into()]));
    let most = with(AnswerKind::Number, Favours::AtMost("14".parse().unwrap()));
    let least = with(AnswerKind::Number, Favours::AtLeast("99.9".parse().unwrap()));
    let text = with(AnswerKind::Text, Favours::Judged);
    let file = with(AnswerKind::Document, Favours::Judged);
    let number = |text: &str| Some(Said::Number(text.parse().unwrap()));
    let cases = [
        (&yes, Some(Said::Yes), told(Favourable)),
        (&yes, Some(Said::No), told(Unfavourable)),
        (&yes, Some(Said::Partly), told(Partly)),
        (&yes, None, Reading::Unanswered),
        (&yes, Some(Said::NotApplicable), Reading::SetAside),
        (&no, Some(Said::No), told(Favourable)),
        (&no, Some(Said::Yes), told(Unfavourable)),
        (&no, Some(Said::Partly), told(Partly)),
        (&these, Some(Said::Choice("Our team".into())), told(Favourable)),
        (&these, Some(Said::Choice("Nobody".into())), told(Unfavourable)),
        (&most, number("14"), told(Favourable)),
        (&most, number("14.000001"), told(Unfavourable)),
        (&least, number("99.9"), told(Favourable)),
        (&least, number("99.899999"), told(Unfavourable)),
        (&text, Some(Said::Text("So.".into())), Reading::Waits),
        (&text, None, Reading::Unanswered),
    ];
    for (ask, said, reading) in cases {
        assert_eq!(read(ask, said.as_ref(), 0, None), reading, "{said:?}");
        assert_eq!(
            read(ask, said.as_ref(), 0, Some(Favourable)),
            if reading == Reading::Waits { told(Favourable) } else { reading },
            "nobody judges what a rule tells: {said:?}"
        );
    }
    assert_eq!(read(&file, None, 0, None), Reading::Unanswered);
    assert_eq!(read(&file, None, 1, None), Reading::Waits, "a file is an answer");
    assert_eq!(read(&file, None, 1, Some(Partly)), told(Partly));
    assert_eq!(read(&text, None, 1, Some(Favourable)), Reading::Unanswered, "a file beside a text is none");
}

#[test]
fn the_library_is_asked_as_its_own_words_say() {
    let all: Vec<_> = library().collect();
    assert_eq!(all.len(), catalogue().questions.len());
    let rule = |key: &str| all.iter().find(|ask| ask.key.as_str() == key).unwrap().favours.clone();
    assert_eq!(rule("VQ-11"), Favours::No);
    assert_eq!(rule("VQ-33"), Favours::AtMost("14".parse().unwrap()));
    assert_eq!(rule("VQ-36"), Favours::AtMost("72".parse().unwrap()));
    assert_eq!(rule("VQ-39"), Favours::AtLeast("99.9".parse().unwrap()));
    let yes = all.iter().filter(|ask| ask.favours == Favours::Yes).count();
    let judged = all.iter().filter(|ask| ask.is_judged()).count();
    assert_eq!((yes, judged), (11, 41));
    let out: Vec<_> = all.iter().filter(|ask| ask.knock_out).map(|ask| ask.key.as_str()).collect();
    assert_eq!(out, ["VQ-11", "VQ-44"]);
}

#[test]
fn the_lower_the_tier_the_less_is_asked_and_agents_only_where_one_may_act() {
    let count = |tier, acts| asks_of(tier, acts).len();
    assert_eq!(count(Criticality::High, true), 56);
    assert_eq!(count(Criticality::High, false), 54);
    let [high, medium, low] = [Criticality::High, Criticality::Medium, Criticality::Low].map(|tier| count(tier, true));
    assert!(high > medium && medium > low && low > 10, "{high} {medium} {low}");
}

#[test]
fn a_closed_questionnaire_proves_the_review_of_privacy_only_when_it_asked_of_it() {
    let ids = |asks: &[Ask]| proves(asks).iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>();
    let all: Vec<_> = library().collect();
    assert_eq!(ids(&all), ["TSK-VN-02-1", "TSK-PV-09-3"]);
    let some: Vec<_> = all.into_iter().filter(|ask| ask.key.as_str() != "VQ-45").collect();
    assert_eq!(ids(&some), ["TSK-VN-02-1"]);
}

#[test]
fn words_about_a_document_are_an_answer_that_lacks_it() {
    let line = |text: &str, files| {
        let answer = Answer { said: Some(Said::Text(text.into())), comment: String::new() };
        Line { files, answer: Some(answer), ..Line::open(of(AnswerKind::Document)) }
    };
    assert!(line("You will get it.", 0).lacks_document());
    assert!(!line("You will get it.", 1).lacks_document());
    assert!(!line("At https://trust.example.com/soc2.pdf", 0).lacks_document(), "an address leads to it");
    assert!(!Line::open(of(AnswerKind::Document)).lacks_document(), "nothing was said");
    let all = [line("You will get it.", 0), line("", 1), Line::open(of(AnswerKind::Document))];
    let count = Answered::of(&all);
    assert_eq!((count.all, count.answered, count.in_words, count.open()), (3, 2, 1, 2));
    assert_eq!(count.lacking(), "1 question is not answered, and 1 document is not given.");
}

#[test]
fn a_vendor_says_that_it_trains_by_one_question_of_the_library() {
    let asked = library().into_iter().find(|ask| ask.key.to_string() == "VQ-11").unwrap();
    assert!(asked.question.contains("to train or improve any model"), "{}", asked.question);
    let cases = [
        (Some(Said::Yes), Some(true)),
        (Some(Said::Partly), Some(true)),
        (Some(Said::No), Some(false)),
        (Some(Said::NotApplicable), None),
        (None, None),
    ];
    for (said, expected) in cases {
        let lines = [line(ask("VQ-12", 1), Some(Said::Yes)), line(asked.clone(), said.clone())];
        assert_eq!(says_it_trains(&lines), expected, "{said:?}");
    }
    assert_eq!(says_it_trains(&[line(ask("VQ-12", 1), Some(Said::Yes))]), None);
}
