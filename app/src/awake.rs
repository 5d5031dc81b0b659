//! What an island does once a browser has woken it. A server wakes none, whatever features its build shares with the
//! client's.

#[cfg(target_arch = "wasm32")]
pub fn once_awake(does: impl Fn() + 'static) {
    leptos::prelude::Effect::new(move |_| does());
}

#[cfg(not(target_arch = "wasm32"))]
pub fn once_awake(_: impl Fn() + 'static) {}
