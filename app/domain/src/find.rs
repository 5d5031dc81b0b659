//! Finding: what people type, and how well a thing answers to it. An identifier that is typed whole comes first.

mod fold;

pub use fold::{folded, words, words_at};

/// Words of a search that are looked at, and how long it may be.
const WORDS: usize = 8;
const LONGEST: usize = 100;

/// What was typed: in lower case, its words apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    text: String,
    words: Vec<String>,
}

/// What a thing says of itself. `beside` is found, but comes last: a unit, a service, other words for the same.
#[derive(Clone, Copy, Debug, Default)]
pub struct Described<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub beside: &'a str,
}

/// How well a thing answers; the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Its identifier was typed, with or without dots and dashes.
    Identifier,
    /// Its identifier begins so.
    IdentifierBegins,
    /// Its name begins so.
    NameBegins,
    /// Each word begins a word of its name.
    WordsBegin,
    /// Each word stands in its name.
    InName,
    /// Each word stands somewhere.
    Beside,
    /// It is found by what is written in it.
    Text,
}

impl Sought {
    #[must_use]
    pub fn of(typed: &str) -> Self {
        let cut: String = typed.chars().take(LONGEST).collect::<String>().to_lowercase();
        let words: Vec<String> = cut.split_whitespace().take(WORDS).map(str::to_owned).collect();
        Self { text: words.join(" "), words }
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// As it was typed, in lower case, with single spaces.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Its words as they are looked up: each begins a word of what answers. None where nothing but signs was typed.
    #[must_use]
    pub fn sought(&self) -> Vec<String> {
        words(&self.text).take(WORDS).collect()
    }

    /// A number that was typed, with or without `#`: an entry of the trail.
    #[must_use]
    pub fn number(&self) -> Option<i64> {
        self.text.trim_start_matches('#').parse().ok().filter(|number| *number > 0)
    }

    /// How well a thing answers; `None` when it does not. Nothing typed fits nothing.
    #[must_use]
    pub fn fit(&self, thing: Described<'_>) -> Option<Fit> {
        if self.is_empty() {
            return None;
        }
        let (id, name, text) = (bare(thing.id), folded(thing.name), folded(&self.text));
        let sought: Vec<_> = text.split_whitespace().collect();
        let typed = bare(&self.text);
        let begins = |word: &&str| name.split(apart).any(|own| own.starts_with(word));
        let all = || format!("{} {name} {}", folded(thing.id), folded(thing.beside));
        if !id.is_empty() && id == typed {
            Some(Fit::Identifier)
        } else if is_code(&typed) && id.starts_with(&typed) {
            Some(Fit::IdentifierBegins)
        } else if name.starts_with(&text) {
            Some(Fit::NameBegins)
        } else if sought.iter().all(begins) {
            Some(Fit::WordsBegin)
        } else if sought.iter().all(|word| name.contains(word)) {
            Some(Fit::InName)
        } else {
            let all = all();
            sought.iter().all(|word| all.contains(word)).then_some(Fit::Beside)
        }
    }
}

/// What is no part of a word.
fn apart(one: char) -> bool {
    !one.is_alphanumeric()
}

/// `TSK-AC-07-1` and `tsk ac 07 1` are one identifier.
fn bare(text: &str) -> String {
    text.chars().filter(|one| one.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Long enough to mean an identifier: `ai` is a word, `aig` and `a1` are not.
fn is_code(typed: &str) -> bool {
    typed.len() > 2 || (typed.len() == 2 && typed.ends_with(|one: char| one.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fit(typed: &str, id: &str, name: &str, beside: &str) -> Option<Fit> {
        Sought::of(typed).fit(Described { id, name, beside })
    }

    #[test]
    fn an_identifier_is_known_however_it_is_typed() {
        for typed in ["CC6.1", "cc6.1", "cc61", " CC 6.1 "] {
            assert_eq!(fit(typed, "CC6.1", "Logical access", ""), Some(Fit::Identifier), "{typed}");
        }
        assert_eq!(fit("tsk ac 07 1", "TSK-AC-07-1", "Keys", ""), Some(Fit::Identifier));
        assert_eq!(fit("TSK-AC-07", "TSK-AC-07-1", "Keys", ""), Some(Fit::IdentifierBegins));
        assert_eq!(fit("a1", "A1.2", "Capacity", ""), Some(Fit::IdentifierBegins));
    }

    #[test]
    fn a_word_of_two_letters_is_no_identifier() {
        assert_eq!(fit("ai", "AIG-GV-01", "Policy", ""), Some(Fit::Beside));
        assert_eq!(fit("ai", "", "AI assistant", ""), Some(Fit::NameBegins));
    }

    #[test]
    fn the_name_comes_before_what_stands_beside_it() {
        let order = [
            fit("log", "", "Log schema", ""),
            fit("log", "", "Make AI logs safe", ""),
            fit("log", "", "Catalogue", ""),
            fit("log", "", "Traces", "records and logs"),
        ];
        let best = [Fit::NameBegins, Fit::WordsBegin, Fit::InName, Fit::Beside];
        assert_eq!(order, best.map(Some));
        assert!(best.is_sorted());
    }

    #[test]
    fn every_word_has_to_be_found() {
        assert_eq!(fit("fraud screen", "", "Screen against fraud", ""), Some(Fit::WordsBegin));
        assert_eq!(fit("fraud wall", "", "Screen against fraud", ""), None);
        assert_eq!(fit("", "CC6.1", "Logical access", ""), None);
        assert_eq!(fit("  ", "", "", ""), None);
    }

    #[test]
    fn accents_make_no_difference() {
        assert_eq!(fit("cafe", "", "Café Ölmühle", ""), Some(Fit::NameBegins));
        assert_eq!(fit("ÖLMÜHLE", "", "Cafe Olmuhle", ""), Some(Fit::WordsBegin));
        assert_eq!(Sought::of("Ölmühle & Café").sought(), ["olmuhle", "cafe"]);
        assert!(Sought::of("\"*' & | !").sought().is_empty());
    }

    #[test]
    fn a_number_is_an_entry_of_the_trail() {
        assert_eq!(Sought::of("#812").number(), Some(812));
        assert_eq!(Sought::of("812").number(), Some(812));
        for typed in ["0", "-3", "8 12", "cc6", "99999999999999999999"] {
            assert_eq!(Sought::of(typed).number(), None, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_bounded_and_its_own_name_fits(typed in "\\PC{0,200}") {
            let sought = Sought::of(&typed);
            prop_assert!(sought.words().len() <= WORDS);
            if !sought.is_empty() {
                let own = Described { name: sought.text(), ..Described::default() };
                prop_assert_eq!(sought.fit(own), Some(Fit::NameBegins));
            }
        }
    }
}
