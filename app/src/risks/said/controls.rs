//! The controls that answer a risk, how each stands, and what is claimed of it.

use super::Shown;
use crate::risks::parts::{NamedControl, named_control, why};
use crate::systems::one::state as finding_state;
use crate::ui::badge::Id;
use crate::ui::block::Block;
use crate::ui::mark::{Mark, State as Stance, Voice};
use crate::ui::table::{Column, Table};
use domain::catalogue::catalogue;
use domain::codes::ControlId;
use domain::risks::{Answer, Claim, Support, beside};
use leptos::prelude::*;

/// Why it fits, and how the controls that answer it stand: beside what is claimed of them.
pub(super) fn controls(shown: &Shown) -> AnyView {
    let acting = match &shown.one.answer {
        Answer::Rated(rated) => rated.acting.clone(),
        Answer::Open | Answer::SetAside(_) => Vec::new(),
    };
    let library = catalogue().risks.get(&shown.one.risk).map(|risk| risk.controls.as_slice());
    let linked = library.or_else(|| shown.one.own.as_ref().map(|own| own.controls.as_slice())).unwrap_or_default();
    let mut all: Vec<&ControlId> = linked.iter().chain(&acting).collect();
    all.sort();
    all.dedup();
    let lines = all.into_iter().map(|id| control(id, &acting, shown)).collect_view();
    let columns = ["Control", "Criteria", "Why it fits", "Its finding now", "Claimed"];
    let columns = columns.into_iter().map(Column::new).collect();
    let remark = match &shown.one.answer {
        Answer::Rated(rated) => {
            let findings: Vec<_> = shown.findings.iter().map(|(id, finding)| (id.clone(), *finding)).collect();
            let beside = beside(&Claim { rated, findings: &findings });
            match beside.support {
                Support::NotClaimed => "Nothing is claimed of them".to_owned(),
                Support::Borne | Support::Partly | Support::Unknown | Support::Contradicted => {
                    let label = beside.support.label();
                    format!("{label}: {} of {} claimed are met, {} in a gap", beside.met, beside.named, beside.gap)
                }
            }
        }
        Answer::Open | Answer::SetAside(_) => "Those that answer it".to_owned(),
    };
    view! {
        <Block title="Controls that answer it" id="controls" remark=remark>
            <Table caption="Controls that answer this risk" columns stack=true>{lines}</Table>
        </Block>
    }
    .into_any()
}

fn control(id: &ControlId, acting: &[ControlId], shown: &Shown) -> AnyView {
    let NamedControl { adopted, name, criteria } = named_control(id, &shown.spine);
    let why = shown.one.why.iter().find(|(control, _)| control == id).map(|(_, reason)| why(*reason));
    let finding = match (adopted, shown.findings.get(id)) {
        (None, _) => view! { <span class="sub">"Not adopted yet"</span> }.into_any(),
        (Some(_), None) => view! { <span class="sub">"Nothing asked here"</span> }.into_any(),
        (Some(_), Some(finding)) => {
            let (state, word) = finding_state(*finding);
            view! { <Mark state voice=Voice::Calm word wrap=true/> }.into_any()
        }
    };
    let claimed = acting.contains(id).then(|| view! { <Mark state=Stance::Met voice=Voice::Calm word="Acts"/> });
    let code = view! { <Id id=id.to_string()/>" "{name} };
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=format!("/controls/{id}")>{code}</a></th>
            <td data-th="Criteria">{criteria}</td>
            <td data-th="Why it fits">{why}</td>
            <td data-th="Finding">{finding}</td>
            <td data-th="Claimed">{claimed}</td>
        </tr>
    }
    .into_any()
}
