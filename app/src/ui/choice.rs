//! Choosing: one of a list, one of a few, some of many, yes or no.
use super::field::Frame;
use leptos::prelude::*;

/// One thing to choose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// A second line under the label.
    pub note: Option<String>,
    /// Stands for itself and cannot be changed here.
    pub fixed: bool,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), note: None, fixed: false }
    }

    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    #[must_use]
    pub fn fixed(mut self) -> Self {
        self.fixed = true;
        self
    }
}

/// The options of a select; the one that is chosen is marked.
pub(super) fn options(choices: Vec<Choice>, chosen: &str) -> impl IntoView + use<> {
    choices
        .into_iter()
        .map(|Choice { value, label, fixed, .. }| {
            let selected = value == chosen;
            view! { <option value=value selected=selected disabled=fixed>{label}</option> }
        })
        .collect_view()
}

/// One of a list.
#[component]
pub fn SelectField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    choices: Vec<Choice>,
    #[prop(optional, into)] value: String,
    /// What stands there before anything is chosen: “Choose a kind”.
    #[prop(optional, into)]
    prompt: Option<String>,
    #[prop(optional_no_strip, into)] error: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let frame = Frame::new(&name, id, label, hint, error).optional(optional);
    let control = view! {
        <select
            class="input"
            id=frame.id.clone()
            name=name
            aria-required=(!optional).then_some("true")
            aria-invalid=frame.invalid()
            aria-describedby=frame.described_by()
        >
            {prompt.map(|prompt| view! { <option value="" selected=value.is_empty()>{prompt}</option> })}
            {options(choices, &value)}
        </select>
    };
    frame.around(control)
}

#[derive(Clone, Copy)]
enum Box {
    Round,
    Square,
}

fn tick(kind: Box, name: String, choice: Choice, checked: bool) -> impl IntoView {
    let Choice { value, label, note, fixed } = choice;
    view! {
        <label class="check">
            <input
                type=match kind {
                    Box::Round => "radio",
                    Box::Square => "checkbox",
                }
                name=name
                value=value
                checked=checked
                disabled=fixed
            />
            <span>{label}{note.map(|note| view! { <span class="sub">{note}</span> })}</span>
        </label>
    }
}

/// One of a few, all in sight.
#[component]
pub fn RadioField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    choices: Vec<Choice>,
    #[prop(optional, into)] value: String,
    #[prop(optional_no_strip, into)] error: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] id: Option<String>,
) -> impl IntoView {
    let ticks = choices.into_iter().map(|choice| {
        let checked = choice.value == value;
        tick(Box::Round, name.clone(), choice, checked)
    });
    let ticks = ticks.collect_view();
    Frame::new(&name, id, label, hint, error).around_group(ticks)
}

/// Some of many: the form sends the name once for each.
#[component]
pub fn ChecksField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    choices: Vec<Choice>,
    #[prop(optional)] value: Vec<String>,
    #[prop(optional_no_strip, into)] error: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] id: Option<String>,
    /// In columns: for short names.
    #[prop(optional)]
    columns: bool,
) -> impl IntoView {
    let ticks = choices.into_iter().map(|choice| {
        let checked = value.contains(&choice.value);
        tick(Box::Square, name.clone(), choice, checked)
    });
    let ticks = ticks.collect_view();
    let ticks = view! { <div class=if columns { "checks" } else { "check-list" }>{ticks}</div> };
    Frame::new(&name, id, label, hint, error).around_group(ticks)
}

/// Yes or no, by itself. It sends `on`.
#[component]
pub fn CheckField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional)] value: bool,
    #[prop(optional_no_strip, into)] error: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] id: Option<String>,
) -> impl IntoView {
    let frame = Frame::new(&name, id, label, None, error.clone());
    let error = frame.error.clone();
    let error_id = format!("{}-error", frame.id);
    view! {
        <div class="field">
            <label class="check">
                <input
                    type="checkbox"
                    id=frame.id.clone()
                    name=name
                    checked=value
                    aria-invalid=frame.invalid()
                    aria-describedby=frame.described_by()
                />
                <span>{frame.label}{hint.map(|hint| view! { <span class="sub">{hint}</span> })}</span>
            </label>
            {error.map(|text| view! { <span class="error" id=error_id><span class="vh">"Error: "</span>{text}</span> })}
        </div>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::testing::{all, attr, one, tree};

    fn traits() -> Vec<Choice> {
        vec![Choice::new("yes", "Yes"), Choice::new("no", "No"), Choice::new("", "Not answered").note("Reads unknown")]
    }

    #[test]
    fn what_was_chosen_stays_chosen() {
        let select = tree(|| view! { <SelectField name="agentic" label="Agentic" choices=traits() value="no"/> });
        assert_eq!(attr(one(&select, "option[selected]"), "value"), "no");
        let radio = tree(|| view! { <RadioField name="agentic" label="Agentic" choices=traits() value="no"/> });
        assert_eq!(attr(one(&radio, "input[checked]"), "value"), "no");
        let value = vec!["yes".to_owned(), "no".to_owned()];
        let checks = tree(|| view! { <ChecksField name="agentic" label="Agentic" choices=traits() value/> });
        assert_eq!(all(&checks, "input[checked]").len(), 2);
    }

    #[test]
    fn a_group_carries_its_error() {
        let tree = tree(|| {
            let error = Some("Choose one.".to_owned());
            view! { <RadioField name="kind" label="Kind" choices=traits() hint="Which report" error/> }
        });
        let group = one(&tree, "fieldset");
        assert_eq!((attr(group, "id"), attr(group, "aria-describedby")), ("kind", "kind-hint kind-error"));
    }

    #[test]
    fn a_prompt_is_chosen_only_when_nothing_is() {
        let tree =
            tree(|| view! { <SelectField name="k" label="Kind" choices=traits() value="yes" prompt="Choose a kind"/> });
        assert_eq!(attr(one(&tree, "option[selected]"), "value"), "yes");
    }
}
