//! Facts about a thing: a name and what it is.
use leptos::prelude::*;

#[component]
pub fn Facts(children: Children) -> impl IntoView {
    view! { <dl class="facts">{children()}</dl> }.into_any()
}

#[component]
pub fn Fact(#[prop(into)] name: String, children: Children) -> impl IntoView {
    view! { <dt>{name}</dt><dd>{children()}</dd> }.into_any()
}
