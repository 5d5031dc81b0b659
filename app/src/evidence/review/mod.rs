//! The review queue: oldest first, one piece at a time; its pairs by requirement, decided together or one by one.

mod form;
mod meanwhile;
mod queue;

use super::kind_title;
use super::pairs::{SAME, Words, facts};
use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Fields, Form, Query, Wrong};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::choice::Choice;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::EmptyPage;
use crate::ui::notice::{Notice, Refused, Tone};
use crate::ui::query::Query as View;
use crate::ui::rail::Place;
use crate::ui::say::Say;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::catalogue::catalogue;
use domain::codes::RequirementId;
use domain::evidence::{Ruling, UnderReview, decide as rule_of};
use domain::ids::EvidenceId;
use domain::refusal::Refusal;
use form::Choices;
use jiff::civil::Date;
use leptos::prelude::*;
use meanwhile::Meanwhile;
use queue::{KEPT, Queue};
use std::collections::BTreeMap;
use store::{EvidenceRow, PairRow, SameFile};

/// What the page shows.
struct Review {
    queue: Queue,
    /// How many pieces wait, and how many of them this person may decide on.
    all: usize,
    yours: usize,
    piece: Option<Piece>,
    words: Words,
    decided: bool,
}

/// The piece under review.
struct Piece {
    row: EvidenceRow,
    same: Vec<SameFile>,
    /// The first day on which it would be stale if it were accepted, by requirement.
    stale: BTreeMap<RequirementId, Date>,
    today: Date,
    /// How many pairs wait, by requirement.
    groups: Vec<(RequirementId, i64)>,
    /// A page of them.
    pairs: Vec<PairRow>,
    page: i64,
    why_not: Option<String>,
    typed: Fields,
    wrong: Wrong,
    meanwhile: Option<Meanwhile>,
    /// The filters of the queue, which a decision comes back to.
    view: View,
}

impl Piece {
    fn waiting(&self) -> i64 {
        self.groups.iter().map(|(_, n)| n).sum()
    }
}

pub async fn show(asking: Asking, Query(query): Query) -> Result<Page> {
    let review = load(&asking, query.parsed("evidence"), &query).await?;
    Ok(page(&asking, review))
}

pub async fn decide(asking: Asking, The(id): The<EvidenceId>, Form(fields): Form<Fields>) -> Result<Response> {
    let error = match rule(&asking, id, &fields).await {
        Ok(()) => {
            let back = KEPT.iter().map(|key| (*key, fields.text(key))).chain([("said", "decided".to_owned())]);
            return Ok(Redirect::to(&View::of("/evidence/review", back).href()).into_response());
        }
        Err(error) => error,
    };
    let mut review = load(&asking, Some(id), &fields).await?;
    review.decided = false;
    let (status, wrong, meanwhile) = if let Error::Refused(Refusal::Conflict(rule)) = error {
        let meanwhile = Meanwhile::of(&asking, id, &fields, rule.into_owned()).await?;
        (StatusCode::CONFLICT, Wrong::default(), Some(meanwhile))
    } else {
        (StatusCode::UNPROCESSABLE_ENTITY, error.faults()?.into(), None)
    };
    review.piece = review.piece.map(|piece| Piece { typed: fields, wrong, meanwhile, ..piece });
    Ok(page(&asking, review).status(status).into_response())
}

async fn rule(asking: &Asking, id: EvidenceId, fields: &Fields) -> Result<()> {
    asking.store().evidence(id).await?;
    let seen = fields.text("seen");
    let seen = Some(seen.as_str()).filter(|seen| !seen.is_empty());
    let waiting = asking.store().waiting_pairs(id).await?;
    let rulings = Choices::of(fields).rulings(&waiting)?;
    Ok(asking.store().rule(asking.actor(), id, &rulings, seen).await?)
}

async fn load(asking: &Asking, chosen: Option<EvidenceId>, fields: &Fields) -> Result<Review> {
    let store = asking.store();
    let waiting = store.waiting(asking.visitor.seq).await?;
    let names = asking.names().await?;
    let people = waiting.pieces.iter().map(|piece| piece.review.submitted_by);
    let people: std::collections::BTreeSet<_> = people.collect();
    let people = people.into_iter().map(|id| Choice::new(id.to_string(), names.of(id))).collect();
    let queue = Queue::load(asking, fields, people).await?;
    let mine = queue.rows.iter().find(|queued| why_not(asking, queued.submitted_by, queued.performed_by).is_none());
    let piece = match chosen.or(mine.map(|queued| queued.id)) {
        Some(id) => Some(piece(asking, id, fields, queue.view.clone()).await?),
        None => None,
    };
    Ok(Review {
        all: waiting.pieces.len(),
        yours: waiting.to_review(asking.actor(), asking.now).count(),
        piece,
        words: Words::of(asking, names),
        decided: fields.text("said") == "decided",
        queue,
    })
}

async fn piece(asking: &Asking, id: EvidenceId, fields: &Fields, view: View) -> Result<Piece> {
    let row = asking.store().evidence(id).await?;
    let page = fields.parsed::<i64>("pairs").unwrap_or(1).clamp(1, 1_000_000) - 1;
    let (groups, pairs) = asking.store().review_pairs(id, page).await?;
    let why_not = why_not(asking, row.submitted_by, row.performed_by);
    let (typed, wrong) = (Fields::default(), Wrong::default());
    let same = asking.store().same_file(&row, SAME).await?;
    let spine = asking.spine().await?;
    let (stale, today) = (asking.store().stale_if_accepted(&row, &spine).await?, asking.today);
    Ok(Piece { row, same, stale, today, groups, pairs, page, why_not, typed, wrong, meanwhile: None, view })
}

/// Why a piece is not for this person to decide on.
fn why_not(
    asking: &Asking,
    submitted_by: domain::ids::PersonId,
    performed_by: domain::ids::PersonId,
) -> Option<String> {
    let evidence = UnderReview { submitted_by, performed_by, withdrawn: false };
    rule_of(&evidence, asking.actor(), Ruling::Supports, "", asking.now).err().map(|refusal| refusal.to_string())
}

fn page(asking: &Asking, review: Review) -> Page {
    let why = |queued: &store::Queued| why_not(asking, queued.submitted_by, queued.performed_by);
    let why_not = review.queue.rows.iter().map(why).collect();
    asking.page("Review", Place::Evidence, move || view(review, why_not))
}

fn view(review: Review, why_not: Vec<Option<String>>) -> AnyView {
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
    let said = sentence(review.all, review.yours);
    let shown = review.piece.as_ref().map(|piece| piece.row.id);
    let work = review.piece.map(|piece| work(piece, &review.words));
    let nothing = work.is_none().then(|| {
        view! { <Block title="Decide" id="decide" first=true><p>"Nothing of what is shown is for you to decide. The queue beside names what waits, and for whom."</p></Block> }
    });
    let side = queue::side(review.queue, &review.words, shown, why_not);
    let way = vec![Crumb::new("Evidence", "/evidence"), Crumb::plain("Review")];
    view! {
        <Crumbs way/>
        <Say>{said}</Say>
        {decided}
        <div class="walk review"><div>{work}{nothing}</div>{side}</div>
    }
    .into_any()
}

/// “Four pieces of evidence wait for review, oldest first. You may decide on two.”
fn sentence(all: usize, yours: usize) -> String {
    let pieces = dates::count_first(all);
    let (noun, verb) =
        if all == 1 { ("piece", "waits for review") } else { ("pieces", "wait for review, oldest first") };
    let yours = match yours {
        0 => "None of it is for you to decide.".to_owned(),
        n if n == all && n == 1 => "You may decide on it.".to_owned(),
        n if n == all => "You may decide on all of them.".to_owned(),
        n => format!("You may decide on {}.", dates::count(n)),
    };
    format!("{pieces} {noun} of evidence {verb}. {yours}")
}

fn work(piece: Piece, words: &Words) -> AnyView {
    let kind = catalogue().kinds.get(&piece.row.kind);
    let checks = kind.map(|kind| (kind.shows, kind.reviewer_checks));
    let href = format!("/evidence/{}", piece.row.id);
    let (title, facts) = (piece.row.title.clone(), facts(&piece.row, &piece.same, words));
    let kind = kind_title(&piece.row.kind);
    let checks = checks.map(|(shows, checks)| {
        view! {
            <Block title="What the auditor will check">
                <div class="prose"><p>{checks}</p><p>{format!("{kind}: {shows}")}</p></div>
            </Block>
        }
    });
    let meanwhile = piece.meanwhile.as_ref().map(|meanwhile| meanwhile.view(words));
    let form = match &piece.why_not {
        Some(why) => view! { <Refused word="Not yours to decide" rule=why.clone()/> }.into_any(),
        None if piece.groups.is_empty() => {
            view! { <Notice word="Decided"><p>"Nothing of it waits any more."</p></Notice> }.into_any()
        }
        None => form::view(&piece),
    };
    view! {
        {meanwhile}
        <Block title=title first=true aside=move || view! { <a href=href>"Its page"</a> }>{facts}</Block>
        {checks}
        <Block title="Decide" id="decide">{form}</Block>
    }
    .into_any()
}
