//! Confirming what cannot be undone: a page of its own, so that it needs no script.
use super::button::{Actions, Button, ButtonLink, Weight};
use leptos::prelude::*;

#[component]
pub fn Confirm(
    /// “Withdraw this evidence?”
    #[prop(into)]
    question: String,
    /// Where the form goes.
    #[prop(into)]
    action: String,
    /// “Withdraw evidence”.
    #[prop(into)]
    verb: String,
    /// “Keep it”, and the page to go back to.
    #[prop(into)]
    keep: String,
    #[prop(into)] back: String,
    /// What falls, what stays, and the field for the reason.
    children: Children,
) -> impl IntoView {
    view! {
        <form class="confirm" method="post" action=action novalidate>
            <h2>{question}</h2>
            {children()}
            <Actions>
                <Button weight=Weight::Danger>{verb}</Button>
                <ButtonLink weight=Weight::Plain href=back>{keep}</ButtonLink>
            </Actions>
        </form>
    }
    .into_any()
}
