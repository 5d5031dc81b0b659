//! Readiness of a programme: each criterion in scope by its weakest cell, counted without flattery.

use crate::asked::CriterionSet;
use crate::cells::{Cell, ControlSet, Face};
use crate::finding::Reason;
use crate::ids::PolicyId;
use crate::words::{Categories, Category, CriterionId, word};
use serde::{Deserialize, Serialize};

word! {
    /// How a criterion stands, weakest first.
    pub enum State {
        Failed = "failed", "Failed",
        Gap = "gap", "Gap",
        Unknown = "unknown", "Unknown",
        Met = "met", "Met",
    }
}

/// A control as one programme uses it at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The control's number.
    pub no: usize,
    /// The criteria it is mapped to.
    pub criteria: CriterionSet,
    /// Those of them for which it is key in this programme; the rest it supports.
    pub key_for: CriterionSet,
}

/// What a programme is at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    pub categories: Categories,
    /// Set aside as not applicable by two people, one an executive.
    pub not_applicable: CriterionSet,
    /// Criteria whose key controls two people concluded to be enough, and the conclusion is in force.
    pub concluded: CriterionSet,
    /// Adopted controls.
    pub uses: Vec<Use>,
    /// Policies past their review day, each with the criteria that it serves.
    pub overdue: Vec<(PolicyId, CriterionSet)>,
}

impl Frame {
    /// The criteria that count.
    #[must_use]
    pub fn in_scope(&self) -> CriterionSet {
        CriterionSet(CriterionSet::from(self.categories).0 & !self.not_applicable.0)
    }
}

/// How many cells of a criterion are in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellCounts {
    pub met: u32,
    pub gap: u32,
    pub unknown: u32,
    pub failed: u32,
    pub empty: u32,
    pub excluded: u32,
}

impl CellCounts {
    fn add(&mut self, cell: Cell) {
        let count = match cell {
            Cell::Failed => &mut self.failed,
            Cell::Gap(_) => &mut self.gap,
            Cell::Unknown => &mut self.unknown,
            Cell::Met => &mut self.met,
            Cell::Excluded => &mut self.excluded,
            Cell::Empty => &mut self.empty,
        };
        *count += 1;
    }
}

/// How one criterion stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionReading {
    pub id: CriterionId,
    pub state: State,
    /// Why, when it is a gap.
    pub reason: Option<Reason>,
    /// Supporting controls with a gap, and policies past their review day: shown beside, never as colour.
    pub weaknesses: u32,
    pub cells: CellCounts,
}

/// Counts of criteria by state; their sum is the criteria in scope.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub met: u32,
    pub gap: u32,
    pub unknown: u32,
    pub failed: u32,
}

impl Counts {
    #[must_use]
    pub const fn in_scope(self) -> u32 {
        self.met + self.gap + self.unknown + self.failed
    }

    fn add(&mut self, state: State) {
        match state {
            State::Failed => self.failed += 1,
            State::Gap => self.gap += 1,
            State::Unknown => self.unknown += 1,
            State::Met => self.met += 1,
        }
    }
}

/// The design reading of a programme at an instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readiness {
    pub counts: Counts,
    /// Criteria of the chosen categories that were set aside.
    pub not_applicable: Vec<CriterionId>,
    /// In the order of the standard; those in scope only.
    pub criteria: Vec<CriterionReading>,
}

/// Reads a programme: the weakest cell of each criterion that is neither empty nor excluded, over the faces of the
/// organisation and of every system in scope.
#[must_use]
pub fn readiness<'a>(frame: &Frame, faces: impl IntoIterator<Item = &'a Face>) -> Readiness {
    let mut columns = [Column::default(); 61];
    let mut weak = ControlSet::default();
    for face in faces {
        weak.extend(&face.weak);
        for (column, cell) in columns.iter_mut().zip(face.cells) {
            column.take(cell);
        }
    }
    let in_scope = frame.in_scope();
    let criteria = in_scope.iter().zip_columns(&columns);
    let criteria: Vec<_> = criteria.map(|(id, column)| frame.criterion(id, column, &weak)).collect();
    let mut counts = Counts::default();
    criteria.iter().for_each(|criterion| counts.add(criterion.state));
    let chosen = CriterionSet::from(frame.categories);
    Readiness {
        counts,
        not_applicable: frame.not_applicable.iter().filter(|c| chosen.contains(*c)).collect(),
        criteria,
    }
}

/// The cells of one criterion.
#[derive(Clone, Copy, Debug)]
struct Column {
    weakest: Cell,
    counts: CellCounts,
}

impl Default for Column {
    fn default() -> Self {
        Self { weakest: Cell::Empty, counts: CellCounts::default() }
    }
}

impl Column {
    fn take(&mut self, cell: Cell) {
        self.weakest = self.weakest.min(cell);
        self.counts.add(cell);
    }
}

trait ZipColumns: Iterator<Item = CriterionId> + Sized {
    fn zip_columns(self, columns: &[Column; 61]) -> impl Iterator<Item = (CriterionId, Column)> {
        self.map(|id| (id, columns.get(id.index()).copied().unwrap_or_default()))
    }
}

impl<I: Iterator<Item = CriterionId>> ZipColumns for I {}

impl Frame {
    fn criterion(&self, id: CriterionId, column: Column, weak: &ControlSet) -> CriterionReading {
        let (state, reason) = self.state(id, column.weakest);
        let supporting = self.uses.iter().filter(|u| u.criteria.contains(id) && !u.key_for.contains(id));
        let weaknesses = supporting.filter(|u| weak.contains(u.no)).count();
        let overdue = self.overdue.iter().filter(|(_, criteria)| criteria.contains(id)).count();
        let weaknesses = u32::try_from(weaknesses + overdue).unwrap_or(u32::MAX);
        CriterionReading { id, state, reason, weaknesses, cells: column.counts }
    }

    /// A criterion without a key control, with nothing left, or whose conclusion is missing is a gap, however well its
    /// cells look.
    fn state(&self, id: CriterionId, weakest: Cell) -> (State, Option<Reason>) {
        let gap = |reason| (State::Gap, Some(reason));
        if !self.uses.iter().any(|u| u.key_for.contains(id)) {
            return gap(Reason::NoKeyControl);
        }
        match weakest {
            Cell::Failed => (State::Failed, None),
            Cell::Gap(reason) => gap(reason),
            Cell::Empty | Cell::Excluded => gap(Reason::NothingLeft),
            Cell::Unknown | Cell::Met if !self.concluded.contains(id) => gap(Reason::NotConcluded),
            Cell::Unknown => (State::Unknown, None),
            Cell::Met => (State::Met, None),
        }
    }
}

impl Readiness {
    /// The same counts for one category.
    #[must_use]
    pub fn category(&self, category: Category) -> Counts {
        let mut counts = Counts::default();
        self.criteria.iter().filter(|c| c.id.category() == category).for_each(|c| counts.add(c.state));
        counts
    }

    #[must_use]
    pub fn criterion(&self, id: CriterionId) -> Option<&CriterionReading> {
        self.criteria.iter().find(|criterion| criterion.id == id)
    }
}

/// A criterion that stands otherwise in two readings; `None` where it was not in scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub id: CriterionId,
    pub before: Option<State>,
    pub after: Option<State>,
}

/// The criteria that stand otherwise, in the order of the standard.
#[must_use]
pub fn difference(before: &Readiness, after: &Readiness) -> Vec<Change> {
    let state = |reading: &Readiness, id| reading.criterion(id).map(|criterion| criterion.state);
    let changes =
        CriterionId::ALL.iter().map(|id| Change { id: *id, before: state(before, *id), after: state(after, *id) });
    changes.filter(|change| change.before != change.after).collect()
}

/// Since when a criterion stands as it does in the last of these readings, told in the order of time: the first of the
/// unbroken run of readings in which it does. `None` of no reading.
pub fn since<'a, T: Copy>(history: impl DoubleEndedIterator<Item = (T, &'a Readiness)>, id: CriterionId) -> Option<T> {
    let mut back = history.rev().map(|(at, reading)| (at, reading.criterion(id).map(|criterion| criterion.state)));
    let (at, last) = back.next()?;
    back.take_while(|(_, state)| *state == last).last().map_or(Some(at), |(at, _)| Some(at))
}

#[cfg(test)]
mod tests;
