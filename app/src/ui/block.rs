//! A section of a page: a title, at most one remark, at most one link aside.
use leptos::prelude::*;

#[component]
pub fn Block(
    #[prop(into)] title: String,
    /// The address of the section on its page.
    #[prop(optional, into)]
    id: Option<String>,
    #[prop(optional, into)] remark: Option<String>,
    /// A link at the right end of the title's line.
    #[prop(optional, into)]
    aside: Option<ViewFnOnce>,
    /// The first section after the sentence stands closer to it.
    #[prop(optional)]
    first: bool,
    /// The title is for screen readers alone.
    #[prop(optional)]
    quiet: bool,
    children: Children,
) -> impl IntoView {
    let head = if quiet {
        view! { <h2 class="vh">{title}</h2> }.into_any()
    } else {
        view! {
            <div class="head">
                <h2>{title}</h2>
                {remark.map(|remark| view! { <p>{remark}</p> })}
                {aside.map(|aside| view! { <p class="aside">{aside.run()}</p> })}
            </div>
        }
        .into_any()
    };
    view! {
        <section class=if first { "block first" } else { "block" } id=id>
            {head}
            {children()}
        </section>
    }
    .into_any()
}

/// A short section beside the main text, under its own heavy rule.
#[component]
pub fn SideNote(
    #[prop(into)] title: String,
    #[prop(optional, into)] id: Option<String>,
    children: Children,
) -> impl IntoView {
    view! { <section id=id><h2>{title}</h2>{children()}</section> }.into_any()
}
