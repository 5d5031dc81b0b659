//! Text files as people have them.

use super::*;
use std::io::Write;

fn sentence(bytes: &[u8], name: &str) -> String {
    read(bytes, name).map(|table| format!("{:?}", table.headers())).unwrap_err().to_string()
}

#[test]
fn an_empty_file_and_one_of_blank_lines_say_so() {
    let told = "The file is empty. Choose one whose first row holds the headers.";
    for empty in [b"".as_slice(), b"\r\n\r\n", b",,,\n \n", b"\xEF\xBB\xBF"] {
        assert_eq!(sentence(empty, "x.csv"), told);
    }
}

#[test]
fn a_file_of_headers_alone_has_no_rows() {
    let mut table = open(b"Name,Purpose".as_slice());
    assert_eq!(table.headers(), ["Name", "Purpose"]);
    assert_eq!(planned(&mut table, &Existing::default()).rows(), 0);
}

#[test]
fn rows_are_read_again_from_the_first() {
    let mut table = open(b"Name\na\n\n,\nb\n".as_slice());
    let once = cells(&mut table);
    assert_eq!(once, [(2, vec!["a".to_owned()]), (5, vec!["b".to_owned()])]);
    assert_eq!(cells(&mut table), once);
}

#[test]
fn headers_may_be_missing_or_repeated() {
    let table = open(b"Name;;Name;Purpose;;\na;b;c;d".as_slice());
    assert_eq!(table.headers(), ["Name", "column 2", "Name (column 3)", "Purpose"]);
}

#[test]
fn a_spreadsheet_may_announce_its_separator() {
    let mut table = open(b"sep=;\r\nName;Purpose\r\na;b, c, d\r\n".as_slice());
    assert_eq!(table.headers(), ["Name", "Purpose"]);
    assert_eq!(cells(&mut table), [(2, vec!["a".to_owned(), "b, c, d".to_owned()])]);
}

#[test]
fn ragged_rows_are_refused_where_words_would_land_in_the_wrong_field() {
    let mut table = open(b"Name,Purpose\na,b\nc,d,e\nf\ng,h,,\n".as_slice());
    let plan = planned(&mut table, &Existing::default());
    assert_eq!(counts(&plan), [3, 0, 0, 0, 1]);
    let told = "Line 3: 3 cells under 2 headers. A separator inside a cell needs quotes around the cell.";
    assert_eq!(plan.refused.first().map(ToString::to_string).as_deref(), Some(told));
}

#[test]
fn an_open_quote_keeps_the_whole_file_out() {
    let mut table = open(b"Name,Purpose\na,b\nc,\"d\ne,f\n".as_slice());
    let plan = planned(&mut table, &Existing::default());
    assert_eq!(counts(&plan), [1, 0, 0, 0, 1]);
    assert!(plan.cut_short && plan.without_refused().is_err());
}

#[test]
fn zeros_and_controls_in_cells_are_rubbish_and_no_more() {
    let mut table = open(b"Name,Purpose\na\0b,\"=1+1\"\n\x01\x02long enough a name,<script>x</script>\n".as_slice());
    let mapping = fitted(&table);
    let read: Vec<_> = table.rows().map(|row| mapping.read(&row.unwrap()).unwrap().entry).collect();
    let said: Vec<_> = read.iter().map(|it| (it.name.as_str(), it.purpose.as_deref().unwrap_or_default())).collect();
    assert_eq!(said, [("ab", "=1+1"), ("long enough a name", "<script>x</script>")]);
}

#[test]
fn what_is_no_table_is_called_by_its_name() {
    assert_eq!(
        sentence(b"%PDF-1.7 ...", "inventory.csv"),
        "This is a PDF document, not a table. Save the table as CSV or XLSX and import that."
    );
    assert!(sentence(b"\x89PNG\r\n\x1a\n....", "x.xlsx").starts_with("This is a PNG picture"));
    let wide = vec!["x"; 1_001].join(",");
    assert_eq!(
        sentence(wide.as_bytes(), "x.csv"),
        "The table has 1001 columns; 1000 is the most. Keep those that are needed."
    );
    let gone = read(std::path::Path::new("no such file"), "no such file").map(|_| ()).unwrap_err().to_string();
    assert!(gone.starts_with("The file could not be read: "), "{gone}");
}

/// 200,000 rows from a path: what is held at once is one row and the verdicts.
#[test]
fn two_hundred_thousand_rows_are_planned_from_a_path() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let mut text = std::io::BufWriter::new(file.as_file_mut());
    writeln!(text, "Name").unwrap();
    for n in 0..200_000 {
        writeln!(text, "System {n}").unwrap();
    }
    text.flush().unwrap();
    drop(text);
    let mut table = open(file.path());
    let plan = planned(&mut table, &Existing::default());
    assert_eq!(counts(&plan), [200_000, 0, 0, 0, 0]);
    assert_eq!(plan.created.last().map(|it| it.row), Some(200_001));
}
