mod controls;
mod criteria;
mod evidence;
mod example;
mod frameworks;
mod golden;
mod reading;
mod requirements;
mod risks_and_policies;
mod steps;
mod texts;
mod vendors;

use super::tsv::Row;
use super::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

/// The shipped files as tables.
fn tables() -> Tables {
    Tables::read(|source| source.text).unwrap()
}

/// The library, with one text of one file put in place of another.
fn changed(file: &str, old: &str, new: &str) -> Result<Catalogue, Fault> {
    let text = |source: &Source| {
        if source.file != file {
            return source.text;
        }
        assert!(source.text.contains(old), "{file} says nowhere {old:?}");
        source.text.replacen(old, new, 1).leak()
    };
    Catalogue::read(&Tables::read(text)?)
}

/// One column of a table as it is written, with the id of each row.
fn column(table: &Table, name: &'static str) -> Vec<(&'static str, &'static str)> {
    table.each(|row: &Row| Ok((row.text("id")?, row.text(name)?))).unwrap()
}

/// Fails with the rows of which something is said that ought to be true of none.
#[track_caller]
fn none<T: Debug>(offenders: impl IntoIterator<Item = T>) {
    let offenders: Vec<_> = offenders.into_iter().collect();
    assert!(offenders.is_empty(), "{offenders:#?}");
}

/// Fails where two rows say the same, but for capitals.
#[track_caller]
fn all_differ<'a>(texts: impl Iterator<Item = &'a str>) {
    let mut seen = BTreeMap::new();
    texts.for_each(|text| *seen.entry(text.to_lowercase()).or_insert(0) += 1);
    none(seen.into_iter().filter(|(_, times)| *times > 1));
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

#[test]
fn the_library_reads_and_has_the_rows_it_promises() {
    let library = Catalogue::load().unwrap();
    let key = library.controls.iter().filter(|control| control.is_key()).count();
    let pairs: usize = library.controls.iter().map(|control| control.key_for.len()).sum();
    assert_eq!((library.criteria.len(), library.controls.len(), key, pairs), (61, 109, 68, 80));
    assert_eq!((library.requirements.len(), library.kinds.len()), (262, 65));
    assert_eq!((library.nist.len(), library.iso_annex.len(), library.iso_clauses.len()), (72, 38, 27));
    assert_eq!((library.eu.len(), library.risks.len(), library.policies.len()), (59, 50, 18));
    assert_eq!((library.attestations.len(), library.questions.len(), library.threats.len()), (33, 56, 105));
}

#[test]
fn a_row_is_found_by_its_id_and_only_by_that() {
    let library = catalogue();
    for control in &library.controls {
        assert_eq!(library.controls.get(&control.id), Some(control));
    }
    assert_eq!(library.controls.get(&"ACME-GV-01".parse().unwrap()), None);
    for id in CriterionId::ALL.iter().copied() {
        assert_eq!(library.criterion(id).id, id);
        assert_eq!(library.criteria.get(&id), Some(library.criterion(id)));
    }
}
