//! The way from a register to this page.
use leptos::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    label: String,
    href: Option<String>,
}

impl Crumb {
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: Some(href.into()) }
    }

    /// A part of the way that is no page, or this page.
    pub fn plain(label: impl Into<String>) -> Self {
        Self { label: label.into(), href: None }
    }
}

#[component]
pub fn Crumbs(way: Vec<Crumb>) -> impl IntoView {
    let way = way.into_iter().map(|Crumb { label, href }| {
        let part = match href {
            Some(href) => view! { <a href=href>{label}</a> }.into_any(),
            None => label.into_any(),
        };
        view! { <li>{part}</li> }
    });
    let way = way.collect_view();
    view! { <nav aria-label="You are here"><ol class="crumbs">{way}</ol></nav> }.into_any()
}
