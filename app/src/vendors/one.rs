//! One vendor: who it is, which systems depend on it, what happened to it.

use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::facts::{Fact, Facts};
use crate::ui::history::{Happened, History};
use crate::ui::rail::Place;
use crate::ui::say::{Name, Say};
use crate::ui::table::{Column, Table};
use domain::ids::{PersonId, VendorId};
use domain::people::{Relation, may};
use domain::systems::stage_word;
use domain::trail::Verb;
use domain::words::Criticality;
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use store::{Names, SystemHappening, SystemRow};

pub async fn show(asking: Asking, The(id): The<VendorId>) -> Result<Page> {
    let store = asking.store();
    let vendor = store.vendor(id).await?;
    let dependents = store.dependents(vendor.no).await?;
    let history = store.vendor_history(id).await?;
    let history: Vec<_> = history.into_iter().map(|it| (asking.local(it.at), it)).collect();
    let names = asking.names().await?;
    let (actor, today) = (*asking.actor(), asking.today);
    let owns = if vendor.owner == Some(actor.person) { Relation::Owner } else { Relation::Stranger };
    let may_change = may(actor.rights, Verb::VendorChanged, owns);
    Ok(asking.page(vendor.name.clone(), Place::Vendors, move || {
        let way = vec![Crumb::new("Vendors", "/vendors"), Crumb::plain(vendor.name.clone())];
        let owner = vendor.owner.map_or_else(|| "Nobody".to_owned(), |owner| names.of(owner).to_owned());
        let says = match vendor.systems {
            0 => view! { "has no system that depends on it." }.into_any(),
            n => view! { "has "<a href="#systems">{dates::counted(n, "system", "systems")}</a>" depending on it." }
                .into_any(),
        };
        let edit = may_change.then(|| {
            let href = format!("/vendors/{}/edit", vendor.id);
            view! { <Actions top=true><ButtonLink weight=Weight::Primary href=href>"Edit"</ButtonLink></Actions> }
        });
        let all = format!("/systems?vendor={}", vendor.id);
        view! {
            <Crumbs way/>
            <Say><Name>{vendor.name}</Name>" "{says}</Say>
            {edit}
            <Block title="Who this is" first=true quiet=true>
                <Facts>
                    {(!vendor.service.is_empty()).then(|| view! { <Fact name="Service">{vendor.service}</Fact> })}
                    <Fact name="Tier">{vendor.tier.label()}</Fact>
                    <Fact name="Owner">{owner}</Fact>
                </Facts>
            </Block>
            {systems(dependents, vendor.systems, all)}
            {told(history, &names, today)}
        }
    }))
}

fn systems(dependents: Vec<SystemRow>, all: usize, href: String) -> AnyView {
    let shown = dependents.len();
    let lines = dependents.into_iter().map(|system| {
        let href = format!("/systems/{}#vendors", system.id);
        view! {
            <tr>
                <th scope="row"><a class="quiet" href=href>{system.name}</a><span class="sub">{system.unit}</span></th>
                <td data-th="Stage">{stage_word(system.stage)}</td>
                <td data-th="Criticality">{system.criticality.label()}</td>
            </tr>
        }
    });
    let lines = lines.collect_view();
    let columns = ["System", "Stage", "Criticality"].into_iter().map(Column::new).collect();
    let table = if shown == 0 {
        view! { <Empty>"Add the dependency on the page of a "<a href="/systems">"system"</a>", or say what the "<a href="/vendors/names">"names of the inventory"</a>" mean."</Empty> }.into_any()
    } else {
        view! {
            <Table caption="Systems" columns stack=true>{lines}</Table>
            {(all > shown).then(|| view! { <p class="also"><a href=href>{format!("All {} in the list of systems", dates::figure(all))}</a></p> })}
        }
        .into_any()
    };
    view! { <Block title="Systems that depend on it" id="systems">{table}</Block> }.into_any()
}

fn told(history: Vec<(DateTime, SystemHappening)>, names: &Names, today: Date) -> AnyView {
    let lines = history.into_iter().map(|(at, it)| {
        let who = it.by.map_or_else(|| "The command line".to_owned(), |by| names.of(by).to_owned());
        let changes = it.changes.iter().map(|change| changed(change, names)).collect_view();
        view! {
            <Happened at today who>
                {it.verb.label()}{it.reason.map(|reason| format!(": {reason}"))}
                {(!it.changes.is_empty()).then(|| view! { <ul class="changes">{changes}</ul> })}
            </Happened>
        }
    });
    let lines = lines.collect_view();
    view! { <Block title="History" id="history"><History>{lines}</History></Block> }.into_any()
}

fn changed((field, was, became): &(String, String, String), names: &Names) -> AnyView {
    let said = |text: &String| match (field.as_str(), text.parse::<PersonId>(), text.parse::<Criticality>()) {
        _ if text.is_empty() => "nothing".to_owned(),
        ("owner", Ok(person), _) => names.of(person).to_owned(),
        ("tier", _, Ok(tier)) => tier.label().to_owned(),
        _ => text.clone(),
    };
    let mut label = field.clone();
    if let Some(first) = label.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    view! { <li>{label}": "<del>{said(was)}</del>", now "<ins>{said(became)}</ins></li> }.into_any()
}
