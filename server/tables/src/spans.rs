//! What an XLS holds, measured before anything is built from it: two cells can span a sheet of four
//! thousand million.

use super::Most;
use super::fault::TableFault;

/// The most cells within the bounds of an XLS, its sheets together, and the most that one may announce.
const MOST_CELLS: u64 = 6_000_000;
const MOST_ANNOUNCED: u64 = 65_536 * 256;

/// The most characters in its cells; a text that many share is copied for each of them.
const MOST_TEXT: u64 = 128_000_000;

/// Walks the records of an XLS as its reader will, and adds up the cells that it would make room for, and their texts.
///
/// Source: [MS-XLS] 2.4 (BOF, BoundSheet8, Dimensions, EOF, SST and the records of cells).
pub fn records(stream: &[u8], most: Most) -> Result<(), TableFault> {
    let shared = shared(stream).ok_or_else(|| TableFault::broken("its texts end too early"))?;
    let (mut cells, mut letters) = (0, 0);
    for sheet in Records(stream).take_while(|(kind, _)| *kind != EOF).filter(|(kind, _)| *kind == BOUND_SHEET) {
        let start = u32_at(sheet.1, 0).and_then(|at| usize::try_from(at).ok());
        let sheet = start.and_then(|at| stream.get(at..)).ok_or_else(|| TableFault::broken("a sheet is missing"))?;
        let (more, text) = bounds(sheet, &shared)?;
        cells += more;
        letters += text;
        if cells > MOST_CELLS {
            return Err(TableFault::TooMuch("6,000,000 cells"));
        }
        if letters > MOST_TEXT {
            return Err(TableFault::TooMuch("128,000,000 characters in its cells"));
        }
        // A letter takes a byte at least.
        if cells > most.cells as u64 || letters > most.text as u64 {
            return Err(TableFault::TooMuch(most.words));
        }
    }
    Ok(())
}

const EOF: u16 = 0x000A;
const BOUND_SHEET: u16 = 0x0085;
const BEGIN: u16 = 0x0809;
const DIMENSIONS: u16 = 0x0200;
const MANY_NUMBERS: u16 = 0x00BD;
const SHARED: u16 = 0x00FC;
const CONTINUES: u16 = 0x003C;
const SHARED_TEXT: u16 = 0x00FD;
const CELLS: [u16; 7] = [0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E];

/// How many cells lie within the bounds of a sheet, and how long the shared texts in them are.
fn bounds(sheet: &[u8], shared: &[u16]) -> Result<(u64, u64), TableFault> {
    let (mut rows, mut columns, mut letters, mut depth) = (0, 0, 0, 0_u32);
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
                let text = u32_at(data, 6).filter(|_| kind == SHARED_TEXT).and_then(|at| usize::try_from(at).ok());
                letters += text.and_then(|at| shared.get(at)).map_or(0, |long| u64::from(*long));
                rows = rows.max(row + 1);
                columns = columns.max(column + 1);
            }
            _ => {}
        }
    }
    Ok((rows * columns, letters))
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
#[derive(Clone)]
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

/// How many characters each shared text has; none when they end too early.
fn shared(stream: &[u8]) -> Option<Vec<u16>> {
    let mut records = Records(stream).take_while(|(kind, _)| *kind != EOF).skip_while(|(kind, _)| *kind != SHARED);
    let Some((_, first)) = records.next() else { return Some(Vec::new()) };
    let more: Vec<_> = records.clone().take_while(|(kind, _)| *kind == CONTINUES).map(|(_, data)| data).collect();
    // The reader would take the last of several.
    if records.any(|(kind, _)| kind == SHARED) {
        return None;
    }
    let mut texts = Texts { data: first.get(8..)?, more: more.into_iter() };
    let mut lengths = Vec::new();
    while !texts.data.is_empty() || texts.turn() {
        lengths.push(texts.text()?);
    }
    Some(lengths)
}

/// Shared texts, over the records that continue them.
struct Texts<'a> {
    data: &'a [u8],
    more: std::vec::IntoIter<&'a [u8]>,
}

impl<'a> Texts<'a> {
    /// Goes on to the next record, if there is one.
    fn turn(&mut self) -> bool {
        let next = self.more.next();
        self.data = next.unwrap_or(self.data);
        next.is_some()
    }

    fn take(&mut self, bytes: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.data.split_at_checked(bytes)?;
        self.data = rest;
        Some(taken)
    }

    fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            if self.data.is_empty() && !self.turn() {
                return None;
            }
            bytes -= self.take(bytes.min(self.data.len()))?.len();
        }
        Some(())
    }

    /// Passes over one text ([MS-XLS] 2.5.293). Its letters of one or two bytes may go on in the next record.
    fn text(&mut self) -> Option<u16> {
        if self.data.is_empty() {
            return Some(0);
        }
        let (long, mut flags) = (u16_at(self.take(2)?, 0)?, *self.take(1)?.first()?);
        let runs = if flags & 8 == 0 { 0 } else { u16_at(self.take(2)?, 0)? };
        let beside = if flags & 4 == 0 { 0 } else { u32_at(self.take(4)?, 0)? };
        let mut left = usize::from(long);
        while left > 0 {
            let width = if flags & 1 == 0 { 1 } else { 2 };
            let here = left.min(self.data.len() / width);
            self.take(here * width)?;
            left -= here;
            if left > 0 {
                flags = self.turn().then(|| self.take(1)?.first().copied())??;
            }
        }
        self.skip(usize::from(runs) * 4)?;
        self.skip(usize::try_from(beside).ok()?)?;
        Some(long)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let long = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes()[..], &long.to_le_bytes(), data].concat()
    }

    /// One sheet whose cells all show the second of two texts, of 40,000 letters.
    fn workbook(cells: usize) -> Vec<u8> {
        let start = |text: &[u8]| [&[0; 8][..], &[1, 0, 0, b'a'], &40_000_u16.to_le_bytes(), &[0], text].concat();
        let texts = [
            record(SHARED, &start(&[b'x'; 5_000])),
            record(CONTINUES, &[&[1][..], &[b'x'; 60_000]].concat()),
            record(CONTINUES, &[&[0][..], &[b'x'; 5_000]].concat()),
        ];
        let before = [record(BEGIN, &[0; 16]), texts.concat()].concat();
        let at = u32::try_from(before.len() + 4 + 8 + 4).unwrap().to_le_bytes();
        let sheet = record(BOUND_SHEET, &[&at[..], &[0; 4]].concat());
        let cell = record(SHARED_TEXT, &[0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
        let whole = [before, sheet, record(EOF, &[]), record(BEGIN, &[0; 16]), cell.repeat(cells), record(EOF, &[])];
        whole.concat()
    }

    #[test]
    fn a_text_that_many_cells_share_counts_for_each_of_them() {
        assert_eq!(shared(&workbook(0)), Some(vec![1, 40_000]));
        assert!(records(&workbook(3_200), crate::STREAMED).is_ok());
        let told = records(&workbook(3_201), crate::STREAMED).unwrap_err().to_string();
        assert!(told.starts_with("The workbook holds more than 128,000,000 characters in its cells."), "{told}");
    }
}
