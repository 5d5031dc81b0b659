//! Links that people typed. Only web and mail addresses become links; anything else stays text.
use leptos::prelude::*;

fn safe(href: &str) -> bool {
    let start: String = href.chars().take(8).collect::<String>().to_ascii_lowercase();
    ["https://", "http://", "mailto:"].iter().any(|scheme| start.starts_with(scheme))
}

/// A link that leaves the product.
#[component]
pub fn Outbound(#[prop(into)] href: String, #[prop(optional, into)] label: Option<String>) -> impl IntoView {
    let label = label.unwrap_or_else(|| href.clone());
    if safe(&href) {
        view! { <a href=href rel="noreferrer external">{label}</a> }.into_any()
    } else {
        view! { <span>{label}</span> }.into_any()
    }
}

/// “four pieces and one change”: links in a sentence, with commas and an “and”.
pub fn ways<H: Into<String>>(parts: Vec<(String, H)>) -> impl IntoView {
    let last = parts.len().saturating_sub(1);
    let parts = parts.into_iter().enumerate().map(|(i, (words, href))| {
        let before = match i {
            0 => "",
            i if i == last => " and ",
            _ => ", ",
        };
        view! { {before}<a href=href.into()>{words}</a> }
    });
    parts.collect_view()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::testing::{all, one, tree};

    #[test]
    fn only_web_and_mail_addresses_are_links() {
        for href in ["javascript:alert(1)", " https://x.example", "data:text/html,x", "//x.example", "ht"] {
            assert!(all(&tree(|| view! { <Outbound href/> }), "a").is_empty(), "{href}");
        }
        for href in ["https://x.example/a?b", "HTTP://x.example", "mailto:a@b.example"] {
            one(&tree(|| view! { <Outbound href/> }), "a");
        }
    }
}
