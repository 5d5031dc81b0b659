//! What waits for a second person, and where to go on.

use super::{Shown, What};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::dates;
use crate::ui::notice::Refused;
use crate::ui::summary::{Fault, Summary};
use crate::ui::textarea::LongField;
use domain::risks::{Answer, Rated, Treatment};
use leptos::prelude::*;
use store::RiskInHand;

/// What waits for a second person: an agreement before the conclusion, or an acceptance before and after it.
pub(super) fn second(shown: &Shown) -> Option<AnyView> {
    let base = format!("/risks/assessments/{}/risks/{}", shown.read.row.id, shown.one.risk);
    let seen = shown.one.no;
    let (rule, act) = match &shown.one.answer {
        Answer::SetAside(aside)
            if shown.read.row.concluded().is_none()
                && !aside.stands(&shown.one.risk, shown.read.yes, shown.read.no) =>
        {
            (&shown.agrees, agreement(&base, seen))
        }
        Answer::Rated(Rated { treatment: Some(Treatment::Accept(asked)), .. }) if asked.waits(shown.today) => {
            (&shown.accepts, acceptance(shown, &base, seen))
        }
        Answer::Open | Answer::Rated(_) | Answer::SetAside(_) => return None,
    };
    let act = match rule {
        None => act,
        Some(rule) => view! { <Refused word="Waits for somebody else" rule=rule.to_string()/> }.into_any(),
    };
    Some(view! { <Block title="What waits" id="second" quiet=true>{act}</Block> }.into_any())
}

fn agreement(base: &str, seen: i64) -> AnyView {
    view! {
        <form method="post" action=format!("{base}/agree")>
            <input type="hidden" name="seen" value=seen/>
            <p class="hint">"It is not rated then, and the next assessment proposes it again."</p>
            <Actions><Button weight=Weight::Primary>"Agree to set it aside"</Button></Actions>
        </form>
    }
    .into_any()
}

/// Accept it, or refuse with a reason: then what is done about it is open again.
fn acceptance(shown: &Shown, base: &str, seen: i64) -> AnyView {
    let (action, again) = (format!("{base}/accept"), format!("{base}/accept"));
    let wrong = shown.typed.wrong(What::Refuse);
    let reason = shown.typed.sent(What::Refuse).map(|fields| fields.text("reason")).unwrap_or_default();
    let (open, error) = (!reason.is_empty() || wrong.at("reason").is_some(), wrong.at("reason"));
    let faults = wrong.summary().into_iter().map(|fault| Fault::new("refuse-reason", fault.says)).collect::<Vec<_>>();
    let unmet = shown.unmet().map(|unmet| {
        let before = match &shown.one.answer {
            Answer::Rated(rated) => rated.inherent.band.label().to_lowercase(),
            Answer::Open | Answer::SetAside(_) => String::new(),
        };
        view! { <p>{format!("What is left rests on controls that do not hold today: {unmet}. Without them you accept a {before} risk.")}</p> }
    });
    view! {
        {unmet}
        <form method="post" action=action>
            <input type="hidden" name="seen" value=seen/>
            <p class="hint">"You bear it with your name until that day; then it is looked at anew."</p>
            <Actions><Button weight=Weight::Primary>"Accept the risk"</Button></Actions>
        </form>
        <details open=open>
            <summary>"Refuse to accept it"</summary>
            <Summary faults/>
            <form class="form" method="post" action=again novalidate>
                <input type="hidden" name="seen" value=seen/>
                <input type="hidden" name="decision" value="refuse"/>
                <LongField name="reason" id="refuse-reason" label="Why it is not accepted" value=reason error hint="What is done about it is open again: somebody chooses another way, or asks anew"/>
                <Actions><Button>"Refuse it"</Button></Actions>
            </form>
        </details>
    }
    .into_any()
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
