//! What is assessed: the organisation and its systems, when each is due, and the button that begins.

use super::parts::{because, pressing};
use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Fields, Form, Query};
use crate::lists::{List, keep};
use crate::mishap::Mishap;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::mark::{Mark, Voice};
use crate::ui::pager::Pager;
use crate::ui::query;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::ids::SystemId;
use domain::people::{Actor, Relation, may};
use domain::refusal::Refusal;
use domain::risks::{Assessed, Due, Pressing, State};
use domain::trail::Verb;
use jiff::civil::Date;
use leptos::prelude::*;
use store::{AssessmentRow, Names, RisksOf};

/// Rows a page.
const PAGE: usize = 100;

/// What a form or an address says is assessed: `organisation`, or the id of a system.
pub(super) fn assessed(text: &str) -> Option<Assessed> {
    match text.trim() {
        "organisation" => Some(Assessed::Organisation),
        id => id.parse::<SystemId>().ok().map(Assessed::System),
    }
}

pub async fn show(asking: Asking, Query(fields): Query) -> Result<Page> {
    page(&asking, &fields, Mishap::default()).await
}

pub async fn open(asking: Asking, Form(fields): Form<Fields>) -> Result<Response> {
    let done = match assessed(&fields.text("of")) {
        Some(of) => asking.store().open_assessment(asking.actor(), of).await,
        None => Err(Refusal::at("of", "Choose what is assessed: the organisation, or a system.").into()),
    };
    match done {
        Ok(id) => Ok(Redirect::to(&format!("/risks/assessments/{id}?said=opened")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            let page = page(&asking, &Fields::default(), mishap.clone()).await?;
            Ok(mishap.answer(page))
        }
    }
}

async fn page(asking: &Asking, fields: &Fields, mishap: Mishap) -> Result<Page> {
    let all = asking.store().risks_of_all(asking.today, &asking.visitor.organisation.zone).await?;
    let (names, me, today) = (asking.names().await?, *asking.actor(), asking.today);
    let at: usize = fields.parsed("page").unwrap_or(1).max(1);
    Ok(asking.page("Risk assessments", Place::Risks, move || {
        let pages = all.len().div_ceil(PAGE).max(1);
        let at = at.min(pages);
        let (say, lede) = (sentence(&all), "The most pressing first. One assessment of a thing runs at a time.");
        let lines = all.iter().skip((at - 1) * PAGE).take(PAGE).map(|one| line(one, &names, &me, today));
        let lines = lines.collect_view();
        let columns = ["What", "Owner", "Last concluded", "Next", "Why"].into_iter().map(Column::new);
        let columns = columns.chain([Column::hidden("Open")]).collect();
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let pager = (pages > 1).then(|| {
            let (page, pages) = (number(at), number(pages));
            view! { <Pager query=query::Query::new("/risks/assessments") page pages/> }
        });
        view! {
            <Crumbs way=vec![Crumb::new("Risks", "/risks"), Crumb::plain("Assessments")]/>
            <Say>{say}</Say>
            <Lede>{lede}</Lede>
            {mishap.conflict.is_some().then(|| mishap.notice())}
            <Summary faults=mishap.wrong.summary()/>
            <Block title="What is assessed" first=true quiet=true id="of">
                <Table caption="What is assessed" columns stack=true>{lines}</Table>
                {pager}
                {keep(&[(List::Assessments, "all assessments")], &query::Query::new("/risks/assessments"))}
                <Actions><ButtonLink href="/risks/scale">"See the scale"</ButtonLink></Actions>
            </Block>
        }
    }))
}

/// “; the next assessment is due, by 23 Dec: a new trait on 23 Nov”.
fn next(due: &Due, today: Date) -> String {
    let by = dates::short(due.by, today);
    match due.pressing {
        Pressing::Later => format!("; the next assessment is concluded by {by}"),
        Pressing::Now | Pressing::Overdue => {
            let why: Vec<_> = due.reasons.iter().map(|(why, _)| because(why, today)).collect();
            format!("; the next assessment is {}, by {by}: {}", due.pressing.label().to_lowercase(), why.join("; "))
        }
    }
}

/// The risk assessments on a system's page.
pub(crate) fn of_system(
    id: SystemId,
    rows: &[AssessmentRow],
    due: Option<&Due>,
    may_open: bool,
    today: Date,
) -> AnyView {
    let running = rows.iter().find(|row| row.concluded().is_none());
    let last = rows.iter().find_map(|row| Some((row.id, *row.concluded()?)));
    let said = match last {
        None => view! { "Its risks were never assessed." }.into_any(),
        Some((last, concluded)) => {
            let on = dates::short(concluded.on, today);
            let next = due.map(|due| next(due, today));
            view! {
                "Last assessed on "<a href=format!("/risks/assessments/{last}")>{on}</a>{next}". "
                <a href=format!("/risks?of={id}")>"Its risks in the register"</a>
            }
            .into_any()
        }
    };
    let act = match running {
        Some(row) => {
            let words = if matches!(row.assessment.state, State::Draft { .. }) {
                "An assessment is under way"
            } else {
                "An assessment waits to be concluded"
            };
            view! { <p class="more-link"><a href=format!("/risks/assessments/{}", row.id)>{words}</a></p> }.into_any()
        }
        None if may_open => view! {
            <form method="post" action="/risks/assessments">
                <input type="hidden" name="of" value=id.to_string()/>
                <Actions><Button>"Assess its risks"</Button></Actions>
            </form>
        }
        .into_any(),
        None => ().into_any(),
    };
    view! { <Block title="Risks" id="risks"><p>{said}</p>{act}</Block> }.into_any()
}

fn sentence(all: &[RisksOf]) -> String {
    let done = all.iter().filter(|one| one.last.is_some()).count();
    let late = all.iter().filter(|one| one.due.pressing == Pressing::Overdue).count();
    let now = all.iter().filter(|one| one.due.pressing == Pressing::Now).count();
    let things = dates::tallied(all.len(), "thing", "things");
    let due = match (late, now) {
        (0, 0) => "none is due".to_owned(),
        (0, now) => format!("{} due now", dates::counted(now, "is", "are")),
        (late, 0) => format!("{} overdue", dates::counted(late, "is", "are")),
        (late, now) => format!("{} overdue, {} due now", dates::counted(late, "is", "are"), dates::count(now)),
    };
    format!("{} of {things} to assess {} assessed; {due}.", dates::how_many(done), if done <= 1 { "is" } else { "are" })
}

fn line(one: &RisksOf, names: &Names, me: &Actor, today: Date) -> AnyView {
    let owns = one.owner == Some(me.person);
    let opens = may(me.rights, Verb::AssessmentOpened, if owns { Relation::Owner } else { Relation::Stranger });
    let (key, href) = match &one.system {
        Some((id, _)) => (id.to_string(), Some(format!("/systems/{id}"))),
        None => ("organisation".to_owned(), None),
    };
    let name = one.of().to_owned();
    let named = match href {
        Some(href) => view! { <a class="quiet" href=href>{name.clone()}</a> }.into_any(),
        None => name.clone().into_any(),
    };
    let owner = one.owner.map(|owner| names.of(owner).to_owned());
    let last = one.last.as_ref().and_then(|row| Some((row.id, row.concluded()?.on)));
    let last = last.map(|(id, on)| view! { <a href=format!("/risks/assessments/{id}")>{dates::short(on, today)}</a> });
    let word = match one.due.pressing {
        Pressing::Later => format!("by {}", dates::short(one.due.by, today)),
        Pressing::Now => format!("{}, by {}", one.due.pressing.label(), dates::short(one.due.by, today)),
        Pressing::Overdue => format!("{}, was due by {}", one.due.pressing.label(), dates::short(one.due.by, today)),
    };
    let (state, why) = (pressing(one.due.pressing), one.due.reasons.iter().map(|(why, _)| because(why, today)));
    let why = dates::capital(&why.collect::<Vec<_>>().join("; "));
    let act = match &one.running {
        Some(row) => {
            let words = match &row.assessment.state {
                State::Draft { .. } => "Go on with the draft",
                State::Submitted(_) => "Waits for conclusion",
                State::Concluded(_) => "Concluded",
            };
            let href = format!("/risks/assessments/{}", row.id);
            view! { <a href=href>{words}<span class="vh">{format!(" of {name}")}</span></a> }.into_any()
        }
        None if opens => view! {
            <form method="post" action="/risks/assessments">
                <input type="hidden" name="of" value=key/>
                <Button>"Open an assessment"<span class="vh">{format!(" of {name}")}</span></Button>
            </form>
        }
        .into_any(),
        None => ().into_any(),
    };
    view! {
        <tr>
            <th scope="row">{named}</th>
            <td data-th="Owner">{owner}</td>
            <td data-th="Last concluded">{last}</td>
            <td data-th="Next"><Mark state voice=Voice::Calm word/></td>
            <td class="wide" data-th="Why">{why}</td>
            <td class="n">{act}</td>
        </tr>
    }
    .into_any()
}
