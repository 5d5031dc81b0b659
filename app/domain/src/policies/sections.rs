//! The headings of a policy: which it has, which a template asks for, and the text that a template begins with.

use crate::catalogue::{PolicyTemplate, catalogue};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// A heading with what is written under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    pub title: String,
    /// Whether anything but guidance stands under it.
    pub written: bool,
    /// Whether the guidance of a template stands under it word for word, as if it were our own.
    pub kept: bool,
}

/// The sections of a text in Markdown, in its order. A section without a word of its own is not written: guidance does not
/// count, whether it stands as a quotation or was only freed of its quote marks.
#[must_use]
pub fn sections(text: &str) -> Vec<Section> {
    let found = own_words(text).into_iter().map(|(title, words)| {
        let kept = is_guidance(&title, &words);
        Section { title, written: !words.is_empty() && !kept, kept }
    });
    found.collect()
}

/// Each heading with the words under it, quotations and white space left out.
fn own_words(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let (mut heading, mut quoted) = (None::<String>, 0_usize);
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                if let Some(title) = heading.take() {
                    found.push((title.trim().to_owned(), String::new()));
                }
            }
            Event::Start(Tag::BlockQuote(_)) => quoted += 1,
            Event::End(TagEnd::BlockQuote(_)) => quoted = quoted.saturating_sub(1),
            Event::Text(words) | Event::Code(words) => match (&mut heading, found.last_mut()) {
                (Some(title), _) => title.push_str(&words),
                (None, Some((_, own))) if quoted == 0 => own.push_str(&squeezed(&words)),
                (None, Some(_) | None) => {}
            },
            Event::Start(_)
            | Event::End(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::SoftBreak
            | Event::HardBreak
            | Event::Rule
            | Event::TaskListMarker(_) => {}
        }
    }
    found
}

/// The same without quote marks and white space.
fn squeezed(words: &str) -> String {
    words.chars().filter(|c| *c != '>' && !c.is_whitespace()).collect()
}

/// Whether these words are what some template says of a section of this title, and nothing else.
fn is_guidance(title: &str, words: &str) -> bool {
    let title = alike(title);
    let of_it = catalogue().sections.iter().filter(|one| alike(one.section) == title);
    !words.is_empty() && of_it.map(|one| squeezed(one.guidance)).any(|guidance| guidance == words)
}

/// Headings are alike when their letters and digits are, whatever their case, numbers in front and punctuation.
fn alike(heading: &str) -> String {
    let heading = heading.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ')' || c == ' ');
    heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The required headings under which nothing is written, in their order.
#[must_use]
pub fn missing<'a>(text: &str, required: &[&'a str]) -> Vec<&'a str> {
    let written: Vec<_> = sections(text).into_iter().filter(|one| one.written).map(|one| alike(&one.title)).collect();
    required.iter().copied().filter(|one| !written.contains(&alike(one))).collect()
}

/// The required headings under which the guidance still stands word for word, in their order: they are [`missing`] too.
#[must_use]
pub fn still_guidance<'a>(text: &str, required: &[&'a str]) -> Vec<&'a str> {
    let kept: Vec<_> = sections(text).into_iter().filter(|one| one.kept).map(|one| alike(&one.title)).collect();
    missing(text, required).into_iter().filter(|one| kept.contains(&alike(one))).collect()
}

/// What a template begins with: its purpose, and each required section with guidance as a quotation.
#[must_use]
pub fn skeleton(policy: &PolicyTemplate) -> String {
    let mut text = format!("{}\n", policy.purpose);
    for section in &policy.sections {
        let guidance = catalogue().guidance(&policy.id, section).unwrap_or_default();
        text.push_str(&format!("\n## {section}\n\n> {guidance}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_written_once_something_but_guidance_stands_under_it() {
        let text = "Purpose.\n\n## 1. Scope\n\n> Say whom it binds.\n\n## Roles and owners\n\n> Name them.\n\nThe head of risk.\n";
        assert_eq!(missing(text, &["Scope", "Roles and owners", "Exceptions"]), ["Scope", "Exceptions"]);
    }

    #[test]
    fn a_heading_inside_code_is_none_and_a_list_or_table_is_writing() {
        let text = "```\n## Scope\n```\n\n# roles & owners\n\n| a |\n|---|\n| b |\n\n### Tools\n\n- one\n";
        let found = sections(text);
        assert_eq!(found.iter().map(|one| one.title.as_str()).collect::<Vec<_>>(), ["roles & owners", "Tools"]);
        assert!(found.iter().all(|one| one.written));
        assert!(missing(text, &["Roles & Owners"]).is_empty());
    }

    #[test]
    fn guidance_that_lost_only_its_quote_marks_is_nothing_written() {
        for policy in catalogue().policies.iter() {
            let bare = skeleton(policy).replace("\n> ", "\n");
            assert_eq!(missing(&bare, &policy.sections), policy.sections, "{}", policy.id);
            assert_eq!(still_guidance(&bare, &policy.sections), policy.sections, "{}", policy.id);
            assert!(
                still_guidance(&skeleton(policy), &policy.sections).is_empty(),
                "a quotation says itself what it is"
            );
        }
    }

    #[test]
    fn guidance_is_known_again_however_its_lines_break_and_a_word_of_our_own_makes_it_writing() {
        let policy = catalogue().policies.rows().first().unwrap();
        let section = *policy.sections.first().unwrap();
        let guidance = catalogue().guidance(&policy.id, section).unwrap();
        let broken = format!("## 1. {section}\n\n{}\n", guidance.replacen(". ", ".\n\n  ", 1));
        assert_eq!(still_guidance(&broken, &[section]), [section]);
        let own = format!("{broken}\nIt binds all of us.\n");
        assert!(missing(&own, &[section]).is_empty() && still_guidance(&own, &[section]).is_empty());
    }

    #[test]
    fn every_template_begins_with_all_of_its_sections_and_none_of_them_written() {
        for policy in catalogue().policies.iter() {
            let text = skeleton(policy);
            let found: Vec<_> = sections(&text).into_iter().map(|one| one.title).collect();
            assert_eq!(found, policy.sections, "{}", policy.id);
            assert_eq!(missing(&text, &policy.sections), policy.sections, "{}", policy.id);
        }
    }
}
