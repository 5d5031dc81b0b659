//! Turning pages: links that keep the filters.
use super::{dates, query::Query};
use leptos::prelude::*;

#[component]
pub fn Pager(
    query: Query,
    /// From 1.
    page: u32,
    pages: u32,
    /// A link at the right end: “This view as CSV”.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let pages = pages.max(1);
    let before = (page > 1).then(|| query.page(page - 1).href());
    let after = (page < pages).then(|| query.page(page + 1).href());
    let figure = |n: u32| dates::figure(usize::try_from(n).unwrap_or(usize::MAX));
    let place = (pages > 1).then(|| view! { <span>{format!("Page {} of {}", figure(page), figure(pages))}</span> });
    view! {
        <nav class="pager" aria-label="Pages">
            {place}
            {before.map(|href| view! { <a href=href rel="prev">"Previous"</a> })}
            {after.map(|href| view! { <a href=href rel="next">"Next"</a> })}
            {children.map(|aside| view! { <span class="aside">{aside()}</span> })}
        </nav>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::testing::{all, attr, one, tree};

    #[test]
    fn links_keep_the_filters() {
        let query = Query::of("/systems", [("stage", "live"), ("page", "2")]);
        let middle = tree(|| view! { <Pager query=query.clone() page=2 pages=3/> });
        assert_eq!(attr(one(&middle, "[rel=prev]"), "href"), "/systems?stage=live");
        assert_eq!(attr(one(&middle, "[rel=next]"), "href"), "/systems?stage=live&page=3");
        let only = tree(|| view! { <Pager query page=1 pages=0/> });
        assert!(all(&only, "a").is_empty());
    }
}
