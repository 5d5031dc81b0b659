//! Long work shows how far it is, in numbers. A skeleton stands only where rows will come.
use super::dates::figure;
use leptos::prelude::*;

#[component]
pub fn Progress(
    #[prop(into)] id: String,
    /// “Importing systems”.
    #[prop(into)]
    label: String,
    done: usize,
    of: usize,
    /// “About four seconds left. You may leave this page.”
    #[prop(optional, into)]
    remark: Option<String>,
) -> impl IntoView {
    let said = format!("{} of {}", figure(done), figure(of));
    view! {
        <div class="prog">
            <p><label for=id.clone()>{label}</label>" "<span class="num">{said.clone()}</span></p>
            <progress id=id value=done.to_string() max=of.max(1).to_string()>{said}</progress>
            {remark.map(|remark| view! { <p class="eyebrow">{remark}</p> })}
        </div>
    }
    .into_any()
}

#[component]
pub fn Skeleton(columns: Vec<&'static str>, #[prop(default = 3)] rows: usize) -> impl IntoView {
    let n = columns.len();
    let lengths = ["m", "l", "s"];
    let row = move |r: usize| {
        let cells = lengths.iter().cycle().skip(r).take(n).map(|length| view! { <td><span class=*length></span></td> });
        view! { <tr>{cells.collect_view()}</tr> }
    };
    view! {
        <table class="table skeleton" aria-busy="true">
            <caption class="vh">"Loading"</caption>
            <thead><tr>{columns.into_iter().map(|label| view! { <th scope="col">{label}</th> }).collect_view()}</tr></thead>
            <tbody>{(0..rows).map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}
