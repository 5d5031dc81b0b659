//! The first visible sheet of an XLS. Its reader builds every sheet at once, so its size is measured
//! beforehand.

use std::io::{Cursor, Read};

use calamine::{Data, Range, Reader, Xls, XlsError};
use domain::import::{RawRow, RowFault};

use super::fault::TableFault;
use super::guard::fenced;
use super::source::Source;
use super::xlsx::first_visible;
use super::{HowRead, Most, numbers, spans};

/// The most bytes of an XLS; a sheet of its kind ends at row 65,536.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// A sheet, in memory.
#[derive(Debug)]
pub struct Sheet {
    cells: Range<Data>,
    name: String,
    sheets: usize,
}

impl Sheet {
    pub fn open(source: &Source, most: Most) -> Result<Self, TableFault> {
        let bytes = source.head(MOST_BYTES + 1)?;
        if bytes.len() as u64 > MOST_BYTES {
            return Err(TableFault::TooMuch("64 MB"));
        }
        spans::records(&fenced(|| stream(&bytes)).ok_or_else(damaged)??, most)?;
        let book = fenced(|| Xls::new(Cursor::new(bytes.as_slice()))).ok_or_else(damaged)?;
        let mut book = book.map_err(|why| match matches!(why, XlsError::Password) {
            true => TableFault::Locked,
            false => TableFault::broken(why),
        })?;
        let (name, sheets) = first_visible(book.sheets_metadata())?;
        let cells = fenced(|| book.worksheet_range(&name)).ok_or_else(damaged)?.map_err(TableFault::broken)?;
        Ok(Self { cells, name, sheets })
    }

    pub fn how(&self) -> HowRead {
        HowRead::Sheet { name: self.name.clone(), sheets: self.sheets }
    }

    pub fn rows(&self) -> impl Iterator<Item = Result<RawRow, RowFault>> {
        let (top, left) = self.cells.start().unwrap_or_default();
        let first = u64::from(top) + 1;
        self.cells.rows().zip(first..).map(move |(cells, row)| {
            let before = std::iter::repeat_n(String::new(), left as usize);
            Ok(RawRow { row, cells: before.chain(cells.iter().map(text)).collect() })
        })
    }
}

fn damaged() -> TableFault {
    TableFault::broken("its records contradict each other")
}

/// The stream of a compound file that holds the workbook.
fn stream(bytes: &[u8]) -> Result<Vec<u8>, TableFault> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(TableFault::broken)?;
    if file.exists("/EncryptedPackage") {
        return Err(TableFault::Locked);
    }
    if file.exists("/WordDocument") {
        return Err(TableFault::NotATable("a Word document"));
    }
    let name = ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name));
    let name = name.ok_or(TableFault::NotATable("a document of another program"))?;
    let mut stream = Vec::new();
    let part = file.open_stream(name).map_err(TableFault::broken)?;
    part.take(MOST_BYTES).read_to_end(&mut stream).map_err(TableFault::broken)?;
    Ok(stream)
}

/// A cell as people see it.
fn text(value: &Data) -> String {
    match value {
        Data::Int(number) => number.to_string(),
        Data::Float(value) => numbers::number(*value),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(true) => "TRUE".into(),
        Data::Bool(false) => "FALSE".into(),
        Data::DateTime(day) => numbers::day(*day),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}
