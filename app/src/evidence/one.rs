//! One piece of evidence: what it is, what became of it for each pair, and withdrawing it.

use super::pairs::{SAME, Words, entry, facts};
use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Fields, Form, Query, Wrong};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::notice::{Notice, Tone};
use crate::ui::pager::Pager;
use crate::ui::query::Query as View;
use crate::ui::rail::Place;
use crate::ui::say::{Name, Say};
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::change::Change;
use domain::evidence::Ruling;
use domain::ids::EvidenceId;
use domain::people::{Relation, may};
use domain::refusal::Refusal;
use domain::trail::Verb;
use leptos::prelude::*;
use store::{EvidenceRow, PAIRS_A_PAGE, PairRow, SameFile};

/// What the page shows.
struct One {
    row: EvidenceRow,
    same: Vec<SameFile>,
    pairs: Vec<PairRow>,
    all: i64,
    waiting: i64,
    page: i64,
    words: Words,
    /// Sees the queue as a reviewer.
    reviews: bool,
    may_withdraw: bool,
    /// May open a deficiency of something.
    may_open: bool,
    proposed: bool,
    reason: String,
    wrong: Wrong,
    conflict: Option<String>,
}

pub async fn show(asking: Asking, The(id): The<EvidenceId>, Query(query): Query) -> Result<Page> {
    let one = load(&asking, id, &query).await?;
    Ok(page(&asking, one))
}

pub async fn withdraw(asking: Asking, The(id): The<EvidenceId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().withdraw(asking.actor(), id, &fields.text("reason")).await;
    answer(&asking, id, &fields, done.map_err(Error::from), "").await
}

/// What was accepted as showing failure is withdrawn by two.
pub async fn withdraw_adverse(
    asking: Asking,
    The(id): The<EvidenceId>,
    Form(fields): Form<Fields>,
) -> Result<Response> {
    asking.store().evidence(id).await?;
    let change = Change::WithdrawAdverse { evidence: id };
    let done = asking.store().propose(asking.actor(), &change, &fields.text("reason")).await;
    answer(&asking, id, &fields, done.map(|_| ()).map_err(Error::from), "?said=proposed").await
}

async fn answer(
    asking: &Asking,
    id: EvidenceId,
    fields: &Fields,
    done: Result<()>,
    said: &'static str,
) -> Result<Response> {
    let error = match done {
        Ok(()) => return Ok(Redirect::to(&format!("/evidence/{id}{said}")).into_response()),
        Err(error) => error,
    };
    let shown = One { reason: fields.text("reason"), ..load(asking, id, &Fields::default()).await? };
    if let Error::Refused(Refusal::Conflict(rule)) = error {
        let one = One { conflict: Some(rule.into_owned()), ..shown };
        return Ok(page(asking, one).status(StatusCode::CONFLICT).into_response());
    }
    let one = One { wrong: error.faults()?.into(), ..shown };
    Ok(page(asking, one).refused().into_response())
}

async fn load(asking: &Asking, id: EvidenceId, query: &Fields) -> Result<One> {
    let page = query.parsed::<i64>("page").unwrap_or(1).clamp(1, 1_000_000) - 1;
    let row = asking.store().evidence(id).await?;
    let (pairs, all, waiting) = asking.store().evidence_pairs(id, page).await?;
    let names = asking.names().await?;
    let own = row.submitted_by == asking.actor().person;
    let relation = if own { Relation::Owner } else { Relation::Stranger };
    Ok(One {
        words: Words::of(asking, names),
        reviews: asking.actor().rights.reviews(),
        may_withdraw: may(asking.actor().rights, Verb::EvidenceWithdrawn, relation),
        may_open: crate::deficiencies::opens_any(asking).await?,
        proposed: query.text("said") == "proposed",
        reason: String::new(),
        wrong: Wrong::default(),
        conflict: None,
        same: asking.store().same_file(&row, SAME).await?,
        row,
        pairs,
        all,
        waiting,
        page,
    })
}

impl One {
    fn withdrawn(&self) -> bool {
        self.pairs.iter().any(|pair| pair.withdrawn_at.is_some())
    }

    fn adverse(&self) -> bool {
        self.pairs.iter().any(|pair| pair.ruling == Some(Ruling::Adverse))
    }

    fn sentence(&self) -> String {
        let pairs = |n: i64| dates::counted(usize::try_from(n).unwrap_or_default(), "thing", "things");
        if self.withdrawn() {
            return "It was withdrawn and proves nothing.".to_owned();
        }
        match (self.waiting, self.all) {
            (0, all) => format!("It is decided for the {} it was sent for.", pairs(all)),
            (waiting, all) if waiting == all => format!("It waits for review, for {}.", pairs(all)),
            (waiting, all) => format!(
                "It waits for review for {} of {}.",
                dates::count(usize::try_from(waiting).unwrap_or_default()),
                pairs(all)
            ),
        }
    }
}

fn page(asking: &Asking, one: One) -> Page {
    asking.page(one.row.title.clone(), Place::Evidence, move || view(&one))
}

fn view(one: &One) -> AnyView {
    let way = vec![Crumb::new("Evidence", "/evidence"), Crumb::plain(one.row.title.clone())];
    let review = (one.waiting > 0 && one.reviews).then(|| {
        let href = format!("/evidence/review?evidence={}", one.row.id);
        view! {
            <Actions top=true><ButtonLink weight=Weight::Primary href>"Review it"</ButtonLink></Actions>
        }
    });
    let deficient = (one.may_open && one.adverse() && !one.withdrawn()).then(|| {
        let href = format!("/deficiencies/new?from=evidence/{}", one.row.id);
        view! { <Actions top=true><ButtonLink href>"Open a deficiency"</ButtonLink></Actions> }
    });
    let proposed = one.proposed.then(|| {
        view! { <Notice tone=Tone::Done word="Proposed"><p>"It is withdrawn when a second person agrees."</p></Notice> }
    });
    let conflict = one.conflict.clone();
    let conflict = conflict.map(|rule| view! { <Notice tone=Tone::NotDone word="Not done"><p>{rule}</p></Notice> });
    let pairs = one.pairs.iter().map(|pair| entry(pair, &one.words)).collect_view();
    let pages = u32::try_from((one.all + PAIRS_A_PAGE - 1) / PAIRS_A_PAGE).unwrap_or(1);
    let (query, turn) = (View::new(format!("/evidence/{}", one.row.id)), u32::try_from(one.page + 1).unwrap_or(1));
    let pager = (pages > 1).then(|| view! { <Pager query page=turn pages/> });
    let (facts, sentence, title) = (facts(&one.row, &one.same, &one.words), one.sentence(), one.row.title.clone());
    let (withdrawing, trail) = (withdrawing(one), format!("/trail?thing=evidence/{}", one.row.id));
    view! {
        <Crumbs way/>
        <Say><Name>{title}"."</Name>" "{sentence}</Say>
        {review}
        {deficient}
        {proposed}
        {conflict}
        <Block title="What it is" first=true>{facts}</Block>
        <Block title="What it was sent for" aside=move || view! { <a href=trail>"In the trail"</a> }>
            <ul class="pairs">{pairs}</ul>
            {pager}
        </Block>
        {withdrawing}
    }
    .into_any()
}

fn withdrawing(one: &One) -> Option<AnyView> {
    let open = one.conflict.is_some() || !one.wrong.summary().is_empty();
    (one.may_withdraw && !one.withdrawn()).then(|| {
        let (to, verb, what) = if one.adverse() {
            (
                "withdraw-adverse",
                "Propose to withdraw",
                "It was accepted as showing failure: a second person agrees first.",
            )
        } else {
            ("withdraw", "Withdraw evidence", "Once withdrawn it proves nothing, for no day. It stays listed.")
        };
        let action = format!("/evidence/{}/{to}", one.row.id);
        let (faults, error, value) = (one.wrong.summary(), one.wrong.at("reason"), one.reason.clone());
        view! {
            <Block title="Withdraw" id="withdraw">
                <details open=open>
                    <summary>"Withdraw this evidence"</summary>
                    <p class="hint">{what}</p>
                    <Summary faults/>
                    <form class="form" method="post" action=action novalidate>
                        <LongField name="reason" label="Reason" value error/>
                        <Actions><Button weight=Weight::Danger>{verb}</Button></Actions>
                    </form>
                </details>
            </Block>
        }
        .into_any()
    })
}
