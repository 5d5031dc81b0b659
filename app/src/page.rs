//! A page: rendered once, in one go, from what its handler loaded. Nothing is fetched while rendering, so the status
//! is known and nothing streams.

use crate::asking::{Asking, Caller, Nonce};
use crate::form::Fields;
use crate::shell::{Assets, Document};
use crate::site::Site;
use crate::ui::dates;
use crate::ui::page::Shell;
use crate::ui::rail::Place;
use crate::ui::tools::Tools;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leptos::context::provide_context;
use leptos::prelude::*;
use std::fmt::Write as _;

/// HTML with its status.
#[derive(Clone, Debug)]
pub struct Page {
    html: String,
    status: StatusCode,
    secret: bool,
}

/// On an answer: not to be compressed, because it holds a secret, and its length would speak of it.
#[derive(Clone, Copy, Debug)]
pub struct Uncompressed;

impl Page {
    #[must_use]
    pub const fn new(html: String) -> Self {
        Self { html, status: StatusCode::OK, secret: false }
    }

    #[must_use]
    pub fn status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// A form that is shown again with what was typed and a sentence at each field (422). Its title says so first: it is
    /// what a screen reader begins with.
    #[must_use]
    pub fn refused(self) -> Self {
        let html = self.html.replacen("<title>", "<title>Not saved: ", 1);
        Self { html, status: StatusCode::UNPROCESSABLE_ENTITY, ..self }
    }

    /// It holds a key that is shown once.
    #[must_use]
    pub fn secret(self) -> Self {
        Self { secret: true, ..self }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        let mut response = (self.status, [(header::CONTENT_TYPE, html)], self.html).into_response();
        if self.secret {
            response.extensions_mut().insert(Uncompressed);
        }
        response
    }
}

/// What stands around a page's content.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    pub title: String,
    pub here: Option<Place>,
    pub tools: Tools,
    pub wide: bool,
    /// The page as it stands on paper, and the way back to the screen.
    pub sheet: Option<String>,
}

impl Frame {
    /// A page that is printed as a sheet of its own, at the same address: on the screen, or as it stands on paper where
    /// the address asks for that.
    pub(crate) fn with_sheet(title: String, here: Place, base: String, asked: &Fields) -> Self {
        let on_paper = asked.text("print") == "sheet";
        let tools = Tools { print: Some(format!("{base}?print=sheet")), ..Tools::default() };
        Self { title, here: Some(here), tools, sheet: on_paper.then_some(base), ..Self::default() }
    }
}

pub(crate) fn in_shell<V: IntoView + 'static>(
    asking: &Asking,
    frame: Frame,
    content: impl FnOnce() -> V + Send + 'static,
) -> Page {
    let (viewer, example, deriving) = (asking.viewer(), asking.example(), asking.store().deriving());
    let Frame { title, here, tools, wide, sheet } = frame;
    let (another_day, today) = (asking.another_day, asking.today);
    let printed = format!("Printed by {}, {}. ", asking.visitor.name, dates::full(asking.today));
    Page::new(document(&asking.site.assets, &asking.caller.nonce, move || {
        let today_only = another_day.map(|day| crate::reading::shows_today(day, today));
        view! {
            <Shell title viewer here tools example wide sheet deriving printed>{today_only}{content()}</Shell>
        }
    }))
}

/// A page at the door: it brings its own frame.
pub(crate) fn at_the_door<V: IntoView + 'static>(
    site: &Site,
    caller: &Caller,
    content: impl FnOnce() -> V + Send + 'static,
) -> Page {
    Page::new(rendered(&site.assets, &caller.nonce, true, content))
}

/// A part of a page, for an island to put in its place.
pub(crate) fn part<V: IntoView + 'static>(content: impl FnOnce() -> V + Send + 'static) -> Page {
    let owner = Owner::new_root(None);
    let html = owner.with(|| content().into_view().to_html());
    owner.unset_with_forced_cleanup();
    Page::new(html)
}

/// Renders a whole document. Islands in it are marked for the browser; what is around them never reaches it as code.
pub(crate) fn document<V: IntoView + 'static>(
    assets: &Assets,
    nonce: &Nonce,
    content: impl FnOnce() -> V + Send + 'static,
) -> String {
    rendered(assets, nonce, false, content)
}

fn rendered<V: IntoView + 'static>(
    assets: &Assets,
    nonce: &Nonce,
    still: bool,
    content: impl FnOnce() -> V + Send + 'static,
) -> String {
    let shared = hydration_context::SsrSharedContext::new_islands();
    let owner = Owner::new_root(Some(std::sync::Arc::new(shared)));
    let (assets, nonce) = (assets.clone(), nonce.clone());
    let html = owner.with(move || {
        provide_context(nonce);
        view! { <Document assets still>{content()}</Document> }.to_html()
    });
    owner.unset_with_forced_cleanup();
    html
}

/// Percent-encoded, for one value of a query.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}
