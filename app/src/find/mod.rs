//! Find: everything by what people call it, and what the visitor may do. The page works without script; the palette
//! reads the same answer as JSON.

mod acts;
mod gather;
mod shortcuts;

pub use shortcuts::show as shortcuts;

use crate::asking::Asking;
use crate::error::Result;
use crate::form;
use crate::page::Page;
use crate::palette::found::{Found, Hit, pieces};
use crate::ui::block::Block;
use crate::ui::button::Button;
use crate::ui::dates;
use crate::ui::say::{Lede, Say};
use axum::Json;
use gather::gather;
use leptos::prelude::*;

/// Of a kind: in the palette, and on the page.
const IN_THE_PALETTE: usize = 5;
const ON_THE_PAGE: usize = 24;

/// The answer for the palette.
pub async fn answer(asking: Asking, form::Query(fields): form::Query) -> Result<Json<Found>> {
    Ok(Json(gather(&asking, &fields.text("q"), IN_THE_PALETTE).await?))
}

pub async fn show(asking: Asking, form::Query(fields): form::Query) -> Result<Page> {
    let typed = fields.text("q");
    let found = gather(&asking, &typed, ON_THE_PAGE).await?;
    Ok(asking.page("Find", None, move || view(&typed, found)))
}

fn view(typed: &str, found: Found) -> AnyView {
    let (sentence, lede) = said(typed, &found);
    let Found { acts, places, words, .. } = found;
    let part = |title: &'static str, id: &'static str, hits: Vec<Hit>| {
        (!hits.is_empty()).then(|| {
            let rows = hits.into_iter().map(|hit| row(hit, &words)).collect_view();
            view! { <Block title id><ul class="found">{rows}</ul></Block> }
        })
    };
    let (acts, places) = (part("Do", "do", acts), part("Go to", "go-to", places));
    view! {
        <Say>{sentence}</Say>
        {lede.map(|lede| view! { <Lede>{lede}</Lede> })}
        <form class="filters find" method="get" action="/find" role="search">
            <label class="vh" for="find-q">"Find or do"</label>
            <input class="input search" type="search" id="find-q" name="q" value=typed.to_owned() maxlength="100" autocomplete="off"/>
            <Button>"Find"</Button>
        </form>
        {acts}
        {places}
    }
    .into_any()
}

/// The sentence, and what to try.
fn said(typed: &str, found: &Found) -> (String, Option<&'static str>) {
    let typed = typed.trim();
    let n = found.len();
    if found.words.is_empty() {
        let lede = "Type a name, an identifier such as CC6.1 or TSK-AC-07-1, the number of an entry of the trail, \
                    or what you want to do.";
        return ("Find something, or do something.".to_owned(), Some(lede));
    }
    match n {
        0 => {
            let lede = "Names, identifiers and texts are looked at, word by word from its beginning; files are not looked into. \
                        Fewer words find more.";
            (format!("Nothing answers to “{typed}”."), Some(lede))
        }
        1 => (format!("One thing answers to “{typed}”."), None),
        n if found.more => (
            format!("More than {} things answer to “{typed}”.", dates::count(n)),
            Some("The best of each kind are shown. Another word makes them fewer."),
        ),
        n => (format!("{} things answer to “{typed}”.", dates::count_first(n)), None),
    }
}

fn row(hit: Hit, words: &[String]) -> impl IntoView + use<> {
    let Hit { kind, id, name, href, state, mark } = hit;
    let id = (!id.is_empty()).then(|| view! { <span class="id">{marked(&id, words)}</span>" " });
    let name = marked(&name, words);
    let state = if mark.is_empty() {
        view! { <span class="k">{state}</span> }.into_any()
    } else {
        view! { <span class=format!("mark calm {mark}")><span>{state}</span></span> }.into_any()
    };
    view! { <li><span class="k">{kind}</span><a class="quiet" href=href>{id}{name}</a>{state}</li> }
}

/// What was typed stands out.
fn marked(text: &str, words: &[String]) -> AnyView {
    let pieces = pieces(text, words).into_iter();
    let pieces =
        pieces.map(|(mark, text)| if mark { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() });
    pieces.collect_view().into_any()
}
