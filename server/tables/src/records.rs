//! The records of a text with separators (RFC 4180, read leniently), with the rows that a spreadsheet
//! would number.

use std::io::BufRead;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use domain::import::{RawRow, RowFault};

/// The most bytes in one row. More is a quote that was never closed.
const MOST_IN_ROW: usize = 8 * 1024 * 1024;

/// The records of a text in UTF-8. Line breaks are CRLF, LF or CR, blank lines are rows without cells.
pub struct Records<R> {
    text: R,
    parser: Reader,
    row: u64,
    after_cr: bool,
    over: bool,
    cells: Vec<u8>,
    ends: Vec<usize>,
}

/// Where the parser stands in a record.
#[derive(Default)]
struct Filled {
    bytes: usize,
    cells: usize,
}

impl<R: BufRead> Records<R> {
    pub fn new(text: R, delimiter: u8) -> Self {
        let parser = ReaderBuilder::new().delimiter(delimiter).build();
        Self { text, parser, row: 0, after_cr: false, over: false, cells: vec![0; 4096], ends: vec![0; 64] }
    }

    /// Leaves out blank lines, counting them, and the second half of a CRLF.
    fn skip_blank(&mut self) -> std::io::Result<bool> {
        loop {
            let next = self.text.fill_buf()?.first().copied();
            match next {
                Some(b'\n') if self.after_cr => self.after_cr = false,
                Some(b'\n') => self.row += 1,
                Some(b'\r') => {
                    self.row += 1;
                    self.after_cr = true;
                }
                other => {
                    self.after_cr = false;
                    return Ok(other.is_some());
                }
            }
            self.text.consume(1);
        }
    }

    /// Reads one record into `cells` and `ends`; at the end of the text a line break is put in, which an
    /// open quote would swallow.
    fn fill(&mut self) -> Result<Filled, String> {
        let mut filled = Filled::default();
        loop {
            self.make_room(&filled)?;
            let input = self.text.fill_buf().map_err(|why| format!("The file could not be read on: {why}."))?;
            let at_end = input.is_empty();
            let input = if at_end { b"\n" } else { input };
            let (cells, ends) = (self.cells.get_mut(filled.bytes..), self.ends.get_mut(filled.cells..));
            let (cells, ends) = (cells.unwrap_or_default(), ends.unwrap_or_default());
            let (result, read, bytes, done) = self.parser.read_record(input, cells, ends);
            filled.bytes += bytes;
            filled.cells += done;
            self.after_cr = read.checked_sub(1).and_then(|last| input.get(last)) == Some(&b'\r');
            if !at_end {
                self.text.consume(read);
            }
            match result {
                ReadRecordResult::Record => return Ok(filled),
                ReadRecordResult::InputEmpty if at_end => {
                    return Err("A quote that opens in this row is never closed. Close it, or double it.".into());
                }
                ReadRecordResult::End => return Err("The file ends within this row.".into()),
                ReadRecordResult::InputEmpty | ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {}
            }
        }
    }

    fn make_room(&mut self, filled: &Filled) -> Result<(), String> {
        if filled.bytes > MOST_IN_ROW {
            return Err("This row has more than 8 MB. A quote that opens in it is probably never closed.".into());
        }
        if filled.bytes + 1024 > self.cells.len() {
            self.cells.resize(self.cells.len() * 2, 0);
        }
        if filled.cells + 1 > self.ends.len() {
            self.ends.resize(self.ends.len() * 2, 0);
        }
        Ok(())
    }

    fn record(&mut self) -> Option<Result<RawRow, String>> {
        match self.skip_blank() {
            Ok(true) => {}
            Ok(false) => return None,
            Err(why) => return Some(Err(format!("The file could not be read on: {why}."))),
        }
        self.row += 1;
        Some(self.fill().map(|filled| RawRow { row: self.row, cells: self.split(&filled) }))
    }

    fn split(&self, filled: &Filled) -> Vec<String> {
        let mut from = 0;
        let ends = self.ends.get(..filled.cells).unwrap_or_default();
        let cells = ends.iter().map(|end| {
            let cell = self.cells.get(from..*end).unwrap_or_default();
            from = *end;
            String::from_utf8_lossy(cell).into_owned()
        });
        cells.collect()
    }
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = Result<RawRow, RowFault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let record = self.record();
        self.over = !matches!(record, Some(Ok(_)));
        Some(record?.map_err(|reason| RowFault { row: self.row, reason, ends_the_file: true }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<(u64, Vec<String>)> {
        Records::new(text.as_bytes(), b',').map(|row| row.map(|it| (it.row, it.cells)).unwrap()).collect()
    }

    fn row(row: u64, cells: &[&str]) -> (u64, Vec<String>) {
        (row, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_does() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "\"1\nstill 1\",x", "", "", "2,y"].join(end);
            let wanted = [row(1, &["a", "b"]), row(2, &["1\nstill 1", "x"]), row(5, &["2", "y"])];
            assert_eq!(read(&text), wanted, "{end:?}");
            assert_eq!(read(&format!("{text}{end}{end}")), wanted, "{end:?}");
        }
    }

    #[test]
    fn quotes_and_ragged_rows_are_read_as_they_are() {
        assert_eq!(
            read("a,\"b,\"\"c\"\"\"\nd\ne,f,\n"),
            [row(1, &["a", "b,\"c\""]), row(2, &["d"]), row(3, &["e", "f", ""])]
        );
        assert_eq!(read("5\" pipe,x"), [row(1, &["5\" pipe", "x"])]);
        assert_eq!(read("\"closed\"\"\"\"\""), [row(1, &["closed\"\""])]);
        assert_eq!(read(""), []);
        assert_eq!(read("\n\r\n"), []);
    }

    #[test]
    fn an_open_quote_is_told_and_ends_the_file() {
        let rows: Vec<_> = Records::new("a,b\nc,\"d\ne,f\n".as_bytes(), b',').collect();
        let [first, Err(fault)] = rows.as_slice() else { panic!("{rows:?}") };
        assert!(first.is_ok() && fault.ends_the_file);
        let told = "Line 2: a quote that opens in this row is never closed. Close it, or double it.";
        assert_eq!(fault.to_string(), told);
    }

    #[test]
    fn an_open_quote_in_a_large_file_does_not_fill_the_memory() {
        let endless = std::io::BufReader::new(std::io::Read::chain(&b"a,\""[..], std::io::repeat(b'x')));
        let fault = Records::new(endless, b',').next().unwrap().unwrap_err();
        assert!(fault.reason.starts_with("This row has more than 8 MB."));
    }

    proptest! {
        #[test]
        fn what_a_writer_writes_is_read_again(rows in prop::collection::vec(prop::collection::vec("[a,\"\r\n é]{0,5}", 2..5), 0..6), ends in 0..3usize) {
            let terminator = [csv::Terminator::CRLF, csv::Terminator::Any(b'\n'), csv::Terminator::Any(b'\r')][ends];
            let mut writer = csv::WriterBuilder::new().terminator(terminator).flexible(true).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let bytes = writer.into_inner().unwrap();
            let pieces = std::io::BufReader::with_capacity(3, bytes.as_slice());
            let again: Vec<_> = Records::new(pieces, b',').map(|row| row.unwrap()).collect();
            prop_assert_eq!(again.iter().map(|row| row.row).collect::<Vec<_>>(), (1..=rows.len() as u64).collect::<Vec<_>>());
            prop_assert_eq!(again.into_iter().map(|row| row.cells).collect::<Vec<_>>(), rows);
        }

        #[test]
        fn what_we_write_holds_no_formula_whatever_separates(rows in prop::collection::vec(prop::collection::vec("[ab1=+@\t,;|\"\r\n '-]{0,9}", 1..4), 1..5)) {
            let mut text = String::new();
            for row in &rows {
                domain::csv::line(&mut text, row.iter().map(String::as_str));
            }
            for separator in [b',', b';', b'\t', b'|'] {
                let read: Vec<_> = Records::new(text.as_bytes(), separator).filter_map(Result::ok).collect();
                for cell in read.iter().flat_map(|row| &row.cells) {
                    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                    prop_assert!(!formula, "{:?} of {:?} by {:?}", cell, text, char::from(separator));
                }
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in any::<String>(), delimiter in prop::sample::select(vec![b',', b';', b'\t', b'|'])) {
            let rows: Vec<_> = Records::new(text.as_bytes(), delimiter).collect();
            prop_assert!(rows.len() <= text.len() + 1);
        }
    }
}
