//! What every field has: a label, a hint, a control, an error, and the wiring between them.
use leptos::prelude::*;

/// In the context of a form whose fields are optional but for a few: the few are marked instead.
#[derive(Clone, Copy, Debug)]
pub struct MarkRequired;

/// The frame around a control. `id` is the name of the control, unless one page has two of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Frame {
    pub id: String,
    pub label: String,
    pub hint: Option<String>,
    pub error: Option<String>,
    pub optional: bool,
}

impl Frame {
    pub fn new(name: &str, id: Option<String>, label: String, hint: Option<String>, error: Option<String>) -> Self {
        let error = error.filter(|text| !text.is_empty());
        Self { id: id.unwrap_or_else(|| name.to_owned()), label, hint, error, optional: false }
    }

    pub fn optional(mut self, optional: bool) -> Self {
        self.optional = optional;
        self
    }

    /// For `aria-describedby`: the hint and the error, in the order of the page.
    pub fn described_by(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.id));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.id));
        match (hint, error) {
            (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
            (one, other) => one.or(other),
        }
    }

    /// For `aria-invalid`.
    pub fn invalid(&self) -> Option<&'static str> {
        self.error.as_ref().map(|_| "true")
    }

    /// Label, hint, control, error.
    pub fn around(self, control: impl IntoView) -> AnyView {
        let Self { id, label, hint, error, optional } = self;
        view! {
            <div class="field">
                <label for=id.clone()>{label}{need(optional)}</label>
                {hint.map(|text| said(&id, text))}
                {control.into_any()}
                {error.map(|text| refused(&id, text))}
            </div>
        }
        .into_any()
    }

    /// The same for a group of controls. The group carries the id, so that a summary can link to it.
    pub fn around_group(self, controls: impl IntoView) -> AnyView {
        let described_by = self.described_by();
        let class = if self.error.is_some() { "field wrong" } else { "field" };
        let Self { id, label, hint, error, optional } = self;
        view! {
            <fieldset class=class id=id.clone() tabindex="-1" aria-describedby=described_by>
                <legend>{label}{need(optional)}</legend>
                {hint.map(|text| said(&id, text))}
                {controls.into_any()}
                {error.map(|text| refused(&id, text))}
            </fieldset>
        }
        .into_any()
    }
}

/// The word beside a label: what is the rule of a form goes without saying.
fn need(optional: bool) -> Option<impl IntoView> {
    let word = match (use_context::<MarkRequired>().is_some(), optional) {
        (false, true) => Some(" (optional)"),
        (true, false) => Some(" (required)"),
        (false, false) | (true, true) => None,
    };
    word.map(|word| view! { <span class="opt">{word}</span> })
}

fn said(id: &str, text: String) -> impl IntoView + use<> {
    view! { <span class="hint" id=format!("{id}-hint")>{text}</span> }
}

fn refused(id: &str, text: String) -> impl IntoView + use<> {
    view! { <span class="error" id=format!("{id}-error")><span class="vh">"Error: "</span>{text}</span> }
}

/// Short fields side by side: a first day and a last day.
#[component]
pub fn Pair(children: Children) -> impl IntoView {
    view! { <div class="pair">{children()}</div> }
}

/// Fields that answer one question together.
#[component]
pub fn Group(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! { <fieldset><legend>{label}</legend>{children()}</fieldset> }
}
