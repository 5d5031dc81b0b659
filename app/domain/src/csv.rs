//! Tables for spreadsheets: comma-separated, quoted, and without formulas.

/// A cell that no spreadsheet takes for a formula, whichever separator it reads by: a formula's first character gets an
/// apostrophe in front, which spreadsheets read as “this is text”, at the beginning of the cell and wherever a semicolon,
/// a tab, a bar, a comma or a line break within it could begin another. Source: OWASP, CSV injection.
#[must_use]
pub fn defused(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut begins = true;
    for letter in text.chars() {
        if begins && (begins_a_formula(letter) || (safe.is_empty() && matches!(letter, '\r' | '\n'))) {
            safe.push('\'');
        }
        begins = separates(letter) || (begins && letter == '"');
        safe.push(letter);
    }
    // A quote that follows a separator would open a cell of several lines.
    if safe.ends_with(separates) {
        safe.push(' ');
    }
    safe
}

const fn begins_a_formula(letter: char) -> bool {
    matches!(letter, '=' | '+' | '-' | '@' | '\t' | '＝' | '＋' | '－' | '＠')
}

const fn separates(letter: char) -> bool {
    matches!(letter, ',' | ';' | '\t' | '|' | '\n' | '\r')
}

/// One line of a table, by RFC 4180; every cell is defused and quoted.
pub fn line<'a>(out: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push('"');
        out.push_str(&defused(cell).replace('"', "\"\""));
        out.push('"');
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_begins_a_formula() {
        for text in ["=1+1", "+49 30", "-1", "@SUM(A1)", "＝1", "=cmd|' /C calc'!A0"] {
            assert_eq!(defused(text), format!("'{text}"));
        }
        for (text, safe) in [
            ("a;=WEBSERVICE(A2&B3)", "a;'=WEBSERVICE(A2&B3)"),
            ("Screens:\r\n- one\r\n\r\n- two", "Screens:\r\n'- one\r\n\r\n'- two"),
            ("\t=1", "'\t'=1"),
            ("\n=1", "'\n'=1"),
            ("\r\n=1", "'\r\n'=1"),
            ("a;\"=1", "a;\"'=1"),
            ("a|\t@x", "a|'\t'@x"),
            ("a;", "a; "),
        ] {
            assert_eq!(defused(text), safe);
        }
        for text in ["", "1", "a=b", " =1", "Fraud screen", "'quoted", "a, b; c - d", "one\n\ntwo"] {
            assert_eq!(defused(text), text);
        }
    }

    #[test]
    fn what_could_break_a_line_is_quoted() {
        let mut out = String::new();
        line(&mut out, ["a", "b,c", "d\"e", "f\ng", "=1", ""]);
        assert_eq!(out, "\"a\",\"b,c\",\"d\"\"e\",\"f\ng\",\"'=1\",\"\"\r\n");
    }
}
