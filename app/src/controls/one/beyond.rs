//! What others look for in a control: how it is tested, the risks that it answers, other frameworks.

use crate::controls::Card;
use crate::ui::badge::Id;
use crate::ui::block::Block;
use crate::ui::table::{Column, Table};
use domain::catalogue::{Control, catalogue};
use leptos::prelude::*;

pub(super) fn test(card: &Card) -> AnyView {
    let test = if card.test.is_empty() { "Nobody wrote down how it is tested.".to_owned() } else { card.test.clone() };
    let risks = card.risks.iter().map(|risk| {
        view! { <li><a href=format!("/risks/{}", risk.id)><Id id=risk.id.to_string()/>" "{risk.title}</a>". "<span class="sub">{risk.description}</span></li> }
    });
    let risks = risks.collect_view();
    view! {
        <Block title="How an auditor tests it" id="test"><p>{test}</p></Block>
        <Block title="Risks that it answers" id="risks"><ul>{risks}</ul></Block>
    }
    .into_any()
}

/// Links to other frameworks are our judgement: they support, never equal.
pub(super) fn crosswalk(template: &'static Control) -> AnyView {
    let library = catalogue();
    let nist = template
        .nist
        .iter()
        .filter_map(|id| library.nist.get(id))
        .map(|row| ("NIST AI RMF", row.id.to_string(), row.paraphrase));
    let iso = template.iso.iter().filter_map(|id| library.iso_annex.get(id).or_else(|| library.iso_clauses.get(id)));
    let iso = iso.map(|row| ("ISO/IEC 42001", row.id.to_string(), row.title));
    let eu =
        template.eu.iter().filter_map(|id| library.eu.get(id)).map(|row| ("EU AI Act", row.id.to_string(), row.title));
    let rows = nist.chain(iso).chain(eu).map(|(framework, id, title)| {
        view! { <tr><th scope="row"><Id id/></th><td data-th="Framework">{framework}</td><td data-th="What it says">{title}</td></tr> }
    });
    let rows = rows.collect_view();
    let columns = ["Identifier", "Framework", "What it says, in our words"].into_iter().map(Column::new).collect();
    view! {
        <Block title="In other frameworks" id="crosswalk" remark="It supports these; it does not equal them">
            <Table caption="Crosswalk" columns stack=true>{rows}</Table>
        </Block>
    }
    .into_any()
}
