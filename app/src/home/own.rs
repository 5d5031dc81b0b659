//! The engineer's home: the next task, walked; then the others that are theirs, by the day they are due.

use super::house::{self, Must};
use super::waits::Waits;
use crate::asking::Asking;
use crate::error::Result;
use crate::page::Page;
use crate::tasks::own::{thing, to_finish};
use crate::tasks::{late_words, subjects};
use crate::ui::block::Block;
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::dates::{self, Day, count_first, counted};
use crate::ui::empty::EmptyPage;
use crate::ui::plumb::NextUp;
use crate::ui::rail::Place;
use crate::ui::say::Say;
use crate::ui::table::{Column, Table};
use domain::tasks::{Line, Wanted, days_late, lines};
use domain::words::CriterionId;
use jiff::civil::Date;
use leptos::prelude::*;
use std::borrow::Cow;
use store::{OwnTaskRow, RequirementNow, SentBack, Spine, Steps};

/// A task of this person: of the library, or one that somebody gave.
struct Task {
    title: String,
    why: String,
    together: Option<String>,
    href: String,
    due: Date,
    late: Option<i32>,
    /// “Open on three systems”; of what somebody gave, what it is about.
    on: String,
    criterion: Option<CriterionId>,
    effort: Option<&'static str>,
    steps: Vec<Cow<'static, str>>,
    attach: &'static str,
}

struct Own {
    /// The first due first.
    tasks: Vec<Task>,
    /// Sent, and with a second person now.
    sent: usize,
    /// Rejected, and nothing sent since; each in words, with its task and when.
    back: Vec<(SentBack, String, Date)>,
    adopted: bool,
    waits: Waits,
    musts: Vec<Must>,
    today: Date,
}

const SHOWN: usize = 15;
/// What came back is shown up to so many.
const BACK: i64 = 5;

pub(super) async fn show(asking: Asking) -> Result<Page> {
    let own = load(&asking).await?;
    Ok(asking.page("Home", Place::Home, move || view(own)))
}

async fn load(asking: &Asking) -> Result<Own> {
    let (today, me) = (asking.today, asking.actor().person);
    let board = asking.board().await?;
    let spine = asking.spine().await?;
    let mine = Wanted { person: Some(me), ..Wanted::default() };
    let (open, waiting): (Vec<_>, Vec<_>) =
        lines(&board.shares, &mine, today).into_iter().partition(|line| line.to_do() > 0);
    let mut tasks: Vec<_> = open.into_iter().filter_map(|line| task(&line, &spine, today)).collect();
    tasks.extend(to_finish(asking, Some(me)).await?.into_iter().map(|row| given(row, today)));
    tasks.sort_by_key(|task| task.due);
    Ok(Own {
        tasks,
        sent: waiting.len(),
        back: back(asking).await?,
        adopted: !spine.requirements.is_empty(),
        waits: Waits::of(asking).await?,
        musts: house::beside(asking).await?,
        today,
    })
}

async fn back(asking: &Asking) -> Result<Vec<(SentBack, String, Date)>> {
    let (back, names) = (asking.store().sent_back(asking.actor().person, BACK).await?, asking.names().await?);
    Ok(back
        .into_iter()
        .map(|one| {
            let (by, on) = (names.of(one.by).to_owned(), asking.local(one.at).date());
            (one, by, on)
        })
        .collect())
}

fn task(line: &Line, spine: &Spine, today: Date) -> Option<Task> {
    let requirement = spine.requirement(line.requirement)?;
    let Steps { title, why, steps, attach, effort } = requirement.steps.clone();
    let together = (line.to_do() > 1).then(|| format!(" One upload can prove all {}.", dates::figure(to_do(line))));
    Some(Task {
        title: title.into_owned(),
        why: why.into_owned(),
        together,
        href: format!("/tasks/{}", requirement.id),
        due: line.due,
        late: days_late(line.due, today).filter(|_| line.late > 0),
        on: on(line, requirement),
        criterion: Some(requirement.criterion),
        effort: Some(effort.label()),
        steps,
        attach,
    })
}

/// One that somebody gave, or that an incident, a deficiency, a risk or a review of access made.
fn given(row: OwnTaskRow, today: Date) -> Task {
    let (about, _) = thing(&row);
    let steps = row.steps.lines().map(str::trim).filter(|step| !step.is_empty());
    Task {
        together: None,
        why: "A task of our own: finished with a note, and signed off by a second person.".to_owned(),
        href: format!("/own-tasks/{}", row.id),
        due: row.due_on,
        late: days_late(row.due_on, today),
        on: format!("About {about}"),
        criterion: None,
        effort: None,
        steps: steps.map(|step| step.to_owned().into()).collect(),
        attach: "",
        title: row.title,
    }
}

fn view(own: Own) -> AnyView {
    let today = own.today;
    let (waiting, waits) = (own.waits.sentence(), own.waits.block(today));
    let musts = house::block(own.musts);
    let sent = (own.sent > 0).then(|| sent(own.sent));
    let back = sent_back(own.back, today);
    let mut tasks = own.tasks.into_iter();
    let Some(first) = tasks.next() else {
        let nothing = nothing(own.adopted, own.sent, &own.waits);
        return view! {
            {nothing}
            <div class="two"><div>{back}{sent}</div><div>{waits}{musts}</div></div>
        }
        .into_any();
    };
    let rest: Vec<_> = tasks.collect();
    let sentence = sentence(&first, &rest, today);
    view! {
        <Say>{sentence}{waiting}</Say>
        <div class="walk">
            <div>{back}{next(first, today)}{then(rest, today)}</div>
            <div>{waits}{sent}{musts}</div>
        </div>
    }
    .into_any()
}

fn nothing(adopted: bool, sent: usize, waits: &Waits) -> AnyView {
    let say = if sent > 0 {
        "Nothing is yours to do now: what you sent waits for review."
    } else {
        "Nothing is yours to prove now."
    };
    let why = if adopted {
        "A task comes to you when a requirement on a system of yours is unproven, when its proof is about to lapse, or when somebody gives it to you. It closes by itself when a second person accepts the proof."
    } else {
        "Tasks follow from adopted controls and the systems in a programme. No control is adopted yet."
    };
    let (href, verb) = waits.next().unwrap_or_else(|| ("/tasks?who=all".to_owned(), "Look at everybody’s tasks"));
    view! {
        <EmptyPage say=say>
            <p>{why}</p>
            <Actions><ButtonLink weight=Weight::Primary href=href>{verb}</ButtonLink></Actions>
        </EmptyPage>
    }
    .into_any()
}

/// “Your next task is Make AI logs tamper-evident, 23 days late. Four more are yours, one of them late.”
fn sentence(first: &Task, rest: &[Task], today: Date) -> AnyView {
    let (title, href) = (first.title.trim_end_matches('.').to_owned(), first.href.clone());
    let when = match first.late {
        Some(days) => late_words(days),
        None => format!("due {}", dates::short(first.due, today)),
    };
    let n = rest.len();
    let late = rest.iter().filter(|task| task.late.is_some()).count();
    let late = match late {
        0 => String::new(),
        late if late == n && n > 1 => ", all of them late".to_owned(),
        late => format!(", {} late", dates::count(late)),
    };
    let more = (n > 0).then(|| {
        let more = format!("{} more", count_first(n));
        view! { " "<a href="/tasks?who=mine">{more}</a>{format!(" {} yours{late}.", if n == 1 { "is" } else { "are" })} }
    });
    view! { "Your next task is "<a href=href>{title}</a>{format!(", {when}.")}{more} }.into_any()
}

/// The next task with what it takes, so that nobody has to open it to know.
fn next(task: Task, today: Date) -> AnyView {
    let Task { title, why, together, href, due, late, on, criterion, effort, steps, attach } = task;
    let criterion = criterion
        .map(|id| view! { <span><a class="quiet" href=format!("/criteria/{}", id.key())>{id.key()}</a></span> });
    let effort = effort.map(|effort| view! { <span>{effort}</span> });
    let steps: Vec<_> = steps.into_iter().map(|step| view! { <li>{step.into_owned()}</li> }).collect();
    let steps = (!steps.is_empty()).then(|| view! { <ol class="numbered">{steps}</ol> });
    let attach = (!attach.is_empty()).then(|| view! { <p class="small">"To attach: "{attach}"."</p> });
    view! {
        <Block title="Next" quiet=true first=true id="next">
            <NextUp title=title>
                <p>{why}{together}</p>
                <p class="meta">
                    <span>"Due "<Day date=due today/>{late.map(|days| view! { ", "<span class="late">{late_words(days)}</span> })}</span>
                    <span>{on}</span>
                    {criterion}
                    {effort}
                </p>
                {steps}
                {attach}
                <Actions><ButtonLink weight=Weight::Primary href=href>"Open the task"</ButtonLink></Actions>
            </NextUp>
        </Block>
    }
    .into_any()
}

fn to_do(line: &Line) -> usize {
    usize::try_from(line.to_do()).unwrap_or(usize::MAX)
}

/// “Open on three systems”, “To renew on the organisation”.
fn on(line: &Line, requirement: &RequirementNow) -> String {
    let what = if line.open > 0 { "Open on" } else { "To renew on" };
    format!("{what} {}", subjects(requirement.subject, if line.open > 0 { line.open } else { line.renew }))
}

fn then(rest: Vec<Task>, today: Date) -> Option<AnyView> {
    let n = rest.len();
    let rows = rest.into_iter().take(SHOWN).map(|task| {
        view! {
            <tr>
                <th scope="row">
                    <a class="quiet" href=task.href>{task.title}</a>
                    <span class="sub">{task.why}</span>
                </th>
                <td data-th="State">{task.on}</td>
                <td class="n" data-th="Due">
                    <Day date=task.due today/>
                    {task.late.map(|days| view! { <span class="sub late">{late_words(days)}</span> })}
                </td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let more = n.saturating_sub(SHOWN);
    let more = (more > 0).then(|| {
        view! { <p class="more-link"><a href="/tasks?who=mine">{format!("{} more of yours", dates::figure(more))}</a></p> }
    });
    let columns = vec![Column::new("Task, and why it exists"), Column::new("State"), Column::number("Due")];
    (n > 0).then(|| {
        view! {
            <Block title="Then" id="then" remark="The first due first">
                <Table caption="Your other tasks, the first due first" columns stack=true>{rows}</Table>
                {more}
            </Block>
        }
        .into_any()
    })
}

/// What a second person rejected comes before everything else.
fn sent_back(back: Vec<(SentBack, String, Date)>, today: Date) -> Option<AnyView> {
    let any = !back.is_empty();
    let rows = back.into_iter().map(|(one, by, on)| {
        let href = format!("/tasks/{}", one.requirement);
        let said = format!("{by}, {}: {}", dates::short(on, today), one.reason);
        view! { <li><a href=href>{one.title}</a><span class="sub">{said}</span></li> }
    });
    let rows = rows.collect_view();
    any.then(|| {
        view! { <Block title="Sent back" id="back" first=true><ul class="entries">{rows}</ul></Block> }.into_any()
    })
}

fn sent(n: usize) -> AnyView {
    let words = counted(n, "task waits", "tasks wait");
    let words = format!("{} for a second person", words);
    view! {
        <Block title="Sent" id="sent">
            <ul class="entries"><li><a href="/tasks?who=mine&state=waiting">{words}</a><span class="sub">"They close by themselves when the proof is accepted."</span></li></ul>
        </Block>
    }
    .into_any()
}
