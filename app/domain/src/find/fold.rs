//! Words as they are compared: in small letters, without accents, apart by single spaces.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Characters of a word that are compared; what comes after them is not.
const LONGEST: usize = 40;

/// In small letters and without accents: “Café Ölmühle” becomes `cafe olmuhle`, `ﬁ` becomes `fi`.
#[must_use]
pub fn folded(text: &str) -> String {
    let bare = text.nfkd().filter(|one| !is_combining_mark(*one)).flat_map(char::to_lowercase);
    // A small letter may be written with a mark of its own: `İ`.
    bare.nfkd().filter(|one| !is_combining_mark(*one)).flat_map(special).collect()
}

/// Letters that are no letter with a mark, as they are usually typed without them.
fn special(one: char) -> impl Iterator<Item = char> {
    let typed = match one {
        'ß' => "ss",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ı' => "i",
        _ => "",
    };
    typed.chars().chain(typed.is_empty().then_some(one))
}

/// The words of a text: runs of letters and digits, folded, each cut at 40 characters.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    let folded = folded(text);
    let words: Vec<String> = folded
        .split(|one: char| !one.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().take(LONGEST).collect())
        .collect();
    words.into_iter()
}

/// The same words, each with the bytes of the text where it stands.
#[must_use]
pub fn words_at(text: &str) -> Vec<(String, Range<usize>)> {
    let mut all: Vec<(String, Range<usize>)> = Vec::new();
    let mut apart = true;
    for (at, one) in text.char_indices() {
        let until = at + one.len_utf8();
        let mut take = |small: char| {
            if !small.is_alphanumeric() {
                apart = true;
                return;
            }
            if std::mem::take(&mut apart) {
                all.push((String::new(), at..at));
            }
            if let Some((word, stands)) = all.last_mut() {
                stands.end = until;
                word.push(small);
            }
        };
        if one.is_ascii() {
            take(one.to_ascii_lowercase());
        } else {
            folded(one.encode_utf8(&mut [0; 4])).chars().for_each(take);
        }
    }
    for (word, _) in &mut all {
        if let Some((end, _)) = word.char_indices().nth(LONGEST) {
            word.truncate(end);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accents_and_cases_make_no_difference() {
        for (text, same) in [
            ("Café Ölmühle", "cafe olmuhle"),
            ("CAFE\u{301}", "cafe"),
            ("Straße, Łódź & Ærø", "strasse lodz aero"),
            ("ﬁnance №3", "finance no3"),
            ("İstanbul", "istanbul"),
            ("CC6.1", "cc6 1"),
            ("модель", "модель"),
        ] {
            assert_eq!(words(text).collect::<Vec<_>>().join(" "), same);
        }
        assert_eq!(words("\"*':&|!() -\\ \0").next(), None);
    }

    #[test]
    fn a_word_says_where_it_stands() {
        let text = "Café Ölmühle, ½ IBM-hosted";
        let found: Vec<_> = words_at(text).into_iter().map(|(word, at)| (word, &text[at])).collect();
        let told: Vec<_> = found.iter().map(|(word, at)| (word.as_str(), *at)).collect();
        let all =
            [("cafe", "Café"), ("olmuhle", "Ölmühle"), ("1", "½"), ("2", "½"), ("ibm", "IBM"), ("hosted", "hosted")];
        assert_eq!(told, all);
    }

    proptest! {
        #[test]
        fn words_with_their_places_are_the_same_words(text in "\\PC{0,120}") {
            let placed: Vec<_> = words_at(&text).into_iter().map(|(word, at)| {
                assert!(text.get(at).is_some());
                word
            }).collect();
            prop_assert_eq!(placed, words(&text).collect::<Vec<_>>());
        }

        #[test]
        fn a_word_is_letters_and_digits_only_and_stays_as_it_is(text in "\\PC{0,120}") {
            for word in words(&text) {
                prop_assert!(word.chars().all(char::is_alphanumeric) && word.chars().count() <= LONGEST);
                prop_assert_eq!(words(&word).collect::<Vec<_>>(), [word]);
            }
        }
    }
}
