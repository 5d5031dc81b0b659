//! Who is away, from when until when, and who looks after their things.

use crate::address::The;
use crate::asking::Asking;
use crate::controls::people;
use crate::error::Result;
use crate::form::{Draft, Fields, Form};
use crate::mishap::Mishap;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, Weight};
use crate::ui::choice::SelectField;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::input::DateField;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::ids::{AbsenceId, PersonId};
use domain::notices::AbsenceDraft;
use domain::people::Role;
use domain::refusal::Refusal;
use leptos::prelude::*;

/// The form as typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    person: String,
    draft: AbsenceDraft,
}

impl Draft for Typed {
    fn typed(fields: &Fields) -> Self {
        let draft = AbsenceDraft {
            from: fields.text("from"),
            until: fields.text("until"),
            delegate: fields.parsed("delegate"),
        };
        Self { person: fields.text("person"), draft }
    }
}

pub async fn show(asking: Asking) -> Result<Page> {
    let person = asking.actor().person.to_string();
    page(&asking, Typed { person, ..Typed::default() }, Mishap::default()).await
}

pub async fn set(asking: Asking, Form(typed): Form<Typed>) -> Result<Response> {
    let person = typed.person.parse::<PersonId>().map_err(|_| Refusal::at("person", "Say who is away."));
    let done = match person {
        Ok(person) => {
            let zone = &asking.visitor.organisation.zone;
            asking.store().set_absence(asking.actor(), person, &typed.draft, zone).await.map(|_| ())
        }
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => Ok(Redirect::to("/absences").into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            Ok(mishap.answer(page(&asking, typed, mishap.clone()).await?))
        }
    }
}

pub async fn end(asking: Asking, The(id): The<AbsenceId>) -> Result<Redirect> {
    asking.store().end_absence(asking.actor(), id).await?;
    Ok(Redirect::to("/absences"))
}

async fn page(asking: &Asking, typed: Typed, mishap: Mishap) -> Result<Page> {
    let rows = asking.store().absences(asking.today).await?;
    let (names, today, me) = (asking.names().await?, asking.today, asking.actor().person);
    let manages = asking.is(Role::ComplianceManager);
    let people = people(asking).await?;
    Ok(asking.page("Who is away", Place::Home, move || {
        let away = rows.iter().filter(|row| row.absence.holds_on(today)).count();
        let verb = if away == 1 { "person is" } else { "people are" };
        let say = match away {
            0 => "Nobody is away today.".to_owned(),
            n => format!("{} {verb} away today.", dates::count_first(n)),
        };
        let none = rows.is_empty();
        let lines = rows.into_iter().map(|row| {
            let one = row.absence;
            let end = (manages || one.person == me).then(|| {
                view! { <form method="post" action=format!("/absences/{}/end", row.id)><Button>"End it"</Button></form> }
            });
            view! {
                <tr>
                    <th scope="row">{names.of(one.person).to_owned()}</th>
                    <td data-th="Days">{dates::period(one.from, one.until)}</td>
                    <td data-th="Looked after by">{names.of(one.delegate).to_owned()}</td>
                    <td>{end}</td>
                </tr>
            }
        });
        let lines = lines.collect_view();
        let columns: Vec<_> = ["Who", "Days", "Looked after by"].into_iter().map(Column::new).chain([Column::hidden("End")]).collect();
        let table = if none {
            view! { <p>"Nobody said that they are away."</p> }.into_any()
        } else {
            view! { <Table caption="Absences" columns stack=true>{lines}</Table> }.into_any()
        };
        let late = mishap.notice();
        let (wrong, draft) = (mishap.wrong, typed.draft);
        let who = if manages {
            let error = wrong.at("person");
            view! { <SelectField name="person" label="Who is away" choices=people.clone() value=typed.person error/> }.into_any()
        } else {
            view! { <input type="hidden" name="person" value=me.to_string()/> }.into_any()
        };
        let others: Vec<_> = people.into_iter().filter(|one| manages || one.value != me.to_string()).collect();
        let delegate = draft.delegate.map(|id| id.to_string()).unwrap_or_default();
        view! {
            <Crumbs way=vec![Crumb::new("Notices", "/notices"), Crumb::plain("Who is away")]/>
            <Say>{say}</Say>
            <Lede>"Whoever looks after somebody’s things is told of them meanwhile, and may be given their tasks. It gives no right that they do not have themselves."</Lede>
            {late}
            <Block title="Away now and later" first=true quiet=true>
                {table}
            </Block>
            <Block title="Say when you are away">
                <Summary faults=wrong.summary()/>
                <form class="form" method="post" action="/absences" novalidate>
                    {who}
                    <DateField name="from" label="First day" value=draft.from error=wrong.at("from")/>
                    <DateField name="until" label="Last day" value=draft.until error=wrong.at("until")/>
                    <SelectField name="delegate" label="Who looks after things" choices=others value=delegate prompt="Choose a person" error=wrong.at("delegate")/>
                    <Actions><Button weight=Weight::Primary>"Say so"</Button></Actions>
                </form>
            </Block>
        }
    }))
}
