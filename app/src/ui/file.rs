//! A file: a native input inside a dashed edge. Dropping is comfort.
use super::field::Frame;
use leptos::prelude::*;

#[component]
pub fn FileField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    /// What to show, and how large it may be.
    #[prop(optional, into)]
    hint: Option<String>,
    #[prop(optional_no_strip, into)] error: Option<String>,
    #[prop(optional, into)] id: Option<String>,
    /// What the picker offers: “.csv,.xlsx”.
    #[prop(optional, into)]
    accept: Option<String>,
    #[prop(optional)] multiple: bool,
    /// A file that was kept when the form came back: its name.
    #[prop(optional_no_strip, into)]
    value: Option<String>,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let frame = Frame::new(&name, id, label, hint, error).optional(optional);
    let control = view! {
        <div class="drop">
            {value.map(|kept| view! { <span class="kept"><b>{kept}</b>" is kept. Choose another to replace it."</span> })}
            <input
                type="file"
                id=frame.id.clone()
                name=name
                accept=accept
                multiple=multiple
                aria-invalid=frame.invalid()
                aria-describedby=frame.described_by()
            />
            <span class="hint drop-word">"Or drop it here"</span>
        </div>
    };
    frame.around(control)
}
