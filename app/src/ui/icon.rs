//! The few pictures there are: the bob, and signs on the tools bar. Never beside running words.
use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    Calendar,
    Glass,
    Printer,
    Cross,
}

impl Sign {
    fn path(self) -> &'static str {
        match self {
            Self::Calendar => "M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 1.8v3M10.5 1.8v3",
            Self::Glass => "M2.5 7a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0m8 3.5 4 4",
            Self::Printer => "M4.5 6V2h7v4M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7V14h-7z",
            Self::Cross => "m3 3 10 10M13 3 3 13",
        }
    }
}

#[component]
pub fn Icon(sign: Sign) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true" focusable="false">
            <path d=sign.path()></path>
        </svg>
    }
}

/// The bob on its line, which is our sign.
#[component]
pub fn Bob() -> impl IntoView {
    view! {
        <svg viewBox="0 0 9 22" aria-hidden="true" focusable="false">
            <path d="M4.5 0v8" stroke="currentColor"></path>
            <path d="M3 7h3v2.2L9 12.4 4.5 22 0 12.4l3-3.2z" fill="currentColor"></path>
        </svg>
    }
}
