//! What the palette needs of the browser.
use super::found::{Found, Hit};
use leptos::prelude::{document, window};
use leptos::wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Array, Reflect, encode_uri_component};
use web_sys::{Element, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition, Storage};

/// The rows that `j` and `k` go through: the head of each row of a table, the entries of a queue and of what was found.
const ROWS: &str = "main tbody th[scope=row] a, main .queue a, main .found a";
/// Where letters are letters.
const FIELDS: &str =
    "input:not([type=checkbox], [type=radio], [type=file], [type=submit]), textarea, select, [contenteditable]";
const SINGLE_KEYS: &str = "plumbline-single-keys";
const OFF: &str = "off";

/// What the server answers; `None` when it does not, or when nobody is signed in any more.
pub async fn find(typed: &str) -> Option<Found> {
    let address = format!("/find.json?q={}", String::from(encode_uri_component(typed)));
    let response = JsFuture::from(window().fetch_with_str(&address)).await.ok()?;
    let response: web_sys::Response = response.dyn_into().ok()?;
    if !response.ok() || response.redirected() {
        return None;
    }
    let answer = JsFuture::from(response.json().ok()?).await.ok()?;
    Some(Found {
        acts: list(&answer, "acts").iter().map(hit).collect(),
        places: list(&answer, "places").iter().map(hit).collect(),
        words: list(&answer, "words").iter().filter_map(|word| word.as_string()).collect(),
        more: Reflect::get(&answer, &"more".into()).is_ok_and(|more| more.is_truthy()),
    })
}

// The browser reads JSON by itself: a reader of our own would weigh more than the rest of this file.
fn list(of: &JsValue, key: &str) -> Vec<JsValue> {
    Reflect::get(of, &key.into()).map(|list| Array::from(&list).to_vec()).unwrap_or_default()
}

fn hit(of: &JsValue) -> Hit {
    let text = |key: &str| Reflect::get(of, &key.into()).ok().and_then(|text| text.as_string()).unwrap_or_default();
    Hit {
        kind: text("kind"),
        id: text("id"),
        name: text("name"),
        href: text("href"),
        state: text("state"),
        mark: text("mark"),
    }
}

/// Goes there, or opens it beside.
pub fn go(href: &str, beside: bool) {
    let gone = if beside { window().open_with_url(href).map(|_| ()) } else { window().location().set_href(href) };
    // A browser that refuses to go has said so itself.
    gone.unwrap_or_default();
}

/// Whether an event comes from where people type.
pub fn is_typing(target: Option<web_sys::EventTarget>) -> bool {
    within(target, FIELDS).is_some()
}

/// The element around an event's target that a selector names.
pub fn within(target: Option<web_sys::EventTarget>, selector: &str) -> Option<Element> {
    target?.dyn_into::<Element>().ok()?.closest(selector).ok().flatten()
}

/// Whether something stands above the page and has the keyboard.
pub fn is_covered() -> bool {
    matches!(document().query_selector("dialog[open]"), Ok(Some(_)))
}

/// Moves to the next row (1) or the one before (-1); from nowhere, to the first.
pub fn step(by: i32) {
    let Ok(rows) = document().query_selector_all(ROWS) else { return };
    let rows: Vec<HtmlElement> = (0..rows.length()).filter_map(|n| rows.get(n)?.dyn_into().ok()).collect();
    let here = document().active_element().map(JsValue::from);
    let here = rows.iter().position(|row| here.as_ref() == Some(row.as_ref()));
    let next = match (here, by > 0) {
        (None, _) => 0,
        (Some(here), true) => here + 1,
        (Some(here), false) => here.saturating_sub(1),
    };
    if let Some(row) = rows.get(next) {
        row.focus().unwrap_or_default();
    }
}

/// Brings an option into sight without moving what is in sight.
pub fn show(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Whether single keys do something: people who speak to their computer switch them off (WCAG 2.1.4).
pub fn single_keys() -> bool {
    storage().and_then(|kept| kept.get_item(SINGLE_KEYS).ok().flatten()).as_deref() != Some(OFF)
}

/// Kept in this browser. Where nothing may be kept they stay on.
pub fn set_single_keys(on: bool) {
    if let Some(kept) = storage() {
        let done = if on { kept.remove_item(SINGLE_KEYS) } else { kept.set_item(SINGLE_KEYS, OFF) };
        done.unwrap_or_default();
    }
}

/// Opens the print dialog of the browser.
pub fn print() {
    window().print().unwrap_or_default();
}
