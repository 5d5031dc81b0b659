//! What somebody is told by letter, and the address of their calendar.

use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Draft, Fields, Form};
use crate::mishap::Mishap;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, Weight};
use crate::ui::choice::{CheckField, Choice, SelectField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::notice::{Notice, Tone};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::notices::{Group, How, NoticeChoiceDraft};
use domain::people::Role;
use leptos::prelude::*;

/// The form, and the version of the choice that it was made of.
#[derive(Clone, Debug)]
pub struct Typed {
    draft: NoticeChoiceDraft,
    version: i64,
}

impl Draft for Typed {
    fn typed(fields: &Fields) -> Self {
        let by_group = Group::ALL.iter().map(|group| (*group, fields.text(group.key()))).collect();
        let draft = NoticeChoiceDraft { by_group, summary: fields.ticked("summary") };
        Self { draft, version: fields.parsed("version").unwrap_or_default() }
    }
}

pub async fn show(asking: Asking) -> Result<Page> {
    let typed = chosen(&asking).await?;
    page(&asking, typed, Mishap::default(), None).await
}

async fn chosen(asking: &Asking) -> Result<Typed> {
    let (choice, version) = asking.store().notice_choice(asking.actor().person).await?;
    let by_group = Group::ALL.iter().map(|group| (*group, choice.how(*group).key().to_owned())).collect();
    let summary = choice.summary.unwrap_or_else(|| asking.is(Role::Executive));
    Ok(Typed { draft: NoticeChoiceDraft { by_group, summary }, version })
}

pub async fn choose(asking: Asking, Form(typed): Form<Typed>) -> Result<Response> {
    match asking.store().choose_notices(asking.actor(), &typed.draft, typed.version).await {
        Ok(()) => Ok(Redirect::to("/notices/choice").into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            let (_, version) = asking.store().notice_choice(asking.actor().person).await?;
            Ok(mishap.answer(page(&asking, Typed { version, ..typed }, mishap.clone(), None).await?))
        }
    }
}

/// Makes a calendar address, and shows it this once.
pub async fn make_calendar(asking: Asking) -> Result<Page> {
    let key = asking.store().make_calendar(asking.actor()).await?;
    let address = format!("{}/calendar/{key}.ics", asking.site.url);
    let asking = asking.anew().await?;
    let typed = chosen(&asking).await?;
    Ok(page(&asking, typed, Mishap::default(), Some(address)).await?.secret())
}

pub async fn end_calendar(asking: Asking) -> Result<Redirect> {
    asking.store().end_calendar(asking.actor()).await?;
    Ok(Redirect::to("/notices/choice#calendar"))
}

async fn page(asking: &Asking, typed: Typed, mishap: Mishap, made: Option<String>) -> Result<Page> {
    let calendar = asking.store().calendar(asking.actor().person).await?;
    let calendar = calendar.map(|(since, used)| (asking.local(since), used.map(|at| asking.local(at))));
    let today = asking.today;
    Ok(asking.page("What you are told", Place::Home, move || {
        let Typed { draft, version } = typed;
        let ways: Vec<_> = How::ALL.iter().map(|how| Choice::new(how.key(), how.label())).collect();
        let late = mishap.notice();
        let wrong = mishap.wrong;
        let fields = Group::ALL.iter().map(|group| {
            let value = draft.by_group.get(group).cloned().unwrap_or_default();
            view! { <SelectField name=group.key() label=group.label() choices=ways.clone() value error=wrong.at(group.key())/> }
        });
        let fields = fields.collect_view();
        let calendar = calendar.map(|(since, used)| {
            let used = used.map_or_else(|| "not asked yet".to_owned(), |at| format!("asked last on {}", dates::moment(at, today)));
            format!("You have a calendar address since {}, {used}.", dates::moment(since, today))
        });
        let has = calendar.is_some();
        let made = made.map(|address| view! {
            <Notice tone=Tone::Done word="Made">
                <p>"Copy it now; it is shown this once. Whoever has it reads your calendar."</p>
                <p><code>{address}</code></p>
            </Notice>
        });
        view! {
            <Crumbs way=vec![Crumb::new("Notices", "/notices"), Crumb::plain("What you are told")]/>
            <Say>"What comes to you by letter?"</Say>
            <Lede>"All of it stands under Notices. A letter comes once a day at most, from seven in the morning on; what is weekly comes on Mondays."</Lede>
            {late}
            <Block title="By letter" first=true quiet=true>
                <Summary faults=wrong.summary()/>
                <form class="form" method="post" action="/notices/choice" novalidate>
                    <input type="hidden" name="version" value=version/>
                    {fields}
                    <CheckField name="summary" label="How readiness moved, once a week" value=draft.summary
                        hint="A letter on Mondays: criteria with complete proof, a week ago and now, and what waits."/>
                    <Actions><Button weight=Weight::Primary>"Save"</Button></Actions>
                </form>
            </Block>
            <Block title="In your calendar" id="calendar">
                {made}
                <p>{calendar.unwrap_or_else(|| "A calendar program can show what has a day: it asks at an address that is yours alone.".to_owned())}</p>
                <form method="post" action="/notices/calendar">
                    <Button>{if has { "Make another address, ending this one" } else { "Make a calendar address" }}</Button>
                </form>
                {has.then(|| view! { <form method="post" action="/notices/calendar/end"><Button weight=Weight::Plain>"End the address"</Button></form> })}
            </Block>
        }
    }))
}
