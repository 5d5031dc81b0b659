//! The acceptances of an assessment that wait, before its conclusion and after it, and those that came to nothing.

use super::assessment::Shown;
use super::parts::{named, title};
use crate::ui::dates;
use crate::ui::notice::Notice;
use domain::risks::{Acceptance, Answer, Rated, State, Treatment};
use leptos::prelude::*;
use store::RiskInHand;

/// The acceptances that are asked for and not given: a conclusion does not end the asking.
pub(super) fn waiting(shown: &Shown) -> Option<AnyView> {
    let concluded = shown.read.row.concluded().is_some();
    if !shown.read.row.last {
        return None;
    }
    let rule = match &shown.read.row.assessment.state {
        State::Draft { .. } | State::Submitted(_) => {
            "What is above our appetite is accepted before the conclusion. The rest may be after it: whoever may accept \
            it still does or refuses, and who concludes is not left out."
        }
        State::Concluded(_) => "Whoever may accept still does, or refuses: then somebody decides otherwise.",
    };
    let waits = those(shown, |asked| asked.waits(shown.today));
    let asked = (!waits.is_empty()).then(|| {
        let words = dates::capital(&dates::counted(waits.len(), "risk waits", "risks wait"));
        let these = links(&waits, shown);
        view! { <Notice word="Waits for acceptance"><p>{words}" to be accepted:"</p>{these}<p>{rule}</p></Notice> }
    });
    let open = those(shown, |asked| concluded && asked.came_to_nothing(shown.today));
    let open = (!open.is_empty()).then(|| {
        let words = dates::capital(&dates::counted(open.len(), "risk was", "risks were"));
        let these = links(&open, shown);
        view! { <Notice word="To be decided otherwise"><p>{words}" not accepted. What is done about it is open again:"</p>{these}</Notice> }
    });
    Some(view! { {asked}{open} }.into_any())
}

/// The risks whose acceptance is asked for, of which that holds.
fn those(shown: &Shown, wanted: impl Fn(&Acceptance) -> bool) -> Vec<&RiskInHand> {
    let holds = |one: &&RiskInHand| match &one.answer {
        Answer::Rated(Rated { treatment: Some(Treatment::Accept(asked)), .. }) => wanted(asked),
        Answer::Open | Answer::Rated(_) | Answer::SetAside(_) => false,
    };
    shown.read.risks.iter().filter(holds).collect()
}

fn links(these: &[&RiskInHand], shown: &Shown) -> AnyView {
    let lines = these.iter().map(|one| {
        let href = format!("/risks/assessments/{}/risks/{}", shown.read.row.id, one.risk);
        let code = named(&one.risk, title(&one.risk, one.own.as_ref()));
        view! { <li><a href=href>{code}</a></li> }
    });
    let lines = lines.collect_view();
    view! { <ul>{lines}</ul> }.into_any()
}
