//! The door: pages outside the rail, where one signs in or answers the first questions.
use super::{icon::Bob, page::PageTitle};
use leptos::prelude::*;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Doorway {
    /// One short form beside a hanging line.
    #[default]
    Narrow,
    /// Steps, in the middle of the page.
    Wide,
}

#[component]
pub fn Door(
    #[prop(into)] title: String,
    #[prop(optional)] way: Doorway,
    #[prop(optional, into)] organisation: Option<String>,
    /// The strip of an example database.
    #[prop(optional)]
    example: bool,
    children: Children,
) -> impl IntoView {
    let (body, main, line) = match way {
        Doorway::Narrow => ("door", "door-main", Some(view! { <div class="door-line" aria-hidden="true"></div> })),
        Doorway::Wide => ("door plain", "door-main wide", None),
    };
    view! {
        <PageTitle text=title/>
        <a class="skip" href="#main">"Skip to the page"</a>
        {example.then(|| view! { <super::example::ExampleStrip example=Default::default()/> })}
        <div class=body>
            {line}
            <main class=main id="main" tabindex="-1">
                <p class="brand"><Bob/>"Plumbline"</p>
                {organisation.map(|name| view! { <p class="org">{name}</p> })}
                {children()}
            </main>
        </div>
    }
    .into_any()
}
