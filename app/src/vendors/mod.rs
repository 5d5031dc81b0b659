//! Vendors: a small register of who supplies what, and which systems depend on them.

use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Draft, Fields, Form, Wrong};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{Choice, SelectField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::{Empty, EmptyPage};
use crate::ui::facts::{Fact, Facts};
use crate::ui::input::TextField;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Name, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use axum::response::{IntoResponse, Redirect, Response};
use domain::ids::{PersonId, VendorId};
use domain::people::{Relation, may};
use domain::systems::stage_word;
use domain::trail::Verb;
use domain::words::Criticality;
use leptos::prelude::*;
use store::{Names, SystemRow, VendorRow};

#[derive(Clone)]
pub struct VendorDraft {
    name: String,
    service: String,
    tier: Criticality,
    owner: Option<PersonId>,
}

impl Draft for VendorDraft {
    fn typed(fields: &Fields) -> Self {
        Self {
            name: fields.text("name"),
            service: fields.text("service"),
            tier: fields.parsed("tier").unwrap_or(Criticality::Medium),
            owner: fields.parsed("owner"),
        }
    }
}

pub async fn list(asking: Asking) -> Result<Page> {
    let vendors = asking.store().vendors().await?;
    let names = asking.store().names().await?;
    let may_add = may(asking.actor().rights, Verb::VendorAdded, Relation::Stranger);
    Ok(asking.page("Vendors", Place::Vendors, move || {
        if vendors.is_empty() { empty(may_add) } else { register(vendors, &names, may_add) }
    }))
}

fn empty(may_add: bool) -> AnyView {
    view! {
        <EmptyPage say="No vendor is in the register, so nothing is asked of any.">
            <p>"A vendor supplies a model or a service that a system runs on. What it must show, such as a SOC 2 report, is \
            asked on account of every system that depends on it."</p>
            {may_add.then(|| view! {
                <Actions><ButtonLink weight=Weight::Primary href="/vendors/new">"Add a vendor"</ButtonLink></Actions>
            })}
        </EmptyPage>
    }
    .into_any()
}

fn register(vendors: Vec<VendorRow>, names: &Names, may_add: bool) -> AnyView {
    let n = vendors.len();
    let used = vendors.iter().filter(|vendor| vendor.systems > 0).count();
    let columns = vec![Column::new("Vendor"), Column::new("Tier"), Column::new("Owner"), Column::number("Systems")];
    let lines = vendors.into_iter().map(|vendor| entry(vendor, names)).collect_view();
    let verb = if n == 1 { "is" } else { "are" };
    view! {
        <Say>{format!("{} {} {verb} in the register; systems depend on {}.", dates::count_first(n),
            if n == 1 { "vendor" } else { "vendors" }, if used == n { "each".to_owned() } else { dates::count(used) })}</Say>
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

pub async fn one(asking: Asking, The(id): The<VendorId>) -> Result<Page> {
    let vendor = asking.store().vendor(id).await?;
    let dependents = asking.store().dependents(vendor.no).await?;
    let names = asking.store().names().await?;
    Ok(asking.page(vendor.name.clone(), Place::Vendors, move || {
        let way = vec![Crumb::new("Vendors", "/vendors"), Crumb::plain(vendor.name.clone())];
        let owner = vendor.owner.map_or_else(|| "Nobody".to_owned(), |owner| names.of(owner).to_owned());
        let says = match vendor.systems {
            0 => view! { "has no system that depends on it." }.into_any(),
            n => view! { "has "<a href="#systems">{dates::counted(n, "system", "systems")}</a>" depending on it." }
                .into_any(),
        };
        view! {
            <Crumbs way/>
            <Say><Name>{vendor.name}</Name>" "{says}</Say>
            <Block title="Who this is" first=true quiet=true>
                <Facts>
                    {(!vendor.service.is_empty()).then(|| view! { <Fact name="Service">{vendor.service}</Fact> })}
                    <Fact name="Tier">{vendor.tier.label()}</Fact>
                    <Fact name="Owner">{owner}</Fact>
                </Facts>
            </Block>
            {systems(dependents)}
        }
    }))
}

fn systems(dependents: Vec<SystemRow>) -> AnyView {
    let none = dependents.is_empty();
    let lines = dependents.into_iter().map(|system| {
        let href = format!("/systems/{}#vendors", system.id);
        view! {
            <tr>
                <th scope="row"><a class="quiet" href=href>{system.name}</a></th>
                <td data-th="Stage">{stage_word(system.stage)}</td>
                <td data-th="Criticality">{system.criticality.label()}</td>
            </tr>
        }
    });
    let lines = lines.collect_view();
    let columns = ["System", "Stage", "Criticality"].into_iter().map(Column::new).collect();
    let table = if none {
        view! { <Empty>"Add the dependency on the page of a "<a href="/systems">"system"</a>"."</Empty> }.into_any()
    } else {
        view! { <Table caption="Systems" columns stack=true>{lines}</Table> }.into_any()
    };
    view! { <Block title="Systems that depend on it" id="systems">{table}</Block> }.into_any()
}

pub async fn show_new(asking: Asking) -> Result<Page> {
    let draft = VendorDraft { name: String::new(), service: String::new(), tier: Criticality::Medium, owner: None };
    form(&asking, draft, Wrong::default()).await
}

pub async fn add(asking: Asking, Form(draft): Form<VendorDraft>) -> Result<Response> {
    let VendorDraft { name, service, tier, owner } = &draft;
    match asking.store().add_vendor(asking.actor(), name, service, *tier, *owner).await {
        Ok(id) => Ok(Redirect::to(&format!("/vendors/{id}")).into_response()),
        Err(error) => {
            let wrong = Error::from(error).faults()?.into();
            Ok(form(&asking, draft, wrong).await?.refused().into_response())
        }
    }
}

async fn form(asking: &Asking, draft: VendorDraft, wrong: Wrong) -> Result<Page> {
    let people = asking.store().people().await?.into_iter().filter(|row| row.active);
    let people: Vec<_> = people.filter_map(|row| Some(Choice::new(row.id.to_string(), row.name?))).collect();
    Ok(asking.page("Add a vendor", Place::Vendors, move || {
        let tiers: Vec<_> = Criticality::ALL.iter().map(|it| Choice::new(it.key(), it.label())).collect();
        let owner = draft.owner.map(|id| id.to_string()).unwrap_or_default();
        view! {
            <Crumbs way=vec![Crumb::new("Vendors", "/vendors"), Crumb::plain("Add a vendor")]/>
            <Say>"Who supplies something that a system runs on?"</Say>
            <Lede>"Which systems depend on them is said on the page of each system."</Lede>
            <Block title="The vendor" first=true quiet=true>
                <Summary faults=wrong.summary()/>
                <form class="form" method="post" action="/vendors/new" novalidate>
                    <TextField name="name" label="Name" value=draft.name error=wrong.at("name")/>
                    <TextField name="service" label="Service" value=draft.service optional=true error=wrong.at("service")
                        hint="What you have from them: a model, a hosted assistant, a document reader."/>
                    <SelectField name="tier" label="Tier" choices=tiers value=draft.tier.key()
                        hint="How much hangs on them." error=wrong.at("tier")/>
                    <SelectField name="owner" label="Owner" choices=people value=owner prompt="Nobody yet" optional=true
                        error=wrong.at("owner")/>
                    <Actions>
                        <Button weight=Weight::Primary>"Add the vendor"</Button>
                        <ButtonLink weight=Weight::Plain href="/vendors">"Leave without saving"</ButtonLink>
                    </Actions>
                </form>
            </Block>
        }
    }))
}
