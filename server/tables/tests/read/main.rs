//! Tables out of real bytes, and what an import makes of them.
#![cfg(test)]

mod federal;
mod files;
mod rubbish;
mod workbooks;

use std::io::Read;

use domain::import::{Existing, Fitted, Known, Mapping, NameKey, Plan, RawRow, Step, plan};
use tables::{Source, Table, TableFault, read, read_small, read_whole};

const EXCERPT: &[u8] = include_bytes!("../data/federal-2024-excerpt.csv");

/// The whole federal inventory.
fn federal() -> Vec<u8> {
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(include_bytes!("../data/federal-2024.csv.gz").as_slice())
        .read_to_end(&mut bytes)
        .unwrap();
    bytes
}

fn open(source: impl Into<Source>) -> Table {
    read(source, "inventory.csv").unwrap()
}

/// Every cell of a table, rows numbered.
fn cells(table: &mut Table) -> Vec<(u64, Vec<String>)> {
    table.rows().map(|row| row.map(|RawRow { row, cells }| (row, cells)).unwrap()).collect()
}

fn fitted(table: &Table) -> Fitted {
    Mapping::propose(table.headers()).fit(table.headers()).unwrap()
}

fn planned(table: &mut Table, existing: &Existing<usize>) -> Plan<usize> {
    let mapping = fitted(table);
    plan(table.rows(), &mapping, existing)
}

/// created, changed, unchanged, identical, refused
fn counts(plan: &Plan<usize>) -> [usize; 5] {
    [plan.created.len(), plan.changed.len(), plan.unchanged.len(), plan.identical.len(), plan.refused.len()]
}

/// What the inventory knows after the table was imported into an empty one.
fn imported(table: &mut Table) -> Existing<usize> {
    let mapping = fitted(table);
    let agreed = planned(table, &Existing::default()).without_refused().unwrap();
    let steps = agreed.steps(table.rows(), &mapping).enumerate();
    let known = steps.map(|(id, step)| match step.unwrap() {
        Step::Create { entry, prints, .. } | Step::Change { entry, prints, .. } => {
            let external_id = entry.external_id.clone();
            Known { id, external_id, name: NameKey::of(&entry), prints: Some(prints) }
        }
    });
    known.collect()
}
