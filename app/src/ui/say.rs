//! The answering sentence: every page begins with it, in words, its numbers linked to their rows.
use leptos::prelude::*;

/// The one `h1` of a page, at most two sentences.
#[component]
pub fn Say(
    /// Larger; on Readiness only.
    #[prop(optional)]
    loud: bool,
    children: Children,
) -> impl IntoView {
    view! { <h1 class=if loud { "say loud" } else { "say" }>{children()}</h1> }
}

/// The name of the thing at the head of its sentence: “CC7.2 Anomaly monitoring does not stand.”
#[component]
pub fn Name(children: Children) -> impl IntoView {
    view! { <span class="title">{children()}</span> }
}

/// By when, and what cannot be changed.
#[component]
pub fn Lede(children: Children) -> impl IntoView {
    view! { <p class="lede">{children()}</p> }
}

/// Who, until when, how much work: a line under the sentence.
#[component]
pub fn Meta(children: Children) -> impl IntoView {
    view! { <p class="meta top">{children()}</p> }
}

/// Where a reading comes from: the small print at the foot.
#[component]
pub fn Colophon(children: Children) -> impl IntoView {
    view! { <p class="colophon">{children()}</p> }
}
