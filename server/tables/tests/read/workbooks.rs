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
    let spaces = vec![b' '; 130 * 1024 * 1024];
    let bomb = zipped(&[("xl/workbook.xml", b"<workbook/>"), ("xl/sharedStrings.xml", &spaces)]);
    assert!(bomb.len() < 300_000);
    let told = "The workbook holds more than 128 MB of text. \
                Save its sheet as CSV, which is read row by row, and import that.";
    assert_eq!(sentence(&bomb), told);
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
