//! Text that people wrote in Markdown, as a page shows it: headings under those of the page, links only to the web and to
//! mail, nothing of it ever as markup of its own.

use crate::ui::link::Outbound;
use leptos::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The highest heading of a text: it stands under the second of its page.
const TOP: u8 = 3;
const LOWEST: u8 = 6;

/// How deep things may stand in each other. What is deeper stands at this depth: whoever shows a page goes down as deep as
/// its text.
const DEEPEST: usize = 16;

/// A text as prose.
pub(crate) fn prose(text: &str) -> AnyView {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut reader = Reader { events: Parser::new_ext(text, options), last: TOP - 1, deep: 0 };
    let all = reader.until(None);
    view! { <div class="prose text">{all}</div> }.into_any()
}

struct Reader<'a> {
    events: Parser<'a>,
    /// The heading before: one goes down by a step at most.
    last: u8,
    deep: usize,
}

impl Reader<'_> {
    /// Everything up to the end of what was begun.
    fn until(&mut self, end: Option<TagEnd>) -> Vec<AnyView> {
        let mut all = Vec::new();
        // What was begun too deep to stand in something of its own, and has not ended.
        let mut flat = 0_usize;
        while let Some(event) = self.events.next() {
            match event {
                Event::End(_) if flat > 0 => flat -= 1,
                Event::End(found) if Some(found) == end => break,
                Event::Start(_) if self.deep >= DEEPEST => flat += 1,
                Event::Start(tag) => {
                    self.deep += 1;
                    all.push(self.begun(tag));
                    self.deep -= 1;
                }
                Event::Text(words) | Event::Html(words) | Event::InlineHtml(words) => {
                    all.push(words.to_string().into_any());
                }
                Event::Code(words) => all.push(view! { <code>{words.to_string()}</code> }.into_any()),
                Event::SoftBreak => all.push(" ".into_any()),
                Event::HardBreak => all.push(view! { <br/> }.into_any()),
                Event::Rule => all.push(view! { <hr/> }.into_any()),
                Event::End(_)
                | Event::InlineMath(_)
                | Event::DisplayMath(_)
                | Event::FootnoteReference(_)
                | Event::TaskListMarker(_) => {}
            }
        }
        all
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the rest are containers, and named below")]
    fn begun(&mut self, tag: Tag<'_>) -> AnyView {
        let end = tag.to_end();
        match tag {
            Tag::Heading { level, .. } => {
                let level = (level as u8 + 1).clamp(TOP, self.last + 1).min(LOWEST);
                self.last = level;
                let words = self.until(Some(end));
                heading(level, words)
            }
            Tag::Link { dest_url, .. } => {
                let href = dest_url.to_string();
                let label = self.words(end);
                view! { <Outbound href label/> }.into_any()
            }
            // A picture elsewhere would tell its host who reads; its words say what it shows.
            Tag::Image { .. } => self.words(end).into_any(),
            Tag::CodeBlock(_) => {
                let words = self.words(end);
                view! { <pre tabindex="0"><code>{words}</code></pre> }.into_any()
            }
            tag => {
                let inside = self.until(Some(end));
                around(&tag, inside)
            }
        }
    }

    /// The bare words up to an end.
    fn words(&mut self, end: TagEnd) -> String {
        let mut words = String::new();
        for event in self.events.by_ref() {
            match event {
                Event::End(found) if found == end => break,
                Event::Text(text) | Event::Code(text) => words.push_str(&text),
                Event::SoftBreak | Event::HardBreak => words.push(' '),
                Event::Start(_)
                | Event::End(_)
                | Event::InlineMath(_)
                | Event::DisplayMath(_)
                | Event::Html(_)
                | Event::InlineHtml(_)
                | Event::FootnoteReference(_)
                | Event::Rule
                | Event::TaskListMarker(_) => {}
            }
        }
        words
    }
}

fn heading(level: u8, words: Vec<AnyView>) -> AnyView {
    match level {
        ..=3 => view! { <h3>{words}</h3> }.into_any(),
        4 => view! { <h4>{words}</h4> }.into_any(),
        5 => view! { <h5>{words}</h5> }.into_any(),
        _ => view! { <h6>{words}</h6> }.into_any(),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "what the reader was not told to look for does not come")]
fn around(tag: &Tag<'_>, inside: Vec<AnyView>) -> AnyView {
    match tag {
        Tag::Paragraph => view! { <p>{inside}</p> }.into_any(),
        Tag::BlockQuote(_) => view! { <blockquote>{inside}</blockquote> }.into_any(),
        Tag::List(Some(from)) => {
            let from = i32::try_from(*from).unwrap_or(1);
            view! { <ol start=from>{inside}</ol> }.into_any()
        }
        Tag::List(None) => view! { <ul>{inside}</ul> }.into_any(),
        Tag::Item => view! { <li>{inside}</li> }.into_any(),
        Tag::Emphasis => view! { <em>{inside}</em> }.into_any(),
        Tag::Strong => view! { <strong>{inside}</strong> }.into_any(),
        Tag::Strikethrough => view! { <s>{inside}</s> }.into_any(),
        Tag::Table(_) => view! { <table class="table">{inside}</table> }.into_any(),
        Tag::TableHead => view! { <thead><tr>{inside}</tr></thead> }.into_any(),
        Tag::TableRow => view! { <tr>{inside}</tr> }.into_any(),
        Tag::TableCell => view! { <td>{inside}</td> }.into_any(),
        _ => view! { <div>{inside}</div> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::{all, html, one, text, tree};

    #[test]
    fn headings_go_down_by_a_step_at_most() {
        let tree = tree(|| prose("# A\n\n#### B\n\n##### C\n\n## D\n"));
        let seen: Vec<_> =
            all(&tree, "h3, h4, h5, h6").iter().map(|it| format!("{} {}", it.value().name(), text(*it))).collect();
        assert_eq!(seen, ["h3 A", "h4 B", "h5 C", "h3 D"]);
    }

    #[test]
    fn what_is_stressed_and_what_is_nested_is_shown_so() {
        let tree = tree(|| prose("*slanted* and _slanted_, **strong**\n\n1. one\n   - within\n2. two\n"));
        assert_eq!(all(&tree, "em").len(), 2);
        assert_eq!(text(one(&tree, "strong")), "strong");
        assert!(!text(one(&tree, "p")).contains(['*', '_']));
        assert_eq!(all(&tree, "ol > li").len(), 2);
        assert_eq!(text(one(&tree, "ol ul li")), "within");
    }

    #[test]
    fn nothing_that_was_typed_is_markup() {
        let shown =
            html(|| prose("<script>alert(1)</script>\n\nA <b onclick=x>word</b> ![a](https://x.example/p.png)\n"));
        for bad in ["<script", "<b ", "<img", "onclick=x>word"] {
            assert!(!shown.contains(bad), "{bad}: {shown}");
        }
        assert!(shown.contains("&lt;script"));
    }

    #[test]
    fn links_lead_to_the_web_or_mail_only() {
        let tree = tree(|| prose("[a](javascript:alert(1)) [b](https://b.example)\n\n- one\n- two\n"));
        assert_eq!(text(one(&tree, "a")), "b");
        assert_eq!(all(&tree, "li").len(), 2);
    }

    #[test]
    fn however_deep_a_text_is_nested_all_its_words_are_shown() {
        let lists = (0..2_000).map(|deep| format!("{}- x\n", " ".repeat(deep * 2))).collect::<String>();
        let (quotes, marks) = (">".repeat(20_000), "*_".repeat(5_000));
        for text in
            [format!("{quotes}deep"), format!("{}deep", "- ".repeat(2_000)), format!("{marks}deep"), lists + "deep"]
        {
            let shown = html(|| prose(&text));
            assert!(shown.contains("deep"), "{}", text.len());
            let tree = tree(|| prose(&text));
            let deepest = all(&tree, "*").iter().map(|it| it.ancestors().count()).max();
            // Beside the page’s own: the document, html, body and the prose around it all.
            assert!(deepest.is_some_and(|deep| deep <= DEEPEST + 4), "{deepest:?}");
        }
        let after = html(|| prose(&format!("{}a\n\nb\n", ">".repeat(500))));
        assert!(after.contains("a<") && after.contains("<p>b<"), "{after}");
    }
}
