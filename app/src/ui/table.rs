//! Tables: one heavy rule above, hairlines between, nothing else. Rows are written by the page.
use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Ascending,
    Descending,
}

impl Order {
    pub fn word(self) -> &'static str {
        match self {
            Self::Ascending => "ascending",
            Self::Descending => "descending",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Sorting {
    href: String,
    now: Option<Order>,
}

/// The head of a column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    label: String,
    number: bool,
    hidden: bool,
    pick: bool,
    sorting: Option<Sorting>,
}

impl Column {
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), ..Self::default() }
    }

    /// Numbers stand right.
    pub fn number(label: impl Into<String>) -> Self {
        Self { number: true, ..Self::new(label) }
    }

    /// A column of links or buttons: its label is for screen readers.
    pub fn hidden(label: impl Into<String>) -> Self {
        Self { hidden: true, ..Self::new(label) }
    }

    /// A column of tick boxes.
    pub fn pick(label: impl Into<String>) -> Self {
        Self { pick: true, ..Self::hidden(label) }
    }

    /// The label links to the table in this order; `now` when it is in it already.
    #[must_use]
    pub fn sorted(mut self, href: impl Into<String>, now: Option<Order>) -> Self {
        self.sorting = Some(Sorting { href: href.into(), now });
        self
    }

    fn head(self) -> impl IntoView {
        let Self { label, number, hidden, pick, sorting } = self;
        let class = match (number, pick) {
            (_, true) => Some("pick"),
            (true, false) => Some("n"),
            (false, false) => None,
        };
        let (href, now) = sorting.map_or((None, None), |Sorting { href, now }| (Some(href), now));
        let label = match (href, hidden) {
            (Some(href), _) => view! { <a href=href>{label}</a> }.into_any(),
            (None, true) => view! { <span class="vh">{label}</span> }.into_any(),
            (None, false) => label.into_any(),
        };
        view! { <th scope="col" class=class aria-sort=now.map(Order::word)>{label}</th> }
    }
}

#[component]
pub fn Table(
    /// What the table holds; for screen readers unless `captioned`.
    #[prop(into)]
    caption: String,
    columns: Vec<Column>,
    /// On a narrow page rows become entries; cells carry `data-th`.
    #[prop(optional)]
    stack: bool,
    /// With `stack`: it has so many columns that its rows become entries sooner.
    #[prop(optional)]
    many: bool,
    /// The caption is shown.
    #[prop(optional)]
    captioned: bool,
    /// Only as wide as a column of text.
    #[prop(optional)]
    narrow: bool,
    /// The rows.
    children: Children,
) -> impl IntoView {
    let stack = match (stack, many) {
        (true, true) => " stack many",
        (true, false) => " stack",
        (false, _) => "",
    };
    let narrow = if narrow { " narrow" } else { "" };
    view! {
        <table class=format!("table{stack}{narrow}")>
            <caption class=(!captioned).then_some("vh")>{caption}</caption>
            <thead>
                <tr>{columns.into_iter().map(Column::head).collect_view()}</tr>
            </thead>
            <tbody>{children()}</tbody>
        </table>
    }
    .into_any()
}

/// A wide table moves inside its own frame; the keyboard reaches it.
#[component]
pub fn Scroll(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! { <div class="scroll" role="region" tabindex="0" aria-label=label>{children()}</div> }.into_any()
}

/// What can be done with the picked rows. It appears only with a selection.
#[component]
pub fn Bulk(picked: usize, of: usize, children: Children) -> impl IntoView {
    view! {
        <div class="bulk">
            <p><b>{format!("{picked} selected")}</b>{format!(" of {of}")}</p>
            {children()}
        </div>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::testing::{all, attr, one, text, tree};

    #[test]
    fn heads_say_their_order_and_link_to_the_other() {
        let tree = tree(|| {
            let columns = vec![
                Column::pick("Select"),
                Column::new("System").sorted("?sort=name", None),
                Column::number("Gaps").sorted("?sort=gaps", Some(Order::Descending)),
            ];
            view! { <Table caption="Systems" columns stack=true><tr><td></td></tr></Table> }
        });
        assert_eq!(text(one(&tree, "th[aria-sort]")), "Gaps");
        assert_eq!(attr(one(&tree, "th[aria-sort]"), "aria-sort"), "descending");
        assert_eq!(attr(one(&tree, "th.n a"), "href"), "?sort=gaps");
        assert_eq!(all(&tree, "th[scope=col]").len(), 3);
        assert_eq!(text(one(&tree, "caption.vh")), "Systems");
    }
}
