//! The first visible sheet of an XLSX, its cells streamed.

use std::fmt;

use calamine::{DataRef, Reader, Sheet, SheetType, SheetVisible, Xlsx, XlsxCellReader, XlsxError};
use domain::import::{RawRow, RowFault};
use zip::ZipArchive;

use super::fault::TableFault;
use super::guard::fenced;
use super::source::{Input, Source};
use super::{HowRead, MOST_COLUMNS, numbers, unpack};

/// A workbook, opened; its strings are in memory, its cells are not.
pub struct Workbook {
    book: Xlsx<Box<dyn Input>>,
    sheet: String,
    sheets: usize,
}

impl fmt::Debug for Workbook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workbook").field("sheet", &self.sheet).finish_non_exhaustive()
    }
}

impl Workbook {
    pub fn open(source: &Source, most: unpack::Most) -> Result<Self, TableFault> {
        let mut archive = ZipArchive::new(source.open()?).map_err(TableFault::broken)?;
        is_workbook(&archive)?;
        unpack::archive(&mut archive, most)?;
        let input = source.open()?;
        let book = fenced(|| Xlsx::new(input)).ok_or_else(damaged)?;
        let book: Xlsx<Box<dyn Input>> = book.map_err(|why| match matches!(why, XlsxError::Password) {
            true => TableFault::Locked,
            false => TableFault::broken(why),
        })?;
        let (sheet, sheets) = first_visible(book.sheets_metadata())?;
        Ok(Self { book, sheet, sheets })
    }

    pub fn how(&self) -> HowRead {
        HowRead::Sheet { name: self.sheet.clone(), sheets: self.sheets }
    }

    pub fn rows(&mut self) -> Rows<'_> {
        let (book, sheet) = (&mut self.book, &self.sheet);
        let cells = fenced(|| book.worksheet_cells_reader(sheet));
        let (cells, fault) = match cells {
            Some(Ok(cells)) => (Some(cells), None),
            Some(Err(why)) => (None, Some(ends(1, &why))),
            None => (None, Some(ends(1, &damaged()))),
        };
        Rows { cells, fault, ahead: None, row: 0 }
    }
}

fn damaged() -> TableFault {
    TableFault::broken("its parts contradict each other")
}

fn ends(row: u64, why: &dyn fmt::Display) -> RowFault {
    RowFault { row, reason: format!("The sheet cannot be read on: {why}."), ends_the_file: true }
}

/// The first worksheet that can be seen, and how many there are.
pub fn first_visible(sheets: &[Sheet]) -> Result<(String, usize), TableFault> {
    let visible = |sheet: &&Sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet;
    let first = sheets.iter().find(visible).ok_or(TableFault::NoSheet)?;
    Ok((first.name.clone(), sheets.iter().filter(visible).count()))
}

/// Archives of other programs are told apart by their parts.
fn is_workbook(archive: &ZipArchive<Box<dyn Input>>) -> Result<(), TableFault> {
    let names = archive.file_names().filter_map(Result::ok);
    let names: Vec<_> = names.map(|name| name.replace('\\', "/").to_lowercase()).collect();
    let has = |start: &str| names.iter().any(|name| name.starts_with(start));
    if has("xl/workbook.xml") {
        return Ok(());
    }
    Err(match () {
        () if has("xl/workbook.bin") => TableFault::NotATable("a binary workbook (XLSB)"),
        () if has("word/") => TableFault::NotATable("a Word document"),
        () if has("ppt/") => TableFault::NotATable("a presentation"),
        () if has("mimetype") && has("content.xml") => TableFault::NotATable("an OpenDocument file"),
        () => TableFault::ZipWithoutWorkbook,
    })
}

/// The rows of a sheet.
pub struct Rows<'a> {
    cells: Option<XlsxCellReader<'a, Box<dyn Input>>>,
    fault: Option<RowFault>,
    ahead: Option<(u64, usize, String)>,
    row: u64,
}

/// The most characters in a cell, Excel's own limit, and the most bytes in a row, as in a text.
const MOST_IN_CELL: usize = 32_767;
const MOST_IN_ROW: usize = 8 * 1024 * 1024;

impl Rows<'_> {
    /// The next cell with something in it: its row from 1, its column from 0, its text.
    fn cell(&mut self) -> Option<(u64, usize, String)> {
        let reader = self.cells.as_mut()?;
        loop {
            let next =
                fenced(|| reader.next_cell().map(|cell| cell.map(|it| (it.get_position(), text(it.get_value())))));
            match next {
                Some(Ok(Some(((row, column), None)))) => {
                    let (row, column) = (u64::from(row) + 1, column + 1);
                    let reason =
                        format!("Column {column} holds more than 32,767 characters, the most that a cell has.");
                    self.fault = Some(RowFault { row, reason, ends_the_file: true });
                    break;
                }
                Some(Ok(Some((_, Some(text))))) if text.is_empty() => {}
                Some(Ok(Some(((row, column), Some(text))))) => {
                    return Some((u64::from(row) + 1, column as usize, text));
                }
                Some(Ok(None)) => break,
                Some(Err(why)) => {
                    self.fault = Some(ends(self.row + 1, &why));
                    break;
                }
                None => {
                    self.fault = Some(ends(self.row + 1, &damaged()));
                    break;
                }
            }
        }
        self.cells = None;
        None
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<RawRow, RowFault>;

    fn next(&mut self) -> Option<Self::Item> {
        let Some((row, mut column, mut text)) = self.ahead.take().or_else(|| self.cell()) else {
            return self.fault.take().map(Err);
        };
        self.row = row;
        let (mut cells, mut bytes): (Vec<String>, usize) = (Vec::new(), 0);
        loop {
            bytes += text.len();
            if bytes > MOST_IN_ROW {
                self.cells = None;
                let reason = "This row has more than 8 MB. Shorten its texts.".to_owned();
                return Some(Err(RowFault { row, reason, ends_the_file: true }));
            }
            if column >= MOST_COLUMNS {
                self.cells = None;
                let reason = format!("Column {} is filled; {MOST_COLUMNS} is the most.", column + 1);
                return Some(Err(RowFault { row, reason, ends_the_file: true }));
            }
            cells.resize(cells.len().max(column + 1), String::new());
            if let Some(cell) = cells.get_mut(column) {
                *cell = text;
            }
            match self.cell() {
                Some((same, next, words)) if same == row => (column, text) = (next, words),
                // A row that cannot be read to its end is no row.
                None if self.fault.as_ref().is_some_and(|fault| fault.row == row) => {
                    return self.fault.take().map(Err);
                }
                other => {
                    self.ahead = other;
                    return Some(Ok(RawRow { row, cells }));
                }
            }
        }
    }
}

/// A cell as people see it; none when it is longer than a cell can be.
fn text(value: &DataRef<'_>) -> Option<String> {
    Some(match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(value) => numbers::number(*value),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => fitting(text)?,
        DataRef::SharedString(text) => fitting(text)?,
        DataRef::Bool(true) => "TRUE".into(),
        DataRef::Bool(false) => "FALSE".into(),
        DataRef::DateTime(day) => numbers::day(*day),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    })
}

fn fitting(text: &str) -> Option<String> {
    text.chars().nth(MOST_IN_CELL).is_none().then(|| text.to_owned())
}
