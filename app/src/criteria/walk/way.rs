//! The way there: what stands, then the one next step, which carries the primary action.

use super::Walk;
use super::steps::Requirement;
use crate::readiness::due_words;
use crate::ui::block::Block;
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::dates::{self, count, figure, how_many};
use crate::ui::mark::State as Stance;
use crate::ui::plumb::{NextUp, Plumb, PlumbStep, Step};
use domain::finding::Reason;
use jiff::civil::Date;
use leptos::prelude::*;

pub(super) fn view(walk: &Walk) -> impl IntoView + use<> {
    let stand = walk.steps.iter().filter(|step| step.stance == Stance::Met).count();
    let remark = format!(
        "{} of {} requirements {}",
        how_many(stand),
        count(walk.steps.len()),
        if stand == 1 { "stands" } else { "stand" }
    );
    let next = walk.steps.iter().position(|step| !matches!(step.stance, Stance::Met | Stance::Excluded));
    let (day, today) = (walk.asked.day, walk.asked.today);
    let steps: Vec<_> =
        walk.steps.iter().enumerate().map(|(i, step)| plumb_step(step, next == Some(i), day, today)).collect();
    let last = (next.is_none()).then(|| conclusion_step(walk)).flatten();
    if walk.steps.is_empty() && last.is_none() {
        return view! { <Block title="The way there"><p>"Nothing is asked for it."</p></Block> }.into_any();
    }
    view! { <Block title="The way there" remark><Plumb>{steps}{last}</Plumb></Block> }.into_any()
}

fn plumb_step(step: &Requirement, next: bool, day: Date, today: Date) -> AnyView {
    if next {
        let next = next_up(step, day, today);
        return view! { <PlumbStep step=Step::Next>{next}</PlumbStep> }.into_any();
    }
    let (title, href, stance) = (step.title.clone(), step.href.clone(), step.stance);
    let (sub, who, question) = (step.sub.clone(), step.who.clone().filter(|_| step.on > 0), step.question.clone());
    let due = step.due.map(|due| format!(", due {}", dates::short(due, today))).unwrap_or_default();
    let who = who.map(|who| format!(". {who}{due}"));
    let sub = move || view! { {sub}{who}{question.map(|(words, href)| view! { ". "<a href=href>{words}</a> })} };
    view! { <PlumbStep step=Step::Is(stance) sub><a class="quiet" href=href>{title}</a></PlumbStep> }.into_any()
}

/// The next step with its person and the way to do it: the task, or the question to answer first.
fn next_up(step: &Requirement, day: Date, today: Date) -> AnyView {
    let (title, why, sub) = (step.title.clone(), step.why.clone(), step.sub.clone());
    let together = (step.on > 1).then(|| format!(" One upload can prove all {}.", figure(step.on as usize)));
    let who = step.who.clone().map(|who| view! { <span>{who}</span> });
    let due = step.due.map(|due| view! { <span>"Due "{due_words(due, day, today)}</span> });
    let effort = step.effort;
    let asked = step.question.clone().filter(|_| step.stance == Stance::Unknown);
    let action = match asked {
        Some((words, href)) => view! { <p>{words}</p><Actions><ButtonLink weight=Weight::Primary href>"Answer the question"</ButtonLink></Actions> }.into_any(),
        None if step.waits => view! {
            <p>"It was sent, and a second person decides on it now."</p>
            <Actions><ButtonLink weight=Weight::Primary href="/evidence/review">"Go to the review"</ButtonLink></Actions>
        }
        .into_any(),
        None => {
            let href = step.href.clone();
            view! { <Actions><ButtonLink weight=Weight::Primary href>"Open the task"</ButtonLink></Actions> }.into_any()
        }
    };
    view! {
        <NextUp title>
            <p>{why}{together}</p>
            <p class="small">{sub}"."</p>
            <p class="meta">{who}{due}<span>{effort}</span></p>
            {action}
        </NextUp>
    }
    .into_any()
}

/// When all is proven, or nothing answers: what two people still have to do.
fn conclusion_step(walk: &Walk) -> Option<AnyView> {
    let programme = format!("/programmes/{}", walk.asked.programme.id);
    let (title, why, href, verb) = match walk.reading?.reason? {
        Reason::NoKeyControl => (
            "Adopt a control that answers it",
            "The library proposes controls; one counts once it is adopted.",
            "/controls".to_owned(),
            "Adopt controls",
        ),
        Reason::NotConcluded => (
            "Conclude that its key controls answer it",
            "The product does not judge design by itself: two people sign once a year.",
            programme,
            "Open the programme",
        ),
        Reason::NothingLeft => (
            "Adopt a control, or set the criterion aside",
            "All that was asked is excluded, or applies to nobody.",
            programme,
            "Open the programme",
        ),
        Reason::ShowsFailure
        | Reason::EndedByEvent
        | Reason::Stale
        | Reason::Withdrawn
        | Reason::Rejected
        | Reason::Waiting
        | Reason::NeverProven
        | Reason::NoOwner
        | Reason::NotApproved
        | Reason::NotLinked => return None,
    };
    Some(view! {
        <PlumbStep step=Step::Next>
            <NextUp title><p>{why}</p><Actions><ButtonLink weight=Weight::Primary href>{verb}</ButtonLink></Actions></NextUp>
        </PlumbStep>
    }.into_any())
}
