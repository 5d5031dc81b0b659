//! Two versions of a text, word by word.

use similar::{ChangeTag, DiffTag, TextDiff};

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

/// A clause of two texts side by side: a line that says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clause {
    Same(String),
    /// Either side may say nothing.
    Changed {
        was: Vec<Piece>,
        is: Vec<Piece>,
    },
}

/// Two texts clause by clause, and within a clause word by word.
#[must_use]
pub fn clauses(was: &str, is: &str) -> Vec<Clause> {
    let lines = |text: &str| text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    let (was, is): (Vec<String>, Vec<String>) = (lines(was), lines(is));
    let old: Vec<&str> = was.iter().map(String::as_str).collect();
    let new: Vec<&str> = is.iter().map(String::as_str).collect();
    let diff = TextDiff::from_slices(&old, &new);
    let mut all = Vec::new();
    for op in diff.ops() {
        let (gone, came) = (op.old_range(), op.new_range());
        if op.tag() == DiffTag::Equal {
            all.extend(old.get(gone).into_iter().flatten().map(|line| Clause::Same((*line).to_owned())));
            continue;
        }
        let (gone, came) = (old.get(gone).unwrap_or_default(), new.get(came).unwrap_or_default());
        for place in 0..gone.len().max(came.len()) {
            all.push(changed(gone.get(place).copied(), came.get(place).copied()));
        }
    }
    all
}

fn changed(was: Option<&str>, is: Option<&str>) -> Clause {
    let pieces = compared(was.unwrap_or_default(), is.unwrap_or_default());
    let side = |new: bool| {
        let of = |piece: &&Piece| match piece {
            Piece::Same(_) => true,
            Piece::Gone(_) => !new,
            Piece::New(_) => new,
        };
        pieces.iter().filter(of).cloned().collect()
    };
    Clause::Changed { was: side(false), is: side(true) }
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

    #[test]
    fn clauses_stand_side_by_side_and_those_alike_once() {
        let all = clauses(
            "## Scope\n\nAll.\n\nKept for six months.\n",
            "## Scope\n\nAll.\n\nKept for twelve months.\n\nCounted.\n",
        );
        assert_eq!(all.iter().filter(|clause| matches!(clause, Clause::Same(_))).count(), 2);
        let Some(Clause::Changed { was, is }) = all.get(2) else { panic!("{all:?}") };
        assert!(was.contains(&Piece::Gone("six".into())) && is.contains(&Piece::New("twelve".into())), "{all:?}");
        assert_eq!(all.last(), Some(&Clause::Changed { was: vec![], is: vec![Piece::New("Counted.".into())] }));
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
