//! Filters: a form that asks by GET, and a chip for each filter that takes itself away.
use super::{
    choice::{Choice, options},
    dates,
    icon::{Icon, Sign},
    query::Query,
};
use leptos::prelude::*;

/// The form. What is in the address and not in the form travels along, so that sorting survives filtering.
#[component]
pub fn Filters(
    query: Query,
    /// The names of the controls inside.
    controls: Vec<&'static str>,
    children: Children,
) -> impl IntoView {
    let rest = query.pairs().iter().filter(|(key, _)| key != "page" && !controls.contains(&key.as_str()));
    let rest = rest.cloned().map(|(key, value)| view! { <input type="hidden" name=key value=value/> });
    let rest = rest.collect_view();
    view! {
        <form class="filters" method="get" action=query.path().to_owned() role="search">
            {rest}
            {children()}
        </form>
    }
    .into_any()
}

#[component]
pub fn FilterSearch(
    /// “Search systems”.
    #[prop(into)]
    label: String,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] placeholder: Option<String>,
    #[prop(default = "q")] name: &'static str,
) -> impl IntoView {
    let id = format!("filter-{name}");
    view! {
        <label class="vh" for=id.clone()>{label}</label>
        <input class="input search" type="search" id=id name=name value=value placeholder=placeholder/>
    }
    .into_any()
}

#[component]
pub fn FilterSelect(
    name: &'static str,
    #[prop(into)] label: String,
    /// What stands for no filter: “Any stage”.
    #[prop(into)]
    any: String,
    choices: Vec<Choice>,
    #[prop(optional, into)] value: String,
) -> impl IntoView {
    let id = format!("filter-{name}");
    view! {
        <label class="vh" for=id.clone()>{label}</label>
        <select class="input" id=id name=name>
            <option value="" selected=value.is_empty()>{any}</option>
            {options(choices, &value)}
        </select>
    }
    .into_any()
}

/// One filter at work, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    pub key: &'static str,
    pub value: String,
    pub label: String,
}

impl Chip {
    pub fn new(key: &'static str, value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { key, value: value.into(), label: label.into() }
    }
}

/// “5 of 9 shown”, and the filters that made it so. Nothing when nothing is filtered.
#[component]
pub fn Chips(query: Query, chips: Vec<Chip>, shown: usize, of: usize) -> impl IntoView {
    (!chips.is_empty()).then(|| {
        let clear = chips.iter().fold(query.clone(), |query, chip| query.without(chip.key)).href();
        let links = chips.into_iter().map(|Chip { key, value, label }| {
            let href = query.without_value(key, &value).href();
            view! { <a class="chip" href=href>{label}" "<Icon sign=Sign::Cross/><span class="vh">", remove"</span></a> }
        });
        let links = links.collect_view();
        view! {
            <div class="chips">
                <span>{format!("{} of {} shown", dates::figure(shown), dates::figure(of))}</span>
                {links}
                <a href=clear>"Clear"</a>
            </div>
        }
    })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::testing::{all, attr, one, tree};

    fn view() -> Query {
        Query::of("/systems", [("trait", "agentic"), ("stage", "live"), ("sort", "gaps"), ("page", "2")])
    }

    #[test]
    fn a_chip_takes_itself_away() {
        let chips = vec![Chip::new("trait", "agentic", "Agentic"), Chip::new("stage", "live", "Live")];
        let tree = tree(|| view! { <Chips query=view() chips shown=5 of=9/> });
        let links: Vec<_> = all(&tree, ".chip").into_iter().map(|chip| attr(chip, "href").to_owned()).collect();
        assert_eq!(links, ["/systems?stage=live&sort=gaps", "/systems?trait=agentic&sort=gaps"]);
        assert_eq!(attr(one(&tree, ".chips > a:last-child"), "href"), "/systems?sort=gaps");
    }

    #[test]
    fn sorting_survives_filtering_and_the_page_does_not() {
        let tree = tree(|| {
            let choices = vec![Choice::new("live", "Live")];
            view! {
                <Filters query=view() controls=vec!["trait", "stage"]>
                    <FilterSelect name="stage" label="Stage" any="Any stage" choices value="live"/>
                </Filters>
            }
        });
        let hidden = one(&tree, "input[type=hidden]");
        assert_eq!((attr(hidden, "name"), attr(hidden, "value")), ("sort", "gaps"));
        assert_eq!(attr(one(&tree, "option[selected]"), "value"), "live");
    }
}
