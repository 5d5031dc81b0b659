//! What people have to do with a policy: whom it binds, who is excepted, what they said of it.

use super::Shown;
use crate::policies::audience::Missing;
use crate::policies::exceptions;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::link::ways;
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use domain::policies::{Audience, register_proves};
use domain::trail::Verb;
use leptos::prelude::*;

pub(super) fn audience(shown: &Shown) -> AnyView {
    let base = format!("/policies/{}", shown.row.id);
    let register = &shown.audience.register;
    let missing = register.iter().filter(|reading| reading.acknowledged.is_none()).count();
    let words = match (register.len(), missing) {
        (0, _) if shown.audience.audience != Audience::default() => {
            "It is said whom it binds. They are asked once a version is in force.".to_owned()
        }
        (0, _) => "It is not said yet whom it binds.".to_owned(),
        (all, 0) => format!("All {} whom it binds acknowledged it.", dates::count(all)),
        (all, open) => {
            format!("{} of {} whom it binds have not acknowledged it.", dates::count_first(open), dates::count(all))
        }
    };
    let bound = !register.is_empty();
    let proves = ways(
        shown
            .row
            .template
            .iter()
            .flat_map(register_proves)
            .map(|id| (id.to_string(), format!("/tasks/{id}")))
            .collect(),
    );
    let proves = shown.row.template.as_ref().filter(|id| bound && register_proves(id).next().is_some()).map(|_| {
        let missing = Missing::of(&shown.row, &shown.audience).sentence();
        view! { <p>"Closed, the complete register proves "{proves}". "{missing}</p> }
    });
    let see =
        bound.then(|| view! { <ButtonLink href=format!("{base}/register")>"See who acknowledged it"</ButtonLink> });
    let set = shown.may(Verb::AudienceSet).then(|| {
        view! { <ButtonLink href=format!("{base}/audience")>"Say whom it binds"</ButtonLink> }
    });
    view! { <Block title="Acknowledgement" id="acknowledgement"><p>{words}</p>{proves}<Actions>{see}{set}</Actions></Block> }
        .into_any()
}

pub(super) fn exceptions_block(shown: &Shown) -> AnyView {
    let asks = shown.row.retired.is_none() && !shown.me.rights.is_guest();
    let asks = asks.then(|| {
        let href = format!("/policies/{}/exceptions/new", shown.row.id);
        view! { <Actions><ButtonLink href=href>"Ask for an exception"</ButtonLink></Actions> }
    });
    let table = if shown.exceptions.is_empty() {
        view! { <Empty>"No exception was asked for."</Empty> }.into_any()
    } else {
        exceptions::table(shown.exceptions.clone(), &shown.names, shown.today)
    };
    view! { <Block title="Exceptions" id="exceptions">{table}{asks}</Block> }.into_any()
}

pub(super) fn talk(shown: &Shown) -> AnyView {
    let remarks = shown.talk.iter().map(|(at, remark)| {
        let (who, when) = (shown.names.of(remark.by).to_owned(), dates::moment(*at, shown.today));
        view! { <li><b>{who}</b>" "<span class="hint">{when}</span><p>{remark.words.clone()}</p></li> }
    });
    let remarks = (!shown.talk.is_empty()).then(|| view! { <ul class="talk">{remarks.collect_view()}</ul> });
    let wrong = &shown.mishap.wrong;
    let form = (!shown.me.rights.is_guest()).then(|| {
        let (faults, error, value) = (wrong.summary(), wrong.at("words"), shown.words.clone());
        let action = format!("/policies/{}/discuss", shown.row.id);
        view! {
            <Summary faults/>
            <form class="form" method="post" action=action novalidate>
                <LongField name="words" label="Remark" value error/>
                <Actions><Button>"Add the remark"</Button></Actions>
            </form>
        }
    });
    view! { <Block title="Remarks" id="talk">{remarks}{form}</Block> }.into_any()
}
