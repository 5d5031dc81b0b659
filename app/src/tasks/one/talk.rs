//! What was said and done about a task.

use super::One;
use super::hands::typed;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button};
use crate::ui::dates::Moment;
use crate::ui::history::{Happened, History};
use crate::ui::textarea::LongField;
use leptos::prelude::*;

pub(super) fn discussion(one: &One) -> impl IntoView + use<> {
    let today = one.today;
    let talk = one.talk.clone().into_iter().map(|(at, who, words)| {
        view! { <li><p class="by"><b>{who}</b>" "<Moment at today/></p><p>{words}</p></li> }
    });
    let talk = (!one.talk.is_empty()).then(|| view! { <ol class="talk">{talk.collect_view()}</ol> });
    let typed = typed(one, "discuss");
    let (value, error) = (typed.fields.text("words"), typed.wrong.at("words"));
    let action = format!("/tasks/{}/discuss", one.id);
    let form = one.may_prove.then(|| {
        view! {
            <form class="form" method="post" action=action novalidate>
                <LongField name="words" label="Add to the discussion" value error/>
                <Actions><Button>"Add"</Button></Actions>
            </form>
        }
    });
    view! { <Block title="Discussion" id="discussion">{talk}{form}</Block> }.into_any()
}

pub(super) fn history(one: &One) -> impl IntoView + use<> {
    let today = one.today;
    let entries = one.history.clone().into_iter().map(|(at, who, verb, evidence)| {
        let verb = match evidence {
            Some(id) => view! { <a href=format!("/evidence/{id}")>{verb}</a> }.into_any(),
            None => verb.into_any(),
        };
        view! { <Happened at today who>{verb}</Happened> }
    });
    let entries = entries.collect_view();
    (!one.history.is_empty()).then(|| {
        view! { <Block title="History"><History>{entries}</History></Block> }
    })
}
