//! The register of policies, and the templates that none was begun of.

use super::mark;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Query;
use crate::lists::{List, keep};
use crate::page::Page;
use crate::programmes::allowed;
use crate::reading::{OnDay, instant};
use crate::ui::block::Block;
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::dates;
use crate::ui::empty::EmptyPage;
use crate::ui::mark::{Mark, Voice};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use domain::catalogue::{PolicyTemplate, catalogue};
use domain::ids::PolicyId;
use domain::policies::{PolicyState, proves};
use domain::trail::Verb;
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::BTreeMap;
use store::{Names, PolicyLine};

/// What can be kept of the register.
const LISTS: [(List, &str); 4] = [
    (List::Policies, "the policies"),
    (List::Versions, "their versions with their texts"),
    (List::Acknowledgements, "acknowledgements"),
    (List::Exceptions, "exceptions"),
];

/// The policies as they stood on a day.
pub(super) async fn lines_on(asking: &Asking, on: &OnDay) -> Result<Vec<PolicyLine>> {
    let (store, zone) = (asking.store(), &asking.visitor.organisation.zone);
    Ok(match on.is_past() {
        true => store.policies_at(instant(asking, on.day), zone).await?,
        false => store.policies(asking.today, zone).await?,
    })
}

pub async fn show(asking: Asking, Query(fields): Query) -> Result<Page> {
    let (today, on) = (asking.today, OnDay::of(&asking, &fields));
    let lines = lines_on(&asking, &on).await?;
    let names = asking.names().await?;
    let mut waits: BTreeMap<PolicyId, (&'static str, i64)> = BTreeMap::new();
    if !on.is_past() {
        let waiting = asking.store().waiting(asking.visitor.seq).await?;
        let to_read = waiting.policies.to_read(asking.actor(), today);
        waits.extend(to_read.into_iter().map(|one| (one.id, (READS, one.no))));
        waits.extend(waiting.policies.to_approve(asking.actor()).map(|one| (one.id, (APPROVES, one.no))));
    }
    let starts = allowed(&asking, Verb::PolicyStarted) && !on.is_past();
    Ok(asking.page("Policies", Place::Policies, move || {
        let begun = |template: &&PolicyTemplate| {
            lines.iter().any(|line| line.policy.template.as_ref() == Some(&template.id) && line.policy.retired.is_none())
        };
        let open: Vec<_> = catalogue().policies.iter().filter(|template| !begun(template)).collect();
        let templates = (starts && !open.is_empty()).then(|| templates(&open, lines.is_empty()));
        if lines.is_empty() && !on.is_past() {
            return view! {
                <EmptyPage say="No policy is kept here yet.">
                    <p>"A policy is written as a draft, submitted as a version that never changes, approved by people who did not write it, and in force from a day. An approved version is proof by itself: nobody uploads it again."</p>
                </EmptyPage>
                {templates}
            }
            .into_any();
        }
        let say = sentence(&lines, on.is_past());
        let start = starts.then(|| view! {
            <Actions top=true><ButtonLink weight=Weight::Primary href="/policies/new">"Write a policy of our own"</ButtonLink></Actions>
        });
        let columns = ["Policy", "State", "In force since", "Review by", "Owner"].into_iter().map(Column::new).collect();
        let day = on.day;
        let yours = yours(&waits);
        let own = |line: &PolicyLine| waits.get(&line.policy.id).copied();
        let rows = lines.into_iter().map(|line| entry(own(&line), line, &names, day, today)).collect_view();
        // Of a day that has passed, the register alone is a list.
        let lists = if on.is_past() { LISTS.get(..1).unwrap_or_default() } else { &LISTS };
        let kept = keep(lists, &on.query("/policies"));
        let remark = on.remark("States and versions are those of that day; titles and owners are those of today.");
        let chooser = on.chooser("/policies");
        view! {
            <Say>{say}</Say>
            <Lede>{yours}<a href="/exceptions">"Exceptions"</a>" to all policies stand together."</Lede>
            {remark}
            {start}
            <Block title="The register" first=true quiet=true><Table caption="Policies" columns stack=true>{rows}</Table>{kept}{chooser}</Block>
            {templates}
        }
        .into_any()
    }))
}

/// “Six policies are in force; the review of one is overdue, and one waits for approval.”
fn sentence(lines: &[PolicyLine], past: bool) -> String {
    let of = |state| lines.iter().filter(|line| line.state == state).count();
    let standing = lines.iter().filter(|line| line.in_force.is_some()).count();
    let is = match (standing, past) {
        (0 | 1, false) => "policy is",
        (_, false) => "policies are",
        (0 | 1, true) => "policy was",
        (_, true) => "policies were",
    };
    let mut say = format!("{} {is} in force", dates::count_first(standing));
    let overdue = of(PolicyState::ReviewOverdue);
    if overdue > 0 {
        say.push_str(&format!(
            "; {} past {} review day",
            dates::count(overdue),
            if overdue == 1 { "its" } else { "their" }
        ));
    }
    let waiting = lines.iter().filter(|line| line.waiting.is_some()).count();
    if waiting > 0 {
        let waits = if past { ("version waited", "versions waited") } else { ("version waits", "versions wait") };
        say.push_str(&format!("; {} for approval", dates::counted(waiting, waits.0, waits.1)));
    }
    say.push('.');
    say
}

const READS: &str = "Waits for you to read and acknowledge it";
const APPROVES: &str = "Waits for you to approve it";

/// “Two wait for you. ”, where the table says which.
fn yours(waits: &BTreeMap<PolicyId, (&'static str, i64)>) -> Option<String> {
    let verb = if waits.len() == 1 { "waits" } else { "wait" };
    (!waits.is_empty()).then(|| format!("{} of them {verb} for you. ", dates::count_first(waits.len())))
}

/// As it stood on `day`; `own` says what waits of it for whoever looks, and in which version.
fn entry(own: Option<(&'static str, i64)>, line: PolicyLine, names: &Names, day: Date, today: Date) -> AnyView {
    let PolicyLine { policy, state, in_force, waiting, drafted } = line;
    let href = format!("/policies/{}", policy.id);
    let own = own.map(|(words, no)| {
        view! { <span class="sub"><a href=format!("{href}/versions/{no}")>{words}</a></span> }
    });
    let owner = policy.frame.owner.map_or_else(|| "Nobody".to_owned(), |owner| names.of(owner).to_owned());
    let since = in_force.map(|span| format!("{}, version {}", dates::short(span.from, today), span.no));
    let review = in_force.map(|span| super::parts::review(span.review_on, day));
    let beside = match (waiting, drafted) {
        (Some(version), _) => {
            let whom = super::parts::still_asked(&version.people, version.takes, names);
            Some(format!("Version {} waits for {whom}", version.no))
        }
        (None, true) if state != PolicyState::Drafted => Some("The next version is being written".to_owned()),
        (None, true | false) => None,
    };
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=href>{policy.frame.title}</a>{own}{beside.map(|beside| view! { <span class="sub">{beside}</span> })}</th>
            <td data-th="State"><Mark state=mark(state) voice=Voice::Calm word=state.label()/></td>
            <td data-th="In force since">{since.unwrap_or_else(|| "Not yet".to_owned())}</td>
            <td data-th="Review by">{review}</td>
            <td data-th="Owner">{owner}</td>
        </tr>
    }
    .into_any()
}

fn templates(open: &[&'static PolicyTemplate], first: bool) -> AnyView {
    let entries = open.iter().map(|template| {
        let href = format!("/policies/new?template={}", template.id);
        let (alone, together): (Vec<_>, Vec<_>) = proves(&template.id).partition(|(_, beside)| beside.is_empty());
        let alone: Vec<_> = alone.into_iter().map(|(id, _)| id.to_string()).collect();
        let alone = (!alone.is_empty()).then(|| format!(" Its approval proves {}.", alone.join(", ")));
        let together = together
            .into_iter()
            .map(|(id, beside)| format!(" It is one of {} that {id} needs.", dates::count(beside.len() + 1)));
        let proves = alone.unwrap_or_default() + &together.collect::<String>();
        let sections = dates::tallied(template.sections.len(), "section", "sections");
        view! {
            <li>
                <a href=href>{template.title}</a>
                <span class="sub">{template.purpose}" "{sections}"."{proves}</span>
            </li>
        }
    });
    let entries = entries.collect_view();
    let remark = "Each comes with its required sections, with guidance, and with its criteria and controls linked.";
    let own = first.then(|| view! { <p class="also"><a href="/policies/new">"Write one of our own instead"</a></p> });
    view! {
        <Block title="Begin from a template" id="templates" remark>
            <ul class="entries">{entries}</ul>
            {own}
        </Block>
    }
    .into_any()
}
