//! The heat map: likelihood upwards, impact to the right, each cell a link to its rows; the appetite is a stepped line.

use crate::ui::dates;
use crate::ui::query::Query;
use domain::risks::{Grid, Impact, Level, Likelihood, Rating, Scale};
use leptos::prelude::*;

/// The name of a cell in an address: `4-3`, likelihood first.
pub(super) fn cell_key(rating: Rating) -> String {
    format!("{}-{}", rating.likelihood.0, rating.impact.0)
}

pub(super) fn cell_of(key: &str) -> Option<Rating> {
    let (likelihood, impact) = key.split_once('-')?;
    Some(Rating::new(likelihood.parse().ok()?, impact.parse().ok()?))
}

/// How many risks stand in each cell, and how many of them rest on a control that is not met.
pub(super) struct Cells {
    pub all: Grid<u32>,
    pub unmet: Grid<u32>,
}

pub(super) fn map(counts: &Cells, scale: &Scale, query: &Query) -> AnyView {
    let rows = Level::ALL.into_iter().rev().map(|likelihood| row(Likelihood(likelihood), counts, scale, query));
    let rows = rows.collect_view();
    let feet = Level::ALL.into_iter().map(|impact| {
        let name = scale.impact_label(Impact(impact)).name.clone();
        view! { <th scope="col"><span class="num">{impact.number()}</span>" "<span class="word">{name}</span></th> }
    });
    let feet = feet.collect_view();
    view! {
        <div class="heat-wrap" role="region" tabindex="0" aria-label="Heat map">
            <table class="heat">
                <caption class="vh">"Risks by likelihood and impact after controls"</caption>
                <tbody>{rows}</tbody>
                <tfoot><tr><td></td>{feet}</tr></tfoot>
            </table>
        </div>
        <p class="legend"><span class="sw-k line-k">{format!("Appetite: above {} is outside", scale.appetite.label().to_lowercase())}</span></p>
    }
    .into_any()
}

fn row(likelihood: Likelihood, counts: &Cells, scale: &Scale, query: &Query) -> AnyView {
    let cells = Level::ALL.into_iter().map(|impact| {
        let rating = Rating { likelihood, impact: Impact(impact) };
        cell(rating, [*counts.all.at(rating), *counts.unmet.at(rating)], scale, query)
    });
    let cells = cells.collect_view();
    let name = scale.likelihood_label(likelihood).name.clone();
    view! {
        <tr>
            <th scope="row"><span class="num">{likelihood.0.number()}</span>" "<span class="word">{name}</span></th>
            {cells}
        </tr>
    }
    .into_any()
}

fn cell(rating: Rating, [count, unmet]: [u32; 2], scale: &Scale, query: &Query) -> AnyView {
    let over = |at: Option<Rating>| at.is_some_and(|at| scale.is_above_appetite(scale.bands.of(at)));
    let less = |level: Level| Level::try_from(level.number() - 1).ok();
    let left = less(rating.impact.0).map(|impact| Rating { impact: Impact(impact), ..rating });
    let below = less(rating.likelihood.0).map(|likelihood| Rating { likelihood: Likelihood(likelihood), ..rating });
    let mut class = Vec::new();
    if over(Some(rating)) {
        class.push("over");
        if left.is_some() && !over(left) {
            class.push("edge-l");
        }
        if below.is_some() && !over(below) {
            class.push("edge-b");
        }
    }
    let n = usize::try_from(count).unwrap_or_default();
    let here = (n > 0).then(|| {
        let href = format!("{}#rows", query.with("cell", cell_key(rating)).href());
        let said = if n == 1 { "risk" } else { "risks" };
        let class = if unmet == 0 { "rk" } else { "rk unmet" };
        let rests = if unmet == 0 { String::new() } else { format!(", {unmet} resting on a control that is not met") };
        let here = query.get("cell") == Some(cell_key(rating).as_str());
        view! {
            <a class=class href=href aria-current=here.then_some("true")>
                {dates::figure(n)}<span class="vh">{format!(" {said} at likelihood {rating} impact{rests}")}</span>
            </a>
        }
    });
    view! { <td class=class.join(" ")><span class="score">{rating.product()}</span>{here}</td> }.into_any()
}
