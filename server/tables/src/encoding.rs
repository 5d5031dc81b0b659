//! The encoding of a text, found out by reading it once, and its characters as UTF-8, in pieces.

use std::fmt;
use std::io::{self, BufRead, Read};

use encoding_rs::{CoderResult, Decoder, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How the bytes of a text are its characters, and how we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Every byte fits.
    Utf8,
    /// The file says so at its beginning.
    Utf8Marked,
    /// UTF-8 with so many bytes that are not; they are shown as �.
    Utf8Damaged { bytes: u64 },
    /// UTF-16, little-endian; marked at its beginning, or known by its zeros.
    Utf16Le { marked: bool },
    /// The same, big-endian.
    Utf16Be { marked: bool },
    /// What is left: every byte is a character.
    Windows1252,
}

impl fmt::Display for Encoding {
    /// “Windows-1252, the older writing of Windows, because it is not UTF-8”
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let marked = |marked: bool| if marked { "as it is marked" } else { "by the look of its letters" };
        match self {
            Self::Utf8 => write!(f, "UTF-8"),
            Self::Utf8Marked => write!(f, "UTF-8, as it is marked"),
            Self::Utf8Damaged { bytes: 1 } => write!(f, "UTF-8 with one damaged byte, shown as �"),
            Self::Utf8Damaged { bytes } => write!(f, "UTF-8 with {bytes} damaged bytes, shown as �"),
            Self::Utf16Le { marked: m } => write!(f, "UTF-16 (little-endian), {}", marked(*m)),
            Self::Utf16Be { marked: m } => write!(f, "UTF-16 (big-endian), {}", marked(*m)),
            Self::Windows1252 => write!(f, "Windows-1252, the older writing of Windows, because it is not UTF-8"),
        }
    }
}

impl Encoding {
    fn decoder(self) -> Decoder {
        let encoding = match self {
            Self::Utf8 | Self::Utf8Marked | Self::Utf8Damaged { .. } => UTF_8,
            Self::Utf16Le { .. } => UTF_16LE,
            Self::Utf16Be { .. } => UTF_16BE,
            Self::Windows1252 => WINDOWS_1252,
        };
        encoding.new_decoder_with_bom_removal()
    }
}

const PIECE: usize = 64 * 1024;

/// Reads the text to its end to find out its encoding.
pub fn detect(mut input: impl Read) -> io::Result<Encoding> {
    let mut piece = vec![0; PIECE];
    let mut count = Utf8Count::default();
    let mut first = true;
    loop {
        let read = fill(&mut input, &mut piece)?;
        let bytes = piece.get(..read).unwrap_or_default();
        if let Some(marked) = first.then(|| by_its_beginning(bytes)).flatten() {
            return Ok(marked);
        }
        first = false;
        count.add(bytes, read < PIECE);
        if read < PIECE {
            return Ok(count.verdict());
        }
    }
}

fn by_its_beginning(head: &[u8]) -> Option<Encoding> {
    match head {
        [0xEF, 0xBB, 0xBF, ..] => Some(Encoding::Utf8Marked),
        [0xFF, 0xFE, ..] => Some(Encoding::Utf16Le { marked: true }),
        [0xFE, 0xFF, ..] => Some(Encoding::Utf16Be { marked: true }),
        _ => by_its_zeros(head),
    }
}

/// UTF-16 of mostly western letters has a zero beside each of them.
fn by_its_zeros(head: &[u8]) -> Option<Encoding> {
    let head = head.get(..512).unwrap_or(head);
    let pairs = head.len() / 2;
    let zeros = |at: usize| head.iter().skip(at).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    match pairs {
        0..2 => None,
        _ if odd * 10 >= pairs * 8 && even * 10 < pairs => Some(Encoding::Utf16Le { marked: false }),
        _ if even * 10 >= pairs * 8 && odd * 10 < pairs => Some(Encoding::Utf16Be { marked: false }),
        _ => None,
    }
}

pub fn is_utf16(head: &[u8]) -> bool {
    matches!(by_its_beginning(head), Some(Encoding::Utf16Le { .. } | Encoding::Utf16Be { .. }))
}

/// How much of a text is UTF-8.
#[derive(Default)]
struct Utf8Count {
    rest: Vec<u8>,
    letters: u64,
    wrong: u64,
}

impl Utf8Count {
    fn add(&mut self, bytes: &[u8], last: bool) {
        let mut all = std::mem::take(&mut self.rest);
        all.extend_from_slice(bytes);
        let mut left = all.as_slice();
        loop {
            let (good, bad) = match std::str::from_utf8(left) {
                Ok(_) => (left.len(), 0),
                Err(wrong) => (wrong.valid_up_to(), wrong.error_len().unwrap_or(left.len() - wrong.valid_up_to())),
            };
            let (valid, after) = left.split_at_checked(good).unwrap_or((left, &[]));
            let unfinished = bad == after.len() && bad < 4 && !last;
            self.letters += valid.iter().filter(|byte| **byte >= 0xC2).count() as u64;
            match after.split_at_checked(bad) {
                Some(([_, ..], next)) if !unfinished => {
                    self.wrong += 1;
                    left = next;
                }
                Some(_) | None => {
                    self.rest = after.to_vec();
                    return;
                }
            }
        }
    }

    /// In a Windows-1252 text, letters that happen to be UTF-8 are rare; in a damaged UTF-8 text, most
    /// still are.
    fn verdict(&self) -> Encoding {
        match self.wrong {
            0 => Encoding::Utf8,
            wrong if self.letters > wrong * 4 => Encoding::Utf8Damaged { bytes: wrong },
            _ => Encoding::Windows1252,
        }
    }
}

/// Reads until the piece is full or the input at its end.
fn fill(input: &mut impl Read, piece: &mut [u8]) -> io::Result<usize> {
    let mut read = 0;
    while let Some(room) = piece.get_mut(read..).filter(|room| !room.is_empty()) {
        match input.read(room) {
            Ok(0) => break,
            Ok(more) => read += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}

/// A text as UTF-8, a piece at a time.
pub struct Decoded<R> {
    input: R,
    decoder: Decoder,
    raw: Vec<u8>,
    /// Bytes of `raw` that are not decoded yet.
    left: std::ops::Range<usize>,
    at_end: bool,
    text: Vec<u8>,
    taken: usize,
    over: bool,
}

impl<R: Read> Decoded<R> {
    pub fn new(input: R, encoding: Encoding) -> Self {
        Self {
            input,
            decoder: encoding.decoder(),
            raw: vec![0; PIECE],
            left: 0..0,
            at_end: false,
            text: Vec::new(),
            taken: 0,
            over: false,
        }
    }

    fn decode(&mut self) -> io::Result<()> {
        if self.left.is_empty() && !self.at_end {
            let read = fill(&mut self.input, &mut self.raw)?;
            self.at_end = read < PIECE;
            self.left = 0..read;
        }
        self.text.resize(PIECE, 0);
        let raw = self.raw.get(self.left.clone()).unwrap_or_default();
        let (result, read, written, _) = self.decoder.decode_to_utf8(raw, &mut self.text, self.at_end);
        self.left.start += read;
        self.text.truncate(written);
        self.taken = 0;
        self.over = self.at_end && self.left.is_empty() && result == CoderResult::InputEmpty;
        Ok(())
    }
}

impl<R: Read> BufRead for Decoded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.taken >= self.text.len() && !self.over {
            self.decode()?;
        }
        Ok(self.text.get(self.taken..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.taken += amount;
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

#[cfg(test)]
mod tests;
