//! Lists that come in: the table, what each line would do, and then all of it or nothing.

mod doors;
mod seen;
mod table;

pub use doors::{show_people, show_risks, show_tasks, show_vendors, take_people, take_risks, take_tasks, take_vendors};
pub use table::{headed, read};

use crate::asking::Asking;
use crate::error::Result;
use crate::form::Query;
use crate::mishap::{Mishap, told};
use crate::page::Page;
use crate::taking;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Press, Weight};
use crate::ui::choice::{Choice, RadioField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::upload::Upload;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::incoming::Incoming;
use doors::{Door, brings};
use leptos::prelude::*;
use seen::Seen;
use store::ComingList;

struct Shown {
    list: Incoming,
    seen: Option<Seen>,
    mishap: Mishap,
    said: Option<AnyView>,
}

/// What the form says of changing what is here.
const CHANGE: &str = "change";

const SAID: [(&str, &str, &str); 1] =
    [("taken", "Taken in", "All of it is here. One entry in the trail names every line.")];

fn show(asking: &Asking, Query(fields): &Query, door: &'static Door) -> Result<Page> {
    let (list, said) = (door.list(&fields.text("list")), told(fields, &SAID));
    Ok(page(asking, door, Shown { list, seen: None, mishap: Mishap::default(), said }))
}

/// Looks at a table, or takes it in.
async fn take(asking: Asking, request: Request, door: &'static Door) -> Result<Response> {
    let upload = Upload::of(request, &asking).await?;
    let list = door.list(&upload.fields.text("list"));
    let taken = match taking::taken(&asking, &upload).await? {
        Ok(taken) => taken,
        Err(refusal) => {
            let mishap = Mishap { wrong: taking::wrong(refusal)?, conflict: None };
            let page = page(&asking, door, Shown { list, seen: None, mishap: mishap.clone(), said: None });
            return Ok(mishap.answer(page));
        }
    };
    let heads = table::heads(list, &taken, &upload.fields);
    let changes = upload.fields.ticked(CHANGE);
    let coming = ComingList { heads, rows: taken.rows.clone(), file: taken.file.name.clone() };
    let mut mishap = Mishap::default();
    let takes = upload.fields.ticked("take");
    if takes {
        match asking.store().import_list(Some(asking.actor()), &coming, changes).await {
            Ok(came) if !came.links.is_empty() => {
                return Ok(crate::people::invite::links(&asking, came.links).into_response());
            }
            Ok(_) => {
                return Ok(Redirect::to(&format!("{}?list={}&said=taken", door.path, list.key())).into_response());
            }
            Err(error) => mishap = Mishap::of(error)?,
        }
    }
    let plan = asking.store().look_at_list(Some(asking.actor()), &coming, &asking.visitor.organisation.zone).await?;
    let seen = Seen { taken, heads: coming.heads, plan, changes };
    let page = page(&asking, door, Shown { list, seen: Some(seen), mishap: mishap.clone(), said: None });
    Ok(if takes { mishap.answer(page) } else { page.into_response() })
}

fn page(asking: &Asking, door: &'static Door, shown: Shown) -> Page {
    asking.page(door.title, door.place, move || body(door, shown))
}

fn body(door: &'static Door, shown: Shown) -> AnyView {
    let Shown { list, seen, mishap, said } = shown;
    let wrong = mishap.wrong.clone();
    let choice = choice(door, list, seen.is_some());
    let asks = taking::asks(seen.as_ref().map(|seen| &seen.taken), &wrong);
    let found = seen.as_ref().map(|seen| seen.view(&wrong));
    let ready = seen.as_ref().is_some_and(|seen| seen.plan.writes(true));
    let buttons = if ready {
        view! {
            <Button weight=Weight::Primary press=Press::SendAs { name: "take", value: "yes".to_owned() }>"Take the list in"</Button>
            <Button>"Look at it again"</Button>
        }
        .into_any()
    } else {
        view! { <Button weight=Weight::Primary>"Look at the list"</Button> }.into_any()
    };
    let say = match (seen.is_some(), door.lists) {
        (true, _) => format!("What would the list of {} do?", list.nouns().1),
        (false, [only]) => format!("Which list of {} comes in?", only.nouns().1),
        (false, _) => "Which list comes in?".to_owned(),
    };
    let what = (seen.is_none() && door.lists.len() == 1).then(|| view! { <Lede>{brings(list)}</Lede> });
    let stays_out = seen.is_none().then(door.stays_out);
    let again = seen.is_some().then(|| view! { <ButtonLink href=door.path>"Choose another file"</ButtonLink> });
    let (register, href) = door.register;
    view! {
        <Crumbs way=vec![Crumb::new(register, href), Crumb::plain("Import")]/>
        <Say>{say}</Say>
        <Lede>"You see what becomes of every line before anything is saved. It comes in whole or not at all, and the same file twice changes nothing."</Lede>
        {what}
        {said}
        {mishap.notice()}
        <Block title="The list" first=true quiet=true>
            <Summary faults=wrong.summary()/>
            <form class="form" method="post" action=door.path enctype="multipart/form-data" novalidate>
                {choice}
                {asks}
                {found}
                <Actions>
                    {buttons}
                    {again}
                    <ButtonLink weight=Weight::Plain href>{door.back}</ButtonLink>
                </Actions>
            </form>
        </Block>
        {stays_out}
    }
    .into_any()
}

/// What the list is of; once its columns are shown it stays, and where there is one list only nothing is asked.
fn choice(door: &Door, list: Incoming, chosen: bool) -> AnyView {
    if chosen || door.lists.len() == 1 {
        return view! { <input type="hidden" name="list" value=list.key()/> }.into_any();
    }
    let choices = door.lists.iter().map(|one| Choice::new(one.key(), one.label()).note(brings(*one))).collect();
    view! { <RadioField name="list" label="What it lists" choices value=list.key()/> }.into_any()
}
