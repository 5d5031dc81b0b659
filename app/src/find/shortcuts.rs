//! The shortcuts, as a page that can be read without them.

use crate::asking::Asking;
use crate::page::Page;
use crate::palette::SingleKeys;
use crate::palette::keys::{ELSE, PLACES};
use crate::ui::block::Block;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use leptos::prelude::*;

pub async fn show(asking: Asking) -> Page {
    asking.page("Shortcuts", None, || {
        let columns = || vec![Column::new("Keys"), Column::new("What they do")];
        let also = ELSE.iter().map(|(keys, does)| {
            let keys = keys.iter().map(|key| view! { <kbd>{*key}</kbd>" " }).collect_view();
            view! { <tr><th scope="row">{keys}</th><td data-th="What they do">{*does}</td></tr> }
        });
        let also = also.collect_view();
        let places = PLACES.iter().map(|(key, href, name)| {
            view! {
                <tr>
                    <th scope="row"><kbd>"g"</kbd>" "<kbd>{*key}</kbd></th>
                    <td data-th="What they do"><a href=*href>{*name}</a></td>
                </tr>
            }
        });
        let places = places.collect_view();
        view! {
            <Say>"The keyboard reaches every place in two keys."</Say>
            <Lede>
                "They need JavaScript. None of them works while you type in a field; single keys can be switched off "
                "here and in the list that "<kbd>"?"</kbd>" opens."
            </Lede>
            <SingleKeys/>
            <Block title="Anywhere" first=true><Table caption="Shortcuts anywhere" columns=columns()>{also}</Table></Block>
            <Block title="Go to" remark="One key after the other">
                <Table caption="Shortcuts to places" columns=columns()>{places}</Table>
            </Block>
        }
    })
}
