//! The review queue: oldest first, one piece at a time, decided pair by pair or all at once.

use super::kind_title;
use super::pairs::{Words, facts, requirement, subject};
use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Fields, Form, Query, Wrong};
use crate::page::Page;
use crate::ui::block::{Block, SideNote};
use crate::ui::button::{Actions, Button, ButtonLink, Press, Weight};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::EmptyPage;
use crate::ui::input::TextField;
use crate::ui::notice::{Notice, Refused, Tone};
use crate::ui::rail::Place;
use crate::ui::say::Say;
use crate::ui::summary::Summary;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::catalogue::catalogue;
use domain::evidence::{NamedPair, Ruling, UnderReview, decide as rule_of};
use domain::ids::EvidenceId;
use domain::refusal::Refusal;
use leptos::prelude::*;
use store::{EvidenceRow, PairRow, PairRuling, Queued};

/// How much of the queue is named beside the piece.
const NAMED: i64 = 50;

/// What the page shows.
struct Review {
    queue: Vec<Queued>,
    all: usize,
    piece: Option<Piece>,
    words: Words,
    decided: bool,
    /// Why each piece of the queue is not for this person.
    why_not: Vec<Option<String>>,
}

/// The piece under review.
struct Piece {
    row: EvidenceRow,
    pairs: Vec<PairRow>,
    waiting: i64,
    why_not: Option<String>,
    typed: Fields,
    wrong: Wrong,
    conflict: Option<String>,
}

pub async fn show(asking: Asking, Query(query): Query) -> Result<Page> {
    let review = load(&asking, query.parsed("evidence"), query.text("said") == "decided").await?;
    Ok(page(&asking, review))
}

pub async fn decide(asking: Asking, The(id): The<EvidenceId>, Form(fields): Form<Fields>) -> Result<Response> {
    let error = match rule(&asking, id, &fields).await {
        Ok(()) => return Ok(Redirect::to("/evidence/review?said=decided").into_response()),
        Err(error) => error,
    };
    let mut review = load(&asking, Some(id), false).await?;
    let (status, wrong, conflict) = if let Error::Refused(Refusal::Conflict(rule)) = error {
        (StatusCode::CONFLICT, Wrong::default(), Some(rule.into_owned()))
    } else {
        (StatusCode::UNPROCESSABLE_ENTITY, error.faults()?.into(), None)
    };
    review.piece = review.piece.map(|piece| Piece { typed: fields, wrong, conflict, ..piece });
    Ok(page(&asking, review).status(status).into_response())
}

/// The name of a pair's controls: `ruling.12.TSK-LG-02-1`.
fn control(what: &str, pair: &NamedPair) -> String {
    format!("{what}.{}.{}", pair.subject, pair.requirement)
}

async fn rule(asking: &Asking, id: EvidenceId, fields: &Fields) -> Result<()> {
    asking.store().evidence(id).await?;
    let seen = fields.text("seen");
    let seen = Some(seen.as_str()).filter(|seen| !seen.is_empty());
    let common = fields.text("reason");
    let waiting = asking.store().waiting_pairs(id).await?;
    let all = fields.parsed::<Ruling>("all");
    let mut rulings = Vec::new();
    for pair in waiting {
        let Some(ruling) = all.or_else(|| fields.parsed(&control("ruling", &pair))) else { continue };
        let own = fields.text(&control("reason", &pair));
        let reason = if own.trim().is_empty() { common.clone() } else { own };
        let reason = if ruling == Ruling::Supports { String::new() } else { reason };
        rulings.push(PairRuling { pair, ruling, reason });
    }
    // What the form decided on and no longer waits was decided by somebody else.
    let chosen =
        all.is_some() || fields.pairs().iter().any(|(name, value)| name.starts_with("ruling.") && !value.is_empty());
    if rulings.is_empty() && chosen {
        return Err(Refusal::conflict("Somebody decided on this meanwhile. Nothing was changed.").into());
    }
    Ok(asking.store().rule(asking.actor(), id, &rulings, seen).await?)
}

async fn load(asking: &Asking, chosen: Option<EvidenceId>, decided: bool) -> Result<Review> {
    let (queue, all) = asking.store().review_queue(NAMED).await?;
    let names = asking.store().names().await?;
    let why = |submitted_by, performed_by| {
        let evidence = UnderReview { submitted_by, performed_by, withdrawn: false };
        rule_of(&evidence, asking.actor(), Ruling::Supports, "", asking.now).err().map(|refusal| refusal.to_string())
    };
    let why_not: Vec<_> = queue.iter().map(|queued| why(queued.submitted_by, queued.performed_by)).collect();
    let mine = queue.iter().zip(&why_not).find(|(_, why)| why.is_none()).map(|(queued, _)| queued.id);
    let piece = match chosen.or(mine) {
        Some(id) => {
            let row = asking.store().evidence(id).await?;
            let (pairs, _, waiting) = asking.store().evidence_pairs(id, 0).await?;
            let why_not = why(row.submitted_by, row.performed_by);
            let pairs = pairs.into_iter().filter(|p| p.ruling.is_none() && p.withdrawn_at.is_none()).collect();
            let (typed, wrong) = (Fields::default(), Wrong::default());
            Some(Piece { row, pairs, waiting, why_not, typed, wrong, conflict: None })
        }
        None => None,
    };
    let all = usize::try_from(all).unwrap_or_default();
    Ok(Review { queue, all, piece, words: Words::of(asking, names), decided, why_not })
}

fn page(asking: &Asking, review: Review) -> Page {
    asking.page("Review", Place::Evidence, move || view(review))
}

fn view(review: Review) -> AnyView {
    let decided = review.decided.then(|| {
        view! { <Notice tone=Tone::Done word="Decided"><p>"The findings follow at once."</p></Notice> }
    });
    if review.all == 0 && review.piece.is_none() {
        return view! {
            {decided}
            <EmptyPage say="Nothing waits for review.">
                <p>"What is sent from a task comes here, oldest first, until a second person decides on it."</p>
                <Actions><ButtonLink weight=Weight::Primary href="/tasks">"Go to the tasks"</ButtonLink></Actions>
            </EmptyPage>
        }
        .into_any();
    }
    let for_you = review.why_not.iter().filter(|why| why.is_none()).count();
    let pieces = dates::count_first(review.all);
    let (noun, verb) =
        if review.all == 1 { ("piece", "waits for review") } else { ("pieces", "wait for review, oldest first") };
    let yours = match for_you {
        0 => "None of it is for you to decide.".to_owned(),
        n if n == review.all && n == 1 => "You may decide on it.".to_owned(),
        n if n == review.all => "You may decide on all of them.".to_owned(),
        n => format!("You may decide on {}.", dates::count(n)),
    };
    let side = queue(&review);
    let work = review.piece.map(|piece| work(piece, &review.words));
    let way = vec![Crumb::new("Evidence", "/evidence"), Crumb::plain("Review")];
    view! {
        <Crumbs way/>
        <Say>{format!("{pieces} {noun} of evidence {verb}. {yours}")}</Say>
        {decided}
        <div class="walk"><div>{work}</div>{side}</div>
    }
    .into_any()
}

fn queue(review: &Review) -> AnyView {
    let shown = review.piece.as_ref().map(|piece| piece.row.id);
    let rows = review.queue.iter().zip(&review.why_not).map(|(queued, why)| {
        let href = format!("/evidence/review?evidence={}", queued.id);
        let here = (shown == Some(queued.id)).then_some("true");
        let by = review.words.names.of(queued.submitted_by).to_owned();
        let things = dates::counted(usize::try_from(queued.pairs).unwrap_or_default(), "thing", "things");
        let said = format!("{by}, {}, for {things}", review.words.day(queued.since));
        view! {
            <li aria-current=here>
                <a href=href>{queued.title.clone()}</a>
                <span class="sub">{said}</span>
                {why.clone().map(|why| view! { <span class="sub">{why}</span> })}
            </li>
        }
    });
    let rows = rows.collect_view();
    let more = review.all.saturating_sub(review.queue.len());
    let more = (more > 0).then(|| view! { <p class="small">{format!("And {} more.", dates::figure(more))}</p> });
    view! { <aside class="side"><SideNote title="The queue"><ol class="queue">{rows}</ol>{more}</SideNote></aside> }
        .into_any()
}

fn work(piece: Piece, words: &Words) -> AnyView {
    let kind = catalogue().kinds.get(&piece.row.kind);
    let checks = kind.map(|kind| (kind.shows, kind.reviewer_checks));
    let href = format!("/evidence/{}", piece.row.id);
    let (title, facts) = (piece.row.title.clone(), facts(&piece.row, words));
    let kind = kind_title(&piece.row.kind);
    let checks = checks.map(|(shows, checks)| {
        view! {
            <Block title="What the auditor will check">
                <div class="prose"><p>{checks}</p><p>{format!("{kind}: {shows}")}</p></div>
            </Block>
        }
    });
    let form = match &piece.why_not {
        Some(why) => view! { <Refused word="Not yours to decide" rule=why.clone()/> }.into_any(),
        None if piece.pairs.is_empty() => {
            view! { <Notice word="Decided"><p>"Nothing of it waits any more."</p></Notice> }.into_any()
        }
        None => form(&piece),
    };
    let conflict = piece.conflict.clone();
    let conflict = conflict.map(|rule| {
        view! { <Notice tone=Tone::NotDone word="Not decided"><p>{rule}" What you chose is still below."</p></Notice> }
    });
    view! {
        {conflict}
        <Block title=title first=true aside=move || view! { <a href=href>"Its page"</a> }>{facts}</Block>
        {checks}
        <Block title="Decide" id="decide">{form}</Block>
    }
    .into_any()
}

fn form(piece: &Piece) -> AnyView {
    let action = format!("/evidence/{}/decide", piece.row.id);
    let seen = piece.row.file.as_ref().map(|file| file.sha256.clone()).unwrap_or_default();
    let pairs = piece.pairs.iter().map(|pair| decision(pair, &piece.typed)).collect_view();
    let n = usize::try_from(piece.waiting).unwrap_or_default();
    let faults = piece.wrong.summary();
    let error = piece.wrong.at("reason");
    let reason = piece.typed.text("reason");
    let more = piece.waiting > i64::try_from(piece.pairs.len()).unwrap_or_default();
    let more = more.then(|| {
        view! { <p class="hint">{format!("The first {} of {} are shown; “all” means all.", piece.pairs.len(), dates::figure(n))}</p> }
    });
    let all = |ruling: Ruling| Press::SendAs { name: "all", value: ruling.key().to_owned() };
    let every = (n > 1).then(|| {
        let (accept, reject) = (all(Ruling::Supports), all(Ruling::Rejected));
        view! {
            <Button press=accept>{format!("Accept all {}", dates::figure(n))}</Button>
            <Button press=reject>{format!("Reject all {}", dates::figure(n))}</Button>
        }
    });
    view! {
        <Summary faults/>
        <form class="form wide" method="post" action=action novalidate>
            <input type="hidden" name="seen" value=seen/>
            <ul class="pairs">{pairs}</ul>
            {more}
            <TextField
                name="reason" label="Reason" value=reason error optional=true
                hint="For what is rejected or shows failure, where no reason of its own stands beside it."
            />
            <Actions>
                <Button weight=Weight::Primary>"Decide as chosen"</Button>
                {every}
            </Actions>
        </form>
    }
    .into_any()
}

fn decision(pair: &PairRow, typed: &Fields) -> AnyView {
    let (name, reason) = (control("ruling", &pair.pair), control("reason", &pair.pair));
    let chosen = typed.text(&name);
    let nil = pair.in_place_of.as_ref().map(|kind| format!("; in place of: {}", kind_title(kind).to_lowercase()));
    let legend = format!("{} on {}{}", requirement(pair), subject(pair), nil.unwrap_or_default());
    let (attach, why) = (pair.steps.attach, pair.steps.why.to_string());
    let attach = (!attach.is_empty()).then(|| view! { <span class="sub">"Asked for: "{attach}</span> });
    let ticks = Ruling::ALL.iter().map(|ruling| {
        let checked = chosen == ruling.key();
        view! {
            <label class="check">
                <input type="radio" name=name.clone() value=ruling.key() checked=checked/>
                <span>{ruling.label()}</span>
            </label>
        }
    });
    let ticks = ticks.collect_view();
    let id = reason.clone();
    view! {
        <li>
            <fieldset>
                <legend>{legend}</legend>
                <span class="sub">{pair.pair.requirement.to_string()}": "{why}</span>
                {attach}
                <div class="decide">{ticks}</div>
                <label class="sub" for=id.clone()>"Reason"</label>
                <input class="input" type="text" id=id name=reason value=typed.text(&control("reason", &pair.pair)) autocomplete="off"/>
            </fieldset>
        </li>
    }
    .into_any()
}
