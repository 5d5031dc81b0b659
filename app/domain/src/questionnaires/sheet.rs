//! A questionnaire as a sheet: out with its answers, and back in without loss.

use super::answer::{Answer, AnswerDraft};
use super::ask::{AnswerKind, Ask, Key};
use crate::import::RawRow;
use crate::refusal::{Faults, Refusal};
use std::collections::BTreeMap;

/// The heads of the columns.
pub const HEADS: [&str; 8] =
    ["Question id", "Heading", "Question", "Kind of answer", "Allowed answers", "Answer", "Does not apply", "Comment"];

/// Where a cell stands: `F12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// From 0.
    pub column: usize,
    /// As a spreadsheet counts, the heads being row 1.
    pub row: u64,
}

impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let letter = u8::try_from(self.column)
            .ok()
            .filter(|column| *column < 26)
            .map_or('?', |column| char::from(b'A' + column));
        write!(f, "{letter}{}", self.row)
    }
}

const ANSWER: usize = 5;
const NOT_APPLICABLE: usize = 6;
const COMMENT: usize = 7;

fn allowed(ask: &Ask) -> String {
    match ask.kind {
        AnswerKind::YesNo => "yes; no".to_owned(),
        AnswerKind::YesNoPartly => "yes; no; partly".to_owned(),
        AnswerKind::Choice => ask.choices.join("; "),
        AnswerKind::Text => "text".to_owned(),
        AnswerKind::Number => "a number such as 99.9".to_owned(),
        AnswerKind::Day => "a day such as 2026-11-30".to_owned(),
        AnswerKind::Document => "the address where it lies; or attach the file on the page of the link".to_owned(),
    }
}

/// The rows under the heads, a question each.
#[must_use]
pub fn rows(asks: &[Ask], answers: &BTreeMap<Key, Answer>) -> Vec<Vec<String>> {
    let row = |ask: &Ask| {
        let typed = answers.get(&ask.key).map(Answer::draft).unwrap_or_default();
        let not_applicable = if typed.not_applicable { "yes" } else { "" };
        vec![
            ask.key.to_string(),
            ask.heading.clone(),
            ask.question.clone(),
            ask.kind.label().to_owned(),
            allowed(ask),
            typed.said,
            not_applicable.to_owned(),
            typed.comment,
        ]
    };
    asks.iter().map(row).collect()
}

/// What a sheet says: an answer for each question that it answers.
pub type ReadIn = BTreeMap<Key, Answer>;

/// The answers that a sheet holds. Columns stand as [`HEADS`] has them; rows may come in any order, and some be left out.
/// What is not answered in the sheet is left as it is.
///
/// # Errors
/// [`Refusal::Invalid`] at `file`, a sentence for each cell that cannot stand, each with its place.
pub fn read_in(asks: &[Ask], heads: &[String], written: &[RawRow]) -> Result<ReadIn, Refusal> {
    let mut faults = Faults::default();
    for (column, head) in HEADS.iter().enumerate() {
        let found = heads.get(column).map(|text| text.trim()).unwrap_or_default();
        if !found.eq_ignore_ascii_case(head) {
            let cell = Cell { column, row: 1 };
            faults.add("file", format!("{cell}: here stands “{head}” in the sheet that was handed out."));
        }
    }
    faults.none()?;
    let (mut faults, mut read, mut seen) = (Faults::default(), ReadIn::new(), BTreeMap::<Key, u64>::new());
    for RawRow { row, cells } in written {
        let text = |column: usize| cells.get(column).map(String::as_str).unwrap_or_default();
        let at = |column| Cell { column, row: *row };
        let key = text(0).trim();
        let Some(ask) = asks.iter().find(|ask| ask.key.as_str() == key) else {
            let key: String = key.chars().take(40).collect();
            faults.add("file", format!("{}: “{key}” is no question of this questionnaire.", at(0)));
            continue;
        };
        if let Some(before) = seen.insert(ask.key.clone(), *row) {
            faults.add("file", format!("{}: {} stands in row {before} already.", at(0), ask.key));
            continue;
        }
        let not_applicable = match text(NOT_APPLICABLE).trim().to_lowercase().as_str() {
            "" | "no" => false,
            "yes" => true,
            _ => {
                faults.add("file", format!("{}: write yes, or leave it empty.", at(NOT_APPLICABLE)));
                continue;
            }
        };
        let draft = AnswerDraft { said: text(ANSWER).to_owned(), not_applicable, comment: text(COMMENT).to_owned() };
        match draft.check(ask) {
            Ok(answer) => read.extend(answer.map(|answer| (ask.key.clone(), answer))),
            Err(fault) => {
                let column = if fault.field.starts_with("comment") { COMMENT } else { ANSWER };
                faults.add("file", format!("{}: {}", at(column), fault.message));
            }
        }
    }
    faults.none()?;
    Ok(read)
}
