//! What waits for a second person, and where to go on.

use super::Shown;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::dates;
use crate::ui::notice::Refused;
use domain::risks::{Answer, Rated, Treatment};
use leptos::prelude::*;
use store::RiskInHand;

/// What waits for a second person: an agreement, or an acceptance.
pub(super) fn second(shown: &Shown) -> Option<AnyView> {
    let base = format!("/risks/assessments/{}/risks/{}", shown.read.row.id, shown.one.risk);
    if shown.read.row.concluded().is_some() {
        return None;
    }
    let seen = shown.one.no;
    let button = |to: &str, words: &'static str, hint: &'static str| {
        view! {
            <form method="post" action=format!("{base}/{to}")>
                <input type="hidden" name="seen" value=seen/>
                <p class="hint">{hint}</p>
                <Actions><Button weight=Weight::Primary>{words}</Button></Actions>
            </form>
        }
        .into_any()
    };
    let (rule, act) = match &shown.one.answer {
        Answer::SetAside(aside) if !aside.stands(&shown.one.risk, shown.read.yes, shown.read.no) => {
            let hint = "It is not rated then, and the next assessment proposes it again.";
            (&shown.agrees, button("agree", "Agree to set it aside", hint))
        }
        Answer::Rated(Rated { treatment: Some(Treatment::Accept(asked)), .. }) if asked.accepted.is_none() => {
            let hint = "You bear it with your name until that day; then it is looked at anew.";
            (&shown.accepts, button("accept", "Accept the risk", hint))
        }
        Answer::Open | Answer::Rated(_) | Answer::SetAside(_) => return None,
    };
    let act = match rule {
        None => act,
        Some(rule) => view! { <Refused word="Waits for somebody else" rule=rule.to_string()/> }.into_any(),
    };
    Some(view! { <Block title="What waits" id="second" quiet=true>{act}</Block> }.into_any())
}

/// The next risk to answer, or the way back once all are: where somebody goes on after this one.
pub(super) fn next(shown: &Shown) -> Option<AnyView> {
    if shown.one.answer == Answer::Open || !shown.rates_on {
        return None;
    }
    let base = format!("/risks/assessments/{}", shown.read.row.id);
    let open = |one: &&RiskInHand| one.answer == Answer::Open;
    let at = shown.read.risks.iter().position(|one| one.risk == shown.one.risk).unwrap_or_default();
    let after = shown.read.risks.iter().skip(at).find(open).or_else(|| shown.read.risks.iter().find(open));
    let (href, words) = match after {
        Some(after) => {
            let left = shown.read.risks.iter().filter(open).count();
            let words = format!("Next to rate: {}, {} left", after.risk, dates::figure(left));
            (format!("{base}/risks/{}", after.risk), words)
        }
        None => (base, "All are answered: back to the assessment".to_owned()),
    };
    Some(view! { <Actions top=true><ButtonLink weight=Weight::Primary href>{words}</ButtonLink></Actions> }.into_any())
}
