//! What an import would do, row by row, before anything is written.
//!
//! A plan holds verdicts, not the rows themselves: a file of 200,000 rows is read twice, once to plan
//! and once to write, and never lies in memory whole.

use std::collections::{HashMap, HashSet};

use super::entry::Entry;
use super::field::SystemField;
use super::fitted::Fitted;
use super::identity::{Existing, Fingerprint, NameKey, Prints};
use super::raw::{RawRow, RowFault};
use super::reading::{Reading, Remark};
use super::text::excerpt;

/// A row that becomes a system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    pub row: u64,
    /// The beginning of its name, for lists.
    pub name: Box<str>,
    pub prints: Prints,
}

/// A row that changes a system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed<S> {
    pub row: u64,
    pub id: S,
    pub name: Box<str>,
    pub prints: Prints,
}

/// A row that repeats an earlier one of the same file, cell by cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identical {
    pub row: u64,
    pub of: u64,
}

/// What an import would do. Every row of the file is in exactly one of the first five.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan<S> {
    pub created: Vec<Created>,
    pub changed: Vec<Changed<S>>,
    /// Rows that say what the inventory has from them already.
    pub unchanged: Vec<u64>,
    pub identical: Vec<Identical>,
    pub refused: Vec<Remark>,
    /// What to look at afterwards, in the order of the rows.
    pub warnings: Vec<Remark>,
    /// Whether the file ended before its end: then it cannot come in even in part.
    pub cut_short: bool,
}

/// The most rows of a file: an inventory of more is imported in parts.
pub const MOST_ROWS: usize = 250_000;

/// What an import of these rows would do. It reads no clock and writes nothing; the same rows, mapping
/// and inventory give the same plan.
pub fn plan<S: Copy>(
    rows: impl IntoIterator<Item = Result<RawRow, RowFault>>,
    mapping: &Fitted,
    existing: &Existing<S>,
) -> Plan<S> {
    let mut planner = Planner::new(mapping, existing);
    for (row, n) in rows.into_iter().zip(1..) {
        if n > MOST_ROWS {
            planner.too_many();
            break;
        }
        match row {
            Ok(row) => planner.row(&row),
            Err(fault) => planner.unreadable(fault),
        }
        if planner.plan.cut_short {
            break;
        }
    }
    planner.finish()
}

struct Planner<'a, S> {
    mapping: &'a Fitted,
    existing: &'a Existing<S>,
    plan: Plan<S>,
    /// Rows of this file: first line by whole row, by identifier and by name.
    rows: HashMap<Fingerprint, u64>,
    identifiers: HashMap<String, u64>,
    names: HashMap<NameKey, u64>,
    /// Systems of the inventory that a row of this file has found.
    taken: HashSet<usize>,
    /// Rows that nothing but their name can place: only the whole file tells whether it can.
    waiting: Vec<Waiting>,
}

struct Waiting {
    row: Created,
    key: NameKey,
    remarks: Vec<Remark>,
    strangers: Vec<Stranger>,
}

/// Who a row names as owner or deputy, and is not one person here.
struct Stranger {
    field: SystemField,
    said: String,
    /// How many people it can mean.
    people: usize,
}

impl Stranger {
    /// `keeps`: a system that is there keeps whom it has.
    fn remark(&self, row: &Created, keeps: bool) -> Remark {
        let Self { field, said, people } = self;
        let who = match people {
            0 => "is nobody here",
            _ => "can be several people here; an e-mail address says who",
        };
        let then = if keeps { "stays as it was".to_owned() } else { format!("left without {}", a(*field)) };
        remark(row, format!("{field} “{}” {who}; {then}.", excerpt(said)))
    }
}

const fn a(field: SystemField) -> &'static str {
    if matches!(field, SystemField::Deputy) { "a deputy" } else { "an owner" }
}

impl<'a, S: Copy> Planner<'a, S> {
    fn new(mapping: &'a Fitted, existing: &'a Existing<S>) -> Self {
        let missing = mapping.missing().iter().map(|column| Remark {
            row: None,
            column: Some(column.clone()),
            reason: format!("The file has no column “{column}”. What it would fill stays as it is."),
            name: String::new(),
        });
        Self {
            mapping,
            existing,
            plan: Plan { warnings: missing.collect(), ..Plan::default() },
            rows: HashMap::new(),
            identifiers: HashMap::new(),
            names: HashMap::new(),
            taken: HashSet::new(),
            waiting: Vec::new(),
        }
    }

    fn unreadable(&mut self, fault: RowFault) {
        self.plan.cut_short |= fault.ends_the_file;
        let remark = Remark { row: Some(fault.row), column: None, reason: fault.reason, name: String::new() };
        self.plan.refused.push(remark);
    }

    fn too_many(&mut self) {
        let reason = format!("The file has more than {MOST_ROWS} rows. Import it in parts.");
        self.plan.refused.push(Remark { row: None, column: None, reason, name: String::new() });
        self.plan.cut_short = true;
    }

    fn row(&mut self, row: &RawRow) {
        match self.mapping.read(row) {
            Err(remark) => self.plan.refused.push(remark),
            Ok(reading) => self.place(row, reading),
        }
    }

    /// Finds the system that the row speaks of.
    fn place(&mut self, raw: &RawRow, Reading { entry, warnings }: Reading) {
        let prints = self.mapping.prints(raw, &entry);
        let row = Created { row: raw.row, name: excerpt(&entry.name).into(), prints };
        if let Some(first) = self.rows.get(&prints.row) {
            return self.repeats(row, *first);
        }
        if let Err(remark) = self.keep_identifier(&row, &entry) {
            return self.plan.refused.push(remark);
        }
        self.rows.insert(prints.row, raw.row);
        let key = NameKey::of(&entry);
        let mut waiting = Waiting { row, key, remarks: warnings, strangers: self.strangers(&entry) };
        self.mark_shared_name(&mut waiting);
        let identifier = entry.external_id.as_deref();
        let by_identifier = identifier.and_then(|id| self.existing.by_external_id(id));
        match by_identifier.or_else(|| self.existing.by_row(prints.row)) {
            Some(place) => self.found(place, waiting),
            None if identifier.is_some() || self.existing.by_name(key).is_empty() => self.create(waiting),
            None => self.waiting.push(waiting),
        }
    }

    fn strangers(&self, entry: &Entry) -> Vec<Stranger> {
        let named = [(SystemField::Owner, &entry.owner), (SystemField::Deputy, &entry.deputy)];
        let strangers = named.into_iter().filter_map(|(field, said)| {
            let said = said.clone()?;
            let people = self.existing.people_called(&said).filter(|people| *people != 1)?;
            Some(Stranger { field, said, people })
        });
        strangers.collect()
    }

    fn repeats(&mut self, row: Created, of: u64) {
        let reason = format!("Identical to line {of}: skipped.");
        self.plan.warnings.push(remark(&row, reason));
        self.plan.identical.push(Identical { row: row.row, of });
    }

    fn keep_identifier(&mut self, row: &Created, entry: &Entry) -> Result<(), Remark> {
        let Some(id) = &entry.external_id else { return Ok(()) };
        match self.identifiers.get(id) {
            Some(first) => {
                let id = excerpt(id);
                Err(remark(row, format!("Identifier “{id}” is on line {first} already, with other words. Keep one.")))
            }
            None => {
                self.identifiers.insert(id.clone(), row.row);
                Ok(())
            }
        }
    }

    fn mark_shared_name(&mut self, waiting: &mut Waiting) {
        let first = *self.names.entry(waiting.key).or_insert(waiting.row.row);
        if first != waiting.row.row {
            let reason = format!("Shares its name with line {first}: kept, and marked.");
            waiting.remarks.push(remark(&waiting.row, reason));
        }
    }

    fn found(&mut self, place: usize, waiting: Waiting) {
        if !self.taken.insert(place) {
            let reason = "Another line speaks of the same system already. Keep one.";
            return self.plan.refused.push(remark(&waiting.row, reason));
        }
        let Some(known) = self.existing.at(place) else { return };
        if known.prints == Some(waiting.row.prints) {
            return self.plan.unchanged.push(waiting.row.row);
        }
        self.plan.warnings.extend(waiting.remarks);
        self.plan.warnings.extend(waiting.strangers.iter().map(|it| it.remark(&waiting.row, true)));
        let Created { row, name, prints } = waiting.row;
        self.plan.changed.push(Changed { row, id: known.id, name, prints });
    }

    fn create(&mut self, waiting: Waiting) {
        let Waiting { row, key, mut remarks, strangers } = waiting;
        remarks.extend(strangers.iter().map(|it| it.remark(&row, false)));
        if self.names.get(&key) == Some(&row.row) && !self.existing.by_name(key).is_empty() {
            remarks.push(remark(&row, "Shares its name with a system in the inventory: kept, and marked."));
        }
        self.plan.warnings.extend(remarks);
        self.plan.created.push(row);
    }

    /// Places what waited. When every system of its name has found its row, the row is new. When one
    /// row and one system are left of a name that nobody else has, the system changed. Otherwise
    /// nobody can tell which one changed.
    fn finish(mut self) -> Plan<S> {
        let mut of_name: HashMap<NameKey, usize> = HashMap::new();
        for waiting in &self.waiting {
            *of_name.entry(waiting.key).or_default() += 1;
        }
        let spoken_for = self.taken.clone();
        for waiting in std::mem::take(&mut self.waiting) {
            let named = self.existing.by_name(waiting.key);
            let rows = of_name.get(&waiting.key).copied().unwrap_or_default();
            let free = named.iter().find(|place| !spoken_for.contains(place)).copied();
            match (free, named.len(), rows) {
                (None, _, _) => self.create(waiting),
                (Some(place), 1, 1) => self.found(place, waiting),
                (Some(_), systems, rows) => self.plan.refused.push(ambiguous(&waiting.row, systems, rows)),
            }
        }
        self.tell_of_what_no_column_fills();
        self.plan.in_order()
    }

    /// One remark for the file, where each row would have the same.
    fn tell_of_what_no_column_fills(&mut self) {
        if self.plan.created.is_empty() {
            return;
        }
        for (field, reason) in UNSAID {
            if !self.mapping.fields().iter().any(|(filled, _)| *filled == field) {
                let reason = reason.to_owned();
                self.plan.warnings.push(Remark { row: None, column: None, reason, name: String::new() });
            }
        }
    }
}

/// What becomes of new systems where no column of the file says a field.
const UNSAID: [(SystemField, &str); 2] = [
    (
        SystemField::Stage,
        "No column fills the stage: new systems come in without one, so what hangs on it reads unknown.",
    ),
    (SystemField::Criticality, "No column says how critical: all new systems come in as Medium."),
];

fn remark(row: &Created, reason: impl Into<String>) -> Remark {
    Remark { row: Some(row.row), column: None, reason: reason.into(), name: row.name.to_string() }
}

fn ambiguous(row: &Created, systems: usize, rows: usize) -> Remark {
    let who = match (systems, rows) {
        (1, rows) => format!("{rows} changed lines have the name of one system"),
        (systems, _) => format!("{systems} systems in the inventory have this name"),
    };
    let help = "Map a column that identifies each row, or leave the row out.";
    remark(row, format!("Ambiguous: {who}, so nobody can tell which one changed. {help}"))
}

impl<S> Default for Plan<S> {
    fn default() -> Self {
        Self {
            created: Vec::new(),
            changed: Vec::new(),
            unchanged: Vec::new(),
            identical: Vec::new(),
            refused: Vec::new(),
            warnings: Vec::new(),
            cut_short: false,
        }
    }
}

impl<S> Plan<S> {
    /// How many rows the file has below its headers.
    #[must_use]
    pub fn rows(&self) -> usize {
        let written = self.created.len() + self.changed.len();
        written + self.unchanged.len() + self.identical.len() + self.refused.len()
    }

    /// Whether there is nothing to write and nothing in the way.
    #[must_use]
    pub fn changes_nothing(&self) -> bool {
        self.created.is_empty() && self.changed.is_empty() && self.refused.is_empty()
    }

    fn in_order(mut self) -> Self {
        self.created.sort_by_key(|it| it.row);
        self.changed.sort_by_key(|it| it.row);
        self.unchanged.sort_unstable();
        self.refused.sort_by_key(|it| it.row);
        self.warnings.sort_by_key(|it| it.row);
        self
    }
}
