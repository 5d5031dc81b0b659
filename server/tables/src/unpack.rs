//! What a workbook holds once unpacked, measured before anything is built from it: a few kilobytes can
//! unpack to gigabytes, and two cells can span a sheet of four thousand million.

use std::io::{self, Read};

use zip::ZipArchive;

use super::fault::TableFault;
use super::source::Input;

/// The most that an archive may unpack to, and the most in shared strings, which stay in memory.
const MOST_UNPACKED: u64 = 512 * 1024 * 1024;
const MOST_STRINGS: u64 = 128 * 1024 * 1024;
const MOST_PARTS: usize = 10_000;

/// The most cells within the bounds of an XLS, its sheets together, and the most that one may announce.
const MOST_CELLS: u64 = 6_000_000;
const MOST_ANNOUNCED: u64 = 65_536 * 256;

/// Unpacks the parts of an archive that a reader of workbooks would, into nothing.
pub fn archive(archive: &mut ZipArchive<Box<dyn Input>>) -> Result<(), TableFault> {
    if archive.len() > MOST_PARTS {
        return Err(TableFault::TooMuch("10,000 parts"));
    }
    let mut left = MOST_UNPACKED;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(TableFault::broken)?;
        let name = part.name().map_err(TableFault::broken)?.to_lowercase();
        if !(name.ends_with(".xml") || name.ends_with(".rels")) {
            continue;
        }
        let strings = name.ends_with("sharedstrings.xml");
        let most = if strings { left.min(MOST_STRINGS) } else { left };
        let unpacked = io::copy(&mut part.take(most + 1), &mut io::sink()).map_err(TableFault::broken)?;
        if unpacked > most {
            return Err(TableFault::TooMuch(if strings { "128 MB of text" } else { "512 MB unpacked" }));
        }
        left -= unpacked;
    }
    Ok(())
}

/// Walks the records of an XLS as its reader will, and adds up the cells that it would make room for.
///
/// Source: [MS-XLS] 2.4 (BOF, BoundSheet8, Dimensions, EOF and the records of cells).
pub fn records(stream: &[u8]) -> Result<(), TableFault> {
    let mut cells = 0;
    for sheet in Records(stream).take_while(|(kind, _)| *kind != EOF).filter(|(kind, _)| *kind == BOUND_SHEET) {
        let start = u32_at(sheet.1, 0).and_then(|at| usize::try_from(at).ok());
        let sheet = start.and_then(|at| stream.get(at..)).ok_or_else(|| TableFault::broken("a sheet is missing"))?;
        cells += bounds(sheet)?;
        if cells > MOST_CELLS {
            return Err(TableFault::TooMuch("6,000,000 cells"));
        }
    }
    Ok(())
}

const EOF: u16 = 0x000A;
const BOUND_SHEET: u16 = 0x0085;
const BEGIN: u16 = 0x0809;
const DIMENSIONS: u16 = 0x0200;
const MANY_NUMBERS: u16 = 0x00BD;
const CELLS: [u16; 7] = [0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E];

/// How many cells lie within the bounds of a sheet.
fn bounds(sheet: &[u8]) -> Result<u64, TableFault> {
    let (mut rows, mut columns, mut depth) = (0, 0, 0_u32);
    for (kind, data) in Records(sheet) {
        match kind {
            BEGIN => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            DIMENSIONS if depth <= 1 => announced(data)?,
            // Anything inside another substream is not read.
            _ if depth > 1 => {}
            MANY_NUMBERS => {
                let (row, column) = place(data);
                rows = rows.max(row + 1);
                columns = columns.max(column + (data.len() as u64) / 6 + 1);
            }
            _ if CELLS.contains(&kind) => {
                let (row, column) = place(data);
                rows = rows.max(row + 1);
                columns = columns.max(column + 1);
            }
            _ => {}
        }
    }
    Ok(rows * columns)
}

/// The reader makes room for as many cells as the sheet announces.
fn announced(data: &[u8]) -> Result<(), TableFault> {
    let wide = |at| u32_at(data, at).map(u64::from);
    let narrow = |at| u16_at(data, at).map(u64::from);
    let (rows, columns) = match data.len() {
        10 => ((narrow(0), narrow(2)), (narrow(4), narrow(6))),
        _ => ((wide(0), wide(4)), (narrow(8), narrow(10))),
    };
    let span = |(from, to): (Option<u64>, Option<u64>)| to.unwrap_or_default().checked_sub(from.unwrap_or_default());
    match span(rows).zip(span(columns)) {
        Some((rows, columns)) if rows.saturating_mul(columns) <= MOST_ANNOUNCED => Ok(()),
        Some(_) => Err(TableFault::TooMuch("16,777,216 cells")),
        None => Err(TableFault::broken("a sheet ends before it begins")),
    }
}

fn place(data: &[u8]) -> (u64, u64) {
    let number = |at| u16_at(data, at).map(u64::from).unwrap_or_default();
    (number(0), number(2))
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    data.get(at..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

/// The records of a stream: kind, length, data.
struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, long) = (u16_at(self.0, 0)?, usize::from(u16_at(self.0, 2)?));
        let data = self.0.get(4..4 + long)?;
        self.0 = self.0.get(4 + long..)?;
        Some((kind, data))
    }
}
