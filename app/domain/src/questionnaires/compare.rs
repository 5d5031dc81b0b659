//! This questionnaire beside the one before it, question by question.

use super::answer::Said;
use super::ask::Key;
use super::reading::{Line, Reading};
use crate::words::word;

word! {
    /// What became of a question since last time.
    pub enum How {
        Changed = "changed", "Answered otherwise",
        New = "new", "Not asked last time",
        Gone = "gone", "No longer asked",
        Same = "same", "Answered the same",
    }
}

/// A question that stands in either of two questionnaires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub key: Key,
    pub question: String,
    pub how: How,
    /// What was said last time, and what it amounted to.
    pub was: Option<(Option<Said>, Reading)>,
    /// The same this time.
    pub is: Option<(Option<Said>, Reading)>,
}

/// Every question of both: those of this one in their order, then those that are no longer asked. An answer is the same when
/// the same was said; a comment or a file beside it makes no difference.
#[must_use]
pub fn compare(before: &[Line], now: &[Line]) -> Vec<Difference> {
    let told = |line: &Line| (line.said().cloned(), line.reading());
    let was = |key: &Key| before.iter().find(|line| line.ask.key == *key).map(told);
    let here = now.iter().map(|line| {
        let (was, is) = (was(&line.ask.key), told(line));
        let how = match &was {
            None => How::New,
            Some((said, _)) if *said == is.0 => How::Same,
            Some(_) => How::Changed,
        };
        Difference { key: line.ask.key.clone(), question: line.ask.question.clone(), how, was, is: Some(is) }
    });
    let gone = before.iter().filter(|line| now.iter().all(|other| other.ask.key != line.ask.key)).map(|line| {
        let (key, question) = (line.ask.key.clone(), line.ask.question.clone());
        Difference { key, question, how: How::Gone, was: Some(told(line)), is: None }
    });
    here.chain(gone).collect()
}
