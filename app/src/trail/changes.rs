//! What happened to a row of a register: who, when, and what each field was and became.

use super::author;
use crate::ui::block::Block;
use crate::ui::history::{Happened, History};
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use store::{Names, SystemHappening};

/// A field with what it was and what it became.
pub(crate) type Changed = (String, String, String);

/// The block; `changed` tells a field in the words of its register.
pub(crate) fn changes(
    history: Vec<(DateTime, SystemHappening)>,
    names: &Names,
    today: Date,
    changed: impl Fn(&Changed, &Names) -> AnyView,
) -> AnyView {
    let lines = history.into_iter().map(|(at, it)| {
        let who = author(it.by, Some(it.verb), names);
        let changes = it.changes.iter().map(|change| changed(change, names)).collect_view();
        view! {
            <Happened at today who>
                {it.verb.label()}{it.reason.map(|reason| format!(": {reason}"))}
                {(!it.changes.is_empty()).then(|| view! { <ul class="changes">{changes}</ul> })}
            </Happened>
        }
    });
    let lines = lines.collect_view();
    view! { <Block title="History" id="history"><History>{lines}</History></Block> }.into_any()
}
