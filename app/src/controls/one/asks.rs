//! What a control asks of whom, how long its proof stays fresh, and how that stands.

use super::Shown;
use crate::controls::Card;
use crate::ui::badge::Id;
use crate::ui::block::Block;
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::table::{Column, Table};
use domain::catalogue::catalogue;
use domain::codes::RequirementId;
use domain::evidence::Freshness;
use domain::words::{FreshRule, Nature, SubjectKind};
use leptos::prelude::*;
use store::{ControlTally, Spine};

pub(super) fn requirements(shown: &Shown) -> AnyView {
    let asked = shown.row.as_ref().is_some_and(|row| !row.retired);
    let mut columns: Vec<_> =
        ["Requirement", "Asked of", "Nature", "Stays fresh"].into_iter().map(Column::new).collect();
    if asked {
        columns.push(Column::new("Findings"));
    }
    let rows = shown.asks.iter().map(|requirement| {
        let tally = shown.tallies.get(&requirement.id).copied().unwrap_or_default();
        entry(requirement, asked.then_some(tally))
    });
    let rows = rows.collect_view();
    view! {
        <Block title="What it asks" id="rhythm">
            <Table caption="Requirements" columns stack=true>{rows}</Table>
        </Block>
    }
    .into_any()
}

/// A requirement of the control, as its page lists it.
pub(super) struct Asks {
    id: RequirementId,
    title: String,
    subject: SubjectKind,
    nature: Nature,
    fresh: Freshness,
}

/// Of the adopted control; before that, what the library would ask.
pub(super) fn asks(card: &Card, spine: &Spine) -> Vec<Asks> {
    let of_ours = spine.requirements.iter().filter(|one| spine.control_of(one).is_some_and(|of| of.id == card.id));
    let ours: Vec<_> = of_ours
        .map(|one| Asks {
            id: one.id.clone(),
            title: one.steps.title.to_string(),
            subject: one.subject,
            nature: one.nature,
            fresh: one.fresh,
        })
        .collect();
    if !ours.is_empty() {
        return ours;
    }
    let library = catalogue().requirements_of(&card.id).map(|one| Asks {
        id: one.id.clone(),
        title: one.title.to_owned(),
        subject: one.subject,
        nature: one.nature,
        fresh: Freshness { rule: one.fresh_rule, days: one.fresh_days },
    });
    library.collect()
}

/// “107 days”, “until its review day, else 396 days”.
fn fresh(Freshness { rule, days }: Freshness) -> String {
    match rule {
        FreshRule::Kind => "As its kind says".to_owned(),
        FreshRule::Event => "It does not age".to_owned(),
        FreshRule::OwnEndDate => "Until its own end".to_owned(),
        FreshRule::OwnReviewDate => format!("Until its review day, else {days} days"),
        FreshRule::Cadence if days == 0 => "By each event".to_owned(),
        FreshRule::Cadence => format!("{days} days, by the cadence"),
        FreshRule::Days => format!("{days} days"),
    }
}

fn entry(requirement: &Asks, tally: Option<ControlTally>) -> AnyView {
    let Asks { id, title, subject, nature, fresh: stays } = requirement;
    let (title, stays) = (title.clone(), fresh(*stays));
    let name = if tally.is_some() {
        view! { <a class="quiet" href=format!("/tasks/{id}")><Id id=id.to_string()/>" "{title}</a> }.into_any()
    } else {
        view! { <Id id=id.to_string()/>" "{title} }.into_any()
    };
    view! {
        <tr>
            <th scope="row" class="wide">{name}</th>
            <td data-th="Asked of">{subject.label()}</td>
            <td data-th="Nature">{nature.label()}</td>
            <td data-th="Stays fresh">{stays}</td>
            {tally.map(|tally| view! { <td class="wide" data-th="Findings">{counts(tally)}</td> })}
        </tr>
    }
    .into_any()
}

fn counts(tally: ControlTally) -> AnyView {
    let ControlTally { failed, gap, unknown, met, excluded } = tally;
    let all = [
        (State::Failed, failed),
        (State::Gap, gap),
        (State::Unknown, unknown),
        (State::Met, met),
        (State::Excluded, excluded),
    ];
    let marks = all.into_iter().filter(|(_, n)| *n > 0).map(|(state, n)| {
        let word = format!("{n} {}", state.word().to_lowercase());
        view! { <Mark state voice=Voice::Calm word/>" " }
    });
    let marks = marks.collect_view();
    if all.iter().all(|(_, n)| *n == 0) { "Asked of nothing in scope".into_any() } else { marks.into_any() }
}
