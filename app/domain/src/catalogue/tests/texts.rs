//! The texts themselves: fit to be shipped, and said again exactly as they were written.

use super::*;
use std::cell::RefCell;

/// Each file's name and text, as compiled in.
pub(super) fn sources() -> Vec<(&'static str, &'static str)> {
    let seen = RefCell::new(Vec::new());
    let read = Tables::read(|source| {
        seen.borrow_mut().push((source.file, source.text));
        source.text
    });
    assert!(read.is_ok());
    seen.into_inner()
}

#[test]
fn files_end_with_a_line_feed_and_have_no_carriage_return() {
    assert_eq!(sources().len(), 16);
    none(sources().into_iter().filter(|(_, text)| !text.ends_with('\n') || text.contains('\r')).map(|(file, _)| file));
}

#[test]
fn no_text_carries_a_path_of_a_machine() {
    let is_path = |word: &str| {
        let word = word.trim_start_matches('(');
        ["tmp", "work", "home", "root", "usr"].iter().any(|top| word.starts_with(&format!("/{top}/")))
    };
    none(said_by_word(is_path));
}

#[test]
fn no_text_is_a_placeholder() {
    let is_placeholder = |word: &str| {
        let word = word.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
        matches!(word.as_str(), "todo" | "tbd" | "lorem" | "xxx")
    };
    none(said_by_word(is_placeholder));
}

fn said_by_word(wrong: impl Fn(&str) -> bool) -> Vec<(&'static str, &'static str)> {
    let words = sources().into_iter().flat_map(|(file, text)| text.split_whitespace().map(move |word| (file, word)));
    words.filter(|(_, word)| wrong(word)).collect()
}

/// Whoever reports on an examination must not call it a certificate.
#[test]
fn nobody_is_called_soc_2_certified() {
    none(sources().into_iter().filter(|(_, text)| text.to_lowercase().contains("soc 2 certif")).map(|(file, _)| file));
}

/// Every grammar writes back what it read, cell by cell.
#[test]
fn every_expression_is_written_as_it_was_read() {
    let (library, tables) = (catalogue(), tables());
    let none = || "none".to_owned();
    let keys = |ends: &Kind| ends.ends_on.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    let controls = library.controls.iter();
    let requirements = library.requirements.iter();
    for (name, cells, written) in [
        (
            "applies_to",
            column(&tables.controls, "applies_to"),
            controls.clone().map(|c| c.applies.to_string()).collect::<Vec<_>>(),
        ),
        ("stages", column(&tables.controls, "stages"), controls.clone().map(|c| c.stages.join(",")).collect()),
        (
            "cadence_by_criticality",
            column(&tables.controls, "cadence_by_criticality"),
            controls.map(|c| c.by_criticality.map_or_else(none, |by| by.to_string())).collect(),
        ),
        (
            "narrow",
            column(&tables.requirements, "narrow"),
            requirements.clone().map(|r| r.narrow.as_ref().map_or_else(none, ToString::to_string)).collect(),
        ),
        (
            "evidence_kinds",
            column(&tables.requirements, "evidence_kinds"),
            requirements.map(|r| r.proof.to_string()).collect(),
        ),
        (
            "ends_on",
            column(&tables.kinds, "ends_on"),
            library.kinds.iter().map(keys).map(|text| if text.is_empty() { none() } else { text }).collect(),
        ),
    ] {
        assert_eq!(cells.len(), written.len());
        for ((id, cell), text) in cells.iter().zip(written) {
            assert_eq!(*cell, text, "{name} of {id}");
        }
    }
}
