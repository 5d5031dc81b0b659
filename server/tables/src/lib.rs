//! Tables from files: CSV in any common encoding, XLSX and XLS, as rows of text.
//!
//! What a file is, its bytes say, not its name. Rows are streamed: a CSV of 200,000 rows, or the sheet
//! of an XLSX, never lies in memory whole; an XLS does, and is capped. What the rows mean is the
//! business of `domain::import`, whose [`RawRow`] and [`RowFault`] this crate fills.

mod delimiter;
mod encoding;
mod fault;
mod guard;
mod kind;
mod numbers;
mod records;
mod source;
mod spans;
mod text;
mod unpack;
mod xls;
mod xlsx;

use std::fmt;

use domain::import::{RawRow, RowFault, headers};

pub use encoding::Encoding;
pub use fault::TableFault;
pub use source::Source;

use kind::Kind;

/// The most columns a table may have; a spreadsheet has at most 16,384, an inventory some dozens.
pub const MOST_COLUMNS: usize = 1_000;

/// A table with its headers read, and its rows to be read as often as wanted.
#[derive(Debug)]
pub struct Table {
    headers: Vec<String>,
    how: HowRead,
    body: Body,
    most: Most,
}

/// The most that one table may give, however small its file: a text that many cells share is copied for each of them.
#[derive(Clone, Copy, Debug)]
struct Most {
    unpacked: unpack::Most,
    /// Bytes of text in all of its cells.
    text: usize,
    /// Cells, the empty ones before and between others too.
    cells: usize,
    words: &'static str,
}

/// Of a table whose rows are read one after another, and none of them kept.
const STREAMED: Most = Most {
    unpacked: unpack::LARGE,
    text: 512 * 1024 * 1024,
    cells: 64_000_000,
    words: "512 MB of text or 64,000,000 cells",
};
/// Of a table whose rows lie in memory together.
const WHOLE: Most = Most {
    unpacked: unpack::MIDDLE,
    text: 32 * 1024 * 1024,
    cells: 2_000_000,
    words: "32 MB of text or 2,000,000 cells",
};
/// Of a table that somebody hands over whom we do not know.
const SMALL: Most =
    Most { unpacked: unpack::SMALL, text: 4 * 1024 * 1024, cells: 100_000, words: "4 MB of text or 100,000 cells" };

#[derive(Debug)]
enum Body {
    Text(text::Text),
    Xlsx(Box<xlsx::Workbook>),
    Xls(xls::Sheet),
}

/// How the file was understood, for a sentence on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HowRead {
    /// Text with a separator between cells.
    Text { encoding: Encoding, delimiter: char },
    /// The first visible sheet of a workbook of so many.
    Sheet { name: String, sheets: usize },
}

impl fmt::Display for HowRead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text { encoding, delimiter } => write!(f, "Read as {encoding}, separated by {}.", named(*delimiter)),
            Self::Sheet { name, sheets: 1 } => write!(f, "Read from the sheet “{name}”."),
            Self::Sheet { name, sheets } => write!(f, "Read from the first sheet of {sheets}, “{name}”."),
        }
    }
}

fn named(delimiter: char) -> &'static str {
    match delimiter {
        ';' => "semicolons",
        '\t' => "tabs",
        '|' => "bars",
        _ => "commas",
    }
}

/// Opens a table and reads its headers. The name is the file's, for sentences and for telling JSON from
/// text.
///
/// # Errors
/// Why it cannot be read as a table, in a sentence with what would help.
pub fn read(source: impl Into<Source>, name: &str) -> Result<Table, TableFault> {
    read_within(source.into(), name, STREAMED)
}

/// The same of a table whose rows will lie in memory together: one that gives more than 32 MB of text is refused where it
/// does.
///
/// # Errors
/// As [`read`].
pub fn read_whole(source: impl Into<Source>, name: &str) -> Result<Table, TableFault> {
    read_within(source.into(), name, WHOLE)
}

/// The same of what somebody whom we do not know hands over, and which is small: a workbook of more than 8 MB unpacked is
/// refused, and so is a table that gives more than 4 MB of text.
///
/// # Errors
/// As [`read`].
pub fn read_small(source: impl Into<Source>, name: &str) -> Result<Table, TableFault> {
    read_within(source.into(), name, SMALL)
}

fn read_within(source: Source, name: &str, most: Most) -> Result<Table, TableFault> {
    let mut body = match kind::of(&source, name)? {
        Kind::Text => Body::Text(text::Text::open(source)?),
        Kind::Zip => Body::Xlsx(Box::new(xlsx::Workbook::open(&source, most.unpacked)?)),
        Kind::Compound => Body::Xls(xls::Sheet::open(&source, most)?),
    };
    let (how, first) = (body.how(), body.all(most).next());
    let first = first.ok_or(TableFault::Empty)?.map_err(|fault| TableFault::Broken(fault.to_string()))?;
    let filled = first.cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
    let cells = first.cells.get(..filled).unwrap_or_default();
    if cells.len() > MOST_COLUMNS {
        return Err(TableFault::TooManyColumns(cells.len()));
    }
    Ok(Table { headers: headers(cells), how, body, most })
}

impl Table {
    /// The headers, every one distinct.
    #[must_use]
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// How the file was understood.
    #[must_use]
    pub fn how(&self) -> &HowRead {
        &self.how
    }

    /// The rows below the headers, from the first one each time. Rows without a word are left out, yet
    /// counted in the numbers of those that follow.
    pub fn rows(&mut self) -> impl Iterator<Item = Result<RawRow, RowFault>> {
        self.body.all(self.most).skip(1)
    }
}

impl Body {
    fn how(&self) -> HowRead {
        match self {
            Self::Text(text) => text.how(),
            Self::Xlsx(book) => book.how(),
            Self::Xls(sheet) => sheet.how(),
        }
    }

    /// Every row with a word in it, the headers first; none after one that ends the file, and none beyond the most that a
    /// table may give, for which rows without a word count too.
    fn all(&mut self, most: Most) -> impl Iterator<Item = Result<RawRow, RowFault>> {
        let rows: Box<dyn Iterator<Item = Result<RawRow, RowFault>>> = match self {
            Self::Text(text) => Box::new(text.rows()),
            Self::Xlsx(book) => Box::new(book.rows()),
            Self::Xls(sheet) => Box::new(sheet.rows()),
        };
        let mut meter = Meter { most, text: 0, cells: 0 };
        let rows = rows.map(move |row| meter.counted(row?));
        let mut over = false;
        let rows = rows.take_while(move |row| {
            let before = over;
            over |= matches!(row, Err(fault) if fault.ends_the_file);
            !before
        });
        rows.filter(|row| !matches!(row, Ok(row) if row.cells.iter().all(|cell| cell.trim().is_empty())))
    }
}

/// What a table gave so far.
struct Meter {
    most: Most,
    text: usize,
    cells: usize,
}

impl Meter {
    fn counted(&mut self, row: RawRow) -> Result<RawRow, RowFault> {
        self.cells = self.cells.saturating_add(row.cells.len());
        self.text = row.cells.iter().fold(self.text, |text, cell| text.saturating_add(cell.len()));
        if self.text <= self.most.text && self.cells <= self.most.cells {
            return Ok(row);
        }
        let reason =
            format!("Up to here the table holds more than {}. Take out columns that are not needed.", self.most.words);
        Err(RowFault { row: row.row, reason, ends_the_file: true })
    }
}
