//! The document: everything around the page. Nothing in it needs script; islands wake if there are any.
use leptos::{nonce::use_nonce, prelude::*};

/// The hashed names of the built files, as addresses. The server knows them and gives them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assets {
    pub css: String,
    pub icon: String,
    /// Loaded at once, so that the first sentence does not jump.
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

#[expect(clippy::disallowed_methods, reason = "the script is ours, its two names are quoted")]
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
pub fn Document(assets: Assets, #[prop(optional)] theme: Theme, children: Children) -> impl IntoView {
    write_no_resources();
    let waking = waking(&assets);
    let fonts = assets.fonts.into_iter().map(|font| {
        view! { <link rel="preload" href=font r#as="font" type="font/woff2" crossorigin="anonymous"/> }
    });
    let fonts = fonts.collect_view();
    view! {
        <!DOCTYPE html>
        <html lang="en-GB" data-theme=theme.attribute()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="robots" content="noindex, nofollow"/>
                <link rel="icon" href=assets.icon type="image/svg+xml"/>
                {fonts}
                <link rel="stylesheet" href=assets.css/>
                {waking}
            </head>
            <body>{children()}</body>
        </html>
    }
}

#[cfg(test)]
#[cfg(feature = "ssr")]
pub(crate) mod tests {
    use super::*;
    use crate::ui::{page::PageTitle, testing::*};

    /// A whole document as it leaves the server: rendered, with the title put into its head.
    pub(crate) fn document<V: IntoView + 'static>(assets: Assets, page: impl FnOnce() -> V + Send + 'static) -> String {
        let (meta, output) = leptos_meta::ServerMetaContext::new();
        let html = html(move || {
            provide_context(meta);
            let page = page().into_any();
            view! { <Document assets>{page}</Document> }
        });
        let stream = futures::stream::iter([html]);
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            _ = any_spawner::Executor::init_tokio();
            let chunks: Vec<String> = futures::StreamExt::collect(output.inject_meta_context(stream).await).await;
            chunks.concat()
        })
    }

    fn assets() -> Assets {
        Assets {
            css: "/pkg/app-1a2b.css".to_owned(),
            icon: "/favicon-3c4d.svg".to_owned(),
            fonts: vec!["/fonts/source-sans-3-9e0f.woff2".to_owned()],
            js: Some("/pkg/client-5e6f.js".to_owned()),
            wasm: Some("/pkg/client-7a8b.wasm".to_owned()),
        }
    }

    #[test]
    fn a_title_cannot_write_into_the_head() {
        let html =
            document(Assets::default(), || view! { <PageTitle text="</title><script>alert(1)</script> & more"/> });
        assert!(!html.contains("<script"), "{html}");
        let tree = scraper::Html::parse_document(&html);
        assert_eq!(text(one(&tree, "head > title")), "</title><script>alert(1)</script> & more – Plumbline");
    }

    #[test]
    fn the_document_is_whole() {
        let html = document(assets(), || view! { <main></main> });
        assert!(html.starts_with("<!DOCTYPE html><html lang=\"en-GB\">"), "{html}");
        let tree = scraper::Html::parse_document(&html);
        assert_eq!(attr(one(&tree, "link[rel=stylesheet]"), "href"), "/pkg/app-1a2b.css");
        assert_eq!(attr(one(&tree, "link[rel=icon]"), "href"), "/favicon-3c4d.svg");
        assert_eq!(attr(one(&tree, "link[rel=preload]"), "href"), "/fonts/source-sans-3-9e0f.woff2");
        let script = text(one(&tree, "script[type=module]"));
        assert!(script.ends_with("(\"/pkg/client-5e6f.js\", \"/pkg/client-7a8b.wasm\");"), "{script}");
    }

    #[test]
    fn without_built_files_there_is_no_script() {
        let html = document(Assets { js: None, ..assets() }, || view! { <main></main> });
        assert!(!html.contains("<script"));
    }

    #[test]
    fn a_file_name_cannot_leave_the_script() {
        assert_eq!(quoted("</script>\""), "\"\\u003c/script>\\\"\"");
    }

    #[test]
    fn a_theme_stands_on_the_root() {
        let html = html(|| view! { <Document assets=Assets::default() theme=Theme::Dark><p></p></Document> });
        assert!(html.contains("data-theme=\"dark\""));
    }
}
