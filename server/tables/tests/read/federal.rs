//! The federal inventory of 2024, whole: the main job.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use domain::import::{Entry, Remark};
use domain::words::{Stage, Trait};

/// What its rows say, identical ones once.
fn entries(table: &mut Table) -> Vec<Entry> {
    let mapping = fitted(table);
    let mut seen = BTreeSet::new();
    let rows = table.rows().map(Result::unwrap).filter(|row| seen.insert(mapping.fingerprint(row)));
    rows.map(|row| mapping.read(&row).unwrap().entry).collect()
}

fn told(remarks: &[Remark], words: &str) -> Vec<u64> {
    remarks.iter().filter(|remark| remark.reason.contains(words)).filter_map(|remark| remark.row).collect()
}

#[test]
fn it_is_recognised_and_comes_in_whole() {
    let mut table = open(federal());
    assert_eq!(
        table.how().to_string(),
        "Read as Windows-1252, the older writing of Windows, because it is not UTF-8, separated by commas."
    );
    assert_eq!(table.headers().len(), 62);
    assert_eq!(Mapping::propose(table.headers()).name, "federal-2024");
    let plan = planned(&mut table, &Existing::default());
    assert_eq!(plan.rows(), 2_133);
    assert_eq!(counts(&plan), [2_130, 0, 0, 3, 0]);
    assert_eq!(told(&plan.warnings, "Identical to line"), [435, 446, 477]);
    assert_eq!(told(&plan.warnings, "Shares its name with line").len(), 46);
    assert_eq!(told(&plan.warnings, "Line break in the name"), [107, 1437, 1797, 1888, 1959]);
    assert_eq!(told(&plan.warnings, "Stage is blank"), [1352, 1353, 1354, 1355]);
    assert!(told(&plan.warnings, "not an answer that the mapping knows").is_empty());
    assert!(
        plan.warnings.iter().any(|it| it.to_string() == "Line 604: initiated: “Q4FY25” is not a date: left empty.")
    );
}

/// The same file again; then with one purpose edited: of a system whose name is its own, and of one that
/// shares it.
#[test]
fn the_second_time_changes_nothing_and_an_edited_copy_one_system() {
    let mut table = open(federal());
    let existing = imported(&mut table);
    assert_eq!(existing.len(), 2_130);
    let (rows, mapping) = (table.rows().map(Result::unwrap).collect::<Vec<_>>(), fitted(&table));
    let with_edited = |lines: &[u64]| {
        let mut rows = rows.clone();
        let edited = rows.iter_mut().filter(|row| lines.contains(&row.row));
        edited.for_each(|row| row.cells[7].push_str(" Edited."));
        plan(rows.into_iter().map(Ok), &mapping, &existing)
    };
    let same = with_edited(&[]);
    assert_eq!(counts(&same), [0, 0, 2_130, 3, 0]);
    assert!(same.changes_nothing());
    let (alone, shared) = (107, 402);
    let edited = with_edited(&[alone, shared]);
    assert_eq!(counts(&edited), [0, 1, 2_128, 3, 1]);
    assert_eq!(edited.changed.first().map(|it| it.row), Some(alone));
    let reason = "Line 402: ambiguous: 2 systems in the inventory have this name, so nobody can tell which one changed. \
                  Map a column that identifies each row, or leave the row out.";
    assert_eq!(edited.refused.first().map(ToString::to_string).as_deref(), Some(reason));
}

/// What the answers become, counted: yes, no, unanswered. A change here is a change of the rules.
#[test]
fn its_answers_become_traits_stages_and_words() {
    let entries = entries(&mut open(federal()));
    let count = |answer: fn(&Entry, Trait) -> bool, which| entries.iter().filter(|it| answer(it, which)).count();
    let traits: Vec<_> = Trait::ALL
        .iter()
        .map(|which| {
            let yes = count(|it, which| it.traits.get(&which) == Some(&true), *which);
            let no = count(|it, which| it.traits.get(&which) == Some(&false), *which);
            (which.key(), yes, no, entries.len() - yes - no)
        })
        .collect();
    let wanted = [
        ("predictive", 0, 0, 2_130),
        ("generative", 54, 0, 2_076),
        ("agentic", 0, 0, 2_130),
        ("third-party", 692, 0, 1_438),
        ("trained-in-house", 0, 0, 2_130),
        ("personal-data", 175, 871, 1_084),
        ("high-impact", 351, 1_713, 66),
    ];
    assert_eq!(traits, wanted);
    let mut stages: BTreeMap<_, usize> = BTreeMap::new();
    entries.iter().for_each(|it| *stages.entry(it.stage.map_or("unanswered", Stage::key)).or_default() += 1);
    let wanted = [
        ("development", 402),
        ("idea", 399),
        ("production", 892),
        ("retired", 142),
        ("unanswered", 9),
        ("validation", 286),
    ];
    assert_eq!(stages.into_iter().collect::<Vec<_>>(), wanted);
    let mut filled: BTreeMap<String, usize> = BTreeMap::new();
    for entry in &entries {
        let said = serde_json::to_value(entry).unwrap();
        said.as_object().unwrap().keys().for_each(|field| *filled.entry(field.clone()).or_default() += 1);
    }
    let filled: Vec<_> = filled.iter().map(|(field, times)| (field.as_str(), *times)).collect();
    let wanted = [
        ("autonomy", 203),
        ("customer-facing", 42),
        ("data", 831),
        ("data-classes", 175),
        ("department", 2_105),
        ("implemented", 619),
        ("initiated", 1_188),
        ("links", 48),
        ("name", 2_130),
        ("notes", 2_130),
        ("origin", 659),
        ("outputs", 2_081),
        ("oversight", 197),
        ("purpose", 2_119),
        ("retired", 99),
        ("stage", 2_121),
        ("traits", 2_070),
        ("unit", 2_130),
    ];
    assert_eq!(filled, wanted);
}

#[test]
fn the_excerpt_says_the_same_in_every_encoding() {
    let text = encoding_rs_western(EXCERPT);
    let mut plain = open(EXCERPT);
    let wanted = cells(&mut plain);
    assert_eq!(wanted.len(), 75);
    assert_eq!(counts(&planned(&mut plain, &Existing::default())), [72, 0, 0, 3, 0]);
    let utf16 = |mark: &[u8], pair: fn(u16) -> [u8; 2]| {
        [mark, &text.encode_utf16().flat_map(pair).collect::<Vec<_>>()].concat()
    };
    let existing = imported(&mut plain);
    for bytes in [
        text.clone().into_bytes(),
        [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        utf16(&[0xFF, 0xFE], u16::to_le_bytes),
        utf16(&[0xFE, 0xFF], u16::to_be_bytes),
        separated(&wanted, plain.headers(), b';', csv::Terminator::CRLF),
        separated(&wanted, plain.headers(), b'\t', csv::Terminator::Any(b'\r')),
        separated(&wanted, plain.headers(), b'|', csv::Terminator::Any(b'\n')),
    ] {
        let mut table = open(bytes);
        assert_eq!(cells(&mut table), wanted, "{}", table.how());
        assert_eq!(counts(&planned(&mut table, &existing)), [0, 0, 72, 3, 0], "{}", table.how());
    }
}

/// The bytes of Windows-1252 that the file uses.
fn encoding_rs_western(bytes: &[u8]) -> String {
    let special = |byte: u8| match byte {
        0x91 => '‘',
        0x92 => '’',
        0x93 => '“',
        0x94 => '”',
        0x95 => '•',
        0x96 => '–',
        0x97 => '—',
        0x99 => '™',
        other => char::from(other),
    };
    bytes.iter().map(|byte| special(*byte)).collect()
}

fn separated(rows: &[(u64, Vec<String>)], headers: &[String], delimiter: u8, end: csv::Terminator) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).terminator(end).from_writer(Vec::new());
    writer.write_record(headers).unwrap();
    rows.iter().for_each(|(_, cells)| writer.write_record(cells).unwrap());
    writer.into_inner().unwrap()
}
