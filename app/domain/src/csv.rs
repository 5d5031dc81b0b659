//! Tables for spreadsheets: comma-separated, quoted, and without formulas.

/// A cell that no spreadsheet takes for a formula: one that begins like a formula gets an apostrophe in front, which
/// spreadsheets read as “this is text”. Source: OWASP, CSV injection.
#[must_use]
pub fn defused(text: &str) -> String {
    let formula = |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    if text.starts_with(formula) { format!("'{text}") } else { text.to_owned() }
}

/// One line of a table, by RFC 4180; every cell is defused.
pub fn line<'a>(out: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        let cell = defused(cell);
        if cell.contains(['"', ',', '\n', '\r', '\'']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_begins_a_formula() {
        for text in ["=1+1", "+49 30", "-1", "@SUM(A1)", "\t=1", "＝1", "\n=1", "=cmd|' /C calc'!A0"] {
            assert_eq!(defused(text), format!("'{text}"));
        }
        for text in ["", "1", "a=b", " =1", "Fraud screen", "'quoted"] {
            assert_eq!(defused(text), text);
        }
    }

    #[test]
    fn what_could_break_a_line_is_quoted() {
        let mut out = String::new();
        line(&mut out, ["a", "b,c", "d\"e", "f\ng", "=1", ""]);
        assert_eq!(out, "a,\"b,c\",\"d\"\"e\",\"f\ng\",\"'=1\",\r\n");
    }
}
