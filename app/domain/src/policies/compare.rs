//! Two versions of a text, word by word.

use similar::{ChangeTag, DiffTag, TextDiff};

/// Steps that one comparison may take. Telling n pieces from m others takes as many as the square of both together, when
/// they have nothing in common: beyond this, what stands between the same beginning and the same end is changed as a whole.
const STEPS: usize = 64_000_000;

/// The steps that are left to a comparison.
struct Steps(usize);

impl Steps {
    /// Whether there are enough for so many pieces on both sides; they are taken then.
    fn suffice(&mut self, was: usize, is: usize) -> bool {
        let both = was.saturating_add(is);
        // One side alone is told at a glance.
        let needed = if was == 0 || is == 0 { both } else { both.saturating_mul(both) };
        let left = self.0.checked_sub(needed);
        self.0 = left.unwrap_or(self.0);
        left.is_some()
    }
}

/// How many pieces both begin with, and how many of the rest both end with.
fn alike<T: PartialEq>(was: &[T], is: &[T]) -> (usize, usize) {
    let before = was.iter().zip(is).take_while(|(was, is)| was == is).count();
    let rest = |all: &[T]| all.len() - before;
    let after = was.iter().rev().zip(is.iter().rev()).take_while(|(was, is)| was == is).count();
    (before, after.min(rest(was)).min(rest(is)))
}

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
    word_by_word(was, is, &mut Steps(STEPS))
}

fn word_by_word(was: &str, is: &str, steps: &mut Steps) -> Vec<Piece> {
    let words = |text: &str| text.split_inclusive(char::is_whitespace).map(str::to_owned).collect::<Vec<_>>();
    let (old, new) = (words(was), words(is));
    let (before, after) = alike(&old, &new);
    // A word, and the space behind it.
    let between = |all: &[String]| 2 * (all.len() - before - after);
    if !steps.suffice(between(&old), between(&new)) {
        let part = |all: &[String], from: usize, to: usize| all.get(from..to).unwrap_or_default().concat();
        let (old_end, new_end) = (old.len() - after, new.len() - after);
        let pieces = [
            Piece::Same(part(&old, 0, before)),
            Piece::Gone(part(&old, before, old_end)),
            Piece::New(part(&new, before, new_end)),
            Piece::Same(part(&old, old_end, old.len())),
        ];
        let says = |piece: &Piece| match piece {
            Piece::Same(text) | Piece::Gone(text) | Piece::New(text) => !text.is_empty(),
        };
        return pieces.into_iter().filter(says).collect();
    }
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

/// Two texts clause by clause, and within a clause word by word, in a bounded number of steps.
#[must_use]
pub fn clauses(was: &str, is: &str) -> Vec<Clause> {
    clause_by_clause(was, is, &mut Steps(STEPS))
}

fn clause_by_clause(was: &str, is: &str, steps: &mut Steps) -> Vec<Clause> {
    let lines = |text: &str| text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    let (was, is): (Vec<String>, Vec<String>) = (lines(was), lines(is));
    let old: Vec<&str> = was.iter().map(String::as_str).collect();
    let new: Vec<&str> = is.iter().map(String::as_str).collect();
    let (before, after) = alike(&old, &new);
    let same = |lines: Option<&[&str]>| {
        lines.unwrap_or_default().iter().map(|line| Clause::Same((*line).to_owned())).collect()
    };
    if !steps.suffice(old.len() - before - after, new.len() - before - after) {
        let (old_end, new_end) = (old.len() - after, new.len() - after);
        let mut all: Vec<Clause> = same(old.get(..before));
        all.extend(changes(old.get(before..old_end), new.get(before..new_end), steps));
        all.extend::<Vec<_>>(same(old.get(old_end..)));
        return all;
    }
    let diff = TextDiff::from_slices(&old, &new);
    let mut all = Vec::new();
    for op in diff.ops() {
        let (gone, came) = (op.old_range(), op.new_range());
        if op.tag() == DiffTag::Equal {
            all.extend::<Vec<_>>(same(old.get(gone)));
            continue;
        }
        all.extend(changes(old.get(gone), new.get(came), steps));
    }
    all
}

/// What was and what came in its place, the first against the first.
fn changes(was: Option<&[&str]>, is: Option<&[&str]>, steps: &mut Steps) -> Vec<Clause> {
    let (was, is) = (was.unwrap_or_default(), is.unwrap_or_default());
    let places = 0..was.len().max(is.len());
    places.map(|place| changed(was.get(place).copied(), is.get(place).copied(), steps)).collect()
}

fn changed(was: Option<&str>, is: Option<&str>, steps: &mut Steps) -> Clause {
    let pieces = word_by_word(was.unwrap_or_default(), is.unwrap_or_default(), steps);
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

    /// Without a bound this took minutes.
    #[test]
    fn two_large_texts_with_nothing_in_common_are_changed_as_a_whole() {
        let text = |letter: char| (0..25_000).map(|no| format!("{letter}{no}\n\n")).collect::<String>();
        let (was, is) = (format!("Both\n{}End\n", text('a')), format!("Both\n{}End\n", text('b')));
        let all = clauses(&was, &is);
        assert_eq!(all.len(), 25_002);
        assert_eq!((all.first(), all.last()), (Some(&Clause::Same("Both".into())), Some(&Clause::Same("End".into()))));
        let both = Clause::Changed { was: vec![Piece::Gone("a0".into())], is: vec![Piece::New("b0".into())] };
        assert_eq!(all.get(1), Some(&both));
        let line = |text: &str| text.replace('\n', " ");
        let pieces = compared(&line(&was), &line(&is));
        let [Piece::Same(first), Piece::Gone(_), Piece::New(_), Piece::Same(last)] = pieces.as_slice() else {
            panic!("{} pieces", pieces.len())
        };
        assert_eq!((first.as_str(), last.as_str()), ("Both ", " End "));
    }

    /// The texts of clauses, put together again.
    fn sides(all: &[Clause]) -> (Vec<String>, Vec<String>) {
        let mut sides = (Vec::new(), Vec::new());
        let said = |piece: &Piece| match piece {
            Piece::Same(text) | Piece::Gone(text) | Piece::New(text) => text.clone(),
        };
        let text = |pieces: &[Piece]| pieces.iter().map(said).collect::<String>();
        for clause in all {
            let (was, is) = match clause {
                Clause::Same(text) => (text.clone(), text.clone()),
                Clause::Changed { was, is } => (text(was), text(is)),
            };
            sides.0.extend(Some(was).filter(|text| !text.is_empty()));
            sides.1.extend(Some(is).filter(|text| !text.is_empty()));
        }
        sides
    }

    proptest! {
        #[test]
        fn with_however_few_steps_both_texts_can_be_put_together_again(
            was in "([a-c]{1,2} ?\n?){0,30}", is in "([a-c]{1,2} ?\n?){0,30}", steps in 0..400_usize,
        ) {
            let lines = |text: &str| {
                let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
                lines.map(str::to_owned).collect::<Vec<_>>()
            };
            let mut left = Steps(steps);
            let all = clause_by_clause(&was, &is, &mut left);
            prop_assert!(left.0 <= steps);
            prop_assert_eq!(sides(&all), (lines(&was), lines(&is)));
        }

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
