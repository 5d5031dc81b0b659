//! Several things in one cell.

use super::text::joined;

/// Ends of company names that follow a comma without beginning another thing.
const TAILS: &[&str] = &["inc", "inc.", "llc", "ltd", "ltd.", "gmbh", "corp", "corp.", "co.", "s.a.", "l.p.", "n.v."];

/// The things a cell names: a JSON list, else separated by semicolons, bars or line breaks, else by
/// commas.
#[must_use]
pub fn things(cell: &str) -> Vec<String> {
    let json = Some(cell).filter(|cell| cell.starts_with('[')).and_then(|cell| serde_json::from_str(cell).ok());
    let split: Vec<String> = match json {
        Some(list) => list,
        None if cell.contains([';', '|', '\n']) => cell.split([';', '|', '\n']).map(str::to_owned).collect(),
        None => by_comma(cell),
    };
    split.iter().map(|thing| joined(thing)).filter(|thing| !thing.is_empty()).collect()
}

fn by_comma(cell: &str) -> Vec<String> {
    let mut things: Vec<String> = Vec::new();
    for part in cell.split(',') {
        let tail = TAILS.contains(&part.trim().to_lowercase().as_str());
        match things.last_mut().filter(|_| tail) {
            Some(before) => {
                before.push(',');
                before.push_str(part);
            }
            None => things.push(part.to_owned()),
        }
    }
    things
}

/// The web addresses in a cell. No other scheme is one: what a page links must be harmless.
#[must_use]
pub fn links(cell: &str) -> Vec<String> {
    let words = cell.split(|c: char| c.is_whitespace() || matches!(c, ';' | '<' | '>' | '"'));
    words.map(|word| word.trim_end_matches([',', '.', ')'])).filter(|word| is_link(word)).map(str::to_owned).collect()
}

fn is_link(word: &str) -> bool {
    let after = |scheme: &str| {
        let start = word.get(..scheme.len()).filter(|start| start.eq_ignore_ascii_case(scheme));
        start.and_then(|_| word.get(scheme.len()..))
    };
    let rest = after("https://").or_else(|| after("http://"));
    rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '['))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_names_several_things() {
        assert_eq!(things("OpenAI; Acme, Inc.; "), ["OpenAI", "Acme, Inc."]);
        assert_eq!(things("Acme, Inc., Esri"), ["Acme, Inc.", "Esri"]);
        assert_eq!(things(r#"["Race/Ethnicity","Age"]"#), ["Race/Ethnicity", "Age"]);
        assert_eq!(things("one\n two"), ["one", "two"]);
        assert!(things(" ;, ").iter().all(|it| it == ","));
    }

    #[test]
    fn only_web_addresses_are_links() {
        assert_eq!(
            links("https://a.example/x; http://b.example, HTTPS://c.example."),
            ["https://a.example/x", "http://b.example", "HTTPS://c.example"]
        );
        assert!(links("javascript:alert(1) data:text/html,x ftp://x GSA GitHub https://").is_empty());
    }
}
