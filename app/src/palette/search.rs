//! The question in the open palette and its answer.
use super::found::Found;
use super::{browser, options};
use leptos::ev::KeyboardEvent;
use leptos::html::{Div, Input, P};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// After the last letter, before the question goes out.
const PAUSE: Duration = Duration::from_millis(60);

#[derive(Clone, Copy)]
pub struct Search {
    pub input: NodeRef<Input>,
    pub list: NodeRef<Div>,
    /// For eyes a line under the field, for screen readers the news.
    pub said: NodeRef<P>,
    found: StoredValue<Found>,
    chosen: StoredValue<usize>,
    /// The number of the last question: answers to earlier ones come too late.
    asked: StoredValue<u32>,
    answered: StoredValue<bool>,
}

impl Search {
    pub fn new() -> Self {
        Self {
            input: NodeRef::new(),
            list: NodeRef::new(),
            said: NodeRef::new(),
            found: StoredValue::new(Found::default()),
            chosen: StoredValue::new(0),
            asked: StoredValue::new(0),
            answered: StoredValue::new(false),
        }
    }

    /// Asks for what is typed now.
    pub fn ask(self) {
        let Some(input) = self.input.get_untracked() else { return };
        self.answered.set_value(false);
        let number = self.asked.get_value() + 1;
        self.asked.set_value(number);
        let is_last = move || self.asked.get_value() == number;
        let ask = async move {
            let answer = browser::find(&input.value()).await;
            if is_last() {
                self.hear(answer);
            }
        };
        set_timeout(
            move || {
                if is_last() {
                    spawn_local(ask)
                }
            },
            PAUSE,
        );
    }

    fn hear(self, answer: Option<Found>) {
        let (Some(list), Some(said)) = (self.list.get_untracked(), self.said.get_untracked()) else { return };
        let answered = answer.is_some();
        let found = answer.unwrap_or_default();
        options::fill(&list, &found);
        let words = match (answered, found.len()) {
            (false, _) => "No answer came. Enter asks on a page of its own.".to_owned(),
            (true, 0) => "Nothing answers to that. Fewer letters find more.".to_owned(),
            (true, _) if found.words.is_empty() => String::new(),
            (true, n) => format!("{n} found"),
        };
        said.set_text_content(Some(&words));
        self.answered.set_value(answered);
        self.found.set_value(found);
        self.choose(0, true);
    }

    /// Chooses an option; the field tells who listens which one it is.
    pub fn choose(self, place: usize, seen: bool) {
        let (Some(list), Some(input)) = (self.list.get_untracked(), self.input.get_untracked()) else { return };
        self.chosen.set_value(place);
        let active = options::choose(&list, place, seen);
        let told = match active {
            Some(id) => input.set_attribute("aria-activedescendant", &id),
            None => input.remove_attribute("aria-activedescendant"),
        };
        let any = self.found.with_value(|found| !found.is_empty());
        let told = told.and_then(|()| input.set_attribute("aria-expanded", if any { "true" } else { "false" }));
        told.unwrap_or_default();
    }

    /// The option under the pointer.
    pub fn point(self, target: Option<web_sys::EventTarget>) {
        if let Some(place) = options::place_of(target).filter(|place| *place != self.chosen.get_value()) {
            self.choose(place, false);
        }
    }

    /// Arrows go round; Enter goes where the chosen one leads. While no answer is there, the form asks on a page.
    pub fn press(self, event: &KeyboardEvent) {
        let (n, chosen) = (self.found.with_value(Found::len), self.chosen.get_value());
        match event.key().as_str() {
            "ArrowDown" if n > 0 => self.choose((chosen + 1) % n, true),
            "ArrowUp" if n > 0 => self.choose((chosen + n - 1) % n, true),
            "Enter" if n > 0 && self.answered.get_value() && !event.is_composing() => {
                self.go(chosen, event.ctrl_key() || event.meta_key());
            }
            _ => return,
        }
        event.prevent_default();
    }

    pub fn go(self, place: usize, beside: bool) {
        let href = self.found.with_value(|found| found.hits().nth(place).map(|hit| hit.href.clone()));
        if let Some(href) = href {
            browser::go(&href, beside);
        }
    }
}
