//! Two versions of a text, word by word.

use similar::{ChangeTag, TextDiff};

/// A run of words that both have, or one alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Same(String),
    Gone(String),
    New(String),
}

/// What became of a text: put together, all that is same or gone is the one, all that is same or new the other.
#[must_use]
pub fn compared(was: &str, is: &str) -> Vec<Piece> {
    let diff = TextDiff::from_words(was, is);
    let mut pieces: Vec<Piece> = Vec::new();
    for change in diff.iter_all_changes() {
        let words = change.value();
        match (pieces.last_mut(), change.tag()) {
            (Some(Piece::Same(text)), ChangeTag::Equal)
            | (Some(Piece::Gone(text)), ChangeTag::Delete)
            | (Some(Piece::New(text)), ChangeTag::Insert) => text.push_str(words),
            (_, ChangeTag::Equal) => pieces.push(Piece::Same(words.to_owned())),
            (_, ChangeTag::Delete) => pieces.push(Piece::Gone(words.to_owned())),
            (_, ChangeTag::Insert) => pieces.push(Piece::New(words.to_owned())),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_words_that_changed_are_told() {
        let pieces = compared("Review every year.\n", "Review every six months.\n");
        assert!(pieces.contains(&Piece::Gone("year.".into())), "{pieces:?}");
        assert!(pieces.iter().any(|piece| matches!(piece, Piece::New(text) if text.contains("six months."))));
        assert_eq!(compared("Same.", "Same."), [Piece::Same("Same.".into())]);
        assert_eq!(compared("", ""), []);
    }

    proptest! {
        #[test]
        fn both_texts_can_be_put_together_again(was in "[a-c \n]{0,60}", is in "[a-c \n]{0,60}") {
            let pieces = compared(&was, &is);
            let side = |one: fn(&Piece) -> Option<&String>| pieces.iter().filter_map(one).cloned().collect::<String>();
            let old = side(|piece| match piece { Piece::Same(t) | Piece::Gone(t) => Some(t), Piece::New(_) => None });
            let new = side(|piece| match piece { Piece::Same(t) | Piece::New(t) => Some(t), Piece::Gone(_) => None });
            prop_assert_eq!((old, new), (was, is));
        }
    }
}
