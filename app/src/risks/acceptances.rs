//! The acceptances of an assessment that wait, before its conclusion and after it.

use super::assessment::Shown;
use super::parts::{named, title};
use crate::ui::dates;
use crate::ui::notice::Notice;
use domain::risks::{Answer, Rated, State, Treatment};
use leptos::prelude::*;
use store::RiskInHand;

/// The acceptances that are asked for and not given: a conclusion does not end the asking.
pub(super) fn waiting(shown: &Shown) -> Option<AnyView> {
    let base = format!("/risks/assessments/{}", shown.read.row.id);
    let waits: Vec<_> = shown.read.risks.iter().filter(|one| waits(one, shown)).collect();
    if waits.is_empty() || !shown.read.row.last {
        return None;
    }
    let words = match waits.len() {
        1 => "One risk waits to be accepted:".to_owned(),
        n => format!("{} risks wait to be accepted:", dates::count_first(n)),
    };
    let rule = match &shown.read.row.assessment.state {
        State::Draft { .. } | State::Submitted(_) => {
            "After the conclusion whoever may accept them still does, or refuses; who concludes is not left out."
        }
        State::Concluded(_) => "Whoever may accept them still does, or refuses: then somebody decides otherwise.",
    };
    let lines = waits.into_iter().map(|one| {
        let code = named(&one.risk, title(&one.risk, one.own.as_ref()));
        view! { <li><a href=format!("{base}/risks/{}", one.risk)>{code}</a></li> }
    });
    let lines = lines.collect_view();
    Some(view! { <Notice word="Waits for acceptance"><p>{words}</p><ul>{lines}</ul><p>{rule}</p></Notice> }.into_any())
}

fn waits(one: &RiskInHand, shown: &Shown) -> bool {
    match &one.answer {
        Answer::Rated(Rated { treatment: Some(Treatment::Accept(asked)), .. }) => asked.waits(shown.today),
        Answer::Open | Answer::Rated(_) | Answer::SetAside(_) => false,
    }
}
