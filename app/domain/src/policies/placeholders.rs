//! Places in the text of a policy that a template leaves open, and that nobody filled yet: `[Security lead]`, `<name>`.

/// A place that is still open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// From 1.
    pub line: usize,
    /// With its brackets.
    pub text: String,
}

/// Characters that stand between the brackets at most: what is longer is a sentence.
const LONGEST: usize = 90;

/// The open places of a text in Markdown, in its order: words in square or angle brackets. Links, footnotes, boxes to tick, tags of
/// HTML and code are none.
#[must_use]
pub fn placeholders(text: &str) -> Vec<Placeholder> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (line, words) in text.lines().zip(1..).map(|(words, line)| (line, words)) {
        if words.trim_start_matches([' ', '>']).starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            found.extend(in_line(words).map(|text| Placeholder { line, text: text.to_owned() }));
        }
    }
    found
}

/// Outside of `code`, which is every second part between backticks.
fn in_line(words: &str) -> impl Iterator<Item = &str> {
    words.split('`').step_by(2).flat_map(|plain| {
        let starts = plain.char_indices().filter(|(_, letter)| matches!(letter, '[' | '<'));
        // What follows a bracket at once names where a link leads.
        let starts = starts.filter(|(at, _)| !plain.get(..*at).is_some_and(|before| before.ends_with(']')));
        starts.filter_map(|(at, letter)| open_at(plain.get(at..)?, letter))
    })
}

/// The place that begins here, if it is one.
fn open_at(rest: &str, opens: char) -> Option<&str> {
    let closes = if opens == '[' { ']' } else { '>' };
    // What closes further on would be too long for a place, and looking for it each time would take for ever.
    let end = rest.char_indices().take(LONGEST + 2).find(|(_, letter)| *letter == closes).map(|(at, _)| at)?;
    let (inside, after) = (rest.get(1..end)?, rest.get(end + 1..).unwrap_or_default());
    let words = inside.chars().all(|c| c.is_alphanumeric() || " -_’'/,.:&…%–€".contains(c));
    let begins = inside.starts_with(char::is_alphanumeric) && inside.chars().count() > 1;
    let linked = opens == '[' && after.starts_with(['(', '[', ':']);
    let tag = opens == '<' && TAGS.contains(&inside.trim_end_matches([' ', '/']).to_ascii_lowercase().as_str());
    let fits = words && begins && !inside.contains("://") && inside.chars().count() <= LONGEST;
    (fits && !linked && !tag).then(|| rest.get(..=end)).flatten()
}

/// What people write in angle brackets without leaving anything open.
const TAGS: [&str; 12] = ["br", "hr", "em", "strong", "sub", "sup", "ul", "ol", "li", "td", "tr", "table"];

/// “line 3: [Security lead]; line 9: [quarter]”, the first few; the rest is counted.
#[must_use]
pub fn named(found: &[Placeholder]) -> String {
    const TOLD: usize = 8;
    let named: Vec<_> = found.iter().take(TOLD).map(|one| format!("line {}: {}", one.line, one.text)).collect();
    match found.len().saturating_sub(TOLD) {
        0 => named.join("; "),
        rest => format!("{} and {rest} more", named.join("; ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::catalogue;
    use crate::policies::skeleton;

    fn found(text: &str) -> Vec<(usize, String)> {
        placeholders(text).into_iter().map(|one| (one.line, one.text)).collect()
    }

    #[test]
    fn what_a_template_leaves_open_is_named_with_its_line() {
        let text =
            "Name the approver [Security lead].\n\n> Keep an export each [quarter], signed by <Name of the owner>.\n";
        let open = [(1, "[Security lead]"), (3, "[quarter]"), (3, "<Name of the owner>")];
        assert_eq!(found(text), open.map(|(line, text)| (line, text.to_owned())));
        assert_eq!(
            named(&placeholders(text)),
            "line 1: [Security lead]; line 3: [quarter]; line 3: <Name of the owner>"
        );
    }

    #[test]
    fn links_boxes_code_and_tags_are_not_open() {
        let text = "[the register](https://example.org) [see][1] [1]: https://example.org\n- [ ] done\n- [x] done\n\
                    `[Name]` and <https://example.org> a <br> b, 3 < 4 > 2\n```\n[Name]\n```\n[note]: https://example.org\n";
        assert_eq!(found(text), []);
    }

    #[test]
    fn some_templates_leave_places_open_and_every_one_of_them_is_found() {
        let open = catalogue().policies.iter().map(|policy| placeholders(&skeleton(policy)).len()).sum::<usize>();
        let brackets = catalogue().policies.iter().map(|policy| skeleton(policy).matches('[').count()).sum::<usize>();
        assert!(open > 3);
        assert_eq!(open, brackets);
    }

    /// Each bracket looked for its end to the end of the line before.
    #[test]
    fn a_line_of_open_brackets_is_read_once() {
        let open = "[a ".repeat(300_000);
        assert_eq!(found(&format!("{open}!] [Name]")), [(1, "[Name]".to_owned())]);
        let fits = "a".repeat(LONGEST);
        assert_eq!(found(&format!("[{fits}] [{fits}a]")), [(1, format!("[{fits}]"))]);
    }
}
