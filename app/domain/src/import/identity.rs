//! Which system a row speaks of: by its identifier, else by the whole row, else by a name that is
//! nobody else's.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::entry::Entry;
use super::fitted::Fitted;
use super::raw::RawRow;
use super::text::one_line;

/// A SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fingerprint(pub [u8; 32]);

/// What the inventory remembers of the row that a system was last imported from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prints {
    /// Of every cell, mapped or not, with its header; without regard to blanks, line endings and the
    /// order of columns. The row's identity where there is no identifier.
    pub row: Fingerprint,
    /// Of what the row said through its mapping. Another mapping of the same row changes this alone.
    pub entry: Fingerprint,
}

/// Name, unit and department together, as a fingerprint: 46 rows of the federal inventory share theirs
/// with an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NameKey(Fingerprint);

impl NameKey {
    /// Blanks are evened out; case counts.
    #[must_use]
    pub fn new(name: &str, unit: Option<&str>, department: Option<&str>) -> Self {
        let part = |text: Option<&str>| one_line(text.unwrap_or_default());
        Self(digest([part(Some(name)), part(unit), part(department)].iter().map(String::as_str)))
    }

    #[must_use]
    pub fn of(entry: &Entry) -> Self {
        Self::new(&entry.name, entry.unit.as_deref(), entry.department.as_deref())
    }
}

impl Fitted {
    /// The fingerprint of a row as it stands in the file.
    #[must_use]
    pub fn fingerprint(&self, row: &RawRow) -> Fingerprint {
        let cells = self.by_header().iter().map(|(place, header)| {
            let cell = row.cells.get(*place).map_or_else(String::new, |cell| one_line(cell));
            (header.as_str(), cell)
        });
        let said: Vec<_> = cells.filter(|(_, cell)| !cell.is_empty()).collect();
        digest(said.iter().flat_map(|(header, cell)| [*header, cell.as_str()]))
    }

    /// Both fingerprints of a row that was read as this entry.
    #[must_use]
    pub fn prints(&self, row: &RawRow, entry: &Entry) -> Prints {
        let said = serde_json::to_string(entry).unwrap_or_default();
        Prints { row: self.fingerprint(row), entry: digest([said.as_str()]) }
    }
}

/// Of parts with their lengths, so that no two lists of parts run into one another.
fn digest<'a>(parts: impl IntoIterator<Item = &'a str>) -> Fingerprint {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    Fingerprint(hash.finalize().into())
}

/// A system of the inventory, as far as an import must know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known<S> {
    pub id: S,
    pub external_id: Option<String>,
    pub name: NameKey,
    /// None for a system that was entered by hand.
    pub prints: Option<Prints>,
}

/// The inventory as an import sees it, indexed by what can tell a system. `S` is the system's id.
#[derive(Clone, Debug)]
pub struct Existing<S> {
    systems: Vec<Known<S>>,
    by_external_id: HashMap<String, usize>,
    by_row: HashMap<Fingerprint, usize>,
    by_name: HashMap<NameKey, Vec<usize>>,
    /// Names and addresses of people, in small letters, with how many have each.
    people: HashMap<String, usize>,
}

impl<S> Default for Existing<S> {
    fn default() -> Self {
        Self {
            systems: Vec::new(),
            by_external_id: HashMap::new(),
            by_row: HashMap::new(),
            by_name: HashMap::new(),
            people: HashMap::new(),
        }
    }
}

impl<S> Existing<S> {
    pub fn add(&mut self, known: Known<S>) {
        let at = self.systems.len();
        if let Some(id) = &known.external_id {
            self.by_external_id.entry(one_line(id)).or_insert(at);
        }
        if let Some(prints) = known.prints {
            self.by_row.entry(prints.row).or_insert(at);
        }
        self.by_name.entry(known.name).or_default().push(at);
        self.systems.push(known);
    }

    /// Somebody who can own a system, by a name or an address.
    pub fn add_person(&mut self, said: &str) {
        *self.people.entry(one_line(said).to_lowercase()).or_default() += 1;
    }

    /// How many people the words of a file can mean; none is asked where nobody was added.
    pub(super) fn people_called(&self, said: &str) -> Option<usize> {
        let many = || self.people.get(&one_line(said).to_lowercase()).copied().unwrap_or_default();
        (!self.people.is_empty()).then(many)
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.systems.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.systems.is_empty()
    }

    pub(super) fn at(&self, place: usize) -> Option<&Known<S>> {
        self.systems.get(place)
    }

    pub(super) fn by_external_id(&self, id: &str) -> Option<usize> {
        self.by_external_id.get(id).copied()
    }

    pub(super) fn by_row(&self, row: Fingerprint) -> Option<usize> {
        self.by_row.get(&row).copied()
    }

    pub(super) fn by_name(&self, name: NameKey) -> &[usize] {
        self.by_name.get(&name).map_or(&[], Vec::as_slice)
    }
}

impl<S> Extend<Known<S>> for Existing<S> {
    fn extend<I: IntoIterator<Item = Known<S>>>(&mut self, known: I) {
        known.into_iter().for_each(|one| self.add(one));
    }
}

impl<S> FromIterator<Known<S>> for Existing<S> {
    fn from_iter<I: IntoIterator<Item = Known<S>>>(known: I) -> Self {
        let mut existing = Self::default();
        existing.extend(known);
        existing
    }
}
