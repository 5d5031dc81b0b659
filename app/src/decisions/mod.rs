//! Decisions: changes that could better a finding without proof. One person proposes, a second decides; of one kind
//! several at once.

pub mod many;
pub mod one;
mod sheet;
pub(crate) mod words;

pub(crate) use sheet::sheet;

use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Fields, Query, Wrong};
use crate::home::Waits;
use crate::lists::{List, keep};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Press, Weight};
use crate::ui::dates::{self, Moment};
use crate::ui::empty::EmptyPage;
use crate::ui::notice::{Notice, Tone};
use crate::ui::pager::Pager;
use crate::ui::query::Query as View;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use crate::ui::textarea::LongField;
use domain::ids::ProposalId;
use domain::trail::Verb;
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use many::Undone;
use store::ProposalRow;
use words::Telling;

/// Decided ones on a page.
const DECIDED: i64 = 25;

/// The key of a kind of change, and its name.
type Kind = (&'static str, &'static str);

/// A proposal as lists show it.
struct Line {
    id: ProposalId,
    headline: String,
    kind: Kind,
    betters: &'static str,
    reason: String,
    who: String,
    at: DateTime,
    /// How many things it is about.
    touches: (usize, &'static str, &'static str),
    /// What became of it, by whom.
    outcome: Option<String>,
    own: bool,
    /// Whether whoever looks may agree.
    agrees: bool,
}

fn line(asking: &Asking, telling: &Telling, row: &ProposalRow, agrees: bool) -> Line {
    let outcome = row.outcome.as_ref().map(|outcome| {
        let by = row.decided_by.map(|by| telling.names.of(by).to_owned()).unwrap_or_default();
        let (first, rest) = outcome.split_at(1);
        format!("{}{rest} by {by}", first.to_uppercase())
    });
    Line {
        id: row.id,
        headline: telling.headline(&row.change),
        kind: words::kind(&row.change),
        betters: words::betters(&row.change),
        reason: row.reason.clone(),
        who: telling.names.of(row.asked_by).to_owned(),
        at: asking.local(row.decided_at.unwrap_or(row.at)),
        touches: words::extent(&row.change),
        own: row.asked_by == asking.actor().person,
        outcome,
        agrees,
    }
}

/// What the page shows.
struct Decisions {
    waiting: Vec<Line>,
    decided: Vec<Line>,
    /// All that waits for whoever looks.
    waits: Waits,
    /// Of the decided ones, and how many pages they are.
    page: u32,
    pages: u32,
    refuses: bool,
    today: Date,
    /// How many were just decided, and how.
    said: Option<String>,
    typed: Fields,
    wrong: Wrong,
    undone: Vec<Undone>,
}

pub async fn list(asking: Asking, Query(query): Query) -> Result<Page> {
    let page_no = query.parsed::<i64>("page").unwrap_or(1).clamp(1, 1_000_000);
    let decisions = load(&asking, page_no - 1).await?;
    let said = many::said(&query);
    Ok(page(&asking, Decisions { said, ..decisions }))
}

async fn load(asking: &Asking, page: i64) -> Result<Decisions> {
    let waiting = asking.store().waiting(asking.visitor.seq).await?;
    let (decided, all) = asking.store().decided_proposals(page, DECIDED).await?;
    let rows: Vec<_> = waiting.changes.iter().map(|change| change.row.clone()).chain(decided).collect();
    let telling = Telling::of(asking, &rows).await?;
    let agrees = waiting.changes.iter().map(|change| change.is_for(asking.actor())).chain(std::iter::repeat(false));
    let mut lines: Vec<_> = rows.iter().zip(agrees).map(|(row, agrees)| line(asking, &telling, row, agrees)).collect();
    let decided = lines.split_off(waiting.changes.len());
    Ok(Decisions {
        waiting: lines,
        decided,
        waits: Waits::of(asking).await?,
        page: u32::try_from(page + 1).unwrap_or(u32::MAX),
        pages: u32::try_from((all + DECIDED - 1) / DECIDED).unwrap_or(u32::MAX),
        refuses: crate::programmes::allowed(asking, Verb::ChangeRefused),
        today: asking.today,
        said: None,
        typed: Fields::default(),
        wrong: Wrong::default(),
        undone: Vec::new(),
    })
}

fn page(asking: &Asking, decisions: Decisions) -> Page {
    asking.page("Decisions", Place::Decisions, move || {
        if decisions.waiting.is_empty() && decisions.decided.is_empty() {
            empty(&decisions.waits)
        } else {
            full(decisions)
        }
    })
}

fn empty(waits: &Waits) -> AnyView {
    let elsewhere = waits.elsewhere().map(|elsewhere| view! { <p id="elsewhere">{elsewhere}</p> });
    view! {
        <EmptyPage say="No changes to facts wait.">
            {elsewhere}
            <p>
                "What could better a finding without proof is decided by two: statements of controls, the control matrix, \
                systems that leave the scope, traits answered no, exclusions. Adopt controls, and their statements wait here."
            </p>
            <Actions><ButtonLink weight=Weight::Primary href="/controls">"Go to the controls"</ButtonLink></Actions>
        </EmptyPage>
    }
    .into_any()
}

fn full(decisions: Decisions) -> AnyView {
    let Decisions { waiting, decided, waits, page, pages, refuses, today, said, typed, wrong, undone } = decisions;
    let pager =
        (pages > 1).then(|| view! { <Pager query=View::of("/decisions", [("page", page.to_string())]) page pages/> });
    let (n, own) = (waiting.len(), waiting.iter().filter(|line| line.own).count());
    let verb = if n == 1 { "waits" } else { "wait" };
    let noun = if n == 1 { "change" } else { "changes" };
    let say = match n {
        0 => "No changes to facts wait.".to_owned(),
        n => format!("{} {noun} {verb} for a second person.", dates::count_first(n)),
    };
    let elsewhere =
        waits.elsewhere().map(|elsewhere| view! { <p class="meta" id="elsewhere"><span>{elsewhere}</span></p> });
    let yours = waiting.iter().filter(|line| line.agrees).count();
    let lede = lede(n, own, yours);
    let done = ["Change", "Outcome", "When"].into_iter().map(Column::new).collect();
    let past = pages > 0;
    let decided = decided.into_iter().map(move |line| old(line, today)).collect_view();
    let mut kinds: Vec<(Kind, Vec<Line>)> = Vec::new();
    for line in waiting {
        match kinds.iter_mut().find(|(kind, _)| *kind == line.kind) {
            Some((_, lines)) => lines.push(line),
            None => kinds.push((line.kind, vec![line])),
        }
    }
    let faults = wrong.summary();
    let kinds =
        kinds.into_iter().map(|(kind, lines)| group(kind, lines, refuses, &typed, &wrong, today)).collect_view();
    let said = said.map(|said| view! { <Notice tone=Tone::Done word="Done"><p>{said}</p></Notice> });
    view! {
        <Say>{say}</Say>
        {lede}
        {elsewhere}
        {said}
        {many::not_done(undone)}
        <Summary faults/>
        {kinds}
        {past.then(|| view! {
            <Block title="Decided" id="decided" remark="Newest first">
                <Table caption="Changes that were decided" columns=done stack=true>{decided}</Table>
                {pager}
            </Block>
        })}
        {keep(&[(List::Decisions, "all decisions")], &View::new("/decisions"))}
    }
    .into_any()
}

fn lede(n: usize, own: usize, yours: usize) -> Option<impl IntoView> {
    let mine = (own > 0).then(|| {
        let verb = if own == 1 { "is" } else { "are" };
        format!("{} of them {verb} yours: somebody else decides. ", dates::count_first(own))
    });
    let decide = match yours {
        0 => None,
        1 if n == 1 => Some("You may decide on it.".to_owned()),
        yours if yours == n => Some("You may decide on all of them.".to_owned()),
        yours => Some(format!("You may decide on {}.", dates::count(yours))),
    };
    (n > 0 && (mine.is_some() || decide.is_some())).then(|| view! { <Lede>{mine}{decide}</Lede> })
}

/// Changes of one kind: decided together in one form, or each on its page.
fn group((kind, title): Kind, lines: Vec<Line>, refuses: bool, typed: &Fields, wrong: &Wrong, today: Date) -> AnyView {
    let (n, yours) = (lines.len(), lines.iter().filter(|line| line.agrees).count());
    let mine = typed.text("kind") == kind;
    let chosen: Vec<_> = typed.all("proposal").map(str::to_owned).collect();
    let (reason, error) = if mine { (typed.text("reason"), wrong.at("reason")) } else { Default::default() };
    let betters = lines.first().map_or("", |line| line.betters);
    let seen = lines.iter().filter(|line| line.agrees);
    let seen = seen.map(|line| view! { <input type="hidden" name="seen" value=line.id.to_string()/> }).collect_view();
    let rows = lines.into_iter().map(|line| row(line, &chosen, today)).collect_view();
    let columns = vec![
        Column::pick("Choose"),
        Column::new("Change"),
        Column::new("Asked by"),
        Column::number("Waited"),
        Column::number("Touches"),
    ];
    let refuse = Press::SendTo("/decisions/refuse".to_owned());
    let all = Press::SendAs { name: "all", value: "yes".to_owned() };
    let id = format!("reason-{kind}");
    let decide = (yours > 0).then(|| {
        view! {
            <LongField
                name="reason" id label="Your answer" value=reason error optional=true
                hint="To refuse, say why. What you write is kept beside each change that you choose"
            />
            <Actions>
                <Button>"Agree to the chosen"</Button>
                {(yours > 1).then(|| view! { <Button press=all>{format!("Agree to all {}", dates::figure(yours))}</Button> })}
                {refuses.then(|| view! { <Button press=refuse weight=Weight::Danger>"Refuse the chosen"</Button> })}
            </Actions>
        }
    });
    let table = view! { <Table caption=format!("Changes that wait: {title}") columns stack=true>{rows}</Table> };
    // Who decides on none of them reads a list, and no form.
    let list = match decide {
        None => table.into_any(),
        Some(decide) => view! {
            <form class="form wide" method="post" action="/decisions/agree" novalidate>
                <input type="hidden" name="kind" value=kind/>
                {seen}
                {table}
                {decide}
            </form>
        }
        .into_any(),
    };
    let many = dates::capital(&dates::counted(n, "change", "changes"));
    let remark = if n == 1 { many } else { format!("{many}, the oldest first") };
    view! {
        <Block title id=kind remark=remark>
            <p class="small">{betters}</p>
            {list}
        </Block>
    }
    .into_any()
}

fn row(line: Line, chosen: &[String], today: Date) -> AnyView {
    let Line { id, headline, reason, who, at, own, agrees, touches, .. } = line;
    let checked = chosen.contains(&id.to_string());
    let pick = agrees.then(|| {
        let label = format!("Choose: {headline}");
        view! { <input type="checkbox" name="proposal" value=id.to_string() checked=checked aria-label=label/> }
    });
    let days = dates::days_between(at.date(), today);
    let waits = match days {
        0 => "Since today".to_owned(),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    };
    let (n, single, several) = touches;
    let touches = format!("{} {}", dates::figure(n), if n == 1 { single } else { several });
    view! {
        <tr>
            <td class="pick">{pick}</td>
            <th scope="row"><a href=format!("/decisions/{id}")>{headline}</a><span class="sub">{reason}</span></th>
            <td data-th="Asked by">{who}{own.then_some(" (you)")}</td>
            <td class="n nowrap" data-th="Waited">{waits}<span class="sub"><Moment at today/></span></td>
            <td class="n nowrap" data-th="Touches">{touches}</td>
        </tr>
    }
    .into_any()
}

fn old(line: Line, today: Date) -> AnyView {
    let Line { id, headline, at, outcome, .. } = line;
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=format!("/decisions/{id}")>{headline}</a></th>
            <td data-th="Outcome">{outcome}</td>
            <td data-th="When"><Moment at today/></td>
        </tr>
    }
    .into_any()
}
