//! The compliance manager's home: the week's work by cause, what waits for their decision, what lapses, who is late.

use super::endings;
use super::house::{self, Must};
use super::waits::Waits;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::page::{Frame, Page};
use crate::readiness;
use crate::reading::{self, Asked};
use crate::tasks::late_words;
use crate::tasks::own::{thing, to_finish};
use crate::ui::block::Block;
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::dates::{self, Day, count_first, counted};
use crate::ui::empty::Empty;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use domain::causes::{Behind, Cause, LapsedWith, causes};
use domain::ids::{EvidenceId, PersonId};
use domain::readiness::Counts;
use domain::tasks::{Late, Line, Wanted, days_late, late, lines};
use jiff::ToSpan as _;
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use store::{Board, Lapsed, Names, OwnTaskRow};

/// One cause and what it takes away: a lapsed document behind twelve gaps is one of them.
struct Work {
    title: String,
    sub: String,
    href: String,
    gaps: u64,
    renew: u64,
    who: BTreeSet<PersonId>,
    nobody: bool,
    due: Option<Date>,
}

struct Week {
    /// What is due within seven days or late, the first due first; what has no day comes before all.
    now: Vec<Work>,
    /// What is due after that.
    later: Vec<Work>,
    next_due: Option<Date>,
    late: Vec<Late>,
    lapses: Vec<endings::Line>,
    waits: Waits,
    musts: Vec<Must>,
    counts: Counts,
    readiness: String,
    names: Names,
    today: Date,
}

const DAYS: i64 = 7;
const SHOWN: usize = 15;

pub(super) async fn show(asking: Asking) -> Result<Page> {
    let asked = reading::asked(&asking, &Fields::default(), "/", &[]).await?;
    let asked = match asked {
        Some(asked) if !readiness::is_bare(&asked) => asked,
        bare => return readiness::beginning(&asking, bare, Place::Home).await,
    };
    let week = load(&asking, &asked).await?;
    let tools = asked.link("/readiness");
    let week = Week { readiness: tools.href(), ..week };
    let frame = Frame { title: "Home".into(), here: Some(Place::Home), tools: asked.plain_tools(), ..Frame::default() };
    Ok(asking.show(frame, move || view(week)))
}

async fn load(asking: &Asking, asked: &Asked) -> Result<Week> {
    let (store, today) = (asking.store(), asking.today);
    let board = asking.board().await?;
    let (lapsed, with) = readiness::what_lapsed(store, &asked.reading).await?;
    let mut all = works(asked, &board, &lapsed, &with, today);
    let own = to_finish(asking, None).await?;
    all.extend(own.iter().map(given));
    all.sort_by_key(|work| (work.due, std::cmp::Reverse(work.gaps)));
    let due = all.iter().filter_map(|work| work.due).collect::<Vec<_>>();
    let soon = today.saturating_add(DAYS.days());
    let split = all.partition_point(|work| work.due.is_none_or(|due| due <= soon));
    let later = all.split_off(split);
    Ok(Week {
        later,
        next_due: due.into_iter().find(|due| *due > soon),
        late: late(&board.shares, own.iter().map(|row| (row.held.assignee, row.due_on)), today),
        lapses: endings::load(asking, &asked.programme).await?,
        waits: Waits::of(asking).await?,
        musts: house::beside(asking).await?,
        counts: asked.reading.readiness.counts,
        readiness: String::new(),
        names: asking.names().await?,
        now: all,
        today,
    })
}

fn works(asked: &Asked, board: &Board, lapsed: &[Lapsed], with: &[LapsedWith], today: Date) -> Vec<Work> {
    let lines = lines(&board.shares, &Wanted::default(), today);
    let open = readiness::open_requirements(&asked.spine, &asked.reading);
    let behind = causes(&asked.reading.readiness, &asked.reading.frame, &open, with);
    let mut works: Vec<_> = behind.iter().filter_map(|one| missing(asked, one, board)).collect();
    works.extend(documents(&lines, lapsed));
    let folded = lapsed.iter().fold(BTreeMap::<i64, u64>::new(), |mut sums, one| {
        *sums.entry(one.requirement).or_default() += u64::from(one.subjects);
        sums
    });
    let whole = |line: &&Line| folded.get(&line.requirement).is_none_or(|by| *by < line.open || line.renew > 0);
    works.extend(lines.iter().filter(whole).filter_map(|line| requirement(asked, line)));
    works
}

/// A task of our own: it closes no gap, and is late all the same.
fn given(row: &OwnTaskRow) -> Work {
    let (about, _) = thing(row);
    Work {
        title: row.title.clone(),
        sub: format!("Of our own, about {about}"),
        href: format!("/own-tasks/{}", row.id),
        gaps: 0,
        renew: 0,
        who: BTreeSet::from([row.held.assignee]),
        nobody: false,
        due: Some(row.due_on),
    }
}

/// What is missing around the proof: key controls, conclusions, answers.
fn missing(asked: &Asked, behind: &Behind, board: &Board) -> Option<Work> {
    let programme = format!("/programmes/{}", asked.programme.id);
    let (title, href) = match behind.cause {
        Cause::NoKeyControl => ("Adopt key controls", "/controls/adopt".to_owned()),
        Cause::NotConcluded => ("Conclude that the key controls answer", format!("{programme}/matrix")),
        Cause::NothingLeft => ("Adopt a control, or set the criterion aside", programme),
        Cause::Unanswered if board.questions > 0 => {
            ("Have the open questions about systems answered", format!("/systems?in={}&trait=open", asked.programme.id))
        }
        Cause::Unanswered
        | Cause::Failed
        | Cause::Document(_)
        | Cause::Requirement(_)
        | Cause::Waiting
        | Cause::Several => return None,
    };
    let criteria = behind.criteria.len();
    let sub = format!("Holds back {}", counted(criteria, "criterion", "criteria"));
    let none = BTreeSet::new();
    Some(Work { title: title.to_owned(), sub, href, gaps: 0, renew: 0, who: none, nobody: false, due: None })
}

/// One lapsed document is one line, whatever gaps it leaves.
fn documents(lines: &[Line], lapsed: &[Lapsed]) -> Vec<Work> {
    let mut works: BTreeMap<EvidenceId, (Work, usize)> = BTreeMap::new();
    for one in lapsed {
        let line = lines.iter().find(|line| line.requirement == one.requirement);
        let (work, requirements) = works.entry(one.evidence).or_insert_with(|| {
            let (title, href) = (format!("Renew “{}”, which lapsed", one.title), format!("/evidence/{}", one.evidence));
            let who = BTreeSet::new();
            (Work { title, sub: String::new(), href, gaps: 0, renew: 0, who, nobody: false, due: None }, 0)
        });
        *requirements += 1;
        work.gaps += u64::from(one.subjects);
        work.who.extend(line.into_iter().flat_map(|line| line.people.iter().copied()));
        work.due = work.due.into_iter().chain(line.map(|line| line.due)).min();
        work.sub = format!("One document, {}", counted(*requirements, "requirement", "requirements"));
    }
    works.into_values().map(|(work, _)| work).collect()
}

fn requirement(asked: &Asked, line: &Line) -> Option<Work> {
    let requirement = asked.spine.requirement(line.requirement).filter(|_| line.open > 0)?;
    Some(Work {
        title: readiness::title_of(requirement),
        sub: format!("{}, {}", requirement.id, requirement.criterion),
        href: format!("/tasks/{}", requirement.id),
        gaps: line.open,
        renew: line.renew,
        who: line.people.clone(),
        nobody: line.unassigned > 0,
        due: Some(line.due),
    })
}

fn view(week: Week) -> impl IntoView {
    let today = week.today;
    let (waiting, waits) = (week.waits.sentence(), week.waits.block(today));
    let said = sentence(&week);
    let counts = week.counts;
    let lede = format!("{} of {} criteria in scope", counts.met, counts.in_scope());
    let verb = if counts.met == 1 { "has" } else { "have" };
    let next = next(&week);
    let (work, late) = (work(&week), overdue(&week));
    let lapses = endings::block(week.lapses, today);
    let musts = house::block(week.musts);
    view! {
        <Say>{said}{waiting}</Say>
        <Lede><a href=week.readiness>{lede}</a>{format!(" {verb} complete proof today.")}</Lede>
        {next}
        <div class="two"><div>{work}{lapses}</div><div>{waits}{late}{musts}</div></div>
    }
    .into_any()
}

/// One primary action: what waits for this person, or the first of the week.
fn next(week: &Week) -> Option<AnyView> {
    let first = week.now.first().map(|work| (work.href.clone(), "Open the first of the week"));
    let (href, verb) = week.waits.next().or(first)?;
    Some(
        view! { <Actions top=true><ButtonLink weight=Weight::Primary href=href>{verb}</ButtonLink></Actions> }
            .into_any(),
    )
}

fn sentence(week: &Week) -> AnyView {
    let (n, gaps) = (week.now.len(), week.now.iter().map(|work| work.gaps).sum::<u64>());
    let late = week.now.iter().filter(|work| is_late(work, week.today)).count();
    if n == 0 {
        return match week.next_due {
            None => "Nothing is open: all proof that is asked for is accepted or waits for review.".into_any(),
            Some(due) => {
                let first = dates::short(due, week.today);
                let later = counted(week.later.len(), "thing", "things");
                view! { "Nothing is due this week. "<a href="/tasks">{later}</a>{format!(" later, the first on {first}.")} }
                    .into_any()
            }
        };
    }
    let gaps = usize::try_from(gaps).unwrap_or(usize::MAX);
    let things = if n == 1 { "One thing".to_owned() } else { format!("{} things", count_first(n)) };
    let closes = if gaps > 0 {
        let verb = if n == 1 { " to do this week closes " } else { " to do this week close " };
        view! { {verb}<a href="#week">{counted(gaps, "gap", "gaps")}</a> }.into_any()
    } else {
        (if n == 1 { " is to be done this week" } else { " are to be done this week" }).into_any()
    };
    let late = (late > 0).then(|| {
        let words = if late == n { "all".to_owned() } else { dates::count(late) };
        match n {
            1 => view! { "; "<a href="#late">"it is overdue"</a> }.into_any(),
            _ => {
                let verb = if late == 1 { " of them is overdue" } else { " of them are overdue" };
                view! { "; "<a href="#late">{words}</a>{verb} }.into_any()
            }
        }
    });
    view! { <a href="#week">{things}</a>{closes}{late}"." }.into_any()
}

fn is_late(work: &Work, today: Date) -> bool {
    work.due.is_some_and(|due| due < today)
}

/// What is due this week: what is late first, in a list of its own, and then the rest. All of it is here; what is long lies
/// folded.
fn work(week: &Week) -> AnyView {
    let later = folded("later", "Due later", &week.later, week);
    if week.now.is_empty() {
        return view! {
            <Block title="This week" id="week"><Empty><p>"Nothing is due within seven days, and nothing is late."</p></Empty>{later}</Block>
        }
        .into_any();
    }
    let (overdue, rest): (Vec<_>, Vec<_>) = week.now.iter().partition(|work| is_late(work, week.today));
    let late = (!overdue.is_empty()).then(|| {
        let head = format!("Overdue: {}", dates::figure(overdue.len()));
        let (first, more) = overdue.split_at(overdue.len().min(SHOWN));
        let (first, more) =
            (table("What is overdue, by cause", first, week), folded("more-late", "More that is overdue", more, week));
        view! { <section id="late" aria-label="Overdue"><h3>{head}</h3>{first}{more}</section> }
    });
    let due = (!rest.is_empty()).then(|| {
        let head =
            late.is_some().then(|| view! { <h3>{format!("Within seven days: {}", dates::figure(rest.len()))}</h3> });
        let (first, more) = rest.split_at(rest.len().min(SHOWN));
        let (first, more) =
            (table("The week’s work by cause", first, week), folded("more", "More of this week", more, week));
        view! { {head}{first}{more} }
    });
    view! {
        <Block title="This week" id="week" remark="Grouped by cause, the first due first">{late}{due}{later}</Block>
    }
    .into_any()
}

/// The same rows, folded, with how many they are; nothing where there are none.
fn folded<W: std::borrow::Borrow<Work>>(
    id: &'static str,
    word: &'static str,
    these: &[W],
    week: &Week,
) -> Option<AnyView> {
    let head = format!("{word}: {}", dates::figure(these.len()));
    (!these.is_empty()).then(|| {
        let rows = table(word, these, week);
        view! { <details id=id><summary>{head}</summary>{rows}</details> }.into_any()
    })
}

fn table<W: std::borrow::Borrow<Work>>(caption: &'static str, these: &[W], week: &Week) -> AnyView {
    let rows = these.iter().map(|work| row(work.borrow(), &week.names, week.today)).collect_view();
    let columns = vec![Column::new("What to do"), Column::new("Closes"), Column::new("Who"), Column::number("Due")];
    view! { <Table caption columns stack=true>{rows}</Table> }.into_any()
}

fn row(work: &Work, names: &Names, today: Date) -> AnyView {
    let mut who: Vec<_> = work.who.iter().map(|id| names.of(*id).to_owned()).collect();
    if who.len() > 2 {
        who = vec![counted(who.len(), "person", "people")];
    }
    if work.nobody {
        who.push("nobody yet".to_owned());
    }
    let closes = match (work.gaps, work.renew) {
        (0, 0) => String::new(),
        (0, n) => format!("{} to renew", dates::figure(usize::try_from(n).unwrap_or(usize::MAX))),
        (n, _) => {
            let n = usize::try_from(n).unwrap_or(usize::MAX);
            format!("{} {}", dates::figure(n), if n == 1 { "gap" } else { "gaps" })
        }
    };
    let late = work.due.and_then(|due| days_late(due, today));
    let (closes_head, who_head) = ((!closes.is_empty()).then_some("Closes"), (!who.is_empty()).then_some("Who"));
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=work.href.clone()>{work.title.clone()}</a><span class="sub">{work.sub.clone()}</span></th>
            <td class="nowrap" data-th=closes_head>{closes}</td>
            <td data-th=who_head>{who.join(", ")}</td>
            <td class="n" data-th=work.due.map(|_| "Due")>
                {work.due.map(|date| view! { <Day date today/> })}
                {late.map(|days| view! { <span class="sub late">{late_words(days)}</span> })}
            </td>
        </tr>
    }
    .into_any()
}

/// What is overdue, and whose.
fn overdue(week: &Week) -> Option<AnyView> {
    let today = week.today;
    let rows = week.late.iter().map(|one| {
        let (name, href) = match one.person {
            Some(person) => (week.names.of(person).to_owned(), format!("/tasks?who={person}&state=late")),
            None => ("Nobody yet".to_owned(), "/tasks?who=nobody&state=late".to_owned()),
        };
        let tasks = format!("{} {}", dates::figure(one.tasks), if one.tasks == 1 { "task" } else { "tasks" });
        let oldest = days_late(one.due, today).map(late_words);
        view! {
            <li>
                <a href=href>{name}</a>
                <span class="sub">{tasks}{oldest.map(|days| view! { ", the oldest "<span class="late">{days}</span> })}</span>
            </li>
        }
    });
    let rows = rows.collect_view();
    (!week.late.is_empty())
        .then(|| view! { <Block title="Overdue" id="overdue"><ul class="entries">{rows}</ul></Block> }.into_any())
}
