//! The options of the palette. They are made by hand, of text alone: what changes with every letter needs no more.
use super::browser;
use super::found::{Found, Hit, pieces};
use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast as _;
use web_sys::Element;

const OPTION: &str = "[role=option]";

/// A new last child of `within`. `None` when the browser cannot.
fn add(within: &Element, tag: &str, class: &str) -> Option<Element> {
    let element = document().create_element(tag).ok()?;
    if !class.is_empty() {
        element.set_class_name(class);
    }
    within.append_child(&element).ok()?;
    Some(element)
}

fn set(element: &Element, name: &str, value: &str) {
    element.set_attribute(name, value).unwrap_or_default();
}

/// Text in which what was typed stands out.
fn marked(within: &Element, text: &str, words: &[String]) -> Option<()> {
    for (mark, text) in pieces(text, words) {
        add(within, if mark { "mark" } else { "span" }, "")?.set_text_content(Some(&text));
    }
    Some(())
}

/// Shows an answer in place of the one before, the first option chosen.
pub fn fill(list: &Element, found: &Found) {
    list.set_text_content(None);
    let acts = group(list, "Do", "palette-do", &found.acts, 0, &found.words);
    let places = group(list, "Go to", "palette-go", &found.places, found.acts.len(), &found.words);
    // A browser that makes no elements shows no palette either.
    acts.and(places).unwrap_or_default();
}

fn group(list: &Element, title: &str, id: &str, hits: &[Hit], first: usize, words: &[String]) -> Option<()> {
    if hits.is_empty() {
        return Some(());
    }
    let group = add(list, "div", "")?;
    set(&group, "role", "group");
    set(&group, "aria-labelledby", id);
    let head = add(&group, "h2", "")?;
    head.set_id(id);
    // A list box holds groups of options and nothing else: the head names its group, and is no heading of the page.
    set(&head, "role", "presentation");
    head.set_text_content(Some(title));
    let rows = add(&group, "ul", "")?;
    set(&rows, "role", "presentation");
    for (n, hit) in hits.iter().enumerate() {
        let option = add(&rows, "li", "")?;
        set(&option, "role", "option");
        option.set_id(&format!("palette-hit-{}", first + n));
        add(&option, "span", "k")?.set_text_content(Some(&hit.kind));
        let name = add(&option, "span", "")?;
        if !hit.id.is_empty() {
            marked(&add(&name, "span", "id")?, &hit.id, words)?;
            add(&name, "span", "")?.set_text_content(Some(" "));
        }
        marked(&name, &hit.name, words)?;
        let class = if hit.mark.is_empty() { "k".to_owned() } else { format!("mark calm {}", hit.mark) };
        add(&add(&option, "span", &class)?, "span", "")?.set_text_content(Some(&hit.state));
    }
    Some(())
}

/// Marks the option at a place as chosen, brings it into sight if `seen`, and says its id.
pub fn choose(list: &Element, place: usize, seen: bool) -> Option<String> {
    let options = list.query_selector_all(OPTION).ok()?;
    let mut id = None;
    for n in 0..options.length() {
        let Some(option) = options.get(n).and_then(|one| one.dyn_into::<Element>().ok()) else { continue };
        let chosen = n as usize == place;
        set(&option, "aria-selected", if chosen { "true" } else { "false" });
        if chosen {
            id = Some(option.id());
            if seen {
                browser::show(&option);
            }
        }
    }
    id
}

/// The place of the option under a pointer.
pub fn place_of(target: Option<web_sys::EventTarget>) -> Option<usize> {
    browser::within(target, OPTION)?.id().rsplit('-').next()?.parse().ok()
}
