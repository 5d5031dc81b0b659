//! Lists of vendors that come in: the table, what each line would do, and then all of it or nothing.

mod seen;
mod table;

pub use table::{headed, read};

use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Fields, Query};
use crate::mishap::{Mishap, told};
use crate::page::Page;
use crate::taking;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Press, Weight};
use crate::ui::choice::{Choice, RadioField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::upload::Upload;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::incoming::Incoming;
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

pub async fn show(asking: Asking, Query(fields): Query) -> Result<Page> {
    let said = told(&fields, &SAID);
    Ok(page(&asking, Shown { list: list_of(&fields), seen: None, mishap: Mishap::default(), said }))
}

fn list_of(fields: &Fields) -> Incoming {
    fields.parsed("list").unwrap_or(Incoming::Vendors)
}

/// Looks at a table, or takes it in.
pub async fn take(asking: Asking, request: Request) -> Result<Response> {
    let upload = Upload::of(request, &asking).await?;
    let list = list_of(&upload.fields);
    let taken = match taking::taken(&asking, &upload).await? {
        Ok(taken) => taken,
        Err(refusal) => {
            let mishap = Mishap { wrong: taking::wrong(refusal)?, conflict: None };
            let page = page(&asking, Shown { list, seen: None, mishap: mishap.clone(), said: None });
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
            Ok(_) => {
                return Ok(Redirect::to(&format!("/vendors/import?list={}&said=taken", list.key())).into_response());
            }
            Err(error) => mishap = Mishap::of(error)?,
        }
    }
    let plan = asking.store().look_at_list(&coming, asking.today).await?;
    let seen = Seen { taken, heads: coming.heads, plan, changes };
    let page = page(&asking, Shown { list, seen: Some(seen), mishap: mishap.clone(), said: None });
    Ok(if takes { mishap.answer(page) } else { page.into_response() })
}

fn page(asking: &Asking, shown: Shown) -> Page {
    asking.page("Import vendors", Place::Vendors, move || body(shown))
}

fn body(shown: Shown) -> AnyView {
    let Shown { list, seen, mishap, said } = shown;
    let wrong = mishap.wrong.clone();
    let choice = choice(list, seen.is_some());
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
    let say = match seen.is_some() {
        true => format!("What would the list of {} do?", list.nouns().1),
        false => "Which list comes in?".to_owned(),
    };
    let stays_out = seen.is_none().then(stays_out);
    let again = seen.is_some().then(|| view! { <ButtonLink href="/vendors/import">"Choose another file"</ButtonLink> });
    view! {
        <Crumbs way=vec![Crumb::new("Vendors", "/vendors"), Crumb::plain("Import")]/>
        <Say>{say}</Say>
        <Lede>"You see what becomes of every line before anything is saved. It comes in whole or not at all, and the same file twice changes nothing."</Lede>
        {said}
        {mishap.notice()}
        <Block title="The list" first=true quiet=true>
            <Summary faults=wrong.summary()/>
            <form class="form" method="post" action="/vendors/import" enctype="multipart/form-data" novalidate>
                {choice}
                {asks}
                {found}
                <Actions>
                    {buttons}
                    {again}
                    <ButtonLink weight=Weight::Plain href="/vendors">"Back to the vendors"</ButtonLink>
                </Actions>
            </form>
        </Block>
        {stays_out}
    }
    .into_any()
}

/// What the list is of; once its columns are shown it stays.
fn choice(list: Incoming, chosen: bool) -> AnyView {
    if chosen {
        return view! { <input type="hidden" name="list" value=list.key()/> }.into_any();
    }
    let choices = Incoming::ALL.iter().map(|one| Choice::new(one.key(), one.label()).note(brings(*one))).collect();
    view! { <RadioField name="list" label="What it lists" choices value=list.key()/> }.into_any()
}

const fn brings(list: Incoming) -> &'static str {
    match list {
        Incoming::Vendors => "One line a vendor: its name, and what is said of it.",
        Incoming::Dependencies => "One line a pair. Systems and vendors are here before.",
        Incoming::Subprocessors => "One line a pair: a vendor, and to whom it passes on what.",
        Incoming::Attestations => "One line a document. You enter them; a second person reviews each.",
    }
}

/// What no list brings in, and which door is for that.
fn stays_out() -> AnyView {
    view! {
        <Block title="What a list does not bring in">
            <p>
                "What was decided stays out: reviews, approvals, and the trail. A list that said who decided what could say \
                anything. To move all of it, a backup is restored into an empty database: "
                <code>"plumbline backup"</code>" and "<code>"plumbline restore"</code>"."
            </p>
            <p>
                "The files that are downloaded under the register come in here by the same headers. "
                <a href="/systems/import">"Systems have an import of their own"</a>"."
            </p>
        </Block>
    }
    .into_any()
}
