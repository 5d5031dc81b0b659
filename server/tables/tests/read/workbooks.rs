//! XLSX and XLS.

use super::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use std::io::Write;
use zip::write::SimpleFileOptions;

fn sentence(bytes: &[u8]) -> String {
    read(bytes, "inventory.xlsx").map(|table| format!("{:?}", table.headers())).unwrap_err().to_string()
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A hidden sheet before the one that counts, which begins at B2 and has a blank row.
fn xlsx() -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Hidden").unwrap().set_hidden(true).write(0, 0, "not this one").unwrap();
    let sheet = book.add_worksheet().set_name("Inventory").unwrap().set_active(true);
    let day = Format::new().set_num_format("d-mmm-yy");
    let time = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let headers = ["Name", "Purpose", "PII", "Date implemented", "Number of users", "Started at", "", "Name"];
    sheet.write_row(1, 1, headers).unwrap();
    sheet.write(2, 1, "Größe – naïve").unwrap().write(2, 2, "two\nlines").unwrap().write(2, 3, true).unwrap();
    sheet.write_with_format(2, 4, ExcelDateTime::from_ymd(2024, 5, 1).unwrap(), &day).unwrap();
    sheet.write(2, 5, 3.0).unwrap();
    let start = ExcelDateTime::from_ymd(2024, 5, 1).unwrap().and_hms(13, 30, 0).unwrap();
    sheet.write_with_format(2, 6, start, &time).unwrap();
    sheet.write(4, 1, "=1+1").unwrap().write(4, 2, Formula::new("1+1").set_result("2")).unwrap();
    sheet.write(4, 3, false).unwrap().write(4, 5, 0.1 + 0.2).unwrap();
    book.add_worksheet().set_name("Notes").unwrap().write(0, 0, "x").unwrap();
    book.save_to_buffer().unwrap()
}

const XLS: &[u8] = include_bytes!("../data/inventory.xls");

#[test]
fn a_workbook_is_read_as_people_see_it() {
    for bytes in [xlsx(), XLS.to_vec()] {
        let mut table = open(bytes);
        assert_eq!(table.how().to_string(), "Read from the first sheet of 2, “Inventory”.");
        let headers =
            ["column 1", "Name", "Purpose", "PII", "Date implemented", "Number of users", "Started at", "column 8"];
        assert_eq!(table.headers().get(..8), Some(headers.map(String::from).as_slice()));
        assert_eq!(table.headers().last().map(String::as_str), Some("Name (column 9)"));
        let rows = cells(&mut table);
        let first = ["", "Größe – naïve", "two\nlines", "TRUE", "2024-05-01", "3", "2024-05-01 13:30:00"];
        assert_eq!(rows.first().map(|(row, cells)| (*row, cells[..7].join("|"))), Some((3, first.join("|"))));
        let second = rows.get(1).map(|(row, cells)| (*row, cells[1].clone(), cells[3].clone(), cells[5].clone()));
        assert_eq!(second, Some((5, "=1+1".into(), "FALSE".into(), "0.3".into())));
        assert_eq!(cells(&mut table), rows, "rows are read again from the first");
    }
}

#[test]
fn a_workbook_is_imported_like_a_text() {
    for bytes in [xlsx(), XLS.to_vec()] {
        let mut table = open(bytes);
        let plan = planned(&mut table, &Existing::default());
        assert_eq!(counts(&plan), [2, 0, 0, 0, 0]);
        let existing = imported(&mut table);
        assert!(planned(&mut table, &existing).changes_nothing());
    }
}

#[test]
fn the_federal_inventory_comes_in_from_a_workbook_too() {
    let mut text = open(federal());
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, text.headers()).unwrap();
    for (row, cells) in cells(&mut text) {
        sheet.write_row(u32::try_from(row - 1).unwrap(), 0, cells).unwrap();
    }
    let mut table = open(book.save_to_buffer().unwrap());
    let existing = imported(&mut text);
    assert_eq!(counts(&planned(&mut table, &existing)), [0, 0, 2_130, 3, 0]);
}

#[test]
fn archives_that_are_no_workbook_are_called_by_their_name() {
    let without = "This ZIP archive holds no workbook. Unpack it and import the table inside.";
    assert_eq!(sentence(&zipped(&[("inventory.csv", b"Name\na")])), without);
    assert!(sentence(&zipped(&[("word/document.xml", b"<w/>")])).starts_with("This is a Word document"));
    let other = zipped(&[("mimetype", b"x"), ("content.xml", b"<x/>")]);
    assert!(sentence(&other).starts_with("This is an OpenDocument file"));
    assert!(sentence(b"PK\x03\x04 and nothing more").starts_with("The file is damaged and cannot be read: "));
    assert!(sentence(&xlsx()[..4_000]).starts_with("The file is damaged and cannot be read: "));
    assert!(sentence(&XLS[..4_000]).starts_with("The file is damaged and cannot be read: "));
}

#[test]
fn a_workbook_that_unpacks_to_gigabytes_is_refused_before_it_does() {
    let text = format!("<si><t>{}</t></si>", "x".repeat(1024));
    let texts = format!("<sst>{}</sst>", text.repeat(130 * 1024));
    let bomb = zipped(&[("xl/workbook.xml", b"<workbook/>"), ("xl/sharedStrings.xml", texts.as_bytes())]);
    assert!(bomb.len() < 2_000_000);
    let told = "The workbook holds more than 128 MB of text. \
                Save its sheet as CSV, which is read row by row, and import that.";
    assert_eq!(sentence(&bomb), told);
}

/// A workbook by hand: its sheet under any name, and its shared strings.
fn by_hand(part: &str, sheet: &[u8], strings: &str) -> Vec<u8> {
    let to = |kind: &str, target: &str| {
        let kind = format!("http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}");
        format!("<Relationships><Relationship Id=\"r\" Type=\"{kind}\" Target=\"{target}\"/></Relationships>")
    };
    let (outer, inner) = (to("officeDocument", "xl/workbook.xml"), to("worksheet", part));
    let book = "<workbook xmlns:r=\"x\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"r\"/></sheets></workbook>";
    zipped(&[
        ("_rels/.rels", outer.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", inner.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        (&format!("xl/{part}"), sheet),
    ])
}

fn inline(cells: &[&str]) -> Vec<u8> {
    let cells = cells.iter().map(|text| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>"));
    format!("<worksheet><sheetData><row>{}</row></sheetData></worksheet>", cells.collect::<String>()).into_bytes()
}

#[test]
fn a_part_counts_whatever_it_is_called() {
    let small = by_hand("worksheets/sheet1.bin", &inline(&["Name"]), "<sst/>");
    assert_eq!(open(small).headers(), ["Name"]);
    let remark = format!("<!--{}-->", " ".repeat(1024 * 1024));
    let mut sheet = [inline(&[]), remark.repeat(513).into_bytes()].concat();
    let told = sentence(&by_hand("worksheets/sheet1.bin", &sheet, "<sst/>"));
    assert!(told.starts_with("The workbook holds more than 512 MB unpacked."), "{told}");
    sheet.splice(0..0, *b"x");
    let told = sentence(&by_hand("worksheets/sheet1.bin", &sheet, "<sst/>"));
    assert!(told.starts_with("The workbook holds more than 64 MB in a part that is no sheet."), "{told}");
}

#[test]
fn a_cell_holds_no_more_than_a_cell_can() {
    let most = "x".repeat(32_767);
    assert_eq!(open(by_hand("a.xml", &inline(&[&most]), "<sst/>")).headers(), [most.as_str()]);
    let told = "The file is damaged and cannot be read: \
                Line 1: column 2 holds more than 32,767 characters, the most that a cell has.";
    assert_eq!(sentence(&by_hand("a.xml", &inline(&["Name", &format!("{most}x")]), "<sst/>")), told);
    let shared = format!("<sst><si><t>Name</t></si><si><t>{most}x</t></si></sst>");
    let sheet =
        "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c></row></sheetData></worksheet>";
    assert_eq!(sentence(&by_hand("a.xml", sheet.as_bytes(), &shared)), told);
}

#[test]
fn a_text_of_megabytes_is_refused_before_it_is_in_memory() {
    let (text, told) = ("x".repeat(9 * 1024 * 1024), "The workbook holds more than 8 MB in one cell.");
    for piece in [text.clone(), format!("{0}<!-- {0} -->{0}", &text[..4 << 20]), "<r><t>x</t></r>".repeat(600_000)] {
        assert!(sentence(&by_hand("a.bin", &inline(&[&piece]), "<sst/>")).starts_with(told));
        let shared = format!("<sst><si><t>{piece}</t></si></sst>");
        assert!(sentence(&by_hand("a.xml", &inline(&["Name"]), &shared)).starts_with(told));
    }
    let told = sentence(&by_hand("a.xml", &inline(&["Name"]), "<sst uniqueCount=\"9999999999\"/>"));
    assert!(told.starts_with("The workbook holds more than 4,000,000 texts."), "{told}");
}

#[test]
fn a_row_of_many_long_cells_is_refused() {
    let long = "x".repeat(32_767);
    let told = sentence(&by_hand("a.xml", &inline(&vec![long.as_str(); 300]), "<sst/>"));
    assert_eq!(told, "The file is damaged and cannot be read: Line 1: this row has more than 8 MB. Shorten its texts.");
}

/// The number of the last row or column that the sheet announces or fills, made enormous.
#[test]
fn an_xls_that_spans_too_many_cells_is_refused_before_there_is_room_for_them() {
    let dimensions = [0x00, 0x02, 14, 0];
    let at = XLS.windows(4).rposition(|bytes| bytes == dimensions).unwrap();
    let wide = |from: usize, with: &[u8]| {
        let mut bytes = XLS.to_vec();
        bytes[from..from + with.len()].copy_from_slice(with);
        bytes
    };
    let told = sentence(&wide(at + 8, &[0xFF, 0xFF, 0xFF, 0xFF]));
    assert!(told.starts_with("The workbook holds more than 16,777,216 cells."), "{told}");
    let told = sentence(&wide(at + 4, &[0xFF, 0xFF, 0xFF, 0xFF]));
    assert_eq!(told, "The file is damaged and cannot be read: a sheet ends before it begins.");
    let cell = XLS.windows(6).position(|bytes| bytes == [0xFD, 0x00, 10, 0, 1, 0]).unwrap();
    let told = sentence(&wide(cell + 4, &[0xFF, 0xFF, 0xFF, 0xFF]));
    assert!(told.starts_with("The workbook holds more than 6,000,000 cells."), "{told}");
}

#[test]
fn a_sheet_with_a_cell_far_to_the_right_is_refused_where_it_stands() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "Name").unwrap().write(1, 0, "a").unwrap().write(2, 16_000, "far").unwrap();
    let mut table = open(book.save_to_buffer().unwrap());
    let plan = planned(&mut table, &Existing::default());
    assert_eq!(counts(&plan), [1, 0, 0, 0, 1]);
    assert!(plan.cut_short);
}

/// A column of cells that all show one text of 32,000 letters.
fn shared_by(cells: usize, letter: char) -> Vec<u8> {
    let text = letter.to_string().repeat(32_000);
    let strings = format!("<sst><si><t>Name</t></si><si><t xml:space=\"preserve\">{text}</t></si></sst>");
    let row = "<row><c t=\"s\"><v>1</v></c></row>".repeat(cells);
    let sheet = format!("<worksheet><sheetData><row><c t=\"s\"><v>0</v></c></row>{row}</sheetData></worksheet>");
    by_hand("a.xml", sheet.as_bytes(), &strings)
}

/// A file of some kilobytes gave gigabytes before.
#[test]
fn a_text_that_many_cells_share_counts_in_each_of_them() {
    let told = |table: Result<Table, TableFault>| {
        let fault = table.unwrap().rows().find_map(Result::err).unwrap();
        assert!(fault.ends_the_file);
        (fault.row, fault.reason)
    };
    let words =
        |most: &str| format!("Up to here the table holds more than {most}. Take out columns that are not needed.");
    // Blank texts count as well: they are copied like any other.
    for letter in ['x', ' '] {
        let bytes = shared_by(2_000, letter);
        let small = told(read_small(bytes.clone(), "a.xlsx"));
        assert_eq!(small, (133, words("4 MB of text or 100,000 cells")));
        assert_eq!(told(read_whole(bytes, "a.xlsx")), (1_050, words("32 MB of text or 2,000,000 cells")));
    }
    let mut few = read_small(shared_by(100, 'x'), "a.xlsx").unwrap();
    assert_eq!(few.rows().filter(Result::is_ok).count(), 100);
}

#[test]
fn rows_of_many_empty_cells_count_too() {
    let row = format!("a{}\n", ",".repeat(900));
    let text = format!("Name\n{}", row.repeat(3_000));
    let fault = read_whole(text.into_bytes(), "a.csv").unwrap().rows().find_map(Result::err).unwrap();
    assert!(fault.reason.starts_with("Up to here the table holds more than 32 MB of text or 2,000,000 cells."));
    let mut long = read_whole(format!("Name\n{}", "a\n".repeat(100_000)).into_bytes(), "a.csv").unwrap();
    assert_eq!(long.rows().filter(Result::is_ok).count(), 100_000, "short rows are no matter of memory");
}
