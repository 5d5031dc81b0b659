//! Who has what is unproven in hand, and until when it is due: as the board of tasks says it.

use crate::asking::Asking;
use crate::error::Result;
use crate::reading::Asked;
use crate::ui::dates::counted;
use domain::tasks::{Line, Stage, Wanted, lines};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use store::Names;

/// By the requirement's number; of the past nothing is told.
#[derive(Debug, Default)]
pub(crate) struct InHand(BTreeMap<i64, Line>);

impl InHand {
    pub async fn of(asking: &Asking, asked: &Asked) -> Result<Self> {
        if asked.is_past() {
            return Ok(Self::default());
        }
        let board = asking.board().await?;
        let unproven = board.shares.iter().filter(|share| matches!(share.stage, Stage::Open | Stage::Waiting));
        let lines = lines(unproven, &Wanted::default(), asking.today);
        Ok(Self(lines.into_iter().map(|line| (line.requirement, line)).collect()))
    }

    /// Who has some of these, by name when it is one.
    pub fn who(&self, requirements: &[i64], names: &Names) -> Option<String> {
        let people: BTreeSet<_> = self.lines(requirements).flat_map(|line| line.people.iter().copied()).collect();
        match people.len() {
            0 => None,
            1 => people.first().map(|person| names.of(*person).to_owned()),
            several => Some(counted(several, "person", "people")),
        }
    }

    /// The first day on which one of these is due.
    pub fn due(&self, requirements: &[i64]) -> Option<Date> {
        self.lines(requirements).map(|line| line.due).min()
    }

    fn lines(&self, requirements: &[i64]) -> impl Iterator<Item = &Line> {
        requirements.iter().filter_map(|no| self.0.get(no))
    }
}
