//! One line of typing: text, a day, a password.
use super::{dates, field::Frame};
use domain::days::typed;
use leptos::prelude::*;

/// What is typed, so that the right keyboard opens and the browser can fill it in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Typed {
    #[default]
    Text,
    Email,
    Url,
    Number,
    Search,
}

impl Typed {
    fn kind(self) -> &'static str {
        match self {
            // A number is text: `type=number` loses what it cannot read, and turns with the wheel.
            Self::Text | Self::Number => "text",
            Self::Email => "email",
            Self::Url => "url",
            Self::Search => "search",
        }
    }
}

#[component]
pub fn TextField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    #[prop(optional_no_strip, into)] error: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional)] typed: Typed,
    #[prop(optional)] short: bool,
    #[prop(optional)] optional: bool,
    #[prop(optional, into)] autocomplete: Option<String>,
) -> impl IntoView {
    let frame = Frame::new(&name, id, label, hint, error).optional(optional);
    let control = view! {
        <input
            class=if short { "input short" } else { "input" }
            type=typed.kind()
            inputmode=(typed == Typed::Number).then_some("decimal")
            id=frame.id.clone()
            name=name
            value=value
            autocomplete=autocomplete.unwrap_or_else(|| "off".to_owned())
            aria-required=(!optional).then_some("true")
            aria-invalid=frame.invalid()
            aria-describedby=frame.described_by()
        />
    };
    frame.around(control)
}

/// A day, typed as a line of text: a browser's own field for dates shows and takes them in the order of the browser's
/// language, and nobody can tell which. What the form holds stands beside it in our words.
#[component]
pub fn DateField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    /// As typed or kept: `2026-11-21`.
    #[prop(optional, into)]
    value: String,
    #[prop(optional_no_strip, into)] error: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let hint = hint
        .filter(|hint| !hint.is_empty())
        .map_or_else(|| AS.to_owned(), |hint| format!("{hint}. {AS}").replace("..", "."));
    let frame = Frame::new(&name, id, label, Some(hint), error).optional(optional);
    let said = typed(&value).ok().map(dates::full);
    let control = view! {
        <span class="day">
            <input
                class="input short"
                type="text"
                autocomplete="off"
                id=frame.id.clone()
                name=name
                value=value
                aria-required=(!optional).then_some("true")
                aria-invalid=frame.invalid()
                aria-describedby=frame.described_by()
            />
            {said.map(|said| view! { <span class="hint">{said}</span> })}
        </span>
    };
    frame.around(control)
}

const AS: &str = "As 2026-11-30 or 30 Nov 2026.";

/// Which password, so that a password manager offers the right thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secret {
    Current,
    New,
}

/// A password is never sent back to the page: there is no `value`.
#[component]
pub fn PasswordField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    secret: Secret,
    #[prop(optional_no_strip, into)] error: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] id: Option<String>,
) -> impl IntoView {
    let frame = Frame::new(&name, id, label, hint, error);
    let autocomplete = match secret {
        Secret::Current => "current-password",
        Secret::New => "new-password",
    };
    let control = view! {
        <input
            class="input"
            type="password"
            id=frame.id.clone()
            name=name
            autocomplete=autocomplete
            aria-required="true"
            aria-invalid=frame.invalid()
            aria-describedby=frame.described_by()
        />
    };
    frame.around(control)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::testing::{all, attr, one, text, tree};

    #[test]
    fn label_hint_and_error_are_wired_to_the_control() {
        let tree = tree(|| {
            let error = Some("Another system has this name.".to_owned());
            view! { <TextField name="title" label="Title" value="A \"B\" & <c>" hint="As an auditor would look for it" error/> }
        });
        let input = one(&tree, "input");
        assert_eq!(attr(one(&tree, "label"), "for"), attr(input, "id"));
        assert_eq!(attr(input, "value"), "A \"B\" & <c>");
        assert_eq!(attr(input, "aria-invalid"), "true");
        assert_eq!(attr(input, "aria-describedby"), "title-hint title-error");
        assert_eq!(text(one(&tree, "#title-hint")), "As an auditor would look for it");
        assert_eq!(text(one(&tree, "#title-error")), "Error: Another system has this name.");
    }

    #[test]
    fn a_field_without_error_says_nothing_of_errors() {
        let tree = tree(|| view! { <TextField name="title" label="Title" error=None optional=true/> });
        let input = one(&tree, "input").value();
        assert_eq!(
            (input.attr("aria-invalid"), input.attr("aria-describedby"), input.attr("aria-required")),
            (None, None, None)
        );
        assert_eq!(text(one(&tree, "label")), "Title (optional)");
    }

    #[test]
    fn a_day_stands_beside_its_field_in_our_words() {
        let tree = tree(|| view! { <DateField name="from" label="First day" value="2026-07-01"/> });
        assert_eq!(text(one(&tree, ".day .hint")), "1 Jul 2026");
        let tree = crate::ui::testing::tree(|| view! { <DateField name="from" label="First day" value="tomorrow"/> });
        assert!(all(&tree, ".day .hint").is_empty());
    }

    #[test]
    fn a_password_is_never_sent_back() {
        let tree = tree(|| view! { <PasswordField name="password" label="Password" secret=Secret::Current/> });
        assert_eq!(one(&tree, "input").value().attr("value"), None);
        assert_eq!(attr(one(&tree, "input"), "autocomplete"), "current-password");
    }
}
