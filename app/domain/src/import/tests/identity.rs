use super::*;

const HEADERS: [&str; 4] = ["Name", "Agency", "Bureau", "Purpose"];

fn imported(rows: &[&[&str]]) -> Vec<Known<usize>> {
    let sheet = Sheet::new(&HEADERS, rows);
    sheet.write(&sheet.plan(&nothing()).agreed().unwrap(), Vec::new())
}

fn again(before: &[&[&str]], after: &[&[&str]]) -> Plan<usize> {
    Sheet::new(&HEADERS, after).plan(&imported(before).into_iter().collect())
}

#[test]
fn identical_rows_are_skipped_and_told_and_same_named_ones_kept_and_marked() {
    let rows: &[&[&str]] =
        &[&["a", "X", "Y", "p"], &["a", "X", "Y", " p "], &["a", "X", "Y", "q"], &["a", "X", "Z", "q"]];
    let plan = Sheet::new(&HEADERS, rows).plan(&nothing());
    assert_eq!(counts(&plan), [3, 0, 0, 1, 0]);
    assert_eq!(
        told(&plan.warnings),
        [
            UNSTAGED,
            UNWEIGHED,
            "Line 3: identical to line 2: skipped.",
            "Line 4: shares its name with line 2: kept, and marked.",
        ]
    );
}

#[test]
fn the_same_file_twice_changes_nothing_and_says_nothing_new() {
    let rows: &[&[&str]] = &[&["a", "", "", "p"], &["a", "", "", "p"], &["a", "", "", "q"], &["b\nc", "", "", "q"]];
    let plan = again(rows, rows);
    assert_eq!(counts(&plan), [0, 0, 3, 1, 0]);
    assert!(plan.changes_nothing());
    assert_eq!(told(&plan.warnings), ["Line 3: identical to line 2: skipped."]);
}

#[test]
fn columns_may_move_and_empty_ones_come_and_go() {
    let before = imported(&[&["a", "X", "Y", "p"]]);
    let moved = Sheet::new(&["Purpose", "name", "Bureau", "Agency", "Weather"], &[&["p", "a ", "Y", "X", ""]]);
    assert_eq!(counts(&moved.plan(&before.into_iter().collect())), [0, 0, 1, 0, 0]);
}

#[test]
fn a_changed_row_finds_its_system_by_a_name_that_nobody_else_has() {
    let plan =
        again(&[&["a", "X", "Y", "p"], &["b", "X", "Y", "p"]], &[&["a", "X", "Y", "new"], &["b", "X", "Y", "p"]]);
    assert_eq!(counts(&plan), [0, 1, 1, 0, 0]);
    assert_eq!(plan.changed.first().map(|it| (it.row, it.id)), Some((2, 0)));
}

#[test]
fn a_changed_row_whose_name_is_shared_is_refused_as_ambiguous() {
    let two: &[&[&str]] = &[&["a", "X", "Y", "p"], &["a", "X", "Y", "q"]];
    for edited in [&["a", "X", "Y", "new"] as &[&str], &["a", "X", "Y", ""]] {
        let plan = again(two, &[edited, &["a", "X", "Y", "q"]]);
        assert_eq!(counts(&plan), [0, 0, 1, 0, 1]);
        let reason = "Line 2: ambiguous: 2 systems in the inventory have this name, so nobody can tell which one \
                      changed. Map a column that identifies each row, or leave the row out.";
        assert_eq!(told(&plan.refused), [reason]);
    }
    let both = again(&[&["a", "X", "Y", "p"]], &[&["a", "X", "Y", "1"], &["a", "X", "Y", "2"]]);
    assert_eq!(counts(&both), [0, 0, 0, 0, 2]);
    assert!(told(&both.refused).first().unwrap().contains("2 changed lines have the name of one system"));
}

#[test]
fn a_new_row_beside_the_known_one_of_its_name_is_new() {
    let plan = again(&[&["a", "X", "Y", "p"]], &[&["a", "X", "Y", "p"], &["a", "X", "Y", "q"]]);
    assert_eq!(counts(&plan), [1, 0, 1, 0, 0]);
    assert_eq!(told(&plan.warnings), [UNSTAGED, UNWEIGHED, "Line 3: shares its name with line 2: kept, and marked."]);
    let first = again(&[&["a", "X", "Y", "p"]], &[&["a", "X", "Y", "q"], &["a", "X", "Y", "p"]]);
    assert_eq!(counts(&first), [1, 0, 1, 0, 0]);
    assert_eq!(
        told(&first.warnings),
        [UNSTAGED, UNWEIGHED, "Line 2: shares its name with a system in the inventory: kept, and marked."]
    );
}

#[test]
fn a_system_entered_by_hand_is_found_by_its_name() {
    let by_hand = Known { id: 7, external_id: None, name: NameKey::new("a", Some("X"), None), prints: None };
    let sheet = Sheet::new(&HEADERS, &[&["a", "X", "", "p"]]);
    let plan = sheet.plan(&[by_hand].into_iter().collect());
    assert_eq!(plan.changed.first().map(|it| it.id), Some(7));
}

#[test]
fn an_identifier_outweighs_name_and_row() {
    let headers = ["ID", "Name", "Purpose"];
    let first = Sheet::new(&headers, &[&["1", "a", "p"], &["2", "a", "q"]]);
    let known = first.write(&first.plan(&nothing()).agreed().unwrap(), Vec::new());
    let second = Sheet::new(&headers, &[&["1", "renamed", "p"], &["2", "a", "q"], &["3", "a", "q"], &["1", "x", "y"]]);
    let plan = second.plan(&known.into_iter().collect());
    assert_eq!(counts(&plan), [1, 1, 1, 0, 1]);
    assert_eq!(plan.changed.first().map(|it| it.id), Some(0));
    let reason = "Line 5: identifier “1” is on line 2 already, with other words. Keep one.";
    assert_eq!(told(&plan.refused), [reason]);
}

#[test]
fn another_mapping_of_the_same_rows_changes_them_even_where_names_are_shared() {
    let rows: &[&[&str]] = &[&["a", "X", "Y", "p"], &["a", "X", "Y", "q"]];
    let existing = imported(rows).into_iter().collect();
    let sheet = Sheet::new(&HEADERS, rows);
    let mut mapping = Mapping::propose(&sheet.headers);
    mapping.assign("Purpose", Some(SystemField::Outputs));
    let plan = plan(sheet.rows(), &mapping.fit(&sheet.headers).unwrap(), &existing);
    assert_eq!(counts(&plan), [0, 2, 0, 0, 0]);
}

#[test]
fn one_refused_row_and_nothing_is_written() {
    let sheet = Sheet::new(&HEADERS, &[&["a"], &[""], &["b"]]);
    let plan = sheet.plan(&nothing());
    assert_eq!(counts(&plan), [2, 0, 0, 0, 1]);
    let plan = plan.agreed().unwrap_err();
    let rest = plan.without_refused().unwrap();
    assert_eq!(sheet.write(&rest, Vec::new()).len(), 2);
}

#[test]
fn a_file_cut_short_comes_in_not_even_in_part() {
    let sheet = Sheet::new(&HEADERS, &[&["a"]]);
    let fault = RowFault { row: 3, reason: "A quote is never closed.".into(), ends_the_file: true };
    let plan = plan(sheet.rows().chain([Err(fault)]), &sheet.fitted(), &nothing());
    assert_eq!(counts(&plan), [1, 0, 0, 0, 1]);
    assert_eq!(plan.without_refused(), Err(CutShort));
}

#[test]
fn a_file_of_more_rows_than_memory_is_meant_for_comes_in_not_even_in_part() {
    let sheet = Sheet::new(&HEADERS, &[]);
    let rows = |n: u64| (0..n).map(|row| Ok(RawRow { row, cells: vec![format!("System {row}")] }));
    let most = u64::try_from(MOST_ROWS).unwrap();
    let all = plan(rows(most), &sheet.fitted(), &nothing());
    assert_eq!((all.created.len(), all.cut_short), (MOST_ROWS, false));
    let more = plan(rows(most + 1), &sheet.fitted(), &nothing());
    assert!(more.cut_short && told(&more.refused).concat().contains("more than 250000 rows"));
}

#[test]
fn a_file_that_changed_underfoot_is_noticed() {
    let sheet = Sheet::new(&HEADERS, &[&["a", "", "", "p"], &["b"]]);
    let agreed = sheet.plan(&nothing()).agreed().unwrap();
    let other = Sheet::new(&HEADERS, &[&["a", "", "", "q"], &["b"]]);
    let steps: Vec<_> = agreed.steps(other.rows(), &other.fitted()).collect();
    assert_eq!(steps, [Err(Astray::Changed(2))]);
    let shorter = Sheet::new(&HEADERS, &[&["a", "", "", "p"]]);
    let last = agreed.steps(shorter.rows(), &shorter.fitted()).last();
    assert_eq!(last, Some(Err(Astray::Changed(3))));
}

#[test]
fn the_summary_prints_what_the_command_promises() {
    let plan = Sheet::new(&HEADERS, &[&["a"], &["a"], &[""]]).plan(&nothing());
    let json = serde_json::to_string(&plan.summary()).unwrap();
    let wanted = concat!(
        r#"{"rows":3,"created":1,"changed":0,"unchanged":0,"identical":1,"#,
        r#""refused":[{"row":4,"column":null,"reason":"No name. Give it one, or leave the row out."}],"#,
        r#""warnings":[{"row":null,"column":null,"reason":"No column fills the stage: new systems come in without one, "#,
        r#"so what hangs on it reads unknown."},{"row":null,"column":null,"reason":"No column says how critical: all "#,
        r#"new systems come in as Medium."},{"row":3,"column":null,"reason":"Identical to line 2: skipped."}]}"#
    );
    assert_eq!(json, wanted);
}

#[test]
fn who_is_named_and_is_nobody_here_is_told() {
    let sheet = Sheet::new(
        &["Name", "Owner", "Deputy", "Criticality", "Stage"],
        &[&["a", "Ada Okafor", "", "", "Idea"], &["b", "Nobody Known", "Sam Lee", "", "Idea"]],
    );
    let mut existing = nothing();
    for said in ["Ada Okafor", "Sam Lee", "sam lee"] {
        existing.add_person(said);
    }
    assert_eq!(
        told(&sheet.plan(&existing).warnings),
        [
            "Line 3: owner “Nobody Known” is nobody here; left without an owner.",
            "Line 3: deputy “Sam Lee” can be several people here; an e-mail address says who; left without a deputy.",
        ]
    );
    assert_eq!(told(&sheet.plan(&nothing()).warnings), [""; 0]);
}
