//! What a file is, by its first bytes.

use super::fault::TableFault;
use super::source::Source;

/// What a table can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// XLSX is a ZIP archive.
    Zip,
    /// XLS is a compound file.
    Compound,
}

/// Beginnings long enough that no header of a table has them by chance.
const NO_TABLES: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xFF\xD8\xFF", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"BZh91AY", "a bzip2 archive"),
    (b"\xFD7zXZ\0", "an xz archive"),
    (b"(\xB5\x2F\xFD", "a zstd archive"),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive"),
    (b"Rar!\x1A\x07", "a RAR archive"),
    (b"\x7FELF", "a program"),
    (b"MZ\x90\0", "a program"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"{\\rtf", "a rich-text document"),
    (b"RIFF", "a sound, film or picture"),
    (b"OggS\0", "a sound"),
    (b"ID3\x03", "a sound"),
    (b"ID3\x04", "a sound"),
];

/// Beginnings of texts that are no tables, in small letters.
const OTHER_TEXTS: &[(&str, &str)] = &[
    ("<!doctype", "a web page"),
    ("<html", "a web page"),
    ("<table", "a web page"),
    ("<?xml", "an XML document"),
    ("<svg", "a drawing"),
];

const HEAD: u64 = 8 * 1024;

/// What the file is, when a table can be in it.
///
/// # Errors
/// What it is instead, or that there is nothing in it.
pub fn of(source: &Source, name: &str) -> Result<Kind, TableFault> {
    let head = source.head(HEAD)?;
    if head.is_empty() {
        return Err(TableFault::Empty);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(Kind::Zip);
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Ok(Kind::Compound);
    }
    match NO_TABLES.iter().find(|(start, _)| head.starts_with(start)) {
        Some((_, what)) => Err(TableFault::NotATable(what)),
        None => other_text(&head, name).map_or(Ok(Kind::Text), |what| Err(TableFault::NotATable(what))),
    }
}

fn other_text(head: &[u8], name: &str) -> Option<&'static str> {
    let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let start = String::from_utf8_lossy(start.get(..16).unwrap_or(start)).to_lowercase();
    let json = start.starts_with(['{', '[']) && name.to_lowercase().ends_with(".json");
    let known = OTHER_TEXTS.iter().find(|(begins, _)| start.starts_with(begins)).map(|(_, what)| *what);
    known.or(json.then_some("a JSON document")).or(is_binary(head).then_some("no text that we know"))
}

/// Whether a tenth of it is control characters; a few strays in a table are no more than rubbish.
/// The zeros of UTF-16 do not count when they stand where letters have theirs.
fn is_binary(head: &[u8]) -> bool {
    if super::encoding::is_utf16(head) {
        return false;
    }
    let controls = head.iter().filter(|byte| matches!(byte, 0..=8 | 11 | 12 | 14..=31 | 127)).count();
    controls * 10 > head.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_are_no_tables_are_called_by_their_name() {
        for (bytes, name, told) in [
            (b"%PDF-1.7\n".as_slice(), "x.csv", "This is a PDF document, not a table."),
            (b"\x89PNG\r\n\x1a\n...", "x.csv", "This is a PNG picture, not a table."),
            (b"\xEF\xBB\xBF\n<!DOCTYPE html><table>", "x.xls", "This is a web page, not a table."),
            (b"{\"a\":1}", "x.json", "This is a JSON document, not a table."),
            (b"\x00\x01\x02\x03abc\x04\x05\x06\x07\x10", "x.csv", "This is no text that we know, not a table."),
            (b"", "x.csv", "The file is empty."),
        ] {
            let fault = of(&bytes.into(), name).map_err(|fault| fault.to_string());
            assert!(fault.as_ref().is_err_and(|said| said.starts_with(told)), "{fault:?}");
        }
    }

    #[test]
    fn a_header_is_not_taken_for_a_picture() {
        for text in ["BMI,Name", "MZ,Name", "{Name},x", "RI,FF", "a\0b,c,d,e,f,g,h", "<name>,x"] {
            assert_eq!(of(&text.as_bytes().into(), "x.csv").ok(), Some(Kind::Text), "{text}");
        }
    }
}
