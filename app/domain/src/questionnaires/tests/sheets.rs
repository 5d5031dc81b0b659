//! A questionnaire as a sheet goes out and comes back.

use super::*;
use crate::import::RawRow;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn heads() -> Vec<String> {
    HEADS.map(str::to_owned).to_vec()
}

fn raw(rows: Vec<Vec<String>>) -> Vec<RawRow> {
    (2..).zip(rows).map(|(row, cells)| RawRow { row, cells }).collect()
}

#[test]
fn bad_cells_are_told_with_their_place() {
    let asks: Vec<_> = library().take(3).collect();
    let mut sheet = rows(&asks, &BTreeMap::new());
    sheet[0][0] = "VQ-99".into();
    sheet[1][5] = "perhaps".into();
    sheet[2][6] = "yes".into();
    let Refusal::Invalid(faults) = read_in(&asks, &heads(), &raw(sheet)).unwrap_err() else { panic!() };
    let told: Vec<_> = faults.iter().map(|fault| fault.message.as_str()).collect();
    assert_eq!(
        told,
        [
            "A2: “VQ-99” is no question of this questionnaire.",
            "F3: Answer yes, no or partly.",
            "H4: Say why it does not apply.",
        ]
    );
    let mut twice = rows(&asks, &BTreeMap::new());
    twice[2] = twice[0].clone();
    assert!(read_in(&asks, &heads(), &raw(twice)).unwrap_err().to_string().starts_with("A4: VQ-01 stands in row 2"));
    let mut moved = heads();
    moved.swap(5, 7);
    let refused = read_in(&asks, &moved, &[]).unwrap_err().to_string();
    assert_eq!(refused, "F1: here stands “Answer” in the sheet that was handed out.");
}

#[test]
fn what_the_sheet_does_not_answer_is_left_as_it_is() {
    let asks: Vec<_> = library().collect();
    let mut sheet = rows(&asks, &BTreeMap::new());
    sheet.reverse();
    sheet.truncate(10);
    assert_eq!(read_in(&asks, &heads(), &raw(sheet)), Ok(ReadIn::new()));
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9=+@;,'\"<>&\\-]{1,40}",
        Just("=cmd|' /C calc'!A0".to_owned()),
        Just("Line one\nline two".to_owned()),
        Just("does not apply".to_owned()),
    ]
}

proptest! {
    #[test]
    fn answers_come_back_as_they_went_out(texts in prop::collection::vec((any_text(), any_text(), 0_u8..4), 56)) {
        let asks: Vec<_> = library().collect();
        let one = |(ask, (text, comment, how)): (&Ask, &(String, String, u8))| {
            let said = match ask.kind {
                AnswerKind::YesNo | AnswerKind::YesNoPartly => "yes".to_owned(),
                AnswerKind::Number => "12.5".to_owned(),
                AnswerKind::Day => "2026-03-14".to_owned(),
                AnswerKind::Choice | AnswerKind::Text | AnswerKind::Document => text.clone(),
            };
            let comment = comment.clone();
            let draft = match how {
                0 => return None,
                1 => AnswerDraft { not_applicable: true, comment, ..AnswerDraft::default() },
                2 => AnswerDraft { comment, ..AnswerDraft::default() },
                _ => AnswerDraft { said, comment, not_applicable: false },
            };
            Some((ask.key.clone(), draft.check(ask).unwrap()?))
        };
        let given: BTreeMap<_, _> = asks.iter().zip(&texts).filter_map(one).collect();
        prop_assert_eq!(read_in(&asks, &heads(), &raw(rows(&asks, &given))), Ok(given));
    }
}
