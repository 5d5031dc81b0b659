//! A page: its title in the head, the rail beside it, the tools above it.
use super::{
    dates::figure,
    example::{Example, ExampleStrip},
    notice::Notice,
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
    /// As it stands on paper: no rail; the address of the same page on the screen.
    #[prop(optional_no_strip)]
    sheet: Option<String>,
    /// After an upgrade: of how many subjects the readings are derived anew already, and of how many there are.
    #[prop(optional_no_strip)]
    deriving: Option<(usize, usize)>,
    /// Who prints it, and when: said on paper alone.
    #[prop(optional, into)]
    printed: String,
    children: Children,
) -> impl IntoView {
    let organisation = viewer.organisation.clone();
    let class = match (wide, sheet.is_some()) {
        (_, true) => "shell sheet-of-paper",
        (true, false) => "shell wide",
        (false, false) => "shell",
    };
    let rail = sheet.is_none().then(|| view! { <Rail viewer here/> });
    view! {
        <PageTitle text=title/>
        <a class="skip" href="#main">"Skip to the page"</a>
        {example.map(|example| view! { <ExampleStrip example/> })}
        <div class=class>
            {rail}
            <main id="main" tabindex="-1">
                {sheet.map(|back| view! { <OnPaper back/> })}
                <ToolsBar tools organisation printed/>
                {deriving.map(|(done, of)| view! { <Deriving done of/> })}
                {children()}
            </main>
        </div>
        <Palette/>
    }
    .into_any()
}

/// Numbers are not yet what this version makes of the facts.
#[component]
fn Deriving(done: usize, of: usize) -> impl IntoView {
    let (done, of) = (figure(done), figure(of));
    view! {
        <Notice word="Being worked out anew">
            <p>
                "After an upgrade every reading is worked out anew from all facts: "{done}" of "{of}
                " subjects are done. Until all are, numbers may be those of the version before."
            </p>
        </Notice>
    }
}

/// Over a page as it stands on paper: how to print it, and the way back.
#[component]
fn OnPaper(back: String) -> impl IntoView {
    view! {
        <Notice word="As it prints">
            <p>"Print it with your browser: Ctrl and P, on a Mac Command and P. "<a href=back>"Back to the page"</a></p>
        </Notice>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::rail::Beside;
    use crate::ui::testing::{all, attr, one, text, tree};

    #[test]
    fn the_rail_says_where_we_are() {
        let beside = Beside { tasks: 10, waits: vec![(Place::Evidence, 2), (Place::Decisions, 1)] };
        let viewer = Viewer { organisation: "Harrow & Finch".to_owned(), beside, ..Viewer::default() };
        let tree = tree(|| view! { <Shell title="Vendors" viewer here=Some(Place::Vendors)>"…"</Shell> });
        assert_eq!(text(one(&tree, ".rail a[aria-current=page]")), "Vendors");
        assert_eq!(attr(one(&tree, ".more button"), "aria-current"), "true");
        assert_eq!(attr(one(&tree, ".skip"), "href"), "#main");
        assert_eq!(text(one(&tree, ".dest a .n")), "10 yours");
        assert_eq!(text(one(&tree, ".dest button .n")), "3 wait for you");
        let waits: Vec<_> = all(&tree, ".registers a .n").into_iter().map(text).collect();
        assert_eq!(waits, ["1 for you to decide", "2 for your review"]);
        assert!(all(&tree, ".example").is_empty());
    }

    #[test]
    fn who_comes_for_readiness_has_no_other_home() {
        let places = |reads| {
            let viewer = Viewer { reads, ..Viewer::default() };
            let tree = tree(|| view! { <Shell title="Readiness" viewer here=Some(Place::Readiness)>"…"</Shell> });
            all(&tree, ".dest > li > a").into_iter().map(text).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(places(true), "Readiness Criteria Systems Tasks");
        assert_eq!(places(false), "Home Readiness Criteria Systems Tasks");
    }
}
