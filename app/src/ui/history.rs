//! What happened to a thing, newest first: when, who, what.
use super::dates::Moment;
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;

#[component]
pub fn History(children: Children) -> impl IntoView {
    view! { <ol class="history">{children()}</ol> }.into_any()
}

#[component]
pub fn Happened(
    /// In the organisation's own time.
    at: DateTime,
    today: Date,
    /// A person, “The rule” or “Night watch”.
    #[prop(into)]
    who: String,
    children: Children,
) -> impl IntoView {
    view! { <li><Moment at today/><b>{who}</b><span>{children()}</span></li> }.into_any()
}
