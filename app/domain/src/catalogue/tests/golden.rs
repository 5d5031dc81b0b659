//! The table for review: each criterion, its key controls, and what they ask.

use super::*;
use std::fmt::Write as _;

#[test]
fn criteria_key_controls_and_what_they_ask_are_as_reviewed() {
    let library = catalogue();
    let mut table = String::new();
    for criterion in &library.criteria {
        writeln!(table, "{} {}", criterion.id, criterion.title).unwrap();
        for control in library.key_controls(criterion.id) {
            let terms = [control.cadence.key(), &control.applies.to_string()].join(", ");
            writeln!(table, "    {} {} ({terms})", control.id, control.title).unwrap();
            for row in library.requirements_of(&control.id) {
                let (subject, nature) = (row.subject.key(), row.nature.key());
                writeln!(table, "        {} {subject} {nature}: {}", row.id, row.proof).unwrap();
            }
        }
    }
    insta::assert_snapshot!(table);
}
