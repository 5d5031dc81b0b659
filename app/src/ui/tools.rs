//! The tools bar: which programme and which day of its window; as of, print.
use super::{
    dates,
    icon::{Icon, Sign},
    input::DateField,
    query::Query,
};
use jiff::civil::Date;
use leptos::prelude::*;

/// A day worth going back to: “Last board meeting”.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Landmark {
    pub label: String,
    pub day: Date,
}

/// The day that a page reads, and the view in which it is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsOf {
    pub day: Date,
    pub today: Date,
    pub versus: Option<Date>,
    pub landmarks: Vec<Landmark>,
    /// Whether it is read with what is known now; `None` where a page cannot.
    pub known_now: Option<bool>,
    pub query: Query,
}

/// What the bar holds. Pages without a reading have no day; the address of a print or PDF is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tools {
    /// “SOC 2 Type II”.
    pub programme: String,
    /// “, 1 Jul to 31 Dec 2026”: left out on a phone.
    pub period: String,
    /// “. Day 144 of 184”.
    pub day: String,
    pub as_of: Option<AsOf>,
    pub print: Option<String>,
}

fn as_of_button(as_of: &AsOf) -> impl IntoView + use<> {
    view! {
        <button class="btn" type="button" popovertarget="asof">
            <Icon sign=Sign::Calendar/>
            <span class="word">"As of"</span>
            " "
            <time datetime=as_of.day.to_string()>{dates::full(as_of.day)}</time>
        </button>
    }
}

fn as_of_sheet(as_of: AsOf) -> impl IntoView {
    let AsOf { day, today, versus, landmarks, known_now, query } = as_of;
    let rest =
        query.pairs().iter().filter(|(key, _)| !["at", "versus", "known", "page"].contains(&key.as_str())).cloned();
    let rest = rest.map(|(key, value)| view! { <input type="hidden" name=key value=value/> }).collect_view();
    let landmarks = landmarks.into_iter().map(|Landmark { label, day }| {
        let href = query.with("at", day.to_string()).href();
        view! { <li><a href=href>{format!("{label}, {}", dates::short(day, today))}</a></li> }
    });
    let landmarks = landmarks.collect_view();
    let known = known_now.map(|now| {
        view! {
            <label class="check">
                <input type="checkbox" name="known" value="now" checked=now/>
                <span>"With what is known now"<span class="sub">"Counts what was accepted or withdrawn since."</span></span>
            </label>
        }
    });
    view! {
        <div class="sheet drop-sheet" id="asof" popover="auto">
            <form class="form" method="get" action=query.path().to_owned()>
                {rest}
                <DateField
                    name="at" id="asof-at" label="Show the reading of" value=day.to_string()
                    hint="As it was shown then, with what was known then."
                />
                {known}
                <ul class="asof-list">
                    <li><a href=query.without("at").without("versus").without("known").href()>"Today"</a></li>
                    {landmarks}
                </ul>
                <DateField
                    name="versus" id="asof-versus" label="Compare with" optional=true
                    value=versus.map(|day| day.to_string()).unwrap_or_default()
                />
                <div class="actions"><button class="btn">"Show"</button></div>
            </form>
        </div>
    }
}

#[component]
pub fn ToolsBar(tools: Tools, organisation: String) -> impl IntoView {
    let Tools { programme, period, day, as_of, print } = tools;
    let printed = match &as_of {
        Some(as_of) => format!("{organisation}. As of {}. ", dates::full(as_of.day)),
        None => format!("{organisation}. "),
    };
    view! {
        <div class="tools">
            <p class="programme">
                <span class="print-only">{printed}</span>{programme}<span class="long">{period}</span>{day}
            </p>
            {as_of.as_ref().map(as_of_button)}
            // With script it opens the palette.
            <a class="btn find" href="/find" aria-label="Find" data-find><Icon sign=Sign::Glass/><span class="word">"Find"</span>" "<kbd>"/"</kbd></a>
            {print.map(|href| view! { <a class="btn print" href=href><Icon sign=Sign::Printer/>"Print"</a> })}
        </div>
        {as_of.map(as_of_sheet)}
    }
    .into_any()
}
