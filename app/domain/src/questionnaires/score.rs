//! The score: the weight of what is favourable, of the weight of all that was answered and scored.

use super::ask::Key;
use super::reading::{Line, Reading, Verdict};
use std::fmt;

/// What answers come to, in weights. Half a weight is why the sums are doubled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Twice the weight of what is favourable, once that of what is partly so.
    pub halves: u32,
    /// The weight of what was answered and scored.
    pub scored: u32,
    /// The weight of what does not apply.
    pub set_aside: u32,
    /// The weight of what was not answered.
    pub unanswered: u32,
    /// The weight of what waits to be judged.
    pub waits: u32,
    /// Knock-out questions that were answered unfavourably.
    pub knocked_out_by: Vec<Key>,
}

/// Tenths of a percent, rounded down: 99.9 % is never all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tenths(pub u32);

impl fmt::Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}\u{a0}%", self.0 / 10, self.0 % 10)
    }
}

impl Score {
    /// Favourable weight as half weights, and the half weights of all that was scored; none where nothing was.
    #[must_use]
    pub fn ratio(&self) -> Option<(u32, u32)> {
        (self.scored > 0).then_some((self.halves, 2 * self.scored))
    }

    /// The ratio in tenths of a percent.
    #[must_use]
    pub fn tenths(&self) -> Option<Tenths> {
        let (part, whole) = self.ratio()?;
        let tenths = u64::from(part) * 1_000 / u64::from(whole);
        u32::try_from(tenths).ok().map(Tenths)
    }

    /// The share and what it is of: “83.3 % of what was judged, 30 of 59 in weight”. None where nothing was scored.
    #[must_use]
    pub fn of_what(&self) -> Option<String> {
        let (tenths, scored, all) = (self.tenths()?, self.scored, self.all());
        Some(if scored == all {
            format!("{tenths} of all {all} in weight")
        } else {
            format!("{tenths} of what was judged, {scored} of {all} in weight")
        })
    }

    /// A knock-out question was answered unfavourably: the score does not matter.
    #[must_use]
    pub const fn is_knocked_out(&self) -> bool {
        !self.knocked_out_by.is_empty()
    }

    /// The favourable weight as people read it: `41.5`.
    #[must_use]
    pub fn favourable(&self) -> String {
        let half = if self.halves % 2 == 1 { ".5" } else { "" };
        format!("{}{half}", self.halves / 2)
    }

    /// The weight of all questions.
    #[must_use]
    pub const fn all(&self) -> u32 {
        self.scored + self.set_aside + self.unanswered + self.waits
    }
}

/// The score of some answers, in any order.
pub fn score<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Score {
    lines.into_iter().fold(Score::default(), |mut score, line| {
        let weight = u32::from(line.ask.weight);
        match line.reading() {
            Reading::Unanswered => score.unanswered += weight,
            Reading::SetAside => score.set_aside += weight,
            Reading::Waits => score.waits += weight,
            Reading::Told(verdict) => {
                score.scored += weight;
                score.halves += match verdict {
                    Verdict::Favourable => 2 * weight,
                    Verdict::Partly => weight,
                    Verdict::Unfavourable => 0,
                };
            }
        }
        if line.knocks_out() {
            score.knocked_out_by.push(line.ask.key.clone());
            score.knocked_out_by.sort();
        }
        score
    })
}
