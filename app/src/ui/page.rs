//! A page: its title in the head, the rail beside it, the tools above it.
use super::{
    example::{Example, ExampleStrip},
    rail::{Place, Rail, Viewer},
    tools::{Tools, ToolsBar},
};
use crate::palette::Palette;
use leptos::prelude::*;
use std::sync::{Arc, Mutex};

/// Where a page leaves its title for the head of its document. A page is rendered once, in one thread.
#[derive(Clone, Debug, Default)]
pub struct TitleSlot(Arc<Mutex<String>>);

impl TitleSlot {
    /// What stands in the title element: one line, never empty.
    pub(crate) fn text(&self) -> String {
        let text = self.0.lock().map(|text| text.clone()).unwrap_or_default();
        if text.trim().is_empty() { "Plumbline".to_owned() } else { format!("{text} – Plumbline") }
    }

    /// A name from an import may hold a line break.
    fn set(&self, text: &str) {
        if let Ok(mut slot) = self.0.lock() {
            *slot = text.replace(char::is_control, " ");
        }
    }
}

/// The name of the page, of its window and of its bookmark.
#[component]
pub fn PageTitle(#[prop(into)] text: String) -> impl IntoView {
    if let Some(slot) = use_context::<TitleSlot>() {
        slot.set(&text);
    }
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
        <Palette/>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::testing::{all, attr, one, text, tree};

    #[test]
    fn the_rail_says_where_we_are() {
        let viewer = Viewer { organisation: "Harrow & Finch".to_owned(), tasks: 10, ..Viewer::default() };
        let tree = tree(|| view! { <Shell title="Vendors" viewer here=Some(Place::Vendors)>"…"</Shell> });
        assert_eq!(text(one(&tree, ".rail a[aria-current=page]")), "Vendors");
        assert_eq!(attr(one(&tree, ".more button"), "aria-current"), "true");
        assert_eq!(attr(one(&tree, ".skip"), "href"), "#main");
        assert_eq!(text(one(&tree, ".dest .n")), "10 yours");
        assert!(all(&tree, ".example").is_empty());
    }
}
