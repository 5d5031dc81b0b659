//! The document: everything around the page. Nothing in it needs script; islands wake if there are any.
use crate::ui::escape::escaped;
use crate::ui::page::TitleSlot;
use leptos::{nonce::use_nonce, prelude::*};

/// The hashed names of the built files, as addresses. The server knows them and gives them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assets {
    pub css: String,
    pub icon: String,
    pub fonts: Vec<String>,
    pub js: Option<String>,
    pub wasm: Option<String>,
}

/// Which theme a person chose; the system's otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}

/// What Leptos' own script does for islands, and no more: nothing is loaded on a page without one.
/// Inside an island's children the nearest `leptos-children` is told before each island is hydrated.
const WAKE: &str = include_str!("shell/wake.js");

/// A string that may stand in a script element.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default().replace('<', "\\u003c")
}

#[expect(clippy::disallowed_methods, reason = "the script is ours; the two addresses in it are quoted for it")]
fn waking(assets: &Assets) -> Option<AnyView> {
    let (js, wasm) = (assets.js.as_deref()?, assets.wasm.as_deref()?);
    let script = format!("({})({}, {});", WAKE.trim().trim_end_matches(';'), quoted(js), quoted(wasm));
    Some(view! { <script type="module" nonce=use_nonce() inner_html=script></script> }.into_any())
}

/// Outside islands nothing is hydrated, so no resource may be written into the page for a browser that never reads it.
#[cfg(feature = "ssr")]
fn write_no_resources() {
    if let Some(shared) = Owner::current_shared_context() {
        shared.set_is_hydrating(false);
    }
}

#[cfg(not(feature = "ssr"))]
fn write_no_resources() {}

#[component]
pub fn Document(
    assets: Assets,
    #[prop(optional)] theme: Theme,
    /// A page without islands, such as those at the door, names no script.
    #[prop(optional)]
    still: bool,
    children: Children,
) -> impl IntoView {
    write_no_resources();
    let waking = if still { None } else { waking(&assets) };
    let fonts = assets.fonts.into_iter().map(|font| {
        view! { <link rel="preload" href=font r#as="font" type="font/woff2" crossorigin="anonymous"/> }
    });
    let fonts = fonts.collect_view();
    // The page first: it leaves its title behind.
    let slot = TitleSlot::default();
    provide_context(slot.clone());
    let page = children();
    let title = slot.text();
    view! {
        <!DOCTYPE html>
        <html lang="en-GB" data-theme=theme.attribute()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="robots" content="noindex, nofollow"/>
                <link rel="icon" href=assets.icon type="image/svg+xml"/>
                {heading(&title)}
                {fonts}
                <link rel="stylesheet" href=assets.css/>
                {waking}
            </head>
            <body>{page}</body>
        </html>
    }
}

/// Leptos would leave a comment behind the text, which a title shows.
#[expect(clippy::disallowed_methods, reason = "the content is escaped")]
fn heading(title: &str) -> impl IntoView + use<> {
    view! { <title inner_html=escaped(title)></title> }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::{door::Door, testing::html};

    #[test]
    fn a_title_cannot_leave_its_element() {
        let page = html(
            || view! { <Document assets=Assets::default()><Door title="</title><script>R&D\nlab">"…"</Door></Document> },
        );
        assert!(page.contains("<title>&lt;/title&gt;&lt;script&gt;R&amp;D lab – Plumbline</title>"), "{page}");
    }
}
