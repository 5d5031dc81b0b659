//! How an assessment moved since the one before.

use super::assessment::Shown;
use super::parts::{named, title};
use crate::ui::block::Block;
use crate::ui::dates;
use crate::ui::mark::{Mark, State as Stance, Voice};
use crate::ui::table::{Column, Table};
use domain::risks::{Movement, compare};
use leptos::prelude::*;

/// What moved since the assessment before.
pub(super) fn block(shown: &Shown) -> Option<AnyView> {
    shown.read.previous.as_ref()?;
    let comparison = compare(&shown.read.said_before(), &shown.read.said());
    let counts = Movement::ALL.iter().map(|change| {
        let (n, word) = (comparison.count(*change), change.label().to_lowercase());
        format!("{} {word}", dates::figure(n))
    });
    let remark = counts.collect::<Vec<_>>().join(", ");
    let told = comparison.risks.iter().filter(|one| one.change != Movement::Same);
    let lines = told.map(|one| {
        let own = shown.read.risk(&one.risk).ok().and_then(|risk| risk.own.as_ref());
        let (code, state) = (named(&one.risk, title(&one.risk, own)), movement(one.change));
        let said = |judged: Option<domain::risks::Judged>| {
            judged.map(|judged| format!("{} {}", judged.band.label(), judged.rating.product()))
        };
        let (before, now) = (said(one.before), said(one.now));
        view! {
            <tr>
                <th scope="row">{code}</th>
                <td data-th="Change"><Mark state voice=Voice::Calm word=one.change.label()/></td>
                <td data-th="Before">{before}</td>
                <td data-th="Now">{now}</td>
            </tr>
        }
    });
    let lines = lines.collect_view();
    let columns = ["Risk", "Change", "Before", "Now"].into_iter().map(Column::new).collect();
    Some(
        view! {
            <Block title="Since the one before" id="moved" remark=remark>
                <Table caption="Risks that moved" columns stack=true>{lines}</Table>
            </Block>
        }
        .into_any(),
    )
}

const fn movement(change: Movement) -> Stance {
    match change {
        Movement::Worse => Stance::Gap,
        Movement::New => Stance::Due,
        Movement::Better | Movement::Same => Stance::Met,
        Movement::Gone => Stance::Excluded,
    }
}
