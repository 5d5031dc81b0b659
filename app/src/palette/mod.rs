//! The palette and the keyboard: `/` finds, arrows choose, Enter goes; `g` and a letter lead to a place. Where no script
//! runs, the link to the find page is all there is of it.

mod browser;
pub mod found;
pub mod keys;
mod options;
mod search;

use crate::awake::once_awake;
use keys::{ELSE, PLACES};
use leptos::ev::{Event, KeyboardEvent, MouseEvent};
use leptos::html::Dialog;
use leptos::prelude::*;
use search::Search;
use std::time::Duration;

/// Between `g` and the letter of a place.
const AFTER_G: Duration = Duration::from_millis(1_500);
/// What opens the palette when it is pressed.
const OPENS: &str = "a[data-find]";

/// What stands above the page.
#[derive(Clone, Copy)]
struct Sheets {
    search: Search,
    palette: NodeRef<Dialog>,
    shortcuts: NodeRef<Dialog>,
    after_g: StoredValue<bool>,
}

impl Sheets {
    fn open(self) {
        let (Some(palette), Some(input)) = (self.palette.get_untracked(), self.search.input.get_untracked()) else {
            return;
        };
        if palette.open() {
            return palette.close();
        }
        if !browser::is_covered() && palette.show_modal().is_ok() {
            input.set_value("");
            self.search.ask();
        }
    }

    fn list(self) {
        if let Some(shortcuts) = self.shortcuts.get_untracked() {
            shortcuts.show_modal().unwrap_or_default();
        }
    }

    fn press(self, event: &KeyboardEvent) {
        let (key, held) = (event.key(), event.ctrl_key() || event.meta_key());
        if held && !event.alt_key() && !event.shift_key() && key.eq_ignore_ascii_case("k") {
            event.prevent_default();
            return self.open();
        }
        let elsewhere = held || event.alt_key() || event.default_prevented() || event.is_composing();
        if elsewhere || browser::is_typing(event.target()) || browser::is_covered() || !browser::single_keys() {
            return;
        }
        let after_g = self.after_g.get_value();
        self.after_g.set_value(false);
        let place = keys::place(&key).filter(|_| after_g);
        match (place, key.as_str()) {
            (Some(place), _) => browser::go(place, false),
            (None, "g") => {
                self.after_g.set_value(true);
                set_timeout(move || self.after_g.set_value(false), AFTER_G);
            }
            (None, "/") => self.open(),
            (None, "?") => self.list(),
            (None, "j") => browser::step(1),
            (None, "k") => browser::step(-1),
            (None, _) => return,
        }
        event.prevent_default();
    }

    fn click(self, event: &MouseEvent) {
        let plain = event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key());
        if plain && browser::within(event.target(), OPENS).is_some() {
            event.prevent_default();
            self.open();
        }
    }

    /// A click on an option goes there. Beside what it holds, a dialog is its backdrop: a click there leaves.
    fn click_within(self, event: &MouseEvent) {
        if let Some(place) = options::place_of(event.target()) {
            self.search.go(place, event.ctrl_key() || event.meta_key());
        } else if browser::within(event.target(), "dialog > *").is_none()
            && let Some(palette) = self.palette.get_untracked()
        {
            palette.close();
        }
    }
}

#[island]
pub fn Palette() -> impl IntoView {
    let search = Search::new();
    let (palette, shortcuts) = (NodeRef::new(), NodeRef::new());
    let sheets = Sheets { search, palette, shortcuts, after_g: StoredValue::new(false) };
    once_awake(move || {
        window_event_listener(leptos::ev::keydown, move |event| sheets.press(&event));
        window_event_listener(leptos::ev::click, move |event| sheets.click(&event));
    });
    view! {
        <dialog
            class="sheet palette" aria-label="Find or do" node_ref=palette
            on:click=move |event| sheets.click_within(&event)
            on:pointermove=move |event| search.point(event.target())
        >
            <div>
                <form method="get" action="/find" role="search">
                    <label class="vh" for="palette-q">"Find or do"</label>
                    <input
                        class="input" type="text" id="palette-q" name="q" maxlength="100" autocomplete="off"
                        spellcheck="false" placeholder="Find or do" role="combobox" aria-autocomplete="list"
                        aria-controls="palette-hits" aria-expanded="false" node_ref=search.input
                        on:input=move |_| search.ask()
                        on:keydown=move |event| search.press(&event)
                    />
                </form>
                <div class="hits" id="palette-hits" role="listbox" aria-label="What answers" node_ref=search.list></div>
                <p class="said" role="status" node_ref=search.said></p>
                <footer>
                    <span><kbd>"Enter"</kbd>" opens"</span>
                    <span><kbd>"Up"</kbd>" "<kbd>"Down"</kbd>" choose"</span>
                    <span><kbd>"Esc"</kbd>" closes"</span>
                    <a class="quiet" href="/shortcuts">"Shortcuts"</a>
                </footer>
            </div>
        </dialog>
        <dialog class="sheet shortcuts" aria-labelledby="shortcuts-title" node_ref=shortcuts>
            <h2 id="shortcuts-title">"Shortcuts"</h2>
            <dl class="keys">{rows()}</dl>
            {single_keys()}
            <form method="dialog"><button class="btn">"Close"</button></form>
        </dialog>
    }
}

/// Every shortcut with what it does.
fn rows() -> impl IntoView {
    let also = ELSE.iter().map(|(keys, does)| (keys.to_vec(), *does));
    let places = PLACES.iter().map(|(key, _, name)| (vec!["g", *key], *name));
    let rows = also.chain(places).map(|(keys, does)| {
        let keys = keys.into_iter().map(|key| view! { <kbd>{key}</kbd>" " }).collect_view();
        view! { <div><dt>{keys}</dt><dd>{does}</dd></div> }
    });
    rows.collect_view()
}

/// Switches single keys off and on: it is ticked as this browser has it once it is awake.
fn single_keys() -> impl IntoView {
    let on = RwSignal::new(true);
    once_awake(move || on.set(browser::single_keys()));
    let change = move |event: Event| browser::set_single_keys(event_target_checked(&event));
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=on on:change=change/>
            <span>"Single keys do something in this browser"<span class="sub">"Ctrl or ⌘ and K always does."</span></span>
        </label>
    }
}

/// The switch on the page about shortcuts. Where no script runs there is nothing to switch, and it is not there.
#[island]
pub fn SingleKeys() -> impl IntoView {
    let asleep = RwSignal::new(true);
    once_awake(move || asleep.set(false));
    view! { <div hidden=asleep>{single_keys()}</div> }
}

/// Opens the browser's print dialog. Where no script runs it is not there.
#[island]
pub fn PrintButton() -> impl IntoView {
    use crate::ui::icon::{Icon, Sign};
    let asleep = RwSignal::new(true);
    once_awake(move || asleep.set(false));
    view! {
        <button class="btn print" type="button" hidden=asleep on:click=|_| browser::print()>
            <Icon sign=Sign::Printer/>"Print"
        </button>
    }
}
