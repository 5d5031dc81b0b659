//! What happened to a system: who, when, and what each field was and became.

use super::one::Shown;
use crate::trail::{Changed, changes};
use domain::import::{SystemField, choices};
use leptos::prelude::*;
use store::Names;

pub(super) fn block(shown: Shown) -> AnyView {
    changes(shown.history, &shown.names, shown.today, changed)
}

/// “Stage: Idea, now Development”.
fn changed((field, was, became): &Changed, names: &Names) -> AnyView {
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
