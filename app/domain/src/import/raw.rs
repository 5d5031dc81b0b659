//! A table as it stands in a file: headers, rows of cells, and rows that could not be read.

/// One row as it stands in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawRow {
    /// The row as a spreadsheet numbers it: the first row of the file is 1, usually the headers; a
    /// blank row counts, a line break inside a cell does not.
    pub row: u64,
    /// Its cells, left to right, as text.
    pub cells: Vec<String>,
}

/// A row that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Line {row}: {}", super::text::after_colon(reason))]
pub struct RowFault {
    /// Numbered like [`RawRow::row`].
    pub row: u64,
    /// What is wrong and what would help, as sentences.
    pub reason: String,
    /// Whether nothing can be read beyond this row. Such a table is never imported in part.
    pub ends_the_file: bool,
}

/// The headers of a table, every one distinct: an empty one is called by its place (“column 7”), a
/// repeated one carries its place (“If other (column 29)”).
#[must_use]
pub fn headers<S: AsRef<str>>(cells: &[S]) -> Vec<String> {
    let mut named: Vec<String> = Vec::with_capacity(cells.len());
    let mut taken = std::collections::HashSet::new();
    for (at, cell) in cells.iter().enumerate() {
        let mut header = super::text::one_line(cell.as_ref());
        header = match (header.is_empty(), taken.contains(&header)) {
            (true, _) => format!("column {}", at + 1),
            (false, true) => format!("{header} (column {})", at + 1),
            (false, false) => header,
        };
        while !taken.insert(header.clone()) {
            header.push('\'');
        }
        named.push(header);
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_and_repeated_headers_are_called_by_their_place() {
        let named = headers(&["Name", " ", "If Other,\nplease explain. ", "If Other, please explain.", "Name"]);
        let wanted = ["Name", "column 2", "If Other, please explain.", "If Other, please explain. (column 4)"];
        assert_eq!(named.get(..4), Some(wanted.map(String::from).as_slice()));
        assert_eq!(named.get(4).map(String::as_str), Some("Name (column 5)"));
    }

    #[test]
    fn headers_are_distinct_even_when_they_pretend() {
        let named = headers(&["column 2", "", "a", "a (column 4)", "a"]);
        let distinct: std::collections::BTreeSet<_> = named.iter().collect();
        assert_eq!(distinct.len(), named.len(), "{named:?}");
    }
}
