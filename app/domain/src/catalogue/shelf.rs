//! A table of the library: its rows in the order of the file, found by their id.

use std::collections::BTreeMap;
use std::fmt::Debug;

/// A row that bears an id.
pub trait Entry {
    /// What it is called by.
    type Id: Ord + Clone + Debug;

    /// Its own.
    fn id(&self) -> &Self::Id;
}

/// The rows of one table.
#[derive(Debug, Clone)]
pub struct Shelf<T: Entry> {
    rows: Vec<T>,
    places: BTreeMap<T::Id, usize>,
}

impl<T: Entry> Shelf<T> {
    /// The row of that id, if the library has it.
    #[must_use]
    pub fn get(&self, id: &T::Id) -> Option<&T> {
        self.rows.get(*self.places.get(id)?)
    }

    /// The rows in the order of the file.
    #[must_use]
    pub fn rows(&self) -> &[T] {
        &self.rows
    }

    /// The rows in the order of the file, one by one.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }

    /// How many rows it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl<T: Entry> From<Vec<T>> for Shelf<T> {
    fn from(rows: Vec<T>) -> Self {
        let places = rows.iter().zip(0..).map(|(row, place)| (row.id().clone(), place)).collect();
        Self { rows, places }
    }
}

impl<'a, T: Entry> IntoIterator for &'a Shelf<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Says by which field the rows of a table are found.
macro_rules! entry {
    ($row:ty, $id:ty) => {
        impl $crate::catalogue::shelf::Entry for $row {
            type Id = $id;

            fn id(&self) -> &$id {
                &self.id
            }
        }
    };
}
pub(super) use entry;
