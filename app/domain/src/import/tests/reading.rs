use super::*;

fn entry(headers: &[&str], cells: &[&str]) -> (Entry, Vec<String>) {
    let sheet = Sheet::new(headers, &[cells]);
    let row = sheet.rows().next().unwrap().unwrap();
    let reading = sheet.fitted().read(&row).unwrap();
    (reading.entry, told(&reading.warnings))
}

fn refusal(headers: &[&str], cells: &[&str]) -> String {
    let sheet = Sheet::new(headers, &[cells]);
    sheet.fitted().read(&sheet.rows().next().unwrap().unwrap()).unwrap_err().to_string()
}

#[test]
fn a_row_without_a_name_is_refused_in_the_words_of_the_house() {
    let sheet = Sheet::new(&["Name", "Purpose"], &[&[" \u{a0}", "x"]]);
    let raw = RawRow { row: 393, ..sheet.rows().next().unwrap().unwrap() };
    let remark = sheet.fitted().read(&raw).unwrap_err();
    assert_eq!(remark.to_string(), "Line 393: no name. Give it one, or leave the row out.");
    assert_eq!(remark.reason, "No name. Give it one, or leave the row out.");
}

#[test]
fn a_line_break_in_a_name_is_joined_and_told() {
    let (entry, warnings) = entry(&["Name"], &["Topic Summarizer\r\nand  Extractor"]);
    assert_eq!(entry.name, "Topic Summarizer and Extractor");
    assert_eq!(warnings, ["Line 2: line break in the name joined."]);
}

#[test]
fn formulas_scripts_and_rubbish_arrive_as_harmless_text() {
    let harmless = ["=1+1", "@x", "+1", "-1", "<script>alert(1)</script>", "=HYPERLINK(\"http://x\")"];
    for text in harmless {
        let (entry, warnings) = entry(&["Name", "Purpose"], &[text, text]);
        assert_eq!((entry.name.as_str(), entry.purpose.as_deref(), warnings.len()), (text, Some(text), 0));
    }
    let (entry, warnings) = entry(&["Name"], &["a\0\u{1}b"]);
    assert_eq!((entry.name.as_str(), warnings), ("ab", vec!["Line 2: 2 unreadable characters were left out.".into()]));
}

#[test]
fn lengths_are_capped_in_characters() {
    let name = "ä".repeat(MOST_IN_NAME);
    assert_eq!(entry(&["Name"], &[&name]).0.name, name);
    let told = "Line 2: name has 501 characters; 500 is the most. Shorten it, or leave the row out.";
    assert_eq!(refusal(&["Name"], &[&format!("{name}ä")]), told);
    let told = refusal(&["Name", "Purpose"], &["x", &"y".repeat(MOST_IN_TEXT + 1)]);
    assert_eq!(told, "Line 2: purpose has 20001 characters; 20000 is the most. Shorten it, or leave the row out.");
    let many = (0..=MOST_IN_LIST).map(|n| n.to_string()).collect::<Vec<_>>().join(";");
    assert!(refusal(&["Name", "Vendors"], &["x", &many]).contains("endors has 201 parts; 200 is the most."));
}

#[test]
fn cells_beyond_the_headers_are_refused_and_missing_ones_are_empty() {
    assert_eq!(entry(&["Name", "Purpose", "Owner"], &["x"]).0, Entry { name: "x".into(), ..Entry::default() });
    assert_eq!(entry(&["Name"], &["x", " ", ""]).0.name, "x");
    let told = "Line 2: 2 cells under 1 header. A separator inside a cell needs quotes around the cell.";
    assert_eq!(refusal(&["Name"], &["x", "y"]), told);
}

#[test]
fn unclear_answers_stay_unanswered_and_are_told() {
    let headers = ["Name", "PII", "Stage", "Agentic", "Criticality"];
    let (entry, warnings) = entry(&headers, &["x", "n/a", "", "sometimes", "HIGH"]);
    assert!(entry.traits.is_empty() && entry.stage.is_none());
    assert_eq!(entry.criticality, Some(Criticality::High));
    assert_eq!(
        warnings,
        [
            "Line 2: stage is blank: unanswered, so its controls read unknown.",
            "Line 2: agentic “sometimes” is not known: left unanswered. It can be yes or no.",
        ]
    );
}

#[test]
fn days_that_are_none_are_left_empty_and_told() {
    let (entry, warnings) = entry(&["Name", "Date initiated", "Date retired"], &["x", "Q4FY25", "2024-05-01"]);
    assert_eq!((entry.initiated, entry.retired), (None, Some(jiff::civil::date(2024, 5, 1))));
    assert_eq!(warnings, ["Line 2: initiated: “Q4FY25” is not a date: left empty."]);
}

#[test]
fn two_columns_of_one_trait_must_agree() {
    let answers =
        |gives: &str| vec![Answer { is: vec!["in-house".into()], starts: vec![], gives: gives.to_owned().into() }];
    let third = SystemField::Trait(Trait::ThirdParty);
    let columns = |second: Feed| {
        let column = |column: &str, feed| Column { column: column.into(), feeds: vec![feed] };
        vec![column("Name", Feed::plain(SystemField::Name)), column("A", Feed::plain(third)), column("B", second)]
    };
    let read = |second: Feed, b: &str| {
        let mapping = Mapping { columns: columns(second), ..Mapping::default() };
        let sheet = Sheet::new(&["Name", "A", "B"], &[&["x", "yes", b]]);
        let reading = mapping.fit(&sheet.headers).unwrap().read(&sheet.rows().next().unwrap().unwrap()).unwrap();
        (reading.entry.traits.get(&Trait::ThirdParty).copied(), told(&reading.warnings))
    };
    assert_eq!(read(Feed::plain(third), "yes"), (Some(true), vec![]));
    assert_eq!(read(Feed::plain(third), ""), (Some(true), vec![]));
    let disagree = "Line 2: third-party: the columns disagree, yes and no: left unanswered.";
    assert_eq!(read(Feed::plain(third), "no"), (None, vec![disagree.into()]));
    let doubting = Feed { answers: answers("doubt"), ..Feed::plain(third) };
    let doubt = "Line 2: third-party: “In-house.” speaks against it: left unanswered.";
    assert_eq!(read(doubting.clone(), "In-house."), (None, vec![doubt.into()]));
    let unknown = "Line 2: “hm” is not an answer that the mapping knows: left unanswered.";
    assert_eq!(read(doubting, "hm"), (Some(true), vec![unknown.into()]));
}

#[test]
fn several_columns_join_in_notes_with_their_labels() {
    let feed = |label: &str| Feed { label: Some(label.into()), ..Feed::plain(SystemField::Notes) };
    let columns = vec![
        Column { column: "Name".into(), feeds: vec![Feed::plain(SystemField::Name)] },
        Column { column: "A".into(), feeds: vec![feed("Topic")] },
        Column { column: "B".into(), feeds: vec![feed("Risk")] },
    ];
    let mapping = Mapping { columns, blank: vec!["N/A".into()], ..Mapping::default() };
    let sheet = Sheet::new(&["Name", "A", "B"], &[&["x", "Health", "Drift"], &["y", "n/a", "Drift"]]);
    let fitted = mapping.fit(&sheet.headers).unwrap();
    let notes: Vec<_> = sheet.rows().map(|row| fitted.read(&row.unwrap()).unwrap().entry.notes.unwrap()).collect();
    assert_eq!(notes, ["Topic: Health\nRisk: Drift", "Risk: Drift"]);
}

#[test]
fn a_saved_mapping_meets_a_file_without_its_columns() {
    let mapping = Mapping::propose(&headers(&["Name", "Owner", "ID"]));
    let fitted = mapping.fit(&headers(&["ID", "Name", "Other"])).unwrap();
    assert_eq!(fitted.missing(), ["Owner"]);
    assert_eq!(fitted.unused().collect::<Vec<_>>(), ["Other"]);
    let plan = plan::<usize>([], &fitted, &nothing());
    assert_eq!(told(&plan.warnings), ["The file has no column “Owner”. What it would fill stays as it is."]);
    let faults = mapping.fit(&headers(&["Name", "Owner"])).unwrap_err();
    assert_eq!(faults.first().unwrap().message, "The file has no column “ID”. It has “Name”, “Owner”.");
}
