//! What an XLSX holds once unpacked, walked before anything is built from it: a few kilobytes can unpack to gigabytes,
//! and its reader keeps strings and styles in memory. Every part counts, whatever its name, by what it unpacks to.

use std::cell::Cell;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::fault::TableFault;
use super::source::Input;

const MB: u64 = 1024 * 1024;

/// How much an archive may unpack to, in bytes and in words.
#[derive(Clone, Copy, Debug)]
pub struct Most(u64, &'static str);

pub const LARGE: Most = Most(512 * MB, "512 MB unpacked");
pub const MIDDLE: Most = Most(128 * MB, "128 MB unpacked");
pub const SMALL: Most = Most(8 * MB, "8 MB unpacked");
/// The most in shared strings, which stay in memory.
const MOST_STRINGS: u64 = 128 * MB;
const MOST_PARTS: usize = 10_000;

/// The most in a part that is no markup, such as a picture, and in one of styles or of ways to other parts.
const MOST_PLAIN: u64 = 64 * MB;
const MOST_FRAME: u64 = 16 * MB;

/// The most bytes of markup in one piece: a cell with its text, or anything else between two tags.
const MOST_PIECE: u64 = 8 * MB;
/// The most bytes of a tag or text among styles, which the reader copies for each format, and of a way to another part.
const MOST_OF_STYLE: usize = 2_048;
const MOST_OF_WAY: usize = 4_096;
const MOST_DEEP: usize = 100;

/// Elements that the reader keeps, and how many. Source: Excel's limits (65,490 formats of cells).
const KEPT: [(&str, u64); 3] = [("si", 4_000_000), ("xf", 131_000), ("sheet", 10_000)];

/// Unpacks every part of an archive, into nothing.
pub fn archive(archive: &mut ZipArchive<Box<dyn Input>>, most: Most) -> Result<(), TableFault> {
    if archive.len() > MOST_PARTS {
        return Err(TableFault::TooMuch("10,000 parts"));
    }
    let mut left = most;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(TableFault::broken)?;
        let name = part.name().map_err(TableFault::broken)?.to_lowercase();
        left.0 -= part_of(&name, part, left)?;
    }
    Ok(())
}

/// How many bytes a part unpacks to.
fn part_of(name: &str, mut part: impl Read, left: Most) -> Result<u64, TableFault> {
    let mut head = Vec::new();
    part.by_ref().take(64).read_to_end(&mut head).map_err(TableFault::broken)?;
    let named = name.ends_with(".xml") || name.ends_with(".rels");
    let frame = name.ends_with("styles.xml") || name.ends_with(".rels");
    let (most, words) = match () {
        () if frame => (MOST_FRAME, "16 MB of styles"),
        () if name.ends_with("sharedstrings.xml") => (MOST_STRINGS, "128 MB of text"),
        () if named || is_markup(&head) => (left.0, left.1),
        () => (MOST_PLAIN, "64 MB in a part that is no sheet"),
    };
    let (most, words) = if left.0 < most { (left.0, left.1) } else { (most, words) };
    let (meter, markup) = (Meter::default(), is_markup(&head));
    let most_of_piece = if markup { MOST_PIECE } else { left.0 };
    let metered = Metered { part: head.as_slice().chain(part), most, most_of_piece, meter: meter.clone() };
    let walked = match markup {
        true if name.ends_with("styles.xml") => walk(metered, &meter, MOST_OF_STYLE),
        true if frame => walk(metered, &meter, MOST_OF_WAY),
        true => walk(metered, &meter, usize::MAX),
        false if named && !head.is_empty() => Err(TableFault::broken("a part is no markup")),
        false => io::copy(&mut { metered }, &mut io::sink()).map(drop).map_err(TableFault::broken),
    };
    match walked {
        _ if meter.all.get() > most => Err(TableFault::TooMuch(words)),
        Err(_) if meter.piece.get() > most_of_piece => Err(TableFault::TooMuch("8 MB in one cell")),
        walked => walked.map(|()| meter.all.get()),
    }
}

/// Whether it begins like XML, in any encoding that announces itself.
fn is_markup(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    text.starts_with(b"<")
        || (text.is_empty() && !head.is_empty())
        || head.starts_with(b"\xFF\xFE")
        || head.starts_with(b"\xFE\xFF")
}

/// Reads markup as the reader of workbooks will, and keeps nothing of it.
fn walk(part: impl Read, meter: &Meter, most_of_one: usize) -> Result<(), TableFault> {
    let mut xml = Reader::from_reader(BufReader::new(part));
    xml.config_mut().expand_empty_elements = true;
    let (mut buffer, mut deep, mut piece, mut kept) = (Vec::new(), 0_usize, None, [0; KEPT.len()]);
    loop {
        buffer.clear();
        if piece.is_none() {
            meter.piece.set(0);
        }
        match xml.read_event_into(&mut buffer).map_err(TableFault::broken)? {
            Event::Eof => return Ok(()),
            Event::Start(tag) => {
                deep += 1;
                keep(&tag, &mut kept)?;
                if piece.is_none() && matches!(tag.local_name().as_ref(), "c" | "si") {
                    piece = Some(deep);
                }
            }
            Event::End(_) => {
                if piece == Some(deep) {
                    piece = None;
                }
                deep = deep.saturating_sub(1);
            }
            Event::Empty(_)
            | Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)
            | Event::GeneralRef(_) => {}
        }
        if deep > MOST_DEEP {
            return Err(TableFault::broken("its elements lie too deep in each other"));
        }
        if buffer.len() > most_of_one {
            return Err(TableFault::TooMuch("some thousand bytes in the name of a style or of a part"));
        }
    }
}

/// Counts what the reader keeps; a larger number that is announced is refused as well.
fn keep(tag: &BytesStart<'_>, kept: &mut [u64; KEPT.len()]) -> Result<(), TableFault> {
    let most_strings = KEPT.first().map_or(0, |(_, most)| *most);
    let counts = |count: &str| count.trim().parse().is_ok_and(|count: u64| count > most_strings);
    match tag.local_name().as_ref() {
        "sst" if says(tag, "uniqueCount", counts) => return Err(TableFault::TooMuch("4,000,000 texts")),
        // The workbook itself is measured as markup by its name.
        "Relationship"
            if says(tag, "Type", |kind| kind.ends_with("/officeDocument"))
                && !says(tag, "Target", |target| target.to_lowercase().ends_with(".xml")) =>
        {
            return Err(TableFault::broken("its workbook is no XML"));
        }
        _ => {}
    }
    for ((name, most), count) in KEPT.iter().zip(kept) {
        *count += u64::from(tag.local_name().as_ref() == *name);
        if *count > *most {
            return Err(TableFault::TooMuch("4,000,000 texts, 131,000 formats or 10,000 sheets"));
        }
    }
    Ok(())
}

/// Whether an attribute of this name says so.
fn says(tag: &BytesStart<'_>, name: &str, so: impl Fn(&str) -> bool) -> bool {
    tag.attributes().with_checks(false).flatten().any(|one| one.key.as_ref() == name && so(&one.value))
}

/// Bytes of a part, and of the piece that is being read.
#[derive(Clone, Debug, Default)]
struct Meter {
    all: Rc<Cell<u64>>,
    piece: Rc<Cell<u64>>,
}

/// A part that ends with an error where it becomes too large.
struct Metered<R> {
    part: R,
    most: u64,
    most_of_piece: u64,
    meter: Meter,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.part.read(into)?;
        let Meter { all, piece } = &self.meter;
        all.set(all.get() + read as u64);
        piece.set(piece.get() + read as u64);
        let fits = all.get() <= self.most && piece.get() <= self.most_of_piece;
        if fits { Ok(read) } else { Err(io::Error::other("it is too large")) }
    }
}
