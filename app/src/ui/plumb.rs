//! The plumb list: the line hangs from what is done and ends at what is next.
use super::mark::{Mark, State, Voice};
use leptos::prelude::*;

/// Where a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Behind or ahead, with its state.
    Is(State),
    /// Here the line ends: this is next.
    Next,
}

#[component]
pub fn Plumb(children: Children) -> impl IntoView {
    view! { <ol class="plumb">{children()}</ol> }.into_any()
}

#[component]
pub fn PlumbStep(
    step: Step,
    /// A second line.
    #[prop(optional, into)]
    sub: Option<ViewFnOnce>,
    children: Children,
) -> impl IntoView {
    let mark = match step {
        Step::Is(state) => Some(view! { <Mark state voice=Voice::Only/> }),
        Step::Next => None,
    };
    view! {
        <li aria-current=(step == Step::Next).then_some("step")>
            {mark}
            {children()}
            {sub.map(|sub| view! { <span class="sub">{sub.run()}</span> })}
        </li>
    }
    .into_any()
}

/// The one block that carries the primary action.
#[component]
pub fn NextUp(#[prop(into)] title: String, children: Children) -> impl IntoView {
    view! {
        <div class="next">
            <p class="eyebrow">"Next"</p>
            <h3>{title}</h3>
            {children()}
        </div>
    }
    .into_any()
}
