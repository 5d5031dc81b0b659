//! Mentions: where the texts of a system name a vendor that nobody said it depends on. A person says what each means.

use super::KINDS;
use crate::find::words_at;
use crate::import::{Shape, SystemField};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Letters and digits of a name below which it is found in its exact case alone.
const TELLING: usize = 3;
/// Characters before and after a name that are shown with it.
const AROUND: usize = 90;
/// Signs that are part of a name which has them: “AT&T” is not “at t”.
const JOINING: [char; 3] = ['&', '+', '@'];
/// Signs that keep words apart unless the name itself has them: “at scale, AI” does not name Scale AI.
const PARTING: &[char] = &[',', ';', ':', '!', '?', '(', ')', '[', ']', '{', '}', '|', '"', '“', '”', '…', '•'];

/// A vendor's name as texts are searched for it: its words without the kind of company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// How it is written: as the register has it, and with what a dot or an apostrophe divides written together.
    ways: Vec<Vec<Part>>,
    /// Its letters and digits, of a name so short that its case counts.
    exact: Option<String>,
}

/// A word of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    word: String,
    /// What stands between it and the word before.
    before: String,
}

/// Where a text names a vendor: the name as written there, with what stands around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    pub field: SystemField,
    pub before: String,
    pub name: String,
    pub after: String,
}

/// What stands between two words of a text.
fn between<'a>(text: &'a str, left: &Range<usize>, right: &Range<usize>) -> &'a str {
    text.get(left.end..right.start).unwrap_or_default()
}

fn bare(text: &str) -> String {
    text.chars().filter(|one| one.is_alphanumeric()).collect()
}

impl Called {
    /// None of a name without any letter or digit.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let words = words_at(name);
        // Words that nothing but a dot or an apostrophe divides can be written together.
        let mut groups: Vec<Vec<(Part, Range<usize>)>> = Vec::new();
        let mut last: Option<Range<usize>> = None;
        for (word, at) in words {
            let before = last.as_ref().map_or("", |last| between(name, last, &at)).to_owned();
            last = Some(at.clone());
            let soft = matches!(before.as_str(), "." | "'" | "’");
            match groups.last_mut().filter(|_| soft) {
                Some(group) => group.push((Part { word, before }, at)),
                None => groups.push(vec![(Part { word, before }, at)]),
            }
        }
        let joined = |group: &[(Part, _)]| group.iter().map(|(part, _)| part.word.as_str()).collect::<String>();
        let is_kind = |group: &Vec<(Part, Range<usize>)>| KINDS.contains(&joined(group).as_str());
        // What is nothing but a kind stays as it is.
        if !groups.iter().all(is_kind) {
            while groups.len() > 1 && groups.last().is_some_and(is_kind) {
                groups.pop();
            }
            if groups.len() > 1 && groups.first().is_some_and(|group| joined(group) == "the") {
                groups.remove(0);
            }
        }
        let places: Vec<_> = groups.iter().flatten().map(|(_, at)| at.clone()).collect();
        let (first, last) = (places.first()?, places.last()?);
        let own = bare(name.get(first.start..last.end)?);
        let split: Vec<Part> = groups.iter().flatten().map(|(part, _)| part.clone()).collect();
        let together = groups.iter().map(|group| {
            let before = group.first().map(|(part, _)| part.before.clone()).unwrap_or_default();
            // As long as words are compared.
            let word = words_at(&joined(group)).into_iter().map(|(word, _)| word).collect();
            Part { word, before }
        });
        let together: Vec<Part> = together.collect();
        let mut ways = vec![split];
        if !ways.contains(&together) {
            ways.push(together);
        }
        Some(Self { ways, exact: (own.chars().count() < TELLING).then_some(own) })
    }

    /// The words, as they are found, of which a text that names it holds all of one line.
    pub fn sought(&self) -> impl Iterator<Item = Vec<&str>> {
        self.ways.iter().map(|way| way.iter().map(|part| part.word.as_str()).collect())
    }

    /// Where a text names it first.
    fn first_in(&self, text: &Text<'_>) -> Option<Range<usize>> {
        (0..text.words.len()).find_map(|from| self.at(text, from))
    }

    /// Where it stands, if the text names it from this word on.
    fn at(&self, text: &Text<'_>, from: usize) -> Option<Range<usize>> {
        let words = text.words.get(from..)?;
        let stands = |way: &Vec<Part>| {
            let mut last: Option<Range<usize>> = None;
            for (n, part) in way.iter().enumerate() {
                let (_, at) = words.get(n).filter(|(word, _)| *word == part.word)?;
                if last.as_ref().is_some_and(|last| is_parted(between(text.text, last, at), &part.before)) {
                    return None;
                }
                last = Some(last.map_or(at.start, |last| last.start)..at.end);
            }
            last
        };
        let at = self.ways.iter().find_map(stands)?;
        let written = || text.text.get(at.clone()).map(bare);
        self.exact.as_ref().is_none_or(|exact| written().as_ref() == Some(exact)).then_some(at)
    }
}

/// Whether what stands between two words of a text keeps them apart, where a name has `own` between them.
fn is_parted(between: &str, own: &str) -> bool {
    let mut signs = between.chars().peekable();
    while let Some(sign) = signs.next() {
        let ends = sign == '.' && signs.peek().is_none_or(|next| next.is_whitespace());
        if (ends || PARTING.contains(&sign)) && !own.contains(sign) {
            return true;
        }
    }
    JOINING.iter().any(|sign| own.contains(*sign) && !between.contains(*sign)) || between.matches('\n').count() > 1
}

/// A text with its words.
struct Text<'a> {
    text: &'a str,
    words: Vec<(String, Range<usize>)>,
}

impl<'a> Text<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, words: words_at(text) }
    }

    fn around(&self, field: SystemField, at: &Range<usize>) -> Mention {
        let of = |range: Range<usize>| self.text.get(range).unwrap_or_default();
        Mention {
            field,
            before: end_of(of(0..at.start)),
            name: plain(of(at.clone())),
            after: beginning_of(of(at.end..self.text.len())),
        }
    }
}

/// In one line: whatever is white is one space.
fn plain(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for one in text.chars() {
        let one = if one.is_whitespace() || one.is_control() { ' ' } else { one };
        if one != ' ' || !line.ends_with(' ') {
            line.push(one);
        }
    }
    line
}

/// The last words of a text.
fn end_of(text: &str) -> String {
    let line = plain(text);
    let Some((cut, _)) = line.char_indices().rev().nth(AROUND) else { return line.trim_start().to_owned() };
    let end = line.get(cut..).unwrap_or_default();
    let from = end.find(' ').map_or(end, |space| end.get(space..).unwrap_or_default());
    format!("…{from}")
}

/// The first words of a text.
fn beginning_of(text: &str) -> String {
    let line = plain(text);
    let Some((cut, _)) = line.char_indices().nth(AROUND) else { return line.trim_end().to_owned() };
    let start = line.get(..cut).unwrap_or_default();
    let until = start.rfind(' ').map_or(start, |space| start.get(..=space).unwrap_or_default());
    format!("{until}…")
}

/// The texts of a system that can name a vendor: its name, and what was written of it. Who answers for it is no vendor,
/// and an address says where something lies.
fn texts<'a>(name: &'a str, details: &'a BTreeMap<String, String>) -> impl Iterator<Item = (SystemField, &'a str)> {
    let written = SystemField::ALL.iter().filter(|field| {
        matches!(field.shape(), Shape::Line(_) | Shape::Text | Shape::List)
            && !matches!(field, SystemField::Name | SystemField::Owner | SystemField::Deputy)
    });
    let written = written.filter_map(|field| Some((*field, details.get(field.key())?.as_str())));
    std::iter::once((SystemField::Name, name)).chain(written)
}

/// Where a system mentions a vendor: the first place in each of its texts, in the order of its page.
#[must_use]
pub fn mentions(called: &Called, name: &str, details: &BTreeMap<String, String>) -> Vec<Mention> {
    let all = texts(name, details).filter_map(|(field, text)| {
        let text = Text::of(text);
        let at = called.first_in(&text)?;
        Some(text.around(field, &at))
    });
    all.collect()
}

/// The vendors of a register as texts are searched for all of them at once.
#[derive(Clone, Debug, Default)]
pub struct Register<V> {
    all: Vec<(Called, V)>,
    /// By the first word of each way of writing a name.
    by_first: BTreeMap<String, BTreeSet<usize>>,
}

impl<V: Copy + Ord> Register<V> {
    pub fn of<'a>(names: impl IntoIterator<Item = (&'a str, V)>) -> Self {
        let named = names.into_iter().filter_map(|(name, vendor)| Some((Called::of(name)?, vendor)));
        let all: Vec<_> = named.collect();
        let mut by_first: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (n, (called, _)) in all.iter().enumerate() {
            for first in called.ways.iter().filter_map(|way| way.first()) {
                by_first.entry(first.word.clone()).or_default().insert(n);
            }
        }
        Self { all, by_first }
    }

    /// As [`Called::sought`], of all of them.
    pub fn sought(&self) -> impl Iterator<Item = Vec<&str>> {
        self.all.iter().flat_map(|(called, _)| called.sought())
    }

    /// The vendors that a system mentions.
    #[must_use]
    pub fn mentioned(&self, name: &str, details: &BTreeMap<String, String>) -> BTreeSet<V> {
        let mut found = BTreeSet::new();
        for (_, text) in texts(name, details) {
            let text = Text::of(text);
            for (from, (word, _)) in text.words.iter().enumerate() {
                let begin = self.by_first.get(word).into_iter().flatten().filter_map(|n| self.all.get(*n));
                found.extend(begin.filter(|(called, _)| called.at(&text, from).is_some()).map(|(_, vendor)| *vendor));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(vendor: &str, text: &str) -> Option<String> {
        let called = Called::of(vendor)?;
        let found = mentions(&called, text, &BTreeMap::new());
        let all = Register::of([(vendor, 7)]).mentioned(text, &BTreeMap::new());
        assert_eq!(all.contains(&7), !found.is_empty(), "{vendor} in {text}: one by one and all at once");
        found.into_iter().next().map(|one| one.name)
    }

    #[test]
    fn a_name_is_found_as_whole_words_in_any_case() {
        for (vendor, text, found) in [
            ("Microsoft", "Microsoft 365", Some("Microsoft")),
            ("Microsoft", "runs on MICROSOFT’s cloud", Some("MICROSOFT")),
            ("Microsoft", "Microsoftware", None),
            ("Microsoft", "microsoft365", None),
            ("Microsoft Corporation", "Microsoft Azure", Some("Microsoft")),
            ("IBM", "IBM-hosted", Some("IBM")),
            ("IBM", "an (ibm) model", Some("ibm")),
            ("The Parley Labs, Inc.", "by parley labs", Some("parley labs")),
            ("The Parley Labs, Inc.", "Parley  Labs Ltd", Some("Parley Labs")),
            ("The Parley Labs, Inc.", "Parley-Labs", Some("Parley-Labs")),
            ("The Parley Labs, Inc.", "Parley and its labs", None),
            ("Café Ölmühle", "CAFE OLMUHLE", Some("CAFE OLMUHLE")),
            ("SAS Institute Inc.", "the institute", None),
            ("SAS Institute Inc.", "SAS Institute", Some("SAS Institute")),
            ("The Company", "the system of the company", Some("the company")),
            ("The Company", "the system", None),
        ] {
            assert_eq!(names(vendor, text).as_deref(), found, "{vendor} in {text}");
        }
    }

    #[test]
    fn signs_join_and_part_as_the_name_has_them() {
        for (vendor, text, found) in [
            ("Scale AI", "Scale AI labels it", true),
            ("Scale AI", "used at scale. AI helps", false),
            ("Scale AI", "at scale, AI helps", false),
            ("Scale AI", "at scale\n\nAI helps", false),
            ("H2O.ai", "built on H2O.ai", true),
            ("H2O.ai", "built on H2Oai", true),
            ("H2O.ai", "H2O. AI", true),
            ("Moody's", "Moody’s ratings", true),
            ("Moody's", "Moodys ratings", true),
            ("AT&T", "AT&T network", true),
            ("AT&T", "AT & T network", true),
            ("AT&T", "look at T", false),
            ("Dr. Oetker", "by Dr. Oetker", true),
            ("Amazon.com, Inc.", "Amazon.com", true),
        ] {
            assert_eq!(names(vendor, text).is_some(), found, "{vendor} in {text}");
        }
    }

    #[test]
    fn a_short_name_is_found_in_its_exact_case_and_an_empty_one_never() {
        assert_eq!(names("HP", "an HP server").as_deref(), Some("HP"));
        assert_eq!(names("HP", "hp and Hp"), None);
        assert_eq!(names("H&M", "by H&M"), Some("H&M".to_owned()));
        assert_eq!(names("H&M", "h&m"), None);
        assert_eq!(names("HP Inc.", "hp inc"), None);
        for nothing in ["", " ", "–", "."] {
            assert_eq!(Called::of(nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn each_text_of_a_system_tells_its_first_mention() {
        let details = [
            ("purpose", "Drafts letters with <b>OpenAI</b> models; OpenAI again."),
            ("models", "OpenAI GPT-4o; Claude"),
            ("links", "https://openai.com/"),
            ("owner", "OpenAI Team"),
            ("origin", "openai"),
        ];
        let details = details.map(|(key, text)| (key.to_owned(), text.to_owned())).into();
        let found = mentions(&Called::of("OpenAI").unwrap(), "OpenAI letters", &details);
        let told: Vec<_> =
            found.iter().map(|one| (one.field.label(), one.before.as_str(), one.after.as_str())).collect();
        let all = [
            ("Name", "", " letters"),
            ("Purpose", "Drafts letters with <b>", "</b> models; OpenAI again."),
            ("Models used", "", " GPT-4o; Claude"),
        ];
        assert_eq!(told, all);
    }

    #[test]
    fn only_the_words_around_it_are_shown() {
        let text = format!("{}\nIBM\t{}", "before ".repeat(100), "after ".repeat(100));
        let details = [("purpose".to_owned(), text)].into();
        let found = mentions(&Called::of("IBM").unwrap(), "", &details);
        let [Mention { before, name, after, .. }] = found.as_slice() else { panic!("one") };
        assert_eq!(name, "IBM");
        assert!(before.starts_with("… before") && before.ends_with("before ") && before.chars().count() <= AROUND + 2);
        assert!(after.starts_with(" after") && after.ends_with("after …") && after.chars().count() <= AROUND + 2);
    }

    proptest! {
        #[test]
        fn a_name_is_found_where_it_is_written_alone(name in "\\PC{0,40}", left in "[ \n(–]{1,3}", right in "[ ,)–]{1,3}") {
            if Called::of(&name).is_some() {
                let text = format!("x{left}{name}{right}x");
                prop_assert!(names(&name, &text).is_some());
            }
        }

        #[test]
        fn whatever_is_found_holds_the_words_that_are_sought(name in "[A-Ca-c.&' ]{1,5}", text in "[A-Da-d.&' ,]{0,30}") {
            let Some(called) = Called::of(&name) else { return Ok(()) };
            if names(&name, &text).is_some() {
                let words: Vec<String> = crate::find::words(&text).collect();
                let holds = |way: Vec<&str>| way.iter().all(|word| words.iter().any(|own| own == word));
                prop_assert!(called.sought().any(holds));
            }
        }

        #[test]
        fn what_is_shown_is_a_part_of_the_text_in_one_line(text in "(\\PC|\n){0,200} IBM (\\PC|\n){0,200}") {
            let details = [("purpose".to_owned(), text.clone())].into();
            for one in mentions(&Called::of("IBM").unwrap(), "", &details) {
                let shown = format!("{}{}{}", one.before, one.name, one.after);
                prop_assert!(plain(&text).contains(shown.trim_start_matches('…').trim_end_matches('…').trim()));
            }
        }
    }
}
