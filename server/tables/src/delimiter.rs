//! What stands between the cells: the separator under which the first rows agree most.

use super::records::Records;

const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];
const ROWS: usize = 50;

/// The separator of a text, from a sample of its beginning. Commas where nothing speaks for another.
pub fn sniff(sample: &str) -> u8 {
    if let Some(said) = announced(sample) {
        return said;
    }
    let score = |delimiter: &u8| (agreement(sample, *delimiter), std::cmp::Reverse(*delimiter == b'|'));
    let best = CANDIDATES.iter().rev().max_by_key(|delimiter| score(delimiter)).copied();
    best.filter(|delimiter| agreement(sample, *delimiter) > (0, 0)).unwrap_or(b',')
}

/// The separator that a first line `sep=;` announces, as spreadsheets write it.
pub fn announced(text: &str) -> Option<u8> {
    let line = text.split(['\r', '\n']).next()?;
    let said = line.strip_prefix("sep=").or_else(|| line.strip_prefix("\"sep="))?.trim_end_matches('"');
    match said.as_bytes() {
        [one] if CANDIDATES.contains(one) => Some(*one),
        _ if said.is_empty() && text.starts_with("sep=\t") => Some(b'\t'),
        _ => None,
    }
}

/// In percent, how many rows have as many cells as the headers; then how many cells that is. Nothing
/// where the headers are one cell.
fn agreement(sample: &str, delimiter: u8) -> (usize, usize) {
    let rows = Records::new(sample.as_bytes(), delimiter).take(ROWS).filter_map(Result::ok);
    let mut widths: Vec<_> = rows.map(|row| row.cells.len()).collect();
    if widths.len() > 2 && widths.len() < ROWS {
        // The sample may end inside its last row.
        widths.pop();
    }
    match widths.as_slice() {
        [] | [1, ..] => (0, 0),
        [headers, ..] => {
            let agreeing = widths.iter().filter(|width| *width == headers).count();
            (agreeing * 100 / widths.len(), *headers)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_the_one_the_rows_agree_on() {
        for (text, wanted) in [
            ("Name,Purpose\na,b", b','),
            ("Name;Purpose, benefits, outputs\na;b, c\nd;e", b';'),
            ("Name\tPurpose\na, b, c\td", b'\t'),
            ("Name|Purpose\na|b", b'|'),
            ("Name\na, b\nc", b','),
            ("", b','),
            ("\"a;b;c;d\",e\n\"f\",g", b','),
            ("sep=;\nName,x;y\n", b';'),
            ("a,b|c\nd,e|f", b','),
        ] {
            assert_eq!(char::from(sniff(text)), char::from(wanted), "{text}");
        }
    }
}
