//! One entry of the trail: its words, its canonical bytes, its leaf hash, and how an outsider checks them.

use super::{Naming, listed};
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates::Moment;
use crate::ui::empty::Empty;
use crate::ui::facts::{Fact, Facts};
use crate::ui::rail::Place;
use crate::ui::say::Say;
use crate::ui::table::{Column, Scroll, Table};
use domain::trail::{hash_of_words, hex, leaf};
use leptos::prelude::*;
use store::Said;

/// Things that the page names; an import of thousands is counted beyond.
const NAMED: usize = 200;

pub async fn show(asking: Asking, The(seq): The<i64>) -> Result<Page> {
    let kept = asking.store().entry(seq).await?;
    let naming = Naming::of(&asking, std::slice::from_ref(&kept.entry), NAMED).await?;
    let told = naming.happening(&asking, &kept.entry, NAMED);
    let (today, guest) = (asking.today, asking.actor().rights.is_guest());
    Ok(asking.page(format!("Entry {seq}"), Place::Trail, move || {
        let whole = leaf(&kept.bytes).as_slice() == kept.entry.leaf;
        let hash = hex(&kept.entry.leaf);
        let bytes = String::from_utf8_lossy(&kept.bytes).into_owned();
        let words = words(kept.words, guest);
        view! {
            <Crumbs way=vec![Crumb::new("Trail", "/trail")]/>
            <Say>{format!("{} {}.", told.who, told.what)}</Say>
            <Block title="The entry" quiet=true first=true>
                <Facts>
                    <Fact name="Number">{seq}</Fact>
                    <Fact name="When"><Moment at=told.at today/></Fact>
                    <Fact name="About">{listed(told.things)}{(told.more > 0).then(|| format!(" and {} more", told.more))}</Fact>
                </Facts>
            </Block>
            <Block title="Words" id="words" remark="What was typed lies apart, so that it can be erased">{words}</Block>
            <Block title="Proof" id="proof">
                <p>
                    "The leaf is SHA-256 of a zero byte and these bytes: a leaf of a Merkle tree after RFC 6962. "
                    {if whole { "Worked out again just now, it is the same." } else { "Worked out again just now, it differs: somebody changed the database." }}
                </p>
                <Facts><Fact name="Leaf hash"><code>{hash}</code></Fact></Facts>
                <Scroll label="Canonical bytes"><pre class="bytes"><code>{bytes}</code></pre></Scroll>
            </Block>
        }
    }))
}

/// Words that are nobody's business but the organisation's: how to reach people.
const OURS: &str = "email";

fn words(words: Vec<Said>, guest: bool) -> AnyView {
    if words.is_empty() {
        return view! { <Empty>"Nothing was typed."</Empty> }.into_any();
    }
    let rows = words.into_iter().map(move |Said { field, salt, words }| {
        let hash = words.as_deref().map(|words| hex(&hash_of_words(&salt, words)));
        let shown = match words {
            None => "Erased; the hash stands in the entry".to_owned(),
            Some(_) if guest && field == OURS => "Not shown to guests; the hash stands in the entry".to_owned(),
            Some(words) => words,
        };
        view! {
            <tr>
                <th scope="row">{field}</th>
                <td data-th="Words">{shown}</td>
                <td data-th="Hash"><code>{hash.map(|hash| hash.chars().take(16).collect::<String>())}"…"</code></td>
            </tr>
        }
    });
    let columns = ["Field", "Words", "Salted hash"].into_iter().map(Column::new).collect();
    view! { <Table caption="Words" columns stack=true>{rows.collect_view()}</Table> }.into_any()
}
