//! A table as text: its encoding and separator found out once, its rows read as often as wanted.

use std::io::{self, Read};

use domain::csv::fused;
use domain::import::{RawRow, RowFault};

use super::HowRead;
use super::delimiter::{announced, sniff};
use super::encoding::{Decoded, Encoding, detect};
use super::fault::TableFault;
use super::records::Records;
use super::source::{Input, Source};

const SAMPLE: u64 = 256 * 1024;

/// A table as text.
#[derive(Debug)]
pub struct Text {
    source: Source,
    encoding: Encoding,
    delimiter: u8,
    /// Whether the first line only announces the separator. A spreadsheet does not number it.
    announced: bool,
}

impl Text {
    pub fn open(source: Source) -> Result<Self, TableFault> {
        let encoding = detect(source.open()?)?;
        let mut sample = Vec::new();
        Decoded::new(source.open()?, encoding).take(SAMPLE).read_to_end(&mut sample)?;
        let sample = String::from_utf8_lossy(&sample);
        let announced = announced(&sample).is_some();
        Ok(Self { delimiter: sniff(&sample), source, encoding, announced })
    }

    pub fn how(&self) -> HowRead {
        HowRead::Text { encoding: self.encoding, delimiter: char::from(self.delimiter) }
    }

    pub fn rows(&self) -> impl Iterator<Item = Result<RawRow, RowFault>> + use<> {
        let skipped = u64::from(self.announced);
        let (records, fault) = match self.records() {
            Ok(records) => (Some(records), None),
            Err(why) => (None, Some(Err(unreadable(&why)))),
        };
        let rows = records.into_iter().flatten().skip(usize::from(self.announced)).map(move |row| match row {
            // An apostrophe before a formula says “this is text”, to a spreadsheet as to us.
            Ok(RawRow { row, cells }) => {
                Ok(RawRow { row: row - skipped, cells: cells.iter().map(|cell| fused(cell)).collect() })
            }
            Err(fault) => Err(RowFault { row: fault.row.saturating_sub(skipped), ..fault }),
        });
        fault.into_iter().chain(rows)
    }

    fn records(&self) -> io::Result<Records<Decoded<Box<dyn Input>>>> {
        Ok(Records::new(Decoded::new(self.source.open()?, self.encoding), self.delimiter))
    }
}

fn unreadable(why: &io::Error) -> RowFault {
    RowFault { row: 1, reason: format!("The file could not be opened again: {why}."), ends_the_file: true }
}
