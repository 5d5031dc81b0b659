//! Vendors: a small register of who supplies what, and which systems depend on them.

pub mod edit;
pub mod names;
pub mod one;

use crate::asking::Asking;
use crate::error::Result;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::dates;
use crate::ui::empty::EmptyPage;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use domain::people::{Relation, may};
use domain::trail::Verb;
use leptos::prelude::*;
use store::{Names, VendorRow};

pub async fn list(asking: Asking) -> Result<Page> {
    let vendors = asking.store().vendors().await?;
    let names = asking.names().await?;
    let may_add = may(asking.actor().rights, Verb::VendorAdded, Relation::Stranger);
    let may_match = may(asking.actor().rights, Verb::VendorsMatched, Relation::Stranger);
    let open = if may_match { asking.store().named_vendors().await?.len() } else { 0 };
    Ok(asking.page("Vendors", Place::Vendors, move || {
        if vendors.is_empty() { empty(may_add, open) } else { register(vendors, &names, may_add, open) }
    }))
}

/// Names of the inventory that wait for somebody to say what they mean.
fn waiting(open: usize) -> Option<AnyView> {
    (open > 0).then(|| {
        let names = dates::counted(open, "name", "names");
        view! { <Lede>"The inventory gives vendors "<a href="/vendors/names">{names}</a>" that nobody has matched yet."</Lede> }.into_any()
    })
}

fn empty(may_add: bool, open: usize) -> AnyView {
    view! {
        <EmptyPage say="No vendor is in the register, so nothing is asked of any.">
            <p>"A vendor supplies a model or a service that a system runs on. What it must show, such as a SOC 2 report, is \
            asked on account of every system that depends on it."</p>
            {waiting(open)}
            {may_add.then(|| view! {
                <Actions><ButtonLink weight=Weight::Primary href="/vendors/new">"Add a vendor"</ButtonLink></Actions>
            })}
        </EmptyPage>
    }
    .into_any()
}

fn register(vendors: Vec<VendorRow>, names: &Names, may_add: bool, open: usize) -> AnyView {
    let n = vendors.len();
    let used = vendors.iter().filter(|vendor| vendor.systems > 0).count();
    let columns = vec![Column::new("Vendor"), Column::new("Tier"), Column::new("Owner"), Column::number("Systems")];
    let lines = vendors.into_iter().map(|vendor| entry(vendor, names)).collect_view();
    let verb = if n == 1 { "is" } else { "are" };
    view! {
        <Say>{format!("{} {} {verb} in the register; systems depend on {}.", dates::count_first(n),
            if n == 1 { "vendor" } else { "vendors" }, if used == n { "each".to_owned() } else { dates::count(used) })}</Say>
        {waiting(open)}
        {may_add.then(|| view! {
            <Actions top=true><ButtonLink weight=Weight::Primary href="/vendors/new">"Add a vendor"</ButtonLink></Actions>
        })}
        <Block title="The register" first=true quiet=true><Table caption="Vendors" columns stack=true>{lines}</Table></Block>
    }
    .into_any()
}

fn entry(vendor: VendorRow, names: &Names) -> AnyView {
    let owner = vendor.owner.map_or_else(|| "Nobody".to_owned(), |owner| names.of(owner).to_owned());
    let href = format!("/vendors/{}", vendor.id);
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=href.clone()>{vendor.name}</a><span class="sub">{vendor.service}</span></th>
            <td data-th="Tier">{vendor.tier.label()}</td>
            <td data-th="Owner">{owner}</td>
            <td class="n" data-th="Systems"><a href=format!("{href}#systems")>{dates::figure(vendor.systems)}</a></td>
        </tr>
    }
    .into_any()
}
