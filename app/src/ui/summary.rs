//! The error summary on top of a form: how many answers need another look, and a link to each. The browser goes to it by
//! itself, with script and without: a form may stand far down its page.

use super::dates;
use leptos::prelude::*;

/// One answer that was refused: the id of its field and the sentence beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub field: String,
    pub says: String,
}

impl Fault {
    pub fn new(field: impl Into<String>, says: impl Into<String>) -> Self {
        Self { field: field.into(), says: says.into() }
    }
}

/// Renders nothing when there is no fault.
#[component]
pub fn Summary(
    faults: Vec<Fault>,
    /// What was kept, when it is more than the typing: “The file is kept too.”
    #[prop(optional, into)]
    kept: Option<String>,
) -> impl IntoView {
    let n = faults.len();
    (n > 0).then(|| {
        let title =
            format!("{} {} another look", dates::count_first(n), if n == 1 { "answer needs" } else { "answers need" });
        let kept = kept.map(|kept| format!(" {kept}"));
        let list =
            faults.into_iter().map(|Fault { field, says }| view! { <li><a href=format!("#{field}")>{says}</a></li> });
        let list = list.collect_view();
        view! {
            <div class="notice summary" role="alert" id="faults" tabindex="-1" autofocus>
                <h2>{title}</h2>
                <ul>{list}</ul>
                <p>"What you typed is kept."{kept}</p>
            </div>
        }
    })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::testing::{all, attr, html, one, text, tree};

    #[test]
    fn each_fault_links_to_its_field() {
        let tree = tree(|| {
            let faults =
                vec![Fault::new("last", "The period ends before it begins"), Fault::new("kind", "Choose a kind")];
            view! { <Summary faults/> }
        });
        assert_eq!(text(one(&tree, "h2")), "Two answers need another look");
        assert_eq!(attr(one(&tree, "#faults[tabindex]"), "autofocus"), "", "the page opens where the form stands");
        let links: Vec<_> = all(&tree, "a").into_iter().map(|link| attr(link, "href").to_owned()).collect();
        assert_eq!(links, ["#last", "#kind"]);
    }

    #[test]
    fn nothing_wrong_shows_nothing() {
        assert!(!html(|| view! { <Summary faults=vec![]/> }).contains("notice"));
    }
}
