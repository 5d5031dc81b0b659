//! A plan in numbers, as `plumbline import systems --json` prints it.

use serde::Serialize;

use super::plan::Plan;
use super::reading::Remark;

/// `rows` = `created` + `changed` + `unchanged` + `identical` + the length of `refused`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Summary<'a> {
    pub rows: usize,
    pub created: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub identical: usize,
    pub refused: &'a [Remark],
    pub warnings: &'a [Remark],
}

impl<S> Plan<S> {
    #[must_use]
    pub fn summary(&self) -> Summary<'_> {
        Summary {
            rows: self.rows(),
            created: self.created.len(),
            changed: self.changed.len(),
            unchanged: self.unchanged.len(),
            identical: self.identical.len(),
            refused: &self.refused,
            warnings: &self.warnings,
        }
    }
}
