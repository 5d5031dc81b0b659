//! The statement of a control, through its versions.

use super::Shown;
use crate::controls::Standing;
use crate::ui::badge::Badge;
use crate::ui::block::Block;
use crate::ui::dates::Moment;
use crate::ui::facts::{Fact, Facts};
use crate::ui::table::{Column, Table};
use leptos::prelude::*;
use store::Wording;

pub(super) fn statement(shown: &Shown) -> AnyView {
    let (card, row) = (&shown.card, shown.row.as_ref());
    let owner = row.and_then(|row| row.owner).map(|owner| shown.names.of(owner).to_owned());
    let owner = owner.unwrap_or_else(|| format!("By the library, the {}", card.role.label().to_lowercase()));
    let (text, cadence, acts) = (card.statement.clone(), card.cadence.clone(), card.control_type.label());
    let applies = card.applies.clone();
    let standing = Standing::of(row);
    let versions = versions(shown);
    view! {
        <Block title="Statement" first=true>
            <p>{text}</p>
            <Facts>
                <Fact name="State"><Badge solid=standing == Standing::Adopted>{standing.label()}</Badge></Fact>
                <Fact name="Owner">{owner}</Fact>
                <Fact name="Cadence">{cadence}</Fact>
                <Fact name="Acts">{acts}</Fact>
                <Fact name="Applies to">{applies}</Fact>
            </Facts>
            {versions}
        </Block>
    }
    .into_any()
}

fn versions(shown: &Shown) -> Option<AnyView> {
    let today = shown.today;
    let rows = shown.wordings.iter().map(|(wording, at)| {
        let Wording { version, statement, material, by, agreed, .. } = wording.clone();
        let by = shown.names.of(by).to_owned();
        let agreed = agreed.map(|(who, _)| shown.names.of(who).to_owned());
        let at = *at;
        view! {
            <tr>
                <th scope="row">{format!("Version {version}")}<span class="sub">{if material { "Material" } else { "Only the words" }}</span></th>
                <td data-th="Statement">{statement}</td>
                <td data-th="By">{by}", "<Moment at today/></td>
                <td data-th="Agreed by">{agreed.unwrap_or_else(|| "Nobody yet".to_owned())}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let n = shown.wordings.len();
    (n > 0).then(|| {
        let columns = ["Version", "Statement", "By", "Agreed by"].into_iter().map(Column::new).collect();
        view! {
            <details>
                <summary>{crate::programmes::counted_first(n, "version", "versions")}" of the statement"</summary>
                <Table caption="Versions of the statement" columns stack=true>{rows}</Table>
            </details>
        }
        .into_any()
    })
}
