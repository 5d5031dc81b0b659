//! Many lines of typing. Leptos does not escape the children of a text area, so ours does.
use super::escape::escaped;
use super::field::Frame;
use leptos::prelude::*;

/// What stands in a text area, escaped. Browsers drop a first line break, so one goes ahead of the text.
fn content(text: &str) -> String {
    format!("\n{}", escaped(text))
}

/// The bare control, for places that bring their own label.
#[component]
pub fn TextArea(
    #[prop(into)] name: String,
    #[prop(into)] id: String,
    #[prop(optional, into)] value: String,
    #[prop(optional_no_strip)] invalid: Option<&'static str>,
    #[prop(optional_no_strip)] described_by: Option<String>,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    element(name, id, content(&value), invalid, described_by, required)
}

#[expect(clippy::disallowed_methods, reason = "the content is escaped")]
fn element(
    name: String,
    id: String,
    content: String,
    invalid: Option<&'static str>,
    described_by: Option<String>,
    required: bool,
) -> AnyView {
    view! {
        <textarea
            class="input"
            id=id
            name=name
            aria-required=required.then_some("true")
            aria-invalid=invalid
            aria-describedby=described_by
            inner_html=content
        ></textarea>
    }
    .into_any()
}

#[component]
pub fn LongField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    #[prop(optional_no_strip, into)] error: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let frame = Frame::new(&name, id, label, hint, error).optional(optional);
    let (id, invalid, described_by) = (frame.id.clone(), frame.invalid(), frame.described_by());
    frame.around(view! { <TextArea name id value invalid described_by required=!optional/> })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::testing::{all, attr, one, text, tree};

    /// What a browser holds: its parser drops a first line break.
    fn held(value: &'static str) -> String {
        let tree = tree(|| view! { <LongField name="why" label="Why" value error=Some("Say why.".to_owned())/> });
        assert!(all(&tree, "script").is_empty());
        assert_eq!(attr(one(&tree, "textarea"), "aria-describedby"), "why-error");
        text(one(&tree, "textarea"))
    }

    #[test]
    fn a_text_cannot_leave_its_field() {
        let text = "</textarea><script>alert(1)</script>&amp; & <!-- x";
        assert_eq!(held(text), text);
        assert!(!crate::ui::testing::html(|| view! { <TextArea name="a" id="a" value=text/> }).contains("<script"));
    }

    #[test]
    fn a_first_line_break_survives() {
        let html = crate::ui::testing::html(|| view! { <TextArea name="a" id="a" value="\nsecond line"/> });
        assert!(html.contains(">\n\nsecond line</textarea>"), "{html}");
        assert_eq!(held("\nsecond line"), "\nsecond line");
        assert_eq!(held("plain"), "plain");
    }
}
