//! A list as a file to keep: CSV that a spreadsheet reads as text, or a workbook in which every cell is text or a number.

use crate::asking::Asking;
use crate::error::{Error, Result};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use domain::csv::line;
use domain::instant::Instant;
use domain::refusal::Refusal;
use rust_xlsxwriter::{Format, Workbook};

/// In which form a list is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum As {
    Csv,
    Xlsx,
}

/// A list: its name, its heads, its rows.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    pub name: String,
    pub heads: Vec<&'static str>,
    pub rows: Vec<Vec<String>>,
}

/// A column: its head, and what a row has there.
pub(crate) type Cell<'a, R> = (&'static str, &'a dyn Fn(&R) -> String);

/// The most rows of a download.
pub(crate) const MOST: usize = 50_000;

/// Characters that a cell of a workbook holds. Source: Excel specifications and limits.
const LONGEST: usize = 32_767;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

impl Sheet {
    /// Rows of one kind under their columns.
    ///
    /// # Errors
    /// A refusal when there are more than [`MOST`]: a part of a list is never sent as all of it.
    pub(crate) fn of<R>(rows: impl IntoIterator<Item = R>, columns: &[Cell<'_, R>]) -> Result<Self> {
        let heads = columns.iter().map(|(head, _)| *head).collect();
        let rows = rows.into_iter().map(|row| columns.iter().map(|(_, cell)| cell(&row)).collect());
        let rows: Vec<_> = rows.take(MOST + 1).collect();
        if rows.len() > MOST {
            let sentence =
                format!("There are more than {MOST} rows. Narrow the view by a filter, then download it in parts.");
            return Err(Refusal::conflict(sentence).into());
        }
        Ok(Self { name: String::new(), heads, rows })
    }

    /// The answer that hands it over.
    ///
    /// # Errors
    /// When a workbook cannot hold it: a cell of more than 32,767 characters.
    pub(crate) fn send(&self, form: As) -> Result<Response> {
        let holds = |cell: &String| cell.encode_utf16().count() <= LONGEST;
        if form == As::Xlsx && !self.rows.iter().flatten().all(holds) {
            let sentence =
                "A text of this list is longer than a cell of a workbook. Take it as CSV, which holds all of it.";
            return Err(Refusal::conflict(sentence).into());
        }
        let (kind, end, bytes) = match form {
            As::Csv => ("text/csv; charset=utf-8", "csv", self.csv().into_bytes()),
            As::Xlsx => (XLSX, "xlsx", self.xlsx().map_err(Error::fault)?),
        };
        let name = format!("attachment; filename=\"{}.{end}\"", self.name);
        let name = HeaderValue::from_str(&name).map_err(Error::fault)?;
        let kind = HeaderValue::from_static(kind);
        Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
    }

    fn csv(&self) -> String {
        // The mark tells spreadsheets that it is UTF-8.
        let mut table = String::from("\u{feff}");
        line(&mut table, self.heads.iter().copied());
        for row in &self.rows {
            line(&mut table, row.iter().map(String::as_str));
        }
        table
    }

    /// Cells are strings: what looks like a formula is text, and is never reckoned.
    fn xlsx(&self) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let bold = Format::new().set_bold();
        for (column, head) in (0_u16..).zip(&self.heads) {
            sheet.write_string_with_format(0, column, *head, &bold)?;
        }
        for (no, row) in (1_u32..).zip(&self.rows) {
            for (column, cell) in (0_u16..).zip(row) {
                sheet.write_string(no, column, cell)?;
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        sheet.autofit();
        book.save_to_buffer()
    }
}

/// What a cell says of what may not be there.
pub(crate) fn text<T: ToString>(of: Option<T>) -> String {
    of.map(|of| of.to_string()).unwrap_or_default()
}

/// Yes, no, or nothing where it is unanswered.
pub(crate) fn yes_no(of: Option<bool>) -> String {
    of.map(|yes| if yes { "Yes" } else { "No" }.to_owned()).unwrap_or_default()
}

/// Several in one cell.
pub(crate) fn joined<T: ToString>(all: impl IntoIterator<Item = T>) -> String {
    all.into_iter().map(|one| one.to_string()).collect::<Vec<_>>().join("; ")
}

impl Asking {
    /// An instant as a cell says it, on the organisation's clocks.
    pub(crate) fn cell(&self, at: Instant) -> String {
        if at == Instant::NEVER { String::new() } else { self.local(at).strftime("%Y-%m-%d %H:%M:%S").to_string() }
    }
}
