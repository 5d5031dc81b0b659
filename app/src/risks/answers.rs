//! The risks of an assessment in two lists: those of what the thing itself is, and those that everything of its sort owes.

use super::assessment::Shown;
use super::many;
use super::parts::{answer, category, judged, named, support, title, treatment, why};
use super::view::{View, narrowed};
use crate::ui::block::Block;
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::mark::{Mark, Voice};
use crate::ui::table::{Column, Table};
use domain::risks::{Answer, Assessed, Claim, Support, beside};
use leptos::prelude::*;
use store::RiskInHand;

pub(super) fn block(shown: &Shown) -> AnyView {
    let view = View::asked(shown);
    let in_view = shown.read.risks.iter().filter(|one| view.is_none_or(|view| view.takes(one, shown)));
    let (own, owed): (Vec<_>, Vec<_>) = in_view.partition(|one| one.is_its_own());
    let unknown = shown.read.unknown.len();
    let remark = match (unknown, shown.read.row.concluded().is_some()) {
        (0, _) | (_, true) => "A risk fits when one of its controls applies".to_owned(),
        (n, false) => {
            format!("{} more may fit, once the open questions are answered", dates::capital(&dates::count(n)))
        }
    };
    let first = (!own.is_empty()).then(|| table("Risks because of what it is", &own, shown));
    let rest = (!owed.is_empty()).then(|| folded(&owed, own.is_empty() || view.is_some(), shown));
    let none = (own.is_empty() && owed.is_empty()).then(|| view! { <Empty>"No risk is in this view."</Empty> });
    let narrowed = narrowed(shown);
    let many = many::form(shown);
    view! {
        <Block title="Its risks" id="risks" remark=remark>
            {narrowed}
            <div id="risk" tabindex="-1">{first}{rest}{none}</div>
            {many}
        </Block>
    }
    .into_any()
}

/// What everything of its sort owes lies below, folded unless it is all there is, or some of it was chosen.
fn folded(owed: &[&RiskInHand], alone: bool, shown: &Shown) -> AnyView {
    let open = owed.iter().filter(|one| one.answer == Answer::Open).count();
    let sort = match shown.read.row.assessment.of {
        Assessed::System(_) => "every system owes",
        Assessed::Organisation => "every organisation owes",
    };
    let words =
        format!("{} through controls that {sort}", dates::capital(&dates::counted(owed.len(), "risk", "risks")));
    let open_words = match open {
        0 => ", all answered".to_owned(),
        n => format!(", {} not answered", dates::count(n)),
    };
    let unfold = alone || owed.iter().any(|one| many::is_picked(one, shown));
    let table = table("Risks that everything of its sort bears", owed, shown);
    view! { <details open=unfold id="owed"><summary>{words}{open_words}</summary>{table}</details> }.into_any()
}

fn table(caption: &'static str, these: &[&RiskInHand], shown: &Shown) -> AnyView {
    let lines = these.iter().map(|one| line(one, shown)).collect_view();
    let last = shown.read.previous.is_some().then_some("Last time");
    let columns = ["Risk", "Fits because"].into_iter().chain(last);
    let columns = columns.chain(["Residual", "Beside it, findings", "What is done", "Owner"]);
    let pick = shown.picks().then(|| Column::pick("Choose"));
    let columns = pick.into_iter().chain(columns.map(Column::new)).collect();
    view! { <Table caption columns stack=true>{lines}</Table> }.into_any()
}

fn line(one: &RiskInHand, shown: &Shown) -> AnyView {
    let href = format!("/risks/assessments/{}/risks/{}", shown.read.row.id, one.risk);
    let code = named(&one.risk, title(&one.risk, one.own.as_ref()));
    let kind = category(&one.risk, one.own.as_ref()).map(|kind| kind.label());
    let because = because(one, shown);
    let last = shown.read.previous.is_some().then(|| {
        let said = last_time(one, shown);
        view! { <td data-th="Last time">{said}</td> }
    });
    let pick = shown.picks().then(|| many::pick(one, shown));
    let (claim, done, owner) = match &one.answer {
        Answer::Rated(rated) => {
            let beside = beside(&Claim { rated, findings: &shown.findings });
            let state = support(beside.support);
            let word = match beside.support {
                Support::NotClaimed => None,
                Support::Borne | Support::Partly | Support::Unknown | Support::Contradicted => {
                    Some(format!("{}: {} of {} met", beside.support.label(), beside.met, beside.named))
                }
            };
            let claim = word.map(|word| view! { <Mark state voice=Voice::Calm word wrap=true/> }.into_any());
            let done = rated.treatment.as_ref().map(|one| (one.kind(), one.standing(&rated.residual, shown.today)));
            (claim, treatment(done), shown.names.of(rated.owner).to_owned())
        }
        Answer::Open | Answer::SetAside(_) => (None, ().into_any(), String::new()),
    };
    let said = answer(one, &shown.read);
    view! {
        <tr>
            {pick}
            <th scope="row"><a class="quiet" href=href>{code}</a><span class="sub">{kind}</span></th>
            <td data-th="Fits because">{because}</td>
            {last}
            <td data-th="Residual">{said}</td>
            <td data-th="Findings">{claim}</td>
            <td data-th="What is done">{done}</td>
            <td data-th="Owner">{owner}</td>
        </tr>
    }
    .into_any()
}

/// “It is generative: AIG-PR-02 and two more”: what tells this one from others first.
fn because(one: &RiskInHand, shown: &Shown) -> AnyView {
    let own = one.why.iter().find(|(_, reason)| matches!(reason, domain::risks::Why::Traits(_)));
    let Some((control, reason)) = own.or_else(|| one.why.first()) else {
        return if one.own.is_some() { "Our own" } else { "It fits no longer" }.into_any();
    };
    let more = match one.why.len().saturating_sub(1) {
        0 => String::new(),
        n => format!(" and {} more", dates::count(n)),
    };
    let href = format!("/controls/{control}");
    let far = one.is_far(shown.read.no).then_some(". A risk of agents, and it is not agentic");
    view! { {why(*reason)}<span class="sub"><a href=href>{control.to_string()}</a>{more}{far}</span> }.into_any()
}

/// What the assessment before said of it.
fn last_time(one: &RiskInHand, shown: &Shown) -> AnyView {
    match &one.before {
        None | Some(Answer::Open) => view! { <span class="sub">"Not assessed"</span> }.into_any(),
        Some(Answer::SetAside(aside)) => {
            view! { "Set aside"<span class="sub">{aside.reason.clone()}</span> }.into_any()
        }
        Some(Answer::Rated(rated)) => {
            let (before, after) = (rated.inherent.rating, judged(&rated.residual, &shown.read.scale));
            view! { {after}<span class="sub">{format!("{before} before controls")}</span> }.into_any()
        }
    }
}
