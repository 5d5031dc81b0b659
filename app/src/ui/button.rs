//! Buttons: a verb and its object. One is primary on a page.
use leptos::prelude::*;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    #[default]
    Bordered,
    /// The one thing to do here.
    Primary,
    /// To leave.
    Plain,
    /// Names what is lost.
    Danger,
}

impl Weight {
    fn class(self) -> &'static str {
        match self {
            Self::Bordered => "btn",
            Self::Primary => "btn primary",
            Self::Plain => "btn plain",
            Self::Danger => "btn danger",
        }
    }
}

/// What pressing it does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Press {
    /// Sends the form around it.
    #[default]
    Send,
    /// Sends it with a name and a value of its own.
    SendAs { name: &'static str, value: String },
    /// Sends the form to another address.
    SendTo(String),
    /// Sends it elsewhere, with the file that was chosen in it.
    SendFileTo(String),
    /// Opens the popover with this id.
    Open(String),
}

#[component]
pub fn Button(
    #[prop(optional)] weight: Weight,
    #[prop(optional)] press: Press,
    /// Cannot be pressed; say beside it why.
    #[prop(optional)]
    disabled: bool,
    /// Work is under way.
    #[prop(optional)]
    busy: bool,
    children: Children,
) -> impl IntoView {
    let (mut kind, mut name, mut value, mut to, mut with, mut opens) = ("submit", None, None, None, None, None);
    match press {
        Press::Send => {}
        Press::SendAs { name: own, value: text } => (name, value) = (Some(own), Some(text)),
        Press::SendTo(address) => to = Some(address),
        Press::SendFileTo(address) => (to, with) = (Some(address), Some("multipart/form-data")),
        Press::Open(id) => (kind, opens) = ("button", Some(id)),
    }
    view! {
        <button
            class=weight.class()
            type=kind
            name=name
            value=value
            formaction=to
            formenctype=with
            popovertarget=opens
            disabled=disabled
            aria-busy=busy.then_some("true")
            aria-disabled=busy.then_some("true")
        >
            {children()}
        </button>
    }
    .into_any()
}

/// A link that looks like a button: it goes somewhere and changes nothing.
#[component]
pub fn ButtonLink(#[prop(into)] href: String, #[prop(optional)] weight: Weight, children: Children) -> impl IntoView {
    view! { <a class=weight.class() href=href>{children()}</a> }.into_any()
}

#[component]
pub fn Actions(
    /// Directly under the sentence.
    #[prop(optional)]
    top: bool,
    children: Children,
) -> impl IntoView {
    view! { <div class=if top { "actions top" } else { "actions" }>{children()}</div> }.into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::testing::{attr, one, text, tree};

    #[test]
    fn a_button_says_what_it_sends() {
        let tree = tree(|| {
            let press = Press::SendAs { name: "decision", value: "supports".to_owned() };
            view! { <Button weight=Weight::Primary press>"Accept"</Button> }
        });
        let button = one(&tree, "button.btn.primary");
        assert_eq!(
            (attr(button, "type"), attr(button, "name"), attr(button, "value")),
            ("submit", "decision", "supports")
        );
        assert_eq!(text(button), "Accept");
    }

    #[test]
    fn a_button_that_opens_sends_nothing() {
        let tree = tree(|| view! { <Button press=Press::Open("asof".to_owned())>"As of"</Button> });
        let button = one(&tree, "button");
        assert_eq!((attr(button, "type"), attr(button, "popovertarget")), ("button", "asof"));
    }
}
