//! The strip over every page of an example database: nothing here is real, and whose eyes you look through.
use super::choice::{Choice, options};
use leptos::prelude::*;

/// The people of the story, and who is looking now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Example {
    /// Value: the person's id; label: name and role.
    pub people: Vec<Choice>,
    pub looking_as: String,
}

#[component]
pub fn ExampleStrip(example: Example) -> impl IntoView {
    let Example { people, looking_as } = example;
    let switcher = (!people.is_empty()).then(|| {
        view! {
            <form method="post" action="/example/look-as">
                <label for="look-as">"Look as"</label>
                <select class="input" id="look-as" name="person">{options(people, &looking_as)}</select>
                <button class="btn">"Change"</button>
            </form>
        }
    });
    view! {
        <aside class="example" aria-label="Example">
            <p><b>"Example company."</b>" Nothing here is real."</p>
            {switcher}
        </aside>
    }
    .into_any()
}
