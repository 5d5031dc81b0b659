//! Empty pages teach: why there is nothing, and the button that fills them.
use leptos::prelude::*;

/// The drawing: places where strokes will stand.
fn ghosts() -> impl IntoView {
    view! {
        <svg class="empty-art" viewBox="0 0 240 72" aria-hidden="true" focusable="false">
            <path class="ghost" d="M20 70V2M45 70V2M70 70V2M95 70V2M120 70V2M145 70V2M170 70V2M195 70V2M220 70V2"></path>
            <path class="ground" d="M0 71.5h240"></path>
        </svg>
    }
}

/// A whole page without content. `children` are paragraphs and the actions.
#[component]
pub fn EmptyPage(
    /// “No AI system is in the inventory, so there is nothing to measure yet.”
    #[prop(into)]
    say: String,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="empty">
            {ghosts()}
            <h1 class="say">{say}</h1>
            {children()}
        </div>
    }
    .into_any()
}

/// A section without content, in one line and a link.
#[component]
pub fn Empty(children: Children) -> impl IntoView {
    view! { <div class="empty-line">{children()}</div> }.into_any()
}
