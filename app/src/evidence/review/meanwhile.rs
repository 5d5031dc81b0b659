//! What somebody else decided while a form was open, beside what the form chose.

use super::super::pairs::{Words, requirement, subject};
use super::form::Choices;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::ui::notice::{Notice, Tone};
use domain::evidence::Ruling;
use domain::ids::EvidenceId;
use leptos::prelude::*;
use store::PairRow;

/// A pair that was decided, and what the form chose for it.
struct Both {
    pair: PairRow,
    chosen: Ruling,
    reason: String,
}

pub(super) struct Meanwhile {
    rule: String,
    both: Vec<Both>,
}

/// Pairs that are told with both texts.
const TOLD: i64 = 50;

impl Meanwhile {
    pub async fn of(asking: &Asking, id: EvidenceId, fields: &Fields, rule: String) -> Result<Self> {
        let choices = Choices::of(fields);
        let decided = asking.store().decided_pairs(id, TOLD).await?;
        let both = decided.into_iter().filter_map(|pair| {
            let chosen = choices.ruling(&pair.pair)?;
            Some(Both { chosen, reason: choices.reason(&pair.pair), pair })
        });
        Ok(Self { rule, both: both.collect() })
    }

    pub fn view(&self, words: &Words) -> AnyView {
        let rows = self.both.iter().map(|Both { pair, chosen, reason }| {
            let yours = said(*chosen, Some(reason.as_str()).filter(|_| *chosen != Ruling::Supports));
            let theirs = match pair.ruling {
                _ if pair.withdrawn_at.is_some() => "Withdrawn".to_owned(),
                Some(ruling) => {
                    let by = pair.ruled_by.map_or("", |by| words.names.of(by));
                    let at = pair.ruled_at.map(|at| words.day(at)).unwrap_or_default();
                    format!("{}, by {by} on {at}", said(ruling, pair.reason.as_deref()))
                }
                None => String::new(),
            };
            view! {
                <tr>
                    <th scope="row">{subject(pair)}<span class="sub">{requirement(pair)}</span></th>
                    <td data-th="You chose">{yours}</td>
                    <td data-th="Meanwhile">{theirs}</td>
                </tr>
            }
        });
        let rows = rows.collect_view();
        let table = (!self.both.is_empty()).then(|| {
            view! {
                <table class="table stack">
                    <caption class="vh">"What you chose, and what was decided meanwhile"</caption>
                    <thead><tr><th scope="col">"Pair"</th><th scope="col">"You chose"</th><th scope="col">"Meanwhile"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            }
        });
        let rule = self.rule.clone();
        view! {
            <Notice tone=Tone::NotDone word="Not decided">
                <p>{rule}" What you chose is still below; what others decided stays."</p>
                {table}
            </Notice>
        }
        .into_any()
    }
}

fn said(ruling: Ruling, reason: Option<&str>) -> String {
    match reason.filter(|reason| !reason.trim().is_empty()) {
        Some(reason) => format!("{}: {reason}", ruling.label()),
        None => ruling.label().to_owned(),
    }
}
