//! Exceptions to policies: asked for, decided by a second person, ended; all of them in one list.

use super::Mishap;
use super::parts::{conflict, crumbs};
use crate::address::The;
use crate::asking::Asking;
use crate::controls::people;
use crate::error::Result;
use crate::form::{Draft, Fields, Form};
use crate::lists::{List, keep};
use crate::page::Page;
use crate::trail::{Happening, happenings, history};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Press, Weight};
use crate::ui::choice::SelectField;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::EmptyPage;
use crate::ui::facts::{Fact, Facts};
use crate::ui::input::{DateField, TextField};
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::notice::Refused;
use crate::ui::query::Query as Address;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use crate::ui::textarea::LongField;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::days;
use domain::ids::{ExceptionId, PolicyId};
use domain::people::{Relation, may};
use domain::policies::{ExceptionDraft, ExceptionOutcome, decide_exception};
use domain::refusal::Refusal;
use domain::trail::{ThingKind, Verb};
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use store::{ExceptionRow, Names};

/// The form as typed.
#[derive(Clone, Debug, Default)]
pub struct ExceptionForm {
    what: String,
    reason: String,
    measure: String,
    owner: String,
    until: String,
}

impl Draft for ExceptionForm {
    fn typed(fields: &Fields) -> Self {
        Self {
            what: fields.text("what"),
            reason: fields.text("reason"),
            measure: fields.text("measure"),
            owner: fields.text("owner"),
            until: fields.text("until"),
        }
    }
}

impl ExceptionForm {
    fn draft(&self) -> Result<ExceptionDraft, Refusal> {
        let until = match self.until.trim() {
            "" => None,
            text => Some(days::typed(text).map_err(|no_day| Refusal::at("until", no_day.to_string()))?),
        };
        let Self { what, reason, measure, owner, .. } = self.clone();
        Ok(ExceptionDraft { what, reason, measure, owner: owner.parse().ok(), until })
    }
}

pub async fn show_new(asking: Asking, The(id): The<PolicyId>) -> Result<Page> {
    new(&asking, id, ExceptionForm::default(), Mishap::default()).await
}

pub async fn ask(asking: Asking, The(id): The<PolicyId>, Form(form): Form<ExceptionForm>) -> Result<Response> {
    let done = match form.draft() {
        Ok(draft) => asking.store().ask_exception(asking.actor(), id, &draft).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(exception) => Ok(Redirect::to(&format!("/exceptions/{exception}")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            let page = new(&asking, id, form, mishap.clone()).await?;
            Ok(mishap.answer(page))
        }
    }
}

async fn new(asking: &Asking, id: PolicyId, form: ExceptionForm, mishap: Mishap) -> Result<Page> {
    let row = asking.store().policy(id).await?;
    let people = people(asking).await?;
    Ok(asking.page("Ask for an exception", Place::Policies, move || {
        let (crumbs, late, base) = (crumbs(&row, "Exception"), conflict(&mishap), format!("/policies/{}", row.id));
        let (wrong, action) = (mishap.wrong, format!("{base}/exceptions/new"));
        view! {
            {crumbs}
            <Say>{format!("What does “{}” not bind for a while?", row.frame.title)}</Say>
            <Lede>"A second person decides: neither who asks nor who would own it. Every exception has a measure in its place, and an end."</Lede>
            {late}
            <Block title="The exception" first=true quiet=true>
                <Summary faults=wrong.summary()/>
                <form class="form" method="post" action=action novalidate>
                    <TextField name="what" label="What is not done" value=form.what error=wrong.at("what") hint="“Bias test before each release of the scorer”"/>
                    <LongField name="reason" label="Why it cannot be done" value=form.reason error=wrong.at("reason")/>
                    <LongField name="measure" label="What is done instead" value=form.measure error=wrong.at("measure")/>
                    <SelectField name="owner" label="Who answers for it" choices=people value=form.owner prompt="Choose a person" error=wrong.at("owner")/>
                    <DateField name="until" label="Last day" value=form.until error=wrong.at("until") hint="A year from today at most"/>
                    <Actions>
                        <Button weight=Weight::Primary>"Ask for the exception"</Button>
                        <ButtonLink weight=Weight::Plain href=base>"Not now"</ButtonLink>
                    </Actions>
                </form>
            </Block>
        }
    }))
}

/// How an exception stands.
pub(super) fn state(row: &ExceptionRow, today: Date) -> (State, &'static str) {
    match &row.decided {
        None => (State::Due, "Waits for a decision"),
        Some((ExceptionOutcome::Refused, ..)) => (State::Excluded, "Refused"),
        Some((ExceptionOutcome::Withdrawn, ..)) => (State::Excluded, "Taken back"),
        Some((ExceptionOutcome::Approved, ..)) if row.holds(today) => (State::Met, "Holds"),
        Some((ExceptionOutcome::Approved, ..)) => (State::Excluded, "Over"),
    }
}

pub(super) fn table(rows: Vec<ExceptionRow>, names: &Names, today: Date) -> AnyView {
    let lines = rows.into_iter().map(|row| {
        let (state, word) = state(&row, today);
        let owner = names.of(row.owner).to_owned();
        view! {
            <tr>
                <th scope="row"><a class="quiet" href=format!("/exceptions/{}", row.id)>{row.what}</a><span class="sub">{row.title}</span></th>
                <td data-th="State"><Mark state voice=Voice::Calm word/></td>
                <td data-th="Until">{dates::short(row.until, today)}</td>
                <td data-th="Owner">{owner}</td>
            </tr>
        }
    });
    let lines = lines.collect_view();
    let columns = ["What is not done", "State", "Until", "Owner"].into_iter().map(Column::new).collect();
    view! { <Table caption="Exceptions" columns stack=true>{lines}</Table> }.into_any()
}

pub async fn list(asking: Asking) -> Result<Page> {
    let rows = asking.store().exceptions(None).await?;
    let names = asking.names().await?;
    let today = asking.today;
    Ok(asking.page("Exceptions", Place::Policies, move || {
        if rows.is_empty() {
            return view! {
                <EmptyPage say="No exception to a policy was ever asked for.">
                    <p>"Where a policy cannot be kept for a while, an exception says so: what is done instead, who answers for it, who agreed, and until when. It is asked for on the page of the policy."</p>
                    <Actions><ButtonLink weight=Weight::Primary href="/policies">"See the policies"</ButtonLink></Actions>
                </EmptyPage>
            }
            .into_any();
        }
        let holds = rows.iter().filter(|row| row.holds(today)).count();
        let waits = rows.iter().filter(|row| row.decided.is_none()).count();
        let verb = if holds == 1 { "exception holds" } else { "exceptions hold" };
        let say = format!("{} {verb} today; {} for a decision.", dates::how_many(holds), dates::counted(waits, "waits", "wait"));
        let table = table(rows, &names, today);
        view! {
            <Crumbs way=vec![Crumb::new("Policies", "/policies"), Crumb::plain("Exceptions")]/>
            <Say>{say}</Say>
            <Block title="All exceptions" first=true quiet=true>{table}{keep(&[(List::Exceptions, "all exceptions")], &Address::new("/exceptions"))}</Block>
        }
        .into_any()
    }))
}

struct Shown {
    row: ExceptionRow,
    names: Names,
    why_not: Option<String>,
    ends: bool,
    at: DateTime,
    decided_at: Option<DateTime>,
    history: Vec<Happening>,
    today: Date,
}

async fn load(asking: &Asking, id: ExceptionId) -> Result<Shown> {
    let row = asking.store().exception(id).await?;
    let names = asking.names().await?;
    let me = asking.actor();
    let own = row.asked_by == me.person || row.owner == me.person;
    let relation = if own { Relation::Owner } else { Relation::Stranger };
    // What waits is taken back by whoever asked for it; others decide on it.
    let waits = row.decided.is_none();
    let ends = if waits { row.asked_by == me.person } else { row.holds(asking.today) };
    Ok(Shown {
        why_not: decide_exception(&row.held(), me, asking.today).err().map(|refusal| refusal.to_string()),
        ends: ends && may(me.rights, Verb::ExceptionEnded, relation),
        at: asking.local(row.at),
        decided_at: row.decided.as_ref().map(|(_, _, at, _)| asking.local(*at)),
        history: happenings(asking, ThingKind::Exception, &id.to_string(), &names).await?,
        today: asking.today,
        names,
        row,
    })
}

pub async fn show(asking: Asking, The(id): The<ExceptionId>) -> Result<Page> {
    let shown = load(&asking, id).await?;
    Ok(page(&asking, shown, &Fields::default(), Mishap::default()))
}

pub async fn approve(asking: Asking, The(id): The<ExceptionId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().approve_exception(asking.actor(), id, &fields.text("answer")).await;
    answered(&asking, id, &fields, done).await
}

pub async fn refuse(asking: Asking, The(id): The<ExceptionId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().refuse_exception(asking.actor(), id, &fields.text("answer")).await;
    answered(&asking, id, &fields, done).await
}

pub async fn end(asking: Asking, The(id): The<ExceptionId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().end_exception(asking.actor(), id, &fields.text("reason")).await;
    answered(&asking, id, &fields, done).await
}

async fn answered(asking: &Asking, id: ExceptionId, fields: &Fields, done: store::Result<()>) -> Result<Response> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/exceptions/{id}")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            let page = page(asking, load(asking, id).await?, fields, mishap.clone());
            Ok(mishap.answer(page))
        }
    }
}

fn page(asking: &Asking, shown: Shown, typed: &Fields, mishap: Mishap) -> Page {
    let (answer, reason) = (typed.text("answer"), typed.text("reason"));
    asking.page("An exception", Place::Policies, move || {
        let Shown { row, names, why_not, ends, at, decided_at, history: told, today } = shown;
        let (state, word) = state(&row, today);
        let way = vec![
            Crumb::new("Policies", "/policies"),
            Crumb::new(row.title.clone(), format!("/policies/{}", row.policy)),
            Crumb::plain("Exception"),
        ];
        let say = match &row.decided {
            None => format!(
                "“{}” would not be done until {}; a second person decides.",
                row.what,
                dates::short(row.until, today)
            ),
            Some(_) if row.holds(today) => {
                format!("“{}” need not be done until {}.", row.what, dates::short(row.until, today))
            }
            Some(_) => format!("“{}” is no exception any more.", row.what),
        };
        let late = conflict(&mishap);
        let (by, owner) = (names.of(row.asked_by).to_owned(), names.of(row.owner).to_owned());
        let asked = dates::moment(at, today);
        let decided = row.decided.as_ref().zip(decided_at).map(|((outcome, by, _, words), at)| {
            let words = if words.is_empty() { String::new() } else { format!(": {words}") };
            let said = format!("{}, {}{words}", names.of(*by), dates::moment(at, today));
            view! { <Fact name=outcome.label()>{said}</Fact> }
        });
        let ended = row.ended.clone().map(|(_, why)| view! { <Fact name="Ended early">{why}</Fact> });
        let acts = acts(&row, why_not, ends, &answer, &reason, &mishap);
        let href = format!("/trail?thing=exception/{}", row.id);
        view! {
            <Crumbs way/>
            <Say>{say}</Say>
            {late}
            {acts}
            <Block title="The exception" first=true>
                <Facts>
                    <Fact name="State"><Mark state voice=Voice::Calm word/></Fact>
                    <Fact name="Why">{row.reason}</Fact>
                    <Fact name="Instead">{row.measure}</Fact>
                    <Fact name="Answers for it">{owner}</Fact>
                    <Fact name="Last day">{dates::full(row.until)}</Fact>
                    <Fact name="Asked by">{by}", "{asked}</Fact>
                    {decided}
                    {ended}
                </Facts>
            </Block>
            <Block title="History" id="history">{history(told, today, href)}</Block>
        }
    })
}

fn acts(
    row: &ExceptionRow,
    why_not: Option<String>,
    ends: bool,
    answer: &str,
    reason: &str,
    mishap: &Mishap,
) -> AnyView {
    let (base, wrong) = (format!("/exceptions/{}", row.id), &mishap.wrong);
    let open = row.decided.is_none();
    let (approve, refuse, end_it) = (format!("{base}/approve"), format!("{base}/refuse"), format!("{base}/end"));
    let decide = open.then(|| match why_not {
        Some(rule) => view! { <Refused word="Not yours to decide" rule/> }.into_any(),
        None => view! {
            <form class="form" method="post" action=approve novalidate>
                <LongField name="answer" label="What you say beside it" value=answer.to_owned() error=wrong.at("answer") optional=true
                    hint="Needed where you refuse it."/>
                <Actions>
                    <Button weight=Weight::Primary>"Approve the exception"</Button>
                    <Button press=Press::SendTo(refuse)>"Refuse it"</Button>
                </Actions>
            </form>
        }
        .into_any(),
    });
    let opened = !reason.is_empty() || wrong.at("reason").is_some();
    let (summary, verb) = if open { ("Take it back", "Take it back") } else { ("End it now", "End the exception") };
    let end = ends.then(|| {
        view! {
            <details open=opened>
                <summary>{summary}</summary>
                <form class="form" method="post" action=end_it novalidate>
                    <LongField name="reason" label="Why" value=reason.to_owned() error=wrong.at("reason")/>
                    <Actions><Button weight=Weight::Danger>{verb}</Button></Actions>
                </form>
            </details>
        }
    });
    let faults = wrong.summary();
    view! { <Summary faults/>{decide}{end} }.into_any()
}
