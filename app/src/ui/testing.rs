//! Renders furniture to a string and to a tree, for tests.
use leptos::prelude::*;
use scraper::{ElementRef, Html, Selector};

/// The HTML of a view, rendered as the server does it.
pub fn html<V: IntoView>(view: impl FnOnce() -> V) -> String {
    let owner = Owner::new();
    let html = owner.with(|| view().into_view().to_html());
    drop(owner);
    html
}

/// The tree that a browser makes of it.
pub fn tree<V: IntoView>(view: impl FnOnce() -> V) -> Html {
    Html::parse_fragment(&html(view))
}

pub fn all<'a>(tree: &'a Html, css: &str) -> Vec<ElementRef<'a>> {
    let css = Selector::parse(css).expect("a selector");
    tree.select(&css).collect()
}

pub fn one<'a>(tree: &'a Html, css: &str) -> ElementRef<'a> {
    let found = all(tree, css);
    assert_eq!(found.len(), 1, "{css} in {}", tree.html());
    *found.first().expect("one element")
}

pub fn text(element: ElementRef<'_>) -> String {
    element.text().collect()
}

/// The value of an attribute; empty when the attribute is missing.
pub fn attr<'a>(element: ElementRef<'a>, name: &str) -> &'a str {
    element.value().attr(name).unwrap_or_default()
}
