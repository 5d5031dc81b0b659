//! One decision: what would change, why, what it betters; agree, refuse with a reason, or withdraw one's own.

use super::words::{Part, Telling, betters};
use crate::address::The;
use crate::asking::Asking;
use crate::controls::rhythm::differences;
use crate::error::{Error, Result};
use crate::form::{Fields, Form, Query, Wrong};
use crate::page::Page;
use crate::trail::{Happening, happenings, history};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, Press, Weight};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates::{self, Moment};
use crate::ui::facts::{Fact, Facts};
use crate::ui::notice::Refused;
use crate::ui::rail::Place;
use crate::ui::say::Say;
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use axum::response::{IntoResponse, Redirect, Response};
use domain::catalogue::catalogue;
use domain::change::Change;
use domain::ids::ProposalId;
use domain::refusal::Refusal;
use domain::rhythm::Rhythm;
use domain::trail::{ThingKind, Verb};
use domain::words::CriterionId;
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use store::{ControlRow, ProposalRow, Spine, Wording};

/// Up to so many systems in scope the number is worked out at once; beyond, when asked.
const AT_ONCE: usize = 100;

/// How many findings it would better, once worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Weighed {
    Known(u64),
    /// It cannot be made any more; why.
    Never(String),
    /// Others are writing.
    NotNow,
    OnRequest,
    /// It is worked out for those who propose and decide.
    ForOthers,
}

struct Shown {
    row: ProposalRow,
    headline: String,
    parts: Vec<Part>,
    who: String,
    decided_by: Option<String>,
    at: DateTime,
    decided_at: Option<DateTime>,
    /// Why whoever looks may not agree.
    why_not: Option<String>,
    refuses: bool,
    own: bool,
    weight: Weighed,
    /// The statement in force, and the one proposed.
    statements: Option<(String, String)>,
    /// What was edited of each control, in sentences.
    edits: Vec<(String, Vec<String>)>,
    history: Vec<Happening>,
    today: Date,
}

pub async fn show(asking: Asking, The(id): The<ProposalId>, Query(fields): Query) -> Result<Page> {
    let shown = load(&asking, id, fields.ticked("weigh")).await?;
    Ok(page(&asking, shown, String::new(), Wrong::default()))
}

async fn load(asking: &Asking, id: ProposalId, weigh: bool) -> Result<Shown> {
    let store = asking.store();
    let row = store.proposal(id).await?;
    let telling = Telling::of(asking, std::slice::from_ref(&row)).await?;
    let why_not = match store.may_agree(asking.actor(), &row).await.map_err(Error::from) {
        Ok(()) => None,
        Err(Error::Refused(Refusal::Forbidden(why))) => Some(why.into_owned()),
        Err(error) => return Err(error),
    };
    Ok(Shown {
        headline: telling.headline(&row.change),
        parts: telling.parts(&row.change),
        who: telling.names.of(row.asked_by).to_owned(),
        decided_by: row.decided_by.map(|by| telling.names.of(by).to_owned()),
        at: asking.local(row.at),
        decided_at: row.decided_at.map(|at| asking.local(at)),
        refuses: crate::programmes::allowed(asking, Verb::ChangeRefused),
        own: row.asked_by == asking.actor().person,
        weight: weight(asking, &row, why_not.is_none(), weigh).await?,
        statements: statements(asking, &row.change).await?,
        edits: edits(asking, &row.change).await?,
        history: happenings(asking, ThingKind::Proposal, &id.to_string(), &telling.names).await?,
        today: asking.today,
        why_not,
        row,
    })
}

async fn weight(asking: &Asking, row: &ProposalRow, decides: bool, asked: bool) -> Result<Weighed> {
    if row.outcome.is_some() {
        return Ok(Weighed::Known(row.bettered.and_then(|n| u64::try_from(n).ok()).unwrap_or_default()));
    }
    match asking.store().may_weigh(asking.actor(), row).await.map_err(Error::from) {
        Ok(()) => {}
        Err(Error::Refused(_)) => return Ok(Weighed::ForOthers),
        Err(error) => return Err(error),
    }
    if let Some(n) = asking.store().weight_at_hand(row.id, asking.visitor.seq, asking.now) {
        return Ok(Weighed::Known(n));
    }
    let small = asking.store().scope_sizes().await?.values().sum::<usize>() <= AT_ONCE;
    if !(asked || (decides && small)) {
        return Ok(Weighed::OnRequest);
    }
    match asking.store().would_better(asking.actor(), row.id).await.map_err(Error::from) {
        Ok(Some(n)) => Ok(Weighed::Known(n)),
        Ok(None) => Ok(Weighed::NotNow),
        Err(Error::Refused(refusal)) => Ok(Weighed::Never(refusal.to_string())),
        Err(error) => Err(error),
    }
}

async fn statements(asking: &Asking, change: &Change) -> Result<Option<(String, String)>> {
    let Change::Reword { control, version, .. } = change else { return Ok(None) };
    let Some(row) = asking.store().control(control).await? else { return Ok(None) };
    let wordings = asking.store().wordings(row.no).await?;
    let of = |wanted: &dyn Fn(&&Wording) -> bool| wordings.iter().find(wanted).map(|w| w.statement.clone());
    let before = of(&|w| w.version < *version && w.agreed.is_some()).unwrap_or(row.statement);
    Ok(of(&|w| w.version == *version).map(|new| (before, new)))
}

/// What of its rhythm and statement is ours and not the library's, or would be otherwise.
async fn edits(asking: &Asking, change: &Change) -> Result<Vec<(String, Vec<String>)>> {
    if let Change::Relax { control, rhythm } = change {
        let now = asking.store().rhythm(control).await?;
        return Ok(vec![(control.to_string(), differences(&now.rhythm, rhythm))]);
    }
    let Change::ApproveControls { controls } = change else { return Ok(Vec::new()) };
    let (rhythms, rows) = (asking.store().rhythms().await?, asking.store().controls().await?);
    let spine = asking.spine().await?;
    let edited = controls.iter().filter_map(|id| {
        let Some(template) = catalogue().controls.get(id) else {
            let row = rows.iter().find(|row| row.id == *id)?;
            return Some((id.to_string(), added(row, &spine)));
        };
        let mut said = rhythms.get(id).map(|now| differences(&Rhythm::proposed(template), &now.rhythm))?;
        let row = rows.iter().find(|row| row.id == *id)?;
        if row.statement != template.statement {
            said.insert(0, format!("Its statement: {}", row.statement));
        }
        (!said.is_empty()).then(|| (id.to_string(), said))
    });
    Ok(edited.collect())
}

/// All of a control of our own: nobody approved any of it yet.
fn added(row: &ControlRow, spine: &Spine) -> Vec<String> {
    let answers = row.criteria.iter().map(CriterionId::key).collect::<Vec<_>>().join(", ");
    let cadence = row.cadence.label().to_lowercase();
    let reach = format!("Serves {answers}; applies to {}; runs {cadence}.", row.applies);
    let of_it = spine.requirements.iter().filter(|one| spine.control_of(one).is_some_and(|of| of.id == row.id));
    let asks = of_it.map(|one| {
        let proof = one.proof.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{} {}, asked of: {}; proven by {proof}.", one.id, one.steps.title, one.subject.label().to_lowercase())
    });
    [row.statement.clone(), reach].into_iter().chain(asks).collect()
}

fn in_library(id: &str) -> bool {
    id.parse().is_ok_and(|id| catalogue().controls.get(&id).is_some())
}

fn edits_view(shown: &Shown) -> Option<AnyView> {
    let by_library = matches!(shown.row.change, Change::ApproveControls { .. });
    let title = match (by_library, shown.edits.first()) {
        (true, Some((id, _))) if !in_library(id) => "Of our own making",
        (true, _) => "Edited from the library",
        (false, _) => "What would be otherwise",
    };
    let all = shown.edits.iter().cloned().map(|(id, said)| {
        let said = said.into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect_view();
        view! { <Fact name=id><ul>{said}</ul></Fact> }
    });
    let all = all.collect_view();
    (!shown.edits.is_empty()).then(|| view! { <Block title id="edits"><Facts>{all}</Facts></Block> }.into_any())
}

pub async fn agree(asking: Asking, The(id): The<ProposalId>, Form(fields): Form<Fields>) -> Result<Response> {
    let outcome = asking.store().agree(asking.actor(), id, &fields.text("reason")).await;
    answered(&asking, id, fields, outcome).await
}

pub async fn refuse(asking: Asking, The(id): The<ProposalId>, Form(fields): Form<Fields>) -> Result<Response> {
    let outcome = asking.store().refuse(asking.actor(), id, &fields.text("reason")).await;
    answered(&asking, id, fields, outcome).await
}

async fn answered(asking: &Asking, id: ProposalId, fields: Fields, outcome: store::Result<()>) -> Result<Response> {
    let Err(error) = outcome else { return Ok(Redirect::to(&format!("/decisions/{id}")).into_response()) };
    let wrong = Error::from(error).faults()?.into();
    let shown = load(asking, id, false).await?;
    Ok(page(asking, shown, fields.text("reason"), wrong).refused().into_response())
}

pub async fn withdraw(asking: Asking, The(id): The<ProposalId>) -> Result<Redirect> {
    asking.store().withdraw_proposal(asking.actor(), id).await?;
    Ok(Redirect::to(&format!("/decisions/{id}")))
}

fn page(asking: &Asking, shown: Shown, reason: String, wrong: Wrong) -> Page {
    asking.page("Decision", Place::Decisions, move || body(shown, reason, wrong))
}

fn body(shown: Shown, reason: String, wrong: Wrong) -> AnyView {
    let (facts, parts, statements) = (facts(&shown), parts(&shown), statements_view(&shown));
    let edits = edits_view(&shown);
    let decide = if shown.row.outcome.is_none() { Some(decide(&shown, reason, &wrong)) } else { None };
    let (id, today) = (shown.row.id, shown.today);
    let question = match shown.row.outcome.as_deref() {
        None => " A second person decides.".to_owned(),
        Some(outcome) => format!(" This was {outcome}."),
    };
    view! {
        <Crumbs way=vec![Crumb::new("Decisions", "/decisions")]/>
        <Say>{shown.headline}{question}</Say>
        {facts}
        {statements}
        {edits}
        {decide}
        {parts}
        <Block title="History" id="history">{history(shown.history, today, format!("/trail?thing=proposal/{id}"))}</Block>
    }
    .into_any()
}

fn facts(shown: &Shown) -> AnyView {
    let (row, today) = (&shown.row, shown.today);
    let weight = match &shown.weight {
        Weighed::Known(n) => {
            let n = usize::try_from(*n).unwrap_or(usize::MAX);
            let verb = if row.outcome.is_some() { "bettered" } else { "would be bettered" };
            let one = n == 1;
            let verb = if row.outcome.is_some() {
                format!("{} {verb}", if one { "was" } else { "were" })
            } else {
                verb.to_owned()
            };
            format!("{} {verb}.", crate::programmes::counted_first(n, "finding", "findings")).into_any()
        }
        Weighed::Never(why) => format!("It cannot be made any more: {why}").into_any(),
        Weighed::NotNow => "It cannot be weighed now: others are writing. Load the page again in a moment.".into_any(),
        Weighed::ForOthers => "Worked out for those who propose and decide.".into_any(),
        Weighed::OnRequest => {
            let href = format!("/decisions/{}?weigh=yes", row.id);
            view! { <a href=href>"Work out how many findings"</a> }.into_any()
        }
    };
    let decided = shown.decided_by.clone().zip(shown.decided_at).map(|(by, at)| {
        view! { <Fact name="Decided by">{by}", "<Moment at today/></Fact> }
    });
    let answer = row.answer.clone().filter(|answer| !answer.is_empty());
    let (who, asked, betters) = (shown.who.clone(), shown.at, betters(&row.change));
    let reason = if row.reason.is_empty() { "None was given".to_owned() } else { row.reason.clone() };
    view! {
        <Block title="What is asked" quiet=true first=true>
            <Facts>
                <Fact name="Asked by">{who}", "<Moment at=asked today/></Fact>
                <Fact name="Reason">{reason}</Fact>
                <Fact name="What it betters">{betters}" "{weight}</Fact>
                {decided}
                {answer.map(|answer| view! { <Fact name="Answer">{answer}</Fact> })}
            </Facts>
        </Block>
    }
    .into_any()
}

fn statements_view(shown: &Shown) -> Option<AnyView> {
    let (was, is) = match shown.row.outcome.as_deref() {
        None => ("In force", "Proposed"),
        Some("agreed") => ("Before", "Agreed to"),
        Some(_) => ("In force then", "Not agreed to"),
    };
    shown.statements.clone().map(|(before, after)| {
        view! {
            <Block title="Statement" id="statement">
                <Facts>
                    <Fact name=was>{before}</Fact>
                    <Fact name=is>{after}</Fact>
                </Facts>
            </Block>
        }
        .into_any()
    })
}

fn parts(shown: &Shown) -> AnyView {
    let parts = shown.parts.iter().map(|Part { words, href }| match href.clone() {
        Some(href) => view! { <li><a href=href>{words.clone()}</a></li> }.into_any(),
        None => view! { <li>{words.clone()}</li> }.into_any(),
    });
    let parts = parts.collect_view();
    let remark = dates::counted(shown.parts.len(), "thing", "things");
    view! { <Block title="What it is about" id="about" remark><ul class="subjects">{parts}</ul></Block> }.into_any()
}

fn decide(shown: &Shown, reason: String, wrong: &Wrong) -> AnyView {
    let base = format!("/decisions/{}", shown.row.id);
    if shown.own {
        return view! {
            <Block title="Decide" id="decide">
                <Refused word="Not yours to decide" rule="You proposed this. A second person decides."/>
                <form method="post" action=format!("{base}/withdraw")>
                    <Actions><Button weight=Weight::Danger>"Withdraw the proposal"</Button></Actions>
                </form>
            </Block>
        }
        .into_any();
    }
    let agrees = shown.why_not.is_none();
    let why_not = shown.why_not.clone().map(|rule| view! { <Refused word="Not yours to agree to" rule/> });
    let refuse = Press::SendTo(format!("{base}/refuse"));
    let (refuses, faults, error) = (shown.refuses, wrong.summary(), wrong.at("reason"));
    let form = (agrees || refuses).then(|| {
        view! {
            <Summary faults/>
            <form class="form" method="post" action=format!("{base}/agree") novalidate>
                <LongField
                    name="reason" label="Your answer" value=reason error optional=agrees
                    hint="To refuse, say why. What you write is kept beside the change"
                />
                <Actions>
                    {agrees.then(|| view! { <Button weight=Weight::Primary>"Agree to the change"</Button> })}
                    {refuses.then(|| view! { <Button press=refuse weight=Weight::Danger>"Refuse with this reason"</Button> })}
                </Actions>
            </form>
        }
    });
    view! { <Block title="Decide" id="decide">{why_not}{form}</Block> }.into_any()
}
