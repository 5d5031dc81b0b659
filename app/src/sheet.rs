//! A list as a file to keep: CSV that a spreadsheet reads as text, or a workbook in which every cell is text or a number.

use crate::error::{Error, Result};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use domain::csv::line;
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

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

impl Sheet {
    /// The answer that hands it over.
    ///
    /// # Errors
    /// When a workbook cannot hold it: more rows than there are, a cell of more than 32,767 characters.
    pub(crate) fn send(&self, form: As) -> Result<Response> {
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
