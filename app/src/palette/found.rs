//! What was found, as the server says it and the browser reads it.
use serde::Serialize;

/// One thing that answers, with where it leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// “Criterion”, “System”, “Action”.
    pub kind: String,
    /// “CC7.2”; empty where a name is enough.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub id: String,
    pub name: String,
    pub href: String,
    /// “Production”, “Gap”, “12 systems open”.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub state: String,
    /// The class of the mark of a finding; empty where there is none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub mark: String,
}

/// The answer to what was typed: what the visitor may do, then where they may go; the best first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Found {
    pub acts: Vec<Hit>,
    pub places: Vec<Hit>,
    /// The words that were looked for, in lower case.
    pub words: Vec<String>,
    /// There is more than is listed.
    pub more: bool,
}

impl Found {
    /// In the order in which they are listed.
    pub fn hits(&self) -> impl Iterator<Item = &Hit> {
        self.acts.iter().chain(&self.places)
    }

    pub fn len(&self) -> usize {
        self.acts.len() + self.places.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A name in pieces, and which of them were typed. Case is that of ASCII, so that no letter changes its length.
pub fn pieces(name: &str, words: &[String]) -> Vec<(bool, String)> {
    let small = name.to_ascii_lowercase();
    let mut typed = vec![false; small.len()];
    for word in words.iter().filter(|word| !word.is_empty()) {
        for (at, found) in small.match_indices(word.as_str()) {
            typed.iter_mut().skip(at).take(found.len()).for_each(|one| *one = true);
        }
    }
    let mut pieces: Vec<(bool, String)> = Vec::new();
    for (at, letter) in name.char_indices() {
        let mark = typed.get(at).copied().unwrap_or_default();
        match pieces.last_mut() {
            Some((same, text)) if *same == mark => text.push(letter),
            Some(_) | None => pieces.push((mark, letter.to_string())),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(name: &str, words: &[&str]) -> String {
        let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
        let pieces = pieces(name, &words);
        pieces.into_iter().map(|(mark, text)| if mark { format!("[{text}]") } else { text }).collect()
    }

    #[test]
    fn what_was_typed_is_marked_wherever_it_stands() {
        assert_eq!(marked("Make AI logs tamper-evident", &["log"]), "Make AI [log]s tamper-evident");
        assert_eq!(marked("Log of logs", &["log", "of"]), "[Log] [of] [log]s");
        assert_eq!(marked("Café Ölmühle", &["mühle"]), "Café Öl[mühle]");
        assert_eq!(marked("Claims", &[]), "Claims");
        assert_eq!(marked("", &["a"]), "");
    }
}
