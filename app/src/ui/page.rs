//! A page: its title in the head, the rail beside it, the tools above it.
use super::{
    example::{Example, ExampleStrip},
    rail::{Place, Rail, Viewer},
    tools::{Tools, ToolsBar},
};
use leptos::prelude::*;

/// What stands in the title element. leptos_meta writes its text as it is, so it gets it escaped.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // A name from an import may hold a line break.
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

/// The name of the page, of its window and of its bookmark. The only use of `leptos_meta::Title`.
#[component]
pub fn PageTitle(#[prop(into)] text: String) -> impl IntoView {
    let text = escaped(&text);
    let text = if text.trim().is_empty() { "Plumbline".to_owned() } else { format!("{text} – Plumbline") };
    head_title(text)
}

#[expect(clippy::disallowed_methods, reason = "the text is escaped")]
fn head_title(text: String) -> AnyView {
    view! { <leptos_meta::Title text/> }.into_any()
}

/// The frame of every page behind the door.
#[component]
pub fn Shell(
    #[prop(into)] title: String,
    viewer: Viewer,
    #[prop(optional_no_strip)] here: Option<Place>,
    #[prop(optional)] tools: Tools,
    /// In an example database, the people of its story.
    #[prop(optional_no_strip)]
    example: Option<Example>,
    /// For wide instruments such as the matrix.
    #[prop(optional)]
    wide: bool,
    children: Children,
) -> impl IntoView {
    let organisation = viewer.organisation.clone();
    view! {
        <PageTitle text=title/>
        <a class="skip" href="#main">"Skip to the page"</a>
        {example.map(|example| view! { <ExampleStrip example/> })}
        <div class=if wide { "shell wide" } else { "shell" }>
            <Rail viewer here/>
            <main id="main" tabindex="-1">
                <ToolsBar tools organisation/>
                {children()}
            </main>
        </div>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::testing::{all, attr, one, text, tree};

    #[test]
    fn a_title_cannot_leave_its_element() {
        assert_eq!(escaped("</title><script>"), "&lt;/title&gt;&lt;script&gt;");
        assert_eq!(escaped("R&D\nlab"), "R&amp;D lab");
    }

    #[test]
    fn the_rail_says_where_we_are() {
        let viewer = Viewer { organisation: "Harrow & Finch".to_owned(), tasks: 10, ..Viewer::default() };
        let tree = tree(|| view! { <Shell title="Risks" viewer here=Some(Place::Risks)>"…"</Shell> });
        assert_eq!(text(one(&tree, ".rail a[aria-current=page]")), "Risks");
        assert_eq!(attr(one(&tree, ".more button"), "aria-current"), "true");
        assert_eq!(attr(one(&tree, ".skip"), "href"), "#main");
        assert_eq!(text(one(&tree, ".dest .n")), "10 yours");
        assert!(all(&tree, ".example").is_empty());
    }
}
