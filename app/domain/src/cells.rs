//! The crossing of criterion and subject: the weakest key control there, and which controls are weak at all.

use crate::finding::{Finding, Reason};
use crate::words::CriterionId;
use serde::{Deserialize, Serialize};

/// What stands where a criterion meets a subject. In rising order: the weakest is the smallest that is neither empty
/// nor excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Cell {
    /// Something could not be computed.
    Failed,
    Gap(Reason),
    /// It is not known whether something is asked.
    Unknown,
    Met,
    /// All that is asked is excluded.
    Excluded,
    /// Nothing is asked. Blank, and never counted as met.
    Empty,
}

impl Cell {
    /// The weakest of the findings that count here.
    #[must_use]
    pub fn of(findings: impl IntoIterator<Item = Finding>) -> Self {
        findings.into_iter().map(Self::from).min().unwrap_or(Self::Empty)
    }

    /// One byte for storing.
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Self::Empty => 0,
            Self::Excluded => 1,
            Self::Failed => 2,
            Self::Unknown => 3,
            Self::Met => 4,
            Self::Gap(reason) => GAP + reason as u8,
        }
    }

    /// The cell of a byte; one that no cell has reads failed.
    #[must_use]
    pub fn from_byte(byte: u8) -> Self {
        match byte {
            0 => Self::Empty,
            1 => Self::Excluded,
            3 => Self::Unknown,
            4 => Self::Met,
            other => {
                let reason = other.checked_sub(GAP).and_then(|i| Reason::ALL.get(usize::from(i)));
                reason.map_or(Self::Failed, |reason| Self::Gap(*reason))
            }
        }
    }
}

const GAP: u8 = 16;

impl From<Finding> for Cell {
    fn from(finding: Finding) -> Self {
        match finding {
            Finding::NotAsked => Self::Empty,
            Finding::Excluded => Self::Excluded,
            Finding::Failed => Self::Failed,
            Finding::Gap(reason) => Self::Gap(reason),
            Finding::Unknown(_) => Self::Unknown,
            Finding::Met => Self::Met,
        }
    }
}

/// Some of an organisation's controls, by number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ControlSet(Vec<u64>);

impl ControlSet {
    pub fn insert(&mut self, no: usize) {
        let word = no / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        if let Some(bits) = self.0.get_mut(word) {
            *bits |= 1 << (no % 64);
        }
    }

    #[must_use]
    pub fn contains(&self, no: usize) -> bool {
        self.0.get(no / 64).is_some_and(|bits| bits >> (no % 64) & 1 == 1)
    }

    /// Adds the others.
    pub fn extend(&mut self, others: &Self) {
        if self.0.len() < others.0.len() {
            self.0.resize(others.0.len(), 0);
        }
        for (bits, more) in self.0.iter_mut().zip(&others.0) {
            *bits |= more;
        }
    }

    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|bits| bits.to_le_bytes()).collect()
    }

    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let word = |chunk: &[u8]| chunk.iter().rev().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        Self(bytes.chunks(8).map(word).collect())
    }
}

/// One subject in one programme: a cell for each of the 61 criteria, and the controls with a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    pub cells: [Cell; 61],
    /// Controls, key or not, of which a requirement on this subject is a gap or failed.
    pub weak: ControlSet,
}

impl Default for Face {
    fn default() -> Self {
        Self { cells: [Cell::Empty; 61], weak: ControlSet::default() }
    }
}

impl Face {
    #[must_use]
    pub fn cell(&self, criterion: CriterionId) -> Cell {
        self.cells.get(criterion.index()).copied().unwrap_or(Cell::Failed)
    }

    /// Takes a finding of a requirement of control `no`, which is key for `key_for`.
    pub fn take(&mut self, no: usize, key_for: impl IntoIterator<Item = CriterionId>, finding: Finding) {
        let found = Cell::from(finding);
        if matches!(found, Cell::Failed | Cell::Gap(_)) {
            self.weak.insert(no);
        }
        for criterion in key_for {
            if let Some(cell) = self.cells.get_mut(criterion.index()) {
                *cell = found.min(*cell);
            }
        }
    }

    #[must_use]
    pub fn is_blank(&self) -> bool {
        *self == Self::default()
    }

    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.cells.iter().map(|cell| cell.byte()).chain(self.weak.bytes()).collect()
    }

    /// A face of stored bytes; what is missing reads failed.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let mut cells = [Cell::Failed; 61];
        for (cell, byte) in cells.iter_mut().zip(bytes) {
            *cell = Cell::from_byte(*byte);
        }
        Self { cells, weak: ControlSet::from_bytes(bytes.get(61..).unwrap_or_default()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_cell() -> Vec<Cell> {
        let plain = [Cell::Failed, Cell::Unknown, Cell::Met, Cell::Excluded, Cell::Empty];
        plain.into_iter().chain(Reason::ALL.iter().map(|reason| Cell::Gap(*reason))).collect()
    }

    #[test]
    fn the_weakest_wins_and_what_is_empty_or_excluded_never_does() {
        let gap = Finding::Gap(Reason::Stale);
        let unknown = Finding::Unknown(crate::words::Trait::Agentic.into());
        assert_eq!(Cell::of([Finding::Met, gap, unknown]), Cell::Gap(Reason::Stale));
        assert_eq!(Cell::of([gap, Finding::Failed]), Cell::Failed);
        assert_eq!(Cell::of([Finding::Met, unknown]), Cell::Unknown);
        assert_eq!(Cell::of([Finding::Met, Finding::Excluded, Finding::NotAsked]), Cell::Met);
        assert_eq!(Cell::of([Finding::Excluded, Finding::NotAsked]), Cell::Excluded);
        assert_eq!(Cell::of([Finding::NotAsked]), Cell::Empty);
    }

    #[test]
    fn every_cell_survives_its_byte_and_a_strange_byte_reads_failed() {
        for cell in every_cell() {
            assert_eq!(Cell::from_byte(cell.byte()), cell);
        }
        assert_eq!(Cell::from_byte(255), Cell::Failed);
        assert_eq!(Face::from_bytes(&[]).cell(CriterionId::CC1_1), Cell::Failed);
    }

    #[test]
    fn a_face_survives_its_bytes() {
        let mut face = Face::default();
        face.take(3, [CriterionId::CC7_2], Finding::Gap(Reason::Stale));
        face.take(130, [], Finding::Failed);
        face.take(4, [CriterionId::CC7_2], Finding::Met);
        let again = Face::from_bytes(&face.bytes());
        assert_eq!(again, face);
        assert!(again.weak.contains(3) && again.weak.contains(130) && !again.weak.contains(4));
        assert_eq!(again.cell(CriterionId::CC7_2), Cell::Gap(Reason::Stale));
    }
}
