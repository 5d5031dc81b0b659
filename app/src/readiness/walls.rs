//! The wall of each category: one stroke is one criterion, in the order of the standard.

use crate::reading::{Asked, mark_of};
use crate::ui::block::Block;
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::wall::Wall;
use domain::catalogue::catalogue;
use domain::readiness::Counts;
use domain::words::{Category, CriterionId};
use leptos::prelude::*;

pub(super) fn view(asked: &Asked) -> impl IntoView + use<> {
    let categories: Vec<_> = asked.reading.frame.categories.iter().map(|category| row(asked, category)).collect();
    let total = total(asked);
    let question = format!("Are the controls in place on {}?", asked.day_words());
    view! {
        <section class="block">
            <h2 class="vh">"The reading"</h2>
            <table class="table readings">
                <caption class="vh">"Design, by category. One stroke is one criterion."</caption>
                <thead>
                    <tr><td></td><th scope="col" colspan="2" class="big"><b>"Design"</b>" "<span>{question}</span></th></tr>
                </thead>
                <tbody>{categories}</tbody>
                <tfoot>{total}</tfoot>
            </table>
        </section>
    }
    .into_any()
}

fn row(asked: &Asked, category: Category) -> impl IntoView + use<> {
    let counts = asked.reading.readiness.category(category);
    let href = asked.link("/criteria").with("category", category.key()).href();
    let groups = groups(asked, category);
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=href>{category.label()}</a></th>
            <td class="w"><Wall label=format!("{}, design", category.label()) groups/></td>
            <td class="n" data-th="Design"><b>{counts.met}</b>{format!(" of {}", counts.in_scope())}</td>
        </tr>
    }
}

/// Its criteria by series; what was set aside keeps its place.
fn groups(asked: &Asked, category: Category) -> Vec<Vec<State>> {
    let mut groups: Vec<(&str, Vec<State>)> = Vec::new();
    for id in CriterionId::ALL.iter().filter(|id| id.category() == category) {
        let state = asked.reading.readiness.criterion(*id).map_or(State::Excluded, |one| mark_of(one.state));
        match groups.last_mut().filter(|(series, _)| *series == id.series()) {
            Some((_, group)) => group.push(state),
            None => groups.push((id.series(), vec![state])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

fn total(asked: &Asked) -> impl IntoView + use<> {
    let Counts { met, gap, unknown, failed } = asked.reading.readiness.counts;
    let aside = u32::try_from(asked.reading.readiness.not_applicable.len()).unwrap_or(u32::MAX);
    let all = met + gap + unknown + failed;
    let link = asked.link("/criteria").href();
    let legend = [
        (State::Met, met, "met"),
        (State::Gap, gap, "gap"),
        (State::Failed, failed, "failed"),
        (State::Unknown, unknown, "unknown"),
        (State::Excluded, aside, "not applicable"),
    ];
    let legend = legend.into_iter().filter(|(_, n, _)| *n > 0).map(|(state, n, word)| {
        let href =
            if state == State::Excluded { "#not-applicable".to_owned() } else { format!("{link}#{}", state.class()) };
        view! { <a class="quiet" href=href><Mark state voice=Voice::Calm word=format!("{n} {word}")/></a> }
    });
    view! {
        <tr>
            <th scope="row">"In scope"</th>
            <td class="w"><p class="legend">{legend.collect_view()}</p></td>
            <td class="n"><b>{met}</b>{format!(" of {all}")}</td>
        </tr>
    }
}

/// What left the count, by name.
pub(super) fn not_applicable(asked: &Asked) -> Option<impl IntoView + use<>> {
    let aside = asked.reading.readiness.not_applicable.clone();
    let link = asked.links();
    (!aside.is_empty()).then(|| {
        let rows = aside.into_iter().map(move |id| {
            let href = link.at(format!("/criteria/{id}"));
            view! {
                <li>
                    <Mark state=State::Excluded voice=Voice::Only word="Not applicable"/>
                    <a class="id" href=href>{id.key()}</a>
                    <span>{catalogue().criterion(id).title}</span>
                </li>
            }
        });
        view! {
            <Block title="Not applicable" id="not-applicable">
                <ul class="changes quiet-links">{rows.collect_view()}</ul>
                <p>"Set aside by two people, one an executive; they are in no count."</p>
            </Block>
        }
    })
}
