use super::*;
use proptest::prelude::*;

/// Cells from a small alphabet, so that names, rows and identifiers meet often; now and then anything.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[ab]?",
        1 => Just("yes".to_owned()),
        1 => Just("10/1/2023".to_owned()),
        1 => any::<String>(),
    ]
}

fn sheet(headers: &'static [&'static str]) -> impl Strategy<Value = Sheet> {
    let row = prop::collection::vec(cell(), 0..=headers.len() + 1);
    prop::collection::vec(row, 0..12).prop_map(|rows| Sheet { headers: super::headers(headers), rows })
}

fn some_sheet() -> impl Strategy<Value = Sheet> {
    prop_oneof![
        sheet(&["Name", "Agency", "Bureau", "Purpose", "PII", "Date initiated"]),
        sheet(&["ID", "Name", "Notes"]),
        sheet(&["Name", "Weather"]),
    ]
}

/// A sheet and an inventory left behind by another one of the same columns.
fn two_sheets() -> impl Strategy<Value = (Sheet, Sheet)> {
    prop_oneof![
        (sheet(&["Name", "Purpose"]), sheet(&["Name", "Purpose"])),
        (sheet(&["ID", "Name", "Notes"]), sheet(&["ID", "Name", "Notes"])),
    ]
}

proptest! {
    #[test]
    fn every_row_is_counted_once(sheet in some_sheet()) {
        let plan = sheet.plan(&nothing());
        prop_assert_eq!(plan.rows(), sheet.rows.len());
        prop_assert_eq!(counts(&plan).iter().sum::<usize>(), sheet.rows.len());
        let mut rows: Vec<u64> = plan.created.iter().map(|it| it.row).collect();
        rows.extend(plan.identical.iter().map(|it| it.row));
        rows.extend(plan.refused.iter().filter_map(|it| it.row));
        rows.sort_unstable();
        prop_assert_eq!(rows, (2..).take(sheet.rows.len()).collect::<Vec<u64>>());
    }

    #[test]
    fn import_twice_is_import_once(sheet in some_sheet()) {
        let plan = sheet.plan(&nothing());
        let refused = plan.refused.len();
        let identical = plan.identical.len();
        let once = sheet.write(&plan.without_refused().unwrap(), Vec::new());
        let second = sheet.plan(&once.iter().cloned().collect());
        prop_assert_eq!(counts(&second), [0, 0, once.len(), identical, refused]);
        let twice = sheet.write(&second.without_refused().unwrap(), once.clone());
        prop_assert_eq!(twice, once);
    }

    /// Rows that somebody chose to leave out may find their system later, once others were renamed.
    #[test]
    fn whatever_stood_before_the_second_time_changes_nothing((before, after) in two_sheets()) {
        let first = before.plan(&nothing()).without_refused().unwrap();
        let known = before.write(&first, Vec::new());
        let plan = after.plan(&known.iter().cloned().collect());
        prop_assert_eq!(plan.rows(), after.rows.len());
        if let Ok(agreed) = plan.agreed() {
            let once = after.write(&agreed, known);
            prop_assert!(after.plan(&once.iter().cloned().collect()).changes_nothing());
        }
    }

    #[test]
    fn any_mapping_of_any_text_is_read_or_refused(text in any::<String>(), headers in prop::collection::vec(any::<String>(), 0..6)) {
        let named = super::headers(&headers);
        let mut mapping = Mapping::propose(&named);
        for (header, field) in named.iter().zip(SystemField::ALL.iter().cycle().skip(text.len() % 34)) {
            mapping.assign(header, Some(*field));
        }
        if let Ok(fitted) = mapping.fit(&named) {
            let row = RawRow { row: 2, cells: vec![text; named.len()] };
            let _ = fitted.read(&row);
        }
        let _ = Mapping::from_json(&headers.concat());
    }
}
