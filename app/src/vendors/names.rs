//! The names that the inventory gives vendors by: what each means is suggested, and a person says so.

use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Fields, Form, Query, Wrong};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::Choice;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::EmptyPage;
use crate::ui::input::TextField;
use crate::ui::pager::Pager;
use crate::ui::query;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use axum::response::{IntoResponse, Redirect, Response};
use domain::ids::SystemId;
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use store::{Meant, Named, NamedVendor};

/// Names on one page.
const PAGE: usize = 50;
const LATER: &str = "";
const NEW: &str = "new";
const NONE: &str = "none";
/// Systems that are named beside a name.
const TOLD: usize = 3;

pub async fn show(asking: Asking, Query(fields): Query) -> Result<Page> {
    page(&asking, &fields, Wrong::default()).await
}

pub async fn confirm(asking: Asking, Form(fields): Form<Fields>) -> Result<Response> {
    match asking.store().match_vendors(asking.actor(), &said(&fields)).await {
        Ok(_) => Ok(Redirect::to("/vendors/names").into_response()),
        Err(error) => {
            let wrong = Error::from(error).faults()?.into();
            Ok(page(&asking, &fields, wrong).await?.refused().into_response())
        }
    }
}

/// What was said of each name: `key-N` beside `means-N`.
fn said(fields: &Fields) -> Vec<(String, Meant)> {
    let each = (0..PAGE).filter_map(|n| {
        let (key, means) = (fields.text(&format!("key-{n}")), fields.text(&format!("means-{n}")));
        let meant = match means.as_str() {
            LATER => return None,
            NEW => Meant::New(fields.text(&format!("name-{n}"))),
            NONE => Meant::NoVendor,
            id => Meant::Vendor(id.parse().ok()?),
        };
        (!key.is_empty()).then_some((key, meant))
    });
    each.collect()
}

async fn page(asking: &Asking, fields: &Fields, wrong: Wrong) -> Result<Page> {
    let names = asking.store().named_vendors().await?;
    let contracts = names.iter().filter(|one| one.contract).count();
    let vendors: Vec<_> =
        asking.store().vendors().await?.into_iter().map(|row| Choice::new(row.id.to_string(), row.name)).collect();
    let at = fields.parsed::<u32>("page").unwrap_or(1).max(1);
    let typed = fields.clone();
    let total = names.len();
    let from = PAGE.saturating_mul(usize::try_from(at - 1).unwrap_or_default());
    let shown: Vec<_> = names.into_iter().skip(from).take(PAGE).collect();
    let numbers: BTreeSet<_> = shown.iter().flat_map(|one| one.systems.iter().copied()).collect();
    let systems = match numbers.is_empty() {
        true => BTreeMap::new(),
        false => asking.store().subjects_named(&numbers.into_iter().collect::<Vec<_>>()).await?,
    };
    Ok(asking.page("Names of vendors", Place::Vendors, move || {
        if total == 0 {
            return nothing();
        }
        let pages = u32::try_from(total.div_ceil(PAGE)).unwrap_or(u32::MAX);
        let lines = shown.into_iter().enumerate().map(|(n, one)| (one.contract, line(n, one, &systems, &vendors, &typed)));
        let (numbers, lines): (Vec<_>, Vec<_>) = lines.partition(|(contract, _)| *contract);
        let lines = table("Names", lines);
        let numbers = (!numbers.is_empty()).then(|| view! {
            <h3>"Contracts"</h3>
            <p class="also">"Nobody wrote whose these are. Their systems may tell; then choose the vendor, or name a new one."</p>
            {table("Contracts", numbers)}
        });
        let of_contracts = (contracts > 0).then(|| {
            let are = if contracts == 1 { "is the number of a contract" } else { "are numbers of contracts" };
            match (contracts == total, total) {
                (true, 1) => " It is the number of a contract.".to_owned(),
                (true, _) => " All are numbers of contracts.".to_owned(),
                (false, _) => format!(" {} of them {are}; these come last.", dates::count_first(contracts)),
            }
        });
        let verb = if total == 1 { "name" } else { "names" };
        view! {
            <Crumbs way=vec![Crumb::new("Vendors", "/vendors"), Crumb::plain("Names of the inventory")]/>
            <Say>{format!("{} {verb} of the inventory may mean vendors.", dates::count_first(total))}</Say>
            <Lede>"A suggestion is only that: nothing depends on a vendor until you save. Then what the vendor must show is asked on account of these systems."{of_contracts}</Lede>
            <Block title="Names" first=true quiet=true>
                <Summary faults=wrong.summary()/>
                <form method="post" action="/vendors/names" class="mapping" novalidate>
                    <input type="hidden" name="page" value=at/>
                    {lines}
                    {numbers}
                    <Actions>
                        <Button weight=Weight::Primary>"Save what they mean"</Button>
                        <ButtonLink weight=Weight::Plain href="/vendors">"Back to the register"</ButtonLink>
                    </Actions>
                </form>
                {(pages > 1).then(|| view! { <Pager query=query::Query::new("/vendors/names") page=at pages/> })}
            </Block>
        }
        .into_any()
    }))
}

fn nothing() -> AnyView {
    view! {
        <EmptyPage say="No name of the inventory waits for its vendor.">
            <p>"Names come in with a list that has a column of vendors or of contracts, or are typed on the page of a system."</p>
            <Actions><ButtonLink weight=Weight::Primary href="/vendors">"See the register"</ButtonLink></Actions>
        </EmptyPage>
    }
    .into_any()
}

/// Lines under the columns of names; nothing without any.
fn table(caption: &'static str, lines: Vec<(bool, AnyView)>) -> Option<AnyView> {
    let columns = vec![Column::new("In the inventory"), Column::number("Systems"), Column::new("Means")];
    let lines: Vec<_> = lines.into_iter().map(|(_, line)| line).collect();
    (!lines.is_empty()).then(|| view! { <Table caption columns stack=true>{lines}</Table> }.into_any())
}

/// The first systems that give a name, and how many more.
fn told(systems: &[(String, SystemId)]) -> String {
    let named: Vec<_> = systems.iter().take(TOLD).map(|(name, _)| name.as_str()).collect();
    match systems.len().saturating_sub(TOLD) {
        0 => named.join(", "),
        more => format!("{} and {}", named.join(", "), dates::counted(more, "other", "others")),
    }
}

fn line(n: usize, named: NamedVendor, all: &BTreeMap<i64, Named>, vendors: &[Choice], typed: &Fields) -> AnyView {
    let NamedVendor { key, name, also, systems, suggested, contract } = named;
    let field = format!("means-{n}");
    let again = typed.text(&format!("key-{n}")) == key;
    let chosen = if again { typed.text(&field) } else { suggested.map(|id| id.to_string()).unwrap_or_default() };
    let of = systems.iter().filter_map(|no| all.get(no));
    let systems: Vec<_> = of.filter_map(|one| Some((one.name.clone(), one.system?))).collect();
    let (told, count) = (told(&systems), dates::figure(systems.len()));
    let ways = systems.into_iter().map(|(name, id)| view! { <li><a href=format!("/systems/{id}")>{name}</a></li> });
    let ways = ways.collect_view();
    // The number of a contract is no vendor's name: a new one is named beside it.
    let new_name = format!("name-{n}");
    let new_name = if contract {
        let value = if again { typed.text(&new_name) } else { String::new() };
        view! { <TextField name=new_name label="Name of the new vendor" value optional=true/> }.into_any()
    } else {
        view! { <input type="hidden" name=new_name value=name.clone()/> }.into_any()
    };
    let own = [
        Some(Choice::new(LATER, "Not said yet")),
        Some(Choice::new(
            NEW,
            if contract { "A new vendor, named below".to_owned() } else { format!("A new vendor: {name}") },
        )),
        Some(Choice::new(NONE, "No vendor")),
    ];
    let options = own.into_iter().flatten().chain(vendors.iter().cloned()).map(|choice| {
        let selected = choice.value == chosen;
        view! { <option value=choice.value selected=selected>{choice.label}</option> }
    });
    let options = options.collect_view();
    let also = match (contract, also.is_empty()) {
        (true, _) => Some("A contract that several systems name".to_owned()),
        (false, false) => Some(format!("Also: {}", also.join("; "))),
        (false, true) => None,
    };
    let also = also.map(|also| view! { <span class="sub">{also}</span> });
    let label = format!("What “{name}” means");
    view! {
        <tr>
            <th scope="row">{name}{also}<span class="sub">{told}</span></th>
            <td class="n" data-th="Systems"><details><summary>{count}</summary><ul class="entries">{ways}</ul></details></td>
            <td class="means" data-th="Means">
                <input type="hidden" name=format!("key-{n}") value=key/>
                <select class="input" name=field aria-label=label>{options}</select>
                {new_name}
            </td>
        </tr>
    }
    .into_any()
}
