//! What happened to a system: who, when, and what each field was and became.

use super::one::Shown;
use crate::trail::author;
use crate::ui::block::Block;
use crate::ui::history::{Happened, History};
use domain::import::{SystemField, choices};
use leptos::prelude::*;
use store::Names;

pub(super) fn block(shown: Shown) -> AnyView {
    let (names, today) = (shown.names, shown.today);
    let lines = shown.history.into_iter().map(|(at, it)| {
        let who = author(it.by, Some(it.verb), &names);
        let changes = it.changes.iter().map(|change| changed(change, &names)).collect_view();
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

/// “Stage: Idea, now Development”.
fn changed((field, was, became): &(String, String, String), names: &Names) -> AnyView {
    let known = field.replace('_', "-").parse::<SystemField>().ok();
    let label = known.map_or_else(|| field.replace('-', " "), |field| field.label().to_owned());
    let said = |text: &String| match (known, text.parse()) {
        _ if text.is_empty() => "nothing".to_owned(),
        (Some(SystemField::Owner | SystemField::Deputy), Ok(person)) => names.of(person).to_owned(),
        (Some(field), _) => {
            let word = choices(field).into_iter().find(|(key, _)| key == text).map(|(_, label)| label.to_owned());
            word.unwrap_or_else(|| brief(text))
        }
        (None, _) => brief(text),
    };
    view! { <li>{label}": "<del>{said(was)}</del>", now "<ins>{said(became)}</ins></li> }.into_any()
}

fn brief(text: &str) -> String {
    const MOST: usize = 160;
    let start: String = text.chars().take(MOST).collect();
    if start.len() < text.len() { format!("{start} …") } else { start }
}
