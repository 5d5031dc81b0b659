//! The criteria that a control serves, and for which it is key.

use super::Shown;
use crate::controls::Standing;
use crate::ui::badge::Id;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, Weight};
use crate::ui::choice::{Choice, SelectField};
use crate::ui::table::{Column, Table};
use crate::ui::textarea::LongField;
use domain::catalogue::catalogue;
use domain::ids::ProgrammeId;
use leptos::prelude::*;
use std::collections::BTreeMap;

pub(super) fn criteria(shown: &Shown) -> AnyView {
    let card = &shown.card;
    let standing = Standing::of(shown.row.as_ref());
    let rows = card.criteria.iter().map(|criterion| {
        let by = if card.template.is_some() { ", by the library" } else { ", in every programme that has it in scope" };
        let proposed = if card.key_for.contains(criterion) { "Key" } else { "Supporting" };
        let proposed = format!("{proposed}{by}");
        let parts: Vec<_> = shown.parts.iter().filter(|part| part.criterion == *criterion).collect();
        let said = parts.iter().map(|part| {
            let word = if part.key { "Key" } else { "Supporting" };
            view! { <span class="sub"><b>{word}</b>" in "{part.name.clone()}</span> }
        });
        let said = said.collect_view();
        let none = parts.is_empty() || standing == Standing::Proposed;
        view! {
            <tr>
                <th scope="row"><a class="quiet" href=format!("/criteria/{criterion}")><Id id=criterion.to_string()/>" "{catalogue().criterion(*criterion).title}</a></th>
                <td data-th="Part">{if none { proposed.into_any() } else { said.into_any() }}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = ["Criterion", "Part"].into_iter().map(Column::new).collect();
    let in_use = matches!(standing, Standing::Waiting | Standing::Adopted);
    let keys = (in_use && shown.manages).then(|| keys(shown));
    view! {
        <Block title="Criteria" id="criteria" remark="Key controls answer a criterion; supporting ones show as weaknesses">
            <Table caption="Criteria that it serves" columns stack=true>{rows}</Table>
            {keys}
        </Block>
    }
    .into_any()
}

/// Making it key for a criterion it supports; proposing that it only supports one it is key for.
fn keys(shown: &Shown) -> AnyView {
    let base = format!("/controls/{}", shown.card.id);
    let of = |key: bool| {
        let parts = shown.parts.iter().filter(move |part| part.key == key);
        let mut by: BTreeMap<ProgrammeId, (String, Vec<Choice>)> = BTreeMap::new();
        for part in parts {
            let entry = by.entry(part.programme).or_insert_with(|| (part.name.clone(), Vec::new()));
            entry.1.push(Choice::new(part.criterion.key(), part.criterion.key()));
        }
        by
    };
    let give = of(false).into_iter().map(|(programme, (name, choices))| {
        let id = format!("give-{programme}");
        view! {
            <form class="form" method="post" action=format!("{base}/key")>
                <input type="hidden" name="programme" value=programme.to_string()/>
                <SelectField name="criterion" id label=format!("Make it key in {name} for") choices/>
                <Actions><Button>"Make it key"</Button></Actions>
            </form>
        }
    });
    let take = of(true).into_iter().map(|(programme, (name, choices))| {
        let (id, why) = (format!("take-{programme}"), format!("why-{programme}"));
        view! {
            <form class="form" method="post" action=format!("{base}/demote")>
                <input type="hidden" name="programme" value=programme.to_string()/>
                <SelectField name="criterion" id label=format!("No longer key in {name} for") choices/>
                <LongField name="reason" id=why label="Reason"/>
                <Actions><Button weight=Weight::Danger>"Propose that it only supports"</Button></Actions>
            </form>
        }
    });
    let (give, take) = (give.collect_view(), take.collect_view());
    view! { <details><summary>"Change which criteria it is key for"</summary>{give}{take}</details> }.into_any()
}
