//! Badges are for the state of documents, never for findings. Lateness is the only red text.
use super::dates;
use leptos::prelude::*;

#[component]
pub fn Badge(
    /// What counts now: “In force”.
    #[prop(optional)]
    solid: bool,
    children: Children,
) -> impl IntoView {
    view! { <span class=if solid { "badge solid" } else { "badge" }>{children()}</span> }
}

/// “23 days late”; nothing when it is not.
#[component]
pub fn Late(days: i32) -> impl IntoView {
    let n = usize::try_from(days).unwrap_or_default();
    let unit = if n == 1 { "day" } else { "days" };
    (n > 0).then(|| view! { <span class="late">{format!("{} {unit} late", dates::figure(n))}</span> })
}

/// An identifier: “CC7.2”.
#[component]
pub fn Id(#[prop(into)] id: String) -> impl IntoView {
    view! { <span class="id">{id}</span> }
}
