//! Tables for spreadsheets: comma-separated, quoted, and without formulas.

/// A cell that no spreadsheet takes for a formula, whichever separator it reads by: a formula's first character gets an
/// apostrophe in front, which spreadsheets read as “this is text”, at the beginning of the cell and wherever a semicolon,
/// a tab, a bar, a comma or a line break within it could begin another. Source: OWASP, CSV injection.
#[must_use]
pub fn defused(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut begins = true;
    for (at, letter) in text.char_indices() {
        if begins && text.get(at..).is_some_and(|rest| is_dangerous(rest, at == 0)) {
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

/// The cell that was [`defused`], without the apostrophes: what comes in reads as it went out. An apostrophe before
/// anything else stays. Blanks at the end are the reader's to trim.
#[must_use]
pub fn fused(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    let mut begins = true;
    let mut first = true;
    for (at, letter) in cell.char_indices() {
        let dangerous = |rest: &str| is_dangerous(rest, first);
        if begins && letter == '\'' && cell.get(at + 1..).is_some_and(dangerous) {
            // What it stood before is taken as it is.
            (begins, first) = (false, false);
            continue;
        }
        begins = separates(letter) || (begins && letter == '"');
        first = false;
        text.push(letter);
    }
    text
}

/// Whether what begins a cell with these letters could be a formula; one behind apostrophes too, so that an apostrophe
/// that somebody typed is told from one of ours.
fn is_dangerous(rest: &str, whole: bool) -> bool {
    let letter = rest.trim_start_matches('\'').chars().next();
    letter.is_some_and(|letter| begins_a_formula(letter) || (whole && matches!(letter, '\r' | '\n')))
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
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_defused_reads_again_as_it_was(text in "[ab1=+@\t,;|\"\r\n '-]{0,12}") {
            let again = fused(&defused(&text));
            prop_assert_eq!(again.trim_end(), text.trim_end());
        }
    }

    #[test]
    fn an_apostrophe_of_somebody_s_own_stays() {
        for text in ["'quoted", "'=1", "''=1", "it's", "a;'+1", "'", "='", "O'Neill; '90s"] {
            assert_eq!(fused(&defused(text)), text);
        }
        assert_eq!(fused("'=SUM(A1)"), "=SUM(A1)", "as a spreadsheet shows it");
    }

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
