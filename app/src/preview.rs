//! What a text will look like, beside it while it is typed, and a question before it is left unsaved. The server reads it,
//! by the same rules as any page that shows it; where no script runs, a button of the form asks for the same.

use crate::awake::once_awake;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::{JsCast as _, JsValue};
use std::time::Duration;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlTextAreaElement, RequestInit, Response, UrlSearchParams};

/// Where texts are read.
pub const ADDRESS: &str = "/policies/preview";
/// After the last letter, before the text goes out.
const PAUSE: Duration = Duration::from_millis(400);

/// What the text area will look like that the element around names (`data-of`); with a template (`data-template`) also which
/// of its sections are written; `data-unsaved` where it holds what was typed and refused. As attributes, because props would bring a reader of JSON to the browser.
#[island]
pub fn LivePreview() -> impl IntoView {
    let shown = NodeRef::<Div>::new();
    let asleep = RwSignal::new(true);
    let text = StoredValue::new(String::new());
    let template = StoredValue::new(String::new());
    // The number of the last question: answers to earlier ones come too late.
    let asked = StoredValue::new(0_u32);
    let unsaved = StoredValue::new(false);
    let ask = move |pause: Duration| {
        let number = asked.get_value() + 1;
        asked.set_value(number);
        let is_last = move || asked.get_value() == number;
        let ask = async move {
            let Some(typed) = text.with_value(|id| value(id)) else { return };
            let answer = read(&typed, &template.get_value()).await;
            if let Some(shown) = shown.get_untracked().filter(|_| is_last()) {
                show(&shown, answer.as_deref());
            }
        };
        set_timeout(
            move || {
                if is_last() {
                    spawn_local(ask);
                }
            },
            pause,
        );
    };
    once_awake(move || {
        let around = shown.get_untracked().and_then(|shown| shown.closest("[data-of]").ok().flatten());
        let Some(around) = around else { return };
        text.set_value(around.get_attribute("data-of").unwrap_or_default());
        template.set_value(around.get_attribute("data-template").unwrap_or_default());
        asleep.set(false);
        ask(Duration::ZERO);
        window_event_listener(leptos::ev::input, move |event| {
            let target = event.target().and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok());
            if target.is_some_and(|area| text.with_value(|id| *id == area.id())) {
                unsaved.set_value(true);
                ask(PAUSE);
            }
        });
        unsaved.set_value(around.has_attribute("data-unsaved"));
        window_event_listener(leptos::ev::submit, move |event| {
            let form = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            if form.is_some() && form == text.with_value(|id| form_of(id)) {
                unsaved.set_value(false);
            }
        });
        window_event_listener(leptos::ev::beforeunload, move |event| {
            if unsaved.get_value() {
                event.prevent_default();
            }
        });
    });
    view! {
        <section class="live" hidden=asleep aria-label="What it looks like" tabindex="0">
            <div node_ref=shown></div>
        </section>
    }
}

fn form_of(id: &str) -> Option<Element> {
    document().get_element_by_id(id)?.closest("form").ok()?
}

fn value(id: &str) -> Option<String> {
    Some(document().get_element_by_id(id)?.dyn_into::<HtmlTextAreaElement>().ok()?.value())
}

/// What the server makes of it; `None` when it does not answer, or when nobody is signed in any more.
async fn read(typed: &str, template: &str) -> Option<String> {
    let body = UrlSearchParams::new().ok()?;
    body.append("text", typed);
    body.append("template", template);
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_body(&JsValue::from(body));
    let response = JsFuture::from(window().fetch_with_str_and_init(ADDRESS, &request)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    if !response.ok() || response.redirected() {
        return None;
    }
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}

fn show(within: &web_sys::HtmlDivElement, html: Option<&str>) {
    match html {
        // The server wrote it of elements of its own: nothing of what was typed is ever markup.
        Some(html) => within.set_inner_html(html),
        None => within.set_text_content(Some("No answer came. What is typed stays, and can be saved.")),
    }
}
