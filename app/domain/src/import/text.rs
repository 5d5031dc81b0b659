//! What a cell's text becomes: the words verbatim, without what no page can show.

use crate::accounts::turns_writing;

/// Whether a character carries no words and may do harm: controls (a NUL among them), marks that
/// turn the direction of writing, a stray byte-order mark, and codes that are no characters.
fn is_rubbish(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{FEFF}' | '\u{FDD0}'..='\u{FDEF}' => true,
        other => other.is_control() || turns_writing(other) || (other as u32) & 0xFFFE == 0xFFFE,
    }
}

/// A cell's text and how many unreadable characters were left out of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clean {
    pub text: String,
    pub left_out: usize,
}

/// The text with one kind of line break, without rubbish and without blank ends. Formulas, markup and
/// scripts stay what they are: words.
#[must_use]
pub fn clean(raw: &str) -> Clean {
    let plain = !raw.contains(|c: char| c == '\r' || is_rubbish(c));
    if plain {
        return Clean { text: raw.trim().to_owned(), left_out: 0 };
    }
    let unified = raw.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = unified.chars().filter(|c| !is_rubbish(*c)).collect();
    let left_out = unified.chars().count() - kept.chars().count();
    Clean { text: kept.trim().to_owned(), left_out }
}

/// The text in one line, every run of blanks one space.
#[must_use]
pub fn one_line(raw: &str) -> String {
    joined(&clean(raw).text)
}

/// Clean text in one line.
#[must_use]
pub fn joined(clean: &str) -> String {
    let mut line = String::with_capacity(clean.len());
    for word in clean.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// For comparing headers and answers: small letters, one kind of dash and quote, no closing full stop.
#[must_use]
pub fn folded(raw: &str) -> String {
    let line = one_line(raw).to_lowercase();
    let line: String = line
        .chars()
        .map(|c| match c {
            '\u{2010}'..='\u{2015}' => '-',
            '\u{2018}' | '\u{2019}' => '\'',
            '\u{201C}' | '\u{201D}' => '"',
            other => other,
        })
        .collect();
    line.trim_end_matches(['.', ' ']).to_owned()
}

/// The words of a header alone: letters and digits, one space between.
#[must_use]
pub fn words_of(raw: &str) -> String {
    let spaced: String = raw.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    joined(&spaced.to_lowercase())
}

/// The beginning of a text for a message.
#[must_use]
pub fn excerpt(text: &str) -> String {
    const MOST: usize = 60;
    let line = joined(text);
    match line.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default().trim_end()),
        None => line,
    }
}

/// A sentence as it stands after a colon: “No name.” becomes “no name.”, “EU” stays.
#[must_use]
pub fn after_colon(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let Some(first) = letters.next() else { return String::new() };
    let rest = letters.as_str();
    if rest.starts_with(char::is_uppercase) { sentence.to_owned() } else { first.to_lowercase().to_string() + rest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_and_scripts_stay_words() {
        for harmless in ["=1+1", "@SUM(A1)", "+49 30", "-1", "<script>alert('x')</script>", "=cmd|' /C calc'!A0"] {
            assert_eq!(clean(harmless).text, harmless);
        }
    }

    #[test]
    fn what_no_page_can_show_is_left_out_and_counted() {
        let cleaned = clean("\u{FEFF}a\0b\u{1B}[31mc\u{202E}d\u{7f}\r\ne\rf\tg ");
        assert_eq!(cleaned, Clean { text: "ab[31mcd\ne\nf\tg".into(), left_out: 5 });
    }

    #[test]
    fn answers_are_compared_without_their_typography() {
        assert_eq!(folded(" Yes – agency’s  own.\n"), "yes - agency's own");
        assert_eq!(words_of("Use-Case Name (2024):"), "use case name 2024");
    }

    #[test]
    fn a_sentence_goes_on_after_a_colon() {
        assert_eq!(after_colon("No name."), "no name.");
        assert_eq!(after_colon("A quote"), "a quote");
        assert_eq!(after_colon("EU AI Act tier"), "EU AI Act tier");
        assert_eq!(after_colon(""), "");
    }

    #[test]
    fn an_excerpt_is_short() {
        assert_eq!(excerpt("a\nb"), "a b");
        assert_eq!(excerpt(&"ä".repeat(100)).chars().count(), 61);
    }
}
