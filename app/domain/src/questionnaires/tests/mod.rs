//! The rules of questionnaires, in tables and properties.

mod answers;
mod closing;
mod scoring;
mod sets;
mod sheets;

use super::*;
use crate::refusal::Refusal;

/// A question of our own that is answered by yes, no or partly, and favours yes.
fn ask(key: &str, weight: u16) -> Ask {
    Ask {
        key: key.parse().unwrap(),
        heading: "Heading".into(),
        question: format!("Question {key}?"),
        why: String::new(),
        kind: AnswerKind::YesNoPartly,
        choices: Vec::new(),
        weight,
        favours: Favours::Yes,
        good: "Yes".into(),
        knock_out: false,
    }
}

fn line(ask: Ask, said: Option<Said>) -> Line {
    let answer = said.map(|said| Answer { said: Some(said), comment: String::new() });
    Line { answer, ..Line::open(ask) }
}

fn fields(refusal: &Refusal) -> Vec<&str> {
    let Refusal::Invalid(faults) = refusal else { panic!("{refusal}") };
    faults.iter().map(|fault| fault.field.as_ref()).collect()
}
