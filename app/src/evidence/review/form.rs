//! Deciding: all pairs of a requirement together, or pair by pair, in one form. What is decided together is pinned to
//! how many pairs there were to see.

use super::super::kind_title;
use super::super::pairs::subject;
use super::Piece;
use super::queue::KEPT;
use crate::error::Result;
use crate::form::Fields;
use crate::ui::button::{Actions, Button, Press, Weight};
use crate::ui::dates;
use crate::ui::input::TextField;
use crate::ui::notice::{Notice, Tone};
use crate::ui::summary::Summary;
use domain::codes::RequirementId;
use domain::evidence::{NamedPair, Ruling};
use domain::refusal::Refusal;
use jiff::ToSpan as _;
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::BTreeMap;
use store::{PAIRS_A_PAGE, PairRow, PairRuling};

/// What a form decides.
pub(super) struct Choices<'a>(&'a Fields);

/// The name of a pair's controls: `ruling.12.TSK-LG-02-1`.
fn of_pair(what: &str, pair: &NamedPair) -> String {
    format!("{what}.{}.{}", pair.subject, pair.requirement)
}

/// The name of a requirement's controls: `ruling.TSK-LG-02-1`.
fn of_group(what: &str, requirement: &RequirementId) -> String {
    format!("{what}.{requirement}")
}

const MEANWHILE: &str = "Somebody decided on this meanwhile. Nothing was changed.";

impl<'a> Choices<'a> {
    pub const fn of(fields: &'a Fields) -> Self {
        Self(fields)
    }

    /// What was chosen for a pair: for itself, for its requirement, for all.
    pub fn ruling(&self, pair: &NamedPair) -> Option<Ruling> {
        let own = self.0.parsed(&of_pair("ruling", pair));
        own.or_else(|| self.0.parsed("all")).or_else(|| self.0.parsed(&of_group("ruling", &pair.requirement)))
    }

    pub fn reason(&self, pair: &NamedPair) -> String {
        let names = [of_pair("reason", pair), of_group("reason", &pair.requirement), "reason".to_owned()];
        names.iter().map(|name| self.0.text(name)).find(|text| !text.trim().is_empty()).unwrap_or_default()
    }

    /// The decisions on the pairs that wait.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] when other pairs wait than the form showed: what it decides together, it pins.
    pub fn rulings(&self, waiting: &[NamedPair]) -> Result<Vec<PairRuling>> {
        let mut of: BTreeMap<&RequirementId, usize> = BTreeMap::new();
        for pair in waiting {
            *of.entry(&pair.requirement).or_default() += 1;
        }
        let pinned = |name: &str, n: usize| self.0.parsed::<usize>(name) == Some(n);
        let all = !self.0.text("all").is_empty();
        let stale_group = |(name, value): &(String, String)| {
            let requirement = name.strip_prefix("ruling.").and_then(|rest| rest.parse::<RequirementId>().ok());
            let requirement = requirement.filter(|_| !value.is_empty());
            requirement.is_some_and(|one| !pinned(&of_group("of", &one), of.get(&one).copied().unwrap_or_default()))
        };
        let stale_pair = |(name, value): &(String, String)| {
            let pair = name.strip_prefix("ruling.").and_then(|rest| {
                let (subject, requirement) = rest.split_once('.')?;
                Some(NamedPair { subject: subject.parse().ok()?, requirement: requirement.parse().ok()? })
            });
            pair.is_some_and(|pair| !value.is_empty() && !waiting.contains(&pair))
        };
        let stale = self.0.pairs().iter().any(|field| stale_group(field) || stale_pair(field));
        if stale || (all && !pinned("of", waiting.len())) {
            return Err(Refusal::conflict(MEANWHILE).into());
        }
        let rulings = waiting.iter().filter_map(|pair| {
            let ruling = self.ruling(pair)?;
            let reason = if ruling == Ruling::Supports { String::new() } else { self.reason(pair) };
            Some(PairRuling { pair: pair.clone(), ruling, reason })
        });
        Ok(rulings.collect())
    }
}

pub(super) fn view(piece: &Piece) -> AnyView {
    let action = format!("/evidence/{}/decide", piece.row.id);
    let seen = piece.row.file.as_ref().map(|file| file.sha256.clone()).unwrap_or_default();
    let waiting = piece.waiting();
    let n = usize::try_from(waiting).unwrap_or_default();
    let kept = KEPT.iter().map(|key| (*key, piece.view.get(key).unwrap_or_default().to_owned()));
    let kept = kept.filter(|(_, value)| !value.is_empty());
    let kept = kept.map(|(key, value)| view! { <input type="hidden" name=key value=value/> }).collect_view();
    let groups = piece.groups.iter().map(|(id, n)| group(piece, id, *n)).collect_view();
    let pages = u32::try_from((waiting.max(1) - 1) / PAIRS_A_PAGE + 1).unwrap_or(u32::MAX);
    let pager = (pages > 1).then(|| pager(piece, pages));
    let faults = piece.wrong.summary();
    let (error, reason) = (piece.wrong.at("reason"), piece.typed.text("reason"));
    let all = |ruling: Ruling| Press::SendAs { name: "all", value: ruling.key().to_owned() };
    let every = (n > 1).then(|| {
        let (accept, reject) = (all(Ruling::Supports), all(Ruling::Rejected));
        view! {
            <Button press=accept>{format!("Accept all {}", dates::figure(n))}</Button>
            <Button press=reject>{format!("Reject all {}", dates::figure(n))}</Button>
        }
    });
    let shared = (n > 1 || error.is_some()).then(|| {
        view! {
            <TextField
                name="reason" label="Reason" value=reason error optional=true
                hint="For what is rejected or shows failure, where no reason of its own stands beside it."
            />
        }
    });
    view! {
        <Summary faults/>
        <form class="form wide" method="post" action=action novalidate>
            <input type="hidden" name="seen" value=seen/>
            <input type="hidden" name="of" value=n.to_string()/>
            {kept}
            {groups}
            {pager}
            {shared}
            <Actions>
                <Button weight=Weight::Primary>"Decide as chosen"</Button>
                {every}
            </Actions>
        </form>
    }
    .into_any()
}

/// Pages of pairs: what was chosen on one page is sent before one turns it.
fn pager(piece: &Piece, pages: u32) -> AnyView {
    let view = piece.view.with("evidence", piece.row.id.to_string());
    let page = u32::try_from(piece.page + 1).unwrap_or(u32::MAX);
    let links = (1..=pages).filter(|n| n.abs_diff(page) <= 3 || *n == 1 || *n == pages).map(|n| {
        let href = format!("{}#decide", view.with("pairs", n.to_string()).href());
        view! { <a href=href aria-current=(n == page).then_some("page")>{n}</a>" " }
    });
    view! {
        <p class="small">
            {format!("Pairs {} to {} are on this page; together means all. ", piece.page * PAIRS_A_PAGE + 1, piece.page * PAIRS_A_PAGE + i64::try_from(piece.pairs.len()).unwrap_or_default())}
            "Page "{links.collect_view()}
        </p>
    }
    .into_any()
}

/// One requirement over the pairs that share it.
fn group(piece: &Piece, id: &RequirementId, n: i64) -> AnyView {
    let pairs: Vec<_> = piece.pairs.iter().filter(|pair| pair.pair.requirement == *id).collect();
    let steps = pairs.first().map(|pair| &pair.steps);
    // Its pairs may be on another page; then its number says which it is.
    let title = steps.map_or_else(|| id.to_string(), |steps| steps.title.to_string());
    let why = steps.map(|steps| view! { <p class="sub">{id.to_string()}": "{steps.why.to_string()}</p> });
    let attach = steps.map(|steps| steps.attach).filter(|attach| !attach.is_empty());
    let attach = attach.map(|attach| view! { <p class="sub">"Asked for: "{attach}</p> });
    let until = piece.stale.get(id).map(|day| freshness(*day, piece.today));
    let href = format!("/tasks/{id}");
    let many = n > 1;
    let together = many.then(|| together(piece, id, n));
    let one_by_one = pairs.iter().map(|pair| decision(pair, &piece.typed)).collect_view();
    let open = pairs.iter().any(|pair| !piece.typed.text(&of_pair("ruling", &pair.pair)).is_empty());
    let body = match (many, pairs.is_empty()) {
        (_, true) => view! { <p class="small">"Its pairs are on another page."</p> }.into_any(),
        (false, false) => view! { <ul class="pairs">{one_by_one}</ul> }.into_any(),
        (true, false) => {
            let said = format!("Pair by pair: {}", dates::figure(pairs.len()));
            view! { <details open=open><summary>{said}</summary><ul class="pairs">{one_by_one}</ul></details> }
                .into_any()
        }
    };
    view! {
        <section class="group">
            <h3><a class="quiet" href=href>{title}</a></h3>
            {why}
            {attach}
            {until}
            {together}
            {body}
        </section>
    }
    .into_any()
}

/// Until when it would prove the requirement; that it is too old already is said before anybody accepts it.
fn freshness(stale: Date, today: Date) -> AnyView {
    let last = dates::short(stale.saturating_sub(1.days()), today);
    if stale > today {
        return view! { <p class="sub">{format!("Accepted, it is fresh to {last}.")}</p> }.into_any();
    }
    let words = format!("It was fresh to {last}. Accepted, it proves nothing any more: the finding reads stale.");
    view! { <Notice tone=Tone::Plain word="Too old"><p>{words}</p></Notice> }.into_any()
}

fn together(piece: &Piece, id: &RequirementId, n: i64) -> AnyView {
    let name = of_group("ruling", id);
    let ticks = ticks(&name, &piece.typed.text(&name));
    let legend = format!("All {} together", dates::figure(usize::try_from(n).unwrap_or_default()));
    let reason = of_group("reason", id);
    let typed = piece.typed.text(&reason);
    view! {
        <fieldset class="together">
            <legend>{legend}</legend>
            <input type="hidden" name=of_group("of", id) value=n.to_string()/>
            <div class="decide">{ticks}</div>
            <label class="sub" for=reason.clone()>"Reason"</label>
            <input class="input" type="text" id=reason.clone() name=reason value=typed autocomplete="off"/>
        </fieldset>
    }
    .into_any()
}

fn ticks(name: &str, chosen: &str) -> impl IntoView + use<> {
    let ticks = Ruling::ALL.iter().map(|ruling| {
        let checked = chosen == ruling.key();
        view! {
            <label class="check">
                <input type="radio" name=name.to_owned() value=ruling.key() checked=checked/>
                <span>{ruling.label()}</span>
            </label>
        }
    });
    ticks.collect_view()
}

/// One pair, told by its subject: its requirement stands above.
fn decision(pair: &PairRow, typed: &Fields) -> AnyView {
    let (name, reason) = (of_pair("ruling", &pair.pair), of_pair("reason", &pair.pair));
    let ticks = ticks(&name, &typed.text(&name));
    let nil = pair.in_place_of.as_ref().map(|kind| format!("; in place of: {}", kind_title(kind).to_lowercase()));
    let legend = format!("{}{}", subject(pair), nil.unwrap_or_default());
    let value = typed.text(&reason);
    view! {
        <li>
            <fieldset>
                <legend>{legend}</legend>
                <div class="decide">{ticks}</div>
                <label class="sub" for=reason.clone()>"Reason"</label>
                <input class="input" type="text" id=reason.clone() name=reason value=value autocomplete="off"/>
            </fieldset>
        </li>
    }
    .into_any()
}
