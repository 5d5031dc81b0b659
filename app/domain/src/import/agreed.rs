//! A plan that may be written: nothing in it is refused. All of it is written, or nothing.

use std::iter::Peekable;
use std::slice::Iter;

use super::entry::Entry;
use super::fitted::Fitted;
use super::identity::Prints;
use super::plan::{Changed, Created, Plan};
use super::raw::{RawRow, RowFault};

/// A plan without a refused row. Only such a plan gives steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed<S>(Plan<S>);

/// Why a plan cannot do without its refused rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The file cannot be read to its end, so it does not come in even in part. Mend the file and read it again.")]
pub struct CutShort;

/// Why the steps stopped: the rows are not the ones that were planned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Astray {
    #[error("Line {0} is not what it was when the import was planned. Nothing was written; read the file again.")]
    Changed(u64),
    #[error("{0}")]
    Unreadable(RowFault),
}

/// One thing to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step<S> {
    /// A new system.
    Create { row: u64, entry: Box<Entry>, prints: Prints },
    /// What the entry says is set; what it does not say stays as it is.
    Change { row: u64, id: S, entry: Box<Entry>, prints: Prints },
}

impl<S: Copy> Plan<S> {
    /// The plan as one that may be written.
    ///
    /// # Errors
    /// The plan itself, when a row is refused: then nothing is written.
    pub fn agreed(self) -> Result<Agreed<S>, Box<Self>> {
        if self.refused.is_empty() && !self.cut_short { Ok(Agreed(self)) } else { Err(Box::new(self)) }
    }

    /// The plan for the rest of the rows, when somebody chose to leave the refused ones out.
    ///
    /// # Errors
    /// [`CutShort`] when the file could not be read to its end.
    pub fn without_refused(mut self) -> Result<Agreed<S>, CutShort> {
        self.refused.clear();
        self.agreed().map_err(|_| CutShort)
    }
}

impl<S: Copy> Agreed<S> {
    #[must_use]
    pub fn plan(&self) -> &Plan<S> {
        &self.0
    }

    /// The plan again, after it was written.
    #[must_use]
    pub fn into_plan(self) -> Plan<S> {
        self.0
    }

    /// What to write, from the same rows once more, in their order.
    pub fn steps<'a, R>(&'a self, rows: R, mapping: &'a Fitted) -> impl Iterator<Item = Result<Step<S>, Astray>> + 'a
    where
        R: IntoIterator<Item = Result<RawRow, RowFault>> + 'a,
        R::IntoIter: 'a,
    {
        let (created, changed) = (self.0.created.iter().peekable(), self.0.changed.iter().peekable());
        Steps { rows: rows.into_iter(), mapping, created, changed, over: false }
    }
}

struct Steps<'a, S, R> {
    rows: R,
    mapping: &'a Fitted,
    created: Peekable<Iter<'a, Created>>,
    changed: Peekable<Iter<'a, Changed<S>>>,
    over: bool,
}

impl<S: Copy, R: Iterator<Item = Result<RawRow, RowFault>>> Steps<'_, S, R> {
    fn step(&mut self, raw: &RawRow) -> Option<Result<Step<S>, Astray>> {
        let row = raw.row;
        if let Some(Created { prints, .. }) = self.created.next_if(|it| it.row == row) {
            let entry = self.entry(raw, *prints);
            return Some(entry.map(|entry| Step::Create { row, entry, prints: *prints }));
        }
        let Changed { id, prints, .. } = self.changed.next_if(|it| it.row == row)?;
        let entry = self.entry(raw, *prints);
        Some(entry.map(|entry| Step::Change { row, id: *id, entry, prints: *prints }))
    }

    fn entry(&self, raw: &RawRow, planned: Prints) -> Result<Box<Entry>, Astray> {
        let astray = Astray::Changed(raw.row);
        let Ok(reading) = self.mapping.read(raw) else { return Err(astray) };
        let same = self.mapping.prints(raw, &reading.entry) == planned;
        if same { Ok(Box::new(reading.entry)) } else { Err(astray) }
    }

    /// What was planned and did not come.
    fn missing(&mut self) -> Option<Result<Step<S>, Astray>> {
        let created = self.created.peek().map(|it| it.row);
        let row = created.or_else(|| self.changed.peek().map(|it| it.row))?;
        Some(Err(Astray::Changed(row)))
    }

    fn advance(&mut self) -> Option<Result<Step<S>, Astray>> {
        loop {
            match self.rows.next() {
                None => return self.missing(),
                Some(Err(fault)) if fault.ends_the_file => return Some(Err(Astray::Unreadable(fault))),
                // Refused when it was planned, and left out since.
                Some(Err(_)) => {}
                Some(Ok(raw)) => {
                    if let Some(step) = self.step(&raw) {
                        return Some(step);
                    }
                }
            }
        }
    }
}

impl<S: Copy, R: Iterator<Item = Result<RawRow, RowFault>>> Iterator for Steps<'_, S, R> {
    type Item = Result<Step<S>, Astray>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let step = self.advance();
        self.over = !matches!(step, Some(Ok(_)));
        step
    }
}
